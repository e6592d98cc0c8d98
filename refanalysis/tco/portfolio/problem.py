"""The checked tables of a choice as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 5
_APART = 1e-6
_ALL = slice(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """Links of one technology over which sites may share it.

    Attributes
    ----------
    site, upstream
        Indices of the site a link serves and of the site it hangs on, shape (links,); ordered by both, each pair once.
    cost, capex, opex
        Present value [currency], what is paid in the year it is built [currency] and yearly [currency/year], shape (links,).
    root_cost, root_capex, root_opex
        The same of each site's own link to infrastructure, infinite where it has none, shape (sites,).
    """

    site: np.ndarray
    upstream: np.ndarray
    cost: np.ndarray
    capex: np.ndarray
    opex: np.ndarray
    root_cost: np.ndarray
    root_capex: np.ndarray
    root_opex: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A choice to be made.

    Attributes
    ----------
    sites, technologies
        Names, in the order of their first appearance.
    cost
        Present value of each option without links [currency], infinite where it is not feasible, shape (sites, technologies).
    users
        People each option serves [person], shape (sites, technologies).
    counts
        Whether a site is one to be served; False for a shared place such as a tower that others hang on, shape (sites,).
    weight
        Priority of each site [1], shape (sites,).
    nets
        Links by index of technology; a technology that has none stands alone.
    capex, opex, value
        Yearly amounts and their present values by year after the start [currency], shape (sites, technologies, years); None
        when no table gives them.
    groups
        Share of each group among a site's users, shape (sites,), by name.
    """

    sites: np.ndarray
    technologies: list[str]
    cost: np.ndarray
    users: np.ndarray
    counts: np.ndarray
    weight: np.ndarray
    nets: dict[int, Net]
    capex: np.ndarray | None
    opex: np.ndarray | None
    value: np.ndarray | None
    groups: dict[str, np.ndarray]


def problem(
    options: pd.DataFrame,
    links: pd.DataFrame | None = None,
    *,
    yearly: pd.DataFrame | None = None,
    shares: pd.DataFrame | None = None,
    weights: pd.DataFrame | None = None,
) -> Problem:
    """The tables of `choose` as arrays, checked.

    Raises
    ------
    DataError
        For missing columns, missing (NaN), negative or infinite numbers, unknown or repeated names: with table, site, column.
    """
    sites, technologies, row, column = _names(options)
    shape = (len(sites), len(technologies))
    feasible = options["feasible"].to_numpy(dtype=bool) if "feasible" in options else np.ones(len(options), dtype=bool)
    cost = np.full(shape, np.inf)
    cost[row[feasible], column[feasible]] = _amounts(options, "options", "cost", feasible)[feasible]
    users = np.zeros(shape)
    users[row, column] = _amounts(options, "options", "users", feasible) if "users" in options else 1.0
    counts = np.ones(len(sites), dtype=bool)
    if "shared" in options:
        counts[row[options["shared"].to_numpy(dtype=bool)]] = False
    dated = {name: _by_year(yearly, name, sites, technologies, shape) for name in ("capex", "opex", "present_value")}
    if dated["present_value"] is not None:
        _consistent(cost, dated["present_value"], sites, technologies)
    return Problem(
        sites=sites,
        technologies=technologies,
        cost=cost,
        users=np.where(np.isfinite(cost), users, 0.0) * counts[:, None],
        counts=counts,
        weight=np.ones(len(sites)) if weights is None else _per_site(weights, "weights", "weight", sites),
        nets={} if links is None else _nets(links, sites, technologies),
        capex=dated["capex"],
        opex=dated["opex"],
        value=dated["present_value"],
        groups=_groups(shares, sites),
    )


def link_between(net: Net, sites: int, site: np.ndarray, upstream: np.ndarray) -> np.ndarray:
    """Position of the link that hangs each of `site` on `upstream`, -1 where there is none, shape (n,)."""
    code, wanted = net.site * sites + net.upstream, site * sites + upstream
    if not len(code):
        return np.full(len(wanted), -1)
    place = np.minimum(np.searchsorted(code, wanted), len(code) - 1)
    return np.where(code[place] == wanted, place, -1)


def codes(
    values: pd.Series, names: Sequence[str] | np.ndarray, table: str, column: str, *, also: str | None = None
) -> np.ndarray:
    """Positions of `values` among `names`; `also` is accepted and stands at the end. `DataError` names the unknown ones."""
    import pandas as pd

    index = pd.Index([*names, *([] if also is None else [also])], dtype=object)
    if isinstance(values.dtype, pd.CategoricalDtype):
        found = np.append(index.get_indexer(values.cat.categories.astype(object)), -1)[values.cat.codes.to_numpy()]
    else:
        found = index.get_indexer(values.astype(object))
    if (found < 0).any():
        unknown = list(dict.fromkeys(str(each) for each in values[found < 0]))
        raise DataError(f"{table}: column {column} names {listed(unknown)}, unknown to the options")
    return found


def _names(options: pd.DataFrame) -> tuple[np.ndarray, list[str], np.ndarray, np.ndarray]:
    import pandas as pd

    _columns(options, "options", ("site", "technology", "cost"))
    if options.empty:
        raise DataError("options: the table is empty; accepted: at least one site with one option")
    missing = options["site"].isna() | options["technology"].isna()
    if missing.any():
        raise DataError(f"options: row {int(missing.argmax())} has no site or no technology")
    row, sites = pd.factorize(options["site"])
    column, technologies = pd.factorize(options["technology"])
    twice = pd.Series(row * len(technologies) + column).duplicated().to_numpy()
    if twice.any():
        found = options[twice][["site", "technology"]].astype(str).agg(", technology ".join, axis=1)
        raise DataError(f"options: repeated rows of site {listed(found)}; accepted: one row for each site and technology")
    return np.asarray(sites, dtype=object), [str(each) for each in technologies], row, column


def _columns(frame: pd.DataFrame, table: str, needed: Iterable[str]) -> None:
    missing = [name for name in needed if name not in frame]
    if missing:
        raise DataError(f"{table}: column {', '.join(missing)} is missing; found: {', '.join(map(str, frame.columns))}")


def _amounts(frame: pd.DataFrame, table: str, name: str, used: np.ndarray | slice = _ALL, *, below: bool = False) -> np.ndarray:
    """Numbers of a column; `DataError` for NaN, infinity or, unless `below`, a negative number in a row that is used."""
    values = frame[name].to_numpy(dtype=float, na_value=np.nan)
    bad = ~np.isfinite(values) | ((values < 0) & (not below))
    rows = np.flatnonzero(bad & used) if isinstance(used, np.ndarray) else np.flatnonzero(bad)
    if rows.size:
        keys = [key for key in ("site", "technology", "upstream", "year") if key in frame]
        where = [", ".join(f"{key} {frame[key].iloc[each]}" for key in keys) + f": {values[each]}" for each in rows[:_SHOWN]]
        accepted = "a finite number" if below else "a finite number of 0 or more"
        raise DataError([f"{table}: column {name}, {each}; accepted: {accepted}" for each in where])
    return values


def _by_year(
    yearly: pd.DataFrame | None, name: str, sites: np.ndarray, technologies: list[str], shape: tuple[int, int]
) -> np.ndarray | None:
    if yearly is None:
        return None
    _columns(yearly, "yearly", ("site", "technology", "year", "capex", "opex", "present_value"))
    year = _amounts(yearly, "yearly", "year").astype(int)
    row = codes(yearly["site"], sites, "yearly", "site")
    column = codes(yearly["technology"], technologies, "yearly", "technology")
    amounts = np.zeros((*shape, int(year.max(initial=0)) + 1))
    np.add.at(amounts, (row, column, year), _amounts(yearly, "yearly", name, below=True))
    return amounts


def _consistent(cost: np.ndarray, value: np.ndarray, sites: np.ndarray, technologies: list[str]) -> None:
    """Refuse amounts by year that do not add up to the cost of a feasible option."""
    known = np.isfinite(cost)
    apart = np.abs(np.where(known, cost, 0.0) - np.where(known, value.sum(axis=2), 0.0))
    wrong = np.argwhere(apart > _APART * np.maximum(np.where(known, cost, 0.0), 1.0))
    if len(wrong):
        row, column = wrong[0]
        raise DataError(
            f"yearly: present_value of site {sites[row]}, technology {technologies[column]} adds up to "
            f"{value[row, column].sum():,.2f}, its cost in options is {cost[row, column]:,.2f}; {len(wrong)} such"
        )


def _nets(links: pd.DataFrame, sites: np.ndarray, technologies: list[str]) -> dict[int, Net]:
    _columns(links, "links", ("technology", "site", "upstream", "cost"))
    technology = codes(links["technology"], technologies, "links", "technology")
    site = codes(links["site"], sites, "links", "site")
    upstream = codes(links["upstream"], sites, "links", "upstream", also="")
    paid = {"cost": _amounts(links, "links", "cost")}
    paid |= {
        name: _amounts(links, "links", name) if name in links else np.full(len(links), np.nan) for name in ("capex", "opex")
    }
    own = np.flatnonzero(site == upstream)
    if own.size:
        raise DataError(f"links: site {listed(sites[site[own]])} hangs on itself; accepted: another site, or empty")
    chosen = {int(each): np.flatnonzero(technology == each) for each in np.unique(technology)}
    return {
        each: _net(site[rows], upstream[rows], {k: v[rows] for k, v in paid.items()}, len(sites))
        for each, rows in chosen.items()
    }


def _net(site: np.ndarray, upstream: np.ndarray, paid: dict[str, np.ndarray], sites: int) -> Net:
    """One technology's links: of parallel ones the cheapest, and only those cheaper than the site's link to infrastructure."""
    order = np.lexsort((paid["cost"], upstream, site))
    code = site[order] * (sites + 1) + upstream[order]
    order = order[np.append(True, code[1:] != code[:-1])] if len(order) else order
    root = {name: np.full(sites, np.inf if name == "cost" else np.nan) for name in paid}
    rooted = order[upstream[order] == sites]
    for name, values in paid.items():
        root[name][site[rooted]] = values[rooted]
    dated = not np.isnan(paid["capex"]).all()
    kept = order[(upstream[order] < sites) & (dated | (paid["cost"][order] < root["cost"][site[order]]))]
    return Net(
        site=site[kept],
        upstream=upstream[kept],
        **{name: values[kept] for name, values in paid.items()},
        root_cost=root["cost"],
        root_capex=root["capex"],
        root_opex=root["opex"],
    )


def _per_site(frame: pd.DataFrame, table: str, name: str, sites: np.ndarray) -> np.ndarray:
    """One number of 0 or more for every site."""
    _columns(frame, table, ("site", name))
    known = frame[frame["site"].isin(sites)]
    values = np.full(len(sites), np.nan)
    values[codes(known["site"], sites, table, "site")] = _amounts(known, table, name)
    lacking = sites[np.isnan(values)]
    if lacking.size:
        raise DataError(f"{table}: column {name} has no row for site {listed(lacking)}")
    return values


def _groups(shares: pd.DataFrame | None, sites: np.ndarray) -> dict[str, np.ndarray]:
    if shares is None:
        return {}
    _columns(shares, "shares", ("site",))
    names = [name for name in shares.columns if name != "site"]
    groups = {name: _per_site(shares, "shares", name, sites) for name in names}
    for name, values in groups.items():
        if (values > 1).any():
            raise DataError(
                f"shares: column {name} of site {listed(sites[values > 1])} is above 1; accepted: a share from 0 to 1"
            )
    return groups


def listed(names: Iterable[object]) -> str:
    """The first few names for a message."""
    each = [str(name) for name in names]
    return ", ".join(each[:_SHOWN]) + (f" and {len(each) - _SHOWN} more" if len(each) > _SHOWN else "")
