"""How much of a ranking is sure when some ties are not: the register resampled by the certainty of its ties."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from refanalysis import schema
from refanalysis.network.graphs import Day, collapsed, graph
from refanalysis.network.paths import betweenness

_STACK = 2_000_000  # cells of the stacked networks held at once


def ranks_by_certainty(
    actors: pd.DataFrame,
    ties: pd.DataFrame,
    measure: Literal["betweenness", "degree"] = "betweenness",
    n: int = 200,
    seed: int = 1,
    on: Day | None = None,
) -> pd.DataFrame:
    """Ranks of actors when each tie exists with its certainty, best median first: table `rank_ranges`.

    Parameters
    ----------
    actors, ties
        Tables `actors` and `ties`.
    measure
        `betweenness` (directed, by hops) or `degree` (ties in and out).
    n
        Resamples.
    seed
        Seed of the random numbers.
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
    Ties are drawn independently. Two actors are joined when at least one of their relations is drawn. Equal actors share the
    mean of their ranks.
    """
    if measure not in _MEASURES:
        raise ValueError(f"measure is {measure!r}; accepted: {', '.join(_MEASURES)}")
    if n < 1 or actors.empty:
        raise ValueError(f"{n} resamples of {len(actors)} actors; accepted: 1 or more of each")
    network = collapsed(graph(actors, ties, on=on))
    names = list(network)
    place = {actor: number for number, actor in enumerate(names)}
    ends = np.array([(place[a], place[b]) for a, b in network.edges], dtype=int).reshape(-1, 2)
    certainty = np.array([share for _, _, share in network.edges(data="certainty")], dtype=float)
    drawn = np.random.default_rng(seed).random((n, len(ends))) < certainty
    ranks = np.concatenate([ranked(_values(part, ends, len(names), measure)) for part in _parts(drawn, len(names))])
    every = ranked(_values(np.ones((1, len(ends)), dtype=bool), ends, len(names), measure))[0]
    low, median, high = np.quantile(ranks, (0.05, 0.5, 0.95), axis=0)
    first = (ranks == ranks.min(axis=1, keepdims=True)).mean(axis=0)
    columns = {"rank": every, "p05": low, "p50": median, "p95": high, "first": first}
    table = pd.DataFrame({"actor": names, "measure": measure, **columns})
    return schema.check(table.sort_values(["p50", "rank"], kind="stable", ignore_index=True), "rank_ranges")


def ranked(values: np.ndarray) -> np.ndarray:
    """Ranks along the last axis, 1 the highest; equal values, up to rounding, share the mean of their ranks."""
    rounded = np.round(values, 9)
    higher = (rounded[..., None, :] > rounded[..., :, None]).sum(axis=-1)
    equal = (rounded[..., None, :] == rounded[..., :, None]).sum(axis=-1)
    return higher + (equal + 1.0) / 2.0


def _values(drawn: np.ndarray, ends: np.ndarray, n: int, measure: str) -> np.ndarray:
    """The measure in every resample (resamples, n) from which ties are drawn (resamples, ties)."""
    stack = np.zeros((len(drawn), n, n))
    stack[:, ends[:, 0], ends[:, 1]] = drawn
    return _MEASURES[measure](stack)


def _parts(drawn: np.ndarray, n: int) -> list[np.ndarray]:
    return np.array_split(drawn, max(1, -(-len(drawn) * n * n // _STACK)))


def _degree(stack: np.ndarray) -> np.ndarray:
    return stack.sum(axis=-1) + stack.sum(axis=-2)


_MEASURES = {"betweenness": betweenness, "degree": _degree}
