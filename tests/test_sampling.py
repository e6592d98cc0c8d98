"""Distributions and named streams."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refanalysis import sampling

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
