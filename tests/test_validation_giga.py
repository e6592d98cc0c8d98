"""The profile of the open school-connectivity cost model: its cases, its formulas by hand, its limits, its variants."""

import shutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis.schema.types import DataError
from refanalysis.validation import cases, giga, giga_costs

FOLDER = cases.PACKAGED / "giga"
SITE = {
    "site_id": "a", "has_electricity": 1.0, "bandwidth_demand_mbps": 20.0, "connected": 0.0, "dist_fiber_m": 10_000.0,
    "dist_4g_tower_m": 3_000.0, "dist_any_tower_m": 2_000.0,
}  # fmt: skip


def parameters(name):
    return giga.parameters(FOLDER, name)


def costs(name="P3", site=None, **changes):
    sites = pd.DataFrame([SITE | (site or {})])
    return giga_costs.costs(sites, parameters(name), **changes)


def total(found, technology):
    return float(found.money["total_cost"][0, giga_costs.TECHNOLOGIES.index(technology)])


def reasons(found):
    return [giga_costs.REASONS[place] for place in found.reason[0]]


def test_every_packaged_case_agrees_to_a_ten_thousandth_of_a_dollar():
    found = giga.rows(FOLDER)
    assert found["passed"].all(), found[~found["passed"]].to_string()
    assert found.loc[found["kind"] == "absolute", "largest_absolute"].max() < 1e-9
    assert set(found["case"].str[:4]) == {"A_P1", "A_P2", "A_P3"}
    assert found.query("quantity == 'total_cost'")["rows"].sum() == 3 * 76 + 3 * 19 + 3864 + 966


@pytest.mark.parametrize(
    ("name", "technology", "expected"),
    [("P3", "satellite", 37_922.18), ("P3", "cellular", 22_121.016), ("P3", "p2p", 27_185.18), ("P2", "fiber", 96_826.50),
     ("P2", "cellular", 12_538.35)],
)  # fmt: skip
def test_facility_costs_published_as_worked_examples(name, technology, expected):
    assert total(costs(name), technology) == pytest.approx(expected, abs=1e-6)


def test_a_site_without_electricity_buys_watts_and_pays_no_grid():
    found = costs("P4", {"has_electricity": 0.0})
    assert found.money["elec_capex"][0].tolist() == [1_500 * 2.5] * 4
    assert found.money["elec_opex"][0].tolist() == [0.0] * 4
    expected = 850 + 3_750 + 10 * (60 + 20 * 75)
    assert total(found, "satellite") == pytest.approx(expected)


def test_every_term_of_fibre_by_hand():
    capex = 1_200 + 10 * 1.25 * 8_000
    opex = 150 + 20 * 9.5 + 10 * 1.25 * 120 + 450 * 0.21
    assert total(costs("P4"), "fiber") == pytest.approx(capex + 10 * opex)


def test_limits_are_strict_and_asked_in_order():
    at_limit = {"dist_fiber_m": 30_000.0, "dist_4g_tower_m": 10_000.0, "dist_any_tower_m": 30_000.0}
    assert reasons(costs("P4", at_limit)) == [
        "FIBER_DISTANCE_THRESHOLD", "Included", "CELLULAR_RANGE_THRESHOLD", "P2P_RANGE_THRESHOLD",
    ]  # fmt: skip
    inside = {name: value - 0.001 for name, value in at_limit.items()}
    assert reasons(costs("P4", inside)) == ["Included"] * 4
    assert reasons(costs("P4", at_limit, demand=151.0))[1:3] == ["SATELLITE_BW_THRESHOLD", "CELLULAR_BW_THRESHOLD"]
    assert reasons(costs("P4", demand=150.0))[1] == "Included"
    dark = at_limit | {"has_electricity": 0.0}
    assert reasons(costs("P4", dark, new_electricity=False)) == ["NO_ELECTRICITY"] * 4
    assert reasons(costs("P4", dark, new_electricity=False, demand=3_000.0))[0] == "FIBER_BW_THRESHOLD"


def test_ties_go_to_the_first_and_nothing_feasible_is_none():
    near = costs("P1", {"dist_fiber_m": 19_000.0})
    assert total(near, "satellite") == total(near, "cellular")
    assert giga_costs.CHOICES[near.choice[0]] == "Satellite"
    none = giga_costs.chosen(costs("P1", demand=1e6))
    assert none["chosen"].tolist() == ["None"]
    assert none[["total_cost", "capex", "annual_opex"]].isna().all(axis=None)


def test_connected_sites_are_left_out():
    sites = pd.DataFrame([SITE, SITE | {"site_id": "b", "connected": 1.0}])
    assert giga_costs.table(giga_costs.costs(sites, parameters("P5")))["site_id"].tolist() == ["a"] * 4


def test_a_set_that_lacks_a_parameter_is_refused():
    without = {key: value for key, value in parameters("P5").items() if key != "power_w"}
    with pytest.raises(DataError, match="parameters, power_w: missing"):
        giga_costs.costs(pd.DataFrame([SITE]), without)
    with pytest.raises(DataError, match="parameters, years: found 'ten'; accepted: a finite number"):
        giga_costs.costs(pd.DataFrame([SITE]), parameters("P5") | {"years": "ten"})


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("", {}),
        ("_noelec", {"new_electricity": False}),
        ("_bw40", {"demand": 40.0}),
        ("_y10_bw2.5", {"years": 10, "demand": 2.5}),
    ],
)
def test_variants_of_a_files_name(text, changes):
    assert giga.variant(text) == changes


def test_a_variant_of_a_case_is_computed_from_its_name(tmp_path):
    for name in ("sites_20.csv", "A_P3_20_costs.csv"):
        shutil.copy(FOLDER / name, tmp_path / name)
    (tmp_path / "A_P3_20_costs.csv").rename(tmp_path / "A_P3_20_y7_costs.csv")
    failed = giga.rows(tmp_path).query("not passed")
    assert failed["quantity"].tolist() == ["total_cost"]
    (tmp_path / "A_P3_20_y7_costs.csv").rename(tmp_path / "A_P3_20_y6_costs.csv")
    assert giga.rows(tmp_path)["passed"].all()


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("A_P3_20_solar_costs.csv", "unknown variant 'solar' in the file's name; accepted: noelec, bwXX, yYY"),
        ("A_P9_20_costs.csv", "there is no set 'P9'; found: P1, P2, P3, P4, P5"),
        ("A_P3_21_costs.csv", "sites_21.csv: the file is missing"),
        ("A_P3_costs.csv", "unknown file name; accepted: A_SET_SITES_costs.csv"),
    ],
)
def test_a_case_that_cannot_be_computed_fails_and_says_why(tmp_path, name, note):
    shutil.copy(FOLDER / "sites_20.csv", tmp_path)
    shutil.copy(FOLDER / "A_P3_20_costs.csv", tmp_path / name)
    found = giga.rows(tmp_path)
    assert note in found["note"].item()
    assert not found["passed"].item()


def test_a_site_that_the_inputs_do_not_have_is_named(tmp_path):
    shutil.copy(FOLDER / "sites_20.csv", tmp_path)
    text = (FOLDER / "A_P3_20_chosen.csv").read_text(encoding="utf-8").replace("s00001", "x1")
    (tmp_path / "A_P3_20_chosen.csv").write_text(text, encoding="utf-8")
    note = giga.rows(tmp_path)["note"].item()
    assert note.startswith("A_P3_20_chosen.csv, row 3, column site_id: 'x1' is not among the sites to be connected")


@settings(max_examples=40, deadline=None)
@given(st.floats(0.1, 200.0), st.integers(1, 30), st.booleans(), st.sampled_from(["P1", "P2", "P3", "P4", "P5"]))
def test_a_longer_horizon_never_costs_less_and_lifting_a_limit_never_costs_more(mbps, years, grid, name):
    site = {"has_electricity": float(grid)}
    short, long = (costs(name, site, demand=mbps, years=n).money["total_cost"] for n in (years, years + 1))
    assert np.all((long >= short) | np.isnan(short))
    allowed, barred = (costs(name, site, demand=mbps, new_electricity=each).money["total_cost"] for each in (True, False))
    assert np.nan_to_num(allowed, nan=np.inf).min() <= np.nan_to_num(barred, nan=np.inf).min()
