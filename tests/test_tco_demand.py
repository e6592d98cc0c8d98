"""People, users, traffic and counts of equipment, each worked by hand."""

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from tco_case import bill, given, operation

from refanalysis import tco
from refanalysis.schema import DataError
from refanalysis.tco.traffic import adoption, load

MAST = bill(("mast", "cell"), ("radio", "hop"))
RADIO = {
    "cell_radius": 10.0, "spectrum_bandwidth": 10.0, "spectral_efficiency": 1.5, "sectors": 3.0, "distance_to_backhaul": 45.0,
    "hop_length": 20.0, "link_capacity": 100.0, "area_per_person": 1.0,
}  # fmt: skip


def people(horizon, **numbers):
    return tco.demand(operation().sites, given(**numbers), horizon)


def counted(values, components, horizon=1, populations=(1000.0,)):
    case = operation(populations=populations)
    table = tco.quantities(case.sites, components, ["option"], values, horizon)
    return {name: rows["number"].tolist() for name, rows in table.groupby("component")}


# --- the funnel


def test_arrivals_come_as_a_share_of_todays_people_and_returns_as_a_share_of_those_then():
    # 1,000; 1,000 * (1 + 0.05 - 0.15) + 200 = 1,100; 1,100 * 0.9 + 200 = 1,190
    found = people(3, population_growth=0.05, return_share=0.15, arrival_share=0.2)
    assert found["population"].tolist() == pytest.approx([1000.0, 1100.0, 1190.0])


def test_each_step_of_the_funnel_takes_its_share():
    found = people(
        1, host_share=0.5, age_share=0.6, device_share=0.5, sim_share=0.8, affordable_share=0.25, adoption_start=0.5,
        adoption=0.4, rate_per_active_user=2.0, contention=10.0, busy_hour_share=0.05,
    ).iloc[0]  # fmt: skip
    # 1,000 people and 500 hosts; 1,500 * 0.6 * 0.5 * 0.8 * 0.25 = 90; half of the 40 % who will: 18 users; 18 * 2 / 10 Mbps
    assert (found["people_in_reach"], found["potential_users"], found["users"]) == pytest.approx((1500.0, 90.0, 18.0))
    assert (found["adoption"], found["busy_hour_mbps"]) == pytest.approx((0.2, 3.6))
    # 3.6 Mbps for an hour: 1.62 GB, a twentieth of a day's; 30.4375 days
    assert found["gb_per_month"] == pytest.approx(1.62 * 20 * 30.4375)


def test_people_who_leave_faster_than_there_are_leave_none_and_not_fewer():
    found = people(3, population_growth=-0.9, return_share=0.6)
    assert found["population"].tolist() == [1000.0, 0.0, 0.0]


def test_adoption_starts_where_it_starts_and_does_nine_tenths_of_its_rise_in_its_years():
    rise = adoption(np.array([0.0]), np.array([1.0]), np.array([4.0]), 5).ravel()
    assert rise[0] == 0.0
    assert rise[[2, 4]].tolist() == pytest.approx([0.45, 0.9], rel=1e-12)
    part = adoption(np.array([0.2]), np.array([0.5]), np.array([4.0]), 5).ravel()
    assert part.tolist() == pytest.approx((0.5 * (0.2 + 0.8 * rise)).tolist(), rel=1e-12)


@for_all(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.1, 100.0))
def test_adoption_never_falls_and_stays_within_its_ends(start, end, years):
    found = adoption(np.array([start]), np.array([end]), np.array([years]), 15).ravel()
    assert (np.diff(found) >= -1e-15).all()
    assert found[0] == pytest.approx(start * end, rel=1e-12)
    assert ((found >= 0) & (found <= end * (1 + 1e-12))).all()


def test_the_steepest_rise_is_half_way():
    steps = np.diff(adoption(np.array([0.0]), np.array([1.0]), np.array([10.0]), 11).ravel())
    assert steps.argmax() in (4, 5)
    assert steps[4] == pytest.approx(steps[5], rel=1e-9)


# --- counts


def test_a_cell_carries_spectrum_times_efficiency_times_sectors():
    # 500 users of 1 Mbps by 20: 25 Mbps; 10 MHz * 1.5 * 3 sectors = 45 Mbps a cell; 2,000 people: 50 Mbps
    for population, cells in ((1000.0, 1.0), (1800.0, 1.0), (1801.0, 2.0), (2000.0, 2.0)):
        assert counted(given(**RADIO), MAST, populations=(population,))["mast"] == [cells], population


def test_a_wider_radius_needs_fewer_cells_by_the_area_of_a_hexagon():
    # 1,000 people on 10,000 m2 each: 10 km2; hexagons of 1 and 2 km hold 2.598 and 10.39 km2
    values = {**RADIO, "area_per_person": 10_000.0}
    assert [counted(given(**values | {"cell_radius": each}), MAST)["mast"] for each in (1.0, 2.0)] == [[4.0], [1.0]]


def test_further_cells_add_one_hop_each_to_the_chain():
    # 45 km by 20 km: 3 hops; 10,000 people: 250 Mbps, so 6 cells and 3 chains side by side: 3 * 3 + 5
    assert counted(given(**RADIO), MAST, populations=(10_000.0,)) == {"mast": [6.0], "radio": [14.0]}


def test_a_site_that_everybody_leaves_needs_no_hop_and_never_less_than_none():
    values = given(**RADIO, return_share=1.0, population_growth=0.0, capex__mast=1.0, capex__radio=1.0, opex__radio=10.0)
    assert counted(values, MAST, horizon=3)["radio"] == [3.0, 0.0, 0.0]
    flows = tco.cash_flows(operation(), values, components=MAST)
    assert flows.loc[flows["item"] == "opex", ["year", "value"]].to_numpy().tolist() == [[0, 30.0]]
    case = operation()
    contracted = tco.outcomes_by_draw(case, values, components=MAST, only=["tco"])
    assert contracted["value"].iloc[0] == pytest.approx(flows["value"].sum(), rel=1e-12)


def test_a_licence_is_counted_in_mhz_for_each_person_in_reach_hosts_included():
    values = given(spectrum_bandwidth=20.0, opex__licence=0.01, population_growth=0.1, host_share=1.0)
    components = bill(("licence", "mhz_person", 1.0, "licence"))
    assert counted(values, components, horizon=2)["licence"] == pytest.approx([40_000.0, 44_000.0])
    flows = tco.cash_flows(operation(horizon=2), values, components=components)
    assert flows["item"].tolist() == ["licence", "licence"]
    assert flows["value"].tolist() == pytest.approx([400.0, 440.0])


@pytest.mark.parametrize(
    ("others", "numbers", "points"),
    [
        ([("mast", "cell")], RADIO | {"area_per_person": 1e5, "cell_radius": 3.0}, 5.0),
        ([("room", "centre")], {"people_per_centre": 200.0}, 3.0),
        ([("mast", "cell"), ("room", "centre")], RADIO | {"people_per_centre": 200.0}, 1.0),
        ([("dish", "terminal")], {"terminal_capacity": 1.0}, 1.0),
    ],
)
def test_power_stands_at_each_cell_else_at_each_centre_else_once(others, numbers, points):
    # 100 km2 by hexagons of 23.38 km2: 5 cells; 500 users by 200: 3 centres
    assert counted(given(**numbers), bill(*others, ("engine", "power_point")))["engine"] == [points]


def test_quantities_tell_what_is_needed_and_what_was_installed_by_then():
    values = given(terminal_capacity=10.0, population_growth=-0.5)
    table = tco.quantities(operation().sites, bill(("dish", "terminal", 2.0, "opex")), ["option"], values, 3)
    assert table["number"].tolist() == [6.0, 4.0, 2.0]
    assert table["installed"].tolist() == [6.0, 6.0, 6.0]
    assert table["driver_count"].tolist() == [3.0, 2.0, 1.0]


@settings(max_examples=40, deadline=None)
@for_all(
    st.sampled_from(["cell_radius", "spectrum_bandwidth", "spectral_efficiency", "sectors", "link_capacity", "hop_length"]),
    st.floats(1.0, 5.0),
    st.floats(10.0, 1e5),
    st.floats(-0.5, 0.5),
)
def test_equipment_that_does_more_never_costs_more(parameter, more, population, growth):
    prices = {"capex__mast": 100.0, "opex__mast": 7.0, "capex__radio": 30.0, "opex__radio": 2.0, "lifetime": 4.0}
    values = RADIO | prices | {"population_growth": growth, "area_per_person": 500.0, "cell_radius": 0.7}
    case = operation(populations=(population,), horizon=6)
    once, better = (
        tco.outcomes_by_draw(case, given(**each), components=MAST, only=["present_value"])["value"].iloc[0]
        for each in (values, values | {parameter: values[parameter] * more})
    )
    assert better <= once * (1 + 1e-9)


# --- errors


def test_a_horizon_of_no_year_and_an_operation_without_sites_are_refused():
    with pytest.raises(ValueError, match="horizon must be at least 1 year; found 0"):
        load(operation().sites, given(), 0)
    with pytest.raises(DataError, match="there is no site to cost"):
        load(operation(populations=()).sites, given(), 1)


def test_many_sites_without_population_are_named_five_at_a_time():
    with pytest.raises(DataError) as error:
        load(operation(populations=[float("nan")] * 7).sites, given(), 1)
    assert len(error.value.problems) == 6
    assert error.value.problems[-1] == "2 more sites have no population"
