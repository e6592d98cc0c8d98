"""The table of measures: every actor and the whole network."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components

from refanalysis import schema
from refanalysis.network import centrality, engines
from refanalysis.network.centrality import component_numbers as component_numbers
from refanalysis.network.centrality import ei_index, inside_outside
from refanalysis.network.matrices import adjacency_and_weights, attribute, relation_of
from refanalysis.network.paths import mean_distance
from refanalysis.network.standing import Arrays, actor_values, arrays


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
    held, actors = arrays_of(graph, by), list(graph)
    of_actors = actor_values(held)
    of_network = network_values(held, of_actors)
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


def arrays_of(graph: nx.Graph, by: str | None = None) -> Arrays:
    """The arrays of a graph, made once for all measures; `ValueError` as in `measures`."""
    ties, weight = adjacency_and_weights(graph)
    group = None if by is None else np.unique(attribute(graph, by), return_inverse=True)[1]
    return arrays(ties, graph.is_directed(), weight=weight, group=group)


def network_values(held: Arrays, of_actors: dict[str, np.ndarray]) -> dict[str, float]:
    """Every measure of the whole network by name; `of_actors` are those of its actors."""
    ties, n = held.ties, held.n
    components = np.bincount(of_actors["component"].astype(int))[1:]
    closed, pairs = centrality.triangles(ties, held.contacts)
    return {
        "actors": float(n),
        "ties": float(ties.nnz if held.directed else ties.nnz / 2),
        "density": ties.nnz / (n * (n - 1)) if n > 1 else np.nan,
        "transitivity": float(closed.sum() / pairs.sum()) if pairs.sum() else np.nan,
        "isolates": float((of_actors["contacts"] == 0).sum()),
        "components": float(len(components)),
        "largest_component": float(components.max() / n),
        **_one_way(held),
        **_lengths(of_actors, held.directed),
        **_centralisation(of_actors, n, held.directed),
        **_mixed(held),
        "articulation_points": float(of_actors["articulation_point"].sum()),
        "bridges": float(len(engines.bridges(held.contacts))),
    }


def centralisation(values: np.ndarray, most: float) -> float:
    """Freeman centralisation: summed differences from the highest value over `most`, the sum in a star; NaN when 0."""
    return float((values.max() - values).sum() / most) if most > 0 else np.nan


def _one_way(held: Arrays) -> dict[str, float]:
    if not held.directed:
        return {}
    ties = held.ties
    return {
        "reciprocity": float((ties * ties.T).sum()) / ties.nnz if ties.nnz else np.nan,
        "strong_components": float(connected_components(ties, connection="strong", return_labels=False)),
    }


def _mixed(held: Arrays) -> dict[str, float]:
    if held.group is None:
        return {}
    ends = inside_outside(held.ties, held.group, held.contacts)
    return {"ei_index": float(ei_index(*(end.sum() for end in ends)))}


def _lengths(of_actors: dict[str, np.ndarray], directed: bool) -> dict[str, float]:
    way = "_out" if directed else ""
    reachable, closeness, farthest = (of_actors[f"{name}{way}"] for name in ("reachable", "closeness", "eccentricity"))
    return {"diameter": float(farthest.max()), "mean_distance": mean_distance(reachable, closeness)}


def _centralisation(of_actors: dict[str, np.ndarray], n: int, directed: bool) -> dict[str, float]:
    """Each measure against the most that its differences can add up to."""
    star = (n - 1.0) * (n - 2.0)
    if directed:
        most = {
            "degree": 2.0 * star,
            "in_degree": (n - 1.0) ** 2,
            "out_degree": (n - 1.0) ** 2,
            "betweenness": star * (n - 1.0),
            "closeness_in": n - 1.0,
            "closeness_out": n - 1.0,
            "eigenvector": n - 1.0,
        }
    else:
        closest = star / (2.0 * n - 3.0)
        most = {"degree": star, "betweenness": star * (n - 1.0) / 2.0, "closeness": closest, "eigenvector": n - 2.0}
    return {f"centralisation_{name}": centralisation(of_actors[name], largest) for name, largest in most.items()}
