"""Columns of tables with few and fixed things in them: registers and ties."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from refanalysis import schema
from refanalysis.data.intake.changes import Change, frame, listed
from refanalysis.data.intake.folding import fold, one_line
from refanalysis.data.intake.grid import Grid, letter
from refanalysis.data.intake.headings import words_of
from refanalysis.data.intake.mapping import Mapped, position_of
from refanalysis.data.intake.records import ImportReport
from refanalysis.data.workspace import shown

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.data.intake.accounting import Account

NETWORKS = (".graphml", ".gexf", ".json", ".net")
Words = Mapping[str, re.Pattern[str]]


def recognised(words: Words) -> Callable[[str], str]:
    """A function that gives what a heading names, empty when no pattern fits the whole of it."""

    def kind(heading: str) -> str:
        plain = words_of(heading)
        return next((name for name, pattern in words.items() if pattern.fullmatch(plain)), "") if plain else ""

    return kind


def plainly_mapped(
    grid: Grid, words: Words, by_tag: Callable[[str], str], stated: Mapping[str, str | Sequence[str]] | None
) -> Mapped:
    """Columns read by hashtag first, by heading second, above both by what the caller says; the first column of each kind."""
    import pandas as pd

    unknown = [name for name in stated or {} if name not in words]
    if unknown:
        raise ValueError(f"columns: {unknown[0]!r} cannot be read; accepted: {', '.join(words)}")
    kind = recognised(words)
    uses: dict[str, tuple[int, ...]] = {
        name: (position_of(grid, value if isinstance(value, str) else value[0]),)
        for name, value in (stated or {}).items()
        if value
    }
    because = {positions[0]: "stated by the caller" for positions in uses.values()}
    for position, (heading, tag) in enumerate(zip(grid.headings, grid.tags, strict=True)):
        if position in because:
            continue
        tagged, headed = by_tag(tag), kind(heading)
        name = tagged or headed
        if not name:
            because[position] = "neither hashtag nor heading is known" if heading or tag else "neither hashtag nor heading"
        elif name in uses or name in (stated or {}):
            because[position] = f"another column was read as {name}" if name in uses else f"the caller left out {name}"
        else:
            uses[name] = (position,)
            because[position] = f"tag {tag}" if tagged else f"heading {heading!r}"
            if tagged and headed and tagged != headed:
                because[position] += f"; the heading {heading!r} says {headed}"
    named = {positions[0]: name for name, positions in uses.items()}
    rows = [
        (letter(i), h, t, named.get(i, ""), because[i]) for i, (h, t) in enumerate(zip(grid.headings, grid.tags, strict=True))
    ]
    table = schema.check(pd.DataFrame(rows, columns=pd.Index(schema.TABLES["import_columns"].names)), "import_columns")
    return Mapped(uses=uses, table=table, notes=())


def as_grid(found: pd.DataFrame, path: Path) -> Grid:
    """The nodes or edges of a network file as a grid without headings of its own; rows are numbered from 1."""
    cells = found.astype("str").set_axis(range(found.shape[1]), axis=1)
    cells.index = range(1, len(cells) + 1)
    return Grid(
        file=shown(path),
        sheet="",
        header_row=0,
        tag_rows=(),
        headings=tuple(map(str, found.columns)),
        tags=("",) * found.shape[1],
        cells=cells,
        misshapen=frozenset(),
        passed_over=(),
        changes=(),
        notes=(f"A network file ({path.suffix.lower()}); rows are counted from 1.",),
    )


def column(cells: pd.DataFrame, found: Mapped, name: str) -> pd.Series:
    """The cells read as `name`; empty cells when no column is."""
    import pandas as pd

    position = found.one(name)
    return pd.Series("", index=cells.index, dtype="str") if position is None else one_line(cells[position])


def by_words(
    cells: pd.Series, name: str, words: Mapping[str, frozenset[str]], missing: str = "unknown"
) -> tuple[pd.Series, list[Change]]:
    """Cells taken by folded words, `missing` where none fits; one change for each word that is not taken as it stands."""
    from refanalysis.data.intake.folding import folded, looked_up

    folds = folded(cells)
    known = {word: taken for taken, accepted in words.items() for word in (*accepted, taken)}
    changes = []
    for word, rows in folds[folds != ""].value_counts(sort=False).items():
        taken = known.get(str(word), missing)
        if taken != word:
            why = "a word for it" if word in known else "the word is not known"
            changes.append(
                Change(f"{name} read", name, int(rows), f"{listed(cells[folds == word].drop_duplicates(), 3)} → {taken}", why)
            )
    return looked_up(folds, known, missing), changes


def slug(text: str) -> str:
    """A short name in small letters, digits and low lines.

    Examples
    --------
    >>> slug("Médecins du Monde (MdM)")
    'medecins_du_monde_mdm'
    """
    return re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")


def plain_report(grid: Grid, found: Mapped, rows: Account, changes: list[Change], notes: Sequence[str]) -> ImportReport:
    """The report of a table in which no names were resolved."""
    import pandas as pd

    nothing = [
        schema.check(pd.DataFrame(columns=pd.Index(schema.TABLES[name].names)), name)
        for name in ("import_names", "name_proposals")
    ]
    return ImportReport(
        file=grid.file,
        sheet=grid.sheet,
        header_row=grid.header_row,
        tag_rows=grid.tag_rows,
        read=rows.read,
        used=len(rows.cells),
        duplicate=rows.duplicate,
        dropped=dict(rows.dropped),
        columns=found.table,
        changes=frame([*grid.changes, *rows.changes, *changes]),
        names=nothing[0],
        proposals=nothing[1],
        notes=(*grid.notes, *notes),
    )
