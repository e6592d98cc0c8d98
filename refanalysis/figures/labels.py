"""Places for labels so that none hides another: along one axis, or around points in a plane."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from matplotlib.transforms import Bbox

# direction from the point, and the corner of the label that lies there
_PLACES = (
    (1.0, 0.0, "left", "center"),
    (-1.0, 0.0, "right", "center"),
    (0.0, 1.0, "center", "bottom"),
    (0.0, -1.0, "center", "top"),
    (0.75, 0.75, "left", "bottom"),
    (-0.75, 0.75, "right", "bottom"),
    (0.75, -0.75, "left", "top"),
    (-0.75, -0.75, "right", "top"),
)


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


def lines(words: str, letters: int, most: int = 2) -> str:
    """Return words on at most `most` lines of at most `letters` letters; what does not fit, or a longer word, ends in '…'."""
    short = [word if len(word) <= letters else f"{word[: letters - 1]}…" for word in words.split()]
    found = wrap(" ".join(short), letters)
    if len(found) <= most:
        return "\n".join(found)
    last = found[most - 1]
    while len(last) > letters - 2 and " " in last:
        last = last.rpartition(" ")[0]
    end = f"{last[: letters - 1]}…" if len(last) > letters - 2 else f"{last.rstrip(' ,;')} …"
    return "\n".join([*found[: most - 1], end])


def beside_points(
    axes: Axes,
    points: Sequence[tuple[float, float]],
    words: Sequence[str],
    radii: Sequence[float] | None = None,
    size: float = 8,
) -> list[Annotation]:
    """Return labels written beside points, the first ones first; a label that finds no free place is left out.

    Parameters
    ----------
    axes
        Axes with final limits, in a figure whose layout is final.
    points
        Position in data coordinates, most important first.
    words
        One label for each of the first points; no label may hide any of the points.
    radii
        Radius of the mark at each point [point]; 3 where left out.
    size
        Type size [point].
    """
    radii = [3.0] * len(points) if radii is None else list(radii)
    taken, written = _marks(axes, points, radii), []
    for own, (point, word, radius) in enumerate(zip(points, words, radii, strict=False)):
        others = [box for at, box in enumerate(taken) if at != own]
        for dx, dy, across, along in _PLACES:
            label = _written(axes, word, point, (dx * (radius + 3), dy * (radius + 3)), across, along, size)
            box = label.get_window_extent()
            if _inside(box, axes.bbox) and not any(box.overlaps(other) for other in others):
                taken.append(box)
                written.append(label)
                break
            label.remove()
    return written


def _written(
    axes: Axes, word: str, point: tuple[float, float], shift: tuple[float, float], across: str, along: str, size: float
) -> Annotation:
    from matplotlib import patheffects

    halo = [patheffects.withStroke(linewidth=2.2, foreground="white")]
    place = {"xytext": shift, "textcoords": "offset points", "ha": across, "va": along, "annotation_clip": True}
    return axes.annotate(word, point, fontsize=size, path_effects=halo, zorder=5, **place)


def _marks(axes: Axes, points: Sequence[tuple[float, float]], radii: Sequence[float]) -> list[Bbox]:
    from matplotlib.transforms import Bbox

    pixels = axes.transData.transform(list(points)) if points else []
    per_point = axes.get_figure().dpi / 72
    sides = [1.6 * radius * per_point for radius in radii]  # nearly all of a disc lies in this square
    return [Bbox.from_bounds(x - side / 2, y - side / 2, side, side) for (x, y), side in zip(pixels, sides, strict=True)]


def _inside(box: Bbox, frame: Bbox) -> bool:
    return bool(frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1)
