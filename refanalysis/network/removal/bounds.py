"""What no set of k actors can exceed, without looking at every set.

Every bound holds for any network; how near it comes depends on the network. `1` is the bound that says nothing.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from refanalysis.network.paths import shortest_paths
from refanalysis.network.removal.core import linked_at_least

_STEPS = 300  # of the search for prices
_SHRINK_AFTER = 15  # steps without a better bound


def reach_bound(nearness: np.ndarray, k: int, found: float) -> float:
    """What no k actors can exceed in summed nearness, at most n.

    Parameters
    ----------
    nearness
        1 over the distance of each actor to each other, 1 on the diagonal, 0 without a route (n, n).
    k
        Actors to choose.
    found
        Summed nearness of a set already found; it steers the search and no bound depends on it.

    Notes
    -----
    For any prices u_j of the actors, the summed nearness of a set K is at most
    sum_j u_j + sum_{i in K} sum_j max(0, nearness_ij - u_j); the last sum is largest for the k actors with the highest terms.
    Prices are sought by subgradient steps [1]_.

    References
    ----------
    .. [1] Cornuejols G., Fisher M., Nemhauser G. (1977), Location of bank accounts to optimize float, Management Science 23(8),
       doi:10.1287/mnsc.23.8.789.
    """
    price, best, scale, waited = np.zeros(len(nearness)), float(len(nearness)), 1.0, 0
    for _ in range(_STEPS):
        above = np.maximum(nearness - price, 0.0)
        worth = above.sum(axis=1)
        chosen = np.argpartition(-worth, k - 1)[:k]
        bound = float(price.sum() + worth[chosen].sum())
        best, waited = (bound, 0) if bound < best else (best, waited + 1)
        if waited > _SHRINK_AFTER:
            scale, waited = scale / 2, 0
        slope = 1.0 - (above[chosen] > 0).sum(axis=0)
        if not slope.any() or best <= found:
            break
        price = np.clip(price - scale * (bound - found) / (slope @ slope) * slope, 0.0, 1.0)
    return best


def fragmentation_bound(joined: csr_array, k: int, by_distance: bool) -> tuple[float, str]:
    """What no k removals can exceed in fragmentation (distance-weighted or not) [share], and the argument it rests on.

    Notes
    -----
    *Routes*: spread the worth of every pair evenly over its shortest paths, its ends included. When removals stop all of them,
    at least its whole worth runs through the removed together; so the worth lost is at most the k highest loads together.
    *Ties*: k actors take at most the k highest degrees of ties with them; each tie that stays is a pair at distance 1.
    Without distances also *core*: see `core.linked_at_least`; and *parts*: removing an actor of degree d makes at most d - 1
    more parts, and the pairs within so many parts are fewest when the parts are equal.
    """
    n = joined.shape[0]
    degree = np.sort(joined.sum(axis=1))[::-1]
    kept = {"routes": _by_routes(joined, k, by_distance), "ties": float(degree.sum() - 2 * degree[:k].sum())}
    if not by_distance:
        kept["core"] = linked_at_least(joined, k)
        kept["parts"] = _by_parts(joined, k, degree)
    argument = max(kept, key=kept.__getitem__)
    if kept[argument] <= 0:
        return 1.0, "none"
    return 1.0 - kept[argument] / ((n - k) * (n - k - 1)), argument


def _by_routes(joined: csr_array, k: int, by_distance: bool) -> float:
    distance, paths = shortest_paths(joined.toarray())
    linked = np.isfinite(distance) & (distance > 0)
    worth = np.divide(1.0, distance if by_distance else 1.0, out=np.zeros_like(distance), where=linked)
    load = np.sort(_loads(distance, paths, worth))[::-1]
    return float(worth.sum() - load[:k].sum())


def _loads(distance: np.ndarray, paths: np.ndarray, worth: np.ndarray) -> np.ndarray:
    """Worth of the ordered pairs that runs through or ends at each actor (n,)."""
    per_path = np.divide(worth, paths, out=np.zeros_like(worth), where=paths > 0)
    load = np.empty(len(distance))
    for actor in range(len(distance)):
        on = distance[:, actor, None] + distance[actor] == distance
        load[actor] = np.einsum("i,ij,j", paths[:, actor], np.where(on, per_path, 0.0), paths[actor])
    return load


def _by_parts(joined: csr_array, k: int, degree: np.ndarray) -> float:
    """Ordered pairs in the same part, at the least."""
    left = joined.shape[0] - k
    most = min(left, connected_components(joined, directed=False, return_labels=False) + int((degree[:k] - 1).sum()))
    size, larger = divmod(left, max(most, 1))
    return float(larger * (size + 1) * size + (most - larger) * size * (size - 1))
