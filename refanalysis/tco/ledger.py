"""Dated payments: what is bought, bought again, run, and credited at the end, each with the day it is paid.

Everything the cost model and the profiles of other models (`refanalysis.validation`) compute is made of the four functions
here. Dates count years from the start: 0 is the first day of year 0. Arrays broadcast; payments run along the last axis.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import finance
from refanalysis.tco.settings import Settings

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_DEFAULT = Settings()
_NOISE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """Payments along the last axis: `date` [year since the start], `year` in whose books each stands, `amount` [currency]."""

    date: np.ndarray
    year: np.ndarray
    amount: np.ndarray


def purchases(
    price: ArrayLike,
    lifetime: ArrayLike,
    horizon: int,
    *,
    bought: ArrayLike = 0.0,
    replacement_price: ArrayLike | None = None,
    trend: ArrayLike = 0.0,
    settings: Settings = _DEFAULT,
) -> dict[str, Payments]:
    """Payments for one unit by item: capex, replacement, residual (negative).

    Parameters
    ----------
    price
        Price of the first purchase at the start [currency], shape (...).
    lifetime
        Years until it must be bought again [year], shape (...).
    horizon
        Years of service [year].
    bought
        Date of the first purchase [year], shape (...), below `horizon`.
    replacement_price
        Price of a replacement at the start [currency], by default `price`.
    trend
        Yearly change of the price [share/year].

    Returns
    -------
    dict of Payments
        Shapes (..., 1), (..., most replacements), (..., 1). Unused slots of `replacement` hold 0.

    Raises
    ------
    ValueError
        For a lifetime that is not above zero, a horizon below one year, or a purchase at the horizon or later.

    Notes
    -----
    Bought again at `bought` + k `lifetime` while that is before the horizon; a life that ends at the horizon is not followed
    by another. Straight-line residual: price of the last purchase times the share of its life that lies after the horizon.

    Examples
    --------
    >>> paid = purchases(100.0, 4.0, 10)
    >>> paid["replacement"].date.tolist(), paid["residual"].amount.tolist()
    ([4.0, 8.0], [-50.0])
    """
    if horizon < 1:
        raise ValueError(f"horizon must be at least 1 year; found {horizon}")
    again = price if replacement_price is None else replacement_price
    first, life, start, again, growth = np.broadcast_arrays(
        *(np.asarray(each, dtype=float) for each in (price, lifetime, bought, again, 1.0 + np.asarray(trend, dtype=float)))
    )
    times = finance.replacement_count(life, horizon - start) * (settings.replacement != "none")
    grows = (growth != 1).any()
    capex = _at(np.asarray(bought, dtype=float), first * growth**start if grows else first)
    replacement = _again(start, life, again, growth, times, horizon, settings)
    last = np.minimum(np.floor(start + times * life + _NOISE), horizon - 1)
    paid = np.where(times > 0, again, first) * (growth**last if grows else 1.0)
    unused = np.maximum(1.0 - (horizon - start - times * life) / life, 0.0) * (settings.residual != "none")
    residual = _at(np.asarray(float(horizon)), -paid * np.where(unused > _NOISE, unused, 0.0), horizon - 1)
    return {"capex": capex, "replacement": replacement, "residual": residual}


def yearly(
    amount: ArrayLike, horizon: int, *, first: int = 0, trend: ArrayLike = 0.0, settings: Settings = _DEFAULT
) -> Payments:
    """Payments of `amount` [currency/year], shape (...), in each year from `first` to the horizon, shape (..., years).

    The amount changes by `trend` [share/year] from the start on and is paid as `settings.opex_timing` says.
    """
    years = np.arange(first, horizon)
    flows, trend = np.asarray(amount, dtype=float)[..., np.newaxis], np.asarray(trend, dtype=float)[..., np.newaxis]
    if trend.any():
        flows = flows * (1.0 + trend) ** years
    shape = np.broadcast_shapes(flows.shape, trend.shape, years.shape)
    return Payments(date=finance.payment_date(years, settings.opex_timing), year=years, amount=np.broadcast_to(flows, shape))


def lump(amount: ArrayLike, date: ArrayLike = 0.0) -> Payments:
    """One payment of `amount` [currency] at `date` [year], shape (..., 1)."""
    value, when = np.broadcast_arrays(np.asarray(amount, dtype=float), np.asarray(date, dtype=float))
    return _at(when, value)


def present_value(payments: Payments, rate: ArrayLike) -> np.ndarray:
    """Value at the start of payments discounted at `rate` [share/year], summed over the last axis [currency].

    Examples
    --------
    >>> float(present_value(yearly(300.0, 5), 0.10).round(3) - 1000.0)  # doctest: +ELLIPSIS
    137.23...
    """
    factors = finance.discount_factor(np.asarray(rate, dtype=float)[..., np.newaxis], payments.date)
    return (payments.amount * factors).sum(axis=-1)


def _at(date: np.ndarray, amount: np.ndarray, year: int | None = None) -> Payments:
    books = np.floor(date + _NOISE).astype(int) if year is None else np.full(date.shape, year)
    return Payments(date=date[..., np.newaxis], year=books[..., np.newaxis], amount=amount[..., np.newaxis])


def _again(
    start: np.ndarray,
    life: np.ndarray,
    price: np.ndarray,
    growth: np.ndarray,
    times: np.ndarray,
    horizon: int,
    settings: Settings,
) -> Payments:
    # replacements come first in memory, where they are few and draws many, and last for whoever reads them
    number = np.arange(1.0, times.max(initial=0.0) + 1.0).reshape(-1, *(1,) * times.ndim)
    due = number <= times
    date = np.where(due, start + number * life, 0.0)
    year = np.minimum(np.floor(date + _NOISE), horizon - 1).astype(int)
    if settings.replacement == "start_of_year":
        date = year.astype(float)
    amount = price * due
    if (growth != 1).any():
        amount = amount * growth**year
    return Payments(date=np.moveaxis(date, 0, -1), year=np.moveaxis(year, 0, -1), amount=np.moveaxis(amount, 0, -1))
