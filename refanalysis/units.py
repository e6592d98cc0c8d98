"""Units of every quantity and the factor between two of them; money carries its price year, as in USD_2023/site/month.

Only the units named here exist, so that a slip such as `USD/site` (no price year) or `usr` is an error and not a new unit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import pint

COUNTS = ("site", "cell", "tower", "link", "hop", "terminal", "access_point", "centre", "user", "subscriber", "person",
          "household", "staff", "trainee", "node", "village", "tenant", "device", "programme", "unit", "device_set", "array",
          "battery", "generator", "kit", "partner", "plan", "organisation", "context")  # fmt: skip
_PLAIN = ("share = []", "ratio = []", "point = []", "degree = []", "percent = 0.01")
_PHYSICAL = ("year = [time]", "month = year / 12", "day = year / 365.25", "week = 7 * day", "hour = day / 24", "m = [length]",
             "km = 1000 * m", "W = [power]", "kW = 1000 * W", "kWh = kW * hour", "Mbps = [bandwidth]", "GB = [data]",
             "MHz = [frequency]", "litre = [volume]", "kbps = Mbps / 1000", "Gbps = 1000 * Mbps")  # fmt: skip
_MONEY = re.compile(r"\b[A-Z]{3}_(?:19|20)\d{2}\b")
_NO_YEAR = re.compile(r"\b[A-Z]{3}\b")
_SYMBOLS = {"MHz", "GB", "kWh", "Mbps"}
TEXT = "text"


def problem(unit: str) -> str:
    """What is wrong with `unit`, in words; empty when nothing is."""
    if unit == TEXT:
        return ""
    without_year = [token for token in _NO_YEAR.findall(unit) if token not in _SYMBOLS]
    if without_year:
        return f"money needs its price year, as in {without_year[0]}_2023"
    if len(_MONEY.findall(unit)) > 1:
        return "at most one currency and price year"
    try:
        _parsed(_MONEY.sub("money", unit))
    except ValueError as error:
        return str(error)
    return ""


def canonical(template: str, price_basis: str, counted: str = "unit") -> str:
    """A parameter's unit with `USD` standing for the price basis and `{unit}` for what a component is counted in.

    Examples
    --------
    >>> canonical("USD/{unit}/year", "USD_2024", "terminal")
    'USD_2024/terminal/year'
    >>> canonical("USD/{unit}/year", "USD_2024", "MHz*person")
    'USD_2024/(MHz*person)/year'
    """
    whole = f"({counted})" if re.search(r"[*/]", counted) else counted
    return re.sub(r"\bUSD\b", price_basis, template.replace("{unit}", whole))


def money(unit: str) -> str:
    """Currency and price year in `unit`, such as USD_2023; empty when it holds no money."""
    found = _MONEY.search(unit)
    return found.group() if found else ""


def factor(unit: str, target: str, money_factor: Callable[[str, str], float] | None = None) -> float:
    """Number by which a quantity in `unit` is multiplied to be in `target`.

    Parameters
    ----------
    unit, target
        Units such as 'XAF_2025/terminal' and 'USD_2024/terminal'.
    money_factor
        Called with the two currencies and price years when they differ; see `price_factor`.

    Raises
    ------
    ValueError
        When a unit is not known, or the two are of different kinds.

    Examples
    --------
    >>> factor("USD_2023/site/month", "USD_2023/site/year")
    12.0
    """
    for name in (unit, target):
        if problem(name):
            raise ValueError(f"unit {name!r}: {problem(name)}")
    source, goal = money(unit), money(target)
    if bool(source) != bool(goal):
        raise ValueError(f"unit {unit!r} cannot be converted to {target!r}: one is money, the other is not")
    price = 1.0
    if source != goal:
        if money_factor is None:
            raise ValueError(f"unit {unit!r} cannot be converted to {target!r} without prices and exchange rates")
        price = money_factor(source, goal)
    try:
        return price * _factor(_MONEY.sub("money", unit), _MONEY.sub("money", target))
    except ValueError as error:
        raise ValueError(f"unit {unit!r} cannot be converted to {target!r}: {error}") from error


def price_factor(source: str, target: str, exchange_rates: pd.DataFrame, deflators: pd.DataFrame) -> float:
    """Units of money `target` that one unit of money `source` is worth, such as XAF_2025 in USD_2024.

    Notes
    -----
    Converted at the average exchange rate of the source's year, then moved to the target's year by the deflator of the
    target currency.

    Raises
    ------
    ValueError
        Naming the exchange rate or deflator that is missing.
    """
    currency, year = source.split("_")
    goal, goal_year = target.split("_")
    rate = _rate(goal, int(year), exchange_rates) / _rate(currency, int(year), exchange_rates) if currency != goal else 1.0
    return rate * _index(goal, int(goal_year), deflators) / _index(goal, int(year), deflators)


def _rate(currency: str, year: int, exchange_rates: pd.DataFrame) -> float:
    if currency == "USD":
        return 1.0
    return _only(exchange_rates, currency, year, "rate", "prices/exchange_rates.csv")


def _index(currency: str, year: int, deflators: pd.DataFrame) -> float:
    return _only(deflators, currency, year, "index", "prices/deflators.csv")


def _only(frame: pd.DataFrame, currency: str, year: int, column: str, file: str) -> float:
    row = frame.loc[(frame["currency"] == currency) & (frame["year"] == year), column]
    if row.empty:
        years = sorted(frame.loc[frame["currency"] == currency, "year"])
        known = f"years known: {', '.join(map(str, years))}" if years else "no year of this currency is known"
        raise ValueError(f"{file} has no {column} of {currency} for {year}; {known}")
    return float(row.iloc[0])


@lru_cache
def _registry() -> pint.UnitRegistry:
    import pint

    registry = pint.UnitRegistry(None, on_redefinition="raise")
    for definition in (*_PLAIN, *_PHYSICAL, *(f"{name} = [{name}]" for name in COUNTS), "money = [money]"):
        registry.define(definition)
    return registry


@lru_cache(maxsize=4096)
def _parsed(unit: str) -> pint.Quantity:
    import pint

    try:
        return _registry().Quantity(1.0, unit).to_base_units()
    except (pint.errors.PintError, AssertionError, TypeError, SyntaxError, AttributeError) as error:
        raise ValueError(f"not a known unit; known: money with its price year (USD_2023), {', '.join(_known())}") from error


@lru_cache(maxsize=4096)
def _factor(unit: str, target: str) -> float:
    source, goal = _parsed(unit), _parsed(target)
    if source.dimensionality != goal.dimensionality:
        raise ValueError("they measure different things")
    return float(source.magnitude / goal.magnitude)


def _known() -> list[str]:
    return [definition.split(" = ")[0] for definition in (*_PLAIN, *_PHYSICAL)] + list(COUNTS)
