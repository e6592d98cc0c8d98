"""Present values, annuities, replacement, residual value and returns: the only place that knows how a flow is discounted.

Amounts are in real terms and any one currency; rates are shares a year; year 0 is the year of purchase and the first year of
service. Every function takes scalars or arrays and broadcasts.

References
----------
.. [1] R. Brealey, S. Myers, F. Allen, Principles of Corporate Finance, chapters 2, 5 and 6.
.. [2] N. J. Higham, Accuracy and Stability of Numerical Algorithms, section 1.14, on expm1 and log1p.
   doi:10.1137/1.9780898718027
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Timing = Literal["start", "middle", "end"]
_SHIFT = {"start": 0.0, "middle": 0.5, "end": 1.0}


def discount_factor(rate: ArrayLike, year: ArrayLike, timing: Timing = "start") -> np.ndarray | float:
    """Value today of one unit paid in `year` [ratio].

    Parameters
    ----------
    rate
        Discount rate [share/year], above -1.
    year
        Year of the payment, 0 is the first [year].
    timing
        When within the year it is paid: at its start (purchases), in its middle, or at its end (running costs).

    Raises
    ------
    ValueError
        For a rate of -1 or less, or an unknown timing.

    Examples
    --------
    >>> round(float(discount_factor(0.05, 1)), 6)
    0.952381
    """
    periods = payment_date(year, timing)
    return np.exp(-periods * np.log1p(_rates(rate)))[()]


def payment_date(year: ArrayLike, timing: Timing = "start") -> np.ndarray | float:
    """Date of a payment made in `year` [year since the start]: at its start, in its middle or at its end.

    Raises
    ------
    ValueError
        For an unknown timing.
    """
    return (np.asarray(year, dtype=float) + _shift(timing))[()]


def present_value(
    flows: ArrayLike, rate: ArrayLike, timing: Timing = "start", years: ArrayLike | None = None
) -> np.ndarray | float:
    """Value today of yearly `flows` [currency].

    Parameters
    ----------
    flows
        Amounts, shape (..., years) [currency].
    rate
        Discount rate [share/year], shape (...) or scalar.
    timing
        When within its year each flow is paid.
    years
        Year of each flow, shape (years,); by default 0, 1, 2 …

    Examples
    --------
    >>> float(present_value([100.0, 100.0], 0.0))
    200.0
    """
    amounts = np.asarray(flows, dtype=float)
    when = np.arange(amounts.shape[-1]) if years is None else np.asarray(years, dtype=float)
    factors = discount_factor(np.asarray(rate, dtype=float)[..., np.newaxis], when, timing)
    return (amounts * factors).sum(axis=-1)[()]


def annuity_factor(rate: ArrayLike, years: ArrayLike, timing: Timing = "end") -> np.ndarray | float:
    """Value today of one unit paid in each of `years` years [year]; exact at and near a rate of zero.

    Notes
    -----
    (1 - (1 + r)^-n) / r, written -expm1(-n log1p(r)) / r so that tiny rates lose no digits, and n where r is 0.

    Examples
    --------
    >>> float(annuity_factor(0.0, 10))
    10.0
    """
    rates, count = np.broadcast_arrays(_rates(rate), np.asarray(years, dtype=float))
    zero = rates == 0
    safe = np.where(zero, 1.0, rates)
    factor = np.where(zero, count, -np.expm1(-count * np.log1p(safe)) / safe)
    return (factor * np.exp((1.0 - _shift(timing)) * np.log1p(rates)))[()]


def annual_cost(value: ArrayLike, rate: ArrayLike, years: ArrayLike, timing: Timing = "end") -> np.ndarray | float:
    """Equal yearly amount with the same present value [currency/year].

    Raises
    ------
    ValueError
        When `years` is not above zero.
    """
    if np.any(np.asarray(years) <= 0):
        raise ValueError(f"years must be above 0; found {np.min(years)}")
    return np.asarray(value, dtype=float)[()] / annuity_factor(rate, years, timing)


def replacement_count(lifetime: ArrayLike, span: ArrayLike) -> np.ndarray | float:
    """How often a unit is bought again within `span` years of its purchase; a life that ends with the span is not followed.

    Raises
    ------
    ValueError
        For a lifetime that is not above zero, or a span that is not.

    Examples
    --------
    >>> float(replacement_count(4.0, 10)), float(replacement_count(5.0, 10))
    (2.0, 1.0)
    """
    if np.any(~(np.asarray(span) > 0)):
        raise ValueError(f"equipment must be bought before the horizon; found {np.min(span)} years left")
    return np.maximum(_round_up(span / _lifetimes(lifetime)) - 1, 0.0)[()]


def real_rate(nominal: ArrayLike, inflation: ArrayLike) -> np.ndarray | float:
    """Discount rate in real terms [share/year]: (nominal - inflation) / (1 + inflation)."""
    return (np.asarray(nominal, dtype=float) - inflation) / (1.0 + np.asarray(inflation, dtype=float))


def irr(flows: ArrayLike) -> float:
    """Rate at which the present value of yearly `flows`, shape (years,), is zero [share/year]; nan when there is none.

    Notes
    -----
    Defined here only for one change of sign, where the rate above -1 is unique; flows that change sign more often have no
    single answer and give nan.
    """
    from scipy.optimize import brentq

    amounts = np.asarray(flows, dtype=float)
    signs = np.sign(amounts[amounts != 0])
    if np.count_nonzero(np.diff(signs)) != 1:
        return float("nan")
    scaled, low, high = amounts / np.abs(amounts).max(), -0.999999, 1.0
    while _value_at(scaled, low) * _value_at(scaled, high) > 0:
        high *= 10
        if high > 1e12:
            return float("nan")
    return float(brentq(lambda rate: _value_at(scaled, rate), low, high, xtol=1e-14, rtol=1e-14))


def payback(flows: ArrayLike) -> float:
    """First year in which the running sum of `flows`, shape (years,), reaches zero [year]; nan when it never does."""
    running = np.cumsum(np.asarray(flows, dtype=float))
    reached = np.flatnonzero(running >= 0)
    return float(reached[0]) if reached.size else float("nan")


def _value_at(flows: np.ndarray, rate: float) -> float:
    # Horner's rule from the last year, scaled so that rates near -1 do not overflow
    growth = 1.0 / (1.0 + rate)
    if growth <= 1.0:
        return float(np.polynomial.polynomial.polyval(growth, flows))
    return float(np.polynomial.polynomial.polyval(1.0 / growth, flows[::-1]))


def _round_up(ratio: np.ndarray) -> np.ndarray:
    # 10 / 3.3333333333333335 must count as three lives, not four
    return np.ceil(ratio * (1 - 1e-12))


def _lifetimes(lifetime: ArrayLike) -> np.ndarray:
    lives = np.asarray(lifetime, dtype=float)
    if np.any(~(lives > 0)):
        raise ValueError(f"lifetime must be above 0 years; found {np.min(lives)}")
    return lives


def _rates(rate: ArrayLike) -> np.ndarray:
    rates = np.asarray(rate, dtype=float)
    if np.any(~(rates > -1)):
        raise ValueError(f"a rate must be above -1 a year; found {np.min(rates)}")
    return rates


def _shift(timing: Timing) -> float:
    if timing not in _SHIFT:
        raise ValueError(f"timing must be one of {', '.join(_SHIFT)}; found {timing!r}")
    return _SHIFT[timing]
