"""Where to draw actors: positions in the unit square that spread them well and are the same every time."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import numpy as np
import pandas as pd

from refanalysis import schema
from refanalysis.network.graphs import undirected
from refanalysis.network.matrices import adjacency
from refanalysis.network.measures import component_numbers
from refanalysis.network.paths import shortest_paths

_DECIMALS = 3  # so that positions agree between machines
_SWEEPS = 300
_TURNS = 60  # of the orthogonal iteration; the positions only start from it
_ORDERINGS = 20
_STILL = 1e-3
_SHIFT = 0.05  # random part of the starting positions [hop]: actors with the same ties must not start on one point
_CLOSE = 0.02  # share of the least distance that may be missing
_ROOM = 0.6  # least distance between two actors, over the side of the square each would have to itself
_LINE = 0.06  # height of a row of actors without ties below the largest component
_LOWER = 0.5  # most that all smaller components get of the height
_ACROSS = 10  # actors side by side in a row of tiers; more are staggered
_TIERS = {
    "host_government": 0, "line_ministry": 0, "regulator": 0, "donor": 0, "development_actor": 1, "un_agency": 1,
    "forum": 1, "ingo": 2, "mno": 2, "isp": 2, "satellite_provider": 2, "tower_company": 2, "private_sector": 2,
    "academia": 2, "nngo": 3, "refugee_led": 4, "community_structure": 4,
}  # fmt: skip


def layout(graph: nx.Graph, seed: int = 1) -> pd.DataFrame:
    """Positions in which drawn distances follow hops, in the unit square: table `positions`.

    Parameters
    ----------
    graph
        Any networkx graph; directions of ties do not matter.
    seed
        Seed of the small random part of the starting positions.

    Notes
    -----
    Stress majorisation [1]_ that starts from classical scaling [2]_: every pair is drawn as far apart as it has hops between
    it, near pairs weighing more. The largest
    component has the upper part of the square; the others, isolates last, are lined up below it. At the end actors that lie
    on top of each other are moved apart.

    References
    ----------
    .. [1] Gansner E., Koren Y., North S. (2005), Graph drawing by stress majorization, Graph Drawing 2004,
       doi:10.1007/978-3-540-31843-9_25.
    .. [2] Torgerson W. (1952), Multidimensional scaling: I. Theory and method, Psychometrika 17(4),
       doi:10.1007/BF02288916.
    """
    ties = adjacency(undirected(graph))
    component = component_numbers(ties)
    random = np.random.default_rng(seed)
    parts = [np.flatnonzero(component == number) for number in np.unique(component)]
    place = np.empty((len(graph), 2))
    for part, (left, bottom, width, height) in zip(parts, _boxes([len(part) for part in parts]), strict=True):
        hops = shortest_paths(ties[part][:, part].toarray())[0]
        start = _scaled(hops) + _SHIFT * random.random((len(part), 2))
        place[part] = _fitted(_majorised(start, hops)) * (width, height) + (left, bottom)
    return _positions(graph, _apart(place))


def tiers(graph: nx.Graph, tier: Mapping[str, int] | None = None, by: str = "kind") -> pd.DataFrame:
    """Positions in rows by kind, government and donors on top, refugees' own bodies below: table `positions`.

    Parameters
    ----------
    graph
        Any networkx graph.
    tier
        Row of each kind, 0 on top; without it the usual order.
    by
        Node attribute that holds the kind.

    Raises
    ------
    ValueError
        For a kind that has no row.

    Notes
    -----
    Within a row actors stand near the middle of those they are joined with, so that fewer ties cross. A long row is staggered,
    to leave room for names.
    """
    rows = _TIERS if tier is None else tier
    kinds = dict(graph.nodes(data=by))
    unknown = sorted({str(kind) for kind in kinds.values() if kind not in rows})
    if unknown:
        raise ValueError(f"no row is given for the kinds {', '.join(unknown)}; known: {', '.join(rows)}")
    level = np.array([rows[kind] for kind in kinds.values()], dtype=int)
    x = _uncrossed(undirected(graph), level)
    return _positions(graph, np.column_stack([x, _heights(x, level)]))


def _boxes(sizes: list[int]) -> list[tuple[float, float, float, float]]:
    """Left, bottom, width, height of the box of each component, largest first, in the unit square."""
    if len(sizes) == 1:
        return [(0.0, 0.0, 1.0, 1.0)]
    others = np.sqrt(sizes[1:])
    rows = -(-int(np.ceil(others.sum())) // _ACROSS)
    row = np.minimum((np.cumsum(others) - others / 2) / others.sum() * rows, rows - 1e-9).astype(int)
    heights = _LINE * np.array([others[row == number].max(initial=0.0) for number in range(rows)])
    heights *= min(1.0, _LOWER / heights.sum())
    strip = heights.sum()
    boxes = [(0.0, strip + _LINE / 2, 1.0, 1.0 - strip - _LINE / 2)]
    for number, bottom in enumerate(strip - np.cumsum(heights)):
        inside = others[row == number]
        width = inside / max(inside.sum(), 1.0)
        left, height = np.cumsum(width) - width, heights[number]
        boxes += [(x + w / 4, bottom + height / 5, w / 2, height / 2) for x, w in zip(left, width, strict=True)]
    return boxes


def _apart(place: np.ndarray) -> np.ndarray:
    """Positions with no two actors closer than `_ROOM` allows, as far as the square has room."""
    from scipy.spatial import cKDTree

    least = _ROOM / np.sqrt(len(place))
    for _ in range(_SWEEPS):
        first, second = cKDTree(place).query_pairs(least * (1 - _CLOSE), output_type="ndarray").T
        if not len(first):
            break
        towards = place[first] - place[second]
        drawn = np.hypot(*towards.T)
        push = towards * np.divide((least - drawn) / 2, drawn, out=np.zeros_like(drawn), where=drawn > 0)[:, None]
        moved = place.copy()
        np.add.at(moved, first, push)
        np.add.at(moved, second, -push)
        place = np.clip(moved, 0.0, 1.0)
    return place


def _distances(place: np.ndarray) -> np.ndarray:
    """Distances (n, n) between positions (n, 2)."""
    from scipy.spatial.distance import cdist

    return cdist(place, place)


def _scaled(hops: np.ndarray) -> np.ndarray:
    """Positions (n, 2) by classical scaling of distances (n, n): its two leading directions by orthogonal iteration."""
    squares = hops**2 - (hops**2).mean(axis=0)
    inner = (squares - squares.mean(axis=1)[:, None]) / -2
    place = np.column_stack([np.cos(np.arange(len(hops))), np.sin(np.arange(len(hops)))])
    for _ in range(_TURNS if len(hops) > 1 else 0):
        place = inner @ np.linalg.qr(place)[0]
    length = np.linalg.norm(place, axis=0)
    return place / np.sqrt(np.where(length > 0, length, 1.0))


def _majorised(place: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Positions (n, 2) of least stress reached from `place`."""
    apart = ~np.eye(len(place), dtype=bool)
    weight = np.divide(1.0, wanted**2, out=np.zeros_like(wanted), where=apart)
    even = np.full_like(weight, 1 / len(weight))
    solve = np.linalg.inv(np.diag(weight.sum(axis=1)) - weight + even) - even  # the pseudo-inverse, without its eigenvectors
    for _ in range(_SWEEPS):
        drawn = _distances(place)
        pull = -np.divide(weight * wanted, drawn, out=np.zeros_like(drawn), where=drawn > 0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        before, place = place, solve @ (pull @ place)
        if np.abs(place - before).max() <= _STILL * wanted.max():
            break
    return place


def _fitted(place: np.ndarray) -> np.ndarray:
    """Positions turned so that the widest spread lies across, and stretched to the unit square."""
    if len(place) == 1:
        return np.full((1, 2), 0.5)
    centred = place - place.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2]
    axes = axes * np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])[:, None]
    turned = centred @ axes.T
    span = np.ptp(turned, axis=0)
    return np.where(span > _STILL * span.max(), (turned - turned.min(axis=0)) / np.where(span > 0, span, 1.0), 0.5)


def _uncrossed(flat: nx.Graph, level: np.ndarray) -> np.ndarray:
    """Places across (n,), evenly spread in each row; row after row, actors move to the order of their contacts' mean."""
    ties = adjacency(flat)
    degree = ties.sum(axis=1)
    x = np.arange(len(level), dtype=float)
    rows = [np.flatnonzero(level == row) for row in np.unique(level)]
    for here in rows:
        x[here] = _spread(x[here])
    for here in rows * _ORDERINGS:
        wish = np.where(degree > 0, ties @ x / np.maximum(degree, 1.0), x)
        x[here] = _spread(wish[here])
    return x


def _spread(wish: np.ndarray) -> np.ndarray:
    """Even places in the order wished."""
    return (np.argsort(np.argsort(wish, kind="stable")) + 0.5) / len(wish)


def _heights(x: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Height of each actor (n,), 1 for the top row; a row too long is staggered over several lines."""
    depth, top = np.empty(len(x)), 0.0
    for row in np.unique(level):
        here = np.flatnonzero(level == row)
        lines = -(-len(here) // _ACROSS)
        depth[here] = top + np.argsort(np.argsort(x[here])) % lines / 2
        top += (lines + 1) / 2
    return 1.0 - depth / depth.max() if depth.max() else np.full(len(x), 0.5)


def _positions(graph: nx.Graph, place: np.ndarray) -> pd.DataFrame:
    x, y = np.round(place, _DECIMALS).T
    table = pd.DataFrame({"actor": [str(actor) for actor in graph], "x": x, "y": y})
    return schema.check(table, "positions")
