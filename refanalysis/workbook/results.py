"""Sheets `By site` and `Present value`: the bill of each site by year, and what is measured of each option and site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refanalysis.workbook.case import Case
from refanalysis.workbook.grid import Sheet, at, letter, span
from refanalysis.workbook.inputs import Inputs
from refanalysis.workbook.payers import MEASURES, Shares
from refanalysis.workbook.people import ALL, Demand
from refanalysis.workbook.quantities import Quantities
from refanalysis.workbook.sizing import BOUGHT, NEEDED
from refanalysis.workbook.styles import said, set_up
from refanalysis.workbook.unit_totals import INITIAL, UnitTotals

if TYPE_CHECKING:
    import pandas as pd
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
    sheet, case = Sheet(book[BY_SITE]), inputs.case
    years = range(case.horizon)
    sheet.titled(
        "By site: the whole bill of each option by year, not discounted",
        "Counts bought and needed (sheet Quantities) times the bill of one of each (sheet Unit totals). The last year holds "
        "the credit for the value left.",
    )
    heading = sheet.years(["Technology", "Site code", "Site", "Unit", "Total"], case.horizon)
    rows = _placed(case, sheet.row)
    for (technology, site), row in rows.items():
        labels = [technology, site, _site_name(case, site), "=money", f"=SUM({span(0, case.horizon - 1, row)})"]
        if site == ALL:
            first, last = rows[technology, case.sites[0]], rows[technology, case.sites[-1]]
            sheet.yearly(labels, lambda t, a=first, b=last: f"=SUM({at(t, a)}:{at(t, b)})", years, "money_total")
        else:
            bill = lambda t, place=(technology, site): _bill(place, t, quantities, totals)  # noqa: E731
            sheet.yearly(labels, bill, years, "money")
    sheet.page.auto_filter.ref = f"A{heading}:{letter(7 + case.horizon)}{sheet.row - 1}"
    widths = {"A": 19, "B": 11, "C": 30, "D": 12, "E": 14, "F": 3, "G": 3, **{letter(8 + t): 12 for t in years}}
    set_up(sheet.page, widths, f"D{heading + 1}", heading)
    return rows


def _placed(case: Case, first: int) -> dict[tuple[str, str], int]:
    """Row of each technology and site: all sites of every technology first, then site by site."""
    places = [(technology, ALL) for technology in case.technologies]
    places += [(technology, site) for technology in case.technologies for site in case.sites]
    return {place: first + number for number, place in enumerate(places)}


def _site_name(case: Case, site: str) -> str:
    names = dict(zip(case.sites, case.operation.sites["site"], strict=True))
    return str(names.get(site, "All sites"))


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
        "Opex share: part of the present value that is running cost, before overhead. Tail share: part after the first "
        "five years. The last two columns are the amounts behind these shares. All sites first, then site by site.",
    )
    units = case.outcomes.drop_duplicates("outcome").set_index("outcome")["unit"]
    heading = sheet.add(["Technology", "Site code", "Site", *(_heading(name, units, case) for name in names)], "head")
    sheet.taller(heading, 54)
    found = Results(bills=bills, rows=_placed(case, sheet.row), columns=columns)
    make = _Row(inputs=inputs, demand=demand, quantities=quantities, totals=totals, results=found)
    for technology, site in found.rows:
        sums = _additive(shares, technology)
        values = [make.cell(technology, site, name, sums) for name in names]
        looks = [_look(name) + ("_total" if site == ALL else "") for name in names]
        sheet.add([technology, site, _site_name(case, site), *values], ["band" if site == ALL else "text"] * 3 + looks)
    sheet.page.auto_filter.ref = f"A{heading}:{letter(3 + len(names))}{sheet.row - 1}"
    widths = {"A": 19, "B": 11, "C": 30, **{letter(4 + place): 15 for place in range(len(names))}}
    set_up(sheet.page, widths, f"D{heading + 1}", heading, f"A1:{columns['tail_share']}{sheet.row - 1}")
    return found


def _heading(name: str, units: pd.Series, case: Case) -> str:
    """A column in words with its unit."""
    words = {"running": "of it running costs", "tail": "of it after five years"}
    label = words.get(name) or (f"Present value borne by {said(name.removeprefix(_PAID))}" if _PAID in name else said(name))
    return f"{label} [{units.get(name, case.basis)}]"


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
            column, sites = self.results.columns[name], self.inputs.case.sites
            first, last = (self.results.rows[technology, each] for each in (sites[0], sites[-1]))
            return f"=SUM({column}{first}:{column}{last})"
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
