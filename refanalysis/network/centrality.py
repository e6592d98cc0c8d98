"""Standing in the network, on sparse matrices.

`ties` is a sparse (n, n) array, 1 where row has a tie to column; symmetric for a network without directions.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, diags_array
from scipy.sparse.csgraph import connected_components

from refanalysis.network.matrices import contacts_of, inverse

_SQUARED_UP_TO = 1_000  # actors; above this the leading eigenvector comes from ARPACK
_ROUNDING = 1e-14
_DOUBLINGS = 60


def eigenvector(ties: csr_array) -> np.ndarray:
    """Eigenvector centrality from incoming ties (n,), the highest 1; 0 for all where no ties form a circle.

    Defined on every network: it is the limit that power iteration from equal values reaches, so that equally strong
    components share the weight, and weaker components get 0.

    References
    ----------
    Bonacich P. (1972), Factoring and weighting approaches to status scores and clique identification, Journal of Mathematical
    Sociology 2(1), doi:10.1080/0022250X.1972.9989806.
    """
    n = ties.shape[0]
    if connected_components(ties, connection="strong", return_labels=False) == n:
        return np.zeros(n)
    if n > _SQUARED_UP_TO:
        from scipy.sparse.linalg import eigs

        vector = np.abs(eigs(ties.T.astype("float64"), k=1, which="LR", v0=np.ones(n))[1][:, 0])
        return vector / vector.max()
    return _limit_of_powers(ties.T.toarray() + np.eye(n))


def _limit_of_powers(matrix: np.ndarray) -> np.ndarray:
    """Direction of matrix^t times ones for t without end, the highest 1, by repeated squaring."""
    direction = np.zeros(len(matrix))
    for _ in range(_DOUBLINGS):
        before, direction = direction, matrix.sum(axis=1) / matrix.sum(axis=1).max()
        if np.abs(direction - before).max() <= _ROUNDING:
            break
        matrix = matrix @ matrix
        matrix /= matrix.max()
    return direction


def pagerank(ties: csr_array, damping: float = 0.85, tolerance: float = 1e-15) -> np.ndarray:
    """PageRank (n,), summing to 1: how often a walk along ties visits, when it jumps anywhere with chance 1 - damping.

    A walk that meets an actor without outgoing ties jumps anywhere. Leaving these jumps out scales every value alike, so the
    values are only brought back to a sum of 1 at the end.

    References
    ----------
    Brin S., Page L. (1998), The anatomy of a large-scale hypertextual web search engine, Computer Networks 30,
    doi:10.1016/S0169-7552(98)00110-X.
    """
    n = ties.shape[0]
    onwards = (diags_array(inverse(ties.sum(axis=1))) @ ties).T.tocsr()
    rank = np.full(n, 1.0 / n)
    for _ in range(int(np.log(tolerance) / np.log(damping)) + 1):
        before = rank
        rank = damping * (onwards @ before) + (1.0 - damping) / n
        if np.abs(rank - before).sum() <= tolerance:
            break
    return rank / rank.sum()


def triangles(ties: csr_array) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of an actor's contacts that are joined, and all pairs of its contacts, each (n,), whatever the directions."""
    either = contacts_of(ties)
    degree = either.sum(axis=1)
    return (either @ either * either).sum(axis=1) / 2.0, degree * (degree - 1.0) / 2.0


def reciprocity(ties: csr_array) -> np.ndarray:
    """Share of an actor's ties, in and out, that are returned (n,); NaN without ties."""
    returned, all_ties = (ties * ties.T).sum(axis=1), ties.sum(axis=1) + ties.sum(axis=0)
    return np.divide(2.0 * returned, all_ties, out=np.full(len(all_ties), np.nan), where=all_ties > 0)
