import numpy as np
import pandas as pd
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from tco_case import bill, given, measured, operation

from refanalysis import tco

PARTS = bill(("mast", "site"), ("dish", "terminal"), ("helper", "staff", 1.0, "staff"))
PRICES = st.floats(0.0, 1e6)
LIVES = st.floats(0.5, 40.0)
RATES = st.floats(0.0, 0.5)
HORIZONS = st.integers(1, 15)
GROWTHS = st.floats(-0.5, 0.5)
few = settings(max_examples=30, deadline=None)


def numbers(capex=100.0, life=4.0, opex=10.0, rate=0.05, growth=0.02, trend=0.0):
    return given(
        capex__mast=capex, capex__dish=capex / 3, opex__mast=opex, opex__dish=opex * 2, opex__helper=1000.0, lifetime=life,
        discount_rate=rate, population_growth=growth, price_trend=trend, terminal_capacity=7.0, users_per_staff=90.0,
        overhead_share=0.07,
    )  # fmt: skip


def present_value(values, horizon, components=PARTS, populations=(1000.0,), site="AAA-001"):
    case = operation(populations=populations, horizon=horizon)
    return measured(tco.outcomes_by_draw(case, values, components=components), "present_value", site)


@few
@for_all(PRICES, LIVES, RATES, GROWTHS, HORIZONS)
def test_cost_is_the_sum_of_its_components(capex, life, rate, growth, horizon):
    values = numbers(capex=capex, life=life, rate=rate, growth=growth)
    parts = [present_value(values, horizon, PARTS.iloc[[row]]) for row in range(len(PARTS))]
    assert present_value(values, horizon) == pytest.approx(sum(parts), rel=1e-9, abs=1e-6)


@few
@for_all(st.lists(st.floats(1.0, 1e6), min_size=1, max_size=5), GROWTHS, HORIZONS)
def test_cost_is_the_sum_of_its_sites(populations, growth, horizon):
    values = numbers(growth=growth)
    alone = [present_value(values, horizon, populations=(population,)) for population in populations]
    assert present_value(values, horizon, populations=populations, site="all") == pytest.approx(sum(alone), rel=1e-9)


@few
@for_all(st.floats(0.01, 100.0), PRICES, LIVES, GROWTHS, HORIZONS)
def test_cost_scales_with_prices(factor, capex, life, growth, horizon):
    values = numbers(capex=capex, life=life, growth=growth)
    dearer = numbers(capex=capex * factor, life=life, growth=growth, opex=10.0 * factor)
    dearer.numbers["opex@helper"] = 1000.0 * factor
    assert present_value(dearer, horizon) == pytest.approx(factor * present_value(values, horizon), rel=1e-9, abs=1e-6)


@few
@for_all(LIVES, st.floats(0.0, 20.0), RATES, GROWTHS, HORIZONS, st.floats(-0.3, 0.0))
def test_a_longer_life_never_costs_more(life, longer, rate, growth, horizon, trend):
    short, long = (numbers(life=years, rate=rate, growth=growth, trend=trend) for years in (life, life + longer))
    assert present_value(long, horizon) <= present_value(short, horizon) * (1 + 1e-9)


@few
@for_all(HORIZONS, st.floats(0.0, 30.0), GROWTHS)
def test_a_life_of_the_horizon_or_more_is_never_replaced(horizon, more, growth):
    flows = tco.cash_flows(operation(horizon=horizon), numbers(life=horizon + more, growth=growth), components=PARTS)
    assert "replacement" not in set(flows["item"])


@few
@for_all(LIVES, HORIZONS, PRICES)
def test_without_discounting_equipment_costs_its_price_for_the_share_of_its_life_used(life, horizon, price):
    values = given(capex__mast=price, opex__mast=0.0, lifetime=life, discount_rate=0.0)
    value = present_value(values, horizon, bill(("mast", "site")))
    assert value == pytest.approx(price * horizon / life, rel=1e-9, abs=1e-6)


@few
@for_all(
    st.lists(st.tuples(st.sampled_from(["", "option"]), st.sampled_from(["", "opex", "capex"]), st.integers(0, 9)), max_size=6),
    st.data(),
)
def test_payers_bear_the_whole_cost_in_every_year(levels, data):
    rows, names = [], ("agency", "donor", "operator", "government", "community", "universal_service_fund")
    for (technology, item, first), payer in zip(levels, names, strict=False):
        last = data.draw(st.one_of(st.none(), st.integers(first, 9)))
        rows.append((technology, item, payer, first, last, data.draw(st.floats(0.0, 1.0 / 6))))
    split = tco.shares(operation(payers=rows, horizon=10).payers, "option", 10)
    for by_payer in split.values():
        assert sum(by_payer.values()) == pytest.approx(np.ones(10), abs=1e-12)
        assert all((share >= 0).all() for share in by_payer.values())


@few
@for_all(st.floats(0.0, 1.0), HORIZONS, GROWTHS)
def test_who_pays_does_not_change_what_it_costs(share, horizon, growth):
    case, values = operation(horizon=horizon), numbers(growth=growth)
    case_paid = operation(horizon=horizon, payers=[("", "", "donor", 0, None, share)])
    yearly = [
        tco.cash_flows(each, values, components=PARTS).groupby(["component", "item", "year"])["value"].sum()
        for each in (case, case_paid)
    ]
    pd.testing.assert_series_equal(*yearly)


@few
@for_all(PRICES, LIVES, RATES, GROWTHS, HORIZONS, st.floats(-0.3, 0.2))
def test_the_ledger_and_the_contraction_agree(capex, life, rate, growth, horizon, trend):
    values = numbers(capex=capex, life=life, rate=rate, growth=growth, trend=trend)
    case = operation(populations=(1000.0, 50.0), horizon=horizon, payers=[("", "capex", "donor", 0, 2, 0.3)])
    ledger = tco.outcomes(tco.cash_flows(case, values, components=PARTS), case, values)
    both = ledger.merge(
        tco.outcomes_by_draw(case, values, components=PARTS), on=["site", "outcome"], suffixes=("", "_contracted"), how="left"
    )
    assert both["value"].to_numpy() == pytest.approx(both["value_contracted"].to_numpy(), rel=1e-9, abs=1e-6)


@few
@for_all(st.integers(1, 6), st.integers(0, 1000))
def test_draws_are_the_same_alone_or_together(n, seed):
    generator = np.random.default_rng(seed)
    together = numbers()
    drawn = {
        "lifetime": generator.uniform(1, 9, n),
        "adoption": generator.uniform(0.1, 1, n),
        "discount_rate": generator.uniform(0, 0.2, n),
    }
    together.numbers.update(drawn)
    case = operation(horizon=6)
    found = tco.outcomes_by_draw(case, together, only=["present_value"], components=PARTS)
    for draw in range(n):
        alone = numbers()
        alone.numbers.update({name: value[draw] for name, value in drawn.items()})
        value = measured(found[found["draw"] == draw], "present_value")
        assert value == pytest.approx(present_value(alone, 6), rel=1e-9)


MARKUPS = (
    "logistics_uplift",
    "import_duty",
    "sales_tax",
    "failure_share",
    "theft_share",
    "retirement_share",
    "overhead_share",
    "contingency_share",
    "opex_share",
    "host_share",
    "arrival_share",
    "adoption_end",
    "rate_per_active_user",
)
RELIEFS = ("tax_exempt_share", "resale_share", "return_share")


SHARES = st.just(0.0) | st.floats(1e-9, 0.5)  # a share so small that its inverse overflows is no share


@few
@for_all(st.sampled_from((*MARKUPS, *RELIEFS)), SHARES, SHARES, LIVES, HORIZONS, RATES)
def test_what_adds_to_cost_never_lowers_it_and_what_relieves_never_raises_it(parameter, share, more, life, horizon, rate):
    base = {"import_duty": 0.1, "sales_tax": 0.1, "overhead_share": 0.05, parameter: share}
    once, again = numbers(life=life, rate=rate), numbers(life=life, rate=rate)
    once.numbers |= base
    again.numbers |= base | {parameter: share + more}
    low, high = present_value(once, horizon), present_value(again, horizon)
    if parameter in RELIEFS:
        low, high = high, low
    assert low <= high * (1 + 1e-9) + 1e-9


@few
@for_all(st.lists(st.floats(1.0, 1e5), min_size=1, max_size=4), st.floats(1.0, 3.0), GROWTHS, HORIZONS)
def test_more_people_never_cost_less(populations, factor, growth, horizon):
    values = numbers(growth=growth)
    few_people = present_value(values, horizon, populations=populations, site="all")
    more = present_value(values, horizon, populations=[people * factor for people in populations], site="all")
    assert few_people <= more * (1 + 1e-9)


@few
@for_all(PRICES, LIVES, RATES, GROWTHS, st.integers(1, 14))
def test_another_year_of_service_never_costs_less_where_nothing_can_be_resold(capex, life, rate, growth, horizon):
    values = numbers(capex=capex, life=life, rate=rate, growth=growth)
    values.numbers["resale_share"] = 0.0
    assert present_value(values, horizon) <= present_value(values, horizon + 1) * (1 + 1e-9)


@few
@for_all(LIVES, HORIZONS, GROWTHS, RATES)
def test_no_cost_is_negative_but_the_credit(life, horizon, growth, rate):
    flows = tco.cash_flows(operation(horizon=horizon), numbers(life=life, growth=growth, rate=rate), components=PARTS)
    assert (flows.loc[flows["item"] != "residual", "value"] > 0).all()
    assert (flows.loc[flows["item"] == "residual", "value"] < 0).all()
    assert flows["date"].between(0, horizon).all()
    assert flows["year"].between(0, horizon - 1).all()
