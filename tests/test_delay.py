"""What waiting saves and what it costs in use, against bills worked out by hand."""

import pytest
from tco_case import bill, given, measured, operation

from refanalysis import tco
from refanalysis.tco import Settings, cost_of_delay

BOX = bill(("box", "site"))
POWER = bill(("box", "site"), ("hand", "staff", 1.0, "staff"))


def row(table, wait, site="all"):
    return table[(table["wait"] == wait) & (table["site"] == site)].iloc[0]


def test_waiting_saves_a_replacement_a_price_and_interest():
    """Now: 1000, and 810 after two years. In two years: 810, which lasts to the end."""
    values = given(capex=1000.0, lifetime=2.0, price_trend=-0.1, adoption=0.5)
    table = cost_of_delay(operation((10.0,), 4), values, "option", [0, 2], components=BOX)
    now, later = row(table, 0), row(table, 2)
    assert now["bill"] == pytest.approx(1000 + 810 / 1.21)
    assert later["bill"] == pytest.approx(810 / 1.21)
    assert later["saved"] == pytest.approx(1000)
    assert later["fewer_years"] == pytest.approx(810 / 1.21)
    assert later["later_prices"] == pytest.approx(190)
    assert later["later_payment"] == pytest.approx(810 - 810 / 1.21)
    assert (now["user_months"], later["user_months"], later["user_months_lost"]) == pytest.approx((240, 120, 120))
    assert later["saved_per_month_lost"] == pytest.approx(1000 / 120)
    assert later["cost_per_user_month"] == pytest.approx(810 / 1.21 / (60 / 1.1**3 + 60 / 1.1**4))


def test_use_spreads_from_the_day_the_service_opens():
    """Adoption 25, 37.5, 53.4 … per cent: a year's wait loses the last and fullest year, not the first."""
    values = given(capex=1.0, adoption_start=0.25, adoption_end=1.0, adoption_years=4.0)
    case = operation((100.0,), 3)
    users = tco.demand(case.sites, values, 3)["users"]
    later = row(cost_of_delay(case, values, "option", 1, components=BOX), 1)
    assert later["user_months"] == pytest.approx(12 * users[:2].sum())
    assert later["user_months_lost"] == pytest.approx(12 * users[2])


def test_people_keep_coming_while_one_waits():
    values = given(capex=1.0, adoption=1.0, population_growth=0.1, arrival_share=0.2)
    later = row(cost_of_delay(operation((100.0,), 3), values, "option", 1, components=BOX), 1)
    assert later["user_months"] == pytest.approx(12 * (130 + 163))
    assert later["user_months_lost"] == pytest.approx(12 * 100)


def test_without_waiting_it_is_the_bill_of_the_model():
    case, values = operation((1000.0, 90.0), 5), given(capex=100.0, users_per_staff=150.0, opex__hand=20.0, capex__hand=1.0)
    table = cost_of_delay(case, values, "option", 0, components=POWER)
    outcomes = tco.outcomes_by_draw(case, values, components=POWER)
    for site in ("AAA-001", "AAA-002", "all"):
        for column, outcome in (("bill", "present_value"), ("cost_per_user_month", "cost_per_user_month")):
            assert row(table, 0, site)[column] == pytest.approx(measured(outcomes, outcome, site), rel=1e-12)


def test_parts_of_the_saving_add_up_and_sites_add_up_to_all():
    values = given(capex=100.0, lifetime=3.0, users_per_staff=150.0, opex__hand=20.0, capex__hand=1.0, price_trend=0.03)
    table = cost_of_delay(operation((1000.0, 90.0), 8), values, "option", range(8), components=POWER)
    parts = table[["fewer_years", "later_prices", "later_payment"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(table["saved"].to_numpy())
    sums = table[table["site"] != "all"].groupby("wait")[["bill", "user_months_lost"]].sum()
    every = table[table["site"] == "all"].set_index("wait")
    assert sums.to_numpy() == pytest.approx(every[["bill", "user_months_lost"]].to_numpy())
    assert every["saved"].is_monotonic_increasing


def test_nominal_prices_change_nothing():
    values = given(capex=100.0, lifetime=2.0, price_trend=0.03, inflation=0.05)
    case = operation((1000.0,), 5)
    real, nominal = (
        cost_of_delay(case, values, "option", [1, 3], Settings(prices=prices), BOX) for prices in ("real", "nominal")
    )
    assert real.equals(nominal)


@pytest.mark.parametrize(("years", "found"), [(3, "3"), (-1, "-1"), ([0, 1.5], "1.5"), ([], "none"), ([True], "True")])
def test_years_that_cannot_be_waited_are_named(years, found):
    with pytest.raises(ValueError, match=rf"whole numbers from 0 to 2, below the horizon; found {found}$"):
        cost_of_delay(operation(horizon=3), given(capex=1.0), "option", years, components=BOX)
