"""Ties between organisations, read from a file of any form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from refanalysis import schema
from refanalysis.data.intake import grid as grids
from refanalysis.data.intake.accounting import account
from refanalysis.data.intake.changes import Change, listed
from refanalysis.data.intake.folding import folded, looked_up, one_spelling
from refanalysis.data.intake.mapping import Mapped
from refanalysis.data.intake.plain import NETWORKS, as_grid, column, plain_report, plainly_mapped, recognised
from refanalysis.data.intake.records import Imported
from refanalysis.data.intake.values import dates, day_order
from refanalysis.schema import DataError
from refanalysis.schema.accepted import RELATIONS

if TYPE_CHECKING:
    import pandas as pd

WORDS = {
    "from": re.compile(
        r"from(?: actor| node| id| organi[sz]ation)?|sender|ego|source (?:id|node|actor)|de|desde|depuis|origin|origine|"
        r"origen"
    ),
    "to": re.compile(
        r"to(?: actor| node| id| organi[sz]ation)?|target(?: id| node| actor)?|receiver|alter|vers|hacia|para|"
        r"destination|destino"
    ),
    "relation": re.compile(
        r"relation(?:ship)?(?: type)?|tie type|edge type|connection type|kind|type(?: of (?:tie|relation))?|type de "
        r"relation|tipo de relacion|relacion|relacao"
    ),
    "weight": re.compile(r"weight|value|strength|poids|peso|force"),
    "certainty": re.compile(r"certainty|probability|confidence|certitude|certeza"),
    "from_date": re.compile(r"from date|start(?: date)?|since|debut|inicio"),
    "to_date": re.compile(r"to date|end(?: date)?|until|fin|fim"),
    "source": re.compile(r"sources?|reference|fuente|fonte"),
    "note": re.compile(r"notes?|remarks?|comments?|description"),
    "directed": re.compile(r"directed|direction"),
}
_RELATIONS = {
    "funds": "finances|funding|funded|donor|donates to|gives money to|finance|financia",
    "implements_for": "implements|implements for|implementing|implementing partner|met en oeuvre pour|implementa para",
    "coordinates": "coordinates with|coordination|collaborates|collaboration|collaborates with|works with|cooperates|coordonne|"
    "coordina",
    "leads": "lead|leading|co-leads|dirige|lidera",
    "reports_to": "reports|reports to|reporting|rapporte a|reporta a",
    "informs": "shares information|information|information sharing|advises|informe|informa",
    "licenses": "licences|licensed|regulates|regulation|licence|autorise",
    "contracts": "contract|contracted|subcontracts|hires",
    "provides_service": "provides service|provides services|provides service to|serves|service",
    "advocates_to": "advocates|advocacy|advocates to|lobbies",
    "member_of": "member|member of|membership|membre de|miembro de|membro de",
}
_NEEDED = (frozenset({"from"}), frozenset({"to"}), frozenset({"relation", "weight", "certainty"}))
_SHOWN = 5


def read_ties(
    path: str | Path,
    *,
    relation: str = "coordinates",
    register: pd.DataFrame | None = None,
    sheet: str = "",
    header_row: int = 0,
    columns: Mapping[str, str | Sequence[str]] | None = None,
    encoding: str = "",
) -> Imported:
    """Ties in a CSV, Excel, ODS or network file (GraphML, GEXF, Kumu or node-link JSON, Pajek), table `tie_records`.

    Parameters
    ----------
    relation
        Relation of ties for which the file names none.
    register
        Organisations that ties may join, found by short name, name, acronym or alias; the ties then carry the short names.
        None: ties join whatever the file names.
    sheet, header_row, encoding
        As in `read_presence`.
    columns
        What is read from which column: from, to, relation, weight, certainty, from_date, to_date, source, note.

    Raises
    ------
    DataError
        Listing ties of an organisation to itself, to one that is not in the register or that two entries claim, weights
        that are negative, certainties outside 0 to 1, relations that are not known, and columns that are missing.
    ValueError
        For a relation that is not one of the model.

    Notes
    -----
    A certainty that the file does not give is 1. A tie without direction is written in both.
    """
    if relation not in RELATIONS:
        raise ValueError(f"relation: found {relation!r}; accepted: {', '.join(RELATIONS)}")
    found = _grid(Path(path), sheet, header_row, encoding)
    mapped = _ends(found, plainly_mapped(found, WORDS, lambda tag: "", columns))
    rows = account(found, [mapped.uses["from"][0], mapped.uses["to"][0]])
    ends, changes, problems = _actors(rows.cells, mapped, register, found.file)
    relations, more, wrong = _relations(column(rows.cells, mapped, "relation"), relation, found.file)
    changes, problems = [*changes, *more], [*problems, *wrong]
    made = {"from_actor": ends["from"], "to_actor": ends["to"], "relation": relations}
    for name, reader in (("weight", _weights), ("certainty", _certainties)):
        made[name], more, wrong = reader(column(rows.cells, mapped, name), found.file)
        changes, problems = [*changes, *more], [*problems, *wrong]
    if problems:
        raise DataError(problems)
    days = {name: column(rows.cells, mapped, name) for name in ("from_date", "to_date")}
    for name, cells in days.items():
        made[name], more = dates(cells, name, day_order(*days.values()))
        changes += more
    made |= {name: column(rows.cells, mapped, name) for name in ("source", "note")}
    table, more = _both_ways(made, column(rows.cells, mapped, "directed"))
    return Imported(table=table, report=plain_report(found, mapped, rows, [*changes, *more], mapped.notes))


def _grid(path: Path, sheet: str, header_row: int, encoding: str) -> grids.Grid:
    if path.suffix.lower() in NETWORKS and path.is_file():
        from refanalysis.data.intake.formats import edges

        found = edges(path)
        return as_grid(found.assign(directed=found["directed"].map({True: "true", False: "false"})), path)
    return grids.read(path, recognise=recognised(WORDS), needed=_NEEDED, sheet=sheet, header_row=header_row, encoding=encoding)


def _ends(grid: grids.Grid, mapped: Mapped) -> Mapped:
    """The mapping with both ends; a column headed 'source' beside one headed 'target' is where ties begin."""
    from dataclasses import replace

    uses = dict(mapped.uses)
    table = mapped.table
    if "from" not in uses and "to" in uses and "source" in uses:
        uses["from"] = uses.pop("source")
        table = table.copy()
        table.loc[uses["from"][0], ["read_as", "because"]] = ["from", "heading 'source' beside a column where ties end"]
    missing = [name for name in ("from", "to") if name not in uses]
    if missing:
        raise DataError(
            f"{grid.file}, row {grid.header_row or 1}: no column says where ties "
            f"{'begin' if missing[0] == 'from' else 'end'}; found "
            f"{listed([*filter(None, grid.headings)], 30)}; accepted: headings such as From and To, Source and "
            f"Target, or columns={{'from': '…', 'to': '…'}}"
        )
    return replace(mapped, uses=uses, table=table)


def _actors(
    cells: pd.DataFrame, mapped: Mapped, register: pd.DataFrame | None, where: str
) -> tuple[pd.DataFrame, list[Change], list[str]]:
    import pandas as pd

    written = pd.DataFrame({name: column(cells, mapped, name) for name in ("from", "to")})
    problems = [
        f"{where}, row {row}, column {name}: the cell is empty; accepted: an organisation"
        for name in written
        for row in written.index[written[name] == ""][:_SHOWN]
    ]
    if register is None:
        both, changes = one_spelling(pd.concat([written["from"], written["to"]], ignore_index=True), "from and to")
        half = len(written)
        ends = pd.DataFrame(
            {"from": both.iloc[:half].to_numpy(), "to": both.iloc[half:].to_numpy()}, index=written.index, dtype="str"
        )
    else:
        ends, changes, unknown = _in_register(written, register, where)
        problems += unknown
    selfs = ends.index[(ends["from"] == ends["to"]) & (ends["from"] != "")]
    problems += [
        f"{where}, row {row}: {written.loc[row, 'from']!r} is tied to itself; accepted: two organisations"
        for row in selfs[:_SHOWN]
    ] + ([f"{where}: {len(selfs) - _SHOWN} more ties to itself"] if len(selfs) > _SHOWN else [])
    return ends, changes, problems


def _in_register(written: pd.DataFrame, register: pd.DataFrame, where: str) -> tuple[pd.DataFrame, list[Change], list[str]]:
    """The ends as short names of the register; sentences on those it does not have or has twice."""
    import pandas as pd

    from refanalysis.data.names import fold

    if register["actor"].duplicated().any():
        twice = register.loc[register["actor"].duplicated(), "actor"].drop_duplicates()
        raise DataError(f"register: short names {listed(twice)} stand for two actors each; accepted: one")
    keys = _keys(register)
    ends, problems, changes = {}, [], []
    for name in written:
        candidates = {cell: keys.get(cell) or keys.get(fold(cell), ()) for cell in written[name].unique() if cell}
        ends[name] = looked_up(written[name], {cell: found[0] for cell, found in candidates.items() if len(found) == 1})
        for cell, found in candidates.items():
            if len(found) == 1:
                continue
            row = written.index[written[name] == cell][0]
            told = f"stands for {listed(found)} in the register" if found else "is not in the register"
            problems.append(
                f"{where}, row {row}, column {name}: {cell!r} {told}; accepted: a short name, name, acronym or "
                "alias of one entry"
            )
        taken = pd.Series(ends[name]) != written[name]
        if taken.any():
            row = taken.idxmax()
            changes.append(
                Change(
                    "name taken",
                    name,
                    int(taken.sum()),
                    f"row {row}: {written.loc[row, name]!r} → {ends[name][row]!r}",
                    "found in the register",
                )
            )
    more = len(problems) - _SHOWN
    return (
        pd.DataFrame(ends, dtype="str"),
        changes,
        problems[:_SHOWN] + ([f"{where}: {more} more names like these"] if more > 0 else []),
    )


def _keys(register: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Short names by every form of every entry; a short name itself comes before the rest."""
    from refanalysis.data.names import fold

    forms: dict[str, dict[str, None]] = {}
    for row in register.fillna("").itertuples():
        aliases = [part.strip() for part in str(getattr(row, "aliases", "")).split(";")]
        for form in (row.actor, row.name, getattr(row, "acronym", ""), *aliases):
            if form:
                forms.setdefault(fold(form), {})[row.actor] = None
    return {form: tuple(keys) for form, keys in forms.items()} | {actor: (actor,) for actor in register["actor"]}


def _relations(cells: pd.Series, missing: str, where: str) -> tuple[pd.Series, list[Change], list[str]]:
    known = {word: name for name, words in _RELATIONS.items() for word in (*words.split("|"), name, name.replace("_", " "))}
    words = folded(cells)
    relation = looked_up(words, known | {"": missing})
    unknown = cells[relation == ""].drop_duplicates()
    problems = [
        f"{where}, row {row}, column relation: found {cell!r}; accepted: {', '.join(RELATIONS)}"
        for row, cell in unknown.head(_SHOWN).items()
    ]
    changes = [
        Change("relation read", "relation", int(rows), f"{word!r} → {known[str(word)]}", "a word for this relation")
        for word, rows in words.value_counts(sort=False).items()
        if word and word in known and word != known[str(word)]
    ]
    empty = int((words == "").sum())
    return (
        relation,
        [
            *changes,
            Change("assumed", "relation", empty, f"'' → {missing}", "the file names no relation; what the caller stated"),
        ],
        problems,
    )


def _weights(cells: pd.Series, where: str) -> tuple[pd.Series, list[Change], list[str]]:
    numbers, problems = _numbers(cells, "weight", where)
    return numbers, [], problems + _outside(cells, numbers < 0, "weight", "0 or more", where)


def _certainties(cells: pd.Series, where: str) -> tuple[pd.Series, list[Change], list[str]]:
    share = cells.str.replace(r"\s*%$", "", regex=True)
    numbers, problems = _numbers(share, "certainty", where)
    percent = cells.str.endswith("%")
    numbers = numbers.where(~percent, numbers / 100)
    problems += _outside(cells, (numbers < 0) | (numbers > 1), "certainty", "0 to 1, or a percentage", where)
    empty = cells == ""
    changes = [Change("assumed", "certainty", int(empty.sum()), "'' → 1", "the file does not say how certain the tie is")]
    if percent.any():
        changes.append(
            Change(
                "number read", "certainty", int(percent.sum()), f"{cells[percent].iloc[0]!r}", "percentages are shares of 100"
            )
        )
    return numbers.where(~empty, 1.0), changes, problems


def _numbers(cells: pd.Series, name: str, where: str) -> tuple[pd.Series, list[str]]:
    import pandas as pd

    numbers = pd.to_numeric(cells.where(cells != ""), errors="coerce").astype("float64")
    bad = (cells != "") & ~(numbers.abs() < float("inf"))
    return numbers, _outside(cells, bad, name, "a number such as 2.5", where)


def _outside(cells: pd.Series, bad: pd.Series, name: str, accepted: str, where: str) -> list[str]:
    rows = cells[bad]
    more = [f"{where}, column {name}: {len(rows) - _SHOWN} more rows like these"] if len(rows) > _SHOWN else []
    return [
        f"{where}, row {row}, column {name}: found {cell!r}; accepted: {accepted}" for row, cell in rows.head(_SHOWN).items()
    ] + more


def _both_ways(made: dict[str, pd.Series], directed: pd.Series) -> tuple[pd.DataFrame, list[Change]]:
    """The ties, those without direction in both."""
    import pandas as pd

    table = pd.DataFrame(made)
    open_ = folded(directed).isin(["false", "no", "undirected", "mutual"]).to_numpy()
    back = table[open_].rename(columns={"from_actor": "to_actor", "to_actor": "from_actor"})
    every = pd.concat([table, back[list(table.columns)]]).sort_index(kind="stable").reset_index(drop=True)
    changes = [Change("direction added", "directed", int(open_.sum()), "", "the tie has no direction; it is written in both")]
    return schema.check(every, "tie_records"), changes
