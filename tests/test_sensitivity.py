"""What a model reads, one at a time, by ranks, by variance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from uncertain_case import assumed, pairs

from refanalysis import sampling, sensitivity

PRICES = assumed(
    ("capex@mast", 100, 200, 400, "pert"),
    ("opex", 10, 20, 25, "triangular"),
    ("lifetime", 5, 5, 5, "pert"),
    ("contention", 1, 2, 3, "fixed"),
    ("adoption", 0.1, 0.5, 0.9, "uniform"),
)


def cost(values):
    """200 + 10 × 20 in the base case; reads a certain and a fixed assumption too, and not adoption."""
    years = values.value("lifetime") * values.value("contention")
    return values.value("capex", "leo", "mast") + values.value("opex") * years


def test_a_model_is_watched_while_it_reads():
    names = PRICES.table["parameter"].iloc[sensitivity.reads(cost, PRICES)].tolist()
    assert names == ["lifetime", "contention", "capex", "opex"]


def test_only_assumptions_with_a_range_are_uncertain():
    assert sensitivity.uncertain(PRICES, [3, 2, 1, 0]) == [1, 0]


def test_a_recorder_gives_what_it_records_and_says_what_is_there():
    recorder = sensitivity.Recorder(values=PRICES, assumptions=PRICES)
    assert recorder.has("opex")
    assert not recorder.has("rent")
    assert (recorder.value("opex"), list(recorder.read)) == (20, [1])


def test_a_design_gives_its_columns_and_the_mode_of_all_others():
    design = sensitivity.Design(assumptions=PRICES, n=2, columns={1: np.array([1.0, 2.0])})
    assert design.value("opex").tolist() == [1, 2]
    assert design.value("adoption").tolist() == [0.5, 0.5]
    assert design.has("adoption")
    assert not design.has("rent")


def test_a_tornado_by_hand_is_widest_first():
    table = sensitivity.tornado(cost, PRICES, "cost", "USD_2024")
    assert table["parameter"].tolist() == ["capex", "opex"]
    assert table["component"].tolist() == ["mast", ""]
    assert table[["at_low", "base", "at_high", "swing"]].to_numpy().tolist() == [[300, 400, 600, 300], [300, 400, 450, 150]]
    assert table[["low", "mode", "high"]].to_numpy().tolist() == [[100, 200, 400], [10, 20, 25]]
    assert set(table["outcome"] + table["outcome_unit"] + table["unit"]) == {"costUSD_2024ratio"}


def test_a_tornado_calls_the_model_twice_however_many_assumptions_there_are():
    calls = []
    sensitivity.tornado(lambda values: calls.append(1) or cost(values), PRICES, "cost", "USD_2024")
    assert len(calls) == 2


def test_a_tornado_between_shares_of_the_distribution_is_narrower():
    table = sensitivity.tornado(cost, PRICES, "cost", "USD_2024", shares=(0.1, 0.9)).set_index("parameter")
    low, high = sampling.quantile(np.array([0.1, 0.9]), 10, 20, 25, "triangular")
    assert table.loc["opex", ["low", "high"]].tolist() == [low, high]
    assert table.loc["opex", "swing"] == pytest.approx(10 * (high - low))


def test_the_swing_reaches_over_a_turning_point():
    table = sensitivity.tornado(lambda values: (values.value("adoption") - 0.5) ** 2, PRICES, "waste", "share")
    assert table["swing"].item() == pytest.approx(0.16)


@settings(deadline=None)
@given(st.permutations([1.0, -2.0, 0.5]))
def test_the_tornado_of_a_sum_has_the_ranges_of_its_terms(factors):
    case = assumed(("a", 0, 1, 2, "uniform"), ("b", 0, 1, 2, "uniform"), ("c", 0, 1, 2, "uniform"))

    def total(values):
        return sum(factor * values.value(name) for factor, name in zip(factors, "abc", strict=True))

    table = sensitivity.tornado(total, case, "total", "ratio").set_index("parameter")
    assert [table.loc[name, "swing"] for name in "abc"] == pytest.approx([2 * abs(factor) for factor in factors])
    assert table["swing"].is_monotonic_decreasing


@pytest.mark.parametrize("shares", [(0.9, 0.1), (-0.1, 1.0), (0.5, 0.5)])
def test_shares_out_of_order_are_refused(shares):
    with pytest.raises(ValueError, match="two shares in order, between 0 and 1"):
        sensitivity.tornado(cost, PRICES, "cost", "USD_2024", shares=shares)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (lambda values: values.value("lifetime"), "reads no assumption that has a range"),
        (
            lambda values: np.ones(7) * np.mean(values.value("opex")),
            r"for each of the 3 draws along its last axis; found \(7,\)",
        ),
        (lambda values: float(np.mean(values.value("opex"))), r"found \(\)"),
        (lambda values: np.where(np.asarray(values.value("opex")) > 20, np.nan, 1.0), "no finite number in 1 of 3 draws"),
        (lambda values: np.stack([values.value("opex")] * 2), r"must return one outcome, shape \(3,\); found \(2, 3\)"),
    ],
)
def test_a_model_that_cannot_be_examined_is_refused(model, words):
    with pytest.raises(ValueError, match=words):
        sensitivity.tornado(model, PRICES, "cost", "USD_2024")


def test_rank_correlation_agrees_with_scipy_ties_included():
    generator = np.random.default_rng(0)
    inputs, outcome = generator.integers(0, 9, (3, 60)), generator.integers(0, 9, 60)
    theirs = [stats.spearmanr(row, outcome).statistic for row in inputs]
    assert sensitivity.rank_correlation(inputs, outcome) == pytest.approx(theirs)


def test_an_input_that_never_changes_has_no_rank_correlation():
    assert np.isnan(sensitivity.rank_correlation([[1, 1, 1, 1]], [1, 2, 3, 4])).all()


@settings(deadline=None)
@given(st.lists(st.integers(-1000, 1000), min_size=4, max_size=20, unique=True))
def test_rank_correlation_does_not_see_a_rising_scale(values):
    given_values = np.array(values, dtype=float)
    outcome = np.exp(given_values / 500) + 3
    assert sensitivity.rank_correlation([given_values, -given_values], outcome) == pytest.approx([1, -1])


@pytest.mark.parametrize(("inputs", "outcome"), [([[1, 2, 3]], [1, 2, 3]), ([[1, 2, 3, 4]], [1, 2, 3, 4, 5])])
def test_too_few_or_unpaired_draws_are_refused(inputs, outcome):
    with pytest.raises(ValueError, match="with n of 4 or more are needed"):
        sensitivity.rank_correlation(inputs, outcome)


def test_rank_correlations_name_what_was_read_strongest_first():
    table = sensitivity.rank_correlations(cost, sampling.draw(PRICES, 500, 1, pairs()), "cost", "USD_2024")
    assert table["parameter"].tolist() == ["capex", "opex"]
    assert (table["low"] < table["rho"]).all()
    assert (table["rho"] < table["high"]).all()
    assert table["rho"].iloc[0] > 0.7


def test_the_interval_of_a_rank_correlation_holds_the_truth_in_about_95_of_100_samples():
    case = assumed(("a", 0, 1, 2, "uniform"), ("b", 0, 1, 2, "uniform"))

    def held(seed):
        table = sensitivity.rank_correlations(
            lambda values: values.value("a") + values.value("b"), sampling.draw(case, 60, seed, pairs()), "sum", "ratio"
        ).set_index("parameter")
        return table.loc["a", "low"] < 0.7 < table.loc["a", "high"]  # 12 E[a G(a + b)] - 3, G the triangular distribution

    assert np.mean([held(seed) for seed in range(100)]) >= 0.9


def test_an_outcome_that_nothing_drives_is_refused():
    with pytest.raises(ValueError, match="cost is the same in all 10 draws"):
        sensitivity.rank_correlations(
            lambda values: 0 * values.value("opex"), sampling.draw(PRICES, 10, 1, pairs()), "cost", "USD"
        )


ISHIGAMI = assumed(*[(name, -np.pi, 0, np.pi, "uniform") for name in "abc"])


def ishigami(values):
    a, b, c = (values.value(name) for name in "abc")
    return np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


def ishigami_indices():
    """First and total indices in closed form: Ishigami and Homma 1990, with a = 7 and b = 0.1."""
    of_a, of_b, of_both = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 7**2 / 8, 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50)
    total = of_a + of_b + of_both
    return np.array([of_a, of_b, 0]) / total, np.array([of_a + of_both, of_b, of_both]) / total


def test_sobol_indices_of_the_ishigami_function_are_those_of_theory():
    table = sensitivity.sobol(ishigami, ISHIGAMI, "height", "ratio", n=4096).set_index("parameter").loc[["a", "b", "c"]]
    first, total = ishigami_indices()
    assert table["first"].to_numpy() == pytest.approx(first, abs=0.01)
    assert table["total"].to_numpy() == pytest.approx(total, abs=0.01)
    assert (table["first_width"] < 0.06).all()
    assert (table["total_width"] < 0.06).all()


def test_sobol_indices_of_a_sum_are_shares_of_its_variance_under_any_distribution():
    case = assumed(("a", 1, 2, 6, "pert"), ("b", 0, 1, 5, "triangular"))
    table = sensitivity.sobol(lambda values: values.value("a") + values.value("b"), case, "sum", "ratio", n=2048)
    of_a = 25 * stats.beta(1.8, 4.2).var()
    of_b = stats.triang(0.2, 0, 5).var()
    shares = {"a": of_a / (of_a + of_b), "b": of_b / (of_a + of_b)}
    assert table["first"].tolist() == pytest.approx([shares[name] for name in table["parameter"]], abs=0.01)
    assert table["total"].tolist() == pytest.approx([shares[name] for name in table["parameter"]], abs=0.01)
    assert table["parameter"].tolist() == sorted(shares, key=shares.get, reverse=True)


def test_sobol_indices_do_not_depend_on_the_chunk_and_do_on_the_seed():
    whole, chunked, other = (
        sensitivity.sobol(ishigami, ISHIGAMI, "height", "ratio", n=64, **options) for options in ({}, {"chunk": 7}, {"seed": 1})
    )
    assert whole["total"].to_numpy() == pytest.approx(chunked["total"].to_numpy(), abs=1e-12)
    assert not np.allclose(whole["total"], other["total"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"n": 100}, "n must be a power of 2, and 2 or more; found 100"),
        ({"n": 0}, "n must be a power of 2"),
        ({"seed": -1}, "seed must be 0 or more and chunk 1 or more; found -1 and 4096"),
        ({"chunk": 0}, "seed must be 0 or more and chunk 1 or more; found 0 and 0"),
    ],
)
def test_sobol_arguments_are_checked(options, words):
    with pytest.raises(ValueError, match=words):
        sensitivity.sobol(ishigami, ISHIGAMI, "height", "ratio", **options)


def test_sobol_refuses_an_outcome_that_nothing_drives():
    with pytest.raises(ValueError, match="height is the same in all 40 cases"):
        sensitivity.sobol(lambda values: 0 * ishigami(values), ISHIGAMI, "height", "ratio", n=8)
