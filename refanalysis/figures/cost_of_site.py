"""The figure behind a control: cost of each year by item, drawn in one pass with places set beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis import words
from refanalysis.figures import style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HEIGHT = 3.4
_PLACE = (0.075, 0.155, 0.665, 0.72)  # of the axes: left, bottom, width, height, as shares of the figure
_KEY_LEFT, _LINE = 0.76, 0.063
_BAR, _EDGE = 0.39, 0.6
_EACH_NAMED = 15
_LEFT_AT_END = 0.75  # strength of the colour of a credit


@style.styled
def cost_of_site(yearly: pd.DataFrame) -> Figure:
    """Return the cost of each year of one option, stacked by item; the credit at the end lies below zero.

    Parameters
    ----------
    yearly
        Columns item, year, unit, value of one technology; summed over all others.
    """
    if yearly.empty:
        return style.nothing("No cost could be computed.")
    amounts = _by_item(yearly)
    divisor, word = style.scale(max(float(each.clip(min=0.0).sum()) for each in np.stack(list(amounts.values())).T))
    fig = style.plain_figure(_HEIGHT)
    axes = fig.add_axes(_PLACE)
    low, high = _stacks(axes, {item: amount / divisor for item, amount in amounts.items()})
    n_years = len(next(iter(amounts.values())))
    axes.set_ylim(1.08 * low, 1.08 * high or 1.0)
    axes.set_xlim(-_EDGE, n_years - 1 + _EDGE)
    _scales(axes, n_years)
    fig.text(_PLACE[0], 0.93, f"cost of the year, {word}{words.unit_words(str(yearly['unit'].iloc[0]))}", color=style.MUTED)
    _key(fig, amounts)
    return fig


def _by_item(yearly: pd.DataFrame) -> dict[str, np.ndarray]:
    """Amount of each item in each year, in the order of the colours; items of nothing are left out."""
    years, values = yearly["year"].to_numpy(dtype=int), yearly["value"].to_numpy(dtype=float)
    items = yearly["item"].to_numpy()
    known = [*(item for item in style.ITEM_COLOURS if item in set(items)), *sorted(set(items) - set(style.ITEM_COLOURS))]
    found = {item: np.bincount(years[items == item], values[items == item], years.max() + 1) for item in known}
    return {item: amount for item, amount in found.items() if amount.any()} or {known[0]: found[known[0]]}


def _stacks(axes: Axes, amounts: dict[str, np.ndarray]) -> tuple[float, float]:
    """Draw the columns, one collection for each item; the lowest and the highest point."""
    from matplotlib.collections import PolyCollection

    above, below = (np.zeros_like(next(iter(amounts.values()))) for _ in range(2))
    for item, amount in amounts.items():
        start = np.where(amount < 0, below, above)
        strength = _LEFT_AT_END if (amount < 0).any() else 1.0
        corners = _corners(start, start + amount)
        axes.add_collection(
            PolyCollection(corners, facecolors=style.colour_of(item, style.ITEM_COLOURS), linewidths=0, alpha=strength),
            autolim=False,
        )
        above, below = above + amount.clip(min=0.0), below + amount.clip(max=0.0)
    return float(below.min()), float(above.max())


def _corners(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Corners of a column for each year, shape (years, 4, 2)."""
    at = np.arange(len(low), dtype=float)
    sides = [(at - _BAR, low), (at + _BAR, low), (at + _BAR, high), (at - _BAR, high)]
    return np.stack([np.stack(side, axis=1) for side in sides], axis=1)


def _scales(axes: Axes, n_years: int) -> None:
    """Grid, amounts at the left and years below; cheaper than the axes' own ticks, which are measured before they are drawn."""
    from matplotlib.collections import LineCollection
    from matplotlib.ticker import MaxNLocator

    axes.set_axis_off()
    low, high = axes.get_ylim()
    left, right = axes.get_xlim()
    ticks = [tick for tick in MaxNLocator(5).tick_values(low, high) if low <= tick <= high]
    lines = [[(left, tick), (right, tick)] for tick in ticks]
    axes.add_collection(LineCollection(lines, colors=style.GRID, linewidths=0.8, zorder=0), autolim=False)
    axes.add_collection(LineCollection([[(left, 0), (right, 0)]], colors="#8b949e", linewidths=0.8), autolim=False)
    digits = max(words.places(ticks[1] - ticks[0]) - 1, 0) if ticks[-1] < 10 else 0
    small = {"fontsize": 8.5, "color": style.MUTED}
    for tick in ticks:
        axes.text(left - 0.01 * (right - left), tick, words.number(tick, digits), ha="right", va="center", **small)
    below = low - 0.03 * (high - low)
    for year in range(0, n_years, 1 if n_years <= _EACH_NAMED else 2):
        axes.text(year, below, str(year), ha="center", va="top", **small)
    said = "year of service (0 is the year of purchase)"
    axes.text((left + right) / 2, low - 0.12 * (high - low), said, ha="center", va="top", color=style.MUTED)


def _key(fig: Figure, amounts: dict[str, np.ndarray]) -> None:
    """Names of the items at the right, the uppermost of the columns first."""
    from matplotlib.patches import Rectangle

    for place, item in enumerate(reversed(list(amounts))):
        height = _PLACE[1] + _PLACE[3] - (place + 0.8) * _LINE
        strength = _LEFT_AT_END if (amounts[item] < 0).any() else 1.0
        colour = style.colour_of(item, style.ITEM_COLOURS)
        fig.add_artist(Rectangle((_KEY_LEFT, height), 0.014, 0.034, color=colour, alpha=strength, linewidth=0))
        fig.text(_KEY_LEFT + 0.024, height + 0.017, words.label(item), va="center", fontsize=8.5)
