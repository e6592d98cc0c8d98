"""Key players: the few actors whose loss would do most harm, or who together reach the most others."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from refanalysis import schema
from refanalysis.network.paths import shortest_paths
from refanalysis.network.removal.bounds import fragmentation_bound, reach_bound
from refanalysis.network.removal.reachable import MOST, fragmentations, links, without

MEASURES = ("fragmentation", "distance_fragmentation", "reach", "reach_with_members")
_SHOWN = 10  # sets listed when several are equally good
_DIGITS = 9  # values that agree to so many decimals are equal
_LIKELY = 40  # best linked actors, among whom the best pair is sought
_CELLS = 2_000_000  # numbers held at once

Score = Callable[[np.ndarray], np.ndarray]


def key_players(
    graph: nx.Graph,
    k: int | Iterable[int] = 3,
    measure: str | Iterable[str] = "fragmentation",
    exact_up_to: int = 40_000,
) -> pd.DataFrame:
    """The set of k actors that matters most, by each measure and for each k: table `key_players`.

    Parameters
    ----------
    graph
        Any networkx graph. Two actors are linked when either has a tie to the other, of whatever relation and weight.
    k
        Actors in the set, or several such numbers; at least two actors must stay outside.
    measure
        `fragmentation` or `distance_fragmentation` of the network without the set, `reach` of the set among the others, or
        `reach_with_members` (see `definitions`); or several of them.
    exact_up_to
        Every set is looked at when there are no more than so many; else a set is built actor by actor, then bettered by
        exchanges.

    Returns
    -------
    pandas.DataFrame
        `value` of the set, `baseline` before any removal (0 for reach), `bound` that no set can exceed, `gap` between the two,
        `argument` the bound rests on. `exact` says that no set is better. Where every set was looked at, `optimal` counts the
        equally good ones and `optimal_sets` lists the first ten in the order of the register, actors separated by ';', sets by
        '|'; `actors` is the first of them.

    Raises
    ------
    ValueError
        For another measure, a k that leaves fewer than two actors, a graph without actors, with self-ties, or with more than
        2,000 actors.

    Notes
    -----
    Building a set for reach actor by actor gives at least 1 - 1/e of the best (reach is submodular); the bound given here comes
    from prices of actors and is nearly always closer. For fragmentation no such promise exists: read the gap, which is wide in
    thin networks when k is more than two or three.

    References
    ----------
    Borgatti S. (2006), Identifying sets of key players in a social network, Computational & Mathematical Organization Theory
    12(1), doi:10.1007/s10588-006-7084-x.

    Examples
    --------
    >>> table = key_players(nx.star_graph(["unhcr", "clinic", "school", "market"]), k=1)
    >>> table[["actors", "value", "exact"]].to_dict("records")
    [{'actors': 'unhcr', 'value': 1.0, 'exact': True}]
    """
    joined, actors = links(graph, MOST), list(graph)
    names = [measure] if isinstance(measure, str) else list(measure)
    numbers = [k] if isinstance(k, int) else list(k)
    _check(names, numbers, len(actors))
    scores = {name: score(joined, name) for name in names}
    rows = [_row(joined, actors, name, number, scores[name], exact_up_to) for name in names for number in numbers]
    return schema.check(pd.DataFrame(rows, columns=schema.TABLES["key_players"].names), "key_players")


def score(joined: csr_array, measure: str) -> Score:
    """Function from sets of actors (sets, k) to their values, and in a further column what decides between equals."""
    n = joined.shape[0]
    if measure == "fragmentation":
        return lambda sets: fragmentations(joined, without(sets, n))
    if measure == "distance_fragmentation":
        return lambda sets: fragmentations(joined, without(sets, n))[:, [1]]
    near = _nearness(joined)
    return lambda sets: _reach(near, sets, members=measure == "reach_with_members")[:, None]


def every_set(values_of: Score, n: int, k: int) -> tuple[np.ndarray, float]:
    """The best sets of k among n actors, equals in the order of actors (sets, k), and their value."""
    sets = np.array(list(combinations(range(n), k)))
    values = values_of(sets)[:, 0]
    return sets[values >= values.max() - 10.0**-_DIGITS], float(values.max())


def greedy(values_of: Score, n: int, k: int, likely: np.ndarray) -> tuple[np.ndarray, float]:
    """A good set of k among n actors (k,) and its value.

    The best next actor is added each time, once from nobody and once from the best pair of those that are `likely`, for two may
    part a network that neither parts alone. Then members are exchanged while that helps.
    """
    starts = [[]] if k == 1 or len(likely) == 1 else [[], _best(np.array(list(combinations(likely, 2))), values_of)[0]]
    ends = [_exchanged(values_of, n, _grown(values_of, n, k, start)) for start in starts]
    chosen = np.sort(max(ends, key=lambda end: end[1])[0])
    return chosen, float(values_of(chosen[None])[0, 0])


def _grown(values_of: Score, n: int, k: int, chosen: list[int]) -> list[int]:
    while len(chosen) < k:
        moves = np.array([[*chosen, new] for new in range(n) if new not in chosen])
        chosen = _best(moves, values_of)[0]
    return chosen


def _exchanged(values_of: Score, n: int, chosen: list[int]) -> tuple[list[int], tuple[float, ...]]:
    standing = _best(np.array([chosen]), values_of)[1]
    while True:
        others = [new for new in range(n) if new not in chosen]
        moves = [[*chosen[:i], new, *chosen[i + 1 :]] for i in range(len(chosen)) for new in others]
        exchanged, reached = _best(np.array(moves), values_of)
        if reached <= standing:
            return chosen, standing
        chosen, standing = exchanged, reached


def _best(moves: np.ndarray, values_of: Score) -> tuple[list[int], tuple[float, ...]]:
    values = values_of(moves).round(_DIGITS)
    first = np.lexsort(-values.T[::-1])[0]
    return moves[first].tolist(), tuple(values[first].tolist())


def _row(joined: csr_array, actors: list[Any], measure: str, k: int, values_of: Score, exact_up_to: int) -> dict[str, Any]:
    n = len(actors)
    listed = math.comb(n, k) <= exact_up_to
    if listed:
        sets, value = every_set(values_of, n, k)
        bound, argument = value, "every set"
    else:
        only, value = greedy(values_of, n, k, np.argsort(-joined.sum(axis=1), kind="stable")[:_LIKELY])
        sets, (bound, argument) = only[None], _bound(joined, measure, k, value)
    shown = [";".join(str(actors[i]) for i in members) for members in sets[:_SHOWN]]
    return {
        "measure": measure,
        "k": k,
        "value": value,
        "baseline": _baseline(joined, measure),
        "actors": shown[0],
        "exact": bound - value <= 10.0**-_DIGITS,
        "bound": max(bound, value),
        "gap": max(bound - value, 0.0),
        "argument": argument,
        "optimal": len(sets) if listed else None,
        "optimal_sets": "|".join(shown) if listed else "",
    }


def _bound(joined: csr_array, measure: str, k: int, value: float) -> tuple[float, str]:
    """What no set of k can exceed, and the argument."""
    if measure not in ("reach", "reach_with_members"):
        by_distance = measure == "distance_fragmentation"
        bound, argument = fragmentation_bound(joined, k, by_distance)
        return min(bound, 1.0), argument
    n = joined.shape[0]
    over, less = (n, 0) if measure == "reach_with_members" else (n - k, k)
    near = _nearness(joined)
    bound = (reach_bound(near, k, value * over + less) - less) / over
    return (bound, "prices") if bound < 1.0 else (1.0, "none")


def _baseline(joined: csr_array, measure: str) -> float:
    if measure in ("reach", "reach_with_members"):
        return 0.0
    return float(fragmentations(joined, np.ones((1, joined.shape[0]), dtype=bool))[0, MEASURES.index(measure)])


def _nearness(joined: csr_array) -> np.ndarray:
    """1 over the distance [1/hop], 1 on the diagonal, 0 without a route (n, n)."""
    return 1.0 / np.maximum(shortest_paths(joined.toarray())[0], 1.0)


def _reach(near: np.ndarray, sets: np.ndarray, members: bool) -> np.ndarray:
    """Mean nearness of others to the nearest member of each set (sets,), members themselves with 1 or left out [share]."""
    n, k = len(near), sets.shape[1]
    parts = np.array_split(sets, max(1, len(sets) * n // _CELLS))
    summed = np.minimum(np.concatenate([_nearest(near, part).sum(axis=1) for part in parts]), float(n))
    return summed / n if members else (summed - k) / (n - k)


def _nearest(near: np.ndarray, sets: np.ndarray) -> np.ndarray:
    nearest = near[sets[:, 0]]
    for place in range(1, sets.shape[1]):
        np.maximum(nearest, near[sets[:, place]], out=nearest)
    return nearest


def _check(measures: Collection[str], numbers: Collection[int], n: int) -> None:
    strange = [name for name in measures if name not in MEASURES]
    if strange:
        raise ValueError(f"measure is {strange[0]!r}; accepted: {', '.join(MEASURES)}")
    for k in numbers:
        if not 1 <= k <= n - 2:
            raise ValueError(
                f"k is {k} of {n} actors; accepted: 1 to {n - 2}, so that two actors stay"
                if n > 2
                else f"the network has {n} actors; key players need three or more"
            )
