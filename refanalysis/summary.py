"""Outcomes over the draws, and a short fingerprint of a table."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from refanalysis import schema

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

LABELS = ["scenario", "site", "technology", "outcome", "unit"]
QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
_CELLS = 4_000_000  # numbers in one block: 32 MB


def summarise(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Mean, 5th percentile, median and 95th percentile of each outcome over its draws, as table `summary`.

    Draws in which an outcome is not known (nan) are left out.
    """
    draws = _draws_innermost(outcomes)
    if draws:
        labels = outcomes[LABELS].iloc[::draws].reset_index(drop=True)
        return of_arrays(labels, outcomes["value"].to_numpy(dtype=float).reshape(-1, draws))
    groups = outcomes.groupby(LABELS, sort=False)["value"]
    frame = groups.quantile(list(QUANTILES.values())).unstack()
    frame.columns = list(QUANTILES)
    frame.insert(0, "mean", groups.mean())
    return schema.check(frame.reset_index(), "summary")


def of_arrays(labels: pd.DataFrame, values: np.ndarray) -> pd.DataFrame:
    """The same of arrays, as table `summary`.

    Parameters
    ----------
    labels
        Columns scenario, site, technology, outcome and unit.
    values
        Values of each label over its draws, shape (labels, draws); draws that are not known (nan) are left out.
    """
    import numpy as np

    size = max(1, _CELLS // max(1, values.shape[1]))
    blocks = [spread(values[start : start + size]) for start in range(0, len(values), size)]
    found = np.concatenate(blocks) if blocks else np.empty((0, 1 + len(QUANTILES)))
    return schema.check(labels.assign(**dict(zip(["mean", *QUANTILES], found.T, strict=True))), "summary")


def spread(values: np.ndarray) -> np.ndarray:
    """Mean and quantiles, shape (labels, 4)."""
    import numpy as np

    found = np.column_stack([values.mean(axis=1), np.quantile(values, list(QUANTILES.values()), axis=1).T])
    for row in np.flatnonzero(np.isnan(values).any(axis=1)):
        known = values[row][~np.isnan(values[row])]
        found[row] = [known.mean(), *np.quantile(known, list(QUANTILES.values()))] if known.size else np.nan
    return found


def _draws_innermost(outcomes: pd.DataFrame) -> int:
    """Number of draws when rows run over all draws of one label, then of the next, each label once; 0 when they do not."""
    import numpy as np

    number = outcomes["draw"].to_numpy(dtype=float, na_value=np.nan)
    draws = int(np.nanmax(number, initial=-1)) + 1
    if draws < 1 or len(number) % draws or not (number.reshape(-1, draws) == np.arange(draws)).all():
        return 0
    firsts = outcomes[LABELS].iloc[::draws]
    names = (outcomes[column].to_numpy().reshape(-1, draws) for column in LABELS)
    even = all((each == each[:, :1]).all() for each in names)
    return draws if even and not firsts.duplicated().any() else 0


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
