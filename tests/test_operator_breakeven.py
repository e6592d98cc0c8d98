"""What it would take: revenue per user, people, subsidies, a trial; and the variants of a case."""

import datetime
from dataclasses import replace

import numpy as np
import operator_case as oc
import pandas as pd
import pytest
import tco_case
from hypothesis import given as hypothesis_given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from refanalysis import finance, schema
from refanalysis.tco import operator
from refanalysis.tco.operator.breakeven import break_even_factor
from refanalysis.tco.operator.case import with_factor
from refanalysis.tco.operator.outcomes import Variant

SITE = tco_case.operation(horizon=5)
SOME = hypothesis_settings(max_examples=40, deadline=None)
CELLS = tco_case.bill(("base_station", "cell"))


def case(values, operation=SITE, components=oc.MAST, **kwargs):
    return operator.operator_case(
        operation, values, "option", access=kwargs.pop("access", oc.OPEN), components=components, **kwargs
    )


# --- revenue per user


def test_break_even_revenue_per_user_is_the_annuity_over_the_users():
    found = case(oc.plain())
    expected = finance.annual_cost(1000.0, 0.1, 5) / (500 * 12)
    assert operator.break_even_arpu(found)[0, 0] == pytest.approx(expected, rel=1e-12)
    assert operator.average_revenue(found)[0, 0] == pytest.approx(0.05)


@SOME
@hypothesis_given(
    st.floats(0.01, 5.0), st.floats(0.0, 0.9), st.floats(0.0, 0.3), st.sampled_from(["carried_forward", "lost", "offset"])
)
def test_at_break_even_revenue_per_user_the_value_is_zero(arpu, tax, levy, losses):
    found = case(oc.plain(arpu=arpu, tax_rate=tax, universal_service_levy=levy), losses=losses)
    assert abs(operator.npv(with_factor(found, break_even_factor(found)))[0, 0]) < 1e-9 * 1000


def test_where_other_income_carries_the_site_users_need_pay_nothing():
    found = case(oc.plain(anchor_contracts=1.0, anchor_mbps=1.0, anchor_price=100.0))
    assert operator.break_even_arpu(found)[0, 0] == 0.0


def test_where_nobody_pays_no_revenue_per_user_is_enough():
    assert np.isnan(operator.break_even_arpu(case(oc.plain(), access=oc.BLOCKED))[0, 0])
    assert np.isnan(operator.average_revenue(case(oc.plain(), access=oc.BLOCKED))[0, 0])


# --- people


def test_break_even_population_is_the_next_whole_person():
    found = case(oc.plain())
    needed = finance.annual_cost(1000.0, 0.1, 5) / 300 * 1000
    assert operator.break_even_population(found)[0, 0] == np.ceil(needed)
    assert operator.break_even_population(found, lasting=True)[0, 0] == np.ceil(needed)


def test_where_a_new_cell_costs_more_than_it_brings_the_value_falls_and_both_answers_are_given():
    """A cell of 10 carries 60 Mbps, the traffic of 2,400 people; 1,440 people pay for one of them."""
    values = oc.plain(
        capex=10.0, lifetime=5.0, arpu=finance.annual_cost(10.0, 0.1, 5) / (720 * 12), area_per_person=0.001, cell_radius=10.0,
        spectrum_bandwidth=10.0, spectral_efficiency=2.0, sectors=3.0,
    )  # fmt: skip
    found = case(values, components=CELLS)
    assert operator.break_even_population(found)[0, 0] == pytest.approx(1440, abs=1)
    assert operator.break_even_population(found, lasting=True)[0, 0] == pytest.approx(2 * 1440, abs=1)
    falls = case(values, tco_case.operation((2500.0,), horizon=5), CELLS)
    assert operator.npv(falls)[0, 0] < 0


def test_where_each_user_costs_more_than_he_pays_no_population_is_enough():
    components = tco_case.bill(("service", "user"))
    found = case(oc.given(opex__service=1.0, arpu=0.05), components=components)
    assert np.isnan(operator.break_even_population(found)[0, 0])
    assert np.isnan(operator.break_even_population(found, lasting=True)[0, 0])


# --- subsidies


@SOME
@hypothesis_given(st.floats(0.0, 0.1), st.floats(0.0, 0.5))
def test_the_subsidy_is_what_is_missing_and_brings_the_value_to_zero(arpu, tax):
    found = case(oc.plain(arpu=arpu, tax_rate=tax))
    worth, needed, yearly = operator.npv(found), operator.subsidy(found), operator.yearly_subsidy(found)
    assert needed == pytest.approx(np.maximum(-worth, 0.0))
    assert operator.npv(replace(found, grant=needed)) == pytest.approx(np.maximum(worth, 0.0), abs=1e-8)
    assert operator.npv(replace(found, support=yearly)) == pytest.approx(np.maximum(worth, 0.0), abs=1e-8)


# --- variants


def test_outcomes_are_a_checked_table_and_sites_add_up():
    two = tco_case.operation((1000.0, 200.0), horizon=5)
    chosen = [Variant(name="as_it_stands", technology="option"), Variant(name="shared", technology="option", shared_tower=True)]
    values = oc.plain(shared_share=1.0, tenants=2.0)
    found = operator.operator_outcomes(two, values, chosen, known=oc.OPEN, components=oc.MAST)
    assert list(found.columns) == schema.TABLES["operator_outcomes"].names
    wide = found.pivot(index=["variant", "site"], columns="outcome", values="value")
    for outcome in ("npv", "subsidy", "subsidy_yearly"):
        by_site = wide.loc["as_it_stands", outcome]
        assert by_site["all"] == pytest.approx(by_site["AAA-001"] + by_site["AAA-002"])
    assert wide.loc[("as_it_stands", "AAA-001"), "subsidy"] == 0.0
    assert wide.loc[("as_it_stands", "all"), "subsidy"] > 0.0  # the site in profit does not pay for the other
    gain = wide.loc[("shared", "AAA-001"), "npv"] - wide.loc[("as_it_stands", "AAA-001"), "npv"]
    assert gain == pytest.approx(500.0)


def test_where_it_is_open_whether_refugees_may_hold_sim_cards_the_case_without_them_is_shown_too():
    names = [variant.name for variant in operator.variants(known=operator.access("unknown"))]
    assert names[0] == "as_it_stands"
    assert names[-1] == "without_refugee_sims"
    assert "without_refugee_sims" not in [variant.name for variant in operator.variants(known=oc.OPEN)]
    worst = operator.variant_case(
        SITE, oc.plain(), Variant(name="w", technology="option", refugee_sims=False), known=oc.OPEN, components=oc.MAST
    )
    assert worst.income["refugee_users"].sum() == 0.0


def test_ranges_and_chances_over_the_draws():
    values = oc.plain(arpu=np.array([0.0, 0.05, 0.1, 0.2]))
    chosen = [Variant(name="as_it_stands", technology="option")]
    found = operator.operator_outcomes(SITE, values, chosen, only=["npv", "irr"], known=oc.OPEN, components=oc.MAST)
    ranges = operator.operator_ranges(found).set_index(["outcome", "site"])
    assert ranges.loc[("npv", "AAA-001"), "p50"] == pytest.approx(-1000 + 450 * finance.annuity_factor(0.1, 5))
    assert ranges.loc[("npv", "AAA-001"), "share"] == 1.0
    assert ranges.loc[("irr", "AAA-001"), "share"] == 0.75  # without income there is none
    assert operator.chance_of_profit(found).set_index("site").loc["AAA-001", "probability"] == 0.75


# --- a trial


def test_a_trial_costs_its_part_of_a_year_and_must_show_what_the_permanent_site_needs():
    components = pd.concat([oc.MAST, tco_case.bill(("cow", "site"), technology="wheels")], ignore_index=True)
    values = oc.plain(capex__cow=500.0, opex__cow=60.0, resale_share=0.0, trial_months=6.0)
    day = datetime.date(2026, 1, 31)
    card = operator.trial_card(SITE, values, "option", "wheels", "AAA-001", day, access=oc.OPEN, components=components)
    annual = finance.annual_cost(1000.0, 0.1, 5)
    assert card.cost == pytest.approx((finance.annual_cost(500.0, 0.1, 5) + 60.0) / 2)
    assert card.revenue == pytest.approx(annual / 12)
    assert card.users == pytest.approx(annual / 0.6)
    assert (card.expected_users, card.expected_revenue) == pytest.approx((500.0, 25.0))
    assert card.decision == datetime.date(2026, 7, 31)


def test_the_rule_of_thumb_reads_the_price_of_the_site_and_the_margin_of_operators():
    found = operator.rule_of_thumb(
        SITE, oc.plain(arpu=2.0, capex=100_000.0), "option", "AAA-001", access=oc.OPEN, components=oc.MAST
    )
    assert found == pytest.approx(100_000 / (10 * 12 * 2.0 * 0.5))
