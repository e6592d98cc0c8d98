"""Result tables as readers see them: the rows and columns a page shows, with names in place of codes.

Those of one page stand in a module of their own: `readable.coordination`, `.costs`, `.engagement`, `.funding`, `.operator`,
`.portfolio`, `.presence`.
"""

from __future__ import annotations

from refanalysis.readable import cases, coordination, costs, engagement, funding, operator, portfolio, presence, simulation
from refanalysis.readable.general import (
    OPTIONS,
    assumptions,
    care,
    context,
    countries,
    cut_offs,
    evidence,
    in_words,
    known_facts,
    operations,
    options,
    quality,
    rules_in_force,
    sites_won,
    top_actors,
    unknown_facts,
)
from refanalysis.readable.network import key_players, losses, meanings, withdrawals

__all__ = [
    "OPTIONS",
    "assumptions",
    "care",
    "cases",
    "context",
    "coordination",
    "costs",
    "countries",
    "cut_offs",
    "engagement",
    "evidence",
    "funding",
    "in_words",
    "key_players",
    "known_facts",
    "losses",
    "meanings",
    "operations",
    "operator",
    "options",
    "portfolio",
    "presence",
    "quality",
    "rules_in_force",
    "simulation",
    "sites_won",
    "top_actors",
    "unknown_facts",
    "withdrawals",
]
