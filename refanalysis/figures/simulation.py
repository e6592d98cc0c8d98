"""A simulated response: weeks, milestones and ages of information of each scenario, and how scenarios differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.figures import labels, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS = ("#1b3a5c", "#d55e00", "#00735c", "#8a5a9e", "#0072b2", "#c9781a")
_MARKS = ("o", "s", "^", "D", "v", "P")
_ACROSS = 2  # panels side by side
_LETTERS = 44


@style.styled
def coverage_by_week(trajectories: pd.DataFrame, outcome: str = "coverage") -> Figure:
    """Return an outcome over the weeks, a panel for each scenario: median, range of 90 of 100 draws, and the first's median.

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
    wide = 100 * rows.pivot(index=["scenario", "week"], columns="quantile", values="value")
    names = list(rows["scenario"].unique())
    down = -(-len(names) // _ACROSS)
    fig = style.figure(0.5 + 2.35 * down)
    panels = fig.subplots(down, min(_ACROSS, len(names)), sharex=True, sharey=True, squeeze=False).ravel()
    for number, (axes, name) in enumerate(zip(panels, names, strict=False)):
        _fan(axes, wide.loc[name], _COLOURS[number % len(_COLOURS)])
        if number:
            axes.plot(wide.loc[names[0]]["p50"], color=_COLOURS[0], linestyle=":", linewidth=1.4)
        axes.set_title(labels.lines(name, 36, 2), fontsize=9, loc="left")
    for axes in panels[len(names) :]:
        axes.set_axis_off()
    panels[0].set(xlim=(0, int(rows["week"].max())), ylim=(0, None))
    fig.supxlabel("week; line: median, band: 90 of 100 draws, dots: median of the first scenario", fontsize=8.5)
    fig.supylabel(f"{words.label(outcome)}, percent of people in need", fontsize=8.5)
    return fig


def _fan(axes: Axes, own: pd.DataFrame, colour: str) -> None:
    axes.fill_between(own.index, own["p05"], own["p95"], color=colour, alpha=0.18, linewidth=0)
    axes.plot(own.index, own["p50"], color=colour, linewidth=2)


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
    fig = style.figure(1.1 + 0.44 * len(outcomes) + 0.3 * len(outcomes) * len(names))
    axes = fig.subplots()
    places = _grouped(axes, list(outcomes.values()), names)
    for outcome, title in outcomes.items():
        for name in names:
            found = rows[(rows["scenario"] == name) & (rows["outcome"] == outcome)]
            if len(found):
                _difference(axes, found.iloc[0], places[title, name], _COLOURS[(names.index(name) + 1) % len(_COLOURS)])
    axes.axvline(0, color=style.MUTED, linewidth=0.9)
    axes.set_xlabel("difference in percentage points\ndot: mean, bar: its 95 % interval, pale line: 90 of 100 draws")
    return fig


def _difference(axes: Axes, row: pd.Series, place: float, colour: str) -> None:
    axes.plot([100 * row["p05"], 100 * row["p95"]], [place, place], color=colour, linewidth=4, alpha=0.3)
    axes.plot([100 * row["low"], 100 * row["high"]], [place, place], color=style.INK, linewidth=1.2, marker="|", markersize=7)
    axes.plot(100 * row["mean"], place, "o", color=colour, markersize=5)


@style.styled
def milestones(table: pd.DataFrame, names: Mapping[str, str]) -> Figure:
    """Return when things are in place: the median week after the onset, and the range of 90 of 100 draws.

    Parameters
    ----------
    table
        Table ``milestones``.
    names
        Name of each milestone.
    """
    if table.empty:
        return style.nothing("No milestone was simulated.")
    order = table.groupby("milestone")["p50"].min().sort_values(kind="stable").index
    return _ranges(table.assign(row=table["milestone"].map(lambda name: names.get(name, words.label(name)))),
                   [names.get(name, words.label(name)) for name in order], "weeks after the onset")  # fmt: skip


@style.styled
def flow_ages(table: pd.DataFrame, label: Mapping[str, str], most: int = 10) -> Figure:
    """Return how old information is when it is used: the median age of each mandated flow, and 90 of 100 draws.

    Parameters
    ----------
    table
        Table ``flow_ages``.
    label
        Name of each body.
    most
        Flows shown, the oldest first.
    """
    told = table[table["p50"].notna()]
    if told.empty:
        return style.nothing("No information has to flow.")
    named = told.assign(row=[f"{label.get(r.from_body, r.from_body)} to {label.get(r.to_body, r.to_body)}"
                             for r in told.itertuples()])  # fmt: skip
    one = named.groupby(["row", "scenario"], as_index=False)[["p05", "p50", "p95"]].max()
    order = one.groupby("row")["p50"].max().sort_values(ascending=False, kind="stable").index[:most]
    scenarios = list(dict.fromkeys(named["scenario"]))
    shown = one[one["row"].isin(order)].sort_values("scenario", key=lambda column: column.map(scenarios.index), kind="stable")
    return _ranges(shown, list(order), "weeks between what happens and the report of it")


def _ranges(table: pd.DataFrame, order: Sequence[str], axis: str) -> Figure:
    """Dots and ranges by row and scenario."""
    names = list(dict.fromkeys(table["scenario"]))
    fig = style.figure(1.0 + sum(0.2 + 0.17 * len(names) for _ in order))
    axes = fig.subplots()
    style.sideways(axes, [labels.lines(each, _LETTERS, 2) for each in order])
    for number, name in enumerate(names):
        colour, mark = _COLOURS[number % len(_COLOURS)], _MARKS[number % len(_MARKS)]
        own = table[table["scenario"] == name].set_index("row")
        shift = 0.36 * (0.5 - (number + 0.5) / len(names)) * 2
        for place, row in zip(range(len(order) - 1, -1, -1), order, strict=True):
            if row in own.index:
                axes.plot(
                    [own.at[row, "p05"], own.at[row, "p95"]], [place + shift] * 2, color=colour, linewidth=2.5, alpha=0.35
                )
                axes.plot(own.at[row, "p50"], place + shift, mark, color=colour, markersize=5)
        axes.plot([], [], mark, color=colour, label=labels.lines(name, 40, 2))
    axes.set_xlim(0, None)
    axes.set_xlabel(f"{axis}\nmark: median, line: 90 of 100 draws")
    style.key(fig, columns=2)
    return fig


def _grouped(axes: Axes, groups: Sequence[str], rows: Sequence[str]) -> dict[tuple[str, str], float]:
    """Write rows under bold group names down the axis; return the place of each row."""
    places, told, at = {}, {}, 0.0
    for group in groups:
        told[at] = group
        for number, row in enumerate(rows, start=1):
            places[group, row] = at - number
            told[at - number] = labels.lines(row, 2 * _LETTERS, 1)
        at -= len(rows) + 1.3
    axes.set_yticks(list(told), list(told.values()))
    for place, text in zip(told, axes.get_yticklabels(), strict=True):
        text.set_fontweight("bold" if place not in places.values() else "normal")
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(at + 0.8, 0.6)
    return places
