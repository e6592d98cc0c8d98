"""The rules of thumb that others use, as a comparison: cheapest first, priority first, and trees grown link by link."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.tco.portfolio import money, trees
from refanalysis.tco.portfolio.choice import Choice, chosen
from refanalysis.tco.portfolio.coverage import needs
from refanalysis.tco.portfolio.problem import Problem, problem
from refanalysis.tco.portfolio.programme import Objective
from refanalysis.tco.portfolio.rules import Rules
from refanalysis.tco.portfolio.trees import NONE, Plan

if TYPE_CHECKING:
    import pandas as pd

_ROUNDING = 1e-9
NAMES = ("choose", "cheapest_first", "priority_order", "grown_trees")


def compare_rules(
    options: pd.DataFrame,
    links: pd.DataFrame | None = None,
    *,
    budget: float | None = None,
    weights: pd.DataFrame | None = None,
    gap: float = 1e-6,
    seconds: float = 60.0,
) -> pd.DataFrame:
    """What `choose` and the rules of thumb of others reach with the same money.

    Parameters
    ----------
    options, links
        As for `choose`.
    budget
        Ceiling on the present value of all costs [currency]; none by default: then every site that can be is connected.
    weights
        site, weight: the order of `priority_order`, largest first; by default the order of the options.
    gap, seconds
        As for `choose`.

    Returns
    -------
    pandas.DataFrame
        rule, sites [site], users [person], cost [currency], cost_per_site [currency/site], dearer: cost of a connected site
        above that of `choose` [share]. The rules:

        - cheapest_first: each site's own cheapest option, sites from the cheapest on, nothing shared;
        - priority_order: the same in the order of priority; it stops at the first site that the money does not reach;
        - grown_trees: of each shared technology in turn the shortest link that reaches a new site is added until all are; then
          from each tree the outermost site with the dearest link is dropped while the tree costs more than its sites would by
          themselves; with a budget, trees and sites are added from the cheapest on.
    """
    import pandas as pd

    given = problem(options, links, weights=weights)
    rules = Rules(budget=budget, cover_sites="possible" if budget is None else None)
    objective: Objective = "cost" if budget is None else "sites"
    best = chosen(given, rules, objective, gap=gap, seconds=seconds)
    possible = needs(given, Rules(cover_sites="possible"), "cost").every
    plans = {
        "cheapest_first": cheapest_first(given, rules.ceiling),
        "priority_order": priority_order(given, rules.ceiling, possible),
        "grown_trees": grown_trees(given, rules.ceiling),
    }
    rows = [_row("choose", best.sites, best.users, best.cost)]
    rows += [_row(name, *_reached(given, plan)) for name, plan in plans.items()]
    frame = pd.DataFrame(rows)
    frame["dearer"] = frame["cost_per_site"] / _per_site(best) - 1.0
    return frame


def cheapest_first(given: Problem, budget: float) -> Plan:
    """Each site's own cheapest option, sites from the cheapest on while the budget lasts."""
    plan, cost = _alone(given)
    return _afforded(plan, np.argsort(cost, kind="stable"), cost, budget)


def priority_order(given: Problem, budget: float, possible: np.ndarray) -> Plan:
    """Each site's own cheapest option, sites in the order of their weight, until one is out of reach of the money."""
    plan, cost = _alone(given)
    order = np.argsort(-given.weight, kind="stable")
    return _afforded(plan, order[possible[order] & np.isfinite(cost[order])], cost, budget)


def grown_trees(given: Problem, budget: float) -> Plan:
    """Trees grown over the shortest links and pruned as whole trees; with a budget the cheapest trees and sites first."""
    plan, cost = _alone(given)
    taken = np.zeros(len(cost), dtype=bool)
    for code in given.nets:
        grown = _grown(given, code, taken)
        for tree in _trees(grown):
            kept = _pruned(given, code, grown, tree, cost)
            taken[kept] = True
            plan.technology[kept], plan.upstream[kept] = code, grown[kept]
            cost[kept] = given.cost[kept, code] + _links(given, code, grown, kept)
    if not np.isfinite(budget):
        return plan
    return _in_groups(plan, cost, budget)


def _alone(given: Problem) -> tuple[Plan, np.ndarray]:
    unserved = np.where(given.counts, np.inf, 0.0)
    plan = trees.direct(given, given.cost, unserved)
    cost = np.where(plan.technology != NONE, trees.own_costs(given, given.cost).min(axis=1), np.inf)
    return Plan(technology=plan.technology.copy(), upstream=plan.upstream.copy()), cost


def _afforded(plan: Plan, order: np.ndarray, cost: np.ndarray, budget: float) -> Plan:
    order = order[np.isfinite(cost[order])]
    paid = np.cumsum(cost[order]) <= budget * (1.0 + _ROUNDING)
    kept = np.zeros(len(cost), dtype=bool)
    kept[order[paid]] = True
    return Plan(technology=np.where(kept, plan.technology, NONE), upstream=np.where(kept, plan.upstream, NONE))


def _grown(given: Problem, code: int, taken: np.ndarray) -> np.ndarray:
    """What each site not taken hangs on when the shortest link is always added next: -1 infrastructure, -2 not reached."""
    net, sites = given.nets[code], len(given.sites)
    able = np.isfinite(given.cost[:, code]) & ~taken
    order, start = money.hanging(net.upstream, sites)
    above = np.full(sites, -2)
    rooted = np.flatnonzero(able & np.isfinite(net.root_cost))
    queue = [(cost, site, NONE) for cost, site in zip(net.root_cost[rooted].tolist(), rooted.tolist(), strict=True)]
    heapq.heapify(queue)
    while queue:
        _, site, upstream = heapq.heappop(queue)
        if above[site] != -2:
            continue
        above[site] = upstream
        for link in order[start[site] : start[site + 1]].tolist():
            if above[net.site[link]] == -2 and able[net.site[link]]:
                heapq.heappush(queue, (float(net.cost[link]), int(net.site[link]), site))
    return above


def _trees(above: np.ndarray) -> list[list[int]]:
    """Sites of each tree that starts at infrastructure, from the root outwards."""
    below: dict[int, list[int]] = {}
    for site, upstream in enumerate(above.tolist()):
        below.setdefault(upstream, []).append(site)
    found = []
    for root in below.get(NONE, []):
        tree = [root]
        for site in tree:
            tree += below.get(site, [])
        found.append(tree)
    return found


def _links(given: Problem, code: int, above: np.ndarray, sites: list[int] | np.ndarray) -> np.ndarray:
    only = np.full(len(above), NONE)
    only[sites] = code
    return trees.link_costs(given, Plan(technology=only, upstream=np.where(only == code, above, NONE)))[sites]


def _pruned(given: Problem, code: int, above: np.ndarray, tree: list[int], alone: np.ndarray) -> list[int]:
    """The tree without leaves, the one with the dearest link first, as long as it costs more than its sites by themselves."""
    link = dict(zip(tree, _links(given, code, above, tree).tolist(), strict=True))
    hanging = dict.fromkeys(tree, 0)
    for site in tree[1:]:
        hanging[int(above[site])] += 1
    own = given.cost[:, code]
    excess = sum(own[site] + link[site] - alone[site] for site in tree)
    queue = [(-link[site], site) for site in tree if not hanging[site]]
    heapq.heapify(queue)
    kept = dict.fromkeys(tree)
    while queue and excess > 0:
        _, site = heapq.heappop(queue)
        del kept[site]
        excess -= own[site] + link[site] - alone[site]
        parent = int(above[site])
        if parent != NONE:
            hanging[parent] -= 1
            if not hanging[parent]:
                heapq.heappush(queue, (-link[parent], parent))
    return list(kept)


def _in_groups(plan: Plan, cost: np.ndarray, budget: float) -> Plan:
    """Sites from the cheapest on, each with what it hangs on, while the budget lasts."""
    kept, left = np.zeros(len(cost), dtype=bool), budget * (1.0 + _ROUNDING)
    for site in np.argsort(cost, kind="stable").tolist():
        chain = []
        while site != NONE and not kept[site]:
            chain.append(site)
            site = int(plan.upstream[site])
        price = float(cost[chain].sum())
        if price <= left:
            kept[chain] = True
            left -= price
    return Plan(technology=np.where(kept, plan.technology, NONE), upstream=np.where(kept, plan.upstream, NONE))


def _reached(given: Problem, plan: Plan) -> tuple[int, float, float]:
    served = plan.technology != NONE
    cost = float(trees.total(given, given.cost, np.zeros(len(served)), plan))
    return int((served & given.counts).sum()), money.reached(given.users, plan), cost


def _row(rule: str, sites: int, users: float, cost: float) -> dict[str, object]:
    return {"rule": rule, "sites": sites, "users": users, "cost": cost, "cost_per_site": cost / sites if sites else np.nan}


def _per_site(best: Choice) -> float:
    return best.cost / best.sites if best.sites else np.nan
