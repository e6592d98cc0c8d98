"""Censuses of a network: how pairs and triples of actors are joined, counted from products of sparse matrices.

References
----------
Holland P. W., Leinhardt S. (1976), Local structure in social networks, Sociological Methodology 7, doi:10.2307/270703.
"""

from __future__ import annotations

from scipy.sparse import csr_array


def dyads(ties: csr_array) -> dict[str, int]:
    """Pairs of actors by how they are joined: `mutual`, `asymmetric`, `null`."""
    n = ties.shape[0]
    mutual = int((ties * ties.T).sum()) // 2
    one_way = int(ties.sum()) - 2 * mutual
    return {"mutual": mutual, "asymmetric": one_way, "null": n * (n - 1) // 2 - mutual - one_way}


def triads(ties: csr_array) -> dict[str, int]:
    """Triples of actors by how they are joined: the sixteen types of Holland and Leinhardt by their usual names.

    A name counts the mutual, asymmetric and null pairs; D is down, U up, T transitive, C cyclic. In 111D the actor with both
    ties receives the one without return, in 111U it sends it.
    """
    mutual = (ties * ties.T).tocsr()
    one_way = (ties - mutual).tocsr()
    one_way.eliminate_zeros()
    return {name: round(count) for name, count in _all_types(mutual, one_way, _closed(mutual, one_way)).items()}


def triads_undirected(ties: csr_array) -> dict[str, int]:
    """Triples of actors by how many of their pairs are joined: `0`, `1`, `2`, `3`; for symmetric `ties`."""
    types = triads(ties)
    return {"0": types["003"], "1": types["102"], "2": types["201"], "3": types["300"]}


def _closed(mutual: csr_array, one_way: csr_array) -> dict[str, float]:
    """The seven types in which all three pairs are joined."""
    back, chains = one_way.T.tocsr(), one_way @ one_way
    return {
        "030T": (chains * one_way).sum(),
        "030C": (chains * back).sum() / 3,
        "120D": (back @ one_way * mutual).sum() / 2,
        "120U": (one_way @ back * mutual).sum() / 2,
        "120C": (chains * mutual).sum(),
        "210": (mutual @ mutual * one_way).sum(),
        "300": (mutual @ mutual * mutual).sum() / 6,
    }


def _all_types(mutual: csr_array, one_way: csr_array, t: dict[str, float]) -> dict[str, float]:
    """All sixteen: pairs of ties that meet in an actor less those whose ends are joined; what is left has one tie or none."""
    n = mutual.shape[0]
    both, into, out = mutual.sum(axis=1), one_way.sum(axis=0), one_way.sum(axis=1)
    t = {
        **t,
        "201": (both * (both - 1)).sum() / 2 - 3 * t["300"] - t["210"],
        "111D": (both * into).sum() - t["210"] - 2 * t["120D"] - t["120C"],
        "111U": (both * out).sum() - t["210"] - 2 * t["120U"] - t["120C"],
        "021D": (out * (out - 1)).sum() / 2 - t["030T"] - t["120D"],
        "021U": (into * (into - 1)).sum() / 2 - t["030T"] - t["120U"],
        "021C": (into * out).sum() - t["030T"] - 3 * t["030C"] - t["120C"],
    }
    twos = t["111D"] + t["111U"] + t["120D"] + t["120U"] + t["120C"] + 2 * (t["201"] + t["210"]) + 3 * t["300"]
    ones = t["111D"] + t["111U"] + t["210"] + 2 * (t["021D"] + t["021U"] + t["021C"] + t["120D"] + t["120U"] + t["120C"])
    t["102"] = both.sum() / 2 * (n - 2) - twos
    t["012"] = out.sum() * (n - 2) - ones - 3 * (t["030T"] + t["030C"])
    t["003"] = n * (n - 1) * (n - 2) / 6 - sum(t.values())
    return {name: t[name] for name in TRIADS}


TRIADS = (
    "003",
    "012",
    "102",
    "021D",
    "021U",
    "021C",
    "111D",
    "111U",
    "030T",
    "030C",
    "201",
    "120D",
    "120U",
    "120C",
    "210",
    "300",
)
