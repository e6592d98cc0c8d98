"""What changes in an arrangement when the situation does."""

from functools import cache

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from on_axes import words

from refanalysis import coordination, data, figures, prose, readable
from refanalysis.figures import body_groups

BASE = {"phase": "emergency", "influx": "ongoing", "gov_will": "co_lead", "hc": False, "hct": False, "clusters": False,
        "idp": False, "overlap": "none", "migrant": False, "regional": False, "setting": "camp", "mech": "none",
        "mech_adaptable": False, "partner_expertise": True,
        "gov_plan": False, "crf_requested": False, "dev": "none"}  # fmt: skip


@cache
def guidance():
    return coordination.load()


def context(**levels):
    return coordination.read(BASE | levels, guidance())


def compared(**contexts):
    return coordination.compare(contexts, guidance())


@pytest.fixture(scope="module")
def appointed():
    return coordination.compare({"now": context(), "with an HC": context(hc=True)})


# by hand


def test_an_hc_only_adds(appointed):
    counts = appointed.counts.set_index("kind")
    assert counts.loc[["forum", "lead", "flow", "tie", "plan", "obligation"], "removed"].eq(0).all()
    flows = appointed.changes.query("kind == 'flow' and change == 'added'")
    assert flows[["element", "strength", "rules"]].to_numpy().tolist() == [
        ["UNHCR informs the Humanitarian Coordinator", "shall", "IS-03"]
    ]
    added = appointed.changes.query("kind == 'obligation' and change == 'added'")["rules"]
    assert {"HCI-04", "HCI-10", "IS-03"} <= set(added)
    assert "HC" in set(appointed.changes.query("kind == 'body' and change == 'added'")["to_body"])


def test_a_government_that_moves_to_lead_trades_one_tie_for_another():
    found = coordination.compare({"now": context(), "then": context(gov_will="lead")})
    moved = found.changes.query("change != 'kept' and kind == 'lead'")
    assert dict(zip(moved["element"], moved["change"], strict=True)) == {
        "The Government leads the refugee response": "added",
        "The Government co-leads the refugee response": "removed",
    }
    edge = coordination.changed_network(found).edges["GOVERNMENT", "REFUGEE_RESPONSE"]
    assert (edge["change"], edge["added"], edge["removed"]) == ("changed", ["LEADS"], ["CO_LEADS"])
    answers = readable.coordination.headline_changes(found)
    assert answers[["question", "before", "after"]].to_numpy().tolist() == [["Government leads the response", "no", "yes"]]


def test_contexts_after_the_first_stand_each_against_the_first():
    found = coordination.compare([context(), context(hc=True), context(idp=True, overlap="separate")])
    assert (found.first, found.later) == ("context 1", ["context 2", "context 3"])
    flow = found.changes[found.changes["element"] == "UNHCR informs the Humanitarian Coordinator"]
    assert flow[["context", "change", "contexts"]].to_numpy().tolist() == [["context 2", "added", "context 2"]]
    table = readable.coordination.side_by_side(found)
    assert list(table) == ["question", "context 1", "context 2", "context 3"]
    assert len(table) == found.headline["field"].nunique()


def test_the_same_context_twice_changes_nothing():
    found = coordination.compare({"a": context(), "b": context()})
    assert set(found.changes["change"]) == {"kept"}
    assert not found.headline["changed"].any()
    assert prose.arrangements.comparison(found) == ["“b” changes nothing in the arrangement of “a”."]
    assert "Nothing changes" in words(figures.coordination_changes(coordination.changed_network(found)))


def test_fewer_than_two_contexts_and_a_context_not_compared_are_refused(appointed):
    with pytest.raises(ValueError, match=r"found 1 context.*accepted: two or more"):
        coordination.compare([context()])
    with pytest.raises(ValueError, match="context 'later' is not compared; accepted: with an HC"):
        coordination.changed_network(appointed, "later")


# steps


def test_steps_are_legal_differ_and_change_only_their_own_dimensions():
    now = context()
    made = coordination.steps(now)
    assert {"A Humanitarian Coordinator is appointed", "Displaced citizens need help too",
            "The Government moves from co-lead to lead", "Phase: resilience", "Phase: return"} <= set(made)  # fmt: skip
    assert "The Humanitarian Coordinator leaves" not in made
    assert "Phase: emergency" not in made
    for name, then in made.items():
        assert coordination.read(then.levels).levels == then.levels
        assert then.levels != now.levels, name
    lead = made["The Government moves from co-lead to lead"]
    assert [d for d in now.levels if now[d] != lead[d]] == ["gov_will"]


def test_a_step_that_is_illegal_here_is_left_out():
    clusters = coordination.steps(context(clusters=True, mech="clusters"))
    assert "Clusters are activated" not in clusters
    assert "Displaced citizens and refugees live side by side" in coordination.steps(context(idp=True, overlap="separate"))


def test_the_phases_come_in_turn():
    made = coordination.phases(context())
    assert list(made) == ["preparedness", "emergency", "resilience", "return"]
    assert [one["phase"] for one in made.values()] == ["preparedness", "emergency", "resilience", "solutions"]
    found = coordination.compare(made)
    tripartite = found.changes[(found.changes["kind"] == "plan") & (found.changes["element"] == "Tripartite agreement")]
    assert tripartite[["context", "change"]].to_numpy().tolist() == [["return", "added"]]


# what holds for any two contexts

LEVELS = {"phase": ("preparedness", "emergency", "resilience", "solutions"), "hc": (True, False, "unknown"),
          "hct": (True, False), "gov_will": ("none", "support", "co_lead", "lead"),
          "regional": (True, False), "migrant": (True, False)}  # fmt: skip
CONTEXTS = st.fixed_dictionaries({name: st.sampled_from(levels) for name, levels in LEVELS.items()})


@given(CONTEXTS, CONTEXTS)
@settings(max_examples=8, deadline=None)
def test_to_and_fro_what_was_added_is_removed(one, other):
    a, b = context(**one), context(**other)
    to, fro = compared(a=a, b=b).changes, compared(b=b, a=a).changes
    turned = {"added": "removed", "removed": "added", "kept": "kept"}
    there = {(row.kind, row.element): row.change for row in to.itertuples()}
    back = {(row.kind, row.element): turned[row.change] for row in fro.itertuples()}
    assert there == back


@given(CONTEXTS, CONTEXTS)
@settings(max_examples=8, deadline=None)
def test_the_network_holds_the_ties_of_both_and_no_other(one, other):
    found = compared(a=context(**one), b=context(**other))
    graph = coordination.changed_network(found)
    before, after = found.arrangements.values()
    for made, lists in ((before, ("kept", "removed")), (after, ("kept", "added"))):
        listed = {(s, kind, t) for s, t, d in graph.edges(data=True) for name in lists for kind in d[name]}
        edges = {(r.from_body, r.edge_type, r.to_body) for r in made.edges.itertuples()}
        edges |= {(r.to_body, r.edge_type, r.from_body) for r in made.edges.itertuples() if r.mutual}
        assert listed == edges
    assert {data["change"] for *_, data in graph.edges(data=True)} <= {"added", "kept", "removed", "changed"}
    assert {data["change"] for _, data in graph.nodes(data=True)} <= {"added", "kept", "removed"}


# the picture


def test_every_change_is_numbered_and_said(appointed):
    graph = coordination.changed_network(appointed)
    _, links = body_groups.linked(graph)
    changed = [link for link in links if link.change != "kept"]
    fig = figures.coordination_changes(graph)
    found = words(fig)
    numbers = [text.get_text() for text in fig.axes[0].texts if text.get_text().isdigit()]
    assert sorted(numbers, key=int) == sorted([str(n + 1) for n in range(len(changed))] * 2, key=int)
    assert "Humanitarian | Coordinator" in found
    assert "as before" in found
    few = words(figures.coordination_changes(graph, most=2))
    assert f"and {len(changed) - 2} more, in the table" in few


def test_a_lost_lead_says_what_is_still_answered_for():
    found = coordination.compare({"with": context(hc=True), "without": context()})
    _, links = body_groups.linked(coordination.changed_network(found))
    said = [body_groups.sentence(link) for link in links if link.change != "kept"]
    assert "UNHCR no longer leads the refugee response; still answers for the coordination of the refugee response" in said


def test_sentences_keep_the_number_of_the_verb():
    found = coordination.compare({"now": context(), "then": context(hc=True, hct=True)})
    _, links = body_groups.linked(coordination.changed_network(found))
    said = {body_groups.sentence(link) for link in links if link.change != "kept"}
    assert "NGOs are part of the Humanitarian Country Team" in said
    assert "UNHCR informs and coordinates with the Humanitarian Country Team" in said or (
        "UNHCR coordinates with and informs the Humanitarian Country Team" in said
    )


def test_numbers_in_the_picture_hide_neither_marks_nor_one_another():
    now = coordination.read(data.operation("chad").context)
    fig = figures.coordination_changes(coordination.changed_network(coordination.compare(coordination.phases(now))))
    fig.draw_without_rendering()
    dots = [patch for patch in fig.axes[0].patches if type(patch).__name__ == "Circle"]
    boxes = [patch.get_window_extent() for patch in fig.axes[0].patches if type(patch).__name__ == "FancyBboxPatch"]
    for place, dot in enumerate(dots):
        for other in dots[place + 1 :]:
            apart = ((dot.center[0] - other.center[0]) ** 2 + (dot.center[1] - other.center[1]) ** 2) ** 0.5
            assert apart >= 1.5 * dot.radius
        middle = fig.axes[0].transData.transform(dot.center)
        assert not any(box.x0 < middle[0] < box.x1 and box.y0 < middle[1] < box.y1 for box in boxes)


def test_an_empty_network_is_said_to_be_empty():
    assert "no arrangement" in words(figures.coordination_changes(nx.DiGraph()))


def test_steps_are_chosen_by_name_phases_among_them():
    start = context(hc=False, hct=False, gov_will="co_lead", phase="emergency")
    usual = coordination.chosen_steps(start, "")
    assert list(usual) == list(coordination.steps(start))[:2]
    asked = coordination.chosen_steps(start, " A Humanitarian Coordinator is appointed;Phase: preparedness ; ")
    assert list(asked) == ["A Humanitarian Coordinator is appointed", "Phase: preparedness"]
    assert asked["Phase: preparedness"]["phase"] == "preparedness"
    with pytest.raises(ValueError, match="steps: Phase: emergency cannot follow here; accepted: A Humanitarian Coordinator"):
        coordination.chosen_steps(start, "Phase: emergency; Phase: return")
