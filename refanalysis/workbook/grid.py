"""Sheets filled row by row, and the addresses of their cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FIRST_YEAR = 8  # column H holds year 0 on every sheet that has years


@cache
def letter(column: int) -> str:
    """Letters of a column, A for 1."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def year(t: int) -> str:
    """Letters of the column of year `t`."""
    return letter(FIRST_YEAR + t)


def span(first: int, last: int, row: int, last_row: int | None = None, page: str = "") -> str:
    """Range from year `first` to year `last` in a row, or in rows `row` to `last_row`."""
    return f"{quoted(page)}{year(first)}{row}:{year(last)}{row if last_row is None else last_row}"


def at(t: int, row: int, page: str = "", fixed: str = "") -> str:
    """Cell of year `t` in a row; `fixed` is $ for a row that stays when the formula is copied."""
    return f"{quoted(page)}{year(t)}{fixed}{row}"


def quoted(page: str) -> str:
    """A sheet's name as it stands before a cell of it; nothing for the sheet itself."""
    return f"'{page}'!" if page else ""


@dataclass(slots=True)
class Sheet:
    """A page that is filled from above; `row` is the next free row."""

    page: Worksheet
    row: int = 1

    @property
    def name(self) -> str:
        """Name of the page."""
        return str(self.page.title)

    def add(self, cells: Iterable[Any], style: str | Sequence[str] = "text", column: int = 1) -> int:
        """Fill the next row with cells from `column` on, None leaving one empty, and return its number."""
        row = self.row
        for place, value in enumerate(cells):
            if value is not None:
                cell = self.page.cell(row, column + place, value)
                cell.style = style if isinstance(style, str) else style[min(place, len(style) - 1)]
        self.row += 1
        return row

    def taller(self, row: int, height: float) -> None:
        """Give a row of long headings the height of several lines [point]."""
        self.page.row_dimensions[row].height = height

    def titled(self, title: str, *notes: str) -> None:
        """Add a title, and lines that explain what follows."""
        self.add([title], "title")
        for note in notes:
            self.add([note], "note")

    def years(self, labels: Sequence[Any], horizon: int) -> int:
        """Add a row of headings: labels in the columns before the years, then the years; return its number."""
        cells = [*labels, *[None] * (FIRST_YEAR - 1 - len(labels))]
        row = self.add(["" if each is None else each for each in cells], "head")
        self.row = row
        return self.add(range(horizon), "head_year", FIRST_YEAR)

    def yearly(self, labels: Sequence[Any], formula: Callable[[int], Any], years: Iterable[int], style: str = "count") -> int:
        """Add a row of labels and, in each of these years, what `formula` gives for the year; return its number."""
        row = self.row
        looks = [style if isinstance(each, str) and each.startswith("=") else "text" for each in labels]
        self.add(labels, looks or "text")
        for t in years:
            value = formula(t)
            if value is not None:
                self.page.cell(row, FIRST_YEAR + t, value).style = style
        return row
