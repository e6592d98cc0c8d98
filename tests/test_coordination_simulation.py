"""Scenarios simulated side by side: tables, common random numbers, phases, observed networks, what drives an outcome."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from refanalysis import assumptions, coordination, data, network, schema
from refanalysis.coordination import simulation
from refanalysis.coordination.simulation.clock import Task
from refanalysis.schema import DataError

CONTEXT = coordination.read(
    {"phase": "emergency", "scale": "large", "setting": "camp", "gov_will": "co_lead", "mech": "none", "mech_adaptable": False,
     "hc": False, "hct": False, "clusters": False, "idp": False, "overlap": "none", "regional": False, "gov_plan": False,
     "gov_cap": "low", "dev": "emerging"}
)  # fmt: skip
PEOPLE = simulation.people({"East": 200_000.0, "West": 50_000.0}, arrivals=400_000.0, peak={"East": 3, "West": 12})
FEW = {"draws": 200, "seed": 3}


def changed(**levels):
    return coordination.replaced(CONTEXT, **levels)


@pytest.fixture(scope="module")
def found():
    scenarios = {"as it is": CONTEXT, "with a coordinator": changed(hc=True, hct=True), "alone": changed(gov_will="none")}
    return simulation.simulate(scenarios, PEOPLE, **FEW)


def mean(simulated, scenario, outcome, sector="all", area="all"):
    rows = simulated.kpis.query("scenario == @scenario and outcome == @outcome and sector == @sector and area == @area")
    assert len(rows) == 1
    return rows["mean"].iloc[0]


def test_every_table_has_its_declared_form(found):
    for name in ("trajectories", "kpis", "milestones", "flow_ages", "couplings"):
        table = getattr(found, name)
        schema.check(table, name)
        assert table["scenario"].unique().tolist() == ["as it is", "with a coordinator", "alone"]
    assert set(found.kpis["outcome"]) >= {
        "coverage", "coverage_week_12", "unmet_person_weeks", "weeks_to_50", "weeks_to_80", "duplication",
        "worst_area_coverage", "gini_of_areas", "funded", "cost_per_newly_covered", "information_age", "flows_on_time",
        "meeting_hours", "overhead", "single_points_of_failure", "hops_to_decision",
    }  # fmt: skip


def test_quantiles_of_a_week_are_those_of_its_draws():
    kept = simulation.simulate(
        {"x": CONTEXT}, PEOPLE, draws=50, by_draw=True, detail=True, sectors=["health", "wash"]
    ).trajectories
    quantiles, draws = kept[kept["draw"].isna()], kept[kept["draw"].notna()]
    assert len(draws) == 50 * quantiles["quantile"].value_counts()["p50"]
    key = ["sector", "area", "week", "outcome"]
    numbers = draws.groupby(key)["value"].quantile([0.05, 0.5, 0.95]).unstack()
    told = quantiles.set_index([*key, "quantile"])["value"].unstack()
    assert np.allclose(told, numbers.loc[told.index], equal_nan=True)
    assert {("health", "East"), ("health", "all"), ("all", "West")} <= set(zip(kept["sector"], kept["area"], strict=True))


def test_the_same_seed_gives_the_same_numbers_and_another_scenario_changes_none_of_them(found):
    alone = simulation.simulate({"as it is": CONTEXT}, PEOPLE, **FEW)
    kpis = found.kpis[found.kpis["scenario"] == "as it is"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone.kpis, kpis)
    other = simulation.simulate({"as it is": CONTEXT}, PEOPLE, draws=200, seed=4)
    assert mean(other, "as it is", "coverage") != mean(alone, "as it is", "coverage")


def test_money_is_the_same_in_all_scenarios_unless_they_say_otherwise(found):
    # milestones shift when money comes, not how much comes in the end
    received = [mean(found, each, "funded") for each in ("as it is", "with a coordinator", "alone")]
    assert received == pytest.approx([received[0]] * 3, rel=0.03)
    richer = simulation.simulate([simulation.scenario("x", CONTEXT, changes={"funded_share": 1.0})], PEOPLE, **FEW)
    assert mean(richer, "x", "funded") > 1.2 * received[0]


def test_paired_differences_are_narrower_than_those_of_separate_draws(found):
    table = simulation.differences(found, "as it is")
    schema.check(table, "scenario_differences")
    row = table.query("scenario == 'alone' and outcome == 'coverage' and sector == 'all' and area == 'all'").iloc[0]
    assert row["mean"] == pytest.approx(mean(found, "alone", "coverage") - mean(found, "as it is", "coverage"))
    assert row["low"] < row["mean"] < row["high"] < 0
    by_draw = [
        next(each.values for each in found.by_draw[name] if each.outcome == "coverage") for name in ("as it is", "alone")
    ]
    unpaired = 1.96 * np.sqrt(sum(np.var(each, ddof=1) for each in by_draw) / 200)
    assert row["high"] - row["mean"] < 0.3 * unpaired
    with pytest.raises(ValueError, match="no scenario is called 'x'; known: as it is, with a coordinator, alone"):
        simulation.differences(found, "x")


def test_a_coordinator_adds_flows_and_a_later_plan(found):
    flows = found.flow_ages.groupby("scenario").size()
    assert flows["with a coordinator"] > flows["as it is"]
    plan = found.milestones.query("milestone == 'plan'").set_index("scenario")["p50"]
    assert plan["with a coordinator"] > plan["as it is"]


def test_sectors_are_those_any_scenario_has_and_the_same_in_all(found):
    assert set(found.couplings["sector"]) == {"all", *simulation.SECTORS} - {"livelihoods"}  # none in an emergency
    stable = changed(phase="resilience")
    both = simulation.simulate({"emergency": CONTEXT, "stable": stable}, PEOPLE, draws=50)
    share = both.couplings.query("outcome == 'coordinated_share'").set_index(["scenario", "sector"])["mean"]
    assert share["emergency", "livelihoods"] == 0 < share["stable", "livelihoods"]
    assert mean(both, "emergency", "duplication", "livelihoods") > mean(both, "stable", "duplication", "livelihoods")


def test_milestones_are_those_the_context_asks_for(found):
    told = found.milestones.groupby("scenario")["milestone"].apply(set)
    assert told["with a coordinator"] - told["as it is"] == {"consultation"}
    assert {"platform", "clearance", "chapters"}.isdisjoint(told["as it is"])
    assert told["with a coordinator"] <= set(simulation.labels())


def test_preparedness_before_the_onset_brings_every_prepared_milestone_forward():
    prepared = simulation.scenario("prepared", {-4: changed(phase="preparedness"), 0: CONTEXT})
    both = simulation.simulate([simulation.scenario("plain", CONTEXT), prepared], PEOPLE, **FEW)
    weeks = both.milestones.pivot_table(index="milestone", columns="scenario", values="mean")
    assert (
        weeks.loc[["agreement", "sector_group", "plan"], "prepared"] < weeks.loc[["agreement", "sector_group", "plan"], "plain"]
    ).all()
    assert mean(both, "prepared", "weeks_to_50") < mean(both, "plain", "weeks_to_50")


def test_a_later_phase_changes_what_follows_and_nothing_before():
    later = simulation.scenario("later", {0: CONTEXT, 30: changed(phase="resilience", gov_cap="high", dev="strong")})
    both = simulation.simulate([simulation.scenario("plain", CONTEXT), later], PEOPLE, **FEW)
    assert "livelihoods" in set(both.couplings["sector"])
    coverage = both.trajectories.query("outcome == 'coverage' and sector == 'all' and area == 'all' and quantile == 'p50'")
    table = coverage.pivot_table(index="week", columns="scenario", values="value")
    assert (table.loc[:29, "later"] == table.loc[:29, "plain"]).all()
    assert table.loc[51, "later"] > table.loc[51, "plain"]
    assert set(both.couplings.query("scenario == 'later'")["phase"]) == {"emergency", "resilience"}
    shares = both.couplings.query("scenario == 'later' and sector == 'livelihoods' and outcome == 'coordinated_share'")
    assert shares.set_index("week")["mean"].gt(0).tolist() == [False, True]


def test_returns_need_conditions_that_allow_them():
    def unmet(conditions):
        later = simulation.scenario("x", {0: CONTEXT, 10: changed(phase="solutions", return_cond=conditions)})
        run = simulation.simulate([later], PEOPLE, **FEW)
        rows = run.trajectories.query("outcome == 'unmet' and week == 51 and quantile == 'p50'")
        return rows["value"].iloc[0]

    assert unmet("conducive") < unmet("improving") < unmet("not_conducive")


def test_an_observed_network_counts_only_what_was_seen():
    arrangement = coordination.derive(CONTEXT)
    edges = arrangement.edges
    seen = edges[~((edges["edge_type"] == "INFORMS") & (edges["to_body"] == "DONORS"))]
    seen = seen[seen["to_body"] != "SECTOR_WG_HEALTH"]
    both = simulation.simulate(
        [simulation.scenario("derived", arrangement), simulation.scenario("seen", arrangement, observed=seen)], PEOPLE, **FEW
    )
    ages = both.flow_ages.set_index(["scenario", "from_body", "to_body"])
    assert ages.loc[("seen", "UNHCR", "DONORS"), ["status", "on_time"]].tolist() == ["missing", 0.0]
    assert np.isnan(ages.loc[("seen", "UNHCR", "DONORS"), "mean"])
    assert ages.loc[("seen", "UNHCR", "RC"), "status"] == "observed"
    shares = both.couplings.query("outcome == 'coordinated_share' and sector == 'health'").set_index("scenario")["mean"]
    assert shares["seen"] == 0 < shares["derived"]
    assert mean(both, "seen", "flows_on_time") < mean(both, "derived", "flows_on_time")
    assert mean(both, "seen", "coverage", "health") < mean(both, "derived", "coverage", "health")


def test_a_register_takes_away_what_it_shows_to_be_missing_and_untold_ties_on_request():
    operation = data.operation("chad")
    arrangement = coordination.derive(coordination.read(operation.context))
    tables = (operation.actors, operation.ties, operation.presence)
    kept = simulation.observed_edges(arrangement, *tables)
    shown = simulation.observed_edges(arrangement, *tables, untold=False)
    assert 0 < len(shown) < len(kept) <= len(arrangement.edges)
    told = coordination.conformance(arrangement, operation.actors, operation.ties, presence=operation.presence).findings
    missing = told.query("finding == 'missing' and from_body != '' and to_body != ''")
    binding = arrangement.edges[arrangement.edges["strength"] != "may"]  # findings leave out what is only allowed
    left = set(zip(kept["from_body"], kept["edge_type"], kept["to_body"], strict=True))
    gone = {
        (row.from_body, row.to_body) for row in binding.itertuples() if (row.from_body, row.edge_type, row.to_body) not in left
    }
    assert gone
    assert gone <= set(zip(missing["from_body"], missing["to_body"], strict=True))
    people = simulation.people_of(operation, weeks=10)
    run = simulation.simulate(
        [simulation.scenario("rules", arrangement), simulation.scenario("shown", arrangement, observed=shown)], people, draws=20
    )
    assert mean(run, "shown", "flows_on_time") <= mean(run, "rules", "flows_on_time")


def test_what_the_network_gives_can_be_set_in_its_place():
    given = {"coordinated_share": 0.5, "information_latency": 3, "overhead": 0.1, "plan_launch": 2, "sector_start": 1}
    made = simulation.simulate([simulation.scenario("x", CONTEXT, changes=given)], PEOPLE, **FEW)
    told = made.couplings.groupby("outcome")["mean"].agg(["min", "max"])
    assert told.loc["coordinated_share"].tolist() == [0.5, 0.5]
    assert told.loc["information_latency"].tolist() == [3, 3]
    assert told.loc["overhead"].tolist() == pytest.approx([0.1, 0.1])
    weeks = made.milestones.set_index("milestone")["mean"]
    assert (weeks["plan"], weeks["sector_group"]) == (2, 1)


@pytest.mark.parametrize("name", ["chad", "uganda", "bangladesh"])
def test_an_operation_is_simulated_with_its_own_context_people_and_prices(name):
    operation = data.operation(name)
    held = assumptions.load(operation)
    context = coordination.read(operation.context)
    if context["phase"] == "preparedness":
        context = coordination.replaced(context, phase="emergency")
    people = simulation.people_of(operation, arrivals=10_000.0, weeks=20)
    made = simulation.simulate({name: context}, people, held, draws=50)
    row = made.kpis.query("outcome == 'spent'").iloc[0]
    assert row["unit"] == operation.levers["price_basis"]
    assert 0 < mean(made, name, "coverage") < 1


def test_hops_and_single_points_of_failure_are_read_from_the_network():
    arrangement = coordination.derive(CONTEXT)
    assert simulation.hops_to_decision(arrangement) == 1  # GOV-03: refugees take part in the national forum
    seen = pd.DataFrame(
        [("REFUGEES", "PARTICIPATES_IN", "REFUGEE_PROTECTION_WG"), ("REFUGEE_PROTECTION_WG", "MEMBER_OF", "INTER_SECTOR_WG"),
         ("INTER_SECTOR_WG", "MEMBER_OF", "NATIONAL_COORDINATION_FORUM"), ("UNHCR", "LEADS", "INTER_SECTOR_WG")],
        columns=["from_body", "edge_type", "to_body"],
    )  # fmt: skip
    assert simulation.hops_to_decision(arrangement, seen) == 3
    assert simulation.single_points_of_failure(arrangement, seen) == ["INTER_SECTOR_WG", "REFUGEE_PROTECTION_WG"]
    assert simulation.hops_to_decision(arrangement, seen.iloc[1:]) is None


# what drives an outcome


@pytest.fixture(scope="module")
def measured():
    return simulation.model(simulation.scenario("x", CONTEXT), PEOPLE, "unmet_person_weeks")


def test_a_tornado_names_funding_first_and_agrees_with_single_runs(measured):
    table = simulation.tornado(measured, "unmet_person_weeks", "person*week")
    assert table["parameter"].iloc[0] == "funded_share"
    row = table.iloc[0]
    poor = simulation.scenario("x", CONTEXT, changes={"funded_share": row["low"]})
    assert simulation.model(poor, PEOPLE, "unmet_person_weeks")(simulation.shared())[0] == pytest.approx(row["at_low"])
    assert "response_requirement" not in set(
        table.loc[table["swing"] > 1e-6 * table["base"], "parameter"]
    )  # it scales money only


def test_the_difference_of_two_scenarios_is_a_model_too():
    with_, without = (simulation.scenario(str(k), CONTEXT, changes={"coordinated_share": k}) for k in (0.8, 0.0))
    gain = simulation.model(with_, PEOPLE, "coverage", base=without)
    table = simulation.rank_correlations(gain, "coverage", "share", draws=300)
    assert table["parameter"].isin(simulation.READS).all()
    assert gain(simulation.shared())[0] > 0.05


def test_a_latin_hypercube_fills_the_range_of_each_parameter_once(measured):
    names = ["funded_share", "capacity_ratio", "access_skew"]
    table = simulation.hypercube(measured, "unmet_person_weeks", "person*week", parameters=names, n=40, seed=1)
    assert len(table) == 3 * 40
    for name in names:
        values = table.loc[table["parameter"] == name, "value"].to_numpy()
        row = simulation.shared().table.query("parameter == @name").iloc[0]
        slices = np.floor((values - row["low"]) / (row["high"] - row["low"]) * 40).astype(int)
        assert sorted(slices) == list(range(40)), name
    assert table.groupby("case")["outcome_value"].nunique().eq(1).all()
    with pytest.raises(ValueError, match="parameters: found response_requirements; accepted: "):
        simulation.hypercube(measured, "x", "share", parameters=["response_requirements"])
    with pytest.raises(ValueError, match="n must be 2 or more; found 1"):
        simulation.hypercube(measured, "x", "share", n=1)


def test_sobol_indices_of_a_simulation_put_funding_first(measured):
    table = simulation.sobol(measured, "unmet_person_weeks", "person*week", n=16)
    assert table["parameter"].iloc[0] == "funded_share"


def test_an_outcome_that_is_not_measured_is_refused_with_those_that_are():
    with pytest.raises(ValueError, match="no outcome 'cover' of sector 'all' and area 'all'; outcomes: coverage, "):
        simulation.model(simulation.scenario("x", CONTEXT), PEOPLE, "cover")(simulation.shared())


# what cannot be


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: simulation.simulate({"x": CONTEXT}, PEOPLE, sectors=["helth"]),
            "sectors: found 'helth'; accepted, each once: ",
        ),
        (lambda: simulation.simulate({"x": CONTEXT}, PEOPLE, sectors=[]), "sectors: found none"),
        (lambda: simulation.simulate({}, PEOPLE), "scenarios: found none; accepted: one or more"),
        (lambda: simulation.simulate([simulation.scenario("x", CONTEXT)] * 2, PEOPLE), "scenarios: found x, x; accepted"),
        (lambda: simulation.simulate({"x": CONTEXT}, PEOPLE, draws=0), "n must be 1 or more; found 0"),
        (
            lambda: simulation.scenario("x", {4: CONTEXT}),
            r"scenario x: a step at week 0, past preparedness, is needed; found weeks \[4\]",
        ),
        (lambda: simulation.scenario("x", changed(phase="preparedness")), "a step at week 0, past preparedness"),
        (
            lambda: simulation.scenario("x", {0: CONTEXT, 9: changed(phase="preparedness")}),
            "preparedness at week 9; accepted: one",
        ),
        (
            lambda: simulation.scenario("x", CONTEXT, observed=pd.DataFrame({"from_body": []})),
            "observed edges have no column edge_type",
        ),
        (
            lambda: simulation.simulate([simulation.scenario("x", CONTEXT, tasks=(Task("plan"),))], PEOPLE, draws=2),
            "its tasks have no 'sector_group'; accepted: a task of that name, or sector_start",
        ),
    ],
)
def test_arguments_that_cannot_be_are_refused_by_name(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_level_that_does_not_exist_and_tasks_in_a_circle_are_errors_of_data():
    with pytest.raises(DataError, match="phase: found 'emergence'; accepted: preparedness, emergency"):
        changed(phase="emergence")
    circle = (Task("plan", after=("sector_group",)), Task("sector_group", after=("plan",)))
    with pytest.raises(DataError, match="accepted: tasks that do not wait for one another in a circle"):
        simulation.simulate([simulation.scenario("x", CONTEXT, tasks=circle)], PEOPLE, draws=2)


def test_correlations_of_other_models_do_not_reach_the_simulation(monkeypatch):
    foreign = pd.DataFrame(
        [("capex", "", "", "opex", "", "", "", 0.5), ("need_health", "", "", "need_wash", "", "", "", 0.9)],
        columns=[
            "parameter",
            "technology",
            "component",
            "other_parameter",
            "other_technology",
            "other_component",
            "country",
            "rho",
        ],
    ).assign(file="correlations.csv", row=[2, 3])
    table = data.table
    monkeypatch.setattr(data, "table", lambda name: foreign if name == "correlations" else table(name))
    values = simulation.simulate({"x": CONTEXT}, PEOPLE, draws=300).draws
    assert np.corrcoef(values.value("need_health"), values.value("need_wash"))[0, 1] > 0.7


# what the guidance asks for


def obligations_of(simulated, scenario):
    return simulated.obligations[simulated.obligations["scenario"] == scenario].set_index("rule")


def test_obligations_are_met_once_their_milestones_are_reached_and_their_flows_are_on_time(found):
    schema.check(found.obligations, "simulated_obligations")
    own = obligations_of(found, "as it is")
    arrangement = coordination.derive(CONTEXT)
    binding = ("shall", "should", "where_possible")
    in_force = {
        rule
        for rule, (status, _) in arrangement.verdicts.items()
        if status == "fired" and arrangement.guidance.rules[rule]["strength"] in binding
    }
    assert set(own.index) == in_force
    weeks = found.milestones.query("scenario == 'as it is'").set_index("milestone")["p50"]
    assert own.loc["SEC-03", ["told_by", "milestones", "met"]].tolist() == ["milestone", "sector_group", 1.0]
    assert own.loc["SEC-03", "week"] == pytest.approx(weeks["sector_group"])
    ages = next(each for each in found.flow_ages.query("scenario == 'as it is' and to_body == 'RC'").itertuples())
    assert own.loc["IS-01", "told_by"] == "flow"
    assert 0 < own.loc["IS-01", "met"] < 1  # as old as 3 weeks in some draws: due is 2 to 5
    assert ages.p05 < 3 < ages.p95
    assert own.loc["PLN-02", ["told_by", "milestones"]].tolist() == ["milestone;flow", "plan"]
    assert own.loc["PLN-02", "met"] <= own.loc["IS-05", "met"]
    assert own.loc["LDR-01", "told_by"] == ""  # the simulation takes it as kept
    assert np.isnan(own.loc["LDR-01", "met"])


def test_shares_of_obligations_count_only_what_can_be_told_and_rise_to_their_last_week(found):
    own = obligations_of(found, "as it is")
    told = own[own["met"].notna()]
    assert mean(found, "as it is", "obligations_in_force") == len(own)
    assert mean(found, "as it is", "obligations_told") == len(told)
    assert mean(found, "as it is", "obligations_met") == pytest.approx(told["met"].mean())
    for force in ("shall", "should", "where_possible"):
        share = told.loc[told["strength"] == force, "met"].mean()
        assert mean(found, "as it is", f"obligations_met_{force}") == pytest.approx(share)
    weekly = simulation.simulate({"as it is": CONTEXT}, PEOPLE, by_draw=True, **FEW).trajectories
    rows = weekly[(weekly["outcome"] == "obligations_met") & weekly["draw"].notna()]
    by_week = rows.pivot_table(index="week", columns="draw", values="value")
    assert (by_week.diff().dropna() >= 0).all(axis=None)
    assert by_week.loc[51].mean() == pytest.approx(mean(found, "as it is", "obligations_met"))


def test_a_register_decides_where_it_shows_an_obligation_met_or_missing_and_what_it_cannot_show_is_left_out():
    arrangement = coordination.derive(CONTEXT)
    findings = pd.DataFrame(
        [("met", "LDR-01"), ("missing", "LDR-03"), ("met", "IS-01"), ("missing", "IS-05;PLN-08"), ("cannot be told", "SEC-03"),
         ("met", "SEC-10"), ("cannot be told", "SEC-10"), ("met", "FOR-01")],
        columns=["finding", "rules"],
    )  # fmt: skip
    course = simulation.scenario("x", arrangement, findings=findings)
    own = obligations_of(simulation.simulate([course], PEOPLE, **FEW), "x")
    told = own[own["met"].notna()]
    assert set(told.index) == {"LDR-01", "LDR-03", "IS-01", "IS-05", "PLN-08", "FOR-01"}
    assert told.loc[["LDR-01", "LDR-03", "IS-05", "PLN-08"], "met"].tolist() == [1, 0, 0, 0]
    assert told.loc["FOR-01", ["told_by", "milestones"]].tolist() == ["milestone;record", "forum"]
    with pytest.raises(ValueError, match="scenario x: findings have no column rules"):
        simulation.scenario("x", arrangement, findings=findings[["finding"]])


def test_a_forum_that_was_not_observed_meets_no_obligation_to_set_it_up():
    arrangement = coordination.derive(CONTEXT)
    edges = arrangement.edges
    forum = "NATIONAL_COORDINATION_FORUM"
    seen = edges[(edges["from_body"] != forum) & (edges["to_body"] != forum)]
    courses = [simulation.scenario("all", arrangement, observed=edges), simulation.scenario("x", arrangement, observed=seen)]
    made = simulation.simulate(courses, PEOPLE, **FEW)
    assert obligations_of(made, "all").loc["FOR-01", "met"] == 1
    assert obligations_of(made, "x").loc["FOR-01", ["told_by", "met"]].tolist() == ["milestone;forum", 0]


def test_rules_that_milestones_name_exist_and_oblige():
    rules = data.table("rules").set_index("rule")["strength"]
    for cell in data.table("clock_tasks")["rules"]:
        assert {rules[rule] for rule in cell.split(";") if rule} <= {"shall", "should", "where_possible"}, cell


# the yardstick


def test_when_nobody_coordinates_as_much_money_comes_in_every_week_and_only_its_use_differs():
    steps = {0: CONTEXT, 30: changed(phase="resilience")}
    courses = [simulation.scenario("as it is", steps), simulation.uncoordinated(steps)]
    made = simulation.simulate(courses, PEOPLE, by_draw=True, **FEW)
    money = made.trajectories.query("outcome == 'received' and quantile == ''").set_index(["week", "draw"])
    own = {name: frame["value"] for name, frame in money.groupby("scenario")}
    assert (own["as it is"] == own["Nobody coordinates"]).all()
    for outcome in ("meeting_hours", "overhead", "flows_on_time"):
        assert mean(made, "Nobody coordinates", outcome) == 0 < mean(made, "as it is", outcome)
    for outcome in ("information_age", "hub_centralisation", "hops_to_decision", "single_points_of_failure"):
        assert np.isnan(mean(made, "Nobody coordinates", outcome)), outcome
    shares = made.couplings.query("scenario == 'Nobody coordinates' and outcome == 'coordinated_share'")
    assert (shares["mean"] == 0).all()
    alike = ["plan", "drafting", "assessment", "agreement"]
    weeks = made.milestones.pivot_table(index="milestone", columns="scenario", values="mean")
    assert (weeks.loc[alike, "as it is"] == weeks.loc[alike, "Nobody coordinates"]).all()
    assert weeks.loc[["leads", "forum", "sector_group", "information"], "Nobody coordinates"].isna().all()
    assert mean(made, "Nobody coordinates", "coverage") < mean(made, "as it is", "coverage")
    met = {name: obligations_of(made, name)["met"] for name in ("as it is", "Nobody coordinates")}
    assert (met["as it is"].isna() == met["Nobody coordinates"].isna()).all()  # the same obligations are told
    assert met["Nobody coordinates"][["SEC-03", "FOR-01", "FOR-02", "SEC-04", "IM-01", "IS-01"]].eq(0).all()
    assert met["Nobody coordinates"]["PLN-01"] == met["as it is"]["PLN-01"]


def test_displaced_citizens_change_the_arrangement_and_not_how_many_are_in_need():
    mixed = changed(idp=True, overlap="same", hc=True, hct=True)
    made = simulation.simulate(
        {"as it is": CONTEXT, "mixed": mixed}, PEOPLE, draws=50, by_draw=True, sectors=["health", "wash"]
    )
    people = {}
    for name, frame in made.trajectories.query("quantile == '' and sector == 'all' and area == 'all'").groupby("scenario"):
        values = frame.pivot_table(index=["week", "draw"], columns="outcome", values="value")
        people[name] = values["unmet"] / (1 - values["coverage"])  # people in need
    assert np.allclose(people["as it is"], people["mixed"])
    assert len(coordination.derive(mixed).edges) > len(coordination.derive(CONTEXT).edges)


# networks, national systems, coordinators


def test_hub_centralisation_is_that_of_the_network_package_and_one_in_a_star():
    star = pd.DataFrame([("UNHCR", "INFORMS", each) for each in ("RC", "UNCT", "DONORS", "GOVERNMENT")],
                        columns=["from_body", "edge_type", "to_body"])  # fmt: skip
    arrangement = coordination.derive(CONTEXT)
    assert simulation.hub_centralisation(arrangement, star) == pytest.approx(1)
    assert simulation.hub_centralisation(arrangement, star.iloc[:1]) is None
    ring = pd.DataFrame([("UNHCR", "INFORMS", "RC"), ("RC", "INFORMS", "UNCT"), ("UNCT", "INFORMS", "UNHCR")],
                        columns=["from_body", "edge_type", "to_body"])  # fmt: skip
    assert simulation.hub_centralisation(arrangement, ring) == 0
    types = ["INFORMS", "MEMBER_OF", "PARTICIPATES_IN", "LEADS", "CO_LEADS", "CO_CHAIRS"]
    told = arrangement.edges[arrangement.edges["edge_type"].isin(types)]
    bodies = set(arrangement.bodies["body"])
    pairs = [(one, other) for one, other in zip(told["from_body"], told["to_body"], strict=True) if {one, other} <= bodies]
    table = network.measures(nx.Graph(pairs), by=None)
    whole = table.loc[table["measure"] == "centralisation_betweenness", "value"].iloc[0]
    assert simulation.hub_centralisation(arrangement) == pytest.approx(whole)


def test_national_systems_deliver_nothing_in_an_emergency_and_up_to_their_ceiling_later():
    stable = changed(phase="resilience", gov_cap="high", dev="strong")
    later = simulation.scenario("later", {0: CONTEXT, 20: stable})
    made = simulation.simulate([simulation.scenario("plain", CONTEXT), later], PEOPLE, **FEW)
    assert mean(made, "plain", "national_share") == 0 < mean(made, "later", "national_share") < 0.8
    share = made.trajectories.query("outcome == 'national_share' and quantile == 'p50' and scenario == 'later'")
    assert (share.set_index("week")["value"].diff().dropna() >= 0).all()
    assert share.set_index("week")["value"].loc[:19].eq(0).all()


def test_overlaps_that_wait_for_a_coordinator_raise_duplication_and_a_second_post_halves_the_rate():
    def course(name, **changes):
        return simulation.scenario(name, CONTEXT, changes=changes)

    courses = [
        course("none"), course("ample", settling_rate=1e6), course("0.02", settling_rate=0.02),
        course("0.01", settling_rate=0.01), course("doubled", settling_rate=0.02, double_hatted=1.0),
        course("never", settling_rate=0.0),
    ]  # fmt: skip
    made = simulation.simulate(courses, PEOPLE, **FEW)
    again = {each.name: mean(made, each.name, "duplication") for each in courses}
    assert again["none"] == again["ample"] < again["0.02"] < again["0.01"] < again["never"]
    assert again["doubled"] == again["0.01"]
    with pytest.raises(ValueError, match="changes, double_hatted: found 2; accepted: 0 to 1"):
        simulation.simulate([course("x", double_hatted=2.0)], PEOPLE, draws=2)


# what must hold


def test_nobody_to_serve_means_nothing_delivered_and_nothing_spent():
    nobody = simulation.people({"East": 0.0, "West": 0.0})
    made = simulation.simulate({"x": CONTEXT}, nobody, draws=20)
    assert mean(made, "x", "spent") == mean(made, "x", "unmet_person_weeks") == 0
    assert np.isnan(mean(made, "x", "coverage"))


def test_ten_times_the_people_leave_every_share_of_a_scenario_as_it_was():
    small, large = (
        simulation.people({"East": n * 2e5, "West": n * 5e4}, arrivals=n * 4e5, hosts={"East": n * 1e5}) for n in (1, 10)
    )
    course = [simulation.scenario("x", CONTEXT, changes={"settling_rate": 0.02})]
    one, ten = (
        simulation.simulate(course, each, **FEW).kpis.set_index(["sector", "area", "outcome"]) for each in (small, large)
    )
    shares = one.index[one["unit"].isin(["share", "ratio", "week"])]
    for column in ("mean", "p05", "p50", "p95"):
        assert np.abs(one.loc[shares, column] - ten.loc[shares, column]).max() < 1e-12, column


def test_the_order_of_organisations_ties_and_areas_does_not_matter():
    arrangement = coordination.derive(CONTEXT)
    shuffled = arrangement.edges.sample(frac=1.0, random_state=5)
    courses = [simulation.scenario(name, arrangement, observed=edges) for name, edges in
               (("first", arrangement.edges), ("second", shuffled))]  # fmt: skip
    made = simulation.simulate(courses, PEOPLE, **FEW)
    one, other = (made.kpis[made.kpis["scenario"] == name]["mean"].to_numpy() for name in ("first", "second"))
    assert np.allclose(one, other, rtol=1e-12, atol=0, equal_nan=True)
    turned = simulation.people({"West": 50_000.0, "East": 200_000.0}, arrivals=400_000.0, peak={"East": 3, "West": 12})
    again = simulation.simulate({"as it is": CONTEXT}, turned, **FEW)
    first = simulation.simulate({"as it is": CONTEXT}, PEOPLE, **FEW)
    for outcome in ("coverage", "duplication", "worst_area_coverage", "gini_of_areas"):
        assert mean(again, "as it is", outcome) == pytest.approx(mean(first, "as it is", outcome), rel=1e-12)
    capacity, member, reported = np.array([60, 30, 10]), np.array([True, True, False]), np.array([1.0, 0.5, 1.0])
    order = [2, 0, 1]
    assert simulation.share_reported(capacity, member, reported) == simulation.share_reported(
        capacity[order], member[order], reported[order]
    )
