"""Robustness against enumeration by others, by hand, and what holds for any network."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_networks import reference as read
from removal_case import NAMES, enumerated, networks, without

from refanalysis import network
from refanalysis.network.removal import orders
from refanalysis.network.removal.reachable import links

PLANNED = ["degree", "adaptive_degree", "betweenness", "adaptive_betweenness"]


RULES = (orders.by_degree, orders.by_degree_left, orders.by_betweenness, orders.by_betweenness_left)


def shares(graph: nx.Graph, rule: Callable) -> list[float]:
    joined = links(graph)
    return orders.largest_shares(joined, rule(joined)[None])[0].tolist()


def largest(graph: nx.Graph) -> int:
    return max((len(part) for part in nx.connected_components(graph)), default=0)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("order", "file"), [("degree", "static"), ("adaptive_degree", "adaptive")])
def test_curves_and_means_are_those_of_enumeration(name: str, order: str, file: str) -> None:
    known, ours = enumerated(name), network.robustness(read(name), [order])
    assert ours.curves["largest_share"].tolist()[1:] == pytest.approx(known[f"robust_degree_{file}_S"], abs=1e-9)
    assert ours.summary["robustness"].item() == pytest.approx(known[f"robust_degree_{file}_R"], abs=1e-9)


def test_a_path_of_five_by_hand() -> None:
    found = network.robustness(nx.path_graph(["a", "b", "c", "d", "e"]), PLANNED)
    curves = found.curves.set_index("order")
    assert curves.loc["degree", "actor"].tolist() == ["", "b", "c", "d", "a", "e"]
    assert curves.loc["degree", "largest_share"].tolist() == pytest.approx([1, 0.6, 0.4, 0.2, 0.2, 0])
    assert curves.loc["betweenness", "actor"].tolist() == ["", "c", "b", "d", "a", "e"]
    assert curves.loc["adaptive_betweenness", "actor"].tolist() == ["", "c", "a", "b", "d", "e"]
    assert curves.loc["betweenness", "largest_share"].tolist() == pytest.approx([1, 0.4, 0.4, 0.2, 0.2, 0])
    assert curves[["low", "high"]].isna().all(axis=None)
    summary = found.summary.set_index("order")
    assert summary["robustness"].tolist() == pytest.approx([1.4 / 5, 1.2 / 5, 1.2 / 5, 1.4 / 5])
    assert summary["half"].tolist() == [2, 2, 1, 1]
    assert summary.loc["betweenness", "first"] == "c;b;d;a;e"


def test_adaptive_degree_counts_anew_and_static_does_not() -> None:
    graph = nx.Graph([("hub", "x"), ("hub", "y"), ("hub", "z"), ("x", "y"), ("far", "away"), ("x", "far")])
    assert network.robustness(graph, ["degree"]).curves["actor"].tolist()[1:4] == ["hub", "x", "y"]
    assert network.robustness(graph, ["adaptive_degree"]).curves["actor"].tolist()[1:4] == ["hub", "x", "far"]


def test_everyone_linked_with_everyone_is_as_robust_as_can_be() -> None:
    table = network.robustness(nx.complete_graph(10), n=20).summary
    assert table["robustness"].tolist() == pytest.approx([0.45] * 5), "(9 + 8 + ... + 0) / 100"
    assert table.query("order == 'random'")[["low", "high"]].to_numpy().ravel() == pytest.approx([0.45, 0.45])


def test_random_orders_have_the_mean_of_all_orders() -> None:
    graph = nx.path_graph(4)
    every = np.array(list(permutations(range(4))))
    exact = orders.largest_shares(links(graph), every).mean(axis=0)
    drawn = network.robustness(graph, "random", n=20_000, seed=3).curves
    assert drawn["largest_share"].to_numpy() == pytest.approx(exact, abs=0.01)
    assert (drawn["low"] <= drawn["largest_share"]).all() and (drawn["largest_share"] <= drawn["high"]).all()
    assert drawn.loc[1, ["low", "high"]].tolist() == [0.5, 0.75]
    again = network.robustness(graph, "random", n=20_000, seed=3).curves
    pd.testing.assert_frame_equal(again, drawn)
    assert not again.equals(network.robustness(graph, "random", n=20_000, seed=4).curves)


@given(graph=networks(smallest=1), data=st.data())
@settings(deadline=None, max_examples=60)
def test_coming_back_one_by_one_gives_the_parts_that_leaving_leaves(graph: nx.Graph, data: st.DataObject) -> None:
    drawn = [data.draw(st.permutations(range(len(graph)))) for _ in range(3)]
    actors = list(graph)
    ours = orders.largest_shares(links(graph), np.array(drawn))
    for row, order in zip(ours, drawn, strict=True):
        gone = [tuple(actors[i] for i in order[:t]) for t in range(len(actors) + 1)]
        assert row * len(actors) == pytest.approx([largest(without(graph, members)) for members in gone])


@given(graph=networks(smallest=2))
@settings(deadline=None, max_examples=40)
def test_curves_never_rise_and_an_isolate_only_makes_shares_smaller(graph: nx.Graph) -> None:
    for rule in RULES:
        before = np.array(shares(graph, rule))
        assert (np.diff(before) <= 1e-12).all() and before[-1] == 0
        alone = graph.copy()
        alone.add_node("isolate")
        n, after = len(graph), np.array(shares(alone, rule)) * (len(graph) + 1)
        assert after[:-1] == pytest.approx(np.maximum(before * n, 1)), "the isolate leaves last"


@given(graph=networks(smallest=2))
@settings(deadline=None, max_examples=30)
def test_renaming_actors_changes_no_curve(graph: nx.Graph) -> None:
    renamed = nx.relabel_nodes(graph, {actor: f"z{i}" for i, actor in enumerate(graph)})
    assert [shares(renamed, rule) for rule in RULES] == [shares(graph, rule) for rule in RULES]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"orders": ["closeness"]}, "order is 'closeness'; accepted: degree, adaptive_degree, betweenness"),
        ({"orders": []}, "order is 'missing'; accepted: degree"),
        ({"n": 0}, "0 random orders; accepted: 1 or more"),
    ],
)
def test_wrong_arguments_are_refused(arguments: dict, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        network.robustness(nx.path_graph(3), **arguments)


def test_an_order_that_would_take_hours_is_refused_and_the_others_are_not() -> None:
    with pytest.raises(ValueError, match="adaptive_betweenness of 2001 actors; accepted: up to 2000; leave this order out"):
        network.robustness(nx.empty_graph(2001))
    assert network.robustness(nx.path_graph(2001), ["degree"]).summary["half"].item() > 0
