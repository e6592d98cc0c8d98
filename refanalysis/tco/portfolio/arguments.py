"""What `choose` refuses before it starts: arguments that are unknown, missing, or would be ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis.tco.portfolio.problem import Net, Problem
from refanalysis.tco.portfolio.rules import Rules

if TYPE_CHECKING:
    import pandas as pd


def check(
    given: Problem,
    rules: Rules,
    objective: str,
    method: str,
    rate: float | None,
    options: pd.DataFrame,
    weights: pd.DataFrame | None,
) -> None:
    """Raise `ValueError` for arguments that are unknown, missing or would be ignored, all at once."""
    wrong = []
    if "unit" in options and options["unit"].nunique(dropna=False) != 1:
        wrong.append(f"options: column unit holds {', '.join(map(str, options['unit'].unique()))}; accepted: one unit of cost")
    for name, value, accepted in (
        ("objective", objective, ("cost", "sites", "users")),
        ("method", method, ("auto", "exact", "fast")),
    ):
        if value not in accepted:
            wrong.append(f"{name} is {value!r}; accepted: {', '.join(accepted)}")
    if rules.yearly and given.value is None:
        wrong.append("ceilings by year and later starts need the table yearly")
    elif rules.yearly:
        wrong += _years_out(rules, given.value.shape[2])
    if rules.starts > 1 and rate is None:
        wrong.append("later starts need a discount rate")
    if weights is not None and objective == "cost":
        wrong.append("weights would be ignored: the objective is cost; accepted with sites or users")
    if "users" not in options and (objective == "users" or rules.cover_users is not None or rules.equity):
        wrong.append("options need the column users for the objective users, cover_users and equity")
    unknown = [group for group in rules.equity if group not in given.groups]
    if unknown:
        wrong.append(f"equity names {', '.join(unknown)}; the table shares has: {', '.join(given.groups) or 'nothing'}")
    undated = [given.technologies[code] for code, net in given.nets.items() if rules.yearly and not _dated(net)]
    if undated:
        wrong.append(f"links of {', '.join(undated)} need the columns capex and opex for rules by year")
    if wrong:
        raise ValueError("; ".join(wrong))


def _years_out(rules: Rules, years: int) -> list[str]:
    late = [f"{kind} of year {year}" for kind in ("capex", "opex") for year in rules.binding(kind) if not 0 <= year < years]
    problems = [f"the ceiling on {each} lies outside the years 0 to {years - 1} of the table yearly" for each in late]
    if rules.starts > years:
        problems.append(f"starts is {rules.starts}; the table yearly has only {years} years")
    return problems


def _dated(net: Net) -> bool:
    rooted = np.isfinite(net.root_cost)
    return all(
        np.isfinite(getattr(net, name)).all() and np.isfinite(getattr(net, f"root_{name}")[rooted]).all()
        for name in ("capex", "opex")
    )
