"""Shortest paths from all actors at once, and the measures that rest on them.

Breadth-first search runs level by level for a block of sources together, as products of matrices. The same lines serve one
network (n, n), a stack of resampled networks (draws, n, n), and a sparse matrix.

References
----------
Brandes U. (2001), A faster algorithm for betweenness centrality, Journal of Mathematical Sociology 25(2),
doi:10.1080/0022250X.2001.9990249.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_DENSE_UP_TO = 1_000  # actors; below this a dense product is faster than a sparse one
_BLOCK = 512  # sources followed at once


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


def dependencies(adjacency: np.ndarray | csr_array, distance: np.ndarray, paths: np.ndarray) -> np.ndarray:
    """Share of each source's shortest paths that run through each actor, added over targets (…, sources, n).

    Ends of a path do not count as lying on it.
    """
    finite = np.isfinite(distance)
    longest = int(distance.max(where=finite, initial=0))
    back = np.swapaxes(adjacency, -1, -2) if isinstance(adjacency, np.ndarray) else adjacency.T.tocsr()
    per_path = np.divide(1.0, paths, out=np.zeros_like(paths), where=finite)
    through = np.zeros_like(paths)
    for step in range(longest, 1, -1):
        share = np.where(distance == step, (1.0 + through) * per_path, 0.0)
        through += np.where(distance == step - 1, paths * (share @ back), 0.0)
    return through


def betweenness(adjacency: np.ndarray) -> np.ndarray:
    """Shortest paths between ordered pairs of others that run through each actor (…, n), split evenly where there are several.

    For a network without directions (symmetric `adjacency`) every pair is counted from both ends: halve the result.
    """
    return dependencies(adjacency, *shortest_paths(adjacency)).sum(axis=-2)


def path_measures(adjacency: csr_array, directed: bool) -> dict[str, np.ndarray]:
    """Betweenness, closeness and harmonic centrality of every actor, each (n,), from one pass over the sources.

    Closeness is that of Wasserman and Faust: r of the n - 1 others are reached at mean distance D, closeness is
    r / (n - 1) / D, and 0 where no one is reached.
    """
    n = adjacency.shape[0]
    matrix = adjacency.toarray() if n <= _DENSE_UP_TO else adjacency
    between, reached, total, inverse = np.zeros(n), np.zeros((2, n)), np.zeros((2, n)), np.zeros((2, n))
    for first in range(0, n, _BLOCK):
        block = slice(first, min(first + _BLOCK, n))
        distance, paths = shortest_paths(matrix, block)
        between += dependencies(matrix, distance, paths).sum(axis=0)
        linked = np.isfinite(distance) & (distance > 0)
        closer = np.divide(1.0, distance, out=np.zeros_like(distance), where=linked)
        steps = np.where(linked, distance, 0.0)
        for sums, values in ((reached, linked), (total, steps), (inverse, closer)):
            sums[0, block] = values.sum(axis=1)
            sums[1] += values.sum(axis=0)
    closeness = np.divide(reached**2, (n - 1) * total, out=np.zeros_like(total), where=total > 0)
    if not directed:
        return {"betweenness": between / 2, "closeness": closeness[0], "harmonic": inverse[0]}
    names = ("closeness_out", "closeness_in", "harmonic_out", "harmonic_in")
    return {"betweenness": between, **dict(zip(names, (*closeness, *inverse), strict=True))}
