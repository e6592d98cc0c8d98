"""How every actor stands: all measures of actors from arrays that are made once, in families that share work.

The arrays may hold one network, or several of the same actors side by side (`matrices.side_by_side`): every family gives each
of them the values it has alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from refanalysis.network import centrality, engines
from refanalysis.network.holes import hole_measures
from refanalysis.network.matrices import contacts_of, side_by_side
from refanalysis.network.paths import path_measures


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrays:
    """A network as arrays, actors in one order.

    `ties` is 1 where row has a tie to column, `contacts` where two actors are joined either way; `directed` says whether ties
    have directions; `n` counts the actors of each network; `weight` holds the weights added over relations, or None where they
    are not known; `group` is the number of each actor's group, or None.
    """

    ties: csr_array
    contacts: csr_array
    directed: bool
    n: int
    weight: csr_array | None = None
    group: np.ndarray | None = None


def arrays(
    ties: csr_array, directed: bool, n: int | None = None, weight: csr_array | None = None, group: np.ndarray | None = None
) -> Arrays:
    """The arrays of a network with these ties, or of several of n actors side by side; `group` is that of one network (n,)."""
    each = ties.shape[0] if n is None else n
    repeated = None if group is None else np.tile(group, ties.shape[0] // each)
    contacts = contacts_of(ties) if directed else ties
    return Arrays(ties=ties, contacts=contacts, directed=directed, n=each, weight=weight, group=repeated)


def actor_values(held: Arrays, only: Collection[str] | None = None) -> dict[str, np.ndarray]:
    """Measures of the actors by name, each (n,) or as long as the networks side by side.

    Parameters
    ----------
    held
        The network or networks.
    only
        Names of measures; a family none of whose measures is wanted is not computed. None gives every measure.
    """
    result: dict[str, np.ndarray] = {}
    for names, family in FAMILIES.items():
        if only is None or set(only) & set(names):
            result.update(family(held))
    return result if only is None else {name: result[name] for name in only if name in result}


def stacked(measure: str, directed: bool = True, group: np.ndarray | None = None) -> Callable[[np.ndarray], np.ndarray]:
    """A measure of the table as a function from a stack of networks (…, n, n) to its values (…, n).

    The stack holds 1 where row has a tie to column, else 0. Use it for permutations and resamples: one call computes them
    together. Give some hundred networks of a hundred actors at once; more gain nothing and need memory.

    Parameters
    ----------
    measure
        Name of a measure of actors.
    directed
        Whether ties have directions; without, every network of the stack is symmetric.
    group
        Number of each actor's group (n,), for `ei_index`.

    Raises
    ------
    ValueError
        For another measure, when it is called.

    Examples
    --------
    >>> stacked("betweenness")(np.stack([np.eye(3, k=1), np.zeros((3, 3))])).tolist()
    [[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """

    def of(stack: np.ndarray) -> np.ndarray:
        held = arrays(side_by_side(stack), directed, stack.shape[-1], group=group)
        values = actor_values(held, [measure])
        if measure not in values:
            known = ", ".join(name for names in FAMILIES for name in names)
            raise ValueError(f"measure is {measure!r}, which these networks do not have; known: {known}")
        return values[measure].reshape(stack.shape[:-1])

    return of


def _degrees(held: Arrays) -> dict[str, np.ndarray]:
    out = held.ties.sum(axis=1)
    if not held.directed:
        return {"degree": out}
    into = held.ties.sum(axis=0)
    return {"in_degree": into, "out_degree": out, "degree": into + out}


def _strengths(held: Arrays) -> dict[str, np.ndarray]:
    if held.weight is None:
        return {}
    out = held.weight.sum(axis=1)
    if not held.directed:
        return {"strength": out}
    into = held.weight.sum(axis=0)
    return {"in_strength": into, "out_strength": out, "strength": into + out}


def _contacts(held: Arrays) -> dict[str, np.ndarray]:
    return {"contacts": held.contacts.sum(axis=1)}


def _paths(held: Arrays) -> dict[str, np.ndarray]:
    return path_measures(held.ties, held.directed, held.n)


def _eigenvector(held: Arrays) -> dict[str, np.ndarray]:
    return {"eigenvector": centrality.eigenvector(held.ties, held.n)}


def _hubs(held: Arrays) -> dict[str, np.ndarray]:
    return centrality.hubs_and_authorities(held.ties, held.n) if held.directed else {}


def _pagerank(held: Arrays) -> dict[str, np.ndarray]:
    return {"pagerank": centrality.pagerank(held.ties, n=held.n)}


def _core(held: Arrays) -> dict[str, np.ndarray]:
    return {"core": centrality.core(held.ties, "all" if held.directed else "in")}


def _cores_one_way(held: Arrays) -> dict[str, np.ndarray]:
    if not held.directed:
        return {}
    return {"core_in": centrality.core(held.ties, "in"), "core_out": centrality.core(held.ties, "out")}


def _clustering(held: Arrays) -> dict[str, np.ndarray]:
    return {"clustering": centrality.clustering(*centrality.triangles(held.ties, held.contacts, held.n))}


def _reciprocity(held: Arrays) -> dict[str, np.ndarray]:
    return {"reciprocity": centrality.reciprocity(held.ties)} if held.directed else {}


def _holes(held: Arrays) -> dict[str, np.ndarray]:
    return hole_measures(held.ties)


def _mixing(held: Arrays) -> dict[str, np.ndarray]:
    if held.group is None:
        return {}
    return {"ei_index": centrality.ei_index(*centrality.inside_outside(held.ties, held.group, held.contacts))}


def _joints(held: Arrays) -> dict[str, np.ndarray]:
    return {"articulation_point": engines.articulation_points(held.contacts)}


def _component(held: Arrays) -> dict[str, np.ndarray]:
    if held.n != held.ties.shape[0]:
        return {}
    return {"component": centrality.component_numbers(held.ties)}


FAMILIES: dict[tuple[str, ...], Callable[[Arrays], dict[str, np.ndarray]]] = {
    ("in_degree", "out_degree", "degree"): _degrees,
    ("in_strength", "out_strength", "strength"): _strengths,
    ("contacts",): _contacts,
    (
        "betweenness",
        "closeness",
        "closeness_out",
        "closeness_in",
        "harmonic",
        "harmonic_out",
        "harmonic_in",
        "eccentricity",
        "eccentricity_out",
        "eccentricity_in",
        "reachable",
        "reachable_out",
        "reachable_in",
    ): _paths,
    ("eigenvector",): _eigenvector,
    ("hub", "authority"): _hubs,
    ("pagerank",): _pagerank,
    ("core",): _core,
    ("core_in", "core_out"): _cores_one_way,
    ("clustering",): _clustering,
    ("reciprocity",): _reciprocity,
    ("constraint", "effective_size", "efficiency", "hierarchy"): _holes,
    ("ei_index",): _mixing,
    ("articulation_point",): _joints,
    ("component",): _component,
}
