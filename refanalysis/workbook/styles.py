"""How cells look, and how a sheet is set up to be read and printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis import data, words

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

INPUT, PLACEHOLDER, PLAIN = "input", "placeholder", "python"
_BLUE, _WHITE = "1F3B57", "FFFFFF"
_FILLS = {INPUT: "FFF7CC", PLACEHOLDER: "F8CBAD", PLAIN: "EDEDED", "head": _BLUE, "band": "DCE6F0"}
_NUMBER = "[>=1000]#,##0;[>=1]#,##0.0##;0.0#####"
_FORMATS = {
    "money": "#,##0;[Red]-#,##0;-", "cents": "#,##0.00", "number": _NUMBER, "count": '[=0]"-";#,##0.0',
    "whole": '[=0]"-";#,##0', "percent": "0.0%", "year": "0", "small": "0.0E+00", "factor": "0.0000",
}  # fmt: skip


def prepare(book: Workbook) -> None:
    """Enter the named styles of every cell into a new workbook."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    def made(name: str, fill: str = "", number: str = "General", wrap: bool = False, **font: object) -> None:
        style = NamedStyle(name, font=Font(name="Calibri", size=10, **font), number_format=number)
        style.alignment = Alignment(vertical="top", wrap_text=wrap, horizontal="left" if name == "text" else None)
        style.alignment.indent = 1 if name == "text" else 0
        if fill:
            style.fill = PatternFill("solid", fgColor=_FILLS[fill])
        if fill == "head":
            style.border = Border(bottom=Side(style="thin", color=_BLUE))
        book.add_named_style(style)

    made("text")
    made("long", wrap=True)
    made("title", b=True, color=_BLUE)
    made("note", i=True, color="5B6570")
    made("head", "head", wrap=True, b=True, color=_WHITE)
    made("head_year", "head", "0", b=True, color=_WHITE)
    made("band", "band", b=True, color=_BLUE)
    for name, number in _FORMATS.items():
        made(name, number=number)
        made(f"{name}_total", "band", number, b=True)
        made(f"{name}_{PLAIN}", PLAIN, number, i=True, color="5B6570")
    for kind in (INPUT, PLACEHOLDER):
        made(kind, kind, _NUMBER, color="0000FF")
        made(f"{kind}_text", kind, color="0000FF")


def set_up(page: Worksheet, widths: dict[str, float], freeze: str, heading_row: int, printed: str = "") -> None:
    """Set widths, frozen panes, and printing: landscape, as wide as a page, headings on every page, `printed` or all."""
    for column, width in widths.items():
        page.column_dimensions[column].width = width
    page.freeze_panes = freeze
    page.sheet_view.showGridLines = False
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{heading_row}:{heading_row}"
    page.page_margins.left = page.page_margins.right = 0.4
    if printed:
        page.print_area = printed
    page.oddFooter.center.text = "&A, page &P of &N"


def option(technology: str) -> str:
    """A technology's label for readers."""
    known = data.table("technologies").set_index("technology")["label"]
    return str(known.get(technology, said(technology)))


def said(name: str) -> str:
    """A short name in the words of a reader, with a capital."""
    return words.capital(words.label(name))
