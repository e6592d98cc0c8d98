"""Network cost of a region by the rules of pytal: which assets a new or upgraded site needs, and how many of each."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.validation import pytal_costs as costs

if TYPE_CHECKING:
    import pandas as pd

GROUPS = ("ran", "backhaul_fronthaul", "civils", "core_network")
STRATEGY = ("generation", "core", "backhaul", "sharing", "networks", "spectrum", "tax")


def network_cost(regions: pd.DataFrame, parameters: dict[str, Any]) -> pd.DataFrame:
    """Cost of radio network, backhaul and fronthaul, civil works, core, and their sum, by region [currency].

    Parameters
    ----------
    regions
        Table `network_cost.csv` without its results: one row per region, country and strategy.
    parameters
        Prices, shares, countries, sharing and kinds of cost, as in `parameters.json`.

    Notes
    -----
    Sites 1 … whole(new + upgraded) are counted; those up to `upgraded_sites` are upgraded, the others new. The first
    `new_backhaul` of them get a link. The router has no kind of cost and local nodes no group: pytal lists both and charges
    neither, so neither stands in the table of assets.
    """
    table = _prepared(regions, parameters)
    total = {group: np.zeros(len(table)) for group in GROUPS}
    for build, sites, links in _builds(table):
        for asset in _assets().loc[lambda each, build=build: each[build] == "yes"].itertuples():
            rows = np.flatnonzero(table["build"].eq(build.split("_", 1)[1]))
            part = table.iloc[rows]
            count = links[rows] if asset.asset == "backhaul" else sites[rows]
            total[asset.group][rows] += count * _one(asset.asset, asset.price, part, parameters, build == "upgrade_5G_sa")
    found = regions[[]].assign(**total)
    return found.assign(network_cost=found.sum(axis=1))
