"""The operator's business case: what a mobile operator earns and loses that serves a site on its own account.

Tables in, functions, tables out: `operator_case` is the case of each site, for the base case or for draws; `case_table` shows
it by year; `operator_outcomes` measures it and its variants (shared tower, light site, mobile money); `trial_card` says what a
trial with a cell on wheels must show. Whether refugees may hold SIM cards (`sim_access`) opens, qualifies or blocks the case.
"""

from __future__ import annotations

from refanalysis.tco.operator.access import Access, access, access_table, sim_access
from refanalysis.tco.operator.breakeven import average_revenue, break_even_arpu, break_even_population
from refanalysis.tco.operator.case import Case, case_table, net_flows, npv, operator_case
from refanalysis.tco.operator.outcomes import (
    Variant,
    chance_of_profit,
    operator_outcomes,
    operator_ranges,
    variant_case,
    variants,
)
from refanalysis.tco.operator.reading import OPERATOR_READS, with_values
from refanalysis.tco.operator.returns import internal_rate, irr, payback, subsidy, yearly_subsidy
from refanalysis.tco.operator.taxes import Taxes
from refanalysis.tco.operator.trial import Trial, rule_of_thumb, trial_card, users_of_first_year, users_to_pay_back
from refanalysis.tco.operator.volume import Volume, volume

__all__ = [
    "OPERATOR_READS",
    "Access",
    "Case",
    "Taxes",
    "Trial",
    "Variant",
    "Volume",
    "access",
    "access_table",
    "average_revenue",
    "break_even_arpu",
    "break_even_population",
    "case_table",
    "chance_of_profit",
    "internal_rate",
    "irr",
    "net_flows",
    "npv",
    "operator_case",
    "operator_outcomes",
    "operator_ranges",
    "payback",
    "rule_of_thumb",
    "sim_access",
    "subsidy",
    "trial_card",
    "users_of_first_year",
    "users_to_pay_back",
    "variant_case",
    "variants",
    "volume",
    "with_values",
    "yearly_subsidy",
]
