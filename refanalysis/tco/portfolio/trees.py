"""Near-optimal shared trees in a fraction of a second: spanning tree, dynamic programming on it, local improvement.

One technology at a time: a spanning tree over every site that could use it, then for each site the cheaper of "its branch is
built" and "everything below stands alone", exactly, from the leaves up. Sites outside the tree that would now pay for their
own link join, sites inside it are joined anew by their own spanning tree, until nothing gets cheaper. Technologies take turns.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from refanalysis.tco.portfolio.problem import Net, Problem, link_between

NONE = -1
_ROUNDS = 20
_TINY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What each site uses.

    Attributes
    ----------
    technology
        Index of the technology, -1 for none, shape (sites,).
    upstream
        Index of the site it hangs on, -1 for infrastructure or a technology without links, shape (sites,).
    """

    technology: np.ndarray
    upstream: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A technology's links for spanning trees: each pair once, and whether links cost the same either way (`even`)."""

    net: Net
    first: np.ndarray
    second: np.ndarray
    cost: np.ndarray
    even: bool


def plan(problem: Problem, cost: np.ndarray, unserved: np.ndarray) -> Plan:
    """A choice of low cost without ceilings.

    Parameters
    ----------
    problem
        Links and names.
    cost
        What each option costs without links, infinite where it is not feasible, shape (sites, technologies).
    unserved
        What it costs to leave a site without service, infinite where it must be served, shape (sites,).

    Notes
    -----
    A site that no link reaches and that must be served stays at -1; `total` is then infinite.
    """
    best = direct(problem, cost, unserved)
    value = total(problem, cost, unserved, best)
    layers = {technology: _layer(net) for technology, net in problem.nets.items()}
    for _ in range(_ROUNDS if layers else 0):
        before = value
        for technology, layer in layers.items():
            tried = _relaid(problem, cost, unserved, best, technology, layer)
            reached = total(problem, cost, unserved, tried)
            if reached < value or (not np.isfinite(value) and _lacking(tried, unserved) < _lacking(best, unserved)):
                best, value = tried, reached
        if not value < before:
            return best
    return best


def direct(problem: Problem, cost: np.ndarray, unserved: np.ndarray) -> Plan:
    """The cheapest option of each site by itself, hanging on no other site."""
    alone = own_costs(problem, cost)
    technology = alone.argmin(axis=1)
    lowest = alone[np.arange(len(alone)), technology]
    technology = np.where((lowest <= unserved) & np.isfinite(lowest), technology, NONE)
    return Plan(technology=technology, upstream=np.full(len(alone), NONE))


def own_costs(problem: Problem, cost: np.ndarray) -> np.ndarray:
    """Cost of each option when the site hangs on no other [currency], shape (sites, technologies)."""
    alone = cost.copy()
    for technology, net in problem.nets.items():
        alone[:, technology] += net.root_cost
    return alone


def adrift(chosen: Plan) -> np.ndarray:
    """Whether each site hangs in the end on no infrastructure: on a site of another technology or in a ring, shape (sites,)."""
    hung = chosen.upstream != NONE
    same = chosen.technology == chosen.technology[np.where(hung, chosen.upstream, 0)]
    own = np.arange(len(hung))
    lost, above = hung & ~same, np.where(hung & same, chosen.upstream, own)
    for _ in range(len(hung).bit_length() + 1):
        lost, above = lost | lost[above], above[above]
    return lost | (hung[above] & (above != own)) | (hung & (above == own))


def link_costs(problem: Problem, chosen: Plan) -> np.ndarray:
    """Cost of each site's link [currency], 0 for a technology without links, shape (sites,)."""
    costs = np.zeros(len(problem.sites))
    for technology, net in problem.nets.items():
        users = chosen.technology == technology
        costs[users] = net.root_cost[users]
        hung = np.flatnonzero(users & (chosen.upstream != NONE))
        if hung.size:
            place = link_between(net, len(costs), hung, chosen.upstream[hung])
            costs[hung] = np.where(place >= 0, net.cost[place], np.inf)
    return costs


def site_costs(problem: Problem, cost: np.ndarray, unserved: np.ndarray, chosen: Plan) -> np.ndarray:
    """Cost of each site with its link [currency], shape (sites,)."""
    served = chosen.technology != NONE
    own = cost[np.arange(len(cost)), np.where(served, chosen.technology, 0)]
    return np.where(served, own + link_costs(problem, chosen), unserved)


def total(problem: Problem, cost: np.ndarray, unserved: np.ndarray, chosen: Plan) -> float:
    """Cost of all sites [currency]."""
    return float(site_costs(problem, cost, unserved, chosen).sum())


def _lacking(chosen: Plan, unserved: np.ndarray) -> int:
    return int(((chosen.technology == NONE) & np.isinf(unserved)).sum())


def _layer(net: Net) -> Layer:
    """The links of a technology, prepared for spanning trees."""
    sites = len(net.root_cost)
    back = link_between(net, sites, net.upstream, net.site)
    dominated = (back < 0) & (net.root_cost[net.upstream] <= net.cost)
    even = (back >= 0) & (net.cost[back] == net.cost) if len(back) else dominated
    once = np.flatnonzero((net.site < net.upstream) | (back < 0))
    return Layer(
        net=net, first=net.site[once], second=net.upstream[once], cost=net.cost[once], even=bool((even | dominated).all())
    )


def _relaid(problem: Problem, cost: np.ndarray, unserved: np.ndarray, chosen: Plan, technology: int, layer: Layer) -> Plan:
    """The plan with the tree of one technology laid anew, all else standing."""
    alone = own_costs(problem, cost)
    alone[:, technology] = np.inf
    other = alone.argmin(axis=1)
    spare = alone[np.arange(len(alone)), other]
    other, spare = np.where(unserved < spare, NONE, other), np.minimum(unserved, spare)
    hung = (chosen.technology != technology) & (chosen.technology != NONE) & (chosen.upstream != NONE)
    now = site_costs(problem, cost, unserved, chosen)
    held = np.zeros(len(spare), dtype=bool)
    held[chosen.upstream[hung]] = True
    keeps = hung & (now < spare) | held
    spare = np.where(keeps, now, spare)
    inside, upstream = _tree(layer, cost[:, technology], spare, held)
    elsewhere = np.where(keeps, chosen.technology, other)
    above = np.where(keeps, chosen.upstream, NONE)
    return Plan(technology=np.where(inside, technology, elsewhere), upstream=np.where(inside, upstream, above))


def _tree(layer: Layer, cost: np.ndarray, spare: np.ndarray, held: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sites in the tree and what each hangs on; `spare` is what a site costs outside it, `held` ones may not join."""
    net = layer.net
    large = cost[np.isfinite(cost)].sum() + spare[np.isfinite(spare)].sum() + net.cost.sum() + 1.0
    spare = np.where(np.isfinite(spare), spare, large)
    able = np.isfinite(cost) & ~held
    entry = net.root_cost.copy()
    np.minimum.at(entry, net.site, net.cost)
    if not (able & (spare > cost + entry)).any():
        return np.zeros(len(cost), dtype=bool), np.full(len(cost), NONE)
    toll = np.where(able, np.maximum(cost - spare, 0.0), 0.0)
    tries = [_grown(layer, cost, spare, able, each) for each in ([toll * 0.0, toll] if toll.any() else [toll])]
    return min(tries, key=lambda tried: tried[2])[:2]


def _grown(
    layer: Layer, cost: np.ndarray, spare: np.ndarray, able: np.ndarray, toll: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    """Best tree from local improvement: members, upstream, cost.

    The first spanning tree counts with each link the `toll` of the sites at its ends, what they lose by joining, so that relays
    that want to join anyway come first.
    """
    net, free = layer.net, np.zeros(len(cost))
    best = _pruned(layer, cost, spare, able, toll)
    for _ in range(_ROUNDS):
        anew = _pruned(layer, cost, spare, best[0], free)
        join = net.root_cost.copy()
        usable = anew[0][net.upstream]
        np.minimum.at(join, net.site[usable], net.cost[usable])
        wider = anew[0] | (able & (spare - cost - join > 0))
        tried = (
            anew
            if (wider == anew[0]).all()
            else min((_pruned(layer, cost, spare, wider, free), anew), key=lambda each: each[2])
        )
        if not tried[2] < best[2] - _TINY * abs(best[2]):
            return best
        best = tried
    return best


def _pruned(
    layer: Layer, cost: np.ndarray, spare: np.ndarray, members: np.ndarray, toll: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    """The cheapest subtree of the spanning tree of `members`: its sites, their upstream, the cost of all sites."""
    order, upstream, link = _spanning(layer, members, toll)
    out, into, above = spare.tolist(), (cost + link).tolist(), upstream.tolist()
    for site in reversed(order):
        parent = above[site]
        if parent != NONE:
            out[parent] += out[site]
            into[parent] += min(out[site], into[site])
    inside = np.zeros(len(cost), dtype=bool)
    for site in order:
        inside[site] = (above[site] == NONE or inside[above[site]]) and into[site] < out[site]
    value = float(np.where(inside, cost + np.where(inside, link, 0.0), spare).sum())
    return inside, np.where(inside, upstream, NONE), value


def _spanning(layer: Layer, members: np.ndarray, toll: np.ndarray) -> tuple[list[int], np.ndarray, np.ndarray]:
    """Spanning tree of the members that can be reached: order from the root, upstream, cost of each one's link."""
    net = layer.net
    order, above = (_kruskal if layer.even else _prim)(layer, members, toll)
    place = link_between(net, len(members), np.arange(len(members)), np.maximum(above, 0))
    hung = above != NONE
    above = np.where(hung & (place >= 0), above, NONE)
    link = np.where(above != NONE, net.cost[place], net.root_cost) if len(net.cost) else net.root_cost
    return order, above, link


def _kruskal(layer: Layer, members: np.ndarray, toll: np.ndarray) -> tuple[list[int], np.ndarray]:
    """Minimum spanning tree from the root (SciPy): order, upstream.

    A link that leads only the other way costs no less than the site's own link to infrastructure, which then takes its place.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

    sites = len(members)
    used = members[layer.first] & members[layer.second]
    first, second = layer.first[used], layer.second[used]
    rooted = np.flatnonzero(members & np.isfinite(layer.net.root_cost))
    weight = np.concatenate([layer.cost[used] + toll[first] + toll[second], layer.net.root_cost[rooted] + toll[rooted]])
    ends = np.concatenate([first, np.full(len(rooted), sites)]), np.concatenate([second, rooted])
    graph = coo_array((weight + _shift(weight), ends), shape=(sites + 1, sites + 1)).tocsr()
    order, above = breadth_first_order(minimum_spanning_tree(graph), sites, directed=False)
    above = above[:sites]
    return order[1:].tolist(), np.where((above == sites) | (above < 0), NONE, above)


def _shift(value: np.ndarray) -> float:
    """Something to add to every weight, because SciPy takes a weight of 0 for no edge; it changes no comparison."""
    return max(float(value.max(initial=0.0)), 1.0) * _TINY


def _prim(layer: Layer, members: np.ndarray, toll: np.ndarray) -> tuple[list[int], np.ndarray]:
    """Tree grown from the root along links that lead one way: order, upstream."""
    net, sites = layer.net, len(members)
    used = np.flatnonzero(members[net.site] & members[net.upstream])
    used = used[np.argsort(net.upstream[used], kind="stable")]
    start = np.searchsorted(net.upstream[used], np.arange(sites + 1)).tolist()
    heads, costs = net.site[used].tolist(), (net.cost[used] + toll[net.site[used]] + toll[net.upstream[used]]).tolist()
    rooted = np.flatnonzero(members & np.isfinite(net.root_cost))
    queue = [(cost, site, NONE) for cost, site in zip((net.root_cost + toll)[rooted].tolist(), rooted.tolist(), strict=True)]
    heapq.heapify(queue)
    above, grown, seen = np.full(sites, NONE), [], [False] * sites
    while queue:
        _, reached, parent = heapq.heappop(queue)
        if seen[reached]:
            continue
        seen[reached], above[reached] = True, parent
        grown.append(reached)
        for place in range(start[reached], start[reached + 1]):
            if not seen[heads[place]]:
                heapq.heappush(queue, (costs[place], heads[place], reached))
    return grown, above
