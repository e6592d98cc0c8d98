"""Figures of a choice under budgets: the map, the budget curve, years against ceilings, what changes first, regret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis import words
from refanalysis.figures import labels, maps, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

KINDS = {"capex": "purchases", "opex": "running costs"}
_UNSERVED = "#8b949e"
_OVER = "#b5311c"
_RULE_MARKS = ("s", "^", "D", "v", "P")
_LARGEST, _SMALLEST = 13.0, 2.6  # radius [point]
_NAMED = 30
_MARK = 15


@style.styled
def choice_map(placed: pd.DataFrame, names: Mapping[str, str], colours: Mapping[str, str], *, named: int = _NAMED) -> Figure:
    """Return the sites with a known point, sized by people, in the colour of what they get; hollow where not served.

    Parameters
    ----------
    placed
        From ``refanalysis.readable.portfolio.placed``.
    names, colours
        Label and colour of each technology.
    named
        Most sites whose name is written, the largest first.

    Notes
    -----
    A line joins sites that share a chain of radio hops. Sites without a point are counted below the map.
    """
    known = placed.dropna(subset=["lat", "lon"])
    known = known.sort_values(["population", "site_id"], ascending=[False, True], kind="stable")
    if known.empty:
        return style.nothing("No site has a known point; the table below lists the choice.")
    fig, parts = maps.drawn(known, lambda axes: (_shared(axes, known), _sites(axes, known, colours)))
    _map_key(fig, placed, known, names, colours)
    _hidden(fig, placed)
    fig.draw_without_rendering()
    for axes, part in parts:
        _name(axes, part.drop_duplicates("site").head(named), known)
    return fig


@style.styled
def budget_curve(
    curve: pd.DataFrame, budget: float, users: float, rules: pd.DataFrame, added: float | None = None, step: float = 0.0
) -> Figure:
    """Return users served against money over the years, the operation's budget marked and rules of thumb as points below.

    Parameters
    ----------
    curve
        From ``refanalysis.readable.portfolio.curve``: budget, users, unit.
    budget, users
        What the choice costs over the years [currency] and the users it serves [person].
    rules
        Rules of thumb with the same money: rule, users.
    added, step
        Users that the next `step` of money serves more; None when it is not known.
    """
    if len(curve) < 2 or not curve["budget"].max() > 0:
        return style.nothing("No budget serves anybody.")
    divisor, word = style.scale(float(curve["budget"].max()))
    fig = style.figure(4.5)
    axes = fig.subplots()
    axes.plot(curve["budget"] / divisor, curve["users"], color=style.INK, linewidth=2, label="best choice", zorder=3)
    axes.fill_between(curve["budget"] / divisor, 0, curve["users"], color=style.GRID, alpha=0.5, zorder=1)
    axes.plot([budget / divisor] * 2, [0, users], color=style.ACCENT[1], linewidth=1.2, linestyle=(0, (4, 2)), zorder=4)
    axes.plot(
        [budget / divisor], [users], "o", markersize=9, color=style.ACCENT[1], label="the choice, within its ceilings", zorder=6
    )
    for row, mark, colour in zip(rules.itertuples(), _RULE_MARKS, (style.ACCENT[0], *style.ACCENT[2:6]), strict=False):
        axes.plot([budget / divisor], [row.users], mark, markersize=7, color=colour, label=row.rule, linestyle="none", zorder=5)
    if added is not None:
        side = -1 if budget > 0.55 * curve["budget"].max() else 1
        told = f"the next {words.number(step, 0)}: {words.number(round(added), 0)} more users"
        place: dict[str, Any] = {"textcoords": "offset points", "fontsize": 9, "va": "bottom", "color": style.ACCENT[1]}
        axes.annotate(told, (budget / divisor, users), xytext=(side * 4, 16), ha="right", **place)
    axes.set_ylim(0, 1.14 * float(curve["users"].max()))
    axes.set_xlim(0, 1.02 * float(curve["budget"].max()) / divisor)
    _thousands(axes)
    axes.set_xlabel(f"money over all years, today's value, {word}{words.unit_words(curve['unit'].iloc[0])}")
    style.subtitle(axes, "users served, average over the years")
    style.key(fig, columns=2)
    return fig


@style.styled
def ways_to_choose(ways: pd.DataFrame) -> Figure:
    """Return a bar for each way to choose with the same money: the users it serves, and how many fewer than is possible.

    Parameters
    ----------
    ways
        From ``refanalysis.readable.portfolio.by_rule``: rule, sites, users, fewer.
    """
    if not ways["users"].max() > 0:
        return style.nothing("The money serves nobody, whatever the rule.")
    fig = style.figure(0.5 + 0.42 * len(ways))
    axes = fig.subplots()
    style.sideways(axes, [labels.lines(rule, 34) for rule in ways["rule"]], scale=False)
    places = range(len(ways) - 1, -1, -1)
    mine = [style.ACCENT[1], style.INK]
    axes.barh(places, ways["users"], 0.66, color=[*mine, *[_UNSERVED] * (len(ways) - len(mine))])
    for place, row in zip(places, ways.itertuples(), strict=True):
        fewer = f"; {words.number(row.fewer, 0)} fewer than possible" if round(row.fewer) >= 1 else ""
        told = f"{words.number(row.users, 0)} users at {words.count(row.sites, 'site')}{fewer}"
        style.beside(axes, told, (row.users, place), fontsize=8.5)
    axes.set_xlim(0, 2.05 * float(ways["users"].max()))
    return fig


@style.styled
def against_ceilings(table: pd.DataFrame) -> Figure:
    """Return bars of purchases and of running costs by year, with the ceiling of each year as a line.

    Parameters
    ----------
    table
        From ``refanalysis.readable.portfolio.against_ceilings``: year, kind, spent, ceiling, unit.
    """
    if table.empty:
        return style.nothing("There is no year to spend in.")
    divisor, word = style.scale(float(np.nanmax(table[["spent", "ceiling"]].abs().to_numpy())))
    fig = style.figure(3.9)
    panels = fig.subplots(1, 2, sharey=True)
    for axes, (kind, label) in zip(panels, KINDS.items(), strict=True):
        rows = table[table["kind"] == kind]
        colour = style.ITEM_COLOURS[kind]
        axes.bar(rows["year"].astype(int), rows["spent"] / divisor, 0.75, color=colour)
        known = rows.dropna(subset=["ceiling"])
        axes.hlines(
            known["ceiling"] / divisor,
            known["year"].astype(int) - 0.5,
            known["year"].astype(int) + 0.5,
            color=_OVER,
            linewidth=2,
        )
        axes.axhline(0, color=style.INK, linewidth=0.8)
        style.years(axes, rows["year"].astype(int))
        axes.set_xlabel("year of service")
        style.subtitle(axes, f"{label}, {word}{words.unit_words(rows['unit'].iloc[0])}")
        if len(known):
            place: dict[str, Any] = {"xytext": (0, 3), "textcoords": "offset points", "fontsize": 8.5, "color": _OVER}
            axes.annotate("ceiling", (float(known["year"].iloc[0]) - 0.5, known["ceiling"].iloc[0] / divisor), **place)
    return fig


@style.styled
def choice_by_level(levels: pd.DataFrame, names: Mapping[str, str], colours: Mapping[str, str]) -> Figure:
    """Return a square for each site and level of the ceilings, in the colour of what it gets; empty where it is not served.

    Parameters
    ----------
    levels
        From ``refanalysis.readable.portfolio.by_level``: site_id, site, level, technology; the order of sites is kept.
    """
    if levels.empty:
        return style.nothing("No level of the ceilings keeps the rules.")
    sites = levels.drop_duplicates("site_id")
    steps = sorted(levels["level"].unique())
    fig = style.figure(1.3 + 0.22 * len(sites))
    axes = fig.subplots()
    style.sideways(axes, list(sites["site"]), scale=False)
    rank = dict(zip(sites["site_id"], range(len(sites) - 1, -1, -1), strict=True))
    served = levels[levels["technology"] != ""]
    for technology, rows in served.groupby("technology", sort=False):
        spots = [steps.index(level) for level in rows["level"]], [rank[site] for site in rows["site_id"]]
        axes.scatter(*spots, marker="s", s=_MARK**2 * 0.7, color=colours[technology], label=names[technology])
    axes.set_xlim(-0.6, len(steps) - 0.4)
    axes.set_xticks(range(len(steps)), [words.share(level) for level in steps], color=style.INK, fontsize=9)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.tick_params(axis="x", length=0)
    if 1.0 in steps:
        axes.axvspan(steps.index(1.0) - 0.5, steps.index(1.0) + 0.5, color=style.GRID, alpha=0.55, zorder=0)
    axes.set_xlabel("both ceilings, as a share of those given")
    if len(served):
        style.key(fig, place="outside lower left", columns=3)
    return fig


@style.styled
def regrets(table: pd.DataFrame, unit: str) -> Figure:
    """Return for each plan its mean (dot), 95th percentile and worst regret over draws, the least regretted first.

    Parameters
    ----------
    table
        From ``portfolio.regret``: plan, best_in, mean, p95, max.
    """
    if table.empty:
        return style.nothing("Nobody is served, so there is nothing to regret.")
    divisor, word = style.scale(float(table["max"].max()))
    fig = style.figure(1.3 + 0.45 * len(table))
    axes = fig.subplots()
    style.sideways(axes, [words.capital(plan) for plan in table["plan"]])
    for place, row in zip(range(len(table) - 1, -1, -1), table.itertuples(), strict=True):
        colour = style.ACCENT[2] if place == len(table) - 1 else style.INK
        axes.plot([row.mean / divisor, row.p95 / divisor], [place, place], color=colour, linewidth=4, alpha=0.35)
        axes.plot([row.p95 / divisor, row.max / divisor], [place, place], color=colour, linewidth=1)
        axes.plot([row.mean / divisor], [place], "o", markersize=7, color=colour)
        axes.plot([row.max / divisor], [place], "|", markersize=9, color=colour)
        told = f"none better in {words.number(100 * row.best_in, 0)} of 100"
        style.beside(axes, told, (row.max / divisor, place), gap=7, fontsize=8)
    axes.set_xlim(0, 1.45 * max(float(table["max"].max()) / divisor, 1e-9))
    axes.set_xlabel(f"dearer than the best choice of the draw, {word}{words.unit_words(unit)}")
    style.subtitle(axes, "dot: mean of the draws; thick line: to the 95th of 100; thin line: to the worst", lift=2)
    return fig


def _sites(axes: Axes, known: pd.DataFrame, colours: Mapping[str, str]) -> None:
    area = (2 * _radii(known, known)) ** 2
    served = (known["technology"] != "").to_numpy()
    face = [colours[name] for name in known.loc[served, "technology"]]
    points = known[["lon", "lat"]].to_numpy(dtype=float)
    hollow = {"facecolor": "none", "edgecolor": _UNSERVED, "linewidth": 1.4, "zorder": 3}
    axes.scatter(*points[~served].T, s=area[~served], **hollow)
    axes.scatter(*points[served].T, s=area[served], color=face, alpha=0.85, edgecolor="white", linewidth=0.8, zorder=4)


def _shared(axes: Axes, known: pd.DataFrame) -> None:
    """A line from each site to the one it hangs on."""
    where = known.set_index("site_id")[["lon", "lat"]]
    for row in known[known["upstream"].fillna("") != ""].itertuples():
        if row.upstream in where.index:
            there = where.loc[row.upstream]
            axes.plot([row.lon, there["lon"]], [row.lat, there["lat"]], color=style.INK, linewidth=1.3, zorder=2)


def _radii(sites: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Radius of each mark [point]: its area is in proportion to the people."""
    return (_LARGEST * (sites["population"] / known["population"].max()) ** 0.5).clip(lower=_SMALLEST)


def _name(axes: Axes, part: pd.DataFrame, known: pd.DataFrame) -> None:
    """Names beside marks; a name that stands twice at one place is written once."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    shown = known[known["lon"].between(left, right) & known["lat"].between(bottom, top)]
    shown = shown.loc[[*part.index, *shown.index.difference(part.index)]]
    points = list(zip(shown["lon"], shown["lat"], strict=True))
    labels.beside_points(axes, points, list(part["site"]), list(_radii(shown, known)), size=7.8)


def _map_key(
    fig: Figure, placed: pd.DataFrame, known: pd.DataFrame, names: Mapping[str, str], colours: Mapping[str, str]
) -> None:
    from matplotlib.lines import Line2D

    plain: dict[str, Any] = {"marker": "o", "linestyle": "none", "markersize": 8}
    used = [name for name in names.keys() if name in set(placed["technology"])]  # noqa: SIM118 - a Series iterates over values
    marks = [Line2D([], [], color=colours[name], label=names[name], **plain) for name in used]
    if (placed["technology"] == "").any():
        marks.append(Line2D([], [], markerfacecolor="none", markeredgecolor=_UNSERVED, label="not served", **plain))
    if (placed["upstream"].fillna("") != "").any():
        marks.append(Line2D([], [], color=style.INK, linewidth=1.3, label="shares a radio chain"))
    people = maps.rounded(0.6 * float(known["population"].max()))
    size = 2 * _LARGEST * (people / float(known["population"].max())) ** 0.5
    plain["markersize"] = size
    told = f"{words.number(people, 0)} people"
    marks.append(Line2D([], [], markerfacecolor="none", markeredgecolor=style.MUTED, label=told, **plain))
    fig.legend(handles=marks, loc="outside upper left", ncols=4, columnspacing=1.3, handletextpad=0.5)


def _hidden(fig: Figure, placed: pd.DataFrame) -> None:
    """Below the map, the sites that have no point: how many, and how many of them are served."""
    lost = placed[placed[["lat", "lon"]].isna().any(axis=1)]
    if len(lost):
        served = int((lost["technology"] != "").sum())
        told = f"Not shown: {words.count(len(lost), 'site')} whose point is not known, {served or 'none'} of them served."
        fig.supxlabel(told, x=0.01, ha="left", fontsize=8.5, color=style.MUTED)


def _thousands(axes: Axes) -> None:
    from matplotlib.ticker import FuncFormatter

    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
