"""A proven lower bound by dual ascent, and what it rules out.

Every site is a terminal that must be reached from a root: over one arc that stands for its cheapest option by itself (or for
being left out), or through a copy of the site for each technology with links, entered over links. Any set of sites not holding
the root needs at least one arc that enters it; raising a price on such a set while its arcs can bear it raises a bound on every
choice.

References
----------
.. [1] R. T. Wong, A dual ascent approach for Steiner tree problems on a directed graph, Mathematical Programming 28, 1984.
   doi:10.1007/BF02612335
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from refanalysis.tco.portfolio.problem import Problem
from refanalysis.tco.portfolio.trees import own_costs

_SATURATED = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Ascent:
    """A lower bound and the reduced costs that prove it.

    Attributes
    ----------
    value
        No choice costs less [currency]; infinite when some site cannot be reached.
    tail, head
        Ends of the arcs, shape (arcs,). Nodes: sites, then a copy of every site for each technology with links, then the root.
    technology, link
        Technology of each arc (-1 for the cheapest option by itself) and its position among the links, -1 for a link to
        infrastructure, -2 from a copy to its site, shape (arcs,).
    reduced
        Reduced costs [currency], shape (arcs,).
    terminals
        Sites to be reached, shape (terminals,).
    cuts
        Each set that was raised as its site and the arcs that enter it; empty unless asked for.
    """

    value: float
    tail: np.ndarray
    head: np.ndarray
    technology: np.ndarray
    link: np.ndarray
    reduced: np.ndarray
    terminals: np.ndarray
    cuts: list[tuple[int, list[int]]]


def ascent(problem: Problem, cost: np.ndarray, unserved: np.ndarray, *, keep: bool = False) -> Ascent:
    """Lower bound on the cost of every choice without ceilings.

    Parameters
    ----------
    problem, cost, unserved
        As for `trees.plan`.
    keep
        Whether to return the cuts.

    Notes
    -----
    The bound holds for a relaxation in which a site may relay for one technology and use another, so it holds for the choice.
    """
    tail, head, price, technology, link = _arcs(problem, cost, unserved)
    terminals = np.flatnonzero(problem.counts)
    entering = _entering(head, int(head.max(initial=0)) + 1)
    root = len(problem.sites) * (1 + len(problem.nets))
    cuts: list[tuple[int, list[int]]] = []
    raised, reduced = _raise(tail.tolist(), price.tolist(), entering, terminals.tolist(), root, cuts if keep else None)
    return Ascent(
        value=raised,
        tail=tail,
        head=head,
        technology=technology,
        link=link,
        reduced=np.array(reduced),
        terminals=terminals,
        cuts=cuts,
    )


def ruled_out(found: Ascent, problem: Problem, ceiling: float) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """Links that no choice costing at most `ceiling` uses: by technology, of the links and of the links to infrastructure.

    Notes
    -----
    A path from the root over the arc to some site costs at least the bound plus the reduced costs along it.
    """
    least = found.value + _through(found, len(problem.sites) * (1 + len(problem.nets)))
    useless = least > ceiling + abs(ceiling) * _SATURATED + _SATURATED
    sites = len(problem.sites)
    out = {}
    for place, (technology, net) in enumerate(problem.nets.items()):
        mine = found.technology == technology
        kept = mine & ~useless
        links = np.ones(len(net.site), dtype=bool)
        links[found.link[kept & (found.link >= 0)]] = False
        roots = np.ones(sites, dtype=bool)
        roots[found.head[kept & (found.link == -1)] - sites * (1 + place)] = False
        out[technology] = (links, roots)
    return out


def _arcs(problem: Problem, cost: np.ndarray, unserved: np.ndarray) -> tuple[np.ndarray, ...]:
    """Arcs that may be of use: tail, head, price, technology, link."""
    sites = len(problem.sites)
    root = sites * (1 + len(problem.nets))
    every = np.arange(sites)
    alone = np.minimum(own_costs(problem, cost).min(axis=1), unserved)
    parts = [(np.full(sites, root), every, alone, np.full(sites, -1), np.full(sites, -1))]
    for place, (technology, net) in enumerate(problem.nets.items()):
        base, own = sites * (1 + place), cost[:, technology]
        useful = net.cost < net.root_cost[net.site]
        count = int(useful.sum())
        site, upstream = net.site[useful], net.upstream[useful]
        code = np.full(sites, technology)
        parts.append((base + every, every, np.where(np.isfinite(own), 0.0, np.inf), code, np.full(sites, -2)))
        parts.append((np.full(sites, root), base + every, own + net.root_cost, code, np.full(sites, -1)))
        price = net.cost[useful] + own[site] + np.where(np.isfinite(own[upstream]), 0.0, np.inf)
        parts.append((base + upstream, base + site, price, np.full(count, technology), np.flatnonzero(useful)))
    joined = [np.concatenate(each) for each in zip(*parts, strict=True)]
    finite = np.isfinite(joined[2])
    return tuple(each[finite] for each in joined)


def _entering(head: np.ndarray, nodes: int) -> list[list[int]]:
    """Arcs entering each node."""
    order = np.argsort(head, kind="stable")
    return [each.tolist() for each in np.split(order, np.searchsorted(head[order], np.arange(1, nodes)))]


def _raise(
    tail: list[int],
    reduced: list[float],
    entering: list[list[int]],
    terminals: list[int],
    root: int,
    kept: list[tuple[int, list[int]]] | None,
) -> tuple[float, list[float]]:
    """The bound and what is left of each arc's price; sets with few entering arcs are raised first."""
    entering = entering + [[]] * (root - len(entering) + 1)
    grown, cut, value = {each: {each} for each in terminals}, {each: entering[each] for each in terminals}, 0.0
    queue = [(len(cut[each]), each) for each in terminals]
    heapq.heapify(queue)
    while queue:
        _, terminal = heapq.heappop(queue)
        arcs = _cut(terminal, grown, cut, tail, reduced, entering, root)
        if arcs is None:
            continue
        if not arcs:
            return float("inf"), reduced
        if not queue or len(arcs) <= queue[0][0]:
            step = min(reduced[arc] for arc in arcs)
            value += step
            if kept is not None:
                kept.append((terminal, arcs))
            for arc in arcs:
                reduced[arc] -= step
        heapq.heappush(queue, (len(arcs), terminal))
    return value, reduced


def _cut(
    terminal: int,
    grown: dict[int, set[int]],
    cut: dict[int, list[int]],
    tail: list[int],
    reduced: list[float],
    entering: list[list[int]],
    root: int,
) -> list[int] | None:
    """Arcs that enter the set of nodes reaching the terminal for free, which is brought up to date; None once the root does."""
    inside, open_arcs, waiting = grown[terminal], [], [cut[terminal]]
    while waiting:
        for arc in waiting.pop():
            node = tail[arc]
            if node in inside:
                continue
            if reduced[arc] > _SATURATED:
                open_arcs.append(arc)
                continue
            if node == root:
                return None
            inside.add(node)
            waiting.append(entering[node])
    cut[terminal] = [arc for arc in open_arcs if tail[arc] not in inside]
    return cut[terminal]


def _through(found: Ascent, root: int) -> np.ndarray:
    """Least reduced cost of a path from the root over each arc to a site to be reached, shape (arcs,)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    weight = np.maximum(found.reduced, 0.0) + _SATURATED
    beyond = root + 1
    tail = np.concatenate([found.tail, found.terminals])
    head = np.concatenate([found.head, np.full(len(found.terminals), beyond)])
    value = np.concatenate([weight, np.full(len(found.terminals), _SATURATED)])
    graph = coo_array((value, (tail, head)), shape=(root + 2, root + 2)).tocsr()
    ahead = dijkstra(graph, indices=root)
    behind = dijkstra(graph.T.tocsr(), indices=beyond)
    slack = _SATURATED * (root + 3)
    return np.maximum(ahead[found.tail] + weight + behind[found.head] - 2.0 * slack, 0.0)
