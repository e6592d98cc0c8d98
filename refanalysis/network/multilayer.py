"""The same actors joined by several relations: how far these overlap, and who is active in which.

References
----------
Battiston F., Nicosia V., Latora V. (2014), Structural measures for multiplex networks, Physical Review E 89, 032804,
doi:10.1103/PhysRevE.89.032804.
"""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd

from refanalysis import schema
from refanalysis.network.matrices import adjacency, contacts_of
from refanalysis.network.measures import measures

Pairs = dict[tuple[str, str], None]


def split(graph: nx.Graph) -> dict[str, nx.Graph]:
    """The network of each relation among all the actors, most ties first; directed as `graph` is; none without ties.

    Raises
    ------
    ValueError
        When ties do not say of which relation they are.
    """
    ties: dict[str, list[tuple[str, str, dict]]] = {}
    for a, b, held in graph.edges(data=True):
        ties.setdefault(held.get("relation") or "", []).append((a, b, held))
    if "" in ties:
        named = ", ".join(f"{a} to {b}" for a, b, _ in ties[""][:5])
        raise ValueError(f"ties without a relation: {named}; accepted: every tie has the attribute relation")
    found = {}
    for relation in sorted(ties, key=lambda name: -len(ties[name])):
        found[relation] = nx.DiGraph() if graph.is_directed() else nx.Graph()
        found[relation].add_nodes_from(graph.nodes(data=True))
        found[relation].add_edges_from((a, b, dict(held)) for a, b, held in ties[relation])
    return found


def overlap(graph: nx.Graph, directed: bool = True) -> pd.DataFrame:
    """How far each two relations join the same pairs of actors: table `layer_overlap`.

    Parameters
    ----------
    graph
        Network whose ties have a relation.
    directed
        Whether a tie from a to b differs from one from b to a. Without directions a grant one way and a report the other way
        count as the same pair.
    """
    pairs = {relation: _pairs(layer, directed) for relation, layer in split(graph).items()}
    rows = []
    for one, other in combinations(pairs, 2):
        both, either = len(pairs[one].keys() & pairs[other]), len(pairs[one].keys() | pairs[other])
        counts = (len(pairs[one]), len(pairs[other]), both)
        rows.append((one, other, *counts, both / either, both / counts[0], both / counts[1]))
    return schema.check(pd.DataFrame(rows, columns=schema.TABLES["layer_overlap"].names), "layer_overlap")


def multiplexity(graph: nx.Graph, directed: bool = True, at_least: int = 2) -> pd.DataFrame:
    """Pairs of actors joined by `at_least` so many relations, most relations first: table `multiplexity`."""
    held: dict[tuple[str, str], list[str]] = {}
    for relation, layer in split(graph).items():
        for pair in _pairs(layer, directed):
            held.setdefault(pair, []).append(relation)
    rows = [(*pair, len(names), ";".join(sorted(names))) for pair, names in held.items() if len(names) >= at_least]
    rows.sort(key=lambda row: -row[2])
    return schema.check(pd.DataFrame(rows, columns=schema.TABLES["multiplexity"].names), "multiplexity")


def per_layer(graph: nx.Graph, network: str = "network", by: str | None = "kind") -> pd.DataFrame:
    """Every measure in each relation alone, and in all together (relation `all`): table `measures`.

    All actors are in every layer, joined or not, so that a layer has the values it would have if no other relation were known.
    Parameters as in `measures`.
    """
    layers = split(graph)
    tables = [measures(layer, network, by) for layer in layers.values()]
    together = [measures(graph, network, by)] if len(layers) != 1 else []
    return schema.check(pd.concat([*tables, *together], ignore_index=True), "measures")


def participation(graph: nx.Graph) -> pd.DataFrame:
    """In how many relations each actor is active, and how evenly: table `participation`.

    Notes
    -----
    P = M / (M - 1) (1 - sum over relations of (k / o) squared), where k are the actor's contacts in a relation, in either
    direction, o their sum over relations and M the number of relations in the network [1]_. Empty for an actor without ties and
    in a network of one relation.

    References
    ----------
    .. [1] Battiston et al. 2014, doi:10.1103/PhysRevE.89.032804.

    Examples
    --------
    >>> both = nx.MultiDiGraph([("un", "mno", {"relation": "funds"}), ("un", "isp", {"relation": "informs"})])
    >>> participation(both)["participation"].tolist()
    [1.0, 0.0, 0.0]
    """
    layers = split(graph)
    contacts = np.array([contacts_of(adjacency(layer)).sum(axis=1) for layer in layers.values()])
    total, many = contacts.sum(axis=0), len(layers)
    share = np.divide(contacts, total, out=np.full(contacts.shape, np.nan), where=total > 0)
    spread = many / (many - 1) * (1.0 - (share**2).sum(axis=0)) if many > 1 else np.full(len(graph), np.nan)
    table = {"actor": list(graph), "layers": (contacts > 0).sum(axis=0), "contacts": total.astype(int)}
    return schema.check(pd.DataFrame({**table, "participation": np.clip(spread, 0.0, 1.0)}), "participation")


def _pairs(layer: nx.Graph, directed: bool) -> Pairs:
    """Pairs a layer joins, in the order of its ties; without directions the actor that is listed first leads."""
    if directed and layer.is_directed():
        return dict.fromkeys(layer.edges())
    place = {actor: number for number, actor in enumerate(layer)}
    return dict.fromkeys((a, b) if place[a] < place[b] else (b, a) for a, b in layer.edges())
