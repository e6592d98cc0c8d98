"""Sheets `Cash flows` (all sites) and `One site` (a site to choose): every component and item by year, also discounted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refanalysis.workbook.grid import Sheet, at, letter, span
from refanalysis.workbook.inputs import Inputs, name
from refanalysis.workbook.people import ALL, SITES
from refanalysis.workbook.quantities import Quantities
from refanalysis.workbook.sizing import BOUGHT, NEEDED
from refanalysis.workbook.styles import INPUT, set_up
from refanalysis.workbook.unit_costs import Part, UnitCosts

if TYPE_CHECKING:
    from openpyxl import Workbook

CASH_FLOWS, ONE_SITE = "Cash flows", "One site"
PICKED = "chosen_site"
_AGAIN = "bought again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """Where the cash flows of a sheet stand: rows of each technology, and the columns of years."""

    page: str
    first: int
    last: int

    def summed(self, technology: str, item: str, t: int) -> str:
        """Sum of an item of a technology in year `t`."""
        criteria = f'{self._column("A")},"{technology}",{self._column("C")},"{item}"'
        return f"SUMIFS({span(t, t, self.first, self.last, self.page)},{criteria})"

    def total(self, technology: str, t: int) -> str:
        """Sum of all items of a technology in year `t`."""
        return f'SUMIFS({span(t, t, self.first, self.last, self.page)},{self._column("A")},"{technology}")'

    def present_value(self, technology: str) -> str:
        """Present value of all items of a technology."""
        return f'SUMIFS({self._column("F")},{self._column("A")},"{technology}")'

    def _column(self, column: str) -> str:
        return f"'{self.page}'!${column}${self.first}:${column}${self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ledger:
    sheet: Sheet
    inputs: Inputs
    costs: UnitCosts
    quantities: Quantities
    site: str

    @property
    def horizon(self) -> int:
        return self.inputs.case.horizon


def flows_sheet(book: Workbook, page: str, inputs: Inputs, costs: UnitCosts, quantities: Quantities) -> Flows:
    """Write the cash flows by component and item: on `Cash flows` of all sites, on `One site` of the site chosen there."""
    sheet, case = Sheet(book[page]), inputs.case
    sheet.titled(f"{page}: every component and item by year, {'of a site to choose' if page == ONE_SITE else 'of all sites'}")
    sheet.add(["Left: as paid. Right: the same, discounted to the start. The value left at the end is a credit."], "note")
    _choice(book, sheet, page, case.sites)
    ledger = _Ledger(sheet=sheet, inputs=inputs, costs=costs, quantities=quantities, site="$B$3" if page == ONE_SITE else ALL)
    sheet.titled("Units by component", "bought again: times what prices (left) and discount factors (right) do within the year")
    heading = _heading(sheet, ["Technology", "Component", "Units", "Unit"], case.horizon)
    units = {(name, row.component): _units(ledger, name, row) for name, bill in case.bills.items() for row in bill}
    sheet.row += 1
    sheet.titled("Cash flows by component and item")
    first = _heading(sheet, ["Technology", "Component", "Item", "Unit", "Total", "Present value"], case.horizon) + 1
    for technology, bill in case.bills.items():
        for row in bill:
            _part(ledger, (technology, row.component), row.opex_item, units[technology, row.component])
    columns = {letter(8 + t): 12 for t in range(2 * case.horizon + 1)} | {letter(8 + case.horizon): 3}
    printed = f"A1:{letter(7 + case.horizon)}{sheet.row - 1}"
    sheet.page.auto_filter.ref = f"A{first - 1}:{letter(8 + 2 * case.horizon)}{sheet.row - 1}"
    set_up(
        sheet.page,
        {"A": 19, "B": 20, "C": 14, "D": 12, "E": 14, "F": 14, "G": 3, **columns},
        f"D{heading + 1}",
        first - 1,
        printed,
    )
    return Flows(page=page, first=first, last=sheet.row - 1)


def _choice(book: Workbook, sheet: Sheet, page: str, sites: list[str]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    if page != ONE_SITE:
        sheet.row += 1
        return
    row = sheet.add(["Site code", sites[0], "choose from the list"], ["band", f"{INPUT}_text", "note"])
    first = 4  # on sheet Sites, below a title, a note and the headings
    allowed = DataValidation(type="list", formula1=f"{SITES}!$A${first}:$A${first + len(sites) - 1}", showErrorMessage=True)
    sheet.page.add_data_validation(allowed)
    allowed.add(f"B{row}")
    name(book, PICKED, page, f"$B${row}")


def _heading(sheet: Sheet, labels: list[str], horizon: int) -> int:
    row = sheet.years(labels, horizon)
    sheet.row = row
    return sheet.add(range(horizon), "head_year", 8 + horizon + 1)


def _units(ledger: _Ledger, technology: str, row: Any) -> dict[str, int]:
    """Rows of the units of a component: needed, bought, and bought again."""
    part, quantity = (technology, row.component), ledger.costs.cell((technology, row.component), "quantity")
    kinds = [NEEDED, BOUGHT] if ledger.costs.bought[part] else [NEEDED]
    rows = {}
    for kind in kinds:
        rows[kind] = _both(
            ledger,
            [*part, kind, row.unit],
            lambda t, k=kind: f"={quantity}*{ledger.quantities.summed(technology, k, row.driver, t, ledger.site)}",
            None,
        )
    if BOUGHT in rows:
        bought = rows[BOUGHT]
        rows[_AGAIN] = _both(
            ledger,
            [*part, _AGAIN, row.unit],
            lambda t: f"={_again(ledger, part, 'level_back', bought, t)}",
            lambda t: f"={_again(ledger, part, 'discount_back', bought, t)}",
        )
    return rows


def _again(ledger: _Ledger, part: Part, table: str, bought: int, t: int) -> str:
    last = ledger.horizon - 1
    return f"SUMPRODUCT({span(0, t, bought)},{ledger.costs.span(table, part, last - t, last)})"


Make = Callable[[int], str | None]


def _both(ledger: _Ledger, labels: list[Any], paid: Make, discounted: Make | None, look: str = "count") -> int:
    """A row with amounts by year and, to their right, the discounted ones."""
    row = ledger.sheet.yearly(labels, paid, range(ledger.horizon), look)
    for t in range(ledger.horizon) if discounted else ():
        value = discounted(t) if discounted else None
        if value is not None:
            ledger.sheet.page.cell(row, 8 + ledger.horizon + 1 + t, value).style = look
    return row


def _part(ledger: _Ledger, part: Part, running: str, units: dict[str, int]) -> None:
    """Rows of cash flows of a component, one for each item."""
    rows: dict[str, int] = {}
    for item in ["capex", "replacement", running, "tax", "retirement", "residual", "overhead"]:
        if BOUGHT in units or item in (running, "overhead"):
            _item(ledger, part, item, running, units, rows)


def _item(ledger: _Ledger, part: Part, item: str, running: str, units: dict[str, int], rows: dict[str, int]) -> None:
    makers = {
        shift: _makers(ledger, part, running, units, rows, start, run, end, shift)
        for shift, (start, run, end) in _sides(ledger.horizon).items()
    }
    paid, discounted = (made[item] for made in makers.values())
    row, last = ledger.sheet.row, ledger.horizon - 1
    sums = [f"=SUM({span(0, last, row)})", f"=SUM({span(last + 2, 2 * last + 2, row)})"]
    rows[item] = _both(ledger, [*part, item, "=money", *sums], paid, discounted, "money")


def _sides(horizon: int) -> dict[int, tuple[str, str, str]]:
    """Factors of both sides, by how many columns to the right of the years they stand."""
    sides = ((0, "level"), (horizon + 1, "discount"))
    return {shift: (f"{of}_start", f"{of}_running", f"{of}_end") for shift, of in sides}


def _makers(
    ledger: _Ledger,
    part: Part,
    running: str,
    units: dict[str, int],
    rows: dict[str, int],
    start: str,
    run: str,
    end: str,
    shift: int,
) -> dict[str, Make]:
    """Formula of each item by year, with the factors of one side."""
    cost, last = ledger.costs, ledger.horizon - 1

    def factor(which: str, t: int) -> str:
        return ledger.inputs.factor(which, t)

    def item(name: str, t: int) -> str:
        return at(t + shift, rows[name])

    def due(t: int) -> str:
        return f"{cost.at('price', part, t)}*{factor(start, t)}*{at(t + shift, units[_AGAIN])}"

    def replacement(t: int) -> str:
        lost = f"{cost.cell(part, 'loss_share')}*{at(t, units[NEEDED])}*{cost.at('price', part, t)}*{factor(run, t)}"
        return f"={due(t)}+{lost}"

    def retirement(t: int) -> str:
        removed = f"+{cost.at('price', part, last)}*{end}*SUM({span(0, last, units[BOUGHT])})" if t == last else ""
        return f"={cost.cell(part, 'retirement_share')}*({due(t)}{removed})"

    def residual(t: int) -> str | None:
        credit = f"SUMPRODUCT({span(0, last, units[BOUGHT])},{cost.span('credit', part, 0, last)})"
        return f"=-{end}*{credit}" if t == last else None

    def overhead(t: int) -> str:
        share, bought = cost.cell(part, "overhead_share"), BOUGHT in units
        others = "+".join(item(name, t) for name in ([running, "tax", "retirement"] if bought else [running]))
        purchases = (
            f"+{cost.cell(part, 'overhead_on_purchase')}*({item('capex', t)}+{item('replacement', t)})" if bought else ""
        )
        return f"={share}*({others}){purchases}"

    return {
        "capex": lambda t: f"={at(t, units[BOUGHT])}*{cost.at('price', part, t)}*{factor(start, t)}",
        "replacement": replacement,
        running: lambda t: f"={at(t, units[NEEDED])}*{cost.at('run', part, t)}*{factor(run, t)}",
        "tax": lambda t: f"={cost.cell(part, 'tax_share')}*({item('capex', t)}+{item('replacement', t)})",
        "retirement": retirement,
        "residual": residual,
        "overhead": overhead,
    }
