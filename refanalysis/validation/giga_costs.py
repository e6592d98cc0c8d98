"""The open school-connectivity cost model (unicef/giga-open-cost-model) as a profile of the ledger, sites by technologies.

What only it does, and stands here: an undiscounted sum (a rate of 0) without replacement or residual value; electricity as a
purchase of watts where there is no grid and as yearly kilowatt-hours where there is; strict limits of bandwidth and distance;
ties go to the first of fibre, satellite, cellular, point to point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.schema.types import DataError
from refanalysis.tco import ledger
from refanalysis.tco.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

TECHNOLOGIES = ("fiber", "satellite", "cellular", "p2p")
CHOICES = ("Fiber", "Satellite", "Cellular", "P2P", "None")
MONEY = (
    "capex", "capex_provider", "capex_consumer", "opex", "opex_provider", "opex_consumer", "elec_capex", "elec_opex",
    "total_cost",
)  # fmt: skip
_LIMIT = {"fiber": "FIBER_DISTANCE", "cellular": "CELLULAR_RANGE", "p2p": "P2P_RANGE"}
REASONS = (
    "Included",
    *(f"{name.upper()}_BW_THRESHOLD" for name in TECHNOLOGIES),
    "NO_ELECTRICITY",
    *(f"{_LIMIT.get(name, name.upper())}_THRESHOLD" for name in TECHNOLOGIES),
)
_PLACES = {
    "setup": "capex.fixed_costs",
    "fixed": "opex.fixed_costs",
    "per_mbps": "opex.annual_bandwidth_cost_per_mbps",
    "most_mbps": "constraints.maximum_bandwithd",
    "kwh": "constraints.required_power",
}
_UNDISCOUNTED, _TIE = 0.0, 1e-6
_METRES = 1000.0
_SETTINGS = Settings(replacement="none", residual="none", overhead=False, contingency=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Arrays, shape (sites, technologies); `reason` are places in `REASONS`; `choice`, shape (sites,), in `CHOICES`."""

    site: np.ndarray
    grid: np.ndarray
    feasible: np.ndarray
    reason: np.ndarray
    money: dict[str, np.ndarray]
    choice: np.ndarray


def costs(
    sites: pd.DataFrame,
    parameters: Mapping[str, Any],
    *,
    years: int | None = None,
    demand: float | None = None,
    new_electricity: bool | None = None,
) -> Costs:
    """Cost [USD], feasibility, reason and choice of every site that is not connected yet and every technology.

    Parameters
    ----------
    sites
        site_id, connected, has_electricity (1 or 0), bandwidth_demand_mbps, dist_fiber_m, dist_4g_tower_m, dist_any_tower_m.
    parameters
        One set of the peer's parameters, by its own names.
    years, demand, new_electricity
        Horizon [year], one demand for all sites [Mbps], and whether a site without electricity may be given it, where they are
        not those of the set and of the sites.

    Raises
    ------
    DataError
        When the set lacks a parameter, or one is not a finite number.

    Notes
    -----
    Capex and electricity capex are lump sums at the start; running costs are paid in each of the years, at a rate of 0.
    """
    left = sites[sites["connected"] == 0]
    horizon = int(number(parameters, "years")) if years is None else years
    mbps = left["bandwidth_demand_mbps"].to_numpy() if demand is None else np.full(len(left), float(demand))
    allowed = bool(_found(parameters, "el.constraints.allow_new_electricity")) if new_electricity is None else new_electricity
    grid = left["has_electricity"].to_numpy() == 1
    reason = _reasons(left, parameters, mbps, grid | allowed)
    money = _money(left, parameters, mbps, grid, horizon)
    feasible = reason == 0
    priced = {name: np.where(feasible, values, np.nan) for name, values in money.items()}
    choice = _cheapest(np.where(feasible, money["total_cost"], np.inf))
    return Costs(
        site=left["site_id"].to_numpy(), grid=grid, feasible=feasible, reason=reason, money=priced, choice=choice
    )  # fmt: skip


def table(found: Costs) -> pd.DataFrame:
    """Tidy table: site_id, technology, feasible, reason, elec_type and the columns of `MONEY` [USD], NaN where infeasible."""
    import pandas as pd

    sites, technologies = found.feasible.shape
    power = np.where(found.feasible, np.where(found.grid, 0, 1)[:, np.newaxis], -1)
    return pd.DataFrame(
        {
            "site_id": _named(np.repeat(np.arange(sites), technologies), found.site),
            "technology": _named(np.tile(np.arange(technologies), sites), TECHNOLOGIES),
            "feasible": found.feasible.ravel().astype(int),
            "reason": _named(found.reason.ravel(), REASONS),
            "elec_type": _named(power.ravel(), ("Grid", "Solar")),
            **{name: values.ravel() for name, values in found.money.items()},
        }
    )


def chosen(found: Costs) -> pd.DataFrame:
    """The cheapest feasible technology of each site: site_id, chosen, total_cost, capex [USD], annual_opex [USD/year]."""
    import pandas as pd

    row, place = np.arange(len(found.choice)), np.minimum(found.choice, len(TECHNOLOGIES) - 1)
    won = {name: values[row, place] for name, values in found.money.items()}
    return pd.DataFrame(
        {
            "site_id": _named(row, found.site),
            "chosen": _named(found.choice, CHOICES),
            "total_cost": won["total_cost"],
            "capex": won["capex"] + won["elec_capex"],
            "annual_opex": won["opex"] + won["elec_opex"],
        }
    )


def number(parameters: Mapping[str, Any], place: str) -> float:
    """The parameter at a dotted place; `DataError` when it is missing or not a finite number."""
    value = _found(parameters, place)
    if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
        raise DataError(f"parameters, {place}: found {value!r}; accepted: a finite number")
    return float(value)


def _found(parameters: Mapping[str, Any], place: str) -> Any:
    value: Any = parameters
    for part in place.split("."):
        if not isinstance(value, Mapping) or part not in value:
            raise DataError(f"parameters, {place}: missing")
        value = value[part]
    return value


def _each(parameters: Mapping[str, Any], name: str) -> np.ndarray:
    """One parameter of every technology, shape (technologies,)."""
    return np.array([number(parameters, f"{technology}.{_PLACES[name]}") for technology in TECHNOLOGIES])


def _reasons(sites: pd.DataFrame, parameters: Mapping[str, Any], mbps: np.ndarray, powered: np.ndarray) -> np.ndarray:
    """Why a site cannot have a technology, asked in this order: bandwidth, electricity, distance; 0 where it can."""
    reach = {
        "fiber": ("dist_fiber_m", "fiber.constraints.maximum_connection_length"),
        "cellular": ("dist_4g_tower_m", "cellular.constraints.maximum_range"),
        "p2p": ("dist_any_tower_m", "p2p.constraints.maximum_range"),
    }
    far = np.zeros((len(sites), len(TECHNOLOGIES)), dtype=bool)
    for name, (column, limit) in reach.items():
        far[:, TECHNOLOGIES.index(name)] = ~(sites[column].to_numpy() < number(parameters, limit) * _METRES)
    slow = mbps[:, np.newaxis] > _each(parameters, "most_mbps")
    places = np.arange(len(TECHNOLOGIES))
    dark = ~powered[:, np.newaxis]
    return np.select([slow, dark, far], [1 + places, REASONS.index("NO_ELECTRICITY"), 2 + len(places) + places], 0)


def _money(
    sites: pd.DataFrame, parameters: Mapping[str, Any], mbps: np.ndarray, grid: np.ndarray, horizon: int
) -> dict[str, np.ndarray]:
    """Every amount as if all were feasible [USD, or USD/year for running costs], shape (sites, technologies)."""
    shape = (len(sites), len(TECHNOLOGIES))
    provider, upkeep = np.zeros(shape), np.zeros(shape)
    route = sites["dist_fiber_m"].to_numpy() / _METRES * number(parameters, "fiber.constraints.correction_coeficient")
    provider[:, 0] = route * number(parameters, "fiber.capex.cost_per_km")
    upkeep[:, 0] = route * number(parameters, "fiber.opex.cost_per_km")
    provider[:, TECHNOLOGIES.index("p2p")] = number(parameters, "p2p.capex.tower_fixed_costs")
    consumer = np.broadcast_to(_each(parameters, "setup"), shape)
    service = mbps[:, np.newaxis] * _each(parameters, "per_mbps") + _each(parameters, "fixed")
    panels = number(parameters, "power_w") * number(parameters, "el.capex.solar_cost_per_watt")
    energy = _each(parameters, "kwh") * number(parameters, "el.opex.cost_per_kwh")
    solar = np.broadcast_to(np.where(grid, 0.0, panels)[:, np.newaxis], shape)
    mains = np.where(grid[:, np.newaxis], energy, 0.0)
    capex, opex = provider + consumer, upkeep + service
    total = _present(capex + solar, opex + mains, horizon)
    amounts = (capex, provider, consumer, opex, upkeep, service, solar, mains, total)
    return dict(zip(MONEY, amounts, strict=True))


def _present(bought: np.ndarray, running: np.ndarray, horizon: int) -> np.ndarray:
    start = ledger.present_value(ledger.lump(bought), _UNDISCOUNTED)
    return start + ledger.present_value(ledger.yearly(running, horizon, settings=_SETTINGS), _UNDISCOUNTED)


def _cheapest(total: np.ndarray) -> np.ndarray:
    """First technology within a millionth of the lowest total; the place of "None" where none is feasible."""
    lowest = total.min(axis=1, initial=np.inf)
    first = np.argmax(total <= (lowest + _TIE)[:, np.newaxis], axis=1)
    return np.where(np.isfinite(lowest), first, len(TECHNOLOGIES))


def _named(codes: np.ndarray, names: object) -> pd.Categorical:
    import pandas as pd

    return pd.Categorical.from_codes(codes, pd.Index(names, dtype=object), validate=True)
