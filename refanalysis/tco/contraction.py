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
from refanalysis.tco.prices import CAPITAL, Cost, UnitCost, rate_of_prices, unit_cost
from refanalysis.tco.settings import Settings
from refanalysis.tco.traffic import Load

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values

Sums = dict[str, np.ndarray]
TAIL_YEARS = 5
_BLOCK_SITES, _BLOCK_DRAWS = 4, 1024  # a block of counts of ten years stays in the processor's cache: 320 KB


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
    """What the payments of a unit add to each of the sums that are asked for."""

    def __init__(self, names: list[str], rate: np.ndarray, split: dict[str, dict[str, np.ndarray]]) -> None:
        self.names, self.split = names, split
        self.decay = np.log1p(rate)[:, np.newaxis]

    def unit(self, cost: UnitCost, horizon: int) -> tuple[np.ndarray, np.ndarray]:
        """What a unit adds to each sum in each year it runs, and in the year it is bought, both (sums, years, draws)."""
        none = np.zeros((len(self.names), horizon, 1))
        running = self._total(cost.running, "dt,dt->td") if cost.running else none
        bought = self._total(cost.bought, "adk,adk->ad") if cost.bought else none
        return running, bought

    def _total(self, costs: tuple[Cost, ...], collect: str) -> np.ndarray:
        collected: dict[tuple, np.ndarray] = {}
        by_name = [self._one(name, costs, collect, collected) for name in self.names]
        shape = np.broadcast_shapes(*(each.shape for each in by_name))
        return np.stack([np.broadcast_to(each, shape) for each in by_name])

    def _one(self, name: str, costs: tuple[Cost, ...], collect: str, collected: dict[tuple, np.ndarray]) -> np.ndarray:
        """Sum over items and payments; items that share payments differ by a factor, so each set is collected once."""
        total = np.zeros((1, 1))
        for cost in costs:
            kind = self._kind(name, cost.item)
            if kind is not None:
                key = (id(cost.payments), *kind)
                if key not in collected:
                    collected[key] = self._collected(cost.payments, kind, collect)
                total = total + collected[key] * cost.share
        return total

    def _kind(self, name: str, item: str) -> tuple[str, ...] | None:
        """How payments of an item count in a sum; None when they do not."""
        if name == "initial_capex":
            return ("first",) if item == "capex" else None
        if name == "running":
            return None if item in CAPITAL else ("present_value",)
        if name in ("tco", "present_value", "tail"):
            return (name,)
        payer = name.removeprefix("present_value_")
        return ("payer", payer, item) if payer in self.split[item] else None

    def _collected(self, payments: Payments, kind: tuple[str, ...], collect: str) -> np.ndarray:
        weight = np.ones(1) if kind[0] in ("tco", "first") else np.exp(-payments.date * self.decay)
        if kind[0] == "first":
            weight = weight * (payments.year == 0)
        elif kind[0] == "tail":
            weight = weight * (payments.year >= TAIL_YEARS)
        elif kind[0] == "payer":
            weight = weight * self.split[kind[2]][kind[1]][payments.year]
        return np.einsum(collect, *np.broadcast_arrays(payments.amount, weight))


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
            counts = np.ceil(people[sites, np.newaxis, np.newaxis] * block_rate)
            for total, price in zip(totals[:, sites, draws], block_prices, strict=True):
                total += np.einsum("std,td->sd", counts, price)
