"""Registers of organisations, read from a file of any form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from refanalysis import schema
from refanalysis.data.intake import grid as grids
from refanalysis.data.intake.accounting import Account, account, without
from refanalysis.data.intake.changes import Change, difference, listed
from refanalysis.data.intake.folding import folded, looked_up
from refanalysis.data.intake.mapping import Mapped
from refanalysis.data.intake.plain import NETWORKS, as_grid, by_words, column, plain_report, plainly_mapped, recognised, slug
from refanalysis.data.intake.records import Imported
from refanalysis.data.intake.tags import parsed
from refanalysis.data.intake.values import without_nothing
from refanalysis.data.intake.vocabulary import kind_of
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

_ORGANISATION = (
    r"(?:organi[sz]ations?|organizacion(?:es)?|organizac(?:ao|oes)|agency|agence|agencia|actors?|acteurs?|actor(?:es)?|"
    r"ator(?:es)?|partners?|partenaires?|institution|stakeholders?|entity|entidad)"
)
_OF = r"(?: (?:of|of the|d|de|de l|de la|del|da|do))?"
WORDS = {
    "actor": re.compile(r"actor|actor id|id|key|node|element|code|organi[sz]ation id|organi[sz]ation code|org id"),
    "acronym": re.compile(
        rf"(?:{_ORGANISATION} )?(?:acronym\w*|acronimo|acronyme|siglas?|sigle|abbreviation|abbr|abreviat\w*|short "
        rf"?name)(?:{_OF} {_ORGANISATION})?"
    ),
    "kind": re.compile(rf"(?:{_ORGANISATION} )?(?:types?|kind|category|categorie|categoria|tipo)(?:{_OF} {_ORGANISATION})?"),
    "aliases": re.compile(
        r"alias(?:es)?|other names?|also known as|aka|former names?|synonyms?|autres? noms?|otros nombres|outros nomes"
    ),
    "name": re.compile(
        rf"{_ORGANISATION}|(?:full )?name|label|nom(?: complet)?|nombre(?: completo)?|nome(?: completo)?|(?:full "
        rf")?name{_OF} {_ORGANISATION}|(?:nom|nombre|nome){_OF} {_ORGANISATION}|{_ORGANISATION} (?:full )?(?:name|nom|"
        r"nombre|nome)"
    ),
    "scope": re.compile(r"scope|reach|portee|alcance|ambito|geographic scope"),
    "power": re.compile(r"power|influence|pouvoir|poder|influencia"),
    "interest": re.compile(r"interest|interet|interes|interesse"),
    "position": re.compile(r"position|stance|posicion|posicao"),
    "confidence": re.compile(r"confidence|confiance|confianza|confianca|certainty"),
    "source": re.compile(r"sources?|fuente|fonte|reference"),
    "note": re.compile(r"notes?|remarks?|comments?|description|remarques?|observaciones|observacoes"),
}
_SCOPES = {
    "global": frozenset({"international", "internationale", "internacional", "mondial", "mundial", "worldwide"}),
    "regional": frozenset({"region", "regionale"}),
    "national": frozenset({"nationale", "nacional", "country", "pays"}),
    "local": frozenset({"locale", "local level", "subnational", "sub-national", "communautaire", "community", "comunitario"}),
    "unknown": frozenset({"inconnu", "desconocido", "desconhecido", "n/a", "-"}),
}
_LEVELS = {
    "high": frozenset({"haut", "haute", "eleve", "elevee", "fort", "alto", "alta", "3", "very high"}),
    "medium": frozenset({"moyen", "moyenne", "medio", "media", "moderate", "2"}),
    "low": frozenset({"faible", "bas", "basse", "bajo", "baja", "baixo", "baixa", "1", "very low"}),
}
_POSITIONS = {
    "supports": frozenset(
        {"support", "supporter", "supportive", "favourable", "favorable", "favoravel", "for", "positive", "champion"}
    ),
    "neutral": frozenset({"neutre", "neutro", "undecided"}),
    "opposes": frozenset({"oppose", "opponent", "opposed", "against", "contre", "contra", "negative", "blocker"}),
}
_NEEDED = (frozenset({"name", "actor"}), frozenset({"acronym", "kind", "aliases", "scope"}))


def read_register(
    path: str | Path,
    *,
    sheet: str = "",
    header_row: int = 0,
    columns: Mapping[str, str | Sequence[str]] | None = None,
    encoding: str = "",
) -> Imported:
    """Organisations in a CSV, Excel, ODS or network file (GraphML, GEXF, Kumu or node-link JSON, Pajek), table `register`.

    What the file does not say is unknown or empty; a short name is made from the acronym or name where the file has none.

    Parameters
    ----------
    sheet, header_row, encoding
        As in `read_presence`.
    columns
        What is read from which column, above hashtags and headings: {"name": "Heading, hashtag or letter"}; accepted are actor,
        name, acronym, kind, aliases, scope, power, interest, position, confidence, source, note.

    Raises
    ------
    DataError
        For a file without names, or with one short name for two organisations.
    """
    found = _grid(Path(path), sheet, header_row, encoding)
    mapped = _scope_by_contents(found, plainly_mapped(found, WORDS, _by_tag, columns))
    if not ({"name", "actor", "acronym"} & set(mapped.uses)):
        raise DataError(
            f"{found.file}, row {found.header_row or 1}: no column is known to hold names of organisations; found "
            f"{listed([*filter(None, found.headings)], 30)}; accepted: hashtag #org+name, a heading such as "
            f"Organisation or Name, or columns={{'name': '…'}}"
        )
    rows = account(found, [positions[0] for positions in mapped.uses.values()])
    rows, names, changes = _named(rows, mapped)
    table, more = _table(rows.cells, names, mapped, found.file)
    return Imported(table=table, report=plain_report(found, mapped, rows, [*changes, *more], mapped.notes))


def _grid(path: Path, sheet: str, header_row: int, encoding: str) -> grids.Grid:
    if path.suffix.lower() in NETWORKS and path.is_file():
        from refanalysis.data.intake.formats import nodes

        return as_grid(nodes(path), path)
    return grids.read(path, recognise=recognised(WORDS), needed=_NEEDED, sheet=sheet, header_row=header_row, encoding=encoding)


def _by_tag(cell: str) -> str:
    tag = parsed(cell)
    if tag is None or tag.stem not in ("org", "meta"):
        return ""
    attributes = set(tag.attributes)
    if tag.stem == "meta":
        return "source" if "source" in attributes else ""
    for name, accepted in (
        ("aliases", {"alias", "aliases"}),
        ("acronym", {"acronym", "abbr", "short"}),
        ("kind", {"type"}),
        ("actor", {"code", "id"}),
    ):
        if attributes & accepted:
            return name
    return "name" if not attributes - {"name"} else ""


def _scope_by_contents(grid: grids.Grid, mapped: Mapped) -> Mapped:
    """A column of types that holds words of scope, as a heading 'Scope' over the hashtag #org+type does, is read as scope."""
    from dataclasses import replace

    position = mapped.one("kind")
    if position is None or "scope" in mapped.uses:
        return mapped
    values = folded(grid.cells[position][grid.cells[position] != ""]).drop_duplicates()
    words = {word for taken, accepted in _SCOPES.items() for word in (taken, *accepted)}
    if not len(values) or values.isin(words).mean() < 0.8:
        return mapped
    table = mapped.table.copy()
    table.loc[position, ["read_as", "because"]] = ["scope", f"{table.loc[position, 'because']}; its cells are words of a scope"]
    uses = {name: positions for name, positions in mapped.uses.items() if name != "kind"} | {"scope": (position,)}
    note = (
        f"Column {grids.letter(position)} is tagged or headed as a type and holds scopes ({listed(values, 4)}); it was "
        "read as scope."
    )
    return replace(mapped, uses=uses, table=table, notes=(*mapped.notes, note))


def _named(rows: Account, mapped: Mapped) -> tuple[Account, pd.Series, list[Change]]:
    """Rows with a name, taken from acronym or short name where it is empty, each name once."""
    cells = rows.cells
    name, changes = without_nothing(column(cells, mapped, "name"), "name")
    full = name.where(name != "", without_nothing(column(cells, mapped, "acronym"), "acronym")[0])
    full = full.where(full != "", column(cells, mapped, "actor"))
    changes += difference("name filled in", "name", name, full, "the name is empty; acronym or short name was used")
    nobody = full == ""
    again = ~nobody & folded(full).duplicated() & (column(cells, mapped, "actor") == "")
    rows = without(rows, nobody, "no name")
    rows = without(rows, again[~nobody], "the name stands in an earlier row, with other details")
    return rows, full[~nobody & ~again], changes


def _table(cells: pd.DataFrame, name: pd.Series, mapped: Mapped, where: str) -> tuple[pd.DataFrame, list[Change]]:
    import pandas as pd

    acronym, changes = without_nothing(column(cells, mapped, "acronym"), "acronym")
    actor, more = _short_names(column(cells, mapped, "actor"), acronym, name, where)
    changes += more
    types = column(cells, mapped, "kind")
    kind = looked_up(folded(types), {word: kind_of(word) for word in folded(types).unique()}, "unknown")
    for word, rows in folded(types)[types != ""].value_counts(sort=False).items():
        taken = kind_of(str(word))
        if taken != word:
            why = (
                "a word for this kind of stakeholder"
                if taken != "unknown"
                else "the word names no kind of stakeholder this package knows"
            )
            changes.append(Change("kind read", "kind", int(rows), f"{word!r} → {taken}", why))
    made = {"actor": actor, "name": name, "acronym": acronym.where(acronym != name, ""), "kind": kind}
    for field, words in (("scope", _SCOPES), ("power", _LEVELS), ("interest", _LEVELS), ("position", _POSITIONS)):
        made[field], more = by_words(column(cells, mapped, field), field, words)
        changes += more
    aliases = column(cells, mapped, "aliases")
    parted = aliases.str.replace(r"\s*[|;]\s*", "; ", regex=True).str.strip("; ")
    changes += difference(
        "aliases parted", "aliases", aliases, parted, "other spellings are separated by '|' or ';' in the file"
    )
    made |= {"aliases": parted} | {field: column(cells, mapped, field) for field in ("confidence", "source", "note")}
    return schema.check(pd.DataFrame(made).reset_index(drop=True), "register"), changes


def _short_names(actor: pd.Series, acronym: pd.Series, name: pd.Series, where: str) -> tuple[pd.Series, list[Change]]:
    """Short names of the file, which must differ, and ones made from acronym or name where it has none."""
    import pandas as pd

    given = actor != ""
    twice = actor[given & actor.duplicated(keep=False)]
    if len(twice):
        rows = [
            f"{where}, row {row}: found short name {value!r} for {name[row]!r}; accepted: one organisation for each"
            for row, value in twice.head(6).items()
        ]
        raise DataError(rows)
    single = (acronym != "") & ~folded(acronym).duplicated(keep=False)
    taken, made = set(actor[given]), []
    for row, known in actor.items():
        if known:
            made.append(known)
            continue
        stem = slug(acronym[row] if single[row] else name[row]) or "actor"
        short, number = stem, 1
        while short in taken:
            number += 1
            short = f"{stem}_{number}"
        taken.add(short)
        made.append(short)
    after = pd.Series(made, index=actor.index, dtype="str")
    return after, difference(
        "short name made", "actor", actor, after, "the file has no short name; made from the acronym, or from the name"
    )
