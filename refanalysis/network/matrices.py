"""A networkx graph as sparse matrices and arrays, actors in the order of the graph."""

from __future__ import annotations

import networkx as nx
import numpy as np
from scipy.sparse import csr_array


def adjacency(graph: nx.Graph) -> csr_array:
    """Sparse (n, n) of floats, 1 where row has any tie to column; symmetric when the graph has no directions."""
    matrix = weights(graph, None)
    matrix.data = np.ones_like(matrix.data)
    return matrix


def weights(graph: nx.Graph, weight: str | None = "weight") -> csr_array:
    """Sparse (n, n) of the weights, added over relations; `ValueError` for a graph without actors or with self-ties."""
    if not len(graph):
        raise ValueError("the network has no actors")
    loops = [actor for actor, _ in nx.selfloop_edges(graph)]
    if loops:
        raise ValueError(f"actors tied to themselves: {', '.join(map(str, loops[:5]))}; accepted: ties between two actors")
    return csr_array(nx.to_scipy_sparse_array(graph, weight=weight, dtype="float64", format="csr"))


def contacts_of(ties: csr_array) -> csr_array:
    """Sparse (n, n), 1 where two actors are joined in either direction."""
    either = (ties + ties.T).tocsr()
    either.data = np.ones_like(either.data, dtype="float64")
    return either


def inverse(values: np.ndarray) -> np.ndarray:
    """1 over each value, 0 where it is 0 (n,)."""
    return np.divide(1.0, values, out=np.zeros(len(values)), where=values > 0)


def attribute(graph: nx.Graph, name: str) -> np.ndarray:
    """A node attribute as text (n,); `ValueError` naming the actors that lack it."""
    values = dict(graph.nodes(data=name))
    lacking = [str(actor) for actor, value in values.items() if value is None or value == ""]
    if lacking:
        more = f" and {len(lacking) - 5} more" if len(lacking) > 5 else ""
        raise ValueError(f"no {name} is given for {', '.join(lacking[:5])}{more}; accepted: every actor has one")
    return np.array([str(value) for value in values.values()])


def relation_of(graph: nx.Graph) -> str:
    """The relation of the ties when they share one, else 'all'."""
    relations = {relation for _, _, relation in graph.edges(data="relation")}
    only = relations.pop() if len(relations) == 1 else None
    return str(only) if only else "all"
