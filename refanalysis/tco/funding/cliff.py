"""Money laid over the bill: what it covers month by month, where it ends, and what is missing then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.tco.funding.months import MONTHS
from refanalysis.tco.funding.plan import FIRM, WHAT_IF, what_if

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

TIERS = {"firm": FIRM, "with pledged": (*FIRM, "pledged"), "with requested": (*FIRM, "pledged", "requested")}
ALL = "all"
_NOISE = 1e-9
_MEASURES = ["cost", "arrived", "covered", "missing", "kept"]


def laid_over(cost: ArrayLike, arriving: ArrayLike, last: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """What money covers of the bill of each month, and what is kept for later, both of shape (..., months) [currency].

    Parameters
    ----------
    cost
        Bill of each month, shape (..., months) [currency].
    arriving
        Money that arrives, by line and month, shape (lines, months) [currency].
    last
        Month up to and including which each line may be spent, shape (lines,) [month].

    Notes
    -----
    Money that is not spent is carried forward to the end of its line and is lost then. What ends first is spent first, so
    that no other order covers more. A bill that is not covered when it is due stays uncovered: later money pays later bills.

    Examples
    --------
    >>> covered, kept = laid_over([10.0, 10.0, 10.0], [[25.0, 0.0, 0.0]], [2])
    >>> covered.tolist(), kept.tolist()
    ([10.0, 10.0, 5.0], [15.0, 5.0, 0.0])
    """
    bill, ends = np.asarray(cost, dtype=float), np.asarray(last, dtype=int)
    order = np.argsort(ends, kind="stable")
    money, ends = np.asarray(arriving, dtype=float)[order], ends[order]
    stock = np.zeros((*bill.shape[:-1], len(ends)))
    covered, kept = np.zeros_like(bill), np.zeros_like(bill)
    for month in range(bill.shape[-1]):
        stock = stock + money[:, month]
        spent = np.minimum(np.cumsum(stock, axis=-1), bill[..., month, np.newaxis])
        stock = np.maximum(stock - np.diff(spent, axis=-1, prepend=0.0), 0.0)
        covered[..., month] = spent[..., -1] if len(ends) else 0.0
        stock = np.where(ends <= month, 0.0, stock)
        kept[..., month] = stock.sum(axis=-1)
    return covered, kept


def coverage(
    monthly: pd.DataFrame,
    plan: pd.DataFrame,
    pools: Mapping[str, Iterable[str]] | None = None,
    tiers: Mapping[str, Iterable[str]] = TIERS,
) -> pd.DataFrame:
    """What the plan covers of each option's bill by month, for each tier of certainty and each pool of payers.

    Parameters
    ----------
    monthly
        Table from `monthly_cost`.
    plan
        Table from `funding_plan` or `what_if`. It is laid over each option by itself: options are alternatives.
    pools
        Payers whose money and bills are taken together, by name; by default each payer by itself, and `all` together.
    tiers
        Statuses that count, by name; by default firm (received, secured), then with pledged, then with requested money too.

    Returns
    -------
    pandas.DataFrame
        technology, tier, payer (the pool), month, unit, cost, present_value (of cost), arrived, covered, missing, kept, status:
        `covered`, `not covered`, or `unknown` where no line of the pool counts; arrived to kept are then empty, because no
        record of funding is not a record of none. Every month has a row.
    """
    import pandas as pd

    months = int(monthly["month"].max()) + 1
    named = _pools(monthly) if pools is None else {name: tuple(payers) for name, payers in pools.items()}
    unit = monthly["unit"].iloc[0]
    parts = []
    for technology, rows in monthly.groupby("technology", sort=False):
        for pool, payers in named.items():
            bill = _bill(rows[rows["payer"].isin(payers)], months)
            if not bill["cost"].any():
                continue
            for tier, statuses in tiers.items():
                lines = plan[plan["payer"].isin(payers) & plan["status"].isin(list(statuses))]
                found = pd.DataFrame({"month": np.arange(months), **bill, **_measured(bill["cost"], lines, months)})
                parts.append(found.assign(technology=technology, tier=tier, payer=pool, unit=unit))
    columns = ["technology", "tier", "payer", "month", "unit", "cost", "present_value", *_MEASURES[1:], "status"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def funding_cliff(covered: pd.DataFrame) -> pd.DataFrame:
    """Where the money ends, for each option, tier and pool of payers of a table from `coverage`.

    Returns
    -------
    pandas.DataFrame
        technology, tier, payer, unit, status; month, the first that is not covered (empty when all are, or when funding is
        unknown), missing (in that month), missing_year (in the twelve months from it on), missing_total (to the horizon);
        share_covered of the lifetime cost and share_covered_pv of its present value [share].
    """
    import pandas as pd

    keys = ["technology", "tier", "payer", "unit"]
    groups = covered.groupby(keys, sort=False)
    rows = [dict(zip(keys, key, strict=True)) | _cliff(rows) for key, rows in groups]
    columns = [*keys, "status", "month", "missing", "missing_year", "missing_total", "share_covered", "share_covered_pv"]
    return pd.DataFrame(rows, columns=columns).astype({"month": "Int64"})


def grant_coverage(monthly: pd.DataFrame, years: int, share: float, payers: Iterable[str]) -> pd.DataFrame:
    """What a supposed grant of the same terms would cover of each option's bill: rows as from `coverage`, tier `what_if`.

    Parameters
    ----------
    monthly
        Table from `monthly_cost`.
    years, share, payers
        Terms of the grant, as for `what_if`; an option of which these payers pay nothing has no row.
    """
    import pandas as pd

    pool = tuple(payers)
    parts = [
        coverage(rows, what_if(rows, str(name), years, share, pool), {WHAT_IF: pool}, {WHAT_IF: (WHAT_IF,)})
        for name, rows in monthly.groupby("technology", sort=False)
    ]
    known = [part for part in parts if len(part)]
    return pd.concat(known, ignore_index=True) if known else parts[0]


def _pools(monthly: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    payers = tuple(dict.fromkeys(monthly["payer"]))
    return {payer: (payer,) for payer in payers} | {ALL: payers}


def _bill(rows: pd.DataFrame, months: int) -> dict[str, np.ndarray]:
    """Arrays cost and present_value, shape (months,)."""
    month = rows["month"].to_numpy(dtype=int)
    return {
        "cost": np.bincount(month, weights=rows["value"].to_numpy(), minlength=months),
        "present_value": np.bincount(month, weights=rows["present_value"].to_numpy(), minlength=months),
    }


def _measured(cost: np.ndarray, lines: pd.DataFrame, months: int) -> dict[str, object]:
    """Columns arrived, covered, missing, kept and status by month."""
    if lines.empty:
        return dict.fromkeys(_MEASURES[1:], np.nan) | {"status": "unknown"}
    arriving, last = _by_line(lines, months)
    covered, kept = laid_over(cost, arriving, last)
    missing = np.where(cost - covered > _NOISE * cost, cost - covered, 0.0)
    status = np.where(missing > 0, "not covered", "covered")
    return {"arrived": arriving.sum(axis=0), "covered": covered, "missing": missing, "kept": kept, "status": status}


def _by_line(lines: pd.DataFrame, months: int) -> tuple[np.ndarray, np.ndarray]:
    """Money by line and month, and the last month of each line."""
    names = list(dict.fromkeys(lines["line"]))
    arriving, last = np.zeros((len(names), months)), np.zeros(len(names), dtype=int)
    for row in lines.itertuples():
        place = names.index(row.line)
        last[place] = row.last_month
        if row.month < months:
            arriving[place, row.month] += row.value
    return arriving, last


def _cliff(rows: pd.DataFrame) -> dict[str, object]:
    """Columns of `funding_cliff` for one option, tier and pool."""
    import pandas as pd

    if (rows["status"] == "unknown").any():
        return {"status": "unknown", "month": pd.NA}
    cost, covered, missing = (rows[name].to_numpy(dtype=float) for name in ("cost", "covered", "missing"))
    share = np.divide(covered, cost, out=np.zeros_like(cost), where=cost > 0)
    value = rows["present_value"].to_numpy()
    found = {"share_covered": covered.sum() / cost.sum(), "share_covered_pv": (share * value).sum() / value.sum()}
    first = next(iter(_first(missing)), None)
    if first is None:
        return found | {"status": "covered", "month": pd.NA, "missing": 0.0, "missing_year": 0.0, "missing_total": 0.0}
    return found | {
        "status": "not covered",
        "month": int(rows["month"].iloc[first]),
        "missing": missing[first],
        "missing_year": missing[first : first + MONTHS].sum(),
        "missing_total": missing.sum(),
    }


def _first(missing: np.ndarray) -> Iterator[int]:
    return (int(month) for month in np.flatnonzero(missing > 0))
