"""Who does what where, read from a file as offices publish it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from refanalysis import schema
from refanalysis.data.intake import grid as grids
from refanalysis.data.intake.accounting import Account, account, without
from refanalysis.data.intake.aggregated import refuse_aggregated
from refanalysis.data.intake.areas import areas
from refanalysis.data.intake.cells import checked_separators, organisation_cells, sectors_that_look_multiple
from refanalysis.data.intake.changes import Change, frame
from refanalysis.data.intake.folding import one_line, one_spelling
from refanalysis.data.intake.headings import meaning_of
from refanalysis.data.intake.mapping import Mapped, mapped
from refanalysis.data.intake.organisations import Named, named
from refanalysis.data.intake.records import ImportReport, Presence
from refanalysis.data.intake.values import dates, day_order, people, statuses, without_nothing
from refanalysis.schema import DataError
from refanalysis.schema.accepted import PRESENCE_ROLES

if TYPE_CHECKING:
    import pandas as pd

_PLACES = frozenset({"place", "site", *(f"adm{level}" for level in range(6))})
_NEEDED = (frozenset({"organisation"}), frozenset({"sector", "activity", "subsector"}), _PLACES)
_PLACE_COLUMNS = (*(f"adm{level} {part}" for level in range(6) for part in ("name", "code")), "site", "site code")


def read_presence(
    path: str | Path,
    *,
    sheet: str = "",
    header_row: int = 0,
    area: str = "",
    columns: Mapping[str, str | Sequence[str]] | None = None,
    split: Sequence[str] = (),
    encoding: str = "",
    register: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    fuzzy: bool = True,
) -> Presence:
    """Who does what where in a CSV, Excel or ODS file, with an account of every row and everything that was changed.

    Parameters
    ----------
    path
        The file: a 3W, 4W or 5W table, with HXL hashtags or without.
    sheet, header_row, encoding
        What the caller knows better: name of the sheet, row of the headings counted from 1, encoding of a CSV file.
    area
        Level that areas are taken from: adm0 to adm5 or site; empty means the finest that is filled well enough.
    columns
        What is read from which column, above hashtags and headings: {"implementing": "Heading, hashtag or letter"}.
    split
        Separators at which cells with several organisations are cut; none is cut without.
    register
        The operation's own organisations, put above the packaged ones.
    decisions
        Decisions on names, table `name_proposals`.
    fuzzy
        Whether names that are merely alike are proposed.

    Raises
    ------
    DataError
        For a file that cannot be read, that names no organisations, or that is already aggregated.
    ValueError
        For a sheet, level or column that is not there.

    Notes
    -----
    Exact duplicates, cells compared without surrounding blanks, are removed before anything is counted.
    """
    separators = checked_separators((split,) if isinstance(split, str) else split)
    found = grids.read(path, recognise=_kind, needed=_NEEDED, sheet=sheet, header_row=header_row, encoding=encoding)
    columns_ = mapped(found, columns)
    refuse_aggregated(found, columns_, lambda: _others(path, found))
    rows = account(found, _texts(columns_))
    cells, emptied = _emptied(rows.cells, columns_)
    written, filled, notes = organisation_cells(cells, columns_)
    rows, cells = _with_content(rows, cells, columns_, written)
    if cells.empty:
        raise DataError(
            f"{found.file}: none of {rows.read} rows has an organisation and a sector, activity or place; accepted: "
            "who does what where"
        )
    records, changed, remarks = _records(cells, columns_, area)
    parts = named(written[written["row"].isin(cells.index)], separators, register, decisions, fuzzy)
    changes = [*found.changes, *rows.changes, *emptied, *filled, *changed, *parts.changes]
    said = (*found.notes, *columns_.notes, *_about_duplicates(rows), *notes, *remarks, *parts.notes)
    report = _report(found, columns_, rows, parts, changes, said)
    return Presence(records=records, parts=_parts(parts.parts, records), report=report)


def _others(path: str | Path, found: grids.Grid) -> Iterator[tuple[grids.Grid, Mapped]]:
    """The other sheets of the workbook that hold a table."""
    for sheet in found.passed_over:
        with suppress(DataError):
            other = grids.read(path, recognise=_kind, needed=_NEEDED, sheet=sheet)
            yield other, mapped(other)


def _kind(heading: str) -> str:
    meaning = meaning_of(heading)
    return meaning.what if meaning else ""


def _texts(found: Mapped) -> list[int]:
    wanted = (*PRESENCE_ROLES, "sector", "activity", *_PLACE_COLUMNS)
    return sorted({position for name in wanted for position in found.uses.get(name, ())})


def _emptied(cells: pd.DataFrame, found: Mapped) -> tuple[pd.DataFrame, list[Change]]:
    """Cells with 'N/A' and the like emptied in the columns that are read, apart from organisations, which follow."""
    cells, changes = cells.copy(), []
    for read_as in ("sector", "activity", *_PLACE_COLUMNS, "period", "from_date", "to_date", "status"):
        position = found.one(read_as)
        if position is not None:
            cells[position], more = without_nothing(one_line(cells[position]), read_as)
            changes += more
    return cells, changes


def _with_content(rows: Account, cells: pd.DataFrame, found: Mapped, written: pd.DataFrame) -> tuple[Account, pd.DataFrame]:
    """The account without rows that name no organisation or say neither what nor where."""
    import pandas as pd

    nobody = pd.Series(~cells.index.isin(written["row"]), index=cells.index)
    rows, cells = without(rows, nobody, "no organisation"), cells[~nobody]
    positions = [found.uses[name][0] for name in ("sector", "activity", *_PLACE_COLUMNS) if name in found.uses]
    nothing = (cells[positions] == "").all(axis=1) if positions else pd.Series(True, index=cells.index)
    return without(rows, nothing, "no sector, activity or place"), cells[~nothing]


def _records(cells: pd.DataFrame, found: Mapped, level: str) -> tuple[pd.DataFrame, list[Change], list[str]]:
    import numpy as np
    import pandas as pd

    places = areas(cells, found, level)
    blank = pd.Series("", index=cells.index, dtype="str")
    made: dict[str, object] = {"record": np.arange(1, len(cells) + 1), "row": cells.index}
    changes, notes = list(places.changes), list(places.notes)
    for name in ("sector", "activity", "period"):
        column = _column(cells, found, name)
        made[name], more = (blank, []) if column is None else one_spelling(column, name)
        changes += more
    days = [column for name in ("from_date", "to_date") if (column := _column(cells, found, name)) is not None]
    order = day_order(*days)
    readers = {
        "status": statuses,
        "from_date": lambda c: dates(c, "from_date", order),
        "to_date": lambda c: dates(c, "to_date", order),
        "people": people,
    }
    missing = {"status": "unknown", "from_date": pd.NaT, "to_date": pd.NaT, "people": np.nan}
    for name, reader in readers.items():
        column = _column(cells, found, name)
        made[name], more = (missing[name], []) if column is None else reader(column)
        changes += more
    if _column(cells, found, "sector") is None:
        notes.append("No column says the sector.")
    notes += sectors_that_look_multiple(made["sector"])
    if _column(cells, found, "status") is None:
        notes.append("No column says whether the work is planned, active or ended: the status is unknown.")
    table = pd.DataFrame({**made, **places.table}, index=cells.index)
    return schema.check(table.reset_index(drop=True), "presence_records"), changes, notes


def _column(cells: pd.DataFrame, found: Mapped, name: str) -> pd.Series | None:
    position = found.one(name)
    return None if position is None else cells[position]


def _parts(parts: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    numbers = records.set_index("row")["record"]
    table = parts.assign(record=parts["row"].map(numbers)).drop_duplicates(["record", "role", "organisation"])
    return schema.check(table[schema.TABLES["presence_parts"].names].reset_index(drop=True), "presence_parts")


def _about_duplicates(rows: Account) -> list[str]:
    if not rows.duplicate:
        return []
    share = rows.duplicate / rows.read
    return [
        f"{rows.duplicate} of {rows.read} rows ({share:.0%}) repeat an earlier row cell by cell and were removed "
        "before counting."
    ]


def _report(
    found: grids.Grid, columns: Mapped, rows: Account, parts: Named, changes: list[Change], notes: Sequence[str]
) -> ImportReport:
    return ImportReport(
        file=found.file,
        sheet=found.sheet,
        header_row=found.header_row,
        tag_rows=found.tag_rows,
        read=rows.read,
        used=len(rows.cells),
        duplicate=rows.duplicate,
        dropped=dict(rows.dropped),
        columns=columns.table,
        changes=frame(changes),
        names=parts.names,
        proposals=parts.proposals,
        notes=tuple(notes),
    )
