"""Figures of an arrangement's network that need no simulation: where it can break, how it hangs on one body, who is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from refanalysis.coordination.elements import LEADING, SHARING
from refanalysis.coordination.simulation.network import network

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from refanalysis.coordination.arrangement import Arrangement

_VOICE = ("PARTICIPATES_IN", "CONSULTS", "MEMBER_OF", "REPRESENTS", *LEADING, *SHARING)
_INFORMING = ("INFORMS", "MEMBER_OF", "PARTICIPATES_IN", *LEADING, *SHARING)


def single_points_of_failure(arrangement: Arrangement, observed: pd.DataFrame | None = None) -> list[str]:
    """Bodies without which the network of bodies falls into more parts (articulation points), sorted."""
    return sorted(nx.articulation_points(_graph(arrangement, observed)))


def hub_centralisation(arrangement: Arrangement, observed: pd.DataFrame | None = None) -> float | None:
    """How far information hangs on one body: Freeman's centralisation of betweenness, 0 to 1; None below three bodies.

    Notes
    -----
    Over who informs whom and who sits in which forum, either way: summed differences of betweenness from the highest one, over
    those of a star, which has 1. [1]_

    References
    ----------
    .. [1] L. C. Freeman, Centrality in social networks: conceptual clarification, Social Networks 1, 1979.
       doi:10.1016/0378-8733(78)90021-7
    """
    graph = _graph(arrangement, observed, _INFORMING)
    if len(graph) < 3:
        return None
    between = list(nx.betweenness_centrality(graph).values())
    return sum(max(between) - each for each in between) / (len(graph) - 1)


def hops_to_decision(arrangement: Arrangement, observed: pd.DataFrame | None = None, start: str = "REFUGEES") -> int | None:
    """Ties from refugees to the national forum over participation, consultation and membership; None without a path."""
    graph = nx.DiGraph()
    edges = network(arrangement, observed).edges
    for edge in edges[edges["edge_type"].isin(_VOICE)].itertuples(index=False):
        # who consults refugees hears them: the voice runs against the edge
        ends = (edge.from_body, edge.to_body)
        graph.add_edge(*(ends[::-1] if edge.edge_type == "CONSULTS" else ends))
    goals = [forum for forum in ("NATIONAL_COORDINATION_FORUM", "JOINT_PLATFORM", "INTER_SECTOR_WG") if forum in graph]
    if start not in graph or not goals or not nx.has_path(graph, start, goals[0]):
        return None
    return int(nx.shortest_path_length(graph, start, goals[0]))


def _graph(arrangement: Arrangement, observed: pd.DataFrame | None, types: Collection[str] = ()) -> nx.Graph:
    """Bodies and their ties, of all edge types or of some."""
    held = network(arrangement, observed)
    edges = held.edges[held.edges["edge_type"].isin(types)] if types else held.edges
    pairs = zip(edges["from_body"], edges["to_body"], strict=True)
    return nx.Graph([pair for pair in pairs if held.bodies.issuperset(pair) and pair[0] != pair[1]])
