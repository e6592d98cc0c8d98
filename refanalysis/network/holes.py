"""Structural holes: whether an actor's contacts know one another, on sparse matrices."""

from __future__ import annotations

from typing import Literal, get_args

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array, diags_array

from refanalysis import schema
from refanalysis.network.matrices import adjacency, contacts_of, inverse, weights
from refanalysis.network.triads import two_steps_within

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
    mutual.sort_indices()
    n, count = mutual.shape[0], np.diff(mutual.indptr).astype(float)
    row, strength = np.repeat(np.arange(n), np.diff(mutual.indptr)), mutual.data
    two_steps = two_steps_within(mutual)
    invested = strength * inverse(mutual.sum(axis=1))[row]
    relative = strength * inverse(mutual.max(axis=1).toarray().ravel())[mutual.indices]  # m_qj of the contact's best tie
    if scope == "ego":
        in_circle = strength + two_steps(np.ones_like(strength), strength)
        parts = (invested + two_steps(invested / in_circle, strength)) ** 2
    else:
        parts = (invested + two_steps(invested, invested)) ** 2
    constraint = _literal(mutual) if scope == "others" else _summed(parts, row, n)
    effective = count - _summed(two_steps(invested, relative), row, n)
    values = {
        "constraint": constraint,
        "effective_size": effective,
        "efficiency": effective * inverse(count),
        "hierarchy": _hierarchy(parts, row, count),
    }
    return {name: np.where(count > 0, value, np.nan) for name, value in values.items()}


def ego_effective_size(ties: csr_array) -> np.ndarray:
    """Contacts less 2 t / contacts, t the pairs of contacts that are joined (n,); NaN without ties, weights not used.

    References
    ----------
    Borgatti S. P. (1997), Structural holes: unpacking Burt's redundancy measures, Connections 20(1).
    """
    contacts = contacts_of(ties)
    contacts.sort_indices()
    count = np.diff(contacts.indptr).astype(float)
    row = np.repeat(np.arange(len(count)), np.diff(contacts.indptr))
    joined = _summed(two_steps_within(contacts)(contacts.data, contacts.data), row, len(count))
    return np.where(count > 0, count - joined * inverse(count), np.nan)


def _literal(mutual: csr_array) -> np.ndarray:
    """Constraint summed over all other actors (n,): shares of two steps count without a tie as well."""
    invested = diags_array(inverse(mutual.sum(axis=1))) @ mutual
    both = (invested + invested @ invested).tocsr()
    both.data = both.data**2
    return both.sum(axis=1) - both.diagonal()


def _hierarchy(parts: np.ndarray, row: np.ndarray, count: np.ndarray) -> np.ndarray:
    relative = parts * (count * inverse(_summed(parts, row, len(count))))[row]
    spread = _summed(relative * np.log(relative), row, len(count))
    most = count * np.log(np.maximum(count, 1.0))
    return np.divide(spread, most, out=np.ones_like(spread), where=count > 1)


def _summed(values: np.ndarray, row: np.ndarray, n: int) -> np.ndarray:
    return np.bincount(row, weights=values, minlength=n).astype("float64")  # whole numbers when there are no ties
