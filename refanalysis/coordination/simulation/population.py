"""Where people are and when they come: the population that a simulation serves.

It is refugees and, for a share of their needs, the host community. Displaced citizens are not in it: a context with `idp`
changes who coordinates with whom, not how many people the refugee response serves, so that scenarios with and without compare.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.coordination.simulation.arrivals import weekly
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.data import Operation

WAVE = "wave"


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Refugees by area: present at the onset, arriving each week, and the host community there.

    Attributes
    ----------
    areas
        Names.
    present, hosts
        People at the onset, shape (areas,).
    arrivals
        People arriving in each week, shape (weeks, areas).

    Raises
    ------
    DataError
        For a negative or unknown number, with its place; for arrays of other shapes.
    """

    areas: tuple[str, ...]
    present: np.ndarray
    arrivals: np.ndarray
    hosts: np.ndarray

    def __post_init__(self) -> None:
        found = [] if self.areas and len(set(self.areas)) == len(self.areas) else [
            f"areas: found {', '.join(self.areas) or 'none'}; accepted: one or more, each name once"
        ]  # fmt: skip
        shapes = {"present": (len(self.areas),), "hosts": (len(self.areas),), "arrivals": (len(self.arrivals), len(self.areas))}
        for name, shape in shapes.items():
            held = np.asarray(getattr(self, name))
            if held.shape != shape:
                found.append(f"{name}: found shape {held.shape}; accepted: {shape}, one number for each area")
            else:
                found += self._wrong(name, held)
        if found:
            raise DataError(found)

    @property
    def weeks(self) -> int:
        """Weeks for which arrivals are known."""
        return len(self.arrivals)

    def _wrong(self, name: str, held: np.ndarray) -> list[str]:
        places = np.argwhere(~(np.isfinite(held) & (held >= 0)))
        return [
            f"{name}{f', week {place[0]}' if len(place) > 1 else ''}, area {self.areas[place[-1]]}: found "
            f"{held[tuple(place)]:g} people; accepted: 0 or more"
            for place in places[:10]
        ]


def people(
    present: Mapping[str, float],
    arrivals: float | Mapping[str, float] | str = 0.0,
    *,
    weeks: int = 52,
    shape: str = WAVE,
    arrival_weeks: float = 10.0,
    peak: float | Mapping[str, float] = 3.0,
    hosts: Mapping[str, float] | None = None,
) -> People:
    """Population by area with a wave of arrivals, or with arrivals as they were counted in an emergency.

    Parameters
    ----------
    present
        Refugees by area at the onset [person].
    arrivals
        People who arrive over all weeks [person]: by area, or a total that is split like `present` (evenly where nobody is).
        A name of `arrival_presets` stands for as many as were counted in these weeks, in the shape of that emergency.
    weeks
        Length of the simulation.
    shape
        How arrivals spread over the weeks: "wave", a bell curve, or a name of `arrival_presets`, one shape for all areas.
    arrival_weeks
        Length of the wave: six standard deviations [week].
    peak
        Week of the wave with most arrivals, one for all areas or by area; unlike peaks move the needs from area to area.
    hosts
        People of the host community by area.

    Raises
    ------
    DataError
        For a negative population, with its area.
    ValueError
        For a length of 0 or less, a name of arrivals that is not held, or an area that `present` does not name.

    Examples
    --------
    >>> found = people({"East": 1000.0}, "rohingya_2017")
    >>> round(found.arrivals.sum()), round(found.arrivals[0, 0])
    (700000, 96297)
    """
    if weeks < 1 or arrival_weeks <= 0:
        raise ValueError(f"weeks must be 1 or more and arrival_weeks above 0; found {weeks} and {arrival_weeks}")
    areas = tuple(present)
    here = _by_area(present, areas, "present")
    if isinstance(arrivals, str):
        shape, arrivals = arrivals, float(weekly(arrivals, weeks).sum())
    there = here.sum() > 0
    split = here / here.sum() if there else np.full(len(areas), 1.0 / max(1, len(areas)))
    coming = _by_area(arrivals, areas, "arrivals") if isinstance(arrivals, Mapping) else float(arrivals) * split
    tops = _by_area(peak, areas, "peak") if isinstance(peak, Mapping) else np.full(len(areas), float(peak))
    if shape == WAVE:
        spread = np.exp(-0.5 * ((np.arange(weeks)[:, np.newaxis] - tops) / (arrival_weeks / 3.0)) ** 2)
    else:
        spread = np.repeat(weekly(shape, weeks)[:, np.newaxis], len(areas), axis=1)
    total = spread.sum(axis=0)
    spread = np.divide(spread, total, out=np.zeros_like(spread), where=total > 0)
    return People(areas=areas, present=here, arrivals=spread * coming, hosts=_by_area(hosts or {}, areas, "hosts"))


def people_of(operation: Operation, arrivals: float | Mapping[str, float] | str = 0.0, **options: object) -> People:
    """Refugees of an operation's sites by first-level area; `options` are those of `people`.

    Raises
    ------
    DataError
        When a site has no population.
    """
    own = operation.sites
    missing = own.loc[own["population"].isna(), "site_id"].tolist()
    if missing or own.empty:
        raise DataError(f"sites of {operation.name}: no population for {', '.join(missing) or 'any site'}; accepted: 0 or more")
    by_area = own.assign(area=own["admin1"].replace("", "area not known")).groupby("area")["population"].sum()
    return people(_plain(by_area), arrivals, **options)


def _plain(numbers: pd.Series) -> dict[str, float]:
    return {str(name): float(value) for name, value in numbers.items()}


def _by_area(given: Mapping[str, float], areas: tuple[str, ...], what: str) -> np.ndarray:
    unknown = [name for name in given if name not in areas]
    if unknown:
        raise ValueError(f"{what} names {', '.join(map(repr, unknown))}; accepted: {', '.join(areas)}")
    return np.array([float(given.get(area, 0.0)) for area in areas])
