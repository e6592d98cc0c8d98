"""The 15 invariants as a table, in real cases and in any context."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis import coordination, data, schema
from refanalysis.coordination.checks import INVARIANTS
from refanalysis.coordination.invariants import lost

GUIDANCE = coordination.load()
MIXED = {"phase": "emergency", "influx": "ongoing", "idp": True, "overlap": "same", "migrant": True, "iom": "co_lead",
         "hc": True, "hct": True, "clusters": True, "mech": "clusters", "mech_adaptable": False, "regional": True,
         "partner_expertise": True, "setting": "camp", "scale": "large", "gov_will": "co_lead"}  # fmt: skip


def derived(levels, guidance=GUIDANCE):
    return coordination.derive(coordination.read(levels, guidance), guidance)


def table_of(levels, guidance=GUIDANCE):
    return coordination.invariants(derived(levels, guidance)).set_index("invariant")


def with_rule(**cells):
    """The rules with one more, which takes every other cell from LDR-01."""
    rules = data.table("rules")
    row = rules[rules["rule"] == "LDR-01"].assign(**({"rule": "ZZZ-01", "edge_type": ""} | cells))
    return coordination.load(pd.concat([rules, row], ignore_index=True))


def test_the_table_has_its_declared_form_and_the_15_in_order():
    table = coordination.invariants(derived(MIXED))
    assert schema.check(table, "invariants").equals(table)
    assert table["number"].tolist() == list(range(1, 16)) and table["holds"].all()
    assert (table["evidence"] != "").all() and table["sentence"].str.endswith(".").all()


def test_each_invariant_names_rules_and_dimensions_that_exist():
    for one in INVARIANTS:
        assert set(one.rules) <= set(GUIDANCE.rules), one.name
        assert set(one.dimensions) <= set(GUIDANCE.dimensions), one.name
        assert len(one.parts(GUIDANCE)) > 0 or one.turned or one.anew, one.name
    assert [one.name for one in INVARIANTS if not one.rules] == ["same again"]


@pytest.mark.parametrize("case", list(coordination.cases()))
def test_every_invariant_holds_in_a_real_case(case):
    arrangement = coordination.derive(coordination.context_of(case, GUIDANCE), GUIDANCE)
    table = coordination.invariants(arrangement)
    assert table.loc[~table["holds"], ["invariant", "evidence"]].to_numpy().tolist() == []


def test_evidence_is_what_a_reader_can_check():
    table = table_of(MIXED)["evidence"]
    assert table["one accountable"] == "UNHCR answers for Coordination of the refugee response (LDR-01)"
    assert "UNHCR coordinates with IOM (MIX-04)" in table["joined with neighbours"] or "more" in table["joined with neighbours"]
    assert table["no cluster"] == "nothing of the kind stands here"
    assert "(PLN-04)" in table["regional plan"]


@pytest.mark.parametrize(
    ("name", "cells", "evidence"),
    [
        (
            "one accountable",
            {"output": "ACCOUNTABLE_FOR(OCHA->REFUGEE_RESPONSE_COORDINATION)"},
            "OCHA, UNHCR answers for the coordination of the refugee response; UNHCR alone is to",
        ),
        (
            "no cluster",
            {"output": "ESTABLISH(HEALTH_CLUSTER; level=national; parent=INTER_SECTOR_WG)", "output_type": "forum"},
            "ZZZ-01 creates HEALTH_CLUSTER",
        ),
        (
            "chair and parent",
            {"output": "ESTABLISH(DONOR_FORUM; level=national)", "output_type": "forum"},
            "DONOR_FORUM has no parent",
        ),
        (
            "chair and parent",
            {"output": "ESTABLISH(DONOR_FORUM; level=national; parent=NOWHERE_FORUM)", "output_type": "forum"},
            "DONOR_FORUM has no parent",
        ),
        (
            "answers to nobody on protection",
            {"output": "ACCOUNTABLE_TO(UNHCR->RC: protection)"},
            "UNHCR answers to the Resident Coordinator beyond programming under the UNSDCF",
        ),
        (
            "coordinator only adds",
            {"output": "INFORMS(UNHCR->LOCAL_ACTORS)", "condition": "not hc"},
            "UNHCR INFORMS LOCAL_ACTORS is lost",
        ),
        (
            "regional plan",
            {"output": "LEADS(UNHCR->COUNTRY_RRP)", "output_type": "instrument"},
            "a country stands outside the regional plan with a plan of its own",
        ),
    ],
)
def test_a_broken_arrangement_says_what_is_wrong(name, cells, evidence):
    table = table_of(MIXED, with_rule(**cells))
    assert table.index[~table["holds"]].tolist() == [name]
    assert table.loc[name, "evidence"] == evidence


@pytest.mark.parametrize(
    ("rule", "name", "levels", "evidence"),
    [
        ("GOV-01", "government answers", {}, "the Government does not answer for the protection of refugees"),
        ("LDR-03", "direct line", {}, "the Representative has no direct line to the Government"),
        ("IS-03", "who is told", {"hc": True}, "UNHCR does not inform HC"),
        ("IS-05", "who is told", {}, "UNHCR does not inform DONORS"),
        ("MIX-04", "joined with neighbours", {"migrant": True}, "UNHCR and IOM are not joined"),
        ("MIX-08", "joined with neighbours", {"migrant": True, "iom": "co_lead"},
         "the joint platform is not co-led by UNHCR and IOM"),
        ("PLN-03;PLN-06", "regional plan", {"regional": True}, "there is no regional plan"),
        ("PLN-04", "regional plan", {"regional": True}, "the regional plan is not developed with regional partners"),
    ],
)  # fmt: skip
def test_a_rule_left_out_is_missed_only_where_it_matters(rule, name, levels, evidence):
    rules = data.table("rules")
    fewer = coordination.load(rules[~rules["rule"].isin(rule.split(";"))])
    table = table_of(levels, fewer)
    assert not table.loc[name, "holds"] and evidence in table.loc[name, "evidence"]
    assert table_of(levels).loc[name, "holds"]
    if levels:
        assert table_of({}, fewer).loc[name, "holds"]


def test_edges_that_are_lost_are_told_by_their_ends_not_by_their_rules():
    arrangement = derived({"hc": True})
    edges = [element for element in arrangement.elements if element.kind == "edge"]
    assert lost(edges, [edge._replace(rule="ZZZ-01", words="") for edge in edges]) == []
    gone = next(edge for edge in edges if edge.rule == "IS-03" and edge.verb == "INFORMS")
    assert lost(edges, [edge for edge in edges if edge.target != "HC" or edge.verb != "INFORMS"]) == [
        f"UNHCR INFORMS {gone.target} is lost"
    ]


@settings(max_examples=20, deadline=None)
@given(data_=st.data())
def test_every_invariant_holds_in_a_context_drawn_at_random(data_):
    levels = {
        name: data_.draw(st.sampled_from([*found.levels, "unknown"]), label=name)
        for name, found in GUIDANCE.dimensions.items()
        if found.kind != "list" and name not in ("overlap", "clusters", "mech_adaptable")
    }
    held = data_.draw(st.sets(st.sampled_from(GUIDANCE.dimensions["lead_override"].levels)), label="invited")
    table = coordination.invariants(derived(levels | {"lead_override": list(held)}))
    assert table.loc[~table["holds"], ["invariant", "evidence"]].to_numpy().tolist() == []
