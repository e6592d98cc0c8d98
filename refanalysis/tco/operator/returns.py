"""What a case is worth: rate of return, payback, and the subsidy that brings its value to zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis import finance
from refanalysis.tco.operator.case import net_flows, npv

if TYPE_CHECKING:
    from refanalysis.tco.operator.case import Case

_WIDEST = 30.0  # of log(1 + rate): rates from -1 to more than 1e13 a year
_STEPS = 120


def irr(case: Case) -> np.ndarray:
    """Rate at which the net present value is zero, shape (sites, draws) [share/year]; nan where no single rate is."""
    return internal_rate(*net_flows(case))


def internal_rate(dates: np.ndarray, flows: np.ndarray) -> np.ndarray:
    """Rate at which dated flows are worth nothing, shape (sites, draws) [share/year].

    Parameters
    ----------
    dates
        When each is paid, shape (dates,) [year].
    flows
        Net cash, shape (sites, dates, draws) [currency].

    Notes
    -----
    Defined, as in `refanalysis.finance.irr`, for flows that change sign once; found by halving an interval of log(1 + rate).

    Examples
    --------
    >>> flows = np.array([-1000.0, 300, 300, 300, 300, 300]).reshape(1, 6, 1)
    >>> float(internal_rate(np.arange(6.0), flows)[0, 0].round(6))
    0.152382
    """
    once = _changes(flows) == 1
    low, high = np.full(once.shape, -_WIDEST), np.full(once.shape, _WIDEST)
    rising = _value(dates, flows, low) < 0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        below = (_value(dates, flows, middle) < 0) == rising
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    root = np.expm1((low + high) / 2)
    inside = np.abs((low + high) / 2) < 0.99 * _WIDEST
    return np.where(once & inside, root, np.nan)


def payback(case: Case) -> np.ndarray:
    """First date at which the cash paid is earned back, shape (sites, draws) [year]; nan where it never is.

    Not discounted, and without the credit for unused life, which nobody pays.
    """
    dates, flows = net_flows(case, credit=False)
    earned = np.cumsum(flows, axis=1) >= -1e-9 * np.abs(flows).sum(axis=1, keepdims=True)
    return np.where(earned.any(axis=1), dates[earned.argmax(axis=1)], np.nan)


def subsidy(case: Case) -> np.ndarray:
    """Grant at the start that brings a negative net present value to zero, else 0, shape (sites, draws) [currency]."""
    return np.maximum(-npv(case), 0.0)


def yearly_subsidy(case: Case) -> np.ndarray:
    """Support in every year that brings the net present value to zero, shape (sites, draws) [currency/year]."""
    return finance.annual_cost(subsidy(case), case.outlook.rate, case.outlook.horizon, case.outlook.settings.opex_timing)


def _changes(flows: np.ndarray) -> np.ndarray:
    """How often the flows change sign, flows of zero left out, shape (sites, draws)."""
    signs = np.sign(flows)
    known = np.zeros_like(signs[:, 0])
    times = np.zeros(known.shape, dtype=int)
    for each in np.moveaxis(signs, 1, 0):
        times += (each * known < 0).astype(int)
        known = np.where(each != 0, each, known)
    return times


def _value(dates: np.ndarray, flows: np.ndarray, growth: np.ndarray) -> np.ndarray:
    """Value at a rate of exp(growth) - 1, scaled by the largest factor so that nothing overflows; only its sign is used."""
    exponent = -growth[:, np.newaxis, :] * dates[:, np.newaxis]
    return (flows * np.exp(exponent - exponent.max(axis=1, keepdims=True))).sum(axis=1)
