"""Outcomes of thousands of draws without building a cash flow: parts of equipment times what a unit of each costs.

A sum over all payments (a present value, say) of a site is linear in the counts of a few parts: in what is needed in each
year, and in what was installed by then. The price of a part in a year collects every component it drives and every payment that
follows from it. Prices do not depend on the site, so what is left for sites and draws is one count and one product for each
part and year; a part that several technologies share is counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.tco.dimensions import Part, bill, size
from refanalysis.tco.ledger import Payments
from refanalysis.tco.payers import shares
from refanalysis.tco.prices import RUNNING, Cost, Memo, UnitCost, rate_of_prices, unit_cost
from refanalysis.tco.settings import Settings
from refanalysis.tco.traffic import Load

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values

TAIL_YEARS = 5
_BLOCK, _BLOCK_DRAWS = 8192, 4096  # sites x draws: a block of counts of ten years, 640 KB, stays in the processor's cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Something counted at each site, and its prices: (row of the result, price of shape (years, draws)) for each."""

    part: Part
    prices: list[tuple[int, np.ndarray]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """Prices of everything counted; row `technology * len(names) + name` of the result is one sum of one technology."""

    technologies: tuple[str, ...]
    names: tuple[str, ...]
    counted: list[Counted]
    n_draws: int


def priced(
    asked: Load,
    bills: pd.DataFrame,
    technologies: Sequence[str],
    values: Values,
    payers: pd.DataFrame,
    names: Iterable[str],
    settings: Settings,
) -> Priced:
    """What a unit of each part adds to each sum; nothing in it depends on a site.

    Parameters
    ----------
    names
        Sums over all payments: tco (not discounted), initial_capex, present_value, running (present value of the items
        in RUNNING), tail (present value after TAIL_YEARS) and present_value_<payer>.
    """
    wanted, memo = tuple(names), Memo()
    rate, collected = rate_of_prices(values, settings), {}
    counted: list[Counted] = []
    rising = all((np.diff(each, axis=0) >= 0).all() for each in asked.rates.values())
    for place, name in enumerate(technologies):
        rows = bill(bills, name)
        weigh = _Weights(names=wanted, rate=rate, split=shares(payers, name, asked.horizon), collected=collected)
        sizing = size(asked, rows, name, values)
        costs = [(row, weigh.unit(unit_cost(row, name, values, asked.horizon, settings, memo), asked.horizon)) for row in rows]
        for part, (needed, bought) in _by_part(costs, sizing.drivers).items():
            _enter(counted, sizing.parts[part], needed, _standing(bought), place * len(wanted), rising)
    sizes = [array.shape[-1] for each in counted for array in (each.part.rate, *(price for _, price in each.prices))]
    return Priced(technologies=tuple(technologies), names=wanted, counted=counted, n_draws=max([*sizes, rate.size]))


def totals(prices: Priced, people: np.ndarray, *, together: bool = False) -> np.ndarray:
    """Sums of sites with so many people today, shape (technologies, sums, sites, draws) [currency].

    With `together` one more row, the last, is all sites together.
    """
    found = np.zeros((len(prices.technologies) * len(prices.names), len(people) + together, prices.n_draws))
    by_site = found[:, : len(people)]
    for each in prices.counted:
        if each.part.fixed or not each.part.whole:
            _add_exact(by_site, each, people)
        else:
            _add_whole(by_site, each, people)
    if together:
        by_site.sum(axis=1, out=found[:, -1])
    return found.reshape(len(prices.technologies), len(prices.names), *found.shape[1:])


def _by_part(
    costs: list[tuple[Any, tuple[np.ndarray, np.ndarray]]], drivers: dict[str, dict[str, np.ndarray]]
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Price of each part needed in a year, and of each bought in it, shape (sums, years, draws)."""
    found: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for row, (running, bought) in costs:
        for part, factor in drivers[row.driver].items():
            needed, added = found.get(part, (0.0, 0.0))
            found[part] = (needed + running * (factor * row.quantity), added + bought * (factor * row.quantity))
    return found


def _standing(bought: np.ndarray) -> np.ndarray:
    """Price of each part that is there in a year, from the price of one bought in it.

    A unit bought in year a costs b(a), so all that are bought cost added(0) b(0) + added(1) b(1) + …, which is
    installed(0) (b(0) - b(1)) + installed(1) (b(1) - b(2)) + …
    """
    standing = bought.copy()
    standing[:, :-1] -= bought[:, 1:]
    return standing


def _enter(counted: list[Counted], part: Part, needed: np.ndarray, installed: np.ndarray, first_row: int, rising: bool) -> None:
    """Enter the prices of a part, once where everything installed is needed, else for the need and for what is there.

    A part rises where demand does, because its rate is demand times a number that is not below zero, or the larger of two such.
    """
    most = part.rate if rising else np.maximum.accumulate(part.rate, axis=0)
    steady = rising or np.array_equal(most, part.rate)
    for rate, prices in [(part.rate, needed + installed)] if steady else [(part.rate, needed), (most, installed)]:
        rows = [(first_row + number, price) for number, price in enumerate(prices) if price.any()]
        if rows:
            _same(counted, Part(rate=rate, whole=part.whole, fixed=part.fixed)).prices.extend(rows)


def _same(counted: list[Counted], part: Part) -> Counted:
    """The entry that counts the same, made anew if there is none."""
    kind = (part.whole, part.fixed, part.rate.flat[-1])  # the last rate alone tells most parts apart
    for each in counted:
        if (each.part.whole, each.part.fixed, each.part.rate.flat[-1]) == kind and np.array_equal(each.part.rate, part.rate):
            return each
    counted.append(Counted(part=part))
    return counted[-1]


class _Weights:
    """What the payments of a unit add to each of the sums that are asked for."""

    def __init__(
        self, names: tuple[str, ...], rate: np.ndarray, split: dict[str, dict[str, np.ndarray]], collected: dict
    ) -> None:
        self.names, self.split, self.collected = names, split, collected
        self.decay = np.log1p(rate)[:, np.newaxis]

    def unit(self, cost: UnitCost, horizon: int) -> tuple[np.ndarray, np.ndarray]:
        """What a unit adds to each sum in each year it runs, and in the year it is bought, both (sums, years, draws)."""
        none = np.zeros((len(self.names), horizon, 1))
        running = self._total(cost.running, "dt,dt->td") if cost.running else none
        bought = self._total(cost.bought, "adk,adk->ad") if cost.bought else none
        return running, bought

    def _total(self, costs: tuple[Cost, ...], collect: str) -> np.ndarray:
        by_name = [self._one(name, costs, collect) for name in self.names]
        shape = np.broadcast_shapes(*(each.shape for each in by_name))
        return np.stack([np.broadcast_to(each, shape) for each in by_name])

    def _one(self, name: str, costs: tuple[Cost, ...], collect: str) -> np.ndarray:
        """Sum over items and payments; items that share payments differ by a factor, so each set is collected once."""
        found: dict[tuple, tuple[Payments, tuple[str, bytes], np.ndarray]] = {}
        for cost in costs:
            kind = self._kind(name, cost.item)
            if kind is not None:
                key = (id(cost.payments), *kind)
                found[key] = (cost.payments, kind, found[key][2] + cost.share if key in found else cost.share)
        each = (self._collected(payments, kind, collect) * share for payments, kind, share in found.values())
        return sum(each, np.zeros((1, 1)))

    def _kind(self, name: str, item: str) -> tuple[str, bytes] | None:
        """How payments of an item count in a sum; None when they do not."""
        if name == "initial_capex":
            return (name, b"") if item == "capex" else None
        if name == "running":
            return ("present_value", b"") if item in RUNNING else None
        if name in ("tco", "present_value", "tail"):
            return (name, b"")
        share = self.split[item].get(name.removeprefix("present_value_"))
        return None if share is None else ("payer", share.tobytes())

    def _collected(self, payments: Payments, kind: tuple[str, bytes], collect: str) -> np.ndarray:
        key = (id(payments), *kind)
        if key not in self.collected:
            weighed = np.broadcast_arrays(payments.amount, self._weight(payments, kind))
            self.collected[key] = payments, np.einsum(collect, *weighed)  # payments are kept, so that no id comes twice
        return self.collected[key][1]

    def _weight(self, payments: Payments, kind: tuple[str, bytes]) -> np.ndarray:
        if kind[0] == "tco":
            return np.ones(1)
        if kind[0] == "initial_capex":
            return payments.year == 0
        factor = self._factor(payments.date)
        if kind[0] == "tail":
            return factor * (payments.year >= TAIL_YEARS)
        return factor * np.frombuffer(kind[1])[payments.year] if kind[0] == "payer" else factor

    def _factor(self, date: np.ndarray) -> np.ndarray:
        if date.ndim > 1:
            return np.exp(-date * self.decay)
        key = ("factor", date.tobytes())
        if key not in self.collected:
            self.collected[key] = np.exp(-date * self.decay)
        return self.collected[key]


def _add_exact(found: np.ndarray, counted: Counted, people: np.ndarray) -> None:
    sites = np.ones_like(people) if counted.part.fixed else people
    for row, price in counted.prices:
        found[row] += np.multiply.outer(sites, (counted.part.rate * price).sum(axis=0))


def _add_whole(found: np.ndarray, counted: Counted, people: np.ndarray) -> None:
    n_draws = found.shape[2]
    rate = np.broadcast_to(counted.part.rate * (1 - 1e-12), (counted.part.rate.shape[0], n_draws))  # as in `whole`
    prices = [(row, np.broadcast_to(price, rate.shape)) for row, price in counted.prices]
    size = max(1, _BLOCK // min(n_draws, _BLOCK_DRAWS))
    for start in range(0, n_draws, _BLOCK_DRAWS):
        draws = slice(start, start + _BLOCK_DRAWS)
        block_rate = np.ascontiguousarray(rate[:, draws])
        held = np.empty((size, *block_rate.shape))
        block_prices = [(row, np.ascontiguousarray(price[:, draws])) for row, price in prices]
        for first in range(0, len(people), size):
            sites = slice(first, first + size)
            counts = np.multiply(people[sites, np.newaxis, np.newaxis], block_rate, out=held[: len(people[sites])])
            np.ceil(counts, out=counts)
            for row, price in block_prices:
                found[row, sites, draws] += np.einsum("std,td->sd", counts, price)
