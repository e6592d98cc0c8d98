"""An operator's case at each site: what comes in, what goes out, year by year, for the base case or for draws."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis import data, finance
from refanalysis.tco.dimensions import bill
from refanalysis.tco.operator import costs, revenue, taxes
from refanalysis.tco.operator.access import Access, sim_access
from refanalysis.tco.reading import Reader
from refanalysis.tco.settings import Settings
from refanalysis.tco.traffic import Load, load

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values
    from refanalysis.data import Operation

DATED = Settings(replacement="start_of_year")
INCOME = (*revenue.TELECOM, "mobile_money")
_SHIFT = {"start": 0, "middle": 1, "end": 2}  # half-years


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a case rests on whatever the number of people: market, network, taxes, cost of capital, horizon."""

    sold: revenue.Market
    bought: costs.Network
    due: taxes.Taxes
    rate: np.ndarray
    horizon: int
    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case of some sites; arrays by year have the shape (sites, years, draws), the rest (sites, draws).

    Attributes
    ----------
    sites
        Their site_id.
    people
        Population of each today [person].
    income, cost
        Yearly amounts by line, both positive [currency/year]; `cost` holds the tax on profit, not the credit for unused life.
    residual
        Credit for the unused life of equipment at the horizon, negative [currency].
    grant, support
        Subsidies, free of tax: at the start [currency], and in every year [currency/year].
    access
        May refugees hold SIM cards, and what follows.
    outlook
        What the case rests on.
    """

    scenario: str
    technology: str
    variant: str
    unit: str
    sites: tuple[str, ...]
    people: np.ndarray
    income: dict[str, np.ndarray]
    cost: dict[str, np.ndarray]
    residual: np.ndarray
    access: Access
    outlook: Outlook = field(repr=False)
    grant: np.ndarray | float = 0.0
    support: np.ndarray | float = 0.0

    @property
    def n_draws(self) -> int:
        """Number of draws; 1 for the base case."""
        shapes = [each.shape for each in (*self.income.values(), *self.cost.values())]
        return int(np.broadcast_shapes(*shapes, (1, 1, self.outlook.rate.size))[2])


def operator_case(
    operation: Operation,
    values: Values,
    technology: str = "macro_4g",
    scenario: str = "base",
    site: str = "",
    *,
    variant: str = "as_it_stands",
    shared_tower: bool = False,
    mobile_money: bool = False,
    access: Access | None = None,
    losses: taxes.Losses = "carried_forward",
    components: pd.DataFrame | None = None,
    settings: Settings = DATED,
) -> Case:
    """The case of one operator that serves the sites with a technology at its own cost.

    Parameters
    ----------
    operation
        Its sites, country and levers horizon and price_basis are read.
    values
        Assumptions, or draws of them.
    site
        One site_id; empty means every site.
    variant
        Name under which tables keep the case.
    shared_tower
        Whether the shared part of the equipment is divided among `tenants`.
    mobile_money
        Whether cash assistance is paid through the operator's wallets.
    access
        May refugees hold SIM cards; by default what is known of the country.
    losses
        What becomes of losses: see `Taxes`.
    components
        Bills of quantities; by default `refanalysis.data.bills()`.
    settings
        How costs are dated; replacements stand at the start of their year.

    Raises
    ------
    DataError
        For a site without population, a missing assumption, a component without a cost.
    ValueError
        For a site the operation does not have, or settings under which a case is not defined.

    Notes
    -----
    - Income: see `refanalysis.tco.operator.revenue.market`. It comes in when running costs are paid.
    - Costs: every payment of the ledger (`refanalysis.tco.cash_flows`), whoever pays today, for the operator's part of the
      users; the whole of the land is covered. The credit for unused life counts in the present value, not as cash.
    - The state takes universal_service_levy, licence_fee_share and turnover_tax of telecom revenue and tax_rate of profit,
      which is income less everything paid in the year, purchases included.
    - cost_of_capital is the rate; it is taken as real.
    """
    known = access or sim_access(operation.iso3)
    asked = load(_chosen(operation, site), values, operation.levers["horizon"])
    read = Reader(values=values, technology=technology)
    sold = revenue.market(asked, read, refugee_sims=known.counts_refugees, mobile_money=mobile_money)
    rows = bill(data.bills() if components is None else components, technology)
    bought = _network(asked, sold, rows, read, settings, shared_tower=shared_tower)
    due, rate = taxes.taxes(read, losses), read("cost_of_capital")
    outlook = Outlook(sold=sold, bought=bought, due=due, rate=rate, horizon=asked.horizon, settings=settings)
    named = {"scenario": scenario, "technology": technology, "variant": variant, "unit": operation.levers["price_basis"]}
    return _case(outlook, asked, known, **named)


def amounts(
    outlook: Outlook, people: np.ndarray, factor: np.ndarray | float = 1.0
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray], np.ndarray]:
    """Income and cost by line, and the credit for unused life, at sites of so many people.

    Parameters
    ----------
    people
        Population of each site today, shape (sites, draws) [person].
    factor
        What users pay over what the assumptions say, shape (sites, draws) [ratio].
    """
    network = costs.yearly_costs(outlook.bought, people, outlook.horizon)
    residual = network.pop("residual").sum(axis=1)
    network["acquisition"] = revenue.acquisition(outlook.sold, people)
    income, cost = _with_taxes(outlook, revenue.income(outlook.sold, people, factor), network)
    return income, cost, residual


def with_factor(case: Case, factor: np.ndarray) -> Case:
    """The same case with users who pay `factor` times as much, shape (sites, draws)."""
    network = {name: case.cost[name] for name in ("equipment", "closing", "running", "acquisition")}
    income, cost = _with_taxes(case.outlook, revenue.income(case.outlook.sold, case.people, factor), network)
    return replace(case, income=income, cost=cost)


def net_flows(case: Case, *, credit: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Dates [year since the start], shape (dates,), and net cash at each, shape (sites, dates, draws) [currency].

    Parameters
    ----------
    credit
        Whether the unused life of equipment counts at the horizon.
    """
    horizon, lag = case.outlook.horizon, _SHIFT[case.outlook.settings.opex_timing]
    late = total(case.income) + np.atleast_2d(case.support)[:, np.newaxis, :]
    late = late - total({name: each for name, each in case.cost.items() if name not in ("equipment", "closing")})
    flows = np.zeros((len(case.sites), 2 * horizon + 1, case.n_draws))
    flows[:, 0 : 2 * horizon : 2] -= case.cost["equipment"]
    flows[:, 2 : 2 * horizon + 1 : 2] -= case.cost["closing"]
    flows[:, lag : 2 * horizon + lag : 2] += late
    flows[:, 0] += case.grant
    if credit:
        flows[:, -1] -= case.residual
    used = np.any(flows != 0, axis=(0, 2))
    return np.flatnonzero(used) / 2, flows[:, used]


def total(lines: dict[str, np.ndarray]) -> np.ndarray:
    """Sum of lines, shape (sites, years, draws)."""
    arrays = list(lines.values())
    return sum(arrays[1:], arrays[0])


def npv(case: Case) -> np.ndarray:
    """Net present value at the cost of capital, shape (sites, draws) [currency]."""
    dates, flows = net_flows(case)
    factors = finance.discount_factor(case.outlook.rate, dates[:, np.newaxis])
    return np.einsum("std,td->sd", flows, np.broadcast_to(factors, flows.shape[1:]))


def case_table(case: Case) -> pd.DataFrame:
    """The case by site, line and year: scenario, site, technology, variant, kind (income, cost), line, year, unit, value.

    Raises
    ------
    ValueError
        For a case of more than one draw.
    """
    import pandas as pd

    if case.n_draws != 1:
        raise ValueError(f"a table of yearly lines shows one case, not {case.n_draws} draws; pass assumptions, not draws")
    lines = [("income", name, each) for name, each in case.income.items()]
    lines += [("cost", name, each) for name, each in case.cost.items()]
    years, n_sites = case.outlook.horizon, len(case.sites)
    parts = [
        pd.DataFrame(
            {
                "site": np.repeat(np.array(case.sites, dtype=object), years),
                "kind": kind,
                "line": name,
                "year": np.tile(np.arange(years), n_sites),
                "value": np.broadcast_to(each, (n_sites, years, 1)).ravel(),
            }
        )
        for kind, name, each in lines
    ]
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.assign(scenario=case.scenario, technology=case.technology, variant=case.variant, unit=case.unit)
    return frame[["scenario", "site", "technology", "variant", "kind", "line", "year", "unit", "value"]]


def _with_taxes(
    outlook: Outlook, income: dict[str, np.ndarray], network: dict[str, np.ndarray]
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    cost = network | taxes.on_revenue(outlook.due, income)
    profit = total(income) - total(cost)
    return income, cost | {"profit_tax": taxes.on_profit(outlook.due, profit)}


def _network(
    asked: Load, sold: revenue.Market, rows: list[Any], read: Reader, settings: Settings, *, shared_tower: bool
) -> costs.Network:
    """The network that carries what is sold, and the upstream of office contracts on top."""
    carried = revenue.carried(asked, sold)
    choices = {"shared_tower": shared_tower, "anchor_mbps": sold.anchor_mbps}
    return costs.network(carried, rows, read.technology, read.values, settings, **choices)


def _case(outlook: Outlook, asked: Load, access: Access, **named: str) -> Case:
    """The case of an outlook at the sites as they are, under its names (scenario, technology, variant, unit)."""
    people = asked.people[:, np.newaxis]
    income, cost, residual = amounts(outlook, people)
    lines = {"income": income, "cost": cost, "residual": residual}
    return Case(sites=asked.sites, people=people, access=access, outlook=outlook, **lines, **named)


def _chosen(operation: Operation, site: str) -> pd.DataFrame:
    if not site:
        return operation.sites
    rows = operation.sites[operation.sites["site_id"] == site]
    if rows.empty:
        raise ValueError(f"the operation has no site {site!r}; known: {', '.join(operation.sites['site_id'])}")
    return rows.reset_index(drop=True)
