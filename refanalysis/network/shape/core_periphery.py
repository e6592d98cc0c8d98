"""Core and periphery: the set of actors that comes nearest to knowing everyone while the rest know only the core."""

from __future__ import annotations

from typing import Literal, get_args

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from refanalysis import schema
from refanalysis.network.matrices import adjacency

Pattern = Literal["cp1", "cp0", "cpna"]

_EXACT = 21  # actors up to which every core is tried: two million of them, 0.1 s
_LISTED = 8
_STARTS = (3, 60)  # fewest and most starts
_WORK = 30_000  # actors times starts
_SWAPS = 1500  # actors up to which pairs are exchanged; beyond, single actors only
_EQUAL = 1e-11  # correlations closer than this are one and the same


def core_periphery(graph: nx.Graph, pattern: Pattern | None = None, seed: int = 0) -> pd.DataFrame:
    """The cores that fit best, up to eight equals for each pattern: table `core_periphery`; no row where none can be fitted.

    Parameters
    ----------
    graph
        Any networkx graph; ties are there or not, directions count, a tie without direction counts both ways.
    pattern
        What is expected between core and periphery: ties in every pair (`cp1`), none (`cp0`), or anything, those pairs left
        out (`cpna`). Within the core every pair is expected to be tied, within the periphery none. All three without it.
    seed
        Of the random starts with more than 21 actors.

    Raises
    ------
    ValueError
        For an unknown pattern, a network without actors or with self-ties.

    Notes
    -----
    The fit is the correlation of the ties with the pattern over all ordered pairs of actors [1]_. Up to 21 actors every core
    is tried and `exact` is yes. With more, a core grows or shrinks by single actors, and exchanges two up to 1,500 actors, for
    as long as the fit improves; the best of several starts (first actors by degree, by links with the well linked, drawn ones)
    is kept. It is a good core then, not proven the best.

    References
    ----------
    .. [1] Borgatti S. P., Everett M. G. (2000), Models of core/periphery structures, doi:10.1016/S0378-8733(99)00019-2.

    Examples
    --------
    >>> core_periphery(nx.star_graph(4), "cp1")[["core", "correlation", "exact"]].values.tolist()
    [['0', 1.0, True]]
    """
    if pattern is not None and pattern not in get_args(Pattern):
        raise ValueError(f"pattern is {pattern!r}; accepted: {', '.join(get_args(Pattern))}")
    ties, actors = adjacency(graph), [str(actor) for actor in graph]
    rows = []
    for wanted in get_args(Pattern) if pattern is None else (pattern,):
        fit, cores, equals = best_cores(ties, wanted, seed)
        rows += [
            {
                "pattern": wanted,
                "solution": number,
                "equals": equals,
                "correlation": fit,
                "size": int(core.sum()),
                "core": ";".join(actors[place] for place in np.flatnonzero(core)),
                "exact": len(actors) <= _EXACT,
            }
            for number, core in enumerate(cores, start=1)
        ]
    return schema.check(pd.DataFrame(rows, columns=schema.TABLES["core_periphery"].names), "core_periphery")


def best_cores(ties: csr_array, pattern: Pattern, seed: int = 0) -> tuple[float, list[np.ndarray], int]:
    """Highest correlation, up to eight cores that reach it, each boolean (n,), and how many do; NaN, none and 0 without fit."""
    both = (ties + ties.T).tocsr()
    if ties.shape[0] <= _EXACT:
        return _every_core(both, pattern)
    return _climbed(both, pattern, seed)


def fit(
    pattern: Pattern, n: int, ties: float, size: np.ndarray | float, inside: np.ndarray | float, across: np.ndarray | float
) -> np.ndarray:
    """Correlation of ties with the pattern, -inf where it is not defined; arrays of one shape.

    Parameters
    ----------
    pattern
        See `core_periphery`.
    n, ties
        Actors, and ordered pairs joined.
    size, inside, across
        Actors in the core, ordered pairs joined within it, and between it and the periphery.
    """
    core = size * (size - 1.0)
    cells, ones, hits, found = n * (n - 1.0), core, inside, ties
    if pattern == "cp1":
        ones, hits = core + 2.0 * size * (n - size), inside + across
    if pattern == "cpna":
        cells, found = core + (n - size) * (n - size - 1.0), ties - across
    spread = ones * (cells - ones) * found * (cells - found)
    return np.where(spread > 0.5, (cells * hits - ones * found) / np.sqrt(np.maximum(spread, 0.5)), -np.inf)


def _every_core(both: csr_array, pattern: Pattern) -> tuple[float, list[np.ndarray], int]:
    """Core number c holds actor i when bit i of c is set; sums over members double with every actor."""
    n, links = both.shape[0], both.toarray()
    size, degree, inside = np.zeros(1), np.zeros(1), np.zeros(1)
    for actor in range(n):
        to_core = np.zeros(1)
        for other in range(actor):
            to_core = np.concatenate([to_core, to_core + links[actor, other]])
        inside = np.concatenate([inside, inside + to_core])
        size = np.concatenate([size, size + 1.0])
        degree = np.concatenate([degree, degree + links[actor].sum()])
    value = fit(pattern, n, links.sum() / 2.0, size, inside, degree - 2.0 * inside)
    top = float(value.max())
    if np.isneginf(top):
        return np.nan, [], 0
    best = np.flatnonzero(value >= top - _EQUAL)
    return top, [(code >> np.arange(n)) & 1 == 1 for code in best[:_LISTED]], len(best)


def _climbed(both: csr_array, pattern: Pattern, seed: int) -> tuple[float, list[np.ndarray], int]:
    found = {}
    for start in _starts(both, pattern, seed):
        value, core = _climb(both, pattern, start)
        if np.isfinite(value):
            found[core.tobytes()] = (value, core)
    if not found:
        return np.nan, [], 0
    top = max(value for value, _ in found.values())
    best = [core for value, core in found.values() if value >= top - _EQUAL]
    best.sort(key=lambda core: np.flatnonzero(core).tolist())
    return top, best[:_LISTED], len(best)


def _starts(both: csr_array, pattern: Pattern, seed: int) -> list[np.ndarray]:
    """Cores to begin from: the best first actors of several orders, and orders shaken at random."""
    n, degree = both.shape[0], both.sum(axis=1)
    starts = int(np.clip(_WORK // n, *_STARTS))
    linked, stream = both @ degree, np.random.default_rng(seed)
    orders = [degree + linked / (linked.max() + 1.0), linked, both @ linked]
    orders += [degree * stream.uniform(0.3, 1.7, n) + stream.uniform(0.0, 1.0, n) for _ in range(starts - len(orders))]
    return [_best_first(both, pattern, np.argsort(-order, kind="stable")) for order in orders]


def _best_first(both: csr_array, pattern: Pattern, order: np.ndarray) -> np.ndarray:
    n, place, pairs = len(order), np.argsort(order), both.tocoo()
    later = np.maximum(place[pairs.row], place[pairs.col])
    inside = np.cumsum(np.bincount(later, weights=pairs.data, minlength=n)) / 2.0
    across = np.cumsum(both.sum(axis=1)[order]) - 2.0 * inside
    value = fit(pattern, n, both.sum() / 2.0, np.arange(1.0, n + 1.0), inside, across)
    return place <= int(np.argmax(value))


def _climb(both: csr_array, pattern: Pattern, core: np.ndarray) -> tuple[float, np.ndarray]:
    """The core after taking in, letting go or exchanging actors for as long as the fit improves, and its fit."""
    n, ties, degree, core = len(core), both.sum() / 2.0, both.sum(axis=1), core.copy()
    to_core = both @ core.astype(float)
    inside = float(to_core[core].sum()) / 2.0
    across = float(degree[core].sum()) - 2.0 * inside
    now = float(fit(pattern, n, ties, float(core.sum()), inside, across))
    while True:
        sign = np.where(core, -1.0, 1.0)
        new_inside = inside + sign * to_core
        new_across = across + sign * (degree - 2.0 * to_core)
        values = fit(pattern, n, ties, core.sum() + sign, new_inside, new_across)
        moved = [int(np.argmax(values))]
        if values[moved[0]] <= now + _EQUAL:
            moved = _exchange(both, pattern, core, (inside, across), to_core, now)
            if not moved:
                return now, core
        for actor in moved:
            step = -1.0 if core[actor] else 1.0
            inside += step * to_core[actor]
            across += step * (degree[actor] - 2.0 * to_core[actor])
            core[actor] = not core[actor]
            near = slice(both.indptr[actor], both.indptr[actor + 1])
            to_core[both.indices[near]] += step * both.data[near]
        now = float(fit(pattern, n, ties, float(core.sum()), inside, across))


def _exchange(
    both: csr_array, pattern: Pattern, core: np.ndarray, held: tuple[float, float], to_core: np.ndarray, now: float
) -> list[int]:
    """The actor of the core and the one outside whose exchange improves the fit most; empty when none does."""
    n, degree, ins, outs = len(core), both.sum(axis=1), np.flatnonzero(core), np.flatnonzero(~core)
    if n > _SWAPS or not len(ins) or not len(outs):
        return []
    arrives = to_core[outs][None, :] - both[ins][:, outs].toarray()
    inside = held[0] - to_core[ins][:, None] + arrives
    across = held[1] - (degree - 2.0 * to_core)[ins][:, None] + degree[outs][None, :] - 2.0 * arrives
    values = fit(pattern, n, both.sum() / 2.0, float(len(ins)), inside, across)
    best = int(np.argmax(values))
    leaves, enters = np.unravel_index(best, values.shape)
    return [int(ins[leaves]), int(outs[enters])] if values.flat[best] > now + _EQUAL else []
