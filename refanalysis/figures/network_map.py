"""Map of a stakeholder network: kinds by colour and shape, ties by what they are about, names that do not touch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import words
from refanalysis.figures import canvas, label_places, labels, stakeholders, style, tie_lines
from refanalysis.figures.canvas import EDGE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FEW, _MANY = 20, 60  # actors up to which a map is small, and up to which every name should find a place
_HEIGHT = {_FEW: 6.0, _MANY: 7.4}  # [inch]
_TALLEST = 9.6
_KEY_TYPE = 8.0  # size of the words in the key [point]
_LARGEST, _SMALLEST = (11.0, 3.6), (7.5, 2.2)  # radius of a mark on a map of few and of many [point]
_TYPE = (7.8, 6.8)  # size of names on a map of few and of many [point]


@style.styled
def network_map(
    actors: pd.DataFrame,
    ties: pd.DataFrame,
    positions: pd.DataFrame,
    size: Mapping[str, float] | None = None,
    size_name: str = "ties",
    community: Mapping[str, str] | None = None,
    focus: str = "",
) -> Figure:
    """Return the actors at their positions, joined by their ties; the most important ones are named, as many as fit.

    Parameters
    ----------
    actors
        Table ``actors``: kind sets colour and shape; acronym, else name, is the label.
    ties
        Table ``ties``: relation sets the colour, the arrow points to ``to_actor``; under three quarters certain is dashed.
    positions
        Table ``positions``: x and y of every actor, 0 to 1.
    size
        Measure by actor that sets the area of its mark and who is named first; without it the number of ties.
    size_name
        What that measure is, for the key.
    community
        Community by actor: drawn as a pale area around its members.
    focus
        Actor whose ties stand out; the others fade. Empty: all alike.

    Raises
    ------
    ValueError
        When an actor has no position, or `focus` is not an actor.
    """
    if actors.empty:
        return style.nothing("No stakeholders are recorded yet.")
    if focus and focus not in set(actors["actor"]):
        raise ValueError(f"unknown actor {focus!r}; known: {', '.join(sorted(actors['actor']))}")
    ties = stakeholders.within(actors, ties)
    frame = _frame(actors, ties, positions, size)
    fig, axes = canvas.canvas(_height(len(frame)))
    low, high = _keys(fig, axes, frame, ties, size_name)
    wide, _ = canvas.size(axes)
    box = (EDGE, low + 14, wide - EDGE, high - 4)
    frame = _spread_over(frame, box)
    if community:
        _areas(axes, frame, community)
    ink = tie_lines.drawn(axes, ties, frame, focus)
    near = tie_lines.near(focus, ties)
    _marks(axes, frame, near)
    unnamed = _names(axes, frame, box, ink, near)
    _note(axes, frame, unnamed, low)
    return fig


def _height(many: int) -> float:
    return next((height for most, height in _HEIGHT.items() if many <= most), _TALLEST)


def _between(pair: tuple[float, float], many: int) -> float:
    """A setting for this many actors, between that for few and that for many."""
    share = np.clip((many - _FEW) / (2.5 * _MANY), 0, 1)
    return float(pair[0] + share * (pair[1] - pair[0]))


def _frame(actors: pd.DataFrame, ties: pd.DataFrame, positions: pd.DataFrame, size: Mapping[str, float] | None) -> pd.DataFrame:
    """Actors with position, label, degree, value and radius; largest value first."""
    at = positions.set_index("actor")
    lost = sorted(set(actors["actor"]) - set(at.index))
    if lost:
        raise ValueError(
            f"{len(lost)} actors have no position: {', '.join(lost[:5])}; give those of refanalysis.network.layout"
        )
    degree = stakeholders.degrees(actors, ties)
    frame = actors[["actor", "kind"]].assign(
        x=actors["actor"].map(at["x"]),
        y=actors["actor"].map(at["y"]),
        label=actors["actor"].map(stakeholders.short_names(actors)),
        degree=actors["actor"].map(degree),
        value=actors["actor"].map(degree if size is None else size).astype(float).fillna(0.0),
    )
    frame = frame.sort_values(["value", "degree", "actor"], ascending=[False, False, True], kind="stable").reset_index(
        drop=True
    )
    return frame.assign(radius=_radii(frame["value"].to_numpy(), frame["value"].max(), len(frame)))


def _radii(values: np.ndarray, most: float, many: int) -> np.ndarray:
    """Radius of marks whose area grows with the value [point]."""
    large, small = (_between((one, other), many) for one, other in zip(_LARGEST, _SMALLEST, strict=True))
    share = np.clip(values / most, 0, 1) if most > 0 else np.zeros_like(values)
    return np.asarray(np.sqrt(small**2 + share * (large**2 - small**2)))


def _spread_over(frame: pd.DataFrame, box: tuple[float, float, float, float]) -> pd.DataFrame:
    """Positions in points within a box, leaving room for marks and for names at the sides."""
    left, bottom, right, top = box
    inner, room = 14.0, 34.0
    across = left + room + frame["x"] * (right - left - 2 * room)
    return frame.assign(x=across, y=bottom + inner + frame["y"] * (top - bottom - 2 * inner))


def _keys(fig: Figure, axes: Axes, frame: pd.DataFrame, ties: pd.DataFrame, size_name: str) -> tuple[float, float]:
    """Lower and upper edge of the room that the keys leave for the map [point]."""
    from matplotlib.lines import Line2D

    _, tall = canvas.size(axes)
    top = canvas.key(fig, stakeholders.family_handles(ties), top=tall - EDGE, handlelength=1.8)
    most = float(frame["value"].max())
    steps = sorted({_round(most * share) for share in (1.0, 0.4, 0.1)} - {0.0})
    dots = [
        Line2D([], [], color=style.MUTED, marker="o", linestyle="none", markersize=2 * radius, label=f"{value:,g}")
        for value, radius in zip(steps, _radii(np.array(steps), most, len(frame)), strict=True)
    ]
    if dots:
        dots[-1].set_label(f"{dots[-1].get_label()}  {size_name}, as the area of a mark")
        high = max(1.0, dots[-1].get_markersize() / _KEY_TYPE)
        top = canvas.key(fig, dots, top=top - 3, handlelength=high, handleheight=high, handletextpad=0.6)
    bottom = canvas.key(fig, _kinds(frame), bottom=EDGE, columns=6)
    return bottom, top


def _kinds(frame: pd.DataFrame) -> list[object]:
    from matplotlib.lines import Line2D

    handles: list[object] = [*stakeholders.kind_handles(frame["kind"])]
    lone = int((frame["degree"] == 0).sum())
    if lone:
        looks = {
            "linestyle": "none",
            "marker": "o",
            "markersize": 6,
            "markerfacecolor": "white",
            "markeredgecolor": style.MUTED,
        }
        handles.append(Line2D([], [], **looks, label=f"hollow: no tie on record ({lone})"))
    return handles


def _round(value: float) -> float:
    """The value with one figure, so that a key is easily read; the largest keeps below the data's own largest."""
    if value <= 0:
        return 0.0
    power = 10 ** np.floor(np.log10(value))
    return float(np.floor(value / power) * power)


def _areas(axes: Axes, frame: pd.DataFrame, community: Mapping[str, str]) -> None:
    from matplotlib.patches import Polygon
    from scipy.spatial import ConvexHull

    own = frame["actor"].map(community).dropna()
    pale = stakeholders.communities(sorted(set(own)))
    for label, members in own.groupby(own):
        rows = frame.loc[members.index]
        turn = np.linspace(0, 2 * np.pi, 13)
        rim = np.stack([np.cos(turn), np.sin(turn)], axis=1)
        around = rows[["x", "y"]].to_numpy()[:, None] + (rows["radius"].to_numpy() + 7)[:, None, None] * rim
        points = around.reshape(-1, 2)
        if len(rows) > 1:
            hull = points[ConvexHull(points).vertices]
            axes.add_patch(Polygon(hull, facecolor=pale[str(label)], edgecolor="#c3c9cf", linewidth=0.6, zorder=0))


def _marks(axes: Axes, frame: pd.DataFrame, near: set[str]) -> None:
    clear = frame["actor"].isin(near) if near else frame["actor"].notna()
    lone = frame["degree"] == 0
    for (kind, strong, alone), rows in frame.groupby([frame["kind"], clear, lone], sort=False):
        colour = stakeholders.colour(str(kind))
        axes.scatter(
            rows["x"],
            rows["y"],
            s=stakeholders.area(str(kind), rows["radius"].to_numpy()),
            marker=stakeholders.shape(str(kind)),
            facecolor="white" if alone else colour,
            edgecolor=colour if alone else "white",
            linewidth=1.0 if alone else 0.7,
            alpha=1 if strong else 0.25,
            zorder=3,
        )


def _names(axes: Axes, frame: pd.DataFrame, box: tuple[float, float, float, float], ink: np.ndarray, near: set[str]) -> int:
    """Write the names that find a place; how many do not."""
    if near:
        frame = frame.assign(far=~frame["actor"].isin(near)).sort_values("far", kind="stable")
    many = len(frame)
    type_size = _between(_TYPE, many)
    letters, lines = (24, 3) if many <= _FEW else (22, 2) if many <= _MANY else (16, 2)
    told = [labels.lines(each, letters, lines) for each in frame["label"]]
    sizes = canvas.measured(axes, told, type_size, linespacing=0.95)
    points, radii = frame[["x", "y"]].to_numpy(), frame["radius"].to_numpy()
    places = label_places.placed(points, radii, sizes, box, ink, rings=5 if many <= _MANY else 1)
    far = frame["far"].to_numpy() if near else np.zeros(many, dtype=bool)
    for number, place in places.items():
        if place.led:
            axes.plot([points[number, 0], place.x], [points[number, 1], place.y], color="#9aa5b1", linewidth=0.5, zorder=2)
        colour = style.MUTED if far[number] else style.INK
        looks = {"color": colour, "alpha": 0.45 if far[number] else 1, "multialignment": place.align}
        canvas.write(axes, told[number], (place.x, place.y), type_size, **looks)
    return many - len(places)


def _note(axes: Axes, frame: pd.DataFrame, unnamed: int, low: float) -> None:
    """Say below the map how many actors it does not name."""
    if unnamed:
        told = f"{unnamed} of {words.count(len(frame), 'actor')} are not named: no room; the largest marks are named first."
        axes.text(EDGE + 2, low + 4, told, fontsize=7.5, color=style.MUTED, va="bottom")
