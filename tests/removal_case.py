"""Networks for the tests of what breaks when actors leave, and the same numbers computed the slow way with networkx."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
from hypothesis import strategies as st

FOLDER = Path(__file__).parent / "references" / "networks"
NAMES = sorted(path.name.removesuffix("_keyplayer_brute.csv") for path in FOLDER.glob("expected/*_keyplayer_brute.csv"))

ACTORS = {"florentine_business": "florentine_marriage", "krackhardt_reports_to": "krackhardt_advice"}


def read(name: str) -> nx.DiGraph:
    nodes = pd.read_csv(FOLDER / "graphs" / f"{ACTORS.get(name, name)}_nodes.csv", dtype=str, keep_default_na=False)
    edges = pd.read_csv(FOLDER / "graphs" / f"{name}_edges.csv", dtype=str)
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes["node"])
    graph.add_edges_from(zip(edges["source"], edges["target"], strict=True))
    return graph


def enumerated(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / "expected" / f"{name}_brute.json").read_text())


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
