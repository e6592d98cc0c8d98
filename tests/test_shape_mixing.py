"""Whether ties stay among alike."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_networks import EVERY, ONE_WAY, reference, said, with_kinds

from refanalysis import network
from refanalysis.network.matrices import adjacency, attribute, contacts_of
from refanalysis.network.shape.assortativity import assortativity_by_degree, assortativity_by_group, modularity


def kinds(graph):
    return np.unique(attribute(graph, "kind"), return_inverse=True)[1]


@pytest.mark.parametrize("name", EVERY)
def test_assortativity_and_modularity_of_kinds_equal_igraph(name):
    graph, theirs = reference(name), said(name, "graph_r")
    ties, group = adjacency(graph), kinds(graph)
    by_degree = np.nan if theirs["assortativity_degree"] is None else theirs["assortativity_degree"]
    assert assortativity_by_group(ties, group) == pytest.approx(theirs["assortativity_class"], abs=1e-9)
    assert assortativity_by_degree(ties) == pytest.approx(by_degree, abs=1e-9, nan_ok=True)
    assert modularity(contacts_of(ties), group) == pytest.approx(theirs["modularity_of_class_undirected"], abs=1e-9)
    if name in ONE_WAY:
        assert modularity(ties, group) == pytest.approx(theirs["modularity_of_class_directed"], abs=1e-9)


@given(st.integers(0, 10_000), st.booleans())
@settings(deadline=None, max_examples=30)
def test_modularity_equals_networkx(seed, directed):
    graph = nx.gnp_random_graph(9, 0.4, seed=seed, directed=directed)
    group = np.arange(9) % 3
    parts = [set(np.flatnonzero(group == number)) for number in range(3)]
    expected = nx.community.modularity(graph, parts) if graph.number_of_edges() else np.nan
    assert modularity(adjacency(graph), group) == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_blocks_by_hand():
    graph = with_kinds(nx.DiGraph([("u", "v"), ("u", "w"), ("v", "w")]), "AAB")
    table = network.blocks(graph).set_index(["from_kind", "to_kind"])
    assert table["ties"].to_dict() == {("A", "A"): 1, ("A", "B"): 2, ("B", "A"): 0, ("B", "B"): 0}
    assert table.loc[("A", "A"), "density"] == 0.5
    assert table.loc[("A", "B"), "density"] == 1.0
    assert pd.isna(table.loc[("B", "B"), "density"]), "one actor alone has no pair"


def test_ties_of_one_kind_only_have_no_assortativity():
    ties = adjacency(nx.path_graph(3))
    assert np.isnan(assortativity_by_group(ties, np.zeros(3, dtype=int)))
    assert np.isnan(modularity(adjacency(nx.empty_graph(3)), np.zeros(3, dtype=int)))
    assert assortativity_by_group(adjacency(nx.Graph([(0, 1), (2, 3)])), np.array([0, 0, 1, 1])) == 1.0


def test_the_index_of_mixing_is_the_one_of_the_table_mixing():
    for name in ("krackhardt_advice", "emon_lakepomona"):
        graph = reference(name)
        chance, mixing = network.mixing_chance(graph, permutations=10), network.mixing(graph)
        assert chance["kind"].tolist() == mixing["kind"].tolist()
        np.testing.assert_allclose(chance["ei_index"], mixing["ei_index"], atol=1e-12)
        assert chance["ei_index"].iloc[-1] == pytest.approx(said(name, "brute")["ei_index"], abs=1e-9)


def test_expected_mixing_is_that_of_pairs_drawn_at_random():
    graph = reference("karate")
    row = network.mixing_chance(graph, permutations=4000).set_index("kind").loc["all"]
    across = 17 * 17 / (34 * 33 / 2)
    assert row["expected"] == pytest.approx(2 * across - 1, abs=0.01)
    assert row["p_value"] == pytest.approx(1 / 4001), "no dealing out of clubs keeps as much within them"
    assert row["p05"] < row["expected"] < row["p95"]


def test_camps_are_told_from_kinds_that_do_not_matter():
    camps = with_kinds(nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(5)), "AAAAABBBBB")
    mixed = with_kinds(nx.complete_graph(10), "AAAAABBBBB")
    assert network.mixing_chance(camps)["p_value"].iloc[-1] < 0.03
    assert network.mixing_chance(mixed)["p_value"].iloc[-1] == 1.0


def test_the_same_seed_gives_the_same_table_and_kinds_without_contacts_stay_empty():
    graph = with_kinds(nx.Graph([("a", "b")]), "AA")
    graph.add_node("c", kind="C")
    table = network.mixing_chance(graph, permutations=50, seed=3).set_index("kind")
    pd.testing.assert_frame_equal(table, network.mixing_chance(graph, permutations=50, seed=3).set_index("kind"))
    assert table.loc["C", ["ei_index", "expected", "p_value"]].isna().all()
