"""Measures for which a compiled graph library is faster than arrays: rustworkx, imported when it is first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import rustworkx
    from scipy.sparse import csr_array


def betweenness(ties: csr_array) -> np.ndarray:
    """Shortest paths between ordered pairs of others through each actor (n,), as `paths.betweenness`."""
    import rustworkx

    found = rustworkx.digraph_betweenness_centrality(digraph(ties), normalized=False)
    return np.fromiter(found.values(), dtype="float64", count=ties.shape[0])


def articulation_points(contacts: csr_array) -> np.ndarray:
    """1 where removing the actor breaks its component apart, else 0 (n,).

    Parameters
    ----------
    contacts
        Sparse (n, n), symmetric, 1 where two actors are joined.
    """
    import rustworkx

    found = np.zeros(contacts.shape[0])
    found[list(rustworkx.articulation_points(graph(contacts)))] = 1.0
    return found


def bridges(contacts: csr_array) -> list[tuple[int, int]]:
    """Pairs whose link is the only one between two parts; `contacts` as in `articulation_points`."""
    import rustworkx

    return sorted(rustworkx.bridges(graph(contacts)))


def digraph(ties: csr_array) -> rustworkx.PyDiGraph:
    """The ties with their directions as a graph of rustworkx; actors are numbered as in `ties`."""
    import rustworkx

    made = rustworkx.PyDiGraph(multigraph=False, node_count_hint=ties.shape[0], edge_count_hint=ties.nnz)
    made.add_nodes_from(range(ties.shape[0]))
    pairs = ties.tocoo()
    made.extend_from_edge_list(list(zip(pairs.row.tolist(), pairs.col.tolist(), strict=True)))
    return made


def graph(contacts: csr_array) -> rustworkx.PyGraph:
    """The pairs that are joined as a graph of rustworkx; actors are numbered as in `contacts`."""
    import rustworkx

    made = rustworkx.PyGraph(multigraph=False, node_count_hint=contacts.shape[0], edge_count_hint=contacts.nnz // 2)
    made.add_nodes_from(range(contacts.shape[0]))
    pairs = contacts.tocoo()
    once = pairs.row < pairs.col
    made.extend_from_edge_list(list(zip(pairs.row[once].tolist(), pairs.col[once].tolist(), strict=True)))
    return made
