"""What coverage rules ask for in numbers, and which sites any choice could serve."""

from __future__ import annotations

import numpy as np

from refanalysis.schema import DataError
from refanalysis.tco.portfolio.problem import Net, Problem, listed
from refanalysis.tco.portfolio.programme import Needs, Objective
from refanalysis.tco.portfolio.rules import Rules

_ROUNDING = 1e-9


def servable(problem: Problem) -> np.ndarray:
    """Whether any choice could serve each site, shape (sites,)."""
    able = np.isfinite(problem.cost)
    alone = [code for code in range(able.shape[1]) if code not in problem.nets]
    found = able[:, alone].any(axis=1)
    for code, net in problem.nets.items():
        found |= _reached(net, able[:, code])
    return found


def needs(problem: Problem, rules: Rules, objective: Objective) -> Needs:
    """Coverage in numbers; with the objective cost and no rule on coverage or must-serve sites every site is to be served.

    Raises
    ------
    DataError
        For a site that must be served and cannot be, or that the options do not hold.
    """
    possible = servable(problem) & problem.counts
    must = _musts(problem, rules, possible)
    asked = rules.cover_sites
    if objective == "cost" and asked is None and rules.cover_users is None and not must:
        asked = 1.0
    full = asked in ("possible", 1)
    if asked == 1 and (problem.counts & ~possible).any():
        lacking = problem.sites[problem.counts & ~possible]
        raise DataError(
            f"cover_sites asks for every site, but no feasible option reaches {listed(lacking)}; accepted: an option for each, "
            f"a share of at most {_floored(possible.sum() / problem.counts.sum())}, or 'possible'"
        )
    every = possible if full else np.isin(np.arange(len(possible)), must)
    return Needs(
        sites=_sites(asked, problem, possible),
        users=_users(rules, problem, possible),
        must=must,
        every=every,
        possible=possible,
    )


def _reached(net: Net, able: np.ndarray) -> np.ndarray:
    """Sites that a chain of links through able sites joins to infrastructure."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order

    sites = len(able)
    used = able[net.site] & able[net.upstream]
    rooted = np.flatnonzero(able & np.isfinite(net.root_cost))
    tail, head = np.append(net.upstream[used], np.full(len(rooted), sites)), np.append(net.site[used], rooted)
    graph = coo_array((np.ones(len(tail)), (tail, head)), shape=(sites + 1, sites + 1)).tocsr()
    found = np.zeros(sites + 1, dtype=bool)
    found[breadth_first_order(graph, sites, return_predecessors=False)] = True
    return found[:sites]


def _musts(problem: Problem, rules: Rules, possible: np.ndarray) -> tuple[int, ...]:
    place = {site: index for index, site in enumerate(problem.sites)}
    unknown = [site for site in rules.must_serve if site not in place]
    if unknown:
        raise DataError(f"must_serve names {listed(unknown)}, unknown to the options")
    must = tuple(place[site] for site in dict.fromkeys(rules.must_serve))
    lacking = [problem.sites[each] for each in must if not possible[each]]
    if lacking:
        raise DataError(f"must_serve names {listed(lacking)}, which no feasible option reaches")
    return must


def _sites(asked: float | str | None, problem: Problem, possible: np.ndarray) -> float:
    if asked is None:
        return 0.0
    if asked == "possible":
        return float(possible.sum())
    return float(np.ceil(float(asked) * problem.counts.sum() - _ROUNDING))


def _users(rules: Rules, problem: Problem, possible: np.ndarray) -> float:
    if rules.cover_users is None:
        return 0.0
    most = problem.users.max(axis=1)
    if rules.cover_users == "possible":
        return float(most[possible].sum())
    return float(rules.cover_users * most.sum() * (1.0 - _ROUNDING))


def _floored(share: float) -> float:
    return float(np.floor(share * 1e4) / 1e4)
