"""Shares of an outcome's variance that assumptions account for, alone and together with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis import sampling, schema
from refanalysis.sensitivity.design import Design, Model, named, reads, single, uncertain

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Assumptions


def sobol(
    model: Model, assumptions: Assumptions, outcome: str, unit: str, n: int = 1024, seed: int = 0, chunk: int = 4096
) -> pd.DataFrame:
    """Sobol indices of each assumption the model reads, as table `sobol_indices`.

    Parameters
    ----------
    model
        Function of values that returns the outcome, shape (n,).
    outcome, unit
        Name and unit of what the model returns.
    n
        Size of the base sample, a power of 2; the model is evaluated n (k + 2) times for k assumptions.
    seed
        Any whole number of 0 or more.
    chunk
        Most evaluations in one call of the model.

    Returns
    -------
    pandas.DataFrame
        Largest total first: `first`, the share of the variance an assumption accounts for alone, and `total`, with all it does
        together with others [share], each with the half-width of its 95 % interval.

    Raises
    ------
    ValueError
        For an n that is not a power of 2, an outcome that does not vary, a model that reads nothing uncertain or returns no
        finite number.

    Notes
    -----
    Saltelli's design over the unit cube, turned to values by the quantile functions, so that any distribution is honoured;
    assumptions are taken as independent, whatever `correlations` say. Estimates of small indices may fall below 0. By SALib,
    J. Herman, W. Usher, doi:10.21105/joss.00097.
    """
    if n < 2 or n & (n - 1):
        raise ValueError(f"n must be a power of 2, and 2 or more; found {n}")
    if seed < 0 or chunk < 1:
        raise ValueError(f"seed must be 0 or more and chunk 1 or more; found {seed} and {chunk}")
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sample

    positions = uncertain(assumptions, reads(model, assumptions))
    problem = {"num_vars": len(positions), "names": [str(p) for p in positions], "bounds": [[0.0, 1.0]] * len(positions)}
    shares = sample.sample(problem, n, calc_second_order=False, seed=seed)
    parts = [shares[start : start + chunk] for start in range(0, len(shares), chunk)]
    values = np.concatenate([single(model, _design(assumptions, positions, part), len(part)) for part in parts])
    if np.ptp(values) == 0:
        raise ValueError(f"{outcome} is the same in all {len(values)} cases; nothing drives it")
    found = analysis.analyze(problem, values, calc_second_order=False, seed=seed)
    frame = named(assumptions, positions).assign(
        outcome=outcome,
        outcome_unit=unit,
        first=found["S1"],
        first_width=found["S1_conf"],
        total=found["ST"],
        total_width=found["ST_conf"],
    )
    return schema.check(frame.sort_values("total", ascending=False, kind="stable", ignore_index=True), "sobol_indices")


def _design(assumptions: Assumptions, positions: list[int], shares: np.ndarray) -> Design:
    columns = {
        position: sampling.quantile(share, *sampling.limits(assumptions, position))
        for position, share in zip(positions, shares.T, strict=True)
    }
    return Design(assumptions=assumptions, n=len(shares), columns=columns)
