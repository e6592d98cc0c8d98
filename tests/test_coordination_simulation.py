"""Scenarios simulated side by side: tables, common random numbers, phases, observed networks, what drives an outcome."""

import numpy as np
import pandas as pd
import pytest

from refanalysis import assumptions, coordination, data, schema
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
