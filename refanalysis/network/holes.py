"""Structural holes: whether an actor's contacts know one another, on sparse matrices."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, diags_array

from refanalysis.network.matrices import contacts_of, inverse


def hole_measures(ties: csr_array) -> dict[str, np.ndarray]:
    """Burt's constraint, effective size, efficiency and hierarchy, each (n,); NaN for actors without ties.

    Parameters
    ----------
    ties
        Sparse (n, n): 1 or a weight where row has a tie to column.

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
    mutual = (ties + ties.T).tocsr().astype("float64")
    contacts = contacts_of(ties)
    count = contacts.sum(axis=1)
    invested = diags_array(inverse(mutual.sum(axis=1))) @ mutual
    relative = diags_array(inverse(mutual.max(axis=1).toarray().ravel())) @ mutual
    parts = (((invested + invested @ invested) * contacts) ** 2).tocsr()
    redundant = (invested @ relative.T * contacts).sum(axis=1)
    constraint = parts.sum(axis=1)
    effective = count - redundant
    efficiency = np.divide(effective, count, out=np.full(len(count), np.nan), where=count > 0)
    values = {"constraint": constraint, "effective_size": effective, "efficiency": efficiency}
    values["hierarchy"] = _hierarchy(parts, constraint, count)
    return {name: np.where(count > 0, value, np.nan) for name, value in values.items()}


def _hierarchy(parts: csr_array, constraint: np.ndarray, count: np.ndarray) -> np.ndarray:
    relative = (diags_array(count * inverse(constraint)) @ parts).tocsr()
    relative.data = relative.data * np.log(relative.data)
    spread = relative.sum(axis=1)
    most = count * np.log(np.maximum(count, 1.0))
    return np.divide(spread, most, out=np.ones_like(spread), where=count > 1)
