"""Sentences on the choice of technologies: what the money serves, what is proven, what more would buy, how sure it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.tco.portfolio import Choice, Rules
    from refanalysis.tco.portfolio.operation import Case

_EVERYWHERE = 1e-9
_NOT_BY_SITE = (
    "The share of women is not on record by site, and that of hosts is one assumption for all sites: no rule by site can be "
    "made of either."
)
_SAID = (
    (r"^cover_sites asks for ([\d,]+); the other rules leave at most ([\d,]+)$",
     r"the coverage target asks for \1 sites, and what else is asked leaves at most \2"),
    (r"^cover_users asks for ([\d,.]+); the other rules leave at most ([\d,.]+)$",
     r"the coverage target asks for \1 users, and what else is asked leaves at most \2"),
    (r"^(capex|opex) of year (\d+) is ([\d,.]+); the other rules need at least ([\d,.]+)$",
     r"the ceiling on \1 of year \2 is \3, and what else is asked needs at least \4"),
    (r"^must_serve: 1 of 1 sites would have to be left out$", "the site that must be served would have to be left out"),
    (r"^must_serve: (\d+) of (\d+) sites would have to be left out$",
     r"\1 of the \2 sites that must be served would have to be left out"),
    (r"^must_serve names (.+), unknown to the options$", r"the site that must be served, \1, is none of this operation"),
    (r"^equity of worst_served: missed by ([\d.e+]+) people among those served$",
     r"the share of users at worst-served sites is missed by \1 users"),
    (r"^equity asks for", "the rule of fairness asks for"),
)  # fmt: skip


def money(capex: float, opex: float, basis: str, derived: Sequence[str]) -> str:
    """Return the ceilings and where they come from.

    Parameters
    ----------
    capex, opex
        Ceilings on purchases and on running costs of each year [basis].
    derived
        Which of the two nobody gave: "purchases", "running costs".
    """
    said = (
        f"In any one year at most {words.quantity(capex, basis)} may go into purchases and {words.quantity(opex, basis)} into "
        "running costs."
    )
    if not derived:
        return said
    which = "Both amounts are" if len(derived) > 1 else f"The amount for {derived[0]} is"
    return f"{said} {which} a supposition: half of what serving every site would take in its dearest year."


def kept(rules: Rules, names: Mapping[str, str], equity: float) -> str:
    """Return which rules beyond the ceilings the choice keeps; empty when none is asked.

    Parameters
    ----------
    names
        Name of each site.
    equity
        Least share of the users served who live at worst-served sites.
    """
    said = []
    if rules.cover_sites:
        said.append(f"at least {words.share(float(rules.cover_sites))} of all sites are served")
    if rules.must_serve:
        said.append(f"{words.listed([names[site] for site in rules.must_serve])} is served whatever it costs")
    if equity:
        said.append(f"at least {words.share(equity)} of the users served live at worst-served sites")
    return f"Rules beyond the ceilings, all kept: {words.listed(said)}." if said else ""


def tightest(table: pd.DataFrame, basis: str) -> str:
    """Return in which year each ceiling binds most.

    Parameters
    ----------
    table
        From ``refanalysis.readable.portfolio.against_ceilings``.
    """
    known = table[table["ceiling"] > 0]
    if known.empty or not (known["spent"] > 0).any():
        return "Nothing is spent."
    said = []
    for kind, label in (("purchases", "capex"), ("running costs", "opex")):
        rows = known[known["kind"] == label]
        if len(rows):
            top = rows.loc[rows["spent"].idxmax()]
            used = words.share(top["spent"] / top["ceiling"])
            said.append(f"{kind} reach {words.quantity(top['spent'], basis)} in year {int(top['year'])}, {used} of the ceiling")
    return f"{words.capital(words.listed(said))}."


def served(choice: Choice, sites: int, users: float) -> str:
    """Return how many sites and users the choice serves, of how many, and what is proven.

    Parameters
    ----------
    sites, users
        All sites of the operation, and the users served if every one were.
    """
    if not choice.sites:
        return f"That serves none of the {sites} sites. {proof(choice)}"
    share = words.share(choice.users / users)
    return (
        f"The best choice serves {choice.sites} of {sites} sites and {words.number(choice.users, 0)} users, {share} of those "
        f"who would be served if all sites were. {proof(choice)}"
    )


def proof(choice: Choice) -> str:
    """Return what is proven about a choice: its value, the bound and the gap between them."""
    value, bound = (words.number(amount, 0) for amount in (choice.value, choice.bound))
    if choice.gap <= _EVERYWHERE:
        return f"Proven: no choice under these rules serves more (value {value}, bound {bound}, gap 0 %)."
    gap = words.number(100 * choice.gap, 1 if choice.gap >= 1e-3 else 3)
    return f"Proven: no choice under these rules serves more than {bound}; this one is within {gap} % of that (value {value})."


def gets(table: pd.DataFrame, sites: pd.DataFrame) -> str:
    """Return which technology the served sites get, and how many share a chain of radio hops.

    Parameters
    ----------
    table
        From ``refanalysis.readable.portfolio.chosen``.
    sites
        Table ``sites``.
    """
    if table.empty:
        return ""
    parts = [
        f"{name} at {words.listed(list(rows['site']), 5)}" if len(table["technology"].unique()) > 1 else ""
        for name, rows in table.groupby("technology", sort=False)
    ]
    if len(parts) == 1:
        only = _low(table["technology"].iloc[0])
        return f"Every site that is served gets the same: {only}. The question is which sites, not which technology."
    return f"Sites get {'; '.join(_low(part) for part in parts)}."


def sharing(given: Case, choice: Choice, names: Mapping[str, str], sites: int) -> str:
    """Return what neighbours share, and why they do not where nothing is saved.

    Parameters
    ----------
    names
        Name of each site.
    """
    pairs = choice.table[choice.table["upstream"] != ""]
    lost = (
        f" For {words.count(len(given.unlocated), 'site')} the point is not known: they stand alone." if given.unlocated else ""
    )
    if given.links is None:
        return (
            f"No site saves by sharing the radio chain of a neighbour: its own is as short, or the neighbour's is full.{lost}"
        )
    if pairs.empty:
        return f"Sharing a radio chain is possible for {_could(given)} of {sites} sites, and the choice does not use it.{lost}"
    said = words.listed([f"{names[row.site]} by way of {names[row.upstream]}" for row in pairs.itertuples()])
    return f"Radio chains are shared: {said}.{lost}"


def more_money(added: float, step: float, basis: str, average: float, spare: float) -> str:
    """Return what the next step of money buys, and what money free to move between years would.

    Parameters
    ----------
    added
        Users that the step serves more [person].
    average
        What a user served costs now, over all years [basis].
    spare
        Users more that the same money would serve if it could move between years [person].
    """
    more = words.count(round(added), "more user", "more users")
    opening = f"Over all years, the next {words.quantity(step, basis)} would serve {more}"
    now = f"; a user served costs {words.quantity(average, basis)} on average." if np.isfinite(average) else "."
    if round(spare) < 1:
        return f"{opening}{now} Money free to move between years would serve no more."
    free = words.number(round(spare), 0)
    return f"{opening}{now} The same money, free to move between years and uses, would serve {free} users more."


def thumb(table: pd.DataFrame) -> str:
    """Return what rules of thumb lose, with the same money.

    Parameters
    ----------
    table
        From ``refanalysis.readable.portfolio.by_rule``.
    """
    others = table.iloc[2:]
    if others.empty or not table["users"].max() > 0:
        return ""
    said = [
        f"'{row.rule}' serves {words.count(row.sites, 'site')} and {words.number(row.users, 0)} users, "
        + (f"{words.number(row.fewer, 0)} fewer than is possible" if round(row.fewer) >= 1 else "as many as is possible")
        for row in others.itertuples()
    ]
    return f"Rules of thumb, with the same money free to move between years: {'; '.join(said)}."


def left(table: pd.DataFrame) -> str:
    """Return who is left out.

    Parameters
    ----------
    table
        From ``refanalysis.readable.portfolio.left_out``.
    """
    if table.empty:
        return "No site is left out."
    people = words.number(float(table["people"].sum()), 0)
    sites, largest = words.count(len(table), "site"), words.listed(list(table["site"][:3]))
    return f"Left out: {sites} with {people} people, the largest: {largest}."


def robust(regrets: pd.DataFrame, basis: str, draws: int) -> str:
    """Return which plan is least regretted, and how much.

    Parameters
    ----------
    regrets
        From ``portfolio.regret``, the least regretted first.
    """
    if regrets.empty:
        return ""
    best = regrets.iloc[0]
    said = (
        f"If prices and needs turn out otherwise, the plan least regretted is {_low(best['plan'])}: in the worst of {draws} "
        f"draws it costs {words.quantity(best['max'], basis)} more than the best choice for the same sites, on average "
        f"{words.quantity(best['mean'], basis)}"
    )
    mine = regrets[regrets["plan"] == "the choice"]
    if best["plan"] == "the choice" or mine.empty:
        return f"{said}."
    return f"{said}; the choice itself, {words.quantity(mine['max'].iloc[0], basis)} at worst."


def risk(costs: np.ndarray, budget: float, basis: str, safe: float = 0.9) -> str:
    """Return how often the choice costs more than expected, and what would be enough in `safe` of the draws.

    Parameters
    ----------
    costs
        What the choice costs in each draw, shape (draws,) [basis].
    budget
        What it costs in the central case [basis].
    """
    if not costs.size or not costs.any():
        return ""
    over = words.number(100 * float((costs > budget).mean()), 0)
    return (
        f"The choice costs {words.quantity(budget, basis)} in the central case and more than that in {over} of 100 draws; "
        f"{words.quantity(float(np.quantile(costs, safe)), basis)} would be enough in {words.number(100 * safe, 0)} of 100."
    )


def conflict(reasons: Sequence[str], needed: tuple[float, float] | None, basis: str, *, shown: bool = True) -> str:
    """Return why the rules cannot be kept together; empty when they can.

    Parameters
    ----------
    reasons
        From ``operation.decide``: lines of the error, or nothing.
    needed
        From ``operation.needed``: most that keeping the rules without ceilings takes in a year; None where it is not known.
    shown
        Whether the best choice under the ceilings alone is shown instead.
    """
    if not reasons:
        return ""
    lines = [_plain(line) for line in reasons if not line.startswith("no choice meets")]
    said = f"**These rules cannot be kept together:** {words.listed(lines)}."
    if needed is not None:
        capex, opex = (words.quantity(amount, basis) for amount in needed)
        said += f" Keeping all but the ceilings takes up to {capex} for purchases and {opex} for running costs in one year."
    return f"{said} Shown is the best choice under the ceilings alone." if shown else said


def options(given: Case, names: Mapping[str, str], zones: bool) -> str:
    """Return which technologies can be chosen, and what is said of those that reach only zones of a site."""
    kept = words.listed([str(names[each]) for each in dict.fromkeys(given.alone["technology"])], 8)
    if not given.zones:
        return f"Options: {kept}."
    reach = words.listed([f"{names[each]} ({words.share(share)} of the land at most)" for each, share in given.zones.items()])
    if zones:
        counted = "Of these, some reach only zones of a site, and all users are counted as if they came there"
        return f"Options: {kept}. {counted}: {reach}."
    return f"Options: {kept}. Left aside, because they reach only zones of a site: {reach}."


def fairness(statuses: pd.DataFrame, equity: float) -> str:
    """Return what is known for rules of fairness, and what is not."""
    known = int(statuses["status"].isin(["not_served", "partly_served", "planned"]).sum())
    unknown = int((statuses["status"] == "unknown").sum())
    if not known and not unknown:
        said = "Mobile internet is on record at every site: none counts as worst served."
        return f"{said} {_NOT_BY_SITE}"
    short, open_ = words.count(known, "site"), words.count(unknown, "site")
    asked = f"At least {words.share(equity)} of the users served must live at sites of the first kind."
    return (
        f"Service is known to fall short at {short}; at {open_} it is unknown, and these do not count as worst served. "
        f"{asked if equity else 'No share is asked for them (`equity`).'} {_NOT_BY_SITE}"
    )


def already(statuses: pd.DataFrame) -> str:
    """Return at how many sites mobile internet is on record, which the choice does not count; empty where at none.

    Parameters
    ----------
    statuses
        Table `site_status`.
    """
    known = int((statuses["status"] == "served").sum())
    if not known:
        return ""
    where = "every site" if known == len(statuses) else f"{known} of {len(statuses)} sites"
    return f"Mobile internet is already on record at {where}. The choice treats every site as new: ask first what is lacking."


def change(changes: pd.DataFrame) -> str:
    """Return which sites change first as the ceilings fall or rise.

    Parameters
    ----------
    changes
        From ``refanalysis.readable.portfolio.changes``.
    """
    if changes.empty:
        return "No site changes over the range of ceilings shown."
    said = []
    for side, word in (("less", "less"), ("more", "more")):
        rows = changes[changes["when"].str.endswith(side)]
        if len(rows):
            first = rows["when"].iloc[0]
            there = words.listed(list(rows.loc[rows["when"] == first, "place"]), 4)
            said.append(f"with {first.removesuffix(side).strip()} {word} money {there}")
    return (
        f"First to change: {'; '.join(said)}. Many sites cost almost the same for each user, so near the limit they trade "
        "places: a site that comes and goes is a toss-up, one that stays is firm."
    )


def caption(choice: Choice, sites: int) -> str:
    """Return a short line for a map: sites and users served."""
    return f"{choice.sites} of {sites} sites served, {words.number(choice.users, 0)} users"


def _could(given: Case) -> int:
    links = given.links
    return 0 if links is None else int(links.loc[links["upstream"] != "", "site"].nunique())


def _plain(line: str) -> str:
    for pattern, said in _SAID:
        found = re.sub(pattern, said, line.strip())
        if found != line.strip():
            return found.replace("capex", "purchases").replace("opex", "running costs")
    return line.strip()


def _low(name: str) -> str:
    """A name as it stands in a sentence."""
    first = name.split(" ")[0]
    return name if first[1:] != first[1:].lower() else name[:1].lower() + name[1:]
