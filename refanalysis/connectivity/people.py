"""People by what is known of their service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis import schema
from refanalysis.connectivity.statements import STATUSES

if TYPE_CHECKING:
    import pandas as pd

GROUPS = ("iso3", "settlement", "coordinate_quality", "quality")


def people_by_status(statuses: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Sites, people and share of people for each status; table `people_by_status`.

    Parameters
    ----------
    statuses
        Table `site_status`.
    by
        Column to group by: iso3, settlement, coordinate_quality or quality; None for one group, all.

    Returns
    -------
    pandas.DataFrame
        Every status has a row in every group, with zeros where there is none; people add up to those of `statuses`.

    Raises
    ------
    ValueError
        For a column that cannot be grouped by.
    """
    import pandas as pd

    if by is not None and by not in GROUPS:
        raise ValueError(f"by is {by!r}; accepted: {', '.join(GROUPS)}")
    group = pd.Series("all", index=statuses.index) if by is None else statuses[by].where(statuses[by] != "", "unknown")
    frame = statuses.assign(group=group, old=statuses["population"].where(statuses["old"].fillna(False), 0.0))
    totals = frame.groupby(["group", "status"], sort=False).agg(
        sites=("site_id", "size"), people=("population", "sum"), old=("old", "sum")
    )
    names = list(dict.fromkeys(group)) or ["all"]
    rows = totals.reindex(pd.MultiIndex.from_product([names, STATUSES], names=["group", "status"]), fill_value=0).reset_index()
    whole = rows.groupby("group")["people"].transform("sum")
    return schema.check(rows.assign(share=(rows["people"] / whole).where(whole > 0)), "people_by_status")
