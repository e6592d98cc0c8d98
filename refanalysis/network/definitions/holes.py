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
)
