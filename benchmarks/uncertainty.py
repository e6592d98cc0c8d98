"""Times draws, chunks and sensitivity against plain NumPy or SciPy work of the same size, in one run."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from scipy import stats
from scipy.stats import qmc
from timing import Row, as_text, cpu, row

from refanalysis import assumptions, clusters, data, sampling, sensitivity, tco
from refanalysis.assumptions import Assumptions

DRAWS = 10_000
CHUNK, BLOCK = 1000, 250
SITES = 262
OUTCOME, UNIT = "present_value", "USD_2024"


def drawing() -> Row:
    """Ten thousand draws of every assumption of Uganda against SciPy's Latin hypercube and beta quantiles of that size."""
    values = assumptions.load(data.operation("uganda"))
    ranged = sensitivity.uncertain(values, range(len(values.table)))

    def ours() -> list[np.ndarray]:
        sampling.forget()
        draws = sampling.draw(values, DRAWS, 1)
        return [draws.at(position) for position in ranged]

    def theirs() -> np.ndarray:
        shares = qmc.LatinHypercube(len(ranged), rng=np.random.default_rng(1)).random(DRAWS)
        return stats.beta.ppf(shares, 1.5, 4.5)

    work = f"{DRAWS:,} draws of {len(ranged)} assumptions"
    return row(work, cpu(ours, repeats=3), "SciPy's Latin hypercube and beta quantiles", cpu(theirs, repeats=3))


def chunks() -> Row:
    """All sites of the data, every technology of Uganda, in chunks, against the bare contraction of that size."""
    case, values = every_site()
    horizon, components = case.levers["horizon"], data.bills()
    rows = int(components["technology"].isin(case.technologies).sum())
    compute = partial(tco.outcomes_by_draw, case, only=[OUTCOME])
    generator = np.random.default_rng(1)
    needed, cost = generator.random((rows, SITES, horizon, BLOCK)), generator.random((rows, horizon, BLOCK))
    ours = cpu(lambda: clusters.outcomes(compute, sampling.draw(values, DRAWS, 1), CHUNK), repeats=1)
    bare = cpu(lambda: np.einsum("csad,cad->sd", needed, cost), repeats=3) * DRAWS / BLOCK
    work = f"outcomes of {SITES} sites x {len(case.technologies)} technologies x {horizon} years x {DRAWS:,} draws, in chunks"
    return row(work, ours, "NumPy contraction of that size", bare)


def every_site() -> tuple[data.Operation, Assumptions]:
    """Uganda's operation with every site of the data in place of its own."""
    case = data.operation("uganda")
    return replace(case, sites=data.table("sites").head(SITES)), assumptions.load(case)


def one_at_a_time() -> Row:
    """A tornado in one call of the model against one call for each of its cases."""
    case = data.operation("uganda")
    values = assumptions.load(case)
    model = tco.model(case, OUTCOME, "leo")
    cases = 2 * len(sensitivity.tornado(model, values, OUTCOME, UNIT)) + 1
    single = cpu(lambda: model(values))
    ours = cpu(lambda: sensitivity.tornado(model, values, OUTCOME, UNIT))
    return row(
        f"tornado of {cases} cases, {len(case.sites)} sites", ours, "one call of the model for each case", single * cases
    )


def variance() -> Row:
    """Sobol indices against the bare model with as many draws."""
    case = data.operation("uganda")
    values = assumptions.load(case)
    model = tco.model(case, OUTCOME, "leo")
    read = sensitivity.uncertain(values, sensitivity.reads(model, values))
    n = 256 * (len(read) + 2)
    draws = sampling.draw(values, n, 1)
    ours = cpu(lambda: sensitivity.sobol(model, values, OUTCOME, UNIT, n=256), repeats=1)
    bare = cpu(lambda: [model(draws.part(start, min(start + 4096, n))) for start in range(0, n, 4096)], repeats=1)
    return row(f"Sobol indices of {len(read)} assumptions, {n:,} evaluations", ours, "the model alone", bare)


COMPARISONS = (drawing, chunks, one_at_a_time, variance)


def text() -> str:
    """All comparisons of draws."""
    return as_text([comparison() for comparison in COMPARISONS])
