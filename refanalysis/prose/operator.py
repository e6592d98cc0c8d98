"""Sentences that open the page on the operator's business case: may refugees pay, would it pay, what would it take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.tco.operator import Access, Trial, Volume

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
        From `refanalysis.readable.operator.by_way`: the case as it stands first; without the case that leaves refugees out.
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
        _own_account(own, sites, basis),
        _without(own, without, basis),
        _best(own, best, sites, basis),
        _users(own, best, basis),
        _missing(own, best, basis),
    ]


def traffic(used: Volume, country: str, basis: str) -> str:
    """What a gigabyte earns beside what one costs in the country, and what follows; empty when nobody pays."""
    if words.missing(used.earned):
        return ""
    opening = (
        f"The network is built for {words.number(used.gigabytes)} GB a month for each user, who pays "
        f"{words.quantity(used.earned, f'{basis}/GB')}"
    )
    if used.price is None:
        return f"{opening}; what 1 GB costs in {country} is unknown."
    said = f"{opening}; the average price of 1 GB in {country} was {words.number(used.price)} ({used.year})"
    if used.earned >= used.price:
        return f"{said}."
    return (
        f"{said}. At that price they would move less, the network could be smaller, and every case here would look better: "
        "agree the traffic to plan for with the operator first."
    )


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
        f"{words.number(card.expected_revenue)} are expected in the central case, {'enough' if enough else 'not enough'}."
    )


def check(users: float, expected: float, technology: str, site: str) -> str:
    """How the rule of thumb of price over margin compares with the users expected; empty when nobody pays."""
    if words.missing(users):
        return ""
    return (
        f"Rule of thumb, to check by: at the margins operators report, {words.quantity(round(users), 'user')} pay back what "
        f"{_article(technology)} at {site} costs to build at the start; {words.quantity(round(expected), 'user')} are expected "
        "in the first year. Margins of whole operators are made in towns and flatter a remote site."
    )


def _own_account(own: pd.Series, sites: int, basis: str) -> str:
    pays = "at no site" if own["paying"] == 0 else f"at {own['paying']} of {sites} sites"
    return (
        f"With {_a(own)} in each place, an operator would earn more than its capital costs {pays}. Over all sites it would "
        f"{_gain(own['npv'], basis)} in today's value ({_span(own)} in 90 of 100 draws)."
    )


def _without(own: pd.Series, without: float | None, basis: str) -> str:
    if without is None:
        return ""
    less = without > own["npv"]
    return f"If refugees got no SIM cards, it would {_gain(without, basis)}" + (
        ": less, because what they pay does not cover the equipment their traffic needs." if less else "."
    )


def _best(own: pd.Series, best: pd.Series, sites: int, basis: str) -> str:
    if best["way"] == own["way"]:
        return "No other way of those compared does better."
    pays = "no site would pay" if best["paying"] == 0 else f"{best['paying']} of {sites} sites would pay"
    return (
        f"The best way of those compared is {_a(best)}: {pays}, and over all sites an operator "
        f"would {_gain(best['npv'], basis)} ({_span(best)})."
    )


def _users(own: pd.Series, best: pd.Series, basis: str) -> str:
    if words.missing(own["assumed"]):
        return "Nobody at the sites can become a paying user, so no price makes the case."
    other = "" if best["way"] == own["way"] else f", and {words.number(best['arpu'])} to carry {_a(best)}"
    return (
        f"A user is assumed to pay {words.quantity(own['assumed'], f'{basis}/month')}. In the central case each would "
        f"have to pay {words.number(own['arpu'])} to carry {_a(own)} at the median site{other}."
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
    """The range in words, in millions: from a loss to a gain, or between two of a kind."""
    low, high = (words.number(abs(row[name]) / 1e6) for name in ("low", "high"))
    if row["low"] < 0 <= row["high"]:
        return f"from a loss of {low} million to a gain of {high} million"
    return f"between {high} and {low} million" if row["high"] < 0 else f"between {low} and {high} million"


def _gain(value: float, basis: str) -> str:
    return f"{'lose' if value < 0 else 'gain'} {words.quantity(abs(value), basis)}"
