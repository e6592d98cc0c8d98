"""How old the information is that a flow brings: closed forms of renewal theory.

References
----------
.. [1] S. Kaul, R. Yates, M. Gruteser, Real-time status: how often should one update?, IEEE INFOCOM 2012, on the age of
   information. doi:10.1109/INFCOM.2012.6195689
.. [2] D. R. Cox, Renewal Theory, 1962, on the mean of a renewal-reward process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def mean_age(period: ArrayLike, lag: ArrayLike, success: ArrayLike) -> np.ndarray | float:
    """Mean age of what the reader of a regular report knows, in the unit of `period`.

    Parameters
    ----------
    period
        Time between reports, above 0.
    lag
        Time from the facts to the report, 0 or more.
    success
        Chance that a report is given and reaches its reader, above 0 and at most 1.

    Raises
    ------
    ValueError
        For values that are not accepted.

    Notes
    -----
    lag + period (2 - success) / (2 success): gaps between successful reports are geometric.

    Examples
    --------
    >>> float(mean_age(7, 3, 0.7))
    9.5
    """
    each, late, q = _checked(period, lag, success)
    return (late + each * (2 - q) / (2 * q))[()]


def share_on_time(period: ArrayLike, lag: ArrayLike, success: ArrayLike, due: ArrayLike) -> np.ndarray | float:
    """Share of time in which what the reader knows is not older than `due`.

    Parameters
    ----------
    period, lag, success
        As in `mean_age`.
    due
        Oldest age that counts as on time, in the unit of `period`.

    Notes
    -----
    With k whole periods and a rest r (as a share of a period) in due - lag: 1 - (1 - success)^k + r success (1 - success)^k.

    Examples
    --------
    >>> round(float(share_on_time(7, 3, 0.7, 10)), 12)  # one period after the lag: the chance of a single report
    0.7
    """
    each, late, q = _checked(period, lag, success)
    allowed = np.maximum((np.asarray(due, dtype=float) - late) / each, 0.0)
    whole = np.floor(allowed)
    missed = (1.0 - q) ** whole
    return (1.0 - missed + (allowed - whole) * q * missed)[()]


def _checked(period: ArrayLike, lag: ArrayLike, success: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    p, late, q = (np.asarray(given, dtype=float) for given in (period, lag, success))
    if not ((p > 0).all() and (late >= 0).all() and (q > 0).all() and (q <= 1).all()):
        raise ValueError(
            f"a period above 0, a lag of 0 or more and a success above 0 and at most 1 are needed; found {p}, {late}, {q}"
        )
    return p, late, q
