"""What is left of a network as actors leave it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.figures import labels, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ORDERS = {
    "random": ("by chance (mean; 90 of 100 orders within the band)", "#7d8791", "-"),
    "degree": ("most ties first", "#0072b2", (0, (5, 2))),
    "adaptive_degree": ("most ties first, counted anew", "#0072b2", "-"),
    "betweenness": ("those between others first", "#d55e00", (0, (5, 2))),
    "adaptive_betweenness": ("those between others first, counted anew", "#d55e00", "-"),
}
_NAMED = 8  # first actors named, of the line that falls fastest
_CROWD = 80  # actors from which the first to leave are too close together to be named on their line
_SHOWN = 0.6  # share of departures after which nothing is left to see


@style.styled
def robustness(curves: pd.DataFrame, names: Mapping[str, str]) -> Figure:
    """Return how the largest part of the network shrinks as actors leave, by plan and by chance.

    Parameters
    ----------
    curves
        Table ``robustness_curves``: order, removed, actor, largest_share, low, high.
    names
        Label by actor; an actor without one is called by its short name.
    """
    if curves.empty or not curves["removed"].any():
        return style.nothing("There are no actors whose departure could be drawn.")
    total = int(curves["removed"].max())
    fig = style.figure(4.4)
    axes = fig.subplots()
    for order in _ORDERS:
        rows = curves[curves["order"] == order].sort_values("removed")
        if rows.empty:
            continue
        told, colour, line = _ORDERS[order]
        x = 100 * rows["removed"] / total
        if rows["low"].notna().any():
            axes.fill_between(x, 100 * rows["low"], 100 * rows["high"], color="#e3e6e9", linewidth=0, zorder=1)
        axes.plot(x, 100 * rows["largest_share"], color=colour, linestyle=line, linewidth=1.8, label=told, zorder=2)
    axes.axhline(50, color=style.MUTED, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
    axes.set(xlim=(0, 100 * _SHOWN), ylim=(0, 103), xlabel=f"actors that have left (percent of {total})")
    axes.set_ylabel("largest part (percent of all actors)")
    style.key(fig, place="outside upper left", columns=2)
    _first_to_leave(axes, curves, names, total)
    return fig


def _first_to_leave(axes: Axes, curves: pd.DataFrame, names: Mapping[str, str], total: int) -> None:
    """Name the first actors on the line that falls fastest."""
    planned = curves[curves["order"] != "random"]
    if planned.empty:
        return
    fastest = planned.groupby("order")["largest_share"].mean().idxmin()
    rows = planned[(planned["order"] == fastest) & (planned["removed"] > 0)].sort_values("removed").head(_NAMED)
    told = [labels.lines(str(names.get(actor, actor)), 22, 1) for actor in rows["actor"]]
    half = planned[(planned["order"] == fastest) & (planned["largest_share"] < 0.5)]
    if not half.empty:
        many = words.count(int(half["removed"].min()), "departure")
        place = {"xytext": (-3, 3), "textcoords": "offset points", "ha": "right", "va": "bottom"}
        axes.annotate(f"half of all actors; below after {many}", (100 * _SHOWN, 50), fontsize=7.5, color=style.MUTED, **place)
    if total > _CROWD:
        listed = labels.lines(f"First to leave on the line that falls fastest: {', '.join(told)}", 64, 5)
        axes.text(100 * _SHOWN, 102, listed, ha="right", va="top", fontsize=7.5, color=style.INK,
                  bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 2})  # fmt: skip
        return
    points = [(100 * row.removed / total, 100 * row.largest_share) for row in rows.itertuples()]
    axes.scatter(*zip(*points, strict=True), s=16, color=_ORDERS[fastest][1], zorder=4, edgecolor="white", linewidth=0.6)
    axes.get_figure().draw_without_rendering()
    labels.beside_points(axes, points, told, [3.0] * len(points), 7.5)
