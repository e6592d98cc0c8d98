"""The parts of the simulation: occupancy, age of information, clock, coupling, people, key figures."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis import coordination, data
from refanalysis.coordination import simulation
from refanalysis.coordination.simulation import clock, couplings, kpis, parameters
from refanalysis.schema import DataError

EMERGENCY = {"phase": "emergency", "scale": "large", "setting": "camp", "gov_will": "co_lead", "mech": "none",
             "mech_adaptable": False, "hc": False, "hct": False, "clusters": False, "idp": False, "overlap": "none",
             "migrant": False, "regional": False, "gov_plan": False, "gov_cap": "low", "dev": "none",
             "partner_expertise": True}  # fmt: skip
GENERATOR = np.random.default_rng(4)


@pytest.fixture(scope="module")
def arrangement():
    return coordination.derive(coordination.read(EMERGENCY))


@pytest.fixture(scope="module")
def inputs():
    """Every parameter at its most likely value, one draw."""
    return simulation.Inputs(values=simulation.shared(), n=1)


def changed(**levels):
    return coordination.derive(coordination.read(EMERGENCY | levels))


# occupancy


def test_deliveries_at_random_reach_as_many_people_as_throwing_them_does():
    need, deliveries = 5000, 6000
    thrown = [np.unique(GENERATOR.integers(0, need, deliveries)).size for _ in range(60)]
    assert simulation.distinct(need, deliveries) == pytest.approx(np.mean(thrown), rel=0.002)


def test_coordinated_deliveries_come_first_and_the_rest_falls_at_random():
    # 100 need it, 40 are covered; 20 coordinated deliveries leave 40; of 50 at random 1 - exp(-0.5) find one of them
    assert simulation.newly_covered(60, 100, 20, 50) == pytest.approx(20 + 40 * (1 - np.exp(-0.5)))
    assert simulation.newly_covered(60, 100, 80, 50) == 60
    assert simulation.newly_covered(0, 0, 0, 5) == 0


@given(
    need=st.floats(1, 1e6),
    open_share=st.floats(0, 1),
    deliveries=st.floats(0, 3),
    shares=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_new_coverage_stays_within_need_and_deliveries_and_grows_with_the_coordinated_share(
    need, open_share, deliveries, shares
):
    given_out, uncovered = need * deliveries, need * open_share
    less, more = (
        simulation.newly_covered(uncovered, need, kappa * given_out, (1 - kappa) * given_out) for kappa in sorted(shares)
    )
    slack = 1e-9 * need
    assert -slack <= less <= more + slack
    assert more <= min(uncovered, given_out) + slack


# age of information


def test_mean_age_and_share_on_time_are_those_of_reports_made_one_by_one():
    period, lag, success, due = 7.0, 3.0, 0.7, 15.0
    gaps = period * GENERATOR.geometric(success, 400_000)
    assert simulation.mean_age(period, lag, success) == 9.5
    assert lag + (gaps**2).sum() / (2 * gaps.sum()) == pytest.approx(9.5, rel=0.005)
    found = simulation.share_on_time(period, lag, success, due)
    assert np.minimum(gaps, due - lag).sum() / gaps.sum() == pytest.approx(found, abs=0.002)


def test_reports_that_always_come_are_never_older_than_a_period_and_the_lag():
    assert simulation.share_on_time(2, 1, 1.0, 3) == 1
    assert simulation.share_on_time(2, 1, 1.0, 2) == 0.5
    assert simulation.share_on_time(2, 1, 0.5, 0.5) == 0
    with pytest.raises(ValueError, match="a success above 0 and at most 1 are needed; found"):
        simulation.mean_age(2, 1, 0)


# clock


def test_a_milestone_waits_for_the_latest_of_what_it_needs(inputs):
    tasks = [clock.Task("plan", "duration_drafting", ("needs", "forum")), clock.Task("needs", "duration_assessment"),
             clock.Task("forum", "duration_forum", ("needs",))]  # fmt: skip
    done = simulation.milestones(tasks, inputs)
    assert {name: float(week[0] * 7) for name, week in done.items()} == pytest.approx({"needs": 7, "forum": 12, "plan": 21})
    ready = simulation.milestones([clock.Task("forum", "duration_forum")], inputs, readiness=1.0)
    assert ready["forum"][0] * 7 == pytest.approx(5 * 0.5)


def test_tasks_in_a_circle_are_refused_with_the_circle():
    tasks = [
        clock.Task("a", after=("c",), place="tasks.csv, row 2"),
        clock.Task("b", after=("a",)),
        clock.Task("c", after=("b",)),
    ]
    with pytest.raises(DataError) as error:
        simulation.order(tasks)
    assert "column after: " in str(error.value)
    assert {"a", "b", "c"} <= set(str(error.value).replace(";", " ").split())
    assert "accepted: tasks that do not wait for one another in a circle" in str(error.value)


def test_a_file_of_tasks_with_mistakes_is_refused_by_row_and_column(tmp_path, arrangement):
    own = pd.read_csv(data.workspace() / "data" / "coordination" / "tasks.csv", keep_default_na=False)

    def refusal(**cells):
        path = tmp_path / "tasks.csv"
        own.assign(**{name: [cell, *own[name][1:]] for name, cell in cells.items()}).to_csv(path, index=False)
        with pytest.raises(DataError) as error:
            simulation.tasks_of(arrangement, file=path)
        return str(error.value)

    assert "tasks.csv, row 2, column after: platform before " in refusal(after="plan")
    assert refusal(after="x").startswith("tasks.csv, row 2, column after: platform waits for 'x'; accepted: onset, platform")
    assert refusal(duration="y").startswith("tasks.csv, row 2, column duration: found 'y'; accepted: empty, duration_")
    assert "tasks.csv, row 2, column condition" in refusal(condition="import os")
    assert "not in sources.csv" in refusal(source="nowhere")


def test_a_plan_is_launched_as_soon_as_refugee_plans_were_and_later_with_more_to_agree(arrangement):
    drawn = simulation.simulate({"x": arrangement}, simulation.people({"A": 1.0}, weeks=1), draws=4000).draws
    values = simulation.Inputs(values=drawn, n=4000)
    launch = simulation.milestones(simulation.tasks_of(arrangement), values)["plan"]
    days = 7 * launch
    # plans were launched after 5, 13, 30, 32 and 40 days: geometric mean 19, standard deviation of the logarithm 0.86
    assert 17 < np.exp(np.log(days).mean()) < 25
    assert 0.65 < np.log(days).std() < 1.0
    for levels in ({"hc": True}, {"regional": True}, {"gov_plan": True}):
        later = simulation.milestones(simulation.tasks_of(changed(**levels)), values)["plan"]
        assert (later > launch).all(), levels
    platform = simulation.milestones(simulation.tasks_of(arrangement, new_platform=True), values)["plan"]
    assert (platform - launch > 20 * values("response_pace")).all()


def test_a_mechanism_that_is_adapted_lets_sector_groups_meet_no_later(arrangement, inputs):
    adapted = changed(mech="interagency", mech_adaptable=True)
    first, second = (simulation.milestones(simulation.tasks_of(each), inputs) for each in (arrangement, adapted))
    assert second["forum"] < first["forum"]
    assert second["sector_group"] < first["sector_group"]


# coupling


def test_the_coordinated_share_is_capacity_in_the_group_times_what_it_reports(arrangement, inputs):
    found = simulation.coupling(arrangement, inputs, ("health", "livelihoods"), areas=2)
    assert found.coordinated[0, 0] == pytest.approx(0.35 * 0.95 + 0.35 * 0.8 + 0.15 * 0.6)
    assert found.coordinated[1, 0] == 0  # no group for livelihoods in an emergency
    alone = changed(gov_will="none")
    assert simulation.coordinated_share("health", alone, alone.edges, inputs)[0] == pytest.approx(0.35 * 0.95 + 0.35 * 0.8)


def test_a_group_nobody_leads_coordinates_nothing(arrangement, inputs):
    edges = arrangement.edges
    leading = edges["edge_type"].isin(["LEADS", "CO_LEADS", "CO_CHAIRS"]) & (edges["to_body"] == "SECTOR_WG_HEALTH")
    assert simulation.coordinated_share("health", arrangement, edges[~leading], inputs)[0] == 0


def test_a_second_structure_for_the_same_people_takes_its_share_unless_a_tie_joins_the_two(inputs):
    mixed = changed(idp=True, overlap="same", clusters=True, mech="clusters", hc=True, hct=True)
    joined = simulation.coordinated_share("health", mixed, mixed.edges, inputs)
    others = mixed.edges["from_body"].isin(couplings.OTHER_STRUCTURES) | mixed.edges["to_body"].isin(couplings.OTHER_STRUCTURES)
    apart = simulation.coordinated_share("health", mixed, mixed.edges[~others], inputs)
    assert apart == pytest.approx(0.7 * joined)


def test_organisations_known_one_by_one_count_by_capacity():
    assert simulation.share_reported([60, 30, 10], [True, True, False], [1.0, 0.5, 1.0]) == 0.75
    assert simulation.share_reported([0, 0], [True, True], [1, 1]) == 0


def test_information_takes_half_a_period_and_the_lag_at_each_step_or_what_no_path_takes(arrangement, inputs):
    late = simulation.coupling(arrangement, inputs, ("health",), 2).latency[0, 0]
    # sub-national group (1 / 2 + 1), national group (2 / 2 + 1), inter-sector group (2 / 2 + 1)
    assert late == pytest.approx(1.5 + 2 + 2)
    cut = arrangement.edges[arrangement.edges["edge_type"] != "MEMBER_OF"]
    assert simulation.coupling(arrangement, inputs, ("health",), 2, cut).latency[0, 0] == 8


def test_more_areas_mean_more_meetings(arrangement, inputs):
    few, many = (simulation.coupling(arrangement, inputs, ("health",), areas).hours[0] for areas in (1, 6))
    assert 0 < few < many
    assert 0 < simulation.coupling(arrangement, inputs, ("health",), 6).overhead[0] < 0.12


def test_national_systems_and_returns_belong_to_the_later_phases(arrangement, inputs):
    assert couplings.national_ceiling(arrangement, inputs)[0] == 0
    stable = changed(phase="resilience", gov_cap="high", dev="strong")
    assert couplings.national_ceiling(stable, inputs)[0] == pytest.approx(0.8)
    gates = [couplings.leaving(changed(phase="solutions", return_cond=each), inputs)[0]
             for each in ("not_conducive", "improving", "conducive")]  # fmt: skip
    assert gates == pytest.approx([0.0002, 0.3 * 0.002 + 0.0002, 0.002 + 0.0002])


def test_the_shortest_path_counts_not_the_first_one(arrangement, inputs):
    further = pd.DataFrame([("SECTOR_WG_HEALTH", "INFORMS", "INTER_SECTOR_WG")], columns=["from_body", "edge_type", "to_body"])
    detour = pd.DataFrame(
        [
            ("SECTOR_WG_HEALTH", "MEMBER_OF", "NATIONAL_COORDINATION_FORUM"),
            ("NATIONAL_COORDINATION_FORUM", "INFORMS", "INTER_SECTOR_WG"),
        ],
        columns=["from_body", "edge_type", "to_body"],
    )
    both = pd.concat([detour, further])
    slow, quick = (couplings.latencies(arrangement.fora, edges, inputs)["SECTOR_WG_HEALTH"][0] for edges in (detour, both))
    assert (slow, quick) == pytest.approx((1.5 + 3 + 2 + 2, 1.5 + 2 + 2))


# people


def test_negative_or_unknown_people_are_refused_with_area_and_week():
    with pytest.raises(DataError) as error:
        simulation.people({"East": -5.0, "West": 10.0})
    assert str(error.value).startswith("present, area East: found -5 people; accepted: 0 or more")
    with pytest.raises(DataError, match="arrivals, week 0, area East: found -"):
        simulation.people({"East": 5.0}, arrivals=-10.0)
    with pytest.raises(DataError, match="hosts, area East: found nan people"):
        simulation.people({"East": 5.0}, hosts={"East": float("nan")})
    with pytest.raises(ValueError, match="arrivals names 'Est'; accepted: East"):
        simulation.people({"East": 5.0}, arrivals={"Est": 1.0})
    with pytest.raises(ValueError, match="weeks must be 1 or more"):
        simulation.people({"East": 5.0}, weeks=0)
    with pytest.raises(DataError, match="areas: found none"):
        simulation.people({})


def test_everybody_who_is_to_come_comes_and_peaks_move_by_area():
    found = simulation.people({"East": 10.0, "West": 30.0}, arrivals=400.0, peak={"East": 3, "West": 20})
    assert found.arrivals.sum(axis=0) == pytest.approx([100, 300])
    assert found.arrivals.argmax(axis=0).tolist() == [3, 20]
    assert simulation.people({"East": 0.0, "West": 0.0}, arrivals=10.0).arrivals.sum(axis=0) == pytest.approx([5, 5])


@pytest.mark.parametrize("name", ["chad", "uganda", "bangladesh"])
def test_people_of_an_operation_are_those_of_its_sites(name):
    operation = data.operation(name)
    found = simulation.people_of(operation, arrivals=1000.0, weeks=26)
    assert found.present.sum() == operation.sites["population"].sum()
    assert found.weeks == 26


# key figures


def test_gini_is_zero_for_equal_areas_and_grows_with_inequality():
    weights = np.array([[1.0], [3.0]])
    assert kpis.gini(np.array([[0.4], [0.4]]), weights)[0] == 0
    # all coverage in a quarter of the people: area under the diagonal 0.75
    assert kpis.gini(np.array([[1.0], [0.0]]), weights)[0] == pytest.approx(0.75)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 100)), min_size=1, max_size=6))
def test_gini_lies_between_0_and_1_and_does_not_depend_on_scale(pairs):
    values, weights = (np.array(each)[:, np.newaxis] for each in zip(*pairs, strict=True))
    found = kpis.gini(values, weights)[0]
    assert -1e-12 <= found < 1
    assert kpis.gini(values, 10 * weights)[0] == pytest.approx(found, abs=1e-9)


# parameters


class Heard:
    """Values that remember what was asked."""

    def __init__(self, values):
        self.values, self.asked, self.n = values, set(), 1

    def value(self, parameter, technology="", component=""):
        self.asked.add(parameter)
        return self.values.value(parameter, technology, component)

    def has(self, parameter, technology="", component=""):
        return self.values.has(parameter, technology, component)


def test_parameters_used_by_coordination_are_those_it_reads_and_all_of_them_are_read():
    table = data.table("parameters")
    used = {
        name for name, models in zip(table["parameter"], table["used_by"], strict=True) if "coordination" in models.split(";")
    }
    assert used == set(simulation.READS)
    assert list(simulation.READS) == sorted(simulation.READS)
    heard = Heard(simulation.shared())
    people = simulation.people({"A": 10.0, "B": 5.0}, arrivals=10.0, hosts={"A": 5.0}, weeks=2)
    apart = changed(idp=True, overlap="same", clusters=True, mech="clusters", hc=True, regional=True, gov_plan=True)
    edges = apart.edges[~apart.edges["edge_type"].isin(["INTERFACES_WITH", "COORDINATES_WITH", "SUPPORTS"])]
    courses = [simulation.scenario("apart", apart, observed=edges, new_platform=True)]
    courses += [
        simulation.scenario(f"{capacity} {dev}", changed(phase="solutions", return_cond="improving", gov_cap=capacity, dev=dev))
        for capacity, dev in (("low", "none"), ("medium", "emerging"), ("high", "strong"))
    ]
    for course in courses:
        simulation.model(course, people)(heard)
    assert heard.asked == set(simulation.READS)


def test_what_nobody_has_measured_is_a_placeholder_that_says_so():
    rows = data.table("assumptions").query("parameter in @simulation.READS")
    unmeasured = rows["quality"] == "placeholder"
    assert (rows["note"].str.contains("nobody has measured it") == unmeasured).all()
    assert unmeasured.sum() > len(rows) / 2
    published = rows[rows["parameter"] == "funded_share"].iloc[0]
    assert (published["low"] + 4 * published["mode"] + published["high"]) / 6 == pytest.approx(0.678, abs=0.001)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"kappa": 1},
            "changes names kappa; accepted: coordinated_share, information_latency, overhead, plan_launch, sector_start, ",
        ),
        ({"coordinated_share": 1.5}, "changes, coordinated_share: found 1.5; accepted: 0 to 1"),
        ({"funded_share": -0.1}, "changes, funded_share: found -0.1; accepted: 0 to 1"),
    ],
)
def test_changes_that_cannot_be_are_refused(changes, words):
    with pytest.raises(ValueError) as error:
        parameters.Inputs(values=simulation.shared(), n=1, changes=changes)
    assert str(error.value).startswith(words)


# arrivals as they were counted


def test_arrivals_of_an_emergency_are_those_its_sources_counted():
    table = simulation.arrival_presets()
    counted = table.groupby("preset")["people"].max()
    assert counted[["armenia_2023", "rohingya_2017"]].tolist() == [100_632, 700_000]
    assert set(data.table("sources")["source"]) >= {key for cell in table["source"] for key in cell.split(";")}
    for preset, people in counted.items():
        found = simulation.people({"East": 3.0, "West": 1.0}, preset)
        assert found.arrivals.sum() == pytest.approx(people)
        assert found.arrivals[:, 0] == pytest.approx(3 * found.arrivals[:, 1])
    chad = simulation.people({"East": 1.0}, "chad_2023").arrivals[:, 0]
    assert chad[:11].sum() == pytest.approx(230_000 * 77 / 81)  # 77 of the 81 days to 4 July
    assert chad[:15].sum() == pytest.approx(377_000)  # day 105
    armenia = simulation.people({"East": 1.0}, "armenia_2023").arrivals[:, 0]
    assert armenia[0] == pytest.approx(98_625 + (100_632 - 98_625) / 5)
    assert armenia[2:].sum() == 0


def test_a_shape_spreads_any_number_over_the_weeks_as_they_were_counted():
    counted = simulation.people({"East": 1.0}, "rohingya_2017", weeks=20).arrivals[:, 0]
    found = simulation.people({"East": 1.0}, arrivals=1000.0, shape="rohingya_2017", weeks=20).arrivals[:, 0]
    assert found == pytest.approx(counted / 700)
    early = simulation.people({"East": 1.0}, "rohingya_2017", weeks=5).arrivals.sum()
    assert early == pytest.approx(509_000 * 35 / 37)  # who came later is not there
    with pytest.raises(ValueError, match="no arrivals are called 'chad'; known: armenia_2023, chad_2023"):
        simulation.people({"East": 1.0}, "chad")


def test_an_operation_takes_arrivals_as_they_were_counted():
    found = simulation.people_of(data.operation("bangladesh"), "rohingya_2017")
    assert found.arrivals.sum() == pytest.approx(700_000)


def test_counts_that_fall_are_refused_by_file_row_and_column(tmp_path):
    own = pd.read_csv(data.workspace() / "data" / "coordination" / "arrivals.csv", keep_default_na=False)
    path = tmp_path / "arrivals.csv"

    def refusal(people):
        own.assign(people=[own["people"][0], people, *own["people"][2:]]).to_csv(path, index=False)
        with pytest.raises(DataError) as error:
            simulation.arrival_presets(path)
        return str(error.value)

    assert refusal(4000) == "arrivals.csv, row 3, column people: found 4000 after 5000 on an earlier day; accepted: no fewer"
    assert "arrivals.csv, row 3, column people" in refusal(-4)


def test_a_negative_population_of_a_site_is_refused_by_file_row_and_column(tmp_path):
    path = tmp_path / "sites.csv"
    own = pd.read_csv(data.workspace() / "data" / "sites.csv", keep_default_na=False, dtype=str)
    own.assign(population=["-5", *own["population"][1:]]).to_csv(path, index=False)
    with pytest.raises(DataError) as error:
        data.read(path, "sites")
    assert "sites.csv, row 2, column population" in str(error.value)


def test_only_what_a_goal_waits_for_is_reached(inputs):
    tasks = [clock.Task("agreement"), clock.Task("plan", after=("agreement",)), clock.Task("forum", after=("agreement",))]
    done = simulation.milestones(clock.only_for("plan", tasks), inputs)
    assert (done["agreement"][0], done["plan"][0], done["forum"][0]) == (0, 0, np.inf)
