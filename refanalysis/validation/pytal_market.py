"""What users pay and what the state takes, by the rules of pytal: demand, revenue, spectrum, tax, profit, cross-subsidy.

Every function takes arrays that broadcast, one element per case. Revenue is paid at the start of each year and discounted by
`tco.ledger`; rounding and cutting to whole money are pytal's own (`pytal_costs.banker`, `pytal_costs.truncated`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.tco import ledger
from refanalysis.validation.pytal_costs import banker, truncated

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

COVERAGE_BELOW_MHZ = 1000
MONTHS = 12


def phones(population: ArrayLike, penetration: ArrayLike, networks: ArrayLike) -> np.ndarray:
    """Phones on one of `networks` networks, shape (cases, years), from people, shape (cases,), and a share of them by year."""
    people = np.asarray(population, dtype=float)[..., np.newaxis] * penetration
    return people / np.asarray(networks, dtype=float)[..., np.newaxis]


def demand(smartphones: ArrayLike, rate: ArrayLike, overbooking: ArrayLike, area: ArrayLike) -> np.ndarray:
    """Traffic of the busiest year [Mbps/km2] of smartphones, shape (cases, years), each with `rate` [Mbps]."""
    share = np.asarray(rate, dtype=float) / overbooking / area
    return (np.asarray(smartphones, dtype=float) * share[..., np.newaxis]).max(axis=-1)


def revenue(used: ArrayLike, arpu: ArrayLike, rate: ArrayLike) -> np.ndarray:
    """Present value of what phones bring in, shape (cases,) [currency], not rounded.

    Parameters
    ----------
    used
        Phones on the network by year, shape (cases, years).
    arpu
        Revenue per phone [currency/month], shape (cases,).
    rate
        Discount rate [share/year]; the first year is not discounted.
    """
    flows = MONTHS * np.asarray(used, dtype=float) * np.asarray(arpu, dtype=float)[..., np.newaxis]
    years = np.arange(flows.shape[-1])
    return ledger.present_value(ledger.Payments(date=years.astype(float), year=years, amount=flows), rate)


def spectrum(
    population: ArrayLike, coverage_mhz: ArrayLike, capacity_mhz: ArrayLike, prices: tuple[ArrayLike, ArrayLike]
) -> np.ndarray:
    """Price of spectrum [currency].

    Parameters
    ----------
    population
        People, rounded half to even before they are charged.
    coverage_mhz, capacity_mhz
        Bandwidth below and from 1,000 MHz, over all channels [MHz].
    prices
        Price in either range [currency/MHz/person].
    """
    people = banker(population)
    return (
        prices[0] * np.asarray(coverage_mhz, dtype=float) * people + prices[1] * np.asarray(capacity_mhz, dtype=float) * people
    )


def spectrum_factor(option: str, low: float, high: float) -> float:
    """Factor on the price of spectrum: `low` is a share of the price, `high` a share on top of it."""
    return {"low": low, "baseline": 1.0, "high": 1.0 + high}[option]


def bandwidth(bands: Iterable[tuple[float, str]]) -> tuple[float, float]:
    """Bandwidth below and from 1,000 MHz [MHz] of bands, frequency [MHz] and width, such as (800, "2x10"): two of 10 MHz.

    Raises
    ------
    ValueError
        For a band that is not written as channels x bandwidth.
    """
    width = {"coverage": 0.0, "capacity": 0.0}
    for frequency, text in bands:
        channels, _, each = text.partition("x")
        width["coverage" if frequency < COVERAGE_BELOW_MHZ else "capacity"] += float(channels) * float(each)
    return width["coverage"], width["capacity"]


def tax(network_cost: ArrayLike, share: ArrayLike) -> np.ndarray:
    """Tax on the cost of the network, cut to whole money [currency]."""
    return truncated(np.asarray(network_cost, dtype=float) * share)


def cross_subsidy(revenues: ArrayLike, costs: ArrayLike) -> dict[str, np.ndarray]:
    """Surplus, deficit, what is drawn from the pool of surpluses, what the state adds, each of shape (regions,) [currency].

    Also `order`, the regions by rising deficit: in this order they draw from the pool until it is empty.
    """
    income, cost = np.asarray(revenues, dtype=float), np.asarray(costs, dtype=float)
    surplus, deficit = np.maximum(income - cost, 0.0), np.maximum(cost - income, 0.0)
    order = np.argsort(deficit, kind="stable")
    before = np.concatenate([[0.0], np.cumsum(deficit[order])[:-1]])
    used = np.empty_like(cost)
    used[order] = np.clip(surplus.sum() - before, 0.0, deficit[order])
    return {
        "surplus": surplus,
        "deficit": deficit,
        "used": used,
        "state": np.maximum(cost - (income + used), 0.0),
        "order": order,
    }
