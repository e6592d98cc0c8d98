"""Two networks of the same actors: their correlation, and what permuting the actors of one gives by chance."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from refanalysis import schema
from refanalysis.network.matrices import adjacency, weights

_CELLS = 10_000_000  # numbers held at once while permuting


def qap(one: nx.Graph, other: nx.Graph, permutations: int = 5000, seed: int = 0, weighted: bool = False) -> pd.DataFrame:
    """Correlation of two networks and its place among permutations of the actors of one: table `qap`, one row.

    Parameters
    ----------
    one, other
        Networks of the same actors, in any order.
    permutations
        How often the actors of `one` change places, all in one go, so that each network keeps its inner form.
    seed
        Of the permutations; the same seed gives the same table.
    weighted
        Whether weights are correlated, or ties that are there or not.

    Raises
    ------
    ValueError
        When the actors differ, for fewer than one permutation.

    Notes
    -----
    The correlation is taken over ordered pairs of different actors, as R's sna does (gcor, qaptest); it is empty when all or
    no pairs of a network are joined. Ties within a network are not independent: usual tests of a correlation do not hold, the
    permutations do [1]_.

    References
    ----------
    .. [1] Krackhardt D. (1988), Predicting with networks, Social Networks 10, doi:10.1016/0378-8733(88)90004-4.
    """
    if permutations < 1:
        raise ValueError(f"permutations is {permutations}; accepted: 1 or more")
    first, second = paired(one, other, weighted)
    observed = correlation(first, second)
    drawn = observed + (_products(first, second, permutations, seed) - _product(first, second)) * _slope(first, second)
    higher = (drawn >= observed - 1e-12).sum()
    lower = (drawn <= observed + 1e-12).sum()
    known = not np.isnan(observed)
    row = {
        "correlation": observed,
        "expected": drawn.mean(),
        "sd": drawn.std(),
        "p_greater": (higher + 1.0) / (permutations + 1.0) if known else np.nan,
        "p_less": (lower + 1.0) / (permutations + 1.0) if known else np.nan,
        "permutations": permutations,
    }
    return schema.check(pd.DataFrame([row]), "qap")


def paired(one: nx.Graph, other: nx.Graph, weighted: bool = False) -> tuple[csr_array, csr_array]:
    """Both networks as sparse (n, n) in the order of actors of the first; `ValueError` naming actors that one of them lacks."""
    lacking = [("second", [a for a in one if a not in other]), ("first", [a for a in other if a not in one])]
    said = [f"{', '.join(map(str, names[:5]))} not in the {which} network" for which, names in lacking if names]
    if said:
        raise ValueError(f"the networks differ in their actors: {'; '.join(said)}; accepted: the same actors in both")
    make = weights if weighted else adjacency
    place = {actor: number for number, actor in enumerate(other)}
    order = [place[actor] for actor in one]
    return make(one), make(other)[order][:, order].tocsr()


def correlation(one: csr_array, other: csr_array) -> float:
    """Correlation of two sparse (n, n) over ordered pairs of different actors; NaN when either does not vary."""
    cells = one.shape[0] * (one.shape[0] - 1.0)
    slope = _slope(one, other)
    return (_product(one, other) - float(one.sum()) * float(other.sum()) / cells) * slope if slope > 0 else np.nan


def _slope(one: csr_array, other: csr_array) -> float:
    """What one more joint tie adds to the correlation; NaN when either network does not vary."""
    cells = one.shape[0] * (one.shape[0] - 1.0)
    spreads = [float((ties.data**2).sum()) - float(ties.sum()) ** 2 / cells if cells else 0.0 for ties in (one, other)]
    return 1.0 / float(np.sqrt(spreads[0] * spreads[1])) if min(spreads) > 1e-12 else np.nan


def _product(one: csr_array, other: csr_array) -> float:
    return float((one * other).sum())


def _products(one: csr_array, other: csr_array, permutations: int, seed: int) -> np.ndarray:
    """Summed products of the ties of both when the actors of the first take the places of others (permutations,)."""
    pairs, n, stream = one.tocoo(), one.shape[0], np.random.default_rng(seed)
    second = other.toarray().ravel()
    step = max(1, _CELLS // max(pairs.nnz + n, 1))
    found = []
    for first in range(0, permutations, step):
        places = stream.permuted(np.tile(np.arange(n), (min(step, permutations - first), 1)), axis=1)
        found.append(second[places[:, pairs.row] * n + places[:, pairs.col]] @ pairs.data)
    return np.concatenate(found)
