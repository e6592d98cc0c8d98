"""Figures of the situation: people by what is known of their service, and where the sites lie."""

from __future__ import annotations

from math import cos, radians
from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.figures import labels, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STATUS_LABELS = {
    "served": "mobile internet known",
    "partly_served": "some service known",
    "planned": "service planned",
    "not_served": "known to have none",
    "unknown": "nothing usable published",
}
_KM_PER_DEGREE = 111.2
_LARGEST_MARK = 620.0  # point^2
_NAMED = 14


@style.styled
def people_by_status(people: pd.DataFrame) -> Figure:
    """Return a bar for each status: how many people live at sites of that status.

    Parameters
    ----------
    people
        Table ``people_by_status``: columns status, sites, people, share; one row per status.
    """
    shown = people.iloc[::-1]
    fig = style.figure(0.5 + 0.42 * len(shown))
    axes = fig.subplots()
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    colours = [style.STATUS_COLOURS[status] for status in shown["status"]]
    axes.barh(range(len(shown)), shown["people"], 0.72, color=colours)
    for place, row in enumerate(shown.itertuples()):
        told = f"{words.number(row.people, 0)} people, {words.share(row.share)}; {words.count(row.sites, 'site')}"
        axes.annotate(
            told if row.people else "nobody",
            (row.people, place),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=style.INK if row.people else style.MUTED,
        )
    axes.set_yticks(range(len(shown)), [STATUS_LABELS[status] for status in shown["status"]], color=style.INK, fontsize=9.5)
    axes.set_xlim(0, max(float(shown["people"].max()), 1.0) * 1.7)
    return fig


@style.styled
def site_map(sites: pd.DataFrame, statuses: pd.DataFrame) -> Figure:
    """Return the sites with a known point, sized by people and coloured by status, with a scale bar.

    Parameters
    ----------
    sites
        Table ``sites``: lat, lon [degree]; sites without a point are counted below the map, not drawn.
    statuses
        Table ``site_status``: site_id, site, population, status.
    """
    known = statuses.merge(sites[["site_id", "lat", "lon"]], on="site_id").dropna(subset=["lat", "lon"])
    known = known.sort_values("population", ascending=False, kind="stable")
    if known.empty:
        return style.nothing("No site has a known point.")
    height = _map_height(known)
    fig = style.figure(height)
    axes = fig.subplots()
    axes.grid(visible=False)
    for side in axes.spines.values():
        side.set_visible(True)
        side.set_color(style.GRID)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.scatter(
        known["lon"],
        known["lat"],
        s=(_LARGEST_MARK * known["population"] / known["population"].max()).clip(lower=14),
        color=[style.STATUS_COLOURS[status] for status in known["status"]],
        alpha=0.85,
        edgecolor="white",
        linewidth=0.8,
        zorder=3,
    )
    _frame(axes, known, height)
    fig.draw_without_rendering()
    named = known.head(_NAMED)
    labels.beside_points(axes, list(zip(named["lon"], named["lat"], strict=True)), list(named["site"]), size=8)
    _scale_bar(axes, float(known["lat"].mean()))
    _note_hidden(axes, len(statuses) - len(known))
    _status_legend(fig, known)
    return fig


def _map_height(known: pd.DataFrame) -> float:
    """Height [inch] that shows the sites' area undistorted, within what a page can hold."""
    tall = float(known["lat"].max() - known["lat"].min()) + 0.02
    wide = (float(known["lon"].max() - known["lon"].min()) + 0.02) * cos(radians(float(known["lat"].mean())))
    return min(max(style.WIDTH * tall / wide, 3.2), 4.8) + 0.5


def _frame(axes: Axes, known: pd.DataFrame, height: float) -> None:
    """Limits with a margin, widened where needed so that a kilometre is as long to the east as to the north."""
    shrink = cos(radians(float(known["lat"].mean())))
    wide, tall = style.WIDTH - 0.2, height - 0.5
    spans = [float(known[name].max() - known[name].min()) * 1.24 + 0.04 for name in ("lon", "lat")]
    per_inch = max(spans[0] * shrink / wide, spans[1] / tall)
    for name, inches, limits in (("lon", wide / shrink, axes.set_xlim), ("lat", tall, axes.set_ylim)):
        middle = float(known[name].max() + known[name].min()) / 2
        limits(middle - per_inch * inches / 2, middle + per_inch * inches / 2)


def _note_hidden(axes: Axes, hidden: int) -> None:
    if hidden:
        told = f"{words.count(hidden, 'site')} without a usable point {'is' if hidden == 1 else 'are'} not shown"
        axes.annotate(told, (0.99, 0.02), xycoords="axes fraction", ha="right", fontsize=8, color=style.MUTED)


def _scale_bar(axes: Axes, latitude: float) -> None:
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    per_degree = _KM_PER_DEGREE * cos(radians(latitude))
    length = max(
        (size for size in (1, 2, 5, 10, 20, 50, 100, 200, 500) if size <= 0.22 * (right - left) * per_degree), default=1
    )
    start, height = left + 0.03 * (right - left), bottom + 0.04 * (top - bottom)
    axes.plot([start, start + length / per_degree], [height, height], color=style.INK, linewidth=2, solid_capstyle="butt")
    axes.annotate(f"{length} km", (start, height), xytext=(0, 4), textcoords="offset points", fontsize=8, color=style.INK)


def _status_legend(fig: Figure, known: pd.DataFrame) -> None:
    from matplotlib.lines import Line2D

    marks = [
        Line2D([], [], marker="o", linestyle="none", markersize=7, color=style.STATUS_COLOURS[status], label=label)
        for status, label in STATUS_LABELS.items()
        if status in set(known["status"])
    ]
    fig.legend(handles=marks, loc="outside lower left", ncols=5, columnspacing=1.2, handletextpad=0.3)
