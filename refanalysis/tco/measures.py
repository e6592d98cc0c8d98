"""What is measured of each option: from the ledger for one case, by contraction for thousands of draws."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis import data, finance, schema
from refanalysis.schema import ITEMS, PAYERS
from refanalysis.tco.dimensions import bill, dimension
from refanalysis.tco.flows import added, options
from refanalysis.tco.payers import UNKNOWN, shares
from refanalysis.tco.prices import CAPITAL, timing, unit_cost
from refanalysis.tco.reading import Reader
from refanalysis.tco.traffic import Load, load

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values
    from refanalysis.data import Operation
    from refanalysis.sampling import Draws

Sums = dict[str, np.ndarray]
_PAID = {payer: f"present_value_{payer}" for payer in (*PAYERS, UNKNOWN)}
_UNITS = {
    "annual_cost": "{basis}/year",
    "cost_per_user_month": "{basis}/user/month",
    "opex_share": "share",
}
_MONTHS_PER_YEAR = 12
_CELLS = 4_000_000  # numbers in one array of a block of sites: 32 MB


def outcomes(cash_flows: pd.DataFrame, operation: Operation, values: Values) -> pd.DataFrame:
    """Outcomes of each site and of all sites together, from the ledger, as table `outcomes` with draw 0.

    Outcomes are initial_capex (bought in year 0), tco (sum of all flows, not discounted), present_value, annual_cost,
    cost_per_user_month (present value over discounted months of active use), opex_share (share of the present value that is
    not purchase, replacement or residual) and present_value_<payer>.

    Parameters
    ----------
    cash_flows
        Table `cash_flows`, with any number of technologies of one scenario.
    operation
        Its sites and lever horizon are read.
    values
        Assumptions of the base case the flows were made from.

    Raises
    ------
    ValueError
        When the ledger is empty, mixes scenarios, or holds a site the operation does not.
    """
    if cash_flows["scenario"].nunique() != 1:
        raise ValueError(f"the ledger must hold one scenario; found {sorted(set(cash_flows['scenario']))}")
    rate = Reader(values=values)("discount_rate")
    asked = load(operation.sites, values, operation.levers["horizon"])
    months = _user_months(asked, rate)
    blocks = [
        (technology, measures(_ledger_sums(rows, asked, rate), months, rate, asked.shape[1]))
        for technology, rows in cash_flows.groupby("technology", sort=False)
    ]
    return _table(blocks, asked, operation.levers["price_basis"], cash_flows["scenario"].iloc[0])


def outcomes_by_draw(
    operation: Operation,
    draws: Draws,
    technologies: Iterable[str] | None = None,
    scenario: str = "base",
    only: Iterable[str] | None = None,
    components: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Outcomes of each site and of all sites together for every draw, as table `outcomes`.

    Parameters
    ----------
    draws
        Draws of the assumptions (assumptions themselves give one draw).
    only
        Outcomes to keep, by default all of those `outcomes` lists.
    components
        Bills of quantities; by default `data/components.csv`.

    Notes
    -----
    Linear in the quantities: units bought in each year times the discounted cost of a unit bought then, plus units in
    service times the discounted running cost. No cash flow is built; both ways agree to rounding.
    """
    chosen = options(operation, technologies)
    bills = data.table("components") if components is None else components
    rate, horizon = Reader(values=draws)("discount_rate"), operation.levers["horizon"]
    asked = load(operation.sites, draws, horizon)
    months = _user_months(asked, rate)
    blocks = []
    for name in chosen:
        sums = _contracted(operation, draws, asked, name, rate, bill(bills, name))
        blocks.append((name, measures(sums, months, rate, horizon, only)))
    return _table(blocks, asked, operation.levers["price_basis"], scenario)


def measures(sums: Sums, user_months: np.ndarray, rate: np.ndarray, horizon: int, only: Iterable[str] | None = None) -> Sums:
    """Outcomes from sums over components and years, shape (sites + 1, draws); the last row is all sites together.

    Parameters
    ----------
    sums
        initial_capex, tco, capital (present value of purchases, replacements, residual), running (present value of the rest)
        and present_value_<payer>, each of shape (sites, draws) [currency].
    user_months
        Discounted months of active use, shape (sites, draws) [user month].
    """
    with_all = {name: _with_total(amount) for name, amount in sums.items()}
    capital, running = with_all.pop("capital"), with_all.pop("running")
    value = capital + running
    found = with_all | {
        "present_value": value,
        "annual_cost": finance.annual_cost(value, rate, horizon),
        "cost_per_user_month": value / _with_total(user_months),
        "opex_share": np.divide(running, value, out=np.full_like(value, np.nan), where=value != 0),
    }
    return found if only is None else {name: found[name] for name in _known(only, found)}


def _known(only: Iterable[str], found: Sums) -> list[str]:
    wanted = list(only)
    unknown = [name for name in wanted if name not in found]
    if unknown:
        raise ValueError(f"no outcome is called {', '.join(unknown)}; known: {', '.join(found)}")
    return wanted


def _with_total(amount: np.ndarray) -> np.ndarray:
    return np.concatenate([amount, amount.sum(axis=0, keepdims=True)])


def _user_months(asked: Load, rate: np.ndarray) -> np.ndarray:
    factors = _weights("opex", rate, asked.shape[1])
    return _MONTHS_PER_YEAR * np.einsum("std,td->sd", asked.users, np.broadcast_to(factors, asked.shape[1:]))


def _weights(item: str, rate: np.ndarray, horizon: int) -> np.ndarray:
    """Discount factors of an item by year, shape (years, draws)."""
    return np.asarray(finance.discount_factor(rate, np.arange(horizon)[:, np.newaxis], timing(item)))


# --- from the ledger


def _ledger_sums(cash_flows: pd.DataFrame, asked: Load, rate: np.ndarray) -> Sums:
    """Sums over components and years for every site, from the rows of one technology."""
    site = _places(cash_flows, asked)
    item = np.array([ITEMS.index(name) for name in cash_flows["item"]])
    year, amount = cash_flows["year"].to_numpy(dtype=int), cash_flows["value"].to_numpy()
    factors = np.stack([_weights(name, rate, asked.shape[1])[:, 0] for name in ITEMS])
    present = amount * factors[item, year]
    capital = np.isin(item, [ITEMS.index(name) for name in CAPITAL])
    first = (item == ITEMS.index("capex")) & (year == 0)
    weighted = {"initial_capex": amount * first, "tco": amount, "capital": present * capital, "running": present * ~capital}
    payer = cash_flows["payer"].to_numpy()
    weighted |= {_PAID[name]: present * (payer == name) for name in _PAID if (payer == name).any()}
    n_sites = len(asked.sites)
    return {name: np.bincount(site, each, minlength=n_sites)[:, np.newaxis] for name, each in weighted.items()}


def _places(cash_flows: pd.DataFrame, asked: Load) -> np.ndarray:
    place = {name: number for number, name in enumerate(asked.sites)}
    strangers = sorted(set(cash_flows["site"]) - set(place))
    if strangers:
        raise ValueError(f"the ledger holds sites that the operation does not: {', '.join(strangers[:5])}")
    return np.array([place[name] for name in cash_flows["site"]])


# --- by contraction


def _contracted(operation: Operation, draws: Values, asked: Load, technology: str, rate: np.ndarray, rows: list[Any]) -> Sums:
    """Sums over components and years for every site and draw, in blocks of sites that fit in memory."""
    prices = _coefficients(operation, rows, draws, technology, rate)
    size = max(1, _CELLS // (asked.shape[1] * max(asked.shape[2], rate.size)))
    blocks = [
        _block(_part(asked, slice(start, start + size)), rows, prices, technology, draws)
        for start in range(0, len(asked.sites), size)
    ]
    none = np.zeros((len(asked.sites), 1))
    always = {"initial_capex": none, "tco": none, "capital": none, "running": none}
    return always | {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


def _part(asked: Load, kept: slice) -> Load:
    names = ("population", "users", "mbps", "gigabytes")
    return Load(sites=asked.sites[kept], **{name: getattr(asked, name)[kept] for name in names})


def _block(asked: Load, rows: list[Any], prices: dict[str, tuple[Sums, Sums]], technology: str, draws: Values) -> Sums:
    steps = dimension(asked, rows, technology, draws)
    sums: Sums = {}
    for driver, (bought, running) in prices.items():
        for units, priced in ((added(steps[driver]), bought), (steps[driver], running)):
            for name, price in priced.items():
                sums[name] = sums.get(name, 0.0) + np.einsum("std,td->sd", units, price)
    return sums


def _coefficients(
    operation: Operation, rows: list[Any], draws: Values, technology: str, rate: np.ndarray
) -> dict[str, tuple[Sums, Sums]]:
    """For each driver, what one unit adds to each sum: by year bought and by year in service, shape (years, draws)."""
    horizon = operation.levers["horizon"]
    split = shares(operation.payers, technology, horizon)
    weights = {item: _weights_of_sums(item, rate, horizon, split[item]) for item in ITEMS}
    found: dict[str, tuple[Sums, Sums]] = {}
    for row in rows:
        cost = unit_cost(row, technology, draws, horizon)
        bought, running = found.setdefault(row.driver, ({}, {}))
        for item, kernel in cost.bought.items():
            for name, weight in weights[item]:
                bought[name] = bought.get(name, 0.0) + row.quantity * np.einsum("atd,td->ad", kernel, weight)
        for item, kernel in cost.running.items():
            for name, weight in weights[item]:
                running[name] = running.get(name, 0.0) + row.quantity * (kernel * weight)
    return found


def _weights_of_sums(item: str, rate: np.ndarray, horizon: int, split: dict[str, np.ndarray]) -> list[tuple[str, np.ndarray]]:
    """Sums an item belongs to, with its weight in each year, shape (years, draws)."""
    present = _weights(item, rate, horizon)
    found = [("tco", np.ones((horizon, 1))), ("capital" if item in CAPITAL else "running", present)]
    found += [(_PAID[payer], share[:, np.newaxis] * present) for payer, share in split.items()]
    if item == "capex":
        found.append(("initial_capex", (np.arange(horizon) == 0)[:, np.newaxis] * 1.0))
    return found


def _table(blocks: list[tuple[str, Sums]], asked: Load, basis: str, scenario: str) -> pd.DataFrame:
    """Long table of outcomes, draws innermost."""
    import pandas as pd

    sites = [*asked.sites, "all"]
    parts = [(technology, name, amount) for technology, found in blocks for name, amount in found.items()]
    n_draws = max(amount.shape[1] for _, _, amount in parts)
    values = np.stack([np.broadcast_to(amount, (len(sites), n_draws)) for _, _, amount in parts]).reshape(-1, n_draws)
    labels = [
        (scenario, site, technology, name, _UNITS.get(name, "{basis}").format(basis=basis))
        for technology, name, _ in parts
        for site in sites
    ]
    first = pd.DataFrame(labels, columns=["scenario", "site", "technology", "outcome", "unit"])
    checked = schema.check(first.assign(draw=0, value=values[:, 0]), "outcomes")  # further draws repeat these labels
    repeated = checked.iloc[np.repeat(np.arange(len(checked)), n_draws)].reset_index(drop=True)
    draw = pd.array(np.tile(np.arange(n_draws), len(checked)), dtype="Int64")
    return repeated.assign(draw=draw, value=values.ravel())
