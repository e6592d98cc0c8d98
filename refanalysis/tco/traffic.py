"""People, active users and busy-hour traffic of each site by year: one chain of factors, each a column to read."""

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
    """What the sites ask for: everything grows with the people there today, so a rate for each of them says it all.

    Attributes
    ----------
    sites
        Their site_id.
    people
        Population today, shape (sites,) [person].
    rates
        For one person of today, by name, each of shape (years, draws): population and people_in_reach [person],
        potential_users and users [user], mbps [Mbps] in the busy hour, gigabytes [GB/month]; and adoption [share].
    """

    sites: tuple[str, ...]
    people: np.ndarray
    rates: dict[str, np.ndarray]

    @property
    def horizon(self) -> int:
        """Years of service."""
        return self.rates["mbps"].shape[0]

    def of(self, name: str) -> np.ndarray:
        """The amount called `name` at each site, shape (sites, years, draws)."""
        return self.people[:, np.newaxis, np.newaxis] * self.rates[name]


def load(sites: pd.DataFrame, values: Values, horizon: int) -> Load:
    """What the sites ask for in each year of service.

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
    population(t+1) = population(t) (1 + population_growth - return_share) + population(0) arrival_share;
    people in reach = population (1 + host_share), the host community around the site included;
    potential users = people in reach * age_share * device_share * sim_share * affordable_share;
    users = potential users * adoption(t), see `adoption`;
    Mbps = users * rate_per_active_user / contention; the busy hour carries busy_hour_share of a day's volume, which gives the
    volume of a month.
    """
    if horizon < 1:
        raise ValueError(f"horizon must be at least 1 year; found {horizon}")
    read = Reader(values=values)
    return Load(sites=tuple(sites["site_id"].to_numpy(dtype=object)), people=_populations(sites), rates=_rates(read, horizon))


def adoption(start: np.ndarray, end: np.ndarray, years: np.ndarray, horizon: int) -> np.ndarray:
    """Share of potential users who use the service in each year of service, shape (years, draws) [share].

    Parameters
    ----------
    start
        Use in year 0, as a share of `end` [share].
    end
        Use when everybody who will has taken it up, as a share of potential users [share].
    years
        Years until nine tenths of the rise are done [year].
    horizon
        Years of service [year].

    Notes
    -----
    The part of a logistic curve [1]_ from year 0 on, steepest in year `years` / 2, scaled to run from `start` * `end` to `end`:
    the rise done by year t is (1 - q) / (1 + 10 q) with q = 100^(-t / `years`); that is 0, 0.45 and 0.9 in year 0, `years` / 2
    and `years`.

    References
    ----------
    .. [1] E. M. Rogers, Diffusion of Innovations, 5th edition 2003, chapter 7.

    Examples
    --------
    >>> adoption(np.array([0.25]), np.array([0.8]), np.array([4.0]), 3).ravel().round(3).tolist()
    [0.2, 0.299, 0.47]
    """
    left = 100.0 ** (-np.arange(horizon)[:, np.newaxis] / years)
    return end * (start + (1.0 - start) * (1.0 - left) / (1.0 + 10.0 * left))


def _rates(read: Reader, horizon: int) -> dict[str, np.ndarray]:
    population = _growth(read, horizon)
    reach = population * (1.0 + read("host_share"))
    potential = reach * (read("age_share") * read("device_share") * read("sim_share") * read("affordable_share"))
    share = adoption(read("adoption_start"), read("adoption_end"), read("adoption_years"), horizon)
    users = potential * share
    mbps = users * (read("rate_per_active_user") / read("contention"))
    return {
        "population": population,
        "people_in_reach": reach,
        "potential_users": potential,
        "adoption": share,
        "users": users,
        "mbps": mbps,
        "gigabytes": mbps * (_GB_PER_MBPS_HOUR * _DAYS_PER_MONTH / read("busy_hour_share")),
    }


def _growth(read: Reader, horizon: int) -> np.ndarray:
    """Population of each year for one person today, shape (years, draws)."""
    change, arrivals = 1.0 + read("population_growth") - read("return_share"), read("arrival_share")
    years = [np.ones(np.broadcast_shapes(change.shape, arrivals.shape))]
    for _ in range(horizon - 1):
        years.append(np.maximum(years[-1] * change + arrivals, 0.0))
    return np.stack(years)


_STEPS = {
    "population": "population",
    "people_in_reach": "people_in_reach",
    "potential_users": "potential_users",
    "users": "users",
    "busy_hour_mbps": "mbps",
    "gb_per_month": "gigabytes",
}


def demand(sites: pd.DataFrame, values: Values, horizon: int) -> pd.DataFrame:
    """What each site asks for in each year, step by step.

    Returns
    -------
    pandas.DataFrame
        site, year, population and people_in_reach [person], potential_users [user], adoption [share], users [user],
        busy_hour_mbps [Mbps], gb_per_month [GB/month].

    Raises
    ------
    DataError
        Naming sites whose population is missing or zero.
    ValueError
        When `values` are more than one draw.
    """
    return steps(load(sites, values, horizon))


def steps(asked: Load) -> pd.DataFrame:
    """Table of `demand` from a load of the base case."""
    table = single(asked)
    amounts = {column: asked.of(name).ravel() for column, name in _STEPS.items()}
    amounts["adoption"] = np.tile(asked.rates["adoption"].ravel(), len(asked.sites))
    order = ["population", "people_in_reach", "potential_users", "adoption", "users", "busy_hour_mbps", "gb_per_month"]
    return table.assign(**{name: amounts[name] for name in order})


def single(asked: Load) -> pd.DataFrame:
    """Site and year of each row of a table of the base case, sites outermost."""
    import pandas as pd

    n_sites, (n_years, n_draws) = len(asked.sites), asked.rates["mbps"].shape
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
