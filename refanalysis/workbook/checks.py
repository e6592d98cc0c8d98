"""Sheet `Check`: the workbook's results beside those that Python computed when it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis.workbook.flows import Flows
from refanalysis.workbook.grid import Sheet, at
from refanalysis.workbook.inputs import Inputs
from refanalysis.workbook.payers import Shares
from refanalysis.workbook.people import ALL
from refanalysis.workbook.results import BY_SITE, Results, values_of
from refanalysis.workbook.styles import PLAIN, set_up

if TYPE_CHECKING:
    from openpyxl import Workbook

CHECK = "Check"
TOLERANCE = 1e-9
_TOP = 4


def check_sheet(book: Workbook, inputs: Inputs, flows: Flows, results: Results, shares: Shares) -> None:
    """Write each result, the value Python computed, and how far they lie apart."""
    sheet = Sheet(book[CHECK])
    sheet.titled(
        "Check: this workbook beside the Python model it was written by",
        "Grey values were computed by Python when the workbook was written. After you change an assumption, differences show "
        "what the change does; they are no error.",
    )
    heading = _TOP + 6
    sheet.row = heading
    sheet.add(["What", "Technology", "Site or year", "Unit", "Workbook", "Python", "Relative difference"], "head")
    first = sheet.row
    _outcomes(sheet, inputs, results)
    compared = sheet.row - 1
    _years(sheet, inputs, results)
    python = sheet.row - 1
    _inside(sheet, inputs, flows, results)
    _summary(sheet, first, compared, python, shares)
    sheet.page.auto_filter.ref = f"A{heading}:G{sheet.row - 1}"
    _colours(sheet, f"G{first}:G{sheet.row - 1}", f"B{_TOP}:B{_TOP + 2}")
    set_up(
        sheet.page,
        {"A": 46, "B": 20, "C": 14, "D": 26, "E": 20, "F": 20, "G": 20},
        f"A{heading + 1}",
        heading,
        f"A1:G{_TOP + 3}",
    )


def _compare(sheet: Sheet, labels: list[str | int], workbook: str, python: float | str) -> None:
    row = sheet.row
    difference = f"=IF(E{row}=F{row},0,ABS(E{row}-F{row})/MAX(ABS(E{row}),ABS(F{row})))"
    look = f"number_{PLAIN}" if isinstance(python, float) else "number"
    sheet.add([*labels, f"={workbook}", python, difference], ["text", "text", "text", "text", "number", look, "small"])


def _outcomes(sheet: Sheet, inputs: Inputs, results: Results) -> None:
    table = inputs.case.outcomes
    for row in table.itertuples():
        cell = results.outcome(row.technology, row.site, row.outcome)
        _compare(sheet, [row.outcome, row.technology, row.site, row.unit], cell, float(row.value))


def _years(sheet: Sheet, inputs: Inputs, results: Results) -> None:
    """The bill of all sites by technology and year."""
    case = inputs.case
    known = values_of(case.flows.groupby(["technology", "year"], as_index=False)["value"].sum(), ["technology", "year"])
    for technology in case.technologies:
        for t in range(case.horizon):
            cell = at(t, results.bills[technology, ALL], BY_SITE)
            _compare(sheet, ["bill of the year", technology, t, case.basis], cell, float(known.get((technology, t), 0.0)))


def _inside(sheet: Sheet, inputs: Inputs, flows: Flows, results: Results) -> None:
    """Two ways to one number within the workbook."""
    case = inputs.case
    for technology in case.technologies:
        value, other = results.outcome(technology, ALL, "present_value"), f"={flows.present_value(technology)}"
        labels = ["present value: sites / cash flows", technology]
        _compare(sheet, [*labels, ALL, case.basis], value, other)
        for t in range(case.horizon):
            cell = at(t, results.bills[technology, ALL], BY_SITE)
            _compare(sheet, ["bill: sites / cash flows", technology, t, case.basis], cell, f"={flows.total(technology, t)}")


def _summary(sheet: Sheet, first: int, outcomes: int, python: int, shares: Shares) -> None:
    last, body = sheet.row - 1, sheet.row
    sheet.row = _TOP
    sheet.add(["Largest difference to Python: outcomes of sites", f"=MAX(G{first}:G{outcomes})"], ["text", "small"])
    sheet.add(["Largest difference to Python: bills by year", f"=MAX(G{outcomes + 1}:G{python})"], ["text", "small"])
    sheet.add(["Largest difference between two ways within the workbook", f"=MAX(G{python + 1}:G{last})"], ["text", "small"])
    sheet.add(["Shares of payers above 1 (must be 0)", shares.excess], ["text", "count"])
    sheet.row = body


def _colours(sheet: Sheet, *ranges: str) -> None:
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import PatternFill

    green, red = (PatternFill("solid", bgColor=colour) for colour in ("C6EFCE", "FFC7CE"))
    for each in ranges:
        sheet.page.conditional_formatting.add(
            each, CellIsRule(operator="lessThanOrEqual", formula=[f"{TOLERANCE}"], fill=green)
        )
        sheet.page.conditional_formatting.add(each, CellIsRule(operator="greaterThan", formula=[f"{TOLERANCE}"], fill=red))
