"""The table of measures: every actor and the whole network."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from refanalysis import schema
from refanalysis.network import centrality
from refanalysis.network.graphs import collapsed, undirected
from refanalysis.network.holes import hole_measures
from refanalysis.network.matrices import adjacency, attribute, contacts_of, relation_of, weights
from refanalysis.network.paths import path_measures


def measures(graph: nx.Graph, network: str = "network", by: str | None = "kind") -> pd.DataFrame:
    """Every measure of every actor, and of the whole network (`all`): table `measures`; see `definitions` for each.

    Parameters
    ----------
    graph
        Any networkx graph without self-ties. Several relations between two actors count as one tie, except in strength.
    network
        Name for the column `network`.
    by
        Node attribute that holds the group for the E-I index; None leaves that measure out.

    Raises
    ------
    ValueError
        When there are no actors, when an actor is tied to itself, when actors lack the attribute `by`.

    Examples
    --------
    >>> table = measures(nx.path_graph(["clinic", "unhcr", "ministry"]), by=None)
    >>> table.set_index(["measure", "actor"])["value"]["betweenness"].to_dict()
    {'clinic': 0.0, 'unhcr': 1.0, 'ministry': 0.0}
    """
    ties, flat, actors = adjacency(graph), undirected(graph), list(graph)
    group = None if by is None else np.unique(attribute(graph, by), return_inverse=True)[1]
    of_actors = actor_values(graph, flat, ties, group)
    of_network = network_values(graph, flat, ties, of_actors, group)
    tall = pd.DataFrame(
        {
            "actor": np.tile(np.array(actors, dtype=object), len(of_actors)),
            "measure": np.repeat(list(of_actors), len(actors)),
            "value": np.concatenate(list(of_actors.values())),
        }
    )
    whole = pd.DataFrame({"actor": "all", "measure": list(of_network), "value": list(of_network.values())})
    table = pd.concat([tall, whole], ignore_index=True).assign(network=network, relation=relation_of(graph))
    return schema.check(table, "measures")


def actor_values(graph: nx.Graph, flat: nx.Graph, ties: csr_array, group: np.ndarray | None) -> dict[str, np.ndarray]:
    """Every measure of the actors by name, each (n,); `flat` is the graph without directions."""
    directed, actors = graph.is_directed(), list(graph)
    joints = set(nx.articulation_points(flat))
    core = nx.core_number(collapsed(graph) if directed else flat)
    closed, pairs = centrality.triangles(ties)
    return {
        **_degrees(ties, weights(graph), directed),
        "contacts": contacts_of(ties).sum(axis=1),
        **path_measures(ties, directed),
        "eigenvector": centrality.eigenvector(ties),
        "pagerank": centrality.pagerank(ties),
        "core": np.array([float(core[actor]) for actor in actors]),
        "clustering": np.divide(closed, pairs, out=np.full(len(pairs), np.nan), where=pairs > 0),
        **({"reciprocity": centrality.reciprocity(ties)} if directed else {}),
        **hole_measures(ties),
        **({} if group is None else {"ei_index": ei_index(*inside_outside(ties, group))}),
        "articulation_point": np.array([float(actor in joints) for actor in actors]),
        "component": component_numbers(ties),
    }


def network_values(
    graph: nx.Graph, flat: nx.Graph, ties: csr_array, of_actors: dict[str, np.ndarray], group: np.ndarray | None
) -> dict[str, float]:
    """Every measure of the whole network by name."""
    n, directed = ties.shape[0], graph.is_directed()
    components = np.bincount(of_actors["component"].astype(int))[1:]
    closed, pairs = centrality.triangles(ties)
    one_way = {"reciprocity": float((ties * ties.T).sum()) / ties.nnz if ties.nnz else np.nan} if directed else {}
    if directed:
        one_way["strong_components"] = float(connected_components(ties, connection="strong", return_labels=False))
    mixed = {} if group is None else {"ei_index": float(ei_index(*(end.sum() for end in inside_outside(ties, group))))}
    return {
        "actors": float(n),
        "ties": float(ties.nnz if directed else ties.nnz / 2),
        "density": ties.nnz / (n * (n - 1)) if n > 1 else np.nan,
        "transitivity": float(closed.sum() / pairs.sum()) if pairs.sum() else np.nan,
        "isolates": float((of_actors["contacts"] == 0).sum()),
        "components": float(len(components)),
        "largest_component": float(components.max() / n),
        **one_way,
        **_centralisation(of_actors, n, directed),
        **mixed,
        "articulation_points": float(of_actors["articulation_point"].sum()),
        "bridges": float(sum(1 for _ in nx.bridges(flat))),
    }


def centralisation(values: np.ndarray, most: float) -> float:
    """Freeman centralisation: summed differences from the highest value over `most`, the sum in a star; NaN when 0."""
    return float((values.max() - values).sum() / most) if most > 0 else np.nan


def inside_outside(ties: csr_array, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Contacts of each actor in its own group and in others, each (n,), whatever the directions."""
    pairs = contacts_of(ties).tocoo()
    same = group[pairs.row] == group[pairs.col]
    inside, outside = (np.bincount(pairs.row[keep], minlength=len(group)).astype(float) for keep in (same, ~same))
    return inside, outside


def ei_index(inside: np.ndarray | float, outside: np.ndarray | float) -> np.ndarray:
    """(outside - inside) / (outside + inside), from -1 to 1; NaN without contacts."""
    both = np.asarray(inside + outside, dtype="float64")
    return np.divide(outside - inside, both, out=np.full(both.shape, np.nan), where=both > 0)


def component_numbers(ties: csr_array) -> np.ndarray:
    """Number of each actor's component (n,), 1 the largest, whatever the directions; equals in the order of actors."""
    _, label = connected_components(ties, directed=True, connection="weak")
    first = np.unique(label, return_index=True)[1]
    order = np.lexsort((first, -np.bincount(label)))
    return (np.argsort(order) + 1.0)[label]


def _degrees(ties: csr_array, weight: csr_array, directed: bool) -> dict[str, np.ndarray]:
    out, into, strong_out, strong_in = ties.sum(axis=1), ties.sum(axis=0), weight.sum(axis=1), weight.sum(axis=0)
    if not directed:
        return {"degree": out, "strength": strong_out}
    degrees = {"in_degree": into, "out_degree": out, "degree": into + out}
    return {**degrees, "in_strength": strong_in, "out_strength": strong_out, "strength": strong_in + strong_out}


def _centralisation(of_actors: dict[str, np.ndarray], n: int, directed: bool) -> dict[str, float]:
    star = (n - 1.0) ** 2 * (n - 2.0)
    if not directed:
        degree = {"centralisation_degree": centralisation(of_actors["degree"], (n - 1.0) * (n - 2.0))}
        return {**degree, "centralisation_betweenness": centralisation(of_actors["betweenness"], star / 2)}
    return {
        "centralisation_in_degree": centralisation(of_actors["in_degree"], (n - 1.0) ** 2),
        "centralisation_out_degree": centralisation(of_actors["out_degree"], (n - 1.0) ** 2),
        "centralisation_betweenness": centralisation(of_actors["betweenness"], star),
    }
