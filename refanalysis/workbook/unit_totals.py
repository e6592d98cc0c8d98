"""Sheet `Unit totals`: what one unit adds to each sum, so that the bill of a site is its counts times these amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from refanalysis.workbook.grid import Sheet, at, letter, span
from refanalysis.workbook.inputs import Inputs
from refanalysis.workbook.payers import MEASURES, Shares
from refanalysis.workbook.quantities import Quantities
from refanalysis.workbook.sizing import BOUGHT, NEEDED
from refanalysis.workbook.styles import set_up
from refanalysis.workbook.unit_costs import Part, UnitCosts

if TYPE_CHECKING:
    from openpyxl import Workbook

UNIT_TOTALS = "Unit totals"
INITIAL = "initial_capex"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTotals:
    """Row of each sum on the sheet: by technology, kind of count, what is summed, and driver."""

    rows: dict[tuple[str, str, Any, str], int] = field(default_factory=dict)

    def block(self, technology: str, kind: str, summed: Any, drivers: list[str], first: int, last: int) -> str:
        """Range over the drivers of a technology, from year `first` to year `last`."""
        rows = [self.rows[technology, kind, summed, driver] for driver in drivers]
        return span(first, last, rows[0], rows[-1], UNIT_TOTALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    inputs: Inputs
    costs: UnitCosts
    shares: Shares
    quantities: Quantities


def unit_totals_sheet(book: Workbook, inputs: Inputs, costs: UnitCosts, shares: Shares, quantities: Quantities) -> UnitTotals:
    """Write what a unit bought or needed in each year adds to the bill of each year, and to each measure and payer."""
    sheet, found = Sheet(book[UNIT_TOTALS]), UnitTotals()
    of = _Sources(inputs=inputs, costs=costs, shares=shares, quantities=quantities)
    sheet.titled(
        "Unit totals: what one unit adds to the bill of each year and to each measure",
        "bought: for a unit bought in the year of the column; needed: for a unit in service in that year.",
        "A row of a component is for one unit of it; a row of a count (cell, hop …) adds up the components that follow it.",
    )
    heading = sheet.years(["Technology", "Component or count", "Kind", "Adds to", "Of"], inputs.case.horizon)
    for technology in inputs.case.technologies:
        _bills(sheet, of, technology, found)
        for counted in [*MEASURES, *shares.payers[technology]]:
            _measure(sheet, of, technology, counted, found)
    years = {letter(8 + t): 12 for t in range(inputs.case.horizon)}
    set_up(sheet.page, {"A": 19, "B": 20, "C": 10, "D": 24, "E": 12, "F": 3, "G": 3, **years}, f"D{heading + 1}", heading)
    return found


def _bills(sheet: Sheet, of: _Sources, technology: str, found: UnitTotals) -> None:
    """Amounts by year of payment, not discounted, in the prices of the cash flows."""
    horizon = of.inputs.case.horizon
    parts = [(technology, row.component) for row in of.inputs.case.bills[technology]]
    running = {p: sheet.yearly([*p, NEEDED, "bill of the year"], lambda t, p=p: _run(of, p, t), range(horizon)) for p in parts}
    _drivers(sheet, of, technology, NEEDED, "bill", "bill of the year", running, range(horizon), found)
    owned = [part for part in parts if of.costs.bought[part]]
    for paid in range(horizon):
        label = f"bill of year {paid}"
        rows = {p: sheet.yearly([*p, BOUGHT, label], lambda t, p=p, y=paid: _paid(of, p, t, y), range(paid + 1)) for p in owned}
        _drivers(sheet, of, technology, BOUGHT, paid, label, rows, range(paid + 1), found)
    prices = {part: of.costs.tables["price"][part] for part in owned}
    _drivers(sheet, of, technology, BOUGHT, INITIAL, INITIAL, prices, range(1), found, page="Unit costs")


def _run(of: _Sources, part: Part, t: int) -> str:
    """Bill of year `t` for a unit in service: its running cost and what is lost and bought again, with overhead and tax."""
    cost, level = of.costs, of.inputs.factor("level_running", t)
    formula = f"{cost.at('run', part, t)}*(1+{cost.cell(part, 'overhead_share')})"
    if cost.bought[part]:
        formula += f"+{cost.cell(part, 'loss_share')}*{cost.at('price', part, t)}*{cost.cell(part, 'paid_per_purchase')}"
    return f"={level}*({formula})"


def _paid(of: _Sources, part: Part, bought: int, paid: int) -> str:
    """Bill of year `paid` for a unit bought in year `bought`."""
    cost, last = of.costs, of.inputs.case.horizon - 1
    again = f"{cost.at('level', part, paid - bought)}*{cost.cell(part, 'paid_per_replacement')}"
    first = f"{cost.cell(part, 'paid_per_purchase')}+" if bought == paid else ""
    formula = f"={cost.at('price', part, paid)}*{of.inputs.factor('level_start', paid)}*({first}{again})"
    if paid == last:
        removal = f"{cost.at('price', part, last)}*{cost.cell(part, 'paid_per_takedown')}"
        formula += f"+level_end*({removal}-{cost.at('credit', part, bought)})"
    return formula


def _measure(sheet: Sheet, of: _Sources, technology: str, counted: str, found: UnitTotals) -> None:
    """Discounted amounts that count for a measure or a payer."""
    years, label = range(of.inputs.case.horizon), f"present value: {counted}"
    rows: dict[str, dict[Part, int]] = {NEEDED: {}, BOUGHT: {}}
    for row in of.inputs.case.bills[technology]:
        part = (technology, row.component)
        need = sheet.yearly([*part, NEEDED, label], lambda t, r=row: _needed(of, technology, r, counted, t), years)
        rows[NEEDED][part] = need
        if of.costs.bought[part]:
            replaced = sheet.yearly(
                [*part, "again", label, "share"], lambda t, p=part: _replaced(of, p, counted, t), years, "factor"
            )
            rows[BOUGHT][part] = sheet.yearly(
                [*part, BOUGHT, label], lambda t, p=part, r=replaced: _bought(of, p, counted, t, r), years
            )
    for kind in (NEEDED, BOUGHT):
        _drivers(sheet, of, technology, kind, counted, label, rows[kind], years, found)


def _needed(of: _Sources, technology: str, row: Any, counted: str, t: int) -> str:
    part, cost = (technology, row.component), of.costs

    def share(item: str) -> str:
        return of.shares.at(technology, counted, item, t)

    formula = f"{cost.at('run', part, t)}*({share(row.opex_item)}+{cost.cell(part, 'overhead_share')}*{share('overhead')})"
    if cost.bought[part]:
        lost = f"{cost.cell(part, 'loss_share')}*{cost.at('price', part, t)}"
        formula += f"+{lost}*({share('replacement')}+{_on_top(of, part, counted, t)})"
    return f"={of.inputs.factor('discount_running', t)}*({formula})"


def _on_top(of: _Sources, part: Part, counted: str, t: int) -> str:
    """Tax and overhead of a purchase, as far as they count, for one of its price."""
    tax, overhead = (of.shares.at(part[0], counted, item, t) for item in ("tax", "overhead"))
    return f"{of.costs.cell(part, 'tax_share')}*{tax}+{of.costs.cell(part, 'overhead_with_tax')}*{overhead}"


def _taken_down(of: _Sources, part: Part, counted: str, t: int) -> str:
    """Take-down and overhead on it, as far as they count, for one of the price."""
    removal, overhead = (of.shares.at(part[0], counted, item, t) for item in ("retirement", "overhead"))
    return f"{of.costs.cell(part, 'retirement_share')}*({removal}+{of.costs.cell(part, 'overhead_share')}*{overhead})"


def _replaced(of: _Sources, part: Part, counted: str, t: int) -> str:
    replacement = of.shares.at(part[0], counted, "replacement", t)
    return f"={replacement}+{_on_top(of, part, counted, t)}+{_taken_down(of, part, counted, t)}"


def _bought(of: _Sources, part: Part, counted: str, t: int, replaced: int) -> str:
    """Purchase, replacements as the row above counts them, take-down less credit at the horizon."""
    cost, last = of.costs, of.inputs.case.horizon - 1
    first = f"{cost.at('price_now', part, t)}*({of.shares.at(part[0], counted, 'capex', t)}+{_on_top(of, part, counted, t)})"
    prices, ages = cost.span("price_now", part, t, last), cost.span("discount", part, 0, last - t)
    again = f"SUMPRODUCT({prices},{ages},{span(t, last, replaced)})"
    credit = f"{cost.at('credit', part, t)}*{of.shares.at(part[0], counted, 'residual', last)}"
    end = f"discount_end*({cost.at('price', part, last)}*{_taken_down(of, part, counted, last)}-{credit})"
    return f"={first}+{again}+{end}"


def _drivers(
    sheet: Sheet,
    of: _Sources,
    technology: str,
    kind: str,
    summed: Any,
    label: str,
    rows: dict[Part, int],
    years: Iterable[int],
    found: UnitTotals,
    page: str = "",
) -> None:
    """A row for each count: the components that follow it, each times its quantity; in the order of the counts."""
    bill = of.inputs.case.bills[technology]
    for driver in of.quantities.plans[technology].named(kind):
        follow = [(technology, row.component) for row in bill if row.driver == driver and (technology, row.component) in rows]
        make = _following(of, follow, rows, page)
        row = sheet.yearly([technology, driver, kind, label, "count"], make, years, "count_total")
        found.rows[technology, kind, summed, driver] = row


def _following(of: _Sources, parts: list[Part], rows: dict[Part, int], page: str) -> Callable[[int], str]:
    def formula(t: int) -> str:
        return "=" + "+".join(f"{of.costs.cell(part, 'quantity')}*{at(t, rows[part], page)}" for part in parts)

    return formula
