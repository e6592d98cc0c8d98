"""One assumption at a time, from the low to the high end of its range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis import sampling, schema
from refanalysis.sensitivity.design import Design, Model, named, reads, single, uncertain

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Assumptions


def tornado(
    model: Model, assumptions: Assumptions, outcome: str, unit: str, shares: tuple[float, float] = (0.0, 1.0)
) -> pd.DataFrame:
    """Outcome with each assumption at its low and its high end and all others at their mode, as table `tornado`.

    Parameters
    ----------
    model
        Function of values that returns the outcome, shape (n,); it is called with all cases at once, after once with the base
        case to see what it reads.
    outcome, unit
        Name and unit of what the model returns.
    shares
        Which ends: shares of the distribution, by default its bounds; (0.05, 0.95) leaves out the outer tenth.

    Returns
    -------
    pandas.DataFrame
        Widest first; `swing` is the distance between the lowest and the highest of at_low, base and at_high.

    Raises
    ------
    ValueError
        For shares out of order, a model that reads nothing uncertain or returns no finite number.

    Notes
    -----
    2 k + 1 cases for k assumptions. What assumptions do together does not show; see `sobol`.
    """
    if not 0 <= shares[0] < shares[1] <= 1:
        raise ValueError(f"shares must be two shares in order, between 0 and 1; found {shares}")
    positions = uncertain(assumptions, reads(model, assumptions))
    ends = np.array([sampling.quantile(np.array(shares), *sampling.limits(assumptions, each)) for each in positions])
    values = single(model, _one_at_a_time(assumptions, positions, ends), 2 * len(positions) + 1)
    base, at_low, at_high = values[0], values[1 : len(positions) + 1], values[len(positions) + 1 :]
    highest = np.maximum(np.maximum(at_low, at_high), base)
    frame = named(assumptions, positions).assign(
        unit=assumptions.table["unit"].iloc[positions].to_numpy(),
        low=ends[:, 0],
        mode=assumptions.table["mode"].iloc[positions].to_numpy(),
        high=ends[:, 1],
        outcome=outcome,
        outcome_unit=unit,
        at_low=at_low,
        base=base,
        at_high=at_high,
        swing=highest - np.minimum(np.minimum(at_low, at_high), base),
    )
    return schema.check(frame.sort_values("swing", ascending=False, kind="stable", ignore_index=True), "tornado")


def _one_at_a_time(assumptions: Assumptions, positions: list[int], ends: np.ndarray) -> Design:
    """Base case, each assumption at its low end, each at its high end."""
    n = 2 * len(positions) + 1
    columns = {}
    for number, position in enumerate(positions):
        column = np.full(n, float(assumptions.table["mode"].iat[position]))
        column[[1 + number, 1 + len(positions) + number]] = ends[number]
        columns[position] = column
    return Design(assumptions=assumptions, n=n, columns=columns)
