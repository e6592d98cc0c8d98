"""Published worked examples: each outcome on a bill worked by hand, the packaged cases, and files that cannot be used."""

import math
import shutil
from pathlib import Path

import pandas as pd
import pytest
import tco_case

from refanalysis import tco
from refanalysis.tco.settings import Settings
from refanalysis.validation import compare, worked_examples

CASES = Path(worked_examples.__file__).parent / "cases" / "worked_examples"
AT_START = Settings(opex_timing="start", replacement="none", residual="none")
AT_END = Settings(opex_timing="end", replacement="none", residual="none")


def bill(*items):
    """Items as (quantity, price, opex_share, opex)."""
    return pd.DataFrame(items, columns=["quantity", "price", "opex_share", "opex"], dtype=float)


TOWER = bill((1, 1000, 0.1, 0), (2, 0, 0, 50))  # 1,000 once; 100 and 100 a year


@pytest.fixture
def folder(tmp_path):
    """The packaged examples, safe to break."""
    return Path(shutil.copytree(CASES, tmp_path / "worked_examples"))


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("capex", 1000.0),
        ("opex", 200.0),
        ("present_value", 1000 + 200 + 200 / 1.1 + 200 / 1.21),
        ("net_present_value", -(1000 + 200 + 200 / 1.1 + 200 / 1.21)),
        ("last_payment", 200 / 1.21),
        ("annual_cost", 1000 / (1 + 1 / 1.1 + 1 / 1.21) + 200),
    ],
)
def test_outcomes_of_a_bill_are_those_worked_by_hand(outcome, expected):
    assert worked_examples.value(outcome, TOWER, 0.1, 3, AT_START) == pytest.approx(expected, rel=1e-14)


def test_what_comes_in_is_negative_and_measured_against_what_is_paid():
    # 1,000 once, against 250 a year for ten years and nobody's money losing value
    project = bill((1, 1000, 0, 0), (-1, 0, 0, 250))
    assert worked_examples.value("benefit_cost", project, 0.0, 10, AT_START) == pytest.approx(2.5)
    assert worked_examples.value("units_to_break_even", project, 0.0, 10, AT_START) == pytest.approx(0.4)


def test_without_an_income_or_a_cost_there_is_no_ratio():
    assert math.isnan(worked_examples.value("units_to_break_even", bill((1, 100, 0, 0)), 0.0, 1, AT_START))
    assert math.isnan(worked_examples.value("benefit_cost", bill((-1, 100, 0, 0)), 0.0, 1, AT_START))


def test_the_internal_rate_of_return_of_one_year_is_its_yield():
    assert worked_examples.value("irr", bill((1, 100, 0, 0), (-1, 0, 0, 112)), 0.0, 1, AT_END) == pytest.approx(0.12)


def test_examples_of_pytal_are_rounded_and_uplifted_item_by_item():
    # 6 + 1 + 1/1.05 = 7.95 is 8, four times 8.8; the rack 6.6 without running cost
    shared = bill((4, 6, 0.1, 0), (1, 6, 0, 0))
    assert worked_examples.value("present_value", shared, 0.05, 2, AT_START, uplift=0.1) == pytest.approx(41.8)
    assert worked_examples.value("present_value", shared, 0.05, 2, AT_START) == pytest.approx(30 + 2.4 * (1 + 1 / 1.05))


def test_every_packaged_example_is_reproduced_to_the_printed_digits():
    found = worked_examples.rows()
    compared = found[found["rows"] > 0]
    assert compare.passed(found)
    assert set(compared["case"]) == {"V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V10", "V11"}
    assert compared["rows"].sum() == 69
    assert (compared["largest_relative"][compared["tolerance"] < 1e-3] < 1e-5).all()
    assert found.loc[found["rows"].eq(0), "quantity"].eq("not used").all()


def plain_examples():
    """Packaged cases that are bills of costs only, with their items: what the cost model itself can be asked."""
    cases = pd.read_csv(CASES / "worked_examples.csv")
    items = pd.read_csv(CASES / "worked_items.csv")
    numbers = items.assign(quantity=[worked_examples._product(str(text)) for text in items["quantity"]])
    costs = numbers.groupby("case")[["quantity", "price", "opex"]].min().min(axis=1) >= 0
    kept = cases[cases["uplift"].isna() & cases["outcome"].isin(["capex", "opex", "present_value"])]
    kept = kept[kept["case"].map(costs)]
    return [pytest.param(row, numbers[numbers["case"].eq(row.case)], id=row.case) for row in kept.itertuples()]


@pytest.mark.parametrize(("example", "items"), plain_examples())
def test_the_cost_model_gives_the_published_result_of_the_same_bill(example, items):
    names = [f"item{number}" for number in range(len(items))]
    numbers = {"discount_rate": example.rate, "lifetime": float(example.years)}
    for name, item in zip(names, items.itertuples(), strict=True):
        running = {f"opex_share@{name}": item.opex_share} if item.opex_share else {f"opex@{name}": item.opex}
        numbers |= {f"capex@{name}": item.price} | running
    parts = tco_case.bill(*((name, "site", item.quantity) for name, item in zip(names, items.itertuples(), strict=True)))
    flows = tco.cash_flows(
        tco_case.operation(populations=(1.0,), horizon=int(example.years)),
        tco_case.given(**numbers),
        components=parts.assign(opex_item="opex"),
        settings=Settings(opex_timing=example.timing, replacement="none", residual="none"),
    )
    first = flows["item"].eq(example.outcome) & flows["year"].eq(0)
    value = (flows["value"] * (1 + example.rate) ** -flows["date"]).sum()
    found = value if example.outcome == "present_value" else flows.loc[first, "value"].sum()
    assert found == pytest.approx(example.expected, abs=example.tolerance + 1e-9)


def test_the_cost_model_is_asked_about_every_program_whose_example_is_a_plain_bill():
    assert {param.values[0].example for param in plain_examples()} == {
        "V1",
        "V3",
        "V4",
        "V5",
        "V6",
        "V7",
        "V8",
        "V9",
        "V10",
        "V11",
    }


def test_every_example_names_its_source():
    assert pd.read_csv(CASES / "worked_examples.csv")["source"].notna().all()
    assert worked_examples.rows()["note"].ne("").all()


def test_installation_is_counted_twice_only_in_the_case_that_says_so():
    items = pd.read_csv(CASES / "worked_items.csv")
    twice = items[items["case"].eq("greenfield site as published") & items["item"].str.contains("installation")]
    once = items[items["case"].eq("greenfield site, installation once") & items["item"].str.contains("installation")]
    assert (len(twice), len(once)) == (2, 1)


def test_a_result_that_differs_fails_and_is_named(folder):
    path = folder / "worked_examples.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",12538.35,", ",12538.85,"), encoding="utf-8")
    row = worked_examples.rows(folder).set_index(["case", "quantity"]).loc[("V6", "present_value")]
    assert not row["passed"]
    assert row["worst"] == "Rwanda, cellular: ours 12538.35, reference 12538.85"


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("worked_examples.csv", ",tolerance,", ",within,", "worked_examples.csv, row 1, column tolerance: missing"),
        ("worked_examples.csv", ",irr,", ",yield,", "column outcome: found 'yield'; accepted: capex, opex, present_value"),
        (
            "worked_examples.csv",
            ",present_value,0.05,2,start,",
            ",capex,0.05,2,start,",
            "accepted: present_value where an uplift",
        ),
        ("worked_examples.csv", ",start,", ",soon,", "row 2, column timing: found 'soon'; accepted: start, middle, end"),
        ("worked_examples.csv", ",0.05,11,start", ",0.05,0,start", "column years: found 0.0; accepted: a whole number above 0"),
        ("worked_examples.csv", ",0.05,11,start", ",-1,11,start", "column rate: found -1.0; accepted: a share above -1"),
        ("worked_examples.csv", ",305260.72,", ",,", "row 2, column expected: found ''; accepted: a finite number"),
        ("worked_items.csv", ",10*1.2,", ",10/0.0,", "column quantity: found '10/0.0'; accepted: a number or product"),
        ("worked_items.csv", ",10*1.2,", ",10^1.2,", "column quantity: found '10^1.2'; accepted: a number or product"),
        (
            "worked_items.csv",
            "revenue of one phone in 2030,",
            "revenue of two phones,",
            "no item for 'revenue of one phone in 2030'",
        ),
        ("worked_items.csv", "revenue of one phone in 2030,", "revenue of two phones,", "'revenue of two phones' is no case"),
        ("observations.csv", ",GSMA", ",", "observations.csv, row 2, column source: found ''; accepted: a word"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(folder, name, old, new, words):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = worked_examples.rows(folder)
    assert not compare.passed(found)
    assert words in "\n".join(found.loc[~found["passed"], "note"])


def test_a_product_of_numbers_is_worked_out_from_left_to_right():
    assert worked_examples._product("5*1800*0.05/14") == pytest.approx(450 / 14)
    assert worked_examples._product("-12*0.35") == pytest.approx(-4.2)
