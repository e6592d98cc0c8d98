"""Krackhardt's dimensions of informal organisations."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_networks import EVERY, ONE_WAY, reference, said

from refanalysis.network.matrices import adjacency
from refanalysis.network.shape.hierarchy import krackhardt

FROM_R = {
    "krackhardt_connectedness": "krackhardt_connectedness",
    "krackhardt_hierarchy": "krackhardt_hierarchy",
    "hierarchy_reciprocity": "hierarchy_reciprocity",
    "krackhardt_efficiency": "krackhardt_efficiency",
    "lubness_sna": "krackhardt_lubness",
}


def dimensions(graph):
    return krackhardt(adjacency(graph), graph.is_directed())


@pytest.mark.parametrize("name", EVERY)
def test_dimensions_equal_sna_and_are_empty_where_sna_has_none(name):
    ours, theirs = dimensions(reference(name)), said(name, "graph_r")
    for measure, column in FROM_R.items():
        expected = np.nan if theirs[column] is None else theirs[column]
        assert ours[measure] == pytest.approx(expected, abs=1e-9, nan_ok=True), measure


@pytest.mark.parametrize("name", [name for name in ONE_WAY if name != "krackhardt_reports_to"])
def test_dimensions_equal_enumeration(name):
    ours, theirs = dimensions(reference(name)), said(name, "brute")
    for measure in ("connectedness", "hierarchy", "efficiency"):
        assert ours[f"krackhardt_{measure}"] == pytest.approx(theirs[f"gtd_{measure}"], abs=1e-9)


def test_a_chart_of_command_has_every_dimension_at_one():
    tree = nx.DiGraph([("head", "a"), ("head", "b"), ("a", "c"), ("a", "d")])
    values = dimensions(tree)
    assert {name: value for name, value in values.items() if name != "hierarchy_reciprocity"} == dict.fromkeys(
        [name for name in values if name != "hierarchy_reciprocity"], 1.0
    )
    assert values["hierarchy_reciprocity"] == 4 / 10


def test_two_heads_over_two_leave_no_least_bound():
    square = nx.DiGraph([("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")])
    assert dimensions(square)["least_upper_boundedness"] == pytest.approx(1 - 2 / 3)


def test_the_nearest_common_superior_counts_where_sna_asks_for_a_single_head():
    graph = nx.DiGraph([("head", "desk"), ("donor", "desk"), ("desk", "a"), ("desk", "b")])
    values = dimensions(graph)
    assert values["least_upper_boundedness"] == pytest.approx(1 - 1 / 6), "only the two heads have no one above them"
    assert values["lubness_sna"] == pytest.approx(1 - 4 / 6), "nor do desk, a and b have one that reaches both heads"


def test_a_circle_of_command_has_no_hierarchy():
    values = dimensions(nx.cycle_graph(5, create_using=nx.DiGraph))
    assert values["krackhardt_hierarchy"] == 0.0
    assert values["least_upper_boundedness"] == 1.0


def test_what_no_pair_can_show_is_empty():
    values = dimensions(nx.empty_graph(3, create_using=nx.DiGraph))
    assert values["krackhardt_connectedness"] == 0.0
    assert all(np.isnan(values[name]) for name in ("krackhardt_hierarchy", "krackhardt_efficiency", "least_upper_boundedness"))


@given(st.integers(0, 10_000), st.floats(0.05, 0.4))
@settings(deadline=None, max_examples=60)
def test_upper_bounds_and_hierarchy_follow_their_definitions(seed, chance):
    graph = nx.gnp_random_graph(8, chance, seed=seed, directed=True)
    above = {actor: nx.ancestors(graph, actor) | {actor} for actor in graph}
    without, most = 0, 0
    for part in nx.weakly_connected_components(graph):
        most += (len(part) - 1) * (len(part) - 2) / 2
        for a in part:
            bounds = {b: above[a] & above[b] for b in part if b > a}
            without += sum(not any(every <= above[u] for u in every) for every in bounds.values())
    bounded = 1 - without / most if most else np.nan
    either = [(a in above[b]) + (b in above[a]) for a in graph for b in graph if a < b]
    one_way = either.count(1) / (either.count(1) + either.count(2)) if any(either) else np.nan
    values = dimensions(graph)
    assert values["least_upper_boundedness"] == pytest.approx(bounded, abs=1e-12, nan_ok=True)
    assert values["krackhardt_hierarchy"] == pytest.approx(one_way, abs=1e-12, nan_ok=True)
