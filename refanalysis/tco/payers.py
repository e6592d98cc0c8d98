"""Who pays which share of which item in which year."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.schema import ITEMS, DataError

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN = "unknown"
_TOLERANCE = 1e-9


def shares(payers: pd.DataFrame, technology: str, horizon: int) -> dict[str, dict[str, np.ndarray]]:
    """Share of each item that each payer bears by year, shape (years,) [share]; what no row assigns `unknown` bears.

    Parameters
    ----------
    payers
        Table `payers`. In each year the rows for this technology and item answer; else those for the technology, for the
        item, for anything, in this order.

    Raises
    ------
    DataError
        When the shares of a year exceed one.
    """
    rows = [SimpleNamespace(**row) for row in payers.to_dict("records")]
    return {item: _of_item(rows, technology, item, horizon) for item in ITEMS}


def _of_item(rows: list[Any], technology: str, item: str, horizon: int) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    open_years = np.ones(horizon, dtype=bool)
    for level in ((technology, item), (technology, ""), ("", item), ("", "")):
        answered = np.zeros(horizon, dtype=bool)
        for row in rows:
            if (row.technology, row.item) == level:
                years = _years(row, horizon) & open_years
                found[row.payer] = found.get(row.payer, np.zeros(horizon)) + row.share * years
                answered |= years
        open_years &= ~answered
    total = sum(found.values(), np.zeros(horizon))
    _refuse_excess(total, technology, item)
    found[UNKNOWN] = np.where(total < 1 - _TOLERANCE, 1 - total, 0.0)
    return {payer: share for payer, share in found.items() if share.any()}


def _years(row: Any, horizon: int) -> np.ndarray:
    import pandas as pd

    years = np.arange(horizon)
    last = horizon if pd.isna(row.to_year) else int(row.to_year)
    return (years >= int(row.from_year)) & (years <= last)


def _refuse_excess(total: np.ndarray, technology: str, item: str) -> None:
    over = np.flatnonzero(total > 1 + _TOLERANCE)
    if over.size:
        raise DataError(
            f"payers.csv: shares of item {item} of technology {technology} add up to {total[over[0]]:.3g} in year {over[0]}; "
            "accepted: 1 at most"
        )
