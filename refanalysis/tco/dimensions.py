"""How many of each component a site needs in each year: demand, land and distance turned into equipment, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.schema import DataError
from refanalysis.tco.reading import Reader, whole
from refanalysis.tco.traffic import Load, load, single

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values

Steps = dict[str, np.ndarray]
_HEXAGON = 1.5 * 3**0.5  # area of a hexagon over the square of its radius
_POWER = ("watt", "panel_watt", "battery_kwh")


def quantities(
    sites: pd.DataFrame, components: pd.DataFrame, technologies: Iterable[str], values: Values, horizon: int
) -> pd.DataFrame:
    """Number of each component by site, technology and year, with every step that leads to it as a column.

    Parameters
    ----------
    sites, components
        Tables of these names.
    technologies
        Technologies to dimension.
    values
        Assumptions of the base case.
    horizon
        Years of service [year].

    Returns
    -------
    pandas.DataFrame
        site, year, technology, component, unit, population [person], users [user], busy_hour_mbps [Mbps], gb_per_month
        [GB/month], one column for each step (a cell is empty where the technology does not take that step), driver,
        driver_count, quantity (per unit of the driver) and number [unit].

    Raises
    ------
    DataError
        For a technology without components, a driver nothing computes, a site without population, a missing assumption.
    """
    import pandas as pd

    asked = load(sites, values, horizon)
    blocks = [_readable(asked, name, bill(components, name), values) for name in technologies]
    return pd.concat(blocks, ignore_index=True)


def bill(components: pd.DataFrame, technology: str) -> list[Any]:
    """Rows of table `components` that make up a technology, as records with the columns as attributes.

    Raises
    ------
    DataError
        When there are none, or a driver is one that nothing computes.
    """
    rows = components[components["technology"] == technology]
    if rows.empty:
        known = ", ".join(sorted(set(components["technology"])))
        raise DataError(f"components.csv has no component of technology {technology!r}; technologies there: {known}")
    unknown = sorted(set(rows["driver"]) - set(_STEPS) - set(_POWER))
    if unknown:
        raise DataError(
            f"components.csv: technology {technology} counts by {', '.join(unknown)}, which nothing computes; "
            f"accepted: {', '.join((*_STEPS, *_POWER))}"
        )
    return list(rows.itertuples(index=False))


def dimension(asked: Load, rows: list[Any], technology: str, values: Values) -> Steps:
    """Steps of dimensioning one technology, each of shape (sites, years, draws); a driver's count bears the driver's name.

    Parameters
    ----------
    asked
        What the sites ask for.
    rows
        The technology's components, from `bill`.
    """
    read = Reader(values=values, technology=technology)
    steps: Steps = {}
    drivers = {row.driver for row in rows}
    for driver, compute in _STEPS.items():  # in this order: hops need cells
        if driver in drivers:
            steps |= {name: np.broadcast_to(step, _joint(step, asked)) for name, step in compute(asked, read, steps).items()}
    if drivers & set(_POWER):
        steps |= _power(rows, steps, read, drivers)
    return steps


def _joint(step: np.ndarray, asked: Load) -> tuple[int, ...]:
    return np.broadcast_shapes(step.shape, asked.shape)


def _site(asked: Load, read: Reader, steps: Steps) -> Steps:
    return {"site": np.ones((1, 1, 1))}


def _area(asked: Load, read: Reader) -> np.ndarray:
    return asked.population * read("area_per_person") / 1e6


def _cells(asked: Load, read: Reader, steps: Steps) -> Steps:
    area = _area(asked, read)
    coverage = whole(area / (_HEXAGON * read("cell_radius") ** 2))
    capacity = whole(asked.mbps / read("cell_capacity"))
    return {"area_km2": area, "coverage_cells": coverage, "capacity_cells": capacity, "cell": np.maximum(coverage, capacity)}


def _hops(asked: Load, read: Reader, steps: Steps) -> Steps:
    """A chain of hops to the network, as many side by side as the traffic needs, and one hop to each further cell."""
    chain = whole(read("distance_to_backhaul") / read("hop_length"))[np.newaxis, np.newaxis]
    parallel = whole(asked.mbps / read("link_capacity"))
    further = steps["cell"] - 1 if "cell" in steps else np.zeros((1, 1, 1))
    return {"chain_hops": chain, "parallel_chains": parallel, "hop": chain * parallel + further}


def _route(asked: Load, read: Reader, steps: Steps) -> Steps:
    return {"km": (read("distance_to_backhaul") * read("route_factor"))[np.newaxis, np.newaxis]}


def _access_points(asked: Load, read: Reader, steps: Steps) -> Steps:
    """Enough for the users; the share of the site within reach of one tells how far this is from mobile coverage."""
    points = whole(asked.users / read("access_point_users"))
    area = _area(asked, read)
    reached = points * (np.pi * read("access_point_radius") ** 2)
    return {"area_km2": area, "reached_share": np.minimum(reached / area, 1.0), "access_point": points}


def _terminals(asked: Load, read: Reader, steps: Steps) -> Steps:
    """Enough for the busy hour and, where the service plan has a volume, for the month."""
    terminals = whole(asked.mbps / read("terminal_capacity"))
    found = {"busy_hour_terminals": terminals}
    if read.has("plan_volume"):
        found["volume_terminals"] = whole(asked.gigabytes / read("plan_volume"))
        terminals = np.maximum(terminals, found["volume_terminals"])
    if read.has("subscriber_density_limit"):
        found["terminals_allowed"] = _area(asked, read) * read("subscriber_density_limit")
    return found | {"terminal": terminals}


def _mbps(asked: Load, read: Reader, steps: Steps) -> Steps:
    return {"mbps": asked.mbps}


def _users(asked: Load, read: Reader, steps: Steps) -> Steps:
    return {"user": asked.users}


def _centres(asked: Load, read: Reader, steps: Steps) -> Steps:
    return {"centre": whole(asked.users / read("people_per_centre"))}


def _trainees(asked: Load, read: Reader, steps: Steps) -> Steps:
    return {"trainee": asked.users * read("training_share")}


def _staff(asked: Load, read: Reader, steps: Steps) -> Steps:
    return {"staff": whole(asked.users / read("users_per_staff"))}


_STEPS: dict[str, Callable[[Load, Reader, Steps], Steps]] = {
    "site": _site,
    "cell": _cells,
    "hop": _hops,
    "km": _route,
    "access_point": _access_points,
    "terminal": _terminals,
    "mbps": _mbps,
    "user": _users,
    "centre": _centres,
    "trainee": _trainees,
    "staff": _staff,
}


def _power(rows: list[Any], steps: Steps, read: Reader, drivers: set[str]) -> Steps:
    """Average load, and the panel and battery that carry it: a component without power_draw draws none."""
    loads = [
        steps[row.driver] * row.quantity * each("power_draw")
        for row in rows
        if row.driver not in _POWER and (each := replace(read, component=row.component)).has("power_draw")
    ]
    if not loads:
        raise DataError(f"technology {read.technology} has power components but no component with a power_draw")
    watt = sum(loads[1:], loads[0])
    power = {"watt": watt}
    if "panel_watt" in drivers:
        power["panel_watt"] = watt * (24.0 / (read("peak_sun_hours") * read("solar_performance_ratio")))
    if "battery_kwh" in drivers:
        power["battery_kwh"] = watt * (read("battery_autonomy") / read("depth_of_discharge") / 1000.0)
    return power


def _readable(asked: Load, technology: str, rows: list[Any], values: Values) -> pd.DataFrame:
    import pandas as pd

    frame = single(asked).assign(technology=technology)
    shown = {
        "population": asked.population,
        "users": asked.users,
        "busy_hour_mbps": asked.mbps,
        "gb_per_month": asked.gigabytes,
    }
    steps = dimension(asked, rows, technology, values)
    frame = frame.assign(**{name: step.ravel() for name, step in (shown | steps).items()})
    parts = [
        frame.assign(
            component=row.component,
            unit=row.unit,
            driver=row.driver,
            driver_count=frame[row.driver],
            quantity=row.quantity,
            number=frame[row.driver] * row.quantity,
        )
        for row in rows
    ]
    return pd.concat(parts, ignore_index=True)
