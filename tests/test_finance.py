"""Discounting, annuities, replacement and returns against hand-worked cases and properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refanalysis import finance

rates = st.floats(-0.5, 2.0)
years = st.integers(1, 40)


def test_a_payment_at_the_end_of_the_first_year_is_discounted_once():
    assert finance.discount_factor(0.05, 0, "end") == pytest.approx(1 / 1.05, rel=1e-15)
    assert finance.discount_factor(0.05, 0, "start") == 1.0
    assert finance.discount_factor(0.05, 2, "middle") == pytest.approx(1.05**-2.5, rel=1e-15)


def test_present_value_of_a_hand_worked_project():
    # 1000 now, 100 at the end of each of three years at 10 %: 1000 + 90.909 + 82.645 + 75.131
    capex = finance.present_value([1000, 0, 0], 0.1)
    opex = finance.present_value([100, 100, 100], 0.1, "end")
    assert capex + opex == pytest.approx(1248.6851990984, rel=1e-12)


def test_present_value_broadcasts_over_draws():
    flows = np.array([[1.0, 1.0], [2.0, 2.0]])
    values = finance.present_value(flows, np.array([0.0, 1.0]))
    assert values.tolist() == [2.0, 3.0]


@given(st.floats(0, 1e-15), years)
def test_the_annuity_factor_stays_exact_at_tiny_rates(rate, count):
    assert finance.annuity_factor(rate, count) == pytest.approx(count, rel=1e-13)


def test_the_annuity_factor_matches_the_sum_at_a_rate_where_the_plain_formula_loses_half_its_digits():
    rate, count = 1e-9, 30
    exact = sum((1 + rate) ** -k for k in range(1, count + 1))
    assert finance.annuity_factor(rate, count) == pytest.approx(exact, rel=1e-12)


@given(rates, years, st.sampled_from(["start", "middle", "end"]))
def test_annual_cost_times_annuity_factor_is_the_value(rate, count, timing):
    yearly = finance.annual_cost(1234.5, rate, count, timing)
    assert yearly * finance.annuity_factor(rate, count, timing) == pytest.approx(1234.5, rel=1e-10)


@given(rates, years, st.sampled_from(["start", "middle", "end"]))
def test_an_annuity_is_the_present_value_of_equal_payments(rate, count, timing):
    assert finance.annuity_factor(rate, count, timing) == pytest.approx(
        finance.present_value(np.ones(count), rate, timing), rel=1e-9
    )


def test_internal_rate_of_return_of_a_textbook_case():
    assert finance.irr([-100, 60, 60]) == pytest.approx(0.130662386291808, rel=1e-12)
    assert finance.irr([-1000, 1, 1, 1]) < -0.8


@pytest.mark.parametrize("flows", [[1, 1], [-1, -1], [-1, 3, -1.5], [0, 0]])
def test_flows_without_one_change_of_sign_have_no_single_rate_of_return(flows):
    assert np.isnan(finance.irr(flows))


@given(st.lists(st.floats(1, 100), min_size=1, max_size=20), st.floats(1, 1000))
def test_the_rate_of_return_brings_the_present_value_to_zero(incomes, price):
    flows = np.array([-price, *incomes])
    rate = finance.irr(flows)
    scale = np.abs(flows * finance.discount_factor(rate, np.arange(flows.size))).max()
    assert abs(finance.present_value(flows, rate)) <= 1e-6 * scale


def test_payback_is_the_first_year_in_which_the_sum_is_back_at_zero():
    assert finance.payback([-10, 5, 5, 5]) == 2
    assert np.isnan(finance.payback([-10, 5]))


def test_the_real_rate_removes_inflation_exactly():
    assert finance.real_rate(0.155, 0.05) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: finance.discount_factor(-1, 1), "a rate must be above -1 a year; found -1.0"),
        (lambda: finance.discount_factor(float("nan"), 1), "a rate must be above -1"),
        (lambda: finance.discount_factor(0.1, 1, "noon"), "timing must be one of start, middle, end; found 'noon'"),
        (lambda: finance.replacement_count(0, 10), "lifetime must be above 0 years; found 0.0"),
        (lambda: finance.replacement_count(5, 0), "equipment must be bought before the horizon; found 0 years left"),
        (lambda: finance.replacement_count(float("nan"), 10), "lifetime must be above 0 years"),
        (lambda: finance.annual_cost(1, 0.1, 0), "years must be above 0; found 0"),
    ],
)
def test_arguments_that_make_no_sense_are_refused_by_name(call, words):
    with pytest.raises(ValueError, match=words):
        call()
