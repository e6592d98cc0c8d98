"""Legal contexts as products of levels: counted exactly, enumerated over the few dimensions that matter at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

import numpy as np

from refanalysis.coordination.blocks import Plan
from refanalysis.coordination.conditions import UNKNOWN, Condition, Dimension, Holds, Is, Levels, leaves, named, truth
from refanalysis.coordination.guidance import Guidance
from refanalysis.coordination.verdicts import closed, combinations, status

MOST = 30_000_000  # combinations enumerated at a time
Level = str | tuple[str, ...]


class Space(NamedTuple):
    """Every legal combination of levels of some dimensions, levels that no condition tells apart taken together.

    Attributes
    ----------
    names
        The dimensions.
    choices
        By dimension: one level of each class.
    chosen
        Shape (contexts, dimensions): place of the level in `choices`.
    levels
        The same as `Levels`, for `truth`.
    weights
        Shape (contexts,): how many legal combinations of all levels of these dimensions each row stands for.
    """

    names: tuple[str, ...]
    choices: tuple[tuple[Level, ...], ...]
    chosen: np.ndarray
    levels: Mapping[str, Levels]
    weights: np.ndarray

    def context(self, row: int) -> dict[str, Level]:
        """Levels of one row by dimension."""
        return {name: self.choices[i][self.chosen[row, i]] for i, name in enumerate(self.names)}


def space(
    names: Iterable[str],
    conditions: Iterable[Condition],
    guidance: Guidance,
    whole: Iterable[str] = (),
    unknown: bool = False,
    fixed: Mapping[str, Level] | None = None,
) -> Space:
    """The legal contexts as far as some dimensions tell them apart.

    Parameters
    ----------
    names
        Dimensions; those that cannot be combined freely with them are added.
    conditions
        What tells levels apart: levels on which all comparisons in them agree are one class.
    whole
        Dimensions of which every level is a class of its own.
    unknown
        Whether not knowing a level counts as one more level.
    fixed
        Dimensions that stand at one level, which must be a class of its own.

    Raises
    ------
    ValueError
        Where there are too many combinations to enumerate.
    """
    forbidden = combinations(guidance)
    names = closed(names, guidance)
    own = [leaf for condition in (*conditions, *forbidden) for leaf in leaves(condition)]
    classes = [_classes(guidance.dimensions[name], own, name in whole, unknown) for name in names]
    for i, name in enumerate(names):
        if fixed and name in fixed:
            classes[i] = [(level, n) for level, n in classes[i] if level == fixed[name]]
    sizes = [len(found) for found in classes]
    if prod(sizes) > MOST:
        raise ValueError(f"{', '.join(names)} have {prod(sizes):,} combinations together; accepted: {MOST:,} at most")
    chosen = np.indices(sizes, dtype=np.int16).reshape(len(names), prod(sizes)).T
    choices = tuple(tuple(level for level, _ in found) for found in classes)
    levels = _as_levels(names, choices, chosen, guidance)
    legal = np.ones(len(chosen), dtype=bool)
    for condition in forbidden:
        if named(condition) <= set(names):
            legal &= ~truth(condition, levels, len(chosen))[0]
    chosen = chosen[legal]
    weights = np.ones(len(chosen), dtype=np.int64)
    for i, found in enumerate(classes):
        weights *= np.array([count for _, count in found], dtype=np.int64)[chosen[:, i]]
    return Space(names, choices, chosen, _as_levels(names, choices, chosen, guidance), weights)


def turned(found: Space, name: str, level: str, guidance: Guidance) -> tuple[Space, np.ndarray]:
    """The same contexts with one dimension at one level, and which of them stood elsewhere before and are legal so."""
    column = found.names.index(name)
    chosen = found.chosen.copy()
    chosen[:, column] = found.choices[column].index(level)
    levels = _as_levels(found.names, found.choices, chosen, guidance)
    asked = found.chosen[:, column] != chosen[:, column]
    for condition in combinations(guidance):
        if named(condition) <= set(found.names):
            asked &= ~truth(condition, levels, len(chosen))[0]
    return found._replace(chosen=chosen, levels=levels), asked


def count(guidance: Guidance, names: Iterable[str] | None = None, unknown: bool = False, legal: bool = True) -> int:
    """How many contexts there are, over all dimensions or some, with every level of each."""
    left, total = list(guidance.dimensions if names is None else closed(names, guidance)), 1
    if not legal:
        return prod(_size(guidance.dimensions[name], unknown) for name in left)
    while left:
        group = closed(left[:1], guidance)
        left = [name for name in left if name not in group]
        total *= int(space(group, (), guidance, unknown=unknown).weights.sum())
    return total


def reduced_count(guidance: Guidance, conditions: Sequence[Condition], whole: Iterable[str], unknown: bool, legal: bool) -> int:
    """How many contexts there are when levels that no condition tells apart are one."""
    left, total = list(guidance.dimensions), 1
    while left:
        group = closed(left[:1], guidance) if legal else (left[0],)
        left = [name for name in left if name not in group]
        if legal:
            total *= len(space(group, conditions, guidance, whole, unknown).chosen)
        else:
            own = [leaf for one in (*conditions, *combinations(guidance)) for leaf in leaves(one)]
            total *= len(_classes(guidance.dimensions[group[0]], own, group[0] in whole, unknown))
    return total


def statuses_of(
    places: Iterable[int], lists: Iterable[str], asked: Iterable[str], made: Plan, unknown: bool
) -> tuple[Space, np.ndarray]:
    """All legal contexts as far as some conditions and dimensions tell them apart, and the status of each condition."""
    places = list(places)
    names = {name for place in places for name in made.tables[place].names} | set(lists) | set(asked)
    conditions = [made.conditions[place] for place in places]
    found = space(names, conditions, made.guidance, {*lists, *asked}, unknown)
    return found, matrix(places, found, made)


def matrix(places: Iterable[int], found: Space, made: Plan) -> np.ndarray:
    """Status of conditions in the contexts of a space, shape (contexts, conditions): 1 true, 0 false, -1 undecided."""
    n = len(found.chosen)
    columns = [status(made.tables[place], found.levels, n) for place in places]
    return np.column_stack(columns) if columns else np.empty((n, 0), dtype=np.int8)


def weighed(
    found: Space, statuses: np.ndarray, also: Iterable[str], asked: np.ndarray | None = None
) -> tuple[list[int], list[int]]:
    """First row of each distinct combination of statuses and levels, and how many contexts of the space share it."""
    own = [found.chosen[:, [found.names.index(name)]] for name in dict.fromkeys(also)]
    keys = np.hstack([statuses.astype(np.int16), *own])
    rows = np.arange(len(keys)) if asked is None else np.flatnonzero(asked)
    if not keys.shape[1]:
        return rows[:1].tolist(), [int(found.weights[rows].sum())]
    packed = np.ascontiguousarray(keys[rows]).view(np.dtype((np.void, keys.itemsize * keys.shape[1]))).ravel()
    _, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
    weights = np.zeros(len(first), dtype=np.int64)
    np.add.at(weights, inverse, found.weights[rows])
    return rows[first].tolist(), weights.tolist()


def held_in(found: Space, row: int, lists: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Levels that list dimensions hold in one row; an unknown list holds none."""
    context = found.context(row)
    return {name: context[name] if isinstance(context[name], tuple) else () for name in lists}


def _size(dimension: Dimension, unknown: bool) -> int:
    n = len(dimension.levels)
    return (2**n if dimension.several else n) + unknown


def _classes(dimension: Dimension, asked: list[Is | Holds], whole: bool, unknown: bool) -> list[tuple[Level, int]]:
    """One level of each class with the number of levels in it; not knowing the level is a class of its own."""
    own = [leaf for leaf in asked if leaf.dimension == dimension.name]
    if dimension.several and not whole:
        return [*_classes_of_several(dimension, own), *([(UNKNOWN, 1)] if unknown else [])]
    counted: dict[object, tuple[Level, int]] = {}
    for level in _all_levels(dimension):
        key = level if whole else tuple(_holds(leaf, level) for leaf in own)
        first, n = counted.get(key, (level, 0))
        counted[key] = (first, n + 1)
    return [*counted.values(), *([(UNKNOWN, 1)] if unknown else [])]


def _classes_of_several(dimension: Dimension, own: list[Is | Holds]) -> list[tuple[Level, int]]:
    """What conditions tell apart: which of the levels they name are held, and whether any level is.

    The levels they do not name are held of sectors, as true stands before false, and not held of a list.
    """
    asked = {leaf.level for leaf in own if isinstance(leaf, Holds)}
    others = [level for level in dimension.levels if level not in asked]
    rest = others if dimension.kind == "sectors" else []
    found: list[tuple[Level, int]] = []
    for held in _held_of([level for level in dimension.levels if level in asked]):
        if held or "" not in asked or not others:
            found.append((tuple(level for level in dimension.levels if level in {*held, *rest}), 2 ** len(others)))
        else:
            found += [((), 1), (tuple(rest) or (others[0],), 2 ** len(others) - 1)]
    return found[::-1] if rest else found


def _all_levels(dimension: Dimension) -> list[Level]:
    return list(_held_of(dimension.levels)) if dimension.several else list(dimension.levels)


def _held_of(levels: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every choice of some of the levels, none first."""
    for row in product((False, True), repeat=len(levels)):
        yield tuple(level for level, on in zip(levels, row, strict=True) if on)


def _holds(leaf: Is | Holds, level: Level) -> bool:
    if isinstance(leaf, Is):
        return level in leaf.levels
    return leaf.level in level if leaf.level else bool(level)


def _as_levels(names: Sequence[str], choices: Sequence[tuple[Level, ...]], chosen: np.ndarray, guidance: Guidance) -> dict:
    found = {}
    for i, name in enumerate(names):
        dimension = guidance.dimensions[name]
        codes = np.array([_code(level, dimension) for level in choices[i]], dtype=np.int8)
        found[name] = Levels(dimension, codes[chosen[:, i]])
    return found


def _code(level: Level, dimension: Dimension) -> int | list[int]:
    if dimension.several:
        return [-1 if level == UNKNOWN else int(one in level) for one in dimension.levels]
    return -1 if level == UNKNOWN else dimension.levels.index(level)
