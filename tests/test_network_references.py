"""Network measures against R's sna and igraph, and against exhaustive enumeration; see the README of the packaged cases."""

from __future__ import annotations

import json

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from reference_networks import EVERY as NAMES
from reference_networks import FOLDER
from reference_networks import ONE_WAY as DIRECTED

from refanalysis import network

SNA = {
    "coordinator": "coordinator_wI",
    "itinerant": "itinerant_wO",
    "representative": "representative_bIO",
    "gatekeeper": "gatekeeper_bOI",
    "liaison": "liaison_bO",
    "total": "total_t",
}
OURS_TO_FILE = {"count": "raw", "expected": "exp", "sd": "sd", "z": "z"}
ENUMERATED = {
    "betweenness": "betweenness",
    "constraint": "constraint_contacts",
    "effective_size": "effective_size",
    "efficiency": "efficiency",
    "hierarchy": "burt_hierarchy",
    "ei_index": "ei_index",
}
ENUMERATED_ONE_WAY = {
    "in_degree": "indegree",
    "out_degree": "outdegree",
    "closeness_in": "closeness_in_wf",
    "closeness_out": "closeness_out_wf",
    "harmonic_in": "harmonic_in",
    "harmonic_out": "harmonic_out",
}
ENUMERATED_BOTH_WAYS = {"degree": "indegree", "closeness": "closeness_in_wf", "harmonic": "harmonic_in"}
FROM_R = {
    "eigenvector": "eigen_igraph",
    "pagerank": "pagerank_085",
    "core": "coreness_all",
    "clustering": "local_clustering_igraph",
    "articulation_point": "articulation",
}
WHOLE = {
    "density": "density",
    "transitivity": "transitivity_igraph_global",
    "components": "components_weak",
    "centralisation_betweenness": "centralization_betweenness",
}
WHOLE_ONE_WAY = {
    "reciprocity": "reciprocity_edgewise",
    "strong_components": "components_strong",
    "centralisation_in_degree": "centralization_degree_in",
    "centralisation_out_degree": "centralization_degree_out",
}


def read(name: str) -> nx.DiGraph | nx.Graph:
    nodes = pd.read_csv(FOLDER / "graphs" / f"{name}_nodes.csv", dtype=str, keep_default_na=False)
    edges = pd.read_csv(FOLDER / "graphs" / f"{name}_edges.csv", dtype={"source": str, "target": str})
    actors = nodes.rename(columns={"node": "actor", "class": "kind"})[["actor", "kind"]]
    ties = edges.rename(columns={"source": "from_actor", "target": "to_actor"}).assign(relation="tie", certainty=1.0)
    graph = network.graph(actors, ties, "tie")
    return graph if name in DIRECTED else network.undirected(graph)


def expected(name: str, what: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / "expected" / f"{name}_{what}.csv", dtype={"node": str}).set_index("node")


def by_actor(table: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    return table[table["actor"] != "all"].pivot(index="actor", columns=column, values=value)


def difference(ours: pd.Series, theirs: pd.Series) -> float:
    """Largest difference where the file has a value; infinite when we lack one, or when nothing can be compared."""
    theirs = theirs.dropna()
    assert len(theirs) > 0
    return float((ours.reindex(theirs.index) - theirs).abs().fillna(np.inf).max())


@pytest.mark.parametrize("name", NAMES)
def test_measures_of_actors_equal_enumeration_and_r(name: str) -> None:
    ours = by_actor(network.measures(read(name)), "measure", "value")
    more = ENUMERATED_ONE_WAY if name in DIRECTED else ENUMERATED_BOTH_WAYS
    pairs = [("nodes_brute", ENUMERATED | more), ("nodes_r", FROM_R)]
    worst = {
        measure: difference(ours[measure], expected(name, file)[column].astype(float))
        for file, columns in pairs
        for measure, column in columns.items()
    }
    assert max(worst.values()) < 1e-9, worst


@pytest.mark.parametrize("name", NAMES)
def test_measures_of_the_whole_network_equal_r(name: str) -> None:
    table = network.measures(read(name))
    ours = table[table["actor"] == "all"].set_index("measure")["value"]
    theirs = json.loads((FOLDER / "expected" / f"{name}_graph_r.json").read_text(encoding="utf-8"))
    columns = WHOLE | (WHOLE_ONE_WAY if name in DIRECTED else {"centralisation_degree": "centralization_degree_in"})
    worst = {measure: abs(ours[measure] - theirs[column]) for measure, column in columns.items()}
    enumerated = json.loads((FOLDER / "expected" / f"{name}_brute.json").read_text(encoding="utf-8"))
    worst["ei_index"] = abs(ours["ei_index"] - enumerated["ei_index"])
    assert max(worst.values()) < 1e-9, worst


@pytest.mark.parametrize("name", NAMES)
def test_brokerage_of_actors_equals_sna(name: str) -> None:
    table = network.brokerage(read(name), null="arcs")
    theirs = expected(name, "brokerage_r")
    for column, prefix in OURS_TO_FILE.items():
        ours = by_actor(table, "role", column)
        for role, label in SNA.items():
            np.testing.assert_allclose(ours[role].reindex(theirs.index), theirs[f"{prefix}_{label}"], rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", DIRECTED)
def test_brokerage_equals_the_exact_null_for_actors_and_network(name: str) -> None:
    table = network.brokerage(read(name))
    theirs = expected(name, "brokerage_exactnull")
    whole = pd.read_csv(FOLDER / "expected" / f"{name}_brokerage_graph_exactnull.csv").set_index("role")
    ours_whole = table[table["actor"] == "all"].set_index("role")
    for column, prefix in OURS_TO_FILE.items():
        ours = by_actor(table, "role", column)
        assert difference(ours_whole[column], whole[prefix]) < 1e-9
        for role in SNA:
            assert difference(ours[role], theirs[f"{prefix}_{role}"]) < 1e-9


def test_published_values_of_florence_and_the_kite() -> None:
    florence = by_actor(network.measures(read("florentine_marriage")), "measure", "value")
    kite = by_actor(network.measures(read("krackhardt_kite")), "measure", "value")
    assert florence.loc["Medici", "betweenness"] == pytest.approx(47.5)
    assert kite.loc["Heather", "betweenness"] == pytest.approx(14.0)
    assert kite.loc["Fernando", "betweenness"] == kite.loc["Garth", "betweenness"] == pytest.approx(8 + 1 / 3)


def test_effective_size_follows_the_definition_where_networkx_does_not() -> None:
    graph = read("emon_lakepomona")
    ours = by_actor(network.measures(graph), "measure", "value")["effective_size"]
    for actor in graph:
        contacts = set(graph.successors(actor)) | set(graph.predecessors(actor))
        strength = {q: graph.has_edge(actor, q) + graph.has_edge(q, actor) for q in contacts}
        size = 0.0
        for j in contacts:
            both = {q: graph.has_edge(j, q) + graph.has_edge(q, j) for q in graph}
            shares = sum(strength[q] / sum(strength.values()) * both[q] / max(both.values()) for q in contacts - {j})
            size += 1 - shares
        assert ours[actor] == pytest.approx(size, abs=1e-12)
