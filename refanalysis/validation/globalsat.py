"""Satellite constellations (globalsat and its successor): total cost of ownership, cost per Mbps, link budget.

What only they do, and stands here: discount rates in percent; running costs paid at the start of each year, so that the first
is not discounted; draws that may be negative; a cost per capacity that multiplies by the number of satellites.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.schema.types import DataError
from refanalysis.tco import ledger
from refanalysis.tco.settings import Settings
from refanalysis.validation import compare, files

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

PROGRAM, TOLERANCE = "globalsat", 1e-6
KNOWN = (
    "tco*.csv*", "uq_shipped*.csv*", "saleos_shipped_cost*.csv*", "link_budget*.csv*", "published_values*.csv*",
    "parameters.json",
)  # fmt: skip
_AT_START = Settings(opex_timing="start", replacement="none", residual="none", overhead=False, contingency=False)
_CAPEX = ("satellite_launch_cost", "ground_station_cost", "spectrum_cost", "regulation_fees", "digital_infrastructure_cost")
_OPEX = ("ground_station_energy", "subscriber_acquisition", "staff_costs", "research_development", "maintenance")
_SUCCESSOR_CAPEX = ("satellite_manufacturing", "satellite_launch_cost", "ground_station_cost", "fiber_infrastructure_cost")
_SUCCESSOR_OPEX = ("regulation_fees", "ground_station_energy", "staff_costs", "subscriber_acquisition", "maintenance_costs")
_LINK = (
    "n_satellites", "altitude_km", "freq_hz", "bandwidth_hz", "antenna_m", "efficiency", "power_dbw", "rx_gain_db",
    "atm_loss_db", "other_loss_db", "channels", "polarization",
)  # fmt: skip
_LINK_RESULTS = (
    "slant_km", "area_per_sat_km2", "path_loss_db", "antenna_gain_db", "eirp_db", "noise_db", "received_db", "cnr_db",
    "spectral_eff", "channel_mbps", "aggregate_mbps", "capacity_mbps_km2",
)  # fmt: skip
_PER_USER = re.compile(r"per_user_mbps_(?P<users>\d+(?:p\d+)?)_per_km2_obf(?P<overbooking>\d+(?:p\d+)?)")
_BOLTZMANN, _NOISE_TEMPERATURE, _NOISE_BANDWIDTH = 1.38e-23, 290.0, 0.25e9  # [J/K], [K], [Hz], as the peer rounds them


def rows(folder: Path) -> pd.DataFrame:
    """Comparison rows of every case in `folder`."""
    work = {
        "tco": _tco,
        "uq_shipped": _draws,
        "saleos_shipped_cost": _successor,
        "link_budget": _links,
        "published_values": _published,
    }
    found: list[dict[str, Any]] = []
    for stem, compared in work.items():
        for path in files.named(folder, stem):
            found += compare.attempt(PROGRAM, path.name, lambda path=path, compared=compared: compared(path))
    return compare.table(found)


def total_cost(capex: ArrayLike, opex: ArrayLike, percent: ArrayLike, years: ArrayLike) -> np.ndarray:
    """Present value of `capex` at the start and `opex` [currency/year] at the start of each year, shape (rows,) [currency]."""
    return np.asarray(capex, dtype=float) + running_cost(opex, percent, years)


def running_cost(opex: ArrayLike, percent: ArrayLike, years: ArrayLike) -> np.ndarray:
    """Present value of `opex` [currency/year] paid at the start of each of `years` years, at `percent` a year [currency]."""
    amounts, rates, horizons = (np.asarray(each, dtype=float) for each in (opex, percent, years))
    value = np.zeros(len(amounts))
    for horizon in np.unique(horizons):
        same = horizons == horizon
        paid = ledger.yearly(amounts[same], int(horizon), settings=_AT_START)
        value[same] = ledger.present_value(paid, rates[same] / 100.0)
    return value


def link_budget(rows: pd.DataFrame, parameters: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Every step of the downlink of a constellation by the name of its column, shape (rows,).

    Parameters
    ----------
    rows
        constellation, n_satellites, altitude_km, freq_hz, bandwidth_hz, antenna_m, efficiency, power_dbw, rx_gain_db,
        atm_loss_db, other_loss_db, channels, polarization.
    parameters
        The peer's parameters (surface of the Earth [km2] and speed of light [m/s] by constellation) and its `cnr_lut`.

    Notes
    -----
    The slant range is taken to the corner of the square each satellite serves; the noise holds its own bandwidth.
    """
    each = {name: rows[name].to_numpy() for name in _LINK}
    surface, light = (
        _constant(parameters, rows["constellation"], name) for name in ("total_area_earth_km_sq", "speed_of_light")
    )
    area = surface / each["n_satellites"]
    slant = np.sqrt((np.sqrt(area) / 2) ** 2 + each["altitude_km"] ** 2)
    loss = 20 * np.log10(slant) + 20 * np.log10(each["freq_hz"] / 1e6) + 32.44
    gain = 10 * np.log10(each["efficiency"] * (np.pi * each["antenna_m"] * each["freq_hz"] / light) ** 2)
    eirp = each["power_dbw"] + gain
    received = eirp + each["rx_gain_db"] - loss - each["atm_loss_db"] - each["other_loss_db"]
    noise = np.full(len(rows), 10 * np.log10(_BOLTZMANN * _NOISE_TEMPERATURE * 1000) + 10 * np.log10(_NOISE_BANDWIDTH))
    efficiency = spectral_efficiency(received - noise, parameters["cnr_lut"])
    channel = efficiency * each["bandwidth_hz"] / 1e6
    aggregate = channel * each["channels"] * each["polarization"]
    steps = (slant, area, loss, gain, eirp, noise, received, received - noise, efficiency, channel, aggregate, aggregate / area)
    return dict(zip(_LINK_RESULTS, steps, strict=True))


def spectral_efficiency(ratio: np.ndarray, steps: Iterable[tuple[float, float]]) -> np.ndarray:
    """Bits per second and hertz at a carrier-to-noise `ratio` [dB]: the first interval of the steps that holds it.

    Below the first step its own value holds, from the last one on the last; the peer's steps do not rise throughout.
    """
    table = np.asarray(list(steps), dtype=float)
    starts, values = table[:, 0], table[:, 1]
    inside = (ratio[:, np.newaxis] >= starts[:-1]) & (ratio[:, np.newaxis] < starts[1:])
    found = values[np.argmax(inside, axis=1)]
    return np.where(ratio >= starts[-1], values[-1], np.where(ratio < starts[0], values[0], found))


def _constant(parameters: Mapping[str, Any], constellations: pd.Series, name: str) -> np.ndarray:
    """A constant the peer keeps with every constellation; one it does not know has the one all others agree on."""
    known = {key.lower(): each[name] for key, each in parameters["parameters"].items() if _finite(each.get(name))}
    shared = set(known.values())
    values = [known.get(each.lower(), next(iter(shared)) if len(shared) == 1 else None) for each in constellations]
    if None in values:
        raise DataError(
            f"parameters.json: no {name} for {constellations.iloc[values.index(None)]!r}; found: {', '.join(known)}"
        )
    return np.array(values, dtype=float)


def _inputs(path: Path, names: Iterable[str], key: tuple[str, ...] = (), words: tuple[str, ...] = ()) -> pd.DataFrame:
    return files.table(path, {**dict.fromkeys(words, "text"), **dict.fromkeys(names, "number")}, key=key)


def _tco(path: Path) -> list[dict[str, Any]]:
    read = _inputs(path, (*_CAPEX, *_OPEX, "discount_rate", "assessment_period", "tco"), ("case",), ("case",))
    ours = total_cost(
        read[[*_CAPEX]].sum(axis=1),
        read[[*_OPEX]].sum(axis=1),
        read["discount_rate"],
        files.whole_years(path, read, "assessment_period"),
    )
    return [_same(path, "tco", ours, read, read["case"].tolist())]


def _draws(path: Path) -> list[dict[str, Any]]:
    results = ("tco_shipped", "tco_recomputed", "cost_per_capacity_shipped", "cost_per_mbps_correct")
    capacity = ("number_of_satellites", "capacity_per_satellite_mbps")
    read = _inputs(path, (*_CAPEX, *_OPEX, "discount_rate", "assessment_period", *capacity, *results), (), ("constellation",))
    ours = total_cost(
        read[[*_CAPEX]].sum(axis=1),
        read[[*_OPEX]].sum(axis=1),
        read["discount_rate"],
        files.whole_years(path, read, "assessment_period"),
    )
    satellites, each = (read[name].to_numpy() for name in capacity)
    keys = _keys(read)
    defect = "the peer multiplies by the number of satellites where it should divide"
    return [
        _same(path, "tco_shipped", ours, read, keys),
        _same(path, "tco_recomputed", ours, read, keys),
        _same(path, "cost_per_capacity_shipped", ours / each * satellites, read, keys, defect),
        _same(path, "cost_per_mbps_correct", ours / (each * satellites), read, keys),
    ]


def _successor(path: Path) -> list[dict[str, Any]]:
    results = ("capex_costs", "opex_costs", "capex_from_parts", "opex_from_parts", "tco_formula", "tco_shipped")
    names = (*_SUCCESSOR_CAPEX, *_SUCCESSOR_OPEX, "discount_rate", "assessment_period_year", *results)
    read = _inputs(path, names, (), ("constellation",))
    capex, opex = read[[*_SUCCESSOR_CAPEX]].sum(axis=1), read[[*_SUCCESSOR_OPEX]].sum(axis=1)
    running = running_cost(opex, read["discount_rate"], files.whole_years(path, read, "assessment_period_year"))
    ours = {
        "capex_costs": capex, "opex_costs": running, "capex_from_parts": capex, "opex_from_parts": opex,
        "tco_formula": capex + running, "tco_shipped": capex + running,
    }  # fmt: skip
    return [_same(path, name, ours[name], read, _keys(read)) for name in results]


def _links(path: Path) -> list[dict[str, Any]]:
    users = [name for name in files.header(path) if _PER_USER.fullmatch(name)]
    read = _inputs(path, (*_LINK, *_LINK_RESULTS, *users), (), ("constellation",))
    ours = link_budget(read, _parameters(path.parent))
    keys = (read["constellation"] + " " + read["n_satellites"].map("{:g}".format)).tolist()
    same = [_same(path, name, ours[name], read, keys) for name in _LINK_RESULTS]
    return same + [_same(path, name, _per_user(name, ours["capacity_mbps_km2"]), read, keys) for name in users]


def _per_user(name: str, capacity: np.ndarray) -> np.ndarray:
    parts = _PER_USER.fullmatch(name)
    assert parts is not None
    users, overbooking = (float(parts[part].replace("p", ".")) for part in ("users", "overbooking"))
    return capacity / (users / overbooking)


def _published(path: Path) -> list[dict[str, Any]]:
    read = files.table(path, {"source": "text", "quantity": "text"})
    reason = "means over the peer's own draws of fading, which are not given; read for their form only"
    return [compare.unused(PROGRAM, path.name, f"{len(read)} published values: {reason}", fails=False)]


def _parameters(folder: Path) -> dict[str, Any]:
    from refanalysis.validation.cases import PACKAGED

    path = files.first([folder, folder.parent, PACKAGED / PROGRAM], "parameters.json")
    found = files.json_object(path) if path else {}
    missing = [name for name in ("parameters", "cnr_lut") if name not in found]
    if missing:
        raise DataError([f"parameters.json: {name} is missing" for name in missing])
    steps = found["cnr_lut"]
    if not all(isinstance(step, list) and len(step) == 2 and all(map(_finite, step)) for step in steps) or len(steps) < 2:
        raise DataError("parameters.json, cnr_lut: accepted: two or more pairs of a ratio in dB and a spectral efficiency")
    return found


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and bool(np.isfinite(value))


def _keys(read: pd.DataFrame) -> list[str]:
    return [f"{name}, row {row}" for row, name in zip(read.index, read["constellation"], strict=True)]


def _same(path: Path, name: str, ours: ArrayLike, read: pd.DataFrame, keys: list[str], note: str = "") -> dict[str, Any]:
    return compare.numbers(PROGRAM, path.name, name, ours, read[name], keys, relative=TOLERANCE, note=note)
