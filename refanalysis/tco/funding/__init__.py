"""Who pays until when: the bill by month, the money laid over it, the cliff, the hand-over, cuts, and cheaper contracts."""

from __future__ import annotations

from refanalysis.tco.funding.cliff import TIERS, coverage, funding_cliff, grant_coverage, laid_over
from refanalysis.tco.funding.contracts import own_or_outsourced, pooled_price_ratio, shared_contract, training_payback
from refanalysis.tco.funding.cuts import budget_cut, could_wait
from refanalysis.tco.funding.handover import borne, handover
from refanalysis.tco.funding.months import first_month, monthly_cost
from refanalysis.tco.funding.plan import FIRM, STATUSES, WHAT_IF, funding_plan, undated, what_if
from refanalysis.tco.funding.savings import READS, savings
from refanalysis.tco.funding.years import AID, aid_led, expected_shortfall, first_gap, funding_gap

__all__ = [
    "AID",
    "FIRM",
    "READS",
    "STATUSES",
    "TIERS",
    "WHAT_IF",
    "aid_led",
    "borne",
    "budget_cut",
    "could_wait",
    "coverage",
    "expected_shortfall",
    "first_gap",
    "first_month",
    "funding_cliff",
    "funding_gap",
    "funding_plan",
    "grant_coverage",
    "handover",
    "laid_over",
    "monthly_cost",
    "own_or_outsourced",
    "pooled_price_ratio",
    "savings",
    "shared_contract",
    "training_payback",
    "undated",
    "what_if",
]
