"""What an operation's register shows of its derived arrangement."""

import datetime
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis import coordination, data, prose, readable, schema
from refanalysis.coordination.notation import EDGE_TYPES
from refanalysis.schema import DataError

CONTEXT = {"phase": "emergency", "influx": "ongoing", "gov_will": "co_lead", "hc": True, "hct": True, "partner_expertise": True,
           "setting": "camp", "regional": False, "gov_plan": False, "crf_requested": False, "migrant": False}  # fmt: skip
KINDS = {
    "cabinet": ("host_government", "national"),
    "unhcr": ("un_agency", "national"),
    "unicef": ("un_agency", "national"),
    "unrc": ("un_agency", "national"),
    "usa": ("donor", "global"),
    "rcf": ("forum", "national"),
    "education_sector": ("forum", "national"),
    "some_ngo": ("ingo", "national"),
    "rlo": ("refugee_led", "local"),
}


def register(kinds):
    rows = [(actor, actor.replace("_", " ").title(), "", kind, scope) for actor, (kind, scope) in kinds.items()]
    frame = pd.DataFrame(rows, columns=["actor", "name", "acronym", "kind", "scope"])
    return frame.assign(power="unknown", interest="unknown", position="unknown", source="s", quality="expert", note="")


ACTORS = register(KINDS)


def tied(*rows, certainty=1.0, first=pd.NaT, last=pd.NaT):
    frame = pd.DataFrame([row.split() for row in rows], columns=["from_actor", "relation", "to_actor"])
    return frame.assign(
        weight=float("nan"), certainty=certainty, from_date=first, to_date=last, source="s", quality="expert", note=""
    )


def plans(*kinds, year=2025):
    return pd.DataFrame({"plan": [f"Plan {kind}" for kind in kinds], "instrument": kinds, "year": year})


def led(*rows):
    frame = pd.DataFrame([row.split() for row in rows], columns=["organisation", "sector"])
    return frame.assign(role="leader", from_date=pd.NaT, to_date=pd.NaT)


def roles(*rows):
    return pd.DataFrame([row.split() for row in rows], columns=["actor", "body"])


@cache
def arrangement(name=""):
    return coordination.derive(coordination.read(data.operation(name).context if name else CONTEXT))


@pytest.fixture
def derived():
    return arrangement()


@cache
def observed(name):
    op = data.operation(name)
    return coordination.conformance(arrangement(name), op.actors, op.ties, op.plans, op.presence, op.roles)


def told(derived, *ties, actors=ACTORS, **more):
    return coordination.conformance(derived, actors, tied(*ties), **more)


def one(found, *, subject=None, rule=None, **wanted):
    """The one finding with this subject, rule and these cells."""
    frame = found.findings
    if subject:
        frame = frame[frame["subject"] == subject]
    if rule:
        frame = frame[[rule in cell.split(";") for cell in frame["rules"]]]
    for column, value in wanted.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1, frame
    return frame.iloc[0]


# by hand


def test_a_flow_on_record_is_met_and_its_tie_is_the_evidence(derived):
    found = one(told(derived, "unhcr informs usa"), subject="information flow", from_body="UNHCR", to_body="DONORS")
    assert (found["finding"], found["strength"], found["evidence"]) == ("met", "shall", "Unhcr informs Usa")
    assert found["obligation"] == "UNHCR informs donors: the refugee response"
    assert "IS-05" in found["rules"]


def test_a_flow_is_missing_only_where_the_register_says_whom_the_body_informs(derived):
    flow = {"subject": "information flow", "from_body": "UNHCR", "to_body": "DONORS"}
    silent, speaking = told(derived, "unhcr leads rcf"), told(derived, "unhcr informs cabinet")
    assert one(silent, **flow)["finding"] == "cannot be told"
    assert one(silent, **flow)["reason"] == "the register records no tie “informs” of UNHCR"
    assert one(speaking, **flow)[["finding", "gap"]].tolist() == ["missing", "missing information flow"]
    assert one(speaking, **flow)["reason"] == "on record instead: Unhcr informs Cabinet"


def test_a_flow_to_a_body_nobody_stands_for_cannot_be_told(derived):
    found = one(told(derived, "unhcr informs usa"), subject="information flow", to_body="HCT")
    assert found[["finding", "absent", "strength"]].tolist() == ["cannot be told", "HCT", "shall"]
    assert found["reason"] == "nobody in the register stands for the Humanitarian Country Team"


def test_coordination_is_missing_only_where_both_ends_are_known_to_coordinate(derived):
    line = {"from_body": "UNHCR", "subject": "relation", "rule": "RCI-10"}
    half = told(derived, "unhcr coordinates unicef")
    both = told(derived, "unhcr coordinates unicef", "unrc coordinates cabinet")
    assert one(half, **line)["finding"] == "cannot be told"
    assert one(both, to_body="RC", **line)["finding"] == "missing"
    assert one(told(derived, "unrc coordinates unhcr"), to_body="RC", **line)["finding"] == "met"


def test_support_that_registers_seldom_hold_is_never_missing():
    telling = data.table("evidence").groupby("edge_type")["telling"].any()
    assert not telling[["SUPPORTS", "CAPACITATES", "DELIVERS", "CONTRIBUTES_TO"]].any()


def test_an_uncertain_tie_shows_nothing(derived):
    flow = {"subject": "information flow", "to_body": "DONORS"}
    found = coordination.conformance(derived, ACTORS, tied("unhcr informs usa", certainty=0.4))
    assert one(found, **flow)["finding"] == "cannot be told"
    assert one(found, **flow)["reason"] == "the tie on record is less likely than not to exist"


def test_a_tie_counts_only_on_days_it_holds(derived):
    ties = tied("unhcr informs usa", first=pd.Timestamp("2020-01-01"), last=pd.Timestamp("2022-12-31"))
    flow = {"subject": "information flow", "to_body": "DONORS"}
    found = [
        one(coordination.conformance(derived, ACTORS, ties, on=day), **flow)["finding"]
        for day in (datetime.date(2021, 6, 1), datetime.date(2023, 1, 1), None)
    ]
    assert found == ["met", "cannot be told", "met"]


# fora, chairs, leads


def test_a_forum_with_ties_and_no_lead_is_a_forum_without_a_chair(derived):
    chair = {"subject": "chair", "to_body": "NATIONAL_COORDINATION_FORUM", "rule": "FOR-01", "strength": "shall"}
    without = one(told(derived, "unicef member_of rcf"), **chair)
    assert without[["finding", "gap"]].tolist() == ["missing", "forum without chair"]
    assert one(told(derived, "cabinet leads rcf"), **chair)["finding"] == "met"
    assert one(told(derived), **chair)["reason"] == "the register has no tie at all of Rcf"


def test_a_chair_the_rules_do_not_foresee_is_extra_and_the_one_they_ask_for_missing(derived):
    found = told(derived, "some_ngo leads rcf")
    assert (
        one(found, finding="extra", subject="chair")["obligation"] == "Some Ngo leads the national refugee coordination forum"
    )
    missing = found.findings.query("finding == 'missing' and subject == 'chair'")
    assert set(missing["from_body"]) == {"GOVERNMENT", "UNHCR"}


def test_who_answers_for_coordination_and_leads_no_forum_leaves_a_gap(derived):
    duty = {"subject": "accountability", "to_body": "REFUGEE_RESPONSE_COORDINATION"}
    assert one(told(derived, "cabinet leads rcf"), **duty)[["finding", "gap"]].tolist() == ["missing", "accountability gap"]
    assert one(told(derived, "cabinet leads rcf", "unhcr leads rcf"), **duty)["finding"] == "met"
    assert one(told(derived), **duty)["finding"] == "cannot be told"


def test_two_that_lead_a_sector_are_told_apart_from_a_lead_and_a_co_lead(derived):
    two = told(derived, "unicef leads education_sector", "some_ngo leads education_sector")
    found = one(two, gap="sector with two leads")
    assert found[["finding", "strength", "to_body"]].tolist() == ["extra", "shall", "SECTOR_WG_EDUCATION"]
    assert found["obligation"] == "Some Ngo and Unicef each lead the education working group"
    shared = told(derived, "unicef leads education_sector", "cabinet leads education_sector")
    assert "sector with two leads" not in set(shared.findings["gap"])


def test_leaders_of_sectors_in_the_presence_table_are_leads(derived):
    lead = {"subject": "sector lead", "to_body": "SECTOR_WG_WASH"}
    found = one(told(derived, presence=led("unicef wash")), **lead)
    assert (found["finding"], found["reason"]) == ("met", "")
    assert found["evidence"] == "Unicef leads the water, sanitation and hygiene sector"
    other = one(told(derived, presence=led("some_ngo wash")), finding="met", **lead)
    assert other["reason"] == "led by another than the rules usually give"
    assert one(told(derived), **lead)["finding"] == "cannot be told"


def test_a_sector_forum_with_members_and_no_lead_is_a_sector_without_one(derived):
    found = one(told(derived, "unicef member_of education_sector"), gap="sector without lead")
    assert found[["finding", "strength", "to_body"]].tolist() == ["missing", "shall", "SECTOR_WG_EDUCATION"]


def test_a_forum_is_missing_only_from_a_register_that_lists_them_all(derived):
    forum = {"subject": "forum", "to_body": "INTER_SECTOR_WG"}
    for complete, expected in ((False, "cannot be told"), (True, "missing")):
        found = told(derived, complete=complete).findings
        own = found[(found["subject"] == "forum") & (found["to_body"] == forum["to_body"])]
        assert set(own["finding"]) == {expected}
        assert len(own) == 2


def test_a_forum_at_another_level_does_not_stand_for_the_national_one(derived):
    local = register(KINDS | {"rcf": ("forum", "local")})
    found = one(told(derived, actors=local), subject="forum", to_body="NATIONAL_COORDINATION_FORUM")
    assert (found["finding"], found["reason"]) == ("cannot be told", "on record at another level only: Rcf")


def test_a_forum_no_rule_asks_for_is_extra(derived):
    more = register(KINDS | {"ngo_club": ("forum", "national")})
    found = one(told(derived, actors=more), finding="extra", subject="forum")
    assert found[["obligation", "strength", "area", "rules"]].tolist() == [
        "Ngo Club is on record",
        "none",
        "beyond the rules",
        "",
    ]


# the plan


def test_the_plan_is_met_missing_or_not_to_be_told(derived):
    cases = {"met": plans("country_rrp"), "missing": plans("hrp"), "cannot be told": plans()}
    for finding, table in cases.items():
        found = told(derived, plans=table).findings
        own = found[found["obligation"].str.startswith("The response has its plan")]
        assert own["finding"].tolist() == [finding]
    beside = one(told(derived, plans=plans("country_rrp", "hrp", "joint_plan")), finding="extra", subject="plan")
    assert beside["obligation"] == "Plan joint_plan, a joint plan, is on record"


# who stands for whom


def test_actors_stand_for_bodies_by_role_name_or_kind():
    found = coordination.standing_for(ACTORS, coordination.load(), roles("some_ngo SECTOR_WG_HEALTH"))
    bases = {(row.actor, row.body): row.basis for row in found.itertuples()}
    assert bases["unhcr", "UNHCR"] == bases["unrc", "RC"] == bases["rcf", "NATIONAL_COORDINATION_FORUM"] == "name"
    assert bases["cabinet", "GOVERNMENT"] == bases["usa", "DONORS"] == "kind"
    assert [body for actor, body in bases if actor == "some_ngo"] == ["SECTOR_WG_HEALTH"]
    assert ("unhcr", "OTHER_AGENCIES") not in bases
    assert ("unicef", "OTHER_AGENCIES") in bases


def test_words_in_a_name_are_whole_words():
    actors = register({"a": ("forum", "national"), "b": ("forum", "national")})
    actors["name"] = ["Health Sector Working Group", "Healthy Sectoral Group"]
    found = coordination.standing_for(actors, coordination.load())
    assert found[["actor", "body"]].to_numpy().tolist() == [["a", "SECTOR_WG_HEALTH"]]


def test_unknown_actors_and_bodies_are_refused(derived):
    with pytest.raises(DataError) as error:
        told(derived, roles=roles("nobody UNHCR", "unhcr UNHCRR"))
    assert error.value.problems == [
        "roles, actor: 'nobody' is not in actors.csv",
        "roles, body: found 'UNHCRR'; accepted: a body of bodies.csv, or the forum of a sector such as SECTOR_WG_HEALTH",
    ]
    with pytest.raises(DataError, match="ties: 'nobody' is not in actors; accepted: a row for it there"):
        told(derived, "nobody informs usa")


# what holds for every register


@pytest.mark.parametrize("name", data.operations())
def test_every_binding_rule_in_force_is_accounted_for_and_counts_add_up(name):
    made, found = arrangement(name), observed(name)
    rules = made.guidance.rules
    binding = {
        r
        for r, (s, _) in made.verdicts.items()
        if s == "fired" and rules[r]["strength"] in ("shall", "should", "where_possible")
    }
    assert binding <= {rule for cell in found.findings["rules"] for rule in cell.split(";")}
    assert found.counts[["met", "missing", "cannot_be_told", "extra"]].to_numpy().sum() == len(found.findings)
    said = found.findings
    assert said.loc[said["finding"].isin(["missing", "cannot be told"]), "reason"].ne("").all()
    assert said.loc[said["finding"] == "met", "evidence"].ne("").all()
    assert not said.loc[said["finding"] == "missing", "strength"].isin(["may", "none"]).any()


def test_the_gravest_come_first():
    found = observed("bangladesh")
    grave = coordination.gravest(found.findings)
    assert len(grave) == 5
    order = ["shall", "should", "where_possible", "may", "none"]
    places = [order.index(strength) for strength in coordination.gravest(found.findings, most=99)["strength"]]
    assert places == sorted(places)
    assert grave["gap"].iloc[0] == "forum without chair"
    assert {"sector without lead", "sector with two leads", "missing information flow"} <= set(grave["gap"])


@st.composite
def ties_drawn(draw):
    ends = st.sampled_from(sorted(KINDS))
    rows = draw(st.sets(st.tuples(ends, st.sampled_from(schema.RELATIONS), ends), max_size=12))
    return [" ".join(row) for row in sorted(rows) if row[0] != row[2]]


@given(ties_drawn(), ties_drawn())
@settings(max_examples=12, deadline=None)
def test_what_is_met_stays_met_when_more_is_recorded(few, more):
    made = arrangement()
    met = [
        set(found.findings.query("finding == 'met'")["obligation"])
        for found in (told(made, *few), told(made, *sorted({*few, *more})))
    ]
    assert met[0] <= met[1]


@given(ties_drawn())
@settings(max_examples=8, deadline=None)
def test_the_order_of_the_register_does_not_matter(ties):
    made = arrangement()
    one_way, other = told(made, *ties), told(made, *ties[::-1], actors=ACTORS[::-1])
    pd.testing.assert_frame_equal(
        one_way.findings.sort_values(list(one_way.findings), ignore_index=True),
        other.findings.sort_values(list(other.findings), ignore_index=True),
    )


def test_an_empty_register_misses_nothing(derived):
    found = coordination.conformance(derived, ACTORS.iloc[:0], tied())
    assert set(found.findings["finding"]) == {"cannot be told"}
    assert prose.arrangements.conformance(found)[0].startswith("The register cannot show whether any of")


def test_evidence_is_given_for_edge_types_and_relations_that_exist():
    evidence = data.table("evidence")
    assert set(evidence["edge_type"]) <= set(EDGE_TYPES)
    assert set(evidence.groupby("edge_type")["told_by"].nunique()) == {1}
    known = coordination.load()
    bodies = {*known.bodies, *(known.forum(sector) for sector in known.sectors)}
    assert set(data.table("stand_ins")["body"]) <= bodies


# in words


def test_the_sentences_name_what_is_missing_with_its_rule(derived):
    found = told(derived, "unhcr informs cabinet", "unicef member_of rcf")
    said = prose.arrangements.conformance(found)
    assert "No chair on record: national refugee coordination forum." in said[2]
    assert "UNHCR informs donors" in said[2]
    assert "National refugee coordination forum has a chair" in said[1]
    assert "FOR-01" in said[1]


def test_unseen_bodies_are_counted_by_what_hangs_on_them(derived):
    found = told(derived, "unhcr informs usa").findings
    table = readable.coordination.unseen(found, derived.guidance.label)
    row = table.set_index("body").loc["HCT"]
    own = found[[("HCT" in cell.split(";")) for cell in found["absent"]]]
    assert (row["label"], row["findings"], row["shall"]) == (
        "Humanitarian Country Team", len(own), int((own["strength"] == "shall").sum()),
    )  # fmt: skip
    assert readable.coordination.findings(found, "missing", "met")["finding"].isin(["missing", "met"]).all()
