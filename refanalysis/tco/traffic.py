"""People, active users and busy-hour traffic of each site by year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.schema import DataError
from refanalysis.tco.reading import Reader

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values

_SHOWN = 5
_GB_PER_MBPS_HOUR = 3600 / 8 / 1000
_DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the sites ask for; each array has the shape (sites, years, draws)."""

    sites: tuple[str, ...]
    population: np.ndarray
    users: np.ndarray
    mbps: np.ndarray
    gigabytes: np.ndarray

    @property
    def shape(self) -> tuple[int, int, int]:
        """Number of sites, years and draws."""
        return self.mbps.shape  # type: ignore[return-value]


def load(sites: pd.DataFrame, values: Values, horizon: int) -> Load:
    """Population [person], active users [user], busy-hour traffic [Mbps] and monthly volume [GB/month] by site and year.

    Parameters
    ----------
    sites
        Table `sites`; the columns site_id and population are read.
    values
        Assumptions, or draws of them.
    horizon
        Years of service [year].

    Raises
    ------
    DataError
        Naming sites whose population is missing or zero.
    ValueError
        For a horizon below one year.

    Notes
    -----
    population(t) = population today * (1 + population_growth)^t; users = population * adoption;
    Mbps = users * rate_per_active_user / contention; the busy hour carries busy_hour_share of a day's volume, which gives the
    volume of a month.
    """
    if horizon < 1:
        raise ValueError(f"horizon must be at least 1 year; found {horizon}")
    read = Reader(values=values)
    growth = (1.0 + read("population_growth")) ** np.arange(horizon)[:, np.newaxis]
    population = _populations(sites)[:, np.newaxis, np.newaxis] * growth
    users = population * read("adoption")
    mbps = users * (read("rate_per_active_user") / read("contention"))
    gigabytes = mbps * (_GB_PER_MBPS_HOUR * _DAYS_PER_MONTH / read("busy_hour_share"))
    population, users, mbps, gigabytes = np.broadcast_arrays(population, users, mbps, gigabytes)
    return Load(sites=tuple(sites["site_id"]), population=population, users=users, mbps=mbps, gigabytes=gigabytes)


def demand(sites: pd.DataFrame, values: Values, horizon: int) -> pd.DataFrame:
    """What each site asks for in each year, to read: site, year, population, users, busy_hour_mbps, gb_per_month.

    Raises
    ------
    DataError
        Naming sites whose population is missing or zero.
    ValueError
        When `values` are more than one draw.
    """
    asked = load(sites, values, horizon)
    return single(asked).assign(
        population=asked.population.ravel(),
        users=asked.users.ravel(),
        busy_hour_mbps=asked.mbps.ravel(),
        gb_per_month=asked.gigabytes.ravel(),
    )


def single(asked: Load) -> pd.DataFrame:
    """Site and year of each row of a table of the base case, sites outermost."""
    import pandas as pd

    n_sites, n_years, n_draws = asked.shape
    if n_draws != 1:
        raise ValueError(f"a table of yearly steps shows one case, not {n_draws} draws; pass assumptions, not draws")
    return pd.DataFrame(
        {"site": np.repeat(np.array(asked.sites, dtype=object), n_years), "year": np.tile(np.arange(n_years), n_sites)}
    ).astype({"site": "str"})


def _populations(sites: pd.DataFrame) -> np.ndarray:
    if sites.empty:
        raise DataError("there is no site to cost; accepted: one site or more")
    population = sites["population"].to_numpy(dtype=float, na_value=np.nan)
    unknown = ~(np.isfinite(population) & (population > 0))
    if unknown.any():
        raise DataError(_without_population(sites[unknown]))
    return population


def _without_population(sites: pd.DataFrame) -> list[str]:
    names = sites["site"] if "site" in sites.columns else sites["site_id"]
    found = [
        f"site {site_id} ({name}) has no population; accepted: a number above 0, or leave the site out"
        for site_id, name in zip(sites["site_id"], names, strict=True)
    ]
    more = len(found) - _SHOWN
    return found[:_SHOWN] + ([f"{more} more sites have no population"] if more > 0 else [])
