"""Total cost of ownership: what connecting a site costs over the years, and who pays.

Tables in, functions, tables out: `demand` and `quantities` show how many of each component a site needs, `cautions` where an
option is not what it seems; `cash_flows` is the dated ledger; `outcomes`, `outcomes_by_draw` and `ranges` measure it;
`cumulative`, `crossing_year`, `cheapest`, `by_payer` and `funding_gap` compare. Amounts are real, in the operation's price
basis, unless `Settings` say otherwise; only `refanalysis.finance` discounts.
"""

from __future__ import annotations

from refanalysis.tco.cautions import cautions
from refanalysis.tco.compare import (
    by_item,
    by_payer,
    cheapest,
    cheapest_by_draw,
    crossing_year,
    crossings,
    cumulative,
    pairs_by_draw,
    probability_cheaper,
    whole_sites,
)
from refanalysis.tco.delay import cost_of_delay
from refanalysis.tco.dimensions import quantities
from refanalysis.tco.drawn import model
from refanalysis.tco.flows import cash_flows
from refanalysis.tco.funding import expected_shortfall, first_gap, funding_gap
from refanalysis.tco.measures import arrays_by_draw, outcomes, outcomes_by_draw, ranges
from refanalysis.tco.operator import OPERATOR_READS, operator_case, operator_outcomes, operator_ranges, sim_access, trial_card
from refanalysis.tco.payers import shares
from refanalysis.tco.reading import READS
from refanalysis.tco.settings import Settings
from refanalysis.tco.traffic import demand
from refanalysis.tco.unread import unread

__all__ = [
    "OPERATOR_READS",
    "READS",
    "Settings",
    "arrays_by_draw",
    "by_item",
    "by_payer",
    "cash_flows",
    "cautions",
    "cheapest",
    "cheapest_by_draw",
    "cost_of_delay",
    "crossing_year",
    "crossings",
    "cumulative",
    "demand",
    "expected_shortfall",
    "first_gap",
    "funding_gap",
    "model",
    "operator_case",
    "operator_outcomes",
    "operator_ranges",
    "outcomes",
    "outcomes_by_draw",
    "pairs_by_draw",
    "probability_cheaper",
    "quantities",
    "ranges",
    "shares",
    "sim_access",
    "trial_card",
    "unread",
    "whole_sites",
]
