"""Sheets `By site` and `Present value`: the bill of each site by year, and what is measured of each option and site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refanalysis.workbook.grid import Sheet, at, letter, span
from refanalysis.workbook.inputs import Inputs
from refanalysis.workbook.payers import MEASURES, Shares
from refanalysis.workbook.people import ALL, Demand
from refanalysis.workbook.quantities import Quantities
from refanalysis.workbook.sizing import BOUGHT, NEEDED
from refanalysis.workbook.styles import set_up
from refanalysis.workbook.unit_totals import INITIAL, UnitTotals

if TYPE_CHECKING:
    from openpyxl import Workbook

BY_SITE, PRESENT_VALUE = "By site", "Present value"
OUTCOMES = ["tco", "initial_capex", "present_value", "annual_cost", "cost_per_user_month", "cost_per_gb", "cost_per_mbps_month",
            "opex_share", "tail_share"]  # fmt: skip
_SERVICE = {"cost_per_user_month": "users", "cost_per_gb": "gb_per_month", "cost_per_mbps_month": "busy_hour_mbps"}
_PAID = "present_value_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Row of each technology and site (or `all`) on a sheet, and the column of each outcome on `Present value`."""

    bills: dict[tuple[str, str], int]
    rows: dict[tuple[str, str], int]
    columns: dict[str, str]

    def outcome(self, technology: str, site: str, outcome: str) -> str:
        """Cell of an outcome on sheet `Present value`."""
        return f"'{PRESENT_VALUE}'!{self.columns[outcome]}{self.rows[technology, site]}"


def by_site_sheet(book: Workbook, inputs: Inputs, quantities: Quantities, totals: UnitTotals) -> dict[tuple[str, str], int]:
    """Write the bill of each technology and site by year and return the row of each."""
    sheet, case, rows = Sheet(book[BY_SITE]), inputs.case, {}
    years = range(case.horizon)
    sheet.titled(
        "By site: the whole bill of each option by year, not discounted",
        "Counts bought and needed (sheet Quantities) times the bill of one of each (sheet Unit totals). The last year holds "
        "the credit for the value left.",
    )
    heading = sheet.years(["Technology", "Site code", "Site", "Unit", "Total"], case.horizon)
    names = dict(zip(case.sites, case.operation.sites["site"], strict=True))
    for technology in case.technologies:
        place = sheet.row
        labels = [technology, ALL, "All sites", "=money", f"=SUM({span(0, case.horizon - 1, place)})"]
        below = (place + 1, place + len(names))
        make = lambda t, rows=below: f"=SUM({at(t, rows[0])}:{at(t, rows[1])})"  # noqa: E731
        rows[technology, ALL] = sheet.yearly(labels, make, years, "money_total")
        for site, label in names.items():
            cells = [technology, site, label, "=money", f"=SUM({span(0, case.horizon - 1, sheet.row)})"]
            bill = lambda t, place=(technology, site): _bill(place, t, quantities, totals)  # noqa: E731
            rows[technology, site] = sheet.yearly(cells, bill, years, "money")
    sheet.page.auto_filter.ref = f"A{heading}:{letter(7 + case.horizon)}{sheet.row - 1}"
    widths = {"A": 19, "B": 11, "C": 30, "D": 12, "E": 14, "F": 3, "G": 3, **{letter(8 + t): 12 for t in years}}
    set_up(sheet.page, widths, f"D{heading + 1}", heading)
    return rows


def _bill(place: tuple[str, str], t: int, quantities: Quantities, totals: UnitTotals) -> str:
    technology, site = place
    plan = quantities.plans[technology]
    needed, bought = plan.named(NEEDED), plan.named(BOUGHT)
    run = totals.block(technology, NEEDED, "bill", needed, t, t)
    formula = f"=SUMPRODUCT({quantities.block(technology, site, NEEDED, t, t)},{run})"
    if bought:
        paid = totals.block(technology, BOUGHT, t, bought, 0, t)
        formula += f"+SUMPRODUCT({quantities.block(technology, site, BOUGHT, 0, t)},{paid})"
    return formula


def present_value_sheet(
    book: Workbook,
    inputs: Inputs,
    demand: Demand,
    quantities: Quantities,
    totals: UnitTotals,
    shares: Shares,
    bills: dict[tuple[str, str], int],
) -> Results:
    """Write the outcomes of each option and site."""
    sheet, case = Sheet(book[PRESENT_VALUE]), inputs.case
    every = list(dict.fromkeys(payer for each in shares.payers.values() for payer in each))
    hidden = ["running", "tail"]
    names = [*OUTCOMES, *(f"{_PAID}{payer}" for payer in every), *hidden]
    columns = {name: letter(4 + place) for place, name in enumerate(names)}
    sheet.titled(
        f"Present value and what follows from it, in {case.basis}",
        "opex_share: part of the present value that is not purchase, replacement or credit. tail_share: part after the first "
        "five years. The last two columns are the amounts behind these shares.",
    )
    heading = sheet.add(["Technology", "Site code", "Site", *names], "head")
    found = Results(bills=bills, rows={}, columns=columns)
    labels = {ALL: "All sites", **dict(zip(case.sites, case.operation.sites["site"], strict=True))}
    for technology in case.technologies:
        for site, label in labels.items():
            found.rows[technology, site] = row = sheet.row
            sums = [name for name in names if name in _additive(shares, technology)]
            last = row + len(case.sites)
            make = _Row(inputs=inputs, demand=demand, quantities=quantities, totals=totals, results=found, last=last)
            values = [make.cell(technology, site, name, sums) for name in names]
            looks = [_look(name) + ("_total" if site == ALL else "") for name in names]
            sheet.add([technology, site, label, *values], ["band" if site == ALL else "text"] * 3 + looks)
    sheet.page.auto_filter.ref = f"A{heading}:{letter(3 + len(names))}{sheet.row - 1}"
    widths = {"A": 19, "B": 11, "C": 30, **{letter(4 + place): 15 for place in range(len(names))}}
    set_up(sheet.page, widths, f"D{heading + 1}", heading)
    return found


def _look(name: str) -> str:
    return "percent" if name in ("opex_share", "tail_share") else "cents" if name in _SERVICE else "money"


def _additive(shares: Shares, technology: str) -> list[str]:
    """Columns whose amounts add up over sites."""
    return [INITIAL, *MEASURES, *(f"{_PAID}{payer}" for payer in shares.payers[technology])]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    inputs: Inputs
    demand: Demand
    quantities: Quantities
    totals: UnitTotals
    results: Results
    last: int

    def cell(self, technology: str, site: str, name: str, additive: list[str]) -> str | None:
        """Formula of an outcome; None for a payer who pays nothing of the technology."""
        own = {each: f"{column}{self.results.rows[technology, site]}" for each, column in self.results.columns.items()}
        if name == "tco":
            return f"='{BY_SITE}'!E{self.results.bills[technology, site]}"
        if name == "annual_cost":
            return f"={own['present_value']}/annuity_factor"
        if name in _SERVICE:
            return f"={own['present_value']}/(12*{self._service(site, _SERVICE[name])})"
        if name in ("opex_share", "tail_share"):
            return f"={own['running' if name == 'opex_share' else 'tail']}/{own['present_value']}"
        if name not in additive:
            return None
        if site == ALL:
            column, row = self.results.columns[name], self.results.rows[technology, ALL]
            return f"=SUM({column}{row + 1}:{column}{self.last})"
        return self._summed(technology, site, name.removeprefix(_PAID) if name != "present_value" else name)

    def _service(self, site: str, step: str) -> str:
        """Discounted amount of service, in user years and the like."""
        horizon, row = self.inputs.case.horizon, self.inputs.factors["discount_running"]
        factors = span(0, horizon - 1, row, page="Settings")
        return f"SUMPRODUCT({self.demand.span(site, step, horizon)},{factors})"

    def _summed(self, technology: str, site: str, counted: str) -> str:
        plan, last = self.quantities.plans[technology], self.inputs.case.horizon - 1
        kinds = {NEEDED: plan.named(NEEDED), BOUGHT: plan.named(BOUGHT)}
        if counted == INITIAL:
            kinds, last = {BOUGHT: kinds[BOUGHT]}, 0
        terms = [
            f"SUMPRODUCT({self.quantities.block(technology, site, kind, 0, last)},"
            f"{self.totals.block(technology, kind, counted, drivers, 0, last)})"
            for kind, drivers in kinds.items()
            if drivers
        ]
        return "=" + ("+".join(terms) or "0")


def values_of(table: Any, keys: list[str]) -> dict[tuple, float]:
    """Values of a table by its keys."""
    return dict(zip(table[keys].itertuples(index=False, name=None), table["value"], strict=True))
