"""Shortest paths by hops from all actors at once, and the measures that rest on them.

Three engines give the same numbers. Up to `_STACKED_UP_TO` actors, and for stacks of networks, breadth-first search runs level
by level for all sources together, as products of a sparse matrix with an array. Above, betweenness is that of rustworkx, and
distances come from a search that follows 64 sources in one machine word.

References
----------
Brandes U. (2001), A faster algorithm for betweenness centrality, Journal of Mathematical Sociology 25(2),
doi:10.1080/0022250X.2001.9990249.
Then M. et al. (2014), The more the merrier: efficient multi-source graph traversal, Proceedings of the VLDB Endowment 8(4),
doi:10.14778/2735496.2735507.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from refanalysis.network import engines
from refanalysis.network.matrices import blocks, pieces, side_by_side

_STACKED_UP_TO = 250  # actors; above this rustworkx is faster
_EXACT_IN_SINGLE = 2.0**24
_STEPS = 100  # of the search in words; beyond that one source after the other is faster
_CELLS = 2_000_000  # distances of single sources held at once
_WORDS = 4  # machine words of 64 sources each, followed at once


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom each actor reaches, each (n,): how many others, summed hops, summed 1 / hops, hops to the farthest."""

    others: np.ndarray
    hops: np.ndarray
    nearness: np.ndarray
    farthest: np.ndarray


def shortest_paths(adjacency: np.ndarray | csr_array, sources: slice = slice(None)) -> tuple[np.ndarray, np.ndarray]:
    """Distances [hop] and numbers of shortest paths from sources to all, each (…, sources, n); no path is `inf` and 0.

    Parameters
    ----------
    adjacency
        1 where row has a tie to column, else 0: an array (…, n, n) or a sparse (n, n).
    sources
        Rows to start from.
    """
    start = np.eye(adjacency.shape[-1])[sources]
    start = np.broadcast_to(start, (*adjacency.shape[:-2], *start.shape))
    distance = np.where(start > 0, 0.0, np.inf)
    paths, frontier, step = start.copy(), start, 0
    while True:
        step += 1
        frontier = np.where(np.isinf(distance), frontier @ adjacency, 0.0)
        reached = frontier > 0
        if not reached.any():
            return distance, paths
        distance[reached] = step
        paths += frontier


def betweenness(adjacency: np.ndarray | csr_array) -> np.ndarray:
    """Shortest paths between ordered pairs of others that run through each actor (…, n), split evenly where there are several.

    For a network without directions (symmetric `adjacency`) every pair is counted from both ends: halve the result.

    Parameters
    ----------
    adjacency
        1 where row has a tie to column, else 0: a network as an array or sparse (n, n), or a stack of networks (…, n, n).
    """
    if isinstance(adjacency, np.ndarray):
        n = adjacency.shape[-1]
        return _stacked(side_by_side(adjacency), n)[0].reshape(adjacency.shape[:-1])
    if adjacency.shape[0] > _STACKED_UP_TO:
        return engines.betweenness(adjacency)
    return _stacked(adjacency, adjacency.shape[0])[0]


def path_measures(ties: csr_array, directed: bool, n: int | None = None) -> dict[str, np.ndarray]:
    """Betweenness, closeness, harmonic centrality and eccentricity of every actor, each as long as `ties`.

    Parameters
    ----------
    ties
        Sparse, 1 where row has a tie to column.
    directed
        Whether ties have directions; without, every pair counts once in betweenness.
    n
        Actors of each network, when `ties` holds several side by side.
    """
    each = ties.shape[0] if n is None else n
    if each > _STACKED_UP_TO and each == ties.shape[0]:
        between, out = engines.betweenness(ties), reach(ties)
        into = reach(ties.T.tocsr()) if directed else out
    else:
        between, out, into = _stacked(ties, each)
    if not directed:
        near = {"closeness": closeness(out, each), "harmonic": out.nearness}
        return {"betweenness": between / 2.0, **near, "eccentricity": out.farthest, "reachable": out.others}
    return {
        "betweenness": between,
        "closeness_out": closeness(out, each),
        "closeness_in": closeness(into, each),
        "harmonic_out": out.nearness,
        "harmonic_in": into.nearness,
        "eccentricity_out": out.farthest,
        "eccentricity_in": into.farthest,
        "reachable_out": out.others,
        "reachable_in": into.others,
    }


def closeness(reached: Reach, n: int) -> np.ndarray:
    """Closeness of Wasserman and Faust (n,), 0 where no one is reached.

    r of the n - 1 others are reached at mean distance D; closeness is r / (n - 1) / D.
    """
    return np.divide(reached.others**2, (n - 1) * reached.hops, out=np.zeros_like(reached.hops), where=reached.hops > 0)


def mean_distance(reachable: np.ndarray, closeness: np.ndarray) -> float:
    """Mean hops over all ordered pairs of which one reaches the other [hop]; NaN where no one reaches anyone.

    Parameters
    ----------
    reachable, closeness
        As in `path_measures`, both along ties or both against them (n,).
    """
    some = closeness > 0
    hops = (reachable[some] ** 2 / ((len(reachable) - 1) * closeness[some])).sum()
    return float(hops / reachable.sum()) if some.any() else np.nan


def reach(ties: csr_array) -> Reach:
    """Whom each actor reaches along its ties; 64 sources are followed in one machine word.

    Parameters
    ----------
    ties
        Sparse (n, n), 1 where row has a tie to column. Give the transpose for those who reach the actor.
    """
    n = ties.shape[0]
    found = Reach(*np.zeros((4, n)))
    senders = np.flatnonzero(np.diff(ties.indptr))
    if not len(senders):
        return found
    starts = ties.indptr[senders]
    for first in range(0, n, 64 * _WORDS):
        if not _follow(ties, senders, starts, range(first, min(first + 64 * _WORDS, n)), found):
            return _one_by_one(ties)
    return found


def _follow(ties: csr_array, senders: np.ndarray, starts: np.ndarray, targets: range, found: Reach) -> bool:
    """Add to `found` how far every actor is from the targets, one bit for each target; False when that takes too many steps."""
    place = np.arange(len(targets))
    frontier = np.zeros((ties.shape[0], -(-len(targets) // 64)), dtype="uint64")
    frontier[targets.start + place, place // 64] = np.uint64(1) << (place % 64).astype("uint64")
    seen, step = frontier.copy(), 0
    while step < _STEPS:
        step += 1
        heard = np.bitwise_or.reduceat(np.take(frontier, ties.indices, axis=0), starts, axis=0) & ~seen[senders]
        frontier = np.zeros_like(seen)
        frontier[senders] = heard
        seen |= frontier
        count = np.bitwise_count(heard).sum(axis=1, dtype="float64")
        if not count.any():
            return True
        found.others[senders] += count
        found.hops[senders] += step * count
        found.nearness[senders] += count / step
        found.farthest[senders] = np.where(count > 0, np.maximum(found.farthest[senders], step), found.farthest[senders])
    return False


def _one_by_one(ties: csr_array) -> Reach:
    """As `reach`, for networks that are long chains: every source on its own."""
    from scipy.sparse.csgraph import dijkstra

    n = ties.shape[0]
    found = Reach(*np.zeros((4, n)))
    size = max(1, _CELLS // n)
    for first in range(0, n, size):
        part = slice(first, min(first + size, n))
        hops = dijkstra(ties, unweighted=True, indices=np.arange(n)[part])
        linked = np.isfinite(hops) & (hops > 0.0)
        found.others[part], found.hops[part] = linked.sum(axis=1), hops.sum(axis=1, where=linked)
        found.nearness[part] = np.divide(1.0, hops, out=np.zeros_like(hops), where=linked).sum(axis=1)
        found.farthest[part] = hops.max(axis=1, where=linked, initial=0.0)
    return found


def _stacked(ties: csr_array, n: int) -> tuple[np.ndarray, Reach, Reach]:
    """Betweenness of ordered pairs, reach along ties and against them, for networks of n actors side by side."""
    back = ties.T.tocsr().astype(np.float32)
    parts = zip(pieces(ties, n), pieces(back, n), strict=True)
    between, out, into = zip(*(_search(*pair, n) for pair in parts), strict=True)
    return np.concatenate(between), _joined(out), _joined(into)


def _search(ties: csr_array, back: csr_array, n: int) -> tuple[np.ndarray, Reach, Reach]:
    """As `_stacked`, for a few networks whose arrays stay in the processor's cache; `back` is the transpose of `ties`.

    Rows are actors, columns the sources of their network. Numbers of paths are whole: single precision holds them exactly up to
    2^24, beyond that they are counted in double precision.
    """
    levels, paths = _forth(back, n)
    if paths.max() >= _EXACT_IN_SINGLE:
        levels, paths = _forth(back.astype(np.float64), n)
    new = [found for _, found in levels]
    out = _reached([found.reshape(-1, n, n).sum(axis=1, dtype="uint16").ravel() for found in new], len(paths))
    into = _reached([found.sum(axis=1, dtype="uint16") for found in new], len(paths))
    return _back(ties, levels, paths), out, into


def _forth(back: csr_array, n: int) -> tuple[list[tuple[np.ndarray, np.ndarray]], np.ndarray]:
    """Shortest paths found at each distance from 1 and where they were found; numbers of paths in all."""
    frontier = blocks(back, n)
    paths, place = frontier.copy(), np.arange(len(frontier))
    paths[place, place % n] = 1.0
    new, unreached, levels = frontier > 0.0, paths == 0.0, []
    while new.any():
        levels.append((frontier, new))
        frontier = back @ frontier
        frontier *= unreached
        new = frontier > 0.0
        paths += frontier
        unreached ^= new
    return levels, paths


def _back(ties: csr_array, levels: list[tuple[np.ndarray, np.ndarray]], paths: np.ndarray) -> np.ndarray:
    """Betweenness: shares of shortest paths handed back from the farthest to the nearest, summed over sources."""
    between = np.zeros(len(paths))
    per_path = 1.0 / np.maximum(paths, 1.0).astype("float64")
    share = per_path * levels[-1][1] if levels else per_path
    for frontier, new in levels[-2::-1]:
        share = ties @ share
        between += np.einsum("ij,ij->i", frontier, share)
        share += per_path
        share *= new
    return between


def _reached(counts: list[np.ndarray], size: int) -> Reach:
    """Sums over distances from 1 up; `counts` are the others found at each."""
    count = np.array(counts, dtype="float64").reshape(-1, size)
    step = np.arange(1.0, len(count) + 1.0)
    return Reach(count.sum(axis=0), step @ count, (1.0 / step) @ count, (count > 0.0).sum(axis=0).astype("float64"))


def _joined(parts: tuple[Reach, ...]) -> Reach:
    return Reach(*(np.concatenate([getattr(part, name) for part in parts]) for name in Reach.__slots__))
