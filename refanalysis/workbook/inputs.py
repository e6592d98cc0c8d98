"""Sheets `Assumptions` and `Settings`: every number that may be changed, and what follows from the settings alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

from refanalysis import data
from refanalysis.finance import Timing
from refanalysis.tco.settings import Replacement, Residual, Terms
from refanalysis.workbook.case import Case
from refanalysis.workbook.grid import FIRST_YEAR, Sheet, at, letter, span
from refanalysis.workbook.styles import INPUT, PLACEHOLDER, said, set_up

if TYPE_CHECKING:
    from openpyxl import Workbook

ASSUMPTIONS, SETTINGS = "Assumptions", "Settings"
_VALUE = "F"
_HEADINGS = ["Parameter", "Technology", "Component", "Meaning", "Unit", "Value", "Low", "High", "Quality", "Sources", "Note",
             "Changed by the scenario"]  # fmt: skip
_WIDTHS = dict(zip("ABCDEFGHIJKL", (24, 18, 19, 44, 22, 14, 12, 12, 12, 60, 60, 22), strict=True))
_CHOICES = {
    "opex_timing": (get_args(Timing), "when in its year a running cost is paid"),
    "replacement": (
        get_args(Replacement),
        "when equipment whose life ends is bought again: on the day, at the start of that year, never",
    ),
    "residual": (get_args(Residual), "unused life at the end is credited in a straight line, or not"),
    "prices": (get_args(Terms), "cash flows in money of the price basis (real) or of the year of payment (nominal)"),
    "rate": (get_args(Terms), "the assumption discount_rate is a real or a nominal rate"),
    "overhead": (("yes", "no"), "whether overhead_share is charged"),
    "contingency": (("yes", "no"), "whether contingency_share is charged"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Where the numbers stand that formulas read.

    Attributes
    ----------
    cells
        Name or cell of each assumption, by its row in the table of assumptions.
    factors
        Rows by year on sheet `Settings`: year, discount_start, discount_running, level_start, level_running.
    """

    case: Case
    cells: dict[int, str]
    factors: dict[str, int] = field(default_factory=dict)

    def ref(self, parameter: str, technology: str = "", component: str = "") -> str:
        """Name or cell of the assumption that answers."""
        return self.cells[self.case.values.position(parameter, technology, component)]

    def factor(self, row: str, t: int) -> str:
        """Cell of a factor in year `t`."""
        return at(t, self.factors[row], SETTINGS, "$")

    def has(self, parameter: str, technology: str = "", component: str = "") -> bool:
        """Whether some assumption answers."""
        return self.case.values.has(parameter, technology, component)


def assumptions_sheet(book: Workbook, case: Case) -> Inputs:
    """Write every assumption that is read, most general first, and return where each stands."""
    sheet = Sheet(book[ASSUMPTIONS])
    sheet.titled(
        "Assumptions: every number the chosen technologies read",
        "Change a value in column F and everything follows. Low and high, the range behind the value, are for information.",
    )
    placed = sheet.row
    sheet.row += 1
    heading = sheet.add(_HEADINGS, "head")
    table = case.values.table.iloc[list(case.read)]
    order = table.sort_values(["technology", "component", "parameter"], kind="stable").index
    meaning = data.table("parameters").set_index("parameter")["description"]
    cells = {int(place): _assumption(book, sheet, table.loc[place], meaning) for place in order}
    last = sheet.row - 1
    sheet.page.cell(placed, 1, "Placeholders (orange): nobody published these values").style = "note"
    sheet.page.cell(placed, 6, f'=COUNTIF(I{heading + 1}:I{last},"placeholder")').style = "count_total"
    sheet.page.cell(placed, 7, f'="of "&COUNTA(I{heading + 1}:I{last})').style = "note"
    sheet.page.auto_filter.ref = f"A{heading}:L{last}"
    set_up(sheet.page, _WIDTHS, f"B{heading + 1}", heading, f"A1:I{last}")
    return Inputs(case=case, cells=cells)


def _assumption(book: Workbook, sheet: Sheet, row: Any, meaning: Any) -> str:
    look = PLACEHOLDER if row["quality"] == "placeholder" else INPUT
    titles = "; ".join(data.source_rows([row["source"]])["title"])
    cells = [row["parameter"], row["technology"] or "any", row["component"] or "any", meaning[row["parameter"]], row["unit"]]
    cells += [float(row["mode"]), float(row["low"]), float(row["high"]), row["quality"], titles, row["note"], row["change"]]
    number = sheet.add(cells, [*["text"] * 5, look, "number", "number", "text"])
    if row["technology"] or row["component"]:
        return f"{ASSUMPTIONS}!${_VALUE}${number}"
    name(book, row["parameter"], ASSUMPTIONS, f"${_VALUE}${number}")
    return str(row["parameter"])


def name(book: Workbook, defined: str, page: str, cell: str) -> None:
    """Give a cell a name that formulas can use."""
    from openpyxl.workbook.defined_name import DefinedName

    book.defined_names[defined] = DefinedName(defined, attr_text=f"'{page}'!{cell}")


def settings_sheet(book: Workbook, inputs: Inputs) -> None:
    """Write the settings as lists to choose from, and what follows from them: rate, factors and price levels by year."""
    sheet, case = Sheet(book[SETTINGS]), inputs.case
    sheet.titled("Settings: conventions on which published cost models differ", "Choose from the list in a yellow cell.")
    heading = sheet.add(["Setting", "Choice", "", "Meaning"], "head")
    for each in _CHOICES:
        _setting(book, sheet, each, inputs)
    _by_year(sheet, inputs)
    sheet.row += 1
    sheet.titled("What follows from them")
    for label, (defined, formula) in _derived(inputs).items():
        row = sheet.add([label, formula], ["text", "number"])
        name(book, defined, SETTINGS, f"$B${row}")
    widths = {"A": 66, "B": 16, "C": 3, "D": 30, **{letter(FIRST_YEAR + t): 9 for t in range(case.horizon)}}
    set_up(sheet.page, widths, "B4", heading)


_FACTORS = {
    "discount_start": ("Discount factor, start of the year", "=(1+real_rate)^-{year}"),
    "discount_running": ("Discount factor, running costs", "=(1+real_rate)^-({year}+running_shift)"),
    "level_start": ("Price level, start of the year", "=price_growth^{year}"),
    "level_running": ("Price level, running costs", "=price_growth^({year}+running_shift)"),
}


def _by_year(sheet: Sheet, inputs: Inputs) -> None:
    years = range(inputs.case.horizon)
    sheet.row += 1
    sheet.titled("By year", "Purchases are paid at the start of a year, running costs when the setting says.")
    row = inputs.factors["year"] = sheet.years(["Factor", ""], len(years))
    for factor, (label, formula) in _FACTORS.items():
        make = lambda t, made=formula: made.format(year=at(t, row, fixed="$"))  # noqa: E731
        inputs.factors[factor] = sheet.yearly([label], make, years, "factor")


def _setting(book: Workbook, sheet: Sheet, setting: str, inputs: Inputs) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    choices, meaning = _CHOICES[setting]
    value = getattr(inputs.case.settings, setting)
    value = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
    if setting in ("prices", "rate") and not inputs.has("inflation"):
        choices, meaning = ("real",), f"{meaning}; only real, as no assumption gives inflation"
    row = sheet.add([said(setting), value, None, meaning], ["text", f"{INPUT}_text", "text", "note"])
    allowed = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=False, showErrorMessage=True)
    allowed.error = f"Accepted: {', '.join(choices)}"
    sheet.page.add_data_validation(allowed)
    allowed.add(f"B{row}")
    name(book, f"setting_{setting}", SETTINGS, f"$B${row}")


def _derived(inputs: Inputs) -> dict[str, tuple[str, str]]:
    """Name and formula of what follows from the settings, by label."""
    stated, basis = inputs.ref("discount_rate"), inputs.case.basis
    years = span(0, inputs.case.horizon - 1, inputs.factors["year"])
    real, growth, currency = stated, "1", basis.split("_")[0]
    if inputs.has("inflation"):
        inflation = inputs.ref("inflation")
        real = f'IF(setting_rate="real",{stated},({stated}-{inflation})/(1+{inflation}))'
        growth = f'IF(setting_prices="nominal",1+{inflation},1)'
    return {
        "Horizon [year] (part of the layout: write the workbook again to change it)": ("horizon", f"=COUNT({years})"),
        "Unit of cash flows that are not discounted": (
            "money",
            f'=IF(setting_prices="nominal","{currency}","{basis}")',
        ),
        "Real discount rate": ("real_rate", f"={real}"),
        "Yearly growth of the price level in cash flows": ("price_growth", f"={growth}"),
        "Running costs are paid so long after the start of their year [year]": (
            "running_shift",
            '=IF(setting_opex_timing="start",0,IF(setting_opex_timing="middle",0.5,1))',
        ),
        "Equipment is bought again (1) or never (0)": ("buys_again", '=IF(setting_replacement="none",0,1)'),
        "Bought again on the day its life ends (1) or at the start of that year (0)": (
            "on_the_day",
            '=IF(setting_replacement="when_due",1,0)',
        ),
        "Unused life is credited (1) or not (0)": ("credits", '=IF(setting_residual="straight_line",1,0)'),
        "Overhead is charged (1) or not (0)": ("charges_overhead", '=IF(setting_overhead="yes",1,0)'),
        "Contingency is charged (1) or not (0)": ("charges_contingency", '=IF(setting_contingency="yes",1,0)'),
        "Discount factor at the horizon": ("discount_end", "=(1+real_rate)^-horizon"),
        "Price level at the horizon": ("level_end", "=price_growth^horizon"),
        "Annuity factor [year]": ("annuity_factor", "=IF(real_rate=0,horizon,(1-(1+real_rate)^-horizon)/real_rate)"),
    }
