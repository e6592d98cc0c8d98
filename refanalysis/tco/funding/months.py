"""The dated bill by month, and the calendar it lies in."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import finance

if TYPE_CHECKING:
    import pandas as pd

MONTHS = 12
ONCE = ("capex", "retirement")
KEYS = ["technology", "payer", "component", "item", "unit"]
_SHIFT = {"start": 0.0, "middle": 0.5, "end": 1.0}
_NOISE = 1e-9


def first_month(day: datetime.date) -> datetime.date:
    """First day of a month that is `day` or comes after it: where year 0 starts when data end on `day`.

    Examples
    --------
    >>> first_month(datetime.date(2025, 12, 31))
    datetime.date(2026, 1, 1)
    """
    if day.day == 1:
        return datetime.date(day.year, day.month, 1)
    return datetime.date(day.year + day.month // MONTHS, day.month % MONTHS + 1, 1)


def edges(start: datetime.date, horizon: int) -> np.ndarray:
    """First day of each month of service and the day after the last one, shape (12 `horizon` + 1,)."""
    import pandas as pd

    first = pd.Timestamp(start)
    return np.array([first + pd.DateOffset(months=month) for month in range(MONTHS * horizon + 1)], dtype="datetime64[D]")


def monthly_cost(cash_flows: pd.DataFrame, rate: float = 0.0, opex_timing: finance.Timing = "end") -> pd.DataFrame:
    """The bill by month over all sites: technology, payer, component, item, unit, month, value, present_value.

    Parameters
    ----------
    cash_flows
        Table `cash_flows` of one scenario. The residual value is left out: it is a credit for service after the horizon and
        pays no bill.
    rate
        Discount rate of `present_value` [share/year].
    opex_timing
        Setting with which the ledger was made: when in its year a running cost is paid.

    Returns
    -------
    pandas.DataFrame
        `month` counts from 0, the first month of service. Columns value (not discounted) and present_value [unit].

    Raises
    ------
    ValueError
        When the ledger mixes scenarios or currencies, or holds no cost.

    Notes
    -----
    A purchase, a replacement or a take-down falls in the month of its date; so does what is charged on it (overhead, duty),
    which is dated within its year. A running cost, which the ledger dates at one moment of its year, is spread evenly over
    the twelve months; so is what is replaced all year round after failure or theft. The present value is spread with it, so
    that the months add up to the ledger's present value.
    """
    paid = cash_flows[cash_flows["item"] != "residual"]
    for column in ("scenario", "unit"):
        if paid[column].nunique() != 1:
            raise ValueError(f"the ledger must hold costs of one {column}; found {sorted(set(paid[column])) or 'none'}")
    value, date = paid["value"].to_numpy(dtype=float), paid["date"].to_numpy(dtype=float)
    year = paid["year"].to_numpy(dtype=int)
    known = paid[KEYS].assign(value=value, present_value=value * finance.discount_factor(rate, date))
    once = ONCE if opex_timing == "end" else (*ONCE, "replacement")
    spread = ~paid["item"].isin(once).to_numpy() & (np.abs(date - year - _SHIFT[opex_timing]) < _NOISE)
    last = MONTHS * (int(year.max()) + 1) - 1
    dated = known[~spread].assign(month=np.minimum((MONTHS * date[~spread] + _NOISE).astype(int), last))
    return _summed([dated, *_over_year(known[spread], year[spread])])


def _over_year(running: pd.DataFrame, year: np.ndarray) -> list[pd.DataFrame]:
    yearly = running.assign(month=MONTHS * year).groupby([*KEYS, "month"], sort=False, as_index=False).sum()
    part = yearly.assign(value=yearly["value"] / MONTHS, present_value=yearly["present_value"] / MONTHS)
    return [part.assign(month=part["month"] + month) for month in range(MONTHS)]


def _summed(parts: list[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.concat(parts, ignore_index=True)
    summed = frame.groupby([*KEYS, "month"], sort=True, as_index=False)[["value", "present_value"]].sum()
    return summed.sort_values(["technology", "month", "payer", "component", "item"], kind="stable", ignore_index=True)
