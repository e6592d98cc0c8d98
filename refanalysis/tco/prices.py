"""What one unit of a component costs: bought, taxed, replaced, run, taken down, and credited for the life left at the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from refanalysis import finance
from refanalysis.schema import DataError
from refanalysis.tco import ledger
from refanalysis.tco.ledger import Payments
from refanalysis.tco.power import HOURS_PER_YEAR
from refanalysis.tco.reading import Reader
from refanalysis.tco.settings import Settings

if TYPE_CHECKING:
    from refanalysis.assumptions import Values

RUNNING = ("opex", "energy", "bandwidth", "staff", "training", "licence")
_MONTHS_PER_YEAR = 12
_DEFAULT = Settings()
_ALL = np.ones(1)
_PRICED_BY = ("capex", "lifetime", "price_trend", "logistics_uplift", "logistics_per_km", "distance_to_hub")


class Cost(NamedTuple):
    """Payments of one item: those of `payments`, each times `share`, shape (draws,)."""

    item: str
    payments: Payments
    share: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost:
    """Cost of one unit.

    Attributes
    ----------
    bought
        For a unit bought in each year, payments of shape (years of purchase, draws, payments) [currency].
    running
        For a unit in service in each year, payments of shape (draws, years) [currency].
    """

    bought: tuple[Cost, ...]
    running: tuple[Cost, ...]


class Memo(dict[tuple, tuple[dict[str, Payments], tuple[np.ndarray, ...]]]):
    """Payments already worked out, by the identity of the numbers they follow from, which are kept with them."""


def unit_cost(
    row: Any, technology: str, values: Values, horizon: int, settings: Settings = _DEFAULT, memo: Memo | None = None
) -> UnitCost:
    """Cost of one unit of the component in `row` (of a table of bills) [currency/unit].

    Technologies that share a component share its payments when they pass the same `memo`.

    Notes
    -----
    - A purchase costs capex * (1 + logistics_uplift + logistics_per_km * distance_to_hub); prices change by price_trend a year.
    - Tax on it is (1 + import_duty) * (1 + sales_tax) - 1 of that, less the part that is exempt.
    - A share failure_share + theft_share of the units in service is lost and bought again in every year.
    - Taking a unit down, when it is replaced and at the horizon, costs retirement_share of its price.
    - The unused life of the last purchase is credited at the horizon, times resale_share.
    - Running costs are energy_price or fuel_price for energy, bandwidth_price for bandwidth counted in Mbps, else opex, else
      opex_share of capex.
    - Contingency is a share of purchases, overhead a share of every cost but the credit; both are booked as overhead.

    Raises
    ------
    DataError
        For a component with neither a price nor a running cost, or one without a lifetime.
    """
    read = Reader(values=values, technology=technology, component=row.component)
    bought = _purchases(read, horizon, settings, Memo() if memo is None else memo) if read.has("capex") else []
    amount = _running(row, read)
    if not bought and amount is None:
        raise DataError(
            f"component {row.component} of technology {technology} has no cost; accepted: a row of capex, opex, "
            "energy_price or fuel_price (energy), or bandwidth_price (bandwidth, counted in Mbps)"
        )
    running = [] if amount is None else [Cost(row.opex_item, _yearly(read, amount, horizon, settings), _ALL)]
    running += _losses(read, horizon, settings) if bought else []
    return UnitCost(bought=_with_overhead(bought, read, settings), running=_with_overhead(running, read, settings))


def rate(values: Values, settings: Settings) -> np.ndarray:
    """Real discount rate [share/year], shape (draws,)."""
    read = Reader(values=values)
    stated = read("discount_rate")
    return stated if settings.rate == "real" else np.atleast_1d(finance.real_rate(stated, read("inflation")))


def rate_of_prices(values: Values, settings: Settings) -> np.ndarray:
    """Rate at which amounts in the ledger's kind of prices are discounted [share/year], shape (draws,)."""
    real = rate(values, settings)
    return real if settings.prices == "real" else (1.0 + real) * (1.0 + Reader(values=values)("inflation")) - 1.0


def _purchases(read: Reader, horizon: int, settings: Settings, memo: Memo) -> list[Cost]:
    numbers = tuple(read(name) for name in _PRICED_BY)
    key = (*map(id, numbers), horizon, settings)
    if key not in memo:
        memo[key] = _bought(read, horizon, settings), numbers
    paid = memo[key][0]
    tax, removal = _tax(read), read("retirement_share")
    found = [
        ("capex", "capex", _ALL),
        ("replacement", "replacement", _ALL),
        ("residual", "residual", read("resale_share")),
        ("tax", "capex", tax),
        ("tax", "replacement", tax),
        ("retirement", "replacement", removal),
        ("retirement", "removal", removal),
    ]
    return _some([Cost(item, paid[name], share) for item, name, share in found if name in paid])


def _bought(read: Reader, horizon: int, settings: Settings) -> dict[str, Payments]:
    """Payments that are not zero of a unit bought in each year: capex, replacement, residual, its price at the removal."""
    years = np.arange(horizon, dtype=float)[:, np.newaxis]
    price, trend = _price(read), read("price_trend")
    paid = ledger.purchases(price, read("lifetime"), horizon, bought=years, trend=trend, settings=settings)
    last = np.broadcast_to((price * (1.0 + trend) ** (horizon - 1))[:, np.newaxis], paid["residual"].amount.shape)
    paid["removal"] = replace(paid["residual"], amount=last)
    return {item: _in_terms(each, read, settings) for item, each in paid.items() if each.amount.any()}


def _some(costs: list[Cost]) -> list[Cost]:
    """Those of which something is charged."""
    return [cost for cost in costs if cost.share.any()]


def _price(read: Reader) -> np.ndarray:
    """Price of a unit at the site, before tax."""
    return read("capex") * (1.0 + read("logistics_uplift") + read("logistics_per_km") * read("distance_to_hub"))


def _tax(read: Reader) -> np.ndarray:
    """Tax on a purchase as a share of its price at the site."""
    return ((1.0 + read("import_duty")) * (1.0 + read("sales_tax")) - 1.0) * (1.0 - read("tax_exempt_share"))


def _losses(read: Reader, horizon: int, settings: Settings) -> list[Cost]:
    """Units that are lost are bought again, and taxed again, in the year they are lost."""
    lost = (read("failure_share") + read("theft_share")) * _price(read)
    if not lost.any():
        return []
    again = _yearly(read, lost, horizon, settings)
    return _some([Cost("replacement", again, _ALL), Cost("tax", again, _tax(read))])


def _yearly(read: Reader, amount: np.ndarray, horizon: int, settings: Settings) -> Payments:
    amount, trend = np.broadcast_arrays(amount, read("price_trend"))
    return _in_terms(ledger.yearly(amount, horizon, trend=trend, settings=settings), read, settings)


def _running(row: Any, read: Reader) -> np.ndarray | None:
    """Running cost of one unit in a year, before any price trend; None when the component has none."""
    if row.opex_item == "energy":
        if row.driver == "watt":
            return read("energy_price") * (HOURS_PER_YEAR / 1000.0)
        if row.driver in ("grid_kwh", "litre", "backup_litre"):
            return read("energy_price" if row.driver == "grid_kwh" else "fuel_price")
    if row.opex_item == "bandwidth" and row.driver == "mbps":
        return read("bandwidth_price") * _MONTHS_PER_YEAR
    if read.has("opex"):
        return read("opex")
    if read.has("capex"):
        return read("opex_share") * read("capex")
    return None


def _with_overhead(costs: list[Cost], read: Reader, settings: Settings) -> tuple[Cost, ...]:
    share = read("overhead_share") * settings.overhead
    reserve = read("contingency_share") * settings.contingency
    on_purchases, on_others = (1.0 + reserve) * (1.0 + share) - 1.0, share
    added = [
        Cost("overhead", cost.payments, cost.share * (on_purchases if cost.item in ("capex", "replacement") else on_others))
        for cost in costs
        if cost.item != "residual"
    ]
    return tuple(costs + _some(added))


def _in_terms(payments: Payments, read: Reader, settings: Settings) -> Payments:
    """The payments in the ledger's kind of prices."""
    if settings.prices == "real":
        return payments
    growth = 1.0 + read("inflation")[:, np.newaxis]
    return replace(payments, amount=payments.amount * growth**payments.date)
