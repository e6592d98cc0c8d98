"""From the load of the equipment to panels and batteries, kilowatt-hours of the grid, or litres of diesel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.schema import DataError

if TYPE_CHECKING:
    from refanalysis.tco.reading import Reader

POWER = ("watt", "panel_watt", "battery_kwh", "grid_kwh", "litre", "backup_litre")
HOURS_PER_YEAR = 8766
_HOURS_PER_DAY = 24.0


def powered(
    rows: list[Any], drivers: dict[str, dict[str, np.ndarray]], read: Reader, wanted: set[str]
) -> dict[str, dict[str, np.ndarray]]:
    """Power drivers of a technology as sums of the parts that draw power.

    Parameters
    ----------
    rows
        The technology's components; one without the assumption power_draw draws none.
    drivers
        Drivers counted so far, as sums of parts.
    read
        The technology's values.
    wanted
        Power drivers to compute, of `POWER`.

    Raises
    ------
    DataError
        When no component draws power.

    Notes
    -----
    watt: average load over day and night. panel_watt = watt * 24 / (peak_sun_hours * solar_performance_ratio);
    battery_kwh = watt * battery_autonomy / depth_of_discharge / 1000; grid_kwh = kWh a year in the grid's hours;
    litre = kWh a year / fuel_yield, and more by the share that is stolen; backup_litre: the same for the hours without grid.
    """
    load: dict[str, np.ndarray] = {}
    for row in rows:
        each = read.of(row.component)
        if row.driver not in POWER and each.has("power_draw"):
            for part, factor in drivers[row.driver].items():
                load[part] = load.get(part, 0.0) + factor * (row.quantity * each("power_draw"))
    if not load:
        raise DataError(f"technology {read.technology} has power components but no component with a power_draw")
    return {name: {part: watt * _FOR_A_WATT[name](read) for part, watt in load.items()} for name in POWER if name in wanted}


def _kwh(read: Reader) -> np.ndarray:
    return np.array([HOURS_PER_YEAR / 1000.0])


def _grid_share(read: Reader) -> np.ndarray:
    return read("grid_hours") / _HOURS_PER_DAY


def _litres(read: Reader) -> np.ndarray:
    return _kwh(read) / read("fuel_yield") / (1.0 - read("fuel_theft"))


_FOR_A_WATT = {
    "watt": lambda read: np.ones(1),
    "panel_watt": lambda read: _HOURS_PER_DAY / (read("peak_sun_hours") * read("solar_performance_ratio")),
    "battery_kwh": lambda read: read("battery_autonomy") / read("depth_of_discharge") / 1000.0,
    "grid_kwh": lambda read: _kwh(read) * _grid_share(read),
    "litre": _litres,
    "backup_litre": lambda read: _litres(read) * (1.0 - _grid_share(read)),
}
