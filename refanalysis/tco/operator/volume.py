"""What a user moves in a month, what a gigabyte then earns, and what one costs in the country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refanalysis import data, units
from refanalysis.tco.operator.breakeven import average_revenue
from refanalysis.tco.traffic import load

if TYPE_CHECKING:
    from refanalysis.assumptions import Values
    from refanalysis.data import Operation
    from refanalysis.tco.operator.case import Case

_PRICE = "price_1gb_average"


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """Traffic of a user [GB/user/month], what it earns and what it costs elsewhere in the country [currency/GB]; None: unknown.

    `year` is that of the price.
    """

    gigabytes: float
    earned: float
    price: float | None
    year: str


def volume(operation: Operation, values: Values, case: Case) -> Volume:
    """Traffic of a user in a case of the base case, with what a gigabyte earns and the average price of one in the country.

    A network sized for more traffic than users pay for makes every case look worse than an operator would let it become.
    """
    asked = load(operation.sites, values, operation.levers["horizon"])
    gigabytes = float((asked.rates["gigabytes"] / asked.rates["users"])[0, 0])
    facts = data.facts(operation.iso3)
    rows = facts[facts["parameter"] == _PRICE]
    row: Any = next(rows.itertuples(), None)
    price = None if row is None else float(row.value * units.factor(row.unit, f"{case.unit}/GB", data.price_factor))
    earned = float(average_revenue(case)[0, 0]) / gigabytes
    return Volume(gigabytes=gigabytes, earned=earned, price=price, year="" if row is None else str(row.year))
