"""Pytal's rules one by one, on rows worked by hand or copied from its results; what is said of files that cannot be used."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refanalysis import finance
from refanalysis.validation import compare, pytal, pytal_costs, pytal_market, pytal_network, pytal_sheets
from refanalysis.validation.pytal_forms import Words
from refanalysis.validation.pytal_portfolio import assessed

CASES = Path(pytal.__file__).parent / "cases" / "pytal"
REGION = {
    "country": "UGA", "strategy": "4G_epc_fiber_baseline_baseline_baseline_baseline", "geotype": "urban 1", "area_km2": 400.0,
    "new_sites": 1.0, "upgraded_sites": 0.0, "new_backhaul": 1.0, "site_density": 0.0025, "core_node_new": 1.0,
    "core_edge_new_m": 12000.0, "regional_node_new": 2.0, "regional_node_existing": 1.0, "regional_edge_new_m": 5000.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def parameters():
    return json.loads((CASES / "parameters.json").read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path):
    """The packaged cases, safe to break."""
    return Path(shutil.copytree(CASES, tmp_path / "pytal"))


def network(parameters, **changes):
    return pytal_network.network_cost(pd.DataFrame([REGION | changes]), parameters).iloc[0]


def refusal(folder, name):
    """What the comparison says of the one file that it could not use."""
    found = pytal.rows(folder)
    row = found[found["case"].eq(name)].squeeze()
    assert (row["quantity"], row["passed"], row["rows"]) == ("not used", False, 0)
    assert found.loc[found["case"].ne(name), "passed"].all()
    return row["note"]


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- rounding and uplift, which only pytal has


def test_halves_go_to_the_even_neighbour_and_cuts_go_towards_zero():
    assert pytal_costs.banker([0.5, 1.5, 2.5, -0.5]).tolist() == [0.0, 2.0, 2.0, 0.0]
    assert pytal_costs.truncated([299.997, -1.9, 3.0]).tolist() == [299.0, -1.0, 3.0]


def test_the_cost_of_capital_raises_a_value_once_whatever_the_years():
    assert pytal_costs.uplifted(1000.0, 0.15) == pytest.approx(1150.0)
    assert pytal_costs.purchase(10_000.0, 0.1) == pytest.approx(11_000.0)


@pytest.mark.parametrize(
    ("price", "share", "rate", "years", "wacc", "expected"),
    [
        # copied from pytal: round(1000 + 100 + 100/1.05) = 1195, times 1.1
        (1000.0, 0.1, 0.05, 2, 0.1, 1314.5),
        (1000.0, 0.05, 0.0, 1, 0.15, 1207.5),
        (1000.0, 0.0, 0.12, 15, 0.0, 1000.0),
        # running cost of 2.5 a year is rounded to 2, of 3.5 to 4
        (25.0, 0.1, 0.0, 2, 0.0, 29.0),
        (35.0, 0.1, 0.0, 2, 0.0, 43.0),
    ],
)
def test_an_asset_with_running_cost_is_rounded_then_uplifted(price, share, rate, years, wacc, expected):
    assert pytal_costs.purchase_and_running(price, share, rate, years, wacc) == pytest.approx(expected, rel=1e-12)


def test_running_cost_is_paid_at_the_start_of_each_year():
    # 1000 + 1000/1.05 = 1952.38
    assert pytal_costs.running(1000.0, 0.05, 2, 0.1) == pytest.approx(2147.2, rel=1e-12)


def test_years_may_differ_by_row():
    found = pytal_costs.paid_yearly([1.0, 1.0, 2.0], [0.0, 0.05, 0.0], [3, 2, 1])
    assert found.tolist() == [3.0, pytest.approx(1 + 1 / 1.05, rel=1e-15), 2.0]


@given(st.floats(0.0, 1e7), st.floats(0.0, 0.3), st.integers(1, 20))
def test_rounding_and_uplift_are_all_that_separates_pytal_from_an_annuity_due(price, rate, years):
    opex = round(price * 0.1)
    exact = price + opex * finance.annuity_factor(rate, years, "start")
    assert abs(pytal_costs.purchase_and_running(price, 0.1, rate, years, 0.0) - exact) <= 0.5 + 1e-9 * exact


def test_administration_charges_its_share_of_the_whole_cost_in_each_of_eleven_years():
    assert pytal_costs.administration(100.0, 0.1, 0.0, 11) == pytest.approx(110.0)
    # 10 + 10/1.05 + … + 10/1.05**4, copied from pytal
    assert pytal_costs.administration(100.0, 0.1, 0.05, 5) == pytest.approx(45.459505041624, rel=1e-12)


# --- distance, backhaul, fronthaul, shares


def test_distance_is_half_the_spacing_of_nodes_or_the_side_of_the_area_without_nodes():
    assert pytal_costs.distance_to_node([400.0, 400.0], [4.0, 0.0]).tolist() == [5000.0, 20000.0]


def test_a_radio_link_is_priced_by_length_and_fibre_by_the_metre():
    prices = (30.0, 40.0, 80.0)
    found = pytal_costs.backhaul([14_999.0, 15_000.0, 30_000.0, 100.0], [False, False, False, True], 25.0, prices)
    assert found.tolist() == [30.0, 40.0, 80.0, 2500.0]


def test_fronthaul_spans_half_the_spacing_of_sites_and_is_cut_to_whole_money():
    # 0.035 sites a km2: spacing 5345.22 m, half of it 2672.61 m, times 5
    assert pytal_costs.fronthaul(0.035, 5.0) == 13363.0


def test_a_site_carries_whole_money_of_regional_assets_and_never_more_than_all_of_it():
    assert pytal_costs.share_of_site(2.0, 40_000.0, 3.0) == 26_666.0
    assert pytal_costs.share_of_site(1.7, 1.0, 1.0) == 1.0
    assert pytal_costs.share_of_site(2.0, 40_000.0, 0.5) == 80_000.0


# --- the network of a region


def test_a_new_site_needs_a_tower_and_an_upgraded_one_does_not(parameters):
    new = network(parameters)
    upgraded = network(parameters, new_sites=0.0, upgraded_sites=1.0)
    # tower, civil works and transport 5,000 each and a generator, bought once: 15 % uplift
    assert new["civils"] - upgraded["civils"] == pytest.approx(4 * 5000 * 1.15)
    assert new["ran"] == upgraded["ran"]
    assert new["core_network"] > upgraded["core_network"]


def test_rows_of_pytal_are_reproduced(parameters):
    # copied: one new urban 4G site with microwave, alone and shared by three networks
    alone = network(parameters, strategy="4G_epc_microwave_baseline_baseline_baseline_baseline")
    assert alone.tolist() == pytest.approx([78430.0, 62471.45, 118260.25, 281124.4, 540286.1], rel=1e-12)
    shared = network(parameters, strategy="4G_epc_microwave_active_baseline_baseline_baseline")
    assert shared[:2].tolist() == pytest.approx([26131.0666666667, 20824.2], rel=1e-12)


def test_the_first_sites_are_upgraded_and_only_whole_sites_count():
    part = pd.DataFrame({"sites": [5.5, 14.0, 0.9], "upgraded_sites": [2.5, 4.0, 0.9], "new_backhaul": [3.0, 7.0, 1.0]})
    sites, links = pytal_network.site_counts(part, new=False)
    assert (sites.tolist(), links.tolist()) == ([2.0, 4.0, 0.0], [2.0, 4.0, 0.0])
    sites, links = pytal_network.site_counts(part, new=True)
    assert (sites.tolist(), links.tolist()) == ([3.0, 10.0, 0.0], [1.0, 3.0, 0.0])


def test_only_sites_with_a_new_link_pay_for_backhaul(parameters):
    assert network(parameters, new_backhaul=0.0)["backhaul_fronthaul"] == 0
    one, two = (network(parameters, new_sites=3.0, new_backhaul=links)["backhaul_fronthaul"] for links in (1.0, 2.0))
    assert two == pytest.approx(2 * one)


def test_regional_nodes_are_left_out_behind_microwave(parameters):
    radio = network(parameters, strategy="4G_epc_microwave_baseline_baseline_baseline_baseline")
    without = network(parameters, regional_node_new=0.0, regional_edge_new_m=0.0)
    assert radio["core_network"] == pytest.approx(without["core_network"])
    assert network(parameters)["core_network"] > radio["core_network"]


def test_a_shared_rural_network_shares_everything_in_rural_regions_only(parameters):
    plan = "4G_epc_fiber_{}_baseline_baseline_baseline"
    for geotype, shared in (("rural 3", True), ("urban 1", False)):
        alone = network(parameters, strategy=plan.format("baseline"), geotype=geotype)
        together = network(parameters, strategy=plan.format("srn"), geotype=geotype)
        assert bool(together["core_network"] < alone["core_network"]) is shared
        assert bool(together["ran"] < alone["ran"]) is shared


def test_upgrades_to_stand_alone_5g_share_everywhere_and_cut_each_share(parameters):
    plan = "5G_sa_fiber_{}_baseline_baseline_baseline"
    only = {"new_sites": 0.0, "upgraded_sites": 1.0}
    rack = pytal_network.described(pd.DataFrame([REGION | only | {"strategy": plan.format("srn")}]), parameters)
    # 500 / 3 = 166.67 is cut to 166; a rack is bought once, uplifted by 15 %
    cut = pytal_network.asset_cost("rack", "rack", rack, parameters, cloud_upgrade=True)
    assert cut.tolist() == pytest.approx([166 * 1.15])
    assert pytal_network.asset_cost("rack", "rack", rack, parameters).tolist() == pytest.approx([500 * 1.15])
    passive = pytal_network.described(pd.DataFrame([REGION | {"strategy": plan.format("active")}]), parameters)
    assert pytal_network.asset_cost("rack", "rack", passive, parameters).tolist() == pytest.approx([500 / 3 * 1.15])


def test_one_switch_for_seven_sites_is_charged_to_each_of_them(parameters):
    plan = REGION | {"strategy": "5G_sa_fiber_baseline_baseline_baseline_baseline"}
    few, many = (pytal_network.described(pd.DataFrame([plan | {"new_sites": sites}]), parameters) for sites in (7.0, 8.0))
    once, twice = (
        pytal_network.asset_cost("low_latency_switch", "low_latency_switch", part, parameters) for part in (few, many)
    )
    assert twice == pytest.approx(2 * once)
    link = pytal_network.asset_cost("cloud_backhaul", "", many, parameters)
    assert link == pytest.approx(pytal_network.asset_cost("cloud_backhaul", "", few, parameters) * 7 * 2 / 8)


def test_routers_and_local_nodes_are_listed_by_pytal_and_never_costed(parameters):
    names = set(pd.read_csv(Path(pytal.__file__).parent / "pytal_assets.csv")["asset"])
    assert not {"router", "local_node"} & names
    assert names < set(parameters["cost_type"]) | {"router"}


@pytest.mark.parametrize("sites", [(0.0, 0.0), (0.4, 0.5)])
def test_a_region_without_a_whole_site_costs_nothing(parameters, sites):
    found = network(parameters, new_sites=sites[0], upgraded_sites=sites[1])
    assert found.tolist() == [0.0] * 5


def test_the_parts_sum_to_the_network_cost_and_more_sites_cost_more(parameters):
    few, many = (network(parameters, new_sites=sites, upgraded_sites=2.0) for sites in (1.0, 9.0))
    assert few["network_cost"] == pytest.approx(few[list(pytal_network.GROUPS)].sum())
    assert many["network_cost"] > few["network_cost"]


def test_a_missing_price_and_an_unknown_kind_of_cost_are_named(parameters):
    prices = {name: price for name, price in parameters["costs_usd"].items() if name != "tower"}
    with pytest.raises(KeyError, match="tower"):
        network({**parameters, "costs_usd": prices})
    with pytest.raises(pytal.DataError, match="cost_type: found 'rent'; accepted: capex_and_opex, opex, capex"):
        network({**parameters, "cost_type": parameters["cost_type"] | {"tower": "rent"}})


# --- demand, revenue, spectrum, tax, cross-subsidy


def test_revenue_is_twelve_months_of_phones_paid_at_the_start_of_each_year():
    found = pytal_market.revenue(np.array([[10.0, 20.0]]), np.array([2.0]), np.array([0.05]))
    assert found.tolist() == pytest.approx([240 + 480 / 1.05], rel=1e-15)


def test_demand_is_that_of_the_busiest_year():
    found = pytal_market.demand(np.array([[40.0, 60.0, 50.0]]), np.array([25.0]), np.array([20.0]), np.array([2.0]))
    assert found.tolist() == [37.5]


def test_phones_are_divided_among_the_networks():
    assert pytal_market.phones([500.0], np.array([0.4, 0.6]), [3.0]).tolist() == [[pytest.approx(200 / 3), 100.0]]


def test_income_per_phone_is_high_only_above_the_limit_of_brightness_at_night():
    words = Words(np.array([0.5]), np.array([0.5]), 25.0, (3.5, 2.5, 1.0), (20.0, 15.0))
    assert words.arpu(np.array([20.1, 20.0, 15.1, 15.0, 0.0])).tolist() == [3.5, 2.5, 2.5, 1.0, 1.0]


def test_spectrum_below_1000_mhz_has_its_own_price_and_people_are_rounded_first():
    widths = pytal_market.bandwidth([(800.0, "2x10"), (1000.0, "1x50")])
    assert widths == (20.0, 50.0)
    # 9999.6 people are charged as 10,000: 20 MHz at 0.02 and 50 MHz at 0.01
    assert pytal_market.spectrum(9999.6, *widths, (0.02, 0.01)) == pytest.approx(9000.0, rel=1e-15)


def test_a_low_spectrum_price_is_a_share_of_it_and_a_high_one_comes_on_top():
    assert [pytal_market.spectrum_factor(option, 0.25, 1.0) for option in ("low", "baseline", "high")] == [0.25, 1.0, 2.0]


def test_tax_is_cut_to_whole_money():
    assert pytal_market.tax([999.99, 1_234_567.89], [0.3, 0.1]).tolist() == [299.0, 123_456.0]


def test_small_deficits_draw_first_from_the_pool_of_surpluses():
    # surplus 100; deficits 30, 80 and 50: 30 and 50 are met, 20 of 80, the state adds 60
    found = pytal_market.cross_subsidy([200.0, 0.0, 20.0, 50.0], [100.0, 30.0, 100.0, 100.0])
    assert found["order"].tolist() == [0, 1, 3, 2]
    assert found["used"].tolist() == [0.0, 30.0, 20.0, 50.0]
    assert found["state"].tolist() == [0.0, 0.0, 60.0, 0.0]


money = st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)), min_size=1, max_size=30)


@given(money)
def test_surpluses_drawn_and_state_money_cover_every_cost(pairs):
    revenues, costs = np.array(pairs).T
    found = pytal_market.cross_subsidy(revenues, costs)
    assert found["used"].sum() <= found["surplus"].sum() + 1e-6
    assert found["used"] + found["state"] == pytest.approx(found["deficit"], abs=1e-6)
    short = found["state"].sum() > 1e-6
    assert not short or found["used"].sum() == pytest.approx(found["surplus"].sum(), abs=1e-6)


def region(**numbers):
    return pd.DataFrame([{"GID_id": "r1", "geotype": "urban 1"} | numbers])


def test_a_region_of_a_portfolio_is_reproduced(parameters):
    # copied from pytal's first portfolio, region r1
    inputs = region(population=5632, total_mno_revenue=51696, network_cost=10487.0, smartphones_on_network=4632)
    found = assessed(inputs, "4G_epc_microwave_baseline_baseline_low_low", 11, "UGA", parameters).iloc[0]
    assert found["administration"] == pytest.approx(18292.966840472225, rel=1e-12)
    assert found["spectrum_cost"] == pytest.approx(844.8, rel=1e-12)
    assert (found["tax"], found["profit_margin"]) == (1048.0, pytest.approx(2097.4))
    assert found["cost_per_sp_user"] == pytest.approx(7.074733773849789, rel=1e-12)
    assert (found["total_market_cost"], found["total_market_revenue"]) == (98311.0, 155088.0)


def test_a_region_without_users_has_no_cost_per_user(parameters):
    inputs = region(population=10, total_mno_revenue=0, network_cost=10.0, smartphones_on_network=0)
    found = assessed(inputs, "4G_epc_microwave_baseline_baseline_low_low", 11, "UGA", parameters)
    assert found["cost_per_sp_user"].tolist() == [0.0]


# --- the two workbooks


def sheet(*rows):
    return pd.DataFrame(rows, columns=["quantity", "formula"]).assign(sheet="a", value=0.0)


def test_formulas_of_the_sheets_are_read_as_bills_and_dated_payments():
    frame = sheet(
        ("equipment total", "3*1500+650.5"),
        ("upkeep", "10% of equipment"),
        ("paid 2020", "7/1.05^t"),
        ("paid 2022", "7/1.05^t"),
        ("all", "sum 2*7/1.05^t, t=0..2"),
    )
    due = 7 / 1.05**2
    assert pytal_sheets.values(frame, "x.csv") == pytest.approx([5150.5, 515.05, 7.0, due, 14 * (1 + 1 / 1.05 + 1 / 1.05**2)])


@pytest.mark.parametrize("formula", ["=SUM(A1:A3)", "__import__('os')", "10% of something else", "7/1.05^t", "3*"])
def test_a_formula_in_no_known_form_is_refused_and_never_run(formula):
    with pytest.raises(pytal.DataError, match=r"x\.csv, row 0, column formula: found .*; accepted: such as 3\*1500\+650"):
        pytal_sheets.values(sheet(("no year", formula)), "x.csv")


# --- files


def test_every_packaged_case_agrees_to_rounding():
    found = pytal.rows(CASES)
    assert compare.passed(found)
    assert set(found["case"]) == set(pytal.TABLES)
    assert found["largest_relative"].max() < 1e-12
    assert found["rows"].sum() > 2000


def test_a_difference_is_found_and_its_row_is_named(folder):
    change(folder / "tax_profit.csv", "1234567.89,low,10,20,123456,", "1234567.89,low,10,20,123457,")
    found = pytal.rows(folder).set_index(["case", "quantity"])
    row = found.loc[("tax_profit.csv", "tax")]
    assert not row["passed"]
    assert row["largest_absolute"] == 1.0
    assert "ours 123456, reference 123457" in row["worst"]
    assert found["passed"].sum() == len(found) - 1


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("discounting.csv", "wacc_pct", "wacc", "discounting.csv, row 1, column wacc_pct: missing"),
        ("discounting.csv", "\n1000.0,1,", "\n1000.0,1.5,", "return_period_y: found 1.5; accepted: a whole number above 0"),
        ("administration.csv", "\n0.0,10,0,2020,1,", "\n0.0,10,0,2020,0,", "row 2, column n_years: found 0.0"),
        ("tax_profit.csv", "\nUGA,0.0,", "\nUGA,nan,", "row 2, column network_cost_usd: found 'nan'"),
        ("spectrum.csv", "800MHz:2x10;", "800:2x10;", "row 2, column bands: found '800:2x10;2600MHz:2x10'"),
        ("spectrum.csv", ",low,", ",cheap,", "column spectrum_option: found 'cheap'; accepted: low, baseline, high"),
        ("backhaul_cost.csv", ",microwave,", ",laser,", "row 2, column tech: found 'laser'; accepted: microwave, fiber"),
        ("backhaul_cost.csv", "\nurban,2,", "\nisland,2,", "parameters.json: holds no 'fiber_island_m'"),
        ("backhaul_cost.csv", "\nurban,2,", "\nurban,0,", "row 2, column area_km2: found 0.0; accepted: an area above 0"),
        ("network_cost.csv", "\nUGA,", "\nXXX,", "holds no 'country_parameters_XXX', which a row of network_cost"),
        ("network_cost.csv", "4G_epc_", "4G_", "row 2, column strategy: found '4G_microwave_"),
        ("network_cost.csv", "_microwave_", "_laser_", "row 2, column strategy: found '4G_epc_laser_"),
        ("network_cost.csv", "4G_epc_microwave_baseline", "4G_epc_microwave_merged", "parameters.json: holds no 'merged'"),
        ("demand_revenue.csv", "40+2*(y-2020) %", "40 percent", "column penetration: found '40 percent'; accepted: percent"),
        ("demand_revenue.csv", "2020-2030", "2030-2020", "column years: found '2030-2020'; accepted: first and last year"),
        ("demand_revenue.csv", "3.5;2.5;1", "3.5;2.5", "found '3.5;2.5'; accepted: three numbers joined by ;"),
        ("demand_revenue.csv", "S1_25_10_2", "S1", "column scenario: found 'S1'; accepted: a name and Mbps per user"),
        ("demand_revenue.csv", "urban 1", "island 1", "column geotype: found 'island 1'; accepted: a word that"),
        ("assess_portfolios.json", '"population":9886', '"population":null', "region 0, field population: found None"),
        ("assess_portfolios.json", '"years":"2020-2030"', '"years":"2020"', "case 0, field years: found '2020'"),
        ("assess_portfolios.json", '"country":"UGA",', "", "case 0, field country: missing"),
        ("assess_portfolios.json", "_low_low", "_cheap_low", "case 0, field strategy: found '4G_epc_microwave_baseline"),
        ("assess_portfolios.json", '"GID_id":"r0"', '"GID_id":""', "case 0, inputs, region 0, field GID_id: missing"),
        ("assess_portfolios.json", "[", "{", "assess_portfolios.json: not JSON in UTF-8"),
        ("spreadsheet_values.csv", "10% of RAN equipment", "a tenth", "column formula: found 'a tenth'"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_where_and_the_others_still_run(folder, name, old, new, words):
    change(folder / name, old, new)
    assert words in refusal(folder, name)


@pytest.mark.parametrize("name", sorted(pytal.TABLES))
def test_an_empty_file_is_told(folder, name):
    (folder / name).write_text("", encoding="utf-8")
    assert name in refusal(folder, name)


def test_parameters_are_looked_for_beside_the_file_above_it_and_in_the_package(folder):
    deeper = folder / "further"
    deeper.mkdir()
    shutil.copy(folder / "backhaul_cost.csv", deeper)
    (folder / "backhaul_cost.csv").unlink()
    assert compare.passed(pytal.rows(deeper))
    (folder / "parameters.json").unlink()
    assert compare.passed(pytal.rows(deeper))
    (deeper / "parameters.json").write_text("{}", encoding="utf-8")
    assert "parameters.json: holds no 'costs_usd'" in pytal.rows(deeper)["note"].item()
    (deeper / "parameters.json").write_text('{"costs_usd": {"tower": "dear", "rack": null}}', encoding="utf-8")
    note = pytal.rows(deeper)["note"].item()
    assert "parameters.json, costs_usd, tower: found 'dear'; accepted: a finite number" in note
    assert "rack: found None" in note


def test_tables_that_hold_no_cost_rule_are_told_and_do_not_fail(tmp_path):
    (tmp_path / "site_density.csv").write_text("demand\n1\n", encoding="utf-8")
    found = pytal.rows(tmp_path).squeeze()
    assert (found["case"], found["quantity"], found["passed"]) == ("site_density.csv", "not used", True)
    assert "which is not a cost" in found["note"]


def test_nothing_to_compare_is_no_success(tmp_path):
    assert not compare.passed(pytal.rows(tmp_path))
