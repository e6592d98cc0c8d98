"""Places for labels so that none hides another: along one axis, or around points in a plane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

_PLACES = ((7, 0, "left", "center"), (-7, 0, "right", "center"), (0, 8, "center", "bottom"), (0, -8, "center", "top"),
           (6, 6, "left", "bottom"), (-6, 6, "right", "bottom"), (6, -6, "left", "top"), (-6, -6, "right", "top"))  # fmt: skip


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Return positions at least `gap` apart, in the order of `wanted` and as near to it as that allows.

    Notes
    -----
    Overlapping labels are pooled into blocks centred on the mean of what they want (isotonic regression).
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    blocks: list[tuple[float, int]] = []
    for rank, i in enumerate(order):
        centre, size = wanted[i] - rank * gap, 1
        while blocks and blocks[-1][0] > centre:
            before, many = blocks.pop()
            centre, size = (before * many + centre * size) / (many + size), many + size
        blocks.append((centre, size))
    flat = [centre for centre, size in blocks for _ in range(size)]
    places = [0.0] * len(wanted)
    for rank, i in enumerate(order):
        places[i] = flat[rank] + rank * gap
    return places


def beside_points(axes: Axes, points: Sequence[tuple[float, float]], words: Sequence[str], size: float = 8) -> list[Annotation]:
    """Return labels written beside points, the first ones first; a label that finds no free place is left out.

    Parameters
    ----------
    axes
        Axes with final limits.
    points
        Position in data coordinates, most important first.
    words
        One label per point.
    size
        Type size [point].
    """
    from matplotlib import patheffects

    renderer = axes.figure.canvas.get_renderer()  # type: ignore[attr-defined, union-attr]
    halo = [patheffects.withStroke(linewidth=2.2, foreground="white")]
    taken, written = _marks(axes, points), []
    for point, word in zip(points, words, strict=True):
        for dx, dy, across, along in _PLACES:
            label = axes.annotate(word, point, xytext=(dx, dy), textcoords="offset points", ha=across, va=along,
                                  fontsize=size, path_effects=halo, annotation_clip=True)  # fmt: skip
            box = label.get_window_extent(renderer)
            if _free(box, taken, axes):
                taken.append(box)
                written.append(label)
                break
            label.remove()
    return written


def _marks(axes: Axes, points: Sequence[tuple[float, float]]) -> list:
    from matplotlib.transforms import Bbox

    pixels = axes.transData.transform(list(points)) if points else []
    return [Bbox.from_bounds(x - 4, y - 4, 8, 8) for x, y in pixels]


def _free(box: object, taken: list, axes: Axes) -> bool:
    inside = axes.bbox
    whole = inside.x0 <= box.x0 and box.x1 <= inside.x1 and inside.y0 <= box.y0 and box.y1 <= inside.y1  # type: ignore[attr-defined]
    return whole and not any(box.overlaps(other) for other in taken)  # type: ignore[attr-defined]
