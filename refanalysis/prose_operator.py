"""Sentences that open the page on the operator's business case: may refugees pay, would it pay, what would it take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.tco.operator import Access, Trial

_FIRST = {
    "yes": "Open: refugees in {country} may hold SIM cards in their own name, so what they pay counts in full.",
    "conditional": "Qualified: refugees in {country} may hold SIM cards under conditions only. What they pay counts here as if "
    "these were met.",
    "unknown": "Qualified: whether refugees in {country} may hold SIM cards is unknown. What they pay counts here as if they "
    "may.",
    "no": "Blocked: refugees in {country} may not hold SIM cards. Their own SIM cards and wallets bring no revenue here; only "
    "host communities and offices pay.",
}  # fmt: skip


def business_case(known: Access, country: str, ways: pd.DataFrame, sites: int, basis: str, without: float | None) -> list[str]:
    """May refugees pay, would an operator serve the sites on its own account, and what would it take.

    Parameters
    ----------
    known
        May refugees hold SIM cards.
    ways
        From `refanalysis.readable_operator.by_way`: the case as it stands first; without the case that leaves refugees out.
    sites
        Number of sites.
    basis
        Price basis, such as USD_2024.
    without
        Median value of all sites if refugees got no SIM cards [basis]; None where that case is not computed.
    """
    own, best = ways.iloc[0], ways.loc[ways["npv"].idxmax()]
    return [
        _FIRST[known.answer].format(country=country),
        ""
        if without is None
        else f"Without SIM cards for refugees all sites, each served by {_a(own)}, would be worth "
        f"{words.quantity(without, basis)} to an operator.",
        _own_account(own, sites, basis),
        _best(own, best, sites, basis),
        _users(own, best, basis),
        _missing(own, best, basis),
    ]


def trial(card: Trial, site: str, name: str, labels: Mapping[str, str]) -> str:
    """How long a trial lasts, what it costs, and what it must show.

    Parameters
    ----------
    site
        Name of its site.
    name
        Name of what it is to decide on.
    labels
        Name of each technology.
    """
    opening = (
        f"Before {_article(name)} is built at {site}, {_article(labels[card.trial])} can stand there for "
        f"{words.number(card.months, 0)} months at {words.quantity(card.cost, card.unit)}"
    )
    if words.missing(card.revenue):
        return f"{opening}; it cannot pass, because nobody there can become a paying user."
    enough = card.expected_revenue >= card.revenue
    return (
        f"{opening}. It passes if the {words.quantity(round(card.people), 'person')} within its reach pay "
        f"{words.quantity(card.revenue, f'{card.unit}/month')} together; "
        f"{words.number(card.expected_revenue)} are expected, {'enough' if enough else 'not enough'}."
    )


def check(users: float, expected: float, technology: str, site: str) -> str:
    """How the rule of thumb of price over margin compares with the users expected."""
    return (
        f"Rule of thumb, to check by: at the margins operators report, {words.quantity(round(users), 'user')} pay back what "
        f"{_article(technology)} at {site} costs to build at the start; {words.quantity(round(expected), 'user')} are expected "
        "in the first year. Margins of whole operators are made in towns and flatter a remote site."
    )


def _own_account(own: pd.Series, sites: int, basis: str) -> str:
    pays = "at no site" if own["paying"] == 0 else f"at {own['paying']} of {sites} sites"
    return (
        f"With {_a(own)} in each place, an operator would earn more than its capital costs {pays}. All sites together are "
        f"worth {words.quantity(own['npv'], basis)} to it ({_span(own)} in 90 of 100 draws)."
    )


def _best(own: pd.Series, best: pd.Series, sites: int, basis: str) -> str:
    if best["way"] == own["way"]:
        return "No other way of those compared does better."
    pays = "no site would pay" if best["paying"] == 0 else f"{best['paying']} of {sites} sites would pay"
    return (
        f"The best way of those compared is {_a(best)}: {pays}, and all together are worth "
        f"{words.quantity(best['npv'], basis)} ({_span(best)})."
    )


def _users(own: pd.Series, best: pd.Series, basis: str) -> str:
    if words.missing(own["assumed"]):
        return "Nobody at the sites can become a paying user, so no price makes the case."
    other = "" if best["way"] == own["way"] else f", and {words.number(best['arpu'])} to carry {_a(best)}"
    return (
        f"A user is assumed to pay {words.quantity(own['assumed'], f'{basis}/month')}. At the median site each would have to "
        f"pay {words.number(own['arpu'])} to carry {_a(own)}{other}."
    )


def _missing(own: pd.Series, best: pd.Series, basis: str) -> str:
    if best["subsidy"] <= 0:
        return f"With {_a(best)} nothing is missing."
    more = "" if best["way"] == own["way"] else f" With {_a(own)} it would take {words.quantity(own['subsidy'], basis)}."
    return (
        f"For every site to pay, {_a(best)} in each place needs {words.quantity(best['subsidy'], basis)} once at the start, or "
        f"{words.quantity(best['yearly'], basis)} in every year.{more}"
    )


def _a(row: pd.Series) -> str:
    return _article(str(row["way"]))


def _article(name: str) -> str:
    """A name as it stands in a sentence: 'Macro 4G site' gives 'a macro 4G site'."""
    own = name if name[1:2].isupper() else name[:1].lower() + name[1:]
    return f"{'an' if own[:1].lower() in 'aeiou' else 'a'} {own}"


def _span(row: pd.Series) -> str:
    return f"{words.number(row['low'] / 1e6)} to {words.number(row['high'] / 1e6)} million"
