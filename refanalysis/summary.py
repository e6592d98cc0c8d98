"""Outcomes over the draws, and a short fingerprint of a table."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from refanalysis import schema

if TYPE_CHECKING:
    import pandas as pd

_BY = ["scenario", "site", "technology", "outcome", "unit"]
_QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}


def summarise(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Mean, 5th percentile, median and 95th percentile of each outcome over its draws, as table `summary`."""
    groups = outcomes.groupby(_BY, sort=False)["value"]
    frame = groups.quantile(list(_QUANTILES.values())).unstack()
    frame.columns = list(_QUANTILES)
    frame.insert(0, "mean", groups.mean())
    return schema.check(frame.reset_index(), "summary")


def checksum(frame: pd.DataFrame) -> str:
    """Eight characters that change when any cell, its place, or a column name of `frame` changes.

    Numbers count to nine significant digits, so that the last bits of a sum, which differ between machines, do not.
    """
    lines = ["\t".join(map(str, frame.columns))]
    lines += ["\t".join(_cell(value) for value in row) for row in frame.itertuples(index=False, name=None)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]


def _cell(value: object) -> str:
    import pandas as pd

    if pd.api.types.is_scalar(value) and pd.isna(value):
        return "unknown"
    if isinstance(value, bool) or not pd.api.types.is_number(value):
        return str(value)
    return f"{float(value) + 0.0:.9g}"
