"""Core and periphery."""

import json
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_networks import EVERY, FOLDER, reference, said

from refanalysis import network
from refanalysis.network.matrices import adjacency
from refanalysis.network.shape.core_periphery import best_cores

PATTERNS = ("cp1", "cp0", "cpna")
SMALL = [name for name in EVERY if name != "karate"]
PROVEN = json.loads((FOLDER / "expected" / "COREPERIPHERY_cp1_milp.json").read_text(encoding="utf-8"))


@pytest.fixture
def climbing(monkeypatch):
    """The way of large networks, for small ones."""
    monkeypatch.setitem(best_cores.__globals__, "_EXACT", 3)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("name", SMALL)
def test_every_best_core_is_that_of_enumeration(name, pattern):
    graph, theirs = reference(name), said(name, "brute")["core_periphery"][pattern]
    table = network.core_periphery(graph, pattern)
    assert table["correlation"].to_numpy() == pytest.approx(theirs["corr"], abs=1e-9)
    assert table["equals"].unique() == theirs["n_optimal"]
    assert table["core"].tolist() == [";".join(core) for core in theirs["cores"]]
    assert table["exact"].all()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_climbing_finds_the_proven_core_of_karate(seed):
    table = network.core_periphery(reference("karate"), "cp1", seed)
    assert table["correlation"].tolist() == pytest.approx([PROVEN["karate"]["corr"]], abs=1e-9)
    assert table["core"].tolist() == [";".join(PROVEN["karate"]["one_optimal_core"])]
    assert not table["exact"].any()


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("name", SMALL)
def test_climbing_reaches_the_best_fit_of_enumeration(climbing, name, pattern):
    fit, cores, equals = best_cores(adjacency(reference(name)), pattern)
    assert fit == pytest.approx(said(name, "brute")["core_periphery"][pattern]["corr"], abs=1e-9)
    assert 1 <= len(cores) <= min(equals, 8)


def test_the_hub_of_a_star_is_its_core_and_a_clique_beside_loners_its_own():
    assert network.core_periphery(nx.star_graph(6), "cp1")["core"].tolist() == ["0"]
    graph = nx.complete_graph(4)
    graph.add_nodes_from(range(4, 9))
    row = network.core_periphery(graph, "cp0").iloc[0]
    assert (row["core"], row["correlation"], row["size"]) == ("0;1;2;3", 1.0, 4)


def test_a_network_without_ties_or_with_all_has_no_core(climbing):
    for graph in (nx.empty_graph(5), nx.complete_graph(5)):
        assert network.core_periphery(graph, "cp1").empty
    assert len(network.core_periphery(nx.empty_graph(3))) == 0


@given(st.integers(0, 10_000), st.sampled_from(PATTERNS), st.booleans())
@settings(deadline=None, max_examples=25)
def test_the_best_fit_is_the_highest_correlation_over_all_cores(seed, pattern, directed):
    graph = nx.gnp_random_graph(6, 0.4, seed=seed, directed=directed)
    ties, best = nx.to_numpy_array(graph), -np.inf
    for size in range(1, 6):
        for core in combinations(range(6), size):
            ideal = np.zeros((6, 6))
            inside = np.isin(range(6), core)
            ideal[np.ix_(inside, inside)] = 1
            use = ~np.eye(6, dtype=bool)
            if pattern == "cp1":
                ideal[inside] = ideal[:, inside] = 1
            if pattern == "cpna":
                use &= inside[:, None] == inside[None, :]
            if ideal[use].std() > 0 and ties[use].std() > 0:
                best = max(best, np.corrcoef(ideal[use], ties[use])[0, 1])
    fit, cores, _ = best_cores(adjacency(graph), pattern)
    assert (np.isnan(fit) and not cores and np.isinf(best)) or fit == pytest.approx(best, abs=1e-9)


def test_an_unknown_pattern_is_refused():
    with pytest.raises(ValueError, match="pattern is 'star'; accepted: cp1, cp0, cpna"):
        network.core_periphery(nx.star_graph(3), "star")
