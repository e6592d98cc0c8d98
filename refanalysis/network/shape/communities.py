"""Communities: groups of actors with more ties among themselves than their numbers of ties would give by chance."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from refanalysis import schema
from refanalysis.network.matrices import adjacency, attribute, contacts_of

_STARTS = (3, 250)  # fewest and most independent starts
_WORK = 40_000  # ties times starts, about 0.1 s
_ROUNDS = 8  # each start is taken up again so many times: finds more than twice as many starts do
_WIDE = 0.05  # randomness of Leiden's refinement, above its usual 0.001: starts differ more


def communities(graph: nx.Graph, by: str | None = "kind", seed: int = 0) -> pd.DataFrame:
    """Community of every actor by Leiden's method, 1 the largest: table `communities`.

    Parameters
    ----------
    graph
        Any networkx graph. Two actors are joined or not: directions, relations and weights are not used.
    by
        Node attribute for the column `kind`; None leaves it empty.
    seed
        Of the independent starts, 3 to 250 by the number of ties; the best is kept. The same seed gives the same table.

    Notes
    -----
    The measure is modularity of the ties without direction [1]_. It merges small communities in large networks, and different
    partitions may be nearly as good: read the groups as a summary, not as a fact. An actor without ties is a community.

    References
    ----------
    .. [1] Traag V. A., Waltman L., van Eck N. J. (2019), From Louvain to Leiden, doi:10.1038/s41598-019-41695-z.
    """
    number = best_partition(contacts_of(adjacency(graph)), seed)
    kind = [""] * len(graph) if by is None else attribute(graph, by)
    table = pd.DataFrame({"actor": list(graph), "community": number, "size": np.bincount(number)[number], "kind": kind})
    return schema.check(table, "communities")


def best_partition(contacts: csr_array, seed: int = 0) -> np.ndarray:
    """Number of each actor's community (n,), 1 the largest, equals in the order of actors; isolates stand alone.

    Parameters
    ----------
    contacts
        Sparse symmetric (n, n), 1 where two actors are joined.
    seed
        Of the starts.
    """
    from graspologic_native import leiden

    label = np.arange(contacts.shape[0])
    pairs = contacts.tocoo()
    once = pairs.row < pairs.col
    ties = [(str(a), str(b), 1.0) for a, b in zip(pairs.row[once].tolist(), pairs.col[once].tolist(), strict=True)]
    if ties:
        starts = int(np.clip(_WORK // len(ties), *_STARTS))
        found = leiden(ties, randomness=_WIDE, iterations=_ROUNDS, seed=seed, trials=starts)[1]
        at = np.fromiter((int(actor) for actor in found), dtype=int, count=len(found))
        label[at] = len(label) + np.fromiter(found.values(), dtype=int, count=len(found))
    return _by_size(_moved(contacts, np.unique(label, return_inverse=True)[1]))


def agreement(one: np.ndarray, other: np.ndarray) -> float:
    """How far two ways of grouping the same actors agree: 1 when equal, about 0 when unrelated; NaN when neither groups.

    Notes
    -----
    Rand's index adjusted for chance, over pairs of actors: Hubert L., Arabie P. (1985), doi:10.1007/BF01908075.
    """
    first, second = (np.unique(labels, return_inverse=True)[1] for labels in (one, other))
    table = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(table, (first, second), 1.0)
    both, rows, columns = (float((t * (t - 1.0)).sum() / 2.0) for t in (table, table.sum(axis=1), table.sum(axis=0)))
    by_chance = rows * columns / (len(one) * (len(one) - 1.0) / 2.0) if len(one) > 1 else 0.0
    most = (rows + columns) / 2.0 - by_chance
    return (both - by_chance) / most if most > 1e-12 else np.nan


def _moved(contacts: csr_array, label: np.ndarray) -> np.ndarray:
    """The partition after moving single actors to a neighbouring community for as long as modularity rises by it."""
    degree, ties = contacts.sum(axis=1), contacts.sum()
    size = np.bincount(label, weights=degree, minlength=len(label))
    starts, others = contacts.indptr, contacts.indices
    moving = bool(ties)
    while moving:
        moving = False
        for actor in np.flatnonzero(degree):
            near = np.bincount(label[others[starts[actor] : starts[actor + 1]]], minlength=1)
            own = label[actor]
            size[own] -= degree[actor]
            gain = near - degree[actor] * size[: len(near)] / ties
            stay = (near[own] if own < len(near) else 0.0) - degree[actor] * size[own] / ties
            best = int(np.argmax(np.where(near > 0, gain, -np.inf)))
            if gain[best] > stay + 1e-9:
                label[actor], moving = best, True
            size[label[actor]] += degree[actor]
    return label


def _by_size(label: np.ndarray) -> np.ndarray:
    _, first, group = np.unique(label, return_index=True, return_inverse=True)
    order = np.lexsort((first, -np.bincount(group)))
    return np.argsort(order)[group] + 1
