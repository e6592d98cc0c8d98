"""The cost of a site behind controls: option, site, years.

::

    widgets.explore(views.cost_of_site(operation), **views.cost_controls(operation))
    views.cost_of_site(operation)(technology="leo", site="UGA-002", horizon=10)

What a control does not change is read once, and only the chosen site is computed: a move redraws in a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from refanalysis import assumptions, data, figures, scenario, tables, tco, words
from refanalysis.scenario import BASE
from refanalysis.widgets import choices
from refanalysis.widgets.controls import slider

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Assumptions
    from refanalysis.data import Operation
    from refanalysis.tables import Display

_YEARS = (5, 20)  # the horizons to choose from; an operation's own widens the range
_MEASURES = ("initial_capex", "tco", "annual_cost", "cost_per_user_month", "opex_share")
_TITLES = {"initial_capex": "bought at the start", "annual_cost": "a year", "cost_per_user_month": "per user and month",
           "opex_share": "running cost"}  # fmt: skip
_CAUTIONS = {
    "reach": "It serves {value} of the site's land; who lives beyond its reach is not served.",
    "density": "It needs {value}, more than the {limit} that the site's land allows.",
}
_CAUTIONED_BY = ("access_point", "terminal")  # drivers whose count says whether an option is what it seems
_DEFAULT = tco.Settings()


def cost_of_site(operation: Operation, scenario: str = BASE, settings: tco.Settings = _DEFAULT) -> Callable[..., list[Display]]:
    """Return draw(technology, site="", horizon=0, scenario=scenario): what connecting one site costs, year by year.

    It shows the cost per user and month, a row of main figures and the cost of each year by item. Only the chosen site is
    computed. An empty site is the operation's focus site, a horizon of 0 its own.
    """
    assumed, given = cache(partial(assumptions.load, operation)), scenario
    names, bills = data.table("technologies").set_index("technology")["label"], data.bills()
    own = dict(list(bills.groupby("technology", sort=False)))

    @cache
    def cautioned(technology: str, site: str, scenario: str) -> list[str]:
        return _cautions(_at(operation, site), assumed(scenario), technology, own[technology])

    def draw(technology: str, site: str = "", horizon: int = 0, scenario: str = given) -> list[Display]:
        alone = data.with_levers(_at(operation, site or operation.focus_site), horizon=horizon)
        flows = tco.cash_flows(alone, assumed(scenario), [technology], scenario, own.get(technology, bills), settings)
        found = tco.outcomes(flows, alone, assumed(scenario), settings)
        notes = cautioned(technology, alone.focus_site, scenario)
        return _shown(alone, flows, found[found["site"] == alone.focus_site], str(names[technology]), notes)

    return draw


def cost_controls(operation: Operation, scenario: str = "") -> dict[str, Any]:
    """Return the controls of `cost_of_site`: technology, site, horizon; with a scenario named, also the choice of scenarios."""
    years = operation.levers["horizon"]
    controls = {
        "technology": choices.technologies(operation),
        "site": choices.sites(operation),
        "horizon": slider(min(_YEARS[0], years), max(_YEARS[1], years), years),
    }
    return controls | ({"scenario": choices.scenarios(operation, scenario)} if scenario else {})


def _at(operation: Operation, site: str) -> Operation:
    """The operation with one of its sites."""
    rows = operation.sites[operation.sites["site_id"] == site]
    if rows.empty:
        known = ", ".join(operation.sites["site_id"])
        raise ValueError(f"operation {operation.name} has no site {site!r}; known: {known}")
    return replace(operation, sites=rows.reset_index(drop=True), focus_site=site)


def _shown(alone: Operation, flows: pd.DataFrame, outcomes: pd.DataFrame, name: str, notes: list[str]) -> list[Display]:
    found = dict(zip(outcomes["outcome"], zip(outcomes["value"], outcomes["unit"], strict=True), strict=True))
    where = f"{name} at {alone.sites['site'].iloc[0]}"
    label = scenario.label(alone, str(flows["scenario"].iloc[0])).lower()
    return [
        tables.headline(f"{where}, {words.count(alone.levers['horizon'], 'year')}, {label}", *found["cost_per_user_month"]),
        _main_figures(found, f"{where}: main figures", notes),
        _by_year(flows, f"{where}: cost of each year"),
    ]


def _main_figures(found: dict[str, tuple[float, str]], title: str, notes: list[str]) -> Display:
    import pandas as pd

    row = pd.DataFrame({name: [found[name][0]] for name in _MEASURES})
    money = words.unit_words(found["tco"][1])
    return tables.show(row, "main_figures", f"{title}, {money}", units={"opex_share": "share"}, labels=_TITLES, notes=notes)


def _cautions(alone: Operation, assumed: Assumptions, technology: str, bill: pd.DataFrame) -> list[str]:
    told = bill[bill["driver"].isin(_CAUTIONED_BY)]
    if told.empty:
        return []
    return [
        _CAUTIONS[row.caution].format(value=words.quantity(row.value, row.unit), limit=words.quantity(row.limit, row.unit))
        for row in tco.cautions(tco.quantities(alone.sites, told, [technology], assumed, horizon=1)).itertuples()
    ]


def _by_year(flows: pd.DataFrame, title: str) -> Display:
    yearly = flows.groupby(["technology", "item", "year", "unit"], as_index=False)["value"].sum()
    paid = yearly[yearly["item"] != "residual"].groupby("year")["value"].sum()
    unit = str(flows["unit"].iloc[0])
    alt = (
        f"Stacked columns by year of service: {words.quantity(paid.iloc[0], unit)} in year {paid.index[0]}, then between "
        f"{words.quantity(paid.iloc[1:].min(), unit)} and {words.quantity(paid.iloc[1:].max(), unit)}."
    )
    return figures.show(figures.cost_of_site(yearly), "cost_of_site", title, alt, yearly, quick=True)
