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


def test_strengths_of_the_source_are_counted(rules):
    counted = rules.loc[rules["layer"] == "source", "strength"].value_counts().to_dict()
    assert counted == {"shall": 116, "should": 69, "may": 23, "where_possible": 6, "statement": 24}


def test_rules_changed_from_the_first_reading_say_why(rules):
    """Every rule that README.md says was changed stands in the table and has a note that says why."""
    text = (data.workspace() / "data" / "coordination" / "README.md").read_text(encoding="utf-8")
    changes = text.partition("## What was changed")[2].partition("## Lines")[0]
    named = set(re.findall(r"[A-Z]+-\d\d", "".join(re.findall(r"^\| ([A-Z][^|]*) \|", changes, re.MULTILINE))))
    notes = rules.set_index("rule")["note"]
    assert len(named) == 71 and named <= set(notes.index)
    assert [rule for rule in sorted(named) if len(notes[rule]) < 20] == []


@pytest.mark.parametrize(
    ("rule", "cells"),
    [
        ("PROT-02", {"actor": "UNHCR", "strength": "shall"}),  # builds on contributions; partners are asked nothing
        ("PAR-02", {"actor": "UNHCR", "strength": "shall"}),  # ensures that they take part
        ("HCI-07", {"actor": "UNHCR_HIGH_COMMISSIONER", "strength": "shall"}),  # he must
        ("APP-01", {"actor": "UNHCR", "strength": "shall"}),  # has the responsibility to ensure
        ("JN-01", {"actor": "RCM; JOINT_NOTE_2014", "strength": "statement"}),  # documents provide a framework
        ("RCI-03", {"strength": "statement"}),  # as a member
        ("PREP-15", {"strength": "should"}),  # as PREP-11, which it spells out
        ("PREP-06", {"condition": "True"}),  # how much, not whether
        ("RSL-10", {"condition": "True"}),  # especially, not only
        ("APP-10", {"condition": "True", "strength": "statement"}),  # beyond that
        ("SOL-05", {"phase": "all"}),
        ("PLN-09", {"phase": "resilience", "condition": "crf_requested"}),
        ("EIC-01", {"condition": "mech in {'interagency','clusters'} or clusters"}),  # not those of the Government
        ("IS-01", {"actor": "UNHCR", "strength": "shall"}),
        ("FOR-01", {"strength": "where_possible"}),
        ("LDR-05", {"strength": "may"}),
    ],
)
def test_a_rule_stands_as_the_text_was_read(rules, rule, cells):
    row = row_of(rules, rule=rule)
    assert row[list(cells)].to_dict() == cells


def test_preparedness_is_supported_by_state_institutions_and_not_the_other_way_round(guidance):
    ends = {(s.verb, s.source, s.target) for s in guidance.statements["PREP-16"]}
    assert ends == {("SUPPORTS", "NATIONAL_INSTITUTIONS", "REFUGEE_PREPAREDNESS")}


def test_readiness_for_return_is_assessed_before_conditions_improve(guidance):
    levels = {"phase": "solutions", "return_cond": "not_conducive"}
    status = coordination.evaluate(guidance, coordination.read(levels, guidance)).set_index("rule")["status"]
    assert status[["RET-04", "RET-07", "RET-12"]].eq("fired").all()
    assert status[["RET-03", "RET-13", "RET-16", "X-07"]].eq("not_fired").all()


def test_each_of_the_eleven_areas_of_responsibility_has_its_rules(rules):
    """Lines of the source document: one numbered area of responsibility each."""
    areas = {"preparedness": (99, 100), "advocacy": (101, 102), "strengthening national capacity": (103, 103),
             "delivery": (104, 104), "coordination": (105, 106), "participation": (107, 108),
             "resource mobilisation": (109, 110), "broadening the support base": (111, 113),
             "monitoring and reporting": (114, 114), "prevention": (120, 121), "solutions": (122, 124)}  # fmt: skip
    for area, (first, last) in areas.items():
        lines = {n for cell in rules.loc[rules["area"] == area, "lines"] for n in line_numbers(cell)}
        assert set(range(first, last + 1)) <= lines, area


def test_lines_without_a_rule_are_headings_links_and_one_introduction(rules):
    cited = {n for cell in rules["lines"] for n in line_numbers(cell)}
    blank = {2, 4, 12, 15, 18, 20, 22, *range(28, 31), 36, 40, 42, 44, 45, 52, 57, 66, 74, 75, *range(79, 86), 96, 98, 115,
             118, 119, 125, 129, 132, 134, 136, 144, 148, 155, 157, 158, 159, 164, *range(168, 173), 174, 175, 179, 183, 186,
             192, 194, *range(198, 201), 202, 204, 207, 212, 219, 223, 226, 230, 234, *range(238, 241), 242, 246, 253, 258,
             261, 265, 269, *range(273, 274), *range(277, 280), 282, 286, 290, 292}  # fmt: skip
    without = {1, 9, 31, 41, 43, 46, *range(67, 74), 97, 116, 117, 135, 137, 149, 173, 176, 193, 203, 241}
    assert set(range(1, 295)) - cited - blank == without


def line_numbers(cell):
    """Lines that a locator such as "99-100;181" names."""
    spans = [part.strip().partition("-") for part in cell.split(";") if part.strip()]
    return {n for first, _, last in spans for n in range(int(first), int(last or first) + 1)}


def test_every_dimension_is_described_has_levels_and_a_default_that_claims_nothing():
    rows = data.table("dimensions").set_index("dimension")
    assert (rows["description"].str.len() > 25).all()
    assert (rows.loc[rows["kind"] != "sectors", "levels"].str.split("|").str.len() >= 2).all()
    assert rows.loc[rows["kind"] == "sectors", "levels"].tolist() == ["sectors.csv"]
    assert rows.loc[rows["default"] != "unknown", "default"].to_dict() == {"lead_override": "none"}


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
