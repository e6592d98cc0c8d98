"""The ledger: every cost of every site and option, dated, by item and payer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import data, schema
from refanalysis.tco.dimensions import bill, dimension
from refanalysis.tco.payers import shares
from refanalysis.tco.prices import UnitCost, unit_cost
from refanalysis.tco.traffic import Load, load

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values
    from refanalysis.data import Operation

_LABELS = ("technology", "component", "item", "payer")


def cash_flows(
    operation: Operation,
    values: Values,
    technologies: Iterable[str] | None = None,
    scenario: str = "base",
    components: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Dated cash flows of each site and technology, as table `cash_flows` [currency of the price basis, real, undiscounted].

    Parameters
    ----------
    operation
        Its sites, payers and levers horizon and price_basis are read.
    values
        Assumptions of the base case (for draws see `outcomes_by_draw`).
    technologies
        Options to cost; by default those the operation names.
    scenario
        Name written into the table.
    components
        Bills of quantities; by default `data/components.csv`.

    Returns
    -------
    pandas.DataFrame
        Costs are positive, the residual value negative; a flow of zero has no row.

    Raises
    ------
    DataError
        For a site without population, a missing assumption, a component without a cost, payers' shares above one.

    Notes
    -----
    Equipment once installed stays: units are bought when the number needed rises above what is there, and replaced whenever
    their life ends before the horizon. Running costs follow the number needed.
    """
    chosen = options(operation, technologies)
    bills = data.table("components") if components is None else components
    asked = load(operation.sites, values, operation.levers["horizon"])
    parts = [part for name in chosen for part in _by_payer(operation, values, asked, name, bills)]
    frame = _table(parts, asked).assign(scenario=scenario, unit=operation.levers["price_basis"])
    return schema.check(frame, "cash_flows")


def options(operation: Operation, technologies: Iterable[str] | None) -> list[str]:
    """Technologies to cost, by default those the operation names.

    Raises
    ------
    ValueError
        When there is none, or one is named twice.
    """
    chosen = list(operation.technologies if technologies is None else technologies)
    if not chosen or len(set(chosen)) < len(chosen):
        raise ValueError(f"technologies must be one or more, each once; found {', '.join(chosen) or 'none'}")
    return chosen


def added(needed: np.ndarray) -> np.ndarray:
    """Units bought because more are needed than ever before; years are the second axis of `needed`."""
    return np.diff(np.maximum.accumulate(needed, axis=1), axis=1, prepend=0.0)


def by_item(needed: np.ndarray, cost: UnitCost) -> dict[str, np.ndarray]:
    """Cash flows of a component by item, shape (sites, years, draws) like the number `needed` [currency]."""
    flows = {item: np.einsum("sad,atd->std", added(needed), kernel) for item, kernel in cost.bought.items()}
    for item, kernel in cost.running.items():
        flows[item] = flows.get(item, 0.0) + needed * kernel
    return flows


def _by_payer(
    operation: Operation, values: Values, asked: Load, technology: str, components: pd.DataFrame
) -> Iterator[tuple[tuple[str, str, str, str], np.ndarray]]:
    """Labels and flows, shape (sites, years), of each component, item and payer of a technology."""
    horizon = operation.levers["horizon"]
    rows = bill(components, technology)
    steps = dimension(asked, rows, technology, values)
    split = shares(operation.payers, technology, horizon)
    for row in rows:
        cost = unit_cost(row, technology, values, horizon)
        for item, flows in by_item(steps[row.driver] * row.quantity, cost).items():
            for payer, share in split[item].items():
                yield (technology, row.component, item, payer), flows[..., 0] * share


def _table(parts: list[tuple[tuple[str, str, str, str], np.ndarray]], asked: Load) -> pd.DataFrame:
    """One row for each flow that is not zero: technology, component, item, payer, site, year, value."""
    import pandas as pd

    amounts = np.stack([flows for _, flows in parts])
    part, site, year = np.nonzero(amounts)
    columns = {name: np.array([labels[i] for labels, _ in parts], dtype=object)[part] for i, name in enumerate(_LABELS)}
    columns["site"] = np.array(asked.sites, dtype=object)[site]
    frame = pd.DataFrame(columns, dtype="str")
    return frame.assign(year=year, value=amounts[part, site, year])
