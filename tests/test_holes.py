"""Burt's structural holes: three scopes, ties counted or weighed."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_networks import BOTH_WAYS, ONE_WAY, of_actors, reference

from refanalysis import network
from refanalysis.network import triads
from refanalysis.network.matrices import adjacency

NAMES = ONE_WAY + BOTH_WAYS
CONSTRAINT = {"contacts": "constraint_contacts", "others": "constraint_alln", "ego": "constraint_ego"}
SIZE = {"effective_size": "effective_size", "efficiency": "efficiency", "hierarchy": "burt_hierarchy"}


def holes(graph, **settings):
    return network.structural_holes(graph, **settings).set_index("actor")


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("scope", CONSTRAINT)
@pytest.mark.parametrize("name", NAMES)
def test_constraint_equals_enumeration_in_every_scope(name, scope, weighted):
    graph = reference(name)
    theirs = of_actors(name, "nodes_brute", graph)[CONSTRAINT[scope] + ("_valued" if weighted else "")]
    ours = holes(graph, scope=scope, weighted=weighted)["constraint"]
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_effective_size_efficiency_and_hierarchy_equal_enumeration(name, weighted):
    graph = reference(name)
    theirs, ours = of_actors(name, "nodes_brute", graph), holes(graph, weighted=weighted)
    for measure, column in SIZE.items():
        np.testing.assert_allclose(ours[measure], theirs[column + ("_valued" if weighted else "")], rtol=0, atol=1e-9)
    np.testing.assert_allclose(ours["effective_size_ego"], theirs["effective_size_ego_binary"], rtol=0, atol=1e-9)


def test_a_broker_between_two_pairs_by_hand():
    graph = nx.Graph([("v", "a"), ("v", "b"), ("v", "c"), ("a", "b")])
    row = holes(graph).loc["v"]
    assert row["constraint"] == pytest.approx(2 * (1 / 3 + 1 / 6) ** 2 + 1 / 9)
    assert row["effective_size"] == row["effective_size_ego"] == pytest.approx(3 - 2 / 3)
    assert row["efficiency"] == pytest.approx((3 - 2 / 3) / 3)


def test_only_the_scope_of_others_sees_an_actor_two_steps_away():
    path = nx.path_graph(["a", "b", "c"])
    at_end = {scope: holes(path, scope=scope).loc["a", "constraint"] for scope in CONSTRAINT}
    assert at_end == {"contacts": 1.0, "others": pytest.approx(1 + 0.5**2), "ego": 1.0}


def test_ties_of_no_weight_do_not_count_when_weights_do():
    graph = nx.Graph()
    graph.add_weighted_edges_from([("v", "a", 1.0), ("v", "b", 0.0)])
    assert holes(graph, weighted=True).loc["v", "constraint"] == 1.0
    assert holes(graph).loc["v", "constraint"] == 0.5


def test_an_actor_without_ties_has_no_holes_and_relations_count_once():
    graph = nx.MultiDiGraph([("a", "b"), ("a", "b"), ("b", "c")])
    graph.add_node("alone")
    table = holes(graph)
    assert table.loc["alone", "contacts"] == 0
    assert table.loc["alone", ["constraint", "effective_size", "efficiency", "hierarchy", "effective_size_ego"]].isna().all()
    assert table.loc["b", "constraint"] == 0.5


def test_an_unknown_scope_is_refused():
    with pytest.raises(ValueError, match="scope is 'all'; accepted: contacts, others, ego"):
        network.structural_holes(nx.path_graph(3), scope="all")


@given(st.integers(0, 10_000), st.sampled_from(list(CONSTRAINT)), st.booleans())
@settings(deadline=None, max_examples=40)
def test_constraint_follows_its_definition(seed, scope, directed):
    graph = nx.gnp_random_graph(7, 0.4, seed=seed, directed=directed)
    z = nx.to_numpy_array(graph)
    z = z + z.T
    ours = holes(graph, scope=scope)["constraint"].to_numpy()
    for i in graph:
        contacts = set(np.flatnonzero(z[i]))
        circle = contacts | {i} if scope == "ego" else set(graph)
        share = np.array([[z[a, b] / max(sum(z[a, k] for k in circle), 1e-300) for b in graph] for a in graph])
        over = set(graph) - {i} if scope == "others" else contacts
        value = sum((share[i, j] + sum(share[i, q] * share[q, j] for q in circle - {i, j})) ** 2 for j in over)
        assert (np.isnan(ours[i]) and not contacts) or ours[i] == pytest.approx(value, abs=1e-12)


@given(
    seed=st.integers(0, 10_000),
    chance=st.sampled_from([0.02, 0.1, 0.6]),
    listed=st.booleans(),
    chunk=st.sampled_from([1, 7, 10**6]),
)
@settings(deadline=None, max_examples=40)
def test_sums_over_third_actors_are_entries_of_a_matrix_product(seed, chance, listed, chunk):
    pattern = adjacency(nx.gnp_random_graph(20, chance, seed=seed))
    stream = np.random.default_rng(seed)
    first, second = stream.random((2, pattern.nnz))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(triads, "_CHUNK", chunk)
        patch.setattr(triads, "_DENSE_UP_TO", 0 if listed else 2000)
        patch.setattr(triads, "_WORTH", 10**9)
        sums = triads.two_steps_within(pattern)(first, second)
    one, other = (np.zeros((20, 20)) for _ in range(2))
    rows = np.repeat(np.arange(20), np.diff(pattern.indptr))
    one[rows, pattern.indices], other[rows, pattern.indices] = first, second
    np.testing.assert_allclose(sums, (one @ other)[rows, pattern.indices], rtol=0, atol=1e-12)


def test_networks_without_any_tie_have_empty_holes():
    table = network.structural_holes(nx.empty_graph(3, create_using=nx.DiGraph))
    assert table[["constraint", "hierarchy", "effective_size_ego"]].isna().all(axis=None)
