"""Which technology each site gets, and what sites share, under budgets and rules; with the distance from the best possible.

`nearest` and `links` find infrastructure and candidate links; `choose` decides.
"""

from __future__ import annotations

from refanalysis.tco.portfolio.choice import Choice, choose
from refanalysis.tco.portfolio.infrastructure import arc, links, nearest, positions
from refanalysis.tco.portfolio.rules import Rules

__all__ = ["Choice", "Rules", "arc", "choose", "links", "nearest", "positions"]
