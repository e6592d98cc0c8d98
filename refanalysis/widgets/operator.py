"""What the control of the operator's page draws: the business case of one site, by what a user pays, shared or not."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from refanalysis import assumptions, data, figures, tables, tco, words
from refanalysis.figures.operator import operator_years
from refanalysis.scenario import BASE
from refanalysis.tco import operator
from refanalysis.widgets import choices
from refanalysis.widgets.controls import slider

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.data import Operation
    from refanalysis.tables import Display
    from refanalysis.tco.operator import Case
    from refanalysis.widgets.views import Controls, Draw

_ARPU = "arpu"
_LEAST, _MOST, _STEP = 0.2, 12.0, 0.1


def business_case_of_site(operation: Operation, scenario: str = BASE) -> Draw:
    """Return draw(technology, site="", arpu=0.0, shared_tower=False, mobile_money=False): the case of one site.

    It shows the net present value, a row of main figures and the case year by year. An empty site is the operation's focus
    site; an `arpu` of 0 leaves what users pay as assumed, else every user, refugee or host, pays it in a month [price basis].
    """
    assumed = cache(partial(assumptions.load, operation, scenario))

    def draw(
        technology: str, site: str = "", arpu: float = 0.0, shared_tower: bool = False, mobile_money: bool = False
    ) -> list[Display]:
        values = assumed()
        paid = operator.with_values(values, **({_ARPU: arpu, "refugee_arpu_ratio": 1.0} if arpu else {}))
        where = site or operation.focus_site
        case = tco.operator_case(
            operation, paid, technology, scenario, where, shared_tower=shared_tower, mobile_money=mobile_money
        )
        return _shown(case, _place(operation, where), technology)

    return draw


def business_case_controls(operation: Operation, scenario: str = BASE, technology: str = "macro_4g") -> Controls:
    """Return the controls of `business_case_of_site`: technology, site, what a user pays, shared tower, mobile money."""
    values = assumptions.load(operation, scenario)
    case = tco.operator_case(operation, values, technology, scenario, operation.focus_site)
    assumed = float(operator.average_revenue(case)[0, 0])
    start = _LEAST if words.missing(assumed) else min(max(round(assumed, 1), _LEAST), _MOST)
    pays = slider(_LEAST, _MOST, start, _STEP)
    pays.description = f"A user pays a month ({words.unit_words(case.unit)})"
    names = data.table("technologies").set_index("technology")
    mobile = {names["label"][code]: code for code in _mobile(operation, names, technology)}
    return {
        "technology": mobile,
        "site": choices.sites(operation),
        _ARPU: pays,
        "shared_tower": False,
        "mobile_money": False,
    }


def _mobile(operation: Operation, technologies: pd.DataFrame, first: str) -> list[str]:
    """Mobile technologies of the operation, the first one first."""
    found = [code for code in operation.technologies if technologies["group"].get(code) == "mobile"]
    return [first, *(code for code in found if code != first)]


def _place(operation: Operation, site: str) -> str:
    return str(operation.sites.set_index("site_id")["site"][site])


def _shown(case: Case, place: str, technology: str) -> list[Display]:
    names = data.table("technologies").set_index("technology")["label"]
    where = f"{names[technology]} at {place}"
    worth = float(operator.npv(case)[0, 0])
    table = operator.case_table(case)
    alt = f"Columns: income beside cost of each year of {where}; below, the cash in hand since the start."
    return [
        tables.headline(f"{where}: net present value ({case.access.status})", worth, case.unit),
        _figures(case, worth, where),
        figures.show(operator_years(table), "business_case_of_site", f"{where}: year by year", alt, table),
    ]


def _figures(case: Case, worth: float, where: str) -> Display:
    import pandas as pd

    monthly = f"{case.unit}/user/month"
    row: dict[str, Any] = {
        "value": worth,
        "return": operator.irr(case)[0, 0],
        "payback": operator.payback(case)[0, 0],
        "must pay": operator.break_even_arpu(case)[0, 0],
        "people needed": operator.break_even_population(case)[0, 0],
        "people there": case.people[0, 0],
        "grant needed": operator.subsidy(case)[0, 0],
    }
    units = {"value": case.unit, "return": "share", "payback": "year", "must pay": monthly, "grant needed": case.unit}
    labels = {"return": "rate of return", "payback": "paid back after", "must pay": "a user must pay"}
    said = "Unknown: no rate, no year or no number of people brings the value to zero."
    title = f"{where}: main figures"
    return tables.show(pd.DataFrame([row]), "business_case_figures", title, units=units, labels=labels, notes=said)
