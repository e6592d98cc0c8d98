"""What drives an outcome of a simulation: each assumption alone, all at once, and shares of the variance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import schema, sensitivity
from refanalysis.coordination.simulation.kpis import ALL
from refanalysis.coordination.simulation.measuring import measured
from refanalysis.coordination.simulation.parameters import Inputs, drawn, refuse_sectors, shared
from refanalysis.coordination.simulation.scenarios import Scenario, sectors_of

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Assumptions, Values
    from refanalysis.coordination.simulation.population import People


def model(
    scenario: Scenario,
    people: People,
    outcome: str = "coverage",
    base: Scenario | None = None,
    sectors: Iterable[str] | None = None,
    sector: str = ALL,
    area: str = ALL,
) -> Callable[[Values], np.ndarray]:
    """Function of values that returns an outcome of a scenario, or its difference from `base`, shape (n,).

    This is what `refanalysis.sensitivity` asks for: `sensitivity.tornado(model(...), assumptions, "coverage", "share")`,
    `sensitivity.rank_correlations`, `sensitivity.sobol`.

    Parameters
    ----------
    outcome, sector, area
        As in table `kpis`.
    sectors
        Sectors to simulate; None for those that either scenario has.

    Raises
    ------
    ValueError
        When called, for an outcome that is not measured.
    """
    chosen = sectors_of([scenario] if base is None else [scenario, base]) if sectors is None else tuple(sectors)
    refuse_sectors(chosen)

    def outcomes(values: Values) -> np.ndarray:
        found = _outcome(scenario, people, values, chosen, (sector, area, outcome))
        return found if base is None else found - _outcome(base, people, values, chosen, (sector, area, outcome))

    return outcomes


def hypercube(
    model: Callable[[Values], np.ndarray],
    outcome: str,
    unit: str,
    assumptions: Assumptions | None = None,
    parameters: Iterable[str] | None = None,
    n: int = 400,
    seed: int = 0,
) -> pd.DataFrame:
    """Outcome of a model in n cases that fill the ranges of its assumptions evenly, as table `hypercube`.

    Parameters
    ----------
    model
        As `model` gives it.
    parameters
        Parameters that vary, evenly between low and high; None for every one the model reads that has a range. All others stay
        at their most likely value.
    n
        Number of cases, 2 or more.

    Raises
    ------
    ValueError
        For a parameter that has no range or is not read, or too few cases.

    Notes
    -----
    Latin hypercube by SALib, J. Herman, W. Usher, doi:10.21105/joss.00097. Even sampling answers where in the ranges an outcome
    turns; it is no forecast.
    """
    from SALib.sample import latin

    held = shared() if assumptions is None else assumptions
    positions = sensitivity.uncertain(held, sensitivity.reads(model, held))
    names = held.table["parameter"]
    if parameters is not None:
        wanted = list(parameters)
        unknown = [name for name in wanted if name not in set(names.iloc[positions])]
        if unknown or not wanted:
            raise ValueError(f"parameters: found {', '.join(unknown) or 'none'}; accepted: {', '.join(names.iloc[positions])}")
        positions = [position for position in positions if names.iat[position] in wanted]
    if n < 2:
        raise ValueError(f"n must be 2 or more; found {n}")
    ends = [(held.table["low"].iat[each], held.table["high"].iat[each]) for each in positions]
    problem = {"num_vars": len(positions), "names": [names.iat[each] for each in positions], "bounds": ends}
    values = latin.sample(problem, n, seed=seed)
    design = sensitivity.Design(assumptions=held, n=n, columns=dict(zip(positions, values.T, strict=True)))
    return _cases(held, positions, values, sensitivity.evaluate(model, design, n), outcome, unit)


def tornado(
    model: Callable[[Values], np.ndarray], outcome: str, unit: str, assumptions: Assumptions | None = None
) -> pd.DataFrame:
    """Outcome with each assumption at either end of its range and all others at their mode, as table `tornado`."""
    return sensitivity.tornado(model, shared() if assumptions is None else assumptions, outcome, unit)


def rank_correlations(
    model: Callable[[Values], np.ndarray],
    outcome: str,
    unit: str,
    assumptions: Assumptions | None = None,
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Rank correlation of the outcome with each assumption over the draws, as table `rank_correlations`."""
    held = shared() if assumptions is None else assumptions
    return sensitivity.rank_correlations(model, drawn(held, draws, seed), outcome, unit)


def sobol(
    model: Callable[[Values], np.ndarray],
    outcome: str,
    unit: str,
    assumptions: Assumptions | None = None,
    n: int = 256,
    seed: int = 0,
) -> pd.DataFrame:
    """Shares of the outcome's variance that each assumption accounts for, as table `sobol_indices`; n (k + 2) simulations."""
    return sensitivity.sobol(model, shared() if assumptions is None else assumptions, outcome, unit, n=n, seed=seed, chunk=2048)


def _outcome(
    scenario: Scenario, people: People, values: Values, sectors: tuple[str, ...], label: tuple[str, str, str]
) -> np.ndarray:
    n = getattr(values, "n", None) or getattr(getattr(values, "values", None), "n", 1)
    inputs = Inputs(values=values, n=n, changes=scenario.changes)
    found = measured(scenario, people, inputs, sectors, "money", quantiles=False)
    known = {each[:3]: each.values for each in found.series}
    if label not in known:
        names = ", ".join(dict.fromkeys(each[2] for each in known))
        raise ValueError(f"no outcome {label[2]!r} of sector {label[0]!r} and area {label[1]!r}; outcomes: {names}")
    return known[label]


def _cases(
    held: Assumptions, positions: list[int], values: np.ndarray, outcomes: np.ndarray, outcome: str, unit: str
) -> pd.DataFrame:
    import pandas as pd

    n, k = values.shape
    frame = pd.DataFrame(
        {
            "case": np.repeat(np.arange(n), k),
            "parameter": np.tile(held.table["parameter"].iloc[positions].to_numpy(), n),
            "unit": np.tile(held.table["unit"].iloc[positions].to_numpy(), n),
            "value": values.ravel(),
            "outcome": outcome,
            "outcome_unit": unit,
            "outcome_value": np.repeat(outcomes, k),
        }
    )
    return schema.check(frame[schema.TABLES["hypercube"].names], "hypercube")
