"""Kinds, communities, core and periphery."""

from __future__ import annotations

from refanalysis.network.definitions.references import GRAPH, KRACKHARDT

_NEWMAN = "Newman 2003, doi:10.1103/PhysRevE.67.026126"
_MODULARITY = "Newman & Girvan 2004, doi:10.1103/PhysRevE.69.026113"
_CORE = "Borgatti & Everett 2000, doi:10.1016/S0378-8733(99)00019-2"
_CORES = (
    "Over ordered pairs of actors. Every core is tried up to 21 actors; beyond, the best of several climbs, not proven best."
)

ROWS: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "ei_index",
        "both",
        "(contacts in other groups - contacts in the own group) / all contacts, from -1 to 1.",
        "Directions do not matter, a pair counts once; empty without contacts.",
        "Whether links stay among their own kind (-1) or go across kinds (+1).",
        KRACKHARDT,
    ),
    (
        "block_density",
        "network",
        "Ties from actors of one kind to actors of another, over the pairs there could be.",
        "A tie without direction counts from both ends.",
        "Which kinds work with which, whatever the numbers of actors of each.",
        GRAPH,
    ),
    (
        "assortativity_kind",
        "network",
        "Share of ties within kinds less that expected from the ties of each kind, over the most it could be.",
        "Directions count; igraph's assortativity by nominal values. Empty when all ties are of one kind.",
        "1 when links stay within kinds, 0 as if kinds did not matter, negative when links seek other kinds.",
        _NEWMAN,
    ),
    (
        "assortativity_degree",
        "network",
        "Correlation over ties of the sender's out-degree with the receiver's in-degree.",
        "igraph's; degrees of both ends when ties have no direction. networkx has other pairings too.",
        "Positive when the well linked link with the well linked; negative when they serve those with few links.",
        _NEWMAN,
    ),
    (
        "modularity_kind",
        "network",
        "Share of ties within kinds less that expected from degrees alone.",
        "Directions do not matter, a pair counts once.",
        "Whether kinds are camps that keep to themselves (high) or not (0 and below).",
        _MODULARITY,
    ),
    (
        "modularity_kind_directed",
        "network",
        "Share of ties within kinds less that expected from in-degrees and out-degrees.",
        "Directions count; not defined without.",
        "As modularity_kind, with senders and receivers told apart.",
        "Leicht & Newman 2008, doi:10.1103/PhysRevLett.100.118703",
    ),
    (
        "communities",
        "network",
        "Number of groups in the partition of highest modularity that was found.",
        "Leiden's method, 3 to 250 starts, then single actors moved; pairs joined or not. An isolate is a group.",
        "Into how many circles the network falls by who works with whom.",
        "Traag et al. 2019, doi:10.1038/s41598-019-41695-z",
    ),
    (
        "modularity_communities",
        "network",
        "Modularity of these groups.",
        "Directions do not matter; the highest found, proven best on the reference networks only.",
        "How distinct the circles are, at most 1; thin networks reach high values by chance alone.",
        _MODULARITY,
    ),
    (
        "community_kind_agreement",
        "network",
        "Rand's index of communities and kinds, adjusted for chance.",
        "1 when both group alike, about 0 when unrelated.",
        "Whether actors gather by kind or across kinds.",
        "Hubert & Arabie 1985, doi:10.1007/BF01908075",
    ),
    (
        "core_correlation_cp1",
        "network",
        "Correlation of ties with: all pairs joined in the core and between core and periphery, none within the periphery.",
        _CORES,
        "How near the network comes to a few who know everyone while the others know only them.",
        _CORE,
    ),
    (
        "core_correlation_cp0",
        "network",
        "Correlation of ties with: all pairs joined in the core, no others.",
        _CORES,
        "How near the network comes to one closed circle.",
        _CORE,
    ),
    (
        "core_correlation_cpna",
        "network",
        "Correlation of ties with: all pairs joined in the core, none within the periphery; pairs between them left out.",
        _CORES,
        "How sharply a core that works together stands off from a periphery that does not.",
        _CORE,
    ),
    *(
        (
            f"core_size_{pattern}",
            "network",
            f"Actors in the core of core_correlation_{pattern}.",
            "The first of equal cores.",
            "How many make up the core.",
            _CORE,
        )
        for pattern in ("cp1", "cp0", "cpna")
    ),
    (
        "brokerage_ratio",
        "actor",
        "Brokered pairs in a role over their mean when the kinds of the other actors are dealt out at random.",
        "The total of the actor is kept; UCINET's expected values by group sizes. Empty where none are expected.",
        "Whether the actor brokers in this role more (above 1) than the numbers of each kind alone would bring.",
        "Gould & Fernandez 1989, doi:10.2307/270949",
    ),
)
