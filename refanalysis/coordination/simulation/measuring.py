"""One scenario run and measured: its weeks, its key figures of each draw, and the age of information of its flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from refanalysis.coordination.simulation import structure
from refanalysis.coordination.simulation.couplings import reading_period
from refanalysis.coordination.simulation.dynamics import YEAR, run
from refanalysis.coordination.simulation.freshness import mean_age, share_on_time
from refanalysis.coordination.simulation.kpis import ALL, Record, Series, ratio
from refanalysis.coordination.simulation.preparing import Prepared, prepared

if TYPE_CHECKING:
    from refanalysis.coordination.simulation.parameters import Inputs
    from refanalysis.coordination.simulation.population import People
    from refanalysis.coordination.simulation.scenarios import Scenario


class Measured(NamedTuple):
    """What a run gave: its setup, its record of weeks, key figures of each draw, and `ages`, `timely` of flows (flows, n)."""

    made: Prepared
    record: Record
    series: list[Series]
    ages: np.ndarray
    timely: np.ndarray


def measured(
    course: Scenario, people: People, inputs: Inputs, sectors: tuple[str, ...], money: str, **following: bool
) -> Measured:
    """One scenario simulated over the draws of `inputs`; `following` are options of `Record`."""
    made = prepared(course, people, inputs, sectors)
    record = Record(sectors, people.areas, money, **following)
    for week in run(made.setup):
        record.add(week)
    ages, timely = _ages(course, inputs)
    series = [*record.outcomes(), *_of_money(made, record), *_of_network(course, made, ages, timely)]
    return Measured(made, record, series, ages, timely)


def _of_money(made: Prepared, record: Record) -> list[Series]:
    """Money received as a share of what the plans asked for."""
    setup = made.setup
    asked = setup.requirement + setup.renewal * ((record.weeks - 1) // YEAR)
    return [Series(ALL, ALL, "funded", "share", ratio(record.last[1], asked))]


def _of_network(course: Scenario, made: Prepared, ages: np.ndarray, timely: np.ndarray) -> list[Series]:
    """Key figures that come from the network of the first phase; ages are those of flows that must be there."""
    _, arrangement, found = made.couplings[0]
    n = found.hours.size
    due = (arrangement.flows["strength"] == "shall").to_numpy(dtype=bool)
    known = due & ~np.isnan(ages).any(axis=1)
    nothing = np.full(n, np.nan)
    hops = structure.hops_to_decision(arrangement, course.observed)
    broken = len(structure.single_points_of_failure(arrangement, course.observed))
    return [
        Series(ALL, ALL, "information_age", "week", ages[known].mean(axis=0) if known.any() else nothing),
        Series(ALL, ALL, "flows_on_time", "share", timely[due].mean(axis=0) if due.any() else nothing),
        Series(ALL, ALL, "meeting_hours", "hour/week", found.hours),
        Series(ALL, ALL, "overhead", "share", found.overhead),
        Series(ALL, ALL, "single_points_of_failure", "organisation", np.full(n, float(broken))),
        Series(ALL, ALL, "hops_to_decision", "link", np.full(n, np.nan if hops is None else float(hops))),
    ]


def _ages(course: Scenario, inputs: Inputs) -> tuple[np.ndarray, np.ndarray]:
    """Mean age [week] and share on time of each flow of the first phase, shape (flows, n); nan and 0 for a missing one.

    A flow into a forum brings news to each of its meetings; any other one comes as a regular report.
    """
    arrangement = course.phases[0][1]
    flows, sectors = arrangement.flows, dict(zip(arrangement.fora["forum"], arrangement.fora["sector"], strict=True))
    lag, success, due = inputs("information_lag"), inputs("report_success"), inputs("information_due")
    ages, timely = np.full((len(flows), inputs.n), np.nan), np.zeros((len(flows), inputs.n))
    for number in np.flatnonzero(there(course)):
        period = reading_period(flows["to_body"].iat[number], arrangement, sectors, inputs)
        ages[number] = mean_age(period, lag, success)
        timely[number] = share_on_time(period, lag, success, due)
    return ages, timely


def there(course: Scenario) -> np.ndarray:
    """Whether each flow of the first phase is there."""
    flows = course.phases[0][1].flows
    if course.observed is None:
        return np.ones(len(flows), dtype=bool)
    seen = course.observed[course.observed["edge_type"] == "INFORMS"]
    pairs = set(zip(seen["from_body"], seen["to_body"], strict=True))
    return np.array([pair in pairs for pair in zip(flows["from_body"], flows["to_body"], strict=True)], dtype=bool)
