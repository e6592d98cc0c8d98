"""Whom to talk to: channels of influence, ways to holders, standing, plan, and their sentences."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refanalysis import data, prose, readable, schema
from refanalysis.network import engagement
from refanalysis.network.engagement.influence import CHANNELS

KINDS = {
    "unhcr": "un_agency",
    "opm": "host_government",
    "ucc": "regulator",
    "forum": "forum",
    "mtn": "mno",
    "bank": "development_actor",
    "rlo": "refugee_led",
}


def actors(**more):
    frame = pd.DataFrame({"actor": list(KINDS), "name": [name.upper() for name in KINDS], "kind": list(KINDS.values())})
    stated = {"position": "unknown", "power": "unknown", "interest": "unknown"}
    frame = frame.assign(acronym="", scope="national", **stated)
    for column, values in more.items():
        frame[column] = frame["actor"].map(values).fillna(frame[column])
    return frame


def ties(*rows):
    columns = ["from_actor", "to_actor", "relation", "certainty"]
    return pd.DataFrame(rows, columns=columns).assign(weight=1.0)


def goals(*mandates):
    rows = [
        {"goal": "sim", "label": "SIM cards", "mandate": name, "kinds": kinds, "ask": f"Ask {name}."}
        for name, kinds in mandates
    ]
    return pd.DataFrame(rows)


def held(*rows):
    return pd.DataFrame(rows, columns=["actor", "mandate"])


STORY = ties(
    ("unhcr", "forum", "member_of", 1.0),
    ("ucc", "forum", "member_of", 0.9),
    ("unhcr", "opm", "coordinates", 1.0),
    ("opm", "ucc", "leads", 0.6),
    ("ucc", "mtn", "licenses", 1.0),
    ("bank", "opm", "funds", 1.0),
)


def test_every_declared_relation_gives_at_least_one_channel():
    assert set(CHANNELS) == set(schema.RELATIONS)
    assert all(any(pair) for pair in CHANNELS.values())


def test_a_licence_moves_one_way_and_a_report_moves_its_reader_by_voice_and_its_writer_by_authority():
    table = engagement.influence(ties(("ucc", "mtn", "licenses", 1.0), ("mtn", "opm", "reports_to", 1.0)))
    found = set(zip(table["from_actor"], table["to_actor"], table["channel"], strict=True))
    assert found == {("ucc", "mtn", "authority"), ("mtn", "opm", "voice"), ("opm", "mtn", "authority")}


def test_the_shortest_way_wins_and_of_equals_the_more_certain():
    paths = engagement.influence_paths(actors(), STORY, goals(("identity_rule", "regulator")), held(("ucc", "identity_rule")))
    row = paths.iloc[0]
    assert (row["route"], row["steps"], row["relations"]) == ("unhcr;forum;ucc", 2, "member_of;member_of")
    assert row["certainty"] == pytest.approx(0.9)
    assert (row["weakest"], row["only_through"], row["state"]) == ("forum>ucc", "", "through others")


def test_an_actor_who_opposes_passes_nothing_on_but_can_be_spoken_to():
    frame = actors(position={"forum": "opposes"})
    paths = engagement.influence_paths(
        frame, STORY, goals(("identity_rule", ""), ("community_voice", "forum")), held(("ucc", "identity_rule"))
    )
    assert list(paths["route"]) == ["unhcr;opm;ucc", "unhcr;forum"]
    assert paths["only_through"].iloc[0] == "opm"


def test_doubtful_ties_are_no_way():
    certain = engagement.influence_paths(
        actors(position={"forum": "opposes"}),
        STORY,
        goals(("identity_rule", "")),
        held(("ucc", "identity_rule")),
        certain_from=0.7,
    )
    assert certain["state"].tolist() == ["no route"]


def test_gates_name_everyone_that_all_ways_pass_nearest_to_the_holder_first():
    paths = engagement.influence_paths(actors(), STORY.iloc[[0, 1, 4]], goals(("network", "mno")), held(("mtn", "network")))
    assert paths["only_through"].iloc[0] == "ucc;forum"
    sole = engagement.sole_access(actors(), STORY.iloc[[0, 1, 4]])
    assert dict(zip(sole["actor"], sole["through"], strict=True)) == {"ucc": "forum", "mtn": "ucc"}


def test_usual_kinds_stand_in_where_no_mandate_is_recorded_and_nobody_where_none_is_there():
    paths = engagement.influence_paths(actors(), STORY, goals(("subsidy", "regulator;mno"), ("licence", "isp")), held())
    assert list(zip(paths["holder"], paths["basis"], paths["state"], strict=True)) == [
        ("ucc", "usual kind", "through others"),
        ("mtn", "usual kind", "through others"),
        ("", "", "no holder"),
    ]


def test_the_starting_point_is_unhcr_or_the_first_agency_or_the_one_named():
    frame = actors()
    assert engagement.starting_point(frame) == "unhcr"
    assert engagement.starting_point(frame, "opm") == "opm"
    assert engagement.starting_point(frame.assign(actor=frame["actor"].replace("unhcr", "iom"))) == "iom"
    with pytest.raises(ValueError, match="no actor is called 'who'; known: unhcr, opm"):
        engagement.starting_point(frame, "who")
    with pytest.raises(ValueError, match="no UN agency"):
        engagement.starting_point(frame[frame["kind"] != "un_agency"])


@pytest.mark.parametrize(
    ("power", "rightful", "interest", "said"),
    [
        ("high", True, "high", "definitive"),
        ("high", True, "medium", "dominant"),
        ("high", False, "high", "dangerous"),
        ("low", True, "high", "dependent"),
        ("high", False, "low", "dormant"),
        ("medium", True, "low", "discretionary"),
        ("low", False, "high", "demanding"),
        ("low", False, "low", "not a stakeholder"),
        ("unknown", True, "high", "unknown"),
        ("high", True, "unknown", "unknown"),
    ],
)
def test_salience_has_the_classes_of_mitchell_agle_and_wood(power, rightful, interest, said):
    assert engagement.salience(pd.Series([power]), pd.Series([rightful]), pd.Series([interest])) == [said]


def test_measured_power_counts_those_moved_by_authority_or_money_and_shows_where_the_register_differs():
    frame = actors(power={"mtn": "high", "ucc": "high"}, interest={"mtn": "low", "ucc": "high"})
    table = engagement.standing(frame, STORY, held(("ucc", "licence"))).set_index("actor")
    assert table.loc["mtn", ["power_measured", "differs"]].tolist() == ["low", "power: stated high, by ties low"]
    assert table.loc["bank", "power_measured"] == "high"
    assert table.loc["bank", ["differs", "suggests"]].tolist() == ["", "power: high"]
    assert table.loc["ucc", ["legitimacy", "salience", "approach"]].tolist() == ["licence", "definitive", "work with closely"]
    assert table.loc["mtn", "legitimacy"] == "none on record"
    assert table.loc["rlo", ["power_score", "interest_score"]].tolist() == [0, 0]


def test_the_plan_starts_with_whom_most_goals_need_and_tells_recorded_from_guessed():
    asked = goals(("identity_rule", ""), ("network", "mno"), ("site_access", "host_government"))
    paths = engagement.influence_paths(actors(), STORY, asked, held(("ucc", "identity_rule")))
    plan = engagement.engagement_plan(paths, engagement.standing(actors(), STORY, held()))
    assert plan["actor"].tolist() == ["forum", "opm"]
    assert plan[["holds", "may_hold", "opens"]].values.tolist() == [["", "", "ucc;mtn"], ["", "site_access", ""]]
    assert readable.engagement.conversations(plan, dict.fromkeys(KINDS, "X") | {"ucc": "UCC", "mtn": "MTN"})[
        "why"
    ].tolist() == [
        "opens the way to UCC and MTN",
        "may hold access to the site",
    ]
    assert plan["asks"].tolist() == ["", "Ask site_access."]
    assert "who holds the mandate is not recorded" in plan["care"].iloc[1]


def test_the_headline_counts_goals_gaps_and_gates():
    asked = goals(("identity_rule", ""), ("licence", "isp"), ("money", "development_actor"))
    paths = engagement.influence_paths(actors(), STORY, asked, held(("ucc", "identity_rule")))
    table = engagement.standing(actors(), STORY, held())
    sole = engagement.sole_access(actors(), STORY)
    figures = engagement.headline(paths, sole, table, engagement.engagement_plan(paths, table))
    assert (figures["goals"], figures["goals_reached"], figures["mandates"], figures["direct"]) == (1, 0, 3, 0)
    assert (figures["unheld"], figures["unreached"]) == ([("sim", "licence")], [("sim", "money")])
    assert (figures["gate"], figures["gated"], figures["unrecorded"]) == ("ucc", 1, 1)
    said = prose.engagement.engagement(figures, "UNHCR")
    assert len(said) == 5
    assert said[0].startswith("From the chair of UNHCR, none of 1 goal can be worked on yet")
    assert "Nobody on record holds the licence. No credible tie reaches whoever holds the money." in said[2]


@given(st.permutations(list(KINDS)))
def test_names_do_not_matter(order):
    names = dict(zip(KINDS, [f"x{number}" for number in range(len(KINDS))], strict=True))
    shuffled = actors().set_index("actor").loc[list(order)].reset_index()
    renamed = shuffled.assign(actor=shuffled["actor"].map(names))
    moved = STORY.assign(from_actor=STORY["from_actor"].map(names), to_actor=STORY["to_actor"].map(names))
    before = engagement.influence_paths(actors(), STORY, goals(("network", "")), held(("mtn", "network")), start="unhcr")
    after = engagement.influence_paths(
        renamed, moved, goals(("network", "")), held((names["mtn"], "network")), start=names["unhcr"]
    )
    assert after["route"].iloc[0].split(";") == [names[actor] for actor in before["route"].iloc[0].split(";")]


@pytest.mark.parametrize("name", data.operations())
def test_the_operations_have_a_plan_that_readers_can_follow(name):
    case = data.operation(name)
    paths = engagement.influence_paths(case.actors, case.ties, data.table("goals"), case.mandates)
    table = engagement.standing(case.actors, case.ties, case.mandates)
    plan = engagement.engagement_plan(paths, table)
    short = case.actors["acronym"].where(case.actors["acronym"] != "", case.actors["name"]).set_axis(case.actors["actor"])
    assert len(plan) >= 4
    assert len(readable.engagement.conversations(plan, short)) == len(plan)
    assert set("; ".join(readable.engagement.holders(paths, short)["goals"]).split("; ")) == set(data.table("goals")["label"])
    assert len(readable.engagement.standings(table, short)) == len(case.actors)
    figures = engagement.headline(paths, engagement.sole_access(case.actors, case.ties), table, plan)
    said = prose.engagement.engagement(figures, "UNHCR")
    assert all(line.endswith(".") for line in said)
    assert not any(word in line for line in said for word in ("None", "nan", "_"))


@pytest.mark.parametrize("name", schema.MANDATES)
def test_every_mandate_has_words_and_a_goal_that_needs_it(name):
    assert prose.engagement.mandate(name)
    assert name in set(data.table("goals")["mandate"])


def test_a_register_without_ties_is_told_so():
    none = ties()
    paths = engagement.influence_paths(actors(), none, goals(("licence", "regulator"), ("money", "donor")), held())
    table = engagement.standing(actors(), none, held())
    plan, sole = engagement.engagement_plan(paths, table), engagement.sole_access(actors(), none)
    said = prose.engagement.engagement(engagement.headline(paths, sole, table, plan), "UNHCR")
    assert plan.empty
    assert sole.empty
    assert said[1] == "No conversation can be planned yet: no credible tie leads from here to anyone who holds a mandate."
    assert said[3:] == [
        "Nobody is reached through one other alone.",
        "No actor is known to have power, a rightful say and urgency at once; power or interest of 7 actors is unknown.",
    ]
