"""How many of each component a site needs in each year: people, land and distance turned into equipment.

A count of equipment is a sum of parts: `hop` is parallel chains times hops in a chain, plus one hop to each further cell. A
part is a rate for each person of today, times the people, rounded up where equipment is indivisible. So quantities are linear
in a few parts, which makes ten thousand draws a contraction (see `refanalysis.tco.contraction`), and every step can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.schema import DataError
from refanalysis.tco.power import POWER, powered
from refanalysis.tco.reading import Reader, whole
from refanalysis.tco.traffic import Load, load, steps

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values

Sum = dict[str, np.ndarray]  # coefficient of each part, shape (draws,) or (1,)
ONE = "one"
_HEXAGON = 1.5 * 3**0.5  # area of a hexagon over the square of its radius


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something counted: `rate` [1/person of today], shape (years, draws); a `fixed` part counts for the site instead."""

    rate: np.ndarray
    whole: bool = False
    fixed: bool = False

    def needed(self, people: np.ndarray) -> np.ndarray:
        """How many are needed in each year at sites of so many people, shape (sites, years, draws)."""
        return self._count(people, self.rate)

    def installed(self, people: np.ndarray) -> np.ndarray:
        """How many are there in each year when what was installed stays, shape (sites, years, draws)."""
        return self._count(people, np.maximum.accumulate(self.rate, axis=0))

    def _count(self, people: np.ndarray, rate: np.ndarray) -> np.ndarray:
        amount = (np.ones_like(people) if self.fixed else people)[:, np.newaxis, np.newaxis] * rate
        return whole(amount) if self.whole else amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizing:
    """Parts by name, and each driver as a sum of parts."""

    parts: dict[str, Part]
    drivers: dict[str, Sum]

    def count(self, driver: str, people: np.ndarray, *, installed: bool = False) -> np.ndarray:
        """How many of a driver's unit there are, shape (sites, years, draws)."""
        amounts = (
            factor * (part.installed(people) if installed else part.needed(people))
            for part, factor in ((self.parts[name], factor) for name, factor in self.drivers[driver].items())
        )
        return sum(amounts, np.zeros((1, 1, 1)))


def quantities(
    sites: pd.DataFrame, components: pd.DataFrame, technologies: Iterable[str], values: Values, horizon: int
) -> pd.DataFrame:
    """Number of each component by site, technology and year, with every step that leads to it as a column.

    Parameters
    ----------
    sites
        Table `sites`.
    components
        Bills of quantities, as `refanalysis.data.bills` gives them.
    technologies
        Technologies to dimension.
    values
        Assumptions of the base case.
    horizon
        Years of service [year].

    Returns
    -------
    pandas.DataFrame
        site, year, technology, component, unit, the steps of `demand`, one column for each step (a cell is empty where the
        technology does not take that step), driver, driver_count, quantity (per unit of the driver), number in service and
        installed [unit].

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
    """Rows of a table of bills that make up a technology, as records with the columns as attributes.

    Raises
    ------
    DataError
        When there are none.
    """
    rows = components[components["technology"] == technology]
    if rows.empty:
        known = ", ".join(sorted(set(components["technology"])))
        raise DataError(f"components.csv has no component of technology {technology!r}; technologies there: {known}")
    return [SimpleNamespace(**row) for row in rows.to_dict("records")]


def size(asked: Load, rows: list[Any], technology: str, values: Values) -> Sizing:
    """Parts and drivers of one technology.

    Parameters
    ----------
    asked
        What the sites ask for.
    rows
        The technology's components, from `bill`.

    Raises
    ------
    DataError
        For a driver that nothing computes, or power components without a load.
    """
    wanted = {row.driver for row in rows}
    _refuse_unknown(wanted, technology)
    read = Reader(values=values, technology=technology)
    sizing = Sizing(parts={ONE: Part(rate=np.ones((asked.horizon, 1)), fixed=True)}, drivers={})
    for driver, build in _BUILD.items():  # in this order: hops need cells
        if driver in wanted:
            parts, total = build(asked, read, sizing)
            sizing.parts.update(parts)
            sizing.drivers[driver] = total
    if wanted & set(POWER):
        sizing.drivers.update(powered(rows, sizing.drivers, read, wanted))
    return sizing


def details(asked: Load, sizing: Sizing, technology: str, values: Values) -> dict[str, np.ndarray]:
    """What explains the counts, by name, each of shape (sites, years, draws)."""
    read = Reader(values=values, technology=technology)
    found: dict[str, np.ndarray] = {}
    for driver, tell in _TELL.items():
        if driver in sizing.drivers:
            found |= tell(asked, read, sizing)
    return found


def _refuse_unknown(wanted: set[str], technology: str) -> None:
    unknown = sorted(wanted - set(_BUILD) - set(POWER))
    if unknown:
        raise DataError(
            f"components.csv: technology {technology} counts by {', '.join(unknown)}, which nothing computes; "
            f"accepted: {', '.join((*_BUILD, *POWER))}"
        )


# --- one function for each driver: its parts, and the driver as a sum of parts

Built = tuple[dict[str, Part], Sum]


def _once(asked: Load, read: Reader, sizing: Sizing) -> Built:
    return {}, {ONE: np.ones(1)}


def _single(name: str, rate: np.ndarray, *, in_whole: bool) -> Built:
    return {name: Part(rate=rate, whole=in_whole)}, {name: np.ones(1)}


def _cells(asked: Load, read: Reader, sizing: Sizing) -> Built:
    """Enough cells to cover the land and to carry the busy hour."""
    return _single("cell", np.maximum(_coverage(asked, read), asked.rates["mbps"] / cell_capacity(read)), in_whole=True)


def _hops(asked: Load, read: Reader, sizing: Sizing) -> Built:
    """A chain of hops to the network, as many side by side as the traffic needs, and one hop to each further cell."""
    parts = {"chain": Part(rate=asked.rates["mbps"] / read("link_capacity"), whole=True)}
    total = {"chain": whole(read("distance_to_backhaul") / read("hop_length"))}
    if "cell" in sizing.drivers:
        lived_in = sizing.parts["cell"].rate > 0
        if not lived_in.all():
            parts["first_cell"] = Part(rate=lived_in.astype(float), fixed=True)
        total |= {"cell": np.ones(1), "first_cell" if "first_cell" in parts else ONE: -np.ones(1)}
    return parts, total


def _route(asked: Load, read: Reader, sizing: Sizing) -> Built:
    return {}, {ONE: read("distance_to_backhaul") * read("route_factor")}


def _access_points(asked: Load, read: Reader, sizing: Sizing) -> Built:
    """Enough for the users; the share of the site within reach of one tells how far this is from mobile coverage."""
    return _single("access_point", asked.rates["users"] / read("access_point_users"), in_whole=True)


def _terminals(asked: Load, read: Reader, sizing: Sizing) -> Built:
    """Enough for the busy hour and, where the service plan has a volume, for the month."""
    rate = asked.rates["mbps"] / read("terminal_capacity")
    if read.has("plan_volume"):
        rate = np.maximum(rate, asked.rates["gigabytes"] / read("plan_volume"))
    return _single("terminal", rate, in_whole=True)


def _mbps(asked: Load, read: Reader, sizing: Sizing) -> Built:
    return _single("mbps", asked.rates["mbps"], in_whole=False)


def _users(asked: Load, read: Reader, sizing: Sizing) -> Built:
    return _single("user", asked.rates["users"], in_whole=False)


def _centres(asked: Load, read: Reader, sizing: Sizing) -> Built:
    return _single("centre", asked.rates["users"] / read("people_per_centre"), in_whole=True)


def _trainees(asked: Load, read: Reader, sizing: Sizing) -> Built:
    return _single("trainee", asked.rates["users"] * read("training_share"), in_whole=False)


def _staff(asked: Load, read: Reader, sizing: Sizing) -> Built:
    return _single("staff", asked.rates["users"] / read("users_per_staff"), in_whole=True)


def _spectrum(asked: Load, read: Reader, sizing: Sizing) -> Built:
    return _single("mhz_person", asked.rates["people_in_reach"] * read("spectrum_bandwidth"), in_whole=False)


def _power_points(asked: Load, read: Reader, sizing: Sizing) -> Built:
    """Places with a power system of their own: each cell, else each centre, else the site."""
    return {}, next((sizing.drivers[name] for name in ("cell", "centre") if name in sizing.drivers), {ONE: np.ones(1)})


_BUILD: dict[str, Callable[[Load, Reader, Sizing], Built]] = {
    "site": _once,
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
    "mhz_person": _spectrum,
    "power_point": _power_points,
}


def cell_capacity(read: Reader) -> np.ndarray:
    """Busy-hour capacity of a cell with all its sectors [Mbps]: spectrum times efficiency times sectors, shape (draws,)."""
    return read("spectrum_bandwidth") * read("spectral_efficiency") * read("sectors")


def _area(asked: Load, read: Reader) -> np.ndarray:
    return asked.rates["population"] * (read("area_per_person") / 1e6)


def _coverage(asked: Load, read: Reader) -> np.ndarray:
    return _area(asked, read) / (_HEXAGON * read("cell_radius") ** 2)


# --- what explains a driver


def _per_person(asked: Load, rate: np.ndarray, *, in_whole: bool = False) -> np.ndarray:
    return Part(rate=rate, whole=in_whole).needed(asked.people)


def _tell_cells(asked: Load, read: Reader, sizing: Sizing) -> dict[str, np.ndarray]:
    return {
        "area_km2": _per_person(asked, _area(asked, read)),
        "coverage_cells": _per_person(asked, _coverage(asked, read), in_whole=True),
        "cell_mbps": np.broadcast_to(cell_capacity(read), (len(asked.sites), asked.horizon, 1)),
        "capacity_cells": _per_person(asked, asked.rates["mbps"] / cell_capacity(read), in_whole=True),
    }


def _tell_hops(asked: Load, read: Reader, sizing: Sizing) -> dict[str, np.ndarray]:
    chain = sizing.drivers["hop"]["chain"]
    return {
        "chain_hops": np.broadcast_to(chain, (len(asked.sites), asked.horizon, chain.size)),
        "parallel_chains": sizing.parts["chain"].needed(asked.people),
    }


def _tell_access_points(asked: Load, read: Reader, sizing: Sizing) -> dict[str, np.ndarray]:
    area = _per_person(asked, _area(asked, read))
    reached = sizing.parts["access_point"].needed(asked.people) * (np.pi * read("access_point_radius") ** 2)
    return {"area_km2": area, "reached_share": np.minimum(reached / area, 1.0)}


def _tell_terminals(asked: Load, read: Reader, sizing: Sizing) -> dict[str, np.ndarray]:
    found = {"busy_hour_terminals": _per_person(asked, asked.rates["mbps"] / read("terminal_capacity"), in_whole=True)}
    if read.has("plan_volume"):
        found["volume_terminals"] = _per_person(asked, asked.rates["gigabytes"] / read("plan_volume"), in_whole=True)
    if read.has("subscriber_density_limit"):
        found["terminals_allowed"] = _per_person(asked, _area(asked, read) * read("subscriber_density_limit"))
    return found


_TELL: dict[str, Callable[[Load, Reader, Sizing], dict[str, np.ndarray]]] = {
    "cell": _tell_cells,
    "hop": _tell_hops,
    "access_point": _tell_access_points,
    "terminal": _tell_terminals,
}


def _readable(asked: Load, technology: str, rows: list[Any], values: Values) -> pd.DataFrame:
    import pandas as pd

    sizing = size(asked, rows, technology, values)
    counts = {driver: sizing.count(driver, asked.people) for driver in sizing.drivers}
    there = {driver: sizing.count(driver, asked.people, installed=True) for driver in sizing.drivers}
    shown = details(asked, sizing, technology, values) | counts
    shape = (len(asked.sites), asked.horizon, 1)
    frame = steps(asked).assign(technology=technology)
    frame = frame.assign(**{name: np.broadcast_to(step, shape).ravel() for name, step in shown.items()})
    parts = [
        frame.assign(
            component=row.component,
            unit=row.unit,
            driver=row.driver,
            driver_count=frame[row.driver],
            quantity=row.quantity,
            number=frame[row.driver] * row.quantity,
            installed=np.broadcast_to(there[row.driver], shape).ravel() * row.quantity,
        )
        for row in rows
    ]
    return pd.concat(parts, ignore_index=True)
