"""Which column or key of a file of network results is which of our measures, and by whose convention.

Each reader takes a case and a file and gives measure, our value, their value, and whose it is. Left out, because the program is
wrong or the value rests on chance: the deviations and z of coordinator, representative, gatekeeper and total that sna 2.7-1
gives for a whole network (exact values stand in the `exactnull` files); of igraph's Louvain only whether our
modularity is as high.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

from refanalysis import network
from refanalysis.network import census, engines, holes, variants
from refanalysis.network.brokerage import brokerage
from refanalysis.network.matrices import adjacency, weights
from refanalysis.network.measures import arrays_of, inside_outside, network_values
from refanalysis.network.paths import reach
from refanalysis.network.removal.key_players import key_players
from refanalysis.network.removal.robustness import robustness
from refanalysis.network.shape.assortativity import assortativity_by_degree, assortativity_by_group, modularity
from refanalysis.network.shape.brokerage_by_size import brokerage_by_size
from refanalysis.network.shape.communities import best_partition
from refanalysis.network.shape.core_periphery import core_periphery
from refanalysis.network.shape.hierarchy import krackhardt
from refanalysis.network.standing import Arrays, actor_values
from refanalysis.validation import files

if TYPE_CHECKING:
    import pandas as pd

Value = tuple[str, float, float, str]
OF_PAIRS = ("CONFORMANCE", "pairs_")
_ROLES = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison", "total")
_SNA = dict(
    zip(
        _ROLES, ("coordinator_wI", "itinerant_wO", "representative_bIO", "gatekeeper_bOI", "liaison_bO", "total_t"), strict=True
    )
)
_RIGHT_IN_SNA = ("itinerant", "liaison")
_SCOPES = {"contacts": "contacts", "alln": "others", "ego": "ego"}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A graph and what is computed of it once."""

    name: str
    graph: nx.Graph

    @cached_property
    def held(self) -> Arrays:
        """The graph as arrays."""
        return arrays_of(self.graph, "kind")

    @cached_property
    def actors(self) -> dict[str, np.ndarray]:
        """Measures of the actors."""
        return actor_values(self.held)

    @cached_property
    def whole(self) -> dict[str, float]:
        """Measures of the whole network."""
        return network_values(self.held, self.actors)

    @property
    def directed(self) -> bool:
        """Whether ties have directions."""
        return self.graph.is_directed()

    def way(self, name: str, direction: str) -> np.ndarray:
        """A measure of the actors along (`out`) or against (`in`) ties."""
        return self.actors[f"{name}_{direction}" if self.directed else name]


def directed(paths_: Mapping[str, Path], edges: int) -> bool:
    """Whether the ties of a graph have directions, as its results say: directly, or by how many ties they count."""
    if "_graph_r.json" in paths_:
        return bool(files.json_object(paths_["_graph_r.json"])["directed"])
    if "_nodes_brute.csv" in paths_:
        counted = files.table(paths_["_nodes_brute.csv"], {"indegree": "number"})["indegree"].sum()
        return bool(counted == edges)
    return "_brokerage_exactnull.csv" in paths_


# --- measures of actors


def _nodes_brute(case: Case) -> dict[str, np.ndarray]:
    degree_in, degree_out = (case.actors[f"{way}_degree"] if case.directed else case.actors["degree"] for way in ("in", "out"))
    reached = {way: reach(_turned(case, way)) for way in ("out", "in")}
    columns = {"indegree": degree_in, "outdegree": degree_out, "betweenness": case.actors["betweenness"]}
    for way in ("out", "in"):
        columns |= {
            f"harmonic_{way}": case.way("harmonic", way),
            f"closeness_{way}_component": variants.closeness_component(reached[way]),
            f"closeness_{way}_wf": _where_reached(case.way("closeness", way)),
        }
    columns |= {f"brok_{role}": values for role, values in _counts(case).items()}
    columns |= _holes(case, adjacency(case.graph), "") | _holes(case, weights(case.graph), "_valued")
    return columns | {
        "effective_size_ego_binary": holes.ego_effective_size(case.held.ties),
        "ei_index": case.actors["ei_index"],
    }


def _holes(case: Case, ties: Any, ending: str) -> dict[str, np.ndarray]:
    found = {theirs: holes.hole_measures(ties, ours) for theirs, ours in _SCOPES.items()}
    constraint = {f"constraint_{scope}{ending}": values["constraint"] for scope, values in found.items()}
    names = {"effective_size": "effective_size", "efficiency": "efficiency", "burt_hierarchy": "hierarchy"}
    return constraint | {f"{theirs}{ending}": found["contacts"][ours] for theirs, ours in names.items()}


def _nodes_r(case: Case) -> dict[str, np.ndarray]:
    ties = case.held.ties
    out, into = (reach(_turned(case, way)) for way in ("out", "in"))
    values = {
        "indegree": case.actors.get("in_degree", case.actors["degree"]),
        "outdegree": case.actors.get("out_degree", case.actors["degree"]),
        "freeman_degree": case.actors["degree"],
        "degree": case.actors["degree"],
        "betweenness_sna": case.actors["betweenness"],
        "betweenness_igraph": case.actors["betweenness"],
        "stress_sna": variants.stress(ties, case.directed),
        "closeness_sna_directed": variants.closeness_sna(out),
        "closeness_sna_suminv": variants.closeness_sna_suminv(out),
        "harmonic_igraph_out": case.way("harmonic", "out"),
        "harmonic_igraph_in": case.way("harmonic", "in"),
        "closeness_igraph_out": variants.closeness_igraph(out),
        "closeness_igraph_in": variants.closeness_igraph(into),
        "eigen_sna": variants.eigenvector_sna(ties),
        "eigen_igraph": case.actors["eigenvector"],
        "pagerank_085": case.actors["pagerank"],
        "hub": case.actors.get("hub", case.actors["eigenvector"]),
        "authority": case.actors.get("authority", case.actors["eigenvector"]),
        "coreness_all": case.actors["core"],
        "coreness_in": case.actors.get("core_in", case.actors["core"]),
        "coreness_out": case.actors.get("core_out", case.actors["core"]),
        "constraint_igraph": case.actors["constraint"],
        "local_clustering_igraph": case.actors["clustering"],
        "eccentricity_out": case.way("eccentricity", "out"),
        "articulation": case.actors["articulation_point"],
        "bonpow_sna_exp0.1": variants.bonacich_power(ties, 0.1),
    }
    return values if case.directed else values | {"infocent_sna": variants.information(ties)}


def _turned(case: Case, way: str) -> Any:
    return case.held.ties if way == "out" else case.held.ties.T.tocsr()


def _where_reached(closeness: np.ndarray) -> np.ndarray:
    """Closeness where anyone is reached; the files leave the others empty, the table of measures has 0."""
    return np.where(closeness > 0, closeness, np.nan)


def _counts(case: Case) -> dict[str, np.ndarray]:
    table = brokerage(case.graph)
    table = table[table["actor"] != "all"]
    return {role: table.loc[table["role"] == role, "count"].to_numpy() for role in _ROLES}


def _of_actors(compute: Callable[[Case], dict[str, np.ndarray]]) -> Callable[[Case, Path], Iterator[Value]]:
    def read(case: Case, path: Path) -> Iterator[Value]:
        ours = compute(case)
        theirs = _table(path, case)
        for column in [name for name in theirs.columns if name in ours]:
            numbers = _numbers(theirs[column])
            if not np.isnan(numbers).all():
                yield from zip([column] * len(numbers), ours[column].tolist(), numbers.tolist(), theirs.index, strict=True)

    return read


def _table(path: Path, case: Case, key: str = "node") -> pd.DataFrame:
    """The file's cells as text, in the order of the graph's actors."""
    names = [name for name in files.header(path) if name]
    frame = files.table(path, {name: "text" if name == key else "optional text" for name in names}, key=(key,)).set_index(key)
    strange = sorted(set(frame.index) ^ set(case.graph))
    if strange:
        raise files.DataError(
            f"{path.name}: {strange[0]!r} is not both in the graph and in the file; accepted: the same actors"
        )
    return frame.loc[list(case.graph)]


def _numbers(cells: pd.Series) -> np.ndarray:
    import pandas as pd

    plain = cells.replace({"TRUE": "1", "FALSE": "0", "NA": "", "NaN": ""})
    return pd.to_numeric(plain.where(plain != ""), errors="coerce").to_numpy(dtype=float)


# --- brokerage


def _brokerage(null: str, names: Mapping[str, str]) -> Callable[[Case, Path], Iterator[Value]]:
    """Reader of counts, expectations, deviations and z of actors, with the role's name as the file has it."""
    ours_to_file = {"count": "raw", "expected": "exp", "sd": "sd", "z": "z"}

    def compute(case: Case) -> dict[str, np.ndarray]:
        table = brokerage(case.graph, null=null)
        table = table[table["actor"] != "all"]
        return {
            f"{theirs}_{names[role]}": table.loc[table["role"] == role, ours].to_numpy(dtype=float)
            for role in _ROLES
            for ours, theirs in ours_to_file.items()
        }

    return _of_actors(compute)


def _brokerage_whole(null: str, trusted: tuple[str, ...]) -> Callable[[Case, Path], Iterator[Value]]:
    """Reader of brokerage of the whole network; deviations only of the roles in which the program can be trusted."""
    role_of = {**{name: name for name in _ROLES}, **{theirs: ours for ours, theirs in _SNA.items()}}

    def read(case: Case, path: Path) -> Iterator[Value]:
        table = brokerage(case.graph, null=null)
        ours = table[table["actor"] == "all"].set_index("role")
        theirs = files.table(path, {"role": "text", **dict.fromkeys(("raw", "exp", "sd", "z"), "optional text")})
        for row in theirs.to_dict("records"):
            role = role_of[row["role"]]
            for column, name in (("count", "raw"), ("expected", "exp"), ("sd", "sd"), ("z", "z")):
                if (column in ("count", "expected") or role in trusted) and row[name] not in ("", "NA"):
                    yield f"network {name}_{role}", float(ours.loc[role, column]), float(row[name]), "all"

    return read


def _by_size(case: Case) -> dict[str, np.ndarray]:
    table = brokerage_by_size(case.graph)
    columns = {"raw": "count", "expperm": "expected", "ratio": "ratio"}
    found = {
        f"{theirs}_{role}": table.loc[table["role"] == role, ours].to_numpy(dtype=float)
        for role in _ROLES[:-1]
        for theirs, ours in columns.items()
    }
    return found | {"total": sum(found[f"raw_{role}"] for role in _ROLES[:-1])}


# --- the whole network


def _graph_r(case: Case) -> dict[str, float]:
    held, ties, whole = case.held, case.held.ties, case.whole
    out = reach(ties)
    ranks = krackhardt(ties, case.directed)
    dyads = census.dyads(ties)
    sna = variants.closeness_sna(out), variants.closeness_sna_suminv(out), variants.eigenvector_sna(ties)
    triads = census.triads(ties) if case.directed else census.triads_undirected(ties)
    best = modularity(held.contacts, best_partition(held.contacts))
    of_degree = {
        way: whole[f"centralisation_{way}_degree"] if case.directed else whole["centralisation_degree"] for way in ("in", "out")
    }
    return {
        "n": held.n,
        "m": whole["ties"],
        "density": whole["density"],
        "reciprocity_edgewise": whole.get("reciprocity", np.nan),
        "reciprocity_dyadic": variants.reciprocity_dyadic(dyads),
        "transitivity_sna_weak": variants.transitivity_sna(ties),
        "transitivity_igraph_global": whole["transitivity"],
        **{f"centralization_degree_{way}": value for way, value in of_degree.items()},
        "centralization_degree_freeman": whole["centralisation_degree"],
        "centralization_betweenness": whole["centralisation_betweenness"],
        "centralization_closeness": variants.centralisation_closeness_sna(sna[0], case.directed),
        "centralization_closeness_suminv": variants.centralisation_suminv_sna(sna[1], case.directed),
        "centralization_eigen_sna": variants.centralisation_eigenvector_sna(sna[2], case.directed),
        **{f"centralization_igraph_degree_{way}": value for way, value in of_degree.items()},
        "centralization_igraph_betweenness": whole["centralisation_betweenness"],
        "centralization_igraph_eigen": whole["centralisation_eigenvector"],
        **{name: ranks[name] for name in ("krackhardt_connectedness", "krackhardt_hierarchy", "krackhardt_efficiency")},
        "krackhardt_lubness": ranks["lubness_sna"],
        "hierarchy_reciprocity": ranks["hierarchy_reciprocity"],
        **{f"dyad_census.{name}": count for name, count in dyads.items()},
        **{f"triad_census.{name}": count for name, count in triads.items()},
        "components_weak": whole["components"],
        "components_strong": whole.get("strong_components", whole["components"]),
        "largest_weak": whole["largest_component"] * held.n,
        "diameter": whole["diameter"],
        "mean_distance": whole["mean_distance"],
        "modularity_of_class_undirected": modularity(held.contacts, held.group),
        "modularity_of_class_directed": modularity(ties, held.group),
        "assortativity_class": assortativity_by_group(ties, held.group),
        "assortativity_degree": assortativity_by_degree(ties),
        "n_bridges": _igraph_bridges(case),
        "louvain_modularity_igraph": best,
    }


def _igraph_bridges(case: Case) -> int:
    """Bridges as igraph counts them: a tie in both directions is two links, so neither is a bridge."""
    ties, found = case.held.ties, engines.bridges(case.held.contacts)
    return sum(1 for a, b in found if not (case.directed and ties[a, b] and ties[b, a]))


def _brute(case: Case) -> dict[str, float]:
    held, whole = case.held, case.whole
    inside, outside = (end.sum() / 2 for end in inside_outside(held.ties, held.group, held.contacts))
    ranks = krackhardt(held.ties, case.directed)
    broken = key_players(case.graph, 1, ("fragmentation", "distance_fragmentation")).set_index("measure")["baseline"]
    best = modularity(held.contacts, best_partition(held.contacts))
    return {
        "n": held.n,
        "m": whole["ties"],
        "ei_index": whole["ei_index"],
        "external_ties": outside,
        "internal_ties": inside,
        "F_baseline": broken["fragmentation"],
        "DF_baseline": broken["distance_fragmentation"],
        "centralization_degree": whole["centralisation_degree"],
        "centralization_indegree": whole.get("centralisation_in_degree", np.nan),
        "centralization_outdegree": whole.get("centralisation_out_degree", np.nan),
        "centralization_betweenness": whole["centralisation_betweenness"],
        "centralization_closeness": whole.get("centralisation_closeness", np.nan),
        "gtd_connectedness": ranks["krackhardt_connectedness"],
        "gtd_hierarchy": ranks["krackhardt_hierarchy"],
        "gtd_efficiency": ranks["krackhardt_efficiency"],
        "max_modularity": best,
        **_robust(case),
    }


def _robust(case: Case) -> dict[str, float]:
    found = {}
    for theirs, ours in (("static", "degree"), ("adaptive", "adaptive_degree")):
        result = robustness(case.graph, [ours])
        shares = result.curves.loc[result.curves["removed"] > 0, "largest_share"]
        found |= {f"robust_degree_{theirs}_S.{place}": share for place, share in enumerate(shares)}
        found[f"robust_degree_{theirs}_R"] = float(result.summary["robustness"].iloc[0])
    return found


def _of_network(compute: Callable[[Case], dict[str, float]]) -> Callable[[Case, Path], Iterator[Value]]:
    def read(case: Case, path: Path) -> Iterator[Value]:
        ours, theirs = compute(case), files.json_object(path)
        for key, value in _flat(theirs):
            if key in ours and isinstance(value, (int, float)) and not isinstance(value, bool):
                reference = max(float(value), ours[key]) if key == "louvain_modularity_igraph" else float(value)
                name, _, part = key.partition(".")
                yield name, float(ours[key]), reference, part or "all"
        for pattern, found in theirs.get("core_periphery", {}).items():
            yield from _cores(case, pattern, found)

    return read


def _flat(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in document.items():
        if key in ("core_periphery", "max_modularity_membership"):
            continue
        inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
        yield from ((f"{key}.{part}", each) for part, each in inner)
        yield key, value


def _cores(case: Case, pattern: str, theirs: Mapping[str, Any]) -> Iterator[Value]:
    table = core_periphery(case.graph, pattern)
    if table.empty:
        return
    yield f"core_periphery {pattern}", float(table["correlation"].iloc[0]), float(theirs["corr"]), "correlation"
    yield f"core_periphery {pattern} optima", float(table["equals"].iloc[0]), float(theirs["n_optimal"]), "number"
    ours = {frozenset(core.split(";")) for core in table["core"]}
    named = [frozenset(map(str, core)) for core in theirs["cores"]]
    if table["equals"].iloc[0] <= len(table):  # all optima are listed
        yield f"core_periphery {pattern} cores", float(sum(core in ours for core in named)), float(len(named)), "cores named"


def milp(case: Case, theirs: Mapping[str, Any]) -> Iterator[Value]:
    """The core found by an exact solver for one graph."""
    table = core_periphery(case.graph, "cp1")
    yield "core_periphery cp1, solver", float(table["correlation"].iloc[0]), float(theirs["corr"]), "correlation"
    core = set(map(str, theirs["one_optimal_core"]))
    chosen = [set(each.split(";")) for each in table["core"]]
    yield "core_periphery cp1, solver's core", float(core in chosen), 1.0, "found"


# --- key players, two modes


_KEY = {"F": "fragmentation", "DF": "distance_fragmentation", "DR_outside": "reach", "DR_members1": "reach_with_members"}


def _keyplayer(case: Case, path: Path) -> Iterator[Value]:
    kinds = {"measure": "text", "k": "number", "best": "number", "n_optimal": "number", "sets": "text"}
    for row in files.table(path, kinds).to_dict("records"):
        ours = key_players(case.graph, int(row["k"]), _KEY[row["measure"]]).iloc[0]
        whose = f"k = {int(row['k'])}"
        yield f"key players {row['measure']}", float(ours["value"]), row["best"], whose
        yield f"key players {row['measure']} optima", float(ours["optimal"]), row["n_optimal"], whose
        theirs = {frozenset(each.split("|")) for each in row["sets"].split(";")}
        found = {frozenset(each.split(";")) for each in ours["optimal_sets"].split("|")}
        if row["n_optimal"] == len(theirs):  # all optima are listed
            yield f"key players {row['measure']} sets", float(len(found & theirs)), float(len(theirs)), whose


def _twomode(case: Case, path: Path) -> Iterator[Value]:
    graph = _two_modes(case)
    table = network.twomode_measures(graph).pivot(index="actor", columns="measure", values="value").loc[list(graph)]
    names = {
        "degree": "degree",
        "degree_norm": "twomode_degree",
        "closeness_raw": "farness",
        "closeness_norm": "twomode_closeness",
        "betweenness_raw": "betweenness",
        "betweenness_norm": "twomode_betweenness",
    }
    ours = {theirs: table[mine].to_numpy(dtype=float) for theirs, mine in names.items()}
    yield from (
        (f"two modes {measure}", mine, theirs, whose) for measure, mine, theirs, whose in _of_actors(lambda _: ours)(case, path)
    )


def projection(case: Case, path: Path) -> Iterator[Value]:
    """How often two actors of one mode meet in the other; pairs not in the file share nothing."""
    theirs = files.table(path, {"a": "text", "b": "text", "shared_events": "number"})
    pairs = {frozenset((row.a, row.b)): float(row.shared_events) for row in theirs.itertuples()}
    graph = _two_modes(case)
    mode = graph.nodes[theirs["a"].iloc[0]]["mode"]
    ours = {frozenset(pair[:2]): float(pair[2]) for pair in network.projection(graph, mode).edges(data="shared")}
    for pair in ours.keys() | pairs.keys():
        yield "two modes projection", ours.get(pair, 0.0), pairs.get(pair, 0.0), " and ".join(sorted(pair))


def _two_modes(case: Case) -> nx.Graph:
    graph = nx.Graph(case.graph)
    nx.set_node_attributes(graph, nx.get_node_attributes(graph, "kind"), "mode")
    return graph


READERS: dict[str, Callable[[Case, Path], Iterator[Value]]] = {
    "_nodes_brute.csv": _of_actors(_nodes_brute),
    "_nodes_r.csv": _of_actors(_nodes_r),
    "_graph_r.json": _of_network(_graph_r),
    "_brute.json": _of_network(_brute),
    "_brokerage_r.csv": _brokerage("arcs", _SNA),
    "_brokerage_exactnull.csv": _brokerage("ties", {role: role for role in _ROLES}),
    "_brokerage_graph_r.csv": _brokerage_whole("arcs", _RIGHT_IN_SNA),
    "_brokerage_graph_exactnull.csv": _brokerage_whole("ties", _ROLES),
    "_brokerage_permexp_brute.csv": _of_actors(_by_size),
    "_keyplayer_brute.csv": _keyplayer,
    "_twomode_brute.csv": _twomode,
}
