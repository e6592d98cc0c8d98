"""Comparison rows: how far our numbers lie from another program's, case by case and quantity by quantity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.schema.types import DataError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

COLUMNS = (
    "program", "case", "quantity", "rows", "largest_absolute", "largest_relative", "worst", "tolerance", "kind", "passed",
    "note",
)  # fmt: skip
_SMALL = 1e-9


def numbers(
    program: str,
    case: str,
    quantity: str,
    ours: ArrayLike,
    theirs: ArrayLike,
    keys: Sequence[Any],
    *,
    absolute: float | None = None,
    relative: float | None = None,
    note: str = "",
) -> dict[str, Any]:
    """One comparison row of numbers, shape (rows,) each; a number missing on one side only differs without limit.

    Parameters
    ----------
    keys
        Name of each row, shown for the worst one.
    absolute, relative
        Tolerance [the quantity's own unit, or share]; exactly one of them.

    Raises
    ------
    ValueError
        When the lengths differ, or not exactly one tolerance is given.

    Notes
    -----
    A relative difference is taken of the reference; of a billionth of the column's largest number where the reference is
    smaller than that, so that a zero that comes out as 1e-13 does not differ without limit.
    """
    if (absolute is None) == (relative is None):
        raise ValueError("give one tolerance, absolute or relative")
    mine, other = np.asarray(ours, dtype=float).ravel(), np.asarray(theirs, dtype=float).ravel()
    if not len(mine) == len(other) == len(keys):
        raise ValueError(f"{case}, {quantity}: found {len(mine)} numbers, {len(other)} references and {len(keys)} keys")
    apart = _apart(mine, other)
    with np.errstate(over="ignore"):  # of a number next to nothing any difference is without limit
        shares = apart / _scale(other)
    measured, tolerance = (apart, absolute) if absolute is not None else (shares, relative)
    worst = int(np.argmax(measured)) if len(mine) else -1
    return {
        "program": program, "case": case, "quantity": quantity, "rows": len(mine),
        "largest_absolute": float(apart.max(initial=0.0)), "largest_relative": float(shares.max(initial=0.0)),
        "worst": f"{keys[worst]}: ours {mine[worst]:.12g}, reference {other[worst]:.12g}" if len(mine) else "",
        "tolerance": tolerance, "kind": "absolute" if absolute is not None else "relative",
        "passed": bool(len(mine)) and bool((measured <= tolerance).all()), "note": note,
    }  # fmt: skip


def words(
    program: str, case: str, quantity: str, ours: Sequence[Any], theirs: Sequence[Any], keys: Sequence[Any], *, note: str = ""
) -> dict[str, Any]:
    """One comparison row of words or flags, shape (rows,) each: a row that differs counts as a difference of 1.

    Raises
    ------
    ValueError
        When the lengths differ.
    """
    mine, other = (np.array([str(word) for word in side], dtype=object) for side in (ours, theirs))
    if not len(mine) == len(other) == len(keys):
        raise ValueError(f"{case}, {quantity}: found {len(mine)} words, {len(other)} references and {len(keys)} keys")
    differs = mine != other
    at = int(np.argmax(differs)) if len(mine) else -1
    counted = f"{int(differs.sum())} rows differ" if differs.any() else ""
    largest = float(differs.any())
    return {
        "program": program, "case": case, "quantity": quantity, "rows": len(mine),
        "largest_absolute": largest, "largest_relative": largest,
        "worst": f"{keys[at]}: ours {mine[at]!r}, reference {other[at]!r}" if len(mine) else "",
        "tolerance": 0.0, "kind": "equal", "passed": bool(len(mine)) and not differs.any(),
        "note": "; ".join(filter(None, [note, counted])),
    }  # fmt: skip


def unused(program: str, case: str, reason: str, *, fails: bool = True) -> dict[str, Any]:
    """A row for a file that was not compared, with the reason; by default it fails the run."""
    return {
        "program": program, "case": case, "quantity": "not used", "rows": 0,
        "largest_absolute": np.nan, "largest_relative": np.nan, "worst": "", "tolerance": np.nan, "kind": "",
        "passed": not fails, "note": reason,
    }  # fmt: skip


def attempt(program: str, case: str, work: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Rows of `work`; when its data has problems, one failing row that says each of them, so that other files still run."""
    try:
        return work()
    except DataError as error:
        return [unused(program, case, "\n".join(error.problems))]


def table(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Comparison rows as a table with the columns `COLUMNS`."""
    import pandas as pd

    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    kinds = {"rows": "int64", "largest_absolute": "float64", "largest_relative": "float64", "tolerance": "float64"}
    return frame.astype({**kinds, "passed": "bool"})


def passed(frame: pd.DataFrame) -> bool:
    """Whether anything was compared, every file could be used, and every difference is within its tolerance."""
    return bool(frame["rows"].sum() > 0 and frame["passed"].all())


def conclusion(frame: pd.DataFrame) -> str:
    """One sentence: how many values of which programs were compared, and what failed."""
    compared = frame[frame["rows"] > 0]
    if compared.empty:
        return "Nothing was compared."
    failed = frame[~frame["passed"]]
    counts = (
        f"{compared['rows'].sum():,} values in {len(compared):,} comparisons with {', '.join(compared['program'].unique())}"
    )
    if failed.empty:
        return f"{counts}: all within their tolerance."
    places = [f"{row.case} ({row.quantity})" for row in failed.head(5).itertuples()]
    more = f" and {len(failed) - 5} more" if len(failed) > 5 else ""
    return f"{counts}: {len(failed):,} failed: {', '.join(places)}{more}."


def _apart(mine: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Absolute differences; both missing differ by 0, one missing without limit."""
    gaps = np.isnan(mine).astype(int) + np.isnan(other)
    same = mine == other  # equal infinities, whose difference is not a number
    known = (gaps == 0) & ~same
    distance = np.abs(np.subtract(mine, other, where=known, out=np.zeros(len(mine))))
    return np.where(gaps == 1, np.inf, np.where(known, distance, 0.0))


def _scale(other: np.ndarray) -> np.ndarray:
    sizes = np.abs(np.nan_to_num(other, nan=0.0, posinf=0.0, neginf=0.0))
    floor = _SMALL * sizes.max(initial=0.0)
    return np.maximum(sizes, floor if floor > 0 else 1.0)
