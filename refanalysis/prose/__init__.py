"""Sentences for readers: tables in, plain words out; what is not known is said to be unknown.

Those of one page stand in a module of their own: `prose.costs`, `prose.funding`, `prose.operator`, `prose.portfolio`.
"""

from __future__ import annotations

from refanalysis.prose import costs, funding, operator, portfolio
from refanalysis.prose.general import central, coordination, cost, network, payment, situation

__all__ = [
    "central",
    "coordination",
    "cost",
    "costs",
    "funding",
    "network",
    "operator",
    "payment",
    "portfolio",
    "situation",
]
