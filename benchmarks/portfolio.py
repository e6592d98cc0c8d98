"""Times the choice of technologies: against the open peer's recorded CPU time, and against a bare limit in the same run.

The peer is unicef/giga-open-cost-model (commit 962bdd0f) on a machine of two cores; its figures are recorded, not run here. The
limit is what SciPy needs for the bare distances or spanning tree. Sites are synthetic, in the density of the reference cases.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import KDTree
from timing import Row, alone, as_text, cpu, row

from refanalysis.tco import portfolio
from refanalysis.tco.portfolio import Rules
from refanalysis.validation import cases, giga, giga_trees

MANY, FEW = 10_000, 1_000
SET = "P5"
PEER = "giga"
PEER_CACHES, PEER_SCENARIO, PEER_BUDGET, PEER_TWENTY = 1005.0, 46.77, 1.47, 0.0202
PEER_MEGABYTES = 897
SIDE = 3.36
DENSITY = 1_000
SHARES = {"fibre nodes": 0.024, "towers": 0.14, "electricity": 0.4, "connected": 0.035}


@cache
def places(count: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Synthetic sites, fibre nodes and towers, seeded."""
    generator = np.random.default_rng(count)
    side = SIDE * np.sqrt(count / DENSITY)

    def spread(name: str, number: int) -> pd.DataFrame:
        points = generator.uniform(0.0, side, (number, 2))
        names = [f"{name}{each:05d}" for each in range(number)]
        return pd.DataFrame({"id": names, "lat": points[:, 0], "lon": points[:, 1]})

    sites = spread("s", count).rename(columns={"id": "site_id"})
    sites["has_electricity"] = (generator.random(count) < SHARES["electricity"]).astype(int)
    sites["connected"] = (generator.random(count) < SHARES["connected"]).astype(int)
    sites["has_fiber"] = sites["connected"] * generator.integers(0, 2, count)
    nodes = spread("f", int(count * SHARES["fibre nodes"])).rename(columns={"id": "node_id"})
    towers = spread("t", int(count * SHARES["towers"])).rename(columns={"id": "node_id"})
    return sites, nodes, towers.assign(technology=generator.choice(["2G", "3G", "4G"], len(towers)))


@cache
def parameters() -> dict[str, object]:
    """The peer's set in which every technology wins somewhere."""
    return giga.parameters(cases.PACKAGED / PEER, SET)


def tables(count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Options and links of synthetic sites."""
    return giga_trees.tables(*places(count), parameters(), {})


def scenario(count: int) -> pd.DataFrame:
    """Distances, options, links and the choice; the part without the proof, as the peer has none."""
    from refanalysis.tco.portfolio import trees
    from refanalysis.tco.portfolio.problem import problem

    given = problem(*tables(count))
    plan = trees.plan(given, given.cost, np.full(len(given.sites), np.inf))
    return pd.DataFrame({"site": given.sites, "technology": plan.technology, "upstream": plan.upstream})


def points(frame: pd.DataFrame) -> np.ndarray:
    """Places on the unit sphere."""
    return portfolio.positions(frame["lat"], frame["lon"])


def distances() -> Row:
    """Nearest infrastructure and every link within reach, against the peer's caches of the same."""
    work = f"nearest infrastructure of {MANY:,} sites, three kinds, and all links within reach"
    return row(work, cpu(lambda: tables(MANY)), f"{PEER}'s distance caches, recorded", PEER_CACHES)


def distances_limit() -> Row:
    """The same against bare KD-trees."""
    sites, nodes, towers = places(MANY)
    masts = towers[towers["technology"] == "4G"]
    here, there = points(sites), [points(each) for each in (nodes, masts, towers)]
    ours = cpu(lambda: [portfolio.nearest(sites, each) for each in (nodes, masts, towers)])
    return row(
        "nearest infrastructure alone",
        ours,
        "KD-trees of SciPy alone",
        cpu(lambda: [KDTree(each).query(here) for each in there]),
    )


def shared() -> Row:
    """The whole shared-tree scenario with all distances, against the peer with its caches ready."""
    work = f"shared trees of {MANY:,} sites with all distances"
    return row(work, cpu(lambda: scenario(MANY), repeats=3), f"{PEER}, recorded, its caches ready", PEER_SCENARIO)


def shared_limit() -> Row:
    """The same against finding the pairs within reach and one spanning tree."""
    sites, _, _ = places(MANY)
    reach = parameters()["fiber"]["constraints"]["maximum_connection_length"] * 1000.0 / portfolio.infrastructure.EARTH_RADIUS

    def bare() -> object:
        here = points(sites)
        pairs = KDTree(here).query_pairs(reach, output_type="ndarray")
        length = np.sqrt(((here[pairs[:, 0]] - here[pairs[:, 1]]) ** 2).sum(axis=1))
        graph = coo_array((length, (pairs[:, 0], pairs[:, 1])), shape=(len(here), len(here)))
        return minimum_spanning_tree(graph.tocsr())

    ours = cpu(lambda: scenario(MANY), repeats=3)
    return row("the same", ours, "pairs in reach and one spanning tree, SciPy", cpu(bare, repeats=3))


def proof() -> Row:
    """The choice with its proven bound, against the choice alone."""
    options, links = tables(MANY)
    ours = cpu(lambda: portfolio.choose(options, links, Rules(cover_sites="possible"), method="fast"), repeats=1)
    return row(
        f"choice of {MANY:,} sites with proven bound", ours, "the same scenario without it", cpu(lambda: scenario(MANY), 1)
    )


def budgeted() -> Row:
    """Most sites within half of the least cost, against the peer's budget rule."""
    options, links = tables(FEW)
    half = portfolio.choose(options, links, Rules(cover_sites="possible"), method="fast").cost / 2.0
    rules = Rules(budget=half)
    ours = cpu(lambda: portfolio.choose(options, links, rules, objective="sites", method="fast"), repeats=3)
    return row(f"most of {FEW:,} sites within a budget, with bound", ours, f"{PEER}, recorded, no bound", PEER_BUDGET)


def twenty() -> Row:
    """The proven optimum of twenty sites, against the peer's heuristic."""
    folder = cases.PACKAGED / PEER
    given = giga_trees.places(folder, "20")
    ours = cpu(lambda: portfolio.choose(*giga_trees.tables(*given, parameters(), {})))
    return row("proven optimum of 20 sites", ours, f"{PEER}, recorded, a heuristic", PEER_TWENTY)


def gaps() -> str:
    """Gap and memory, which are no times."""
    lines = []
    for count in (FEW, MANY):
        best = portfolio.choose(*tables(count), Rules(cover_sites="possible"), method="fast")
        half = portfolio.choose(*tables(count), Rules(budget=best.cost / 2.0), objective="sites", method="fast")
        lines.append(f"- {count:,} sites: gap {best.gap:.2%}; half the money connects {half.sites:,}, gap {half.gap:.2%}")
    peak = alone("portfolio", "solved_many")[1]
    return "\n".join([*lines, f"- peak memory of {MANY:,} sites: {peak:.0f} MB ({PEER}, recorded: {PEER_MEGABYTES} MB)"])


def solved_many() -> None:
    """The shared trees of 10,000 sites, to be watched from outside."""
    scenario(MANY)


COMPARISONS = (distances, distances_limit, shared, shared_limit, proof, budgeted, twenty)


def text() -> str:
    """All comparisons of choices."""
    return f"{as_text([comparison() for comparison in COMPARISONS])}\n{gaps()}\n"
