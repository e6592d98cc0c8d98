"""From a context to an arrangement, and the tables a reader sees of it."""

import re
import time

import numpy as np
import pandas as pd
import pytest

from refanalysis import coordination, data, schema
from refanalysis.coordination.context import level
from refanalysis.schema import DataError

CHAD = {"phase": "emergency", "influx": "ongoing", "risk": "high", "scale": "large", "duration": "sudden", "idp": True,
        "overlap": "separate", "migrant": False, "disaster_xborder": False, "gov_will": "co_lead", "gov_cap": "low",
        "mech": "clusters", "mech_adaptable": False, "hc": True, "hct": True, "clusters": True, "regional": True,
        "iom": "partner", "setting": "camp", "dev": "strong", "partner_expertise": True, "crf_requested": False,
        "gov_plan": False, "return_cond": "not_conducive", "side": "asylum", "envoy_need": False,
        "hc_in_origin": True}  # fmt: skip
UGANDA = CHAD | {"phase": "resilience", "duration": "protracted", "idp": False, "overlap": "none", "gov_will": "lead",
                 "gov_cap": "medium", "mech": "gov_led", "mech_adaptable": True, "hc": False, "hct": False, "clusters": False,
                 "regional": False, "setting": "rural", "crf_requested": True, "hc_in_origin": False}  # fmt: skip
BANGLADESH = UGANDA | {"phase": "emergency", "mech": "interagency", "setting": "camp", "crf_requested": False,
                       "iom": "co_lead", "lead_override": ["RC", "IOM"]}  # fmt: skip


@pytest.fixture(scope="module")
def guidance():
    return coordination.load()


@pytest.fixture(scope="module")
def chad(guidance):
    return coordination.derive(coordination.read(CHAD, guidance), guidance)


@pytest.fixture(scope="module")
def uganda(guidance):
    return coordination.derive(coordination.read(UGANDA, guidance), guidance)


@pytest.fixture(scope="module")
def bangladesh(guidance):
    return coordination.derive(coordination.read(BANGLADESH, guidance), guidance)


def row_of(frame, **where):
    """The one row of a table that has these cells."""
    chosen = frame.loc[(frame[list(where)] == pd.Series(where)).all(axis=1)]
    assert len(chosen) == 1, f"{len(chosen)} rows have {where}"
    return chosen.iloc[0]


# context


def test_every_problem_of_a_context_is_reported_with_what_is_accepted(guidance):
    with pytest.raises(DataError) as error:
        coordination.read({"fase": "emergency", "hc": "yes", "lead_override": ["XYZ"]}, guidance, "chad/operation.toml")
    assert error.value.problems[0].startswith(
        "chad/operation.toml: 'fase' is no dimension; did you mean phase?; accepted: phase, "
    )
    assert error.value.problems[1:] == [
        "chad/operation.toml, hc: found 'yes'; accepted: true, false, unknown",
        "chad/operation.toml, lead_override: found ['XYZ']; accepted: a list of RC, RC_HC, IOM, UNDP, OCHA, UNICEF, WFP, WHO; "
        "none, or an empty list; unknown",
    ]


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ({"overlap": "same", "idp": False}, "accepted: overlap = none, or idp = true"),
        ({"mech": "clusters", "clusters": False}, "accepted: another mech, or clusters = true"),
        ({"mech": "none", "mech_adaptable": True}, "accepted: mech_adaptable = false, or another mech"),
    ],
)
def test_an_impossible_combination_is_refused(guidance, levels, words):
    with pytest.raises(DataError, match=re.escape(words)):
        coordination.read(levels, guidance)
    name = list(levels)[1]
    assert coordination.read({**levels, name: "unknown"}, guidance)[name] == "unknown"


def test_what_a_context_leaves_out_is_unknown_but_no_invitation_is_assumed(guidance):
    context = coordination.read({}, guidance)
    assert context["lead_override"] == () and context["overlap"] == "unknown"
    assert len(context.unknown) == len(guidance.dimensions) - 1


def test_a_replaced_level_is_checked(guidance):
    context = coordination.read(CHAD, guidance)
    assert coordination.replaced(context, guidance, hc=False)["hc"] == "false"
    with pytest.raises(DataError, match="overlap says where displaced citizens live"):
        coordination.replaced(context, guidance, idp=False)


def test_a_table_of_contexts_is_checked(guidance):
    with pytest.raises(DataError) as error:
        coordination.evaluate_many(guidance, pd.DataFrame({"hc": [True, "maybe"], "hcc": [1, 2]}))
    assert error.value.problems[0].startswith("contexts: 'hcc' is no dimension; did you mean hc?")
    assert error.value.problems[1] == "contexts, hc: found 'maybe'; accepted: true, false, unknown"


# evaluation


def test_an_undecided_rule_names_the_dimension_that_decides_it(guidance):
    context = coordination.read({"phase": "preparedness", "influx": "anticipated"}, guidance)
    table = coordination.evaluate(guidance, context).set_index("rule")
    assert table.loc["PREP-12"].tolist() == ["undecided", "hct"]
    assert table.loc["PREP-11"].tolist() == ["fired", ""]
    assert table.loc["EMG-01"].tolist() == ["not_fired", ""]
    unknown_phase = coordination.evaluate(guidance, coordination.read({"hct": True}, guidance)).set_index("rule")
    assert unknown_phase.loc["RTO-02", "deciding"] == "phase;side"


def test_many_contexts_give_what_each_gives_alone(guidance):
    rng = np.random.default_rng(7)
    frame = random_contexts(guidance, 40, rng)
    many = coordination.evaluate_many(guidance, frame)
    codes = {"fired": 1, "not_fired": 0, "undecided": -1}
    for i, row in enumerate(frame.to_dict("records")):
        levels = {name: level(row[name], dimension) for name, dimension in guidance.dimensions.items()}
        alone = coordination.evaluate(guidance, coordination.Context(levels))
        assert many.iloc[i].tolist() == alone["status"].map(codes).tolist()


def test_a_hundred_thousand_contexts_are_evaluated_in_seconds(guidance):
    frame = random_contexts(guidance, 100_000, np.random.default_rng(1))
    start = time.process_time()
    table = coordination.evaluate_many(guidance, frame)
    assert time.process_time() - start < 10
    assert table.shape == (100_000, 250)
    assert (table == 1).any().all(), "every rule fires in some context"


def random_contexts(guidance, n, rng):
    levels = {name: [*dimension.levels, "unknown"] for name, dimension in guidance.dimensions.items()}
    levels["lead_override"] = ["none", "IOM", "RC|IOM", "RC_HC", "unknown"]
    return pd.DataFrame({name: rng.choice(found, n) for name, found in levels.items()})


# hand-worked arrangements


def test_chad_is_led_by_unhcr_beside_the_humanitarian_coordinator(chad):
    headline = coordination.headline(chad)
    assert headline["intl_lead"] == ["UNHCR"] and headline["gov_lead"] is False
    assert headline["instrument"] == "regional_rrp_chapter"
    assert headline["hrp_refugee_chapter"] is headline["joint_note"] is headline["hct_link"] is True
    assert headline["joint_launch_with_hrp"] is True and headline["promote_return"] is False
    forum = row_of(chad.fora, forum="NATIONAL_COORDINATION_FORUM")
    assert (forum["chair"], forum["co_chair"]) == ("GOVERNMENT", "UNHCR")
    telecoms = row_of(chad.sectors, sector="emergency_telecoms")
    assert (telecoms["lead"], telecoms["co_lead"], telecoms["status"]) == ("UNHCR", "LINE_MINISTRY;WFP", "active")
    assert set(chad.flows.query("from_body == 'UNHCR' and strength == 'shall'")["to_body"]) == {
        "DONORS",
        "HC",
        "HCT",
        "RC",
        "UNCT",
    }
    assert row_of(chad.flows, to_body="RC")["how_often"] == "regularly"


def test_uganda_has_a_framework_a_refugee_forum_and_a_government_in_the_lead(uganda):
    headline = coordination.headline(uganda)
    assert headline["instrument"] == "country_rrp_plus_crrf" and headline["gov_lead"] is True
    assert headline["refugee_participation_forum"] is True and headline["regional"] is False
    assert row_of(uganda.fora, forum="REFUGEE_ENGAGEMENT_FORUM")[["chair", "co_chair", "parent"]].tolist() == [
        "GOVERNMENT", "UNHCR", "NATIONAL_COORDINATION_FORUM"]  # fmt: skip
    assert row_of(uganda.sectors, sector="livelihoods")["lead"] == "UNDP"
    assert set(uganda.sectors["sector"]) & {"logistics", "camp_management", "nutrition", "basic_needs"} == set()
    assert "HC" not in set(uganda.bodies["body"])


def test_bangladesh_has_the_chairs_its_government_invited(bangladesh, guidance):
    assert coordination.headline(bangladesh)["intl_lead"] == ["UNHCR", "IOM", "RC"]
    forum = row_of(bangladesh.fora, forum="NATIONAL_COORDINATION_FORUM")
    assert (forum["chair"], forum["co_chair"]) == ("GOVERNMENT", "UNHCR;IOM;RC")
    without = coordination.derive(coordination.read(BANGLADESH | {"lead_override": []}, guidance), guidance)
    assert coordination.headline(without)["intl_lead"] == ["UNHCR"]
    answer = row_of(bangladesh.edges, edge_type="ACCOUNTABLE_FOR", to_body="REFUGEE_RESPONSE_COORDINATION")
    assert answer["from_body"] == "UNHCR", "an invitation never moves the accountability"


def test_sectors_stay_with_unhcr_where_no_partner_can_lead(guidance):
    arrangement = coordination.derive(coordination.read(CHAD | {"partner_expertise": False}, guidance), guidance)
    assert set(arrangement.sectors["lead"]) == {"UNHCR"}
    assert row_of(arrangement.sectors, sector="health")["rules"] == "LDR-01;SEC-04"


# what readers are shown


def test_open_questions_begin_with_the_one_most_obligations_hang_on(guidance):
    empty = coordination.derive(coordination.read({}, guidance), guidance)
    asked = coordination.open_questions(empty)
    assert asked.loc[0, "dimension"] == "phase" and asked["obligations"].is_monotonic_decreasing
    statuses = coordination.evaluate(guidance, empty.context)
    undecided = statuses.query("status == 'undecided' and deciding.str.contains('phase')")["rule"]
    assert asked.loc[0, "which"].split(";") == undecided.tolist() and asked.loc[0, "rules"] == len(undecided)
    assert row_of(asked, dimension="setting")["sectors"] == "basic_needs;shelter;camp_management;nutrition"
    assert coordination.headline(empty)["instrument"] == "unknown"
    assert coordination.headline(empty)["gov_lead"] == "unknown"


def test_no_question_is_open_where_everything_is_known(chad):
    assert coordination.open_questions(chad).empty


def test_obligations_are_counted_by_area_and_strength(chad):
    counts = coordination.obligations(chad)
    assert counts["fired"].sum() == sum(status == "fired" for status, _ in chad.verdicts.values())
    assert row_of(counts, area="information sharing", strength="shall")["fired"] == 5


def test_explain_gives_rule_locator_and_plain_words(chad):
    why = coordination.explain(chad, "UNHCR->RC")
    assert why["rule"].tolist() == ["IS-01", "RCI-05", "RCI-10"]
    assert why.loc[0, ["words", "heading", "lines", "strength"]].tolist() == [
        "UNHCR informs Resident Coordinator: the refugee response", "Key points 7", "26", "shall"]  # fmt: skip
    assert {"PROT-04", "SEC-04", "SEC-10", "SEC-12", "SEC-14"} <= set(coordination.explain(chad, "health")["rule"])
    assert coordination.explain(chad, "SEC-11")["words"].str.contains("inter-sector", case=False).all()


@pytest.mark.parametrize(
    ("element", "words"),
    [
        ("UNCHR", "'UNCHR' does not stand in this arrangement; did you mean UNHCR"),
        ("PLN-05", "rule PLN-05 adds nothing here: not fired"),
        ("HC->IOM", "'HC->IOM' does not stand in this arrangement"),
    ],
)
def test_explain_says_what_it_cannot_find(chad, element, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        coordination.explain(chad, element)


def test_explain_names_what_keeps_a_rule_open(guidance):
    arrangement = coordination.derive(coordination.read({"phase": "emergency"}, guidance), guidance)
    with pytest.raises(ValueError, match="rule IS-03 adds nothing here: undecided; unknown: hc"):
        coordination.explain(arrangement, "IS-03")


def test_responsibilities_have_their_declared_form_and_one_body_that_answers(chad):
    table = coordination.responsibilities(chad, scenario="influx_high")
    assert schema.check(table, "responsibilities").equals(table) and set(table["scenario"]) == {"influx_high"}
    answers = table.query("role == 'accountable' and rule == 'LDR-01'")
    assert answers["body"].tolist() == ["UNHCR"]
    assert table.query("rule == 'IS-03' and role == 'informed'")["body"].tolist() == ["HC"]
    health = table.query("actor == 'SECTOR_WG_HEALTH' and role == 'accountable'")
    assert health["body"].tolist() == ["WHO"]
    assert "statement" not in set(table["strength"])


def test_ties_are_a_table_the_network_accepts(chad):
    ties, actors = coordination.ties(chad), coordination.actors(chad)
    assert schema.check(ties[schema.TABLES["ties"].names], "ties") is not None
    assert set(ties["from_actor"]) | set(ties["to_actor"]) <= set(actors["actor"])
    assert not (ties["from_actor"] == ties["to_actor"]).any()
    money = row_of(ties, relation="funds", to_actor="unhcr", from_actor="donors")
    assert money["edge_type"] == "FUNDED_BY" and money["rules"] == "RM-04"
    both = ties.query("relation == 'coordinates' and from_actor in ('unhcr', 'ocha') and to_actor in ('unhcr', 'ocha')")
    assert len(both) == 2, "a mutual edge runs both ways"


def test_ties_carry_sources_that_exist(chad):
    known = set(data.table("sources")["source"])
    assert {key for cell in coordination.ties(chad)["source"] for key in cell.split(";")} <= known


def test_tasks_come_in_the_order_of_phases(chad):
    assert set(chad.tasks["phase"]) == {"emergency", "all"}
    assert chad.tasks["phase"].tolist() == sorted(chad.tasks["phase"], key=["emergency", "all"].index)
    assert row_of(chad.tasks, rule="EMG-04")["task"] == "mobilise funds for urgent needs"


def test_each_row_of_each_table_names_rules_that_fired(chad):
    fired = {rule for rule, (status, _) in chad.verdicts.items() if status == "fired"}
    for name in ("bodies", "fora", "sectors", "roles", "instruments", "flows", "tasks", "principles", "edges", "decisions"):
        table = getattr(chad, name)
        column = "rules" if "rules" in table else "rule"
        assert not table.empty and {rule for cell in table[column] for rule in cell.split(";")} <= fired, name


def test_the_headline_table_has_the_rules_behind_each_answer(chad):
    table = coordination.headline_table(chad)
    assert row_of(table, field="hrp_separate")["rules"] == "HCI-10"
    assert row_of(table, field="intl_lead")["value"] == "UNHCR"
    assert table["field"].tolist() == list(coordination.headline(chad))


def test_an_arrangement_gives_its_headline_ties_and_responsibilities_itself(chad):
    assert chad.headline() == coordination.headline(chad)
    assert chad.ties().equals(coordination.ties(chad))
    assert chad.responsibilities("x").equals(coordination.responsibilities(chad, "x"))


def test_levels_by_dimension_are_a_context_too(guidance):
    levels = {"phase": "emergency", "gov_will": "lead"}
    assert (
        coordination.derive(levels, guidance).elements
        == coordination.derive(coordination.read(levels, guidance), guidance).elements
    )
    with pytest.raises(DataError, match="'will' is no dimension"):
        coordination.derive({"will": "lead"}, guidance)
