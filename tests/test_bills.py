"""Bills of quantities: a technology with its backhaul and its power system, each part once."""

import pandas as pd
import pytest

from refanalysis import data
from refanalysis.data.bills import joined, unasked
from refanalysis.schema import DataError

TECHNOLOGIES = pd.DataFrame(
    [
        ("mast", "service", "radio", "diesel"),
        ("zone", "service", "radio", ""),
        ("room", "service", "", "diesel"),
        ("radio", "backhaul", "", ""),
        ("fibre", "backhaul", "", ""),
        ("diesel", "power", "", ""),
    ],
    columns=["technology", "role", "backhaul", "power"],
)
COMPONENTS = pd.DataFrame(
    [("mast", "tower"), ("zone", "ap"), ("room", "computer"), ("radio", "link"), ("radio", "upstream"), ("fibre", "cable"),
     ("fibre", "upstream"), ("diesel", "engine"), ("diesel", "fuel")],
    columns=["technology", "component"],
)  # fmt: skip


def bills(components=COMPONENTS, technologies=TECHNOLOGIES):
    found = joined(components, technologies)
    return {name: dict(zip(rows["component"], rows["part_of"], strict=True)) for name, rows in found.groupby("technology")}


def test_a_technology_stands_on_its_backhaul_and_its_power():
    assert bills() == {
        "mast": {"tower": "mast", "link": "radio", "upstream": "radio", "engine": "diesel", "fuel": "diesel"},
        "zone": {"ap": "zone", "link": "radio", "upstream": "radio"},
        "room": {"computer": "room", "engine": "diesel", "fuel": "diesel"},
    }


def test_another_backhaul_brings_its_own_parts_and_leaves_the_power_as_it_is():
    other = TECHNOLOGIES.assign(backhaul=TECHNOLOGIES["backhaul"].replace("radio", "fibre"))
    assert bills(technologies=other)["mast"] == {
        "tower": "mast", "cable": "fibre", "upstream": "fibre", "engine": "diesel", "fuel": "diesel",
    }  # fmt: skip


def test_a_part_that_would_be_paid_twice_is_refused_by_name_for_every_bill():
    twice = pd.concat([COMPONENTS, pd.DataFrame([("mast", "engine"), ("mast", "link")], columns=COMPONENTS.columns)])
    with pytest.raises(DataError) as error:
        joined(twice, TECHNOLOGIES)
    told = "would stand twice in the bill of mast; accepted: once, in the technology, its backhaul or its power"
    assert error.value.problems == [f"components.csv: link of radio {told}", f"components.csv: engine of diesel {told}"]


def test_packaged_bills_hold_every_part_of_a_technology_its_backhaul_and_its_power_once():
    components, found = data.table("components"), data.bills()
    for row in data.table("technologies").query("role == 'service'").itertuples():
        parts = components.loc[components["technology"].isin([row.technology, row.backhaul, row.power]), "component"]
        assert sorted(found.loc[found["technology"] == row.technology, "component"]) == sorted(parts)
    assert not found.duplicated(["technology", "component"]).any()


def test_rows_for_parts_that_no_serving_technology_has_are_told_with_their_place():
    rows = pd.DataFrame(
        [("", ""), ("", "ran"), ("macro_4g", "ran"), ("macro_4g", "microwave_hop"), ("microwave", ""), ("leo", "ran")],
        columns=["technology", "component"],
    ).assign(file="a.csv", row=range(2, 8))
    assert [problem.split(";")[0] for problem in unasked(rows)] == [
        "a.csv, row 6, column technology: found 'microwave', a backhaul technology that nothing asks about",
        "a.csv, row 7, column component: found 'ran', which is no part of leo",
    ]
    assert unasked(data.table("assumptions")) == []
