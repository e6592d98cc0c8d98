"""Networks for the tests of what breaks when actors leave, and the same numbers computed the slow way with networkx."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import networkx as nx
from hypothesis import strategies as st
from reference_networks import EVERY, said

NAMES = EVERY


def enumerated(name: str) -> dict[str, Any]:
    return said(name, "brute")


@st.composite
def networks(draw: st.DrawFn, smallest: int = 3, largest: int = 9) -> nx.Graph:
    n = draw(st.integers(smallest, largest))
    pairs = list(combinations(range(n), 2))
    graph = nx.Graph()
    graph.add_nodes_from(f"a{i}" for i in range(n))
    graph.add_edges_from(
        (f"a{i}", f"a{j}") for i, j in draw(st.lists(st.sampled_from(pairs), unique=True) if pairs else st.just([]))
    )
    return graph


def fragmentation(graph: nx.Graph) -> float:
    m = len(graph)
    return 1 - sum(len(part) * (len(part) - 1) for part in nx.connected_components(graph)) / (m * (m - 1))


def distance_fragmentation(graph: nx.Graph) -> float:
    return 1 - nx.global_efficiency(graph)


def reach(graph: nx.Graph, members: tuple[Any, ...]) -> float:
    away = nx.multi_source_dijkstra_path_length(graph, set(members), weight=None)
    return sum(1 / hops for hops in away.values() if hops) / (len(graph) - len(members))


def without(graph: nx.Graph, members: tuple[Any, ...]) -> nx.Graph:
    return graph.subgraph([actor for actor in graph if actor not in members])
