"""What one unit of a component costs: bought, taxed, replaced, run, taken down, and credited for the life left at the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

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

CAPITAL = ("capex", "replacement", "residual")
_MONTHS_PER_YEAR = 12
_DEFAULT = Settings()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost:
    """Cost of one unit, as payments by item.

    Attributes
    ----------
    bought
        Item and payments for a unit bought in each year, amounts of shape (years of purchase, draws, payments) [currency].
    running
        Item and payments for a unit in service in each year, amounts of shape (draws, years) [currency].
    """

    bought: tuple[tuple[str, Payments], ...]
    running: tuple[tuple[str, Payments], ...]


def unit_cost(row: Any, technology: str, values: Values, horizon: int, settings: Settings = _DEFAULT) -> UnitCost:
    """Cost of one unit of the component in `row` (of a table of bills) [currency/unit].

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
    bought = _purchases(read, horizon, settings) if read.has("capex") else []
    amount = _running(row, read)
    if not bought and amount is None:
        raise DataError(
            f"component {row.component} of technology {technology} has no cost; accepted: a row of capex, opex, "
            "energy_price or fuel_price (energy), or bandwidth_price (bandwidth, counted in Mbps)"
        )
    running = [] if amount is None else [(row.opex_item, _yearly(read, amount, horizon, settings))]
    running += _losses(read, horizon, settings) if bought else []
    cost = (_with_overhead(each, read, settings) for each in (bought, running))
    cost = (_in_terms(each, read, settings) for each in cost)
    return UnitCost(bought=next(cost), running=next(cost))


def rate(values: Values, settings: Settings) -> np.ndarray:
    """Real discount rate [share/year], shape (draws,)."""
    read = Reader(values=values)
    stated = read("discount_rate")
    return stated if settings.rate == "real" else np.atleast_1d(finance.real_rate(stated, read("inflation")))


def rate_of_prices(values: Values, settings: Settings) -> np.ndarray:
    """Rate at which amounts in the ledger's kind of prices are discounted [share/year], shape (draws,)."""
    real = rate(values, settings)
    return real if settings.prices == "real" else (1.0 + real) * (1.0 + Reader(values=values)("inflation")) - 1.0


def _purchases(read: Reader, horizon: int, settings: Settings) -> list[tuple[str, Payments]]:
    years = np.arange(horizon, dtype=float)[:, np.newaxis]
    price, trend = _price(read), read("price_trend")
    paid = ledger.purchases(price, read("lifetime"), horizon, bought=years, trend=trend, settings=settings)
    capex, again = paid["capex"], paid["replacement"]
    removal = read("retirement_share")
    last = price * removal * (1.0 + trend) ** (horizon - 1)
    found = [
        *paid.items(),
        ("tax", _scaled(capex, _tax(read))),
        ("tax", _scaled(again, _tax(read))),
        ("retirement", _scaled(again, removal)),
        ("retirement", replace(paid["residual"], amount=np.broadcast_to(last[:, np.newaxis], paid["residual"].amount.shape))),
    ]
    found[2] = ("residual", _scaled(paid["residual"], read("resale_share")))
    return [(item, payments) for item, payments in found if payments.amount.any()]


def _price(read: Reader) -> np.ndarray:
    """Price of a unit at the site, before tax."""
    return read("capex") * (1.0 + read("logistics_uplift") + read("logistics_per_km") * read("distance_to_hub"))


def _tax(read: Reader) -> np.ndarray:
    """Tax on a purchase as a share of its price at the site."""
    return ((1.0 + read("import_duty")) * (1.0 + read("sales_tax")) - 1.0) * (1.0 - read("tax_exempt_share"))


def _losses(read: Reader, horizon: int, settings: Settings) -> list[tuple[str, Payments]]:
    lost = (read("failure_share") + read("theft_share")) * _price(read)
    again = _yearly(read, lost, horizon, settings)
    found = [("replacement", again), ("tax", _scaled(again, _tax(read)))]
    return [(item, payments) for item, payments in found if payments.amount.any()]


def _yearly(read: Reader, amount: np.ndarray, horizon: int, settings: Settings) -> Payments:
    amount, trend = np.broadcast_arrays(amount, read("price_trend"))
    return ledger.yearly(amount, horizon, trend=trend, settings=settings)


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


def _with_overhead(costs: list[tuple[str, Payments]], read: Reader, settings: Settings) -> list[tuple[str, Payments]]:
    share = read("overhead_share") * settings.overhead
    reserve = read("contingency_share") * settings.contingency
    bought = ("capex", "replacement")
    on_top = [(item, (1.0 + reserve * (item in bought)) * (1.0 + share) - 1.0) for item, _ in costs]
    added = [
        ("overhead", _scaled(payments, extra))
        for (item, payments), (_, extra) in zip(costs, on_top, strict=True)
        if item != "residual" and extra.any()
    ]
    return costs + added


def _in_terms(costs: list[tuple[str, Payments]], read: Reader, settings: Settings) -> tuple[tuple[str, Payments], ...]:
    """The payments in the ledger's kind of prices."""
    if settings.prices == "real":
        return tuple(costs)
    growth = 1.0 + read("inflation")[:, np.newaxis]
    return tuple((item, replace(each, amount=each.amount * growth**each.date)) for item, each in costs)


def _scaled(payments: Payments, share: np.ndarray) -> Payments:
    return replace(payments, amount=payments.amount * share[:, np.newaxis])
