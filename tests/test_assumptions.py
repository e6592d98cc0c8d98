"""Resolution, conversion, overlays and tracing of assumptions, on a small workspace whose answers are worked by hand."""

import csv

import numpy as np
import pytest

from refanalysis import assumptions, data, sampling, scenario, schema
from refanalysis.schema import DataError

OPERATION_TOML = """
title = "Testland"
description = "A small operation."
country = "TCD"
date_of_data = 2025-12-31
[context]
phase = "emergency"
[scenarios.dear]
label = "Dear"
description = "Everything costs more."
"""

TABLES = {
    "sources": [["survey_2025", "Survey", "Office", "2025", "https://example.org/s", "", "facts only", ""],
                ["plan_2026", "Plan", "Office", "2026", "", "", "facts only", ""]],
    "parameters": [["capex", "USD/{unit}", "0", "1000000", "tco", "price of one"],
                   ["lifetime", "year", "0.5", "50", "tco", "years of service"],
                   ["discount_rate", "share/year", "0", "0.5", "tco", "yearly rate"]],
    "technologies": [["leo", "Low orbit", "satellite", "service", "", "", "#0072B2", "dishes"],
                     ["vsat", "GEO", "satellite", "service", "", "", "#E69F00", "dish"]],
    "components": [["leo", "terminal", "Terminal", *["terminal"] * 2, "1", "opex", "survey_2025", "expert", ""],
                   ["vsat", "terminal", "Terminal", "terminal", "terminal", "1", "opex", "survey_2025", "expert", ""],
                   ["vsat", "mast", "Mast", "site", "site", "1", "opex", "survey_2025", "expert", ""]],
    "countries": [["TCD", "Chad", "XAF"], ["UGA", "Uganda", "UGX"]],
    "country_facts": [["TCD", "discount_rate", "0.1", "", "share/year", "2025", "survey_2025", "quoted", ""]],
    "sites": [["TCD-001", "Camp", "TCD", *[""] * 3, "none", *[""] * 3, "1000", "", "", "2025", "survey_2025", "published",
               "rural", "planned_camp", *[""] * 8]],
    "coverage": [],
    "deflators": [["USD", "2024", "110", "2023 = 100", "survey_2025", "published", ""],
                  ["USD", "2025", "121", "2023 = 100", "survey_2025", "published", ""]],
    "exchange_rates": [["XAF", "2025", "500", "XAF/USD", "survey_2025", "published", ""]],
    "assumptions/all": [
        ["capex", "", "terminal", "", "USD_2024/terminal", "100", "200", "300", "pert", "survey_2025", "published", ""],
        ["capex", "", "terminal", "TCD", "XAF_2025/terminal", "50000", "110000", "121000", "pert", "survey_2025", "quoted", ""],
        ["capex", "vsat", "terminal", "", "USD_2024/terminal", "400", "500", "600", "pert", "survey_2025", "expert", ""],
        ["capex", "vsat", "terminal", "UGA", "USD_2024/terminal", "1", "2", "3", "pert", "survey_2025", "expert", ""],
        ["lifetime", "", "", "", "year", "", "10", "", "fixed", "survey_2025", "expert", ""],
        ["lifetime", "", "terminal", "", "month", "36", "48", "60", "pert", "survey_2025", "expert", ""],
        ["discount_rate", "", "", "", "percent/year", "3", "5", "10", "pert", "survey_2025", "published", ""],
    ],
}  # fmt: skip
FILES = {**data.FILES, "assumptions/all": "assumptions/all.csv"}


def write(path, name, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([schema.TABLES[name].names, *rows])


@pytest.fixture
def small(tmp_path, monkeypatch):
    for name, rows in TABLES.items():
        write(tmp_path / "data" / FILES[name], name.split("/")[0], rows)
    (tmp_path / "notebooks").mkdir()
    folder = tmp_path / "data/operations/testland"
    folder.mkdir(parents=True)
    (folder / "operation.toml").write_text(OPERATION_TOML)
    dear = [["capex", "", "", "multiply", "2", "ratio", "plan_2026", "placeholder", ""],
            ["discount_rate", "", "", "set", "8", "percent/year", "plan_2026", "expert", ""]]  # fmt: skip
    write(folder / "scenarios/dear.csv", "overlay", dear)
    monkeypatch.setenv("REFANALYSIS_WORKSPACE", str(tmp_path))
    return folder


def loaded(scenario_name="base"):
    return assumptions.load(data.operation("testland"), scenario_name)


def test_money_is_converted_at_the_door(small):
    # 110,000 XAF of 2025 = 220 USD of 2025 = 220 x 110/121 = 200 USD of 2024
    found = loaded()
    assert found.value("capex", "leo", "terminal") == pytest.approx(200)
    assert found.unit("capex", "leo", "terminal") == "USD_2024/terminal"


def test_months_and_percents_become_canonical(small):
    found = loaded()
    assert found.value("lifetime", "leo", "terminal") == pytest.approx(4)
    assert found.value("discount_rate") == pytest.approx(0.05)


def test_the_technology_beats_the_country_and_the_component_beats_the_general_row(small):
    found = loaded()
    assert found.value("capex", "vsat", "terminal") == 500
    assert found.value("lifetime", "vsat", "mast") == 10


def test_the_operation_s_own_row_beats_every_other(small):
    own = [["capex", "", "terminal", "", "USD_2024/terminal", "7", "8", "9", "pert", "survey_2025", "measured", ""]]
    write(small / "assumptions.csv", "assumptions", own)
    assert loaded().value("capex", "vsat", "terminal") == 8


def test_a_row_that_another_of_the_same_key_overrules_is_left_out(small):
    terminals = loaded().table.query("parameter == 'capex' and technology == ''")
    assert terminals["country"].tolist() == ["TCD"]


def test_a_scenario_may_take_an_overruled_row_past_its_limits(small):
    own = [["discount_rate", "", "", "", "percent/year", "3", "4", "5", "pert", "survey_2025", "expert", ""]]
    write(small / "assumptions.csv", "assumptions", own)
    dear = [["discount_rate", "", "", "multiply", "9", "ratio", "plan_2026", "expert", "0.10 x 9 is past 0.5, 0.05 x 9 is not"]]
    write(small / "scenarios/dear.csv", "overlay", dear)
    assert loaded("dear").value("discount_rate") == pytest.approx(0.36)


def test_rows_of_other_countries_do_not_matter(small):
    assert "UGA" not in set(loaded().table["country"])


def test_what_no_row_gives_is_an_error_that_says_what_there_is(small):
    with pytest.raises(DataError, match=r"no row gives capex \(technology leo, component mast, country TCD\); rows of this"):
        loaded().value("capex", "leo", "mast")
    with pytest.raises(DataError, match="no row of this parameter holds for this country"):
        loaded().value("luck")
    assert not loaded().has("luck")


def test_a_scenario_is_a_new_table_and_the_base_case_stays(small):
    dear = loaded("dear")
    assert dear.value("capex", "vsat", "terminal") == 1000
    assert dear.value("discount_rate") == pytest.approx(0.08)
    assert loaded().value("capex", "vsat", "terminal") == 500
    row = dear.table[dear.table["technology"] == "vsat"].iloc[0]
    assert (row["quality"], row["source"], row["change"]) == ("placeholder", "survey_2025;plan_2026", "multiply 2 ratio")


def test_a_scenario_for_one_technology_leaves_the_general_assumption_as_it_was(small):
    write(small / "scenarios/dear.csv", "overlay",
          [["lifetime", "leo", "", "add", "-2", "year", "plan_2026", "expert", ""]])  # fmt: skip
    dear = loaded("dear")
    assert dear.value("lifetime", "leo", "mast") == 8
    assert dear.value("lifetime", "vsat", "mast") == 10


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["lifetime", "", "", "set", "1", "km", "plan_2026", "expert", ""], "dear.csv, row 2: unit 'km' cannot be converted"),
        (["lifetime", "", "", "multiply", "2", "year", "plan_2026", "expert", ""], "multiply takes a factor of 0 or more"),
        (["discount_rate", "", "", "add", "90", "percent/year", "plan_2026", "expert", ""], "accepted: 0 to 0.5"),
        (["capex", "", "mast", "add", "9", "USD_2024/terminal", "plan_2026", "expert", ""], "no assumption gives capex"),
        (
            ["capex", "", "terminl", "set", "9", "USD_2024/terminal", "plan_2026", "expert", ""],
            r"dear.csv, row 2, column component: found 'terminl'; not in components.csv; did you mean terminal\?",
        ),
    ],
)
def test_an_overlay_that_cannot_be_applied_is_named(small, row, words):
    write(small / "scenarios/dear.csv", "overlay", [row])
    with pytest.raises(DataError, match=words):
        loaded("dear")


def test_an_unknown_scenario_lists_those_there_are(small):
    with pytest.raises(ValueError, match="operation testland has no scenario 'cheap'; known: base, dear"):
        scenario.overlay(data.operation("testland"), "cheap")
    assert scenario.label(data.operation("testland"), "dear") == "Dear"


def test_a_number_is_explained_from_its_source_to_its_value(small):
    steps = loaded("dear").explain("capex", "leo", "terminal").set_index("step")["answer"]
    assert steps["as given"] == "50,000 – 110,000 – 121,000 XAF_2025/terminal"
    assert steps["value"] == "400 USD_2024/terminal"
    assert steps["changed by scenario"] == "multiply 2 ratio"
    assert steps["place"] == "data/assumptions/all.csv, row 3"
    assert "Survey, Office, 2025. https://example.org/s" in set(steps["source"])


def test_draws_follow_the_resolved_row_and_its_bounds(small):
    draws = sampling.draw(loaded(), 500, seed=0)
    values = draws.value("capex", "leo", "terminal")
    assert values.shape == (500,)
    assert values.min() >= 50_000 / 500 * 110 / 121
    assert values.max() <= 121_000 / 500 * 110 / 121
    assert np.median(values) == pytest.approx(190, rel=0.1)
    assert draws.value("lifetime", "leo", "mast").tolist() == [10.0] * 500


def test_an_assumption_used_by_two_technologies_is_one_draw(small):
    draws = sampling.draw(loaded(), 50, seed=3)
    assert draws.value("lifetime", "leo", "terminal") is draws.value("lifetime", "vsat", "terminal")


def test_changing_one_assumption_leaves_the_draws_of_all_others(small):
    base, dear = (sampling.draw(loaded(name), 50, seed=3) for name in ("base", "dear"))
    assert np.array_equal(base.value("lifetime", "leo", "terminal"), dear.value("lifetime", "leo", "terminal"))
    assert np.allclose(2 * base.value("capex", "leo", "terminal"), dear.value("capex", "leo", "terminal"))


def test_the_number_and_seed_of_draws_are_checked(small):
    with pytest.raises(ValueError, match="n must be 1 or more; found 0"):
        sampling.draw(loaded(), 0, seed=1)
    with pytest.raises(ValueError, match="seed must be 0 or more; found -1"):
        sampling.draw(loaded(), 1, seed=-1)


def test_used_rows_are_those_of_the_model_and_its_technologies(small):
    rows = assumptions.used(loaded(), ("capex", "discount_rate"), ("leo",))
    assert set(rows["parameter"]) == {"capex", "discount_rate"}
    assert set(rows["technology"]) == {""}
