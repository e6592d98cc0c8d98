"""What is measured of each option: from the ledger for one case, by contraction for thousands of draws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import data, finance, schema
from refanalysis.schema import ITEMS, PAYERS
from refanalysis.summary import QUANTILES, spread
from refanalysis.tco.contraction import TAIL_YEARS, Priced, priced, totals
from refanalysis.tco.flows import options
from refanalysis.tco.payers import UNKNOWN, shares
from refanalysis.tco.prices import RUNNING, rate, rate_of_prices
from refanalysis.tco.settings import Settings
from refanalysis.tco.traffic import Load, load

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values
    from refanalysis.data import Operation
    from refanalysis.sampling import Draws

Sums = dict[str, np.ndarray]
ALL = "all"
_HELD = 4_000_000  # numbers held at once in a block of sites: 32 MB
_PAID = "present_value_"
_UNITS = {
    "tco": "{ledger}",
    "annual_cost": "{basis}/year",
    "cost_per_user_month": "{basis}/user/month",
    "cost_per_gb": "{basis}/GB",
    "cost_per_mbps_month": "{basis}/Mbps/month",
    "opex_share": "share",
    "tail_share": "share",
}
_SERVICE = {"cost_per_user_month": "users", "cost_per_gb": "gigabytes", "cost_per_mbps_month": "mbps"}
_NEEDS = {
    "tco": ("tco",),
    "initial_capex": ("initial_capex",),
    "present_value": ("present_value",),
    "annual_cost": ("present_value",),
    "opex_share": ("present_value", "running"),
    "tail_share": ("present_value", "tail"),
    **dict.fromkeys(_SERVICE, ("present_value",)),
}
_MONTHS_PER_YEAR = 12
_DEFAULT = Settings()


def outcomes(cash_flows: pd.DataFrame, operation: Operation, values: Values, settings: Settings = _DEFAULT) -> pd.DataFrame:
    """Outcomes of each site and of all sites together, from the ledger, as table `outcomes` with draw 0.

    Outcomes are initial_capex (bought in year 0), tco (sum of all flows, not discounted), present_value, annual_cost,
    cost_per_user_month, cost_per_gb and cost_per_mbps_month (present value over the discounted amount of service), opex_share
    (share of the present value that is running cost, before overhead), tail_share (share of the present value that falls
    after the first five years) and present_value_<payer>.

    Parameters
    ----------
    cash_flows
        Table `cash_flows`, with any number of technologies of one scenario.
    operation
        Its sites and lever horizon are read.
    values
        Assumptions of the base case the flows were made from.
    settings
        Settings the flows were made with.

    Raises
    ------
    ValueError
        When the ledger is empty, mixes scenarios, or holds a site the operation does not.
    """
    if cash_flows["scenario"].nunique() != 1:
        raise ValueError(f"the ledger must hold one scenario; found {sorted(set(cash_flows['scenario']))}")
    asked = load(operation.sites, values, operation.levers["horizon"])
    discount = rate_of_prices(values, settings)
    blocks = [
        (technology, measures(_ledger_sums(rows, asked, discount), _with_all(asked), rate(values, settings), settings))
        for technology, rows in cash_flows.groupby("technology", sort=False)
    ]
    return _table(blocks, asked, _money(operation, settings), cash_flows["scenario"].iloc[0])


def outcomes_by_draw(
    operation: Operation,
    draws: Draws,
    technologies: Iterable[str] | None = None,
    scenario: str = "base",
    only: Iterable[str] | None = None,
    components: pd.DataFrame | None = None,
    settings: Settings = _DEFAULT,
) -> pd.DataFrame:
    """Outcomes of each site and of all sites together for every draw, as table `outcomes`.

    Parameters
    ----------
    draws
        Draws of the assumptions (assumptions themselves give one draw).
    only
        Outcomes to keep, by default all of those `outcomes` lists.
    components
        Bills of quantities; by default `refanalysis.data.bills()`.

    Notes
    -----
    No cash flow is built (see `refanalysis.tco.contraction`); both ways agree to rounding. For ten thousand draws of hundreds
    of sites, `ranges` and `arrays_by_draw` give the same numbers without a row for each draw.
    """
    asked, found = _by_draw(operation, draws, technologies, only, components, settings)
    return _table(list(found.items()), asked, _money(operation, settings), scenario)


def arrays_by_draw(
    operation: Operation,
    draws: Draws,
    technologies: Iterable[str] | None = None,
    only: Iterable[str] | None = None,
    components: pd.DataFrame | None = None,
    settings: Settings = _DEFAULT,
) -> dict[str, Sums]:
    """Outcomes by technology and name, each of shape (sites + 1, draws); the last row is all sites together.

    Parameters and results are those of `outcomes_by_draw`.

    Raises
    ------
    ValueError
        For an outcome that is not known.
    """
    return _by_draw(operation, draws, technologies, only, components, settings)[1]


def ranges(
    operation: Operation,
    draws: Draws,
    technologies: Iterable[str] | None = None,
    scenario: str = "base",
    only: Iterable[str] | None = None,
    components: pd.DataFrame | None = None,
    settings: Settings = _DEFAULT,
) -> pd.DataFrame:
    """Mean, 5th percentile, median and 95th percentile of the outcomes of each site and of all sites, as table `summary`.

    The same numbers as `summary.summarise(outcomes_by_draw(…))`, for any number of sites: their draws are held block by block.
    """
    asked = load(operation.sites, draws, operation.levers["horizon"])
    prices, kept = _prepared(asked, operation, draws, technologies, only, components, settings)
    real = rate(draws, settings)
    size = max(1, _HELD // (prices.n_draws * len(prices.technologies) * len(prices.names)))
    summed, blocks = 0.0, []
    for first in range(0, len(asked.people), size):
        part = replace(asked, sites=asked.sites[first : first + size], people=asked.people[first : first + size])
        sums = totals(prices, part.people)
        summed = summed + sums.sum(axis=2, keepdims=True)
        blocks.append(_quantiles(prices, kept, sums, part, real, settings))
    whole = replace(asked, sites=(ALL,), people=asked.people.sum(keepdims=True))
    blocks.append(_quantiles(prices, kept, summed, whole, real, settings))
    return _summary_table(blocks, prices, kept, asked, _money(operation, settings), scenario)


def _by_draw(
    operation: Operation,
    draws: Values,
    technologies: Iterable[str] | None,
    only: Iterable[str] | None,
    components: pd.DataFrame | None,
    settings: Settings,
) -> tuple[Load, dict[str, Sums]]:
    asked = load(operation.sites, draws, operation.levers["horizon"])
    prices, kept = _prepared(asked, operation, draws, technologies, only, components, settings)
    return asked, _measured(prices, kept, asked, rate(draws, settings), settings)


def _prepared(
    asked: Load,
    operation: Operation,
    draws: Values,
    technologies: Iterable[str] | None,
    only: Iterable[str] | None,
    components: pd.DataFrame | None,
    settings: Settings,
) -> tuple[Priced, dict[str, list[str]]]:
    """Prices of all sums that are needed, and the outcomes to keep by technology."""
    bills = data.bills() if components is None else components
    chosen, only = options(operation, technologies), None if only is None else list(only)
    kept = {name: _known(only, _payers(operation, name)) for name in chosen}
    sums = dict.fromkeys(need for names in kept.values() for name in names for need in _NEEDS.get(name, (name,)))
    return priced(asked, bills, chosen, draws, operation.payers, sums, settings), kept


def _measured(prices: Priced, kept: dict[str, list[str]], asked: Load, real: np.ndarray, settings: Settings) -> dict[str, Sums]:
    found = {}
    for name, sums in zip(prices.technologies, totals(prices, asked.people, together=True), strict=True):
        by_name = dict(zip(prices.names, sums, strict=True))
        found[name] = measures(by_name, _with_all(asked), real, settings, kept[name])
    return found


def _quantiles(
    prices: Priced, kept: dict[str, list[str]], sums: np.ndarray, asked: Load, real: np.ndarray, settings: Settings
) -> dict[tuple[str, str], np.ndarray]:
    """Mean and quantiles by technology and outcome, shape (sites, 4)."""
    found = {}
    for name, amounts in zip(prices.technologies, sums, strict=True):
        outcomes = measures(dict(zip(prices.names, amounts, strict=True)), asked, real, settings, kept[name])
        found |= {(name, outcome): spread(values) for outcome, values in outcomes.items()}
    return found


def _summary_table(
    blocks: list[dict[tuple[str, str], np.ndarray]],
    prices: Priced,
    kept: dict[str, list[str]],
    asked: Load,
    money: dict[str, str],
    scenario: str,
) -> pd.DataFrame:
    pairs = [(technology, outcome) for technology in prices.technologies for outcome in kept[technology]]
    numbers = np.concatenate([block[pair] for pair in pairs for block in blocks])
    frame = _labels(pairs, [*asked.sites, ALL], money, scenario)
    return _checked(frame.assign(**dict(zip(["mean", *QUANTILES], numbers.T, strict=True))), "summary", len(pairs))


def _money(operation: Operation, settings: Settings) -> dict[str, str]:
    """Unit of values at the start, which have a price year, and of sums over the ledger, which have none in nominal prices."""
    basis = operation.levers["price_basis"]
    return {"basis": basis, "ledger": settings.unit(basis)}


def _payers(operation: Operation, technology: str) -> list[str]:
    split = shares(operation.payers, technology, operation.levers["horizon"])
    return list(dict.fromkeys(payer for each in split.values() for payer in each))


def measures(sums: Sums, asked: Load, real_rate: np.ndarray, settings: Settings, only: Iterable[str] | None = None) -> Sums:
    """Outcomes from sums over components and years, shape (sites, draws).

    Parameters
    ----------
    sums
        Of initial_capex, tco, present_value, running, tail and present_value_<payer>, each (sites, draws) [currency].
    asked
        What these sites ask for.
    real_rate
        Real discount rate [share/year], shape (draws,).
    only
        Outcomes wanted, by default all.
    """
    names = [*_NEEDS, *(name for name in sums if name.startswith(_PAID))] if only is None else list(only)
    found = {}
    for name in names:
        if name in sums:
            found[name] = sums[name]
        elif name == "annual_cost":
            found[name] = finance.annual_cost(sums["present_value"], real_rate, asked.horizon)
        elif name in _SERVICE:
            found[name] = _ratio(sums["present_value"], _service(asked, _SERVICE[name], real_rate, settings))
        else:
            found[name] = _ratio(sums[_NEEDS[name][1]], sums["present_value"])
    return found


def _with_all(asked: Load) -> Load:
    """The sites and, last, all of them together."""
    return replace(asked, sites=(*asked.sites, ALL), people=np.append(asked.people, asked.people.sum()))


def _known(only: Iterable[str] | None, payers: list[str]) -> list[str]:
    every = [*_NEEDS, *(f"{_PAID}{payer}" for payer in payers)]
    if only is None:
        return every
    wanted = list(only)
    accepted = [*_NEEDS, *(f"{_PAID}{payer}" for payer in (*PAYERS, UNKNOWN))]
    unknown = [name for name in wanted if name not in accepted]
    if unknown:
        raise ValueError(f"no outcome is called {', '.join(unknown)}; known: {', '.join(accepted)}")
    return wanted


def _ratio(part: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Part of a total; nan, not known, where the total is zero."""
    part, total = np.broadcast_arrays(part, total)
    return np.divide(part, total, out=np.full_like(total, np.nan), where=total != 0)


def _with_total(amount: np.ndarray) -> np.ndarray:
    return np.concatenate([amount, amount.sum(axis=0, keepdims=True)])


def _service(asked: Load, name: str, real_rate: np.ndarray, settings: Settings) -> np.ndarray:
    """Discounted amount of service of each site over the horizon: user months, GB, Mbps months, shape (sites, draws)."""
    factors = np.asarray(finance.discount_factor(real_rate, np.arange(asked.horizon)[:, np.newaxis], settings.opex_timing))
    return _MONTHS_PER_YEAR * asked.people[:, np.newaxis] * (asked.rates[name] * factors).sum(axis=0)


# --- from the ledger


def _ledger_sums(cash_flows: pd.DataFrame, asked: Load, discount: np.ndarray) -> Sums:
    """Sums over components and years for every site, from the rows of one technology."""
    site = _places(cash_flows, asked)
    item = np.array([ITEMS.index(name) for name in cash_flows["item"]])
    year, amount = cash_flows["year"].to_numpy(dtype=int), cash_flows["value"].to_numpy()
    present = amount * finance.discount_factor(discount, cash_flows["date"].to_numpy())
    runs = np.isin(item, [ITEMS.index(name) for name in RUNNING])
    weighted = {
        "initial_capex": amount * ((item == ITEMS.index("capex")) & (year == 0)),
        "tco": amount,
        "present_value": present,
        "running": present * runs,
        "tail": present * (year >= TAIL_YEARS),
    }
    payer = cash_flows["payer"].to_numpy()
    weighted |= {f"{_PAID}{name}": present * (payer == name) for name in (*PAYERS, UNKNOWN) if (payer == name).any()}
    n_sites = len(asked.sites)
    return {name: _with_total(np.bincount(site, each, minlength=n_sites)[:, np.newaxis]) for name, each in weighted.items()}


def _places(cash_flows: pd.DataFrame, asked: Load) -> np.ndarray:
    place = {name: number for number, name in enumerate(asked.sites)}
    strangers = sorted(set(cash_flows["site"]) - set(place))
    if strangers:
        raise ValueError(f"the ledger holds sites that the operation does not: {', '.join(strangers[:5])}")
    return np.array([place[name] for name in cash_flows["site"]])


def _table(blocks: list[tuple[str, Sums]], asked: Load, money: dict[str, str], scenario: str) -> pd.DataFrame:
    """Long table of outcomes, draws innermost."""
    import pandas as pd

    parts = [(technology, name, amount) for technology, found in blocks for name, amount in found.items()]
    n_sites, n_draws = len(asked.sites) + 1, max(amount.shape[1] for _, _, amount in parts)
    values = np.stack([np.broadcast_to(amount, (n_sites, n_draws)) for _, _, amount in parts]).ravel()
    first = _labels([(technology, name) for technology, name, _ in parts], [*asked.sites, ALL], money, scenario)
    labels = first if n_draws == 1 else first.iloc[np.repeat(np.arange(len(first)), n_draws)].reset_index(drop=True)
    draw = pd.array(np.tile(np.arange(n_draws), len(first)), dtype="Int64")
    return _checked(labels.assign(draw=draw, value=values), "outcomes", len(parts))


def _labels(pairs: list[tuple[str, str]], sites: list[str], money: dict[str, str], scenario: str) -> pd.DataFrame:
    """Columns scenario, site, technology, outcome, unit of each technology and outcome at each site."""
    import pandas as pd

    words = {
        "scenario": [scenario] * len(pairs),
        "technology": [technology for technology, _ in pairs],
        "outcome": [outcome for _, outcome in pairs],
        "unit": [_UNITS.get(outcome, "{basis}").format(**money) for _, outcome in pairs],
    }
    pair = np.repeat(np.arange(len(pairs)), len(sites))
    columns = {name: pd.array(cells, dtype="str").take(pair) for name, cells in words.items()}
    columns["site"] = pd.array(sites, dtype="str").take(np.tile(np.arange(len(sites)), len(pairs)))
    return pd.DataFrame(columns)[["scenario", "site", "technology", "outcome", "unit"]]


def _checked(frame: pd.DataFrame, table: str, n_pairs: int) -> pd.DataFrame:
    """The frame, when the first row of each technology and outcome, whose words the other rows repeat, is as declared."""
    first = schema.check(frame.iloc[:: len(frame) // n_pairs], table)
    return frame[list(first.columns)]
