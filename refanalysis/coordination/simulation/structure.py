"""Figures of an arrangement's network that need no simulation: where it can break, how far refugees are from decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from refanalysis.coordination.elements import LEADING, SHARING

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.coordination.arrangement import Arrangement

_VOICE = ("PARTICIPATES_IN", "CONSULTS", "MEMBER_OF", "REPRESENTS", *LEADING, *SHARING)


def single_points_of_failure(arrangement: Arrangement, observed: pd.DataFrame | None = None) -> list[str]:
    """Bodies without which the network of bodies falls into more parts (articulation points), sorted."""
    graph = nx.Graph(_pairs(arrangement, observed))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return sorted(nx.articulation_points(graph))


def hops_to_decision(arrangement: Arrangement, observed: pd.DataFrame | None = None, start: str = "REFUGEES") -> int | None:
    """Ties from refugees to the national forum over participation, consultation and membership; None without a path."""
    graph = nx.DiGraph()
    edges = arrangement.edges if observed is None else observed
    for edge in edges[edges["edge_type"].isin(_VOICE)].itertuples(index=False):
        # who consults refugees hears them: the voice runs against the edge
        ends = (edge.from_body, edge.to_body)
        graph.add_edge(*(ends[::-1] if edge.edge_type == "CONSULTS" else ends))
    goals = [forum for forum in ("NATIONAL_COORDINATION_FORUM", "JOINT_PLATFORM", "INTER_SECTOR_WG") if forum in graph]
    if start not in graph or not goals or not nx.has_path(graph, start, goals[0]):
        return None
    return int(nx.shortest_path_length(graph, start, goals[0]))


def _pairs(arrangement: Arrangement, observed: pd.DataFrame | None) -> list[tuple[str, str]]:
    edges = arrangement.edges if observed is None else observed
    acting = set(arrangement.bodies["body"])
    kept = edges[edges["from_body"].isin(acting) & edges["to_body"].isin(acting)]
    return list(zip(kept["from_body"], kept["to_body"], strict=True))
