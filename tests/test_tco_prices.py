"""What one unit costs: transport, tax, losses, running cost, replacement, removal, credit and mark-ups, worked by hand."""

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from tco_case import bill, given, operation

from refanalysis import tco
from refanalysis.schema import DataError

ONE = bill(("kit", "site"))
few = settings(max_examples=30, deadline=None)


def paid(horizon=1, components=ONE, **numbers):
    """Flows of one site by item and year; one kit of 1,000 with a life of 50 years unless stated."""
    values = given(**{"capex__kit": 1000.0, "resale_share": 0.0} | numbers)
    flows = tco.cash_flows(operation(horizon=horizon), values, components=components)
    return flows.groupby(["item", "year"])["value"].sum().round(9).to_dict()


# --- the price at the site


def test_transport_adds_a_share_and_more_for_each_kilometre_from_the_hub():
    found = paid(logistics_uplift=0.1, logistics_per_km=0.0005, distance_to_hub=400.0)
    assert found == {("capex", 0): 1300.0}


def test_tax_falls_on_the_price_with_transport_and_sales_tax_on_the_duty_too():
    # 1,200 at the site; duty of 10 % and then 20 %: 1.1 * 1.2 - 1 = 0.32
    found = paid(logistics_uplift=0.2, import_duty=0.1, sales_tax=0.2)
    assert found == {("capex", 0): 1200.0, ("tax", 0): 384.0}


@pytest.mark.parametrize(("exempt", "tax"), [(0.0, 320.0), (0.75, 80.0), (1.0, None)])
def test_what_is_exempt_bears_no_tax(exempt, tax):
    assert paid(import_duty=0.1, sales_tax=0.2, tax_exempt_share=exempt).get(("tax", 0)) == tax


def test_replacements_are_taxed_as_purchases_and_running_cost_is_not():
    found = paid(horizon=3, lifetime=2.0, sales_tax=0.1, opex__kit=50.0)
    assert {key: value for key, value in found.items() if key[0] == "tax"} == {("tax", 0): 100.0, ("tax", 2): 100.0}


# --- losses


def test_what_breaks_or_is_stolen_is_bought_and_taxed_again_every_year():
    found = paid(horizon=2, failure_share=0.03, theft_share=0.02, logistics_uplift=0.2, sales_tax=0.1)
    assert found[("replacement", 0)] == found[("replacement", 1)] == 60.0  # 5 % of 1,200
    assert found[("tax", 1)] == 6.0


def test_losses_follow_the_units_in_service_and_the_price_of_their_year():
    components = bill(("kit", "terminal"))
    found = paid(
        horizon=3, components=components, terminal_capacity=10.0, population_growth=-0.5, theft_share=0.1, price_trend__kit=0.1
    )
    # 3, 2 and 1 units; 100, 110 and 121 each
    assert [found[("replacement", year)] for year in range(3)] == [300.0, 220.0, 121.0]


def test_what_is_lost_is_not_charged_where_nothing_was_bought():
    values = given(opex__kit=100.0, failure_share=0.5, theft_share=0.5)
    flows = tco.cash_flows(operation(horizon=1), values, components=ONE)
    assert flows[["item", "value"]].to_numpy().tolist() == [["opex", 100.0]]


# --- the end of a life


def test_taking_down_costs_at_each_replacement_and_once_at_the_horizon():
    found = paid(horizon=5, lifetime=2.0, retirement_share=0.1)
    assert {key: value for key, value in found.items() if key[0] == "retirement"} == {
        ("retirement", 2): 100.0, ("retirement", 4): 200.0,  # the second replacement in year 4, and all at the end of year 4
    }  # fmt: skip


def test_taking_down_follows_the_price_of_its_year_and_is_paid_at_the_horizon():
    values = given(capex__kit=1000.0, retirement_share=0.1, price_trend=-0.5, resale_share=0.0)
    flows = tco.cash_flows(operation(horizon=3), values, components=ONE).set_index("item")
    assert flows.loc["retirement", ["year", "date", "value"]].tolist() == [2, 3.0, 25.0]


@pytest.mark.parametrize(("share", "credit"), [(1.0, -500.0), (0.3, -150.0), (0.0, None)])
def test_only_the_share_that_can_be_resold_is_credited(share, credit):
    # a life of 4 years in 6: the second kit is half used
    assert paid(horizon=6, lifetime=4.0, resale_share=share).get(("residual", 5)) == credit


@few
@for_all(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.5, 20.0), st.integers(1, 12))
def test_a_better_resale_never_costs_more(share, more, life, horizon):
    case = operation(horizon=horizon)
    poor, rich = (
        tco.outcomes_by_draw(
            case, given(capex__kit=1000.0, lifetime=life, resale_share=each), components=ONE, only=["present_value"]
        )["value"].iloc[0]
        for each in (share, min(1.0, share + more))
    )
    assert rich <= poor + 1e-9


# --- mark-ups


def test_contingency_is_charged_on_purchases_alone_and_overhead_on_all_costs_and_on_contingency():
    found = paid(
        horizon=3, lifetime=2.0, resale_share=1.0, opex__kit=100.0, sales_tax=0.1, retirement_share=0.05, contingency_share=0.2,
        overhead_share=0.1,
    )  # fmt: skip
    # year 0: 1,000 bought, 100 tax, 100 to run: 200 contingency, 10 % of 1,400
    assert found[("overhead", 0)] == pytest.approx(200.0 + 140.0)
    assert found[("overhead", 1)] == pytest.approx(10.0)
    # year 2: 1,000 bought again, 100 tax, 100 to run, 50 and 50 taken down; nothing on the credit of 500
    assert found[("residual", 2)] == -500.0
    assert found[("overhead", 2)] == pytest.approx(200.0 + 150.0)


def test_contingency_is_charged_on_what_is_lost_and_bought_again():
    found = paid(theft_share=0.1, contingency_share=0.2)
    assert found == {("capex", 0): 1000.0, ("replacement", 0): 100.0, ("overhead", 0): 220.0}


# --- running cost


def test_running_cost_is_a_share_of_the_price_before_transport_and_tax_unless_stated():
    assert paid(opex_share__kit=0.1, logistics_uplift=0.5, sales_tax=0.5)[("opex", 0)] == 100.0
    assert paid(opex_share__kit=0.1, opex__kit=30.0)[("opex", 0)] == 30.0


def test_bandwidth_that_is_not_counted_in_mbps_has_a_running_cost_of_its_own():
    found = paid(components=bill(("kit", "site", 1.0, "bandwidth")), opex__kit=1200.0, bandwidth_price=99.0)
    assert found[("bandwidth", 0)] == 1200.0


def test_running_cost_is_booked_under_the_item_its_bill_names():
    for item in ("staff", "training", "licence", "opex", "bandwidth", "energy"):
        found = paid(components=bill(("kit", "site", 1.0, item)), opex__kit=7.0)
        assert found[(item, 0)] == 7.0


def test_a_price_trend_moves_every_purchase_loss_and_running_cost_of_its_year():
    found = paid(horizon=4, lifetime=2.0, price_trend=0.1, opex__kit=100.0, theft_share=0.01)
    assert [found[("opex", year)] for year in range(4)] == pytest.approx([100.0, 110.0, 121.0, 133.1])
    # the loss of each year, and in year 2 the kit itself
    assert [found[("replacement", year)] for year in range(4)] == pytest.approx([10.0, 11.0, 1210.0 + 12.1, 13.31])


def test_a_unit_that_comes_later_is_bought_at_the_price_of_its_year():
    found = paid(
        horizon=2, components=bill(("kit", "terminal")), terminal_capacity=25.0, population_growth=0.5, price_trend=-0.2
    )
    # 25 and 37.5 Mbps: one kit, then a second at 800
    assert (found[("capex", 0)], found[("capex", 1)]) == (1000.0, 800.0)


# --- errors


def test_a_component_that_is_bought_needs_a_lifetime():
    values = given(capex__kit=1.0)
    del values.numbers["lifetime"]
    with pytest.raises(DataError, match="no row gives lifetime"):
        tco.cash_flows(operation(), values, components=ONE)


@pytest.mark.parametrize("life", [0.0, -3.0])
def test_a_life_that_is_not_above_zero_is_refused(life):
    with pytest.raises(ValueError, match="lifetime must be above 0 years; found "):
        tco.outcomes_by_draw(operation(), given(capex__kit=1.0, lifetime=life), components=ONE)


@pytest.mark.parametrize(
    "parameter", ["capex__kit", "lifetime", "import_duty", "discount_rate", "theft_share", "overhead_share"]
)
def test_a_number_that_is_not_one_never_counts_as_zero(parameter):
    values = given(**{"capex__kit": 1.0, parameter: float("nan")})
    with pytest.raises(DataError, match=r"is not a finite number; accepted: a number in every draw"):
        tco.outcomes_by_draw(operation(), values, components=ONE)
