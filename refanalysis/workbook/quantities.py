"""Sheet `Quantities`: how much of everything each site needs, has and buys by year, with the steps that lead there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from refanalysis.workbook.grid import Sheet, letter, span
from refanalysis.workbook.inputs import Inputs
from refanalysis.workbook.people import ALL, Demand
from refanalysis.workbook.sizing import BOUGHT, NEEDED, Line, Place, Plan, plan
from refanalysis.workbook.styles import set_up
from refanalysis.workbook.unit_costs import UnitCosts

if TYPE_CHECKING:
    from openpyxl import Workbook

QUANTITIES, SIZING = "Quantities", "Sizing"
_UNITS = {"panel_watt": "W", "battery_kwh": "kWh", "grid_kwh": "kWh/year", "litre": "litre/year", "backup_litre": "litre/year",
          "load": "W", "watt": "W", "mbps": "Mbps", "mhz_person": "MHz*person", "chain": "parallel chains",
          "coverage_cells": "cell", "capacity_cells": "cell", "busy_hour_terminals": "terminal", "volume_terminals": "terminal",
          "power_point": "place"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantities:
    """Where the counts stand."""

    plans: dict[str, Plan]
    rows: dict[tuple[str, str], dict[Line, int]]
    first: int
    last: int

    def block(self, technology: str, site: str, kind: str, first: int, last: int) -> str:
        """Range over all rows of a kind of one site, from year `first` to year `last`."""
        rows = [self.rows[technology, site][kind, name] for name in self.plans[technology].named(kind)]
        return span(first, last, rows[0], rows[-1], QUANTITIES)

    def summed(self, technology: str, kind: str, driver: str, t: int, site: str) -> str:
        """Sum of a count in year `t` over the sites that the criterion in cell `site` picks; over all when it is `all`."""
        picked = "" if site == ALL else f",{_column('B', self)},{site}"
        criteria = f'{_column("A", self)},"{technology}",{_column("C", self)},"{kind}",{_column("D", self)},"{driver}"'
        return f"SUMIFS({span(t, t, self.first, self.last, QUANTITIES)},{criteria}{picked})"


def _column(column: str, places: Quantities) -> str:
    return f"{QUANTITIES}!${column}${places.first}:${column}${places.last}"


_WHOLE = ("coverage_cells", "capacity_cells", "cell", "chain", "hop", "busy_hour_terminals", "volume_terminals", "terminal",
          "access_point", "centre", "staff", "site", "power_point")  # fmt: skip


def quantities_sheet(book: Workbook, inputs: Inputs, demand: Demand, costs: UnitCosts) -> Quantities:
    """Write the counts of every technology at every site."""
    sheet, case = Sheet(book[QUANTITIES]), inputs.case
    plans = {name: plan(inputs, costs, name, bill) for name, bill in case.bills.items()}
    sheet.titled(
        "Quantities: what each site needs, has installed and buys",
        "needed: what the year asks for; running costs follow it. installed: what is there, as equipment once installed stays.",
        "bought: the growth of what is installed. Whole units are rounded up; noise in the last digits buys no further unit.",
    )
    constants = _sizing_sheet(book, plans)
    heading = sheet.years(["Technology", "Site code", "Kind", "What", "Unit"], case.horizon)
    rows = {}
    for technology, each in plans.items():
        for site in case.sites:
            rows[technology, site] = {line: sheet.row + place for place, line in enumerate(each.lines)}
            place = Place(
                plan=each, site=site, rows=rows[technology, site], constants=constants[technology], inputs=inputs, demand=demand
            )
            _site(sheet, place, case.horizon)
    sheet.page.auto_filter.ref = f"A{heading}:{letter(7 + case.horizon)}{sheet.row - 1}"
    widths = {"A": 19, "B": 11, "C": 10, "D": 28, "E": 16, "F": 12, "G": 3, **{letter(8 + t): 12 for t in range(case.horizon)}}
    set_up(sheet.page, widths, f"E{heading + 1}", heading)
    return Quantities(plans=plans, rows=rows, first=heading + 1, last=sheet.row - 1)


def _sizing_sheet(book: Workbook, plans: dict[str, Plan]) -> dict[str, dict[str, str]]:
    """Write what one unit serves or takes; returns the cell of each constant by technology."""
    sheet = Sheet(book[SIZING])
    sheet.titled(
        "Sizing: what one unit of equipment serves or takes",
        "Read as: a cell covers cell_km2; a watt of load needs panel_watt.",
    )
    heading = sheet.add(["Technology", "Constant", "Unit", "Value"], "head")
    cells = {name: _constants(sheet, each) for name, each in plans.items()}
    set_up(sheet.page, {"A": 20, "B": 28, "C": 14, "D": 14}, f"A{heading + 1}", heading)
    return cells


def _constants(sheet: Sheet, plan: Plan) -> dict[str, str]:
    looks = ["text", "text", "text", "number"]
    return {
        name: f"{SIZING}!$D${sheet.add([plan.technology, name, unit, formula], looks)}"
        for name, (unit, formula) in plan.constants.items()
    }


def _site(sheet: Sheet, place: Place, horizon: int) -> None:
    for kind, name in place.plan.lines:
        look = ("whole" if name in _WHOLE else "count") + ("_total" if kind in (NEEDED, BOUGHT) else "")
        sheet.yearly(
            [place.plan.technology, place.site, kind, name, _UNITS.get(name, name)],
            lambda t, k=kind, n=name: place.formula(k, n, t),
            range(horizon),
            look,
        )
