"""Outcomes of thousands of draws without building a cash flow: parts of equipment times what a unit of each costs.

A sum over all payments (a present value, say) of a site is linear in the counts of a few parts: in what is needed in each year,
and in what was installed by then. The price of a part in a year collects every component it drives and every payment that
follows from it, so the work for sites and draws is one multiplication and one addition for each part and year.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.tco.dimensions import Part, Sizing, size
from refanalysis.tco.ledger import Payments
from refanalysis.tco.payers import shares
from refanalysis.tco.prices import CAPITAL, UnitCost, rate_of_prices, unit_cost
from refanalysis.tco.settings import Settings
from refanalysis.tco.traffic import Load

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values

Sums = dict[str, np.ndarray]
TAIL_YEARS = 5
_BLOCK_SITES, _BLOCK_DRAWS = 16, 2048  # a block of counts stays in the processor's cache: 256 KB


def contracted(
    asked: Load,
    rows: list[Any],
    technology: str,
    values: Values,
    payers: pd.DataFrame,
    wanted: Iterable[str],
    settings: Settings,
) -> Sums:
    """Sums over all payments of each site and draw, by name, each of shape (sites, draws) [currency].

    Parameters
    ----------
    wanted
        Of tco (not discounted), initial_capex, present_value, running (present value of what is not purchase, replacement or
        credit), tail (present value after TAIL_YEARS) and present_value_<payer>.
    """
    names = list(wanted)
    sizing = size(asked, rows, technology, values)
    priced = _prices(asked.horizon, rows, technology, values, payers, names, settings, sizing)
    n_draws = max(array.shape[-1] for arrays in priced.values() for array in arrays.values())
    n_draws = max([n_draws, *(part.rate.shape[1] for name, part in sizing.parts.items() if name in priced)])
    totals = np.zeros((len(names), len(asked.people), n_draws))
    for name, prices in priced.items():
        _add(totals, sizing.parts[name], asked.people, prices["needed"], prices["installed"])
    return dict(zip(names, totals, strict=True))


def _prices(
    horizon: int,
    rows: list[Any],
    technology: str,
    values: Values,
    payers: pd.DataFrame,
    names: list[str],
    settings: Settings,
    sizing: Sizing,
) -> dict[str, dict[str, np.ndarray]]:
    """Price of each part, needed and installed, shape (sums, years, draws)."""
    split = shares(payers, technology, horizon)
    weigh = _Weights(names=names, rate=rate_of_prices(values, settings), split=split)
    found: dict[str, dict[str, np.ndarray]] = {}
    for row in rows:
        running, bought = weigh.unit(unit_cost(row, technology, values, horizon, settings), horizon)
        installed = bought - np.concatenate([bought[:, 1:], np.zeros_like(bought[:, :1])], axis=1)
        for part, factor in sizing.drivers[row.driver].items():
            known = found.setdefault(part, {"needed": np.zeros((1, 1, 1)), "installed": np.zeros((1, 1, 1))})
            known["needed"] = known["needed"] + running * (factor * row.quantity)
            known["installed"] = known["installed"] + installed * (factor * row.quantity)
    return found


class _Weights:
    """What a payment adds to each of the sums that are asked for."""

    def __init__(self, names: list[str], rate: np.ndarray, split: dict[str, dict[str, np.ndarray]]) -> None:
        self.names, self.split = names, split
        self.decay = np.log1p(rate)[:, np.newaxis]
        self.factors: dict[int, tuple[np.ndarray, np.ndarray]] = {}

    def unit(self, cost: UnitCost, horizon: int) -> tuple[np.ndarray, np.ndarray]:
        """What a unit adds to each sum in each year it runs and in the year it is bought, both (sums, years, draws)."""
        self.factors.clear()
        running = self._total(cost.running, lambda each: each.T)
        bought = self._total(cost.bought, lambda each: each.sum(axis=-1))
        shape = (len(self.names), horizon, 1)
        return (each if each.size else np.zeros(shape) for each in (running, bought))  # type: ignore[return-value]

    def _total(self, costs: tuple[tuple[str, Payments], ...], collect: Any) -> np.ndarray:
        if not costs:
            return np.zeros(0)
        by_name = {name: self._one(name, costs, collect) for name in self.names}
        shape = np.broadcast_shapes(*(each.shape for each in by_name.values()))
        return np.stack([np.broadcast_to(each, shape) for each in by_name.values()])

    def _one(self, name: str, costs: tuple[tuple[str, Payments], ...], collect: Any) -> np.ndarray:
        parts = [collect(self._weighed(name, item, each)) for item, each in costs]
        return sum(parts[1:], parts[0])

    def _weighed(self, name: str, item: str, payments: Payments) -> np.ndarray:
        amount = payments.amount
        if name == "tco":
            return amount
        if name == "initial_capex":
            return amount * ((item == "capex") & (payments.year == 0))
        present = amount * self._factor(payments)
        if name == "present_value":
            return present
        if name == "running":
            return present * (item not in CAPITAL)
        if name == "tail":
            return present * (payments.year >= TAIL_YEARS)
        share = self.split[item].get(name.removeprefix("present_value_"))
        return present * (0.0 if share is None else share[payments.year])

    def _factor(self, payments: Payments) -> np.ndarray:
        key = id(payments.date)
        if key not in self.factors:
            self.factors[key] = payments.date, np.exp(-payments.date * self.decay)
        return self.factors[key][1]


def _add(totals: np.ndarray, part: Part, people: np.ndarray, needed: np.ndarray, installed: np.ndarray) -> None:
    """Add counts times prices to `totals`, shape (sums, sites, draws)."""
    most = np.maximum.accumulate(part.rate, axis=0)
    steady = bool((most == part.rate).all())
    priced = [(part.rate, needed + installed)] if steady else [(part.rate, needed), (most, installed)]
    for rate, prices in priced:
        if prices.any():
            _add_counts(totals, rate, prices, people, part)


def _add_counts(totals: np.ndarray, rate: np.ndarray, prices: np.ndarray, people: np.ndarray, part: Part) -> None:
    if part.fixed or not part.whole:
        sites = np.ones_like(people) if part.fixed else people
        totals += sites[:, np.newaxis] * (rate * prices).sum(axis=1)[:, np.newaxis, :]
        return
    n_draws = totals.shape[2]
    scaled = np.broadcast_to(rate * (1 - 1e-12), (rate.shape[0], n_draws))  # as in `whole`
    prices = np.broadcast_to(prices, (*prices.shape[:2], n_draws))
    for start in range(0, n_draws, _BLOCK_DRAWS):
        draws = slice(start, start + _BLOCK_DRAWS)
        block_rate, block_prices = np.ascontiguousarray(scaled[:, draws]), np.ascontiguousarray(prices[:, :, draws])
        for first in range(0, len(people), _BLOCK_SITES):
            sites = slice(first, first + _BLOCK_SITES)
            _contract(totals[:, sites, draws], people[sites, np.newaxis], block_rate, block_prices)


def _contract(totals: np.ndarray, people: np.ndarray, rate: np.ndarray, prices: np.ndarray) -> None:
    """Add the sum over years of whole counts times prices; nothing here is larger than the block."""
    count, value = np.empty(totals.shape[1:]), np.empty(totals.shape[1:])
    for year in range(rate.shape[0]):
        np.multiply(people, rate[year], out=count)
        np.ceil(count, out=count)
        for total, price in zip(totals, prices[:, year], strict=True):
            np.multiply(count, price, out=value)
            total += value
