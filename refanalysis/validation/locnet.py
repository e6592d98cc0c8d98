"""The community network builder of APC and the Internet Society: power systems and the demand curve.

What only it does, and stands here: the depth of discharge multiplies the battery instead of dividing it; the capex of a hybrid
system leaves out the panels it sizes; running costs of the whole life are an undiscounted sum; results are rounded to cents.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.schema.types import DataError
from refanalysis.tco import ledger
from refanalysis.validation import compare, files

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

KNOWN = ("locnet_power_model*.csv*", "locnet_demand_curve*.csv*")
TOLERANCE = 1e-6
SYSTEMS = ("power_mains_rel", "power_mains_int", "power_hybrid", "power_solar")
RESULTS = ("battery_wh", "battery_cost", "charger_cost", "panels_m2", "solar_cost", "power_capex", "power_opex_total")
_INPUTS = (
    "power_w", "life_y", "min_sun_kwh_m2_d", "max_no_sun_days", "annual_no_sun_days", "min_temp_c", "solar_cost_watt",
    "solar_derating", "solar_efficiency", "battery_age_derating", "battery_cost_watt_hour", "battery_dod",
    "charger_inverter_base", "charger_inverter_variable", "mains_power_cost_kwh", "mains_power_installation_cost",
    "power_hybrid_hours", "power_intermittent_hours", "power_reliable_hours",
)  # fmt: skip
_COLD = np.array([[-20.0, 65.0], [-10.0, 80.0], [0.0, 90.0], [10.0, 97.0], [20.0, 100.0]])  # [degree C], [% of the charge]
_SUN_W_M2 = 1350.0  # the peer's output of a square metre at full efficiency
_DAY_H, _YEAR_D = 24.0, 365.0
_CENTS, _UNDISCOUNTED = 2, 0.0
_MOST, _START, _SLOPE = 0.95, 0.0335842563942767, -0.0158100053635772


def power_system(rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """Battery [Wh], panels [m2] and costs of each power system by its name in `RESULTS`, shape (rows,), unrounded.

    Parameters
    ----------
    rows
        system_type and the inputs of the peer's power model, under its own names; shares in percent.
    """
    each = {name: rows[name].to_numpy() for name in _INPUTS}
    kind, power, life = rows["system_type"].to_numpy(), each["power_w"], each["life_y"]
    hours = _hours(each, kind)
    battery = _battery(each, hours)
    panels = np.where(_sunny(kind), _panels(each, hours), np.nan)
    watts = panels * each["solar_efficiency"] / 100 * _SUN_W_M2
    sized_for = np.where(_sunny(kind), watts, power)
    solar = np.where(_sunny(kind), watts * each["solar_cost_watt"], 0.0)
    store = battery * each["battery_cost_watt_hour"]
    charger = each["charger_inverter_base"] + sized_for * each["charger_inverter_variable"]
    connection = np.where(kind == "power_solar", solar, each["mains_power_installation_cost"])
    values = (battery, store, charger, panels, solar, store + charger + connection, _mains(each, kind, life))
    return dict(zip(RESULTS, values, strict=True))


def penetration(share_of_income: ArrayLike) -> np.ndarray:
    """Share of people who subscribe at a monthly cost that is this share of their income, 95 % at most [share].

    Examples
    --------
    >>> penetration([0.0, 0.05]).round(3).tolist()
    [0.95, 0.354]
    """
    return np.minimum(_MOST, np.exp((np.asarray(share_of_income, dtype=float) - _START) / _SLOPE))


def power_rows(path: Path) -> list[dict[str, Any]]:
    """Comparison rows of the power model."""
    kinds = {"system_type": "text", **dict.fromkeys((*_INPUTS, *RESULTS), "number"), "panels_m2": "optional number"}
    read = files.table(path, kinds)
    odd = read.index[~read["system_type"].isin(SYSTEMS)]
    if len(odd):
        found = read.loc[odd[0], "system_type"]
        raise DataError(f"{path.name}, row {odd[0]}, column system_type: found {found!r}; accepted: {', '.join(SYSTEMS)}")
    files.whole_years(path, read, "life_y")
    ours = power_system(read)
    keys = [f"{line.system_type}, {line.power_w:g} W, row {line.Index}" for line in read.itertuples()]
    notes = {
        "battery_wh": "depth of discharge multiplies where it should divide",
        "power_capex": "that of a hybrid system leaves out its panels",
        "power_opex_total": "undiscounted",
    }
    same = [(name, _as_shown(ours[name], read[name].to_numpy()), read[name]) for name in RESULTS]
    return [
        compare.numbers("other", path.name, name, mine, other, keys, relative=TOLERANCE, note=notes.get(name, ""))
        for name, mine, other in same
    ]


def demand_rows(path: Path) -> list[dict[str, Any]]:
    """Comparison rows of the demand curve."""
    read = files.table(path, {"user_cost_share_of_income": "number", "penetration": "number"})
    keys = [f"{share:g} of income" for share in read["user_cost_share_of_income"]]
    ours = penetration(read["user_cost_share_of_income"])
    return [compare.numbers("other", path.name, "penetration", ours, read["penetration"], keys, relative=TOLERANCE)]


def _as_shown(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Ours rounded to the peer's cents; one that falls within a millionth of the edge between two cents may be either."""
    rounded = np.round(ours, _CENTS)
    edge = np.abs(np.abs(ours - theirs) - 0.5 / 10**_CENTS) < TOLERANCE
    return np.where(edge, theirs, rounded)


def _sunny(kind: np.ndarray) -> np.ndarray:
    return np.isin(kind, ("power_hybrid", "power_solar"))


def _hours(each: dict[str, np.ndarray], kind: np.ndarray) -> np.ndarray:
    """Hours the battery must last [h]."""
    dark = each["max_no_sun_days"] * _DAY_H
    reliable, intermittent, hybrid = (each[f"power_{name}_hours"] for name in ("reliable", "intermittent", "hybrid"))
    return np.select([kind == SYSTEMS[0], kind == SYSTEMS[1], kind == SYSTEMS[2]], [reliable, intermittent, hybrid], dark)


def _battery(each: dict[str, np.ndarray], hours: np.ndarray) -> np.ndarray:
    """Battery [Wh], enlarged for age and cold."""
    aged = (1 - each["battery_age_derating"] / 100) ** each["life_y"]
    cold = np.interp(each["min_temp_c"], _COLD[:, 0], _COLD[:, 1]) / 100
    return each["power_w"] * hours * each["battery_dod"] / 100 / aged / cold


def _panels(each: dict[str, np.ndarray], hours: np.ndarray) -> np.ndarray:
    """Panels [m2], enlarged for age."""
    aged = (1 - each["solar_derating"] / 100) ** each["life_y"]
    collected = each["min_sun_kwh_m2_d"] * 1000 * each["solar_efficiency"] / 100 * aged
    return each["power_w"] * hours / collected


def _mains(each: dict[str, np.ndarray], kind: np.ndarray, life: np.ndarray) -> np.ndarray:
    """Mains electricity over the whole life, an undiscounted sum [USD]."""
    days = np.select([kind == "power_solar", kind == "power_hybrid"], [0.0, each["annual_no_sun_days"]], _YEAR_D)
    yearly = each["mains_power_cost_kwh"] / 1000 * each["power_w"] * _DAY_H * days
    total = np.zeros(len(yearly))
    for horizon in np.unique(life):
        same = life == horizon
        total[same] = ledger.present_value(ledger.yearly(yearly[same], int(horizon)), _UNDISCOUNTED)
    return total
