"""Sheet `Funding`: the bill of all sites by item, by payer and year, the money on record, and what it leaves uncovered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis.tco.funding import FIRM, STATUSES, first_month, funding_plan, undated
from refanalysis.tco.funding.months import MONTHS
from refanalysis.workbook.flows import Flows
from refanalysis.workbook.grid import Sheet, at, letter, span
from refanalysis.workbook.inputs import Inputs
from refanalysis.workbook.payers import Shares, items_of
from refanalysis.workbook.styles import INPUT, option, set_up

if TYPE_CHECKING:
    from openpyxl import Workbook

FUNDING = "Funding"
_SPARE = 5


def funding_sheet(book: Workbook, inputs: Inputs, shares: Shares, flows: Flows) -> None:
    """Write who pays what in which year of each option, and what firm money covers of it."""
    sheet, case = Sheet(book[FUNDING]), inputs.case
    years = range(case.horizon)
    start = first_month(case.operation.date_of_data)
    sheet.titled(
        f"Funding: who pays what in which year, all sites; year 0 begins on {start}",
        "Money for connectivity that is received or secured counts against the bill of the year in which it arrives. No record "
        "of funding is not a record of none: then what is uncovered is unknown.",
    )
    heading = sheet.years(["Line", "Payer", "Status", "Unit", "Total", "Counts"], case.horizon)
    lines = _lines(sheet, inputs)
    firm = f"SUM($F${lines[0]}:$F${lines[1]})"
    column = lambda t: f"{at(t, lines[0], fixed='$')}:{at(t, lines[1], fixed='$')}"  # noqa: E731
    counted = f"$F${lines[0]}:$F${lines[1]}"
    funded = sheet.yearly(
        ["all", "", "firm", case.basis], lambda t: f"=SUMPRODUCT({column(t)},{counted})", years, "money_total"
    )
    for technology in case.technologies:
        sheet.row += 1
        sheet.titled(option(technology))
        sheet.years(["Technology", "Item or payer", "", "Unit", "Total"], case.horizon)
        bill = _bill(sheet, inputs, technology, shares, flows)
        sheet.yearly([technology, "firm money", "", case.basis], lambda t: f"={at(t, funded, fixed='$')}", years, "money")
        sheet.yearly(
            [technology, "uncovered", "", case.basis],
            lambda t, row=bill: (
                f'=IF({firm}=0,"unknown",IF(setting_prices="nominal","only in real prices",'
                f"MAX({at(t, row)}-{at(t, funded)},0)))"
            ),
            years,
            "money_total",
        )
    widths = {"A": 24, "B": 24, "C": 12, "D": 12, "E": 14, "F": 8, "G": 3, **{letter(8 + t): 12 for t in years}}
    set_up(sheet.page, widths, f"C{heading + 1}", heading)


def _lines(sheet: Sheet, inputs: Inputs) -> tuple[int, int]:
    """Money on record by year, then empty lines to fill; returns the first and last row."""
    from openpyxl.worksheet.datavalidation import DataValidation

    case, first = inputs.case, sheet.row
    allowed = DataValidation(type="list", formula1=f'"{",".join(STATUSES)}"', allow_blank=True, showErrorMessage=True)
    sheet.page.add_data_validation(allowed)
    for labels, amounts in [*_recorded(inputs), *[([None, None, None], None)] * _SPARE]:
        row = sheet.row
        look = f'=IF(OR(C{row}="{FIRM[0]}",C{row}="{FIRM[1]}"),1,0)'
        cells = [*labels, case.basis, f"=SUM({span(0, case.horizon - 1, row)})", look]
        sheet.yearly(cells, lambda t, a=amounts: None if a is None else float(a[t]), range(case.horizon), INPUT)
        for t in range(case.horizon):
            sheet.page[at(t, row)].style = INPUT
        for place in range(1, 4):
            sheet.page.cell(row, place).style = f"{INPUT}_text"
        sheet.page.cell(row, 5).style = sheet.page.cell(row, 6).style = "money"
        allowed.add(f"C{row}")
    return first, sheet.row - 1


def _recorded(inputs: Inputs) -> list[tuple[list[str], np.ndarray]]:
    """Label, payer and status of each line with its amounts by year, at the price basis."""
    case = inputs.case
    start, lines = first_month(case.operation.date_of_data), case.operation.funding
    plan = funding_plan(lines, start, case.horizon, case.basis)
    found = []
    for (line, payer, status), rows in plan.groupby(["line", "payer", "status"], sort=False):
        by_year = np.bincount(rows["month"] // MONTHS, weights=rows["value"], minlength=case.horizon)
        found.append(([line, payer, status], by_year))
    return found


def _bill(sheet: Sheet, inputs: Inputs, technology: str, shares: Shares, flows: Flows) -> int:
    """Rows by item and by payer; returns the row of the bill without the credit."""
    case, years = inputs.case, range(inputs.case.horizon)
    items = items_of(case, technology)
    total = lambda row: f"=SUM({span(0, case.horizon - 1, row)})"  # noqa: E731
    rows = {
        item: sheet.yearly(
            [technology, item, "item", "=money", total(sheet.row)],
            lambda t, i=item: f"={flows.summed(technology, i, t)}",
            years,
            "money",
        )
        for item in items
    }
    first, last = min(rows.values()), max(rows.values())
    for payer in shares.payers[technology]:
        sheet.yearly(
            [technology, payer, "payer", "=money", total(sheet.row)],
            lambda t, p=payer: f"=SUMPRODUCT({at(t, first)}:{at(t, last)},{shares.block(technology, p, t, len(items))})",
            years,
            "money",
        )
    credit = f"-{{year}}{rows['residual']}" if "residual" in rows else ""
    return sheet.yearly(
        [technology, "bill", "", "=money", total(sheet.row)],
        lambda t: f"=SUM({at(t, first)}:{at(t, last)}){credit.format(year=letter(8 + t))}",
        years,
        "money_total",
    )


def left_out(inputs: Inputs) -> int:
    """How many lines for connectivity have no dates and so stand on no year."""
    return len(undated(inputs.case.operation.funding))
