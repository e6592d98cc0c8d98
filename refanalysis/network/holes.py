"""Structural holes: whether an actor's contacts know one another, on sparse matrices."""

from __future__ import annotations

from typing import Literal, get_args

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array, diags_array

from refanalysis import schema
from refanalysis.network.matrices import adjacency, contacts_of, inverse, weights

Scope = Literal["contacts", "others", "ego"]


def structural_holes(graph: nx.Graph, scope: Scope = "contacts", weighted: bool = False) -> pd.DataFrame:
    """Burt's measures of every actor: table `structural_holes`; empty for actors without ties.

    Parameters
    ----------
    graph
        Any networkx graph without self-ties. Several relations between two actors count as one tie, or add up when `weighted`.
    scope
        Over whom constraint is summed, see `hole_measures`.
    weighted
        Whether shares of ties are those of the weights (a higher weight is a stronger tie) or each tie counts the same.

    Raises
    ------
    ValueError
        For an unknown scope, for a network without actors or with self-ties.

    Examples
    --------
    >>> table = structural_holes(nx.star_graph(3))
    >>> table.loc[0, ["contacts", "effective_size", "constraint"]].astype(float).round(4).tolist()
    [3.0, 3.0, 0.3333]
    """
    ties = weights(graph) if weighted else adjacency(graph)
    values = {**hole_measures(ties, scope), "effective_size_ego": ego_effective_size(ties)}
    count = contacts_of(ties).sum(axis=1).astype("int64")
    table = pd.DataFrame({"actor": list(graph), "scope": scope, "contacts": count, **values})
    return schema.check(table, "structural_holes")


def hole_measures(ties: csr_array, scope: Scope = "contacts") -> dict[str, np.ndarray]:
    """Burt's constraint, effective size, efficiency and hierarchy, each (n,); NaN for actors without ties.

    Parameters
    ----------
    ties
        Sparse (n, n): 1 or a weight where row has a tie to column.
    scope
        `contacts` sums constraint over the actor's contacts, as igraph and networkx do; `others` over all other actors, Burt's
        sum taken literally, which is never smaller; `ego` over contacts with shares taken within the actor's ego network
        only, as in UCINET's ego network model. Only constraint and hierarchy depend on it.

    Notes
    -----
    With z the ties added over both directions, p_ij = z_ij / sum_k z_ik and m_jq = z_jq / max_k z_jk:
    constraint = sum over contacts j of (p_ij + sum_q p_iq p_qj)^2; effective size = sum over contacts j of
    (1 - sum_q p_iq m_jq), q other than i and j; efficiency = effective size / contacts; hierarchy = how unevenly constraint is
    spread over contacts, from 0 to 1.

    References
    ----------
    Burt R. S. (1992), Structural Holes, Harvard University Press, chapter 2.
    """
    if scope not in get_args(Scope):
        raise ValueError(f"scope is {scope!r}; accepted: {', '.join(get_args(Scope))}")
    mutual = (ties + ties.T).tocsr().astype("float64")
    mutual.eliminate_zeros()
    contacts = contacts_of(mutual)
    count = contacts.sum(axis=1)
    invested = diags_array(inverse(mutual.sum(axis=1))) @ mutual
    relative = diags_array(inverse(mutual.max(axis=1).toarray().ravel())) @ mutual
    through = invested if scope != "ego" else _within_ego(invested, mutual, contacts)
    second = through @ (mutual if scope == "ego" else invested)
    parts = _squared((invested + second) * contacts)
    constraint = parts.sum(axis=1) if scope != "others" else _without_self(_squared(invested + second))
    effective = count - (invested @ relative.T * contacts).sum(axis=1)
    values = {
        "constraint": constraint,
        "effective_size": effective,
        "efficiency": effective * inverse(count),
        "hierarchy": _hierarchy(parts, count),
    }
    return {name: np.where(count > 0, value, np.nan) for name, value in values.items()}


def ego_effective_size(ties: csr_array) -> np.ndarray:
    """Contacts less 2 t / contacts, t the pairs of contacts that are joined (n,); NaN without ties, weights not used.

    References
    ----------
    Borgatti S. P. (1997), Structural holes: unpacking Burt's redundancy measures, Connections 20(1).
    """
    contacts = contacts_of(ties)
    count = contacts.sum(axis=1)
    joined = (contacts @ contacts * contacts).sum(axis=1)
    return np.where(count > 0, count - joined * inverse(count), np.nan)


def _within_ego(invested: csr_array, mutual: csr_array, contacts: csr_array) -> csr_array:
    """Share of i's ties with q over q's ties within i's ego network, sparse (n, n) by i, q."""
    inside = (contacts @ mutual * contacts + mutual).tocsr()  # the sum of q's ties to i's contacts, and to i
    inside.data = 1.0 / inside.data
    return (invested * inside).tocsr()


def _squared(matrix: csr_array) -> csr_array:
    squares = matrix.tocsr()
    squares.data = squares.data**2
    return squares


def _without_self(squares: csr_array) -> np.ndarray:
    return squares.sum(axis=1) - squares.diagonal()


def _hierarchy(parts: csr_array, count: np.ndarray) -> np.ndarray:
    relative = (diags_array(count * inverse(parts.sum(axis=1))) @ parts).tocsr()
    relative.data = relative.data * np.log(relative.data)
    spread = relative.sum(axis=1)
    most = count * np.log(np.maximum(count, 1.0))
    return np.divide(spread, most, out=np.ones_like(spread), where=count > 1)
