"""Who still reaches whom after actors have left, for many sets of leaving actors at once, and how far the network falls apart.

Whom an actor reaches is a row of bits, 64 others to a word. One step outwards joins the rows of its contacts, for every actor
and every set of leaving actors together.
"""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx
import numpy as np
from scipy.sparse import csr_array, eye_array

from refanalysis.network.matrices import adjacency, contacts_of

_WORD = 64  # actors to a word
_CELLS = 2**18  # words held at once, so that they stay in the cache of the processor
_EVERY_BIT = np.uint64(2**_WORD - 1)


MOST = 2_000
"""Actors up to which every distance is held at once."""


def links(graph: nx.Graph, most: int | None = None) -> csr_array:
    """Sparse (n, n), 1 where two actors have a tie in either direction.

    `ValueError` as in `matrices.adjacency`, and when there are more than `most` actors.
    """
    if most is not None and len(graph) > most:
        raise ValueError(f"the network has {len(graph)} actors; accepted: up to {most}, for every distance is held at once")
    return contacts_of(adjacency(graph))


def without(sets: np.ndarray, n: int) -> np.ndarray:
    """Who stays when the actors numbered in each row of `sets` (sets, k) leave: flags (sets, n)."""
    kept = np.ones((len(sets), n), dtype=bool)
    np.put_along_axis(kept, sets, False, axis=1)
    return kept


def bits(n: int) -> np.ndarray:
    """Row i has only the bit of actor i (n, words)."""
    places = np.arange(n)
    rows = np.zeros((n, -(-n // _WORD)), dtype=np.uint64)
    rows[places, places // _WORD] = np.uint64(1) << (places % _WORD).astype(np.uint64)
    return rows


def has(rows: np.ndarray, actors: np.ndarray) -> np.ndarray:
    """Whether each row of bits (sets, words) has each of the actors, given by number (sets, actors)."""
    return (rows[:, actors // _WORD] >> (actors % _WORD).astype(np.uint64) & np.uint64(1)).astype(bool)


def spread(joined: csr_array, kept: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many ordered pairs lie within 0, 1, 2 … hops (steps, sets), an actor with itself counted, and whom each reaches.

    Parameters
    ----------
    joined
        As of `links`.
    kept
        Who stays (sets, n).

    Returns
    -------
    tuple
        Counts (steps, sets), and rows of bits (n, sets, words) that say whom each actor reaches; none for one who left.
    """
    n = joined.shape[0]
    around = csr_array(joined + eye_array(n))
    staying = np.where(kept.T[:, :, None], _EVERY_BIT, np.uint64(0))
    reached, counts = bits(n)[:, None, :] & staying, [kept.sum(axis=1)]
    while True:
        further = np.bitwise_or.reduceat(reached[around.indices], around.indptr[:-1], axis=0) & staying
        counts.append(np.bitwise_count(further).sum(axis=(0, 2), dtype=np.int64))
        if (counts[-1] == counts[-2]).all():
            return np.array(counts[:-1]), reached
        reached = further


def parts(joined: csr_array, sets: int) -> Iterator[slice]:
    """Slices that split so many sets of leaving actors into what `spread` takes at once."""
    words = -(-joined.shape[0] // _WORD)
    step = max(1, _CELLS // ((joined.nnz + joined.shape[0]) * words))
    return (slice(first, first + step) for first in range(0, sets, step))


def fragmentations(joined: csr_array, kept: np.ndarray) -> np.ndarray:
    """Fragmentation and distance-weighted fragmentation of what stays (sets, 2) [share]; NaN where fewer than two actors stay.

    References
    ----------
    Borgatti S. (2006), Identifying sets of key players in a social network, Computational & Mathematical Organization Theory
    12(1), doi:10.1007/s10588-006-7084-x.
    """
    if not len(kept):
        return np.empty((0, 2))
    return np.concatenate([fragmented(spread(joined, kept[part])[0]) for part in parts(joined, len(kept))])


def fragmented(counts: np.ndarray) -> np.ndarray:
    """Fragmentation and distance-weighted fragmentation (sets, 2) [share] from the counts of `spread` (steps, sets)."""
    staying = counts[0]
    pairs = (staying * (staying - 1)).astype(float)
    pairs[pairs == 0] = np.nan
    steps = np.arange(1, len(counts))
    nearness = (np.diff(counts, axis=0) / steps[:, None]).sum(axis=0)
    return 1.0 - np.stack([counts[-1] - staying, nearness], axis=1) / pairs[:, None]
