"""Profiles of satellite constellations, HOMER, the planning platform, community networks and financial functions, by hand."""

import shutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refanalysis import finance
from refanalysis.schema.types import DataError
from refanalysis.validation import cases, finance_functions, globalsat, homer, itu, locnet, other


def constellation(capex, opex):
    return float(globalsat.total_cost([capex], [opex], [5.0], [5])[0])


# --- constellations


@pytest.mark.parametrize(
    ("capex", "opex", "expected"),
    [
        (250e6 + 48.86e6 + 125e6 + 0.72e6 + 3.55e6, 3.25e6 + 50e6 + 7.5e6 + 60e6 + 13e6, 1_036_150_880),
        (720e6 + 48.86e6 + 125e6 + 7.2e6 + 3.55e6, 3.25e6 + 50e6 + 7.5e6 + 60e6 + 13e6, 1_512_630_880),
        (180e6 + 33e6 + 125e6 + 7.2e6 + 2.5e6, 15e6 + 50e6 + 7.5e6 + 60e6 + 55e6, 1_200_065_720),
    ],
)
def test_constellations_published_as_worked_examples(capex, opex, expected):
    assert constellation(capex, opex) == pytest.approx(expected, abs=1)


def test_running_costs_start_undiscounted_and_a_rate_of_zero_is_a_plain_sum():
    assert globalsat.running_cost([100.0], [10.0], [2]).tolist() == [pytest.approx(100 + 100 / 1.1)]
    assert globalsat.running_cost([100.0, 100.0], [0.0, 0.0], [3, 7]).tolist() == [300.0, 700.0]


def test_spectral_efficiency_takes_the_first_interval_of_steps_that_do_not_rise_throughout():
    steps = [(5.0, 1.0), (7.0, 2.0), (6.5, 3.0), (9.0, 4.0)]
    ratios = np.array([-3.0, 5.0, 6.9, 7.0, 8.9, 9.0, 40.0])
    assert globalsat.spectral_efficiency(ratios, steps).tolist() == [1, 1, 1, 3, 3, 4, 4]


def test_a_column_per_user_names_its_density_and_overbooking(tmp_path):
    for name in ("link_budget.csv", "parameters.json"):
        shutil.copy(cases.PACKAGED / "globalsat" / name, tmp_path / name)
    read = pd.read_csv(tmp_path / "link_budget.csv")
    read["per_user_mbps_1_per_km2_obf10"] = read["capacity_mbps_km2"] * 10
    read.to_csv(tmp_path / "link_budget.csv", index=False)
    found = globalsat.rows(tmp_path)
    assert found["passed"].all()
    assert found["quantity"].iloc[-1] == "per_user_mbps_1_per_km2_obf10"


def test_an_unknown_constellation_takes_the_constants_all_others_share():
    link = pd.read_csv(cases.PACKAGED / "globalsat" / "link_budget.csv")
    parameters = globalsat._parameters(cases.PACKAGED / "globalsat")
    renamed = globalsat.link_budget(link.assign(constellation="new"), parameters)
    assert renamed["cnr_db"] == pytest.approx(link["cnr_db"])
    parameters["parameters"]["oneweb"]["speed_of_light"] = 299_792_458.0
    with pytest.raises(DataError, match="no speed_of_light for 'new'"):
        globalsat.link_budget(link.assign(constellation="new"), parameters)


def test_steps_that_are_not_pairs_are_refused(tmp_path):
    shutil.copy(cases.PACKAGED / "globalsat" / "link_budget.csv", tmp_path)
    (tmp_path / "parameters.json").write_text('{"parameters": {}, "cnr_lut": [[1, 2], [3, "x"]]}', encoding="utf-8")
    found = globalsat.rows(tmp_path)
    assert not found["passed"].item()
    assert found["note"].item().startswith("parameters.json, cnr_lut: accepted: two or more pairs")


# --- HOMER


def test_the_published_generator():
    found = homer.net_present_cost([96_000], [48_000], [3.52], [37_440], 25, [0.06])
    assert found["npc"][0] == pytest.approx(725_240, abs=10)
    assert found["salvage_end"][0] == pytest.approx(48_000 * (1 - (25 - 7 * 3.52) / 3.52))


def test_salvage_is_on_the_price_of_a_replacement_even_where_nothing_was_replaced():
    found = homer.net_present_cost([20_000], [10_000], [25.0], [0], 20, [0.0])
    assert found["salvage_end"] == pytest.approx([2_000])
    assert found["npc"] == pytest.approx([18_000])


# --- the planning platform


def test_capital_spread_evenly_by_hand():
    bill = pd.DataFrame([{
        "throughput_mbps": 1_000.0, "fibre_km": 0.0, "interest": 0.08, "hardware": 800.0, "one_time_fee": 0.0, "per_km": 0.0,
        "route_factor": 1.0, "life_y": 5.0, "upkeep_of_hardware": 0.0, "upkeep_of_capex": 0.1, "annual_fee": 0.0,
        "fee_per_mbps": 6.4, "most_mbps": 400.0,
    }])  # fmt: skip
    found = {name: float(values[0]) for name, values in itu.cost_functions(bill, 10).items()}
    assert (found["capex_reinv"], found["opex_annual"], found["revenue_annual"]) == (1_600, 80, 2_560)
    annuity = (1 - 1.08**-10) / 0.08
    assert found["pv_costs"] == pytest.approx((2_400 / 10 + 80) * annuity)
    assert found["pv_cashflow_exact"] == pytest.approx(800 + 800 / 1.08**5 + 80 * annuity)


def test_a_technology_without_parameters_is_refused(tmp_path):
    text = pd.read_csv(cases.PACKAGED / "other" / "itu_cpp_cost_functions.csv.gz").head(2).assign(technology="balloon")
    text.to_csv(tmp_path / "itu_cpp_cost_functions.csv", index=False)
    note = other.rows(tmp_path)["note"].item()
    assert note.endswith("row 2, column technology: found 'balloon'; accepted: fibre, cellular, p2p, satellite")


# --- community networks


def power(**changes):
    system = {
        "system_type": "power_solar", "power_w": 100.0, "life_y": 5.0, "min_sun_kwh_m2_d": 4.0, "max_no_sun_days": 2.0,
        "annual_no_sun_days": 90.0, "min_temp_c": 25.0, "solar_cost_watt": 0.6, "solar_derating": 0.0, "solar_efficiency": 20.0,
        "battery_age_derating": 0.0, "battery_cost_watt_hour": 0.3, "battery_dod": 80.0, "charger_inverter_base": 50.0,
        "charger_inverter_variable": 0.35, "mains_power_cost_kwh": 0.25, "mains_power_installation_cost": 2_000.0,
        "power_hybrid_hours": 12.0, "power_intermittent_hours": 24.0, "power_reliable_hours": 4.0,
    }  # fmt: skip
    return {name: float(values[0]) for name, values in locnet.power_system(pd.DataFrame([system | changes])).items()}


def test_a_solar_system_by_hand():
    found = power()
    assert found["battery_wh"] == pytest.approx(100 * 48 * 0.8)
    assert found["panels_m2"] == pytest.approx(100 * 48 / (4_000 * 0.2))
    assert found["solar_cost"] == pytest.approx(6 * 0.2 * 1_350 * 0.6)
    assert found["power_capex"] == pytest.approx(3_840 * 0.3 + 50 + 6 * 270 * 0.35 + 972)
    assert found["power_opex_total"] == 0


def test_a_hybrid_system_leaves_its_panels_out_and_pays_for_dark_days():
    found = power(system_type="power_hybrid")
    assert found["power_capex"] == pytest.approx(found["battery_cost"] + found["charger_cost"] + 2_000)
    assert found["power_opex_total"] == pytest.approx(0.25 / 1_000 * 100 * 24 * 90 * 5)


@pytest.mark.parametrize(
    ("cold", "share"), [(-30, 0.65), (-20, 0.65), (-10, 0.8), (-5, 0.85), (0, 0.9), (5, 0.935), (15, 0.985)]
)
def test_cold_enlarges_the_battery(cold, share):
    assert power(min_temp_c=float(cold))["battery_wh"] == pytest.approx(power()["battery_wh"] / share)


def test_fewer_subscribe_when_it_costs_more_and_never_more_than_95_in_a_hundred():
    shares = locnet.penetration(np.linspace(0.0, 0.3, 61))
    assert shares[0] == 0.95
    assert np.all(np.diff(shares) <= 0)


# --- financial functions


def test_the_textbook_rate_of_return():
    assert finance_functions.rate_nearest_zero(np.array([-1000.0, 300, 300, 300, 300, 300])) == pytest.approx(
        0.152382, abs=5e-7
    )


def test_of_several_rates_the_one_nearest_to_zero_is_taken():
    flows = np.array([-100.0, 230.0, -132.0])
    assert np.isnan(finance.irr(flows))
    assert finance_functions.rate_nearest_zero(flows) == pytest.approx(0.10)
    assert np.isnan(finance_functions.rate_nearest_zero(np.array([1.0, -1.0, 1.0])))
    assert np.isnan(finance_functions.rate_nearest_zero(np.array([1.0, 2.0])))


@given(st.lists(st.floats(1.0, 1e5), min_size=2, max_size=12), st.floats(0.01, 0.5))
def test_a_rate_of_return_brings_the_value_to_zero(income, share):
    flows = np.array([-share * sum(income), *income])
    rate = finance_functions.rate_nearest_zero(flows)
    assert float(finance.present_value(flows, rate)) == pytest.approx(0, abs=1e-6 * sum(income))


def test_flows_that_are_not_numbers_are_refused(tmp_path):
    path = tmp_path / "npv_irr_pmt.csv"
    path.write_text("rate,cashflow,npv_t0,irr,annuity_pmt\n0.1,-1;x,1,1,1\n", encoding="utf-8")
    assert "row 2, column cashflow: found '-1;x'; accepted: two or more numbers" in other.rows(tmp_path)["note"].item()


def test_a_levelised_cost_is_compared_where_every_column_is_known(tmp_path):
    path = tmp_path / "pysam_lcoefcr.csv"
    path.write_text("fixed_charge_rate,capital_cost,fixed_operating_cost,variable_operating_cost,annual_energy,lcoe_fcr\n"
                    "0.1,1000,50,0.02,500,0.32\n", encoding="utf-8")  # fmt: skip
    found = other.rows(tmp_path)
    assert found["passed"].item()
    assert found["rows"].item() == 1
    path.write_text("rate,capital_cost,lcoe\n0.1,1000,0.32\n", encoding="utf-8")
    note = other.rows(tmp_path)["note"].item()
    assert note.startswith("no single column is known to hold: fixed charge rate, fixed operating cost")
