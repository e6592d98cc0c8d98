"""What is lost when actors leave: by hand, against networkx, and what holds for any network."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from removal_case import distance_fragmentation, fragmentation, networks, without

from refanalysis import network

KINDS = {
    "unhcr": "un_agency",
    "wfp": "un_agency",
    "donor": "donor",
    "ucc": "regulator",
    "mtn": "mno",
    "rlo": "refugee_led",
    "camp": "refugee_led",
}
TIES = [
    ("donor", "unhcr", "funds"),
    ("unhcr", "wfp", "coordinates"),
    ("wfp", "unhcr", "informs"),
    ("unhcr", "ucc", "informs"),
    ("unhcr", "ucc", "advocates_to"),
    ("ucc", "mtn", "licenses"),
    ("unhcr", "rlo", "funds"),
    ("rlo", "camp", "informs"),
]


def register() -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    for actor, kind in KINDS.items():
        graph.add_node(actor, kind=kind, name=actor.upper())
    for a, b, relation in TIES:
        graph.add_edge(a, b, key=relation, relation=relation)
    return graph


def test_the_hub_of_a_small_register_by_hand() -> None:
    table = network.actor_losses(register()).set_index("leaving")
    hub = table.loc["unhcr"]
    assert hub[["name", "kind", "cut_off", "actors"]].tolist() == ["UNHCR", "un_agency", 4, "wfp;donor;rlo;camp"], (
        "ucc, mtn stay"
    )
    assert hub["left_alone"] == "wfp;donor"
    assert hub["ties"] == 6
    assert hub["relations"] == "funds 2;informs 2;advocates_to 1;coordinates 1"
    assert hub["kinds"] == "", "wfp is a UN agency as well"
    assert hub["fragmentation"] == pytest.approx(1 - 4 / 30), "ucc with mtn, rlo with camp"
    assert hub["fragmentation_rise"] == hub["fragmentation"]
    assert hub[["distance_before", "distance_after"]].tolist() == [1, 1]
    assert table.loc["ucc", ["cut_off", "actors", "kinds"]].tolist() == [1, "mtn", "regulator"]
    assert table.loc["camp", ["cut_off", "actors", "left_alone", "kinds", "ties"]].tolist() == [0, "", "", "", 1]
    assert table.index[0] == "unhcr"


def test_several_leave_together() -> None:
    pair = network.actor_losses(register(), [["mtn", "donor"], pd.Series(["unhcr", "ucc"]), "camp"]).set_index("leaving")
    assert pair.index.tolist() == ["unhcr;ucc", "camp", "donor;mtn"], (
        "most cut off, then most farther apart; members as registered"
    )
    assert pair.loc["donor;mtn", ["kind", "kinds", "ties"]].tolist() == ["donor;mno", "donor;mno", 2]
    assert pair.loc["unhcr;ucc", "actors"] == "wfp;donor;mtn", "the largest rest is rlo with camp"
    assert pair.loc["unhcr;ucc", "kinds"] == "regulator"


def test_longer_ways_are_compared_over_the_same_pairs() -> None:
    ring = network.actor_losses(nx.cycle_graph(6), [0]).iloc[0]
    assert ring["distance_before"] == pytest.approx((4 * 1 + 4 * 2 + 2 * 3) / 10), "pairs without 0 in the ring"
    assert ring["distance_after"] == pytest.approx((4 * 1 + 3 * 2 + 2 * 3 + 1 * 4) / 10), "the same pairs on a path"
    parted = network.actor_losses(nx.path_graph(3), [1]).iloc[0]
    assert np.isnan(parted["distance_before"]) and np.isnan(parted["distance_after"])
    assert parted["left_alone"] == "0;2" and parted["actors"] == "2"


def test_a_graph_without_kinds_names_or_relations_is_enough() -> None:
    row = network.actor_losses(nx.star_graph(3), [0]).iloc[0]
    assert row[["name", "kind", "relations", "kinds", "ties"]].tolist() == ["0", "", "", "", 3]
    assert network.actor_losses(nx.empty_graph(2))["fragmentation"].isna().all(), "one actor alone has no pairs"


@given(graph=networks(smallest=3), data=st.data())
@settings(deadline=None, max_examples=30)
def test_losses_are_those_networkx_computes_slowly(graph: nx.Graph, data: st.DataObject) -> None:
    members = tuple(data.draw(st.lists(st.sampled_from(list(graph)), min_size=1, max_size=len(graph) - 2, unique=True)))
    row, rest = network.actor_losses(graph, [members]).iloc[0], without(graph, members)
    assert row["fragmentation"] == pytest.approx(fragmentation(rest), abs=1e-9)
    assert row["fragmentation_rise"] == pytest.approx(fragmentation(rest) - fragmentation(graph), abs=1e-9)
    assert row["distance_fragmentation"] == pytest.approx(distance_fragmentation(rest), abs=1e-9)
    assert row["ties"] == graph.number_of_edges() - rest.number_of_edges()
    before, after = (dict(nx.all_pairs_shortest_path_length(g)) for g in (graph, rest))
    linked = [(a, b) for a in rest for b in after[a] if a != b]
    if linked:
        assert row["distance_before"] == pytest.approx(np.mean([before[a][b] for a, b in linked]), abs=1e-9)
        assert row["distance_after"] == pytest.approx(np.mean([after[a][b] for a, b in linked]), abs=1e-9)
        assert row["distance_after"] >= row["distance_before"] - 1e-12
    alone = [actor for actor in graph if actor in rest and graph.degree(actor) and not rest.degree(actor)]
    assert row["left_alone"] == ";".join(alone)


@given(graph=networks(smallest=3))
@settings(deadline=None, max_examples=30)
def test_actors_cut_off_are_those_of_cut_off(graph: nx.Graph) -> None:
    losses = network.actor_losses(graph).query("cut_off > 0").set_index("leaving")[["cut_off", "actors"]].sort_index()
    known = network.cut_off(graph).set_index("actor")[["cut_off", "actors"]].sort_index()
    assert losses.index.tolist() == known.index.tolist()
    assert losses.to_numpy().tolist() == known.to_numpy().tolist()


@given(graph=networks(smallest=3))
@settings(deadline=None, max_examples=20)
def test_an_isolate_loses_nothing_and_changes_no_other_actors_losses(graph: nx.Graph) -> None:
    larger = graph.copy()
    larger.add_node("isolate")
    columns = ["cut_off", "actors", "left_alone", "ties", "distance_before", "distance_after"]
    before, after = (network.actor_losses(g).set_index("leaving") for g in (graph, larger))
    pd.testing.assert_frame_equal(after.loc[before.index, columns], before[columns])
    gone = after.loc["isolate"]
    assert gone[["cut_off", "ties", "left_alone"]].tolist() == [0, 0, ""]
    assert gone["fragmentation"] == pytest.approx(fragmentation(graph), abs=1e-12), "what is left is the network as it was"


@pytest.mark.parametrize(
    ("leaving", "text"),
    [
        (["unhcr", "iom"], "not in the network: iom; accepted: its actors, as 'unhcr'"),
        ([[]], "nobody leaves; accepted: one actor or more in each set"),
        ([], "nobody leaves"),
        ([["ucc", "mtn"], ["mtn", "ucc"]], "a set of leaving actors is listed twice; accepted: once"),
    ],
)
def test_wrong_sets_are_refused(leaving: list, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        network.actor_losses(register(), leaving)
