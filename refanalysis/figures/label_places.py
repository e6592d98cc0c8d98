"""Places of many labels around many marks: none touches another label or mark, and ties are avoided where they can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

_GAP = 1.5  # between a mark and its label [point]
_PAD = 0.8  # between two labels [point]
_CELL = 4.0  # of the grid on which ties are counted [point]
_RINGS = (0.0, 9.0, 18.0, 30.0, 44.0)  # further out, with a line that leads back [point]
_SIDES = np.array(
    [(1, 0), (-1, 0), (0, -1), (0, 1), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8)], dtype=float
)  # fmt: skip
_RATHER = np.array([0.0, 0.4, 0.2, 0.3, 0.6, 0.7, 0.6, 0.7])  # what is read best comes first


class Place(NamedTuple):
    """Middle of a label [point], how its lines are aligned, and whether a line must lead from its mark to it."""

    x: float
    y: float
    align: str
    led: bool


@dataclass(frozen=True, slots=True)
class _Field:
    """Candidates of every label, and what they must not touch."""

    boxes: np.ndarray  # (labels, candidates, 4): left, bottom, right, top
    cost: np.ndarray  # (labels, candidates), infinite where a mark or the frame forbids it


def placed(
    points: np.ndarray,
    radii: np.ndarray,
    sizes: np.ndarray,
    frame: tuple[float, float, float, float],
    ink: np.ndarray,
    rings: int = len(_RINGS),
) -> dict[int, Place]:
    """Return the place of each label that finds one, by its number; the first ones come first.

    Parameters
    ----------
    points
        Middle of every mark (n, 2), most important first [point].
    radii
        Radius of every mark (n,) [point].
    sizes
        Width and height of the labels of the first m marks (m, 2) [point].
    frame
        Left, bottom, right, top within which labels stay [point].
    ink
        Points on the ties (k, 2); a label is put where few of them lie [point].
    rings
        How many distances from the mark are tried: 1 keeps every label next to its mark.

    Notes
    -----
    Greedy, then repaired: a label without a place takes that of one other label which finds another place.
    """
    if not len(sizes):
        return {}
    field = _field(points, radii, sizes, frame, ink, rings)
    chosen: dict[int, int] = {}
    for label in range(len(sizes)):
        free = _free(field, label, chosen)
        if free is not None:
            chosen[label] = free
    for label in range(len(sizes)):
        if label not in chosen:
            _repair(field, label, chosen)
    return {label: _place(field.boxes[label, at], at) for label, at in chosen.items()}


def _field(
    points: np.ndarray, radii: np.ndarray, sizes: np.ndarray, frame: Sequence[float], ink: np.ndarray, rings: int
) -> _Field:
    many = len(sizes)
    out = np.repeat(_RINGS[:rings], len(_SIDES))
    side = np.tile(_SIDES, (rings, 1))
    away = radii[:many, None] + _GAP + out[None]
    middle = points[:many, None] + side[None] * away[..., None] + np.sign(side)[None] * sizes[:, None] / 2
    half = sizes[:, None] / 2
    boxes = np.concatenate([middle - half, middle + half], axis=2)
    marks = np.column_stack([points - 0.85 * radii[:, None], points + 0.85 * radii[:, None]])
    outside = (boxes[..., :2] < frame[:2]).any(axis=2) | (boxes[..., 2:] > frame[2:]).any(axis=2)
    cost = 0.25 * _ink_in(boxes, ink, frame) + np.tile(_RATHER, rings) + 0.6 * out
    for label in range(many):
        hit = _touching(boxes[label], marks, _PAD)
        hit[:, label] = False
        cost[label, hit.any(axis=1) | outside[label]] = np.inf
    return _Field(boxes, cost)


def _touching(boxes: np.ndarray, others: np.ndarray, pad: float) -> np.ndarray:
    """Which of the boxes (c, 4) touches which other (k, 4): (c, k)."""
    apart = (boxes[:, None, :2] >= others[None, :, 2:] + pad) | (others[None, :, :2] >= boxes[:, None, 2:] + pad)
    return np.asarray(~apart.any(axis=2))


def _ink_in(boxes: np.ndarray, ink: np.ndarray, frame: Sequence[float]) -> np.ndarray:
    """Points of ties in each box, from sums over a grid."""
    left, bottom, right, top = frame
    across, up = (max(1, int(np.ceil(span / _CELL))) for span in (right - left, top - bottom))
    counted = (
        np.histogram2d(*ink.T, bins=(across, up), range=((left, right), (bottom, top)))[0]
        if len(ink)
        else np.zeros((across, up))
    )
    summed = np.pad(counted, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    x = np.clip(np.round((boxes[..., [0, 2]] - left) / _CELL), 0, across).astype(int)
    y = np.clip(np.round((boxes[..., [1, 3]] - bottom) / _CELL), 0, up).astype(int)
    return (
        summed[x[..., 1], y[..., 1]]
        - summed[x[..., 0], y[..., 1]]
        - summed[x[..., 1], y[..., 0]]
        + summed[x[..., 0], y[..., 0]]
    )


def _free(field: _Field, label: int, chosen: dict[int, int]) -> int | None:
    """Best candidate of a label that touches none of the labels written."""
    cost = field.cost[label].copy()
    if chosen:
        cost[_touching(field.boxes[label], _written(field, chosen), _PAD).any(axis=1)] = np.inf
    best = int(np.argmin(cost))
    return best if np.isfinite(cost[best]) else None


def _repair(field: _Field, label: int, chosen: dict[int, int]) -> None:
    """Give a label the place of one other label, when that one finds another."""
    names = list(chosen)
    if not names:
        return
    hit = _touching(field.boxes[label], _written(field, chosen), _PAD)
    for at in np.argsort(field.cost[label], kind="stable"):
        if not np.isfinite(field.cost[label, at]):
            return
        if hit[at].sum() == 1:
            other = names[int(np.argmax(hit[at]))]
            before = chosen.pop(other)
            chosen[label] = int(at)
            elsewhere = _free(field, other, chosen)
            if elsewhere is not None:
                chosen[other] = elsewhere
                return
            del chosen[label]
            chosen[other] = before
            names = list(chosen)
            hit = _touching(field.boxes[label], _written(field, chosen), _PAD)


def _written(field: _Field, chosen: dict[int, int]) -> np.ndarray:
    return field.boxes[list(chosen), list(chosen.values())]


def _place(box: np.ndarray, at: int) -> Place:
    align = {1.0: "left", -1.0: "right"}.get(float(np.sign(_SIDES[at % len(_SIDES), 0])), "center")
    return Place(float(box[0] + box[2]) / 2, float(box[1] + box[3]) / 2, align, at >= len(_SIDES))
