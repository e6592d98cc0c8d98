"""One scenario run and measured: its weeks, its key figures of each draw, and the age of information of its flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from refanalysis.coordination.simulation import obligations, structure
from refanalysis.coordination.simulation.couplings import reading_period
from refanalysis.coordination.simulation.dynamics import YEAR, run
from refanalysis.coordination.simulation.freshness import mean_age, share_on_time
from refanalysis.coordination.simulation.kpis import ALL, Record, Series, ratio
from refanalysis.coordination.simulation.network import derived, network
from refanalysis.coordination.simulation.preparing import Prepared, prepared

if TYPE_CHECKING:
    from refanalysis.coordination.simulation.parameters import Inputs
    from refanalysis.coordination.simulation.population import People
    from refanalysis.coordination.simulation.scenarios import Scenario


class Measured(NamedTuple):
    """What a run gave.

    Its setup, its record of weeks, key figures of each draw, `ages` and `timely` of flows (flows, n), obligations in force.
    """

    made: Prepared
    record: Record
    series: list[Series]
    ages: np.ndarray
    timely: np.ndarray
    obligations: list[obligations.Obligation]


def measured(
    course: Scenario, people: People, inputs: Inputs, sectors: tuple[str, ...], money: str, **following: bool
) -> Measured:
    """One scenario simulated over the draws of `inputs`; `following` are options of `Record`."""
    made = prepared(course, people, inputs, sectors)
    record = Record(sectors, people.areas, money, **following)
    for week in run(made.setup):
        record.add(week)
    ages, timely = _ages(course, inputs)
    bound = obligations.obligations(course, made.tasks, made.milestones, ages, inputs("information_due"))
    record.follow_also(ALL, ALL, "obligations_met", "share", obligations.weekly(bound, record.weeks, inputs.n))
    series = [
        *record.outcomes(), *_of_money(made, record), *_of_network(course, made, ages, timely),
        *obligations.figures(bound, record.weeks - 1, inputs.n),
    ]  # fmt: skip
    return Measured(made, record, series, ages, timely, bound)


def _of_money(made: Prepared, record: Record) -> list[Series]:
    """Money received as a share of what the plans asked for."""
    setup = made.setup
    asked = setup.requirement + setup.renewal * ((record.weeks - 1) // YEAR)
    return [Series(ALL, ALL, "funded", "share", ratio(record.last[1], asked))]


def _of_network(course: Scenario, made: Prepared, ages: np.ndarray, timely: np.ndarray) -> list[Series]:
    """Key figures that come from the network of the first phase; ages are those of flows that must be there."""
    _, arrangement, found = made.couplings[0]
    n = found.hours.size
    held = network(arrangement, course.observed)
    due = (held.flows["strength"] == "shall").to_numpy(dtype=bool)
    known = due & ~np.isnan(ages).any(axis=1)
    nothing = np.full(n, np.nan)
    broken = len(structure.single_points_of_failure(arrangement, course.observed)) if len(held.edges) else None
    whole = [
        ("single_points_of_failure", "organisation", broken),
        ("hub_centralisation", "ratio", structure.hub_centralisation(arrangement, course.observed)),
        ("hops_to_decision", "link", structure.hops_to_decision(arrangement, course.observed)),
    ]
    return [
        Series(ALL, ALL, "information_age", "week", ages[known].mean(axis=0) if known.any() else nothing),
        Series(ALL, ALL, "flows_on_time", "share", timely[due].mean(axis=0) if due.any() else nothing),
        Series(ALL, ALL, "meeting_hours", "hour/week", found.hours),
        Series(ALL, ALL, "overhead", "share", found.overhead),
        *(Series(ALL, ALL, name, unit, nothing if value is None else np.full(n, float(value))) for name, unit, value in whole),
    ]


def _ages(course: Scenario, inputs: Inputs) -> tuple[np.ndarray, np.ndarray]:
    """Mean age [week] and share on time of each flow of the first phase, shape (flows, n); nan and 0 for a missing one.

    A flow into a forum brings news to each of its meetings; any other one comes as a regular report.
    """
    arrangement = course.phases[0][1]
    flows, fora = derived(arrangement).flows, derived(arrangement).fora
    sectors = dict(zip(fora["forum"], fora["sector"], strict=True))
    lag, success, due = inputs("information_lag"), inputs("report_success"), inputs("information_due")
    ages, timely = np.full((len(flows), inputs.n), np.nan), np.zeros((len(flows), inputs.n))
    for number in np.flatnonzero(there(course)):
        period = reading_period(flows["to_body"].iat[number], arrangement, sectors, inputs)
        ages[number] = mean_age(period, lag, success)
        timely[number] = share_on_time(period, lag, success, due)
    return ages, timely


def there(course: Scenario) -> np.ndarray:
    """Whether each flow of the first phase is there."""
    flows = derived(course.phases[0][1]).flows
    if course.observed is None:
        return np.ones(len(flows), dtype=bool)
    seen = course.observed[course.observed["edge_type"] == "INFORMS"]
    pairs = set(zip(seen["from_body"], seen["to_body"], strict=True))
    return np.array([pair in pairs for pair in zip(flows["from_body"], flows["to_body"], strict=True)], dtype=bool)
