"""Robustness: how the largest part of the network shrinks as actors leave by plan or by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from refanalysis import schema
from refanalysis.network.removal import orders as leaving
from refanalysis.network.removal.reachable import MOST, links
from refanalysis.schema.removal import ORDERS

_LOW, _HIGH = 0.05, 0.95
_FIRST = 5  # actors named in the summary
_PLANNED: dict[str, Callable[[csr_array], np.ndarray]] = {
    "degree": leaving.by_degree,
    "adaptive_degree": leaving.by_degree_left,
    "betweenness": leaving.by_betweenness,
    "adaptive_betweenness": leaving.by_betweenness_left,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """How the network holds together: `curves` after every departure, and one row an order in `summary`."""

    curves: pd.DataFrame
    summary: pd.DataFrame


def robustness(graph: nx.Graph, orders: Iterable[str] = ORDERS, n: int = 1_000, seed: int = 1) -> Robustness:
    """Largest part of the network as actors leave one after another: tables `robustness_curves` and `robustness`.

    Parameters
    ----------
    graph
        Any networkx graph. Two actors are linked when either has a tie to the other.
    orders
        `degree` and `betweenness`: highest first, as they stand at the start. `adaptive_degree`, `adaptive_betweenness`:
        counted anew after each departure. Equals leave in the order of the register. `random`: any order is equally likely.
        `adaptive_betweenness` takes about a second for 300 actors and grows with the cube of their number.
    n
        Random orders drawn.
    seed
        Seed of the random numbers.

    Raises
    ------
    ValueError
        For another order, fewer than one draw, a graph without actors or with self-ties, or `adaptive_betweenness` of more than
        2,000 actors.

    Notes
    -----
    With n actors, S_t is the share of all n in the largest part after t departures, and R = (S_1 + ... + S_n) / n [1]_: near
    0.5 when everyone is linked with everyone, near 0 when everything hangs on a few.

    References
    ----------
    .. [1] Schneider C. et al. (2011), Mitigation of malicious attacks on networks, PNAS 108(10), doi:10.1073/pnas.1009440108.

    Examples
    --------
    >>> star = nx.star_graph(["unhcr", "clinic", "school", "market"])
    >>> robustness(star, ["degree"]).curves["largest_share"].tolist()
    [1.0, 0.25, 0.25, 0.25, 0.0]
    """
    wanted = [orders] if isinstance(orders, str) else list(orders)
    _check(wanted, n, len(graph))
    joined, actors = links(graph), np.array([str(actor) for actor in graph], dtype=object)
    curves, rows = [], []
    for order in wanted:
        drawn = _drawn(joined, order, n, seed)
        shares = leaving.largest_shares(joined, drawn)
        names = [] if order == "random" else actors[drawn[0]].tolist()
        curves.append(_curve(order, names, shares))
        rows.append(_summary(order, names, shares))
    return Robustness(
        curves=schema.check(pd.concat(curves, ignore_index=True), "robustness_curves"),
        summary=schema.check(pd.DataFrame(rows), "robustness"),
    )


def _drawn(joined: csr_array, order: str, n: int, seed: int) -> np.ndarray:
    if order != "random":
        return _PLANNED[order](joined)[None]
    return np.random.default_rng(seed).permuted(np.tile(np.arange(joined.shape[0]), (n, 1)), axis=1)


def _curve(order: str, names: list[str], shares: np.ndarray) -> pd.DataFrame:
    steps = shares.shape[1]
    low, high = _interval(shares, order)
    return pd.DataFrame(
        {
            "order": order,
            "removed": range(steps),
            "actor": ["", *names] if names else "",
            "largest_share": shares.mean(axis=0),
            "low": low,
            "high": high,
        }
    )


def _summary(order: str, names: list[str], shares: np.ndarray) -> dict[str, Any]:
    means, mean = shares[:, 1:].mean(axis=1), shares.mean(axis=0)
    low, high = _interval(means[:, None], order)
    return {
        "order": order,
        "robustness": float(means.mean()),
        "low": low[0],
        "high": high[0],
        "half": int(np.argmax(mean < 1 / 2)),
        "first": ";".join(names[:_FIRST]),
    }


def _interval(values: np.ndarray, order: str) -> np.ndarray:
    """5th and 95th percentile over the draws (2, columns); NaN for an order that is no draw."""
    return np.quantile(values, (_LOW, _HIGH), axis=0) if order == "random" else np.full((2, values.shape[1]), np.nan)


def _check(orders: list[str], n: int, actors: int) -> None:
    strange = [order for order in orders if order not in ORDERS]
    if strange or not orders:
        raise ValueError(f"order is {strange[0] if strange else 'missing'!r}; accepted: {', '.join(ORDERS)}")
    if n < 1:
        raise ValueError(f"{n} random orders; accepted: 1 or more")
    if "adaptive_betweenness" in orders and actors > MOST:
        raise ValueError(f"adaptive_betweenness of {actors} actors; accepted: up to {MOST}; leave this order out")
