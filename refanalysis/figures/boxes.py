"""Boxes with words, in bands from top to bottom, with arrows up; each box is as high as its words ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from refanalysis.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EDGE = "#b9c4cd"
_NAMES = 1.22  # width of the names of bands [inch]
_GAP, _BETWEEN, _ARROWS = 0.1, 0.2, 0.3  # between boxes, between bands, between bands joined by arrows [inch]
ARROW = "arrow"  # in place of a colour in the key
_INSET, _TOP = 0.12, 0.08  # from a box's edge to its words [inch]
_TITLE, _TEXT, _LEADING = 8.6, 8.0, 1.3
_FEET = 0.38  # room for the key below [inch]
_HEAD = {"arrowstyle": "-|>", "color": style.MUTED, "linewidth": 1, "mutation_scale": 7, "shrinkA": 0, "shrinkB": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Words in a frame.

    Attributes
    ----------
    title, text
        What it says; the title is bold.
    colour
        Colour of its left edge, or of all of it when it is full; empty for the plain dashed frame of what is open.
    full
        Whether the colour fills it.
    span
        Columns it takes.
    up
        Titles of boxes in the band above that an arrow leads to.
    """

    title: str
    text: str = ""
    colour: str = ""
    full: bool = False
    span: int = 1
    up: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Boxes under one name, filled row by row into so many columns; `note` stands below the name.

    One arrow for all boxes leads to the box of the band above whose title is `up`.
    """

    name: str
    boxes: Sequence[Box]
    columns: int = 3
    note: str = ""
    up: str = ""

    @property
    def joined(self) -> bool:
        """Whether arrows lead to the band above."""
        return bool(self.up) or any(box.up for box in self.boxes)


def drawn(bands: Sequence[Band], key: Sequence[tuple[str, str]]) -> Figure:
    """Return a figure of the bands that have boxes, from top to bottom.

    Parameters
    ----------
    bands
        What to draw.
    key
        Colour and meaning; an empty colour stands for the dashed frame, `ARROW` for an arrow.
    """
    fig = style.figure(1.0)
    fig.set_layout_engine("none")
    shown = [band for band in bands if band.boxes]
    rows = [_rows(band) for band in shown]
    names = [[*wrapped(band.name, _NAMES - 0.1, bold=True), *wrapped(band.note, _NAMES - 0.1)] for band in shown]
    heights = [
        max(sum(_height(row, band.columns) + _GAP for row in own) - _GAP, lines_high(len(name)))
        for band, own, name in zip(shown, rows, names, strict=True)
    ]
    gaps = [_ARROWS if band.joined else _BETWEEN for band in shown[1:]]
    total = sum(heights) + sum(gaps) + _BETWEEN + _FEET
    fig.set_figheight(total)
    axes = fig.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(0, style.WIDTH)
    axes.set_ylim(total, 0)
    top, above = _BETWEEN / 2, {}
    for band, own, height, gap in zip(shown, rows, heights, [*gaps, _BETWEEN], strict=True):
        places = _draw_band(axes, band, own, top)
        _draw_arrows(axes, band, places, above)
        top, above = top + height + gap, places
    _draw_key(axes, key, top + 0.1)
    return fig


def _rows(band: Band) -> list[list[Box]]:
    rows: list[list[Box]] = [[]]
    for box in band.boxes:
        if sum(each.span for each in rows[-1]) + box.span > band.columns:
            rows.append([])
        rows[-1].append(box)
    return [row for row in rows if row]


def _width(columns: int, span: int = 1) -> float:
    one = (style.WIDTH - _NAMES - 0.06 - _GAP * (columns - 1)) / columns
    return span * one + (span - 1) * _GAP


def _height(row: Sequence[Box], columns: int) -> float:
    def asked(box: Box) -> float:
        room = _width(columns, box.span) - 2 * _INSET
        return lines_high(len(wrapped(box.title, room, bold=True)), _TITLE) + lines_high(len(wrapped(box.text, room)))

    return max(asked(box) for box in row) + 2 * _TOP


def lines_high(many: int, size: float = _TEXT) -> float:
    """Return the height of so many lines [inch]."""
    return many * size * _LEADING / 72


def wrapped(words: str, room: float, *, bold: bool = False) -> list[str]:
    """Return the words on lines at most `room` [inch] wide, measured in the type they are set in."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _inches(longer, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@cache
def _inches(words: str, bold: bool) -> float:
    """Width of a line."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family="DejaVu Sans", size=_TITLE if bold else _TEXT, weight="bold" if bold else "normal")
    return text_to_path.get_text_width_height_descent(words, font, False)[0] / 72


Place = tuple[float, float, float, float]  # left, top, width, height [inch]


def _draw_band(axes: Axes, band: Band, rows: Sequence[Sequence[Box]], top: float) -> dict[str, Place]:
    """Draw a band; return where each box is, by title."""
    places = {}
    below = _write(axes, wrapped(band.name, _NAMES - 0.1, bold=True), (0.05, top), style.INK, bold=True)
    _write(axes, wrapped(band.note, _NAMES - 0.1), (0.05, below), style.MUTED)
    for row in rows:
        left, height = _NAMES, _height(row, band.columns)
        for box in row:
            width = _width(band.columns, box.span)
            places[box.title] = (left, top, width, height)
            _draw_box(axes, box, places[box.title])
            left += width + _GAP
        top += height + _GAP
    return places


def _draw_arrows(axes: Axes, band: Band, places: Mapping[str, Place], above: Mapping[str, Place]) -> None:
    """Arrows from the first row of a band up to boxes right above it; each box that has some has a level of its own."""
    first = min(place[1] for place in places.values())
    row = {title: place for title, place in places.items() if place[1] == first}
    foot = max((top + height for _, top, _, height in above.values()), default=0.0)
    ends = {title: left + width / 2 for title, (left, top, width, height) in above.items() if top + height == foot}
    if band.up in ends:
        corners = min(place[0] for place in row.values()), max(place[0] + place[2] for place in row.values())
        _draw_arrow(axes, corners, (first, (first + foot) / 2, foot), [ends[band.up]])
    upward = [(box, [ends[title] for title in box.up if title in ends]) for box in band.boxes if box.title in row]
    upward = [(box, over) for box, over in upward if over]
    for i, (box, over) in enumerate(upward, start=1):
        middle = row[box.title][0] + row[box.title][2] / 2
        _draw_arrow(axes, (middle,), (first, first - i * (first - foot) / (len(upward) + 1), foot), over)


def _draw_arrow(axes: Axes, below: Sequence[float], tops: tuple[float, float, float], over: Sequence[float]) -> None:
    """Lines up from some places to a level line, and arrows from there to others; `tops` are where they begin, turn and end."""
    first, level, foot = tops
    axes.plot([min(*below, *over), max(*below, *over)], [level, level], color=style.MUTED, linewidth=1)
    for across in below:
        axes.plot([across, across], [first, level], color=style.MUTED, linewidth=1)
    for across in over:
        axes.annotate("", (across, foot), (across, level), arrowprops=_HEAD)


def _draw_box(axes: Axes, box: Box, place: tuple[float, float, float, float]) -> None:
    from matplotlib.patches import Rectangle

    left, top, width, height = place
    full = box.colour if box.full else style.PAPER
    edge = box.colour if box.full else EDGE
    line = "-" if box.colour else (0, (4, 3))
    axes.add_patch(Rectangle((left, top), width, height, facecolor=full, edgecolor=edge, linewidth=1, linestyle=line))
    if box.colour:
        axes.add_patch(Rectangle((left, top), 0.055, height, facecolor=box.colour, edgecolor="none"))
    ink = style.PAPER if box.full else style.INK
    room = width - 2 * _INSET
    below = _write(axes, wrapped(box.title, room, bold=True), (left + _INSET, top + _TOP), ink, bold=True)
    _write(axes, wrapped(box.text, room), (left + _INSET, below), ink)


def _write(axes: Axes, lines: Sequence[str], place: tuple[float, float], colour: str, *, bold: bool = False) -> float:
    """Write lines downwards; return where the next one would begin [inch]."""
    size, weight = (_TITLE, "bold") if bold else (_TEXT, "normal")
    left, top = place
    for line in lines:
        axes.text(left, top, line, fontsize=size, fontweight=weight, color=colour, va="top", clip_on=False)
        top += lines_high(1, size)
    return top


def _draw_key(axes: Axes, key: Sequence[tuple[str, str]], top: float) -> None:
    from matplotlib.patches import Rectangle

    left = 0.05
    for colour, meaning in key:
        if colour == ARROW:
            axes.annotate("", (left + 0.07, top - 0.02), (left + 0.07, top + 0.15), arrowprops=_HEAD)
            left = _draw_meaning(axes, meaning, (left, top))
            continue
        look = {"facecolor": colour, "edgecolor": colour} if colour else {"facecolor": "none", "linestyle": (0, (3, 2))}
        axes.add_patch(Rectangle((left, top), 0.14, 0.12, linewidth=1, **{"edgecolor": EDGE, **look}))
        left = _draw_meaning(axes, meaning, (left, top))


def _draw_meaning(axes: Axes, meaning: str, place: tuple[float, float]) -> float:
    """Write what a mark of the key means; return where the next mark begins [inch]."""
    left, top = place
    label = axes.text(left + 0.2, top + 0.06, meaning, fontsize=_TEXT, va="center", color=style.INK)
    return left + 0.2 + label.get_window_extent().width / axes.get_figure().dpi + 0.25
