"""Standing in the network, on sparse matrices.

`ties` is a sparse (n, n) array, 1 where row has a tie to column; symmetric for a network without directions. Where a function
takes `n`, `ties` may hold several networks of n actors side by side, and every network has its own values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from scipy.sparse import csr_array, diags_array, eye_array
from scipy.sparse.csgraph import connected_components

from refanalysis.network.matrices import blocks, contacts_of, inverse, pieces

_SQUARED_UP_TO = 1_000  # actors; above this a leading eigenvector that powers do not find comes from ARPACK
_THROUGH_ARRAYS = 250  # actors; up to this the product of a sparse matrix with an array is faster than of two sparse ones
_ROUNDING = 1e-14
_DOUBLINGS = 60
_STEPS = 16  # of the power iteration between two looks at how far it moved
_ROUNDS = 32  # of so many steps, before squaring


def eigenvector(ties: csr_array, n: int | None = None) -> np.ndarray:
    """Eigenvector centrality from incoming ties, the highest 1; 0 for all where no ties form a circle.

    Defined on every network: it is the limit that power iteration from equal values reaches, so that equally strong
    components share the weight, and weaker components get 0.

    References
    ----------
    Bonacich P. (1972), Factoring and weighting approaches to status scores and clique identification, Journal of Mathematical
    Sociology 2(1), doi:10.1080/0022250X.1972.9989806.
    """
    size = ties.shape[0]
    n = size if n is None else n
    label = connected_components(ties, connection="strong")[1]
    parts = np.bincount(np.unique(label, return_index=True)[1] // n, minlength=size // n)
    values = np.zeros((size // n, n))
    circles = np.flatnonzero(parts < n)
    if len(circles):
        received = (ties.T + eye_array(size)).tocsr()
        values[circles] = _limit_of_powers([_networks(received, circles, n)], n)
    return values.ravel()


def hubs_and_authorities(ties: csr_array, n: int | None = None) -> dict[str, np.ndarray]:
    """Kleinberg's hub and authority values, the highest 1: good hubs have ties to good authorities, and the other way round.

    Reached by power iteration from equal values as in `eigenvector`; all 0 without ties.

    References
    ----------
    Kleinberg J. M. (1999), Authoritative sources in a hyperlinked environment, Journal of the ACM 46(5),
    doi:10.1145/324133.324140.
    """
    n = ties.shape[0] if n is None else n
    hub = _limit_of_powers([ties.T.tocsr(), ties], n).ravel()
    authority = (ties.T @ hub).reshape(-1, n)
    return {"hub": hub, "authority": (authority * inverse(authority.max(axis=1))[:, None]).ravel()}


def _limit_of_powers(factors: list[csr_array], n: int) -> np.ndarray:
    """Direction of matrix^t times ones for t without end, the highest 1, of each network side by side (networks, n).

    The matrix is the product of `factors`, the first applied first. Where steps do not shrink fast enough to see their end, as
    between equally strong components in a chain, the matrix is squared over and over.
    """
    values, unsettled = _iterated(_powers, factors, n, _ROUNDS)
    slow = _by_squaring if n <= _SQUARED_UP_TO else _by_arnoldi
    for network in unsettled:
        values[network] = slow([_networks(factor, np.array([network]), n) for factor in factors])
    return values


def _iterated(
    advance: Callable[[list[csr_array], np.ndarray, int], np.ndarray], factors: list[csr_array], n: int, rounds: int
) -> tuple[np.ndarray, np.ndarray]:
    """Where `advance` leads from ones, for each network (networks, n), and the numbers of those it did not settle."""
    networks = factors[0].shape[0] // n
    values, left, away = np.ones((networks, n)), np.arange(networks), np.ones(networks, dtype=bool)
    vector, last = np.ones(networks * n), np.full(networks, np.nan)
    for _ in range(rounds):
        before, vector = vector, advance(factors, vector, n)
        part = vector.reshape(-1, n)
        moved = np.abs(vector - before).reshape(-1, n).max(axis=1) * inverse(part.max(axis=1))
        away &= ~_settled(moved, last)
        values[left], last = part, moved
        if 2 * away.sum() <= len(away):
            factors = [_networks(factor, np.flatnonzero(away), n) for factor in factors]
            vector, left, last, away = part[away].ravel(), left[away], last[away], away[away]
        if not len(left):
            break
    return values, left[away]


def _settled(moved: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Whether what is still to come is mere rounding, when each round goes on to shrink as much as the last one did."""
    shrinks = np.divide(moved, last, out=np.ones_like(moved), where=last > moved)
    return (moved <= _ROUNDING / 10) | (moved * shrinks <= _ROUNDING * (1.0 - shrinks))


def _powers(factors: list[csr_array], vector: np.ndarray, n: int) -> np.ndarray:
    for _ in range(_STEPS):
        for factor in factors:
            vector = factor @ vector
    part = vector.reshape(-1, n)
    return (part * inverse(part.max(axis=1))[:, None]).ravel()


def _by_squaring(factors: list[csr_array]) -> np.ndarray:
    """The limit of one network (n,), by repeated squaring."""
    dense = _product(factors).toarray()
    direction = np.zeros(len(dense))
    for _ in range(_DOUBLINGS):
        before, direction = direction, dense.sum(axis=1) / dense.sum(axis=1).max()
        if np.abs(direction - before).max() <= _ROUNDING:
            break
        dense = dense @ dense
        dense /= dense.max()
    return direction


def _by_arnoldi(factors: list[csr_array]) -> np.ndarray:
    """The leading eigenvector of one large network (n,)."""
    from scipy.sparse.linalg import eigs

    matrix = _product(factors)
    vector = np.abs(eigs(matrix, k=1, which="LR", v0=np.ones(matrix.shape[0]))[1][:, 0])
    return vector / vector.max()


def _product(factors: list[csr_array]) -> csr_array:
    matrix = factors[0]
    for factor in factors[1:]:
        matrix = factor @ matrix
    return matrix


def _networks(matrix: csr_array, chosen: np.ndarray, n: int) -> csr_array:
    """Some of the networks side by side."""
    if len(chosen) * n == matrix.shape[0]:
        return matrix
    rows = (chosen[:, None] * n + np.arange(n)).ravel()
    some = matrix[rows]
    shift = np.repeat(rows - np.arange(len(rows)), np.diff(some.indptr))
    return csr_array((some.data, some.indices - shift, some.indptr), shape=(len(rows), len(rows)))


def pagerank(ties: csr_array, damping: float = 0.85, n: int | None = None) -> np.ndarray:
    """PageRank, summing to 1: how often a walk along ties visits, when it jumps anywhere with chance 1 - damping.

    A walk that meets an actor without outgoing ties jumps anywhere. Leaving these jumps out scales every value alike, so the
    values are only brought back to a sum of 1 at the end.

    References
    ----------
    Brin S., Page L. (1998), The anatomy of a large-scale hypertextual web search engine, Computer Networks 30,
    doi:10.1016/S0169-7552(98)00110-X.
    """
    n = ties.shape[0] if n is None else n
    onwards = (diags_array(damping * inverse(ties.sum(axis=1))) @ ties).T.tocsr()

    def walked(factors: list[csr_array], visits: np.ndarray, _: int) -> np.ndarray:
        for _ in range(_STEPS):
            visits = factors[0] @ visits
            visits += 1.0 - damping
        return visits

    values, _ = _iterated(walked, [onwards], n, int(np.log(_ROUNDING) / np.log(damping) / _STEPS) + 2)
    return (values / values.sum(axis=1, keepdims=True)).ravel()


def core(ties: csr_array, which: Literal["all", "in", "out"] = "all") -> np.ndarray:
    """Largest k for which the actor belongs to a group whose members have k ties within it (n,): in and out, in, or out.

    For a network without directions take `in` or `out`; `all` counts its ties from both ends.

    References
    ----------
    Seidman S. B. (1983), Network structure and minimum degree, Social Networks 5(3), doi:10.1016/0378-8733(83)90028-X.
    """
    loss = {"all": lambda: (ties + ties.T).tocsr(), "in": lambda: ties, "out": lambda: ties.T.tocsr()}[which]()
    degree = loss.sum(axis=0)
    found, level = np.zeros(len(degree)), 0.0
    leaving = np.flatnonzero(degree <= level)
    left = len(degree)
    while left:
        while len(leaving):
            found[leaving], left = level, left - len(leaving)
            degree[leaving] = np.inf
            touched, lost = _rows(loss, leaving)
            degree -= np.bincount(touched, weights=lost, minlength=len(degree))
            leaving = np.flatnonzero(degree <= level)
        level = degree.min()
        leaving = np.flatnonzero(degree <= level)
    return found


def _rows(matrix: csr_array, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Columns and values held in some rows."""
    first, count = matrix.indptr[rows], np.diff(matrix.indptr)[rows]
    place = np.arange(count.sum()) + np.repeat(first - np.cumsum(count) + count, count)
    return matrix.indices[place], matrix.data[place]


def triangles(ties: csr_array, contacts: csr_array | None = None, n: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of an actor's contacts that are joined, and all pairs of its contacts, each as long as `ties`.

    Directions do not matter; `contacts` are those of `ties`, when they are known.
    """
    either = contacts_of(ties) if contacts is None else contacts
    degree, each = either.sum(axis=1), ties.shape[0] if n is None else n
    if each > _THROUGH_ARRAYS:
        closed = (either @ either * either).sum(axis=1)
    else:
        closed = np.concatenate([_returning(part, blocks(part, each)) for part in pieces(either, each)])
    return closed / 2.0, degree * (degree - 1.0) / 2.0


def _returning(contacts: csr_array, array: np.ndarray) -> np.ndarray:
    """Walks of three steps back to each actor."""
    return np.einsum("ij,ij->i", contacts @ array, array)


def clustering(closed: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Share of the pairs of an actor's contacts that are joined (n,); NaN with fewer than two contacts."""
    return np.divide(closed, pairs, out=np.full(len(pairs), np.nan), where=pairs > 0)


def reciprocity(ties: csr_array) -> np.ndarray:
    """Share of an actor's ties, in and out, that are returned (n,); NaN without ties."""
    returned, all_ties = (ties * ties.T).sum(axis=1), ties.sum(axis=1) + ties.sum(axis=0)
    return np.divide(2.0 * returned, all_ties, out=np.full(len(all_ties), np.nan), where=all_ties > 0)


def inside_outside(ties: csr_array, group: np.ndarray, contacts: csr_array | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Contacts of each actor in its own group and in others, each (n,), whatever the directions."""
    pairs = (contacts_of(ties) if contacts is None else contacts).tocoo()
    same = group[pairs.row] == group[pairs.col]
    inside, outside = (np.bincount(pairs.row[keep], minlength=len(group)).astype(float) for keep in (same, ~same))
    return inside, outside


def ei_index(inside: np.ndarray | float, outside: np.ndarray | float) -> np.ndarray:
    """(outside - inside) / (outside + inside), from -1 to 1; NaN without contacts."""
    both = np.asarray(inside + outside, dtype="float64")
    return np.divide(outside - inside, both, out=np.full(both.shape, np.nan), where=both > 0)


def component_numbers(ties: csr_array) -> np.ndarray:
    """Number of each actor's component (n,), 1 the largest, whatever the directions; equals in the order of actors."""
    _, label = connected_components(ties, directed=True, connection="weak")
    first = np.unique(label, return_index=True)[1]
    order = np.lexsort((first, -np.bincount(label)))
    return (np.argsort(order) + 1.0)[label]
