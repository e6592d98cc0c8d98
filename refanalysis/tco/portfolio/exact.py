"""Solving the programme on HiGHS: rings of sites that hang on one another are cut off as they appear; the gap is proven."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.tco.portfolio.problem import Problem
from refanalysis.tco.portfolio.programme import Programme, Rows
from refanalysis.tco.portfolio.quiet import no_output
from refanalysis.tco.portfolio.trees import NONE, Plan

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_CUT_ROUNDS = 30
_WORTHWHILE = 2e-4
_LEAST = 0.1
_VIOLATION = 1e-6
_THRESHOLDS = (1e-6, 0.1, 0.3, 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What HiGHS found.

    Attributes
    ----------
    plan, start
        The choice and the year each site starts, None when none was found.
    columns
        Values of the columns, None when none was found.
    bound
        No choice does better: a lower bound on what was minimised.
    status
        optimal, time limit, or infeasible.
    """

    plan: Plan | None
    start: np.ndarray | None
    columns: np.ndarray | None
    bound: float
    status: str


def solve(problem: Problem, made: Programme, goal: np.ndarray, *, gap: float, seconds: float, slack: int = 0) -> Solution:
    """The choice that minimises `goal`, with a bound.

    Parameters
    ----------
    problem, made
        The choice; rows that cut off rings are added to `made`.
    goal
        Coefficient of each column, then of `slack` continuous columns of 0 or more.
    gap
        Relative gap at which to stop [share].
    seconds
        Time limit for all rounds together [s].
    """
    deadline = time.monotonic() + seconds
    bound = _tighten(made, goal, slack, deadline) if made.columns.uses < len(made.columns.site) else -np.inf
    while True:
        result = _highs(made, goal, slack, gap=gap, seconds=max(deadline - time.monotonic(), _LEAST))
        if result.status == 2:
            return Solution(plan=None, start=None, columns=None, bound=np.inf, status="infeasible")
        bound = max(bound, -np.inf if result.mip_dual_bound is None else float(result.mip_dual_bound))
        if result.x is None:
            return Solution(plan=None, start=None, columns=None, bound=bound, status="time limit")
        values = np.append(np.round(result.x[: len(made.columns.site)]), result.x[len(made.columns.site) :])
        rings = _rings(made, values[: len(made.columns.site)], 0.5)
        if not rings:
            plan, start = _plan(problem, made, values)
            status = "optimal" if result.status == 0 else "time limit"
            return Solution(plan=plan, start=start, columns=values, bound=bound, status=status)
        if time.monotonic() > deadline:
            return Solution(plan=None, start=None, columns=None, bound=bound, status="time limit")
        made.rows += rings


def _highs(made: Programme, goal: np.ndarray, slack: int, *, gap: float, seconds: float, relaxed: bool = False) -> object:
    from scipy.optimize import Bounds, LinearConstraint, milp

    matrix, low, high = _scaled(*made.matrix(extra=slack))
    whole = len(made.columns.site)
    ceiling = np.append(np.ones(whole), np.full(slack, np.inf))
    kinds = np.append(np.full(whole, 0 if relaxed else 1), np.zeros(slack))
    with no_output():
        return milp(
            goal,
            integrality=kinds,
            bounds=Bounds(0.0, ceiling),
            constraints=LinearConstraint(matrix, low, high),
            options={"mip_rel_gap": gap, "time_limit": seconds},
        )


def _scaled(matrix: csr_array, low: np.ndarray, high: np.ndarray) -> tuple[csr_array, np.ndarray, np.ndarray]:
    """The same rows with a largest coefficient of at most 1, which HiGHS's tolerances are made for."""
    from scipy.sparse import diags_array

    size = np.maximum(abs(matrix).max(axis=1).toarray().ravel(), 1.0)
    return diags_array(1.0 / size) @ matrix, low / size, high / size


def _tighten(made: Programme, goal: np.ndarray, slack: int, deadline: float) -> float:
    """Cut off fractional rings of the relaxation while that raises its value, a lower bound, which is returned."""
    bound = -np.inf
    for _ in range(_CUT_ROUNDS):
        left = deadline - time.monotonic()
        result = _highs(made, goal, slack, gap=0.0, seconds=max(left / 2.0, _LEAST), relaxed=True)
        if result.status != 0:
            return bound
        before, bound = bound, max(bound, float(result.fun))
        found = [row for level in _THRESHOLDS for row in _rings(made, result.x[: len(made.columns.site)], level)]
        made.rows += found
        if not found or left <= 0 or bound - before < _WORTHWHILE * abs(bound):
            return bound
    return bound


def _rings(made: Programme, values: np.ndarray, level: float) -> list[Rows]:
    """Rows that forbid the rings among links used above `level`: links inside a ring are at most its sites less any one."""
    columns = made.columns
    rows = []
    for technology in np.unique(columns.technology[columns.upstream != NONE]):
        mine = np.flatnonzero((columns.technology == technology) & (columns.upstream != NONE))
        for ring in _components(columns.site[mine], columns.upstream[mine], values[mine] > level):
            inside = mine[np.isin(columns.site[mine], ring) & np.isin(columns.upstream[mine], ring)]
            uses = np.flatnonzero(
                (columns.technology[: columns.uses] == technology) & np.isin(columns.site[: columns.uses], ring)
            )
            spent = np.bincount(columns.site[uses], values[uses], minlength=int(ring.max()) + 1)[ring]
            broken = values[inside].sum() > spent.sum() - spent + _VIOLATION
            rows += [_cut(inside, uses[columns.site[uses] != site]) for site in ring[broken]]
    return rows


def _components(site: np.ndarray, upstream: np.ndarray, used: np.ndarray) -> list[np.ndarray]:
    """Sets of two or more sites that hang on one another."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not used.any():
        return []
    size = int(max(site[used].max(), upstream[used].max())) + 1
    graph = coo_array((np.ones(int(used.sum())), (upstream[used], site[used])), shape=(size, size)).tocsr()
    _, label = connected_components(graph, directed=True, connection="strong")
    return [np.flatnonzero(label == each) for each in np.flatnonzero(np.bincount(label) > 1)]


def _cut(inside: np.ndarray, uses: np.ndarray) -> Rows:
    column = np.concatenate([inside, uses])
    value = np.concatenate([np.ones(len(inside)), -np.ones(len(uses))])
    return Rows(np.zeros(len(column), dtype=int), column, value, np.array([-np.inf]), np.zeros(1))


def _plan(problem: Problem, made: Programme, values: np.ndarray) -> tuple[Plan, np.ndarray]:
    """The choice that the columns stand for."""
    columns, sites = made.columns, len(problem.sites)
    technology, upstream, start = np.full(sites, NONE), np.full(sites, NONE), np.full(sites, NONE)
    used = np.flatnonzero(values[: len(columns.site)] > 0.5)
    uses, links = used[used < columns.uses], used[used >= columns.uses]
    technology[columns.site[uses]], start[columns.site[uses]] = columns.technology[uses], columns.start[uses]
    upstream[columns.site[links]] = columns.upstream[links]
    return Plan(technology=technology, upstream=upstream), start
