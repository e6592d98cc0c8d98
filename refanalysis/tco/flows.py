"""The ledger: every cost of every site and option, dated, by item and payer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from refanalysis import data, schema
from refanalysis.tco.dimensions import bill, size
from refanalysis.tco.payers import shares
from refanalysis.tco.prices import Cost, unit_cost
from refanalysis.tco.settings import Settings
from refanalysis.tco.traffic import Load, load

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values
    from refanalysis.data import Operation

_DEFAULT = Settings()


class _Flows(NamedTuple):
    """Flows that are not zero: whose they are, and where, when, how much."""

    technology: str
    component: str
    item: str
    site: np.ndarray
    year: np.ndarray
    date: np.ndarray
    value: np.ndarray


def cash_flows(
    operation: Operation,
    values: Values,
    technologies: Iterable[str] | None = None,
    scenario: str = "base",
    components: pd.DataFrame | None = None,
    settings: Settings = _DEFAULT,
) -> pd.DataFrame:
    """Dated cash flows of each site and technology, as table `cash_flows` [currency], not discounted.

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
        Bills of quantities; by default `refanalysis.data.bills()`.
    settings
        How costs are dated and in which prices they are told.

    Returns
    -------
    pandas.DataFrame
        Costs are positive, the residual value negative; a flow of zero has no row. `date` is when it is paid [year since the
        start], `year` in whose books it stands. In nominal prices the unit is the currency without a price year.

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
    bills = data.bills() if components is None else components
    asked = load(operation.sites, values, operation.levers["horizon"])
    flows = [each for name in chosen for each in _of_technology(asked, bill(bills, name), name, values, settings)]
    split = {name: shares(operation.payers, name, asked.horizon) for name in chosen}
    frame = _table([paid for each in flows for paid in _by_payer(each, split[each.technology])], asked)
    unit = settings.unit(operation.levers["price_basis"])
    return schema.check(frame.assign(scenario=scenario, unit=unit), "cash_flows")


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


def _of_technology(asked: Load, rows: list[Any], technology: str, values: Values, settings: Settings) -> Iterator[_Flows]:
    sizing = size(asked, rows, technology, values)
    for row in rows:
        cost = unit_cost(row, technology, values, asked.horizon, settings)
        needed = _counts(sizing.count(row.driver, asked.people), asked) * row.quantity
        there = _counts(sizing.count(row.driver, asked.people, installed=True), asked) * row.quantity
        added = np.diff(there, axis=1, prepend=0.0)
        for each in cost.bought:
            yield _nonzero(technology, row.component, each, added[:, :, np.newaxis])
        for each in cost.running:
            yield _nonzero(technology, row.component, each, needed)


def _counts(count: np.ndarray, asked: Load) -> np.ndarray:
    """Counts of the base case, shape (sites, years)."""
    if count.shape[2] != 1:
        raise ValueError(f"the ledger shows one case, not {count.shape[2]} draws; pass assumptions, not draws")
    return np.broadcast_to(count[..., 0], (len(asked.sites), asked.horizon))


def _nonzero(technology: str, component: str, cost: Cost, number: np.ndarray) -> _Flows:
    """Flows of a number of units, shape (sites, years) or (sites, years, 1), for the payments of one unit."""
    alone = (slice(None), 0) if number.ndim == 3 else (0,)  # the only draw
    amount, date, year = np.broadcast_arrays(cost.payments.amount, cost.payments.date, cost.payments.year)
    flows = number * (amount[alone] * cost.share)
    places = np.nonzero(flows)
    date, year = date[alone][places[1:]], year[alone][places[1:]]
    return _Flows(technology, component, cost.item, places[0], year, date, flows[places])


def _by_payer(flows: _Flows, split: dict[str, dict[str, np.ndarray]]) -> Iterator[tuple[str, _Flows]]:
    for payer, share in split[flows.item].items():
        part = share[flows.year]
        kept = part != 0
        if kept.any():
            each = (array[kept] for array in (flows.site, flows.year, flows.date, flows.value * part))
            yield payer, _Flows(flows.technology, flows.component, flows.item, *each)


def _table(parts: list[tuple[str, _Flows]], asked: Load) -> pd.DataFrame:
    """One row for each flow: technology, component, item, payer, site, year, date, value."""
    import pandas as pd

    sizes = [flows.value.size for _, flows in parts]
    labels = {
        "technology": [flows.technology for _, flows in parts],
        "component": [flows.component for _, flows in parts],
        "item": [flows.item for _, flows in parts],
        "payer": [payer for payer, _ in parts],
    }
    columns = {name: np.repeat(np.array(names, dtype=object), sizes) for name, names in labels.items()}
    columns["site"] = np.array(asked.sites, dtype=object)[_joined(parts, "site", int)]
    frame = pd.DataFrame(columns, dtype="str")
    numbers = {name: _joined(parts, name, float if name != "year" else int) for name in ("year", "date", "value")}
    return frame.assign(**numbers)


def _joined(parts: list[tuple[str, _Flows]], name: str, kind: type) -> np.ndarray:
    return np.concatenate([np.zeros(0, dtype=kind), *(getattr(flows, name) for _, flows in parts)])
