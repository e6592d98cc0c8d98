"""Brokerage when ties stay and kinds are dealt out anew: what the sizes of the groups alone would give."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from refanalysis import schema
from refanalysis.network.brokerage import role_counts
from refanalysis.network.chance import ROLES
from refanalysis.network.matrices import adjacency, attribute

_FIVE = ROLES[:-1]
_CELLS = 5_000_000  # numbers held at once while permuting
_MOST = 5_000_000  # brokered pairs up to which kinds are permuted


def brokerage_by_size(graph: nx.Graph, by: str = "kind") -> pd.DataFrame:
    """Brokerage of every actor beside its mean when the kinds of the others are dealt out at random: table `brokerage_by_size`.

    Parameters
    ----------
    graph
        Any networkx graph. Relations are collapsed, weights are not used.
    by
        Node attribute that holds the group.

    Raises
    ------
    ValueError
        When actors lack the attribute `by`, when there are no actors.

    Notes
    -----
    With t pairs brokered in all, the mean is t times the ordered pairs of other actors that give the role, over all ordered
    pairs of others, (n - 1)(n - 2); UCINET calls it expected given the sizes of the groups. It asks who brokers more *between
    these kinds* than its place among the ties gives anyway; `brokerage` asks whether ties at random would give as much.
    """
    ties, groups = adjacency(graph), attribute(graph, by)
    group = np.unique(groups, return_inverse=True)[1]
    counts = role_counts(ties, group)
    n, pairs = len(group), _pairs_of_role(np.bincount(group))
    every = max((n - 1.0) * (n - 2.0), 1.0)
    parts = [
        pd.DataFrame({"actor": list(graph), "role": role, "count": counts[role], "expected": counts["total"] * mass / every})
        for role, mass in ((role, pairs[role][group]) for role in _FIVE)
    ]
    table = pd.concat(parts, ignore_index=True)
    ratio = (table["count"] / table["expected"].where(table["expected"] > 0)).astype("float64")
    return schema.check(table.assign(ratio=ratio), "brokerage_by_size")


def brokerage_ranges(graph: nx.Graph, by: str = "kind", permutations: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Brokerage of every actor and of the network (`all`) against kinds dealt out at random: table `brokerage_ranges`.

    An actor keeps its own kind while those of all others change places; in the rows `all` everyone's change.

    Parameters
    ----------
    graph
        Any networkx graph. Relations are collapsed, weights are not used.
    by
        Node attribute that holds the group.
    permutations
        How often the kinds are dealt out.
    seed
        Of the permutations; the same seed gives the same table.

    Raises
    ------
    ValueError
        As `brokerage_by_size`; also with more than five million brokered pairs, and for fewer than one permutation.
    """
    if permutations < 1:
        raise ValueError(f"permutations is {permutations}; accepted: 1 or more")
    ties, group = adjacency(graph), np.unique(attribute(graph, by), return_inverse=True)[1]
    triples = brokered(ties)
    drawn = _drawn(triples, group, permutations, np.random.default_rng(seed))
    counts = role_counts(ties, group)
    parts = []
    for number, role in enumerate(_FIVE):
        observed = np.append(counts[role], counts[role].sum())
        values = drawn[number]
        low, middle, high = np.quantile(values, [0.05, 0.5, 0.95], axis=0)
        columns = {"count": observed, "expected": values.mean(axis=0), "p05": low, "p50": middle, "p95": high}
        greater = ((values >= observed).sum(axis=0) + 1.0) / (permutations + 1.0)
        parts.append(pd.DataFrame({"actor": [*graph, "all"], "role": role, **columns, "p_greater": greater}))
    return schema.check(pd.concat(parts, ignore_index=True).assign(permutations=permutations), "brokerage_ranges")


def brokered(ties: csr_array) -> np.ndarray:
    """Every a, v, b with a tie from a to v, one from v to b and none from a to b, in the order of v: (triples, 3)."""
    n, into, out = ties.shape[0], ties.tocsc(), ties.tocsr()
    arrives, leaves = np.diff(into.indptr), np.diff(out.indptr)
    if int((arrives.astype("int64") * leaves).sum()) > _MOST:
        raise ValueError(f"more than {_MOST:,} paths of two ties; accepted: networks with fewer")
    broker = np.repeat(np.arange(n), arrives)
    times = leaves[broker]
    a, v = np.repeat(into.indices, times), np.repeat(broker, times)
    offset = np.arange(len(v)) - np.repeat(np.cumsum(times) - times, times)
    b = out.indices[out.indptr[v] + offset]
    rows = np.repeat(np.arange(n), leaves)
    tied = np.isin(a.astype("int64") * n + b, rows.astype("int64") * n + out.indices)
    return np.column_stack([a, v, b])[(a != b) & ~tied]


def _pairs_of_role(sizes: np.ndarray) -> dict[str, np.ndarray]:
    """Ordered pairs of others that give each role to an actor, by the actor's group, each (groups,)."""
    n, s = sizes.sum(), sizes.astype(float)
    outside = n - s
    alike = (s * (s - 1.0)).sum() - s * (s - 1.0)
    return {
        "coordinator": (s - 1.0) * (s - 2.0),
        "itinerant": alike,
        "representative": (s - 1.0) * outside,
        "gatekeeper": (s - 1.0) * outside,
        "liaison": outside * (outside - 1.0) - alike,
    }


def _drawn(triples: np.ndarray, group: np.ndarray, permutations: int, stream: np.random.Generator) -> np.ndarray:
    """Counts by role, permutation and actor, the network last (5, permutations, n + 1)."""
    n, (a, v, b) = len(group), triples.T
    group = group.astype("int16" if n < np.iinfo("int16").max else "int32")  # the narrower, the faster
    step = max(1, _CELLS // (len(v) + n))
    result = np.zeros((len(_FIVE), permutations, n + 1))
    brokers, first = np.unique(v, return_index=True)
    for start in range(0, permutations if len(v) else 0, step):
        dealt = stream.permuted(np.tile(group, (min(step, permutations - start), 1)), axis=1)
        here = slice(start, start + len(dealt))
        giver = _giver(dealt, group, stream)[:, v]
        other = [np.where(giver == end, dealt[:, v], dealt[:, end]) for end in (a, b)]
        own = _roles(other[0], np.broadcast_to(group[v], other[0].shape), other[1])
        everyone = _roles(dealt[:, a], dealt[:, v], dealt[:, b])
        for number in range(len(_FIVE)):
            part = result[number, here]
            part[:, brokers] = np.add.reduceat(own[number], first, axis=1, dtype=float)
            part[:, n] = everyone[number].sum(axis=1)
    return result


def _giver(dealt: np.ndarray, group: np.ndarray, stream: np.random.Generator) -> np.ndarray:
    """For each actor another, drawn among those dealt its own kind, with whom to exchange so that it keeps that (draws, n)."""
    lot = stream.random(dealt.shape)
    holder = np.column_stack([np.where(dealt == kind, lot, -1.0).argmax(axis=1) for kind in range(group.max() + 1)])
    return holder[:, group]


def _roles(a: np.ndarray, v: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
    """Whether groups of a, v, b make up each of the five roles, boolean arrays of their shape."""
    near, far, alike = a == v, v == b, a == b
    return [near & far, alike & ~near, near & ~far, ~near & far, ~near & ~far & ~alike]
