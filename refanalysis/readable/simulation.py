"""A simulated response, as readers see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

_FIGURES = {
    "coverage": "coverage over the weeks", "coverage_week_26": "coverage in week 26",
    "worst_area_coverage": "worst-served area", "coverage_gini": "inequality between areas (Gini)",
    "unmet_person_weeks": "person-weeks of unmet need", "duplication": "duplication",
    "weeks_to_50": "weeks to 50 % (the last week where it is not reached)",
    "weeks_to_80": "weeks to 80 % (the last week where it is not reached)",
    "funded_share": "funded share of what is asked", "cost_per_newly_covered": "cost per person newly covered",
    "national_share": "delivered by national systems",
    "information_age": "age of information", "flows_on_time": "information on time",
    "meeting_hours": "hours in meetings, each week",
    "obligations_told": "obligations the simulation can tell", "obligations_met": "of these, met by the last week",
    "hub_centralisation": "how far information hangs on one body (0 to 1)",
    "single_points_of_failure": "bodies without whom others are cut off",
    "hops_to_decision": "steps from refugees to a decision",
}  # fmt: skip
_APART = ("coverage", "worst_area_coverage", "unmet_person_weeks", "duplication", "weeks_to_50", "information_age",
          "meeting_hours", "obligations_met")  # fmt: skip
_UNITS = {"hour/week": "hour", "person*week": "person-week"}


def key_figures(kpis: pd.DataFrame) -> pd.DataFrame:
    """Key figures of all sectors and areas together, one row each, one column for each scenario: median (low to high).

    Parameters
    ----------
    kpis
        Table `kpis`.
    """
    whole = kpis[(kpis["sector"] == "all") & (kpis["area"] == "all") & kpis["outcome"].isin(_FIGURES)]
    cells = ["" if row.p50 != row.p50 else _cell(row) for row in whole.itertuples()]
    wide = whole.assign(cell=cells).pivot(index="outcome", columns="scenario", values="cell")
    wide = wide.reindex(index=[name for name in _FIGURES if name in wide.index], columns=list(whole["scenario"].unique()))
    named = wide.rename(index=_FIGURES).rename_axis("figure").rename_axis(None, axis="columns")
    return named.fillna("").reset_index()


def flows(table: pd.DataFrame, label: Callable[[str], str]) -> pd.DataFrame:
    """Age of each mandated flow and how often it is on time, one row each, one column for each scenario.

    Columns: flow (who tells whom what), then the scenarios with cells such as "2.1 weeks, 80 % on time".
    """
    told = [f"{label(row.from_body)} to {label(row.to_body)}{': ' * bool(row.what)}{row.what}" for row in table.itertuples()]
    cells = [
        f"{words.number(row.p50, 1)} weeks, {words.share(row.on_time)} on time" if row.p50 == row.p50 else "no flow"
        for row in table.itertuples()
    ]
    one = table.assign(flow=told, cell=cells).drop_duplicates(["flow", "scenario"])
    wide = one.pivot(index="flow", columns="scenario", values="cell").reindex(columns=list(one["scenario"].unique()))
    return wide.rename_axis(None, axis="columns").fillna("no flow").reset_index()


def differences(table: pd.DataFrame) -> pd.DataFrame:
    """How scenarios differ from the first: figure, scenario, mean, interval of the mean, range of the draws.

    Parameters
    ----------
    table
        Table `scenario_differences`; of all sectors and areas together what differs in some draw is shown.
    """
    moved = table[["mean", "p05", "p95"]].fillna(0).abs().max(axis=1) > 0
    whole = table[(table["sector"] == "all") & (table["area"] == "all") & table["outcome"].isin(_APART) & moved]
    shown = whole.sort_values("outcome", key=lambda column: column.map(_APART.index), kind="stable")
    return shown.assign(
        figure=shown["outcome"].map(_FIGURES),
        difference=[f"{_signed(row.mean_, row.unit)} ({_signed(row.low, row.unit)} to {_signed(row.high, row.unit)})"
                    for row in shown.rename(columns={"mean": "mean_"}).itertuples()],
        range=[f"{_signed(row.p05, row.unit)} to {_signed(row.p95, row.unit)}" for row in shown.itertuples()],
        unit=["percentage point" if unit == "share" else _UNITS.get(unit, unit) for unit in shown["unit"]],
    )[["figure", "scenario", "difference", "range", "unit"]].reset_index(drop=True)  # fmt: skip


def in_percent(drivers: pd.DataFrame) -> pd.DataFrame:
    """A copy of table `tornado` of an outcome that is a share, with the outcome in percent."""
    amounts = ["base", "at_low", "at_high", "swing"]
    return drivers.assign(**{name: 100 * drivers[name] for name in amounts}, outcome_unit="percent")


def _cell(row: object) -> str:
    told = words.number(row.p50, 2) if row.unit == "ratio" else words.quantity(row.p50, _UNITS.get(row.unit, row.unit))
    return f"{told} ({_shown(row.p05, row.unit)} to {_shown(row.p95, row.unit)})" if row.p95 > row.p05 else told


def _signed(value: float, unit: str) -> str:
    shown = words.number(100 * value, 1) if unit == "share" else words.number(value)
    return shown if shown.startswith(("-", "−")) or float(value) == 0 else f"+{shown}"


def _shown(value: float, unit: str) -> str:
    return words.number(100 * value, 0) if unit == "share" else words.number(value)
