"""The choice as a mixed-integer programme: columns, rows, and which rule each row stands for.

Columns: x (a site uses a technology from a year on) and y (over which link). Rows: a site uses at most one; a use over links
has one link; a link needs its upstream in use no later; two sites do not hang on each other; then the rules. Longer rings are
cut off while solving (`exact`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from refanalysis import finance
from refanalysis.tco.portfolio import bound, trees
from refanalysis.tco.portfolio.problem import Problem
from refanalysis.tco.portfolio.rules import Rules
from refanalysis.tco.portfolio.trees import NONE

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Objective = Literal["cost", "sites", "users"]
_PRICES = (0.25, 0.5, 0.75)
Allowed = dict[int, tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What each column stands for; arrays have one value a column, x first.

    Attributes
    ----------
    uses
        Number of x columns.
    site, technology, start
        Index of the site and technology, and the year it starts.
    upstream, link
        Site the link hangs on and its position among the links, -1 for infrastructure and for x.
    cost, capex, opex
        Present value [currency], what is paid in the year of the start [currency] by year, and yearly, shape (columns, years).
    """

    uses: int
    site: np.ndarray
    technology: np.ndarray
    start: np.ndarray
    upstream: np.ndarray
    link: np.ndarray
    cost: np.ndarray
    capex: np.ndarray | None
    opex: np.ndarray | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one kind: coefficients as (row, column, value) and limits; `rule` is empty for what always holds."""

    row: np.ndarray
    column: np.ndarray
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    rule: str = ""


@dataclass(slots=True)
class Programme:
    """Columns and rows; rows are only ever added."""

    columns: Columns
    rows: list[Rows] = field(default_factory=list)

    def matrix(self, rows: list[Rows] | None = None, extra: int = 0) -> tuple[csr_array, np.ndarray, np.ndarray]:
        """Coefficients, lower and upper limits of `rows` (all by default), with `extra` empty columns at the end."""
        from scipy.sparse import coo_array

        rows = self.rows if rows is None else rows
        offset = np.cumsum([0, *(len(each.low) for each in rows)])
        place = np.concatenate([each.row + first for each, first in zip(rows, offset, strict=False)])
        column, value = (np.concatenate([getattr(each, name) for each in rows]) for name in ("column", "value"))
        shape = (int(offset[-1]), len(self.columns.site) + extra)
        low, high = (np.concatenate([getattr(each, name) for each in rows]) for name in ("low", "high"))
        return coo_array((value, (place, column)), shape=shape).tocsr(), low, high


def programme(problem: Problem, rules: Rules, needed: Needs, *, rate: float = 0.0, allowed: Allowed | None = None) -> Programme:
    """The programme of a choice.

    Parameters
    ----------
    problem, rules
        What is chosen, and under which rules.
    needed
        Coverage in numbers, from `needs`.
    rate
        Discount rate for starts after year 0 [share/year].
    allowed
        By technology, the links and the links to infrastructure that are left out as proven useless (`bound.ruled_out`).
    """
    made = Programme(_columns(problem, rules, rate, allowed or {}))
    made.rows = [*_structure(problem, made.columns), *_rules(problem, rules, needed, made.columns)]
    if problem.nets:
        made.rows += [_entered(found, problem, made.columns) for found in _ascents(problem, needed)]
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Coverage in numbers.

    Attributes
    ----------
    sites, users
        Least number of sites and of users served.
    must
        Indices of the sites that `must_serve` names.
    every
        Sites that are served in any choice that keeps `must_serve` and a full coverage of sites, shape (sites,).
    possible
        Sites that any choice could serve, shape (sites,).
    """

    sites: float
    users: float
    must: tuple[int, ...]
    every: np.ndarray
    possible: np.ndarray


def benefit(problem: Problem, objective: Objective, columns: Columns) -> np.ndarray:
    """What each column adds to the objective "sites" or "users", weighted; a later start counts by the years it serves."""
    worth = worths(problem, objective)
    values = np.zeros(len(columns.site))
    uses = slice(columns.uses)
    values[uses] = worth[columns.site[uses], columns.technology[uses]]
    if columns.start.any():
        years = problem.value.shape[2]
        values *= (years - columns.start) / years
    return values


def worths(problem: Problem, objective: Objective) -> np.ndarray:
    """Weighted site or users an option serves, shape (sites, technologies)."""
    served = problem.users if objective == "users" else np.isfinite(problem.cost) * problem.counts[:, None] * 1.0
    return served * problem.weight[:, None]


def _columns(problem: Problem, rules: Rules, rate: float, allowed: Allowed) -> Columns:
    site, technology = np.nonzero(np.isfinite(problem.cost))
    parts = [(site, technology, np.full(len(site), NONE), np.full(len(site), -1))]
    for code, net in problem.nets.items():
        links, roots = allowed.get(code, (np.zeros(len(net.site), dtype=bool), np.zeros(len(problem.sites), dtype=bool)))
        able = np.isfinite(problem.cost[:, code])
        kept = np.flatnonzero(~links & able[net.site] & able[net.upstream])
        rooted = np.flatnonzero(np.isfinite(net.root_cost) & able & ~roots)
        parts.append((net.site[kept], np.full(len(kept), code), net.upstream[kept], kept))
        parts.append((rooted, np.full(len(rooted), code), np.full(len(rooted), NONE), np.full(len(rooted), -1)))
    site, technology, upstream, link = (np.concatenate(each) for each in zip(*parts, strict=True))
    uses, starts = len(parts[0][0]), rules.starts
    order = np.concatenate([np.tile(np.arange(uses), starts), np.tile(np.arange(uses, len(site)), starts)])
    start = np.concatenate([np.repeat(np.arange(starts), uses), np.repeat(np.arange(starts), len(site) - uses)])
    paid = _paid(problem, rules, rate, (site[order], technology[order], link[order], start), uses * starts)
    named = {"site": site, "technology": technology, "upstream": upstream, "link": link}
    return Columns(uses=uses * starts, start=start, **{name: values[order] for name, values in named.items()}, **paid)


def _paid(
    problem: Problem, rules: Rules, rate: float, keys: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray], uses: int
) -> dict[str, np.ndarray | None]:
    """Present value and, when rules need them, amounts by calendar year of every column."""
    site, technology, link, start = keys
    each = {name: np.zeros(len(site)) for name in ("cost", "capex", "opex")}
    for code, net in problem.nets.items():
        mine = np.flatnonzero((technology == code) & (np.arange(len(site)) >= uses))
        rooted = link[mine] < 0
        for name, values in each.items():
            root, links = getattr(net, f"root_{name}"), getattr(net, name)
            values[mine[rooted]] = root[site[mine[rooted]]]
            values[mine[~rooted]] = links[link[mine[~rooted]]]
    each["cost"][:uses] = problem.cost[site[:uses], technology[:uses]]
    if not rules.yearly:
        return {"cost": each["cost"], "capex": None, "opex": None}
    years = problem.value.shape[2]
    built = np.arange(years) == start[:, None]
    runs = np.arange(years) >= start[:, None]
    dated = {"capex": built * each["capex"][:, None], "opex": runs * each["opex"][:, None]}
    shifted = np.arange(years) - start[:uses, None]
    for name, values in dated.items():
        table = getattr(problem, name)[site[:uses], technology[:uses]]
        values[:uses] = np.where(shifted >= 0, np.take_along_axis(table, np.maximum(shifted, 0), axis=1), 0.0)
    value = problem.value[site[:uses], technology[:uses]]
    inside = np.where(np.arange(years) < years - start[:uses, None], value, 0.0).sum(axis=1)
    cost = each["cost"] - each["opex"] * _annuity(rate, years) + each["opex"] * _annuity(rate, years - start)
    cost[:uses] = np.where(start[:uses] == 0, each["cost"][:uses], inside)
    return {"cost": cost * finance.discount_factor(rate, start), **dated}


def _annuity(rate: float, years: int | np.ndarray) -> np.ndarray:
    """Value of one unit paid at the end of each of so many years."""
    every = np.arange(int(np.max(years)))
    factors = np.append(0.0, np.cumsum(finance.discount_factor(rate, every, "end")))
    return factors[years]


def _structure(problem: Problem, columns: Columns) -> list[Rows]:
    """What holds under any rules."""
    uses = columns.uses
    x, y = np.arange(uses), np.arange(uses, len(columns.site))
    sites = len(problem.sites)
    once = Rows(columns.site[:uses], x, np.ones(uses), np.full(sites, -np.inf), np.ones(sites))
    netted = x[np.isin(columns.technology[:uses], list(problem.nets))]
    if not netted.size:
        return [once]
    key = _keys(columns, sites)
    order = np.argsort(key[netted])
    row_of = order[np.searchsorted(key[netted], key[y], sorter=order)]
    joined = Rows(
        np.concatenate([np.arange(len(netted)), row_of]),
        np.concatenate([netted, y]),
        np.concatenate([np.ones(len(netted)), -np.ones(len(y))]),
        np.zeros(len(netted)),
        np.zeros(len(netted)),
    )
    return [once, joined, *_upstreams(columns, sites)]


def _keys(columns: Columns, sites: int, site: np.ndarray | None = None) -> np.ndarray:
    """One number for each site, technology and start."""
    place = columns.site if site is None else site
    return (columns.start * (int(columns.technology.max()) + 1) + columns.technology) * sites + place


def _upstreams(columns: Columns, sites: int) -> list[Rows]:
    """A link needs its upstream in use by its own year; of two opposite links at most one, and only with both ends in use."""
    uses = columns.uses
    y = np.flatnonzero(columns.upstream != NONE)
    if not y.size:
        return []
    need, have = np.arange(len(y)), np.arange(uses)
    pair = columns.technology * sites + columns.site
    above = columns.technology[y] * sites + columns.upstream[y]
    rows, used = _matches(pair[have], above)
    early = columns.start[used] <= columns.start[y[rows]]
    zero = np.zeros(len(y))
    needs = Rows(
        np.concatenate([need, rows[early]]),
        np.concatenate([y, used[early]]),
        np.concatenate([np.ones(len(y)), -np.ones(int(early.sum()))]),
        zero - np.inf,
        zero,
    )
    return [needs, *_opposite(columns, sites, y)]


def _matches(values: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All (position in wanted, position in values) of equal entries."""
    order = np.argsort(values, kind="stable")
    first, last = (np.searchsorted(values[order], wanted, side) for side in ("left", "right"))
    count = last - first
    rows = np.repeat(np.arange(len(wanted)), count)
    inner = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    return rows, order[first[rows] + inner]


def _opposite(columns: Columns, sites: int, y: np.ndarray) -> list[Rows]:
    code = (columns.technology[y] * sites + columns.site[y]) * sites + columns.upstream[y]
    back = (columns.technology[y] * sites + columns.upstream[y]) * sites + columns.site[y]
    both = np.unique(code[np.isin(code, back)])
    if not both.size:
        return []
    ahead = _matches(code, both)
    behind = _matches(back, both)
    pair = columns.technology * sites + columns.site
    used = _matches(pair[: columns.uses], both // sites)
    parts = [(ahead[0], y[ahead[1]], 1.0), (behind[0], y[behind[1]], 1.0), (used[0], used[1], -1.0)]
    row, column = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
    value = np.concatenate([np.full(len(part[0]), part[2]) for part in parts])
    return [Rows(row, column, value, np.full(len(both), -np.inf), np.zeros(len(both)))]


def _ascents(problem: Problem, needed: Needs) -> list[bound.Ascent]:
    """Dual ascent with every site served, and where not all must be, with sites left out at some prices."""
    prices = [np.inf]
    if not (needed.every == needed.possible).all():
        alone = trees.own_costs(problem, problem.cost).min(axis=1)
        prices += np.quantile(alone[np.isfinite(alone)], _PRICES).tolist() if np.isfinite(alone).any() else []
    free = [np.where(needed.possible, price, 0.0) for price in prices]
    return [bound.ascent(problem, problem.cost, each, keep=True) for each in free]


def _entered(found: bound.Ascent, problem: Problem, columns: Columns) -> Rows:
    """A site in use over links needs a link into every set of sites around it: the sets that dual ascent raised."""
    starts = int(columns.start.max(initial=0)) + 1
    place = _places(found, problem, columns, starts)
    row = np.repeat(np.arange(len(found.cuts)), [len(arcs) for _, arcs in found.cuts])
    arc = np.concatenate([np.array(arcs) for _, arcs in found.cuts]) if found.cuts else np.zeros(0, dtype=int)
    inside = place[arc].ravel()
    row = np.repeat(row, starts)[inside >= 0]
    netted = np.flatnonzero(np.isin(columns.technology[: columns.uses], list(problem.nets)))
    terminal = np.array([terminal for terminal, _ in found.cuts], dtype=int)
    above, used = _matches(columns.site[netted], terminal)
    value = np.concatenate([np.ones(len(row)), -np.ones(len(above))])
    column = np.concatenate([inside[inside >= 0], netted[used]])
    count = len(found.cuts)
    return Rows(np.concatenate([row, above]), column, value, np.zeros(count), np.full(count, np.inf))


def _places(found: bound.Ascent, problem: Problem, columns: Columns, starts: int) -> np.ndarray:
    """Column of each arc and start, -1 where it has none, shape (arcs, starts)."""
    sites = len(problem.sites)
    most = max(len(net.site) for net in problem.nets.values()) + sites
    y = np.arange(columns.uses, len(columns.site))
    own = np.where(columns.link[y] >= 0, sites + columns.link[y], columns.site[y])
    code = (columns.technology[y] * most + own) * starts + columns.start[y]
    asked = np.where(found.link >= 0, sites + found.link, found.head % sites)
    asked = (found.technology * most + asked)[:, None] * starts + np.arange(starts)
    asked[(found.technology < 0) | (found.link == -2)] = -1
    order = np.argsort(code)
    at = np.minimum(np.searchsorted(code[order], asked), max(len(code) - 1, 0))
    return np.where(code[order[at]] == asked, y[order[at]], -1) if len(code) else np.full(asked.shape, -1)


def _rules(problem: Problem, rules: Rules, needed: Needs, columns: Columns) -> list[Rows]:
    """One group of rows for each rule that binds."""
    rows = []
    if rules.ceiling < np.inf:
        rows.append(_single(columns.cost, "budget", high=rules.ceiling))
    for kind in ("capex", "opex"):
        table = getattr(columns, kind)
        for year, ceiling in rules.binding(kind).items():
            rows.append(_single(table[:, year], f"{kind} of year {year}", high=ceiling))
    uses = np.arange(len(columns.site)) < columns.uses
    if needed.sites:
        rows.append(_single(uses * problem.counts[columns.site] * 1.0, "cover_sites", low=needed.sites))
    served = np.where(uses, problem.users[columns.site, columns.technology], 0.0)
    if needed.users:
        rows.append(_single(served, "cover_users", low=needed.users))
    if needed.must:
        row, column = _matches(columns.site[: columns.uses], np.array(needed.must))
        count = len(needed.must)
        rows.append(Rows(row, column, np.ones(len(row)), np.ones(count), np.full(count, np.inf), "must_serve"))
    for group, least in rules.equity.items():
        rows.append(_single(served * (problem.groups[group][columns.site] - least), f"equity of {group}", low=0.0))
    return rows


def _single(values: np.ndarray, rule: str, *, low: float = -np.inf, high: float = np.inf) -> Rows:
    column = np.flatnonzero(values)
    return Rows(np.zeros(len(column), dtype=int), column, values[column], np.array([low]), np.array([high]), rule)
