"""Result tables as readers see them."""

import pandas as pd
import pytest

from refanalysis import readable

LABELS = {"leo": "LEO", "mast": "Mast"}


def test_options_stand_side_by_side_cheapest_first():
    rows = [
        (technology, outcome, middle / 2, middle, middle * 2)
        for technology, scale in (("mast", 3.0), ("leo", 1.0))
        for outcome, middle in (
            ("initial_capex", 10 * scale),
            ("tco", 20 * scale),
            ("cost_per_user_month", scale),
            ("opex_share", 0.5),
        )
    ]
    frame = readable.options(pd.DataFrame(rows, columns=["technology", "outcome", "p05", "p50", "p95"]), LABELS)
    assert frame["option"].tolist() == ["LEO", "Mast"]
    assert frame.loc[1].tolist() == ["Mast", 30.0, 60.0, 1.5, 3.0, 6.0, 0.5]


def test_sites_won_leaves_out_the_row_of_all_sites():
    won = pd.DataFrame(
        {"site": ["A", "A", "B", "B", "all"], "technology": ["leo", "mast", "leo", "mast", "leo"],
         "cheapest": [True, False, False, True, True], "probability": [0.9, 0.1, 0.3, 0.7, 1.0]}
    )  # fmt: skip
    frame = readable.sites_won(won, LABELS).set_index("option")
    assert frame["sites"].to_dict() == {"LEO": 1, "Mast": 1}
    assert frame.loc["LEO", "probability"] == pytest.approx(0.6)


def test_top_actors_come_in_order_of_the_first_measure_with_their_names():
    measures = pd.DataFrame(
        {"actor": ["a", "b", "a", "b", "all"], "measure": ["betweenness", "betweenness", "degree", "degree", "density"],
         "value": [1.0, 5.0, 3.0, 2.0, 0.1]}
    )  # fmt: skip
    frame = readable.top_actors(measures, {"a": "Actor A", "b": "Actor B"}, ["betweenness", "degree"], most=1)
    assert frame.to_dict("records") == [{"actor": "Actor B", "betweenness": 5.0, "degree": 2.0}]


def test_known_and_unknown_facts_are_told_apart():
    status = pd.DataFrame(
        {"label": ["people covered by 4G", "regulator", "licence"], "value": [85.0, None, None], "text": ["", "UCC", ""],
         "unit": ["percent", "text", ""], "status": ["known", "known", "unknown"],
         "year": "2023", "quality": "published", "source": "s"}
    )  # fmt: skip
    assert readable.known_facts(status)["answer"].tolist() == ["85.0 %", "UCC"]
    assert readable.unknown_facts(status) == "Not known: licence."
    assert readable.unknown_facts(status.iloc[:2]) == "Everything asked for is known."


def test_care_says_in_words_what_an_option_leaves_out():
    cautions = pd.DataFrame({"site": ["A", "B"], "technology": "leo", "caution": "reach", "value": [0.04, 0.06], "limit": 1.0})
    row = readable.care(cautions, LABELS).iloc[0]
    assert (row["option"], row["sites"], row["extent"]) == ("LEO", 2, "5 % of the land is within reach")
    assert "not the whole site" in row["caution"]


def test_quality_counts_rows_by_quality():
    frame = readable.quality(
        {"facts": pd.DataFrame({"quality": ["published", "placeholder"]}), "names": pd.DataFrame({"a": [1]})}
    )
    assert frame.loc[0, ["table", "rows", "published", "placeholder", "measured"]].tolist() == ["facts", 2, 1, 1, 0]


def test_rules_of_practice_count_as_quoted_and_only_rules_in_force_count():
    rules = pd.DataFrame({"rule": ["A-1", "X-1", "B-1"], "layer": ["source", "practice", "source"], "source": "s"})
    frame = readable.rules_in_force(rules, {"A-1": ("fired", ()), "X-1": ("fired", ()), "B-1": ("undecided", ("hc",))})
    assert frame["quality"].tolist() == ["published", "quoted"]
