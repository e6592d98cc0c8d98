"""What more money buys, which sites change first, and which plan one regrets least."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.schema import DataError
from refanalysis.tco.portfolio import trees
from refanalysis.tco.portfolio.choice import Choice, choose, chosen
from refanalysis.tco.portfolio.problem import Problem, codes, problem
from refanalysis.tco.portfolio.programme import Objective
from refanalysis.tco.portfolio.rules import Rules
from refanalysis.tco.portfolio.trees import NONE, Plan

if TYPE_CHECKING:
    import pandas as pd

_HIGH = 0.95
_MOST_STEPS = 200
_CURVE_GAP = 1e-4


def budget_curve(
    options: pd.DataFrame,
    links: pd.DataFrame | None,
    budgets: Iterable[float],
    rules: Rules | None = None,
    *,
    objective: Objective = "users",
    **given: object,
) -> dict[float, Choice]:
    """The best choice at each budget, by budget from the smallest on.

    Parameters
    ----------
    options, links, rules, objective, given
        As for `choose`, to which everything is passed on; the budget of `rules` is replaced.
    budgets
        Ceilings [currency].

    Notes
    -----
    Each choice serves as many as one of a smaller budget: where the search for a larger budget finds less, the smaller one's
    choice, which it affords, stands; a bound proven for a larger budget holds for a smaller one.
    """
    base = Rules() if rules is None else rules
    found: dict[float, Choice] = {}
    best: Choice | None = None
    for budget in sorted(set(map(float, budgets))):
        here = choose(options, links, replace(base, budget=budget), objective=objective, **given)
        if best is not None and here.value < best.value:
            here = _kept(best, here)
        found[budget] = best = here
    return found


def marginal_value(
    options: pd.DataFrame,
    links: pd.DataFrame | None = None,
    rules: Rules | None = None,
    *,
    step: float = 100_000.0,
    upto: float | None = None,
    objective: Objective = "users",
    **given: object,
) -> pd.DataFrame:
    """What each further `step` of money buys: the frontier of cost and benefit.

    Parameters
    ----------
    options, links, rules, objective, given
        As for `choose`, except that a gap of 1e-4 is good enough unless another is given.
    step
        Step of the budget [currency].
    upto
        Largest budget [currency]; by default the least cost of serving every site that can be served.

    Returns
    -------
    pandas.DataFrame
        budget, cost [currency], sites [site], users [person], value (of the objective), bound, gap [share], added: value above
        that of the step before.

    Raises
    ------
    ValueError
        For a step that is not above 0, or more than 200 steps.
    """
    import pandas as pd

    if not 0 < step < np.inf:
        raise ValueError(f"step is {step}; accepted: an amount above 0")
    top = choose(options, links, Rules(cover_sites="possible"), **_without(given, "weights")).cost if upto is None else upto
    count = int(np.ceil(top / step - 1e-9))
    if count > _MOST_STEPS:
        raise ValueError(f"{count} steps of {step:,.0f} up to {top:,.0f}; accepted: at most {_MOST_STEPS}, so a larger step")
    budgets = step * np.arange(1, count + 1)
    found = budget_curve(options, links, budgets, rules, objective=objective, **{"gap": _CURVE_GAP, **given})
    names = ("cost", "sites", "users", "value", "bound", "gap")
    frame = pd.DataFrame({"budget": list(found)} | {name: [getattr(each, name) for each in found.values()] for name in names})
    frame["added"] = frame["value"].diff().fillna(frame["value"])
    return frame


def first_to_change(curve: Mapping[float, Choice], budget: float) -> pd.DataFrame:
    """Sites whose choice changes as the budget moves away from `budget`, the nearest change first.

    Parameters
    ----------
    curve
        Choices by budget, from `budget_curve`.
    budget
        One of its budgets [currency].

    Returns
    -------
    pandas.DataFrame
        site, direction (less or more), budget at which it first differs [currency], distance from `budget` [currency], before
        and after (technology; empty: not served).

    Raises
    ------
    ValueError
        When the curve does not hold the budget.
    """
    import pandas as pd

    if budget not in curve:
        raise ValueError(f"budget is {budget}; the curve holds {', '.join(f'{each:g}' for each in curve)}")
    base = curve[budget].table.set_index("site")["technology"]
    rows = []
    for direction, others in (
        ("less", sorted((b for b in curve if b < budget), reverse=True)),
        ("more", sorted(b for b in curve if b > budget)),
    ):
        seen: set[str] = set()
        for other in others:
            now = curve[other].table.set_index("site")["technology"]
            changed = [site for site in base.index[(now != base).to_numpy()] if site not in seen]
            seen.update(changed)
            rows += [(site, direction, other, abs(other - budget), base[site], now[site]) for site in changed]
    frame = pd.DataFrame(rows, columns=["site", "direction", "budget", "distance", "before", "after"])
    return frame.sort_values("distance", kind="stable", ignore_index=True)


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

    base, rules = problem(options, links), Rules() if rules is None else rules
    if rules.yearly or rules.equity:
        raise ValueError("regret knows a budget, coverage and must-serve sites; rules by year and equity would be ignored")
    costs = _drawn(base, draws)
    cases = [replace(base, cost=cost) for cost in costs]
    best = [chosen(case, rules, objective, gap=gap, seconds=seconds) for case in cases]
    tables = _plans(base, rules, objective, best, gap, seconds) if plans is None else dict(plans)
    fixed = {name: _plan(base, table, name) for name, table in tables.items()}
    spent = np.array(
        [[trees.total(case, case.cost, np.zeros(len(base.sites)), plan) for case in cases] for plan in fixed.values()]
    )
    over = spent > rules.ceiling * (1.0 + 1e-9)
    lost = _lost(base, objective, best, fixed, spent, over)
    frame = pd.DataFrame(
        {
            "plan": list(fixed),
            "best_in": (lost <= 1e-9 * np.maximum(np.abs(spent), 1.0)).mean(axis=1),
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


def _plans(
    base: Problem, rules: Rules, objective: Objective, best: Sequence[Choice], gap: float, seconds: float
) -> dict[str, pd.DataFrame]:
    """The choice of the options and the different ones of the draws."""
    named = {"expected": chosen(base, rules, objective, gap=gap, seconds=seconds).table}
    seen = {_signature(named["expected"])}
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


def _kept(smaller: Choice, larger: Choice) -> Choice:
    """The smaller budget's choice as that of a larger one."""
    distance = abs(smaller.value - larger.bound) / abs(smaller.value) if smaller.value else 0.0
    return replace(smaller, bound=larger.bound, gap=distance)


def _without(given: Mapping[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in given.items() if key != name}
