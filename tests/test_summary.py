"""Quantiles over draws and the fingerprint of a table."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refanalysis import summary


def outcomes(values):
    return pd.DataFrame(
        {"scenario": "base", "site": "all", "technology": "leo", "outcome": "tco", "unit": "USD_2024"}
        | {"draw": range(len(values)), "value": values}
    )


def test_the_summary_of_a_hundred_and_one_draws():
    row = summary.summarise(outcomes([float(value) for value in range(101)])).iloc[0]
    assert (row["mean"], row["p05"], row["p50"], row["p95"]) == (50, 5, 50, 95)


def test_draws_of_different_technologies_are_kept_apart():
    frame = pd.concat([outcomes([1.0, 3.0]), outcomes([10.0, 30.0]).assign(technology="fibre")])
    assert summary.summarise(frame)["mean"].tolist() == [2, 20]


@pytest.mark.parametrize("change", [{"a": [1.0, 2.1]}, {"a": [2.0, 1.0]}, {"b": [1.0, 2.0]}, {"a": [1.0, None]}])
def test_the_checksum_sees_a_value_an_order_a_name_and_a_gap(change):
    assert summary.checksum(pd.DataFrame(change)) != summary.checksum(pd.DataFrame({"a": [1.0, 2.0]}))


@given(st.floats(1, 1e9))
def test_the_checksum_does_not_see_the_last_bits(value):
    rounded = float(f"{value:.9g}")
    assert summary.checksum(pd.DataFrame({"a": [rounded]})) == summary.checksum(pd.DataFrame({"a": [rounded * (1 + 1e-15)]}))


def test_the_checksum_sees_a_row_that_a_long_table_would_hide():
    long = pd.DataFrame({"a": range(1000)})
    changed = long.copy()
    changed.loc[500, "a"] = -1
    assert summary.checksum(long) != summary.checksum(changed)
