"""A core that no k removals can break, and how much can at most be parted from it."""

from __future__ import annotations

import math

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

_ROUNDING = 1e-9


def linked_at_least(joined: csr_array, k: int) -> float:
    """Ordered pairs that stay linked whichever k actors leave, at the least.

    Parameters
    ----------
    joined
        1 where two actors are linked, symmetric (n, n).
    k
        Actors that leave.

    Notes
    -----
    Those of the core that stay are all linked with one another. Every other actor sends one unit along its shortest ways to the
    core, split evenly at each step, and keeps account of one unit of its own. An actor parted from the core has its whole unit
    stopped by those who left, so those who leave and those they part are at most the k highest loads together.
    """
    core = unbreakable(joined, k)
    steps = dijkstra(joined, directed=False, unweighted=True, indices=np.flatnonzero(core), min_only=True)
    load = np.sort(_carried(joined, steps))[::-1]
    stay = math.ceil(np.isfinite(steps).sum() - load[:k].sum() - _ROUNDING)
    return float(max(stay, 0) * max(stay - 1, 0))


def unbreakable(joined: csr_array, k: int) -> np.ndarray:
    """Flags of actors who, whichever k leave, are all linked with one another if they stay (n,).

    Notes
    -----
    Two actors are sure of one another when they have a tie or more than k common contacts. The core starts from actors who are
    all sure of one another, best linked first, and takes in whoever has more than k contacts in it.
    """
    ties = joined.toarray() > 0
    sure = ties | ((joined @ joined).toarray() > k)
    core = np.zeros(len(ties), dtype=bool)
    for actor in np.argsort(-ties.sum(axis=1), kind="stable"):
        core[actor] = sure[actor, core].all()
    while True:
        larger = core | (ties[:, core].sum(axis=1) > k)
        if (larger == core).all():
            return core
        core = larger


def _carried(joined: csr_array, steps: np.ndarray) -> np.ndarray:
    """Units each actor carries, its own included (n,); 0 for those who have no way to the core."""
    load = np.isfinite(steps).astype(float)
    for actor in np.argsort(-np.where(np.isfinite(steps), steps, -1.0), kind="stable"):
        if not 0 < steps[actor] < np.inf:
            continue
        contacts = joined.indices[joined.indptr[actor] : joined.indptr[actor + 1]]
        closer = contacts[steps[contacts] < steps[actor]]
        load[closer] += load[actor] / len(closer)
    return load
