"""Tables that are refused because they count organisations instead of naming them, or spread sectors over columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from refanalysis.data.intake.changes import listed
from refanalysis.data.intake.grid import Grid
from refanalysis.data.intake.headings import words_of
from refanalysis.data.intake.mapping import Mapped
from refanalysis.data.intake.vocabulary import SECTORS
from refanalysis.schema import DataError
from refanalysis.schema.accepted import PRESENCE_ROLES

_ASK = (
    "ask the publisher for the detailed table, one row for each organisation, sector and area "
    "(on HDX it is often called 'operational presence' or '3W')"
)

_UNPIVOT = "accepted: one row for each organisation, sector and area (in Excel: Data, From Table, Unpivot Columns)"
_NUMBER = r"-?[\d., ]+(?:e-?\d+)?%?"
_MARK = r"[xX✓✔•]|(?i:yes|no|oui|non|si|sim)"


def refuse_aggregated(grid: Grid, found: Mapped, others: Callable[[], Iterable[tuple[Grid, Mapped]]] = tuple) -> None:
    """Nothing, when the table names organisations and has one row for each sector.

    Parameters
    ----------
    others
        Gives the other sheets of the workbook; they are looked at only to say what the file is when it is refused.

    Raises
    ------
    DataError
        Saying which columns show that it does not, and what to ask the publisher for.
    """
    if grid.cells.empty:
        raise DataError(
            f"{_where(grid)}, row {grid.header_row or 1}: there are headings and no rows below them; "
            "accepted: one row for each organisation, sector and area"
        )
    if _named(found):
        _refuse_wide(grid, found)
        return
    signs = [sign for sheet in ((grid, found), *others()) if not _named(sheet[1]) for sign in _signs(*sheet)]
    if signs:
        raise DataError(
            [
                *(f"{sign}; no column names organisations" for sign in signs),
                f"{grid.file}: the file is already aggregated; {_ASK}",
            ]
        )
    raise DataError(_without_organisations(grid, found))


def _refuse_wide(grid: Grid, found: Mapped) -> None:
    wide = _sector_columns(grid, found)
    if len(wide) >= 3 and "sector" not in found.uses:
        raise DataError(
            f"{_where(grid)}: the table is wide: {len(wide)} columns are sectors ({listed(wide)}) and no column "
            f"holds the sector; {_UNPIVOT}"
        )
    marked = _unknown_columns(grid, found, _MARK)
    if len(marked) >= 3 and not any(name[:3] == "adm" or name[:4] == "site" for name in found.uses):
        raise DataError(
            f"{_where(grid)}: the table is wide: {len(marked)} columns hold only marks ({listed(marked)}) and no column holds "
            f"the place; {_UNPIVOT}"
        )


def _without_organisations(grid: Grid, found: Mapped) -> str:
    there = [heading for heading in grid.headings if heading] or [tag for tag in grid.tags if tag]
    empty = [row.header or row.tag for row in found.table.itertuples() if row.because.startswith("empty (")]
    also = f"; columns without any cell: {listed(empty, 10)}" if empty else ""
    also += " (formulas count as last calculated: open the workbook and save it)" if empty and grid.sheet else ""
    return (
        f"{_where(grid)}, row {grid.header_row or 1}: no column is known to hold organisations; "
        f"found {listed(there, 30)}{also}; "
        "accepted: hashtag #org, or a heading such as Organisation, Implementing partner, Donor; "
        "say which it is with columns={'implementing': 'Heading or letter'} (--column implementing=HEADING), or name the sheet "
        "or row of headings"
    )


def _named(found: Mapped) -> bool:
    return any(role in found.uses or f"{role} acronym" in found.uses for role in PRESENCE_ROLES)


def _where(grid: Grid) -> str:
    return f"{grid.file}, sheet {grid.sheet}" if grid.sheet else grid.file


def _signs(grid: Grid, found: Mapped) -> list[str]:
    """What shows that a table without organisations is aggregated."""
    wide = _sector_columns(grid, found)
    counts = [row.header for row in found.table.itertuples() if "counts organisations" in row.because]
    signs = (
        [f"{_where(grid)}: {len(wide)} columns are sectors ({listed(wide)}) and their cells are counts"]
        if len(wide) >= 3
        else []
    )
    if counts:
        signs.append(f"{_where(grid)}: organisations are counted ({listed(counts)})")
    numbers = [] if signs else _unknown_columns(grid, found, f"{_NUMBER}|{_MARK}")
    if len(numbers) >= 3:
        signs.append(f"{_where(grid)}: {len(numbers)} columns hold only numbers or marks ({listed(numbers)})")
    return signs


def _unknown_columns(grid: Grid, found: Mapped, pattern: str) -> list[str]:
    """Headings that say nothing known over columns that hold only what the pattern fits."""
    unknown = [row.because.startswith("neither") for row in found.table.itertuples()]
    return [
        heading
        for position, heading in enumerate(grid.headings)
        if heading and unknown[position] and _marks(grid, position, pattern)
    ]


def _sector_columns(grid: Grid, found: Mapped) -> list[str]:
    """Headings that name a sector over columns that hold only numbers or marks."""
    used = {position for positions in found.uses.values() for position in positions}
    wide = []
    for position, heading in enumerate(grid.headings):
        if position in used and grid.headings[position] and not SECTORS.fullmatch(words_of(heading)):
            continue
        words = words_of(heading)
        if len(words.split()) <= 5 and SECTORS.search(words) and _marks(grid, position):
            wide.append(heading)
    return wide


def _marks(grid: Grid, position: int, pattern: str = f"{_NUMBER}|{_MARK}") -> bool:
    """Whether the filled cells of a column are numbers, or marks such as 'x' and 'yes'."""
    cells = grid.cells[position]
    filled = cells[(cells != "") & ~cells.str.startswith("#")]
    return bool(len(filled)) and bool(filled.str.fullmatch(pattern).mean() >= 0.9)
