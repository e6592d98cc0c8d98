"""What an operator earns at a site: users, mobile money, office contracts; and what winning users costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from refanalysis.tco.reading import Reader
    from refanalysis.tco.traffic import Load

USERS = ("refugee_users", "host_users")
TELECOM = (*USERS, "anchor")
_MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """What the operator sells for one person of today, each of shape (years, draws), and per site, shape (draws,).

    Attributes
    ----------
    refugees, hosts
        Users served [user/person].
    part
        Users served over users of all operators [share].
    income
        Yearly income for one person of today by line: refugee_users, host_users, mobile_money [currency/person/year].
    anchor
        Yearly income of the site from office contracts [currency/year].
    anchor_mbps
        Capacity those contracts take [Mbps].
    churn
        Users lost in a year [share/year].
    acquisition
        Cost of winning one user [currency/user].
    """

    refugees: np.ndarray
    hosts: np.ndarray
    part: np.ndarray
    income: dict[str, np.ndarray]
    anchor: np.ndarray
    anchor_mbps: np.ndarray
    churn: np.ndarray
    acquisition: np.ndarray

    @property
    def users(self) -> np.ndarray:
        """Users served for one person of today, shape (years, draws) [user/person]."""
        return self.refugees + self.hosts


def market(asked: Load, read: Reader, *, refugee_sims: bool, mobile_money: bool) -> Market:
    """What the operator sells.

    Parameters
    ----------
    asked
        What the sites ask for of all operators together.
    read
        Values of the technology.
    refugee_sims
        Whether refugees' own SIM cards and wallets count.
    mobile_money
        Whether cash assistance is paid through the operator's wallets.

    Notes
    -----
    users served = users * market_share, split into refugees and hosts as the people in reach are;
    income from refugees = users * 12 * arpu * refugee_arpu_ratio, from hosts = users * 12 * arpu;
    mobile money = population * cash_recipient_share * cash_per_person * cash_digital_share * market_share * mobile_money_fee;
    office contracts = anchor_contracts * anchor_mbps * 12 * anchor_price.
    """
    share, arpu = read("market_share"), read("arpu") * _MONTHS_PER_YEAR
    own = asked.rates["population"] / asked.rates["people_in_reach"]
    part = {"refugees": own * share * refugee_sims, "hosts": (1.0 - own) * share}
    refugees, hosts = (asked.rates["users"] * each for each in part.values())
    recipients = asked.rates["population"] * read("cash_recipient_share") * (refugee_sims and mobile_money)
    paid = read("cash_per_person") * read("cash_digital_share") * share * read("mobile_money_fee")
    line = read("anchor_contracts") * read("anchor_mbps")
    return Market(
        refugees=refugees,
        hosts=hosts,
        part=part["refugees"] + part["hosts"],
        income={
            "refugee_users": refugees * (arpu * read("refugee_arpu_ratio")),
            "host_users": hosts * arpu,
            "mobile_money": recipients * paid,
        },
        anchor=line * read("anchor_price") * _MONTHS_PER_YEAR,
        anchor_mbps=line,
        churn=read("churn_share"),
        acquisition=read("acquisition_cost"),
    )


def carried(asked: Load, sold: Market) -> Load:
    """What the operator's own users ask of its network: users and traffic shrink to its part, the land to cover does not."""
    scaled = {name: asked.rates[name] * sold.part for name in ("users", "mbps", "gigabytes")}
    return replace(asked, rates=asked.rates | scaled)


def income(sold: Market, people: np.ndarray, factor: np.ndarray | float = 1.0) -> dict[str, np.ndarray]:
    """Yearly income by line, shape (sites, years, draws) [currency/year].

    Parameters
    ----------
    people
        Population of each site today, shape (sites, draws) [person].
    factor
        What users pay over what the assumptions say, shape (sites, draws) [ratio].
    """
    lines = {name: people[:, np.newaxis, :] * rate for name, rate in sold.income.items()}
    paid = np.asarray(factor)[..., np.newaxis, :] if np.ndim(factor) else factor
    shape = lines["host_users"].shape
    return {name: each * paid if name in USERS else each for name, each in lines.items()} | {
        "anchor": np.broadcast_to(sold.anchor, shape)
    }


def acquisition(sold: Market, people: np.ndarray) -> np.ndarray:
    """Yearly cost of winning users, shape (sites, years, draws) [currency/year].

    Notes
    -----
    Users who are new in the year, and users lost to churn, are won at acquisition_cost each; those of the first year are all
    new.
    """
    gained = np.maximum(np.diff(sold.users, axis=0, prepend=0.0), 0.0)
    return people[:, np.newaxis, :] * ((gained + sold.churn * sold.users) * sold.acquisition)
