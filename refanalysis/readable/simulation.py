"""A simulated response, as readers see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

_FIGURES = {
    "coverage": "coverage over the weeks", "coverage_week_26": "coverage in week 26",
    "worst_area_coverage": "worst-served area", "duplication": "duplication",
    "weeks_to_50": "weeks to 50 % (the last week where it is not reached)",
    "cost_per_newly_covered": "cost per person newly covered",
    "information_age": "age of information", "meeting_hours": "hours in meetings, each week",
    "single_points_of_failure": "bodies without whom others are cut off",
    "hops_to_decision": "steps from refugees to a decision",
}  # fmt: skip
_HOURS = {"hour/week": "hour"}


def key_figures(kpis: pd.DataFrame) -> pd.DataFrame:
    """Key figures of all sectors and areas together, one row each, one column for each scenario: median (low to high).

    Parameters
    ----------
    kpis
        Table `kpis`.
    """
    whole = kpis[(kpis["sector"] == "all") & (kpis["area"] == "all") & kpis["outcome"].isin(_FIGURES)]
    cells = [
        f"{words.quantity(row.p50, _HOURS.get(row.unit, row.unit))}"
        + (f" ({_shown(row.p05, row.unit)} to {_shown(row.p95, row.unit)})" if row.p95 > row.p05 else "")
        for row in whole.itertuples()
    ]
    wide = whole.assign(cell=cells).pivot(index="outcome", columns="scenario", values="cell")
    wide = wide.reindex(index=[name for name in _FIGURES if name in wide.index], columns=list(whole["scenario"].unique()))
    named = wide.rename(index=_FIGURES).rename_axis("figure").rename_axis(None, axis="columns")
    return named.fillna("").reset_index()


def milestones(table: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Weeks after the onset at which things are in place, one column for each scenario: median (low to high)."""
    cells = [f"{row.p50:.1f} ({row.p05:.1f} to {row.p95:.1f})" for row in table.itertuples()]
    wide = table.assign(cell=cells).pivot(index="milestone", columns="scenario", values="cell")
    order = table.groupby("milestone")["p50"].min().sort_values(kind="stable").index
    wide = wide.reindex(index=order, columns=list(table["scenario"].unique()))
    named = wide.rename(index=lambda name: labels.get(name, words.label(name))).rename_axis(None, axis="columns")
    return named.fillna("").rename_axis("milestone").reset_index()


def flows(table: pd.DataFrame, label: Callable[[str], str]) -> pd.DataFrame:
    """Age of each mandated flow in the first scenario, oldest first: sender, receiver, what, age, on_time, rules."""
    own = table[table["scenario"] == table["scenario"].iloc[0]] if len(table) else table
    named = own.assign(sender=own["from_body"].map(label), receiver=own["to_body"].map(label), age=own["p50"])
    shown = named.sort_values("age", ascending=False, kind="stable", ignore_index=True)
    return shown[["sender", "receiver", "what", "age", "on_time", "rules"]]


def _shown(value: float, unit: str) -> str:
    return words.number(100 * value, 0) if unit == "share" else words.number(value)
