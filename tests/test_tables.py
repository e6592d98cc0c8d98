"""Display tables: what a reader sees, what a regression test compares, what a report reads."""

import pandas as pd
import pytest

from refanalysis import tables


def bundle(display):
    return display.bundle


def shown(frame, **more):
    return bundle(tables.show(frame, "small", "A small table", **more))


SMALL = pd.DataFrame(
    {"place": ["Bidibidi", "Kakuma <b>"], "people": [209360.0, None], "covered": [0.254, 1.0], "ok": [True, False]}
)


def test_html_has_caption_right_aligned_numbers_units_and_says_what_is_unknown():
    html = shown(SMALL, units={"people": "person", "covered": "share"})["text/html"]
    assert "<caption>A small table</caption>" in html
    assert '<td class="number">209,360</td>' in html
    assert '<td class="number">25</td>' in html
    assert "Covered (%)" in html
    assert '<td class="number">unknown</td>' in html
    assert "Kakuma &lt;b&gt;" in html
    assert "yes" in html and "no" in html


def test_plain_text_ends_with_rows_checksum_and_sums():
    lines = shown(SMALL)["text/plain"].splitlines()
    assert lines[0] == "A small table"
    assert lines[-2].startswith("rows 2; checksum ")
    assert lines[-1] == "sums: people 209360, covered 1.254"


def test_a_changed_row_that_a_long_table_hides_changes_the_text():
    long = pd.DataFrame({"n": range(1000), "value": 1.0})
    changed = long.assign(value=long["value"].where(long["n"] != 500, 1.5))
    before, after = shown(long)["text/plain"], shown(changed)["text/plain"]
    assert "… 980 more rows" in before
    assert before != after


def test_two_changes_that_cancel_out_in_the_sum_still_change_the_text():
    first, second = pd.DataFrame({"a": [1.0, 2.0]}), pd.DataFrame({"a": [2.0, 1.0]})
    assert shown(first)["text/plain"] != shown(second)["text/plain"]


def test_the_record_holds_rows_columns_totals_and_every_value():
    record = shown(SMALL, units={"people": "person"})[tables.TABLE_MIME]
    assert (record["name"], record["rows"]) == ("small", 2)
    assert record["totals"] == {"people": 209360.0, "covered": 1.254}
    assert record["records"][1] == {"place": "Kakuma <b>", "people": None, "covered": 1.0, "ok": False}
    assert [column["unit"] for column in record["columns"]] == ["", "person", "", ""]


def test_digits_each_serves_columns_that_mix_units():
    html = shown(pd.DataFrame({"value": [0.15, 31500.0]}), digits="each")["text/html"]
    assert "0.150" in html
    assert "31,500" in html


def test_empty_words_say_what_was_asked_for_and_an_empty_table_says_so():
    assert "not stated" in shown(pd.DataFrame({"a": ["x"], "b": [""]}), empty="not stated")["text/html"]
    assert "Nothing recorded yet." in shown(pd.DataFrame({"a": pd.Series(dtype="str")}))["text/html"]


def test_addresses_are_links_and_rules_stay_in_one_piece():
    html = shown(pd.DataFrame({"x": ["a"], "url": ["https://example.org/a"], "rules": ["SEC-01;PLN-02"]}))["text/html"]
    assert '<a href="https://example.org/a">https://example.org/a</a>' in html
    assert '<span class="rule">SEC-01</span>; <span class="rule">PLN-02</span>' in html


def test_a_headline_says_value_and_unit_and_unknown_when_missing():
    known = bundle(tables.headline("People", 812334, "person"))
    assert known[tables.HEADLINE_MIME]["text"] == "812,334 people"
    assert bundle(tables.headline("Cost", None, "USD_2024"))["text/plain"] == "Cost: unknown"


@pytest.mark.parametrize(
    ("qualities", "words"),
    [
        (["published", "placeholder", "placeholder"], "**2 of them are placeholders**: nobody has published a value"),
        (["placeholder"], "**1 of them is a placeholder**"),
        (["published"], "1 number from the data: 1 published. None of them is a placeholder."),
    ],
)
def test_the_opening_line_counts_the_placeholders(qualities, words):
    shown_line = bundle(tables.provenance(pd.DataFrame({"quality": qualities})))
    assert words in shown_line["text/markdown"]
    assert shown_line[tables.PROVENANCE_MIME]["placeholders"] == qualities.count("placeholder")


def test_sources_are_counted_and_the_most_used_comes_first():
    used = pd.DataFrame({"source": ["a", "a;b", "b", "b"]})
    titles = pd.DataFrame({"source": ["a", "b"], "title": ["A", "B"], "publisher": ["P", "Q"], "licence": "facts only"})
    titles = titles.assign(year=pd.array([2024, None], "Int64"), url=["https://a.org", ""])
    record = bundle(tables.sources(used, titles))[tables.TABLE_MIME]
    assert [(row["source"], row["numbers"]) for row in record["records"]] == [("B. Q, no year", 3), ("A. P, 2024", 2)]


def test_sentences_are_numbered_and_empty_ones_left_out():
    assert bundle(tables.sentences("One.", "", "Two."))["text/plain"] == "1. One.\n2. Two."
    assert bundle(tables.text("A", "", "B"))["text/markdown"] == "A\n\nB"
