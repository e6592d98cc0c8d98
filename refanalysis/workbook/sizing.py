"""Which counts a technology needs, step by step, and the formula of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from refanalysis.tco.dimensions import POWER
from refanalysis.workbook.grid import at
from refanalysis.workbook.inputs import Inputs
from refanalysis.workbook.people import Demand
from refanalysis.workbook.unit_costs import UnitCosts

STEP, NEEDED, INSTALLED, BOUGHT = "step", "needed", "installed", "bought"
Line = tuple[str, str]  # kind and name of a row
_PER_TERMINAL = {
    "busy_hour_terminals": ("busy_hour_mbps", "terminal_capacity"),
    "volume_terminals": ("gb_per_month", "plan_volume"),
}
_DIVIDED = {"access_point": "access_point_users", "centre": "people_per_centre", "staff": "users_per_staff"}


def enough(amount: str) -> str:
    """Formula part that rounds up to whole units; noise in the last digits buys no further unit."""
    return f"ROUNDUP(({amount})*(1-1E-12),0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Counts of one technology: its bill, its constants (by name: unit, formula), and the rows each site has, in order."""

    technology: str
    bill: list[Any]
    constants: dict[str, tuple[str, str]]
    lines: list[Line]

    def named(self, kind: str) -> list[str]:
        """Names of the rows of a kind, in order."""
        return [name for each, name in self.lines if each == kind]


def plan(inputs: Inputs, costs: UnitCosts, technology: str, bill: list[Any]) -> Plan:
    """What to count for a technology with this bill of quantities."""
    drivers = list(dict.fromkeys(row.driver for row in bill))
    has = {row.component: inputs.has("capex", technology, row.component) for row in bill}
    bought = list(dict.fromkeys(row.driver for row in bill if has[row.component]))
    drawn = [row for row in bill if row.driver not in POWER and inputs.has("power_draw", technology, row.component)]
    installed: list[str] = []
    for driver in bought:
        _with_parts(installed, driver, drivers, [row.driver for row in drawn])
    lines = [(STEP, name) for name in _steps(inputs, technology, drivers)]
    lines += [(NEEDED, name) for name in drivers]
    lines += [(INSTALLED, name) for name in installed] + [(BOUGHT, name) for name in bought]
    return Plan(technology=technology, bill=bill, constants=_constants(inputs, costs, technology, drivers, drawn), lines=lines)


def _with_parts(found: list[str], driver: str, drivers: list[str], drawing: list[str]) -> None:
    """Add a driver to those counted as installed, after the parts it is made of."""
    parts: list[str] = []
    if driver == "hop":
        parts = ["chain", *(["cell"] if "cell" in drivers else [])]
    elif driver == "power_point":
        parts = [_place(drivers)] if _place(drivers) else []
    elif driver in POWER:
        parts = ["load"]
    elif driver == "load":
        parts = drawing
    for part in parts:
        _with_parts(found, part, drivers, drawing)
    if driver not in found:
        found.append(driver)


def _place(drivers: list[str]) -> str:
    """Driver that has a power system of its own for each of its units; empty when the site has one."""
    return next((name for name in ("cell", "centre") if name in drivers), "")


def _steps(inputs: Inputs, technology: str, drivers: list[str]) -> list[str]:
    found = ["coverage_cells", "capacity_cells"] if "cell" in drivers else []
    found += ["chain"] if "hop" in drivers else []
    if "terminal" in drivers:
        found += ["busy_hour_terminals", *(["volume_terminals"] if inputs.has("plan_volume", technology) else [])]
    return found + (["load"] if set(drivers) & set(POWER) else [])


def _constants(
    inputs: Inputs, costs: UnitCosts, technology: str, drivers: list[str], drawn: list[Any]
) -> dict[str, tuple[str, str]]:
    def ref(parameter: str) -> str:
        return inputs.ref(parameter, technology)

    found: dict[str, tuple[str, str]] = {}
    if "cell" in drivers:
        found["cell_km2"] = "km²", f"=1.5*SQRT(3)*{ref('cell_radius')}^2"
        found["cell_mbps"] = "Mbps", f"={ref('spectrum_bandwidth')}*{ref('spectral_efficiency')}*{ref('sectors')}"
    if "hop" in drivers:
        found["chain_hops"] = "hop", "=" + enough(f"{ref('distance_to_backhaul')}/{ref('hop_length')}")
    if "km" in drivers:
        found["route_km"] = "km", f"={ref('distance_to_backhaul')}*{ref('route_factor')}"
    for row in drawn if set(drivers) & set(POWER) else []:
        power = inputs.ref("power_draw", technology, row.component)
        found[_draw(row)] = "W", f"={costs.cell((technology, row.component), 'quantity')}*{power}"
    return found | {name: (unit, make(ref)) for name, (unit, make) in _FOR_A_WATT.items() if name in drivers}


def _draw(row: Any) -> str:
    return f"load of {row.component}"


_KWH = "8766/1000"  # kWh a year of one watt
_FOR_A_WATT = {
    "panel_watt": ("W/W", lambda ref: f"=24/({ref('peak_sun_hours')}*{ref('solar_performance_ratio')})"),
    "battery_kwh": ("kWh/W", lambda ref: f"={ref('battery_autonomy')}/{ref('depth_of_discharge')}/1000"),
    "grid_kwh": ("kWh/W", lambda ref: f"={_KWH}*{ref('grid_hours')}/24"),
    "litre": ("litre/W", lambda ref: f"={_litres(ref)}"),
    "backup_litre": ("litre/W", lambda ref: f"={_litres(ref)}*(1-{ref('grid_hours')}/24)"),
}


def _litres(ref: Any) -> str:
    return f"{_KWH}/{ref('fuel_yield')}/(1-{ref('fuel_theft')})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One site of one technology on the sheet: where its rows and the technology's constants stand."""

    plan: Plan
    site: str
    rows: dict[Line, int]
    constants: dict[str, str]
    inputs: Inputs
    demand: Demand

    def formula(self, kind: str, name: str, t: int) -> str:
        """Formula of a row in year `t`."""
        if kind == BOUGHT:
            before = f"-{self._cell(INSTALLED, name, t - 1)}" if t else ""
            return f"={self._cell(INSTALLED, name, t)}{before}"
        if name in _SUMS or name in POWER:
            return f"={self._sum(kind, name, t)}"
        if kind == INSTALLED:
            before = f"{self._cell(INSTALLED, name, t - 1)}," if t else ""
            return f"=MAX({before}{self._needed(name, t)})"
        return f"={self._single(name, t)}"

    def _cell(self, kind: str, name: str, t: int) -> str:
        return at(t, self.rows[kind, name])

    def _needed(self, name: str, t: int) -> str:
        return self._cell(STEP if (STEP, name) in self.rows else NEEDED, name, t)

    def _part(self, kind: str, name: str, t: int) -> str:
        return self._cell(INSTALLED, name, t) if kind == INSTALLED else self._needed(name, t)

    def _asked(self, step: str, t: int) -> str:
        return self.demand.at(self.site, step, t)

    def _ref(self, parameter: str) -> str:
        return self.inputs.ref(parameter, self.plan.technology)

    def _single(self, name: str, t: int) -> str:
        """What is counted by itself: an amount of demand over what one unit serves."""
        if name == "coverage_cells":
            return enough(f"{self._asked('population', t)}*{self._ref('area_per_person')}/1E6/{self.constants['cell_km2']}")
        if name == "capacity_cells":
            return enough(f"{self._asked('busy_hour_mbps', t)}/{self.constants['cell_mbps']}")
        if name == "cell":
            return f"MAX({self._needed('coverage_cells', t)},{self._needed('capacity_cells', t)})"
        if name == "chain":
            return enough(f"{self._asked('busy_hour_mbps', t)}/{self._ref('link_capacity')}")
        if name == "terminal":
            steps = [self._needed(step, t) for step in _PER_TERMINAL if (STEP, step) in self.rows]
            return f"MAX({','.join(steps)})"
        if name in _PER_TERMINAL:
            step, capacity = _PER_TERMINAL[name]
            return enough(f"{self._asked(step, t)}/{self._ref(capacity)}")
        if name in _DIVIDED:
            return enough(f"{self._asked('users', t)}/{self._ref(_DIVIDED[name])}")
        return self._proportional(name, t)

    def _proportional(self, name: str, t: int) -> str:
        """What needs no whole number."""
        return {
            "site": lambda: "1",
            "km": lambda: self.constants["route_km"],
            "mbps": lambda: self._asked("busy_hour_mbps", t),
            "user": lambda: self._asked("users", t),
            "trainee": lambda: f"{self._asked('users', t)}*{self._ref('training_share')}",
            "mhz_person": lambda: f"{self._asked('people_in_reach', t)}*{self._ref('spectrum_bandwidth')}",
        }[name]()

    def _sum(self, kind: str, name: str, t: int) -> str:
        """What is a sum of other counts."""
        drivers = self.plan.named(NEEDED)
        if name == "hop":
            cells = self._part(kind, "cell", t) if "cell" in drivers else ""
            further = f"+{cells}-MIN({cells},1)" if cells else ""
            return f"{self._part(kind, 'chain', t)}*{self.constants['chain_hops']}{further}"
        if name == "power_point":
            return self._part(kind, _place(drivers), t) if _place(drivers) else "1"
        if name == "load":
            rows = [row for row in self.plan.bill if _draw(row) in self.constants]
            return "+".join(f"{self._part(kind, row.driver, t)}*{self.constants[_draw(row)]}" for row in rows)
        watts = self._part(kind, "load", t)
        return watts if name == "watt" else f"{watts}*{self.constants[name]}"


_SUMS = ("hop", "power_point", "load")
