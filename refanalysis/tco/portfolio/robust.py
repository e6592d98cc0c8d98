"""Which plan one regrets least when costs are uncertain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.schema import DataError
from refanalysis.tco.portfolio import trees
from refanalysis.tco.portfolio.choice import Choice, chosen
from refanalysis.tco.portfolio.problem import Problem, codes, problem
from refanalysis.tco.portfolio.programme import Objective
from refanalysis.tco.portfolio.rules import Rules
from refanalysis.tco.portfolio.trees import NONE, Plan

if TYPE_CHECKING:
    import pandas as pd

_HIGH = 0.95
_EQUAL = 1e-9


def candidate_plans(
    options: pd.DataFrame,
    draws: pd.DataFrame,
    links: pd.DataFrame | None = None,
    rules: Rules | None = None,
    *,
    objective: Objective = "cost",
    gap: float = 1e-6,
    seconds: float = 10.0,
) -> dict[str, pd.DataFrame]:
    """The best choice of the options ("expected") and those of the draws, each different one once: tables by name.

    Arguments and errors are those of `regret`, which weighs such plans: `candidate_plans(...)[regret(...)["plan"][0]]` is the
    robust choice.
    """
    base, rules = _read(options, links, rules)
    cases = [replace(base, cost=cost) for cost in _drawn(base, draws)]
    best = [chosen(case, rules, objective, gap=gap, seconds=seconds) for case in cases]
    return _named(chosen(base, rules, objective, gap=gap, seconds=seconds), best)


def regret(
    options: pd.DataFrame,
    draws: pd.DataFrame,
    links: pd.DataFrame | None = None,
    rules: Rules | None = None,
    *,
    plans: Mapping[str, pd.DataFrame] | None = None,
    objective: Objective = "cost",
    gap: float = 1e-6,
    seconds: float = 10.0,
) -> pd.DataFrame:
    """How much dearer each fixed plan is than the best of each draw: the plan with the least to regret first.

    Parameters
    ----------
    options, links, rules, objective, gap, seconds
        As for `choose`; the time limit is for each draw.
    draws
        site, technology, draw, cost: the cost of every feasible option in every draw [currency]. Links cost the same in all.
    plans
        Tables site, technology, upstream by name; by default the best choice of each draw and that of the `options`
        ("expected"), each once.

    Returns
    -------
    pandas.DataFrame
        plan, best_in (share of the draws in which none is better), mean, p95, max (regret) [currency, or the benefit lost],
        cost (mean) [currency], over_budget (share of the draws in which the plan costs more than the budget).

    Raises
    ------
    DataError
        When a draw lacks the cost of a feasible option, or a plan hangs a site on nothing.

    Notes
    -----
    With the objective cost, regret is what the plan costs above the best of the draw. With sites or users it is what the best
    of the draw serves more; a plan that breaks the budget in a draw is charged its whole benefit there.
    """
    import pandas as pd

    base, rules = _read(options, links, rules)
    cases = [replace(base, cost=cost) for cost in _drawn(base, draws)]
    best = [chosen(case, rules, objective, gap=gap, seconds=seconds) for case in cases]
    tables = _named(chosen(base, rules, objective, gap=gap, seconds=seconds), best) if plans is None else dict(plans)
    fixed = {name: _plan(base, table, name) for name, table in tables.items()}
    spent = np.array(
        [[trees.total(case, case.cost, np.zeros(len(base.sites)), plan) for case in cases] for plan in fixed.values()]
    )
    over = spent > rules.ceiling * (1.0 + _EQUAL)
    lost = _lost(base, objective, best, fixed, spent, over)
    frame = pd.DataFrame(
        {
            "plan": list(fixed),
            "best_in": (lost <= _EQUAL * np.maximum(np.abs(spent), 1.0)).mean(axis=1),
            "mean": lost.mean(axis=1),
            "p95": np.quantile(lost, _HIGH, axis=1),
            "max": lost.max(axis=1),
            "cost": spent.mean(axis=1),
            "over_budget": over.mean(axis=1),
        }
    )
    return frame.sort_values(["max", "mean"], kind="stable", ignore_index=True)


def _lost(
    base: Problem, objective: Objective, best: Sequence[Choice], fixed: Mapping[str, Plan], spent: np.ndarray, over: np.ndarray
) -> np.ndarray:
    """Regret of each plan in each draw, shape (plans, draws)."""
    value = np.array([each.value for each in best])
    if objective == "cost":
        return np.maximum(spent - value, 0.0)
    served = np.array([_benefit(base, objective, plan) for plan in fixed.values()])
    return np.maximum(value - np.where(over, 0.0, served[:, None]), 0.0)


def _benefit(base: Problem, objective: Objective, plan: Plan) -> float:
    served = np.flatnonzero(plan.technology != NONE)
    if objective == "sites":
        return float((base.weight * base.counts)[served].sum())
    return float((base.users * base.weight[:, None])[served, plan.technology[served]].sum())


def _drawn(base: Problem, draws: pd.DataFrame) -> np.ndarray:
    """Costs of the options by draw, shape (draws, sites, technologies)."""
    missing = [name for name in ("site", "technology", "draw", "cost") if name not in draws]
    if missing:
        raise DataError(f"draws: column {', '.join(missing)} is missing")
    number = np.unique(draws["draw"].to_numpy())
    costs = np.full((len(number), *base.cost.shape), np.nan)
    site, technology = (
        codes(draws["site"], base.sites, "draws", "site"),
        codes(draws["technology"], base.technologies, "draws", "technology"),
    )
    costs[np.searchsorted(number, draws["draw"].to_numpy()), site, technology] = draws["cost"].to_numpy(dtype=float)
    costs[:, ~np.isfinite(base.cost)] = np.inf
    wrong = np.argwhere(np.isnan(costs) | (costs < 0))
    if len(wrong):
        draw, row, column = wrong[0]
        found = costs[draw, row, column]
        raise DataError(
            f"draws: cost of site {base.sites[row]}, technology {base.technologies[column]}, draw {number[draw]} is {found}; "
            f"accepted: 0 or more; {len(wrong)} such"
        )
    return costs


def _read(options: pd.DataFrame, links: pd.DataFrame | None, rules: Rules | None) -> tuple[Problem, Rules]:
    rules = Rules() if rules is None else rules
    if rules.yearly or rules.equity:
        raise ValueError("regret knows a budget, coverage and must-serve sites; rules by year and equity would be ignored")
    return problem(options, links), rules


def _named(expected: Choice, best: Sequence[Choice]) -> dict[str, pd.DataFrame]:
    """The choice of the options and the different ones of the draws."""
    named = {"expected": expected.table}
    seen = {_signature(expected.table)}
    for number, each in enumerate(best):
        mark = _signature(each.table)
        if mark not in seen:
            seen.add(mark)
            named[f"best of draw {number}"] = each.table
    return named


def _signature(table: pd.DataFrame) -> tuple[str, ...]:
    return tuple(table["technology"] + "|" + table["upstream"])


def _plan(base: Problem, table: pd.DataFrame, name: str) -> Plan:
    """A plan from its table."""
    site = codes(table["site"], base.sites, name, "site")
    technology = np.full(len(base.sites), NONE)
    upstream = np.full(len(base.sites), NONE)
    code = codes(table["technology"], base.technologies, name, "technology", also="")
    technology[site] = np.where(code == len(base.technologies), NONE, code)
    above = codes(table["upstream"], base.sites, name, "upstream", also="")
    upstream[site] = np.where(above == len(base.sites), NONE, above)
    plan = Plan(technology=technology, upstream=upstream)
    if trees.adrift(plan).any() or not np.isfinite(trees.total(base, base.cost, np.zeros(len(base.sites)), plan)):
        raise DataError(f"plan {name}: some site uses an option that is not feasible, or hangs on no infrastructure")
    return plan
