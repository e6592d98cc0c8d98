"""Sums over the third actor of closed triads: what runs from one actor to another by way of a contact of both."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_array

_DENSE_UP_TO = 2000  # actors
_WORTH = 200  # dense products cost n cubed; a pair of contacts costs about so many of their steps
_CHUNK = 1 << 21  # pairs of contacts looked at together

Sums = Callable[[np.ndarray, np.ndarray], np.ndarray]


def two_steps_within(pattern: csr_array) -> Sums:
    """A function of two arrays over the entries of `pattern`: for each entry (i, j) the sum over q of first_iq times second_qj.

    Parameters
    ----------
    pattern
        Sparse (n, n) with symmetric, sorted entries and none on the diagonal: who is joined with whom.

    Notes
    -----
    A product of sparse matrices would reach all actors two steps away, of whom few are joined with the first. Here closed
    triads are listed once, each actor's contacts in pairs from the side of those with fewest contacts, and their six readings
    (i, j, q) summed; in small dense networks matrices are multiplied.
    """
    n, degree = pattern.shape[0], np.diff(pattern.indptr)
    row = np.repeat(np.arange(n), degree)
    forward = _forward(pattern, row, degree)
    later = np.bincount(row[forward], minlength=n)
    pairs = int((later * (later - 1) // 2).sum())
    if not pairs:
        return lambda first, second: np.zeros_like(first)
    if n <= _DENSE_UP_TO and n**3 <= _WORTH * pairs:
        return lambda first, second: _multiplied(pattern, row, first, second)
    readings = _readings(pattern, row, forward, later)
    return lambda first, second: _added(readings, first, second)


def _forward(pattern: csr_array, row: np.ndarray, degree: np.ndarray) -> np.ndarray:
    """Places of the entries that lead to an actor with more contacts, or as many and a later place."""
    there = degree[pattern.indices]
    return np.flatnonzero((degree[row] < there) | ((degree[row] == there) & (row < pattern.indices)))


def _multiplied(pattern: csr_array, row: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    dense = [csr_array((data, pattern.indices, pattern.indptr), shape=pattern.shape).toarray() for data in (first, second)]
    return (dense[0] @ dense[1])[row, pattern.indices]


def _readings(pattern: csr_array, row: np.ndarray, forward: np.ndarray, later: np.ndarray) -> np.ndarray:
    """Entries (i, j), (i, q), (q, j) of every reading of every closed triad (3, 6 triads)."""
    number = csr_array((np.arange(1, pattern.nnz + 1), pattern.indices, pattern.indptr), shape=pattern.shape)
    number.has_canonical_format = True
    back = number.tocsc().data - 1
    after = np.repeat(np.cumsum(later), later) - np.arange(len(forward)) - 1  # entries of the same actor that follow
    cuts = np.searchsorted(np.cumsum(after), np.arange(_CHUNK, int(after.sum()), _CHUNK))
    found = []
    for here in np.split(np.arange(len(forward)), cuts):
        if not after[here].any():
            continue
        one = np.repeat(here, after[here])
        offset = np.arange(len(one)) - np.repeat(np.cumsum(after[here]) - after[here], after[here])
        a, b = forward[one], forward[one + 1 + offset]
        c = np.asarray(number[pattern.indices[a], pattern.indices[b]]).ravel() - 1
        closed = c >= 0
        found.append(np.stack([a[closed], b[closed], c[closed]]))
    a, b, c = np.concatenate(found, axis=1)
    d, e, f = back[a], back[b], back[c]
    return np.stack([np.concatenate(part) for part in ((a, b, d, c, e, f), (b, a, c, d, f, e), (f, c, e, b, d, a))])


def _added(readings: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    entry, out, onward = readings
    return np.bincount(entry, weights=first[out] * second[onward], minlength=len(first))
