"""Reference networks as graphs, with what other programs and enumeration say of them."""

import json

import networkx as nx
import pandas as pd

from refanalysis.validation.cases import PACKAGED

FOLDER = PACKAGED / "networks"
EVERY = sorted(path.name.removesuffix("_graph_r.json") for path in (FOLDER / "expected").glob("*_graph_r.json"))


def reference(name):
    nodes = pd.read_csv(FOLDER / "graphs" / f"{name}_nodes.csv", dtype=str, keep_default_na=False)
    edges = pd.read_csv(FOLDER / "graphs" / f"{name}_edges.csv", dtype={"source": str, "target": str})
    graph = nx.DiGraph() if name in ONE_WAY else nx.Graph()
    graph.add_nodes_from((node, {"kind": kind}) for node, kind in zip(nodes["node"], nodes["class"], strict=True))
    graph.add_weighted_edges_from(edges.itertuples(index=False, name=None))
    return graph


def said(name, by):
    """What R (`graph_r`) or enumeration (`brute`) says of the whole network."""
    return json.loads((FOLDER / "expected" / f"{name}_{by}.json").read_text(encoding="utf-8"))


def of_actors(name, what, graph):
    file = FOLDER / "expected" / f"{name}_{what}.csv"
    return pd.read_csv(file, dtype={"node": str}).set_index("node").loc[list(graph)]


def with_kinds(graph, kinds):
    """The graph with the letters of `kinds` dealt to its actors in order."""
    nx.set_node_attributes(graph, dict(zip(graph, kinds, strict=True)), "kind")
    return graph


ONE_WAY = [name for name in EVERY if said(name, "graph_r")["directed"]]
BOTH_WAYS = [name for name in EVERY if name not in ONE_WAY]
