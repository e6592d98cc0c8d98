"""How many distinct sets of rules fire over all legal contexts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import combinations

import numpy as np

from refanalysis.coordination import space as spaces
from refanalysis.coordination.blocks import Plan
from refanalysis.coordination.space import Space, matrix


def rule_sets(made: Plan) -> int:
    """How many distinct sets of rules fire in some legal context.

    At each level of the dimension that most conditions read, the conditions left fall into groups that share no dimension:
    the sets are all combinations of what each group can do. Sets of two levels are distinct because some condition is true
    throughout one and not in the other.
    """
    places = sorted(set(made.of_rules.values()))
    cut = max(made.guidance.dimensions, key=lambda name: sum(name in made.tables[place].names for place in places))
    at_levels = [list(_groups(made, places, cut, level)) for level in _levels(made, cut)]
    for one, other in combinations(at_levels, 2):
        _refuse_shared(one, other, cut)
    return sum(reduce(lambda total, group: total * len(group[1]), found, 1) for found in at_levels)


def _groups(made: Plan, places: list[int], cut: str, level: object) -> Iterator[tuple[tuple[int, ...], set[object]]]:
    """Conditions that share dimensions at one level of `cut`, with the distinct rows of statuses they can take."""
    free: list[tuple[frozenset[str], list[int]]] = []
    constant: dict[int, int] = {}
    for place in places:
        found, statuses = _at(made, [place], cut, level)
        if len(kinds := np.unique(statuses)) == 1:
            constant[place] = int(kinds[0])
            continue
        names = frozenset(found.names) - {cut}
        touching = [one for one in free if one[0] & names]
        free = [one for one in free if not one[0] & names]
        free.append((names.union(*(one[0] for one in touching)), [place, *(p for one in touching for p in one[1])]))
    yield tuple(constant), {tuple(constant.values())}
    for _, own in free:
        _, statuses = _at(made, sorted(own), cut, level)
        packed = np.packbits(statuses.astype(bool), axis=1)
        rows = np.unique(np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).ravel())
        yield tuple(sorted(own)), {row.tobytes() for row in rows}


def _at(made: Plan, places: list[int], cut: str, level: object) -> tuple[Space, np.ndarray]:
    """Contexts with `cut` at one level as far as conditions tell them apart there, and the statuses."""
    conditions = [made.conditions[place] for place in places]
    names = {name for place in places for name in made.tables[place].names} | {cut}
    found = spaces.space(names, conditions, made.guidance, {cut}, False, {cut: level})
    return found, matrix(places, found, made)


def _levels(made: Plan, name: str) -> list[object]:
    found = spaces.space([name], (), made.guidance, {name})
    return list(found.choices[found.names.index(name)])


def _refuse_shared(one: list, other: list, cut: str) -> None:
    """Refuse two levels of `cut` under which the same set of rules might fire."""
    first, second = (dict(zip(found[0][0], next(iter(found[0][1])), strict=True)) for found in (one, other))
    if not any(first[place] != second[place] for place in first.keys() & second.keys()):
        raise ValueError(f"two levels of {cut} may let the same rules fire, so that sets of rules cannot be counted by level")
