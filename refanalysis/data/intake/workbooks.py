"""Rows of an Excel or ODS file, sheet by sheet."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from refanalysis.data.files import cell_text, opened
from refanalysis.data.intake.kinds import refuse_other

if TYPE_CHECKING:
    import python_calamine

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def book(path: Path) -> tuple[python_calamine.CalamineWorkbook, list[str]]:
    """The open workbook, and sentences on what a reader must know of the file.

    Raises
    ------
    DataError
        For a file with a password, or one that is no workbook or one of another kind than its name says.
    """
    refuse_other(path, workbook=True)
    notes = ["The workbook holds macros; they were not run, cells are read as last saved."] if _macros(path) else []
    return opened(path), notes


def cells(sheet: python_calamine.CalamineSheet, rows: int | None = None) -> list[list[str]]:
    """Cells of a sheet as text from its first row and column on; a cell merged over several rows stands in each of them."""
    found = sheet.to_python(skip_empty_area=False, nrows=rows)
    table = [[cell if type(cell) is str else _text(cell) for cell in row] for row in found]
    for (top, left), (bottom, _) in _tall(sheet):
        for row in table[top + 1 : bottom + 1]:
            row[left] = table[top][left]
    return table


def _text(value: object) -> str:
    """A cell as text; a date and time at midnight is a day."""
    return cell_text(value, trim=False).removesuffix(" 00:00:00")


def hidden(workbook: python_calamine.CalamineWorkbook) -> frozenset[str]:
    """Names of the sheets that a reader of the workbook does not see."""
    import python_calamine

    shown = python_calamine.SheetVisibleEnum.Visible
    return frozenset(sheet.name for sheet in workbook.sheets_metadata if sheet.visible != shown)


def filled_down(sheet: python_calamine.CalamineSheet) -> int:
    """Rows that got a cell from a merged one above them."""
    return len({row for (top, _), (bottom, _) in _tall(sheet) for row in range(top + 1, bottom + 1)})


def _tall(sheet: python_calamine.CalamineSheet) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Ranges of merged cells with more than one row."""
    return [((top, left), (bottom, right)) for (top, left), (bottom, right) in sheet.merged_cell_ranges or () if bottom > top]


def _macros(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as parts:
        return any(name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in parts.namelist())
