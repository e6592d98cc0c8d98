"""How much of a ranking is sure when some ties are not: the register resampled by the certainty of its ties."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from refanalysis import schema
from refanalysis.network.graphs import Day, collapsed, graph
from refanalysis.network.matrices import attribute, placed
from refanalysis.network.standing import FAMILIES, actor_values, arrays

_STACK = 10_000  # actors of the resampled networks that are held side by side
_THREADS = max(1, min(4, os.cpu_count() or 1))
_ONE_NETWORK_ONLY = ("in_strength", "out_strength", "strength", "component")
_WITHOUT_DIRECTIONS = ("closeness", "harmonic", "eccentricity", "reachable")
RESAMPLED = tuple(
    name for names in FAMILIES for name in names if name not in (*_ONE_NETWORK_ONLY, *_WITHOUT_DIRECTIONS)
)  # measures of actors that `resampled_measures` can give
_WHEN_NAMED = ("hub", "authority", "articulation_point")  # a fifth of the time, and seldom ranked


def resampled_measures(
    actors: pd.DataFrame,
    ties: pd.DataFrame,
    n: int = 1_000,
    seed: int = 1,
    measures: Collection[str] | None = None,
    by: str = "kind",
    on: Day | None = None,
) -> dict[str, pd.DataFrame]:
    """Measures of every actor when each tie exists with its certainty: by measure a frame (resamples, actors).

    Parameters
    ----------
    actors, ties
        Tables `actors` and `ties`.
    n
        Resamples.
    seed
        Seed of the random numbers; the same seed draws the same networks, whichever measures are wanted.
    measures
        Names of measures of actors as in the table `measures` of a network with directions, but for strength, whose weights a
        drawn tie does not tell, and component, which is a label. None gives all that can be had except hub, authority and
        articulation_point, which are to be named.
    by
        Node attribute that holds the group for `ei_index`.
    on
        Keep the ties that hold on this day.

    Raises
    ------
    DataError
        As in `graph`.
    ValueError
        For another measure, fewer than one resample, or a register without actors.

    Notes
    -----
    Ties are drawn independently. Two actors are joined when at least one of their relations is drawn. All measures in 10,000
    resamples of 100 actors need about 250 MB; name those wanted to need less.
    """
    names = tuple(name for name in RESAMPLED if name not in _WHEN_NAMED) if measures is None else tuple(measures)
    network = _register(actors, ties, n, names, on)
    values = _resampled(network, n, seed, names, by)
    return {name: pd.DataFrame(values[name], columns=list(network)) for name in names}


def ranks_by_certainty(
    actors: pd.DataFrame,
    ties: pd.DataFrame,
    measure: str | Collection[str] = "betweenness",
    n: int = 200,
    seed: int = 1,
    on: Day | None = None,
    by: str = "kind",
) -> pd.DataFrame:
    """Ranks of actors when each tie exists with its certainty, best median first: table `rank_ranges`.

    Parameters
    ----------
    actors, ties
        Tables `actors` and `ties`.
    measure
        A measure of actors as in `resampled_measures`, or several; the highest value is the first rank.
    n
        Resamples.
    seed
        Seed of the random numbers.
    on
        Keep the ties that hold on this day.
    by
        Node attribute that holds the group for `ei_index`.

    Raises
    ------
    DataError
        As in `graph`.
    ValueError
        For another measure, fewer than one resample, or a register without actors.

    Notes
    -----
    Ties are drawn independently. Two actors are joined when at least one of their relations is drawn. Equal actors share the
    mean of their ranks; actors without a value, such as the constraint of an isolate, share the last.
    """
    names = (measure,) if isinstance(measure, str) else tuple(measure)
    network = _register(actors, ties, n, names, on)
    every = _values(network, np.ones((1, network.number_of_edges()), dtype=bool), names, by)
    drawn = _resampled(network, n, seed, names, by)
    parts = [_rank_ranges(list(network), name, every[name], drawn.pop(name)) for name in names]
    return schema.check(pd.concat(parts, ignore_index=True), "rank_ranges")


def ranked(values: np.ndarray) -> np.ndarray:
    """Ranks along the last axis, 1 the highest; equal values, up to rounding, share the mean of their ranks, NaN is last."""
    from scipy.stats import rankdata

    return rankdata(-np.nan_to_num(np.round(values, 9), nan=-np.inf), axis=-1)


def _register(actors: pd.DataFrame, ties: pd.DataFrame, n: int, names: tuple[str, ...], on: Day | None) -> nx.DiGraph:
    unknown = [name for name in names if name not in RESAMPLED]
    if unknown:
        raise ValueError(f"measure is {unknown[0]!r}; accepted: {', '.join(RESAMPLED)}")
    if n < 1 or actors.empty:
        raise ValueError(f"{n} resamples of {len(actors)} actors; accepted: 1 or more of each")
    return collapsed(graph(actors, ties, on=on))


def _resampled(network: nx.DiGraph, n: int, seed: int, names: tuple[str, ...], by: str) -> dict[str, np.ndarray]:
    """The measures in every resample, each (n, actors)."""
    result = {name: np.empty((n, len(network))) for name in names}

    def fill(first: int, drawn: np.ndarray) -> None:
        for name, values in _values(network, drawn, names, by).items():
            result[name][first : first + len(drawn)] = values

    with ThreadPoolExecutor(_THREADS) as threads:
        for done in [threads.submit(fill, first, drawn) for first, drawn in _draws(network, n, seed)]:
            done.result()
    return result


def _draws(network: nx.DiGraph, n: int, seed: int) -> Iterator[tuple[int, np.ndarray]]:
    """Number of a first resample, and which ties it and the next ones hold (resamples, ties)."""
    certainty = np.array([share for _, _, share in network.edges(data="certainty")], dtype="float64")
    generator, size = np.random.default_rng(seed), max(1, _STACK // len(network))
    for first in range(0, n, size):
        yield first, generator.random((min(size, n - first), len(certainty))) < certainty


def _values(network: nx.DiGraph, drawn: np.ndarray, names: tuple[str, ...], by: str) -> dict[str, np.ndarray]:
    """The measures in the networks of the ties drawn, each (resamples, actors); `drawn` is (resamples, ties)."""
    group = np.unique(attribute(network, by), return_inverse=True)[1] if "ei_index" in names else None
    held = arrays(_side_by_side(network, drawn), True, len(network), group=group)
    return {name: values.reshape(len(drawn), -1) for name, values in actor_values(held, names).items()}


def _side_by_side(network: nx.DiGraph, drawn: np.ndarray) -> csr_array:
    """The resampled networks as one whose parts do not touch."""
    n, place = len(network), {actor: number for number, actor in enumerate(network)}
    ends = np.array([(place[a], place[b]) for a, b in network.edges], dtype="int64").reshape(-1, 2)
    number, tie = np.nonzero(drawn)
    return placed(number, ends[tie, 0], ends[tie, 1], len(drawn), n)


def _rank_ranges(actors: list[str], measure: str, every: np.ndarray, drawn: np.ndarray) -> pd.DataFrame:
    ranks = ranked(drawn)
    low, median, high = np.quantile(ranks, (0.05, 0.5, 0.95), axis=0)
    first = (ranks == ranks.min(axis=1, keepdims=True)).mean(axis=0)
    columns = {"rank": ranked(every)[0], "p05": low, "p50": median, "p95": high, "first": first}
    table = pd.DataFrame({"actor": actors, "measure": measure, **columns})
    return table.sort_values(["p50", "rank"], kind="stable", ignore_index=True)
