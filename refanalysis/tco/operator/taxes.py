"""What the state takes: levies and taxes on revenue, and tax on profit with losses carried forward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from refanalysis.tco.operator.revenue import TELECOM

if TYPE_CHECKING:
    from refanalysis.tco.reading import Reader

Losses = Literal["carried_forward", "lost", "offset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxes:
    """Shares of telecom revenue by name (levy, licence_fee, turnover_tax), tax on profit, each of shape (draws,) [share].

    `losses` of a year lower the taxable profit of later years (`carried_forward`), of no year (`lost`), or at once that of the
    operator's other sites (`offset`).
    """

    on_revenue: dict[str, np.ndarray]
    on_profit: np.ndarray
    losses: Losses = "carried_forward"


def taxes(read: Reader, losses: Losses) -> Taxes:
    """The state's shares.

    Raises
    ------
    ValueError
        For a treatment of losses that is not known.
    """
    if losses not in get_args(Losses):
        raise ValueError(f"losses is {losses!r}; accepted: {', '.join(get_args(Losses))}")
    names = {"levy": "universal_service_levy", "licence_fee": "licence_fee_share", "turnover_tax": "turnover_tax"}
    return Taxes(on_revenue={name: read(each) for name, each in names.items()}, on_profit=read("tax_rate"), losses=losses)


def on_revenue(known: Taxes, income: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Levy, licence fee and turnover tax of each year, shape (sites, years, draws) [currency/year]; mobile money bears none."""
    telecom = sum(income[name] for name in TELECOM)
    return {name: telecom * share for name, share in known.on_revenue.items()}


def on_profit(known: Taxes, profit: np.ndarray) -> np.ndarray:
    """Tax on profit of each year, shape (sites, years, draws) [currency/year].

    Parameters
    ----------
    profit
        Income less everything paid in the year, purchases included, shape (sites, years, draws).

    Examples
    --------
    >>> known = Taxes(on_revenue={}, on_profit=np.array([0.3]))
    >>> on_profit(known, np.array([[[-100.0], [60.0], [60.0]]])).ravel().round(9).tolist()
    [0.0, 0.0, 6.0]
    """
    if known.losses == "offset":
        return known.on_profit * profit
    if known.losses == "lost":
        return known.on_profit * np.maximum(profit, 0.0)
    # carried forward, all profit up to a year is taxed when its running sum first exceeds every earlier sum and zero
    highest = np.maximum.accumulate(np.maximum(np.cumsum(profit, axis=1), 0.0), axis=1)
    return known.on_profit * np.diff(highest, axis=1, prepend=0.0)
