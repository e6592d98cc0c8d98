"""A figure measured in points: what is placed on it, and every label, stays where it was put at any resolution."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from refanalysis.figures import style

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

POINTS = 72  # in an inch
EDGE = 4.0  # free at each side [point]


def canvas(height: float, width: float = style.WIDTH) -> tuple[Figure, Axes]:
    """Return a figure and axes that fill it, whose units are points from its lower left corner.

    Parameters
    ----------
    height, width
        Of the figure [inch].
    """
    fig = style.plain_figure(height, width)
    axes = fig.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width * POINTS), ylim=(0, height * POINTS))
    axes.set_axis_off()
    return fig, axes


def size(axes: Axes) -> tuple[float, float]:
    """Return width and height of the canvas [point]."""
    return axes.get_xlim()[1], axes.get_ylim()[1]


def key(fig: Figure, handles: Iterable[object], *, top: float | None = None, bottom: float | None = None,
        columns: int = 5, title: str = "", **kwargs: object) -> float:  # fmt: skip
    """Return how far up or down a key reaches [point]; its upper edge is at `top`, or its lower edge at `bottom`."""
    entries = list(handles)
    if not entries:
        return float(top if top is not None else bottom or 0.0)
    wide, tall = fig.get_size_inches() * POINTS
    edge, place = (bottom, "lower left") if top is None else (top, "upper left")
    kept = {"borderaxespad": 0.0, "borderpad": 0.2, "columnspacing": 1.2, "handletextpad": 0.4, "fontsize": 8, **kwargs}
    for many in range(min(columns, len(entries)), 0, -1):
        made = fig.legend(
            handles=entries,
            loc=place,
            ncols=many,
            bbox_to_anchor=(EDGE / wide, float(edge or 0) / tall),
            title=title or None,
            **kept,
        )
        box = made.get_window_extent(fig.canvas.get_renderer())
        per = fig.dpi / POINTS
        if box.x1 / per <= wide - EDGE or many == 1:
            return float(box.y0 / per if top is not None else box.y1 / per)
        made.remove()
    raise AssertionError  # the loop ends with one column


def measured(axes: Axes, words: Sequence[str], fontsize: float, **kwargs: object) -> np.ndarray:
    """Return width and height of each text (n, 2) [point] as it would be written."""
    import numpy as np

    per = axes.get_figure().dpi / POINTS
    renderer = axes.get_figure().canvas.get_renderer()
    sizes = []
    for each in words:
        made = axes.text(0, 0, each, fontsize=fontsize, **kwargs)
        box = made.get_window_extent(renderer)
        sizes.append((box.width / per, box.height / per))
        made.remove()
    return np.array(sizes, dtype=float).reshape(-1, 2)


def write(axes: Axes, words: str, middle: tuple[float, float], fontsize: float, **kwargs: object) -> None:
    """Write words with their middle at a point, with a pale rim that keeps them readable on lines."""
    from matplotlib import patheffects

    rim = [patheffects.withStroke(linewidth=2.0, foreground="white")]
    kept = {"ha": "center", "va": "center", "zorder": 5, "linespacing": 0.95, "path_effects": rim, "snap": False, **kwargs}
    axes.text(*middle, words, fontsize=fontsize, **kept)
