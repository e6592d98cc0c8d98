"""Real cases of coordination in words, and beside what the rules give."""

import pytest

from refanalysis import coordination, prose, readable


@pytest.mark.parametrize("name", coordination.cases())
def test_a_case_is_told_and_stands_beside_what_the_rules_give(name):
    found = coordination.case(name)
    arrangement = coordination.derive(found.context)
    said = prose.cases.case(found)
    assert said[0].startswith(f"{found.title} (")
    assert all(line.rstrip().endswith((".", ")")) or line.startswith("Whether") for line in said)
    table = readable.cases.observed(found, arrangement)
    assert len(table) == len(found.oracle)
    assert (table["question"] != "").all()


def test_what_the_coding_lacks_is_named():
    said = " ".join(prose.cases.case(coordination.case("BGD-2017")))
    assert "Inputs that the coding lacks were added: lead override" in said


def test_what_was_observed_has_the_words_of_the_page():
    found = coordination.case("UGA-CRRF")
    table = readable.cases.observed(found, coordination.derive(found.context)).set_index("question")
    row = table.loc["Government leads the response"]
    assert row["observed"] == row["derived"] == "yes"
