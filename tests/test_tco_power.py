"""From the load of the equipment to panels, batteries, kilowatt-hours and litres, worked by hand."""

import pytest
from tco_case import bill, given, operation

from refanalysis import tco

# one site draws 200 W: 1,753.2 kWh in 8,766 hours
LOADED = {"power_draw__radio": 200.0, "capex__radio": 0.0}


def priced(driver, quantity=1.0, **numbers):
    """Number of a power component in year 0, and what it costs to run."""
    components = bill(("radio", "site"), ("part", driver, quantity, "energy"))
    values = given(**LOADED, **numbers)
    case = operation(horizon=1)
    table = tco.quantities(case.sites, components, ["option"], values, 1).set_index("component")
    flows = tco.cash_flows(case, values, components=components).groupby("item")["value"].sum()
    return table.at["part", "number"], flows.to_dict()


def test_solar_carries_the_load_through_the_night_and_the_dull_season():
    # 200 W * 24 h / (4 h * 0.75) = 1,600 W of panel
    number, flows = priced("panel_watt", peak_sun_hours=4.0, solar_performance_ratio=0.75, capex__part=2.0, opex__part=0.1)
    assert number == pytest.approx(1600.0)
    assert (flows["capex"], flows["energy"]) == pytest.approx((3200.0, 160.0))


def test_a_battery_holds_the_hours_without_sun_and_is_not_emptied():
    # 200 W * 24 h / 0.8 = 6 kWh
    number, flows = priced("battery_kwh", battery_autonomy=24.0, depth_of_discharge=0.8, capex__part=300.0)
    assert number == pytest.approx(6.0)
    assert flows["capex"] == pytest.approx(1800.0)


def test_the_grid_gives_energy_in_its_hours_only():
    number, flows = priced("grid_kwh", grid_hours=6.0, energy_price=0.2)
    assert number == pytest.approx(1753.2 / 4)
    assert flows["energy"] == pytest.approx(1753.2 / 4 * 0.2)


def test_diesel_is_burnt_all_hours_and_more_is_bought_for_what_is_stolen():
    # 1,753.2 kWh by 3 kWh a litre: 584.4 litres; a fifth is stolen, so 730.5 are bought
    number, flows = priced("litre", fuel_yield=3.0, fuel_theft=0.2, fuel_price=1.5)
    assert number == pytest.approx(730.5)
    assert flows["energy"] == pytest.approx(730.5 * 1.5)


def test_a_backup_generator_burns_in_the_hours_without_grid():
    number, _ = priced("backup_litre", fuel_yield=3.0, fuel_theft=0.2, fuel_price=1.5, grid_hours=18.0)
    assert number == pytest.approx(730.5 / 4)
    assert priced("backup_litre", fuel_yield=3.0, fuel_theft=0.2, fuel_price=1.5, grid_hours=24.0)[0] == 0.0


def test_grid_and_backup_together_give_all_the_energy():
    grid, _ = priced("grid_kwh", grid_hours=10.0, energy_price=0.2)
    litres, _ = priced("backup_litre", fuel_yield=2.0, fuel_theft=0.0, fuel_price=1.0, grid_hours=10.0)
    assert grid + 2.0 * litres == pytest.approx(1753.2)


def test_a_hybrid_takes_shares_of_each():
    array, _ = priced("panel_watt", 0.7, peak_sun_hours=4.0, solar_performance_ratio=0.75, capex__part=2.0)
    fuel, _ = priced("litre", 0.3, fuel_yield=3.0, fuel_theft=0.2, fuel_price=1.5)
    assert (array, fuel) == pytest.approx((0.7 * 1600.0, 0.3 * 730.5))


def test_every_part_that_draws_power_counts_and_what_does_not_is_left_out():
    components = bill(("mast", "cell"), ("radio", "hop", 2.0, "opex"), ("fence", "cell"), ("part", "watt", 1.0, "energy"))
    values = given(
        cell_radius=0.5, spectrum_bandwidth=5.0, spectral_efficiency=2.0, sectors=1.0, distance_to_backhaul=45.0,
        hop_length=20.0, link_capacity=20.0, power_draw__mast=100.0, power_draw__radio=10.0,
    )  # fmt: skip
    table = tco.quantities(operation().sites, components, ["option"], values, 1).set_index("component")
    # 3 masts of 100 W; 3 hops in two chains and 2 to the further masts: 8 links with 2 radios of 10 W
    assert table.at["part", "number"] == pytest.approx(300.0 + 160.0)


def test_panels_stay_when_people_leave_but_energy_follows_them():
    components = bill(("dish", "terminal"), ("array", "panel_watt"), ("fuel", "litre", 1.0, "energy"))
    values = given(
        terminal_capacity=10.0, power_draw__dish=100.0, population_growth=-0.5, capex__dish=0.0, capex__array=1.0,
        peak_sun_hours=6.0, solar_performance_ratio=0.8, fuel_yield=1.0, fuel_theft=0.0, fuel_price=1.0,
    )  # fmt: skip
    flows = tco.cash_flows(operation(), values, components=components).groupby(["item", "year"])["value"].sum()
    # 3, 2 and 1 dishes: 300 W with 1,500 W of panel, bought once
    assert flows["capex"].to_dict() == pytest.approx({0: 1500.0})
    assert flows["energy"].tolist() == pytest.approx([876.6 * dishes for dishes in (3, 2, 1)])
