"""What is lost when actors leave: links, whole parts, kinds, short ways."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from refanalysis import schema
from refanalysis.network.paths import shortest_paths
from refanalysis.network.removal.reachable import MOST, bits, fragmentations, fragmented, has, links, parts, spread

_SHOWN = 5
_SMALLEST = 3  # actors a part needs for one of them to stand between others
_ORDER = ["cut_off", "distance_fragmentation_rise"]


def actor_losses(graph: nx.Graph, leaving: Iterable[Any] | None = None, by: str = "kind") -> pd.DataFrame:
    """What the network loses with each actor, or with several together, most cut off first: table `actor_losses`.

    Parameters
    ----------
    graph
        Any networkx graph. For routes two actors are linked when either has a tie to the other; ties are counted as they are.
    leaving
        Actors, or collections of actors that leave together, such as those of `after_withdrawal`. Without it every actor once.
    by
        Node attribute that holds the kind; actors without one count for none.

    Raises
    ------
    ValueError
        For an actor that is not in the network, an empty or repeated set, a graph without actors, with self-ties, or with more
        than 2,000 actors.

    Notes
    -----
    An actor is cut off when, within the part it belonged to, it is no longer linked with the largest rest (of equally large
    ones, that with the first actor of the register). Distances are compared over the same pairs: those still linked afterwards.

    Examples
    --------
    >>> ring = nx.cycle_graph(["unhcr", "opm", "clinic", "school", "market"])
    >>> actor_losses(ring, ["opm"])[["distance_before", "distance_after"]].round(2).to_numpy().tolist()
    [[1.5, 1.67]]
    """
    joined, actors = links(graph, MOST), list(graph)
    sets = _sets(actors if leaving is None else leaving, actors)
    kept = np.ones((len(sets), len(actors)), dtype=bool)
    for row, members in zip(kept, sets, strict=True):
        row[members] = False
    names = [str(graph.nodes[actor].get("name") or actor) for actor in actors]
    kinds = [str(graph.nodes[actor].get(by) or "") for actor in actors]
    table = pd.DataFrame(
        {
            "leaving": [_listed(actors, members) for members in sets],
            "name": [_listed(names, members) for members in sets],
            "kind": [_listed(kinds, members).strip(";") for members in sets],
            **_routes(joined, kept, actors),
            **_ties(graph, kept),
            "kinds": _kinds(np.array(kinds), kept),
        }
    )
    table = schema.check(table, "actor_losses")
    return table.sort_values(_ORDER, ascending=False, kind="stable", ignore_index=True)


def _routes(joined: csr_array, kept: np.ndarray, actors: list[Any]) -> dict[str, Any]:
    """Columns on who is cut off, fragmentation and distances."""
    base = fragmentations(joined, np.ones((1, len(actors)), dtype=bool))[0]
    apart, at = connected_components(joined, directed=False)[1], _at_distance(joined)
    had_ties = joined.sum(axis=1) > 0
    broken, before, after, cut, alone = [], [], [], [], []
    for part in parts(joined, len(kept)):
        counts, reached = spread(joined, kept[part])
        size = np.bitwise_count(reached).sum(axis=2, dtype=np.int64)
        broken.append(fragmented(counts))
        before.append(_mean(np.array([_common(reached, rows) for rows in at]), counts))
        after.append(_mean(np.diff(counts, axis=0), counts))
        cut.append(kept[part] & ~_largest_rest(reached, size, apart))
        alone.append((size.T == 1) & had_ties)
    rise, gone = np.concatenate(broken), np.concatenate(cut)
    return {
        "cut_off": gone.sum(axis=1),
        "actors": [_listed(actors, np.flatnonzero(row)) for row in gone],
        "left_alone": [_listed(actors, np.flatnonzero(row)) for row in np.concatenate(alone)],
        "fragmentation": rise[:, 0],
        "fragmentation_rise": rise[:, 0] - base[0],
        "distance_fragmentation": rise[:, 1],
        "distance_fragmentation_rise": rise[:, 1] - base[1],
        "distance_before": np.concatenate(before),
        "distance_after": np.concatenate(after),
    }


def _at_distance(joined: csr_array) -> np.ndarray:
    """Rows of bits that say whom each actor has at distance 1, 2, … in the whole network (distances, n, words)."""
    distance = shortest_paths(joined.toarray())[0]
    longest = int(distance.max(where=np.isfinite(distance), initial=0))
    each = bits(len(distance))
    return np.array([(distance == hops).astype(np.uint64) @ each for hops in range(1, longest + 1)])


def _common(reached: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Ordered pairs that are in both, for each set (sets,)."""
    return np.bitwise_count(reached & rows[:, None, :]).sum(axis=(0, 2), dtype=np.int64)


def _mean(pairs: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Mean distance [hop] of pairs counted by distance 1, 2, … (distances, sets); NaN where no pair is linked (sets,)."""
    linked = (counts[-1] - counts[0]).astype(float)
    hops = np.arange(1, len(pairs) + 1) @ pairs.reshape(len(pairs), len(linked))
    return np.divide(hops, linked, out=np.full(len(linked), np.nan), where=linked > 0)


def _largest_rest(reached: np.ndarray, size: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """Who is still linked with the largest rest of the part it belonged to (sets, n)."""
    linked = np.ones((reached.shape[1], len(apart)), dtype=bool)
    for number in np.flatnonzero(np.bincount(apart) >= _SMALLEST):
        members = np.flatnonzero(apart == number)
        stays = members[size[members].argmax(axis=0)]
        linked[:, members] = has(reached[stays, np.arange(len(stays))], members)
    return linked


def _ties(graph: nx.Graph, kept: np.ndarray) -> dict[str, Any]:
    """Columns on the ties lost, and how many of each relation."""
    place = {actor: number for number, actor in enumerate(graph)}
    ties = [(place[a], place[b], str(relation or "")) for a, b, relation in graph.edges(data="relation")]
    relations, number = np.unique([relation for *_, relation in ties], return_inverse=True)
    ends = np.array([pair[:2] for pair in ties], dtype=int).reshape(-1, 2)
    each = np.eye(len(relations))[number.astype(int)]
    lost = ~(kept[:, ends[:, 0]] & kept[:, ends[:, 1]]) @ each
    return {"ties": lost.sum(axis=1).astype(int), "relations": [_counted(relations, row.astype(int)) for row in lost]}


def _counted(relations: np.ndarray, lost: np.ndarray) -> str:
    order = np.argsort(-lost, kind="stable")
    return ";".join(f"{relations[i]} {lost[i]}" for i in order if lost[i] and relations[i])


def _kinds(kinds: np.ndarray, kept: np.ndarray) -> list[str]:
    """Kinds of which no actor stays, for each set."""
    named = [kind for kind in dict.fromkeys(kinds.tolist()) if kind]
    gone = np.array([~kept[:, kinds == kind].any(axis=1) for kind in named]).reshape(len(named), len(kept))
    return [";".join(kind for kind, lost in zip(named, row, strict=True) if lost) for row in gone.T]


def _sets(leaving: Iterable[Any], actors: list[Any]) -> list[list[int]]:
    """Numbers of the actors of each set, in the order of the register."""
    place = {actor: number for number, actor in enumerate(actors)}
    given = [[one] if isinstance(one, str) or not isinstance(one, Iterable) else list(one) for one in leaving]
    unknown = [str(actor) for members in given for actor in members if actor not in place]
    if unknown:
        raise ValueError(f"not in the network: {', '.join(unknown[:_SHOWN])}; accepted: its actors, as {str(actors[0])!r}")
    sets = [sorted({place[actor] for actor in members}) for members in given]
    if not sets or not all(sets):
        raise ValueError("nobody leaves; accepted: one actor or more in each set")
    if len({tuple(members) for members in sets}) < len(sets):
        raise ValueError("a set of leaving actors is listed twice; accepted: once")
    return sets


def _listed(names: list[Any], members: Iterable[int]) -> str:
    return ";".join(str(names[number]) for number in members)
