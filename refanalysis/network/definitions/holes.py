"""Burt's structural holes."""

from __future__ import annotations

from refanalysis.network.definitions.references import BURT

_CONTACT_SCOPE = "Ties in both directions are added, weights are not used, sums run over contacts. Empty without ties."

ROWS: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "constraint",
        "actor",
        "Burt's constraint: sum over contacts j of (p_ij + sum over q of p_iq p_qj) squared, p the shares of the actor's ties.",
        _CONTACT_SCOPE,
        "How far the actor is hemmed in by contacts who know each other; low means freedom to broker.",
        BURT,
    ),
    (
        "effective_size",
        "actor",
        "Contacts less the redundancy among them.",
        _CONTACT_SCOPE,
        "How many of the actor's contacts open doors that its other contacts do not.",
        BURT,
    ),
    (
        "efficiency",
        "actor",
        "Effective size over the number of contacts.",
        _CONTACT_SCOPE,
        "Share of the actor's contacts that are not redundant.",
        BURT,
    ),
    (
        "hierarchy",
        "actor",
        "Coleman-Theil index of how unevenly constraint is spread over the actor's contacts.",
        _CONTACT_SCOPE + " 1 for a single contact.",
        "Whether one contact alone hems the actor in; near 1 means a single gate.",
        BURT,
    ),
    (
        "constraint_others",
        "actor",
        "Burt's constraint summed over all other actors, not contacts only.",
        "Burt's sum taken literally; never below constraint. igraph and networkx give constraint.",
        "How far contacts of contacts count too: being hemmed in by those the actor meets only through others.",
        BURT,
    ),
    (
        "constraint_ego",
        "actor",
        "Burt's constraint with every share taken within the actor's ego network: the actor, its contacts, ties among them.",
        "UCINET's ego network model; may differ much from constraint where contacts have many ties elsewhere.",
        "How far the actor is hemmed in when only its own circle is known, as after an interview.",
        BURT,
    ),
    (
        "effective_size_ego",
        "actor",
        "n - 2 t / n, with n contacts and t pairs of contacts that are joined.",
        "Borgatti's form; equals effective size for ties without direction and weight only.",
        "How many of the actor's contacts open doors that its other contacts do not, counted simply.",
        "Borgatti 1997, Structural holes: unpacking Burt's redundancy measures, Connections 20(1)",
    ),
)
