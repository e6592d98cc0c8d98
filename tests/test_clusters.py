"""Chunks of draws give the numbers of the whole, here and on a cluster."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uncertain_case import assumed, pairs

from refanalysis import clusters, sampling, summary

CASE = assumed(("capex", 100, 200, 400, "pert"), ("opex", 10, 20, 25, "triangular"), ("lifetime", 5, 6, 9, "uniform"))


def computed(draws, years=10, missing=False):
    """Table `outcomes` of two sites; the cost per year of the second is unknown where equipment is short-lived."""
    cost = draws.value("capex") * years / draws.value("lifetime") + years * draws.value("opex")
    yearly = np.where(draws.value("lifetime") < 6, np.nan, cost / years) if missing else cost / years
    blocks = [("AAA-001", "tco", "USD_2024", cost), ("AAA-002", "annual_cost", "USD_2024/year", yearly)]
    frames = [
        pd.DataFrame({"scenario": "base", "site": site, "technology": "leo", "outcome": name, "unit": unit, "value": value})
        for site, name, unit, value in blocks
    ]
    draw = pd.array(np.tile(np.arange(draws.n), 2), dtype="Int64")
    return pd.concat(frames, ignore_index=True).assign(draw=draw)


def drawn(n, seed=1):
    return sampling.draw(CASE, n, seed, pairs(("capex", "opex", 0.7)))


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 50))
def test_the_numbers_do_not_depend_on_the_chunk(n, chunk):
    found = clusters.outcomes(computed, drawn(n), chunk)
    whole = computed(drawn(n))
    assert np.array_equal(found.values.ravel(), whole["value"])
    assert found.labels["site"].tolist() == ["AAA-001", "AAA-002"]


def test_the_long_table_is_the_one_computed_in_one_piece():
    table = clusters.table(clusters.outcomes(computed, drawn(25), 7))
    pd.testing.assert_frame_equal(table, computed(drawn(25))[list(table.columns)])


@pytest.mark.parametrize("missing", [False, True])
def test_the_summary_is_that_of_the_long_table(missing):
    compute = partial(computed, missing=missing)
    found = clusters.summarise(clusters.outcomes(compute, drawn(101), 30))
    pd.testing.assert_frame_equal(found, summary.summarise(compute(drawn(101))))
    grouped = compute(drawn(101)).sample(frac=1, random_state=0)  # out of order, so that rows are grouped by name
    grouped = summary.summarise(grouped).sort_values("site", ignore_index=True)
    pd.testing.assert_frame_equal(found, grouped, rtol=1e-12)


def test_an_outcome_that_is_never_known_stays_unknown():
    labels = computed(drawn(2))[summary.LABELS].iloc[[0]]
    row = summary.of_arrays(labels, np.full((1, 3), np.nan)).iloc[0]
    assert row[["mean", "p05", "p50", "p95"]].isna().all()


def test_no_call_computes_more_draws_than_a_chunk():
    sizes = []

    def watched(draws):
        sizes.append(draws.n)
        return computed(draws)

    clusters.outcomes(watched, drawn(25), 10)
    assert sizes == [10, 10, 5]


def test_a_chunk_below_one_is_refused():
    with pytest.raises(ValueError, match="chunk must be 1 or more; found 0"):
        clusters.outcomes(computed, drawn(5), 0)


def test_rows_out_of_order_are_refused():
    with pytest.raises(ValueError, match="must return rows with its draws, 0 to 4, innermost; found 10 rows"):
        clusters.outcomes(lambda draws: computed(draws).iloc[::-1], drawn(5), 5)


def test_chunks_with_other_rows_are_refused():
    def changing(draws):
        return computed(draws).assign(technology="leo" if draws.first == 0 else "vsat")

    with pytest.raises(ValueError, match="the chunk that starts with draw 2 has other rows than the first"):
        clusters.outcomes(changing, drawn(4), 2)


@pytest.fixture(scope="module")
def client():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as made,
    ):
        yield made


def test_a_cluster_of_processes_gives_the_same_numbers(client):
    here = clusters.outcomes(computed, drawn(50), 50)
    there = clusters.outcomes(computed, drawn(50), 7, client)
    assert np.array_equal(here.values, there.values)
    pd.testing.assert_frame_equal(here.labels, there.labels)


def test_an_error_on_a_worker_reaches_the_caller(client):
    with pytest.raises(ValueError, match="must return rows with its draws"):
        clusters.outcomes(lambda draws: computed(draws).iloc[1:], drawn(4), 2, client)
