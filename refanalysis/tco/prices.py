"""What one unit of a component costs in each year: bought, replaced, run, and credited for the life left at the end.

A unit bought in year a costs `bought[item][a, t]` in year t; a unit in service costs `running[item][t]` in year t. Quantities
times these arrays are the cash flows; quantities times their sums over t are the outcomes, without building the flows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis import finance
from refanalysis.schema import DataError
from refanalysis.tco.reading import Reader

if TYPE_CHECKING:
    from refanalysis.assumptions import Values

CAPITAL = ("capex", "replacement", "residual")
_HOURS_PER_YEAR = 8766
_MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost:
    """Cost of one unit by item: `bought` has shape (years bought, years, draws), `running` shape (years, draws)."""

    bought: dict[str, np.ndarray]
    running: dict[str, np.ndarray]


def timing(item: str) -> finance.Timing:
    """When in its year an item is paid: purchases at the start, everything else at the end."""
    return "start" if item in {"capex", "replacement"} else "end"


def unit_cost(row: Any, technology: str, values: Values, horizon: int) -> UnitCost:
    """Cost of one unit of the component in `row` (of table `components`) [currency/unit].

    Notes
    -----
    - Prices change by price_trend a year in real terms. A purchase costs capex * (1 + logistics_uplift).
    - Running costs are energy_price for an energy component counted in watts, bandwidth_price for a bandwidth component
      counted in Mbps, else opex, else opex_share of capex.
    - Overhead is a share of every other cost of the year.

    Raises
    ------
    DataError
        For a component with neither a price nor a running cost, or one without a lifetime.
    """
    read = Reader(values=values, technology=technology, component=row.component)
    trend = (1.0 + read("price_trend")) ** np.arange(horizon)[:, np.newaxis]
    bought = _purchases(read, trend, horizon) if read.has("capex") else {}
    running = _running(row, read)
    if not bought and running is None:
        raise DataError(
            f"component {row.component} of technology {technology} has no cost; accepted: a row of capex, opex, "
            "energy_price (energy, counted in watts) or bandwidth_price (bandwidth, counted in Mbps)"
        )
    run = {} if running is None else {row.opex_item: running * trend}
    return _with_overhead(bought, run, read("overhead_share"))


def _purchases(read: Reader, trend: np.ndarray, horizon: int) -> dict[str, np.ndarray]:
    """First purchase, replacements when life ends, and the unused life of the last one, for each year of purchase."""
    price = read("capex") * (1.0 + read("logistics_uplift")) * trend
    lifetime = read("lifetime")
    first = np.eye(horizon)[:, :, np.newaxis]
    counts = np.zeros((horizon, horizon, lifetime.size))
    due = finance.replacement_times(lifetime, horizon).T
    for year in range(horizon):
        counts[year, year:] = due[: horizon - year]
    return {"capex": first * price, "replacement": counts * price, "residual": -_residual(first + counts, price, lifetime)}


def _residual(counts: np.ndarray, price: np.ndarray, lifetime: np.ndarray) -> np.ndarray:
    """Price of the last purchase times its unused life, credited in the last year, for each year of purchase."""
    horizon = counts.shape[0]
    last = horizon - 1 - np.argmax(counts[:, ::-1] > 0, axis=1)
    paid = np.take_along_axis(np.broadcast_to(price, counts.shape[1:]), last, axis=0)
    left = np.stack([np.atleast_1d(finance.residual_share(lifetime, horizon - year)) for year in range(horizon)])
    residual = np.zeros((horizon, horizon, max(paid.shape[-1], left.shape[-1])))
    residual[:, -1] = paid * left
    return residual


def _running(row: Any, read: Reader) -> np.ndarray | None:
    """Running cost of one unit in a year, before any price trend; None when the component has none."""
    if row.opex_item == "energy" and row.driver == "watt":
        return read("energy_price") * (_HOURS_PER_YEAR / 1000.0)
    if row.opex_item == "bandwidth" and row.driver == "mbps":
        return read("bandwidth_price") * _MONTHS_PER_YEAR
    if read.has("opex"):
        return read("opex")
    if read.has("capex"):
        return read("opex_share") * read("capex")
    return None


def _with_overhead(bought: dict[str, np.ndarray], running: dict[str, np.ndarray], share: np.ndarray) -> UnitCost:
    spent = [flows for item, flows in bought.items() if item != "residual"]
    if spent:
        bought = bought | {"overhead": share * sum(spent[1:], spent[0])}
    if running:
        running = running | {"overhead": share * sum(running.values())}
    return UnitCost(bought=bought, running=running)
