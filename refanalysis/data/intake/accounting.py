"""Which rows of a grid are used; every other one is a duplicate or dropped for a stated reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from refanalysis.data.intake.changes import Change
from refanalysis.data.intake.folding import folded
from refanalysis.data.intake.grid import Grid
from refanalysis.data.intake.vocabulary import TOTALS
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

_TOO_MANY = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Rows that are kept, and how many others there are for which reason."""

    cells: pd.DataFrame
    read: int
    duplicate: int
    dropped: Mapping[str, int]
    changes: tuple[Change, ...]


def account(grid: Grid, texts: Sequence[int]) -> Account:
    """Rows of the grid without hashtags, repeated headings, misshapen rows, exact duplicates and totals, in this order.

    Parameters
    ----------
    texts
        Positions of the columns with names of organisations, sectors, activities or places; a total fills few of them.

    Raises
    ------
    DataError
        When more than a tenth of the rows have cells beyond the last heading, so that the columns cannot be trusted.
    """
    import pandas as pd

    cells, reasons = grid.cells, pd.Series("", index=grid.cells.index, dtype="str")
    _refuse_misshapen(grid)
    reasons[cells.index.isin(grid.tag_rows)] = "row of hashtags inside the data"
    reasons[_repeats_headings(grid) & (reasons == "")] = "headings repeated inside the data"
    reasons[cells.index.isin(list(grid.misshapen))] = "cells beyond the last heading"
    data = cells[reasons == ""]
    twice = data.duplicated()
    reasons[data.index[twice]] = "duplicate"
    left = cells[reasons == ""]
    reasons[left.index[_totals(left, texts)]] = "total"
    counts = reasons[~reasons.isin(["", "duplicate"])].value_counts(sort=False)
    return Account(
        cells=cells[reasons == ""],
        read=len(cells),
        duplicate=int(twice.sum()),
        dropped={str(reason): int(count) for reason, count in counts.items()},
        changes=tuple(_examples(reasons)),
    )


def without(account: Account, rows: pd.Series, reason: str) -> Account:
    """The account with further rows dropped for a reason; `rows` is true for those."""
    count = int(rows.sum())
    if not count:
        return account
    example = f"row {account.cells.index[rows.to_numpy()][0]}"
    return Account(
        cells=account.cells[~rows],
        read=account.read,
        duplicate=account.duplicate,
        dropped={**account.dropped, reason: account.dropped.get(reason, 0) + count},
        changes=(*account.changes, Change("row left out", "", count, example, reason)),
    )


def _refuse_misshapen(grid: Grid) -> None:
    if len(grid.misshapen) > max(1, _TOO_MANY * len(grid.cells)):
        rows = ", ".join(map(str, sorted(grid.misshapen)[:5]))
        raise DataError(
            f"{grid.file}: {len(grid.misshapen)} of {len(grid.cells)} rows have cells beyond the last heading (rows {rows} …); "
            "accepted: as many cells as headings (put cells that hold the separator in quotes)"
        )


def _repeats_headings(grid: Grid) -> pd.Series:
    """True for rows in which every filled cell, of two at least, repeats the heading of its column."""
    import numpy as np

    cells = grid.cells
    values = cells.to_numpy(dtype=object)
    same = (values == np.array(grid.headings, dtype=object)) & (values != "")
    return (same.sum(axis=1) >= 2) & (same.sum(axis=1) == (values != "").sum(axis=1))


def _totals(cells: pd.DataFrame, texts: Sequence[int]) -> pd.Series:
    """True for rows whose first filled cell says total and which fill at most half of the columns of text."""
    import pandas as pd

    if cells.empty:
        return pd.Series(False, index=cells.index)
    filled = cells != ""
    first = cells.to_numpy(dtype=object)[range(len(cells)), filled.to_numpy().argmax(axis=1)]
    words = folded(pd.Series(first, index=cells.index, dtype="str"))
    says = words.map({word: TOTALS.fullmatch(word.rstrip(": ")) is not None for word in words.unique()}).astype(bool)
    few = filled[list(texts)].sum(axis=1) <= max(1, len(texts) // 2) if texts else says
    return says & few


def _examples(reasons: pd.Series) -> list[Change]:
    found = []
    for reason, rows in reasons[reasons != ""].groupby(reasons[reasons != ""], sort=False):
        what = "duplicate removed" if reason == "duplicate" else "row left out"
        because = "every cell equals that of an earlier row" if reason == "duplicate" else str(reason)
        found.append(Change(what, "", len(rows), f"row {rows.index[0]}", because))
    return found
