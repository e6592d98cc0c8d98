"""Tables of cost as readers see them."""

import pandas as pd
import pytest
from tco_case import bill, given, operation

from refanalysis import assumptions, data, readable, tco
from refanalysis.schema import ITEMS

LABELS = {"leo": "LEO", "mast": "Mast"}
BY_ITEM = pd.DataFrame(
    [("mast", "capex", 60.0, 0.0), ("mast", "replacement", 20.0, 20.0), ("mast", "opex", 20.0, 10.0),
     ("mast", "residual", -9.0, -9.0), ("leo", "capex", 10.0, 0.0), ("leo", "bandwidth", 30.0, 15.0)],
    columns=["technology", "item", "value", "tail"],
).assign(unit="USD_2024")  # fmt: skip


def test_parts_of_a_bill_are_shares_of_what_is_paid_most_running_cost_first():
    parts = readable.costs.bill_parts(BY_ITEM)
    assert parts["technology"].tolist() == ["leo", "leo", "mast", "mast"]
    mast = parts[parts["technology"] == "mast"].set_index("part")
    assert mast.loc["equipment", ["share", "tail"]].tolist() == pytest.approx([0.8, 0.2])
    assert mast.loc["upkeep", ["share", "tail"]].tolist() == pytest.approx([0.2, 0.1])
    wide = readable.costs.parts_wide(parts, LABELS).set_index("option")
    assert wide.loc["LEO", "energy and bandwidth"] == pytest.approx(0.75)
    assert wide.loc["Mast", "energy and bandwidth"] == 0
    assert wide.loc["LEO", "after_year_5"] == pytest.approx(0.375)


def test_every_item_but_the_credit_is_a_part_of_the_bill():
    rows = pd.DataFrame({"technology": "leo", "item": ITEMS, "unit": "USD_2024", "value": 1.0, "tail": 0.0})
    parts = readable.costs.bill_parts(rows)
    assert parts["value"].sum() == len(ITEMS) - 1
    assert set(parts["part"]) == set(readable.costs.PARTS)


def test_items_add_up_to_the_total_in_millions_cheapest_option_first():
    flows = pd.DataFrame({"technology": ["leo", "leo", "mast"], "item": ["capex", "opex", "opex"], "value": [5e6, 6e6, 3e6]})
    frame = readable.costs.items(flows, LABELS)
    assert frame.columns.tolist() == ["item", "Mast", "LEO"]
    assert frame.set_index("item")["LEO"].to_dict() == {"purchase": 5, "running cost": 6, "total": 11}


def test_unit_costs_stand_side_by_side_cheapest_per_gb_first():
    rows = [(technology, outcome, middle / 2, middle, middle * 2)
            for technology, scale in (("mast", 3.0), ("leo", 1.0))
            for outcome, middle in (("cost_per_gb", scale), ("cost_per_mbps_month", 10 * scale))]  # fmt: skip
    frame = readable.costs.unit_costs(pd.DataFrame(rows, columns=["technology", "outcome", "p05", "p50", "p95"]), LABELS)
    assert frame.to_numpy().tolist() == [["LEO", 0.5, 1, 2, 5, 10, 20], ["Mast", 1.5, 3, 6, 15, 30, 60]]
    assert set(frame.columns) == {"option", *readable.costs.UNIT_COSTS}


def test_a_saving_is_a_cost_of_the_other_with_its_range_the_right_way_round():
    pairs = pd.DataFrame(
        {"second": ["leo", "mast"], "probability": [0.2, 0.9], "p05": [-1.0, -9.0], "p50": [2.0, -5.0], "p95": [4.0, 1.0]}
    )
    frame = readable.costs.chances(pairs, LABELS)
    assert frame.to_numpy().tolist() == [["Mast", 0.9, 5.0, -1.0, 9.0], ["LEO", 0.2, -2.0, -4.0, 1.0]]


def test_waiting_has_a_row_for_each_wait_and_a_note_for_none():
    bills = bill(("box", "site"))
    table = tco.cost_of_delay(operation(horizon=3), given(capex=1200.0, adoption=0.5), "option", [0, 1, 2], components=bills)
    table = table[table["site"] == "all"]
    frame = readable.costs.waiting(table)
    assert frame["wait"].tolist() == [1, 2]
    assert frame["saved_per_month_lost"].notna().all()
    assert set(frame.columns) == set(readable.costs.WAITING) == set(readable.costs.WAITING_DIGITS) | {"wait"}
    first = f"Without waiting: a bill of {table['bill'].iloc[0]:,.0f}, 18,000 user-months, each at "
    assert readable.costs.waiting_note(table)[0].startswith(first)


def test_the_funnel_ends_with_the_users_of_the_first_year():
    case = data.operation("bangladesh")
    values = assumptions.load(case)
    table = tco.demand(case.sites, values, 2)
    first = table[(table["site"] == case.focus_site) & (table["year"] == 0)].iloc[0]
    steps = readable.costs.funnel(table, case.focus_site, values)
    assert steps["people"].iloc[-2] == pytest.approx(first["potential_users"])
    assert steps["people"].iloc[-1] == pytest.approx(first["users"])
    assert (steps["people"] * 1.0).iloc[1:].is_monotonic_decreasing
    assert steps["people"].iloc[-2] * steps["share"].iloc[-1] == pytest.approx(first["users"])


@pytest.mark.parametrize("technology", data.operation("uganda").technologies)
def test_steps_and_equipment_of_every_option_have_names_and_units(technology):
    case = data.operation("uganda")
    bills = data.bills()
    counted = tco.quantities(case.sites, bills, [technology], assumptions.load(case), 3)
    steps = readable.costs.steps(counted, case.focus_site, technology)
    equipment = readable.costs.equipment(counted, case.focus_site, technology, bills)
    assert len(equipment) == (bills["technology"] == technology).sum()
    text = " ".join([*steps.to_numpy().ravel(), *equipment.to_numpy().ravel()])
    assert "_" not in text
    assert "nan" not in text.split()
    assert "unknown" not in text
    assert len(steps)


def test_demand_is_one_site_with_a_row_for_each_year():
    table = tco.demand(operation((10.0, 20.0), 3).sites, given(), 3)
    frame = readable.costs.demand(table, "AAA-002")
    assert frame["year"].tolist() == [0, 1, 2]
    assert frame["population"].iloc[0] == 20
    assert set(readable.costs.DEMAND) | {"year", "population"} == set(frame.columns)


def test_one_option_site_by_site_stands_with_most_people_first():
    rows = [(site, outcome, scale, 2 * scale, 3 * scale) for site, scale in (("A", 1.0), ("B", 5.0))
            for outcome in ("initial_capex", "tco", "cost_per_user_month")]  # fmt: skip
    table = pd.DataFrame(rows, columns=["site_id", "outcome", "p05", "p50", "p95"])
    table = table.assign(
        site_y=table["site_id"].map({"A": "Small", "B": "Large"}), population=table["site_id"].map({"A": 10, "B": 90})
    )
    assert readable.costs.by_site(table).to_numpy().tolist() == [["Large", 90, 10, 10, 5, 10, 15], ["Small", 10, 2, 2, 1, 2, 3]]
