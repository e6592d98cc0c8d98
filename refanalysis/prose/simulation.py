"""Sentences on a simulated response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.coordination import Comparison

_NOTHING = 5e-4  # share: less than a tenth of a percentage point
CAUTION = (
    "Nobody has published a causal estimate of what one way of coordinating changes against another. What follows holds under "
    "the assumptions listed below, most of them placeholders, with the same people, the same money and the same random numbers "
    "for every scenario. Each starts as if the response began in week 0: nobody is covered then, those already present "
    "included, and the arrivals are chosen for this page. People displaced inside the country are not among the people in need "
    "here: a step that brings them changes the arrangement only. It is no forecast and does not say how many are served today."
)


def simulation(
    found: Comparison, kpis: pd.DataFrame, differences: pd.DataFrame, drivers: pd.DataFrame, names: Mapping[str, str]
) -> list[str]:
    """Return the five sentences a page on scenarios of coordination opens with.

    Parameters
    ----------
    found
        From `refanalysis.coordination.compare`.
    kpis, differences
        Tables `kpis` and `scenario_differences` of the simulation.
    drivers
        Table `tornado` of coverage in the first scenario.
    names
        Name of each assumption.
    """
    base = _whole(kpis[kpis["scenario"] == found.first])
    return [
        _compared(found, list(differences["scenario"].unique())),
        _answers(found),
        f"If a response began with the arrangement of “{found.first}”, {_range(base.loc['coverage'])} of the people in need "
        f"would be covered over the weeks, and {_range(base.loc['duplication'])} of what is delivered would reach somebody "
        "already served.",
        " ".join(_apart(str(name), _whole(rows)) for name, rows in differences.groupby("scenario", sort=False)),
        _driver(drivers, names),
    ]


def _compared(found: Comparison, names: list[str]) -> str:
    said = f"Compared with “{found.first}”: {words.listed([f'“{name}”' for name in names])}."
    strange = [f"“{name}”" for name in names if name not in found.later]
    if not strange:
        return said
    what = "is a yardstick" if len(strange) == 1 else "are yardsticks"
    return f"{said} {words.listed(strange)} {what} that no rule gives: no meetings, no information passed on, the same money."


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    return table[(table["sector"] == "all") & (table["area"] == "all")].set_index("outcome")


def _range(row: pd.Series) -> str:
    return f"{words.share(row['p50'])} ({words.share(row['p05'])} to {words.share(row['p95'])} in 90 of 100 draws)"


def _answers(found: Comparison) -> str:
    changed = found.headline[found.headline["changed"]].groupby("context", sort=False).size()
    said = [f"“{name}” changes {words.count(int(changed.get(name, 0)), 'answer')}" for name in found.later]
    return f"Of {found.headline['field'].nunique()} answers on who leads, which plan and which fora, {words.listed(said)}."


def _apart(name: str, rows: pd.DataFrame) -> str:
    coverage, twice = rows.loc["coverage"], rows.loc["duplication"]
    if max(abs(coverage["low"]), abs(coverage["high"])) < _NOTHING:
        return f"“{name}” leaves coverage as it is: it moves what the rules ask for, not who is in need."
    return f"“{name}” moves coverage by {_points(coverage)} and duplication by {_points(twice)} percentage points on average."


def _points(row: pd.Series) -> str:
    return f"{100 * row['mean']:+.1f}"


def _driver(drivers: pd.DataFrame, names: Mapping[str, str]) -> str:
    if drivers.empty:
        return "No assumption with a range moves coverage."
    first = [str(names.get(parameter, words.label(parameter))) for parameter in drivers["parameter"].head(3)]
    return (
        f"Of all assumptions {words.listed(first)} move coverage most; the first alone swings it by "
        f"{words.number(100 * drivers['swing'].iloc[0], 0)} percentage points."
    )
