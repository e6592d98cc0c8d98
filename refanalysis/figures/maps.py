"""Maps of points without a base map: frames true to scale, a scale bar, and a larger map of what lies close together."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, floor, log10, radians
from typing import TYPE_CHECKING

from refanalysis.figures import style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT = 4.6  # of the frame [inch]
_KM_PER_DEGREE = 111.2
_MARGIN = 0.13  # share of the span left free at each side
_NARROWEST = 0.02  # span of a map of one point [degree]
_CLOSE = 0.16  # radius of a cluster, as a share of the greater span
_FEWEST = 8
_SHARE = 1 / 3


def drawn(points: pd.DataFrame, draw: Callable[[Axes], None]) -> tuple[Figure, list[tuple[Axes, pd.DataFrame]]]:
    """Return a figure with a map and, where many points lie close together, a larger map of those beside it.

    Parameters
    ----------
    points
        Columns lat, lon [degree]; one row or more.
    draw
        Called with each of the axes, framed, to draw all points on it.

    Returns
    -------
    tuple
        The figure, and for each of the axes the points to be named on it: each point once.
    """
    close = cluster(points)
    fig = style.figure(HEIGHT + 0.6)
    panels = list(fig.subplots(1, 1 if close.empty else 2, squeeze=False)[0])
    shape = (style.WIDTH - 0.15) / len(panels) / HEIGHT
    for axes, part in zip(panels, (points, close), strict=False):
        frame(axes, part, shape)
        draw(axes)
    if not close.empty:
        outline(panels[0], panels[1])
    return fig, list(zip(panels, (points.drop(close.index), close), strict=False))


def cluster(points: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that lie close together when they are at least eight and a third of all, else no rows.

    Parameters
    ----------
    points
        Columns lat, lon [degree].
    """
    shrink = cos(radians(float(points["lat"].mean())))
    east, north = points["lon"] * shrink, points["lat"]
    radius = _CLOSE * max(east.max() - east.min(), north.max() - north.min())
    within = [((east - x) ** 2 + (north - y) ** 2) ** 0.5 <= radius for x, y in zip(east, north, strict=True)]
    best = max(within, key=lambda near: int(near.sum()))
    enough = max(_FEWEST, _SHARE * len(points)) <= best.sum() < len(points)
    return points[best] if enough else points.iloc[:0]


def frame(axes: Axes, points: pd.DataFrame, shape: float) -> None:
    """Set limits around the points so that a kilometre is as long to the east as to the north, and draw the scale bar.

    Parameters
    ----------
    axes
        Axes to fill.
    points
        Columns lat, lon [degree].
    shape
        Width of the axes over their height.
    """
    middle = float(points["lat"].min() + points["lat"].max()) / 2
    shrink = cos(radians(middle))
    wide, tall = ((float(points[name].max() - points[name].min()) or _NARROWEST) * (1 + 2 * _MARGIN) for name in ("lon", "lat"))
    tall = max(tall, wide * shrink / shape)
    wide = tall * shape / shrink
    across = float(points["lon"].min() + points["lon"].max()) / 2
    axes.set_xlim(across - wide / 2, across + wide / 2)
    axes.set_ylim(middle - tall / 2, middle + tall / 2)
    axes.set_aspect(1 / shrink)
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set(visible=True, color=style.GRID)
    _scale_bar(axes, wide * shrink * _KM_PER_DEGREE)


def outline(axes: Axes, larger: Axes) -> None:
    """Mark on `axes` the part that `larger` shows, and say so in both."""
    from matplotlib.patches import Rectangle

    (left, right), (bottom, top) = larger.get_xlim(), larger.get_ylim()
    box = {"facecolor": "none", "edgecolor": style.INK, "linewidth": 0.9, "zorder": 4}
    axes.add_patch(Rectangle((left, bottom), right - left, top - bottom, **box))
    axes.annotate("shown larger", (left, top), xytext=(0, 3), textcoords="offset points", fontsize=8, color=style.INK)
    for side in larger.spines.values():
        side.set_color(style.INK)


def rounded(size: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is not above `size`.

    Examples
    --------
    >>> rounded(73), rounded(130000)
    (50, 100000)
    """
    power = 10 ** floor(log10(size))
    return max(step * power for step in (1, 2, 5) if step * power <= size)


def _scale_bar(axes: Axes, across: float) -> None:
    """Bar of a round number of kilometres at the lower left; `across` is the width of the map [km]."""
    length = rounded(0.25 * across)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    start, height = left + 0.04 * (right - left), bottom + 0.035 * (top - bottom)
    end = start + length / across * (right - left)
    axes.plot([start, end], [height, height], color=style.INK, linewidth=2, solid_capstyle="butt")
    axes.annotate(f"{length:g} km", (start, height), xytext=(0, 4), textcoords="offset points", fontsize=8, color=style.INK)
