"""Options compared draw by draw, and an operation as a function of its values."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis import assumptions, clusters, data, sampling, sensitivity, tco


def outcomes(costs):
    """Table `outcomes` from {(site, technology): values}."""
    frames = [
        pd.DataFrame(
            {"scenario": "base", "site": site, "technology": name, "outcome": "tco", "unit": "USD_2024", "value": values}
        )
        .reset_index(names="draw")
        .astype({"draw": "Int64", "value": float})
        for (site, name), values in costs.items()
    ]
    return pd.concat(frames, ignore_index=True)


TWO_SITES = outcomes(
    {("A", "leo"): [1, 2, 3, 4], ("A", "vsat"): [2, 2, 2, 2], ("B", "leo"): [9, 9, 9, 9], ("B", "vsat"): [1, 1, 1, 1]}
)


def test_the_probability_of_being_cheaper_by_site():
    pairs = tco.probability_cheaper(TWO_SITES, "leo", "vsat", "tco").set_index("site")
    assert pairs["probability"].to_dict() == {"A": 0.375, "B": 0.0}
    assert pairs.loc["A", ["p50", "unit", "first", "second"]].tolist() == [0.5, "USD_2024", "leo", "vsat"]
    assert pairs.loc["B", ["p05", "p50", "p95"]].tolist() == [8, 8, 8]


def test_either_way_round_the_probabilities_sum_to_one():
    there, back = (
        tco.probability_cheaper(TWO_SITES, "leo", "vsat", "tco"),
        tco.probability_cheaper(TWO_SITES, "vsat", "leo", "tco"),
    )
    assert (there["probability"] + back["probability"]).tolist() == [1, 1]
    assert (there["p05"] + back["p95"]).tolist() == pytest.approx([0, 0])


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=9))
def test_the_table_agrees_with_the_arrays(costs):
    first, second = np.array(costs, dtype=float).T
    found = tco.probability_cheaper(outcomes({("A", "leo"): first, ("A", "vsat"): second}), "leo", "vsat", "tco")
    assert found["probability"].item() == pytest.approx(sensitivity.probability_cheaper(first, second))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("leo", "fibre", "tco"), "no technology is called fibre; in the table: leo, vsat"),
        (("leo", "vsat", "npv"), "no outcome is called 'npv'; known: tco"),
    ],
)
def test_what_cannot_be_compared_is_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        tco.probability_cheaper(TWO_SITES, *arguments)


def test_options_of_different_draws_are_refused():
    with pytest.raises(ValueError, match="must share sites and draws"):
        tco.probability_cheaper(outcomes({("A", "leo"): [1, 2], ("A", "vsat"): [1]}), "leo", "vsat", "tco")


@pytest.fixture(scope="module")
def uganda():
    case = data.operation("uganda")
    return case, assumptions.load(case)


def test_a_model_of_an_operation_gives_the_outcome_of_each_draw(uganda):
    case, values = uganda
    draws = sampling.draw(values, 5, 1)
    table = tco.outcomes_by_draw(case, draws, ["leo", "geo_vsat"], only=["present_value"]).set_index(["site", "technology"])
    one, two = (tco.model(case, "present_value", names)(draws) for names in ("leo", ["geo_vsat", "leo"]))
    assert np.array_equal(one, table.loc[("all", "leo"), "value"])
    assert np.array_equal(two, [table.loc[("all", name), "value"] for name in ("geo_vsat", "leo")])
    site = case.sites["site_id"].iloc[0]
    assert np.array_equal(tco.model(case, "present_value", "leo", site)(draws), table.loc[(site, "leo"), "value"])


def test_a_model_of_an_unknown_site_is_refused(uganda):
    case, values = uganda
    with pytest.raises(ValueError, match="no site is called 'Atlantis'; known: UGA-"):
        tco.model(case, "present_value", "leo", "Atlantis")(values)


def test_what_drives_the_cost_of_an_operation_are_assumptions_it_reads(uganda):
    case, values = uganda
    model = tco.model(case, "present_value", "leo")
    found = sensitivity.tornado(model, values, "present_value", "USD_2024")
    assert set(found["parameter"]) <= set(tco.READS)
    assert set(found["technology"]) <= {"", "leo"}
    likely = tco.outcomes_by_draw(case, values, ["leo"], only=["present_value"]).set_index("site")["value"]
    assert found["base"].to_numpy() == pytest.approx(likely["all"], rel=1e-12)


def test_outcomes_of_an_operation_do_not_depend_on_the_chunk(uganda):
    case, values = uganda
    draws = sampling.draw(values, 30, 2)
    compute = partial(tco.outcomes_by_draw, case, technologies=["leo", "macro_4g"], only=["cost_per_user_month", "tco"])
    whole, chunked = (clusters.outcomes(compute, draws, chunk) for chunk in (30, 7))
    assert chunked.values == pytest.approx(whole.values, rel=1e-12)
    pd.testing.assert_frame_equal(clusters.table(whole), compute(draws), rtol=1e-12)
