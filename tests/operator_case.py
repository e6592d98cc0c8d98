"""A business case with round numbers, for the tests of the operator's case: nothing in it comes from `data/`."""

import tco_case

from refanalysis.tco.operator import access

OPEN = access("yes", "a_source", "2025")
BLOCKED = access("no", "a_source", "2025")
NOBODY = {
    "arpu": 0.0, "refugee_arpu_ratio": 1.0, "market_share": 1.0, "churn_share": 0.0, "acquisition_cost": 0.0,
    "cash_recipient_share": 0.0, "cash_per_person": 0.0, "cash_digital_share": 0.0, "mobile_money_fee": 0.0,
    "anchor_contracts": 0.0, "anchor_mbps": 0.0, "anchor_price": 0.0, "universal_service_levy": 0.0,
    "licence_fee_share": 0.0, "turnover_tax": 0.0, "tax_rate": 0.0, "cost_of_capital": 0.1, "shared_share": 0.0, "tenants": 2.0,
    "trial_months": 6.0, "ebitda_margin": 0.5, "assessment_period": 10.0,
}  # fmt: skip
MAST = tco_case.bill(("mast", "site"))


def given(**numbers):
    """Values of the cost tests, with an operator that earns nothing and pays no tax unless told otherwise."""
    return tco_case.given(**(NOBODY | numbers))


def plain(**numbers):
    """A mast of 1,000 without running cost that lasts five years, 500 users who pay 300 a year together, at 10 per cent."""
    return given(**({"capex": 1000.0, "lifetime": 5.0, "arpu": 0.05} | numbers))
