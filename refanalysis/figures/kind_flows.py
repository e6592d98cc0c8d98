"""Ties between kinds of stakeholders: as a circle with bands, and as a matrix of densities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis import words
from refanalysis.figures import canvas, labels, stakeholders, style
from refanalysis.figures.canvas import EDGE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HEIGHT = 4.5  # of the circle with its names [inch]
_RADIUS = 94.0  # of the circle [point]
_RIM = 9.0  # width of the arcs [point]
_FREE = 0.025  # between two arcs, as a share of the circle
_LISTED = 13  # pairs in the list beside the circle
_BESIDE = 136.0  # width of that list [point]
_LINE = 10.5  # between two names [point]
_TYPE = 7.2
_CELL = (27.0, 19.0)  # of the matrix: largest width, and height [point]


@style.styled
def kind_flows(actors: pd.DataFrame, ties: pd.DataFrame) -> Figure:
    """Return the ties between kinds of actors as bands across a circle, with a list of the thickest ones beside it.

    A band has the colour of the kind that acts and narrows towards the kind acted upon; its width counts ties.

    Parameters
    ----------
    actors
        Table ``actors``.
    ties
        Table ``ties``.
    """
    counted = _between_kinds(actors, ties)
    if counted.empty:
        return style.nothing("No ties between stakeholders are recorded yet.")
    fig, axes = canvas.canvas(_HEIGHT)
    wide, tall = canvas.size(axes)
    centre = ((wide - _BESIDE) / 2, tall / 2)
    arcs, ends = _arcs(counted)
    _bands(axes, counted, ends, centre)
    _rim(axes, arcs, centre)
    _around(axes, arcs, counted, centre)
    _list(axes, counted, wide - _BESIDE + 6)
    return fig


@style.styled
def kind_matrix(actors: pd.DataFrame, ties: pd.DataFrame) -> Figure:
    """Return how densely each kind of actor (row) is tied to each other kind (column): share of possible pairs that are joined.

    Parameters
    ----------
    actors
        Table ``actors``.
    ties
        Table ``ties``.
    """
    ties = stakeholders.within(actors, ties)
    if actors.empty or ties.empty:
        return style.nothing("No ties between stakeholders are recorded yet.")
    kinds = sorted(set(actors["kind"]), key=stakeholders.order)
    many = actors["kind"].value_counts().reindex(kinds)
    joined = _pairs(actors, ties).reindex(index=kinds, columns=kinds, fill_value=0)
    possible = np.outer(many, many) - np.diag(many)
    share = np.divide(joined.to_numpy(), possible, out=np.zeros(possible.shape), where=possible > 0)
    fig, axes, corner, cell = _sheet(kinds, many)
    for (row, column), value in np.ndenumerate(share):
        place = (corner[0] + column * cell[0], corner[1] - (row + 1) * cell[1])
        _shade(
            axes, place, cell, float(value), int(joined.iat[row, column]), float(share.max()), known=bool(possible[row, column])
        )
    told = (
        "Row: who acts; column: on whom. Upper number: share of the possible pairs that are joined, in percent; below it the "
        "pairs. In brackets: actors of the kind."
    )
    axes.text(EDGE, EDGE + 2, told, fontsize=7, color=style.MUTED, va="bottom")
    return fig


def _between_kinds(actors: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    """Columns source, target, ties: counts of ties from kind to kind, most first."""
    kind = actors.set_index("actor")["kind"]
    ties = stakeholders.within(actors, ties)
    named = ties.assign(source=ties["from_actor"].map(kind), target=ties["to_actor"].map(kind))
    counted = named.groupby(["source", "target"], as_index=False).size().rename(columns={"size": "ties"})
    return counted.sort_values(["ties", "source", "target"], ascending=[False, True, True], kind="stable").reset_index(
        drop=True
    )


def _pairs(actors: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    """Ordered pairs of actors that are joined, by kind of the one (rows) and of the other (columns)."""
    once = ties.drop_duplicates(["from_actor", "to_actor"])
    counted = _between_kinds(actors, once)
    return counted.pivot_table(index="source", columns="target", values="ties", aggfunc="sum", fill_value=0)


# --- circle


def _arcs(
    counted: pd.DataFrame,
) -> tuple[dict[str, tuple[float, float]], list[tuple[tuple[float, float], tuple[float, float]]]]:
    """Start and end of each kind's arc [turn], and of both ends of each band; clockwise from the top."""
    kinds = sorted({*counted["source"], *counted["target"]}, key=stakeholders.order)
    given, got = (counted.groupby(column)["ties"].sum() for column in ("source", "target"))
    total = {kind: int(given.get(kind, 0)) + int(got.get(kind, 0)) for kind in kinds}
    scale = (1 - _FREE * len(kinds)) / sum(total.values())
    arcs, here = {}, 0.0
    for kind in kinds:
        arcs[kind] = (here, here + scale * total[kind])
        here = arcs[kind][1] + _FREE
    ends: dict[int, list[tuple[float, float]]] = {at: [(0.0, 0.0), (0.0, 0.0)] for at in range(len(counted))}
    for kind in kinds:
        place = arcs[kind][0]
        for at, side in _by_partner(counted, kind, kinds):
            width = scale * float(counted["ties"].iat[at])
            ends[at][side], place = (place, place + width), place + width
    return arcs, [(first, second) for first, second in ends.values()]


def _by_partner(counted: pd.DataFrame, kind: str, kinds: list[str]) -> list[tuple[int, int]]:
    """Bands that end on a kind's arc (number, 0 where it acts or 1 where it is acted upon), so that they cross little."""
    here, found = kinds.index(kind), []
    for at, row in enumerate(counted.itertuples()):
        for side, (own, other) in enumerate(((row.source, row.target), (row.target, row.source))):
            if own == kind:
                found.append((-((kinds.index(other) - here) % len(kinds)), side, at))
    return [(at, side) for _, side, at in sorted(found)]


def _point(turn: float, radius: float, centre: tuple[float, float]) -> tuple[float, float]:
    angle = np.pi / 2 - 2 * np.pi * turn
    return float(centre[0] + radius * np.cos(angle)), float(centre[1] + radius * np.sin(angle))


def _along(turns: tuple[float, float], radius: float, centre: tuple[float, float]) -> list[tuple[float, float]]:
    steps = max(2, int(abs(turns[1] - turns[0]) * 240))
    return [_point(turn, radius, centre) for turn in np.linspace(*turns, steps)]


def _bands(
    axes: Axes, counted: pd.DataFrame, ends: list[tuple[tuple[float, float], tuple[float, float]]], centre: tuple[float, float]
) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    for (first, second), kind in zip(ends, counted["source"], strict=True):
        foot = _along(first, _RADIUS - 1, centre)
        middle, reach = (second[0] + second[1]) / 2, (second[1] - second[0]) / 2
        tip = [
            _point(middle - reach, _RADIUS - 9, centre),
            _point(middle, _RADIUS - 2, centre),
            _point(middle + reach, _RADIUS - 9, centre),
        ]
        points = [*foot, centre, tip[0], tip[1], tip[2], centre, foot[0]]
        codes = [
            Path.MOVETO,
            *[Path.LINETO] * (len(foot) - 1),
            Path.CURVE3,
            Path.CURVE3,
            Path.LINETO,
            Path.LINETO,
            Path.CURVE3,
            Path.CURVE3,
        ]
        looks = {"facecolor": stakeholders.faded(stakeholders.colour(kind), 0.55), "edgecolor": "white", "linewidth": 0.3}
        axes.add_patch(PathPatch(Path(points, codes), zorder=2, **looks))


def _rim(axes: Axes, arcs: dict[str, tuple[float, float]], centre: tuple[float, float]) -> None:
    from matplotlib.patches import Polygon

    for kind, turns in arcs.items():
        shape = [*_along(turns, _RADIUS, centre), *_along(turns[::-1], _RADIUS + _RIM, centre)]
        axes.add_patch(Polygon(shape, facecolor=stakeholders.colour(kind), edgecolor="none", zorder=3))


def _around(axes: Axes, arcs: dict[str, tuple[float, float]], counted: pd.DataFrame, centre: tuple[float, float]) -> None:
    """Name the arcs left and right of the circle, spread so that no name touches another."""
    given, got = (counted.groupby(column)["ties"].sum() for column in ("source", "target"))
    middles = {kind: (turns[0] + turns[1]) / 2 for kind, turns in arcs.items()}
    for right in (True, False):
        kinds = [kind for kind, turn in middles.items() if (turn < 0.5) == right]
        points = [_point(middles[kind], _RADIUS + _RIM, centre) for kind in kinds]
        heights = labels.spread([y for _, y in points], 2 * _LINE)
        x = centre[0] + (1 if right else -1) * (_RADIUS + _RIM + 12)
        for kind, point, y in zip(kinds, points, heights, strict=True):
            axes.plot([point[0], x - (3 if right else -3)], [point[1], y], color=style.GRID, linewidth=0.8, zorder=1)
            told = f"{words.label(kind)}\ngives {int(given.get(kind, 0))}, receives {int(got.get(kind, 0))}"
            place = {"ha": "left" if right else "right", "va": "center", "multialignment": "left" if right else "right"}
            axes.text(x, y, told, fontsize=_TYPE, color=style.INK, linespacing=1.0, **place)


def _list(axes: Axes, counted: pd.DataFrame, left: float) -> None:
    wide, tall = canvas.size(axes)
    y = tall - 16
    axes.text(left, y, "ties from → to", fontsize=_TYPE + 0.6, fontweight="bold")
    for row in counted.head(_LISTED).itertuples():
        y -= 19
        axes.text(wide - EDGE - 4, y - 4, f"{row.ties}", ha="right", va="center", fontsize=_TYPE + 0.6)
        told = f"{words.label(row.source)} →\n{words.label(row.target)}"
        axes.text(left, y - 4, told, va="center", fontsize=_TYPE, linespacing=1.0, color=style.INK)
        axes.plot([left, wide - EDGE], [y - 13.5, y - 13.5], color=style.GRID, linewidth=0.6)
    rest = counted.iloc[_LISTED:]
    if len(rest):
        told = f"{int(rest['ties'].sum())} more between\n{words.count(len(rest), 'other pair')} of kinds"
        axes.text(left, y - 24, told, va="center", fontsize=_TYPE, color=style.MUTED)


# --- matrix


def _sheet(kinds: list[str], many: pd.Series) -> tuple[Figure, Axes, tuple[float, float], tuple[float, float]]:
    """Canvas with the names of kinds at the left and above, the upper left corner of the cells and their size."""
    _, probe = canvas.canvas(1.0)
    told = [f"{words.label(kind)} ({many[kind]})" for kind in kinds]
    room = float(canvas.measured(probe, told, _TYPE)[:, 0].max()) + 15
    fig, axes = canvas.canvas((room + len(kinds) * _CELL[1] + 24 + EDGE) / canvas.POINTS)
    corner = (EDGE + room, canvas.size(axes)[1] - EDGE - room)
    cell = (min(_CELL[0], (canvas.size(axes)[0] - corner[0] - EDGE) / len(kinds)), _CELL[1])
    for at, (kind, name) in enumerate(zip(kinds, told, strict=True)):
        side, above = corner[1] - (at + 0.5) * cell[1], corner[0] + (at + 0.5) * cell[0]
        looks = {"marker": stakeholders.shape(kind), "color": stakeholders.colour(kind), "s": stakeholders.area(kind, 3.0)}
        axes.scatter([corner[0] - 6, above], [side, corner[1] + 6], **looks)
        axes.text(corner[0] - 12, side, name, ha="right", va="center_baseline", fontsize=_TYPE)
        axes.text(above, corner[1] + 12, name, ha="center", va="bottom", fontsize=_TYPE, rotation=90)
    return fig, axes, corner, cell


def _shade(
    axes: Axes, place: tuple[float, float], cell: tuple[float, float], share: float, pairs: int, most: float, *, known: bool
) -> None:
    from matplotlib.patches import Rectangle

    depth = round(8 * (share / most) ** 0.6) / 8 if most else 0.0  # few shades: a picture keeps few colours
    ground = stakeholders.faded("#1b3a5c", depth)
    looks = {"facecolor": ground, "edgecolor": "white"} if known else {**style.HATCHED}
    axes.add_patch(Rectangle(place, *cell, **{**looks, "linewidth": 0.8}))
    if pairs:
        ink = "white" if depth > 0.5 else style.INK
        percent = 100 * share
        middle = place[0] + cell[0] / 2
        axes.text(
            middle,
            place[1] + 13,
            f"{percent:.0f}" if percent >= 1 else f"{percent:.1f}",
            fontsize=7,
            color=ink,
            ha="center",
            va="center",
        )
        axes.text(middle, place[1] + 5, f"{pairs}", fontsize=6.5, color=ink, ha="center", va="center")
