"""Sheet `Payers`: the shares on record as cells to change, and the share of each item that counts for each payer by year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refanalysis import data
from refanalysis.schema import ITEMS
from refanalysis.tco.contraction import TAIL_YEARS
from refanalysis.tco.payers import UNKNOWN
from refanalysis.tco.prices import RUNNING
from refanalysis.workbook.case import Case
from refanalysis.workbook.grid import Sheet, at, letter, span
from refanalysis.workbook.styles import INPUT, PLACEHOLDER, set_up

if TYPE_CHECKING:
    from openpyxl import Workbook

PAYERS = "Payers"
ANY = "any"
MEASURES = ("present_value", "running", "tail")
_LEVELS = ("{t}|{i}", "{t}|any", "any|{i}", "any|any")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Where shares stand: by technology, what they count for (a payer or a measure) and item, the row on the sheet."""

    rows: dict[tuple[str, str, str], int]
    payers: dict[str, list[str]]
    excess: str

    def at(self, technology: str, counted: str, item: str, t: int) -> str:
        """Cell of a share in year `t`."""
        return at(t, self.rows[self._place(technology, counted), counted, item], PAYERS)

    def span(self, technology: str, counted: str, item: str, horizon: int) -> str:
        """All years of a share."""
        return span(0, horizon - 1, self.rows[self._place(technology, counted), counted, item], page=PAYERS)

    def block(self, technology: str, counted: str, t: int, n_items: int) -> str:
        """Shares of all items of a technology in year `t`, in the order of `items_of`."""
        first = min(row for (name, payer, _), row in self.rows.items() if (name, payer) == (technology, counted))
        return span(t, t, first, first + n_items - 1, PAYERS)

    def _place(self, technology: str, counted: str) -> str:
        return "" if counted in MEASURES else technology


def items_of(case: Case, technology: str) -> list[str]:
    """Items that can occur in the bill of a technology, in the order of the ledger's items."""
    rows = case.bills[technology]
    found = {row.opex_item for row in rows} | {"overhead"}
    if any(case.values.has("capex", technology, row.component) for row in rows):
        found |= {"capex", "replacement", "tax", "retirement", "residual"}
    return [item for item in ITEMS if item in found]


def payers_sheet(book: Workbook, case: Case) -> Shares:
    """Write the payers' shares, which of them answer for each item and year, and what counts for each measure."""
    sheet = Sheet(book[PAYERS])
    sheet.titled(
        "Payers: who bears which share of which item in which year",
        "In each year the rows for this technology and item answer; else those for the technology, for the item, for anything.",
        "What no row assigns, `unknown` bears. For a payer who is new to a technology, write the workbook again.",
    )
    heading = sheet.years(["Technology", "Item", "Payer", "From year", "To year", "Share", "Key"], case.horizon)
    first, last = _recorded(sheet, case)
    rows: dict[tuple[str, str, str], int] = {}
    sheet.row += 1
    sheet.titled("What counts for each measure (1: counts, 0: does not)")
    sheet.years(["Measure", "Item", "Counted for"], case.horizon)
    for measure in MEASURES:
        for item in ITEMS:
            labels = ["every technology", item, measure]
            rows["", measure, item] = sheet.yearly(labels, lambda t, m=measure, i=item: _counts(m, i, t), range(case.horizon))
    sheet.row += 1
    sheet.titled("Share of each payer, by technology and item", "Key: the rows above that answer in the year.")
    begun = sheet.years(["Technology", "Item", "Payer", "", "", "", "Largest"], case.horizon) + 1
    payers = {name: _payers(case, name) for name in case.technologies}
    for technology in case.technologies:
        _technology(sheet, case, technology, payers[technology], rows, (first, last))
    years = letter(8 + case.horizon - 1)
    placed = (begun, sheet.row - 1)
    excess = f'=COUNTIFS({PAYERS}!{_rows("C", placed)},"total",{PAYERS}!{_rows("G", placed)},">1.000000001")'
    widths = {"A": 20, "B": 14, "C": 22, "D": 10, "E": 10, "F": 9, "G": 30, **{letter(8 + t): 9 for t in range(case.horizon)}}
    widths |= {letter(8 + case.horizon): 12, letter(9 + case.horizon): 60, letter(10 + case.horizon): 60}
    set_up(sheet.page, widths, f"D{heading + 1}", heading)
    sheet.page.print_area = f"A1:{years}{sheet.row - 1}"
    return Shares(rows=rows, payers=payers, excess=excess)


def _recorded(sheet: Sheet, case: Case) -> tuple[int, int]:
    """Rows of payers.csv as cells; returns the first and last row. One empty row at the end keeps ranges from being empty."""
    import pandas as pd

    sheet.page.cell(sheet.row - 1, 8 + case.horizon, "Quality").style = "head"
    sheet.page.cell(sheet.row - 1, 9 + case.horizon, "Source").style = "head"
    sheet.page.cell(sheet.row - 1, 10 + case.horizon, "Note").style = "head"
    first, table = sheet.row, case.operation.payers
    for row in table[table["technology"].isin(["", *case.technologies])].itertuples():
        until = case.horizon if pd.isna(row.to_year) else int(row.to_year)
        number, look = sheet.row, PLACEHOLDER if getattr(row, "quality", "") == "placeholder" else INPUT
        labels = [row.technology or ANY, row.item or ANY, row.payer, int(row.from_year), until, float(row.share)]
        sheet.yearly([*labels, f'=A{number}&"|"&B{number}'], lambda t, r=number: _active(r, t), range(case.horizon), "percent")
        for column in "DEF":
            sheet.page[f"{column}{number}"].style = look
        _origin(sheet, row, number, case.horizon)
    sheet.add([""], "text")
    return first, sheet.row - 1


def _active(row: int, t: int) -> str:
    return f"=IF(AND($D{row}<={t},$E{row}>={t}),$F{row},0)"


def _origin(sheet: Sheet, row: Any, number: int, horizon: int) -> None:
    key = getattr(row, "source", "")
    titles = "; ".join(data.source_rows([key])["title"]) if isinstance(key, str) and key else ""
    for place, value in enumerate([getattr(row, "quality", ""), titles, getattr(row, "note", "")]):
        sheet.page.cell(number, 8 + horizon + place, value if isinstance(value, str) else "").style = "text"


def _counts(measure: str, item: str, t: int) -> int:
    if measure == "running":
        return int(item in RUNNING)
    return int(t >= TAIL_YEARS) if measure == "tail" else 1


def _payers(case: Case, technology: str) -> list[str]:
    """Payers on record for a technology, and `unknown`."""
    table = case.operation.payers
    return [*dict.fromkeys(table.loc[table["technology"].isin(["", technology]), "payer"]), UNKNOWN]


def _technology(
    sheet: Sheet, case: Case, technology: str, payers: list[str], rows: dict[tuple[str, str, str], int], place: tuple[int, int]
) -> None:
    items, years = items_of(case, technology), range(case.horizon)
    keys = {
        item: sheet.yearly([technology, item, "key"], lambda t, i=item: _key(technology, i, t, place), years, "text")
        for item in items
    }
    named = [payer for payer in payers if payer != UNKNOWN]
    for payer in named:
        for item in items:
            rows[technology, payer, item] = sheet.yearly(
                [technology, item, payer], lambda t, i=item, p=payer: _share(keys[i], p, t, place), years, "percent"
            )
    totals = {}
    for item in items:
        totals[item] = sheet.yearly(
            [technology, item, "total", None, None, None, f"=MAX({span(0, case.horizon - 1, sheet.row)})"],
            lambda t, i=item: _total(technology, named, i, t, rows),
            years,
            "percent_total",
        )
    for item in items:
        rows[technology, UNKNOWN, item] = sheet.yearly(
            [technology, item, UNKNOWN], lambda t, i=item: _unassigned(totals[i], t), years, "percent"
        )


def _key(technology: str, item: str, t: int, place: tuple[int, int]) -> str:
    """Key of the most specific rows that hold in year `t`; empty when none does."""
    formula = '""'
    for level in reversed(_LEVELS):
        key = level.format(t=technology, i=item)
        held = f'COUNTIFS({_rows("G", place)},"{key}",{_rows("D", place)},"<={t}",{_rows("E", place)},">={t}")'
        formula = f'IF({held}>0,"{key}",{formula})'
    return f"={formula}"


def _rows(column: str, place: tuple[int, int]) -> str:
    return f"${column}${place[0]}:${column}${place[1]}"


def _share(key: int, payer: str, t: int, place: tuple[int, int]) -> str:
    column = letter(8 + t)
    return f'=SUMIFS({column}${place[0]}:{column}${place[1]},{_rows("G", place)},{at(t, key)},{_rows("C", place)},"{payer}")'


def _total(technology: str, payers: list[str], item: str, t: int, rows: dict[tuple[str, str, str], int]) -> str:
    return "=" + ("+".join(at(t, rows[technology, payer, item]) for payer in payers) or "0")


def _unassigned(total: int, t: int) -> str:
    return f"=IF({at(t, total)}<1-1E-9,1-{at(t, total)},0)"
