"""Tables of actors and ties in Excel and CSV, as bytes; no cell is one that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re

from refanalysis.data.intake.formats.parts import as_text
from refanalysis.network.exports.plain import Plain, Value

_RUN = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST = 32_767  # characters Excel holds in a cell
_EXACT = 2**53  # Excel keeps whole numbers up to this


def texts(content: Plain) -> dict[str, bytes]:
    """The tables actors and ties as CSV."""
    found = {}
    for table, (names, rows) in content.tables.items():
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([_guarded(name) for name in names])
        writer.writerows([_guarded(row.get(name)) for name in names] for row in rows)
        found[table] = text.getvalue().encode()
    return found


def workbook(content: Plain) -> bytes:
    """The sheets actors and ties of a workbook; `ValueError` for a text that Excel would cut off."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for table, (names, rows) in content.tables.items():
        sheet = book.create_sheet(table)
        for number, values in enumerate([names, *([row.get(name) for name in names] for row in rows)], start=1):
            for position, value in enumerate(values, start=1):
                if value is not None:
                    _fill(sheet.cell(number, position), value, f"sheet {table}, row {number}, column {names[position - 1]}")
        sheet.freeze_panes = "A2"
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def _guarded(value: Value | None) -> str:
    text = as_text(value)
    return f"'{text}" if isinstance(value, str) and _RUN.match(text) else text


def _fill(cell: object, value: Value, where: str) -> None:
    if isinstance(value, int) and abs(value) > _EXACT:
        value = str(value)
    if not isinstance(value, str):
        cell.value = value
        return
    if len(value) > _LONGEST:
        raise ValueError(f"{where}: the text has {len(value)} characters; accepted in Excel: {_LONGEST} or fewer")
    cell.value = _ESCAPED.sub("_x005F_", value)
    cell.data_type = "s"
    cell.quotePrefix = bool(_RUN.match(value))
