"""Rules and invariants over all legal contexts, against looking at each context one by one."""

from functools import lru_cache
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from legal_contexts import contexts

from refanalysis import coordination, data, schema
from refanalysis.coordination import blocks, checks, elements, notation, rule_sets, tensions
from refanalysis.coordination.conditions import ALWAYS
from refanalysis.coordination.everywhere import all_states, over_all
from refanalysis.coordination.invariants import found_in
from refanalysis.coordination.rules import decided
from refanalysis.schema import DataError

# conditions that accept every level of their dimension: they never leave their rule silent
EVERY_LEVEL = {"APP-02", "APP-07", "APP-08"}
TABLES = ("rules", "dimensions", "sectors", "bodies")


@lru_cache
def tables():
    return {name: data.table(name) for name in TABLES}


@lru_cache
def guidance():
    return coordination.load(**tables())


@lru_cache
def whole(unknown=False):
    return coordination.everywhere(guidance(), unknown=unknown)


def derived(context):
    return coordination.derive(context, guidance())


# how many


def test_contexts_are_counted_exactly():
    """All combinations by hand: levels multiplied, 2^8 sets of invited bodies, 2^16 of sectors that partners can lead."""
    single = [len(d.levels) for d in guidance().dimensions.values() if not d.several]
    assert whole().combinations == int(np.prod(single, dtype=object)) * 2**8 * 2**16
    # idp with overlap: 4 of 6; mech with clusters and mech_adaptable: clusters 2 of 4, none 2 of 4, the others 4 of 4 each
    assert whole().contexts * 6 * 16 == whole().combinations * 4 * 12
    assert whole().classes < whole().contexts and whole().rule_sets is None


def test_sets_of_rules_are_counted_over_known_levels_only():
    with pytest.raises(ValueError, match="without unknown levels"):
        coordination.everywhere(guidance(), unknown=True, count_sets=True)


# every rule


def test_no_rule_is_dead_and_none_but_the_unconditional_fires_everywhere():
    rules = whole().rules.set_index("rule")
    assert len(rules) == 250 and (rules["contexts"] > 0).all()
    always = {rule for rule, condition in guidance().conditions.items() if condition == ALWAYS}
    assert set(rules.index[rules["contexts"] == whole().contexts]) == always | EVERY_LEVEL
    assert schema.check(whole().rules, "rules_everywhere").equals(whole().rules)


def test_shares_of_some_rules_worked_by_hand():
    share = whole().rules.set_index("rule")["share"]
    assert share["IS-03"] == 1 / 2, "hc"
    assert share["PREP-13"] == pytest.approx(1 / 4 * 1 / 4 * 1 / 2), "phase, influx, hct"
    assert share["RET-03"] == pytest.approx(1 / 4 * 1 / 3), "phase, conditions for return"
    assert share["X-08"] == pytest.approx(1 / 4), "one of the four legal pairs of idp and overlap"
    assert share["X-12"] == pytest.approx(7 / 12), "clusters activated, of the twelve legal triples of mechanisms"
    assert share["X-04"] == 1 / 2, "half of all sets of bodies hold any one of them"


@pytest.mark.parametrize("rule", sorted(guidance().rules))
def test_a_rule_fires_in_a_context_of_its_own_and_is_silent_in_another(rule):
    fires, silent = (coordination.witness(rule, guidance(), fires=wanted) for wanted in (True, False))
    assert coordination.read(fires.levels, guidance()) == fires, "the context is legal"
    assert derived(fires).verdicts[rule] == ("fired", ())
    assert any(element.rule == rule for element in derived(fires).elements), "a rule that fires adds something"
    if guidance().conditions[rule] == ALWAYS or rule in EVERY_LEVEL:
        assert silent is None
    else:
        assert derived(silent).verdicts[rule] == ("not_fired", ())
        assert not any(element.rule == rule for element in derived(silent).elements)


def test_rules_that_fire_in_no_real_case_have_contexts_of_their_own():
    """Preparedness for an influx under a humanitarian team, promotion of return, and people who flee a disaster."""
    fired = {
        rule
        for case in coordination.cases()
        for rule, (status, _) in derived(coordination.context_of(case, guidance())).verdicts.items()
        if status == "fired"
    }
    unseen = set(guidance().rules) - fired
    assert {"PREP-13", "RET-03", "MIX-03"} <= unseen
    ready = {"phase": "preparedness", "influx": "anticipated", "hct": True, "risk": "high", "dev": "strong"}
    made = [
        ready,
        ready | {"hct": False},
        {"phase": "solutions", "return_cond": "conducive"},
        {"phase": "emergency", "disaster_xborder": True},
    ]
    synthetic = {
        rule
        for levels in made
        for rule, (status, _) in derived(coordination.read(levels, guidance())).verdicts.items()
        if status == "fired"
    }
    assert unseen <= synthetic


def test_a_witness_of_no_rule_is_refused():
    with pytest.raises(ValueError, match="'XYZ-01' is no rule; accepted: ADV-01"):
        coordination.witness("XYZ-01", guidance())


# every invariant


@pytest.mark.parametrize("unknown", [False, True], ids=["known levels", "unknown levels too"])
def test_every_invariant_holds_in_every_legal_context(unknown):
    table = whole(unknown).invariants
    assert len(table) == 15 and table["number"].tolist() == list(range(1, 16))
    assert table.loc[table["violated"] > 0, ["invariant", "first"]].to_numpy().tolist() == []
    assert (table["contexts"] == whole(unknown).contexts).all() and (table["states"] > 0).all()


def rule(name, output, condition="True", **cells):
    """The rules with one more, which takes every other cell from LDR-01."""
    rules = tables()["rules"]
    row = rules[rules["rule"] == "LDR-01"].assign(rule=name, output=output, condition=condition, edge_type="", **cells)
    return pd.concat([rules, row], ignore_index=True)


def without(*names):
    rules = tables()["rules"]
    return rules[~rules["rule"].isin(names)]


def stronger(name):
    rules = tables()["rules"]
    return rules.assign(strength=rules["strength"].where(rules["rule"] != name, "shall"))


BROKEN = {
    "government answers": lambda: without("GOV-01"),
    "one accountable": lambda: rule("ZZZ-01", "ACCOUNTABLE_FOR(RC->REFUGEE_RESPONSE_COORDINATION)", "hc and not hct"),
    "direct line": lambda: without("LDR-03"),
    "protection group": lambda: rule("ZZZ-01", "LEADS(IOM->REFUGEE_PROTECTION_WG)", "migrant"),
    "one lead each": lambda: without("SEC-13"),
    "who is told": lambda: without("IS-04"),
    "coordinator only adds": lambda: rule("ZZZ-01", "INFORMS(UNHCR->LOCAL_ACTORS)", "idp and not hc"),
    "answers to nobody on protection": lambda: rule("ZZZ-01", "ACCOUNTABLE_TO(UNHCR->HC: everything)", "hc"),
    "two plans linked": lambda: without("HCI-10"),
    "joined with neighbours": lambda: without("MIX-04"),
    "regional plan": lambda: stronger("LDR-05"),
    "no cluster": lambda: rule("ZZZ-01", "ESTABLISH(HEALTH_CLUSTER; level=national; parent=INTER_SECTOR_WG)", "clusters",
                               output_type="forum"),
    "voice": lambda: without("GOV-03"),
    "chair and parent": lambda: rule("ZZZ-01", "ESTABLISH(DONOR_FORUM; level=national)", "migrant", output_type="forum"),
}  # fmt: skip


NAMED = {one.name: one for one in checks.INVARIANTS}


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_broken_rule_is_found_and_the_context_it_names_shows_it(name):
    broken = coordination.load(**tables() | {"rules": BROKEN[name]()})
    made = blocks.plan(broken)
    told = over_all(NAMED[name], made, all_states(made))
    assert told.violated > 0
    pairs = (part.rsplit(" ", 1) for part in told.first.rsplit(": ", 1)[-1].split(", ") if " " in part)
    levels = {dimension: level for dimension, level in pairs if dimension in broken.dimensions}
    arrangement = coordination.derive(coordination.read(levels, broken), broken)
    problems, _ = found_in(NAMED[name], arrangement)
    assert problems and told.first.startswith(problems[0])


def test_a_derivation_that_hangs_on_the_order_of_rules_is_found(monkeypatch):
    monkeypatch.setattr(tensions, "accountable", lambda claims: claims[0][0])
    two = rule("ZZZ-01", "LEADS(UNDP->SECTOR_WG_HEALTH)", "partner_expertise")
    made = blocks.plan(coordination.load(**tables() | {"rules": two}))
    told = over_all(NAMED["same again"], made, all_states(made))
    assert told.violated > 0 and told.first == "SECTOR_WG_HEALTH hangs on the order of its rules"


# against one by one


SMALL_RULES = ("LDR-01", "SEC-10", "SEC-11", "SEC-12", "SEC-13", "SEC-14", "SEC-04", "PROT-03", "PROT-04", "FOR-01", "FOR-02",
               "IS-01", "IS-02", "IS-03", "IS-05", "X-08", "X-12", "JN-06", "X-03", "GOV-01", "IM-01", "EIC-01")  # fmt: skip


@lru_cache
def small():
    """A guidance of few dimensions, in which some invariants fail in some contexts: every context can be looked at."""
    kept = ("phase", "idp", "overlap", "mech", "mech_adaptable", "clusters", "hc", "hct", "partner_expertise", "gov_will",
            "lead_override", "migrant", "iom", "regional")  # fmt: skip
    levels = {"phase": "emergency|resilience", "gov_will": "none|co_lead", "lead_override": "IOM", "migrant": "false",
              "iom": "partner", "regional": "false", "hct": "false"}  # fmt: skip
    dimensions = tables()["dimensions"]
    dimensions = dimensions[dimensions["dimension"].isin(kept)]
    dimensions = dimensions.assign(levels=[levels.get(d, old) for d, old in dimensions[["dimension", "levels"]].to_numpy()])
    rules = tables()["rules"]
    rules = rules[rules["rule"].isin(SMALL_RULES)]
    rules = rules.assign(condition=rules["condition"].replace({"gov_will in {'co_lead','lead'}": "gov_will == 'co_lead'",
                                                             "idp and (hc or clusters)": "idp and hc"}),
                         output=rules["output"].str.replace("INTERFACES_WITH(NATIONAL_COORDINATION_FORUM<->HCT: strategic "
                                                            "link) if hct", "", regex=False))  # fmt: skip
    sectors = tables()["sectors"]
    sectors = sectors[sectors["sector"].isin(["protection", "livelihoods"])]
    sectors = sectors.assign(condition=sectors["condition"].where(sectors["sector"] != "livelihoods", "phase == 'resilience'"))
    return coordination.load(rules, dimensions, sectors, tables()["bodies"])


def one_by_one(made):
    """Every legal context of a small guidance."""
    choices = {}
    for name, dimension in made.dimensions.items():
        if dimension.kind == "list":
            choices[name] = [[], ["IOM"]]
        elif dimension.kind == "sectors":
            choices[name] = [[], ["protection"], ["livelihoods"], ["protection", "livelihoods"]]
        else:
            choices[name] = list(dimension.levels)
    for row in product(*choices.values()):
        try:
            yield coordination.read(dict(zip(choices, row, strict=True)), made)
        except DataError:
            continue


def test_counting_by_what_matters_equals_looking_at_every_context():
    made = small()
    found = coordination.everywhere(made, count_sets=True)
    contexts = list(one_by_one(made))
    fired = coordination.evaluate_many(made, pd.DataFrame([context.levels for context in contexts])) == 1
    assert found.contexts == len(contexts) == 768 * 4
    assert found.rules.set_index("rule")["contexts"].to_dict() == fired.sum().to_dict()
    assert found.rule_sets == len(fired.drop_duplicates())
    violated = found.invariants.set_index("invariant")["violated"].to_dict()
    arrangements = [coordination.derive(context, made) for context in contexts]
    for one in checks.INVARIANTS:
        if not one.turned and not one.anew:
            problems = [len(found_in(one, arrangement)[0]) for arrangement in arrangements]
            single = len(one.parts(made)) == 1
            assert violated[one.name] == np.count_nonzero(problems) if single else (violated[one.name] > 0) == any(problems)
    assert (
        0 < violated["joined with neighbours"] < 768 * 4 and violated["voice"] == 768 * 4 and violated["one accountable"] == 0
    )


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (("True", "hc", "hct"), 4),
        (("True", "hc or hct", "hc and hct"), 3),
        (("hc", "hct", "hc and hct"), 4),
        (("idp", "overlap == 'same'", "overlap == 'none'"), 4),
        (("mech == 'clusters'", "clusters", "mech == 'none'"), 5),
    ],
)
def test_sets_of_rules_worked_by_hand(conditions, expected):
    rules = tables()["rules"]
    rules = rules[rules["rule"].isin(["LDR-01", "IS-03", "IS-04"])].assign(condition=conditions)
    assert rule_sets.rule_sets(blocks.plan(coordination.load(**tables() | {"rules": rules}))) == expected


# blocks


@settings(max_examples=60, deadline=None)
@given(context=contexts(guidance()))
def test_blocks_apart_add_what_all_rules_add_together(context):
    made = blocks.plan(guidance())
    statuses = [status for status, _ in decided(made, context)]
    standing = [unit for block in made.blocks for unit in block.units if unit.stands(statuses)]
    sectors = tuple(sector for sector, place in made.of_sectors.items() if statuses[place] == 1)
    held = {"lead_override": context["lead_override"]}
    answering = tuple(element for element in derived(context).elements if element.target == elements.ACCOUNTABILITY)
    setting = elements.Setting(guidance(), held, sectors, answering, frozenset())
    together, leads = elements.settled([(unit.rule, unit.sector, unit.statement) for unit in standing], setting)
    assert together == derived(context).elements
    assert leads == {sector: lead for sector, lead in derived(context).sector_leads.items() if lead}


def test_each_statement_stands_in_one_block():
    made = blocks.plan(guidance())
    units = [(unit.rule, unit.statement, unit.sector) for block in made.blocks for unit in block.units]
    stated = sum(
        len(guidance().sectors) if notation.of_sectors(statement) else 1
        for statements in guidance().statements.values()
        for statement in statements
    )
    assert len(units) == stated and {rule for rule, *_ in units} == set(guidance().rules)
