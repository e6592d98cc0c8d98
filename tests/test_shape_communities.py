"""Communities by Leiden's method."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_networks import EVERY, reference, said

from refanalysis import network
from refanalysis.network.matrices import adjacency, contacts_of
from refanalysis.network.shape.assortativity import modularity
from refanalysis.network.shape.communities import agreement, best_partition


def found(graph, seed=0):
    contacts = contacts_of(adjacency(graph))
    return modularity(contacts, best_partition(contacts, seed))


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", EVERY)
def test_the_proven_optimum_is_reached(name, seed):
    assert found(reference(name), seed) == pytest.approx(said(name, "brute")["max_modularity"], abs=1e-9)


def test_the_clubs_of_karate_are_not_its_communities_and_not_unrelated():
    table = network.communities(reference("karate"))
    assert table["community"].nunique() == 4
    assert 0.3 < agreement(table["community"].to_numpy(), table["kind"].to_numpy()) < 0.7


def test_two_cliques_joined_by_one_tie_are_two_communities():
    graph = nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(5))
    graph.add_edge(0, 8)
    table = network.communities(graph, by=None).set_index("actor")
    assert table["community"].tolist() == [2] * 4 + [1] * 5, "the largest is the first"
    assert table["size"].tolist() == [4] * 4 + [5] * 5


def test_an_actor_without_ties_is_a_community_of_its_own():
    graph = nx.Graph([("a", "b")])
    graph.add_nodes_from(["x", "y"])
    assert network.communities(graph, by=None)["community"].tolist() == [1, 1, 2, 3]
    assert network.communities(nx.empty_graph(2), by=None)["community"].tolist() == [1, 2]


def test_names_relations_weights_and_directions_do_not_matter_and_a_seed_settles_it():
    graph = reference("krackhardt_advice")
    number = network.communities(graph)["community"].tolist()
    renamed = nx.relabel_nodes(graph, {actor: f"office {actor}" for actor in graph})
    doubled = nx.MultiDiGraph(graph)
    doubled.add_edges_from((a, b, {"weight": 9.0}) for a, b in list(graph.edges)[:40])
    assert network.communities(renamed)["community"].tolist() == number
    assert network.communities(doubled)["community"].tolist() == number
    assert network.communities(graph.to_undirected())["community"].tolist() == number
    pd.testing.assert_frame_equal(network.communities(graph, seed=5), network.communities(graph, seed=5))


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=15)
def test_no_grouping_of_six_actors_is_better(seed):
    graph = nx.gnp_random_graph(6, 0.5, seed=seed)
    contacts = contacts_of(adjacency(graph))
    labels = {tuple(np.unique(np.array([c // 3**i % 3 for i in range(6)]), return_inverse=True)[1]) for c in range(3**6)}
    best = max(modularity(contacts, np.array(label)) for label in labels)
    assert np.isnan(best) or found(graph) >= best - 1e-12


def test_agreement_is_one_for_the_same_groups_and_adjusts_for_chance():
    one = np.array(["a", "a", "b", "b"])
    assert agreement(one, np.array([2, 2, 1, 1])) == 1.0
    assert agreement(one, np.array([1, 2, 1, 2])) == pytest.approx(-0.5)
    assert np.isnan(agreement(np.zeros(3), np.zeros(3)))
