"""A simulated response: coverage over the weeks, and how scenarios differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.figures import labels, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_COLOURS = ("#1b3a5c", "#d55e00", "#00735c", "#8a5a9e", "#0072b2", "#c9781a")
_LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)))


@style.styled
def coverage_by_week(trajectories: pd.DataFrame, outcome: str = "coverage") -> Figure:
    """Return an outcome of each scenario over the weeks: the median, and for the first the range of 90 of 100 draws.

    Parameters
    ----------
    trajectories
        Table ``trajectories`` with quantiles; rows of all sectors and areas are drawn.
    outcome
        coverage or duplication.
    """
    here = trajectories[(trajectories["sector"] == "all") & (trajectories["area"] == "all")]
    rows = here[(here["outcome"] == outcome) & here["quantile"].notna()]
    if rows.empty:
        return style.nothing("No week was simulated.")
    wide = rows.pivot(index=["scenario", "week"], columns="quantile", values="value")
    fig = style.figure(3.9)
    axes = fig.subplots()
    for number, name in enumerate(rows["scenario"].unique()):
        own, colour = 100 * wide.loc[name], _COLOURS[number % len(_COLOURS)]
        if not number:
            axes.fill_between(own.index, own["p05"], own["p95"], color=colour, alpha=0.13, linewidth=0)
        line = _LINES[number % len(_LINES)]
        axes.plot(own.index, own["p50"], color=colour, linestyle=line, linewidth=2, label=labels.lines(name, 40, 1))
    axes.set(xlabel="week", xlim=(0, int(rows["week"].max())), ylim=(0, None))
    axes.set_ylabel(f"{words.label(outcome)} (percent of people in need)")
    style.key(fig, columns=2)
    return fig


@style.styled
def scenario_differences(differences: pd.DataFrame, outcomes: Mapping[str, str]) -> Figure:
    """Return by how much key figures of each scenario differ from those of the base, in the base's own draws.

    Parameters
    ----------
    differences
        Table ``scenario_differences``; rows of all sectors and areas are drawn.
    outcomes
        Name of each outcome drawn, all shares.
    """
    here = differences[(differences["sector"] == "all") & (differences["area"] == "all")]
    rows = here[here["outcome"].isin(outcomes)]
    if rows.empty:
        return style.nothing("No scenario differs from another here.")
    names = list(rows["scenario"].unique())
    fig = style.figure(1.1 + 0.34 * len(outcomes) * len(names))
    axes = fig.subplots()
    told, place = [], 0
    for outcome, title in outcomes.items():
        for number, name in enumerate(names):
            row = rows[(rows["scenario"] == name) & (rows["outcome"] == outcome)].iloc[0]
            colour = _COLOURS[(number + 1) % len(_COLOURS)]
            axes.plot([100 * row["p05"], 100 * row["p95"]], [-place, -place], color=colour, linewidth=3, alpha=0.35)
            label = labels.lines(name, 40, 1) if place < len(names) else "_"  # matplotlib leaves labels with an underscore out
            axes.plot(100 * row["mean"], -place, "o", color=colour, markersize=6, label=label)
            told.append(title if not number else "")
            place += 1
    axes.axvline(0, color=style.MUTED, linewidth=0.9)
    axes.set_yticks([-at for at in range(place)], told)
    axes.set(xlabel="difference in percentage points: mean (dot), 90 of 100 draws (line)", ylim=(-place + 0.4, 0.6))
    style.key(fig, columns=2)
    return fig
