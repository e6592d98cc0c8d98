"""The settings published models differ in, on the cost model itself: dates worked by hand, kinds of prices, what stays."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import settings as tried
from hypothesis import strategies as st
from tco_case import bill, given, measured, operation

from refanalysis import tco
from refanalysis.tco.settings import Settings

ONE = bill(("kit", "site"))
few = tried(max_examples=40, deadline=None)
KIT = {"capex__kit": 100.0, "opex__kit": 10.0, "lifetime": 2.5, "inflation": 0.05}


def flows(settings, horizon=4, **numbers):
    return tco.cash_flows(operation(horizon=horizon), given(**KIT | numbers), components=ONE, settings=settings)


def dated(settings, item, **more):
    rows = flows(settings, **more)
    return rows.loc[rows["item"] == item, ["date", "value"]].round(9).to_numpy().tolist()


@pytest.mark.parametrize(("timing", "shift"), [("start", 0.0), ("middle", 0.5), ("end", 1.0)])
def test_running_cost_is_paid_at_the_start_the_middle_or_the_end_of_its_year(timing, shift):
    settings = Settings(opex_timing=timing)
    assert dated(settings, "opex") == [[year + shift, 10.0] for year in range(4)]
    case, values = operation(horizon=2), given(**KIT)
    found = tco.outcomes(tco.cash_flows(case, values, components=ONE, settings=settings), case, values, settings)
    # two years of 10 at 10 %, and 100 now less the fifth of its life that is left in year 2
    value = 10 * (1.1**-shift + 1.1 ** -(1 + shift)) + 100 - 20 / 1.21
    assert measured(found, "present_value") == pytest.approx(value, rel=1e-9)
    # users are served when the running cost is paid
    months = 500 * 12 * (1.1**-shift + 1.1 ** -(1 + shift))
    assert measured(found, "cost_per_user_month") == pytest.approx(value / months, rel=1e-9)


def test_equipment_is_bought_again_on_its_day_or_at_the_start_of_that_year_or_never():
    assert dated(Settings(), "replacement") == [[2.5, 100.0]]
    assert dated(Settings(replacement="start_of_year"), "replacement") == [[2.0, 100.0]]
    assert dated(Settings(replacement="none"), "replacement") == []


def test_unused_life_is_credited_or_not():
    # the second kit has one year of 2.5 left
    assert dated(Settings(), "residual") == [[4.0, -40.0]]
    assert dated(Settings(replacement="start_of_year"), "residual") == [[4.0, -40.0]]
    assert dated(Settings(residual="none"), "residual") == []


def test_what_is_lost_is_bought_again_even_where_worn_out_equipment_is_not():
    assert dated(Settings(replacement="none"), "replacement", theft_share=0.1, horizon=2) == [[1.0, 10.0], [2.0, 10.0]]


def test_mark_ups_can_be_left_out_each_on_its_own():
    numbers = {"horizon": 1, "overhead_share": 0.1, "contingency_share": 0.2}
    total = {
        (overhead, reserve): sum(
            value for _, value in dated(Settings(overhead=overhead, contingency=reserve), "overhead", **numbers)
        )
        for overhead in (True, False)
        for reserve in (True, False)
    }
    assert total == pytest.approx({(True, True): 33.0, (True, False): 11.0, (False, True): 20.0, (False, False): 0.0})


def test_nominal_amounts_rise_with_inflation_to_their_day_and_bear_no_price_year():
    rows = flows(Settings(prices="nominal"), horizon=3)
    assert set(rows["unit"]) == {"USD"}
    assert rows.loc[rows["item"] == "opex", "value"].tolist() == pytest.approx([10.5, 11.025, 11.57625])
    assert rows.loc[rows["item"] == "replacement", "value"].tolist() == pytest.approx([100 * 1.05**2.5])
    assert rows.loc[rows["item"] == "residual", "value"].tolist() == pytest.approx([-80 * 1.05**3])


def test_a_sum_of_nominal_amounts_bears_no_price_year_but_values_at_the_start_do():
    case, values, settings = operation(), given(**KIT), Settings(prices="nominal")
    ledger = tco.outcomes(tco.cash_flows(case, values, components=ONE, settings=settings), case, values, settings)
    drawn = tco.outcomes_by_draw(case, values, components=ONE, settings=settings)
    summed = tco.ranges(case, values, components=ONE, settings=settings)
    for table in (ledger, drawn, summed):
        units = dict(zip(table["outcome"], table["unit"], strict=True))
        assert (units["tco"], units["present_value"], units["initial_capex"]) == ("USD", "USD_2024", "USD_2024")
        assert units["cost_per_gb"] == "USD_2024/GB"
    real = tco.outcomes_by_draw(case, values, components=ONE)
    assert set(real.loc[real["outcome"] == "tco", "unit"]) == {"USD_2024"}


@pytest.mark.parametrize("prices", ["real", "nominal"])
def test_a_nominal_rate_is_freed_of_inflation(prices):
    # 15.5 % nominal with 5 % inflation is 10 % real
    nominal = Settings(prices=prices, rate="nominal")
    values = given(**KIT, discount_rate=0.155)
    found = tco.outcomes_by_draw(operation(), values, components=ONE, settings=nominal)
    real = tco.outcomes_by_draw(operation(), given(**KIT), components=ONE)
    for outcome in ("present_value", "annual_cost", "cost_per_user_month", "opex_share", "present_value_unknown"):
        assert measured(found, outcome) == pytest.approx(measured(real, outcome), rel=1e-12), outcome


settings_of_dates = st.builds(
    Settings,
    opex_timing=st.sampled_from(["start", "middle", "end"]),
    replacement=st.sampled_from(["when_due", "start_of_year", "none"]),
    residual=st.sampled_from(["straight_line", "none"]),
    rate=st.sampled_from(["real", "nominal"]),
    overhead=st.booleans(),
    contingency=st.booleans(),
)


@few
@for_all(
    settings_of_dates,
    st.floats(-0.05, 1.0),
    st.floats(0.0, 0.5),
    st.floats(0.5, 12.0),
    st.floats(-0.3, 0.3),
    st.integers(1, 12),
)
def test_a_present_value_is_the_same_in_real_and_in_nominal_prices(chosen, inflation, rate, life, growth, horizon):
    values = given(**KIT | {"inflation": inflation, "lifetime": life}, discount_rate=rate, population_growth=growth)
    case = operation(horizon=horizon)
    real, nominal = (
        tco.outcomes_by_draw(case, values, components=ONE, settings=replace(chosen, prices=prices))
        for prices in ("real", "nominal")
    )
    kept = real["outcome"] != "tco"
    assert nominal.loc[kept, "value"].to_numpy() == pytest.approx(real.loc[kept, "value"].to_numpy(), rel=1e-9, abs=1e-9)


def test_without_inflation_nominal_amounts_are_the_real_ones():
    real, nominal = (flows(Settings(prices=prices), inflation=0.0) for prices in ("real", "nominal"))
    assert np.array_equal(real["value"], nominal["value"])
