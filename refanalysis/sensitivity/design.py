"""Which assumptions a model reads, and values by design in place of draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Assumptions, Values
    from refanalysis.sampling import Draws

Model = Callable[["Values"], "np.ndarray"]
KEYS = ["parameter", "technology", "component"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Values chosen on purpose: `columns` by row of `assumptions.table`, of shape (n,); the most likely value of all others."""

    assumptions: Assumptions
    n: int
    columns: Mapping[int, np.ndarray]

    def value(self, parameter: str, technology: str = "", component: str = "") -> np.ndarray:
        """Values of a parameter, shape (n,), in its canonical unit."""
        position = self.assumptions.position(parameter, technology, component)
        if position in self.columns:
            return self.columns[position]
        return np.broadcast_to(float(self.assumptions.table["mode"].iat[position]), (self.n,))

    def has(self, parameter: str, technology: str = "", component: str = "") -> bool:
        """Whether some row answers for the parameter."""
        return self.assumptions.has(parameter, technology, component)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Values that remember which rows of `assumptions.table` were read, in order of first reading."""

    values: Values
    assumptions: Assumptions
    read: dict[int, None] = field(default_factory=dict)

    def value(self, parameter: str, technology: str = "", component: str = "") -> float | np.ndarray:
        """Value of a parameter, as the recorded values give it."""
        self.read.setdefault(self.assumptions.position(parameter, technology, component))
        return self.values.value(parameter, technology, component)

    def has(self, parameter: str, technology: str = "", component: str = "") -> bool:
        """Whether some row answers for the parameter."""
        return self.values.has(parameter, technology, component)


def reads(model: Model, assumptions: Assumptions) -> list[int]:
    """Rows of `assumptions.table` that the model reads in the base case, in order of first reading."""
    recorder = Recorder(values=assumptions, assumptions=assumptions)
    model(recorder)
    return list(recorder.read)


def uncertain(assumptions: Assumptions, positions: Iterable[int]) -> list[int]:
    """Those of the rows that have a range: low below high, and a distribution other than fixed.

    Raises
    ------
    ValueError
        When none has.
    """
    table = assumptions.table
    ranged = (table["low"] < table["high"]) & (table["distribution"] != "fixed")
    kept = [position for position in positions if ranged.iat[position]]
    if not kept:
        raise ValueError("the model reads no assumption that has a range; accepted: one or more")
    return kept


def evaluate(model: Model, values: Design | Draws | Recorder, n: int) -> np.ndarray:
    """Outcome of a model for each of `n` draws, shape (..., n).

    Raises
    ------
    ValueError
        When the model returns another number of values, or one that is not a finite number.
    """
    found = np.asarray(model(values), dtype=float)
    if found.ndim == 0 or found.shape[-1] not in (1, n):
        raise ValueError(f"a model must return one value for each of the {n} draws along its last axis; found {found.shape}")
    unknown = int((~np.isfinite(found)).any(axis=tuple(range(found.ndim - 1))).sum())
    if unknown:
        raise ValueError(f"the model gives no finite number in {unknown} of {found.shape[-1]} draws; accepted: a number in all")
    return np.broadcast_to(found, (*found.shape[:-1], n))


def single(model: Model, values: Design | Draws | Recorder, n: int) -> np.ndarray:
    """Outcome of a model with one outcome, shape (n,); `ValueError` when it has several."""
    found = evaluate(model, values, n)
    if found.ndim > 1:
        raise ValueError(f"the model must return one outcome, shape ({n},); found {found.shape}")
    return found


def named(assumptions: Assumptions, positions: list[int]) -> pd.DataFrame:
    """Parameter, technology, component of each of the rows."""
    return assumptions.table.iloc[positions][KEYS].reset_index(drop=True)
