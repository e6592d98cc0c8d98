from functools import cache

import numpy as np
import pandas as pd
import pytest
from tco_case import bill, given, measured, operation

from refanalysis import assumptions, data, sampling, schema, tco
from refanalysis.schema import DataError
from refanalysis.tco.reading import whole
from refanalysis.tco.settings import Settings

TERMINALS = bill(("terminal", "terminal"))


def hand_values(**more):
    return given(terminal_capacity=10.0, capex__terminal=100.0, opex__terminal=10.0, lifetime__terminal=2.0, **more)


def hand_case(**more):
    case = operation(**more)
    flows = tco.cash_flows(case, hand_values(), components=TERMINALS)
    return case, flows


# 1,000 people, half of them active, 1 Mbps shared by 20: 500 * 1 / 20 = 25 Mbps, so 3 terminals of 10 Mbps.
# Bought in year 0: 300; two-year life, so again in year 2: 300; used one of two years by the end of year 2: -150.
# Running: 30 a year.


def test_the_ledger_of_the_hand_case_has_every_flow_in_its_year():
    _, flows = hand_case()
    rows = flows.set_index(["item", "year"])["value"].to_dict()
    assert rows == {
        ("capex", 0): 300.0,
        ("replacement", 2): 300.0,
        ("residual", 2): -150.0,
        ("opex", 0): 30.0,
        ("opex", 1): 30.0,
        ("opex", 2): 30.0,
    }
    assert set(flows["unit"]) == {"USD_2024"}
    assert set(flows["payer"]) == {"unknown"}


def test_the_outcomes_of_the_hand_case_are_those_worked_by_hand():
    case, flows = hand_case()
    found = tco.outcomes(flows, case, hand_values())
    # purchases at the start of the year, running cost and residual at its end, at 10 %:
    # 300 + 300/1.21 = 547.933884; -150/1.331 = -112.697220; 30 * (1/1.1 + 1/1.21 + 1/1.331) = 74.605560
    value = 547.933884298 - 112.697220135 + 74.605559729
    assert measured(found, "initial_capex") == 300.0
    assert measured(found, "tco") == 540.0
    assert measured(found, "present_value") == pytest.approx(value, abs=1e-6)
    assert measured(found, "annual_cost") == pytest.approx(value / 2.486851991, abs=1e-6)
    assert measured(found, "cost_per_user_month") == pytest.approx(value / (500 * 12 * 2.486851991), abs=1e-9)
    assert measured(found, "opex_share") == pytest.approx(74.605559729 / value, abs=1e-9)
    assert measured(found, "present_value_unknown") == pytest.approx(value, abs=1e-6)


def test_all_sites_together_are_the_sum_of_the_sites():
    case, flows = hand_case(populations=(1000.0, 3000.0))
    found = tco.outcomes(flows, case, hand_values())
    by_site = [measured(found, "present_value", site) for site in ("AAA-001", "AAA-002")]
    assert measured(found, "present_value", "all") == pytest.approx(sum(by_site), rel=1e-12)
    # 4,000 people, 2,000 users: the months of both sites carry the cost of both
    months = 2000 * 12 * 2.486851991
    assert measured(found, "cost_per_user_month", "all") == pytest.approx(sum(by_site) / months, rel=1e-8)


def test_more_people_need_more_equipment_from_the_year_they_come():
    values = given(terminal_capacity=10.0, capex__terminal=100.0, opex__terminal=10.0, population_growth=0.25)
    # 25.0, 31.25, 39.06 Mbps: 3, 4 and 4 terminals
    flows = tco.cash_flows(operation(), values, components=TERMINALS)
    rows = flows.set_index(["item", "year"])["value"].to_dict()
    assert rows[("capex", 0)] == 300.0
    assert rows[("capex", 1)] == 100.0
    assert ("capex", 2) not in rows
    assert [rows[("opex", year)] for year in range(3)] == [30.0, 40.0, 40.0]


def test_fewer_people_cut_running_cost_but_give_no_equipment_back():
    values = given(terminal_capacity=10.0, capex__terminal=100.0, opex__terminal=10.0, population_growth=-0.5)
    rows = tco.cash_flows(operation(), values, components=TERMINALS).set_index(["item", "year"])["value"].to_dict()
    # 25.0, 12.5, 6.25 Mbps: 3, 2 and 1 terminals
    assert [rows[("opex", year)] for year in range(3)] == [30.0, 20.0, 10.0]
    assert [year for item, year in rows if item == "capex"] == [0]


def test_demand_shows_people_users_and_traffic_by_year():
    values = given(population_growth=0.1)
    table = tco.demand(operation().sites, values, 2)
    assert table["population"].tolist() == pytest.approx([1000.0, 1100.0])
    assert table["users"].tolist() == pytest.approx([500.0, 550.0])
    assert table["busy_hour_mbps"].tolist() == pytest.approx([25.0, 27.5])
    # 25 Mbps for an hour are 25 * 3600 / 8000 = 11.25 GB, a tenth of the day's; 30.4375 days
    assert table["gb_per_month"].iloc[0] == pytest.approx(11.25 * 10 * 30.4375)


EVERY_DRIVER = bill(
    ("room", "site"),
    ("mast", "cell"),
    ("radio", "hop"),
    ("cable", "km"),
    ("ap", "access_point"),
    ("dish", "terminal"),
    ("transit", "mbps", 1.0, "bandwidth"),
    ("sim", "user"),
    ("centre", "centre"),
    ("course", "trainee", 1.0, "training"),
    ("helper", "staff", 1.0, "staff"),
    ("fuel", "watt", 0.5, "energy"),
    ("panel", "panel_watt", 0.5),
    ("store", "battery_kwh", 0.5),
)


def test_every_driver_counts_as_worked_by_hand():
    values = given(
        cell_radius=0.5, spectrum_bandwidth=5.0, spectral_efficiency=2.0, sectors=1.0, distance_to_backhaul=45.0,
        hop_length=20.0, link_capacity=20.0, route_factor=1.2, access_point_users=200.0, access_point_radius=0.1,
        terminal_capacity=10.0, plan_volume=1000.0, people_per_centre=300.0, training_share=0.1, users_per_staff=250.0,
        power_draw__mast=100.0, power_draw__ap=10.0, peak_sun_hours=5.0, solar_performance_ratio=0.8, battery_autonomy=24.0,
        depth_of_discharge=0.8, subscriber_density_limit=2.0,
    )  # fmt: skip
    table = tco.quantities(operation().sites, EVERY_DRIVER, ["option"], values, 1)
    number = table.set_index("component")["number"].to_dict()
    row = table.iloc[0]
    # 1,000 people on 1,000 m2 each: 1 km2; hexagons of 0.5 km radius hold 0.6495 km2: 2 cells; 25 Mbps by 10: 3 cells
    assert (row["area_km2"], row["coverage_cells"], row["capacity_cells"]) == (1.0, 2.0, 3.0)
    # 45 km by 20 km: 3 hops; 25 Mbps by 20: two chains; two further cells: 3 * 2 + 2
    assert (row["chain_hops"], row["parallel_chains"]) == (3.0, 2.0)
    # 25 Mbps by 10: 3 terminals; 3,424 GB a month by 1,000: 4; 2 a km2 allowed
    assert (row["busy_hour_terminals"], row["volume_terminals"], row["terminals_allowed"]) == (3.0, 4.0, 2.0)
    # 3 access points reach 3 * pi * 0.1^2 of 1 km2
    assert row["reached_share"] == pytest.approx(0.0942478, abs=1e-6)
    # 3 masts of 100 W and 3 access points of 10 W: 330 W; 24 h / (5 h * 0.8) = 6 W of panel and 0.03 kWh for each watt
    assert number == pytest.approx(
        {
            "room": 1, "mast": 3, "radio": 8, "cable": 54, "ap": 3, "dish": 4, "transit": 25, "sim": 500, "centre": 2,
            "course": 50, "helper": 2, "fuel": 165, "panel": 990, "store": 4.95,
        }
    )  # fmt: skip


def test_cautions_tell_short_reach_and_too_many_terminals():
    values = given(access_point_users=200.0, access_point_radius=0.1, terminal_capacity=10.0, subscriber_density_limit=2.0)
    bills = bill(("ap", "access_point"), ("dish", "terminal"))
    found = tco.cautions(tco.quantities(operation().sites, bills, ["option"], values, 2)).set_index("caution")
    assert found.loc["reach", "value"] == pytest.approx(0.0942478, abs=1e-6)
    assert (found.loc["density", "value"], found.loc["density", "limit"]) == (3.0, 2.0)
    only_rooms = tco.quantities(operation().sites, bill(("room", "site")), ["option"], values, 1)
    assert tco.cautions(only_rooms).empty


def test_rounding_noise_does_not_buy_one_more():
    found = [whole(np.array([amount])).item() for amount in (33.00000000000001, 33.0, 33.0001, 0.0)]
    assert found == [33.0, 33.0, 34.0, 0.0]
    # 90,000 people of whom 0.7 use 0.1 Mbps on terminals of 0.7 Mbps: rounding makes it 9000.000000000002
    values = given(adoption=0.7, rate_per_active_user=0.1, contention=1.0, terminal_capacity=0.7)
    case = operation(populations=np.arange(1000.0, 100_000.0, 1000.0), horizon=1)
    number = tco.quantities(case.sites, TERMINALS, ["option"], values, 1)["number"]
    assert number.tolist() == (case.sites["population"] / 10).tolist()


def test_wide_land_needs_cells_that_the_traffic_would_not():
    values = given(cell_radius=0.5, spectrum_bandwidth=50.0, spectral_efficiency=2.0, sectors=1.0, area_per_person=5000.0)
    # 5 km2 by hexagons of 0.6495 km2: 8 cells, though one would carry 25 Mbps
    table = tco.quantities(operation().sites, bill(("mast", "cell")), ["option"], values, 1)
    assert (table["coverage_cells"].item(), table["capacity_cells"].item(), table["number"].item()) == (8.0, 1.0, 8.0)


def test_overhead_is_charged_on_purchases_replacements_and_running_cost_but_not_on_the_residual():
    flows = tco.cash_flows(operation(), hand_values(overhead_share=0.1), components=TERMINALS)
    overhead = flows[flows["item"] == "overhead"].groupby("year")["value"].sum()
    assert overhead.tolist() == pytest.approx([33.0, 3.0, 33.0])


def test_energy_bandwidth_and_share_of_capex_are_priced_by_their_own_parameters():
    bills = bill(("radio", "site"), ("fuel", "watt", 1.0, "energy"), ("transit", "mbps", 1.0, "bandwidth"))
    values = given(
        capex__radio=1000.0, opex_share__radio=0.1, power_draw__radio=100.0, energy_price=0.5, bandwidth_price=2.0,
        logistics_uplift=0.2, overhead_share=0.1,
    )  # fmt: skip
    case = operation(horizon=1)
    rows = tco.cash_flows(case, values, components=bills).groupby(["component", "item"])["value"].sum().to_dict()
    assert rows[("radio", "capex")] == pytest.approx(1200.0)
    assert rows[("radio", "opex")] == pytest.approx(100.0)  # of the price without the uplift
    assert rows[("radio", "overhead")] == pytest.approx(130.0)
    assert rows[("fuel", "energy")] == pytest.approx(100 * 8766 / 1000 * 0.5)
    assert rows[("transit", "bandwidth")] == pytest.approx(25 * 12 * 2.0)
    assert rows[("radio", "residual")] == pytest.approx(-1200.0 * 49 / 50)


def test_a_price_trend_changes_later_purchases_and_running_cost():
    values = hand_values(price_trend__terminal=-0.5)
    rows = tco.cash_flows(operation(), values, components=TERMINALS).set_index(["item", "year"])["value"].to_dict()
    assert rows[("replacement", 2)] == pytest.approx(75.0)
    assert rows[("residual", 2)] == pytest.approx(-37.5)
    assert [rows[("opex", year)] for year in range(3)] == pytest.approx([30.0, 15.0, 7.5])


# --- published worked examples


def published(components, numbers, horizon):
    """Outcomes of one site whose quantities are those of its bill."""
    case = operation(populations=(1.0,), horizon=horizon)
    values = given(**({"lifetime": float(horizon)} | numbers))
    return tco.outcomes_by_draw(case, values, components=components)


@pytest.mark.parametrize(
    ("capex", "opex", "uplifted"),
    [
        (1000.0, 100.0, 1314.5),
        (4500.0, 450.0, 5917.0),
        (4000.0, 400.0, 5259.0),
        (0.0, 9600.0, 20617.0),
        (10000.0, 0.0, 11000.0),
    ],
)
def test_discounted_site_costs_match_the_tests_of_pytal(capex, opex, uplifted):
    # pytal pays running cost at the start of the year: one period earlier than we do; it rounds and adds 10 % once
    found = published(bill(("part", "site")), {"capex__part": capex, "opex__part": opex, "discount_rate": 0.05}, 2)
    value = measured(found, "present_value")
    running = measured(found, "opex_share") * value
    assert round(value + 0.05 * running) * 1.1 == pytest.approx(uplifted, abs=0.5)


def test_a_greenfield_rural_site_counts_installation_once():
    # pytal's workbook: RAN 31,500; tower, civils, transport, installation 5,000 each; rent 5,000; O&M 10 % of RAN; power 650
    parts = bill(*((name, "site") for name in ("ran", "tower", "civils", "transport", "installation", "rent", "power")))
    numbers = {"capex__ran": 31500.0, "opex_share__ran": 0.1, "opex__rent": 5000.0, "opex__power": 650.0}
    numbers |= {f"capex__{name}": 5000.0 for name in ("tower", "civils", "transport", "installation")}
    found = published(parts, numbers | {"discount_rate": 0.0}, 1)
    assert measured(found, "initial_capex") == pytest.approx(51500.0)
    assert measured(found, "tco") - measured(found, "initial_capex") == pytest.approx(8800.0)


def test_a_sahel_site_is_replaced_at_the_published_cost():
    labour = 16 * (1.24115 + 3 * 0.61552)
    numbers = {"capex__ran": 35000.0, "capex__tower": 15000.0, "capex__radio": 40000.0, "capex__power": 2000.0}
    parts = bill(*((name, "site") for name in ("ran", "tower", "radio", "power", "labour")))
    found = published(parts, numbers | {"capex__labour": labour}, 5)
    assert measured(found, "initial_capex") == pytest.approx(92049.40, abs=0.005)


@pytest.mark.parametrize(
    ("capex", "mbps_year", "kwh", "tariff", "years", "total"),
    [
        (467.0, 309.91, 110.0, 0.403, 6, 37922.18),
        (186.0, 182.55, 12.0, 0.403, 6, 22121.02),
        (3161.0, 200.0, 10.0, 0.403, 6, 27185.18),
        (534.0, 120.0, 10.0, 0.087, 5, 12538.35),
        (534.0, 859.0, 10.0, 0.087, 5, 86438.35),
    ],
)
def test_giga_facility_costs_are_reproduced_undiscounted(capex, mbps_year, kwh, tariff, years, total):
    parts = bill(("kit", "site"), ("transit", "mbps", 1.0, "bandwidth"), ("grid", "watt", 1.0, "energy"))
    numbers = {
        "capex__kit": capex, "power_draw__kit": kwh * 1000 / 8766, "energy_price": tariff, "bandwidth_price": mbps_year / 12,
        "adoption": 1.0, "rate_per_active_user": 20.0, "contention": 1.0,
    }  # fmt: skip
    assert measured(published(parts, numbers, years), "tco") == pytest.approx(total, abs=0.005)


def test_a_fibre_facility_in_rwanda_costs_what_giga_publishes():
    parts = bill(("fibre", "km"), ("transit", "mbps", 1.0, "bandwidth"), ("router", "site"), ("grid", "watt", 1.0, "energy"))
    numbers = {
        "distance_to_backhaul": 10.0, "route_factor": 1.2, "capex__fibre": 7500.0, "opex__fibre": 100.0,
        "bandwidth_price": 6.09 / 12, "capex__router": 0.0, "power_draw__router": 500e3 / 8766, "energy_price": 0.087,
        "adoption": 1.0, "rate_per_active_user": 20.0, "contention": 1.0,
    }  # fmt: skip
    found = published(parts, numbers, 5)
    assert measured(found, "initial_capex") == pytest.approx(90000.0)
    assert measured(found, "tco") == pytest.approx(96826.50, abs=0.005)


@pytest.mark.parametrize(("kit", "month", "total"), [(389.0, 50.0, 3389.0), (389.0, 30.0, 2189.0), (1499.0, 124.21, 8951.60)])
def test_five_years_of_a_leo_terminal_cost_the_list_prices(kit, month, total):
    found = published(bill(("dish", "site")), {"capex__dish": kit, "opex__dish": 12 * month}, 5)
    assert measured(found, "tco") == pytest.approx(total, abs=0.005)


def test_a_leo_constellation_costs_what_globalsat_computes():
    # 428.13 m once and 133.75 m a year, five payments at the start of each year, 5 %
    found = published(bill(("fleet", "site")), {"capex__fleet": 428.13e6, "opex__fleet": 133.75e6, "discount_rate": 0.05}, 5)
    running = measured(found, "opex_share") * measured(found, "present_value")
    assert measured(found, "present_value") + 0.05 * running == pytest.approx(1_036_150_880, abs=1000)


# --- who pays

HANDOVER = [
    ("", "", "donor", 0, 1, 1.0),
    ("", "", "government", 2, None, 0.6),
    ("", "", "community", 2, None, 0.4),
    ("option", "opex", "operator", 0, None, 0.5),
    ("option", "opex", "agency", 0, 1, 0.5),
]


def test_the_most_specific_row_of_each_year_says_who_pays():
    found = tco.shares(operation(payers=HANDOVER).payers, "option", 3)
    assert {payer: share.tolist() for payer, share in found["capex"].items()} == {
        "donor": [1.0, 1.0, 0.0],
        "government": [0.0, 0.0, 0.6],
        "community": [0.0, 0.0, 0.4],
    }
    # nobody is named for the other half of opex in year 2: it stays unknown and does not fall to the general rows
    assert found["opex"]["unknown"].tolist() == [0.0, 0.0, 0.5]


def test_the_ledger_splits_every_flow_among_its_payers():
    _, flows = hand_case(payers=HANDOVER)
    paid = tco.by_payer(flows).set_index(["payer", "year"])["value"].to_dict()
    assert paid[("donor", 0)] == 300.0
    assert paid[("operator", 0)] == paid[("agency", 1)] == 15.0
    assert paid[("government", 2)] == pytest.approx(0.6 * (300.0 - 150.0))
    assert paid[("unknown", 2)] == pytest.approx(15.0)


def test_shares_above_one_are_refused():
    rows = [("", "", "donor", 0, None, 0.7), ("", "", "agency", 2, None, 0.5)]
    with pytest.raises(DataError, match=r"item capex of technology option add up to 1\.2 in year 2; accepted: 1 at most"):
        tco.shares(operation(payers=rows).payers, "option", 3)


def test_a_bill_funded_like_the_plan_falls_short_in_the_part_of_agencies_and_donors():
    _, flows = hand_case()
    split = pd.concat(
        [flows.assign(payer="donor", value=flows["value"] * 0.75), flows.assign(payer="operator", value=flows["value"] * 0.25)]
    )
    short = tco.expected_shortfall(split, given(funding_received=0.6))
    # years cost 330, 30 and 330; donors bear three quarters and 40 % of that does not come
    assert short["cost"].tolist() == pytest.approx([330.0, 30.0, 330.0])
    assert short["appealed"].tolist() == pytest.approx([247.5, 22.5, 247.5])
    assert short["shortfall"].tolist() == pytest.approx([99.0, 9.0, 99.0])


# --- options side by side


def test_options_that_serve_zones_are_set_aside_unless_there_is_no_other():
    cautions = pd.DataFrame({"technology": ["zone", "mast"], "caution": ["reach", "density"]})
    assert tco.whole_sites(["mast", "zone"], cautions) == ["mast"]
    assert tco.whole_sites(["zone"], cautions) == ["zone"]


def two_options(horizon=4):
    """Fibre: 1,000 once and nothing to run; radio: 100 once and 300 a year."""
    bills = pd.concat([bill(("cable", "site"), technology="fibre"), bill(("link", "site"), technology="radio")])
    values = given(capex__cable=1000.0, opex__cable=0.0, capex__link=100.0, opex__link=300.0)
    case = operation(populations=(1000.0, 2000.0), horizon=horizon, technologies=("fibre", "radio"))
    return case, values, bills


def test_running_totals_cross_in_the_year_worked_by_hand():
    case, values, bills = two_options()
    totals = tco.cumulative(tco.cash_flows(case, values, components=bills))
    radio = totals[(totals["technology"] == "radio") & (totals["site"] == "AAA-001")]
    assert radio["value"].tolist() == [400.0, 700.0, 1000.0, 1300.0]
    assert tco.crossing_year(totals, "fibre", "radio", "AAA-001") == 3
    assert tco.crossing_year(totals, "radio", "fibre") == 3
    assert tco.crossing_year(totals[totals["year"] < 3], "radio", "fibre") is None
    with pytest.raises(ValueError, match=r"no running total of 'cow' at 'all'; technologies there: fibre, radio"):
        tco.crossing_year(totals, "cow", "fibre")


def test_cheapest_counts_paired_draws():
    case, values, bills = two_options()
    values.numbers["opex@link"] = np.array([10.0, 200.0, 300.0, 900.0])
    found = tco.cheapest(tco.outcomes_by_draw(case, values, components=bills), "tco")
    first = found[found["site"] == "AAA-001"].set_index("technology")
    # four years: fibre 1,000 less 92 % of it unused; radio 100 less 92 of it, plus 4 times the running cost
    assert first.loc["radio", "probability"] == 0.25
    assert first.loc["fibre", "cheapest"]
    assert not first.loc["radio", "cheapest"]
    assert found.groupby("site")["probability"].sum().tolist() == [1.0, 1.0, 1.0]


def test_cheapest_refuses_an_outcome_that_is_not_there():
    case, flows = hand_case()
    with pytest.raises(ValueError, match="no outcome is called 'happiness'; known: annual_cost"):
        tco.cheapest(tco.outcomes(flows, case, hand_values()), "happiness")


# --- errors


def test_sites_without_population_are_named_and_never_counted_as_empty():
    case = operation(populations=(1000.0, np.nan, 0.0))
    with pytest.raises(DataError) as error:
        tco.cash_flows(case, hand_values(), components=TERMINALS)
    assert error.value.problems == [
        "site AAA-002 (Site 2) has no population; accepted: a number above 0, or leave the site out",
        "site AAA-003 (Site 3) has no population; accepted: a number above 0, or leave the site out",
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"terminal_capacity": None}, "no row gives terminal_capacity"),
        ({"adoption_start": float("nan")}, r"adoption_start \(technology any, component any\) is not a finite number"),
        ({"capex@terminal": float("inf")}, r"capex \(technology option, component terminal\) is not a finite number"),
        ({"capex@terminal": None, "opex@terminal": None}, "component terminal of technology option has no cost"),
    ],
)
def test_a_missing_or_unusable_number_is_named(change, message):
    values = hand_values()
    values.numbers = {key: value for key, value in (values.numbers | change).items() if value is not None}
    with pytest.raises(DataError, match=message):
        tco.cash_flows(operation(), values, components=TERMINALS)


def test_a_technology_without_components_and_a_driver_nothing_computes_are_refused():
    with pytest.raises(DataError, match="no component of technology 'fog'; technologies there: option"):
        tco.cash_flows(operation(), hand_values(), ["fog"], components=TERMINALS)
    with pytest.raises(DataError, match="technology option counts by moon, which nothing computes; accepted: site, cell"):
        tco.cash_flows(operation(), hand_values(), components=bill(("mast", "moon")))


@pytest.mark.parametrize(("chosen", "found"), [([], "none"), (["option", "option"], "option, option")])
def test_technologies_must_be_named_and_only_once(chosen, found):
    for compute in (tco.cash_flows, tco.outcomes_by_draw):
        with pytest.raises(ValueError, match=f"one or more, each once; found {found}"):
            compute(operation(), hand_values(), chosen, components=TERMINALS)


def test_power_components_need_something_to_power():
    with pytest.raises(DataError, match="no component with a power_draw"):
        tco.quantities(operation().sites, bill(("fuel", "watt", 1.0, "energy")), ["option"], given(), 1)


def test_a_table_of_steps_refuses_draws():
    with pytest.raises(ValueError, match="shows one case, not 2 draws"):
        tco.demand(operation().sites, given(adoption=np.array([0.1, 0.2])), 1)


def test_outcomes_refuse_a_ledger_of_two_scenarios_or_of_other_sites():
    case, flows = hand_case()
    mixed = pd.concat([flows, flows.assign(scenario="influx")])
    with pytest.raises(ValueError, match="must hold one scenario"):
        tco.outcomes(mixed, case, hand_values())
    with pytest.raises(ValueError, match="sites that the operation does not: BBB-001"):
        tco.outcomes(flows.assign(site="BBB-001"), case, hand_values())
    with pytest.raises(ValueError, match="no outcome is called npv; known: tco, initial_capex"):
        tco.outcomes_by_draw(case, hand_values(), only=["npv"], components=TERMINALS)


# --- the packaged data


def test_reads_agree_with_the_dictionary():
    table = data.table("parameters")
    used = {name for name, models in zip(table["parameter"], table["used_by"], strict=True) if "tco" in models.split(";")}
    assert used == set(tco.READS)
    assert list(tco.READS) == sorted(tco.READS)


class Listening:
    """Values that note which parameters were asked for."""

    def __init__(self, values):
        self.values, self.asked = values, set()

    def value(self, parameter, technology="", component=""):
        self.asked.add(parameter)
        return self.values.value(parameter, technology, component)

    def has(self, parameter, technology="", component=""):
        self.asked.add(parameter)
        return self.values.has(parameter, technology, component)


@cache
def packaged(name):
    operation_ = data.operation(name)
    return operation_, assumptions.load(operation_)


def every_technology():
    return tuple(data.bills()["technology"].unique())


def test_the_model_asks_for_what_it_declares_and_nothing_else():
    case, values = packaged("uganda")
    heard = Listening(values)
    flows = tco.cash_flows(case, heard, every_technology())
    tco.outcomes(flows, case, heard)
    tco.expected_shortfall(flows, heard)
    tco.quantities(case.sites, data.bills(), every_technology(), heard, 2)
    tco.cash_flows(case, heard, ["leo"], settings=Settings(prices="nominal"))
    assert heard.asked <= set(tco.READS)
    assert set(tco.READS) - heard.asked == set()


@pytest.mark.parametrize("name", data.operations())
def test_ledger_and_contraction_agree_for_every_packaged_operation(name):
    case, values = packaged(name)
    ledger = tco.outcomes(tco.cash_flows(case, values, every_technology()), case, values)
    contracted = tco.outcomes_by_draw(case, values, every_technology())
    keys = ["site", "technology", "outcome"]
    both = ledger.merge(contracted, on=keys, suffixes=("", "_contracted"), validate="one_to_one")
    assert len(both) == len(ledger) == len(contracted)
    assert both["value"].to_numpy() == pytest.approx(both["value_contracted"].to_numpy(), rel=1e-9, abs=1e-6)
    assert (both.loc[both["outcome"] == "present_value", "value"] > 0).all()


def test_a_draw_of_the_contraction_is_the_ledger_of_its_values():
    case, values = packaged("chad")
    draws = sampling.draw(values, n=3, seed=7)
    contracted = tco.outcomes_by_draw(case, draws, ["leo", "macro_4g"])

    class Third:
        def value(self, *names, **more):
            return float(draws.value(*names, **more)[2])

        def has(self, *names, **more):
            return draws.has(*names, **more)

    ledger = tco.outcomes(tco.cash_flows(case, Third(), ["leo", "macro_4g"]), case, Third())
    both = ledger.merge(contracted[contracted["draw"] == 2], on=["site", "technology", "outcome"], suffixes=("", "_contracted"))
    assert len(both) == len(ledger)
    assert both["value"].to_numpy() == pytest.approx(both["value_contracted"].to_numpy(), rel=1e-9, abs=1e-6)


def test_blocks_of_sites_and_draws_do_not_change_the_result(monkeypatch):
    case, values = packaged("bangladesh")
    drawn = sampling.draw(values, 7, 1)
    whole = tco.outcomes_by_draw(case, drawn, ["leo"])
    monkeypatch.setattr("refanalysis.tco.contraction._BLOCK", 6)
    monkeypatch.setattr("refanalysis.tco.contraction._BLOCK_DRAWS", 3)
    pd.testing.assert_frame_equal(tco.outcomes_by_draw(case, drawn, ["leo"]), whole, rtol=1e-12)


def test_results_have_their_declared_form():
    case, flows = hand_case()
    assert list(flows.columns) == schema.TABLES["cash_flows"].names
    assert list(tco.outcomes(flows, case, hand_values()).columns) == schema.TABLES["outcomes"].names


def test_every_technology_gives_service_end_to_end():
    components = data.bills().groupby("technology")["component"].agg(set)
    served = {"ran", "light_site", "village_cell", "cow_unit", "access_point", "computer"}
    carried = {"upstream", "service_plan", "satellite_bandwidth", "facility_connection"}
    powered = {"grid_energy", "generator_fuel", "solar_array", "light_site"}
    assert len(components) >= 7
    for technology, names in components.items():
        for need in (served, carried, powered):
            assert names & need, (technology, need)
