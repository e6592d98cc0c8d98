"""Assumptions that move together: draws put in another order, so that a pair has the rank correlation a row states.

No value of a draw changes, only its place: each assumption keeps its distribution and its Latin hypercube exactly.

References
----------
.. [1] R. L. Iman, W. J. Conover, A distribution-free approach to inducing rank correlation among input variables,
   Communications in Statistics B 11 (1982) 311. doi:10.1080/03610918208812265
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Assumptions

_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Assumptions that correlations tie together.

    `positions` are their rows of `Assumptions.table`, by name; `root` is the lower triangular square root of the correlation of
    their normal scores, shape (positions, positions).
    """

    positions: tuple[int, ...]
    root: np.ndarray


def groups(assumptions: Assumptions, table: pd.DataFrame) -> tuple[Group, ...]:
    """Groups of assumptions that rows of table `correlations` tie together, directly or through others.

    Parameters
    ----------
    assumptions
        Resolved assumptions; a row finds its two assumptions as a model would, and counts for its country only.
    table
        Table `correlations`; a pair of a group that has no row is not correlated (0).

    Raises
    ------
    DataError
        Listing every row that names no assumption, ties one to itself or repeats a pair, and every group whose coefficients
        contradict one another.
    """
    rows = table[table["country"].isin(["", assumptions.iso3])]
    pairs, found = _pairs(assumptions, rows)
    if found:
        raise DataError(found)
    made = [_group(assumptions, members, pairs) for members in _connected(pairs)]
    found = [each for each in made if isinstance(each, str)]
    if found:
        raise DataError(found)
    return tuple(each for each in made if isinstance(each, Group))


def reordered(shares: np.ndarray, root: np.ndarray) -> np.ndarray:
    """The same shares of the unit interval, shape (assumptions, n), each row in an order that gives the correlation of `root`.

    Parameters
    ----------
    shares
        Independent samples, shape (assumptions, n); the first row keeps its order.
    root
        Lower triangular square root of the wanted correlation of normal scores, shape (assumptions, assumptions).

    Notes
    -----
    With scores z = the normal quantile of each rank, and Q Q' = the correlation the sample happens to have, the new ranks are
    those of root Q^-1 z: chance correlation is taken out before the wanted one is put in. A sample too small for Q, with no
    more draws than assumptions, keeps its chance correlation.
    """
    from scipy.special import ndtri

    n = shares.shape[1]
    if n < 2:
        return shares
    scores = ndtri((_ranks(shares) + 0.5) / n)
    wanted = root @ np.linalg.solve(_chance(scores), scores)
    return np.take_along_axis(np.sort(shares, axis=1), _ranks(wanted), axis=1)


def square_root(matrix: np.ndarray) -> np.ndarray | None:
    """Lower triangular L with L L' = `matrix`, shape (k, k); None when the matrix is not positive semidefinite."""
    values, vectors = np.linalg.eigh(matrix)
    if values[0] < -_TOLERANCE * max(1.0, values[-1]):
        return None
    upper = np.linalg.qr((vectors * np.sqrt(np.maximum(values, 0.0))).T, mode="r")
    return upper.T * np.where(np.diag(upper) < 0, -1.0, 1.0)


def _ranks(rows: np.ndarray) -> np.ndarray:
    return np.argsort(np.argsort(rows, axis=1, kind="stable"), axis=1, kind="stable")


def _chance(scores: np.ndarray) -> np.ndarray:
    """Lower triangular square root of the correlation of a sample; of no correlation where the sample is too small."""
    none = np.eye(len(scores))
    if scores.shape[1] <= len(scores):
        return none
    found = np.corrcoef(scores)
    return np.linalg.cholesky(found) if np.linalg.eigvalsh(found)[0] > _TOLERANCE else none


def _pairs(assumptions: Assumptions, rows: pd.DataFrame) -> tuple[dict[tuple[int, int], float], list[str]]:
    pairs: dict[tuple[int, int], float] = {}
    found: list[str] = []
    for row in rows.itertuples():
        try:
            ends = _ends(assumptions, row)
        except DataError as error:
            found += [f"correlations, {_called(row)}: {problem}" for problem in error.problems]
            continue
        if ends[0] == ends[1]:
            found.append(f"correlations, {_called(row)}: both name the same assumption; accepted: two different ones")
        elif ends in pairs:
            found.append(f"correlations, {_called(row)}: the pair stands twice for {assumptions.iso3}; accepted: once")
        elif not -1 <= row.rho <= 1:
            found.append(f"correlations, {_called(row)}: found rho {row.rho:g}; accepted: -1 to 1")
        else:
            pairs[ends] = float(row.rho)
    return pairs, found


def _ends(assumptions: Assumptions, row: Any) -> tuple[int, int]:
    first = assumptions.position(row.parameter, row.technology, row.component)
    second = assumptions.position(row.other_parameter, row.other_technology, row.other_component)
    return min(first, second), max(first, second)


def _called(row: Any) -> str:
    ends = (
        (row.parameter, row.technology, row.component),
        (row.other_parameter, row.other_technology, row.other_component),
    )
    return " with ".join(" ".join(part for part in end if part) for end in ends)


def _connected(pairs: dict[tuple[int, int], float]) -> list[list[int]]:
    found: list[set[int]] = []
    for pair in pairs:
        touched = [each for each in found if each & set(pair)]
        found = [each for each in found if each not in touched] + [set(pair).union(*touched)]
    return [sorted(each) for each in found]


def _group(assumptions: Assumptions, members: list[int], pairs: dict[tuple[int, int], float]) -> Group | str:
    names = {position: name(assumptions, position) for position in members}
    order = sorted(members, key=names.__getitem__)
    rho = np.eye(len(order))
    for (first, second), value in pairs.items():
        if first in names:
            at = order.index(first), order.index(second)
            rho[at] = rho[at[::-1]] = value
    # Spearman's coefficient of normal variables to their coefficient of correlation
    normal = 2 * np.sin(np.pi * rho / 6)
    root = square_root(normal)
    if root is None:
        return (
            f"correlations of {', '.join(names[position] for position in order)} contradict one another: the matrix has the "
            f"eigenvalue {np.linalg.eigvalsh(normal)[0]:.3g}; accepted: none below 0 (a pair without a row counts as 0; "
            "weaken a coefficient or add the missing pair)"
        )
    return Group(positions=tuple(order), root=root)


def name(assumptions: Assumptions, position: int) -> str:
    """Name of an assumption, which is that of its random stream: parameter, technology, component and country."""
    row = assumptions.table.iloc[position]
    return "|".join(row[key] for key in ("parameter", "technology", "component", "country"))
