"""Which technology each site gets, and what sites share, under budgets and rules; with the distance from the best possible.

`nearest` and `links` find infrastructure and candidate links, `options_from` takes options from the cost model; `choose`
decides; `marginal_value`, `first_to_change` and `regret` say what more money buys, what changes first, and which plan is
robust; `compare_rules` sets the choice beside the rules of thumb of others.
"""

from __future__ import annotations

from refanalysis.tco.portfolio.choice import Choice, choose
from refanalysis.tco.portfolio.costs import options_from
from refanalysis.tco.portfolio.infrastructure import arc, links, nearest, positions
from refanalysis.tco.portfolio.marginal import budget_curve, first_to_change, marginal_value
from refanalysis.tco.portfolio.others import compare_rules
from refanalysis.tco.portfolio.robust import candidate_plans, regret
from refanalysis.tco.portfolio.rules import Rules

__all__ = [
    "Choice",
    "Rules",
    "arc",
    "budget_curve",
    "candidate_plans",
    "choose",
    "compare_rules",
    "first_to_change",
    "links",
    "marginal_value",
    "nearest",
    "options_from",
    "positions",
    "regret",
]
