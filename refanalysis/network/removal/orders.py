"""Orders in which actors leave, and the largest part after each departure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from refanalysis.network import engines

if TYPE_CHECKING:
    from rustworkx import PyGraph

_DIGITS = 9  # betweenness that agrees to so many decimals is equal
_DRAWS = 1_000  # orders followed at once


def largest_shares(joined: csr_array, orders: np.ndarray) -> np.ndarray:
    """Share of all actors in the largest part after 0, 1, … n departures, for each order (orders, n + 1).

    Parameters
    ----------
    joined
        1 where two actors are linked, symmetric (n, n).
    orders
        Numbers of the actors in the order in which they leave (orders, n).

    Notes
    -----
    Followed backwards: actors come back one by one, and each joins the parts of its contacts that are already there [1]_.

    References
    ----------
    .. [1] Newman M., Ziff R. (2001), Fast Monte Carlo algorithm for site or bond percolation, Physical Review E 64,
       doi:10.1103/PhysRevE.64.016706.
    """
    parts = np.array_split(orders, -(-len(orders) // _DRAWS))
    return np.concatenate([_largest(joined, part) for part in parts]) / joined.shape[0]


def by_degree(joined: csr_array) -> np.ndarray:
    """Most contacts first, equals in the order of actors (n,)."""
    return np.argsort(-joined.sum(axis=1), kind="stable")


def by_degree_left(joined: csr_array) -> np.ndarray:
    """Most contacts among those still there first, counted anew after each departure (n,)."""
    degree, order = joined.sum(axis=1), []
    for _ in range(len(degree)):
        order.append(int(np.argmax(degree)))
        degree[joined.indices[joined.indptr[order[-1]] : joined.indptr[order[-1] + 1]]] -= 1
        degree[order[-1]] = -np.inf
    return np.array(order)


def by_betweenness(joined: csr_array) -> np.ndarray:
    """Highest betweenness first, equals in the order of actors (n,)."""
    return np.argsort(-_betweenness(engines.graph(joined), joined.shape[0]), kind="stable")


def by_betweenness_left(joined: csr_array) -> np.ndarray:
    """Highest betweenness among those still there first, computed anew after each departure (n,)."""
    left, order = engines.graph(joined), []
    for _ in range(joined.shape[0]):
        order.append(int(np.argmax(_betweenness(left, joined.shape[0]))))
        left.remove_node(order[-1])
    return np.array(order)


def _betweenness(left: PyGraph, n: int) -> np.ndarray:
    """Betweenness of those still there, -1 for the others (n,)."""
    import rustworkx

    values = np.full(n, -1.0)
    found = rustworkx.graph_betweenness_centrality(left, normalized=False)
    values[list(found.keys())] = list(found.values())
    return values.round(_DIGITS)


def _largest(joined: csr_array, orders: np.ndarray) -> np.ndarray:
    """Actors in the largest part (orders, n + 1). Roots of parts are found by following `above`, as in union-find."""
    draws, n = orders.shape
    base = np.arange(draws) * n
    above = np.full(draws * n, -1)
    size, taken = np.zeros(draws * n, dtype=np.int64), np.empty(draws * n, dtype=np.int64)
    largest = np.zeros((draws, n + 1), dtype=np.int64)
    degree = np.diff(joined.indptr)
    for left in range(n - 1, -1, -1):
        back = orders[:, left]
        draw = np.repeat(np.arange(draws), degree[back])
        contact = joined.indices[_ranges(joined.indptr[back], degree[back])] + base[draw]
        here = above[contact] >= 0
        contact, draw = contact[here], draw[here]
        new = base + back
        root = _roots(above, contact)
        place = np.arange(len(root))
        taken[root] = place
        once = taken[root] == place
        size[new] = 1 + np.bincount(draw[once], weights=size[root[once]], minlength=draws).astype(np.int64)
        above[new] = new
        above[root] = above[contact] = new[draw]
        largest[:, left] = np.maximum(largest[:, left + 1], size[new])
    return largest


def _roots(above: np.ndarray, actors: np.ndarray) -> np.ndarray:
    root = above[actors]
    while True:
        further = above[root]
        if (further == root).all():
            return root
        root = further


def _ranges(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """start, start + 1, … for each start and length, one after the other."""
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - lengths), lengths)
