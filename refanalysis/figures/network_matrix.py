"""A stakeholder network as a matrix, which can be printed and read however dense the ties are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import words
from refanalysis.figures import canvas, labels, stakeholders, style
from refanalysis.figures.canvas import EDGE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAMED = 60  # actors up to which rows and columns are named
_LETTERS = 26  # of a name
_TYPE = 6.6  # size of names [point]
_WIDEST = 15.0  # a cell [point]
_QUARTERS = {
    family: (at % 2 / 2, at // 2 / 2) for at, family in zip((2, 3, 0, 1), stakeholders.FAMILIES, strict=True)
}  # in reading order


@style.styled
def network_matrix(
    actors: pd.DataFrame,
    ties: pd.DataFrame,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
) -> Figure:
    """Return the matrix of ties, from the actor of the row to that of the column; actors are ordered by kind.

    Each quarter of a cell stands for one family of relations, so that it can be read without colours. Beyond sixty actors the
    ties are dots and only the kinds are named: `refanalysis.figures.network_matrix.pages` divides such a matrix into pages.

    Parameters
    ----------
    actors
        Table ``actors``.
    ties
        Table ``ties``.
    rows, columns
        Actors whose ties given, and received, are drawn; all of them where left out.
    """
    ties = stakeholders.within(actors, ties)
    if actors.empty or ties.empty:
        return style.nothing("No ties between stakeholders are recorded yet.")
    ordered = _ordered(actors)
    down, across = (ordered if wanted is None else ordered[ordered["actor"].isin(wanted)] for wanted in (rows, columns))
    named = max(len(down), len(across)) <= NAMED
    return _drawn(down.reset_index(drop=True), across.reset_index(drop=True), ties, named=named)


def pages(actors: pd.DataFrame, ties: pd.DataFrame, most: int = 50) -> list[tuple[list[str], list[str]]]:
    """Return rows and columns of each page of a matrix, for `network_matrix`; pages without a tie are left out.

    Parameters
    ----------
    actors, ties
        As in `network_matrix`.
    most
        Actors on a page, down and across.
    """
    ties = stakeholders.within(actors, ties)
    order = list(_ordered(actors)["actor"])
    many = -(-len(order) // most)
    blocks = [list(block) for block in np.array_split(np.array(order, dtype=object), max(many, 1))]
    return [
        (rows, columns)
        for rows in blocks
        for columns in blocks
        if (ties["from_actor"].isin(rows) & ties["to_actor"].isin(columns)).any()
    ]


def _ordered(actors: pd.DataFrame) -> pd.DataFrame:
    """Actors by kind, then by name."""
    frame = actors[["actor", "kind"]].assign(
        label=actors["actor"].map(stakeholders.short_names(actors)), rank=actors["kind"].map(stakeholders.order)
    )
    folded = frame["label"].str.casefold()
    return frame.assign(folded=folded).sort_values(["rank", "folded", "actor"], kind="stable").reset_index(drop=True)


def _drawn(down: pd.DataFrame, across: pd.DataFrame, ties: pd.DataFrame, *, named: bool) -> Figure:
    wide = style.WIDTH * canvas.POINTS
    letters = [labels.lines(each, _LETTERS, 1) for each in (*down["label"], *across["label"])]
    _, sheet = canvas.canvas(1.0)
    sizes = canvas.measured(sheet, letters if named else [_band(kind) for kind in (*down["kind"], *across["kind"])], _TYPE)
    room_left, room_top = sizes[: len(down), 0].max() + 14, sizes[len(down) :, 0].max() + 14
    cell = min(_WIDEST, (wide - 2 * EDGE - room_left) / len(across))
    kinds = sorted({*down["kind"], *across["kind"]}, key=stakeholders.order)
    foot = 20 + (12.5 * -(-len(kinds) // 5) if named else 0)
    fig, axes = canvas.canvas((room_top + cell * len(down) + foot + 28) / canvas.POINTS)
    looks = {"handlelength": 1.0, "handleheight": 1.0, "fontsize": 7.5}
    top = canvas.key(fig, _key(ties, named=named), top=canvas.size(axes)[1] - EDGE, **looks)
    corner = (EDGE + room_left, top - 4 - room_top)
    _grid(axes, down, across, corner, cell)
    _cells(axes, down, across, ties, corner, cell, quarters=named)
    _heads(axes, down, across, corner, cell, named=named)
    told = "Row: who acts; column: on whom. Actors are ordered by kind, then by name."
    axes.text(EDGE, corner[1] - cell * len(down) - 5, told, va="top", fontsize=7.5, color=style.MUTED)
    if named:
        canvas.key(fig, stakeholders.kind_handles(kinds, 6), bottom=EDGE, columns=6, fontsize=7.5)
    return fig


def _key(ties: pd.DataFrame, *, named: bool) -> list[object]:
    from matplotlib.patches import Patch

    corner = {(0.0, 0.5): "upper left", (0.5, 0.5): "upper right", (0.0, 0.0): "lower left", (0.5, 0.0): "lower right"}
    seen = {stakeholders.family(relation) for relation in ties["relation"]}
    return [
        Patch(facecolor=stakeholders.FAMILY_COLOURS[name], label=f"{name} ({corner[_QUARTERS[name]]})" if named else name)
        for name in stakeholders.FAMILIES
        if name in seen
    ]


def _grid(axes: Axes, down: pd.DataFrame, across: pd.DataFrame, corner: tuple[float, float], cell: float) -> None:
    """Fine lines between actors where cells are wide, strong ones between kinds, and a grey diagonal."""
    from matplotlib.collections import LineCollection, PatchCollection
    from matplotlib.patches import Rectangle

    left, top = corner
    right, bottom = left + cell * len(across), top - cell * len(down)
    fine, strong = [], []
    for many, kinds, at in ((len(down), down["kind"], 1), (len(across), across["kind"], 0)):
        breaks = {0, many, *(i for i in range(1, many) if kinds[i] != kinds[i - 1])}
        for i in range(many + 1):
            line = (
                [(left, top - i * cell), (right, top - i * cell)] if at else [(left + i * cell, top), (left + i * cell, bottom)]
            )
            (strong if i in breaks else fine).append(line)
    column = {actor: at for at, actor in enumerate(across["actor"])}
    same = [(row, column[actor]) for row, actor in enumerate(down["actor"]) if actor in column]
    boxes = [Rectangle((left + at * cell, top - (row + 1) * cell), cell, cell) for row, at in same]
    axes.add_collection(PatchCollection(boxes, facecolor="#eceff2", edgecolor="none", zorder=0))
    if cell > 5:
        axes.add_collection(LineCollection(fine, colors=style.GRID, linewidths=0.4, zorder=1))
    axes.add_collection(LineCollection(strong, colors="#9aa5b1", linewidths=0.7, zorder=2))


def _cells(
    axes: Axes, down: pd.DataFrame, across: pd.DataFrame, ties: pd.DataFrame, corner: tuple[float, float], cell: float,
    *, quarters: bool,
) -> None:  # fmt: skip
    from matplotlib.collections import PolyCollection

    row, column = ({actor: at for at, actor in enumerate(frame["actor"])} for frame in (down, across))
    kept = ties[ties["from_actor"].isin(row) & ties["to_actor"].isin(column)]
    squares, colours = [], []
    for a, b, relation in zip(kept["from_actor"], kept["to_actor"], kept["relation"], strict=True):
        about = stakeholders.family(relation)
        x, y = corner[0] + column[b] * cell, corner[1] - (row[a] + 1) * cell
        side = cell
        if quarters:
            x, y, side = x + _QUARTERS[about][0] * cell, y + _QUARTERS[about][1] * cell, cell / 2
        else:
            side = max(cell, 2.2)
        squares.append([(x, y), (x + side, y), (x + side, y + side), (x, y + side)])
        colours.append(stakeholders.FAMILY_COLOURS[about])
    axes.add_collection(PolyCollection(squares, facecolors=colours, edgecolors="none", zorder=3))


def _heads(
    axes: Axes, down: pd.DataFrame, across: pd.DataFrame, corner: tuple[float, float], cell: float, *, named: bool
) -> None:
    """Names of rows at the left and of columns above, each with the mark of its kind; only kinds where they are too many."""
    left, top = corner
    if not named:
        _bands(axes, down, across, corner, cell)
        return
    for frame, along in ((down, False), (across, True)):
        for at, each in enumerate(frame.itertuples()):
            middle = (at + 0.5) * cell
            point = (left + middle, top + 6) if along else (left - 6, top - middle)
            looks = {"marker": stakeholders.shape(each.kind), "color": stakeholders.colour(each.kind), "linewidth": 0}
            axes.scatter(*point, s=stakeholders.area(each.kind, min(2.3, cell / 3)), zorder=4, **looks)
            told, turned = labels.lines(each.label, _LETTERS, 1), 90 if along else 0
            shift = (0, 5) if along else (-5, 0)
            place = {"ha": "center" if along else "right", "va": "bottom" if along else "center_baseline", "rotation": turned}
            axes.text(point[0] + shift[0], point[1] + shift[1], told, fontsize=_TYPE, **place)


def _band(kind: str) -> str:
    return words.label(kind)


def _bands(axes: Axes, down: pd.DataFrame, across: pd.DataFrame, corner: tuple[float, float], cell: float) -> None:
    """Names of kinds beside their rows and columns, spread where kinds have few actors."""
    left, top = corner
    for frame, along in ((down, False), (across, True)):
        sizes = frame.groupby("kind", sort=False).size()
        middles = (sizes.cumsum() - sizes / 2) * cell
        for (kind, _), middle, at in zip(sizes.items(), middles, labels.spread(list(middles), 8.2), strict=True):
            colour = stakeholders.colour(str(kind))
            ends = (
                ((left + middle, left + at), (top + 1, top + 8)) if along else ((left - 1, left - 8), (top - middle, top - at))
            )
            axes.plot(*ends, color=colour, linewidth=0.8, zorder=2)
            place = {"ha": "center" if along else "right", "va": "bottom" if along else "center_baseline"}
            point = (left + at, top + 10) if along else (left - 10, top - at)
            axes.text(
                *point, _band(str(kind)), fontsize=_TYPE, color=style.legible(colour), rotation=90 if along else 0, **place
            )
