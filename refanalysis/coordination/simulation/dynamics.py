"""People, money and deliveries, week by week: arrays over sectors, areas and draws, one loop over weeks.

In each week, for sector s and area a, with N people in need, M covered of them and U = N - M:

- M falls by the share that lapses; U is believed to be what it was as many weeks ago as information takes.
- Money received follows the plan (`received`); the earmarked part goes to sectors as donors wish, the rest by believed needs as
  far as the sector is coordinated (kappa).
- Deliveries X are what capacity and money at hand allow. kappa X go to areas by believed needs, no two to one person; the rest
  goes to areas by how visible they are, and to people there at random.
- Newly covered = min(U, kappa X_a) + (U - that) (1 - exp(-(1 - kappa) X_a / N)); all other deliveries are duplication.
- Where a scenario sets a settling rate mu, overlaps wait for the coordinator of their sector: with o duplicated deliveries for
  each person in need, Q' = max(0, Q + o - mu), and in the week after only the share min(1, mu / (Q + o)) of kappa counts, as
  overlaps that nobody has settled go on. Nobody has measured such a rate; without one every overlap is settled at once.

Arrays have the shape (sectors, areas, draws), or (sectors, draws), (areas, draws) and (draws,): draws come last, so that NumPy
runs along them. Each step asserts that people and money are conserved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

_EXACT = 1e-9
YEAR = 52  # weeks of a plan


class Step(NamedTuple):
    """What holds from a week on: the arrangement of one phase.

    Attributes
    ----------
    week
        First week.
    coordinated
        Coordinated share a sector group comes to, shape (sectors, draws).
    head_start
        Share of it that is there at the first meeting, shape (draws,).
    start
        Week of the first meeting of each sector group, shape (sectors, draws).
    latency
        Age of what those who allocate know [week], shape (sectors, draws); whole weeks count.
    overhead
        Share of working time spent on coordination, shape (draws,).
    national, midpoint
        Share national systems take over in the end, and the week at which half of it has moved, shape (draws,).
    leaving
        Share of refugees who leave the response a week, shape (draws,).
    """

    week: int
    coordinated: np.ndarray
    head_start: np.ndarray
    start: np.ndarray
    latency: np.ndarray
    overhead: np.ndarray
    national: np.ndarray
    midpoint: np.ndarray
    leaving: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Everything a simulation needs, as arrays (S sectors, A areas, n draws).

    Attributes
    ----------
    present, hosts, arrivals
        People, shapes (A, 1 or n), (A, 1 or n) and (weeks, A, 1 or n); of hosts the share that has the same needs.
    need, lapse
        Share of people with the need; share of covered people who need it anew a week later, shape (S, n).
    unit_cost
        Money for one delivery, shape (S, n).
    requirement, renewal
        Money asked for in the first year and in each further one, shape (n,).
    donor_shares
        Shares of earmarked money by sector, shape (S, n).
    earmarked, funded, reserve, funding_time, launch, spending_lag
        See the parameters of these names; launch is the week of the plan, shape (n,).
    capacity
        Deliveries a week at full deployment, shape (S, n).
    deployment_time, coordination_time, access_skew, national_pace, national_cost, national_lapse
        See the parameters of these names, shape (n,).
    steps
        Arrangements by first week; the first begins with week 0.
    settling
        Overlaps the coordinator of a sector settles a week, in duplicated deliveries for each person in need, shape (n,); None:
        all of them.
    """

    present: np.ndarray
    hosts: np.ndarray
    arrivals: np.ndarray
    need: np.ndarray
    lapse: np.ndarray
    unit_cost: np.ndarray
    requirement: np.ndarray
    renewal: np.ndarray
    donor_shares: np.ndarray
    earmarked: np.ndarray
    funded: np.ndarray
    reserve: np.ndarray
    funding_time: np.ndarray
    launch: np.ndarray
    spending_lag: np.ndarray
    capacity: np.ndarray
    deployment_time: np.ndarray
    coordination_time: np.ndarray
    access_skew: np.ndarray
    national_pace: np.ndarray
    national_cost: np.ndarray
    national_lapse: np.ndarray
    steps: tuple[Step, ...]
    settling: np.ndarray | None = None


class Week(NamedTuple):
    """State after one week; arrays are overwritten by the next one.

    People in need and covered, and newly covered in the week, shape (S, A, n); deliveries, shape (S, n); money received and
    spent so far, and the share of deliveries by national systems in the week, shape (n,).
    """

    number: int
    need: np.ndarray
    covered: np.ndarray
    new: np.ndarray
    delivered: np.ndarray
    received: np.ndarray
    spent: np.ndarray
    national: np.ndarray


def run(setup: Setup) -> Iterator[Week]:
    """The weeks of a simulation, one after another.

    Raises
    ------
    AssertionError
        When people or money were not conserved in a week; that is an error of this program, not of data.
    """
    shape = (len(setup.need), len(setup.present), setup.need.shape[1])
    state = State(setup, shape)
    for number in range(len(setup.arrivals)):
        step = [each for each in setup.steps if each.week <= number][-1]
        state.move(number, step)
        kappa = coordinated(step, number, setup.coordination_time) * state.settled
        moved = _moved(step, number, setup)
        state.look(number, step, moved)
        state.fund(number, kappa)
        state.deliver(number, step, kappa, moved)
        state.refuse_losses(number)
        state.settle()
        yield state.week(number, moved)


def coordinated(step: Step, week: int, coordination_time: np.ndarray) -> np.ndarray:
    """Coordinated share of each sector in a week, shape (S, n): it grows from the first meeting on."""
    begun = week + 1.0 - step.start
    grown = -np.expm1(-np.maximum(begun, 0.0) / coordination_time)
    return step.coordinated * np.maximum(grown, step.head_start * (begun > 0))


def received(setup: Setup, week: int) -> np.ndarray:
    """Money received up to the end of a week, shape (n,): reserves at once, the rest after the launch of each year's plan."""
    rest = np.maximum(setup.funded - setup.reserve, 0.0)
    after = np.maximum(week - setup.launch, 0.0)
    total = setup.requirement * (setup.reserve * min(1.0, (week + 1) / 2) + rest * -np.expm1(-after / setup.funding_time))
    for start in range(YEAR, week + 1, YEAR):  # plans of later years are launched on time
        total = total + setup.renewal * setup.funded * -np.expm1(-(week - start) / setup.funding_time)
    return total


def _moved(step: Step, week: int, setup: Setup) -> np.ndarray:
    """Share of delivery by national systems in a week, shape (n,)."""
    if not step.national.any():
        return np.zeros_like(step.national)
    return step.national / (1.0 + np.exp(np.minimum(-(week - step.midpoint) / setup.national_pace, 700.0)))


class State:
    """Stocks and buffers of a run; what is as large as sectors x areas x draws is done sector by sector, within fast memory."""

    def __init__(self, setup: Setup, shape: tuple[int, int, int]) -> None:
        self.setup, self.shape = setup, shape
        sectors, areas, n = shape
        self.refugees = np.array(np.broadcast_to(setup.present, (areas, n)), dtype=float)
        self.there = self.refugees.sum(axis=0)
        self.people = np.empty((areas, n))
        self.need, self.covered, self.new = (np.zeros(shape) for _ in range(3))
        self.gap, self.work = np.empty((areas, n)), np.empty((areas, n))
        reach = 1 + max(int(np.rint(step.latency).max()) for step in setup.steps)
        self.past = np.zeros((sectors, min(reach, len(setup.arrivals)), areas, n))
        self.belief, self.believed = np.empty(shape), np.empty((sectors, n))
        self.budget, self.spent_by = np.zeros((sectors, n)), np.zeros((sectors, n))
        self.money = np.zeros(n)
        self.delivered = np.zeros((sectors, n))
        self.queue, self.settled = np.zeros((sectors, n)), np.ones((sectors, n))

    def move(self, number: int, step: Step) -> None:
        """Arrivals and departures of the week."""
        coming = self.setup.arrivals[number]
        going = self.refugees * step.leaving
        self.there = self.there + coming.sum(axis=0) - going.sum(axis=0)
        self.refugees += coming - going
        np.add(self.refugees, self.setup.hosts, out=self.people)

    def look(self, number: int, step: Step, moved: np.ndarray) -> None:
        """Needs, coverage that lapses, people not covered, and what is believed about them."""
        kept = 1.0 - self.setup.lapse * (1.0 - moved * (1.0 - self.setup.national_lapse))
        if step.week == number:
            self._look_back(step)
        slot = -number % self.past.shape[1]  # the week before lies one further on
        self.open = self.past[:, slot]
        for sector, (need, covered) in enumerate(zip(self.need, self.covered, strict=True)):
            np.multiply(self.setup.need[sector], self.people, out=need)
            np.multiply(covered, kept[sector], out=covered)
            np.minimum(covered, need, out=covered)
            past = self.past[sector]
            np.subtract(need, covered, out=past if number == 0 else past[slot])  # before the onset it was as at the onset
            np.take(past.reshape(-1), self.seen[sector] + slot * need.size, out=self.belief[sector], mode="wrap")
            self.belief[sector].sum(axis=0, out=self.believed[sector])

    def _look_back(self, step: Step) -> None:
        """Places in the past of each sector that are as old as what is known, shape (S, A, n), counted from this week."""
        _, depth, areas, n = self.past.shape
        weeks = np.minimum(np.rint(step.latency).astype(np.intp), depth - 1)
        self.seen = np.arange(areas * n).reshape(areas, n) + (weeks * areas * n)[:, np.newaxis]

    def fund(self, number: int, kappa: np.ndarray) -> None:
        """Money received in the week, by sector: as donors earmark it, and by believed needs as far as sectors coordinate."""
        total = received(self.setup, number)
        wanted = self.believed * self.setup.unit_cost
        asked = wanted.sum(axis=0)
        by_need = np.divide(wanted, asked, out=np.array(self.setup.donor_shares), where=asked > 0)
        free = kappa * by_need + (1.0 - kappa) * self.setup.donor_shares
        free = free / free.sum(axis=0)
        share = self.setup.earmarked * self.setup.donor_shares + (1.0 - self.setup.earmarked) * free
        self.budget += (total - self.money) * share
        self.money = total

    def deliver(self, number: int, step: Step, kappa: np.ndarray, moved: np.ndarray) -> None:
        """Deliveries within capacity and money, and the people they newly cover: the occupancy law."""
        setup = self.setup
        cost = setup.unit_cost * (1.0 - moved * (1.0 - setup.national_cost))
        able = setup.capacity * (-np.expm1(-(number + 1.0) / setup.deployment_time) * (1.0 - step.overhead))
        at_hand = np.maximum(self.budget - self.spent_by, 0.0)
        self.delivered = np.minimum(able, at_hand / setup.spending_lag / cost)
        self.delivered *= setup.need * self.people.sum(axis=0) > 0  # nothing is delivered where nobody has a need
        self.spent_by += self.delivered * cost
        known = kappa * self.delivered
        coefficient = np.divide(known, self.believed, out=np.zeros_like(known), where=self.believed > 0)
        blind = known * (self.believed <= 0)  # everybody is believed to be covered: deliveries follow people
        alone = np.divide(self.delivered - known, setup.need, out=np.zeros_like(known), where=setup.need > 0)
        visible = -self._visible()
        somewhere = blind.any()
        for sector in range(len(known)):
            first = np.multiply(self.belief[sector], coefficient[sector], out=self.work)
            if somewhere:
                first += blind[sector] * _shares(self.people)
            self._reach(sector, first, alone[sector] * visible)

    def _reach(self, sector: int, first: np.ndarray, odds: np.ndarray) -> None:
        """People of a sector newly covered, by deliveries to those not covered first and by others at random, shape (A, n)."""
        np.minimum(self.open[sector], first, out=first)
        gap = np.subtract(self.open[sector], first, out=self.gap)
        reached = np.expm1(odds, out=odds)
        np.multiply(gap, reached, out=reached)
        np.subtract(first, reached, out=self.new[sector])
        self.covered[sector] += self.new[sector]

    def _visible(self) -> np.ndarray:
        """Share of uncoordinated deliveries an area gets, over its people, shape (A, n)."""
        liked = _shares(_shares(self.people) ** (1.0 + self.setup.access_skew))
        return np.divide(liked, self.people, out=np.zeros_like(liked), where=self.people > 0)

    def refuse_losses(self, number: int) -> None:
        """Assert that people, deliveries and money are conserved."""
        size = self.people.sum(axis=0).max(initial=1.0) * _EXACT
        duplicated = self.delivered - self.new.sum(axis=1)
        uncovered = min(np.subtract(*each, out=self.gap).min() for each in zip(self.open, self.new, strict=True))
        overspent = (self.spent_by - (1.0 + _EXACT) * self.budget).max()
        assert _apart(self.refugees.sum(axis=0), self.there) <= size, f"week {number}: people are lost"
        assert self.new.min() >= -size and uncovered >= -size, f"week {number}: more are covered than need it"
        assert duplicated.min() >= -size, f"week {number}: more are covered than were delivered to"
        assert overspent <= _EXACT, f"week {number}: more is spent than was received"
        amount = _EXACT * (1.0 + np.abs(self.money).max())
        assert _apart(self.budget.sum(axis=0), self.money) <= amount, f"week {number}: money is lost"

    def settle(self) -> None:
        """Overlaps that wait for the coordinator of each sector, and the share of them settled."""
        rate = self.setup.settling
        if rate is None:
            return
        need = self.need.sum(axis=1)
        found = np.divide(self.delivered - self.new.sum(axis=1), need, out=np.zeros_like(need), where=need > 0)
        due = self.queue + np.maximum(found, 0.0)
        self.settled = np.divide(np.minimum(rate, due), due, out=np.ones_like(due), where=due > 0)
        self.queue = np.maximum(due - rate, 0.0)

    def week(self, number: int, moved: np.ndarray) -> Week:
        """What a reader sees of the week."""
        spent = self.spent_by.sum(axis=0)
        return Week(number, self.need, self.covered, self.new, self.delivered, self.money, spent, moved)


def _apart(one: np.ndarray, other: np.ndarray) -> float:
    """Greatest difference of two arrays."""
    return np.abs(one - other).max()


def _shares(amounts: np.ndarray) -> np.ndarray:
    """Shares of a total over the first axis; 0 where there is none."""
    total = amounts.sum(axis=0)
    return np.divide(amounts, total, out=np.zeros_like(amounts), where=total > 0)
