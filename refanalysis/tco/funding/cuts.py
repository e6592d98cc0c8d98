"""What a budget cut leaves unpaid, and which bills of the payer could wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.tco.funding.months import MONTHS

if TYPE_CHECKING:
    import pandas as pd


def budget_cut(monthly: pd.DataFrame, cuts: Mapping[tuple[str, int], float]) -> pd.DataFrame:
    """What each payer's cut leaves unpaid: technology, payer, year, unit, cost, cut, uncovered, first_month.

    Parameters
    ----------
    monthly
        Table from `monthly_cost`.
    cuts
        Share by which a payer's budget for the bill is cut, by payer and year of service [share].

    Returns
    -------
    pandas.DataFrame
        One row for each option, payer and year of service with a bill or a cut; `first_month` is the first month of the
        year that is not paid, when the budget left pays the year's bills in the order they fall due (empty without a cut).

    Raises
    ------
    ValueError
        For a share outside 0 to 1, or a year outside the horizon.
    """
    import pandas as pd

    horizon = (int(monthly["month"].max()) + MONTHS) // MONTHS
    wrong = [
        f"{payer}, year {year}: {cut}" for (payer, year), cut in cuts.items() if not (0 <= cut <= 1 and 0 <= year < horizon)
    ]
    if wrong:
        raise ValueError(f"a cut is a share from 0 to 1 in a year from 0 to {horizon - 1}; found {'; '.join(wrong)}")
    keys = ["technology", "payer", "unit", "year"]
    rows = []
    for key, months in monthly.assign(year=monthly["month"] // MONTHS).groupby(keys, sort=False):
        cost = np.bincount(months["month"] % MONTHS, weights=months["value"], minlength=MONTHS)
        cut = float(cuts.get((str(key[1]), int(key[3])), 0.0))
        rows.append((*key, cost.sum(), cut, cut * cost.sum(), _first_unpaid(cost, cut, int(key[3]))))
    frame = pd.DataFrame(rows, columns=[*keys, "cost", "cut", "uncovered", "first_month"]).astype({"first_month": "Int64"})
    frame = frame.sort_values(["technology", "payer", "year"], kind="stable", ignore_index=True)
    return frame[["technology", "payer", "year", "unit", "cost", "cut", "uncovered", "first_month"]]


def could_wait(monthly: pd.DataFrame, payers: Iterable[str], years: Iterable[int], uncovered: float) -> pd.DataFrame:
    """Bills of these payers in these years, largest first: technology, component, item, unit, value, share_of_cut.

    Parameters
    ----------
    monthly
        Rows from `monthly_cost`.
    payers, years
        Whose bills, and in which years of service.
    uncovered
        What the cut leaves unpaid [unit of the table]; `share_of_cut` is the part of it that each bill would make up if it
        were not paid at all [share], at most 1.

    Raises
    ------
    ValueError
        When nothing is uncovered.
    """
    if not uncovered > 0:
        raise ValueError(f"uncovered must be above 0; found {uncovered}")
    kept = monthly["payer"].isin(list(payers)) & (monthly["month"] // MONTHS).isin(list(years))
    keys = ["technology", "component", "item", "unit"]
    rows = monthly[kept].groupby(keys, sort=False, as_index=False)["value"].sum()
    rows = rows.sort_values(["technology", "value"], ascending=[True, False], kind="stable", ignore_index=True)
    return rows.assign(share_of_cut=np.minimum(rows["value"] / uncovered, 1.0))


def _first_unpaid(cost: np.ndarray, cut: float, year: int) -> int | None:
    short = np.flatnonzero(np.cumsum(cost) > (1 - cut) * cost.sum() * (1 + 1e-12))
    return int(MONTHS * year + short[0]) if cut > 0 and short.size else None
