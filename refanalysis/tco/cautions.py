"""Where the equipment that was counted does not give what its cost suggests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ["site", "technology", "caution", "value", "unit", "limit"]


def cautions(quantities: pd.DataFrame) -> pd.DataFrame:
    """Sites and technologies to treat with care in the first year: site, technology, caution, value, unit, limit.

    Cautions are `reach` (Wi-Fi covers only a share of the site's land; limit 1) and `density` (more LEO terminals than the
    published limit for the site's land). A technology that gives neither is not in the table.

    Parameters
    ----------
    quantities
        Table from `quantities`.
    """
    import pandas as pd

    first = quantities[quantities["year"] == quantities["year"].min()].drop_duplicates(["site", "technology"])
    parts = [_reach(first), _density(first)]
    return pd.concat([part[_COLUMNS] for part in parts], ignore_index=True)


def _reach(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.reindex(columns=[*rows.columns.drop("reached_share", errors="ignore"), "reached_share"])
    short = rows[rows["reached_share"] < 1]
    return short.assign(caution="reach", value=short["reached_share"], unit="share", limit=1.0)


def _density(rows: pd.DataFrame) -> pd.DataFrame:
    steps = ["terminal", "terminals_allowed"]
    rows = rows.reindex(columns=[*rows.columns.drop(steps, errors="ignore"), *steps])
    over = rows[rows["terminal"] > rows["terminals_allowed"]]
    return over.assign(caution="density", value=over["terminal"], unit="terminal", limit=over["terminals_allowed"])
