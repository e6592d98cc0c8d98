"""Assumptions made by hand for the tests of draws: nothing in them comes from `data/`."""

import pandas as pd

from refanalysis import resolution
from refanalysis.assumptions import Assumptions


def assumed(*rows):
    """`Assumptions` from (parameter, low, mode, high, distribution) or (parameter@component, …)."""
    table = pd.DataFrame(
        [
            {
                "parameter": name.partition("@")[0],
                "technology": "",
                "component": name.partition("@")[2],
                "country": "",
                "unit": "ratio",
                "low": float(low),
                "mode": float(mode),
                "high": float(high),
                "distribution": distribution,
                "own": False,
            }
            for name, low, mode, high, distribution in rows
        ]
    )
    return Assumptions(table=table, price_basis="USD_2024", iso3="UGA", scenario="base", _rows=resolution.index(table))


def pairs(*rows, country=""):
    """Table `correlations` from (parameter@component, other_parameter@component, rho)."""
    return pd.DataFrame(
        [
            {
                "parameter": first.partition("@")[0],
                "technology": "",
                "component": first.partition("@")[2],
                "other_parameter": second.partition("@")[0],
                "other_technology": "",
                "other_component": second.partition("@")[2],
                "country": country,
                "rho": rho,
                "source": "hand",
                "quality": "expert",
                "note": "",
            }
            for first, second, rho in rows
        ]
    )
