"""Times the cost model against named peers' measured seconds and against plain NumPy of the same size, in one run.

Peers' seconds were measured once, as the median CPU time of three runs on two cores with Python 3.11; ours are measured now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from timing import Row, alone, as_text, cpu, row

from refanalysis import assumptions, data, sampling, tco
from refanalysis.assumptions import Assumptions
from refanalysis.validation import giga, giga_costs
from refanalysis.validation.cases import PACKAGED

SITES = 10_000
DRAWS = 10_000
GIGA_COSTS_CPU_S = 11.5864  # unicef/giga-open-cost-model 962bdd0f, component models and cheapest, 10,000 sites, distances given
NEVER = 1e12


def site_costs() -> list[Row]:
    """Cost, feasibility, reason and choice of 10,000 sites x 4 technologies with their tidy tables."""
    sites, parameters = synthetic_sites(), giga.parameters(PACKAGED / "giga", "P5")

    def ours() -> tuple[pd.DataFrame, pd.DataFrame]:
        found = giga_costs.costs(sites, parameters)
        return giga_costs.table(found), giga_costs.chosen(found)

    work = f"cost and choice, {SITES:,} sites x 4 technologies, with tables"
    seconds = cpu(ours, repeats=9)
    return [
        row(work, seconds, "giga's cost models, as measured", GIGA_COSTS_CPU_S),
        row(work, seconds, "plain NumPy, totals and choice only", cpu(bare_totals(sites, parameters), repeats=9)),
    ]


def synthetic_sites() -> pd.DataFrame:
    """Sites with demand and distances drawn from a fixed seed."""
    draw = np.random.default_rng(10_000)
    return pd.DataFrame(
        {
            "site_id": [f"s{number:05d}" for number in range(SITES)],
            "has_electricity": (draw.random(SITES) < 0.4).astype(float),
            "bandwidth_demand_mbps": draw.lognormal(2.5, 1.0, SITES),
            "connected": 0.0,
            "dist_fiber_m": draw.gamma(2.0, 15_000, SITES),
            "dist_4g_tower_m": draw.gamma(2.0, 9_000, SITES),
            "dist_any_tower_m": draw.gamma(2.0, 5_500, SITES),
        }
    )


def bare_totals(sites: pd.DataFrame, parameters: dict) -> Callable[[], np.ndarray]:
    """The least that gives the same choice: totals as one expression on arrays, infeasible ones out of reach, argmin."""
    mbps, km = sites["bandwidth_demand_mbps"].to_numpy(), sites["dist_fiber_m"].to_numpy() / 1000
    grid = sites["has_electricity"].to_numpy() == 1
    names = giga_costs.TECHNOLOGIES
    capex = [parameters[name]["capex"]["fixed_costs"] + parameters[name]["capex"].get("tower_fixed_costs", 0) for name in names]
    fixed, rate, limit, kwh = (
        np.array([parameters[name][group][key] for name in names])
        for group, key in (
            ("opex", "fixed_costs"), ("opex", "annual_bandwidth_cost_per_mbps"), ("constraints", "maximum_bandwithd"),
            ("constraints", "required_power"),
        )
    )  # fmt: skip
    fibre, electricity, years = parameters["fiber"], parameters["el"], parameters["years"]
    per_km = fibre["constraints"]["correction_coeficient"] * (
        fibre["capex"]["cost_per_km"] + years * fibre["opex"]["cost_per_km"]
    )
    solar = parameters["power_w"] * electricity["capex"]["solar_cost_per_watt"]
    reach = np.full((len(sites), 4), -1.0)
    for place, column in ((0, "dist_fiber_m"), (2, "dist_4g_tower_m"), (3, "dist_any_tower_m")):
        reach[:, place] = sites[column]
    most = np.array([fibre["constraints"]["maximum_connection_length"], 1.0, *(
        parameters[name]["constraints"]["maximum_range"] for name in names[2:]
    )]) * 1000  # fmt: skip

    def totals() -> np.ndarray:
        total = np.array(capex) + years * (mbps[:, None] * rate + fixed)
        total += np.where(grid[:, None], years * kwh * electricity["opex"]["cost_per_kwh"], solar)
        total[:, 0] += km * per_km
        total[(mbps[:, None] > limit) | (reach >= most)] = NEVER
        return total.argmin(axis=1)

    return totals


def every_site() -> tuple[data.Operation, Assumptions, list[str]]:
    """Every site of the data with the assumptions of Uganda, and eight technologies."""
    case = data.operation("uganda")
    chosen = list(data.bills()["technology"].unique())[:8]
    return replace(case, sites=data.table("sites").head(262)), assumptions.load(case), chosen


def many_sites(number: int) -> pd.DataFrame:
    """Sites with a population drawn from a fixed seed."""
    people = np.random.default_rng(1).lognormal(9.0, 1.2, number)
    return pd.DataFrame({"site_id": [f"s{each:05d}" for each in range(number)], "population": np.ceil(people)})


def own_model() -> list[Row]:
    """The cost model itself on 10,000 sites x 4 technologies: bills of quantities, ten dated years, table and choice."""
    case, values, chosen = every_site()
    case = replace(case, sites=many_sites(SITES))
    bills = data.bills()

    def ours() -> pd.Series:
        found = tco.outcomes_by_draw(case, values, chosen[:4], only=["present_value"], components=bills)
        cheapest = found["value"].to_numpy().reshape(4, SITES + 1).argmin(axis=0)
        return pd.Series(np.array(chosen[:4])[cheapest], index=found["site"].iloc[: SITES + 1])

    work = f"own model, {SITES:,} sites x 4 technologies x 10 years, with table and choice"
    return [row(work, cpu(ours, repeats=9), "giga's cost models, as measured", GIGA_COSTS_CPU_S)]


def contraction() -> list[Row]:
    """Ten thousand draws against NumPy multiplying and adding arrays that are given: quantities x unit costs x factors."""
    case, values, chosen = every_site()
    drawn, bills, horizon = sampling.draw(values, DRAWS, 1), data.bills(), case.levers["horizon"]
    rows = int(bills["technology"].isin(chosen).sum())
    generator = np.random.default_rng(1)
    needed = generator.random((len(case.sites), horizon, DRAWS))
    cost, factor = generator.random((2, horizon, DRAWS))
    ours = cpu(lambda: tco.arrays_by_draw(case, drawn, chosen, ["present_value"], components=bills), repeats=3)
    once = cpu(lambda: np.einsum("std,td,td->sd", needed, cost, factor), repeats=5)
    work = f"{len(case.sites)} sites x {len(chosen)} technologies x {horizon} years x {DRAWS:,} draws, quantities included"
    return [
        row(work, ours, f"NumPy contraction, one quantity for each of {len(chosen)} technologies", once * len(chosen)),
        row(work, ours, f"NumPy contraction, one quantity for each of {rows} components", once * rows),
    ]


def large() -> list[Row]:
    """10,000 sites x 8 technologies x 15 years x 1,000 draws in a process of its own, with the most memory it held."""
    seconds, megabytes = alone("cost", "ranges_of_many")
    needed, price = np.random.default_rng(1).random((1000, 15, 1000)), np.random.default_rng(2).random((15, 1000))
    bare = cpu(lambda: np.einsum("std,td->sd", needed, price), repeats=3) * 10 * 8
    work = f"{SITES:,} sites x 8 technologies x 15 years x 1,000 draws, quantiles of each site; {megabytes:.0f} MB"
    return [row(work, seconds, "NumPy contraction, one quantity for each of 8 technologies", bare)]


def ranges_of_many() -> pd.DataFrame:
    """Quantiles of 10,000 sites x 8 technologies x 15 years x 1,000 draws."""
    case, values, chosen = every_site()
    case = replace(case, sites=many_sites(SITES), levers={**case.levers, "horizon": 15})
    return tco.ranges(case, sampling.draw(values, 1000, 1), chosen, only=["present_value"])


COMPARISONS: tuple[Callable[[], list[Row]], ...] = (site_costs, own_model, contraction, large)


def text() -> str:
    """All comparisons of costs."""
    return as_text([line for comparison in COMPARISONS for line in comparison()])
