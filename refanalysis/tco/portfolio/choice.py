"""The choice of a technology for each site and of what is shared, with a proven gap."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from refanalysis.tco.portfolio import bound, money, trees
from refanalysis.tco.portfolio.arguments import check
from refanalysis.tco.portfolio.conflicts import explain
from refanalysis.tco.portfolio.coverage import needs
from refanalysis.tco.portfolio.exact import Solution, solve
from refanalysis.tco.portfolio.problem import Problem, link_between, problem
from refanalysis.tco.portfolio.programme import Allowed, Needs, Objective, Programme, Rows, benefit, programme, worths
from refanalysis.tco.portfolio.rules import Rules
from refanalysis.tco.portfolio.trees import NONE, Plan

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["auto", "exact", "fast"]
_MANY_LINKS, _FEW_LINKS = 40_000, 3_000
_FIRST, _PLANS = 0.4, 6
_EQUAL = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A choice and what is proven about it.

    Attributes
    ----------
    table
        One row a site: site, technology (empty: not served), upstream (site it hangs on, empty: infrastructure or no link),
        start [year], cost (with its link) [currency], users [person], and the unit of cost where the options name it.
    objective
        What was optimised: cost, sites or users.
    value, bound
        The objective reached, and the best that any choice could reach [currency, sites or person; weighted].
    gap
        Their distance as a share of the value.
    status
        optimal (the gap is within what was asked), or time limit, or near optimal.
    cost, sites, users
        Present value of all costs [currency], sites served, people served.
    solution_seconds, bound_seconds
        Time taken to find the choice and to prove the bound [s].
    """

    table: pd.DataFrame
    objective: Objective
    value: float
    bound: float
    gap: float
    status: str
    cost: float
    sites: int
    users: float
    solution_seconds: float
    bound_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A plan before it becomes a table; `paid` is what each site costs, where starts differ, shape (sites,)."""

    plan: Plan
    start: np.ndarray | None
    value: float
    bound: float
    solution_seconds: float
    bound_seconds: float
    cut_short: bool = False
    paid: np.ndarray | None = None


def choose(
    options: pd.DataFrame,
    links: pd.DataFrame | None = None,
    rules: Rules | None = None,
    *,
    objective: Objective = "cost",
    yearly: pd.DataFrame | None = None,
    shares: pd.DataFrame | None = None,
    weights: pd.DataFrame | None = None,
    rate: float | None = None,
    method: Method = "auto",
    gap: float = 1e-6,
    seconds: float = 60.0,
) -> Choice:
    """A technology for every site, and what it hangs on, under rules.

    Parameters
    ----------
    options
        site, technology, cost (present value without links) [currency]; optional: users [person] it serves (default 1),
        feasible, shared (a place such as a tower that others may hang on and that is itself no site to be served), unit (of
        cost, the same in all rows).
    links
        technology, site, upstream (a site, or empty for infrastructure), cost (present value) [currency]; optional capex and
        opex by year. A technology that appears here can only be used over a link, and only if its upstream site uses it too.
    rules
        Ceilings, coverage, must-serve sites, fairness, phasing. By default no rule. Where sites may start later, the least cost
        is reached by starting late: ask for most "sites" or "users", which count a site by the share of the years it serves.
    objective
        Least "cost" of the coverage that the rules ask for, of every site when they ask for none; or most "sites" or "users".
    yearly
        site, technology, year (from the start of the site), capex, opex, present_value [currency]: needed by rules by year. A
        later start shifts and discounts them; what would fall after the last year is left out.
    shares
        site and one column for each group: its share among the site's users. Needed by equity rules.
    weights
        site, weight: priority of each site in the objectives "sites" and "users".
    rate
        Discount rate [share/year], needed when sites may start later.
    method
        "fast": trees and a bound by dual ascent, or an error when the rules are more than a budget and full coverage; "exact":
        mixed-integer programme; "auto": fast first, then exact when the gap is not yet closed and the case is not too large.
    gap
        Proven relative gap that is good enough [share].
    seconds
        Time limit of the exact search [s].

    Returns
    -------
    Choice
        Of equal value the cheaper choice is preferred.

    Raises
    ------
    DataError
        For faulty tables, and for rules that no choice meets: says which of them conflict and by how much.
    ValueError
        For arguments that are not accepted or would be ignored.

    Examples
    --------
    >>> import pandas as pd
    >>> options = pd.DataFrame({"site": ["a", "b", "b"], "technology": ["leo", "leo", "fibre"], "cost": [5.0, 5.0, 3.0]})
    >>> choose(options).table["technology"].tolist()
    ['leo', 'fibre']
    """
    rules = Rules() if rules is None else rules
    given = problem(options, links, yearly=yearly, shares=shares, weights=weights)
    check(given, rules, objective, method, rate, options, weights)
    best = chosen(given, rules, objective, rate=rate or 0.0, method=method, gap=gap, seconds=seconds)
    return replace(best, table=best.table.assign(unit=options["unit"].iloc[0])) if "unit" in options else best


def chosen(
    given: Problem,
    rules: Rules,
    objective: Objective,
    *,
    rate: float = 0.0,
    method: Method = "auto",
    gap: float,
    seconds: float,
) -> Choice:
    """As `choose`, for tables that were read once."""
    needed = needs(given, rules, objective)
    plain = rules.plain and (objective == "cost" or not needed.sites)
    if method == "fast" and not plain:
        raise ValueError("method 'fast' knows a budget, full coverage and must-serve sites; these rules need 'exact' or 'auto'")
    quick = _quick(given, rules, objective, needed) if plain and method != "exact" else None
    links = sum(len(net.site) for net in given.nets.values())
    if quick is not None and (method == "fast" or _gap(quick) <= gap):
        return _finished(given, objective, quick, gap)
    allowed = _allowed(given, rules, objective, needed, quick)
    left = links - sum(int(out.sum()) for out, _ in allowed.values())
    if quick is not None and left > _MANY_LINKS:
        return _finished(given, objective, quick, gap)
    return _finished(given, objective, _searched(given, rules, objective, needed, rate, allowed, quick, gap, seconds), gap)


def _quick(given: Problem, rules: Rules, objective: Objective, needed: Needs) -> Found | None:
    """Trees and their bound; None when they break a rule, which proves nothing."""
    start = time.perf_counter()
    if objective == "cost":
        free = np.where(needed.every, np.inf, 0.0)
        plan = trees.plan(given, given.cost, free)
        value, middle = trees.total(given, given.cost, free, plan), time.perf_counter()
        least = min(bound.ascent(given, given.cost, free).value, value)
        if not np.isfinite(value) or value > rules.ceiling:
            return None
    else:
        worth, must = worths(given, objective), needed.every
        plan, price = money.best_within(given, worth, rules.ceiling, must)
        middle = time.perf_counter()
        if plan is None:
            return None
        value = money.reached(worth, plan)
        least = money.most_possible(given, worth, rules.ceiling, must, price) if np.isfinite(rules.ceiling) else _most(worth)
        least = max(np.floor(least + 1e-6) if _whole(worth) else least, value)
    end = time.perf_counter()
    return Found(plan=plan, start=None, value=value, bound=least, solution_seconds=middle - start, bound_seconds=end - middle)


def _most(worth: np.ndarray) -> float:
    return float(worth.max(axis=1).sum())


def _whole(worth: np.ndarray) -> bool:
    """Whether a benefit is always a whole number."""
    return bool((worth == np.floor(worth)).all())


def _allowed(given: Problem, rules: Rules, objective: Objective, needed: Needs, quick: Found | None) -> Allowed:
    """Links that no choice better than the quick one uses."""
    if quick is None:
        return {}
    must = needed.every
    if objective == "cost":
        return bound.ruled_out(bound.ascent(given, given.cost, np.where(must, np.inf, 0.0)), given, quick.value)
    return {}


def _searched(
    given: Problem,
    rules: Rules,
    objective: Objective,
    needed: Needs,
    rate: float,
    allowed: Allowed,
    quick: Found | None,
    gap: float,
    seconds: float,
) -> Found:
    """The choice from the mixed-integer programme, or the quick one where that is as good.

    Where there are many links the programme is first solved over those that good trees use, which gives a choice early.
    """
    start = time.perf_counter()
    few = _few_links(given, objective, needed)
    if quick is None and few:
        quick, _ = _programmed(given, rules, objective, needed, rate, few, None, gap, seconds * _FIRST)
        quick = quick and replace(quick, bound=-np.inf if objective == "cost" else np.inf, solution_seconds=0.0)
    left = seconds - (time.perf_counter() - start)
    best, status = _programmed(given, rules, objective, needed, rate, allowed, quick, gap, left)
    if best is None and status == "infeasible":
        raise explain(given, rules, needed, rate=rate, seconds=seconds)
    if best is None:
        raise ValueError(f"no choice was found within {seconds} s; accepted: more seconds, fewer links or fewer starts")
    return replace(best, solution_seconds=best.solution_seconds + time.perf_counter() - start)


def _few_links(given: Problem, objective: Objective, needed: Needs) -> Allowed:
    """All links but those of trees that are good at some price of a site left out; empty when there are few links anyway."""
    if sum(len(net.site) for net in given.nets.values()) < _FEW_LINKS:
        return {}
    worth = worths(given, "users" if objective == "users" else "sites")
    plans = [
        trees.plan(given, given.cost, np.where(needed.possible, np.inf, 0.0)),
        *money.plans(given, worth, needed.every, _PLANS),
    ]
    out = {}
    for code, net in given.nets.items():
        used = np.zeros(len(net.site), dtype=bool)
        for plan in plans:
            site = np.flatnonzero((plan.technology == code) & (plan.upstream != NONE))
            used[link_between(net, len(given.sites), site, plan.upstream[site])] = True
        out[code] = (~used, np.zeros(len(given.sites), dtype=bool))
    return out


def _programmed(
    given: Problem,
    rules: Rules,
    objective: Objective,
    needed: Needs,
    rate: float,
    allowed: Allowed,
    quick: Found | None,
    gap: float,
    seconds: float,
) -> tuple[Found | None, str]:
    """The better of the quick choice and what the programme over the allowed links finds; and how the search ended."""
    start = time.perf_counter()
    made = programme(given, rules, needed, rate=rate, allowed=allowed)
    gain = None if objective == "cost" else benefit(given, objective, made.columns)
    goal = made.columns.cost if gain is None else -gain
    found = solve(given, made, goal, gap=gap, seconds=seconds - (time.perf_counter() - start))
    if found.plan is None and quick is None:
        return None, found.status
    sign = 1.0 if gain is None else -1.0
    if found.plan is not None and gain is not None:
        found = _cheapened(given, made, gain, found, gap, seconds - (time.perf_counter() - start))
    value = np.inf if found.plan is None else float(goal @ found.columns)
    paid = None if found.plan is None else np.bincount(made.columns.site, made.columns.cost * found.columns, len(given.sites))
    return _better(quick, found, sign * value, sign * found.bound, sign, paid), found.status


def _cheapened(given: Problem, made: Programme, gain: np.ndarray, found: Solution, gap: float, seconds: float) -> Solution:
    """Of the choices with the same benefit one of low cost."""
    if seconds <= 0:
        return found
    value = float(gain @ found.columns)
    column = np.flatnonzero(gain)
    low = np.array([value * (1.0 - _EQUAL)])
    made.rows.append(Rows(np.zeros(len(column), dtype=int), column, gain[column], low, np.array([np.inf])))
    cheaper = solve(given, made, made.columns.cost, gap=gap, seconds=seconds)
    if cheaper.plan is None or made.columns.cost @ cheaper.columns > made.columns.cost @ found.columns:
        return found
    return replace(cheaper, bound=found.bound, status=found.status)


def _better(quick: Found | None, found: Solution, value: float, least: float, sign: float, paid: np.ndarray | None) -> Found:
    """The better of the two with the tighter of their bounds; `sign` is -1 for what is maximised."""
    searched = Found(
        plan=found.plan,
        start=found.start,
        value=value,
        bound=least,
        solution_seconds=0.0,
        bound_seconds=0.0,
        cut_short=found.status == "time limit",
        paid=paid,
    )
    if quick is None:
        return searched
    tighter = max(quick.bound, least) if sign > 0 else min(quick.bound, least)
    if found.plan is None or sign * (value - quick.value) >= 0:
        tighter = quick.value if found.status == "infeasible" else tighter
        return replace(quick, bound=tighter, cut_short=searched.cut_short)
    return replace(searched, bound=tighter, bound_seconds=quick.bound_seconds, solution_seconds=quick.solution_seconds)


def _gap(found: Found) -> float:
    distance = abs(found.value - found.bound)
    return distance / abs(found.value) if found.value else distance


def _finished(given: Problem, objective: Objective, found: Found, gap: float) -> Choice:
    """The plan as a table with what is proven."""
    import pandas as pd

    if abs(found.value - found.bound) <= _EQUAL * abs(found.value):
        found = replace(found, bound=found.value)
    plan = found.plan
    served = plan.technology != NONE
    names = np.array([*given.technologies, ""], dtype=object)
    cost = trees.site_costs(given, given.cost, np.zeros(len(served)), plan) if found.paid is None else found.paid
    users = np.where(served, given.users[np.arange(len(served)), np.where(served, plan.technology, 0)], 0.0)
    begin = np.where(served, 0, NONE) if found.start is None else found.start
    table = pd.DataFrame(
        {
            "site": given.sites,
            "technology": names[plan.technology],
            "upstream": np.where(plan.upstream != NONE, given.sites[plan.upstream], ""),
            "start": pd.array(np.where(begin < 0, 0, begin), dtype="Int64"),
            "cost": cost,
            "users": users,
        }
    )
    table.loc[~served, "start"] = pd.NA
    distance = _gap(found)
    reached = "optimal" if distance <= max(gap, _EQUAL) else "time limit" if found.cut_short else "near optimal"
    return Choice(
        table=table,
        objective=objective,
        value=found.value,
        bound=found.bound,
        gap=distance,
        status=reached,
        cost=float(cost.sum()),
        sites=int((served & given.counts).sum()),
        users=float(users.sum()),
        solution_seconds=found.solution_seconds,
        bound_seconds=found.bound_seconds,
    )
