"""How near a network comes to a chain of command: Krackhardt's dimensions of informal organisations."""

from __future__ import annotations

import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

_PARTS = 4000  # strong components up to which upper bounds are sought: time and memory grow with their square and more


def krackhardt(ties: csr_array, directed: bool = True) -> dict[str, float]:
    """Connectedness, hierarchy, efficiency and least upper boundedness, each 1 in a tree of command; NaN where not defined.

    Parameters
    ----------
    ties
        Sparse (n, n), 1 where row has a tie to column; a tie from superior to subordinate makes the superior an upper bound.
    directed
        Without directions hierarchy is not defined, and efficiency counts every tie from both ends, as R's sna does.

    Returns
    -------
    dict
        ======================== ============================================================================================
        krackhardt_connectedness pairs joined by some path whatever the directions, of all pairs
        krackhardt_hierarchy     pairs of which only one reaches the other, of pairs of which any does; NaN without directions
        hierarchy_reciprocity    pairs joined in one direction only, of all pairs; NaN without directions
        krackhardt_efficiency    1 less the ties beyond those that hold components together, over the most there could be
        least_upper_boundedness  1 less the pairs of a component without a least upper bound, over the most there could be
        lubness_sna              the same as sna 2.7-1 computes it
        ======================== ============================================================================================

        The last two are NaN with more than 4,000 strong components.

    Notes
    -----
    u is an upper bound of i and j when it reaches both (everyone reaches oneself). It is the least when every other upper bound
    reaches it [1]_; sna's manual says the same, while its program looks for one that reaches every other.

    References
    ----------
    .. [1] Krackhardt D. (1994), Graph theoretical dimensions of informal organizations, in Carley and Prietula (eds),
       Computational Organization Theory, Erlbaum.
    """
    n = ties.shape[0]
    component = connected_components(ties, directed=True, connection="weak")[1]
    sizes = np.bincount(component).astype(float)
    group, size, reach = _condensed(ties)
    where = np.empty(len(size), dtype=int)
    where[group] = component
    mutual = _pairs(size).sum()
    one_way = float(size @ np.array([size[row].sum() for row in reach]) - size @ size)
    joined = _share(mutual, mutual + one_way)
    least, greatest = _without_bound(size, reach, where) if len(size) <= _PARTS else (np.nan, np.nan)
    most = ((sizes - 1.0) * (sizes - 2.0) / 2.0).sum()
    spare = ((sizes - 1.0) ** 2).sum()
    same = float((ties * ties.T).sum())
    return {
        "krackhardt_connectedness": _share(_pairs(sizes).sum(), n * (n - 1) / 2),
        "krackhardt_hierarchy": 1.0 - joined if directed else np.nan,
        "hierarchy_reciprocity": _share(ties.nnz - same, n * (n - 1) / 2) if directed else np.nan,
        "krackhardt_efficiency": 1.0 - _share(ties.nnz - (sizes - 1.0).sum(), spare),
        "least_upper_boundedness": 1.0 - _share(least, most),
        "lubness_sna": 1.0 - _share(greatest, most),
    }


def _condensed(ties: csr_array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Strong component of each actor (n,), actors in each (k,), and which component reaches which, boolean (k, k)."""
    count, group = connected_components(ties, directed=True, connection="strong")
    pairs = ties.tocoo()
    between = np.unique(np.column_stack([group[pairs.row], group[pairs.col]]), axis=0)
    order = nx.DiGraph()
    order.add_nodes_from(range(count))
    order.add_edges_from((a, b) for a, b in between.tolist() if a != b)
    reach = np.eye(count, dtype=bool)
    for above in reversed(list(nx.topological_sort(order))):
        for below in order[above]:
            reach[above] |= reach[below]
    return group, np.bincount(group, minlength=count).astype(float), reach


def _without_bound(size: np.ndarray, reach: np.ndarray, where: np.ndarray) -> tuple[float, float]:
    """Pairs of actors of a component that have no least upper bound, and none that reaches all others."""
    wide = reach.astype(float)
    shared = wide.T @ wide  # components that reach both
    tops = np.flatnonzero(reach.sum(axis=0) == 1)
    shared_tops = wide[tops].T @ wide[tops]
    pairs = np.triu(np.outer(size, size), 1) + np.diag(_pairs(size))
    pairs[where[:, None] != where[None, :]] = 0.0
    return float(pairs[~_has_least(reach, shared)].sum()), float(pairs[shared_tops != 1].sum())


def _has_least(reach: np.ndarray, shared: np.ndarray) -> np.ndarray:
    """Whether two components have an upper bound that all their upper bounds reach, boolean (k, k)."""
    above = reach.sum(axis=0)
    result = np.empty(reach.shape, dtype=bool)
    for one in range(len(above)):
        bounds = reach[:, one]
        most = np.where(reach[bounds], above[bounds][:, None], 0).max(axis=0)
        result[one] = (most == shared[one]) & (shared[one] > 0)
    return result


def _pairs(sizes: np.ndarray) -> np.ndarray:
    return sizes * (sizes - 1.0) / 2.0


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else np.nan
