"""The most that a budget can connect: a price on being left out, and the trees that are best at that price.

For any price the best trees are found as if there were no budget; the price at which their cost meets the budget leaves little
to fill in. The bound at that price limits what any choice within the budget can reach (Lagrangian relaxation).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from refanalysis.tco.portfolio import bound, trees
from refanalysis.tco.portfolio.problem import Problem
from refanalysis.tco.portfolio.trees import NONE, Plan

_HALVINGS = 30
_CLOSE = 1e-4
_PASSES = 4
_TRIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """Costs at a price of benefit left out: of options, shape (sites, technologies), and of no service, shape (sites,)."""

    cost: np.ndarray
    unserved: np.ndarray


def priced(problem: Problem, worth: np.ndarray, price: float, must: np.ndarray) -> Priced:
    """Costs at a price of benefit.

    Parameters
    ----------
    problem
        The choice.
    worth
        Benefit of each option, shape (sites, technologies).
    price
        Cost of a unit of benefit that is left out [currency].
    must
        Sites that must be served, shape (sites,).
    """
    most = worth.max(axis=1)
    return Priced(cost=problem.cost + price * (most[:, None] - worth), unserved=np.where(must, np.inf, price * most))


def best_within(problem: Problem, worth: np.ndarray, budget: float, must: np.ndarray) -> tuple[Plan | None, float]:
    """The best choice found within a budget, None when none was; and the price at which it was found.

    Parameters
    ----------
    problem, worth, must
        As for `priced`.
    budget
        Ceiling on the cost of all sites [currency].
    """
    nothing = _at(problem, worth, 0.0, must)
    if spent(problem, nothing) > budget or (must & (nothing.technology == NONE)).any():
        return None, 0.0
    low, high = _range(problem, worth)
    tries, last = [nothing], None
    for _ in range(_HALVINGS):
        middle = np.sqrt(low * high)
        tried = _at(problem, worth, middle, must)
        if spent(problem, tried) <= budget:
            low = middle
            tries.append(tried)
        else:
            high = middle
            last = _trimmed(problem, worth, budget, must, tried)
        if high - low <= _CLOSE * high:
            break
    tries = [*tries[-_TRIES:], *([] if last is None else [last])]
    filled = [_polished(problem, worth, budget, must, each) for each in tries]
    return max(filled, key=lambda each: (reached(worth, each), -spent(problem, each))), low


def plans(problem: Problem, worth: np.ndarray, must: np.ndarray, number: int) -> list[Plan]:
    """Good choices without a budget at so many prices of a unit of benefit, from few sites to all."""
    alone = trees.own_costs(problem, problem.cost)[worth > 0] / worth[worth > 0]
    alone = alone[np.isfinite(alone)]
    shares = np.linspace(0.0, 1.0, number + 1)[1:]
    return [_at(problem, worth, price, must) for price in np.quantile(alone, shares)] if alone.size else []


def most_possible(problem: Problem, worth: np.ndarray, budget: float, must: np.ndarray, price: float) -> float:
    """No choice within the budget has more benefit than this."""
    if price <= 0:
        return float(worth.max(axis=1).sum())
    costs = priced(problem, worth, price, must)
    lost = (bound.ascent(problem, costs.cost, costs.unserved).value - budget) / price
    return float(worth.max(axis=1).sum() - max(lost, 0.0))


def reached(worth: np.ndarray, chosen: Plan) -> float:
    """Benefit of a choice."""
    served = chosen.technology != NONE
    return float(worth[np.flatnonzero(served), chosen.technology[served]].sum())


def spent(problem: Problem, chosen: Plan) -> float:
    """Cost of a choice; infinite when it hangs a site on nothing [currency]."""
    return trees.total(problem, problem.cost, np.zeros(len(problem.sites)), chosen)


def _at(problem: Problem, worth: np.ndarray, price: float, must: np.ndarray) -> Plan:
    costs = priced(problem, worth, price, must)
    return trees.plan(problem, costs.cost, costs.unserved)


def _range(problem: Problem, worth: np.ndarray) -> tuple[float, float]:
    """Prices between which the budget decides: below the first nobody is served, at the second every site that can be."""
    finite = problem.cost[np.isfinite(problem.cost)]
    positive, paid = worth[worth > 0], finite[finite > 0]
    if not positive.size or not paid.size:
        return 1.0, 1.0
    every = finite.sum() + sum(
        net.cost.sum() + net.root_cost[np.isfinite(net.root_cost)].sum() for net in problem.nets.values()
    )
    return float(paid.min() / positive.max()) / 2.0, float(every / positive.min())


def _polished(problem: Problem, worth: np.ndarray, budget: float, must: np.ndarray, chosen: Plan) -> Plan:
    """The choice filled up with what the rest of the budget buys, its trees laid anew, while that helps."""
    best = _filled(problem, worth, budget, chosen)
    for _ in range(_PASSES):
        served = best.technology != NONE
        cost = np.where(worth >= _kept(worth, best)[:, None], problem.cost, np.inf)
        cheaper = trees.plan(problem, cost, np.where(served & problem.counts | must, np.inf, 0.0))
        if not spent(problem, cheaper) < spent(problem, best):
            return best
        tried = _filled(problem, worth, budget, cheaper)
        if reached(worth, tried) <= reached(worth, best):
            return tried if reached(worth, tried) == reached(worth, best) else best
        best = tried
    return best


def _trimmed(problem: Problem, worth: np.ndarray, budget: float, must: np.ndarray, chosen: Plan) -> Plan:
    """The choice without the sites, outermost first, that cost most for their benefit, until it is within the budget."""
    costs = trees.site_costs(problem, problem.cost, np.zeros(len(worth)), chosen)
    gain = _kept(worth, chosen)
    technology, upstream, over = chosen.technology.copy(), chosen.upstream.copy(), float(costs.sum()) - budget
    hanging = np.bincount(upstream[upstream != NONE], minlength=len(worth))
    rate = (costs / np.maximum(gain, _CLOSE)).tolist()
    queue = [(-rate[site], site) for site in np.flatnonzero((technology != NONE) & (hanging == 0) & ~must).tolist()]
    heapq.heapify(queue)
    while queue and over > 0:
        _, site = heapq.heappop(queue)
        above, over = int(upstream[site]), over - float(costs[site])
        technology[site], upstream[site] = NONE, NONE
        if above != NONE:
            hanging[above] -= 1
            if not hanging[above] and not must[above]:
                heapq.heappush(queue, (-rate[above], above))
    return Plan(technology=technology, upstream=upstream)


def _kept(worth: np.ndarray, chosen: Plan) -> np.ndarray:
    """Benefit each site has now, shape (sites,)."""
    served = chosen.technology != NONE
    return np.where(served, worth[np.arange(len(worth)), np.where(served, chosen.technology, 0)], 0.0)


def _filled(problem: Problem, worth: np.ndarray, budget: float, chosen: Plan) -> Plan:
    """The choice with further sites added, cheapest for their benefit first, while the budget lasts."""
    technology, upstream = chosen.technology.copy(), chosen.upstream.copy()
    left = budget - spent(problem, chosen)
    queue = _offers(problem, worth, technology)
    heapq.heapify(queue)
    below = {code: hanging(net.upstream, len(worth)) for code, net in problem.nets.items()}
    while queue:
        _, price, site, code, above = heapq.heappop(queue)
        if technology[site] != NONE or price > left:
            continue
        technology[site], upstream[site] = code, above
        left -= price
        if code in below:
            order, start = below[code]
            _offer(queue, problem, worth, technology, code, order[start[site] : start[site + 1]])
    return Plan(technology=technology, upstream=upstream)


def _offers(problem: Problem, worth: np.ndarray, technology: np.ndarray) -> list[tuple[float, float, int, int, int]]:
    """What it takes to add each site that is left out: (cost for a unit of benefit, cost, site, technology, upstream)."""
    alone = trees.own_costs(problem, problem.cost)
    site, code = np.nonzero(np.isfinite(alone) & (worth > 0) & (technology == NONE)[:, None])
    price = alone[site, code]
    rate = price / worth[site, code]
    nowhere = [NONE] * len(site)
    queue = list(zip(rate.tolist(), price.tolist(), site.tolist(), code.tolist(), nowhere, strict=True))
    for each, net in problem.nets.items():
        _offer(queue, problem, worth, technology, each, np.flatnonzero(technology[net.upstream] == each), heap=False)
    return queue


def _offer(
    queue: list[tuple[float, float, int, int, int]],
    problem: Problem,
    worth: np.ndarray,
    technology: np.ndarray,
    code: int,
    links: np.ndarray,
    *,
    heap: bool = True,
) -> None:
    """Add to the queue what hangs on sites that are served now."""
    net = problem.nets[code]
    site = net.site[links]
    useful = (technology[site] == NONE) & (worth[site, code] > 0) & np.isfinite(problem.cost[site, code])
    for link in links[useful]:
        place = int(net.site[link])
        price = float(problem.cost[place, code] + net.cost[link])
        offer = (price / float(worth[place, code]), price, place, code, int(net.upstream[link]))
        heapq.heappush(queue, offer) if heap else queue.append(offer)


def hanging(upstream: np.ndarray, sites: int) -> tuple[np.ndarray, np.ndarray]:
    """Links ordered by their upstream, and where each site's begin and end: shapes (links,), (sites + 1,)."""
    order = np.argsort(upstream, kind="stable")
    return order, np.searchsorted(upstream[order], np.arange(sites + 1))
