"""Two networks of the same actors: correlation by permutation, and practice beside rules."""

from itertools import permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_networks import reference

from refanalysis import network
from refanalysis.network.matrices import adjacency
from refanalysis.network.shape.qap import correlation

MARRIAGE, BUSINESS = reference("florentine_marriage"), reference("florentine_business")
ADVICE, REPORTS = reference("krackhardt_advice"), reference("krackhardt_reports_to")


def compared(observed, required):
    return network.conformance(observed, required).set_index("measure")["value"]


def test_marriage_and_business_in_florence_correlate_as_published():
    row = network.qap(MARRIAGE, BUSINESS).iloc[0]
    assert row["correlation"] == pytest.approx(0.371868, abs=5e-7)
    assert row["p_greater"] < 0.005
    assert abs(row["expected"]) < 0.01


def test_advice_contains_nineteen_of_twenty_reporting_ties():
    values = compared(ADVICE, REPORTS)
    assert values[["required", "observed", "present", "missing", "extra", "hamming"]].tolist() == [20, 190, 19, 1, 171, 172]
    assert values[["recall", "precision", "jaccard"]].tolist() == pytest.approx([0.95, 0.1, 19 / 191])
    assert values["phi"] == pytest.approx(0.2236, abs=5e-5)
    assert values[["within_two_steps", "recall_two_steps", "reversed"]].tolist() == [20, 1, 1]
    missing = network.conformance_ties(ADVICE, REPORTS).query("status == 'missing'")
    assert missing[["from_actor", "to_actor", "steps", "reversed"]].to_numpy().tolist() == [["11", "18", 2, True]]


def test_practice_beside_rules_by_hand():
    rules = nx.DiGraph([("head", "a"), ("head", "b"), ("b", "c"), ("c", "d")])
    practice = nx.DiGraph([("head", "a"), ("a", "b"), ("c", "b"), ("d", "head")])
    values = compared(practice, rules)
    assert values[["present", "missing", "extra", "within_two_steps", "reversed"]].tolist() == [1, 3, 3, 2, 1]
    assert values[["recall", "precision"]].tolist() == [0.25, 0.25]
    ties = network.conformance_ties(practice, rules).set_index(["from_actor", "to_actor"])
    assert ties["status"].value_counts().to_dict() == {"missing": 3, "extra": 3, "present": 1}
    assert ties.loc[("head", "b"), "steps"] == 2
    assert pd.isna(ties.loc[("b", "c"), "steps"]), "nothing leads from b to c"
    assert ties.loc[("b", "c"), "reversed"]


def test_pairs_without_direction_count_once():
    values = compared(MARRIAGE, BUSINESS)
    assert values[["required", "observed", "present", "hamming", "reversed"]].tolist() == [15, 20, 8, 19, 0]
    assert len(network.conformance_ties(MARRIAGE, BUSINESS)) == 27


def test_a_network_beside_itself_conforms_and_one_beside_nothing_has_no_share():
    same = compared(ADVICE, ADVICE)
    assert same[["recall", "precision", "jaccard", "phi", "hamming"]].tolist() == [1, 1, 1, pytest.approx(1), 0]
    bare = compared(ADVICE, nx.create_empty_copy(ADVICE))
    assert bare[["recall", "phi", "recall_two_steps"]].isna().all()
    assert network.qap(ADVICE, nx.create_empty_copy(ADVICE)).iloc[0].drop("permutations").isna().all()


def test_permutations_give_the_shares_of_all_permutations():
    one, other = nx.path_graph(5, create_using=nx.DiGraph), nx.DiGraph([(0, 1), (1, 2), (4, 3), (3, 0)])
    other = nx.compose(nx.empty_graph(5, create_using=nx.DiGraph), other)
    a, b = nx.to_numpy_array(one), nx.to_numpy_array(other)
    off = ~np.eye(5, dtype=bool)
    drawn = [np.corrcoef(a[np.ix_(order, order)][off], b[off])[0, 1] for order in map(list, permutations(range(5)))]
    row = network.qap(one, other, permutations=20_000).iloc[0]
    observed = np.corrcoef(a[off], b[off])[0, 1]
    assert row["correlation"] == pytest.approx(observed, abs=1e-12)
    assert row["p_greater"] == pytest.approx(np.mean(np.array(drawn) >= observed - 1e-12), abs=0.01)
    assert row["p_less"] == pytest.approx(np.mean(np.array(drawn) <= observed + 1e-12), abs=0.01)
    assert [row["expected"], row["sd"]] == pytest.approx([np.mean(drawn), np.std(drawn)], abs=0.01)


@given(st.integers(0, 10_000), st.booleans())
@settings(deadline=None, max_examples=30)
def test_the_correlation_is_that_over_ordered_pairs_in_any_order_of_actors(seed, weighted):
    stream = np.random.default_rng(seed)
    one, other = (nx.gnp_random_graph(7, 0.4, seed=int(number), directed=True) for number in stream.integers(0, 10**6, 2))
    for graph in (one, other):
        nx.set_edge_attributes(graph, {tie: float(stream.integers(1, 5)) for tie in graph.edges}, "weight")
    names = "weight" if weighted else None
    off = ~np.eye(7, dtype=bool)
    a, b = (nx.to_numpy_array(graph, weight=names, nodelist=range(7))[off] for graph in (one, other))
    shuffled = nx.DiGraph()
    shuffled.add_nodes_from(stream.permutation(7).tolist())
    shuffled.add_edges_from(other.edges(data=True))
    value = network.qap(one, shuffled, permutations=1, weighted=weighted)["correlation"].iloc[0]
    expected = np.corrcoef(a, b)[0, 1] if a.std() > 0 and b.std() > 0 else np.nan
    assert value == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_the_same_seed_gives_the_same_shares():
    pd.testing.assert_frame_equal(network.qap(ADVICE, REPORTS, 200, seed=4), network.qap(ADVICE, REPORTS, 200, seed=4))
    assert correlation(adjacency(ADVICE), adjacency(ADVICE)) == pytest.approx(1.0)


def test_networks_of_different_actors_and_no_permutations_are_refused():
    with pytest.raises(ValueError, match=r"differ in their actors: c not in the second network; a not in the first network"):
        network.conformance(nx.path_graph(["b", "c"]), nx.path_graph(["a", "b"]))
    with pytest.raises(ValueError, match="permutations is 0; accepted: 1 or more"):
        network.qap(ADVICE, REPORTS, permutations=0)
