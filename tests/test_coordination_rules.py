"""Rules of coordination as data: what they hold, how conditions and outputs are read, and what is refused."""

import re

import pandas as pd
import pytest

from refanalysis import coordination, data, schema
from refanalysis.coordination import conditions, notation, tensions
from refanalysis.schema import DataError

EMERGENCY = {"phase": "emergency", "hc": True, "partner_expertise": True}


@pytest.fixture(scope="module")
def rules():
    return data.table("rules")


@pytest.fixture(scope="module")
def guidance(rules):
    return coordination.load(rules)


def with_rule(rules, **cells):
    """The rules with one more row, which takes every other cell from LDR-01."""
    row = rules[rules["rule"] == "LDR-01"].assign(**({"rule": "ZZZ-01"} | cells))
    return pd.concat([rules, row], ignore_index=True)


def row_of(frame, **where):
    """The one row of a table that has these cells."""
    chosen = frame.loc[(frame[list(where)] == pd.Series(where)).all(axis=1)]
    assert len(chosen) == 1, f"{len(chosen)} rows have {where}"
    return chosen.iloc[0]


# data


def test_there_are_238_rules_of_the_source_and_12_of_practice(rules):
    assert rules["layer"].value_counts().to_dict() == {"source": 238, "practice": 12}
    assert rules.loc[rules["layer"] == "source", "area"].nunique() == 39


def test_every_source_rule_says_where_it_stands(rules):
    source = rules[rules["layer"] == "source"]
    lines = source["lines"].str.fullmatch(r"\d+(-\d+)?([;,] ?\d+(-\d+)?)*")
    assert lines.all() and (source["heading"] != "").all()


def test_edge_types_of_a_rule_are_those_of_its_output(rules, guidance):
    declared = {
        rule: {part for part in cell.split(";") if part} for rule, cell in zip(rules["rule"], rules["edge_type"], strict=True)
    }
    parsed = {rule: {s.verb for s in found if s.edge} for rule, found in guidance.statements.items()}
    assert parsed == declared


def test_there_are_27_edge_types_and_each_is_drawn_by_some_rule(guidance):
    drawn = {s.verb for found in guidance.statements.values() for s in found if s.edge}
    assert set(notation.EDGE_TYPES) == drawn and len(drawn) == 27
    assert {relation for relation, *_ in notation.EDGE_TYPES.values()} <= set(schema.RELATIONS)


def test_every_body_that_rules_and_sectors_name_is_described(rules, guidance):
    named = {end for found in guidance.statements.values() for s in found if s.edge for end in (s.source, s.target)}
    named |= {s.parent for found in guidance.statements.values() for s in found if s.parent}
    named |= {body.strip() for cell in rules["actor"] for body in cell.split(";")}
    for sector in guidance.sectors.values():
        named |= {body for body in (sector["usual_lead"], *sector["usual_co_lead"].split(";")) if body}
    assert {body for body in named if "[*]" not in body} - set(guidance.bodies) == set()


def test_every_dimension_decides_something(guidance):
    read = frozenset().union(*(conditions.named(c) for c in guidance.conditions.values()))
    read |= {name for found in guidance.statements.values() for s in found for name in conditions.named(s.guard)}
    assert set(guidance.dimensions) - read == set()


def test_rules_changed_from_the_first_reading_say_why(rules):
    changed = rules[
        rules["rule"].isin(
            ["GOV-02", "SEC-04", "GOV-06", "PREP-07", "SEC-02", "PLN-03", "PLN-04", "RSL-02", "RSL-21", "NGO-01"]
        )
    ]
    assert (changed["note"].str.len() > 40).all() and len(changed) == 10


def test_each_paraphrase_stands_alone(rules):
    """A rule is read by itself in explanations, so its words must not lean on the rule before it."""
    leaning = rules["paraphrase"].str.match(r"(and|or|to|which|same|without|as well)\b")
    assert rules.loc[leaning, "rule"].tolist() == []


# conditions


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("hcc", "'hcc' is no dimension; known: phase, influx"),
        ("phase", "phase has more levels than true and false; compare it with one of preparedness, emergency"),
        ("phase == 'emergncy'", "'emergncy' is no level of phase, which has preparedness, emergency, resilience, solutions"),
        ("risk in {'medium', 3}", "3 is no level of risk"),
        ("hc and", "it is not an expression"),
        ("len(phase) == 3", "'len(phase)' stands where a dimension must stand"),
        ("phase < 'solutions'", "the comparison with 'solutions' is not allowed"),
        ("__import__('os').system('true')", "is not allowed"),
        ("hc if hct else clusters", "'hc if hct else clusters' is not allowed"),
        ("'IOM' in phase", "phase holds one level, not a list"),
        ("lead_override == 'IOM'", "lead_override holds a list; write 'LEVEL' in lead_override"),
        ("risk == 'low' == 'high'", "is not allowed"),
        ("1", "'1' is not allowed"),
    ],
)
def test_a_malformed_condition_is_named_with_its_rule(rules, condition, reason):
    with pytest.raises(DataError, match=re.escape(reason)) as error:
        coordination.load(with_rule(rules, condition=condition))
    assert str(error.value).startswith(f"rule ZZZ-01: condition {condition!r}: ")
    assert conditions.ALLOWED in str(error.value)


def test_all_malformed_rules_are_reported_at_once(rules):
    broken = with_rule(with_rule(rules, rule="ZZZ-01", condition="hcc"), rule="ZZZ-02", output="LEADS(UNHCR)")
    with pytest.raises(DataError) as error:
        coordination.load(broken)
    assert [problem[:11] for problem in error.value.problems] == ["rule ZZZ-01", "rule ZZZ-02"]


@pytest.mark.parametrize(
    ("condition", "levels", "expected"),
    [
        ("hc and hct", {"hc": False}, "false"),
        ("hc and hct", {"hc": True}, "undecided"),
        ("hc or hct", {"hc": True}, "true"),
        ("not hc", {}, "undecided"),
        ("not hc", {"hc": False}, "true"),
        ("mech != 'none'", {"mech": "gov_led"}, "true"),
        ("setting in {'camp', 'rural', 'urban', 'mixed'}", {}, "true"),
        ("setting in ()", {}, "false"),
        ("lead_override", {"lead_override": ["IOM"]}, "true"),
        ("lead_override", {}, "false"),
        ("'RC_HC' in lead_override", {"lead_override": ["IOM"]}, "false"),
        ("'RC_HC' in lead_override", {"lead_override": "unknown"}, "undecided"),
        ("hc == True", {"hc": True}, "true"),
        ("False", {}, "false"),
    ],
)
def test_unknown_levels_leave_undecided_only_what_they_decide(guidance, condition, levels, expected):
    tree = conditions.parse(condition, guidance.dimensions, "test")
    codes, n = coordination.encoded(coordination.read(levels, guidance), guidance)
    true, false = (bool(part[0]) for part in conditions.truth(tree, codes, n))
    assert {(True, False): "true", (False, True): "false", (False, False): "undecided"}[true, false] == expected
    assert (conditions.deciding(tree, codes) != frozenset()) == (expected == "undecided")


# notation


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"output": "LEADS(UNHCR)"}, "it has no arrow"),
        ({"output": "leads(UNHCR->RC)"}, "does not begin with a verb in capitals"),
        ({"output": "LEADS(UNHCR->RC"}, "has a bracket that is never closed"),
        ({"output": "LEADS(UNHCR->RC) unless hc"}, "'unless hc' follows the statement LEADS"),
        ({"output": "LEADS(UNHCR->RC) if hcc"}, "'hcc' is no dimension"),
        ({"output": "GREETS(UNHCR->RC)", "edge_type": ""}, "GREETS is no edge type and edge_type does not name one"),
        ({"output": "LEADS(MINISTRY[*]->RC)"}, "MINISTRY[*] stands for nothing; accepted: SECTOR_WG[*]"),
        ({"output": "ESTABLISH(A_FORUM; level=village)", "output_type": "forum"}, "level village is not known"),
        ({"output": "ESTABLISH(some forum)", "output_type": "forum"}, "'some forum' names no forum"),
        ({"output": "LEADS(UNHCR->RC; the rest)"}, "'the rest' has no arrow"),
    ],
)
def test_a_malformed_output_is_named_with_its_rule(rules, cells, reason):
    with pytest.raises(DataError, match=re.escape(reason)) as error:
        coordination.load(with_rule(rules, **cells))
    assert str(error.value).startswith("rule ZZZ-01")


def test_a_rule_is_added_as_a_row(rules, guidance):
    output = "ESTABLISH(BORDER_FORUM; level=sub-national; parent=INTER_SECTOR_WG); TELLS(UNHCR->MAYOR: news)"
    more = with_rule(rules, output_type="forum", edge_type="INFORMS", strength="should", condition="hc", output=output)
    arrangement = coordination.derive(coordination.read(EMERGENCY, guidance), more)
    forum = row_of(arrangement.fora, forum="BORDER_FORUM")
    assert forum[["level", "chair", "parent", "strength", "rules"]].tolist() == [
        "sub-national", "UNHCR", "INTER_SECTOR_WG", "should", "ZZZ-01"]  # fmt: skip
    assert row_of(arrangement.flows, to_body="MAYOR")[["from_body", "what"]].tolist() == ["UNHCR", "news"]
    with pytest.raises(DataError, match=re.escape("rules ZZZ-01: MAYOR is not in bodies.csv")):
        coordination.actors(arrangement)


def test_a_rule_that_stands_twice_is_refused(rules):
    with pytest.raises(DataError, match="rule LDR-01: stands more than once; accepted: once"):
        coordination.load(pd.concat([rules, rules.head(1)]))


def test_a_second_lead_of_a_sector_becomes_its_co_lead(rules, guidance):
    more = with_rule(rules, output="LEADS(UNDP->SECTOR_WG_HEALTH)", edge_type="LEADS", layer="practice", strength="shall")
    health = row_of(coordination.derive(coordination.read(EMERGENCY, guidance), more).sectors, sector="health")
    assert health["lead"] == "WHO" and "UNDP" in health["co_lead"].split(";")
    assert tensions.accountable([("UNDP", "practice", "shall"), ("WHO", "source", "may")]) == "WHO"
