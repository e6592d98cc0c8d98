"""How people came in emergencies that were counted: shapes of arrivals that are not assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis import data
from refanalysis.data.tables import linked
from refanalysis.schema import DataError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

_DAYS = 7  # of a week


def arrival_presets(file: Path | None = None) -> pd.DataFrame:
    """Table `arrivals`: people who had come by a day of each emergency, with sources.

    Parameters
    ----------
    file
        File with the columns of arrivals.csv; None for that of `data/coordination/`.

    Raises
    ------
    DataError
        With file, row and column, where fewer people have come by a later day.
    """
    path = data.workspace() / "data" / "coordination" / "arrivals.csv" if file is None else file
    rows = linked(data.read(path, "arrivals"), "arrivals", path)
    ordered = rows.sort_values(["preset", "day"], kind="stable")
    before = ordered.groupby("preset")["people"].shift(fill_value=0.0)
    fewer = ordered[ordered["people"] < before]
    if len(fewer):
        raise DataError(
            f"{path.name}, row {row}, column people: found {each:g} after {before[row]:g} on an earlier day; accepted: no fewer"
            for row, each in fewer["people"].items()
        )
    return ordered.reset_index(drop=True)


def weekly(preset: str, weeks: int) -> np.ndarray:
    """People who came in each week of an emergency that was counted [person], shape (weeks,).

    Between two days that were counted as many come on each day; after the last one nobody does.

    Raises
    ------
    ValueError
        For a preset that is not held.
    """
    rows = arrival_presets()
    own = rows[rows["preset"] == preset]
    if own.empty:
        raise ValueError(f"no arrivals are called {preset!r}; known: {', '.join(rows['preset'].unique())}")
    days, people = (np.concatenate([[0.0], own[name].to_numpy(dtype=float)]) for name in ("day", "people"))
    return np.diff(np.interp(_DAYS * np.arange(weeks + 1), days, people))
