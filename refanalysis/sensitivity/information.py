"""What it is worth to know an assumption before choosing an option.

References
----------
.. [1] H. Raiffa, R. Schlaifer, Applied Statistical Decision Theory, 1961, on the expected value of information.
.. [2] M. Strong, J. E. Oakley, A. Brennan, Estimating multiparameter partial expected value of perfect information from a
   probabilistic sensitivity analysis sample, Medical Decision Making 34 (2014) 311. doi:10.1177/0272989X13505910
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis import schema
from refanalysis.sensitivity.design import Model, Recorder, evaluate, named, uncertain

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

    from refanalysis.sampling import Draws

_FEWEST = 100
_PIECES = 5
_DEGREE = 3


def probability_cheaper(first: ArrayLike, second: ArrayLike) -> float:
    """Share of draws in which the first of two costs is the lower one; a draw with equal costs counts half.

    Parameters
    ----------
    first, second
        Costs of two options in the same draws, shape (n,).

    Raises
    ------
    ValueError
        For arrays of different or no length, or a cost that is not a number.

    Examples
    --------
    >>> probability_cheaper([1.0, 2.0, 3.0, 4.0], [2.0, 2.0, 2.0, 2.0])
    0.375
    """
    a, b = (np.asarray(each, dtype=float) for each in (first, second))
    if a.shape != b.shape or a.ndim != 1 or not a.size or np.isnan(a).any() or np.isnan(b).any():
        raise ValueError(f"two arrays of numbers of the same shape (n,) are needed; found {a.shape} and {b.shape}")
    return float((a < b).mean() + (a == b).mean() / 2)


def perfect_information(costs: ArrayLike) -> float:
    """Expected saving from knowing everything before choosing (EVPI), in the unit of the costs.

    Parameters
    ----------
    costs
        Cost of each option in the same draws, shape (options, n).

    Raises
    ------
    ValueError
        For costs of another shape or that are not finite.

    Notes
    -----
    min over options of the mean cost - mean of the lowest cost.

    Examples
    --------
    >>> perfect_information([[1.0, 5.0], [3.0, 3.0]])
    1.0
    """
    each = _options(costs)
    return float(each.mean(axis=1).min() - each.min(axis=0).mean())


def partial_information(costs: ArrayLike, known: ArrayLike) -> float:
    """Expected saving from knowing one assumption before choosing (EVPPI), in the unit of the costs.

    Parameters
    ----------
    costs
        Cost of each option in the same draws, shape (options, n) with n of 100 or more.
    known
        Drawn values of the assumption, shape (n,).

    Raises
    ------
    ValueError
        For fewer draws, other shapes or values that are not finite.

    Notes
    -----
    The mean cost of each option given the assumption is fitted by least squares: a cubic spline with knots at the quintiles of
    its draws. The saving is the lowest mean cost less the mean of the lowest fitted cost, and never below 0. An assumption
    without influence gets a small positive value that falls with n; one that acts in a narrow window only is smoothed.
    """
    each, given = _options(costs), np.asarray(known, dtype=float)
    if given.shape != each.shape[1:] or given.size < _FEWEST or not np.isfinite(given).all():
        raise ValueError(
            f"the known assumption needs {_FEWEST} finite draws or more, one for each draw of the costs; found {given.shape} "
            f"for costs of shape {each.shape}"
        )
    return _saving(each, _basis(given))


def information(model: Model, draws: Draws, outcome: str, unit: str) -> pd.DataFrame:
    """Value of knowing each assumption before choosing among options, as table `information`.

    Parameters
    ----------
    model
        Function of values that returns the cost of each option, shape (options, n); lower is better.
    outcome, unit
        Name and unit of that cost.

    Returns
    -------
    pandas.DataFrame
        First the parameter `all`, what knowing everything would save; then each assumption, the most valuable first: `value` in
        the unit of the outcome and `share` of the value of knowing everything (nan when that is 0).

    Raises
    ------
    ValueError
        For fewer than 100 draws or two options, a model that reads nothing uncertain or returns no finite number.
    """
    recorder = Recorder(values=draws, assumptions=draws.assumptions)
    costs = _options(evaluate(model, recorder, draws.n))
    positions = uncertain(draws.assumptions, recorder.read)
    values = np.array([partial_information(costs, draws.at(position)) for position in positions])
    order = np.argsort(-values, kind="stable")
    return _table(named(draws.assumptions, positions).iloc[order], values[order], perfect_information(costs), outcome, unit)


def _table(keys: pd.DataFrame, values: np.ndarray, everything: float, outcome: str, unit: str) -> pd.DataFrame:
    import pandas as pd

    first = pd.DataFrame({"parameter": ["all"], "technology": [""], "component": [""]})
    frame = pd.concat([first, keys], ignore_index=True).assign(outcome=outcome, unit=unit, value=[everything, *values])
    return schema.check(frame.assign(share=frame["value"] / everything if everything > 0 else np.nan), "information")


def _options(costs: ArrayLike) -> np.ndarray:
    each = np.asarray(costs, dtype=float)
    if each.ndim != 2 or len(each) < 2 or not each.size or not np.isfinite(each).all():
        raise ValueError(f"finite costs of two options or more are needed, shape (options, n); found shape {each.shape}")
    return each


def _saving(costs: np.ndarray, basis: np.ndarray) -> float:
    """Saving when the part of the costs that `basis`, shape (n, terms), explains is known before choosing."""
    best = costs.mean(axis=1).argmin()
    extra = costs - costs[best]  # what all options share does not matter for the choice
    factors = np.linalg.lstsq(basis, extra.T, rcond=None)[0]
    return float(max(0.0, -(basis @ factors).min(axis=1).mean()))


def _basis(values: np.ndarray) -> np.ndarray:
    """Cubic spline over the draws by truncated powers, shape (n, terms); for few different values, one term for each."""
    levels, place = np.unique(values, return_inverse=True)
    if levels.size <= _PIECES + _DEGREE:
        return np.eye(levels.size)[place]
    scaled = (values - values.mean()) / values.std()
    knots = np.unique(np.quantile(scaled, np.arange(1, _PIECES) / _PIECES))
    powers = scaled[:, np.newaxis] ** np.arange(_DEGREE + 1)
    return np.hstack([powers, np.maximum(scaled[:, np.newaxis] - knots, 0.0) ** _DEGREE])
