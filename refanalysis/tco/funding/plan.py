"""Money that is there or hoped for, by month: from the lines on record, or from a what-if."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from refanalysis import data, units
from refanalysis.schema import DataError
from refanalysis.tco.funding.months import MONTHS, edges

if TYPE_CHECKING:
    import datetime

    import pandas as pd

STATUSES = ("received", "secured", "pledged", "requested")
FIRM = ("received", "secured")
WHAT_IF = "what_if"
Release = Literal["evenly", "at_once"]
_COLUMNS = ["line", "payer", "status", "month", "last_month", "unit", "value"]


def funding_plan(
    lines: pd.DataFrame, start: datetime.date, horizon: int, basis: str, release: Release = "evenly"
) -> pd.DataFrame:
    """Money for connectivity by line and month of service: line, payer, status, month, last_month, unit, value.

    Parameters
    ----------
    lines
        Table `funding`. Lines for connectivity count. Pledged or requested lines without both dates cannot be laid over
        months and are left out; `undated` lists them.
    start
        First day of year 0.
    horizon
        Years of service [year].
    basis
        Currency and price year to convert to, such as USD_2024.
    release
        `evenly`: the amount arrives evenly over the days from from_date to to_date. `at_once`: what falls within the
        years of service is there from the first of these days on.

    Returns
    -------
    pandas.DataFrame
        Months in which money arrives. `last_month` is the month of to_date: what is not spent by then is lost.

    Raises
    ------
    DataError
        For a received or secured line without both dates, an end before its start, or a unit that is not money.

    Notes
    -----
    By days: a month gets the share of the line's days that lie in it. Days before `start` count as spent and days after the
    horizon do not help, so that the months of a line may add up to less than its amount.
    """
    import pandas as pd

    if release not in ("evenly", "at_once"):
        raise ValueError(f"release must be one of evenly, at_once; found {release!r}")
    counted = lines[lines["purpose"] == "connectivity"]
    _refuse(counted)
    days = edges(start, horizon)
    dated = counted[counted["from_date"].notna() & counted["to_date"].notna()]
    rows = [row for line in dated.itertuples() for row in _months(line, days, basis, release)]
    frame = pd.DataFrame(rows, columns=[*_COLUMNS[:5], "value"])
    return frame.assign(unit=basis).astype({"month": "int64", "last_month": "int64", "value": "float64"})[_COLUMNS]


def undated(lines: pd.DataFrame) -> pd.DataFrame:
    """Lines for connectivity that lack a date and so cannot be laid over months."""
    missing = lines["from_date"].isna() | lines["to_date"].isna()
    return lines[(lines["purpose"] == "connectivity") & missing].reset_index(drop=True)


def what_if(monthly: pd.DataFrame, technology: str, years: int, share: float, payers: Iterable[str]) -> pd.DataFrame:
    """A supposed grant as a funding plan: it pays a share of what `payers` owe in the first years, and then ends.

    Parameters
    ----------
    monthly
        Table from `monthly_cost`.
    technology
        Option it is given for.
    years
        Years from the start in which it may be spent [year].
    share
        Amount over the bill of these payers and years [share]. The whole amount is there at the start.
    payers
        Whose bill it is sized on and pays; it is booked as a donor's, where donors are among them.

    Raises
    ------
    ValueError
        For fewer than one year or a share outside 0 to 1.
    """
    import pandas as pd

    if years < 1 or not 0 <= share <= 1:
        raise ValueError(f"a grant needs years of 1 or more and a share from 0 to 1; found {years} and {share}")
    pool = list(payers)
    rows = monthly[(monthly["technology"] == technology) & monthly["payer"].isin(pool)]
    last = MONTHS * years - 1
    amount = share * float(rows.loc[rows["month"] <= last, "value"].sum())
    giver = "donor" if "donor" in pool else pool[0]
    row = (WHAT_IF, giver, WHAT_IF, 0, last, monthly["unit"].iloc[0], amount)
    return pd.DataFrame([row], columns=_COLUMNS)


def _months(line: Any, days: np.ndarray, basis: str, release: Release) -> Iterable[tuple[Any, ...]]:
    """Rows of one line: line, payer, status, month, last_month, value."""
    begin, end = (np.datetime64(day, "D") for day in (line.from_date, line.to_date + np.timedelta64(1, "D")))
    overlap = (np.minimum(days[1:], end) - np.maximum(days[:-1], begin)).astype(float)
    share = np.clip(overlap, 0.0, None) / (end - begin).astype(float)
    months = np.flatnonzero(share)
    if months.size and release == "at_once":
        share[months[0]], months = share.sum(), months[:1]
    amount = line.amount * _factor(line, basis)
    last = min(int(np.searchsorted(days, end - np.timedelta64(1, "D"), side="right")) - 1, len(days) - 2)
    for month in months:
        yield line.line, line.payer, line.status, int(month), last, float(amount * share[month])


def _factor(line: Any, basis: str) -> float:
    try:
        return units.factor(line.unit, basis, data.price_factor)
    except ValueError as error:
        raise DataError(f"funding.csv: line {line.line}, column unit: {error}") from error


def _refuse(counted: pd.DataFrame) -> None:
    open_dates = counted["from_date"].isna() | counted["to_date"].isna()
    found = [
        f"funding.csv: line {line} has no from_date or no to_date; accepted: both, so that it can be spread over its time"
        for line in counted.loc[open_dates & counted["status"].isin(FIRM), "line"]
    ]
    found += [
        f"funding.csv: line {line.line} ends on {line.to_date.date()}, before it starts on {line.from_date.date()}; "
        "accepted: a to_date on or after its from_date"
        for line in counted[counted["to_date"] < counted["from_date"]].itertuples()
    ]
    if found:
        raise DataError(found)
