"""Sentences for readers: tables in, plain words out; what is not known is said to be unknown.

Those of one page stand in a module of their own: `prose.arrangements`, `.costs`, `.engagement`, `.funding`, `.operator`,
`.portfolio`, `.presence`, `.shape`.
"""

from __future__ import annotations

from refanalysis.prose import arrangements, cases, costs, engagement, funding, operator, portfolio, presence, shape, simulation
from refanalysis.prose.general import central, coordination, cost, network, payment, situation

__all__ = [
    "arrangements",
    "cases",
    "central",
    "coordination",
    "cost",
    "costs",
    "engagement",
    "funding",
    "network",
    "operator",
    "payment",
    "portfolio",
    "presence",
    "shape",
    "simulation",
    "situation",
]
