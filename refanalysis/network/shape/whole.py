"""The shape of a network in one table: how hierarchical, how mixed, how clustered, how centred."""

from __future__ import annotations

from typing import get_args

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from refanalysis import schema
from refanalysis.network.matrices import adjacency, attribute, contacts_of
from refanalysis.network.measures import ei_index, inside_outside
from refanalysis.network.shape.assortativity import assortativity_by_degree, assortativity_by_group, modularity
from refanalysis.network.shape.communities import agreement, best_partition
from refanalysis.network.shape.core_periphery import Pattern, best_cores
from refanalysis.network.shape.hierarchy import krackhardt


def shape(graph: nx.Graph, by: str | None = "kind", seed: int = 0) -> pd.DataFrame:
    """Figures of the network as a whole: table `shape`; see `definitions` for each, empty where one is not defined.

    Parameters
    ----------
    graph
        Any networkx graph without self-ties. Relations are collapsed, weights are not used.
    by
        Node attribute that holds the kind; None leaves out what needs kinds.
    seed
        Of the starts of `communities` and `core_periphery`.

    Raises
    ------
    ValueError
        When there are no actors, when an actor is tied to itself, when actors lack the attribute `by`.

    Examples
    --------
    >>> table = shape(nx.star_graph(5), by=None).set_index("measure")["value"]
    >>> table[["krackhardt_connectedness", "core_correlation_cp1", "core_size_cp1"]].tolist()
    [1.0, 1.0, 1.0]
    """
    ties, directed = adjacency(graph), graph.is_directed()
    contacts = contacts_of(ties)
    number = best_partition(contacts, seed)
    group = None if by is None else np.unique(attribute(graph, by), return_inverse=True)[1]
    values = {
        **krackhardt(ties, directed),
        "assortativity_degree": assortativity_by_degree(ties),
        **({} if group is None else _of_kinds(ties, group, directed)),
        "communities": float(number.max()),
        "modularity_communities": modularity(contacts, number),
        **({} if group is None else {"community_kind_agreement": agreement(number, group)}),
    }
    for pattern in get_args(Pattern):
        found, cores, _ = best_cores(ties, pattern, seed)
        values[f"core_correlation_{pattern}"] = found
        values[f"core_size_{pattern}"] = float(cores[0].sum()) if cores else np.nan
    return schema.check(pd.DataFrame({"measure": list(values), "value": list(values.values())}), "shape")


def _of_kinds(ties: csr_array, group: np.ndarray, directed: bool) -> dict[str, float]:
    contacts = contacts_of(ties)
    one_way = {"modularity_kind_directed": modularity(ties, group)} if directed else {}
    return {
        "ei_index": float(ei_index(*(end.sum() for end in inside_outside(ties, group)))),
        "assortativity_kind": assortativity_by_group(ties, group),
        "modularity_kind": modularity(contacts, group),
        **one_way,
    }
