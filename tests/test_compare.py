"""Options set side by side from arrays of draws and from the ledger."""

import numpy as np
import pandas as pd
import pytest
from tco_case import bill, given, operation

from refanalysis import assumptions, data, sampling, tco

FOUND = {  # two sites and all of them together, four draws
    "leo": {"cost_per_user_month": np.array([[1.0, 2.0, 3.0, 4.0], [4.0, 4.0, 4.0, 4.0], [2.0, 3.0, 3.5, 4.0]])},
    "mast": {"cost_per_user_month": np.array([[2.0, 2.0, 2.0, 2.0], [5.0, 5.0, 5.0, 5.0], [3.0, 3.0, 3.0, 3.0]])},
}
UNIT = "USD_2024/user/month"


def test_every_option_is_compared_with_every_other_draw_by_draw_and_equals_count_half():
    pairs = tco.pairs_by_draw(FOUND, UNIT).set_index(["first", "second"])
    assert pairs.loc[("leo", "mast"), "probability"] == pytest.approx((1 + 0.5) / 4)
    assert pairs.loc[("mast", "leo"), "probability"] == pytest.approx((2 + 0.5) / 4)
    assert pairs.loc[("leo", "mast"), "p50"] == pytest.approx(0.25)
    assert set(pairs["site"]) == {"all"}
    assert tco.pairs_by_draw({"leo": FOUND["leo"]}, UNIT).empty


def test_the_cheapest_from_arrays_is_that_from_the_table_of_draws():
    case = data.operation("chad")
    draws = sampling.draw(assumptions.load(case), 50, 3)
    names = ["leo", "rural_lite", "macro_4g"]
    table = tco.outcomes_by_draw(case, draws, names, only=["cost_per_user_month"])
    found = tco.arrays_by_draw(case, draws, names, only=["cost_per_user_month"])
    expected = tco.cheapest(table)
    pd.testing.assert_frame_equal(tco.cheapest_by_draw(found, case.sites["site_id"], expected["unit"].iloc[0]), expected)
    pair = tco.probability_cheaper(table, "leo", "macro_4g").query("site == 'all'").iloc[0]
    mine = tco.pairs_by_draw(found, pair["unit"]).query("first == 'leo' and second == 'macro_4g'").iloc[0]
    assert mine.to_dict() == pair.to_dict()


def test_only_the_options_named_are_compared_for_the_cheapest():
    table = tco.cheapest_by_draw(FOUND, ["A", "B"], UNIT, ["mast"])
    assert table["technology"].tolist() == ["mast"] * 3
    assert table["site"].tolist() == ["A", "B", "all"]


def test_options_for_whole_sites_are_those_without_a_caution_of_reach():
    cautions = pd.DataFrame({"technology": ["zone", "mast"], "caution": ["reach", "density"]})
    assert tco.whole_sites(["zone", "mast"], cautions) == ["mast"]
    assert tco.whole_sites(["zone"], cautions) == ["zone"]


def test_present_values_by_item_add_up_and_know_what_falls_late():
    """100 to buy, 50 years of life, 10 a year at the end of each of six years, at ten per cent."""
    values = given(capex=100.0, opex=10.0, resale_share=0.0)
    flows = tco.cash_flows(operation((1000.0,), 6), values, components=bill(("box", "site")))
    found = tco.by_item(flows, values).set_index("item")
    assert found.loc["capex", "value"] == pytest.approx(100.0)
    assert found.loc["opex", "value"] == pytest.approx(sum(10 / 1.1**year for year in range(1, 7)))
    assert found.loc["opex", "tail"] == pytest.approx(10 / 1.1**6)
    assert found.loc["capex", "tail"] == 0


def test_items_of_an_operation_add_up_to_its_present_value():
    case = data.operation("chad")
    values, settings = assumptions.load(case), tco.Settings(opex_timing="middle", residual="none", rate="nominal")
    flows = tco.cash_flows(case, values, ["leo"], settings=settings)
    outcomes = tco.outcomes(flows, case, values, settings).query("site == 'all'").set_index("outcome")["value"]
    found = tco.by_item(flows, values, settings)
    assert found["value"].sum() == pytest.approx(outcomes["present_value"])
    assert found["tail"].sum() / found["value"].sum() == pytest.approx(outcomes["tail_share"])


def test_every_pair_whose_running_totals_cross_is_listed_earliest_first():
    rows = [("dish", [2, 5, 8, 11]), ("mast", [7, 8, 9, 10]), ("light", [3, 4, 5, 6]), ("other", [20, 21, 22, 23])]
    totals = pd.DataFrame([(name, "all", year, value) for name, values in rows for year, value in enumerate(values)],
                          columns=["technology", "site", "year", "value"])  # fmt: skip
    found = tco.crossings(totals)
    assert found.to_numpy().tolist() == [["dish", "light", 1], ["dish", "mast", 3]]
    assert tco.crossings(totals[totals["technology"] == "mast"]).empty
