"""Why no choice meets the rules: which one stands in the way, and by how much it is missed."""

from __future__ import annotations

import numpy as np

from refanalysis.schema import DataError
from refanalysis.tco.portfolio.exact import Solution, solve
from refanalysis.tco.portfolio.problem import Problem
from refanalysis.tco.portfolio.programme import Needs, Programme, Rows, programme
from refanalysis.tco.portfolio.rules import Rules

_GAP = 1e-6
_ROUND = 6


def explain(problem: Problem, rules: Rules, needed: Needs, *, rate: float, seconds: float) -> DataError:
    """The error that says which rule must give way.

    Each rule in turn may be broken at the least amount that makes a choice possible while all others are kept. When no single
    rule is enough, all may be broken at once and those that then are, are named.
    """
    made = programme(problem, rules, needed, rate=rate)
    names = list(dict.fromkeys(rows.rule for rows in made.rows if rows.rule))
    lines = []
    for name in names:
        found = _broken(problem, made, [name], seconds / max(len(names), 1))
        if found.columns is not None:
            lines.append(_sentence(made, name, found.columns[len(made.columns.site) :]))
    if lines:
        return DataError(["no choice meets all rules; it becomes possible when one of these gives way:", *lines])
    found = _broken(problem, made, names, seconds)
    if found.columns is None:
        return DataError(
            f"no choice meets the rules {', '.join(names)}, and within {seconds} s none was found that breaks some"
        )
    return DataError(["no choice meets all rules, and no single one is to blame; together:", *_all(made, names, found.columns)])


def _broken(problem: Problem, made: Programme, names: list[str], seconds: float) -> Solution:
    """The choice that breaks the named rules least, each relative to its size."""
    rows, scales = [], []
    for each in made.rows:
        if each.rule in names:
            each, scale = _elastic(each, len(made.columns.site) + len(scales))
            scales += scale
        rows.append(each)
    loose = Programme(made.columns, rows)
    goal = np.append(np.zeros(len(made.columns.site)), 1.0 / np.array(scales))
    return solve(problem, loose, goal, gap=_GAP, seconds=seconds, slack=len(scales))


def _elastic(rows: Rows, first: int) -> tuple[Rows, list[float]]:
    """Rows with a column each that makes up for what is missing, and the size of each limit."""
    count = len(rows.low)
    sign = np.where(np.isfinite(rows.low), 1.0, -1.0)
    limit = np.where(np.isfinite(rows.low), rows.low, rows.high)
    place = np.arange(count)
    joined = [np.concatenate(pair) for pair in ((rows.row, place), (rows.column, first + place), (rows.value, sign))]
    size = np.maximum(np.abs(limit), 1.0)
    return Rows(*joined, rows.low, rows.high, rows.rule), size.tolist()


def _all(made: Programme, names: list[str], columns: np.ndarray) -> list[str]:
    slack, lines, first = columns[len(made.columns.site) :], [], 0
    for each in made.rows:
        if each.rule in names:
            own = slack[first : first + len(each.low)]
            first += len(each.low)
            if (own > _GAP).any():
                lines.append(_sentence(made, each.rule, own))
    return lines


def _sentence(made: Programme, name: str, slack: np.ndarray) -> str:
    """What the rule asks and the nearest that can be had."""
    rows = next(each for each in made.rows if each.rule == name)
    if name == "must_serve":
        return f"must_serve: {int(np.ceil(slack.sum() - _GAP))} of {len(rows.low)} sites would have to be left out"
    if name.startswith("equity"):
        return f"{name}: missed by {slack.sum():.{_ROUND}g} people among those served"
    high = float(rows.high[0])
    if np.isfinite(high):
        return f"{name} is {high:,.2f}; the other rules need at least {high + slack.sum():,.2f}"
    return f"{name} asks for {rows.low[0]:,.6g}; the other rules leave at most {rows.low[0] - slack.sum():,.6g}"
