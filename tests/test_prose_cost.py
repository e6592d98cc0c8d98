"""Sentences on cost say what the tables say, and say when there is nothing to say."""

import pandas as pd

from refanalysis import prose

LABELS = {"leo": "LEO", "mast": "Mast", "zone": "Hotspots"}
SHARES = pd.DataFrame(
    [("leo", "equipment", 0.3, 0.1), ("leo", "capacity", 0.5, 0.2), ("leo", "people", 0.1, 0.1), ("leo", "overhead", 0.1, 0.0),
     ("mast", "equipment", 0.8, 0.1), ("mast", "upkeep", 0.2, 0.1)], columns=["technology", "part", "share", "tail"],
)  # fmt: skip


def test_the_parts_of_a_bill_are_told_per_hundred_and_against_the_other_options():
    said = prose.costs.parts(SHARES, "leo", "LEO")
    assert said.startswith("Of every 100 paid for LEO, 30 buy or replace equipment and 60 run it:")
    assert "lies between 20 % and 60 %" in said
    assert said.endswith("40 % of the bill falls due after the first five years.")
    assert "five years" not in prose.costs.parts(SHARES.assign(tail=0.0), "leo", "LEO")


def test_crossings_are_named_with_their_year_and_their_absence_is_said():
    found = pd.DataFrame({"first": ["leo", "zone"], "second": ["mast", "mast"], "year": [1, 4]})
    said = prose.costs.crossing(found, LABELS, 10)
    assert "LEO is cheaper than Mast at first and has cost more from year 1 on; Hotspots is cheaper" in said
    assert prose.costs.crossing(found, LABELS, 10, most=1).endswith("1 more pair of options changes places.")
    assert "no option is overtaken by another within 10 years" in prose.costs.crossing(found.iloc[:0], LABELS, 10)


def test_the_chance_is_that_against_the_nearest_rival_for_whole_sites():
    pairs = pd.DataFrame({"first": "leo", "second": ["mast", "zone"], "probability": [0.75, 0.1], "p50": [-0.5, 1.0],
                          "unit": "USD_2024/user/month"})  # fmt: skip
    said = prose.costs.chance(pairs, LABELS, ["zone"])
    assert (
        said
        == "LEO costs less than Mast in 75 % of the draws; in the median draw it costs 0.500 USD of 2024 per user and month "
        "less."
    )
    assert "LEO costs less than Hotspots in 10 %" in prose.costs.chance(pairs, LABELS)
    assert prose.costs.chance(pairs, LABELS).endswith("month more.")
    assert prose.costs.chance(pairs.iloc[1:], LABELS, ["zone"]) == "No other option covers whole sites."


def test_drivers_name_the_assumption_what_it_holds_for_and_both_ends():
    rows = [
        ("capex", "leo", "terminal", 1.0, 3.0, 2.0, 2.0),
        ("contention", "", "", 2.5, 1.5, 2.0, 1.0),
        ("lifetime", "", "", 2, 2, 2, 0),
    ]
    table = pd.DataFrame(rows, columns=["parameter", "technology", "component", "at_low", "at_high", "base", "swing"])
    said = prose.costs.drivers(table.assign(outcome_unit="USD_2024/user/month"), {"terminal": "LEO terminal"}, "LEO")
    assert said.startswith("With every assumption at its most likely value LEO costs 2.00 USD of 2024 per user and month.")
    assert said.endswith("purchase (LEO terminal), 1.00 to 3.00; contention, 1.50 to 2.50.")
    assert prose.costs.drivers(table.iloc[2:], {}, "LEO") == "No assumption with a range changes this cost."


def test_waiting_tells_what_is_saved_and_what_is_lost():
    rows = pd.DataFrame({"wait": [0, 2], "unit": "USD_2024", "bill": [1000.0, 700.0], "saved": [0.0, 300.0],
                         "fewer_years": [0.0, 200.0], "user_months": [100.0, 80.0], "user_months_lost": [0.0, 20.0],
                         "cost_per_user_month": [10.0, 11.0]})  # fmt: skip
    assert prose.costs.waiting(rows, 2, "LEO") == (
        "Waiting 2 years with LEO would save 300 USD of 2024 of a bill of 1,000 USD of 2024, mostly because it serves for "
        "fewer years. 20 % of the months of use would be lost, and each one left would cost 11.0 in place of 10.0 USD of 2024."
    )
    assert "mostly because it is paid later. 20 % of" in prose.costs.waiting(rows.assign(fewer_years=[0.0, 50.0]), 2, "LEO")
    same = prose.costs.waiting(rows.assign(cost_per_user_month=10.0), 2, "LEO")
    assert same.endswith("each one left would still cost 10.0 USD of 2024.")
    assert prose.costs.waiting(rows, 0, "LEO") == ""
