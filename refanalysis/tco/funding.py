"""Which years' cost is covered by money that is there, and the first that is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis import data, units
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import datetime

    import pandas as pd

    from refanalysis.assumptions import Values

FIRM = ("received", "secured")
APPEALED = ("agency", "donor")
_DAYS_PER_YEAR = 365.25
_COLUMNS = ["technology", "year", "unit", "cost", "funded", "gap", "status"]


def funding_gap(cash_flows: pd.DataFrame, funding: pd.DataFrame, start: datetime.date) -> pd.DataFrame:
    """Cost of each year, what firm funding covers of it, and the gap, by technology over all sites.

    Parameters
    ----------
    cash_flows
        Table `cash_flows`.
    funding
        Table `funding`; lines for connectivity that are received or secured count. A line is spread evenly over the days from
        from_date to to_date and converted to the ledger's price basis.
    start
        First day of year 0.

    Returns
    -------
    pandas.DataFrame
        technology, year, unit, cost, funded, gap, status: `covered`, `not covered`, or `unknown` when no line counts; funded
        and gap are then empty, because no record of funding is not a record of none.

    Raises
    ------
    DataError
        For a counting line without both dates.
    """
    paid = cash_flows[cash_flows["item"] != "residual"]
    cost = paid.groupby(["technology", "unit", "year"], sort=False)["value"].sum().rename("cost").reset_index()
    cost = cost.sort_values(["technology", "year"], kind="stable", ignore_index=True)
    lines = funding[(funding["purpose"] == "connectivity") & funding["status"].isin(FIRM)]
    if lines.empty:
        return cost.assign(funded=np.nan, gap=np.nan, status="unknown")[_COLUMNS]
    horizon = int(cash_flows["year"].max()) + 1
    funded = _by_year(lines, start, horizon, cash_flows["unit"].iloc[0])[cost["year"].to_numpy(dtype=int)]
    gap = np.maximum(cost["cost"].to_numpy() - funded, 0.0)
    status = np.where(gap > 0, "not covered", "covered")
    return cost.assign(funded=funded, gap=gap, status=status)[_COLUMNS]


def first_gap(gaps: pd.DataFrame, technology: str) -> tuple[int, float] | None:
    """First year that is not covered and the amount missing in it; None when every year is covered.

    Raises
    ------
    ValueError
        When the technology is not in the table, or its funding is unknown.
    """
    rows = gaps[gaps["technology"] == technology].sort_values("year")
    if rows.empty:
        raise ValueError(f"no funding gap of {technology!r}; technologies there: {', '.join(sorted(set(gaps['technology'])))}")
    if (rows["status"] == "unknown").any():
        raise ValueError(f"funding of {technology} is unknown: no line for connectivity is received or secured")
    open_years = rows[rows["status"] == "not covered"]
    return None if open_years.empty else (int(open_years["year"].iloc[0]), float(open_years["gap"].iloc[0]))


def expected_shortfall(cash_flows: pd.DataFrame, values: Values) -> pd.DataFrame:
    """What agencies and donors would fail to pay if this bill were funded as the response plan has been.

    Parameters
    ----------
    cash_flows
        Table `cash_flows`; the parts that agencies and donors bear count, the residual value does not.
    values
        Assumptions that give `funding_received`, the share of appeals received [share].

    Returns
    -------
    pandas.DataFrame
        technology, year, unit, cost (of all payers), appealed (part of agencies and donors), shortfall (of that part).
    """
    paid = cash_flows[cash_flows["item"] != "residual"]
    keys = ["technology", "year", "unit"]
    cost = paid.groupby(keys, sort=False)["value"].sum().rename("cost")
    appealed = paid[paid["payer"].isin(APPEALED)].groupby(keys, sort=False)["value"].sum().rename("appealed")
    missing = 1.0 - float(values.value("funding_received"))
    rows = cost.to_frame().join(appealed).fillna({"appealed": 0.0}).reset_index()
    return rows.assign(shortfall=rows["appealed"] * missing).sort_values(keys, kind="stable", ignore_index=True)


def _by_year(lines: pd.DataFrame, start: datetime.date, horizon: int, basis: str) -> np.ndarray:
    """Firm funding of each year, shape (years,) [basis]."""
    undated = lines[lines["from_date"].isna() | lines["to_date"].isna()]
    if not undated.empty:
        raise DataError(
            [
                f"funding.csv: line {line} has no from_date or no to_date; accepted: both, so that it can be spread over years"
                for line in undated["line"]
            ]
        )
    import pandas as pd

    total, first_day = np.zeros(horizon), pd.Timestamp(start)
    for line in lines.itertuples():
        days = (line.to_date - line.from_date).days + 1
        begin = (line.from_date - first_day).days / _DAYS_PER_YEAR
        end = begin + days / _DAYS_PER_YEAR
        years = np.arange(horizon)
        within = np.clip(np.minimum(end, years + 1) - np.maximum(begin, years), 0.0, None) / (end - begin)
        total += line.amount * units.factor(line.unit, basis, data.price_factor) * within
    return total
