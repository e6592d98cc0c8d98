"""The shape of a network in one table."""

import networkx as nx
import pytest
from reference_networks import EVERY, ONE_WAY, reference, said

from refanalysis import network

FROM_R = {
    "krackhardt_connectedness": "krackhardt_connectedness",
    "krackhardt_efficiency": "krackhardt_efficiency",
    "assortativity_kind": "assortativity_class",
    "modularity_kind": "modularity_of_class_undirected",
}


def figures(graph, **settings):
    return network.shape(graph, **settings).set_index("measure")["value"]


@pytest.mark.parametrize("name", EVERY)
def test_the_table_holds_what_r_and_enumeration_say(name):
    ours, r, brute = figures(reference(name)), said(name, "graph_r"), said(name, "brute")
    for measure, column in FROM_R.items():
        assert ours[measure] == pytest.approx(r[column], abs=1e-9), measure
    assert ours["ei_index"] == pytest.approx(brute["ei_index"], abs=1e-9)
    assert ours["modularity_communities"] == pytest.approx(brute["max_modularity"], abs=1e-9)
    assert ("modularity_kind_directed" in ours) == (name in ONE_WAY)


@pytest.mark.parametrize("name", ["krackhardt_advice", "krackhardt_kite"])
def test_every_figure_and_every_measure_of_holes_and_conformance_is_defined(name):
    graph = reference(name)
    used = set(network.shape(graph)["measure"]) | set(network.conformance(graph, graph)["measure"])
    used |= {"constraint_others", "constraint_ego", *network.structural_holes(graph).columns[2:]}
    assert used <= set(network.definitions()["measure"])


def test_renaming_and_further_relations_change_nothing():
    graph = reference("emon_mtsi")
    renamed = nx.relabel_nodes(graph, {actor: f"office {number}" for number, actor in enumerate(graph)})
    doubled = nx.MultiDiGraph(graph)
    doubled.add_edges_from(list(graph.edges)[:9])
    assert figures(renamed).equals(figures(graph))
    assert figures(doubled).equals(figures(graph))


def test_without_kinds_what_needs_them_is_left_out():
    left = set(figures(reference("krackhardt_kite"), by=None).index)
    assert not {"ei_index", "assortativity_kind", "modularity_kind", "community_kind_agreement"} & left


def test_a_network_without_ties_has_a_shape_that_is_mostly_empty():
    values = figures(nx.empty_graph(3, create_using=nx.DiGraph), by=None)
    assert values["krackhardt_connectedness"] == 0
    assert values["communities"] == 3
    assert values[["modularity_communities", "core_correlation_cp1", "assortativity_degree"]].isna().all()


def test_bad_networks_are_refused():
    with pytest.raises(ValueError, match="the network has no actors"):
        network.shape(nx.DiGraph())
    with pytest.raises(ValueError, match="no kind is given for a, b; accepted: every actor has one"):
        network.shape(nx.DiGraph([("a", "b")]))
