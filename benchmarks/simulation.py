"""Times a simulation of a response against one pass of plain NumPy over the same arrays, in one run.

The pass is the law of occupancy alone, written as an analyst would: newly covered people from need, coverage and deliveries in
every week, draw, sector and area, with these three arrays already there. The simulation makes them itself, moves people and
money, asserts that both are conserved, and takes quantiles and key figures. Assumptions are read beforehand, for the weeks
drawn too; `simulate` draws them itself.
"""

from __future__ import annotations

import numpy as np
from timing import Row, alone, as_text, cpu, row

from refanalysis import coordination, sampling
from refanalysis.coordination import simulation
from refanalysis.coordination.simulation.dynamics import run
from refanalysis.coordination.simulation.kpis import Record
from refanalysis.coordination.simulation.parameters import Inputs
from refanalysis.coordination.simulation.preparing import prepared

WEEKS, DRAWS, AREAS = 52, 2_000, 6
LIMIT = 5
CONTEXT = {"phase": "emergency", "scale": "large", "setting": "camp", "gov_will": "co_lead", "mech": "none"}


def people() -> simulation.People:
    """Six unequal areas whose arrivals peak one after another."""
    present = {f"area {number}": 40_000.0 * (number + 1) for number in range(AREAS)}
    peaks = {name: 3.0 + 2.0 * number for number, name in enumerate(present)}
    return simulation.people(present, arrivals=700_000.0, weeks=WEEKS, peak=peaks)


def one_pass() -> float:
    """CPU time of the law of occupancy over arrays of (weeks, draws, sectors, areas) [s]."""
    shape = (WEEKS, DRAWS, len(simulation.SECTORS), AREAS)
    generator = np.random.default_rng(1)
    need = generator.uniform(1e4, 1e5, shape)
    covered, deliveries = need * generator.random(shape), need * generator.random(shape)
    return cpu(lambda: (need - covered) * -np.expm1(-deliveries / need))


def weeks_alone(record: bool) -> float:
    """CPU time of the weeks of one scenario, without or with quantiles and key figures [s]."""
    course, there = simulation.scenario("x", coordination.read(CONTEXT)), people()
    values = sampling.draw(simulation.shared(), DRAWS, 0)
    made = prepared(course, there, Inputs(values=values, n=DRAWS), simulation.SECTORS)

    def work() -> None:
        kept = Record(simulation.SECTORS, there.areas, "USD_2024")
        for week in run(made.setup):
            if record:
                kept.add(week)
        if record:
            kept.outcomes()

    return cpu(work)


def whole() -> float:
    """CPU time of `simulate` for one scenario: coupling, milestones, weeks, key figures, ages of flows, checked tables [s]."""
    course, there, held = [simulation.scenario("x", coordination.read(CONTEXT))], people(), simulation.shared()
    return cpu(lambda: simulation.simulate(course, there, held, sectors=simulation.SECTORS, draws=DRAWS))


def one_scenario() -> None:
    """One simulation, for the memory it takes."""
    simulation.simulate({"x": coordination.read(CONTEXT)}, people(), sectors=simulation.SECTORS, draws=DRAWS)


def ten_times_the_draws() -> None:
    """The same with ten times the draws."""
    simulation.simulate({"x": coordination.read(CONTEXT)}, people(), sectors=simulation.SECTORS, draws=10 * DRAWS)


def text() -> str:
    """Times as a Markdown table, and memory in a sentence."""
    peer, seconds = "one NumPy pass of the occupancy law", one_pass()
    size = f"{DRAWS:,} draws x {WEEKS} weeks x {len(simulation.SECTORS)} sectors x {AREAS} areas"
    rows: list[Row] = [
        row("the weeks", weeks_alone(record=False), peer, seconds),
        row("the weeks with quantiles and key figures", weeks_alone(record=True), peer, seconds),
        row("`simulate`: all of it, checked tables included", whole(), peer, seconds),
    ]
    (_, small), (_, large) = alone("simulation", "one_scenario"), alone("simulation", "ten_times_the_draws")
    memory = f"Peak memory of the process: {small:.0f} MB; with {10 * DRAWS:,} draws {large:.0f} MB.\n"
    return f"One scenario, {size}; the limit is {LIMIT} passes.\n\n{as_text(rows)}\n{memory}"


if __name__ == "__main__":
    print(text())
