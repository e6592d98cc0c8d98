"""Tables that are refused because they count organisations instead of naming them, or spread sectors over columns."""

from __future__ import annotations

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


def refuse_aggregated(grid: Grid, found: Mapped) -> None:
    """Nothing, when the table names organisations and has one row for each sector.

    Raises
    ------
    DataError
        Saying which columns show that it does not, and what to ask the publisher for.
    """
    named = any(role in found.uses or f"{role} acronym" in found.uses for role in PRESENCE_ROLES)
    wide = _sector_columns(grid, found)
    where = f"{grid.file}, sheet {grid.sheet}" if grid.sheet else grid.file
    if len(wide) >= 3 and not named:
        raise DataError(
            f"{where}: the table is already aggregated: {len(wide)} columns are sectors ({listed(wide)}), their cells are counts, "
            f"and no column names organisations; accepted: who does what where; {_ASK}"
        )
    if len(wide) >= 3 and "sector" not in found.uses:
        raise DataError(
            f"{where}: the table is wide: {len(wide)} columns are sectors ({listed(wide)}) and no column holds the sector; "
            "accepted: one row for each organisation, sector and area (in Excel: Data, From Table, Unpivot Columns)"
        )
    if named:
        return
    counts = [row["header"] for _, row in found.table.iterrows() if "counts organisations" in row["because"]]
    if counts:
        raise DataError(f"{where}: the table counts organisations ({listed(counts)}) and does not name them; {_ASK}")
    there = [heading for heading in grid.headings if heading] or [tag for tag in grid.tags if tag]
    raise DataError(
        f"{where}, row {grid.header_row or 1}: no column is known to hold organisations; found {listed(there, 30)}; "
        "accepted: hashtag #org, or a heading such as Organisation, Implementing partner, Donor; "
        "say which it is with columns={'implementing': 'Heading or letter'}, or name the sheet or row of headings"
    )


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


def _marks(grid: Grid, position: int) -> bool:
    """Whether the filled cells of a column are numbers, or marks such as 'x' and 'yes'."""
    cells = grid.cells[position]
    filled = cells[(cells != "") & ~cells.str.startswith("#")]
    return bool(len(filled)) and bool(filled.str.fullmatch(r"-?[\d., ]+(?:e-?\d+)?%?|[xX✓✔•]|(?i:yes|no|oui|non|si|sim)").mean() >= 0.9)
