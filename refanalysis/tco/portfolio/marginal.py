"""What more money buys, and which sites change first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.tco.portfolio.choice import Choice, choose
from refanalysis.tco.portfolio.programme import Objective
from refanalysis.tco.portfolio.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

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


def _kept(smaller: Choice, larger: Choice) -> Choice:
    """The smaller budget's choice as that of a larger one."""
    distance = abs(smaller.value - larger.bound) / abs(smaller.value) if smaller.value else 0.0
    return replace(smaller, bound=larger.bound, gap=distance)


def _without(given: Mapping[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in given.items() if key != name}
