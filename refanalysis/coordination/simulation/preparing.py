"""From a scenario, its people and drawn assumptions to the arrays of a simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from refanalysis.coordination.simulation import clock
from refanalysis.coordination.simulation.couplings import Coupling, coupling, leaving, national_ceiling
from refanalysis.coordination.simulation.dynamics import YEAR, Setup, Step

if TYPE_CHECKING:
    from refanalysis.coordination.arrangement import Arrangement
    from refanalysis.coordination.simulation.parameters import Inputs
    from refanalysis.coordination.simulation.population import People
    from refanalysis.coordination.simulation.scenarios import Scenario


class Prepared(NamedTuple):
    """A setup with what it was made from: tasks, milestones [week], those the context asks for, the coupling of each phase."""

    setup: Setup
    tasks: tuple[clock.Task, ...]
    milestones: dict[str, np.ndarray]
    asked: list[str]
    couplings: list[tuple[int, Arrangement, Coupling]]


def prepared(scenario: Scenario, people: People, inputs: Inputs, sectors: tuple[str, ...]) -> Prepared:
    """Arrays of one scenario."""
    ready = clock.readiness(scenario.preparation, inputs)
    first = scenario.phases[0][1]
    tasks = clock.tasks_of(first, scenario.new_platform) if scenario.tasks is None else scenario.tasks
    done = clock.milestones(tasks, inputs, ready)
    for milestone, name in ((clock.PLAN_LAUNCH, "plan_launch"), (clock.SECTOR_START, "sector_start")):
        direct = inputs.direct(name)
        if direct is not None:
            done[milestone] = direct
        elif milestone not in done:
            raise ValueError(
                f"scenario {scenario.name}: its tasks have no {milestone!r}; accepted: a task of that name, or {name}"
            )
    asked = [task.name for task in clock.order(tasks) if task.asked and task.reached]
    couplings = [
        (week, each, coupling(each, inputs, sectors, len(people.areas), scenario.observed)) for week, each in scenario.phases
    ]
    steps = _steps(couplings, done[clock.SECTOR_START], ready, inputs)
    setup = _setup(people, inputs, sectors, steps, done[clock.PLAN_LAUNCH], ready)
    return Prepared(setup, tuple(tasks), done, asked, couplings)


def _steps(
    couplings: list[tuple[int, Arrangement, Coupling]], start: np.ndarray, ready: np.ndarray, inputs: Inputs
) -> tuple[Step, ...]:
    """What holds in each phase; groups that a later phase adds start after the time a group takes."""
    steps, begun = [], None
    usual = inputs("duration_sector_group") * inputs("response_pace")
    moving_since = None
    for week, arrangement, found in couplings:
        at_work = found.coordinated > 0
        begins = np.broadcast_to(start if begun is None else week + usual, found.coordinated.shape)
        begun = np.where(at_work, begins if begun is None else np.minimum(begun, begins), np.inf)
        ceiling = national_ceiling(arrangement, inputs)
        moving_since = week if moving_since is None and ceiling.any() else moving_since
        midpoint = (moving_since or 0) + inputs("national_midpoint")
        steps.append(
            Step(
                week, found.coordinated, ready * inputs("prepared_start"), begun, found.latency, found.overhead, ceiling,
                midpoint, leaving(arrangement, inputs),
            )
        )  # fmt: skip
    return tuple(steps)


def _setup(
    people: People, inputs: Inputs, sectors: tuple[str, ...], steps: tuple[Step, ...], launch: np.ndarray, ready: np.ndarray
) -> Setup:
    need, lapse = inputs.sectors("need", sectors), inputs.sectors("lapse", sectors)
    hosts = people.hosts[:, np.newaxis] * inputs("host_need_share")
    planned = people.present.sum() + people.arrivals[:YEAR].sum() + hosts.sum(axis=0)
    weights = inputs.sectors("requirement", sectors)
    asked = planned * inputs("response_requirement") * weights / weights.sum(axis=0)
    units = need * planned * (1.0 + (YEAR - 1) * lapse)
    cost = np.divide(asked, units, out=np.ones_like(asked), where=units > 0)
    donors = inputs.sectors("donor_weight", sectors)
    return Setup(
        present=people.present[:, np.newaxis],
        hosts=hosts,
        arrivals=people.arrivals[:, :, np.newaxis],
        need=need,
        lapse=lapse,
        unit_cost=cost,
        requirement=asked.sum(axis=0),
        renewal=(cost * need * planned * YEAR * lapse).sum(axis=0),
        donor_shares=donors / donors.sum(axis=0),
        earmarked=inputs("earmarked_share"),
        funded=inputs("funded_share"),
        reserve=inputs("reserve_share") + ready * inputs("preparedness_reserve"),
        funding_time=inputs("funding_time"),
        launch=launch,
        spending_lag=inputs("spending_lag"),
        capacity=inputs("capacity_ratio") * need * planned * (1.0 / 8.0 + lapse),
        deployment_time=inputs("deployment_time"),
        coordination_time=inputs("coordination_time"),
        access_skew=inputs("access_skew"),
        national_pace=inputs("national_pace"),
        national_cost=inputs("national_cost"),
        national_lapse=inputs("national_lapse"),
        steps=steps,
        settling=_settling(inputs),
    )


def _settling(inputs: Inputs) -> np.ndarray | None:
    """Overlaps a coordinator settles a week, shape (n,): half as many beside another post; None for all of them."""
    rate, doubled = inputs.direct("settling_rate"), inputs.direct("double_hatted")
    return rate if rate is None or doubled is None else rate * (1.0 - doubled / 2.0)
