"""Ties as curved arrows on a canvas, many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis.figures import stakeholders

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_STEPS = 24  # points on a curve
_DENSE = 200  # ties from which arrows are smaller
_BEND = 0.09  # of the first tie from one actor to another, over its length
_PER_TIE = 80.0  # over the number of ties: how strong their colour is
_FAINTEST, _FULLEST = 0.25, 0.8


def near(focus: str, ties: pd.DataFrame) -> set[str]:
    """Return an actor and those it has a tie with; nobody without a focus."""
    if not focus:
        return set()
    touching = ties[(ties["from_actor"] == focus) | (ties["to_actor"] == focus)]
    return {focus, *touching["from_actor"], *touching["to_actor"]}


def drawn(axes: Axes, ties: pd.DataFrame, places: pd.DataFrame, focus: str = "", width: float = 0.9) -> np.ndarray:
    """Return points that lie on the ties (k, 2), having drawn these as arrows in the colour of what they are about.

    Parameters
    ----------
    axes
        A canvas.
    ties
        Ties between actors that have a place.
    places
        Columns actor, x, y, radius [point].
    focus
        Actor whose ties stand out.
    width
        Of a line [point].
    """
    from matplotlib.collections import LineCollection, PolyCollection

    if ties.empty:
        return np.empty((0, 2))
    curves, tips = curved(ties, places, 4.6 if len(ties) <= _DENSE else 3.4)
    strong = _strong(ties, focus)
    strength = np.where(strong, np.clip(_PER_TIE / max(strong.sum(), 1), _FAINTEST, _FULLEST), 0.1)
    certain = ties["certainty"] if "certainty" in ties else np.ones(len(ties))
    dashes = [stakeholders.DASHES if each < stakeholders.SURE else "-" for each in certain]
    wide = np.where(strong & bool(focus), 1.5, 1.0) * width
    order = np.argsort(strong, kind="stable")  # what stands out lies above the rest
    lines, heads = _colours(ties, strength), _colours(ties, np.minimum(1.0, 1.3 * strength))
    looks = {"linewidths": wide[order], "linestyles": [dashes[at] for at in order]}
    axes.add_collection(LineCollection(list(curves[order]), colors=lines[order], zorder=1, **looks))
    axes.add_collection(PolyCollection(list(tips[order]), facecolors=heads[order], edgecolors="none", zorder=2))
    return np.concatenate([curves[strong].reshape(-1, 2), np.repeat(tips[strong].reshape(-1, 2), 2, axis=0)])


def curved(ties: pd.DataFrame, places: pd.DataFrame, head: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the curve of each tie (ties, steps, 2) from rim to arrow, and the triangle of its arrow (ties, 3, 2).

    Notes
    -----
    Ties between the same two actors bend more and more, and the two directions to different sides, so that none hides another.
    """
    at = places.set_index("actor")
    start, end = (at.loc[ties[column], ["x", "y"]].to_numpy(dtype=float) for column in ("from_actor", "to_actor"))
    first, last = (at.loc[ties[column], "radius"].to_numpy(dtype=float) for column in ("from_actor", "to_actor"))
    along = end - start
    length = np.maximum(np.hypot(*along.T), 1e-6)
    bend = _BEND * (1 + ties.groupby(["from_actor", "to_actor"]).cumcount().to_numpy())
    middle = (start + end) / 2 + bend[:, None] * np.stack([-along[:, 1], along[:, 0]], axis=1)
    begin, finish = np.minimum(first / length, 0.45), 1 - np.minimum((last + 0.8) / length, 0.45)
    neck = np.maximum(finish - head / length, begin)
    steps = begin[:, None] + np.linspace(0, 1, _STEPS)[None] * (neck - begin)[:, None]
    curves = _bezier(start, middle, end, steps)
    tip, foot = _bezier(start, middle, end, finish[:, None])[:, 0], curves[:, -1]
    towards = tip - foot
    side = 0.42 * np.stack([-towards[:, 1], towards[:, 0]], axis=1)
    return curves, np.stack([tip, foot + side, foot - side], axis=1)


def _bezier(start: np.ndarray, middle: np.ndarray, end: np.ndarray, steps: np.ndarray) -> np.ndarray:
    t = steps[..., None]
    return np.asarray((1 - t) ** 2 * start[:, None] + 2 * t * (1 - t) * middle[:, None] + t**2 * end[:, None])


def _strong(ties: pd.DataFrame, focus: str) -> np.ndarray:
    if not focus:
        return np.ones(len(ties), dtype=bool)
    return np.asarray(((ties["from_actor"] == focus) | (ties["to_actor"] == focus)).to_numpy())


def _colours(ties: pd.DataFrame, strength: np.ndarray) -> np.ndarray:
    shades = [stakeholders.FAMILY_COLOURS[stakeholders.family(relation)] for relation in ties["relation"]]
    return np.array([stakeholders.faded(shade, round(float(each), 2)) for shade, each in zip(shades, strength, strict=True)])
