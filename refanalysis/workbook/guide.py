"""Sheet `Read me`: what the workbook is, how to change it, and which sheet follows from which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import refanalysis
from refanalysis import scenario
from refanalysis.workbook import funding
from refanalysis.workbook.grid import Sheet
from refanalysis.workbook.inputs import Inputs
from refanalysis.workbook.styles import INPUT, PLACEHOLDER, PLAIN, option, set_up

if TYPE_CHECKING:
    from openpyxl import Workbook

READ_ME = "Read me"
SHEETS = {
    "Assumptions": ("", "every number the options read, with range, quality and source; change column F"),
    "Settings": ("Assumptions", "conventions, as lists to choose from; discount factors and price levels by year"),
    "Sites": ("", "people of each site today; change column D"),
    "Payers": ("", "shares of payers on record; change column F; which of them answer by item and year"),
    "Demand": ("Assumptions, Sites", "people, users and traffic by site and year"),
    "Unit costs": ("Assumptions, Settings", "one unit of each component: price, tax, losses, running cost, renewal, credit"),
    "Sizing": ("Assumptions, Unit costs", "what one unit of equipment serves or takes, by technology"),
    "Quantities": ("Demand, Sizing, Assumptions", "what each site needs, has installed and buys by year"),
    "Unit totals": ("Unit costs, Payers, Settings", "what one unit adds to the bill of each year, to each measure and payer"),
    "Cash flows": ("Quantities, Unit costs, Settings", "every component and item by year, all sites, as paid and discounted"),
    "One site": ("Quantities, Unit costs, Settings", "the same for one site: choose it in cell B3"),
    "By site": ("Quantities, Unit totals", "the bill of each option and site by year"),
    "Present value": ("By site, Unit totals, Demand", "present value, annual cost, cost per user and month, by payer"),
    "Funding": ("Cash flows, Payers", "who pays what in which year; money on record; what is uncovered"),
    "Check": ("all", "results beside those of the Python model"),
}  # fmt: skip

_LEGEND = [f"{INPUT}_text", f"{PLACEHOLDER}_text", "band", f"money_{PLAIN}"]


def read_me_sheet(book: Workbook, inputs: Inputs) -> None:
    """Write what the reader needs to know first."""
    sheet, case = Sheet(book[READ_ME]), inputs.case
    sheet.titled(f"Cost of ownership: {case.operation.title}")
    sheet.row += 1
    for label, value in _facts(inputs):
        sheet.add([label, value], ["band", "long"])
    sheet.row += 1
    sheet.titled("How to use it")
    for line in (
        "Change a coloured cell; every other sheet is formulas and follows. Nothing else is typed in.",
        "Start at Present value. To see where a number comes from, follow its formula to the sheets it names.",
        "Yellow cells are inputs with a source. Orange cells are inputs nobody published: placeholders with a wide range.",
        "Technologies, sites, components and the horizon are the layout; to change them, write the workbook again: "
        "refanalysis cost OPERATION --xlsx PATH.",
        "Costs are positive, the value left at the end is negative. Year 0 is the year of purchase and first service.",
    ):
        sheet.add([line], "text")
    sheet.row += 1
    sheet.add(
        ["Input", "Placeholder", "Total", "Computed by Python"],
        _LEGEND,
    )
    sheet.row += 1
    heading = sheet.add(["Sheet", "What it holds", "Follows from"], "head")
    for name, (follows, holds) in SHEETS.items():
        row = sheet.add([name, holds, follows or "what is typed in"], ["text", "long", "long"])
        sheet.page.cell(row, 1).hyperlink = f"#'{name}'!A1"
    set_up(sheet.page, {"A": 26, "B": 84, "C": 44, "D": 24}, "A2", heading)
    sheet.page.print_title_rows = None


def _facts(inputs: Inputs) -> list[tuple[str, str]]:
    case = inputs.case
    table = case.values.table.iloc[list(case.read)]
    guessed, undated = int((table["quality"] == "placeholder").sum()), funding.left_out(inputs)
    facts = [
        ("Operation", f"{case.operation.name} ({case.operation.country})"),
        ("Scenario", f"{case.values.scenario}: {scenario.label(case.operation, case.values.scenario)}"),
        ("Options", ", ".join(map(option, case.technologies))),
        ("Sites, years", f"{len(case.sites)} sites, {case.horizon} years of service"),
        ("Price basis", f"{case.basis}: amounts in this currency at prices of this year, not discounted unless said"),
        ("Date of data", str(case.operation.date_of_data)),
        ("Assumptions", f"{len(table)} numbers, {guessed} of them placeholders"),
        ("Written by", f"refanalysis {refanalysis.__version__}"),
    ]
    return facts + ([("Left out", f"{undated} funding lines without dates")] if undated else [])
