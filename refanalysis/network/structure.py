"""What holds the network together: who is reached only through one actor, only links, distances, ties between kinds."""

from __future__ import annotations

from collections.abc import Collection

import networkx as nx
import numpy as np
import pandas as pd

from refanalysis import schema
from refanalysis.network.graphs import undirected
from refanalysis.network.matrices import adjacency, attribute
from refanalysis.network.measures import ei_index, inside_outside


def cut_off(graph: nx.Graph) -> pd.DataFrame:
    """Actors through whom alone others are reached, most dependants first: table `cut_offs`.

    When the actor leaves, its component falls apart; the actors outside the largest part are cut off (of equally large parts,
    the one with the first actor of the register stays). Directions of ties do not matter here.
    """
    flat = undirected(graph)
    place = {actor: number for number, actor in enumerate(flat)}
    joints = set(nx.articulation_points(flat))
    dependants = {actor: _dependants(flat, actor, place) for actor in flat if actor in joints}
    order = sorted(dependants, key=lambda actor: (-len(dependants[actor]), place[actor]))
    rows = [
        {
            "actor": actor,
            "name": _name(flat, actor),
            "kind": flat.nodes[actor].get("kind", ""),
            "cut_off": len(dependants[actor]),
            "actors": ";".join(str(other) for other in dependants[actor]),
        }
        for actor in order
    ]
    return schema.check(pd.DataFrame(rows, columns=schema.TABLES["cut_offs"].names), "cut_offs")


def distances(graph: nx.Graph, from_kinds: Collection[str], to_kinds: Collection[str], by: str = "kind") -> pd.DataFrame:
    """Hops from every actor of some kinds to the nearest actor of others, nearest first: table `distances`.

    Parameters
    ----------
    graph
        Any networkx graph; directions of ties do not matter.
    from_kinds, to_kinds
        Values of the node attribute `by`.
    by
        Node attribute that holds the kind.
    """
    flat, kind = undirected(graph), dict(zip(graph, attribute(graph, by), strict=True))
    targets = [actor for actor in flat if kind[actor] in to_kinds]
    routes = nx.multi_source_dijkstra_path(flat, set(targets), weight=None) if targets else {}
    rows = [_distance_row(flat, actor, routes.get(actor)) for actor in flat if kind[actor] in from_kinds]
    table = pd.DataFrame(rows, columns=schema.TABLES["distances"].names).astype({"hops": "Int64"})
    return schema.check(table.sort_values("hops", kind="stable", ignore_index=True), "distances")


def mixing(graph: nx.Graph, by: str = "kind") -> pd.DataFrame:
    """Pairs of actors joined within each kind and with other kinds, and the E-I index: table `mixing`, `all` last.

    Pairs count once whatever the directions and relations; in the row `all` a pair across kinds counts once as well.
    """
    ties, group = adjacency(graph), attribute(graph, by)
    names, number = np.unique(group, return_inverse=True)
    inside, outside = inside_outside(ties, number)
    internal, external = (np.bincount(number, weights=end, minlength=len(names)) for end in (inside, outside))
    table = pd.DataFrame(
        {
            "kind": [*names, "all"],
            "actors": [*np.bincount(number), len(group)],
            "internal": [*internal / 2, internal.sum() / 2],
            "external": [*external, external.sum() / 2],
        }
    )
    value = ei_index(table["internal"].to_numpy(), table["external"].to_numpy())
    return schema.check(table.assign(ei_index=value), "mixing")


def bridges(graph: nx.Graph) -> pd.DataFrame:
    """Links whose loss would part actors that nothing else joins, most actors parted first: table `bridges`.

    A link in both directions, or of several relations, counts as one. `cut_off` counts the smaller side.
    """
    flat = undirected(graph)
    size = {actor: len(part) for part in nx.connected_components(flat) for actor in part}
    rows = []
    for a, b in nx.bridges(flat):
        flat_without = nx.restricted_view(flat, [], [(a, b)])
        beyond = len(nx.node_connected_component(flat_without, b))
        near, far, lost = (a, b, beyond) if beyond * 2 <= size[a] else (b, a, size[a] - beyond)
        rows.append({"actor": near, "partner": far, "cut_off": lost})
    table = pd.DataFrame(rows, columns=schema.TABLES["bridges"].names)
    return schema.check(table.sort_values("cut_off", ascending=False, kind="stable", ignore_index=True), "bridges")


def _dependants(flat: nx.Graph, actor: str, place: dict[str, int]) -> list[str]:
    rest = nx.restricted_view(flat, [actor], [])
    parts, seen = [], set()
    for contact in sorted(flat[actor], key=place.__getitem__):
        if contact not in seen:
            part = nx.node_connected_component(rest, contact)
            seen |= part
            parts.append(part)
    stays = max(parts, key=lambda part: (len(part), -min(place[other] for other in part)))
    return sorted(seen - stays, key=place.__getitem__)


def _distance_row(flat: nx.Graph, actor: str, route: list[str] | None) -> dict[str, object]:
    back = [] if route is None else route[::-1]
    return {
        "actor": actor,
        "name": _name(flat, actor),
        "nearest": str(back[-1]) if back else "",
        "hops": len(back) - 1 if back else None,
        "route": ";".join(str(other) for other in back),
    }


def _name(graph: nx.Graph, actor: str) -> str:
    return str(graph.nodes[actor].get("name") or actor)
