"""Stocks and flows: the numbers of a prototype of the same equations, conservation, scale, and what must rise or fall."""

from dataclasses import replace

import numpy as np
import pytest

from refanalysis import coordination
from refanalysis.coordination import simulation
from refanalysis.coordination.simulation import dynamics, kpis

SECTORS, AREAS, WEEKS, DRAWS = 8, 6, 52, 400
# the prototype's own parameters, by sector: need, lapse, weight of donors and requirement
NEED = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 0.40, 0.80, 0.35])
LAPSE = np.array([0.02, 1.0, 0.25, 0.10, 0.02, 0.02, 0.05, 0.02])
WEIGHT = np.array([0.09, 0.32, 0.12, 0.16, 0.15, 0.08, 0.07, 0.01])


def prototype(kappa=0.8, launch=5.7, latency=2.0, overhead=0.05, present=200_000.0, coming=700_000.0, draws=DRAWS, weeks=WEEKS):
    """The prototype's case: one wave of arrivals, six unequal areas, drawn in its order from one generator."""
    generator = np.random.default_rng(1)
    plan = generator.lognormal(np.log(launch), 0.35, draws)
    sharpness = 0.68 * 0.32 / 0.075**2 - 1
    funded = generator.beta(0.68 * sharpness, 0.32 * sharpness, draws)
    split = generator.dirichlet(np.full(AREAS, 4.0), draws).T
    wave = np.exp(-0.5 * ((np.arange(weeks) - 3) / (10 / 3)) ** 2)
    wave = wave / wave.sum()
    everybody = present + coming
    units = NEED * everybody * (1 + LAPSE * (weeks - 1))
    share = WEIGHT / WEIGHT.sum()
    cost = np.divide(share, units / max(units.sum(), 1e-300), out=np.ones(SECTORS), where=units > 0)
    cost = cost / cost.mean()
    requirement = (cost * units).sum()
    same, wide = np.ones(draws), np.ones((SECTORS, draws))
    step = dynamics.Step(
        week=0,
        coordinated=kappa * wide,
        head_start=0 * same,
        start=4.0 * wide,
        latency=latency * wide,
        overhead=overhead * same,
        national=0 * same,
        midpoint=52 * same,
        leaving=0 * same,
    )
    return dynamics.Setup(
        present=present * split,
        hosts=np.zeros((AREAS, 1)),
        arrivals=coming * wave[:, np.newaxis, np.newaxis] * split,
        need=NEED[:, np.newaxis] * wide,
        lapse=LAPSE[:, np.newaxis] * wide,
        unit_cost=cost[:, np.newaxis] * wide,
        requirement=requirement * same,
        renewal=0 * same,
        donor_shares=share[:, np.newaxis] * wide,
        earmarked=0.6 * same,
        funded=funded,
        reserve=0.08 * same,
        funding_time=16 * same,
        launch=plan,
        spending_lag=6 * same,
        capacity=(1.3 * NEED * everybody * (1 / 8 + LAPSE))[:, np.newaxis] * wide,
        deployment_time=4 * same,
        coordination_time=4 * same,
        access_skew=same,
        national_pace=13 * same,
        national_cost=same,
        national_lapse=same,
        steps=(step,),
    )


def figures(setup):
    """Key figures of all sectors and areas, by outcome."""
    record = kpis.Record([f"s{i}" for i in range(SECTORS)], [f"a{i}" for i in range(AREAS)], "USD_2024", quantiles=False)
    for week in dynamics.run(setup):
        record.add(week)
    return {each.outcome: each.values for each in record.outcomes() if each.sector == each.area == "all"}


def test_duplication_by_coordinated_share_is_that_of_the_prototype():
    # the prototype's numbers to three digits; the same draws of the same generator, so the tolerance is that of rounding
    found = [figures(prototype(kappa=kappa))["duplication"].mean() for kappa in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert found == pytest.approx([0.366, 0.322, 0.259, 0.174, 0.063], abs=0.0005)


def test_weeks_to_half_coverage_by_plan_launch_are_those_of_the_prototype():
    found = [figures(prototype(launch=launch))["weeks_to_50"].mean() for launch in (1, 4, 8, 16, 32)]
    assert found == pytest.approx([8.7, 11.5, 15.6, 24.3, 39.9], abs=0.05)


def test_unmet_needs_by_plan_launch_are_those_of_the_prototype():
    found = [1 - figures(prototype(launch=launch))["coverage"].mean() for launch in (1, 4, 8, 16, 32)]
    assert found == pytest.approx([0.431, 0.435, 0.46, 0.538, 0.726], abs=0.0005)


def test_duplication_falls_strictly_in_every_draw_as_the_coordinated_share_rises():
    found = np.stack([figures(prototype(kappa=kappa, draws=50))["duplication"] for kappa in np.linspace(0, 1, 6)])
    assert (np.diff(found, axis=0) < 0).all()


def test_ten_times_the_people_leave_every_share_as_it_was():
    small, large = (figures(prototype(present=n * 2e5, coming=n * 7e5, draws=50)) for n in (1, 10))
    for outcome in ("coverage", "duplication", "worst_area_coverage", "gini_of_areas"):
        assert np.abs(small[outcome] - large[outcome]).max() < 1e-12, outcome
    assert large["unmet_person_weeks"] == pytest.approx(10 * small["unmet_person_weeks"])


def test_nobody_in_need_means_nothing_delivered():
    for week in dynamics.run(prototype(present=0.0, coming=0.0, draws=5)):
        assert not week.delivered.any()
        assert not week.new.any()
        assert not week.covered.any()


def test_people_and_money_are_conserved_week_by_week():
    setup = prototype(draws=20)
    covered, arrived = np.zeros((SECTORS, AREAS, 20)), setup.present.copy()
    for week in dynamics.run(setup):
        arrived = arrived + setup.arrivals[week.number]
        assert week.need == pytest.approx(setup.need[:, np.newaxis] * arrived)
        covered = np.minimum(covered * (1 - setup.lapse[:, np.newaxis]), week.need) + week.new
        assert week.covered == pytest.approx(covered)
        duplicated = week.delivered - week.new.sum(axis=1)
        assert (duplicated >= -1e-6).all()
        assert (week.spent <= week.received * (1 + 1e-12)).all()
    assert (week.received <= setup.requirement * np.maximum(setup.funded, setup.reserve)).all()


def test_a_loss_of_people_or_money_is_noticed():
    state = dynamics.State(prototype(draws=3), (SECTORS, AREAS, 3))
    step, kappa, moved = state.setup.steps[0], np.full((SECTORS, 3), 0.5), np.zeros(3)
    state.move(0, step)
    state.look(0, step, moved)
    state.fund(0, kappa)
    state.deliver(0, step, kappa, moved)
    state.refuse_losses(0)
    for stock, words in ((state.refugees, "people are lost"), (state.budget, "money is lost|more is spent")):
        kept = stock.copy()
        stock *= 0.5
        with pytest.raises(AssertionError, match=words):
            state.refuse_losses(0)
        stock[:] = kept


def test_late_information_matters_once_needs_move_between_areas():
    def coverage(latency, moving):
        setup = prototype(kappa=1.0, latency=latency, draws=50)
        if moving:
            week = np.arange(WEEKS)[:, np.newaxis]
            wave = np.exp(-0.5 * ((week - np.array([2, 8, 14, 20, 26, 32])) / 2.0) ** 2)
            split = setup.present / setup.present.sum(axis=0)
            setup = replace(setup, arrivals=7e5 * (wave / wave.sum(axis=0))[:, :, np.newaxis] * split)
        return figures(setup)["coverage"].mean()

    still, moving = (coverage(0.0, each) - coverage(8.0, each) for each in (False, True))
    assert moving > 0.005
    assert moving > 3 * abs(still)


def test_latency_that_differs_by_sector_and_draw_reads_the_right_week():
    setup = prototype(kappa=1.0, draws=4)
    step = setup.steps[0]
    mixed = np.tile(np.array([0.0, 2.0, 5.0, 60.0]), (SECTORS, 1))
    together = figures(replace(setup, steps=(step._replace(latency=mixed),)))["coverage"]
    for draw, latency in enumerate(mixed[0]):
        alone = figures(replace(setup, steps=(step._replace(latency=np.full_like(mixed, latency)),)))["coverage"]
        assert together[draw] == pytest.approx(alone[draw], abs=1e-14), latency


def test_the_second_year_brings_money_of_its_own_plan():
    setup = replace(prototype(draws=5), renewal=np.full(5, 1000.0))
    first, second = (dynamics.received(setup, week) for week in (51, 103))
    gained = (
        setup.requirement
        * (setup.funded - setup.reserve)
        * (np.exp(-(51 - setup.launch) / 16) - np.exp(-(103 - setup.launch) / 16))
    )
    assert second - first == pytest.approx(gained + 1000 * setup.funded * (1 - np.exp(-51 / 16)))


def test_people_who_leave_take_their_needs_with_them():
    setup = prototype(coming=0.0, draws=5)
    leaving = setup.steps[0]._replace(leaving=np.full(5, 0.01))
    last = [week.need.sum() for week in dynamics.run(replace(setup, steps=(leaving,)))][-1]
    whole = [week.need.sum() for week in dynamics.run(setup)][-1]
    assert last == pytest.approx(whole * 0.99**WEEKS)


def test_national_systems_that_keep_people_covered_longer_raise_coverage():
    setup = replace(prototype(draws=50), national_lapse=np.full(50, 0.5), national_cost=np.full(50, 0.7))
    moved = setup.steps[0]._replace(national=np.full(50, 0.8), midpoint=np.full(50, 10.0))
    assert (figures(replace(setup, steps=(moved,)))["coverage"] > figures(setup)["coverage"]).all()


def test_a_simulation_of_a_real_context_keeps_to_the_same_rules():
    context = coordination.read({"phase": "emergency", "gov_will": "co_lead", "setting": "camp"})
    people = simulation.people({"A": 1000.0, "B": 3000.0}, arrivals=9000.0, weeks=26)
    shares = [0.0, 0.3, 0.6, 0.9]
    found = simulation.simulate(
        [simulation.scenario(str(each), context, changes={"coordinated_share": each}) for each in shares], people, draws=200
    )
    again = found.kpis.query("outcome == 'duplication' and sector == 'all'").set_index("scenario")["mean"]
    assert (np.diff(again[[str(each) for each in shares]]) < 0).all()


def test_overlaps_wait_for_a_coordinator_as_worked_by_hand():
    setup = replace(prototype(draws=2), settling=np.array([0.05, 0.2]))
    state = dynamics.State(setup, (SECTORS, AREAS, 2))
    state.need[:] = 100.0  # 600 people in need in each sector
    state.delivered[:] = 60.0  # and nobody newly covered: 0.1 duplicated deliveries for each
    state.settle()
    assert state.queue[0] == pytest.approx([0.05, 0.0])
    assert state.settled[0] == pytest.approx([0.5, 1.0])
    state.settle()
    assert state.queue[0] == pytest.approx([0.1, 0.0])
    assert state.settled[0] == pytest.approx([1 / 3, 1.0])


def test_a_slower_coordinator_gives_no_less_duplication_in_any_draw():
    rates = [0.2, 0.05, 0.01, 0.0]
    found = [figures(replace(prototype(draws=50), settling=np.full(50, rate)))["duplication"] for rate in rates]
    assert (np.diff(found, axis=0) >= 0).all()
    alone = figures(prototype(kappa=0.0, draws=50))["duplication"]
    assert found[-1] == pytest.approx(alone, rel=0.1)  # coordination lasts until the first overlaps
