"""Every engine behind the measures gives the same numbers, for one network, several and resamples; and those of others."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_networks import EVERY, FOLDER

from refanalysis import network
from refanalysis.network import census, centrality, certainty, engines, paths, standing, variants
from refanalysis.network.matrices import adjacency, adjacency_and_weights, contacts_of, side_by_side
from refanalysis.network.measures import arrays_of

NAMES = [name for name in EVERY if name != "krackhardt_reports_to"]  # without a circle there is no eigenvector
SWAPPED = ("degree", "closeness", "harmonic", "eccentricity", "reachable")


def reference(name: str) -> tuple[nx.Graph, pd.DataFrame, dict]:
    whole = json.loads((FOLDER / "expected" / f"{name}_graph_r.json").read_text(encoding="utf-8"))
    nodes = pd.read_csv(FOLDER / "graphs" / f"{name}_nodes.csv", dtype=str, keep_default_na=False)
    edges = pd.read_csv(FOLDER / "graphs" / f"{name}_edges.csv", dtype={"source": str, "target": str})
    graph = nx.DiGraph() if whole["directed"] else nx.Graph()
    graph.add_nodes_from(nodes["node"])
    graph.add_edges_from(zip(edges["source"], edges["target"], strict=True))
    actors = pd.read_csv(FOLDER / "expected" / f"{name}_nodes_r.csv", dtype={"node": str}).set_index("node")
    return graph, actors.loc[list(graph)], whole


def difference(ours: np.ndarray, theirs: pd.Series) -> float:
    """Largest difference where the file has a value; infinite when we lack one, or when there is none to compare."""
    held = theirs.notna().to_numpy()
    apart = np.abs(np.asarray(ours)[held] - theirs.to_numpy(dtype=float)[held])
    return float(np.nan_to_num(apart, nan=np.inf).max(initial=0.0)) if held.any() else np.inf


def register(graph: nx.DiGraph, certainty: list[float]) -> tuple[pd.DataFrame, pd.DataFrame]:
    actors = pd.DataFrame(
        {"actor": [f"a{number}" for number in graph], "kind": [f"kind {number % 3}" for number in range(len(graph))]}
    )
    ends = pd.DataFrame([(f"a{a}", f"a{b}") for a, b in graph.edges], columns=["from_actor", "to_actor"])
    sure = [certainty[number % len(certainty)] for number in range(len(ends))]
    return actors, ends.assign(relation="funds", weight=1.0, certainty=sure)


@st.composite
def stacks(draw: st.DrawFn) -> np.ndarray:
    """Up to four networks of the same two to nine actors."""
    n, networks = draw(st.integers(2, 9)), draw(st.integers(1, 4))
    cells = draw(st.lists(st.booleans(), min_size=networks * n * n, max_size=networks * n * n))
    return np.array(cells, dtype=float).reshape(networks, n, n) * (1.0 - np.eye(n))


# --- other programs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_conventions_of_other_programs_give_their_values_for_every_actor(name: str) -> None:
    graph, theirs, whole = reference(name)
    ties, directed = adjacency(graph), whole["directed"]
    ours, out = standing.actor_values(arrays_of(graph)), paths.reach(ties)
    one_way = {"coreness_in": "core_in", "coreness_out": "core_out", "hub": "hub", "authority": "authority"}
    way = "_out" if directed else ""
    values = {
        "stress_sna": variants.stress(ties, directed),
        "closeness_sna_directed": variants.closeness_sna(out),
        "closeness_sna_suminv": variants.closeness_sna_suminv(out),
        "closeness_igraph_out": variants.closeness_igraph(out),
        "closeness_igraph_in": variants.closeness_igraph(paths.reach(ties.T.tocsr())),
        "eigen_sna": variants.eigenvector_sna(ties),
        "eigen_igraph": ours["eigenvector"],
        "bonpow_sna_exp0.1": variants.bonacich_power(ties),
        "eccentricity_out": ours[f"eccentricity{way}"],
        "coreness_all": ours["core"],
        "harmonic_igraph_out": ours[f"harmonic{way}"],
        **({column: ours[measure] for column, measure in one_way.items()} if directed else {}),
        **({} if directed else {"infocent_sna": variants.information(ties)}),
    }
    worst = {column: difference(value, theirs[column]) for column, value in values.items()}
    assert max(worst.values()) < 1e-9, worst


@pytest.mark.parametrize("name", NAMES)
def test_closeness_among_those_reached_equals_enumeration(name: str) -> None:
    graph, _, _ = reference(name)
    theirs = (
        pd.read_csv(FOLDER / "expected" / f"{name}_nodes_brute.csv", dtype={"node": str}).set_index("node").loc[list(graph)]
    )
    ties = adjacency(graph)
    assert difference(variants.closeness_component(paths.reach(ties)), theirs["closeness_out_component"]) < 1e-9
    assert difference(variants.closeness_component(paths.reach(ties.T.tocsr())), theirs["closeness_in_component"]) < 1e-9


@pytest.mark.parametrize("name", NAMES)
def test_conventions_of_other_programs_give_their_values_for_the_network(name: str) -> None:
    graph, _, theirs = reference(name)
    ties, directed = adjacency(graph), theirs["directed"]
    table, out = network.measures(graph, by=None), paths.reach(ties)
    ours = table[table["actor"] == "all"].set_index("measure")["value"]
    values = {
        "diameter": ours["diameter"],
        "mean_distance": ours["mean_distance"],
        "centralization_igraph_eigen": ours["centralisation_eigenvector"],
        "centralization_closeness": variants.centralisation_closeness_sna(variants.closeness_sna(out), directed),
        "centralization_closeness_suminv": variants.centralisation_suminv_sna(variants.closeness_sna_suminv(out), directed),
        "centralization_eigen_sna": variants.centralisation_eigenvector_sna(variants.eigenvector_sna(ties), directed),
        "transitivity_sna_weak": variants.transitivity_sna(ties),
    }
    dyads = census.dyads(ties)
    if directed:
        values["centralization_degree_freeman"] = ours["centralisation_degree"]
        values["reciprocity_dyadic"] = variants.reciprocity_dyadic(dyads)
        values["hierarchy_reciprocity"] = 1.0 - variants.reciprocity_dyadic(dyads)
    worst = {name: abs(value - theirs[name]) for name, value in values.items()}
    assert max(worst.values()) < 1e-9, worst
    assert dyads == theirs["dyad_census"]
    assert (census.triads(ties) if directed else census.triads_undirected(ties)) == theirs["triad_census"]


# --- engines against networkx and one another ----------------------------------------------------------------------------


@given(stack=stacks())
@settings(deadline=None, max_examples=60)
def test_networks_side_by_side_have_the_values_they_have_alone(stack: np.ndarray) -> None:
    n, group = stack.shape[-1], np.arange(stack.shape[-1]) % 2
    together = standing.actor_values(standing.arrays(side_by_side(stack), True, n, group=group))
    for number, one in enumerate(stack):
        alone = standing.actor_values(standing.arrays(side_by_side(one), True, group=group))
        assert together.keys() | {"component"} == alone.keys()
        for name, values in together.items():
            np.testing.assert_allclose(values.reshape(-1, n)[number], alone[name], rtol=1e-9, atol=1e-9, err_msg=name)


@given(stack=stacks())
@settings(deadline=None, max_examples=60)
def test_cores_censuses_and_hubs_agree_with_networkx(stack: np.ndarray) -> None:
    for one in stack:
        graph, ties = nx.from_numpy_array(one, create_using=nx.DiGraph), side_by_side(one)
        assert centrality.core(ties).tolist() == list(nx.core_number(graph).values())
        assert census.triads(ties) == nx.triadic_census(graph)
        assert (centrality.core(contacts_of(ties), "in")).tolist() == list(nx.core_number(graph.to_undirected()).values())
        flat = contacts_of(ties)
        assert set(np.flatnonzero(engines.articulation_points(flat))) == set(nx.articulation_points(graph.to_undirected()))
        assert len(engines.bridges(flat)) == len(list(nx.bridges(graph.to_undirected())))
        hubs = centrality.hubs_and_authorities(ties)
        strength = one @ (one.T @ hubs["hub"])
        np.testing.assert_allclose(strength, strength.max() * hubs["hub"], atol=1e-9 * max(strength.max(), 1.0))


@given(stack=stacks())
@settings(deadline=None, max_examples=40)
def test_both_searches_and_betweenness_of_rustworkx_agree(stack: np.ndarray) -> None:
    for one in stack:
        ties = side_by_side(one)
        np.testing.assert_allclose(engines.betweenness(ties), paths.betweenness(one), atol=1e-9)
        ours, reached = paths.path_measures(ties, True), paths.reach(ties)
        assert ours["reachable_out"].tolist() == reached.others.tolist()
        assert ours["eccentricity_out"].tolist() == reached.farthest.tolist()
        np.testing.assert_allclose(ours["harmonic_out"], reached.nearness, atol=1e-12)
        alone = paths._one_by_one(ties)
        assert alone.hops.tolist() == reached.hops.tolist()
        assert alone.farthest.tolist() == reached.farthest.tolist()
        np.testing.assert_allclose(alone.nearness, reached.nearness, atol=1e-12)


@pytest.mark.parametrize("actors", [200, 330])
def test_a_long_chain_has_the_distances_of_a_long_chain(actors: int) -> None:
    ties = adjacency(nx.path_graph(actors, create_using=nx.DiGraph))
    ours, place = paths.path_measures(ties, True), np.arange(actors)
    assert ours["eccentricity_out"].tolist() == ours["reachable_out"].tolist() == place[::-1].tolist()
    np.testing.assert_allclose(ours["betweenness"], place * place[::-1])
    mean = paths.mean_distance(ours["reachable_out"], ours["closeness_out"])
    assert mean == pytest.approx((actors + 1) / 3)


def test_numbers_of_paths_beyond_single_precision_are_counted_exactly() -> None:
    layers = [[f"{layer}.{place}" for place in range(6)] for layer in range(12)]
    graph = nx.DiGraph([(a, b) for near, far in pairwise(layers) for a in near for b in far])
    graph.add_edges_from([("0.0", "x"), ("x", "2.0")])
    ties = adjacency(graph)
    assert paths.shortest_paths(ties.toarray())[1].max() > 2**25
    theirs = list(nx.betweenness_centrality(graph, normalized=False).values())
    np.testing.assert_allclose(paths.path_measures(ties, True)["betweenness"], theirs, rtol=1e-12)


@given(stack=stacks())
@settings(deadline=None, max_examples=40)
def test_reversing_ties_swaps_what_goes_in_and_what_goes_out(stack: np.ndarray) -> None:
    for one in stack:
        there, back = (standing.actor_values(standing.arrays(side_by_side(way), True)) for way in (one, one.T))
        names = [(f"{name}_in", f"{name}_out") for name in SWAPPED[1:]]
        for into, out in [*names, ("in_degree", "out_degree"), ("core_in", "core_out")]:
            np.testing.assert_allclose(back[into], there[out], atol=1e-9, err_msg=into)
        for name in ("degree", "contacts", "betweenness", "core", "clustering", "reciprocity", "constraint", "effective_size"):
            np.testing.assert_allclose(back[name], there[name], atol=1e-9, err_msg=name)


@given(stack=stacks())
@settings(deadline=None, max_examples=40)
def test_ties_without_directions_are_those_of_networkx_graphs(stack: np.ndarray) -> None:
    both = np.maximum(stack, stack.transpose(0, 2, 1))
    between = standing.stacked("betweenness", directed=False)(both)
    for one, ours in zip(both, between, strict=True):
        graph = nx.from_numpy_array(one)
        np.testing.assert_allclose(ours, list(nx.betweenness_centrality(graph, normalized=False).values()), atol=1e-9)


def test_a_stack_may_have_any_shape_and_an_unknown_measure_is_refused() -> None:
    stack = np.broadcast_to(np.eye(4, k=1), (2, 3, 4, 4))
    assert standing.stacked("reachable_out")(stack)[1, 2].tolist() == [3, 2, 1, 0]
    with pytest.raises(ValueError, match="measure is 'fame', which these networks do not have; known: in_degree, out_degree"):
        standing.stacked("fame")(stack)
    with pytest.raises(ValueError, match="measure is 'ei_index', which these networks do not have"):
        standing.stacked("ei_index")(stack)


def test_matrices_come_from_one_pass_whatever_the_kind_of_graph() -> None:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from("abc")
    graph.add_edge("a", "b", weight=2.0)
    graph.add_edge("a", "b", weight=3.0)
    graph.add_edge("b", "c")
    ties, weight = adjacency_and_weights(graph)
    assert ties.toarray().tolist() == [[0, 1, 0], [0, 0, 1], [0, 0, 0]]
    assert weight.toarray().tolist() == [[0, 5, 0], [0, 0, 1], [0, 0, 0]]
    assert adjacency(nx.Graph([("a", "b")])).toarray().tolist() == [[0, 1], [1, 0]]


# --- resamples -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def uncertain() -> tuple[pd.DataFrame, pd.DataFrame]:
    return register(nx.gnp_random_graph(14, 0.16, seed=5, directed=True), [0.3, 0.6, 1.0, 0.9])


def test_every_resample_has_the_measures_of_the_network_it_draws(
    uncertain: tuple[pd.DataFrame, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    actors, ties = uncertain
    monkeypatch.setattr(certainty, "_STACK", 50)
    found = certainty.resampled_measures(actors, ties, n=9, seed=3, measures=certainty.RESAMPLED)
    unasked = certainty.resampled_measures(actors, ties, n=1)
    assert set(found) == set(certainty.RESAMPLED) == set(unasked) | {"hub", "authority", "articulation_point"}
    drawn = np.random.default_rng(3).random((9, len(ties))) < ties["certainty"].to_numpy()
    for number, held in enumerate(drawn):
        table = network.measures(network.graph(actors, ties[held]))
        alone = table[table["actor"] != "all"].pivot(index="actor", columns="measure", values="value").loc[actors["actor"]]
        assert set(alone) - set(found) == {"strength", "in_strength", "out_strength", "component"}
        for name, frame in found.items():
            np.testing.assert_allclose(frame.loc[number], alone[name], rtol=1e-9, atol=1e-9, err_msg=name)


def test_the_networks_drawn_do_not_depend_on_the_measures_wanted(uncertain: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    every = certainty.resampled_measures(*uncertain, n=20, seed=0)
    one = certainty.resampled_measures(*uncertain, n=20, seed=0, measures=["constraint"])
    assert list(one) == ["constraint"]
    pd.testing.assert_frame_equal(one["constraint"], every["constraint"])


def test_ranks_of_several_measures_follow_one_another(uncertain: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    table = network.ranks_by_certainty(*uncertain, ["pagerank", "ei_index"], n=30)
    assert table["measure"].unique().tolist() == ["pagerank", "ei_index"]
    alone = network.ranks_by_certainty(*uncertain, "ei_index", n=30)
    pd.testing.assert_frame_equal(table[table["measure"] == "ei_index"].reset_index(drop=True), alone)


def test_a_register_without_ties_or_with_actors_of_no_kind(uncertain: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    actors, ties = uncertain
    found = certainty.resampled_measures(actors, ties[:0], n=3)
    assert found["pagerank"].to_numpy() == pytest.approx(1 / len(actors))
    assert not found["betweenness"].to_numpy().any()
    assert found["constraint"].isna().all(axis=None)
    with pytest.raises(ValueError, match="no kind is given for a1; accepted: every actor has one"):
        certainty.resampled_measures(actors.assign(kind=actors["kind"].where(actors["actor"] != "a1", "")), ties, n=3)


@pytest.mark.parametrize(
    ("values", "ranks"),
    [
        ([3.0, 1.0, 2.0], [1.0, 3.0, 2.0]),
        ([1.0, 1.0, 0.0], [1.5, 1.5, 3.0]),
        ([1.0, np.nan, np.nan, 2.0], [2.0, 3.5, 3.5, 1.0]),
        ([1.0, 1.0 + 1e-12], [1.5, 1.5]),
        ([np.nan, np.nan], [1.5, 1.5]),
    ],
)
def test_equals_share_their_ranks_and_actors_without_a_value_come_last(values: list[float], ranks: list[float]) -> None:
    assert certainty.ranked(np.array(values)).tolist() == ranks


@pytest.mark.parametrize("wanted", ["strength", "closeness", "component"])
def test_measures_that_resamples_cannot_have_are_refused(uncertain: tuple[pd.DataFrame, pd.DataFrame], wanted: str) -> None:
    asked: list[Callable[[], object]] = [
        lambda: certainty.resampled_measures(*uncertain, n=2, measures=[wanted]),
        lambda: network.ranks_by_certainty(*uncertain, wanted, n=2),
    ]
    for ask in asked:
        with pytest.raises(ValueError, match=f"measure is '{wanted}'; accepted: in_degree"):
            ask()
