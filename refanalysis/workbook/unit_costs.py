"""Sheet `Unit costs`: price, tax, losses, running cost and charges of one unit of each component, and by year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refanalysis.workbook.grid import FIRST_YEAR, Sheet, at, letter
from refanalysis.workbook.inputs import Inputs
from refanalysis.workbook.styles import set_up

if TYPE_CHECKING:
    from openpyxl import Workbook

UNIT_COSTS = "Unit costs"
Part = tuple[str, str]  # technology and component
_PRICE = ["capex", "lifetime", "price_trend", "logistics_uplift", "logistics_per_km", "distance_to_hub"]
_TAX = ["import_duty", "sales_tax", "tax_exempt_share"]
_STATIC = ["quantity", *_PRICE, "price_at_site", *_TAX, "tax_share", "failure_share", "theft_share", "loss_share",
           "resale_share", "retirement_share", "running_cost", "overhead_share", "contingency_share", "overhead_on_purchase",
           "overhead_with_tax", "paid_per_purchase", "paid_per_takedown", "paid_per_replacement"]  # fmt: skip
_FIRST = 6
_BOUGHT_ONLY = ["capex", "lifetime", *_PRICE[3:], "price_at_site", *_TAX, "tax_share", "failure_share", "theft_share",
                "loss_share", "resale_share", "retirement_share", *_STATIC[-5:]]  # fmt: skip
_MONEY = ("capex", "price_at_site", "running_cost")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCosts:
    """Where the cost of a unit stands.

    Attributes
    ----------
    static
        Row of each component among the columns that hold for all years.
    tables
        For each table by year, the row of each component.
    """

    static: dict[Part, int]
    tables: dict[str, dict[Part, int]]
    bought: dict[Part, bool]

    def cell(self, part: Part, column: str) -> str:
        """Cell of a number that holds for all years."""
        return f"'{UNIT_COSTS}'!${letter(_FIRST + _STATIC.index(column))}${self.static[part]}"

    def at(self, table: str, part: Part, t: int) -> str:
        """Cell of a table by year."""
        return at(t, self.tables[table][part], UNIT_COSTS)

    def span(self, table: str, part: Part, first: int, last: int) -> str:
        """Years `first` to `last` of a table."""
        row = self.tables[table][part]
        return f"'{UNIT_COSTS}'!{letter(FIRST_YEAR + first)}{row}:{letter(FIRST_YEAR + last)}{row}"


_TABLES = {
    "price": ("Price of one unit bought in the year (today's prices)", "money"),
    "price_now": ("The same price, discounted to the start", "money"),
    "run": ("Running cost of one unit in the year (today's prices)", "money"),
    "times": ("How often a unit is bought again within so many years of its purchase (1 year in the first column)", "count"),
    "again": ("Units bought again at the age of so many years (0 in the first column), for one unit bought", "count"),
    "first_due": ("Age on the day of the first of them [year]", "number"),
    "level": ("The same units, each times the growth of the price level from the start of its year to the day", "factor"),
    "level_back": ("The same in reverse, the greatest age first", "factor"),
    "discount": (
        "Units bought again at each age, times the discount factor from the start of the year to the day",
        "factor",
    ),
    "discount_back": ("The same in reverse, the greatest age first", "factor"),
    "unused": ("Share of the last purchase's life that lies after the horizon, for a unit bought in the year", "factor"),
    "credit": ("Credit at the horizon for a unit bought in the year (today's prices)", "money"),
}
_RUNNING = ("run",)
TIMES, AGAIN, FIRST_DUE = "times", "again", "first_due"


def unit_costs_sheet(book: Workbook, inputs: Inputs) -> UnitCosts:
    """Write the cost of one unit of every component."""
    sheet, case = Sheet(book[UNIT_COSTS]), inputs.case
    sheet.titled(
        "Unit costs: what one unit of each component costs at the site",
        "price_at_site = capex × (1 + logistics_uplift + logistics_per_km × distance_to_hub). "
        "tax_share = ((1 + import_duty)(1 + sales_tax) − 1)(1 − tax_exempt_share).",
        "loss_share = failure_share + theft_share, bought again every year. "
        "overhead_on_purchase = (1 + contingency_share)(1 + overhead_share) − 1; overhead_with_tax adds overhead on the tax.",
        "paid_per_purchase, paid_per_takedown and paid_per_replacement: all that is paid, tax and overhead included, "
        "for one of price_at_site.",
    )
    heading = sheet.add(
        ["Technology", "Component", "Label", "Unit", "Counted by", *(column.replace("_", " ") for column in _STATIC)], "head"
    )
    parts = {(name, row.component): row for name, bill in case.bills.items() for row in bill}
    found = UnitCosts(static={}, tables={}, bought={part: inputs.has("capex", *part) for part in parts})
    for part, row in parts.items():
        found.static[part] = sheet.row
        _static(sheet, inputs, part, row)
    for table, (title, look) in _TABLES.items():
        sheet.row += 1
        sheet.titled(title)
        sheet.years(["Technology", "Component"], case.horizon)
        found.tables[table] = {}
        for part in parts:
            if found.bought[part] or (table in _RUNNING):
                make = _by_year(found, table, part, inputs)
                found.tables[table][part] = sheet.yearly(part, make, range(case.horizon), look)
    columns = [letter(column) for column in range(_FIRST, _FIRST + max(len(_STATIC), case.horizon + 2))]
    set_up(sheet.page, {"A": 19, "B": 19, "C": 30, "D": 12, "E": 14, **dict.fromkeys(columns, 12)}, "C1", heading)
    sheet.taller(heading, 30)
    sheet.page.page_setup.fitToWidth = 2
    return found


def _static(sheet: Sheet, inputs: Inputs, part: Part, row: Any) -> None:
    number = sheet.row
    cells = {name: f"{letter(_FIRST + place)}{number}" for place, name in enumerate(_STATIC)}
    bought = inputs.has("capex", *part)
    values = [part[0], part[1], getattr(row, "label", ""), row.unit, row.driver]
    looks = ["text"] * len(values)
    for name in _STATIC:
        known = bought or name not in _BOUGHT_ONLY
        values.append(_formula(name, inputs, part, row, cells) if known else None)
        looks.append("input" if name == "quantity" else "cents" if name in _MONEY else "number")
    sheet.add(values, looks)


def _formula(name: str, inputs: Inputs, part: Part, row: Any, at: dict[str, str]) -> Any:
    derived = {
        "price_at_site": "={capex}*(1+{logistics_uplift}+{logistics_per_km}*{distance_to_hub})",
        "tax_share": "=((1+{import_duty})*(1+{sales_tax})-1)*(1-{tax_exempt_share})",
        "loss_share": "={failure_share}+{theft_share}",
        "overhead_on_purchase": "=(1+{contingency_share})*(1+{overhead_share})-1",
        "overhead_with_tax": "={overhead_on_purchase}+{tax_share}*{overhead_share}",
        "paid_per_purchase": "=1+{tax_share}+{overhead_with_tax}",
        "paid_per_takedown": "={retirement_share}*(1+{overhead_share})",
        "paid_per_replacement": "={paid_per_purchase}+{paid_per_takedown}",
    }
    if name in derived:
        return derived[name].format(**at)
    if name == "quantity":
        return float(row.quantity)
    if name == "running_cost":
        return f"={_running(inputs, part, row)}"
    switch = {"overhead_share": "*charges_overhead", "contingency_share": "*charges_contingency"}.get(name, "")
    return f"={inputs.ref(name, *part)}{switch}"


def _running(inputs: Inputs, part: Part, row: Any) -> str:
    """Running cost of one unit in a year; the same cases as `tco.prices`."""

    def ref(parameter: str) -> str:
        return inputs.ref(parameter, *part)

    if row.opex_item == "energy":
        if row.driver == "watt":
            return f"{ref('energy_price')}*8766/1000"
        if row.driver in ("grid_kwh", "litre", "backup_litre"):
            return ref("energy_price" if row.driver == "grid_kwh" else "fuel_price")
    if row.opex_item == "bandwidth" and row.driver == "mbps":
        return f"{ref('bandwidth_price')}*12"
    if inputs.has("opex", *part):
        return ref("opex")
    return f"{ref('opex_share')}*{ref('capex')}"


def _by_year(costs: UnitCosts, table: str, part: Part, inputs: Inputs) -> Callable[[int], str]:
    """Formula of a table by year for a component."""
    horizon, when = inputs.case.horizon, lambda t: inputs.factor("year", t)

    def cell(column: str) -> str:
        return costs.cell(part, column).removeprefix(f"'{UNIT_COSTS}'!")

    def own(name: str, t: int) -> str:
        return at(t, costs.tables[name][part])

    def times(t: int) -> str:
        return f"=buys_again*MAX(ROUNDUP({t + 1}/{cell('lifetime')}*(1-1E-12),0)-1,0)"

    def again(t: int) -> str:
        return f"={own(TIMES, t)}-{own(TIMES, t - 1)}" if t else f"={own(TIMES, 0)}"

    def first_due(t: int) -> str:
        before = own(TIMES, t - 1) if t else "0"
        return f"=IF({own(AGAIN, t)}=0,0,IF(on_the_day=1,({before}+1)*{cell('lifetime')},{t}))"

    def moved(base: str) -> Callable[[int], str]:
        """Units times what a year does to the power of how far into its year each is bought: a geometric series."""

        def formula(t: int) -> str:
            number, day = own(AGAIN, t), f"({own(FIRST_DUE, t)}-{t})"
            series = f"IF(OR({number}=1,on_the_day=0,{base}=1),{number},{_series(base, cell('lifetime'), number)})"
            return f"=IF({number}=0,0,{base}^{day}*{series})"

        return formula

    def unused(t: int) -> str:
        years, number = horizon - t, own(TIMES, horizon - t - 1)
        share = f"MAX(1-({years}-{number}*{cell('lifetime')})/{cell('lifetime')},0)"
        return f"=credits*IF({share}>1E-9,{share},0)"

    def credit(t: int) -> str:
        number = own(TIMES, horizon - t - 1)
        last = f"{t}+INT({number}*{cell('lifetime')}+1E-9)"
        return f"={cell('price_at_site')}*(1+{cell('price_trend')})^({last})*{own('unused', t)}*{cell('resale_share')}"

    return {
        "price": lambda t: f"={cell('price_at_site')}*(1+{cell('price_trend')})^{when(t)}",
        "price_now": lambda t: f"={own('price', t)}*{inputs.factor('discount_start', t)}",
        "run": lambda t: f"={cell('running_cost')}*(1+{cell('price_trend')})^{when(t)}",
        "times": times,
        "again": again,
        "first_due": first_due,
        "level": moved("price_growth"),
        "level_back": lambda t: f"={own('level', horizon - 1 - t)}",
        "discount_back": lambda t: f"={own('discount', horizon - 1 - t)}",
        "discount": moved("(1/(1+real_rate))"),
        "unused": unused,
        "credit": credit,
    }[table]


def _series(base: str, life: str, number: str) -> str:
    return f"(1-{base}^({life}*{number}))/(1-{base}^{life})"
