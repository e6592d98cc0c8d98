"""Verdicts of conditions by table: true or false where every legal completion of what is unknown agrees, else undecided.

Comparing with three truth values, as `conditions.truth` does, is exact for a condition that names each dimension once. It
leaves open what only the whole situation closes: "hc or not hc", or displaced citizens (idp unknown) where it is known that
they live apart (overlap = separate). Here the unknown is filled in with every legal combination instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from refanalysis.coordination.conditions import Condition, Dimension, Holds, Levels, leaves, named, parse, truth
from refanalysis.coordination.context import COMBINATIONS
from refanalysis.coordination.guidance import Guidance

LARGEST = 1_000_000  # cells of a table; a condition of more dimensions is compared with three truth values


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """Status of a condition by the levels of its dimensions.

    Attributes
    ----------
    condition
        The condition.
    names
        The dimensions it reads, and those that cannot be combined freely with them.
    asked
        By dimension of several levels: those it is asked for; an empty text stands for any other level.
    cells
        One axis for each dimension, the unknown level last: 1 true, 0 false, -1 undecided; None for too many cells.
    """

    condition: Condition
    names: tuple[str, ...]
    asked: Mapping[str, tuple[str, ...]]
    cells: np.ndarray | None


def verdicts(condition: Condition, guidance: Guidance) -> Verdicts:
    """The table of a condition."""
    forbidden = combinations(guidance)
    names = closed(named(condition), guidance)
    bounds = [one for one in forbidden if named(one) <= set(names)]
    asked = {name: _asked(guidance.dimensions[name], (condition, *bounds)) for name in names}
    sizes = [_size(guidance.dimensions[name], asked[name]) for name in names]
    if prod(size + 1 for size in sizes) > LARGEST:
        return Verdicts(condition, names, asked, None)
    levels, n = _grid(names, sizes, asked, guidance)
    true, false = truth(condition, levels, n)
    legal = np.logical_and.reduce([np.ones(n, dtype=bool), *(~truth(one, levels, n)[0] for one in bounds)])
    could, could_not = (_completed((part & legal).reshape(sizes)) for part in (true, false))
    exact = np.where(could & could_not, np.int8(-1), could.astype(np.int8))
    levels, n = _grid(names, [size + 1 for size in sizes], asked, guidance)
    plain = _three_valued(condition, levels, n).reshape(exact.shape)
    return Verdicts(condition, names, asked, np.where(could | could_not, exact, plain))


def status(found: Verdicts, levels: Mapping[str, Levels], n: int) -> np.ndarray:
    """Status of a condition in n contexts: 1 true, 0 false, -1 undecided."""
    if found.cells is None:
        return _three_valued(found.condition, levels, n)
    place = np.zeros(n, dtype=np.int16 if found.cells.size < np.iinfo(np.int16).max else np.int32)
    for name, size in zip(found.names, found.cells.shape, strict=True):
        place *= size
        place += _codes(levels[name], found.asked[name], size)
    told = found.cells.ravel()[place]
    partly = _partly(found, levels, n)
    return np.where(partly, _three_valued(found.condition, levels, n), told) if partly.any() else told


def _partly(found: Verdicts, levels: Mapping[str, Levels], n: int) -> np.ndarray:
    """Contexts in which some but not all levels that a condition asks a dimension for are known, so that no cell tells them."""
    partly = np.zeros(n, dtype=bool)
    for name in found.names:
        if len(found.asked[name]) > 1:
            unknown = levels[name].codes < 0
            partly |= unknown.any(axis=1) & ~unknown.all(axis=1)
    return partly


def combinations(guidance: Guidance) -> list[Condition]:
    """What must not hold in a context, as conditions."""
    return [parse(text, guidance.dimensions, "combination") for text, _ in COMBINATIONS]


def closed(names: Iterable[str], guidance: Guidance) -> tuple[str, ...]:
    """The dimensions together with those that cannot be combined freely with them, in declared order."""
    found = set(names)
    groups = [named(condition) for condition in combinations(guidance)]
    while more := [group for group in groups if group & found and not group <= found]:
        found |= frozenset().union(*more)
    return tuple(name for name in guidance.dimensions if name in found)


def _completed(cells: np.ndarray) -> np.ndarray:
    """The cells with a further one on each axis, for the unknown level: true where any level would do."""
    for axis in range(cells.ndim):
        cells = np.concatenate([cells, cells.any(axis=axis, keepdims=True)], axis=axis)
    return cells


def _three_valued(condition: Condition, levels: Mapping[str, Levels], n: int) -> np.ndarray:
    true, false = truth(condition, levels, n)
    return true.astype(np.int8) - ~(true | false)


def _grid(names: Sequence[str], sizes: Sequence[int], asked: Mapping, guidance: Guidance) -> tuple[dict[str, Levels], int]:
    """Levels in every cell of a table with axes of these sizes, and how many cells there are."""
    places = np.indices(sizes, dtype=np.int16).reshape(len(names), prod(sizes))
    found = {name: _levels(guidance.dimensions[name], asked[name], places[i]) for i, name in enumerate(names)}
    return found, prod(sizes)


def _asked(dimension: Dimension, conditions: Iterable[Condition]) -> tuple[str, ...]:
    own = {
        leaf.level for one in conditions for leaf in leaves(one) if isinstance(leaf, Holds) and leaf.dimension == dimension.name
    }
    return tuple(sorted(own - {""} if set(dimension.levels) <= own else own))


def _size(dimension: Dimension, asked: tuple[str, ...]) -> int:
    return 2 ** len(asked) if dimension.several else len(dimension.levels)


def _codes(levels: Levels, asked: tuple[str, ...], size: int) -> np.ndarray:
    """Place on the axis of a dimension, shape (n,); `size` counts the unknown level, which is last."""
    codes = levels.codes
    if not levels.dimension.several:
        return np.where(codes < 0, np.int8(size - 1), codes)
    place, open_ = np.zeros(len(codes), dtype=np.int16), np.zeros(len(codes), dtype=bool)
    for i, columns in enumerate(_columns(levels.dimension, asked)):
        held = (codes[:, columns] == 1).any(axis=1)
        place += held.astype(np.int16) << i
        open_ |= ~held & (codes[:, columns] < 0).any(axis=1)
    return np.where(open_, np.int16(size - 1), place)


def _levels(dimension: Dimension, asked: tuple[str, ...], places: np.ndarray) -> Levels:
    """Levels of a dimension at some places of its axis."""
    if not dimension.several:
        return Levels(dimension, np.where(places == len(dimension.levels), -1, places).astype(np.int8))
    codes = np.zeros((len(places), len(dimension.levels)), dtype=np.int8)
    for i, columns in enumerate(_columns(dimension, asked)):
        codes[np.ix_((places >> i) & 1 == 1, columns)] = 1
    codes[places == 2 ** len(asked)] = -1
    return Levels(dimension, codes)


def _columns(dimension: Dimension, asked: tuple[str, ...]) -> list[list[int]]:
    """Columns of the codes of several levels that each asked level stands for; any other level for the empty text."""
    others = [i for i, level in enumerate(dimension.levels) if level not in asked]
    return [[dimension.levels.index(one)] if one else others for one in asked]
