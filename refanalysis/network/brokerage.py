"""Brokerage between groups: how often an actor alone stands between two others, in which role, and against chance."""

from __future__ import annotations

from typing import Literal

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from refanalysis import schema
from refanalysis.network.chance import ROLES, moments
from refanalysis.network.matrices import adjacency, attribute, relation_of


def brokerage(
    graph: nx.Graph, by: str = "kind", network: str = "network", null: Literal["ties", "arcs"] = "ties"
) -> pd.DataFrame:
    """Brokerage of every actor and of the whole network (`all`) in the five roles and in total: table `brokerage`.

    Parameters
    ----------
    graph
        Any networkx graph. Relations are collapsed, weights are not used.
    by
        Node attribute that holds the group.
    network
        Name for the column `network`.
    null
        What falls by chance. It matters only without directions: there a tie is one event (`ties`), while R's sna treats its
        two ends as two (`arcs`), which makes the deviations of coordinator, itinerant, liaison and total too small by sqrt(2).

    Raises
    ------
    ValueError
        When actors lack the attribute `by`, when there are no actors, for an unknown `null`.

    Notes
    -----
    v brokers the ordered pair (a, b) when a has a tie to v, v to b, and a none to b. Without directions each pair counts from
    both ends, so that representative and gatekeeper are equal. `expected` and `sd` are exact for ties that fall independently
    with the density of the network, groups fixed [1]_; `z` is empty where `sd` is 0.

    References
    ----------
    .. [1] Gould R. V., Fernandez R. M. (1989), Structures of mediation: a formal approach to brokerage in transaction
       networks, Sociological Methodology 19, doi:10.2307/270949.
    """
    if null not in ("ties", "arcs"):
        raise ValueError(f"null is {null!r}; accepted: ties, arcs")
    ties, groups = adjacency(graph), attribute(graph, by)
    names, group = np.unique(groups, return_inverse=True)
    actors = list(graph)
    counts = role_counts(ties, group)
    chance = ties.nnz / max(len(actors) * (len(actors) - 1), 1)
    expected = moments(np.bincount(group, minlength=len(names)), chance, graph.is_directed() or null == "arcs")
    parts = []
    for role in ROLES:
        mean, deviation, every_mean, every_deviation = expected[role]
        columns = {
            "actor": [*actors, "all"],
            "count": np.append(counts[role], counts[role].sum()),
            "expected": np.append(mean[group], every_mean),
            "sd": np.append(deviation[group], every_deviation),
        }
        parts.append(pd.DataFrame({"role": role, **columns}))
    table = pd.concat(parts, ignore_index=True).assign(network=network, relation=relation_of(graph))
    above = table["count"] - table["expected"]
    return schema.check(table.assign(z=(above / table["sd"]).where(table["sd"] > 0)), "brokerage")


def role_counts(ties: csr_array, group: np.ndarray) -> dict[str, np.ndarray]:
    """Ordered pairs each actor brokers, by role (n,).

    Parameters
    ----------
    ties
        Sparse (n, n), 1 where row has a tie to column.
    group
        Number of each actor's group (n,).
    """
    n = len(group)
    member = csr_array((np.ones(n), (np.arange(n), group)), shape=(n, int(group.max(initial=0)) + 1))
    within, across = _split(ties, group)
    into, out = across.sum(axis=0), across.sum(axis=1)
    near_into, near_out = within.sum(axis=0), within.sum(axis=1)
    same_other_group = ((across.T @ member) * (across @ member)).sum(axis=1)
    counts = {
        "coordinator": near_into * near_out - (within * within.T).sum(axis=1) - _closed(within, within, within),
        "itinerant": same_other_group - (across * across.T).sum(axis=1) - _closed(across, across, within),
        "representative": near_into * out - _closed(within, across, across),
        "gatekeeper": into * near_out - _closed(across, within, across),
        "liaison": into * out - same_other_group - _closed(across, across, across),
    }
    return {**counts, "total": sum(counts.values())}


def _split(ties: csr_array, group: np.ndarray) -> tuple[csr_array, csr_array]:
    """The ties within groups and those across."""
    pairs = ties.tocoo()
    same = group[pairs.row] == group[pairs.col]
    parts = [(pairs.data[keep], (pairs.row[keep], pairs.col[keep])) for keep in (same, ~same)]
    return csr_array(parts[0], shape=ties.shape), csr_array(parts[1], shape=ties.shape)


def _closed(into: csr_array, out: csr_array, direct: csr_array) -> np.ndarray:
    """Paths a to v (in `into`), v to b (in `out`), that a tie from a to b (in `direct`) shortens, by v (n,)."""
    return (out * (into.T @ direct)).sum(axis=1)
