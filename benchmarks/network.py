"""Times the measures of networks against the engine that could be called in their place, and against networkx, in one run.

The network is made with a seed: typed actors, directed ties, few actors whom many turn to. Work starts from the networkx graph
on both sides, conversion included. Where networkx needs minutes it computes a sample of the sources, and its time is scaled up.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache, partial

import networkx as nx
import numpy as np
import pandas as pd
import rustworkx
from scipy.sparse import csr_array, diags_array
from scipy.sparse.linalg import eigs, svds
from timing import Row, alone, as_text, cpu, row

from refanalysis import network
from refanalysis.network import census, paths, standing
from refanalysis.network.matrices import adjacency, contacts_of
from refanalysis.network.measures import arrays_of

ACTORS, TIES, KINDS = 20_000, 100_000, 10
FEWER = 10_000  # actors of the comparison in which networkx builds dense matrices
SAMPLE = 20  # sources of networkx, where all of them take minutes
OPERATION = (300, 1_500)
REGISTER = (100, 500)
RESAMPLES = 10_000


@cache
def made(actors: int = ACTORS, ties: int = TIES) -> nx.DiGraph:
    """A typed directed network; how often an actor is turned to follows a Pareto law."""
    generator = np.random.default_rng(1)
    graph = nx.DiGraph()
    graph.add_nodes_from(
        (number, {"kind": f"kind {kind}"}) for number, kind in enumerate(generator.integers(KINDS, size=actors))
    )
    turned_to = generator.pareto(2.5, actors) + 1.0
    while (lacking := ties - graph.number_of_edges()) > 0:
        ends = generator.integers(actors, size=lacking), generator.choice(actors, lacking, p=turned_to / turned_to.sum())
        graph.add_edges_from((a, b) for a, b in zip(*(end.tolist() for end in ends), strict=True) if a != b)
    return graph


def family(measure: str) -> dict[str, np.ndarray]:
    """The measures computed together with this one, from the networkx graph."""
    return standing.actor_values(arrays_of(made()), [measure])


def rust(call: Callable[[object], object]) -> object:
    """What a function of rustworkx gives for the network, from the networkx graph."""
    return call(rustworkx.networkx_converter(made()))


def sparse() -> csr_array:
    """The ties by networkx's own conversion."""
    return csr_array(nx.to_scipy_sparse_array(made(), weight=None, dtype="float64"))


def once(work: Callable[[], object]) -> float:
    """CPU time of `work` [s], run once."""
    start = time.process_time()
    work()
    return time.process_time() - start


def betweenness() -> Row:
    """Betweenness; all else that rests on paths is compared below."""
    ours = once(lambda: paths.betweenness(adjacency(made())))
    theirs = once(lambda: rust(partial(rustworkx.digraph_betweenness_centrality, normalized=False)))
    return row("betweenness", ours, "rustworkx", theirs)


def closeness() -> Row:
    """Closeness, harmonic centrality, eccentricity and reach both ways against closeness one way."""
    ours = once(distances)
    return row(
        "closeness, harmonic, eccentricity, reach, in and out", ours, "rustworkx, closeness in", once(lambda: rust(_near))
    )


def _near(graph: rustworkx.PyDiGraph) -> object:
    return rustworkx.digraph_closeness_centrality(graph, wf_improved=True)


def distances() -> list[np.ndarray]:
    """Closeness in and out from the networkx graph."""
    ties = adjacency(made())
    return [paths.closeness(paths.reach(way), ACTORS) for way in (ties, ties.T.tocsr())]


def eigenvector() -> Row:
    """Eigenvector centrality to 14 digits on both sides."""
    return row(
        "eigenvector", cpu(lambda: family("eigenvector")), "SciPy's ARPACK", cpu(lambda: eigs(sparse().T, k=1, which="LR"))
    )


def hubs() -> Row:
    """Hubs and authorities against the leading singular vectors."""
    return row("hubs and authorities", cpu(lambda: family("hub")), "SciPy's svds", cpu(lambda: svds(sparse(), k=1)))


def pagerank() -> Row:
    """PageRank, as exact on both sides as it can be told."""
    theirs = cpu(lambda: rust(partial(rustworkx.pagerank, tol=1e-14, max_iter=1000)))
    return row("PageRank", cpu(lambda: family("pagerank")), "rustworkx", theirs)


def core() -> Row:
    """Cores by ties in and out."""
    return row("k-core", cpu(lambda: family("core")), "rustworkx", cpu(lambda: rust(rustworkx.digraph_core_number)))


def joints() -> Row:
    """Articulation points, which both find without directions."""
    theirs = cpu(lambda: rust(lambda graph: rustworkx.articulation_points(graph.to_undirected(multigraph=False))))
    return row("articulation points", cpu(lambda: family("articulation_point")), "rustworkx", theirs)


def holes() -> Row:
    """Constraint, effective size, efficiency and hierarchy against the two products of sparse matrices they need."""
    theirs = cpu(lambda: _holes_in_scipy(sparse()))
    return row(
        "constraint, effective size, efficiency, hierarchy", cpu(lambda: family("constraint")), "SciPy's products", theirs
    )


def _holes_in_scipy(ties: csr_array) -> tuple[np.ndarray, np.ndarray]:
    both = (ties + ties.T).tocsr()
    share = diags_array(1.0 / np.maximum(both.sum(axis=1), 1.0)) @ both
    strong = diags_array(1.0 / np.maximum(both.max(axis=1).toarray().ravel(), 1.0)) @ both
    joined = both > 0
    indirect, redundant = (share @ share).multiply(joined), (share @ strong.T).multiply(joined)
    return ((share + indirect).power(2)).sum(axis=1), redundant.sum(axis=1)


def clustering() -> Row:
    """Clustering against the product it needs."""

    def theirs() -> np.ndarray:
        contacts = contacts_of(sparse())
        return (contacts @ contacts).multiply(contacts).sum(axis=1)

    return row("clustering", cpu(lambda: family("clustering")), "SciPy's product", cpu(theirs))


ENGINES = (betweenness, closeness, eigenvector, hubs, pagerank, core, joints, holes, clustering)


def against_networkx() -> list[Row]:
    """What networkx computes itself."""
    graph = made()
    sources = np.random.default_rng(2).choice(ACTORS, SAMPLE, replace=False).tolist()
    scale = ACTORS / SAMPLE
    near = once(lambda: [nx.single_source_shortest_path_length(graph, source) for source in sources]) * scale
    between = once(lambda: nx.betweenness_centrality(graph, k=SAMPLE, normalized=False, seed=2)) * scale
    ours_dense, our_memory = alone("network", "our_effective_size")
    theirs_dense, their_memory = alone("network", "their_effective_size")
    sampled = f"networkx, {SAMPLE} sources, scaled up"
    return [
        row("betweenness", once(lambda: paths.betweenness(adjacency(graph))), sampled, between),
        row("closeness in and out", once(distances), f"{sampled}, hops one way only", near),
        row("constraint and the like", cpu(lambda: family("constraint")), "networkx", once(lambda: nx.constraint(graph))),
        row(
            f"the same of {FEWER:,} actors, {our_memory:.0f} MB",
            ours_dense,
            f"networkx effective size, {their_memory:.0f} MB",
            theirs_dense,
        ),
        row("triad census", cpu(lambda: census.triads(adjacency(graph))), "networkx", once(lambda: nx.triadic_census(graph))),
        row("clustering", cpu(lambda: family("clustering")), "networkx", once(lambda: nx.clustering(graph.to_undirected()))),
        row("brokerage with exact nulls", cpu(lambda: network.brokerage(graph)), "a loop, counts only", once(_brokerage_loop)),
    ]


def our_effective_size() -> None:
    """Effective size of a smaller network, ours."""
    standing.actor_values(arrays_of(made(FEWER, 5 * FEWER)), ["effective_size"])


def their_effective_size() -> None:
    """Effective size of a smaller network, that of networkx."""
    nx.effective_size(made(FEWER, 5 * FEWER))


def _brokerage_loop() -> dict[tuple[int, int], int]:
    graph, kind = made(), dict(made().nodes(data="kind"))
    counts: dict[tuple[int, int], int] = {}
    for v in graph:
        for a in graph.predecessors(v):
            for b in graph.successors(v):
                if a != b and not graph.has_edge(a, b):
                    key = (v, 4 * (kind[a] == kind[v]) + 2 * (kind[v] == kind[b]) + (kind[a] == kind[b]))
                    counts[key] = counts.get(key, 0) + 1
    return counts


def limits() -> str:
    """What an analyst waits for, as wall-clock seconds with both cores."""
    graph, (actors, ties) = made(*OPERATION), register()
    table = wall(lambda: network.measures(graph))
    resamples = wall(lambda: network.resampled_measures(actors, ties, RESAMPLES))
    measured = len(network.resampled_measures(actors, ties, 1))
    ranks = wall(lambda: network.ranks_by_certainty(actors, ties, "betweenness", RESAMPLES))
    names = {
        f"whole measure table of {OPERATION[0]} actors, {OPERATION[1]:,} ties": (table, "0.5"),
        f"{RESAMPLES:,} resamples of {measured} measures of {REGISTER[0]} actors, {REGISTER[1]} ties": (resamples, "10"),
        "ranges of ranks of betweenness from as many": (ranks, "10"),
    }
    rows = [f"| {work} | {seconds:.2f} | {limit} |\n" for work, (seconds, limit) in names.items()]
    return f"| work | seconds | limit |\n|---|---|---|\n{''.join(rows)}"


def register() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Actors and uncertain ties of a small register."""
    graph = made(*REGISTER)
    ends = pd.DataFrame([(f"a{a}", f"a{b}") for a, b in graph.edges], columns=["from_actor", "to_actor"])
    certainty = np.random.default_rng(3).choice([0.4, 0.6, 0.8, 0.9, 1.0], len(ends))
    actors = pd.DataFrame([(f"a{actor}", kind) for actor, kind in graph.nodes(data="kind")], columns=["actor", "kind"])
    return actors, ends.assign(relation="funds", weight=1.0, certainty=certainty)


def wall(work: Callable[[], object]) -> float:
    """Wall-clock time of `work` [s], after one run that is not counted when it is short."""
    start = time.perf_counter()
    work()
    first = time.perf_counter() - start
    if first > 2.0:
        return first
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def text() -> str:
    """Engines, networkx and limits, each as a Markdown table."""
    head = f"{ACTORS:,} actors of {KINDS} kinds, {TIES:,} directed ties, unless said.\n\n"
    return f"{head}{as_text([compare() for compare in ENGINES])}\n{as_text(against_networkx())}\n{limits()}"
