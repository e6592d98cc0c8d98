"""The relations of a stakeholder network side by side: the same actors at the same places, one panel for each relation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import words
from refanalysis.figures import canvas, label_places, labels, stakeholders, style, tie_lines
from refanalysis.figures.canvas import EDGE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ACROSS = 3  # panels in a row
_PANEL = 150.0  # height of a panel without its title [point]
_TITLE = 26.0  # height of a title [point]
_GAP = 8.0
_NAMED = 7  # most names in a panel
_TYPE = 6.6  # size of names [point]
_IDLE = "#d3d8dd"


@style.styled
def network_layers(
    actors: pd.DataFrame, ties: pd.DataFrame, positions: pd.DataFrame, relations: Sequence[str] | None = None
) -> Figure:
    """Return a panel for each relation, most ties first; actors keep their place, those without such a tie are grey dots.

    Parameters
    ----------
    actors
        Table ``actors``: kind sets colour and shape; acronym, else name, is the label of those with most ties in a panel.
    ties
        Table ``ties``.
    positions
        Table ``positions``: x and y of every actor, 0 to 1.
    relations
        Relations to draw, in this order; all that occur where left out.
    """
    ties = stakeholders.within(actors, ties)
    counted = ties["relation"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    shown = [str(each) for each in (counted.index if relations is None else relations)]
    if actors.empty or not shown:
        return style.nothing("No ties between stakeholders are recorded yet.")
    rows = -(-len(shown) // _ACROSS)
    fig, axes = canvas.canvas((rows * (_PANEL + _TITLE + _GAP) + 70) / canvas.POINTS)
    wide, tall = canvas.size(axes)
    canvas.key(fig, stakeholders.family_handles(ties), top=tall - EDGE, handlelength=1.8)
    canvas.key(fig, stakeholders.kind_handles(actors["kind"]), bottom=EDGE, columns=6, fontsize=7.5)
    across = (wide - 2 * EDGE - (_ACROSS - 1) * _GAP) / _ACROSS
    for number, relation in enumerate(shown):
        left = EDGE + number % _ACROSS * (across + _GAP)
        top = tall - 20 - number // _ACROSS * (_PANEL + _TITLE + _GAP)
        _panel(axes, actors, ties[ties["relation"] == relation], positions, relation, (left, top, across))
    return fig


def _panel(
    axes: Axes, actors: pd.DataFrame, ties: pd.DataFrame, positions: pd.DataFrame, relation: str,
    place: tuple[float, float, float],
) -> None:  # fmt: skip
    from matplotlib.patches import Rectangle

    left, top, across = place
    bottom = top - _TITLE - _PANEL
    axes.add_patch(
        Rectangle((left, bottom), across, _PANEL, facecolor="#fafbfc", edgecolor=style.GRID, linewidth=0.8, zorder=0)
    )
    frame = _frame(actors, ties, positions, (left, bottom, across))
    axes.text(left, top - 2, words.capital(words.label(relation)), va="top", fontsize=8.5, fontweight="bold")
    busy = frame[frame["degree"] > 0]
    told = f"{words.count(len(ties), 'tie')} of {words.count(len(busy), 'actor')}"
    axes.text(left, top - 13, told, va="top", fontsize=7.5, color=style.MUTED)
    idle = frame[frame["degree"] == 0]
    axes.scatter(idle["x"], idle["y"], s=3.0, color=_IDLE, zorder=1, linewidth=0)
    ink = tie_lines.drawn(axes, ties.reset_index(drop=True), frame, width=0.75)
    for kind, rows in busy.groupby("kind"):
        looks = {"marker": stakeholders.shape(str(kind)), "color": stakeholders.colour(str(kind))}
        area = stakeholders.area(str(kind), rows["radius"].to_numpy())
        axes.scatter(rows["x"], rows["y"], s=area, edgecolor="white", linewidth=0.4, zorder=3, **looks)
    _names(axes, busy, ink, (left + 1, bottom + 1, left + across - 1, bottom + _PANEL - 1))


def _frame(
    actors: pd.DataFrame, ties: pd.DataFrame, positions: pd.DataFrame, place: tuple[float, float, float]
) -> pd.DataFrame:
    """Actors at their place in a panel, those with most ties of its relation first."""
    left, bottom, across = place
    at = positions.set_index("actor")
    degree = actors["actor"].map(stakeholders.degrees(actors, ties))
    frame = actors[["actor", "kind"]].assign(
        x=left + 12 + actors["actor"].map(at["x"]) * (across - 24),
        y=bottom + 10 + actors["actor"].map(at["y"]) * (_PANEL - 20),
        label=actors["actor"].map(stakeholders.short_names(actors)),
        degree=degree,
        radius=np.where(degree > 0, np.minimum(2.0 + 0.35 * degree, 5.0), 0.8),
    )
    return frame.sort_values(["degree", "actor"], ascending=[False, True], kind="stable").reset_index(drop=True)


def _names(axes: Axes, busy: pd.DataFrame, ink: np.ndarray, box: tuple[float, float, float, float]) -> None:
    told = [labels.lines(each, 14) for each in busy["label"].head(_NAMED)]
    sizes = canvas.measured(axes, told, _TYPE, linespacing=0.95)
    for number, place in label_places.placed(
        busy[["x", "y"]].to_numpy(), busy["radius"].to_numpy(), sizes, box, ink, rings=2
    ).items():
        canvas.write(axes, told[number], (place.x, place.y), _TYPE, multialignment=place.align)
