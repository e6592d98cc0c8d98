"""What chance alone would give: exact moments of brokerage counts when ties fall at random.

Null model: every tie that could exist does so with the same probability d, independently, and the groups are fixed. A count is
a sum of indicators, one for each ordered triple (a, v, b) in which a reaches b through v only: a-v and v-b exist, a-b does not.
Its variance adds the covariances of all pairs of triples that have a possible tie in common; these are enumerated by how the
second triple is laid over the first, and weighted with the number of actors in each group.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np

ROLES = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison", "total")
_FIRST = (0, 1, 2)  # places of a, v, b in the first triple; 3 stands for an actor outside it


def role_masks(groups: int) -> dict[str, np.ndarray]:
    """For each role, which groups (of a, of v, of b) make it up: boolean arrays (groups, groups, groups)."""
    a, v, b = np.ogrid[:groups, :groups, :groups]
    return {
        "coordinator": (a == v) & (v == b),
        "itinerant": (a == b) & (a != v),
        "representative": (a == v) & (v != b),
        "gatekeeper": (a != v) & (v == b),
        "liaison": (a != v) & (v != b) & (a != b),
        "total": np.ones((groups, groups, groups), dtype=bool),
    }


def moments(sizes: np.ndarray, chance: float, directed: bool) -> dict[str, tuple[np.ndarray, np.ndarray, float, float]]:
    """Exact mean and standard deviation of each role's count, for one actor of each group and for the whole network.

    Parameters
    ----------
    sizes
        Actors in each group (groups,).
    chance
        Probability d of a tie [share].
    directed
        Whether a tie from a to b and one from b to a are two events or one.

    Returns
    -------
    dict
        By role: mean (groups,), standard deviation (groups,), mean of the network, standard deviation of the network.
    """
    triples, fours = _choices(sizes, 3), _choices(sizes, 4)
    overlaps = [(second, _covariance(second, chance, directed)) for second in permutations(range(4), 3)]
    overlaps = [(second, covariance) for second, covariance in overlaps if covariance != 0.0]
    result = {}
    for role, mask in role_masks(len(sizes)).items():
        mean = (triples * mask).sum(axis=(0, 2)) * chance**2 * (1.0 - chance)
        own, every = np.zeros(len(sizes)), 0.0
        for second, covariance in overlaps:
            shared = _pairs(triples, fours, mask, second) * covariance
            every += shared.sum()
            own += shared if second[1] == 1 else 0.0
        deviations = np.sqrt(np.maximum(own / sizes, 0.0)), float(np.sqrt(max(every, 0.0)))
        result[role] = (mean / sizes, deviations[0], float(mean.sum()), deviations[1])
    return result


def _choices(sizes: np.ndarray, places: int) -> np.ndarray:
    """Ways to fill the places with different actors, by the group of each place (groups, … places times)."""
    ways = np.ones((len(sizes),) * places)
    group = np.ogrid[tuple(slice(len(sizes)) for _ in range(places))]
    for place in range(places):
        taken = sum((group[earlier] == group[place] for earlier in range(place)), start=np.zeros(1))
        ways = ways * np.maximum(sizes[group[place]] - taken, 0.0)
    return ways


def _pairs(triples: np.ndarray, fours: np.ndarray, mask: np.ndarray, second: tuple[int, ...]) -> np.ndarray:
    """Pairs of triples that both have the role, the second laid over the first as given, by group of the first's v."""
    if 3 not in second:
        order = np.argsort(second)
        return (triples * mask * mask.transpose(order)).sum(axis=(0, 2))
    letters = "".join("abcd"[place] for place in second)
    return np.einsum(f"abcd,abc,{letters}->b", fours, mask, mask)


def _covariance(second: tuple[int, ...], chance: float, directed: bool) -> float:
    """Covariance of the indicators of the triple (0, 1, 2) and of the triple `second`."""
    one, other = _arcs(_FIRST, directed), _arcs(second, directed)
    common = one.keys() & other.keys()
    if not common:
        return 0.0
    apart = (chance**2 * (1.0 - chance)) ** 2
    if any(one[arc] != other[arc] for arc in common):
        return -apart
    present = sum((one | other).values())
    return chance**present * (1.0 - chance) ** (len(one | other) - present) - apart


def _arcs(triple: tuple[int, ...], directed: bool) -> dict[object, bool]:
    """The three possible ties of a triple (a, v, b), and whether each must exist."""
    a, v, b = triple
    form = tuple if directed else frozenset
    return {form((a, v)): True, form((v, b)): True, form((a, b)): False}
