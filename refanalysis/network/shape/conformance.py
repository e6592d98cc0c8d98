"""A network as it is beside one as it should be: which required ties are there, missing, or come on top."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from refanalysis import schema
from refanalysis.network.shape.qap import correlation, paired

_STEPS = 2


def conformance(observed: nx.Graph, required: nx.Graph) -> pd.DataFrame:
    """How far the observed network realises the required one: table `conformance`.

    Parameters
    ----------
    observed, required
        Networks of the same actors, in any order. Relations are collapsed, weights are not used. Directions count unless
        neither network has any; then pairs are counted once.

    Returns
    -------
    DataFrame
        ================== ====================================================================================
        required, observed ties of each
        present            ties in both
        missing            required, not observed
        extra              observed, not required
        recall             present over required [share]
        precision          present over observed [share]
        jaccard            present over ties in either [share]
        hamming            missing and extra
        phi                correlation over ordered pairs, as in `qap`
        within_two_steps   required ties that observed ties realise directly or by way of one other actor
        recall_two_steps   those over required [share]
        reversed           required ties that are missing while the opposite one is observed; none without directions
        ================== ====================================================================================

    Raises
    ------
    ValueError
        When the actors differ, for a network without actors or with self-ties.

    Examples
    --------
    >>> rules, practice = nx.DiGraph([("a", "b"), ("a", "c")]), nx.DiGraph([("a", "b"), ("b", "c")])
    >>> conformance(practice, rules).set_index("measure")["value"][["recall", "within_two_steps", "extra"]].tolist()
    [0.5, 2.0, 1.0]
    """
    is_tied, should = paired(observed, required)
    ends = 1.0 if observed.is_directed() or required.is_directed() else 2.0
    asked, found, both = float(should.nnz), float(is_tied.nnz), float((is_tied * should).sum())
    near = float((_steps(is_tied, should).data <= _STEPS).sum())
    opposite = float((should * is_tied.T).sum() - (should * is_tied.T * is_tied).sum())
    values = {
        "required": asked / ends,
        "observed": found / ends,
        "present": both / ends,
        "missing": (asked - both) / ends,
        "extra": (found - both) / ends,
        "recall": _share(both, asked),
        "precision": _share(both, found),
        "jaccard": _share(both, asked + found - both),
        "hamming": (asked + found - 2.0 * both) / ends,
        "phi": correlation(is_tied, should),
        "within_two_steps": near / ends,
        "recall_two_steps": _share(near, asked),
        "reversed": opposite / ends,
    }
    return schema.check(pd.DataFrame({"measure": list(values), "value": list(values.values())}), "conformance")


def conformance_ties(observed: nx.Graph, required: nx.Graph) -> pd.DataFrame:
    """Every tie that is required, observed or both, missing ones first: table `conformance_ties`; raises as `conformance`.

    `steps` says by how many observed ties the receiver is reached, which tells a missing tie that has a way round from one that
    has none.
    """
    is_tied, should = paired(observed, required)
    either = (is_tied + should).tocsr()
    away = _steps(is_tied, either)
    pairs = away.tocoo()
    keep = np.full(pairs.nnz, True) if observed.is_directed() or required.is_directed() else pairs.row < pairs.col
    row, column = pairs.row[keep], pairs.col[keep]
    wanted, here = should.toarray()[row, column] > 0, is_tied.toarray()
    status = np.where(wanted & (here[row, column] > 0), "present", np.where(wanted, "missing", "extra"))
    actors = np.array([str(actor) for actor in observed], dtype=object)
    table = pd.DataFrame(
        {
            "from_actor": actors[row],
            "to_actor": actors[column],
            "status": status,
            "steps": pd.array(np.where(np.isinf(pairs.data[keep]), np.nan, pairs.data[keep]), dtype="Float64").astype("Int64"),
            "reversed": here[column, row] > 0,
        }
    )
    order = table["status"].map({"missing": 0, "extra": 1, "present": 2}).sort_values(kind="stable").index
    return schema.check(table.loc[order].reset_index(drop=True), "conformance_ties")


def _steps(ties: csr_array, pairs: csr_array) -> csr_array:
    """Ties on the shortest way for each pair that has an entry in `pairs`, infinite when there is none."""
    senders = np.flatnonzero(np.diff(pairs.indptr))
    hops = dijkstra(ties, unweighted=True, indices=senders) if len(senders) else np.zeros((0, ties.shape[0]))
    entries = pairs.tocoo()
    data = hops[np.searchsorted(senders, entries.row), entries.col]
    return csr_array((data, pairs.indices, pairs.indptr), shape=pairs.shape)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else np.nan
