"""Relations side by side."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis import network
from refanalysis.network.multilayer import multiplexity, overlap, participation, per_layer, split

TIES = [
    ("donor", "un", "funds"), ("un", "ngo", "funds"), ("un", "mno", "contracts"), ("ngo", "un", "reports_to"),
    ("un", "donor", "reports_to"), ("un", "ngo", "informs"), ("mno", "un", "informs"),
]  # fmt: skip


def graph_of(ties=TIES, kind=nx.MultiDiGraph) -> nx.Graph:
    graph = kind()
    graph.add_nodes_from(["donor", "un", "ngo", "mno", "isp"], kind="un_agency")
    graph.add_edges_from((a, b, {"relation": relation, "weight": 1.0, "certainty": 1.0}) for a, b, relation in ties)
    return graph


@st.composite
def layered(draw: st.DrawFn) -> nx.Graph:
    """A network of three to six actors in up to three relations, at most one tie for a pair and relation."""
    kind = draw(st.sampled_from([nx.MultiDiGraph, nx.MultiGraph]))
    n = draw(st.integers(3, 6))
    pairs = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.sampled_from(["funds", "informs", "leads"]))
    pairs = pairs.filter(lambda tie: tie[0] != tie[1])
    chosen = draw(st.lists(pairs, min_size=1, max_size=15))
    graph = kind()
    graph.add_nodes_from(f"a{i}" for i in range(n))
    for a, b, relation in chosen:
        graph.add_edge(f"a{a}", f"a{b}", key=relation, relation=relation)
    return graph


def test_overlap_counts_ordered_pairs_unless_directions_are_set_aside():
    table = overlap(graph_of()).set_index(["relation", "other"])
    row = table.loc[("funds", "informs")]
    assert row.tolist() == [2, 2, 1, 1 / 3, 0.5, 0.5]
    assert table.loc[("funds", "reports_to"), "both"] == 0
    either = overlap(graph_of(), directed=False).set_index(["relation", "other"])
    assert either.loc[("funds", "reports_to")].tolist() == [2, 2, 2, 1.0, 1.0, 1.0]
    assert len(table) == 6


def test_pairs_joined_by_several_relations_come_most_joined_first():
    assert multiplexity(graph_of()).to_numpy().tolist() == [["un", "ngo", 2, "funds;informs"]]
    either = multiplexity(graph_of(), directed=False)
    assert either.to_numpy().tolist() == [
        ["un", "ngo", 3, "funds;informs;reports_to"], ["donor", "un", 2, "funds;reports_to"],
        ["un", "mno", 2, "contracts;informs"],
    ]  # fmt: skip
    assert len(multiplexity(graph_of(), at_least=1)) == 6


def test_participation_by_hand():
    table = participation(graph_of()).set_index("actor")
    # un: funds 2, reports_to 2, informs 2, contracts 1 of 7; the sum of squared shares is 13 / 49
    assert table.loc["un", ["layers", "contacts"]].tolist() == [4, 7]
    assert table.loc["un", "participation"] == pytest.approx(4 / 3 * (1 - 13 / 49))
    assert table.loc["donor", "participation"] == pytest.approx(4 / 3 * 0.5)
    assert table.loc["isp", ["layers", "contacts"]].tolist() == [0, 0] and np.isnan(table.loc["isp", "participation"])


def test_participation_is_one_when_every_relation_has_as_many_and_empty_for_one_relation():
    even = graph_of([("un", "ngo", "funds"), ("un", "mno", "informs"), ("isp", "un", "leads")])
    assert participation(even).set_index("actor").loc["un", "participation"] == pytest.approx(1)
    assert participation(even).set_index("actor").loc["ngo", "participation"] == 0
    assert participation(graph_of([("un", "ngo", "funds")]))["participation"].isna().all()


@settings(max_examples=8)
@given(layered())
def test_a_layer_alone_is_the_network_without_the_other_relations(graph):
    together = per_layer(graph, by=None)
    for relation in split(graph):
        rest = graph.copy()
        rest.remove_edges_from([edge for edge in graph.edges(keys=True) if edge[2] != relation])
        alone = network.measures(rest, by=None)
        layer = together[together["relation"] == relation].reset_index(drop=True)
        pd.testing.assert_frame_equal(layer, alone)
        assert nx.is_directed(split(graph)[relation]) == graph.is_directed()


@settings(max_examples=25)
@given(layered())
def test_overlaps_and_participation_stay_within_their_limits(graph):
    table = overlap(graph)
    assert (table["both"] <= table[["pairs", "other_pairs"]].min(axis=1)).all()
    assert (table["jaccard"] <= table[["share", "other_share"]].min(axis=1) + 1e-12).all()
    spread = participation(graph)
    single = spread[spread["layers"] == 1]["participation"]
    assert (single.dropna() == 0).all()
    assert len(overlap(graph)) == len(split(graph)) * (len(split(graph)) - 1) / 2


def test_measures_of_all_relations_together_are_those_of_the_network():
    together = per_layer(graph_of())
    assert together["relation"].drop_duplicates().tolist() == ["funds", "informs", "reports_to", "contracts", "all"]
    everything = together[together["relation"] == "all"].reset_index(drop=True)
    pd.testing.assert_frame_equal(everything, network.measures(graph_of()))
    assert set(per_layer(graph_of([("un", "ngo", "funds")]))["relation"]) == {"funds"}


def test_ties_without_a_relation_are_refused():
    graph = graph_of()
    graph.add_edge("un", "isp")
    with pytest.raises(ValueError, match="ties without a relation: un to isp; accepted: every tie has the attribute relation"):
        overlap(graph)


def test_networks_without_ties_have_empty_tables():
    lone = graph_of([])
    assert overlap(lone).empty
    assert multiplexity(lone).empty
    assert (participation(lone)["layers"] == 0).all()
    assert set(per_layer(lone)["relation"]) == {"all"}
