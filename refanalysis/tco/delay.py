"""What waiting costs: the same years, with a start that comes later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import data, finance
from refanalysis.tco.contraction import priced, totals
from refanalysis.tco.prices import rate
from refanalysis.tco.settings import Settings
from refanalysis.tco.traffic import Load, load

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values
    from refanalysis.data import Operation

_DEFAULT = Settings()
_MONTHS_PER_YEAR = 12
_PRICES = ("capex", "opex", "bandwidth_price", "energy_price", "fuel_price")
_ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Values as they are read so many years later: prices have moved by the price_trend of what they buy."""

    values: Values
    wait: int

    def value(self, parameter: str, technology: str = "", component: str = "") -> float | np.ndarray:
        """Value of a parameter, in its canonical unit."""
        found = self.values.value(parameter, technology, component)
        if parameter not in _PRICES:
            return found
        return found * (1.0 + np.asarray(self.values.value("price_trend", technology, component))) ** self.wait

    def has(self, parameter: str, technology: str = "", component: str = "") -> bool:
        """Whether some row answers for the parameter."""
        return self.values.has(parameter, technology, component)


def cost_of_delay(
    operation: Operation,
    values: Values,
    technology: str,
    years: int | Iterable[int],
    settings: Settings = _DEFAULT,
    components: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What starting later saves, and the months of use that are lost, at each site and at all sites together.

    Parameters
    ----------
    operation
        Its sites and the levers horizon and price_basis are read. Service ends with the horizon, whenever it starts.
    values
        Assumptions of the base case, or draws.
    technology
        Option to be built.
    years
        Years to wait, each below the horizon [year]; a row for each, in that order.
    settings
        How costs are dated and discounted; the result is the same in real and in nominal prices.
    components
        Bills of quantities; by default `refanalysis.data.bills()`.

    Returns
    -------
    pandas.DataFrame
        technology, site, wait, draw, unit;

        - bill: present value today of everything that is paid [currency],
        - saved: how far it lies below the bill without waiting, and of that fewer_years, later_prices,
          later_payment [currency],
        - user_months and user_months_lost: active users times months over the horizon, not discounted,
        - cost_per_user_month: bill over the discounted user months [currency/user/month],
        - saved_per_month_lost: saved over user_months_lost, empty without waiting [currency/user/month].

    Raises
    ------
    ValueError
        For years that are not whole numbers from 0 to below the horizon.

    Notes
    -----
    People keep coming while one waits; use of the service starts to spread when it opens, so months are lost after it, too.
    The parts of `saved` follow one after the other: a project of fewer years at today's prices, paid today; then at later
    prices; then paid later. They add up.
    """
    import pandas as pd

    horizon = operation.levers["horizon"]
    asked, bills = load(operation.sites, values, horizon), data.bills() if components is None else components
    now = _case(operation, asked, values, technology, 0, bills, settings)
    blocks = []
    for wait in _waits(years, horizon):
        later = _case(operation, asked, values, technology, wait, bills, settings)
        blocks.append(_rows(now, later).assign(technology=technology, wait=wait))
    frame = pd.concat(blocks, ignore_index=True).assign(unit=operation.levers["price_basis"])
    first = ["technology", "site", "wait", "draw", "unit"]
    return frame[[*first, *frame.columns.drop(first)]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """Of a start after some years, each of shape (sites + 1, draws): present values, and months of use."""

    sites: tuple[str, ...]
    today: np.ndarray  # at today's prices, as if it started today
    priced: np.ndarray  # at the prices of the start
    bill: np.ndarray  # and paid from then on
    months: np.ndarray
    discounted_months: np.ndarray


def _waits(years: int | Iterable[int], horizon: int) -> list[int]:
    waits = [years] if isinstance(years, int) else list(years)
    wrong = [
        wait for wait in waits if not isinstance(wait, int | np.integer) or isinstance(wait, bool) or not 0 <= wait < horizon
    ]
    if wrong or not waits:
        found = ", ".join(map(str, wrong)) or "none"
        raise ValueError(f"years to wait must be whole numbers from 0 to {horizon - 1}, below the horizon; found {found}")
    return waits


def _case(
    operation: Operation, asked: Load, values: Values, technology: str, wait: int, bills: pd.DataFrame, settings: Settings
) -> _Case:
    later, real = _from(asked, wait), replace(settings, prices="real")
    payers = operation.payers.iloc[:0]  # who pays does not change the sum
    worth = [
        totals(priced(later, bills, [technology], given, payers, ["present_value"], real), asked.people)[0, 0]
        for given in (values, Later(values=values, wait=wait))
    ]
    discount = rate(values, real)
    users = later.rates["users"]
    dates = np.arange(wait, asked.horizon)[:, np.newaxis]
    factors = np.asarray(finance.discount_factor(discount, dates, settings.opex_timing))
    return _Case(
        sites=(*asked.sites, _ALL),
        today=_with_all(worth[0]),
        priced=_with_all(worth[1]),
        bill=_with_all(worth[1] * finance.discount_factor(discount, wait)),
        months=_with_all(_months(asked, users)),
        discounted_months=_with_all(_months(asked, users * factors)),
    )


def _from(asked: Load, wait: int) -> Load:
    """What is asked for from a year on, when use starts to spread in that year."""
    adoption = asked.rates["adoption"]
    start, spread = adoption[wait:], adoption[: asked.horizon - wait]
    slower = np.divide(spread, start, out=np.zeros_like(start), where=start > 0)
    used = ("users", "mbps", "gigabytes")
    rates = {name: each[wait:] * slower if name in used else each[wait:] for name, each in asked.rates.items()}
    return replace(asked, rates=rates | {"adoption": spread})


def _months(asked: Load, users: np.ndarray) -> np.ndarray:
    return _MONTHS_PER_YEAR * np.multiply.outer(asked.people, users.sum(axis=0))


def _with_all(amount: np.ndarray) -> np.ndarray:
    return np.concatenate([amount, amount.sum(axis=0, keepdims=True)])


def _rows(now: _Case, later: _Case) -> pd.DataFrame:
    import pandas as pd

    saved, lost = now.bill - later.bill, now.months - later.months
    columns = {
        "bill": later.bill,
        "saved": saved,
        "fewer_years": now.bill - later.today,
        "later_prices": later.today - later.priced,
        "later_payment": later.priced - later.bill,
        "user_months": later.months,
        "user_months_lost": lost,
        "cost_per_user_month": later.bill / later.discounted_months,
        "saved_per_month_lost": np.divide(saved, lost, out=np.full_like(saved, np.nan), where=lost != 0),
    }
    shape = np.broadcast_shapes(*(each.shape for each in columns.values()))
    frame = pd.DataFrame({name: np.broadcast_to(each, shape).ravel() for name, each in columns.items()})
    return frame.assign(
        site=np.repeat(np.array(later.sites, dtype=object), shape[1]), draw=np.tile(np.arange(shape[1]), shape[0])
    )
