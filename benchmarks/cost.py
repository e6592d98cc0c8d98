"""Times the cost model against named peers' measured seconds and against plain NumPy of the same size, in one run.

Prints a table of CPU seconds and ratios; with --record it also writes the table into benchmarks/README.md. Peers' seconds were
measured once, as the median CPU time of three runs on two cores with Python 3.11; ours are measured now.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from run import as_text, cpu, row

from refanalysis.validation import giga, giga_costs
from refanalysis.validation.cases import PACKAGED

README = Path(__file__).with_name("README.md")
SITES = 10_000
GIGA_COSTS_CPU_S = 11.5864  # unicef/giga-open-cost-model 962bdd0f, component models and cheapest, 10,000 sites, distances given
NEVER = 1e12


def main() -> None:
    """Run every comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="write the table into benchmarks/README.md")
    record = parser.parse_args().record
    text = as_text([line for comparison in COMPARISONS for line in comparison()])
    print(text)
    if record:
        write(text)


def site_costs() -> list[dict[str, str]]:
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


def write(text: str) -> None:
    """Put the table between the two markers of the README that are for costs."""
    page = README.read_text(encoding="utf-8")
    README.write_text(
        re.sub(r"(?s)(<!-- cost -->\n).*(<!-- end cost -->)", lambda m: m[1] + text + m[2], page), encoding="utf-8"
    )


COMPARISONS: tuple[Callable[[], list[dict[str, str]]], ...] = (site_costs,)

if __name__ == "__main__":
    main()
