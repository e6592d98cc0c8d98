"""A small operation with round numbers for the cost tests: nothing in it comes from `data/`."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from refanalysis import schema
from refanalysis.schema import DataError

ROUND = {
    "discount_rate": 0.1,
    "overhead_share": 0.0,
    "logistics_uplift": 0.0,
    "price_trend": 0.0,
    "opex_share": 0.0,
    "population_growth": 0.0,
    "arrival_share": 0.0,
    "return_share": 0.0,
    "host_share": 0.0,
    "age_share": 1.0,
    "device_share": 1.0,
    "sim_share": 1.0,
    "affordable_share": 1.0,
    "adoption_start": 1.0,
    "adoption_end": 0.5,
    "adoption_years": 5.0,
    "failure_share": 0.0,
    "theft_share": 0.0,
    "import_duty": 0.0,
    "sales_tax": 0.0,
    "tax_exempt_share": 0.0,
    "logistics_per_km": 0.0,
    "distance_to_hub": 0.0,
    "retirement_share": 0.0,
    "resale_share": 1.0,
    "contingency_share": 0.0,
    "rate_per_active_user": 1.0,
    "contention": 20.0,
    "busy_hour_share": 0.1,
    "area_per_person": 1000.0,
    "lifetime": 50.0,
}


class Given:
    """Values from a dict; keys are 'parameter', 'parameter@component' or 'parameter@technology'."""

    def __init__(self, numbers):
        self.numbers = numbers

    def _key(self, parameter, technology, component):
        keys = (f"{parameter}@{component}", f"{parameter}@{technology}", parameter)
        return next((key for key in keys if key in self.numbers), None)

    def value(self, parameter, technology="", component=""):
        key = self._key(parameter, technology, component)
        if key is None:
            raise DataError(f"assumptions: no row gives {parameter} (technology {technology}, component {component})")
        return self.numbers[key]

    def has(self, parameter, technology="", component=""):
        return self._key(parameter, technology, component) is not None


def given(**numbers):
    """The round numbers with changes; `capex__terminal=1` stands for 'capex@terminal', `adoption` for an unchanging share."""
    if "adoption" in numbers:
        numbers["adoption_end"] = numbers.pop("adoption")
    return Given(ROUND | {name.replace("__", "@"): value for name, value in numbers.items()})


def bill(*rows, technology="option"):
    """Table `components` from (component, driver) or (component, driver, quantity, opex_item)."""
    full = [(*row, *(1.0, "opex")[len(row) - 2 :]) for row in rows]
    return pd.DataFrame(
        [
            {
                "technology": technology,
                "component": name,
                "unit": "unit",
                "driver": driver,
                "quantity": quantity,
                "opex_item": item,
            }
            for name, driver, quantity, item in full
        ]
    )


def operation(populations=(1000.0,), horizon=3, payers=(), technologies=("option",)):
    """Stand-in for `data.Operation` with what the cost model reads of it."""
    sites = pd.DataFrame(
        {
            "site_id": [f"AAA-{i:03d}" for i in range(1, len(populations) + 1)],
            "site": [f"Site {i}" for i in range(1, len(populations) + 1)],
            "population": np.array(populations, dtype=float),
        }
    )
    table = pd.DataFrame(list(payers), columns=["technology", "item", "payer", "from_year", "to_year", "share"])
    return SimpleNamespace(
        sites=sites,
        payers=table.reindex(columns=schema.TABLES["payers"].names),
        levers={"horizon": horizon, "price_basis": "USD_2024", "draws": 10, "seed": 1},
        technologies=technologies,
    )


def measured(outcomes, outcome, site="AAA-001", technology="option"):
    """One value of table `outcomes`."""
    kept = outcomes["outcome"].eq(outcome) & outcomes["site"].eq(site) & outcomes["technology"].eq(technology)
    return outcomes.loc[kept, "value"].item()
