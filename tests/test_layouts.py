"""Positions of actors: the same every time, near when joined, apart enough to be told from one another."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis import network


def distances(graph):
    place = network.layout(graph)[["x", "y"]].to_numpy()
    return np.linalg.norm(place[:, None] - place[None], axis=-1)


def test_three_hundred_actors_are_near_those_they_are_joined_with_and_on_nobody():
    graph = nx.barabasi_albert_graph(300, 2, seed=4)
    drawn = distances(graph)
    joined = nx.to_numpy_array(graph) > 0
    apart = ~np.eye(300, dtype=bool)
    assert drawn[joined].mean() < 0.6 * drawn[apart].mean()
    assert drawn[apart].min() > 0.55 / np.sqrt(300)


def test_actors_with_the_same_ties_do_not_share_a_place():
    drawn = distances(nx.star_graph(40))
    assert drawn[~np.eye(41, dtype=bool)].min() > 0.55 / np.sqrt(41)


def test_drawn_distances_follow_hops():
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(5, 6))
    hops = nx.floyd_warshall_numpy(graph)
    above = np.triu_indices(30, 1)
    assert np.corrcoef(distances(graph)[above], hops[above])[0, 1] > 0.9


@pytest.mark.parametrize("many", [1, 2, 3, 7])
def test_actors_without_a_tie_have_places_of_their_own(many):
    table = network.layout(nx.empty_graph(many))
    assert len(table.drop_duplicates(["x", "y"])) == many


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 25), st.floats(0, 0.5), st.integers(0, 99))
def test_every_actor_has_a_place_in_the_square_and_the_same_again(many, density, seed):
    graph = nx.gnp_random_graph(many, density, seed=seed, directed=True)
    first, again = network.layout(graph), network.layout(graph)
    assert first.equals(again)
    assert first[["x", "y"]].stack().between(0, 1).all()
    assert len(first.drop_duplicates(["x", "y"])) == many
