"""Distributions, named streams, parts of draws and draws that move together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from uncertain_case import assumed, pairs

from refanalysis import assumptions, correlations, data, sampling
from refanalysis.schema import DataError

LIMITS = st.lists(st.floats(0.01, 1e6), min_size=3, max_size=3).map(sorted)
SHAPES = st.sampled_from(["fixed", "pert", "triangular", "uniform", "lognormal"])
PRICES = [("capex", 10, 20, 60, "pert"), ("opex", 1, 2, 6, "triangular"), ("lifetime", 5, 6, 9, "uniform")]
SHARES = (np.arange(20_000) + 0.5) / 20_000


def test_pert_has_the_mean_its_formula_says():
    values = sampling.quantile(SHARES, 10, 20, 60, "pert")
    assert values.mean() == pytest.approx((10 + 4 * 20 + 60) / 6, rel=1e-4)


def test_triangular_has_its_mean_and_its_mode():
    values = sampling.quantile(SHARES, 0, 1, 4, "triangular")
    assert values.mean() == pytest.approx(5 / 3, rel=1e-4)
    counts, edges = np.histogram(values, bins=40)
    assert edges[counts.argmax()] == pytest.approx(1, abs=0.15)


def test_uniform_is_even_and_fixed_is_still():
    assert sampling.quantile(SHARES, 2, 3, 6, "uniform").mean() == pytest.approx(4, rel=1e-6)
    assert set(sampling.quantile(SHARES, 2, 3, 6, "fixed")) == {3.0}


def test_lognormal_has_its_mode_column_as_median_when_the_limits_are_symmetric_in_ratio():
    values = sampling.quantile(SHARES, 1, 10, 100, "lognormal")
    assert np.median(values) == pytest.approx(10, rel=1e-3)
    assert values.mean() > 10


@settings(deadline=None)
@given(
    st.lists(st.floats(0.01, 1e6), min_size=3, max_size=3),
    st.sampled_from(["fixed", "pert", "triangular", "uniform", "lognormal"]),
)
def test_every_draw_respects_its_bounds(limits, distribution):
    low, mode, high = sorted(limits)
    values = sampling.quantile(np.linspace(0, 1, 101), low, mode, high, distribution)
    assert values.min() >= low
    assert values.max() <= high
    assert np.all(np.diff(values) >= 0)


def test_a_latin_hypercube_has_one_point_in_each_slice():
    sample = sampling.uniform("capex", 50, seed=0)
    assert sorted(np.floor(sample * 50)) == list(range(50))


def test_streams_are_named_and_seeded():
    assert np.array_equal(sampling.uniform("a", 9, 1), sampling.uniform("a", 9, 1))
    assert not np.array_equal(sampling.uniform("a", 9, 1), sampling.uniform("b", 9, 1))
    assert not np.array_equal(sampling.uniform("a", 9, 0), sampling.uniform("a", 9, 1))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((3, 2, 4, "pert"), "low <= mode <= high; found 3, 2, 4"),
        ((1, 2, 3, "normal"), "distribution must be one of fixed, pert, triangular, uniform, lognormal; found 'normal'"),
        ((0, 2, 3, "lognormal"), "a lognormal distribution needs low above 0"),
        ((1, float("nan"), 3, "pert"), "low <= mode <= high"),
    ],
)
def test_limits_that_make_no_distribution_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        sampling.quantile(SHARES, *arguments)


@settings(deadline=None)
@given(LIMITS)
def test_the_mean_of_a_pert_is_its_formula_whatever_the_limits(limits):
    low, mode, high = limits
    values = sampling.quantile(SHARES, low, mode, high, "pert")
    assert values.mean() == pytest.approx((low + 4 * mode + high) / 6, abs=2e-4 * (high - low), rel=1e-12)


@settings(deadline=None)
@given(st.sampled_from(["triangular", "uniform", "pert"]), LIMITS)
def test_quantiles_agree_with_an_independent_implementation(distribution, limits):
    low, mode, high = limits
    if high - low < 1e-6 * high:
        return
    width, peak = high - low, (mode - low) / (high - low)
    theirs = {
        "triangular": stats.triang(peak, low, width),
        "uniform": stats.uniform(low, width),
        "pert": stats.beta(1 + 4 * peak, 1 + 4 * (1 - peak), low, width),
    }[distribution]
    shares = np.array([0.01, 0.2, 0.5, 0.9])
    assert sampling.quantile(shares, low, mode, high, distribution) == pytest.approx(theirs.ppf(shares), rel=1e-7)


@settings(deadline=None)
@given(LIMITS, SHAPES, st.integers(1, 40), st.integers(0, 2**40))
def test_draws_lie_within_their_bounds_and_fill_every_slice(limits, distribution, n, seed):
    values = sampling.draw(assumed(("capex", *limits, distribution)), n, seed, pairs()).value("capex")
    assert values.shape == (n,)
    assert values.min() >= limits[0]
    assert values.max() <= limits[2]
    edges = sampling.quantile(np.arange(n + 1) / n, *limits, distribution)
    assert (np.sort(values) >= edges[:-1] - 1e-9 * limits[2]).all()
    assert (np.sort(values) <= edges[1:] + 1e-9 * limits[2]).all()


@settings(deadline=None)
@given(st.permutations(PRICES), st.integers(1, 3), st.integers(0, 99))
def test_draws_of_one_assumption_do_not_move_when_others_come_and_go(rows, kept, seed):
    whole, some = (sampling.draw(assumed(*each), 20, seed, pairs()) for each in (rows, rows[:kept]))
    for name, *_ in rows[:kept]:
        assert np.array_equal(whole.value(name), some.value(name))


def test_zero_is_a_seed_of_its_own():
    zero, again, one = (sampling.draw(assumed(*PRICES), 20, seed, pairs()).value("capex") for seed in (0, 0, 1))
    assert np.array_equal(zero, again)
    assert not np.array_equal(zero, one)


def test_drawn_values_cannot_be_changed_by_a_model():
    with pytest.raises(ValueError, match="read-only"):
        sampling.draw(assumed(*PRICES), 20, 0, pairs()).value("capex")[0] = 0


@settings(deadline=None)
@given(st.integers(1, 50), st.data())
def test_a_part_is_the_same_rows_of_the_whole(n, chosen):
    draws = sampling.draw(assumed(*PRICES), n, 3, pairs(("capex", "opex", 0.5)))
    start = chosen.draw(st.integers(0, n - 1))
    stop = chosen.draw(st.integers(start + 1, n))
    part = draws.part(start, stop)
    inner = part.part(0, 1)
    assert (part.n, part.seed, part.first, inner.first) == (stop - start, 3, start, start)
    for name in ("capex", "opex", "lifetime"):
        assert np.array_equal(part.value(name), draws.value(name)[start:stop])
        assert np.array_equal(inner.value(name), draws.value(name)[start : start + 1])


@pytest.mark.parametrize(("start", "stop"), [(0, 0), (3, 2), (-1, 2), (0, 6)])
def test_a_part_that_is_not_there_is_refused(start, stop):
    with pytest.raises(ValueError, match=f"must lie within the 5 draws and hold one or more; found {start} to {stop}"):
        sampling.draw(assumed(*PRICES), 5, 0, pairs()).part(start, stop)


@settings(deadline=None)
@given(st.floats(-0.95, 0.95), st.integers(0, 20))
def test_a_pair_has_the_rank_correlation_its_row_states(rho, seed):
    draws = sampling.draw(assumed(*PRICES), 1000, seed, pairs(("capex", "opex", rho)))
    found = stats.spearmanr(draws.value("capex"), draws.value("opex")).statistic
    assert found == pytest.approx(rho, abs=0.04)


@pytest.mark.parametrize("rho", [-1, 1])
def test_a_perfect_correlation_is_perfect(rho):
    draws = sampling.draw(assumed(*PRICES), 50, 1, pairs(("opex", "lifetime", rho)))
    assert stats.spearmanr(draws.value("opex"), draws.value("lifetime")).statistic == pytest.approx(rho)


@settings(deadline=None)
@given(st.integers(1, 60), st.floats(-0.7, 0.7), st.integers(0, 20))
def test_correlation_changes_the_order_of_draws_and_nothing_else(n, rho, seed):
    free, tied = (sampling.draw(assumed(*PRICES), n, seed, table) for table in (pairs(), pairs(("opex", "capex", rho))))
    assert np.array_equal(tied.value("lifetime"), free.value("lifetime"))
    assert np.array_equal(tied.value("capex"), free.value("capex"))  # the first by name keeps its order
    assert np.array_equal(np.sort(tied.value("opex")), np.sort(free.value("opex")))


def test_three_assumptions_keep_all_three_coefficients():
    table = pairs(("capex", "opex", 0.6), ("opex", "lifetime", -0.4), ("capex", "lifetime", 0.2))
    draws = sampling.draw(assumed(*PRICES), 4000, 0, table)
    found = stats.spearmanr(np.array([draws.value(name) for name in ("capex", "opex", "lifetime")]).T).statistic
    assert found[np.triu_indices(3, 1)] == pytest.approx([0.6, 0.2, -0.4], abs=0.01)


def test_a_correlation_finds_its_assumptions_as_a_model_does():
    rows = [("capex@mast", 1, 2, 3, "pert"), ("capex", 1, 2, 3, "pert"), ("opex", 1, 2, 3, "pert")]
    draws = sampling.draw(assumed(*rows), 400, 0, pairs(("capex@mast", "opex", 0.9)))
    assert stats.spearmanr(draws.value("capex", "", "mast"), draws.value("opex")).statistic == pytest.approx(0.9, abs=0.02)
    assert abs(stats.spearmanr(draws.value("capex", "", "dish"), draws.value("opex")).statistic) < 0.2


def test_a_correlation_of_another_country_does_not_count():
    elsewhere = pairs(("capex", "opex", 0.9), country="TCD")
    free, tied = (sampling.draw(assumed(*PRICES), 30, 0, table) for table in (pairs(), elsewhere))
    assert np.array_equal(tied.value("opex"), free.value("opex"))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("capex", "rent", 0.5)], "correlations, capex with rent: assumptions: no row gives rent"),
        ([("capex", "capex", 0.5)], "capex with capex: both name the same assumption"),
        ([("capex", "opex", 0.5), ("opex", "capex", 0.4)], "opex with capex: the pair stands twice for UGA"),
        ([("capex", "opex", 1.5)], "found rho 1.5; accepted: -1 to 1"),
        ([("capex", "opex", float("nan"))], "found rho nan; accepted: -1 to 1"),
        (
            [("capex", "opex", 0.9), ("opex", "lifetime", 0.9)],
            r"capex\|\|\|, lifetime\|\|\|, opex\|\|\| contradict one another: the matrix has the eigenvalue -0.2",
        ),
    ],
)
def test_correlations_that_cannot_hold_are_named(rows, words):
    with pytest.raises(DataError, match=words):
        sampling.draw(assumed(*PRICES), 10, 0, pairs(*rows))


def test_every_wrong_correlation_is_named_at_once():
    with pytest.raises(DataError) as error:
        sampling.draw(assumed(*PRICES), 10, 0, pairs(("capex", "rent", 0.5), ("opex", "opex", 0.5)))
    assert len(error.value.problems) == 2


@settings(deadline=None)
@given(st.integers(1, 4), st.lists(st.floats(-3, 3), min_size=16, max_size=16))
def test_the_root_of_a_semidefinite_matrix_is_triangular_and_squares_to_it(rank, numbers):
    factor = np.array(numbers).reshape(4, 4)[:, :rank]
    matrix = factor @ factor.T
    root = correlations.square_root(matrix)
    assert root is not None
    assert root == pytest.approx(np.tril(root), abs=1e-12)
    assert root @ root.T == pytest.approx(matrix, abs=1e-9)
    assert (np.diag(root) >= 0).all()


def test_a_matrix_with_a_negative_eigenvalue_has_no_root():
    assert correlations.square_root(np.array([[1.0, 2.0], [2.0, 1.0]])) is None
    assert correlations.square_root(np.array([[0.0, 1.0], [1.0, 1.0]])) is None


HEADER = "parameter,technology,component,other_parameter,other_technology,other_component,country,rho,source,quality,note\n"


def of_uganda():
    values = assumptions.load(data.operation("uganda"))
    return sampling.draw(values, 300, 1)


def test_draws_follow_the_file_of_correlations_when_there_is_one(workspace):
    path = workspace / "data" / "correlations.csv"
    free = of_uganda()
    path.write_text(HEADER + "discount_rate,,,overhead_share,,,,0.8,pytal_2022,expert,for a test\n")
    tied = of_uganda()
    found = stats.spearmanr(tied.value("discount_rate"), tied.value("overhead_share")).statistic
    assert found == pytest.approx(0.8, abs=0.03)
    assert np.array_equal(tied.value("logistics_uplift"), free.value("logistics_uplift"))
    path.unlink()
    assert data.table("correlations").empty
    assert np.array_equal(of_uganda().value("overhead_share"), free.value("overhead_share"))


def test_a_coefficient_that_is_none_is_refused_in_the_file(workspace):
    path = workspace / "data" / "correlations.csv"
    path.write_text(HEADER + "discount_rate,,,rent,,,,1.8,pytal_2022,expert,\n")
    with pytest.raises(DataError, match=r"correlations\.csv, row 2, column rho: found .*1\.8"):
        data.table("correlations")


def test_remembered_draws_come_out_the_same_when_forgotten():
    before = sampling.draw(assumed(*PRICES), 20, 0, pairs()).value("capex")
    sampling.forget()
    assert np.array_equal(sampling.draw(assumed(*PRICES), 20, 0, pairs()).value("capex"), before)
