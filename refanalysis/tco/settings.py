"""Conventions on which published cost models differ, each with this project's default."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args

from refanalysis.finance import Timing

Replacement = Literal["when_due", "start_of_year", "none"]
Residual = Literal["straight_line", "none"]
Terms = Literal["real", "nominal"]
_ACCEPTED = {
    "opex_timing": get_args(Timing),
    "replacement": get_args(Replacement),
    "residual": get_args(Residual),
    "prices": get_args(Terms),
    "rate": get_args(Terms),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How costs are dated and discounted.

    Attributes
    ----------
    opex_timing
        When in its year a running cost is paid: start, middle or end.
    replacement
        Equipment whose life ends is bought again `when_due`, at the `start_of_year` in which it falls due, or never (`none`).
    residual
        Unused life at the horizon is credited in a `straight_line`, or not at all (`none`).
    prices
        Amounts of the ledger are `real` (money of the price basis) or `nominal` (money of the year of payment).
    rate
        The assumption discount_rate is a `real` or a `nominal` rate. A present value is the same in either kind of prices.
    overhead, contingency
        Whether the assumptions overhead_share and contingency_share are charged.

    Raises
    ------
    ValueError
        For a value that is not accepted.
    """

    opex_timing: Timing = "end"
    replacement: Replacement = "when_due"
    residual: Residual = "straight_line"
    prices: Terms = "real"
    rate: Terms = "real"
    overhead: bool = True
    contingency: bool = True

    def __post_init__(self) -> None:
        wrong = [_refusal(each.name, getattr(self, each.name)) for each in fields(self)]
        if any(wrong):
            raise ValueError("; ".join(filter(None, wrong)))

    @property
    def needs_inflation(self) -> bool:
        """Whether the assumption inflation is read."""
        return "nominal" in (self.prices, self.rate)

    def unit(self, price_basis: str) -> str:
        """Unit of the ledger's amounts: the price basis, or in nominal prices its currency without a price year."""
        return price_basis if self.prices == "real" else price_basis.split("_")[0]


def _refusal(name: str, value: object) -> str:
    accepted = _ACCEPTED.get(name, (True, False))
    if value in accepted and (name in _ACCEPTED or isinstance(value, bool)):
        return ""
    return f"setting {name} is {value!r}; accepted: {', '.join(map(str, accepted))}"
