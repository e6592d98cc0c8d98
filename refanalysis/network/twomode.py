"""Two-mode networks: organisations and the sectors, areas or cells (a sector in an area) they work in.

References
----------
.. [1] Borgatti S.P., Everett M.G. (1997), Network analysis of 2-mode data, Social Networks 19(3),
       doi:10.1016/S0378-8733(96)00301-2.
.. [2] Newman M.E.J. (2001), Scientific collaboration networks II, Physical Review E 64, 016132, doi:10.1103/PhysRevE.64.016132.
"""

from __future__ import annotations

from typing import Literal

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array, triu
from scipy.sparse.csgraph import connected_components

from refanalysis import schema
from refanalysis.network.matrices import adjacency, attribute, inverse
from refanalysis.network.paths import path_measures

_COLUMNS = {"sector": ["sector"], "area": ["area"], "cell": ["sector", "area"]}
_WEIGHTS = ("shared", "newman", "jaccard")


def affiliation(
    records: pd.DataFrame, parts: pd.DataFrame, role: str = "implementing", of: Literal["sector", "area", "cell"] = "sector"
) -> nx.Graph:
    """The two-mode network of organisations and what they work in; the node attribute `mode` is `actor`, or `of`.

    Parameters
    ----------
    records, parts
        Tables `presence_records` and `presence_parts`.
    role
        Part the organisations take.
    of
        Whether the other mode is sectors, areas, or cells: a sector in an area, so that actor, place and sector stay together.

    Returns
    -------
    nx.Graph
        Actors have `name`, `kind`, `scope` and `key`; the others `name`, and `sector` and `area` where these make them up. Ties
        have `weight`: the records that join the two. The graph attribute `left_out` counts records with this role that name no
        sector or area. A place that is called like an organisation has its mode added in brackets.

    Raises
    ------
    ValueError
        For a role that no organisation has, or another `of`.
    """
    if of not in _COLUMNS:
        raise ValueError(f"of is {of!r}; accepted: {', '.join(_COLUMNS)}")
    held = parts[parts["role"] == role]
    if held.empty:
        raise ValueError(f"no organisation has the role {role!r}; used: {', '.join(sorted(set(parts['role']))) or 'none'}")
    joined = held.drop_duplicates(["record", "organisation"]).merge(
        records[["record", "sector", "area", "area_name"]], on="record"
    )
    placed = joined[(joined[_COLUMNS[of]] != "").all(axis=1)]
    graph = nx.Graph(role=role, of=of, left_out=int(joined["record"].nunique() - placed["record"].nunique()))
    for row in held.drop_duplicates("organisation").to_dict("records"):
        own = {name: row[name] for name in ("kind", "scope", "key")}
        graph.add_node(row["organisation"], mode="actor", name=row["organisation"], **own)
    keys = ["organisation", *_COLUMNS[of]]
    pairs = placed.groupby(keys, sort=False).agg(records=("record", "nunique"), area_name=("area_name", "first")).reset_index()
    for row in pairs.to_dict("records"):
        values = {name: row[name] for name in _COLUMNS[of]}
        node = _place(graph, values, of)
        graph.add_node(node, mode=of, name=_name(row, of), **values)
        graph.add_edge(row["organisation"], node, weight=float(row["records"]))
    return graph


def projection(graph: nx.Graph, mode: str, weight: Literal["shared", "newman", "jaccard"] = "shared") -> nx.Graph:
    """The network of one mode: two are joined when they share something of the other mode.

    Parameters
    ----------
    graph
        Two-mode network whose nodes have the attribute `mode`.
    mode
        The mode to keep; all its nodes stay, joined or not.
    weight
        What the tie attribute `weight` holds; `shared`, the number of things shared, is there in any case. `newman` gives
        each thing shared 1 / (d - 1), d the number that share it, so that crowded places count less [2]_. `jaccard` divides the
        things shared by the things either has.

    Notes
    -----
    Counts are preserved: `shared` adds up to the sum over the other mode of d (d - 1) / 2.
    """
    if weight not in _WEIGHTS:
        raise ValueError(f"weight is {weight!r}; accepted: {', '.join(_WEIGHTS)}")
    ties, modes = _two_modes(graph)
    if mode not in modes:
        raise ValueError(f"no node has the mode {mode!r}; used: {', '.join(dict.fromkeys(modes))}")
    inside = np.flatnonzero(modes == mode)
    incidence = csr_array(ties[inside][:, np.flatnonzero(modes != mode)])
    sharing, names = incidence.sum(axis=0), list(graph)
    shared = triu(incidence @ incidence.T, k=1).tocoo()
    values = _weights(incidence, shared.row, shared.col, shared.data, sharing, weight)
    result = nx.Graph()
    result.add_nodes_from((names[i], graph.nodes[names[i]]) for i in inside)
    kept = [names[i] for i in inside]
    for a, b, count, value in zip(shared.row, shared.col, shared.data, values, strict=True):
        result.add_edge(kept[a], kept[b], shared=int(count), weight=float(value))
    return result


def twomode_measures(graph: nx.Graph, network: str = "network") -> pd.DataFrame:
    """Degree, closeness and betweenness of both modes, raw and against the most possible: table `twomode_measures`.

    Notes
    -----
    With n nodes in a node's own mode and m in the other [1]_: degree over m; (m + 2 (n - 1)) over the sum of hops;
    betweenness over the most any node of the mode could have. In a network of several parts closeness is taken within the
    node's part and multiplied by the share of the others in it, as networkx does. Empty where nothing can be reached.
    """
    ties, modes = _two_modes(graph)
    same = _sizes(modes)
    other = len(modes) - same
    found = path_measures(ties, directed=False)
    _, part = connected_components(ties, directed=False)
    reached = np.bincount(part)[part] - 1.0
    degree, near = ties.sum(axis=1), found["closeness"]
    most = np.array([_most_between(n, m) for n, m in zip(same, other, strict=True)])
    values = {
        "degree": degree,
        "twomode_degree": _over(degree, other),
        "farness": np.round(_over(reached**2, (len(modes) - 1) * near)),
        "twomode_closeness": _over((other + 2.0 * (same - 1)) * near, reached),
        "betweenness": found["betweenness"],
        "twomode_betweenness": _over(found["betweenness"], most),
    }
    rows = {"actor": np.tile(np.array(list(graph), dtype=object), len(values)), "mode": np.tile(modes, len(values))}
    rows |= {"measure": np.repeat(list(values), len(modes)), "value": np.concatenate(list(values.values()))}
    return schema.check(pd.DataFrame(rows).assign(network=network), "twomode_measures")


def _two_modes(graph: nx.Graph) -> tuple[csr_array, np.ndarray]:
    """Adjacency (n, n) and the mode of each node (n,), checked."""
    if graph.is_directed():
        raise ValueError("the network has directions; accepted: a two-mode network without")
    ties, modes = adjacency(graph), attribute(graph, "mode")
    used = list(dict.fromkeys(modes))
    if len(used) != 2:
        raise ValueError(f"found {len(used)} modes ({', '.join(used)}); accepted: two")
    place = {node: number for number, node in enumerate(graph)}
    within = [f"{a} and {b}" for a, b in graph.edges() if modes[place[a]] == modes[place[b]]]
    if within:
        raise ValueError(f"ties within one mode: {'; '.join(within[:5])}; accepted: ties between the two modes")
    return ties, modes


def _place(graph: nx.Graph, values: dict[str, str], of: str) -> str:
    """Node of a place: its name, told apart from an organisation or another place that is called the same."""
    node = " · ".join(values.values())
    while node in graph and not {"mode": of, **values}.items() <= graph.nodes[node].items():
        node = f"{node} ({of})"
    return node


def _name(row: dict[str, str], of: str) -> str:
    named = {"sector": row.get("sector", ""), "area": row["area_name"] or row.get("area", "")}
    return named[of] if of in named else " · ".join(named.values())


def _weights(
    incidence: csr_array, row: np.ndarray, column: np.ndarray, shared: np.ndarray, sharing: np.ndarray, weight: str
) -> np.ndarray:
    if weight == "newman" and len(row):  # SciPy gives one cell for no cells
        parts = csr_array(incidence * inverse(sharing - 1.0)[None, :])
        return np.asarray((parts @ incidence.T).tocsr()[row, column]).ravel()
    if weight == "jaccard":
        has = incidence.sum(axis=1)
        return shared / (has[row] + has[column] - shared)
    return shared


def _sizes(modes: np.ndarray) -> np.ndarray:
    _, place, count = np.unique(modes, return_inverse=True, return_counts=True)
    return count[place]


def _most_between(n: int, m: int) -> float:
    """Highest betweenness a node can have when its mode has `n` nodes and the other `m` (Borgatti and Everett 1997)."""
    s, t = divmod(int(n) - 1, int(m))
    return (m**2 * (s + 1) ** 2 + m * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2.0


def _over(values: np.ndarray, most: np.ndarray) -> np.ndarray:
    """Values over their most, NaN where that is 0."""
    most = np.asarray(most, dtype="float64")
    return np.divide(values, most, out=np.full(most.shape, np.nan), where=most > 0)
