"""How much users must pay, or how many people must live there, for a case to carry itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.tco.operator.case import amounts, npv, with_factor
from refanalysis.tco.operator.revenue import USERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from refanalysis.tco.operator.case import Case

_MONTHS_PER_YEAR = 12
_MOST_PEOPLE = 2.0**23  # more than any site has
_PER_OCTAVE = 4
_HALVINGS = 60


def average_revenue(case: Case) -> np.ndarray:
    """What an active user pays in a month on average, shape (sites, draws) [currency/user/month]; nan without users."""
    paid = sum(case.income[name] for name in USERS).sum(axis=1)
    months = _MONTHS_PER_YEAR * (case.people[:, np.newaxis, :] * case.outlook.sold.users).sum(axis=1)
    return np.divide(paid, months, out=np.full(np.broadcast_shapes(paid.shape, months.shape), np.nan), where=months > 0)


def break_even_arpu(case: Case) -> np.ndarray:
    """Average revenue per user at which the net present value is zero, shape (sites, draws) [currency/user/month].

    0 where other income carries the site; nan where nobody pays.

    Notes
    -----
    Revenue from refugees and hosts is scaled by one factor k. Without a tax on profit the value is linear in k, and two values
    give k exactly. With it the value bends where a year's tax begins: the interval in which it reaches zero is halved until no
    bend lies inside, and k is again exact.
    """
    return break_even_factor(case) * average_revenue(case)


def break_even_factor(case: Case) -> np.ndarray:
    """What users must pay over what they are assumed to pay, shape (sites, draws) [ratio]; see `break_even_arpu`."""
    at = _value_of_factor(case)
    shape = np.broadcast_shapes(npv(case).shape, (len(case.sites), case.n_draws))
    low, high = np.zeros(shape), np.ones(shape)
    at_low, slope = at(low), at(high) - at(low)
    payable = slope > 0
    high = np.where(payable, np.maximum(-at_low / np.where(payable, slope, 1.0), 0.0), 0.0)
    for _ in range(_HALVINGS):  # taxes: more is needed than along the first slope
        short = payable & (at(high) < 0)
        if not short.any():
            break
        high = np.where(short, 2.0 * high, high)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = at(middle) < 0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    found = _chord(at, low, high)
    return np.where(at_low >= 0, 0.0, np.where(payable, found, np.nan))


def break_even_population(case: Case, *, lasting: bool = False) -> np.ndarray:
    """Smallest population today at which the net present value is not negative, shape (sites, draws) [person].

    Parameters
    ----------
    lasting
        The smallest from which on it never is negative again, up to 8 million people.

    Returns
    -------
    numpy.ndarray
        nan where there is none.

    Notes
    -----
    Equipment comes in whole pieces, so the value falls where one more cell is needed: it need not rise with population, and
    the two answers differ where it does not. The value is computed on a grid of populations, four to a doubling, and the
    change of sign is then halved down to one person. A rise and fall between two points of the grid goes unseen.
    """
    exponents = np.arange(0, int(np.log2(_MOST_PEOPLE)) * _PER_OCTAVE + 1) / _PER_OCTAVE
    grid = np.unique(np.round(2.0**exponents))
    at = _value_of_people(case)
    shape = (len(case.sites), case.n_draws)
    pays = np.stack([at(np.full(shape, each)) >= 0 for each in grid])
    place, known = _change(pays, lasting=lasting)
    low, high = grid[np.maximum(place - 1, 0)], grid[place]
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        enough = at(middle) >= 0
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(known, high, np.nan)


def _change(pays: np.ndarray, *, lasting: bool) -> tuple[np.ndarray, np.ndarray]:
    """Place in the grid where the value first, or for good, is not negative; and whether there is one."""
    if not lasting:
        return pays.argmax(axis=0), pays.any(axis=0)
    fails = ~pays
    last = len(pays) - 1 - fails[::-1].argmax(axis=0)
    place = np.where(fails.any(axis=0), last + 1, 0)
    return np.minimum(place, len(pays) - 1), pays[-1]


def _value_of_factor(case: Case) -> Callable[[np.ndarray], np.ndarray]:
    return lambda factor: npv(with_factor(case, factor))


def _value_of_people(case: Case) -> Callable[[np.ndarray], np.ndarray]:
    def value(people: np.ndarray) -> np.ndarray:
        income, cost, residual = amounts(case.outlook, people)
        return npv(replace(case, people=people, income=income, cost=cost, residual=residual))

    return value


def _chord(at: Callable[[np.ndarray], np.ndarray], low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Where the line through the ends of each interval reaches zero."""
    first, last = at(low), at(high)
    rise = last - first
    return np.where(rise > 0, low - first * (high - low) / np.where(rise > 0, rise, 1.0), high)
