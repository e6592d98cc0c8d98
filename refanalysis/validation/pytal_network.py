"""Network cost of a region by the rules of pytal: which assets a new or upgraded site needs, and how many of each."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.schema.types import DataError
from refanalysis.validation import pytal_costs as costs

if TYPE_CHECKING:
    import pandas as pd

GROUPS = ("ran", "backhaul_fronthaul", "civils", "core_network")
STRATEGY = ("generation", "core", "backhaul", "sharing", "networks", "spectrum", "tax")
PLAN = r"(4G_[a-z]+|5G_nsa|5G_sa)_(microwave|fiber)(_[a-z]+){2}(_(low|baseline|high)){2}"
PLAN_IN_WORDS = f"{'_'.join(STRATEGY)}, such as 5G_sa_fiber_srn_baseline_low_high"
MICROWAVE = ("microwave_small", "microwave_medium", "microwave_large")
_PER_SITE = {  # quantity column, price of one
    "regional_node": ("regional_node_new", "regional_node_{core}"),
    "regional_edge": ("regional_edge_new_m", "regional_edge"),
    "core_node": ("core_node_new", "core_node_{core}"),
    "core_edge": ("core_edge_new_m", "core_edge"),
}
_GROUPED = {  # one serves several sites; yet each of them is charged for all
    "cots_processing": "cots_processing_split_{geotype}",
    "low_latency_switch": "low_latency_switch_split",
    "cloud_power_supply_converter": "cloud_power_supply_converter_split",
    "cloud_backhaul": "cloud_backhaul_split",
}


def network_cost(regions: pd.DataFrame, parameters: dict[str, Any]) -> pd.DataFrame:
    """Cost of radio network, backhaul and fronthaul, civil works, core, and their sum, by region [currency].

    Parameters
    ----------
    regions
        Table `network_cost.csv` without its results: one row per region, country and strategy.
    parameters
        Prices, shares, countries, sharing and kinds of cost, as in `parameters.json`.

    Raises
    ------
    KeyError
        Naming the price, country or parameter that `parameters` does not hold.
    DataError
        For a kind of cost that pytal does not have.

    Notes
    -----
    Sites 1 … whole(new + upgraded) are counted; those up to `upgraded_sites` are upgraded, the others new. The first
    `new_backhaul` of them get a link. The router has no kind of cost and local nodes no group: pytal lists both and charges
    neither, so neither stands in `pytal_assets.csv`.
    """
    table = described(regions, parameters)
    total = {group: np.zeros(len(table)) for group in GROUPS}
    for build, rows in _builds(table).items():
        part = table.iloc[rows]
        sites, links = site_counts(part, new=build.startswith("build"))
        for asset in _assets(build):
            value = asset_cost(asset["asset"], asset["price"], part, parameters, cloud_upgrade=build == "upgrade_5G_sa")
            total[asset["group"]][rows] += value * (links if asset["asset"] == "backhaul" else sites)
    found = regions[[]].assign(**total)
    return found.assign(network_cost=found.sum(axis=1))


def described(regions: pd.DataFrame, parameters: dict[str, Any]) -> pd.DataFrame:
    """Regions with the words of their strategy, their networks, cost of capital and number of sites in columns of their own."""
    words = regions["strategy"].str.split("_", expand=True).set_axis(list(STRATEGY), axis=1)
    table = regions.join(words).assign(geotype=regions["geotype"].str.split().str[0])
    countries = [parameters[f"country_parameters_{country}"] for country in table["country"]]
    handles = table["networks"] + "_" + table["geotype"]
    return table.assign(
        sites=table["new_sites"] + table["upgraded_sites"],
        networks=[float(country["networks"][handle]) for country, handle in zip(countries, handles, strict=True)],
        wacc=[country["financials"]["wacc"] / 100 for country in countries],
    )


def site_counts(part: pd.DataFrame, *, new: bool) -> tuple[np.ndarray, np.ndarray]:
    """Number of sites and of new links among the new or the upgraded sites of each region."""
    sites = np.trunc(part["sites"].to_numpy(float))
    upgraded = np.minimum(np.floor(part["upgraded_sites"].to_numpy(float)), sites)
    links = np.floor(part["new_backhaul"].to_numpy(float))
    if new:
        return sites - upgraded, np.minimum(np.maximum(links - upgraded, 0), sites - upgraded)
    return upgraded, np.minimum(links, upgraded)


def asset_cost(
    asset: str, price: str, part: pd.DataFrame, parameters: dict[str, Any], *, cloud_upgrade: bool = False
) -> np.ndarray:
    """Present value of one asset at one site of each region, uplifted and divided among networks as pytal does [currency].

    Notes
    -----
    A shared rural network (`srn`) shares only in rural regions. Upgrades to stand-alone 5G (`cloud_upgrade`) differ: there it
    shares everywhere, and every share is cut to whole money.
    """
    cost, settings = _price(asset, price, part, parameters), parameters["global_parameters"]
    listed = part["sharing"].map(lambda name: asset in parameters["infra_sharing_assets"][name])
    shared = listed & (part["sharing"].ne("srn") | part["geotype"].eq("rural") | cloud_upgrade)
    divided = cost / part["networks"].to_numpy(float)
    cost = np.where(shared, costs.truncated(divided) if cloud_upgrade else divided, cost)
    value = _value(parameters["cost_type"][asset], cost, part["wacc"].to_numpy(float), settings)
    return value * _quantity(asset, part, settings)


def _value(kind: str, cost: np.ndarray, wacc: np.ndarray, settings: dict[str, Any]) -> np.ndarray:
    rate, years = settings["discount_rate"] / 100, settings["return_period"]
    if kind == "capex_and_opex":
        return costs.purchase_and_running(cost, settings["opex_percentage_of_capex"] / 100, rate, years, wacc)
    if kind == "opex":
        return costs.running(cost, rate, years, wacc)
    if kind == "capex":
        return costs.purchase(cost, wacc)
    raise DataError(f"parameters.json, cost_type: found {kind!r}; accepted: capex_and_opex, opex, capex")


def _price(asset: str, price: str, part: pd.DataFrame, parameters: dict[str, Any]) -> np.ndarray:
    prices = parameters["costs_usd"]
    if asset in _PER_SITE:
        quantity, each = _PER_SITE[asset]
        return costs.share_of_site(part[quantity], _looked_up(each, part, prices), part["sites"])
    if asset == "fronthaul":
        return costs.fronthaul(part["site_density"], _looked_up("fiber_{geotype}_m", part, prices))
    if asset in {"backhaul", "cloud_backhaul"}:
        nodes = part[["core_node_new", "regional_node_new", "regional_node_existing"]].sum(axis=1)
        fibre_price = _looked_up("fiber_{geotype}_m", part, prices)
        distance = costs.distance_to_node(part["area_km2"], nodes)
        return costs.backhaul(distance, part["backhaul"].eq("fiber"), fibre_price, tuple(prices[name] for name in MICROWAVE))
    return _looked_up(price, part, prices)


def _quantity(asset: str, part: pd.DataFrame, settings: dict[str, Any]) -> np.ndarray:
    sites = part["sites"].to_numpy(float)
    if asset == "single_sector_antenna":
        return np.full(len(part), float(settings["sectorization"]))
    if asset in {"regional_node", "regional_edge"}:
        return part["backhaul"].ne("microwave").to_numpy(float)
    if asset not in _GROUPED:
        return np.ones(len(part))
    groups = np.ceil(sites / _looked_up(_GROUPED[asset], part, settings))
    return groups / np.where(sites > 0, sites, 1.0) if asset == "cloud_backhaul" else groups


def _looked_up(template: str, part: pd.DataFrame, numbers: dict[str, float]) -> np.ndarray:
    words = part[["generation", "core", "geotype"]].to_dict("records")
    return np.array([numbers[template.format(**each)] for each in words], dtype=float)


def _builds(table: pd.DataFrame) -> dict[str, np.ndarray]:
    network = table["generation"].where(table["generation"].eq("4G"), table["generation"] + "_" + table["core"])
    rows = {name: np.flatnonzero(network.eq(name)) for name in network.unique()}
    return {f"{kind}_{name}": found for name, found in rows.items() for kind in ("build", "upgrade")}


@cache
def _assets(build: str) -> tuple[dict[str, str], ...]:
    import csv

    text = resources.files("refanalysis.validation").joinpath("pytal_assets.csv").read_text(encoding="utf-8")
    return tuple(row for row in csv.DictReader(text.splitlines()) if row[build] == "yes")
