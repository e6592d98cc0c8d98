"""Yearly cost of the operator's network at a site, for any population and many draws: the dated ledger, collected by year.

What a part of equipment costs in each year collects every component it drives; the cost of a site is then its counts of a few
parts times these prices, so that a search over populations prices the equipment once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.tco.dimensions import Part, size
from refanalysis.tco.prices import unit_cost
from refanalysis.tco.reading import Reader, whole

if TYPE_CHECKING:
    from refanalysis.assumptions import Values
    from refanalysis.tco.ledger import Payments
    from refanalysis.tco.prices import Cost
    from refanalysis.tco.settings import Settings
    from refanalysis.tco.traffic import Load

BOUGHT = ("equipment", "closing", "residual")
RUNNING = "running"
_ANCHOR = "anchor_lines"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Parts of equipment with their prices.

    Attributes
    ----------
    parts
        Parts by name.
    bought
        By part and line (`BOUGHT`): cost in each year of a unit bought in a year, shape (years bought, years, draws)
        [currency].
    running
        By part: cost of a unit in service in each year, shape (years, draws) [currency].
    """

    parts: dict[str, Part]
    bought: dict[str, dict[str, np.ndarray]]
    running: dict[str, np.ndarray]


def network(
    asked: Load,
    rows: list[Any],
    technology: str,
    values: Values,
    settings: Settings,
    *,
    shared_tower: bool,
    anchor_mbps: np.ndarray,
) -> Network:
    """Parts and prices of a technology's network.

    Parameters
    ----------
    asked
        What the operator's users ask for.
    rows
        Bill of the technology.
    settings
        As for `refanalysis.tco.cash_flows`; replacements stand at the start of their year, so that every payment falls on the
        start or the end of a year (or the middle, for running costs).
    shared_tower
        Whether the shared part of each component is divided among `tenants`.
    anchor_mbps
        Capacity of office contracts that the upstream carries on top, shape (draws,) [Mbps].

    Raises
    ------
    ValueError
        For settings under which a business case is not defined.
    """
    _refuse(settings)
    sizing = size(asked, rows, technology, values)
    if "mbps" in sizing.drivers:
        line = Part(rate=np.broadcast_to(anchor_mbps, (asked.horizon, anchor_mbps.size)), fixed=True)
        sizing.parts[_ANCHOR], sizing.drivers["mbps"][_ANCHOR] = line, np.ones(1)
    found = Network(parts=sizing.parts, bought={}, running={})
    for row in rows:
        borne = _borne(Reader(values=values, technology=technology, component=row.component), shared_tower) * row.quantity
        cost = unit_cost(row, technology, values, asked.horizon, settings)
        bought, running = _by_year(cost.bought, asked.horizon), _running(cost.running)
        for part, factor in sizing.drivers[row.driver].items():
            lines = found.bought.setdefault(part, {})
            for name, amount in bought.items():
                lines[name] = lines.get(name, 0.0) + amount * (factor * borne)
            found.running[part] = found.running.get(part, 0.0) + running * (factor * borne)
    return found


def yearly_costs(known: Network, people: np.ndarray, horizon: int) -> dict[str, np.ndarray]:
    """Cost of each year by line (equipment, closing, residual, running), shape (sites, years, draws) [currency/year].

    Parameters
    ----------
    people
        Population of each site today, shape (sites, draws) [person].
    """
    found = dict.fromkeys((*BOUGHT, RUNNING), np.zeros((people.shape[0], horizon, 1)))
    for name, part in known.parts.items():
        if name in known.running:
            found[RUNNING] = found[RUNNING] + _count(part, part.rate, people) * known.running[name]
        lines = known.bought.get(name, {})
        if lines:
            there = _count(part, np.maximum.accumulate(part.rate, axis=0), people)
            added = np.diff(there, axis=1, prepend=0.0)
            for line, prices in lines.items():
                found[line] = found[line] + _spread(added, prices)
    return found


def _refuse(settings: Settings) -> None:
    if settings.replacement == "when_due" or settings.prices != "real":
        raise ValueError(
            f"a business case is told in whole years and real prices; found replacement {settings.replacement!r}, prices "
            f"{settings.prices!r}; accepted: replacement 'start_of_year' or 'none', prices 'real'"
        )


def _borne(read: Reader, shared_tower: bool) -> np.ndarray:
    """Part of a component's cost that this operator bears [share]."""
    if not shared_tower:
        return np.ones(1)
    shared = read("shared_share")
    return 1.0 - shared + shared / read("tenants")


def _by_year(bought: tuple[Cost, ...], horizon: int) -> dict[str, np.ndarray]:
    """Payments for a unit bought in each year, by line and year of the books, shape (years bought, years, draws)."""
    found: dict[str, np.ndarray] = {}
    years = np.arange(horizon)
    for credit, paid, share in _together(bought):
        date, year, amount = np.broadcast_arrays(paid.date, paid.year, paid.amount)
        for line, kept in _lines(date > year, credit=credit):
            if kept.any():
                by_year = ((year[..., np.newaxis] == years) * (amount * kept)[..., np.newaxis]).sum(axis=-2)
                found[line] = found.get(line, 0.0) + by_year.transpose(0, 2, 1) * share
    return found


def _together(costs: tuple[Cost, ...]) -> Iterator[tuple[bool, Payments, np.ndarray]]:
    """Payments with the sum of the shares in which items repeat them; a credit stays apart."""
    places: dict[tuple[bool, int], list[Cost]] = {}
    for cost in costs:
        places.setdefault((cost.item == "residual", id(cost.payments)), []).append(cost)
    for (credit, _), same in places.items():
        yield credit, same[0].payments, sum((cost.share for cost in same), np.zeros(1))


def _lines(at_end: np.ndarray, *, credit: bool) -> list[tuple[str, np.ndarray]]:
    if credit:
        return [("residual", np.ones_like(at_end))]
    return [("equipment", ~at_end), ("closing", at_end)]


def _running(costs: tuple[Cost, ...]) -> np.ndarray:
    amounts = [paid.amount.T * share for _, paid, share in _together(costs)]
    return sum(amounts[1:], amounts[0]) if amounts else np.zeros((1, 1))


def _count(part: Part, rate: np.ndarray, people: np.ndarray) -> np.ndarray:
    """How many there are, shape (sites, years, draws), for populations that differ by draw."""
    amount = np.ones((people.shape[0], 1, 1)) * rate if part.fixed else people[:, np.newaxis, :] * rate
    return whole(amount) if part.whole else amount


def _spread(added: np.ndarray, prices: np.ndarray) -> np.ndarray:
    """Units bought in each year times what they cost in each year, shape (sites, years, draws)."""
    n_draws = max(added.shape[2], prices.shape[2])
    bought = (np.broadcast_to(each, (*each.shape[:2], n_draws)) for each in (added, prices))
    return np.einsum("sad,ayd->syd", *bought)
