"""Hand-worked cases, properties and error texts of `refanalysis.network`."""

from __future__ import annotations

from itertools import permutations, product

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis import network, schema
from refanalysis.network import centrality, paths
from refanalysis.network.chance import ROLES, moments, role_masks
from refanalysis.network.matrices import adjacency
from refanalysis.schema import DataError

ACTORS = pd.DataFrame(
    {
        "actor": ["opm", "ucc", "unhcr", "mtn", "rlo", "camp", "donor"],
        "name": ["Office of the Prime Minister", "Regulator", "UNHCR", "MTN", "Refugee-led body", "Camp committee", "Donor"],
        "kind": ["host_government", "regulator", "un_agency", "mno", "refugee_led", "community_structure", "donor"],
        "quality": ["published"] * 6 + ["placeholder"],
    }
)
ROWS = [
    ("opm", "unhcr", "coordinates", None, 1.0, "2020-01-01", None, "published"),
    ("unhcr", "opm", "informs", 2.0, 0.9, None, None, "published"),
    ("opm", "unhcr", "informs", 3.0, 0.5, None, "2023-12-31", "placeholder"),
    ("ucc", "mtn", "licenses", 1.0, 1.0, None, None, "published"),
    ("opm", "ucc", "coordinates", 1.0, 0.95, None, None, "published"),
    ("unhcr", "rlo", "funds", 1.0, 0.4, None, None, "placeholder"),
    ("rlo", "camp", "informs", 1.0, 1.0, None, None, "published"),
]
COLUMNS = ["from_actor", "to_actor", "relation", "weight", "certainty", "from_date", "to_date", "quality"]


def register(rows: list[tuple] = ROWS) -> pd.DataFrame:
    ties = pd.DataFrame(rows, columns=COLUMNS).astype({"weight": "float64"})
    return ties.assign(from_date=pd.to_datetime(ties["from_date"]), to_date=pd.to_datetime(ties["to_date"]))


def changed(row: int, **cells: object) -> pd.DataFrame:
    ties = register()
    for name, value in cells.items():
        ties[name] = ties[name].astype(object)
        ties.loc[row, name] = value
    return ties


def of_actors(graph: nx.Graph, by: str | None = "kind") -> pd.DataFrame:
    table = network.measures(graph, by=by)
    return table[table["actor"] != "all"].pivot(index="actor", columns="measure", values="value")


def whole(graph: nx.Graph, by: str | None = "kind") -> pd.Series:
    table = network.measures(graph, by=by)
    return table[table["actor"] == "all"].set_index("measure")["value"]


@st.composite
def networks(draw: st.DrawFn, directed: bool = True) -> nx.DiGraph:
    """A network of two to eight actors in up to three kinds."""
    n = draw(st.integers(2, 8))
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from((f"a{i}", {"kind": draw(st.sampled_from("xyz"))}) for i in range(n))
    pairs = [(f"a{i}", f"a{j}") for i in range(n) for j in range(n) if i != j]
    graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), unique=True)))
    return graph


# --- building ------------------------------------------------------------------------------------------------------------


def test_a_register_becomes_a_multigraph_keyed_by_relation() -> None:
    graph = network.graph(ACTORS, register())
    assert isinstance(graph, nx.MultiDiGraph)
    assert list(graph) == ACTORS["actor"].tolist()
    assert graph.nodes["unhcr"]["kind"] == "un_agency"
    assert graph.edges["opm", "unhcr", "informs"]["weight"] == 3.0
    assert graph.edges["opm", "unhcr", "coordinates"]["weight"] == 1.0, "an empty weight is 1"
    assert graph.edges["unhcr", "rlo", "funds"]["certainty"] == 0.4


def test_one_relation_becomes_a_digraph_with_all_actors() -> None:
    graph = network.graph(ACTORS, register(), "informs")
    assert type(graph) is nx.DiGraph
    assert len(graph) == 7
    assert set(graph.edges) == {("unhcr", "opm"), ("opm", "unhcr"), ("rlo", "camp")}


def test_a_day_keeps_the_ties_that_hold_then_ends_included() -> None:
    def held(day: str) -> set:
        return set(network.graph(ACTORS, register(), on=day).edges(keys=True))

    assert ("opm", "unhcr", "coordinates") not in held("2019-12-31")
    assert ("opm", "unhcr", "coordinates") in held("2020-01-01")
    assert ("opm", "unhcr", "informs") in held("2023-12-31")
    assert ("opm", "unhcr", "informs") not in held("2024-01-01")


def test_two_periods_of_a_tie_need_a_day() -> None:
    ties = register([*ROWS[:1], ("opm", "unhcr", "coordinates", None, 1.0, None, "2019-12-31", "published")])
    with pytest.raises(DataError, match=r"ties, row 3: opm coordinates unhcr is already in row 2; .* give the day"):
        network.graph(ACTORS, ties)
    assert network.graph(ACTORS, ties, on="2019-01-01").number_of_edges() == 1


def test_collapsing_adds_weights_and_joins_certainties() -> None:
    graph = network.collapsed(network.graph(ACTORS, register()))
    tie = graph.edges["opm", "unhcr"]
    assert tie["weight"] == 4.0
    assert tie["relation"] == "coordinates;informs"
    assert tie["certainty"] == 1.0
    both = network.undirected(network.graph(ACTORS, register(), "informs")).edges["opm", "unhcr"]
    assert both["weight"] == 5.0
    assert both["certainty"] == pytest.approx(1 - 0.1 * 0.5)


def test_all_but_one_layer_removed_equals_that_layer_alone() -> None:
    ties = register()
    alone = network.graph(ACTORS, ties[ties["relation"] == "informs"])
    one = network.layer(network.graph(ACTORS, ties), "informs")
    assert nx.utils.graphs_equal(one, network.graph(ACTORS, ties, "informs"))
    pd.testing.assert_frame_equal(network.measures(one), network.measures(alone))


def test_layers_are_compared_side_by_side() -> None:
    table = network.layers(register()).set_index("relation")
    assert next(iter(table.index)) == "informs"
    assert list(table.index)[-1] == "all"
    assert table.loc["informs", ["actors", "ties", "certain", "uncertain"]].tolist() == [4, 3, 2, 1]
    assert table.loc["informs", "density"] == pytest.approx(3 / 12)
    assert table.loc["informs", "reciprocity"] == pytest.approx(2 / 3)
    assert table.loc["all", "ties"] == 6, "two relations between the same two count once"
    assert table.loc["funds", "expected_ties"] == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("row", "cells", "text"),
    [
        (2, {"to_actor": "wfp"}, "ties, row 4: to_actor 'wfp' is not in the actors; add it there or correct the name"),
        (3, {"to_actor": "ucc"}, "ties, row 5: 'ucc' is tied to itself; accepted: two different actors"),
        (1, {"weight": -2}, "ties, row 3: weight is -2; accepted: 0 or more, or empty"),
        (1, {"weight": "strong"}, "ties, row 3: weight is 'strong'; accepted: a number or empty"),
        (0, {"certainty": 1.5}, "ties, row 2: certainty is 1.5; accepted: a share from 0 to 1"),
        (0, {"certainty": None}, "ties, row 2: certainty is nan; accepted: a share from 0 to 1"),
        (2, {"relation": "coordinates"}, "ties, row 4: opm coordinates unhcr is already in row 2; accepted: one row for a tie"),
    ],
)
def test_a_wrong_tie_is_refused_by_row(row: int, cells: dict, text: str) -> None:
    with pytest.raises(DataError) as refusal:
        network.graph(ACTORS, changed(row, **cells))
    assert len(refusal.value.problems) == 1
    assert refusal.value.problems[0].startswith(text)


def test_all_problems_are_listed_at_once_and_long_lists_are_cut() -> None:
    ties = register([("x", f"y{i}", "funds", 1.0, 1.0, None, None, "") for i in range(8)] + ROWS[:1])
    ties.loc[8, "to_date"] = pd.Timestamp("2019-01-01")
    with pytest.raises(DataError) as refusal:
        network.graph(ACTORS, ties)
    assert sum("from_actor 'x'" in problem for problem in refusal.value.problems) == 5
    assert refusal.value.problems.count("ties: 3 more rows like these") == 2
    assert refusal.value.problems[-1] == "ties, row 10: to_date lies before from_date; accepted: the same day or later"


def test_wrong_actors_and_missing_columns_are_refused() -> None:
    twice = pd.concat([ACTORS, ACTORS.head(1)], ignore_index=True)
    with pytest.raises(DataError, match="actors, row 9: actor 'opm' is listed again; accepted: once"):
        network.graph(twice, register())
    with pytest.raises(DataError, match="actors: column 'kind' is missing; the table has: actor, name, quality"):
        network.graph(ACTORS.drop(columns="kind"), register())
    with pytest.raises(DataError, match="ties: column 'certainty' is missing; the table has: from_actor, to_actor"):
        network.graph(ACTORS, register().drop(columns="certainty"))
    with pytest.raises(DataError, match="ties: column 'to_date' is missing"):
        network.graph(ACTORS, register().drop(columns="to_date"), on="2024-01-01")


def test_an_unknown_relation_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no relation is called 'loves'; known: funds, implements_for"):
        network.graph(ACTORS, register(), "loves")
    with pytest.raises(ValueError, match="no relation is called 'loves'; known: funds"):
        network.layer(network.graph(ACTORS, register()), "loves")


# --- measures ------------------------------------------------------------------------------------------------------------


def test_measures_of_a_star_are_as_worked_by_hand() -> None:
    graph = nx.star_graph(["hub", "a", "b", "c"])
    table, network_values = of_actors(graph, by=None), whole(graph, by=None)
    assert table.loc["hub", ["degree", "betweenness", "closeness", "harmonic"]].tolist() == [3, 3, 1, 3]
    assert table.loc["a", ["betweenness", "closeness", "harmonic"]].tolist() == pytest.approx([0, 3 / 5, 2])
    assert table.loc["hub", ["constraint", "effective_size", "efficiency"]].tolist() == pytest.approx([1 / 3, 3, 1])
    assert table.loc["a", "eigenvector"] == pytest.approx(1 / np.sqrt(3))
    assert table["articulation_point"].to_dict() == {"hub": 1, "a": 0, "b": 0, "c": 0}
    assert network_values["centralisation_degree"] == network_values["centralisation_betweenness"] == 1.0
    assert network_values[["ties", "bridges", "components", "transitivity"]].tolist() == [3, 3, 1, 0]


def test_closeness_tells_directions_apart_and_isolates_get_zero() -> None:
    graph = nx.DiGraph([("a", "b"), ("b", "c")])
    graph.add_node("alone")
    table = of_actors(graph, by=None)
    assert table.loc["a", ["closeness_out", "closeness_in"]].tolist() == pytest.approx([2 / 3 * 2 / 3, 0])
    assert table.loc["c", ["closeness_out", "closeness_in"]].tolist() == pytest.approx([0, 2 / 3 * 2 / 3])
    assert table.loc["alone", ["closeness_out", "closeness_in", "harmonic_in", "betweenness"]].tolist() == [0, 0, 0, 0]
    assert table.loc["alone", ["constraint", "effective_size", "efficiency", "hierarchy"]].isna().all()


def test_eigenvector_is_defined_on_disconnected_networks() -> None:
    equals = nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(4))
    assert np.allclose(centrality.eigenvector(adjacency(equals)), 1.0)
    uneven = nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(3))
    assert centrality.eigenvector(adjacency(uneven)) == pytest.approx([1, 1, 1, 1, 0, 0, 0], abs=1e-12)
    no_circle = nx.DiGraph([("a", "b"), ("b", "c")])
    assert centrality.eigenvector(adjacency(no_circle)).tolist() == [0, 0, 0]


@pytest.mark.parametrize("directed", [True, False])
def test_large_networks_take_other_engines_to_the_same_values(monkeypatch: pytest.MonkeyPatch, directed: bool) -> None:
    graph = nx.gnp_random_graph(160, 0.02, seed=4, directed=directed)
    small = network.measures(graph, by=None)
    monkeypatch.setattr(paths, "_STACKED_UP_TO", 10)
    monkeypatch.setattr(paths, "_WORDS", 1)
    pd.testing.assert_frame_equal(network.measures(graph, by=None), small, rtol=1e-9, atol=1e-9)


def test_eigenvectors_that_steps_do_not_settle_are_squared_or_left_to_arpack(monkeypatch: pytest.MonkeyPatch) -> None:
    chained = adjacency(nx.DiGraph([("a", "b"), ("b", "a"), ("b", "c"), ("c", "d"), ("d", "c")]))
    assert centrality.eigenvector(chained) == pytest.approx([0, 0, 1, 1], abs=1e-12), "the end of a chain of equals takes all"
    joined = adjacency(nx.gnp_random_graph(60, 0.08, seed=4, directed=True))
    stepped = centrality.eigenvector(joined)
    monkeypatch.setattr(centrality, "_ROUNDS", 0)
    assert centrality.eigenvector(joined) == pytest.approx(stepped, abs=1e-9)
    monkeypatch.setattr(centrality, "_SQUARED_UP_TO", 10)
    assert centrality.eigenvector(joined) == pytest.approx(stepped, abs=1e-9)


def test_strength_adds_relations_and_degree_does_not() -> None:
    table = of_actors(network.graph(ACTORS, register()))
    assert table.loc["opm", ["out_degree", "out_strength", "in_degree", "in_strength", "contacts"]].tolist() == [2, 5, 1, 2, 2]


def test_relation_is_named_when_there_is_one() -> None:
    graph = network.graph(ACTORS, register())
    assert set(network.measures(graph)["relation"]) == {"all"}
    assert set(network.measures(network.layer(graph, "funds"), "uganda")["relation"]) == {"funds"}
    assert set(network.measures(graph, "uganda")["network"]) == {"uganda"}


def test_networks_without_ties_or_with_one_actor_have_measures() -> None:
    empty, single = nx.empty_graph(3, create_using=nx.DiGraph), nx.empty_graph(1)
    assert whole(empty, by=None)[["ties", "density", "isolates", "components"]].tolist() == [0, 0, 3, 3]
    assert np.isnan(whole(empty, by=None)["reciprocity"])
    assert np.isnan(whole(single, by=None)["density"])
    assert of_actors(empty, by=None)["pagerank"].tolist() == pytest.approx([1 / 3] * 3)


def test_measures_refuse_what_they_cannot_measure() -> None:
    with pytest.raises(ValueError, match="the network has no actors"):
        network.measures(nx.DiGraph())
    with pytest.raises(ValueError, match="actors tied to themselves: a; accepted: ties between two actors"):
        network.measures(nx.DiGraph([("a", "a")]), by=None)
    with pytest.raises(ValueError, match="no kind is given for a, b; accepted: every actor has one"):
        network.measures(nx.DiGraph([("a", "b")]))


def test_every_measure_and_role_is_defined_once() -> None:
    graph = network.graph(ACTORS, register())
    shown = [network.measures(graph), network.measures(network.undirected(graph))]
    used = {name for table in shown for name in table["measure"]} | set(network.brokerage(graph)["role"])
    defined = network.definitions()
    assert used <= set(defined["measure"])
    for level, where in (("actor", "!="), ("network", "==")):
        names = {name for table in shown for name in table.query(f"actor {where} 'all'")["measure"]} | set(ROLES)
        assert set(defined[defined["level"].isin([level, "both"])]["measure"]) & used == names


@given(graph=networks(), data=st.data())
@settings(deadline=None, max_examples=40)
def test_renaming_and_reordering_actors_changes_nothing(graph: nx.DiGraph, data: st.DataObject) -> None:
    order = data.draw(st.permutations(list(graph)))
    names = {actor: f"new{i}" for i, actor in enumerate(order)}
    renamed = nx.DiGraph()
    renamed.add_nodes_from((names[actor], graph.nodes[actor]) for actor in order)
    renamed.add_edges_from((names[a], names[b]) for a, b in graph.edges)
    before = of_actors(graph).rename(index=names).sort_index().drop(columns="component")
    pd.testing.assert_frame_equal(of_actors(renamed).sort_index().drop(columns="component"), before, rtol=1e-9, atol=1e-9)
    pd.testing.assert_series_equal(whole(renamed), whole(graph), rtol=1e-9, atol=1e-9)
    old, new = (network.brokerage(g).set_index(["actor", "role"]).sort_index() for g in (graph, renamed))
    pd.testing.assert_frame_equal(new, old.rename(index=names, level=0).sort_index(), rtol=1e-9, atol=1e-9)


@given(graph=networks())
@settings(deadline=None, max_examples=40)
def test_measures_agree_with_networkx_on_any_network(graph: nx.DiGraph) -> None:
    ours, actors = of_actors(graph), list(graph)
    theirs = {
        "betweenness": nx.betweenness_centrality(graph, normalized=False),
        "closeness_in": nx.closeness_centrality(graph),
        "harmonic_in": nx.harmonic_centrality(graph),
        "pagerank": nx.pagerank(graph, tol=1e-14, max_iter=1000),
        "constraint": nx.constraint(graph),
    }
    for name, values in theirs.items():
        np.testing.assert_allclose(ours[name].reindex(actors), [values[actor] for actor in actors], atol=1e-9, err_msg=name)


@given(graph=networks())
@settings(deadline=None, max_examples=40)
def test_an_isolate_changes_no_ones_betweenness(graph: nx.DiGraph) -> None:
    before = of_actors(graph)["betweenness"]
    graph.add_node("new", kind="x")
    np.testing.assert_allclose(of_actors(graph)["betweenness"].reindex(before.index), before, atol=1e-12)


# --- brokerage -----------------------------------------------------------------------------------------------------------


def test_each_role_is_counted_for_its_pattern() -> None:
    kinds = {"coordinator": "xxx", "itinerant": "xyx", "representative": "xxy", "gatekeeper": "yxx", "liaison": "xyz"}
    for role, (a, v, b) in kinds.items():
        graph = nx.DiGraph([("a", "v"), ("v", "b"), ("b", "a")])
        nx.set_node_attributes(graph, {"a": a, "v": v, "b": b}, "kind")
        graph.remove_edge("b", "a")
        counts = network.brokerage(graph).set_index(["actor", "role"])["count"]
        assert counts["v"].to_dict() == {**dict.fromkeys(ROLES, 0.0), role: 1.0, "total": 1.0}
        graph.add_edge("a", "b")
        assert network.brokerage(graph)["count"].sum() == 0, "a direct tie leaves nothing to broker"


@given(graph=networks())
@settings(deadline=None, max_examples=40)
def test_brokerage_counts_equal_a_count_over_all_triples(graph: nx.DiGraph) -> None:
    kind, ours = dict(graph.nodes(data="kind")), network.brokerage(graph).set_index(["role", "actor"])["count"]
    names = sorted(set(kind.values()))
    masks, number = role_masks(len(names)), {actor: names.index(kind[actor]) for actor in graph}
    for role in ROLES:
        brokered = [
            v
            for a, v, b in permutations(graph, 3)
            if graph.has_edge(a, v) and graph.has_edge(v, b) and not graph.has_edge(a, b)
            if masks[role][number[a], number[v], number[b]]
        ]
        assert ours[role].to_dict() == {**{v: brokered.count(v) for v in graph}, "all": len(brokered)}


@given(graph=networks())
@settings(deadline=None, max_examples=40)
def test_reversing_ties_swaps_representative_and_gatekeeper(graph: nx.DiGraph) -> None:
    swap = {"representative": "gatekeeper", "gatekeeper": "representative"}
    there, back = (network.brokerage(g) for g in (graph, graph.reverse()))
    back["role"] = back["role"].replace(swap)
    keys = ["role", "actor"]
    pd.testing.assert_frame_equal(back.set_index(keys).sort_index(), there.set_index(keys).sort_index(), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("sizes", [[4], [3, 1], [2, 2], [2, 1, 1]])
def test_expectation_and_deviation_are_those_of_all_networks_of_four_actors(sizes: list[int], directed: bool) -> None:
    chance, group = 0.3, np.repeat(np.arange(len(sizes)), sizes)
    pairs = [(i, j) for i in range(4) for j in range(4) if (i != j if directed else i < j)]
    drawn = np.array(list(product([False, True], repeat=len(pairs))))
    likely = (chance ** drawn.sum(axis=1)) * (1 - chance) ** (~drawn).sum(axis=1)
    tie = np.zeros((len(drawn), 4, 4), dtype=bool)
    for column, (i, j) in enumerate(pairs):
        tie[:, i, j] = drawn[:, column]
    tie = tie if directed else tie | tie.transpose(0, 2, 1)
    ours, masks = moments(np.array(sizes), chance, directed), role_masks(len(sizes))
    for role in ROLES:
        counts = np.zeros((len(drawn), 4))
        for a, v, b in permutations(range(4), 3):
            if masks[role][group[a], group[v], group[b]]:
                counts[:, v] += tie[:, a, v] & tie[:, v, b] & ~tie[:, a, b]
        every = counts.sum(axis=1)
        mean, variance = likely @ counts, likely @ counts**2 - (likely @ counts) ** 2
        np.testing.assert_allclose(ours[role][0][group], mean, atol=1e-12)
        np.testing.assert_allclose(ours[role][1][group] ** 2, variance, atol=1e-12)
        assert ours[role][2] == pytest.approx(likely @ every, abs=1e-12)
        assert ours[role][3] ** 2 == pytest.approx(likely @ every**2 - (likely @ every) ** 2, abs=1e-12)


def test_brokerage_refuses_an_unknown_null_and_a_missing_group() -> None:
    graph = network.graph(ACTORS, register())
    with pytest.raises(ValueError, match="null is 'random'; accepted: ties, arcs"):
        network.brokerage(graph, null="random")
    with pytest.raises(ValueError, match="no office is given for opm, ucc, unhcr, mtn, rlo and 2 more"):
        network.brokerage(graph, by="office")


# --- what holds the network together -------------------------------------------------------------------------------------


def test_those_reached_through_one_actor_only_are_named() -> None:
    table = network.cut_off(network.graph(ACTORS, register())).set_index("actor")
    assert table["actors"].to_dict() == {"unhcr": "rlo;camp", "opm": "ucc;mtn", "ucc": "mtn", "rlo": "camp"}
    assert table.loc["unhcr", ["name", "kind", "cut_off"]].tolist() == ["UNHCR", "un_agency", 2]
    assert network.cut_off(nx.complete_graph(4)).empty
    assert network.cut_off(nx.path_graph(["first", "middle", "last"]))["actors"].tolist() == ["last"], (
        "of equals the first stays"
    )


@given(graph=networks())
@settings(deadline=None, max_examples=40)
def test_cut_off_actors_are_those_outside_the_largest_rest(graph: nx.DiGraph) -> None:
    flat, table = graph.to_undirected(), network.cut_off(graph).set_index("actor")
    for actor in flat:
        own = nx.node_connected_component(flat, actor) - {actor}
        rest = sorted((len(part) for part in nx.connected_components(flat.subgraph(own))), reverse=True)
        assert sum(rest[1:]) == (table.loc[actor, "cut_off"] if actor in table.index else 0)


def test_bridges_name_the_smaller_side() -> None:
    table = network.bridges(network.graph(ACTORS, register()))
    sides = {(row.actor, row.partner): row.cut_off for row in table.itertuples()}
    assert sides[("unhcr", "rlo")] == 2
    assert sides[("rlo", "camp")] == sides[("ucc", "mtn")] == 1
    assert len(sides) == 5


def test_distances_give_the_shortest_route_and_leave_the_unreachable_empty() -> None:
    graph = network.graph(ACTORS, register())
    table = network.distances(graph, ["community_structure", "donor"], ["host_government"]).set_index("actor")
    assert table.loc["camp", ["nearest", "hops", "route"]].tolist() == ["opm", 3, "camp;rlo;unhcr;opm"]
    assert pd.isna(table.loc["donor", "hops"])
    assert table.loc["donor", "route"] == ""
    assert network.distances(graph, ["donor"], ["academia"])["hops"].isna().all()


def test_mixing_counts_pairs_within_and_between_kinds() -> None:
    graph = nx.DiGraph([("a", "b"), ("b", "a"), ("b", "c"), ("c", "d")])
    nx.set_node_attributes(graph, {"a": "x", "b": "x", "c": "y", "d": "y"}, "kind")
    table = network.mixing(graph).set_index("kind")
    assert table.loc["x", ["actors", "internal", "external"]].tolist() == [2, 1, 1]
    assert table.loc["all", ["actors", "internal", "external"]].tolist() == [4, 2, 1]
    assert table.loc["all", "ei_index"] == pytest.approx(-1 / 3) == whole(graph)["ei_index"]


# --- needs, headline, ranks, layout --------------------------------------------------------------------------------------


def test_missing_kinds_are_those_no_actor_has() -> None:
    missing = network.missing_kinds(ACTORS)
    assert "mobile operator" not in set(missing["need"])
    assert {"ministry", "development actor", "forum"} <= set(missing["need"])
    every = network.kind_needs(ACTORS)
    assert len(every) == len(missing) + (every["actors"] > 0).sum()
    assert {kind for kinds in every["kinds"] for kind in kinds.split(";")} <= set(schema.ACTOR_KINDS)
    national = pd.concat([ACTORS, ACTORS.head(1).assign(actor="ngo", kind="nngo")])
    assert "non-governmental organisation" not in set(network.missing_kinds(national)["need"])


def test_headline_figures_are_those_of_the_register() -> None:
    figures = network.headline(ACTORS, register())
    assert {name: figures[name] for name in ("actors", "kinds", "ties", "relations", "isolates", "components")} == {
        "actors": 7, "kinds": 7, "ties": 6, "relations": 4, "isolates": 1, "components": 2,
    }  # fmt: skip
    assert figures["placeholder_actors"] == pytest.approx(1 / 7)
    assert figures["placeholder_ties"] == pytest.approx(2 / 7)
    assert figures["uncertain_ties"] == pytest.approx(4 / 7)
    assert (figures["top_broker"], figures["top_broker_pairs"], figures["top_broker_role"]) == ("opm", 1, "liaison")
    assert figures["top_broker_equals"] == 3, "unhcr, ucc and rlo broker one pair each as well"
    assert figures["top_broker_share"] == pytest.approx(1 / 4)
    assert (figures["worst_cut_name"], figures["worst_cut_off"], figures["cut_points"], figures["cut_off"]) == (
        "Office of the Prime Minister", 2, 4, 4,
    )  # fmt: skip
    assert (figures["refugee_led"], figures["refugee_led_hops"], figures["refugee_led_unreached"]) == (2, 2.5, 0)


def test_headline_says_none_where_nothing_is_known() -> None:
    figures = network.headline(ACTORS[:2], register([]))
    assert figures["ties"] == 0
    assert figures["top_broker"] is figures["worst_cut"] is figures["refugee_led_hops"] is figures["uncertain_ties"] is None


def test_certain_ties_leave_no_doubt_about_ranks() -> None:
    table = network.ranks_by_certainty(ACTORS, register().assign(certainty=1.0), n=20)
    assert (table[["p05", "p50", "p95"]].to_numpy() == table[["rank"]].to_numpy()).all()


def test_ranks_follow_the_certainty_of_a_tie() -> None:
    actors = pd.DataFrame({"actor": list("abc"), "kind": "donor"})
    rows = [("a", "b", "funds", 1.0, 1.0, None, None, ""), ("c", "b", "funds", 1.0, 0.3, None, None, "")]
    table = network.ranks_by_certainty(actors, register(rows), "degree", n=4000, seed=2).set_index("actor")
    assert table["rank"].to_dict() == {"b": 1.0, "a": 2.5, "c": 2.5}
    assert table.loc["b", "first"] == 1.0
    assert table.loc["a", "first"] == pytest.approx(0.7, abs=0.03), "without the second tie a and b share the first rank"
    assert table.loc["c", ["p05", "p95"]].tolist() == [2.5, 3.0]


def test_ranks_span_from_the_fifth_to_the_ninety_fifth_percentile() -> None:
    actors = pd.DataFrame({"actor": list("abc"), "kind": "donor"})

    def span(certainty: float) -> list[float]:
        rows = [("a", "b", "funds", 1.0, 1.0, None, None, ""), ("c", "b", "funds", 1.0, certainty, None, None, "")]
        table = network.ranks_by_certainty(actors, register(rows), "degree", n=4000)
        return table.set_index("actor").loc["c", ["p05", "p50", "p95"]].tolist()

    assert span(0.03) == [3.0, 3.0, 3.0]
    assert span(0.07) == [2.5, 3.0, 3.0]
    assert span(0.93) == [2.5, 2.5, 3.0]
    assert span(0.97) == [2.5, 2.5, 2.5]


def test_ranks_repeat_with_their_seed_and_do_not_depend_on_how_resamples_are_stacked(monkeypatch: pytest.MonkeyPatch) -> None:
    first = network.ranks_by_certainty(ACTORS, register(), n=50, seed=0)
    monkeypatch.setattr("refanalysis.network.certainty._STACK", 20)
    pd.testing.assert_frame_equal(network.ranks_by_certainty(ACTORS, register(), n=50, seed=0), first)
    assert not network.ranks_by_certainty(ACTORS, register(), n=50, seed=1).equals(first)


def test_resampled_betweenness_is_that_of_each_resample() -> None:
    graphs = [nx.gnp_random_graph(12, 0.2, seed=seed, directed=True) for seed in range(4)]
    stack = paths.betweenness(np.stack([adjacency(graph).toarray() for graph in graphs]))
    for graph, ours in zip(graphs, stack, strict=True):
        np.testing.assert_allclose(ours, list(nx.betweenness_centrality(graph, normalized=False).values()), atol=1e-12)


def test_ranks_refuse_unknown_measures_and_no_resamples() -> None:
    with pytest.raises(ValueError, match="measure is 'fame'; accepted: in_degree, out_degree, degree, contacts, betweenness"):
        network.ranks_by_certainty(ACTORS, register(), "fame")
    with pytest.raises(ValueError, match="0 resamples of 7 actors; accepted: 1 or more of each"):
        network.ranks_by_certainty(ACTORS, register(), n=0)


def test_layout_repeats_fills_the_square_and_keeps_actors_apart() -> None:
    graph = nx.disjoint_union(nx.barbell_graph(12, 3), nx.empty_graph(6))
    table = network.layout(graph, seed=3)
    pd.testing.assert_frame_equal(network.layout(graph, seed=3), table)
    place = table[["x", "y"]].to_numpy()
    assert place.min() >= 0
    assert place.max() <= 1
    assert np.ptp(place, axis=0).min() > 0.8
    drawn = np.linalg.norm(place[:, None] - place[None], axis=-1) + np.eye(len(place))
    assert drawn.min() > 0.5 / np.sqrt(len(place))


def test_layout_draws_a_chain_in_its_order() -> None:
    place = network.layout(nx.path_graph(6)).sort_values("x")["actor"].tolist()
    assert place in (list("012345"), list("543210"))


def test_tiers_put_government_above_refugees_and_stagger_long_rows() -> None:
    table = network.tiers(network.graph(ACTORS, register())).set_index("actor")
    assert table.loc["opm", "y"] == 1.0 > table.loc["unhcr", "y"] > table.loc["mtn", "y"] > table.loc["camp", "y"] == 0.0
    every = nx.Graph()
    every.add_nodes_from((kind, {"kind": kind}) for kind in schema.ACTOR_KINDS)
    assert len(network.tiers(every)) == len(schema.ACTOR_KINDS), "every declared kind has a row"
    crossed = nx.Graph()
    crossed.add_nodes_from(["d1", "d2", "r1", "r2"])
    crossed.add_edges_from([("d1", "r2"), ("d2", "r1")])
    nx.set_node_attributes(crossed, {"d1": "donor", "d2": "donor", "r1": "refugee_led", "r2": "refugee_led"}, "kind")
    x = network.tiers(crossed).set_index("actor")["x"]
    assert (x["d1"] - x["d2"]) * (x["r2"] - x["r1"]) > 0, "ties do not cross when they need not"
    crowd = nx.empty_graph(30)
    nx.set_node_attributes(crowd, "ingo", "kind")
    assert network.tiers(crowd)["y"].nunique() == 3
    with pytest.raises(ValueError, match="no row is given for the kinds ingo; known: donor"):
        network.tiers(crowd, tier={"donor": 0})
