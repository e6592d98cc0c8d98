"""A networkx graph as sparse matrices and arrays, actors in the order of the graph."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx
import numpy as np
from scipy.sparse import csr_array

_CELLS = 40_000  # cells of the arrays of networks side by side that are worked on at once


def adjacency(graph: nx.Graph) -> csr_array:
    """Sparse (n, n) of floats, 1 where row has any tie to column; symmetric when the graph has no directions."""
    return _matrices(graph, False)[0]


def weights(graph: nx.Graph) -> csr_array:
    """Sparse (n, n) of the weights, added over relations; `ValueError` for a graph without actors or with self-ties."""
    return adjacency_and_weights(graph)[1]


def adjacency_and_weights(graph: nx.Graph) -> tuple[csr_array, csr_array]:
    """What `adjacency` and `weights` give, from one pass over the graph; a tie without a weight has the weight 1."""
    return _matrices(graph, True)


def _matrices(graph: nx.Graph, weighted: bool) -> tuple[csr_array, csr_array]:
    """1 where row has a tie to column, and the weights, added; those are numbers of ties unless `weighted`."""
    n = len(graph)
    if not n:
        raise ValueError("the network has no actors")
    place, several = dict(zip(graph, range(n), strict=True)), graph.is_multigraph()
    count, column, weight = np.zeros(n, dtype="int32"), [], []
    for row, (_, neighbours) in enumerate(graph.adjacency()):
        if several:
            neighbours = {(b, key): tie for b, ties in neighbours.items() for key, tie in ties.items()}
            column.extend(place[b] for b, _ in neighbours)
        else:
            column.extend(map(place.__getitem__, neighbours))
        count[row] = len(neighbours)
        if weighted:
            weight.extend(tie.get("weight") for tie in neighbours.values())
    ends = np.repeat(np.arange(n, dtype="int32"), count), np.array(column, dtype="int32")
    _refuse_loops(graph, *ends)
    given = np.array(weight, dtype="float64") if weighted else np.ones(len(column))
    added = csr_array((np.where(np.isnan(given), 1.0, given), ends), shape=(n, n))
    added.sum_duplicates()
    ties = added.copy()
    ties.data[:] = 1.0
    return ties, added


def _refuse_loops(graph: nx.Graph, row: np.ndarray, column: np.ndarray) -> None:
    if (row == column).any():
        actors = list(graph)
        loops = [str(actors[number]) for number in dict.fromkeys(row[row == column])]
        raise ValueError(f"actors tied to themselves: {', '.join(loops[:5])}; accepted: ties between two actors")


def side_by_side(stack: np.ndarray) -> csr_array:
    """Sparse (networks n, networks n): a stack of networks (…, n, n) as one network whose parts do not touch.

    A measure that looks no further than an actor's own component has the values of all networks in one call.
    """
    n = stack.shape[-1]
    flat = stack.reshape(-1, n, n)
    number, row, column = np.nonzero(flat)
    return placed(number, row, column, len(flat), n, flat[number, row, column].astype("float64"))


def placed(
    number: np.ndarray, row: np.ndarray, column: np.ndarray, networks: int, n: int, values: np.ndarray | None = None
) -> csr_array:
    """Networks of n actors side by side from their ties, `number` the network of each; values are 1 when none are given."""
    size = networks * n
    whole = np.int32 if size < 2**31 else np.int64
    ends = (number * n + row).astype(whole), (number * n + column).astype(whole)
    return csr_array((np.ones(len(number)) if values is None else values, ends), shape=(size, size))


def pieces(ties: csr_array, n: int) -> Iterator[csr_array]:
    """Networks of n actors side by side, a few at a time: as many as have arrays that stay in the processor's cache."""
    rows = n * max(1, _CELLS // (n * n))
    for first in range(0, ties.shape[0], rows):
        bounds = ties.indptr[first : first + rows + 1]
        held, size = slice(bounds[0], bounds[-1]), len(bounds) - 1
        yield csr_array((ties.data[held], ties.indices[held] - first, bounds - bounds[0]), shape=(size, size))


def blocks(ties: csr_array, n: int) -> np.ndarray:
    """The networks side by side as an array (networks n, n): rows are actors, columns those of the same network."""
    size = ties.shape[0]
    result = np.zeros((size, n), dtype=ties.dtype)
    result[np.repeat(np.arange(size), np.diff(ties.indptr)), ties.indices % n] = ties.data
    return result


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
    ties = (tie for _, neighbours in graph.adjacency() for tie in neighbours.values())
    if graph.is_multigraph():
        ties = (tie for several in ties for tie in several.values())
    relations = {tie.get("relation") for tie in ties}
    only = relations.pop() if len(relations) == 1 else None
    return str(only) if only else "all"
