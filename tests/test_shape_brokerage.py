"""Brokerage when kinds are dealt out anew."""

from itertools import permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from reference_networks import of_actors, reference, with_kinds

from refanalysis import network
from refanalysis.network.matrices import adjacency
from refanalysis.network.shape.brokerage_by_size import brokered

ROLES = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison")


@pytest.mark.parametrize("name", ["krackhardt_advice", "florentine_marriage"])
def test_brokerage_by_size_equals_the_exact_mean_of_permutations(name):
    graph = reference(name)
    theirs, table = of_actors(name, "brokerage_permexp_brute", graph), network.brokerage_by_size(graph)
    for role in ROLES:
        ours = table[table["role"] == role].set_index("actor").loc[theirs.index]
        for column, prefix in {"count": "raw", "expected": "expperm", "ratio": "ratio"}.items():
            np.testing.assert_allclose(ours[column], theirs[f"{prefix}_{role}"].astype(float), rtol=0, atol=1e-9)


def test_means_of_drawn_kinds_approach_the_exact_mean():
    graph = reference("krackhardt_advice")
    exact, drawn = network.brokerage_by_size(graph), network.brokerage_ranges(graph, permutations=3000)
    both = drawn.merge(exact, on=["actor", "role"], suffixes=("_drawn", ""))
    assert len(both) == 5 * 21
    spread = (both["p95"] - both["p05"]).clip(lower=0.5)
    assert ((both["expected_drawn"] - both["expected"]).abs() / spread).max() < 0.05
    assert (both["count_drawn"] == both["count"]).all()


def test_ranges_are_those_of_every_way_to_deal_out_kinds():
    graph = with_kinds(nx.DiGraph([(0, 1), (1, 2), (2, 3), (4, 1), (1, 3), (3, 0)]), "AABBC")
    table = network.brokerage_ranges(graph, permutations=6000).set_index(["actor", "role"])
    triples, values = brokered(adjacency(graph)), []
    for dealt in permutations("AABBC"):
        kinds = [(dealt[a], dealt[v], dealt[b]) for a, v, b in triples]
        values.append(sum(len(set(three)) == 3 for three in kinds))
    row = table.loc[("all", "liaison")]
    assert row["expected"] == pytest.approx(np.mean(values), abs=0.05)
    assert row["p_greater"] == pytest.approx(np.mean(np.array(values) >= row["count"]), abs=0.03)
    assert table.loc[("4", "coordinator"), "p95"] == 0


def test_an_actor_alone_of_its_kind_never_coordinates_however_others_are_dealt():
    graph = with_kinds(nx.star_graph(5), "ABBBCC")
    hub = network.brokerage_ranges(graph, permutations=200).set_index(["actor", "role"]).loc["0"]
    assert hub.loc[["coordinator", "representative", "gatekeeper"], "p95"].tolist() == [0, 0, 0]
    assert hub.loc["itinerant", ["count", "p05", "p95"]].tolist() == [8, 8, 8], "dealing out moves kinds, not their numbers"


def test_brokered_pairs_are_those_without_a_tie_of_their_own():
    graph = nx.DiGraph([("a", "v"), ("v", "b"), ("v", "c"), ("a", "c"), ("v", "a")])
    assert brokered(adjacency(graph)).tolist() == [[0, 1, 2]]
    assert network.brokerage_ranges(with_kinds(nx.empty_graph(3), "AAB"), permutations=2)["count"].sum() == 0


def test_the_same_seed_gives_the_same_ranges_and_no_permutation_is_refused():
    graph = reference("krackhardt_kite")
    first, again = (network.brokerage_ranges(graph, permutations=40, seed=2) for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
    with pytest.raises(ValueError, match="permutations is 0; accepted: 1 or more"):
        network.brokerage_ranges(graph, permutations=0)
