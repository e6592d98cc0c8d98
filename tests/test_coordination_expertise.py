"""Expertise of partners, told sector by sector: each lead hangs on its own answer and on no other."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from refanalysis import coordination, data
from refanalysis.coordination import blocks
from refanalysis.coordination.conditions import parse
from refanalysis.coordination.verdicts import status, verdicts
from refanalysis.schema import DataError

SECTORS = tuple(data.table("sectors")["sector"])
RULE = {"rule": "ZZZ-01", "layer": "practice", "area": "sector arrangements", "phase": "all", "condition": "True",
        "actor": "UNHCR", "strength": "may", "output_type": "edge", "output": "", "paraphrase": "made up", "status": "practice",
        "source": "refanalysis_judgement_2026"}  # fmt: skip


@lru_cache
def guidance():
    return coordination.load()


def level(value):
    return coordination.read({"partner_expertise": value}, guidance())["partner_expertise"]


def arrangement(value):
    return coordination.derive(
        {"phase": "emergency", "setting": "camp", "scale": "large", "partner_expertise": value}, guidance()
    )


def leads(value):
    found = arrangement(value).sectors.set_index("sector")
    return found["lead"].to_dict(), found["co_lead"].to_dict()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, SECTORS),
        ("true", SECTORS),
        (False, ()),
        ("none", ()),
        ([], ()),
        (["wash", "health"], ("health", "wash")),
        ("health|?wash", ("health", "?wash")),
        ({name: name == "health" for name in SECTORS}, ("health",)),
        (dict.fromkeys(SECTORS, False) | {"wash": "unknown"}, ("?wash",)),
        ({"health": True}, tuple(name if name == "health" else f"?{name}" for name in SECTORS)),
        ({}, "unknown"),
        ("unknown", "unknown"),
    ],
)
def test_expertise_is_told_for_all_sectors_or_by_sector(value, expected):
    assert level(value) == expected
    assert level(expected) == expected, "what is read can be read again"


@pytest.mark.parametrize("value", [3, "perhaps", ["cooking"], {"cooking": True}, {"health": "maybe"}, None])
def test_other_forms_are_refused_with_what_is_accepted(value):
    with pytest.raises(
        DataError, match=r"uganda, partner_expertise: found .+; accepted: true or false for all sectors; .*health"
    ):
        coordination.read({"partner_expertise": value}, guidance(), where="uganda")


def test_a_sector_is_led_by_its_usual_lead_only_where_a_partner_can():
    every, few = leads(True), leads(["health"])
    assert every[0] | {"health": "WHO", "wash": "UNICEF", "food_security": "WFP"} == every[0]
    assert few[0] == dict.fromkeys(few[0], "UNHCR") | {"health": "WHO"}
    assert few[1]["health"] == every[1]["health"] and few[1]["food_security"] == ""


def test_a_lead_nobody_knows_of_is_possible_and_asked_for():
    found = arrangement({name: name == "health" for name in SECTORS} | {"wash": "unknown"})
    assert {(e.source, e.verb, e.target) for e in found.possible if e.rule == "SEC-14"} == {
        ("UNICEF", "LEADS", "SECTOR_WG_WASH"), ("UNHCR", "CO_LEADS", "SECTOR_WG_WASH")}  # fmt: skip
    questions = coordination.open_questions(found).set_index("dimension")
    assert questions.loc["partner_expertise", "which"] == "SEC-14"
    assert "partner_expertise" in found.context.unknown
    none = coordination.open_questions(arrangement(False))
    assert "partner_expertise" not in set(none["dimension"])


def test_a_statement_kept_open_by_its_own_condition_is_asked_for():
    """NGO-02 applies everywhere; whether it adds the seat in the country team hangs on hct."""
    questions = coordination.open_questions(arrangement(True)).set_index("dimension")
    assert "NGO-02" in questions.loc["hct", "which"].split(";")


def test_each_lead_hangs_on_its_own_sector_only():
    for block in blocks.plan(guidance()).blocks:
        made = blocks.plan(guidance())
        asked = {level for place in block.reads for level in made.tables[place].asked.get("partner_expertise", ())}
        own = {unit.sector for unit in block.units if unit.sector}
        assert asked <= own | {""}


def test_levels_are_worded_for_readers():
    said = {True: "all", False: "none", "unknown": "unknown", "health|?wash": "health, wash (unknown)"}
    for value, words in said.items():
        context = coordination.read({"partner_expertise": value}, guidance())
        assert coordination.worded(context, guidance())["partner_expertise"] == words


def test_tables_of_contexts_take_the_same_forms():
    cells = [True, False, "unknown", "health|?wash", ["health"], {"health": True}, "true"]
    frame = pd.DataFrame({"partner_expertise": pd.Series(cells, dtype=object)})
    table = coordination.evaluate_many(guidance(), frame)
    assert table["NGO-03"].tolist() == [1, 0, -1, 1, 1, 1, 1]
    with pytest.raises(DataError, match="contexts, partner_expertise: found 'cooking'"):
        coordination.evaluate_many(guidance(), pd.DataFrame({"partner_expertise": ["cooking"]}))


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("'health' in partner_expertise and 'wash' in partner_expertise", {"health": False}, 0),
        ("'health' in partner_expertise and 'wash' in partner_expertise", {"health": True}, -1),
        ("'health' in partner_expertise or 'wash' in partner_expertise", {"health": True}, 1),
        ("not partner_expertise", {"health": True}, 0),
        ("partner_expertise", {"health": False}, -1),
    ],
)
def test_what_is_known_of_some_sectors_decides_what_it_can(text, value, expected):
    condition = parse(text, guidance().dimensions, "made up")
    levels, n = coordination.encoded(coordination.read({"partner_expertise": value}, guidance()), guidance())
    assert status(verdicts(condition, guidance()), levels, n).tolist() == [expected]


def laid_over(output, condition="True"):
    rules = pd.concat([data.table("rules"), pd.DataFrame([RULE | {"output": output, "condition": condition}])])
    return coordination.load(rules.fillna(""))


def test_a_statement_for_each_sector_may_ask_for_the_sector_at_hand():
    made = laid_over("SUPPORTS(RC->SECTOR_WG[*]) if sector in partner_expertise and phase == 'emergency'")
    found = coordination.derive({"phase": "emergency", "partner_expertise": ["wash"]}, made)
    assert [e.target for e in found.elements if e.rule == "ZZZ-01"] == ["SECTOR_WG_WASH"]


@pytest.mark.parametrize(
    ("output", "condition", "problem"),
    [
        ("SUPPORTS(RC->UNHCR) if sector in partner_expertise", "True", "does not stand for each"),
        ("SUPPORTS(RC->SECTOR_WG[*]) if sector in lead_override", "True", "lead_override does not hold sectors"),
        ("SUPPORTS(RC->SECTOR_WG[*]) if sector", "True", "'sector' is no dimension"),
        ("SUPPORTS(RC->SECTOR_WG[*])", "sector in partner_expertise", "'sector' is no dimension"),
        ("SUPPORTS(RC->SECTOR_WG[*]) if 'cooking' in partner_expertise", "True", "'cooking' is no level of partner_expertise"),
    ],
)
def test_the_sector_at_hand_stands_only_where_there_is_one(output, condition, problem):
    with pytest.raises(DataError, match=rf"rule ZZZ-01.*{problem}"):
        laid_over(output, condition)


def test_two_hundred_random_cells_agree_with_contexts_read_one_by_one():
    marks = np.random.default_rng(5).choice(["", "?", "-"], (200, len(SECTORS)))
    cells = ["|".join(f"{mark}{name}" for name, mark in zip(SECTORS, row, strict=True) if mark != "-") for row in marks]
    table = coordination.evaluate_many(guidance(), pd.DataFrame({"partner_expertise": cells}))["NGO-03"]
    words = {"fired": 1, "not_fired": 0, "undecided": -1}
    single = [coordination.derive({"partner_expertise": cell}, guidance()).verdicts["NGO-03"][0] for cell in cells]
    assert table.tolist() == [words[one] for one in single]
