"""Value of information and paired comparison, against closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from uncertain_case import assumed, pairs

from refanalysis import sampling, sensitivity

CASE = assumed(("price", -1, 0.5, 2, "uniform"), ("noise", -1, 0, 1, "uniform"), ("idle", 0, 1, 2, "uniform"))


def two_options(values):
    """The first costs nothing; the second price + noise, on average 0.5."""
    extra = values.value("price") + values.value("noise") + 0 * values.value("idle")
    return np.stack([0 * extra, extra])


def test_perfect_information_by_hand():
    # alone the first costs 3 and the second 3.5 on average; knowing, 1, 2 and 2
    assert sensitivity.perfect_information([[1, 2, 6], [4, 4.5, 2]]) == pytest.approx(3 - 5 / 3)


@settings(deadline=None)
@given(st.lists(st.lists(st.floats(-1e3, 1e3), min_size=5, max_size=5), min_size=2, max_size=4))
def test_information_is_never_worth_less_than_nothing(costs):
    assert sensitivity.perfect_information(costs) >= -1e-9


def test_information_about_a_common_cost_is_worth_nothing():
    common = np.random.default_rng(0).random(500)
    costs = np.stack([common, common + 1])
    assert sensitivity.perfect_information(costs) == pytest.approx(0)
    assert sensitivity.partial_information(costs, common) == pytest.approx(0, abs=1e-12)


def test_partial_information_of_a_uniform_price_is_a_sixth():
    """Choosing the first costs 0; knowing x of U(-1, 2), the second is taken below 0: E[min(0, x)] = -1/6."""
    table = sensitivity.information(two_options, sampling.draw(CASE, 20_000, 1, pairs()), "cost", "USD_2024")
    value = table.set_index("parameter")["value"]
    assert value["price"] == pytest.approx(1 / 6, rel=0.02)
    assert table["parameter"].tolist() == ["all", "price", "noise", "idle"]
    assert value["all"] == pytest.approx(-_expected_negative_part(), rel=0.02)
    assert table["share"].iloc[0] == 1
    assert table["share"].iloc[1] == pytest.approx(value["price"] / value["all"])


def _expected_negative_part():
    grid = (np.arange(2000) + 0.5) / 2000
    sums = (-1 + 3 * grid)[:, np.newaxis] + (-1 + 2 * grid)
    return np.minimum(sums, 0).mean()


def test_noise_that_cannot_change_the_choice_is_worth_nothing():
    """Knowing e of U(-1, 1), the second is expected to cost 0.5 + e, below 0 for e < -0.5: 1/2 × 1/4 × 1/2 = 1/16."""
    draws = sampling.draw(CASE, 20_000, 1, pairs())
    costs = two_options(draws)
    assert sensitivity.partial_information(costs, draws.value("noise")) == pytest.approx(1 / 16, rel=0.05)
    assert sensitivity.partial_information(costs, draws.value("idle")) < 0.002


@pytest.mark.parametrize(("mean", "spread"), [(0.0, 1.0), (0.5, 1.0), (-1.0, 2.0)])
def test_partial_information_of_a_normal_difference_is_the_unit_loss_integral(mean, spread):
    """s φ(m/s) - |m| Φ(-|m|/s), Raiffa and Schlaifer 1961."""
    known = mean + spread * stats.norm.ppf(sampling.uniform("known", 20_000, 0))
    other = stats.norm.ppf(sampling.uniform("other", 20_000, 0))
    costs = np.stack([np.zeros(20_000), known + 3 * other])
    expected = spread * stats.norm.pdf(mean / spread) - abs(mean) * stats.norm.cdf(-abs(mean) / spread)
    assert sensitivity.partial_information(costs, known) == pytest.approx(expected, rel=0.05)


def test_an_assumption_with_few_values_is_taken_value_by_value():
    known = np.repeat([0.0, 1.0], 100)
    costs = np.stack([np.full(200, 1.0), 3 * known])  # 0 or 3 against 1: choose 1 blindly, (0 + 1) / 2 when known
    assert sensitivity.partial_information(costs, known) == pytest.approx(0.5)


def test_knowing_one_assumption_is_worth_no_more_than_knowing_all():
    for seed in range(5):
        table = sensitivity.information(two_options, sampling.draw(CASE, 400, seed, pairs()), "cost", "USD_2024")
        assert (table["value"].iloc[1:] <= table["value"].iloc[0]).all()


def test_without_anything_to_gain_the_share_is_unknown():
    table = sensitivity.information(
        lambda values: np.stack([values.value("price"), values.value("price") + 1]),
        sampling.draw(CASE, 200, 0, pairs()),
        "cost",
        "USD_2024",
    )
    assert table["value"].tolist() == [0, 0]
    assert table["share"].isna().all()


def test_the_probability_of_being_cheaper_pairs_the_draws():
    assert sensitivity.probability_cheaper([1, 5, 3], [2, 6, 2]) == pytest.approx(2 / 3)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20))
def test_the_probabilities_of_both_options_sum_to_one(costs):
    first, second = np.array(costs, dtype=float).T
    both = sensitivity.probability_cheaper(first, second) + sensitivity.probability_cheaper(second, first)
    assert both == pytest.approx(1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sensitivity.perfect_information([[1.0, 2.0]]), r"two options or more are needed, shape \(options, n\)"),
        (lambda: sensitivity.perfect_information([[1.0, np.nan], [1.0, 2.0]]), "finite costs"),
        (lambda: sensitivity.partial_information(np.ones((2, 50)), np.ones(50)), "needs 100 finite draws or more"),
        (lambda: sensitivity.partial_information(np.ones((2, 200)), np.ones(100)), "one for each draw of the costs"),
        (lambda: sensitivity.partial_information(np.ones((2, 100)), np.full(100, np.inf)), "needs 100 finite draws"),
        (lambda: sensitivity.probability_cheaper([1.0], [1.0, 2.0]), "arrays of numbers of the same shape"),
        (lambda: sensitivity.probability_cheaper([], []), "arrays of numbers of the same shape"),
        (lambda: sensitivity.probability_cheaper([np.nan], [1.0]), "arrays of numbers of the same shape"),
    ],
)
def test_costs_that_cannot_be_compared_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
