"""Rank correlation of each drawn assumption with the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis import schema
from refanalysis.sensitivity.design import Model, Recorder, named, single, uncertain

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

    from refanalysis.sampling import Draws

_FEWEST = 4
_NORMAL_95 = 1.959963984540054


def rank_correlation(inputs: ArrayLike, outcome: ArrayLike) -> np.ndarray:
    """Spearman's coefficient of each input with the outcome [ratio], shape (inputs,); nan where one of the two never changes.

    Parameters
    ----------
    inputs
        Drawn values, shape (inputs, n).
    outcome
        Outcome of each draw, shape (n,).

    Raises
    ------
    ValueError
        For fewer than four draws or arrays of different lengths.

    Examples
    --------
    >>> rank_correlation([[1, 2, 3, 4], [4, 3, 2, 1]], [1, 10, 100, 1000]).tolist()
    [1.0, -1.0]
    """
    from scipy.stats import rankdata

    given, found = np.atleast_2d(np.asarray(inputs, dtype=float)), np.asarray(outcome, dtype=float)
    if found.ndim != 1 or given.shape[-1] != found.size or found.size < _FEWEST:
        raise ValueError(
            f"inputs of shape (inputs, n) and an outcome of shape (n,) with n of {_FEWEST} or more are needed; "
            f"found {given.shape} and {found.shape}"
        )
    ranks = rankdata(np.vstack([given, found]), axis=1)
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred**2).sum(axis=1))
    scaled = np.divide(centred, spread[:, np.newaxis], out=np.full_like(centred, np.nan), where=spread[:, np.newaxis] > 0)
    return np.clip(scaled[:-1] @ scaled[-1], -1.0, 1.0)


def rank_correlations(model: Model, draws: Draws, outcome: str, unit: str) -> pd.DataFrame:
    """Rank correlation of the outcome with each assumption the model reads, as table `rank_correlations`.

    Parameters
    ----------
    model
        Function of values that returns the outcome, shape (n,).
    outcome, unit
        Name and unit of what the model returns.

    Returns
    -------
    pandas.DataFrame
        Strongest first; low and high enclose the coefficient with 95 % confidence.

    Raises
    ------
    ValueError
        For an outcome that does not vary, a model that reads nothing uncertain or returns no finite number.

    Notes
    -----
    Interval by Fisher's transformation with the variance (1 + rho²/2) / (n - 3) of Bonett and Wright,
    doi:10.1007/BF02294183.
    """
    recorder = Recorder(values=draws, assumptions=draws.assumptions)
    found = single(model, recorder, draws.n)
    if np.ptp(found) == 0:
        raise ValueError(f"{outcome} is the same in all {draws.n} draws; nothing drives it")
    positions = uncertain(draws.assumptions, recorder.read)
    rho = rank_correlation(np.array([draws.at(position) for position in positions]), found)
    middle = np.arctanh(np.clip(rho, -1 + 1e-15, 1 - 1e-15))
    reach = _NORMAL_95 * np.sqrt((1 + rho**2 / 2) / (draws.n - 3))
    frame = named(draws.assumptions, positions).assign(
        outcome=outcome, outcome_unit=unit, rho=rho, low=np.tanh(middle - reach), high=np.tanh(middle + reach)
    )
    order = np.argsort(-np.abs(rho), kind="stable")
    return schema.check(frame.iloc[order].reset_index(drop=True), "rank_correlations")
