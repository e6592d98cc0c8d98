"""How many distinct sets of rules fire over all legal contexts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import combinations

import numpy as np

from refanalysis.coordination import space as spaces
from refanalysis.coordination.blocks import Plan
from refanalysis.coordination.space import Space, matrix


def rule_sets(made: Plan) -> int:
    """How many distinct sets of rules fire in some legal context.

    Conditions fall into groups that share no dimension: the sets are all combinations of what each group can do. The groups
    are found at each level of the dimension that most conditions read, where they are smaller; the sets of two levels are
    distinct where some condition is true throughout one and not in the other, else the groups are found over all levels.
    """
    places = sorted(set(made.of_rules.values()))
    cut = max(made.guidance.dimensions, key=lambda name: sum(name in made.tables[place].names for place in places))
    at_levels = [list(_groups(made, places, {cut: level})) for level in _levels(made, cut)]
    if any(_may_share(one, other) for one, other in combinations(at_levels, 2)):
        at_levels = [list(_groups(made, places, {}))]
    return sum(reduce(lambda total, group: total * len(group[1]), found, 1) for found in at_levels)


def _groups(made: Plan, places: list[int], fixed: Mapping[str, str]) -> Iterator[tuple[tuple[int, ...], set[object]]]:
    """Conditions that share dimensions with one dimension at one level, with the distinct rows of statuses they can take."""
    free: list[tuple[frozenset[str], list[int]]] = []
    constant: dict[int, int] = {}
    for place in places:
        found, statuses = _at(made, [place], fixed)
        if len(kinds := np.unique(statuses)) == 1:
            constant[place] = int(kinds[0])
            continue
        names = frozenset(found.names) - set(fixed)
        touching = [one for one in free if one[0] & names]
        free = [one for one in free if not one[0] & names]
        free.append((names.union(*(one[0] for one in touching)), [place, *(p for one in touching for p in one[1])]))
    yield tuple(constant), {tuple(constant.values())}
    for _, own in free:
        _, statuses = _at(made, sorted(own), fixed)
        packed = np.packbits(statuses.astype(bool), axis=1)
        rows = np.unique(np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).ravel())
        yield tuple(sorted(own)), {row.tobytes() for row in rows}


def _at(made: Plan, places: list[int], fixed: Mapping[str, str]) -> tuple[Space, np.ndarray]:
    """Contexts with a dimension at one level as far as conditions tell them apart there, and the statuses."""
    conditions = [made.conditions[place] for place in places]
    names = {name for place in places for name in made.tables[place].names} | set(fixed)
    found = spaces.space(names, conditions, made.guidance, set(fixed), fixed=fixed)
    return found, matrix(places, found, made)


def _levels(made: Plan, name: str) -> list[object]:
    found = spaces.space([name], (), made.guidance, {name})
    return list(found.choices[found.names.index(name)])


def _may_share(one: list, other: list) -> bool:
    """Whether the same set of rules might fire at two levels."""
    first, second = (dict(zip(found[0][0], next(iter(found[0][1])), strict=True)) for found in (one, other))
    return not any(first[place] != second[place] for place in first.keys() & second.keys())
