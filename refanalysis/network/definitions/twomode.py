"""Actors and the places or sectors they work in."""

from __future__ import annotations

from refanalysis.network.definitions.references import FREEMAN

_TWO_MODE = "Borgatti & Everett 1997, doi:10.1016/S0378-8733(96)00301-2"

ROWS: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "twomode_degree",
        "actor",
        "Degree over the number of nodes in the other mode.",
        "As in networkx's bipartite functions; UCINET's two-mode degree.",
        "Share of all sectors or areas in which the organisation works, or of all organisations that work there.",
        _TWO_MODE,
    ),
    (
        "farness",
        "actor",
        "Sum of hops to all nodes of both modes that can be reached.",
        "Steps from an organisation to a place and from a place to an organisation each count as one hop. Empty for isolates.",
        "How far the organisation is from all others and all places together; low is near.",
        FREEMAN,
    ),
    (
        "twomode_closeness",
        "actor",
        "(m + 2 (n - 1)) over farness, n nodes in the own mode and m in the other: least farness possible over farness.",
        "In a network of several parts multiplied by the share of the others reached, as in networkx. Empty for isolates.",
        "How near the organisation is to all others by way of shared places, 1 when it works everywhere.",
        _TWO_MODE,
    ),
    (
        "twomode_betweenness",
        "actor",
        "Betweenness over the most that a node of this mode can have with so many nodes in both modes.",
        "Unordered pairs of nodes of both modes. Empty where no node of the mode can stand between others.",
        "How far the organisation alone ties together those who work in different places; 1 is the most possible.",
        _TWO_MODE,
    ),
)
