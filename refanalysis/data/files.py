"""Cells of a CSV or Excel file as text, and a table typed and checked from them."""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from refanalysis import schema, units
from refanalysis.data.workspace import shown
from refanalysis.schema import DataError, Table

if TYPE_CHECKING:
    import pandas as pd
    import python_calamine

_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read(path: Path, name: str) -> pd.DataFrame:
    """Table `name` read from a CSV or Excel file, typed and checked; the index holds the file's row numbers.

    Raises
    ------
    DataError
        Listing every problem of the file.
    """
    frame, found = _read(path.resolve(), name, path.stat().st_mtime_ns) if path.is_file() else (None, (_absent(path),))
    if found:
        raise DataError(found)
    assert frame is not None
    return frame.copy()


@lru_cache(maxsize=256)
def _read(path: Path, name: str, modified: int) -> tuple[pd.DataFrame | None, tuple[str, ...]]:
    table, where = schema.TABLES[name], shown(path)
    try:
        text = cells(path)
    except DataError as error:
        return None, tuple(error.problems)
    frame, found = schema.typed(text, table, where)
    if not found:
        found = schema.problems(frame, table, where) + _unit_problems(frame, table, where)
    return frame, tuple(found)


def cells(path: Path) -> pd.DataFrame:
    """Cells of a file as text without surrounding blanks; empty rows are left out; the index holds row numbers.

    Raises
    ------
    DataError
        For a file that is not comma-separated UTF-8, a workbook with several filled sheets, a row that is too long or short,
        a heading that is empty or stands twice.
    """
    rows = _workbook_rows(path) if path.suffix.lower() in {".xlsx", ".xlsm", ".xls", ".ods"} else _text_rows(path)
    return framed(rows, shown(path))


def framed(rows: list[list[str]], where: str) -> pd.DataFrame:
    """Rows of text below a row of headings as a table whose index holds row numbers; `DataError` as in `cells`."""
    import pandas as pd

    if not rows:
        raise DataError(f"{where}, row 1: the file is empty; accepted: a row of column names")
    header = rows[0]
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise DataError(
            [f"{where}, row 1: column {name!r} stands {header.count(name)} times; accepted: once" for name in twice]
        )
    filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(row)]
    uneven = [
        f"{where}, row {number}: found {len(row)} cells; accepted: {len(header)}, one for each column of row 1"
        for number, row in filled
        if len(row) != len(header)
    ]
    if uneven:
        raise DataError(uneven[:5] + ([f"{where}: {len(uneven) - 5} more rows like these"] if len(uneven) > 5 else []))
    numbers = [number for number, _ in filled]
    return pd.DataFrame([row for _, row in filled], columns=pd.Index(header, dtype="str"), index=numbers, dtype="str")


def _text_rows(path: Path) -> list[list[str]]:
    where, raw = shown(path), path.read_bytes()
    if raw.startswith(_BYTE_ORDER_MARKS):
        raise DataError(f"{where}: the file is UTF-16; accepted: UTF-8 (in Excel: Save as, 'CSV UTF-8')")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise DataError(
            f"{where}, row {row}: found a byte that is not UTF-8 (0x{raw[error.start]:02x}); "
            "accepted: UTF-8 (in Excel: Save as, 'CSV UTF-8')"
        ) from error
    first = text.split("\n", 1)[0]
    for separator, word in ((";", "a semicolon"), ("\t", "a tabulator")):
        if separator in first and "," not in first:
            raise DataError(
                f"{where}, row 1: columns are separated by {word}; accepted: a comma "
                "(save as 'CSV UTF-8 (comma delimited)', or keep the sheet as .xlsx)"
            )
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        raise DataError(f"{where}: not a CSV file ({error}); accepted: comma-separated cells, quotes doubled") from error


def _workbook_rows(path: Path) -> list[list[str]]:
    where, workbook = shown(path), opened(path)
    filled = {name: rows for name in workbook.sheet_names if (rows := workbook.get_sheet_by_name(name).to_python())}
    if len(filled) > 1:
        raise DataError(f"{where}: found {len(filled)} filled sheets ({', '.join(filled)}); accepted: one sheet in the file")
    return [[cell_text(value) for value in row] for row in next(iter(filled.values()), [])]


def opened(path: Path) -> python_calamine.CalamineWorkbook:
    """The workbook in a file.

    Raises
    ------
    DataError
        When it cannot be opened.
    """
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.CalamineError as error:
        raise DataError(
            f"{shown(path)}: cannot be opened as a workbook ({error}); accepted: .xlsx without a password"
        ) from error


def cell_text(value: object, trim: bool = True) -> str:
    """A cell of a sheet as text: yes or no for a truth value, whole numbers without a point, blanks around it taken off."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if trim else str(value)


def _unit_problems(frame: pd.DataFrame, table: Table, where: str) -> list[str]:
    if "unit" not in table.names or table.name in {"parameters", "components", "exchange_rates", "deflators"}:
        return []
    found = []
    for row, unit in frame["unit"].items():
        wrong = units.problem(unit)
        if wrong:
            found.append(f"{where}, row {row}, column unit: found {unit!r}; {wrong}")
    return found


def _absent(path: Path) -> str:
    return f"{shown(path)}: the file is missing"
