"""Dated payments: hand-worked purchases, running costs and credits, the settings models differ in, and what always holds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refanalysis import finance, units
from refanalysis.tco import ledger
from refanalysis.tco.settings import Settings

rates = st.floats(0.0, 0.5)
timings = st.sampled_from(["start", "middle", "end"])
tiny_rates = st.sampled_from([0.0, 1e-15, 1e-12, 1e-9, 1e-6]) | st.floats(0.0, 1e-6)
lives = st.floats(0.3, 40.0)
horizons = st.integers(1, 25)
settings = st.builds(
    Settings,
    opex_timing=timings,
    replacement=st.sampled_from(["when_due", "start_of_year", "none"]),
    residual=st.sampled_from(["straight_line", "none"]),
)
PLAIN = Settings(replacement="none", residual="none")
YEARS = list(range(2020, 2026))
RATES = pd.DataFrame({"currency": "XAF", "year": YEARS, "rate": [575.0, 554.0, 623.0, 606.0, 606.0, 560.0]})
DEFLATORS = pd.concat(
    pd.DataFrame({"currency": name, "year": YEARS, "index": [100.0, 104.7, 113.1, 117.7, 121.2, 124.4]})
    for name in ("USD", "XAF")
)


def paid(payments):
    """Date, year and amount of each payment that is not zero."""
    dates = np.broadcast_to(payments.date, payments.amount.shape)
    years = np.broadcast_to(payments.year, payments.amount.shape)
    kept = payments.amount != 0
    return list(zip(dates[kept].tolist(), years[kept].tolist(), payments.amount[kept].round(9).tolist(), strict=True))


def cost(price, life, horizon, rate, **more):
    """Present value of one unit: what is bought and bought again, less what is left."""
    bought = ledger.purchases(price, life, horizon, **more)
    return sum(ledger.present_value(each, rate) for each in bought.values())


def price(source, target):
    return units.price_factor(source, target, RATES, DEFLATORS)


# --- purchases


def test_a_unit_is_bought_again_when_its_life_ends_and_credited_for_what_is_left():
    # four-year life in ten years: bought in 0, 4 and 8, the last half used at the end
    found = ledger.purchases(100.0, 4.0, 10)
    assert paid(found["capex"]) == [(0.0, 0, 100.0)]
    assert paid(found["replacement"]) == [(4.0, 4, 100.0), (8.0, 8, 100.0)]
    assert paid(found["residual"]) == [(10.0, 9, -50.0)]


def test_a_life_that_ends_inside_a_year_is_dated_to_the_day_and_booked_in_that_year():
    found = ledger.purchases(100.0, 2.5, 6)
    assert paid(found["replacement"]) == [(2.5, 2, 100.0), (5.0, 5, 100.0)]
    assert paid(found["residual"]) == [(6.0, 5, -60.0)]


def test_models_that_buy_at_the_start_of_the_year_pay_earlier_for_the_same_life():
    early = ledger.purchases(100.0, 2.5, 6, settings=Settings(replacement="start_of_year"))
    assert paid(early["replacement"]) == [(2.0, 2, 100.0), (5.0, 5, 100.0)]
    assert paid(early["residual"]) == [(6.0, 5, -60.0)]


def test_models_that_never_replace_nor_credit_pay_once():
    found = ledger.purchases(100.0, 2.5, 6, settings=PLAIN)
    assert paid(found["capex"]) == [(0.0, 0, 100.0)]
    assert paid(found["replacement"]) == []
    assert paid(found["residual"]) == []


def test_without_replacement_a_worn_out_unit_has_no_value_left():
    assert paid(ledger.purchases(100.0, 2.5, 6, settings=Settings(replacement="none"))["residual"]) == []
    assert paid(ledger.purchases(100.0, 8.0, 6, settings=Settings(replacement="none"))["residual"]) == [(6.0, 5, -25.0)]


def test_a_falling_price_makes_each_later_purchase_and_its_credit_cheaper():
    # 10 % less each year: 81 in year 2, 65.61 in year 4, of which half is left in year 5
    found = ledger.purchases(100.0, 2.0, 5, trend=-0.1)
    assert paid(found["replacement"]) == [(2.0, 2, 81.0), (4.0, 4, 65.61)]
    assert paid(found["residual"]) == [(5.0, 4, -32.805)]


def test_a_replacement_may_have_a_price_of_its_own():
    found = ledger.purchases(100.0, 3.0, 5, replacement_price=60.0)
    assert paid(found["replacement"]) == [(3.0, 3, 60.0)]
    assert paid(found["residual"]) == [(5.0, 4, -20.0)]
    never_again = ledger.purchases(100.0, 10.0, 5, replacement_price=60.0)
    assert paid(never_again["residual"]) == [(5.0, 4, -50.0)]


def test_a_unit_bought_later_lives_from_then_on():
    found = ledger.purchases(100.0, 4.0, 10, bought=3.0, trend=0.1)
    assert paid(found["capex"]) == [(3.0, 3, 133.1)]
    assert paid(found["replacement"]) == [(7.0, 7, pytest.approx(194.8717))]
    assert paid(found["residual"]) == [(10.0, 9, pytest.approx(-48.717925))]


def test_the_generator_of_the_homer_manual_costs_what_homer_computes():
    # published 725,240, from factors rounded to three digits
    bought = ledger.purchases(96_000.0, 3.52, 25, replacement_price=48_000.0)
    running = ledger.yearly(37_440.0, 25)
    again = ledger.present_value(bought["replacement"], 0.06)
    total = sum(ledger.present_value(each, 0.06) for each in (*bought.values(), running))
    assert again == pytest.approx(160_676.65702162, rel=1e-12)
    assert bought["residual"].amount == pytest.approx(-43_090.909090909, rel=1e-12)
    assert total == pytest.approx(725_245.3887818, rel=1e-12)
    assert total == pytest.approx(725_240, abs=10)


def test_purchases_broadcast_and_leave_unused_slots_empty():
    found = ledger.purchases(np.array([[100.0], [10.0]]), np.array([2.0, 3.0, 9.0]), 6)
    assert {item: each.amount.shape for item, each in found.items()} == {
        "capex": (2, 3, 1),
        "replacement": (2, 3, 2),
        "residual": (2, 3, 1),
    }
    assert found["replacement"].amount[0].tolist() == [[100.0, 100.0], [100.0, 0.0], [0.0, 0.0]]
    assert found["residual"].amount[1, :, 0].tolist() == [0.0, 0.0, pytest.approx(-10 / 3)]


@pytest.mark.parametrize(
    ("life", "horizon", "bought", "words"),
    [
        (0.0, 5, 0.0, "lifetime must be above 0 years; found 0.0"),
        ([3.0, -1.0], 5, 0.0, "lifetime must be above 0 years; found -1.0"),
        (float("nan"), 5, 0.0, "lifetime must be above 0 years; found nan"),
        (3.0, 0, 0.0, "horizon must be at least 1 year; found 0"),
        (3.0, 5, 5.0, "equipment must be bought before the horizon; found 0.0 years left"),
    ],
)
def test_lives_and_horizons_that_make_no_sense_are_refused(life, horizon, bought, words):
    with pytest.raises(ValueError, match=words):
        ledger.purchases(100.0, life, horizon, bought=bought)


# --- yearly, lump, present value


@pytest.mark.parametrize(("timing", "dates"), [("start", [0, 1, 2]), ("middle", [0.5, 1.5, 2.5]), ("end", [1, 2, 3])])
def test_running_cost_is_paid_when_the_setting_says_and_booked_in_its_year(timing, dates):
    found = ledger.yearly(30.0, 3, settings=Settings(opex_timing=timing))
    assert found.date.tolist() == dates
    assert found.year.tolist() == [0, 1, 2]
    assert found.amount.tolist() == [30.0, 30.0, 30.0]


def test_running_cost_may_start_later_and_rise():
    found = ledger.yearly(100.0, 4, first=2, trend=0.1)
    assert paid(found) == [(3.0, 2, 121.0), (4.0, 3, 133.1)]


def test_running_cost_of_many_cases_has_years_along_the_last_axis():
    found = ledger.yearly(np.array([1.0, 2.0]), 3, trend=np.array([0.0, 1.0]))
    assert found.amount.tolist() == [[1.0, 1.0, 1.0], [2.0, 4.0, 8.0]]


def test_a_lump_is_paid_once_on_its_day():
    assert paid(ledger.lump(50.0)) == [(0.0, 0, 50.0)]
    assert paid(ledger.lump(np.array([50.0, 60.0]), 2.75)) == [(2.75, 2, 50.0), (2.75, 2, 60.0)]


def test_a_present_value_discounts_to_the_day():
    # 100 after half a year at 21 %: 100 / 1.1
    assert ledger.present_value(ledger.lump(100.0, 0.5), 0.21) == pytest.approx(100 / 1.1, rel=1e-15)
    three = ledger.present_value(ledger.yearly(30.0, 3), 0.1)
    assert three == pytest.approx(30 / 1.1 + 30 / 1.21 + 30 / 1.331, rel=1e-15)


def test_a_present_value_takes_a_rate_for_each_case():
    found = ledger.present_value(ledger.yearly(np.array([[1.0], [2.0]]), 2), np.array([0.0, 1.0]))
    assert found.tolist() == [[2.0, 0.75], [4.0, 1.5]]


def test_a_rate_of_minus_one_is_refused():
    with pytest.raises(ValueError, match="a rate must be above -1 a year; found -1"):
        ledger.present_value(ledger.lump(1.0, 1.0), -1.0)


# --- settings


def test_the_defaults_are_those_the_documentation_states():
    found = Settings()
    assert (found.opex_timing, found.replacement, found.residual) == ("end", "when_due", "straight_line")
    assert (found.prices, found.rate, found.overhead, found.contingency) == ("real", "real", True, True)


@pytest.mark.parametrize(
    ("given_settings", "words"),
    [
        ({"opex_timing": "late"}, "setting opex_timing is 'late'; accepted: start, middle, end"),
        ({"replacement": "never"}, "setting replacement is 'never'; accepted: when_due, start_of_year, none"),
        ({"residual": ""}, "setting residual is ''; accepted: straight_line, none"),
        ({"rate": "constant"}, "setting rate is 'constant'; accepted: real, nominal"),
        ({"overhead": "yes"}, "setting overhead is 'yes'; accepted: True, False"),
        ({"contingency": 1}, "setting contingency is 1; accepted: True, False"),
    ],
)
def test_a_setting_that_is_not_accepted_is_refused_by_name(given_settings, words):
    with pytest.raises(ValueError, match=words):
        Settings(**given_settings)


def test_all_wrong_settings_are_told_at_once():
    with pytest.raises(ValueError, match=r"setting opex_timing is 'late'.*; setting prices is 'old'"):
        Settings(opex_timing="late", prices="old")


@pytest.mark.parametrize(
    ("prices", "rate", "needed"),
    [("real", "real", False), ("nominal", "real", True), ("real", "nominal", True), ("nominal", "nominal", True)],
)
def test_inflation_is_read_only_where_a_nominal_amount_or_rate_asks_for_it(prices, rate, needed):
    assert Settings(prices=prices, rate=rate).needs_inflation is needed


# --- what always holds


@given(tiny_rates | rates, st.integers(1, 40), timings)
def test_an_annual_cost_paid_each_year_is_worth_the_value_down_to_the_smallest_rates(rate, years, timing):
    each = finance.annual_cost(1.0, rate, years, timing)
    worth = ledger.present_value(ledger.yearly(each, years, settings=Settings(opex_timing=timing)), rate)
    assert worth == pytest.approx(1.0, rel=1e-12)
    assert each * finance.annuity_factor(rate, years, timing) == pytest.approx(1.0, rel=1e-15)


@given(st.floats(0.0, 1e6), st.floats(0.0, 100.0), horizons, settings)
def test_a_life_of_the_horizon_or_more_is_never_replaced(price, longer, horizon, chosen):
    found = ledger.purchases(price, horizon + longer, horizon, settings=chosen)
    assert found["replacement"].amount.sum() == 0
    assert found["replacement"].amount.shape[-1] == 0


@given(lives, st.floats(1.0, 3.0), horizons, rates, st.floats(-0.2, 0.0), settings)
def test_a_longer_life_never_costs_more_where_prices_do_not_rise(life, longer, horizon, rate, trend, chosen):
    short = cost(1000.0, life, horizon, rate, trend=trend, settings=chosen)
    long = cost(1000.0, life * longer, horizon, rate, trend=trend, settings=chosen)
    assert long <= short + 1e-6


@given(lives, horizons, settings)
def test_what_is_bought_less_what_is_left_is_the_life_that_was_used(life, horizon, chosen):
    found = ledger.purchases(1.0, life, horizon, settings=chosen)
    units_used = sum(each.amount.sum() for each in found.values())
    expected = {
        ("none", "none"): 1.0,
        ("none", "straight_line"): min(1.0, horizon / life),
    }.get((chosen.replacement, chosen.residual))
    if expected is not None:
        assert units_used == pytest.approx(expected, abs=1e-8)
    elif chosen.residual == "straight_line":
        assert units_used == pytest.approx(horizon / life, rel=1e-6)
    else:
        assert horizon / life - 1e-6 <= units_used < horizon / life + 1 + 1e-6


@given(lives, horizons, rates, settings, st.floats(0.1, 1e3))
def test_cost_scales_with_the_price(life, horizon, rate, chosen, factor):
    once = cost(100.0, life, horizon, rate, settings=chosen)
    assert cost(100.0 * factor, life, horizon, rate, settings=chosen) == pytest.approx(factor * once, rel=1e-9, abs=1e-9)


@given(lives, horizons, rates, settings)
def test_every_payment_falls_between_the_start_and_the_horizon_and_in_its_year(life, horizon, rate, chosen):
    for each in (
        *ledger.purchases(100.0, life, horizon, settings=chosen).values(),
        ledger.yearly(1.0, horizon, settings=chosen),
    ):
        used = each.amount != 0
        dates, years = (np.broadcast_to(one, each.amount.shape)[used] for one in (each.date, each.year))
        assert ((dates >= 0) & (dates <= horizon)).all()
        assert ((years >= 0) & (years < horizon)).all()
        assert ((dates >= years - 1e-9) & (dates <= years + 1 + 1e-9)).all()


@given(st.floats(1.0, 1e6), st.sampled_from(["USD", "XAF"]), st.integers(2020, 2025), st.integers(2020, 2025))
def test_money_moved_to_another_year_and_back_is_unchanged(amount, currency, year, other):
    there = amount * price(f"{currency}_{year}", f"{currency}_{other}")
    assert there * price(f"{currency}_{other}", f"{currency}_{year}") == pytest.approx(amount, rel=1e-12)


@given(st.floats(1.0, 1e6), st.integers(2020, 2025))
def test_money_changed_into_another_currency_of_its_year_and_back_is_unchanged(amount, year):
    there = amount * price(f"XAF_{year}", f"USD_{year}")
    assert there * price(f"USD_{year}", f"XAF_{year}") == pytest.approx(amount, rel=1e-12)


def test_a_life_that_rounding_ends_at_the_horizon_is_paid_in_the_last_year():
    paid = ledger.purchases(90.0, 3.3333333333, 10)  # the third replacement falls due 1e-10 years before the horizon
    assert paid["replacement"].year.tolist() == [3, 6, 9]
    assert paid["replacement"].amount.tolist() == [90.0, 90.0, 90.0]


def replaced(lifetime, horizon):
    """Years in whose books one unit is bought again."""
    again = ledger.purchases(1.0, lifetime, horizon)["replacement"]
    return again.year[again.amount > 0].tolist()


def unused(lifetime, horizon):
    return -ledger.purchases(1.0, lifetime, horizon)["residual"].amount.item()


def test_replacements_stand_in_the_year_in_which_a_life_ends():
    assert replaced(5.0, 10) == [5]
    assert replaced(2.5, 10) == [2, 5, 7]
    assert replaced(0.5, 2) == [0, 1, 1]


def test_a_life_that_divides_the_horizon_only_by_rounding_error_buys_no_extra_unit():
    assert len(replaced(10 / 3, 10)) == 2
    assert unused(10 / 3, 10) == pytest.approx(0, abs=1e-9)


@given(st.floats(0.2, 60), st.integers(1, 40))
def test_a_life_shorter_than_the_horizon_is_replaced_and_no_other(lifetime, horizon):
    bought = len(replaced(lifetime, horizon))
    assert bought == 0 if lifetime >= horizon else bought >= 1


@given(st.floats(0.2, 60), st.integers(1, 40))
def test_units_bought_less_the_unused_share_equal_the_lives_used(lifetime, horizon):
    bought = 1 + len(replaced(lifetime, horizon))
    assert bought - unused(lifetime, horizon) == pytest.approx(horizon / lifetime, rel=1e-9)
