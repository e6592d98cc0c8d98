"""Who bears the bill before and after somebody's money ends, and what each takes over from whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.tco.funding.months import MONTHS

if TYPE_CHECKING:
    import pandas as pd

GRANT = "grant"
NEW = "new"


def borne(monthly: pd.DataFrame, covered: pd.DataFrame, payers: Iterable[str], bearer: str = GRANT) -> pd.DataFrame:
    """The bill of one option by who bears it, once money is laid over it: as `monthly`, with `bearer` as a further payer.

    Parameters
    ----------
    monthly
        Rows of one option from `monthly_cost`.
    covered
        Rows of the same option, and of one tier and pool, from `coverage`.
    payers
        Payers of that pool.
    bearer
        Name of who bears the covered part.

    Notes
    -----
    What is covered in a month is taken from every bill of the pool's payers in that month alike; the rest stays with the
    payer it is assigned to. The months add up as before.

    Raises
    ------
    ValueError
        When the bill covered is not part of the bill given, or funding is unknown.
    """
    import pandas as pd

    if (covered["status"] == "unknown").any():
        raise ValueError("funding is unknown: no line counts, so nobody can be said to bear the bill in place of its payers")
    pool = list(payers)
    share = _share(covered, monthly[monthly["payer"].isin(pool)])
    part = share.reindex(monthly["month"]).fillna(0.0).to_numpy() * monthly["payer"].isin(pool)
    paid = monthly.assign(payer=bearer, value=monthly["value"] * part, present_value=monthly["present_value"] * part)
    left = monthly.assign(value=monthly["value"] * (1 - part), present_value=monthly["present_value"] * (1 - part))
    rows = pd.concat([paid, left], ignore_index=True)
    return rows[rows["value"] != 0].reset_index(drop=True)


def handover(bill: pd.DataFrame, month: int) -> pd.DataFrame:
    """Yearly bill after a hand-over, by item, who bore it before and who bears it then.

    Parameters
    ----------
    bill
        Rows of one option from `monthly_cost` or `borne`.
    month
        First month after the hand-over, at least 1 and before the horizon.

    Returns
    -------
    pandas.DataFrame
        item, from_payer, to_payer, unit (a year), value: average over the years after the hand-over. Rows whose payers are
        the same are kept and not handed over. `from_payer` is `new` where nothing of the item was paid in the twelve months
        before, such as the first replacement of equipment.

    Raises
    ------
    ValueError
        For a month that leaves nothing before or after it, or a bill of several options.

    Notes
    -----
    Shares of an item before (in the twelve months up to the hand-over) and after (in all months from it on) are compared:
    who bears the same share keeps it; what others lose goes to those who gain, in proportion. The rows of an item add up
    to its yearly bill after the hand-over.
    """
    import pandas as pd

    horizon = int(bill["month"].max()) + 1
    if not 0 < month < horizon or bill["technology"].nunique() != 1:
        raise ValueError(
            f"a hand-over needs the bill of one technology and a month from 1 to {horizon - 1}; found {month} and "
            f"{', '.join(sorted(set(bill['technology'])))}"
        )
    before = bill[(bill["month"] >= month - MONTHS) & (bill["month"] < month)].groupby(["item", "payer"])["value"].sum()
    after = bill[bill["month"] >= month].groupby(["item", "payer"])["value"].sum() * MONTHS / (horizon - month)
    rows = [(item, *move) for item in dict.fromkeys(after.index.get_level_values(0)) for move in _moves(before, after, item)]
    frame = pd.DataFrame(rows, columns=["item", "from_payer", "to_payer", "value"])
    return frame.assign(unit=f"{bill['unit'].iloc[0]}/year")[["item", "from_payer", "to_payer", "unit", "value"]]


def _share(covered: pd.DataFrame, monthly: pd.DataFrame) -> pd.Series:
    """Share covered of the bill in each month."""
    by_month = covered.set_index("month")
    bill = monthly.groupby("month")["value"].sum().reindex(by_month.index).fillna(0.0)
    if not np.allclose(bill, by_month["cost"], rtol=1e-6, atol=1e-6):
        raise ValueError("the bill given must be the bill covered: the same option and the payers of the pool")
    cost = by_month["cost"].where(by_month["cost"] > 0, np.inf)
    return by_month["covered"] / cost


def _moves(before: pd.Series, after: pd.Series, item: str) -> list[tuple[str, str, float]]:
    """Who bore it, who bears it, and the yearly amount, for one item."""
    now = after[item]
    total = float(now.sum())
    if item not in before.index.get_level_values(0) or before[item].sum() == 0:
        return [(NEW, payer, float(value)) for payer, value in now.items() if value]
    names = list(dict.fromkeys([*before[item].index, *now.index]))
    old_share = (before[item] / before[item].sum()).reindex(names).fillna(0.0)
    new_share = (now / total).reindex(names).fillna(0.0)
    kept = np.minimum(old_share, new_share)
    lost, gained = old_share - kept, new_share - kept
    moves = [(name, name, total * kept[name]) for name in names]
    moved = float(gained.sum())
    if moved > 0:
        moves += [(a, b, total * lost[a] * gained[b] / moved) for a in names for b in names]
    return [(a, b, float(value)) for a, b, value in moves if value > 1e-12 * total]
