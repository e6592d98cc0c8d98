"""Whether ties stay among alike: assortativity, modularity of given groups, densities between kinds, E-I index by chance."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from refanalysis import schema
from refanalysis.network.matrices import adjacency, attribute, contacts_of
from refanalysis.network.measures import ei_index

_CELLS = 20_000_000  # numbers held at once while permuting


def blocks(graph: nx.Graph, by: str = "kind") -> pd.DataFrame:
    """Density of ties from each kind to each kind, in the order of their names: table `blocks`.

    Without directions every tie counts from both ends, so that the table is symmetric and ties within a kind count twice.
    """
    names, group = np.unique(attribute(graph, by), return_inverse=True)
    sizes = np.bincount(group)
    found = _between(adjacency(graph), group).ravel().astype("int64")
    possible = (np.outer(sizes, sizes) - np.diag(sizes)).ravel()
    columns = {"from_kind": np.repeat(names, len(names)), "to_kind": np.tile(names, len(names)), "ties": found}
    density = np.divide(found, possible, out=np.full(len(found), np.nan), where=possible > 0)
    return schema.check(pd.DataFrame({**columns, "possible": possible, "density": density}), "blocks")


def assortativity_by_group(ties: csr_array, group: np.ndarray) -> float:
    """Newman's coefficient for groups: 1 when ties stay within groups, 0 as chance would, negative when they cross.

    Directions count when `ties` are not symmetric; NaN without ties or when all ties are of one group.

    References
    ----------
    Newman M. E. J. (2003), Mixing patterns in networks, Physical Review E 67, doi:10.1103/PhysRevE.67.026126.
    """
    if not ties.nnz:
        return np.nan
    share = _between(ties, group) / ties.nnz
    by_chance = float(share.sum(axis=0) @ share.sum(axis=1))
    return float(np.trace(share) - by_chance) / (1.0 - by_chance) if by_chance < 1.0 else np.nan


def assortativity_by_degree(ties: csr_array) -> float:
    """Correlation over ties of the sender's out-degree with the receiver's in-degree; NaN when either does not vary.

    Without directions it is that of the degrees of both ends, each tie taken both ways.
    """
    if not ties.nnz:
        return np.nan
    pairs = ties.tocoo()
    out, into = ties.sum(axis=1)[pairs.row], ties.sum(axis=0)[pairs.col]
    spread = np.sqrt(out.var() * into.var())
    return float(((out - out.mean()) * (into - into.mean())).mean() / spread) if spread > 1e-12 else np.nan


def modularity(ties: csr_array, group: np.ndarray) -> float:
    """Share of ties within groups less what degrees alone would give; NaN without ties.

    Directions count when `ties` are not symmetric: then out-degrees and in-degrees are taken apart [1]_.

    References
    ----------
    .. [1] Leicht E. A., Newman M. E. J. (2008), Community structure in directed networks, doi:10.1103/PhysRevLett.100.118703.
    """
    if not ties.nnz:
        return np.nan
    share = _between(ties, group) / ties.sum()
    return float(np.trace(share) - share.sum(axis=0) @ share.sum(axis=1))


def mixing_chance(graph: nx.Graph, by: str = "kind", permutations: int = 2000, seed: int = 0) -> pd.DataFrame:
    """E-I index of each kind and of the network (`all`, last) against kinds dealt out at random: table `mixing_chance`.

    Ties stay as they are and each kind keeps its number of actors. `p_value` counts both ways: it is the share of permutations
    whose index lies at least as far from the mean of the permutations, the observed one taken in.

    Parameters
    ----------
    graph
        Any networkx graph; directions of ties do not matter.
    by
        Node attribute that holds the kind.
    permutations
        How often the kinds are dealt out.
    seed
        Of the permutations; the same seed gives the same table.
    """
    names, group = np.unique(attribute(graph, by), return_inverse=True)
    pairs = contacts_of(adjacency(graph)).tocoo()
    ends = pairs.row[pairs.row < pairs.col], pairs.col[pairs.row < pairs.col]
    step = max(1, _CELLS // max(len(ends[0]) * 4 + len(group), 1))
    stream, drawn = np.random.default_rng(seed), [_ei_of_kinds(group[None, :], *ends, len(names))]
    for first in range(0, permutations, step):
        dealt = stream.permuted(np.tile(group, (min(step, permutations - first), 1)), axis=1)
        drawn.append(_ei_of_kinds(dealt, *ends, len(names)))
    values = np.vstack(drawn)
    rows = [_against_chance(values[0, k], values[1:, k]) for k in range(len(names) + 1)]
    table = pd.DataFrame(rows).assign(kind=[*names, "all"], permutations=permutations)
    return schema.check(table, "mixing_chance")


def _ei_of_kinds(group: np.ndarray, one: np.ndarray, other: np.ndarray, kinds: int) -> np.ndarray:
    """E-I index of every kind and of all, for each way of dealing out kinds (draws, kinds + 1)."""
    draws, here, there = len(group), group[:, one], group[:, other]
    row = np.arange(draws)[:, None] * kinds
    ends = np.bincount((row + here).ravel(), minlength=draws * kinds)
    ends += np.bincount((row + there).ravel(), minlength=draws * kinds)
    same = here == there
    inside = np.bincount((row + here)[same], minlength=draws * kinds).reshape(draws, kinds)
    outside = ends.reshape(draws, kinds) - 2 * inside
    whole = ei_index(inside.sum(axis=1).astype(float), outside.sum(axis=1) / 2.0)
    return np.column_stack([ei_index(inside.astype(float), outside.astype(float)), whole])


def _against_chance(observed: float, drawn: np.ndarray) -> dict[str, float]:
    known = drawn[~np.isnan(drawn)]
    if np.isnan(observed) or not len(known):
        return {"ei_index": observed, "expected": np.nan, "p05": np.nan, "p95": np.nan, "p_value": np.nan}
    apart = np.round(np.abs(known - known.mean()), 12) >= np.round(abs(observed - known.mean()), 12)
    low, high = np.quantile(known, [0.05, 0.95])
    p_value = (apart.sum() + 1.0) / (len(known) + 1.0)
    return {"ei_index": observed, "expected": known.mean(), "p05": low, "p95": high, "p_value": p_value}


def _between(ties: csr_array, group: np.ndarray) -> np.ndarray:
    """Ties from each group to each (groups, groups)."""
    pairs, groups = ties.tocoo(), int(group.max(initial=0)) + 1
    found = np.bincount(group[pairs.row] * groups + group[pairs.col], weights=pairs.data, minlength=groups * groups)
    return found.reshape(groups, groups)
