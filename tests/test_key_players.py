"""Key players against exhaustive enumeration by others, by hand, and what holds for any network."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_networks import FOLDER
from reference_networks import reference as read
from removal_case import NAMES, distance_fragmentation, enumerated, fragmentation, networks, reach, without

from refanalysis import network
from refanalysis.network.removal.bounds import fragmentation_bound, reach_bound
from refanalysis.network.removal.core import linked_at_least, unbreakable
from refanalysis.network.removal.reachable import links

MEASURES = ["fragmentation", "distance_fragmentation", "reach", "reach_with_members"]
OURS = {"F": "fragmentation", "DF": "distance_fragmentation", "DR_outside": "reach", "DR_members1": "reach_with_members"}
SLOW = {
    "fragmentation": lambda graph, members: fragmentation(without(graph, members)),
    "distance_fragmentation": lambda graph, members: distance_fragmentation(without(graph, members)),
    "reach": reach,
    "reach_with_members": lambda graph, members: (
        (reach(graph, members) * (len(graph) - len(members)) + len(members)) / len(graph)
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_every_best_value_and_set_is_that_of_exhaustive_enumeration(name: str) -> None:
    expected = pd.read_csv(FOLDER / "expected" / f"{name}_keyplayer_brute.csv", dtype={"sets": str})
    expected["measure"] = expected["measure"].map(OURS)
    ours = network.key_players(read(name), k=[1, 2, 3], measure=MEASURES)
    both = expected.merge(ours, on=["measure", "k"], how="left", validate="1:1")
    assert len(both) >= 11
    assert both["value"].to_numpy() == pytest.approx(both["best"].to_numpy(), abs=1e-9)
    assert both["optimal"].tolist() == both["n_optimal"].tolist()
    assert both["optimal_sets"].tolist() == [sets.translate(str.maketrans("|;", ";|")) for sets in both["sets"]]
    assert both["exact"].all() and (both["gap"] == 0).all()


@pytest.mark.parametrize("name", NAMES)
def test_the_baseline_is_the_network_as_it_is(name: str) -> None:
    ours = network.key_players(read(name), k=1, measure=MEASURES).set_index("measure")["baseline"]
    known = enumerated(name)
    assert ours["fragmentation"] == pytest.approx(known["F_baseline"], abs=1e-9)
    assert ours["distance_fragmentation"] == pytest.approx(known["DF_baseline"], abs=1e-9)
    assert ours[["reach", "reach_with_members"]].tolist() == [0, 0]


def test_two_stars_joined_by_a_broker_are_told_apart_by_hand() -> None:
    graph = nx.Graph([("hub", "a"), ("hub", "b"), ("hub", "broker"), ("broker", "other"), ("other", "c"), ("other", "d")])
    table = network.key_players(graph, k=[1, 2], measure=["fragmentation", "reach"]).set_index(["measure", "k"])
    assert table.loc[("fragmentation", 1), "value"] == pytest.approx(1 - (4 * 3) / (6 * 5)), "a, b alone; broker, other, c, d"
    assert table.loc[("fragmentation", 1), "optimal_sets"] == "hub|broker|other"
    assert table.loc[("fragmentation", 2), ["actors", "value"]].tolist() == ["hub;other", 1.0]
    assert table.loc[("reach", 1), "value"] == pytest.approx((3 + 1 / 2 + 2 / 3) / 6), "three at 1, one at 2, two at 3"
    assert table.loc[("reach", 1), "optimal_sets"] == "hub|other"
    assert table.loc[("reach", 2), ["actors", "value"]].tolist() == ["hub;other", 1.0]


def test_directions_weights_and_relations_do_not_matter() -> None:
    ties = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("b", "e")]
    plain = network.key_players(nx.Graph(ties), k=2, measure=MEASURES)
    typed = nx.MultiDiGraph()
    typed.add_nodes_from("abcde")
    for a, b in ties:
        typed.add_edge(b, a, key="funds", relation="funds", weight=7.0)
        typed.add_edge(a, b, key="informs", relation="informs", weight=0.1)
    pd.testing.assert_frame_equal(network.key_players(typed, k=2, measure=MEASURES), plain)


@given(graph=networks(smallest=4), k=st.integers(1, 2), measure=st.sampled_from(MEASURES))
@settings(deadline=None, max_examples=30)
def test_the_best_set_is_the_one_networkx_finds_slowly(graph: nx.Graph, k: int, measure: str) -> None:
    row = network.key_players(graph, k, measure).iloc[0]
    assert row["value"] == pytest.approx(max(SLOW[measure](graph, members) for members in combinations(graph, k)), abs=1e-9)
    assert SLOW[measure](graph, tuple(row["actors"].split(";"))) == pytest.approx(row["value"], abs=1e-9)


@given(graph=networks(smallest=5, largest=10), k=st.integers(1, 3), measure=st.sampled_from(MEASURES))
@settings(deadline=None, max_examples=40)
def test_building_a_set_is_never_better_than_the_best_and_its_bound_never_below(graph: nx.Graph, k: int, measure: str) -> None:
    best = network.key_players(graph, k, measure).iloc[0]
    built = network.key_players(graph, k, measure, exact_up_to=0).iloc[0]
    assert built["value"] <= best["value"] + 1e-9
    assert built["bound"] >= best["value"] - 1e-9
    assert built["gap"] == pytest.approx(built["bound"] - built["value"], abs=1e-12)
    assert SLOW[measure](graph, tuple(built["actors"].split(";"))) == pytest.approx(built["value"], abs=1e-9)
    if built["exact"]:
        assert built["value"] == pytest.approx(best["value"], abs=1e-8), "called exact, so nothing is better"
    assert pd.isna(built["optimal"]) and built["optimal_sets"] == ""
    if measure.startswith("reach"):
        share = (
            built["value"]
            if measure == "reach_with_members"
            else SLOW["reach_with_members"](graph, tuple(built["actors"].split(";")))
        )
        whole = network.key_players(graph, k, "reach_with_members").iloc[0]["value"]
        assert share >= (1 - 1 / 2.718281828459045) * whole - 1e-9


@given(graph=networks(smallest=4, largest=9), data=st.data())
@settings(deadline=None, max_examples=60)
def test_each_argument_for_a_bound_holds_by_itself(graph: nx.Graph, data: st.DataObject) -> None:
    joined, n = links(graph), len(graph)
    k = data.draw(st.integers(1, n - 2))
    sets = list(combinations(graph, k))
    pairs = (n - k) * (n - k - 1)
    worst = max(fragmentation(without(graph, members)) for members in sets)
    assert linked_at_least(joined, k) <= (1 - worst) * pairs + 1e-9
    assert fragmentation_bound(joined, k, by_distance=False)[0] >= worst - 1e-9
    further = max(distance_fragmentation(without(graph, members)) for members in sets)
    assert fragmentation_bound(joined, k, by_distance=True)[0] >= further - 1e-9
    core = [actor for actor, flag in zip(graph, unbreakable(joined, k), strict=True) if flag]
    for members in sets:
        stay = [actor for actor in core if actor not in members]
        assert not stay or set(stay) <= nx.node_connected_component(without(graph, members), stay[0])


def test_bounds_close_the_gap_where_the_network_is_dense() -> None:
    graph = nx.barabasi_albert_graph(120, 4, seed=1)
    row = network.key_players(graph, k=2, exact_up_to=100).iloc[0]
    assert row["exact"] and row["argument"] == "core", "everyone but those at the edge hangs on more than two others"
    near = network.key_players(graph, k=4, measure="reach").iloc[0]
    assert near["argument"] == "prices" and near["gap"] < 0.02


def test_two_actors_who_part_the_network_only_together_are_found_without_trying_every_set() -> None:
    row = network.key_players(read("krackhardt_kite"), k=2, exact_up_to=0).iloc[0]
    assert row["actors"] == "Fernando;Garth", "Heather alone parts more than either, and with nobody as much as these two"


def test_prices_find_the_reach_of_a_star_whatever_was_found_before() -> None:
    near = links(nx.star_graph(5)).toarray() + [[float(i == j) for j in range(6)] for i in range(6)]
    assert reach_bound(near, 1, found=6.0) == pytest.approx(6.0)
    assert reach_bound(near, 1, found=2.0) >= 6.0


@given(graph=networks(smallest=4, largest=7), data=st.data())
@settings(deadline=None, max_examples=30)
def test_renaming_and_reordering_actors_changes_no_value(graph: nx.Graph, data: st.DataObject) -> None:
    order = data.draw(st.permutations(list(graph)))
    names = {actor: f"new{i}" for i, actor in enumerate(order)}
    renamed = nx.Graph()
    renamed.add_nodes_from(names[actor] for actor in order)
    renamed.add_edges_from((names[a], names[b]) for a, b in graph.edges)
    before, after = (network.key_players(g, 2, MEASURES) for g in (graph, renamed))
    assert after["value"].to_numpy() == pytest.approx(before["value"].to_numpy(), abs=1e-9)
    assert after["optimal"].tolist() == before["optimal"].tolist()


def test_every_measure_of_removal_is_defined() -> None:
    assert {*MEASURES, "robustness"} <= set(network.definitions().query("level == 'network'")["measure"])


def test_more_than_sixty_four_actors_need_several_words() -> None:
    path = nx.path_graph(130)
    row = network.key_players(path, k=1).iloc[0]
    assert row["value"] == pytest.approx(1 - (64 * 63 + 65 * 64) / (129 * 128))
    assert row["optimal_sets"] == "64|65"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"measure": "betweenness"}, "measure is 'betweenness'; accepted: fragmentation, distance_fragmentation, reach"),
        ({"k": 0}, "k is 0 of 5 actors; accepted: 1 to 3, so that two actors stay"),
        ({"k": [1, 4]}, "k is 4 of 5 actors; accepted: 1 to 3"),
    ],
)
def test_wrong_arguments_are_refused(arguments: dict, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        network.key_players(nx.path_graph(5), **arguments)


def test_networks_too_small_or_too_large_are_refused() -> None:
    with pytest.raises(ValueError, match="the network has 2 actors; key players need three or more"):
        network.key_players(nx.path_graph(2), 1)
    with pytest.raises(
        ValueError, match="the network has 2001 actors; accepted: up to 2000, for every distance is held at once"
    ):
        network.key_players(nx.empty_graph(2001), 1)
    with pytest.raises(ValueError, match="the network has no actors"):
        network.key_players(nx.Graph(), 1)
