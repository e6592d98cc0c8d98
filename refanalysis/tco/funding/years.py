"""The bill by year: what firm money covers of it, and what appeals would leave unpaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis.tco.funding.months import MONTHS
from refanalysis.tco.funding.plan import FIRM, funding_plan

if TYPE_CHECKING:
    import datetime

    import pandas as pd

    from refanalysis.assumptions import Values

AID = ("agency", "donor")
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

    Notes
    -----
    Money is set against the bill of the year in which it arrives; `coverage` works by month and carries money forward.
    """
    paid = cash_flows[cash_flows["item"] != "residual"]
    cost = paid.groupby(["technology", "unit", "year"], sort=False)["value"].sum().rename("cost").reset_index()
    cost = cost.sort_values(["technology", "year"], kind="stable", ignore_index=True)
    firm = funding[funding["status"].isin(FIRM)]
    horizon = int(cash_flows["year"].max()) + 1
    plan = funding_plan(firm, start, horizon, cash_flows["unit"].iloc[0])
    if plan.empty and firm[firm["purpose"] == "connectivity"].empty:
        return cost.assign(funded=np.nan, gap=np.nan, status="unknown")[_COLUMNS]
    by_year = np.bincount(plan["month"] // MONTHS, weights=plan["value"], minlength=horizon)
    funded = by_year[cost["year"].to_numpy(dtype=int)]
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
    appealed = paid[paid["payer"].isin(AID)].groupby(keys, sort=False)["value"].sum().rename("appealed")
    missing = 1.0 - float(values.value("funding_received"))
    rows = cost.to_frame().join(appealed).fillna({"appealed": 0.0}).reset_index()
    return rows.assign(shortfall=rows["appealed"] * missing).sort_values(keys, kind="stable", ignore_index=True)


def aid_led(cash_flows: pd.DataFrame) -> str:
    """The cheapest option of whose cost agencies and donors bear most; the cheapest of all when they bear most of none.

    Cost is the sum of all payments, not discounted; the residual value does not count.
    """
    paid = cash_flows[cash_flows["item"] != "residual"]
    total = paid.groupby("technology", sort=False)["value"].sum()
    aid = paid[paid["payer"].isin(AID)].groupby("technology", sort=False)["value"].sum().reindex(total.index).fillna(0.0)
    led = total[2 * aid > total]
    return str((total if led.empty else led).idxmin())
