"""Figures of what drives an outcome, and of how often each option is the cheapest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from refanalysis import words
from refanalysis.figures import labels, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LOW, _HIGH = style.ACCENT[0], style.ACCENT[1]
_LETTERS = 36


@style.styled
def tornado(table: pd.DataFrame, names: Mapping[str, str] | None = None, most: int = 10) -> Figure:
    """Return bars from the outcome at the low end to that at the high end of each assumption, widest on top.

    Parameters
    ----------
    table
        Table ``tornado``; assumptions that change nothing are left out.
    names
        Label by technology or component; one without is called by its short name.
    most
        Assumptions shown.
    """
    shown = table[table["swing"] > 0].sort_values("swing", ascending=False, kind="stable").head(most)
    if shown.empty:
        return style.nothing("No assumption with a range changes this outcome.")
    base, unit = float(shown["base"].iloc[0]), str(shown["outcome_unit"].iloc[0])
    divisor, word = style.scale(float(shown[["at_low", "base", "at_high"]].abs().to_numpy().max()))
    fig = style.figure(1.1 + 0.5 * len(shown))
    axes = fig.subplots()
    style.sideways(axes, [f"{_assumption(row, names, 1)}\n{_unit(row.unit)}" for row in shown.itertuples()])
    for place, row in zip(range(len(shown) - 1, -1, -1), shown.itertuples(), strict=True):
        _bars(axes, place, row, base, divisor)
    axes.axvline(base / divisor, color=style.INK, linewidth=1)
    axes.margins(x=0.16)
    line = f"line: all assumptions at their most likely value, {words.number(base / divisor)}"
    style.subtitle(axes, f"{word}{words.unit_words(unit)}\n{line}")
    _ends_key(fig)
    return fig


@style.styled
def rank_correlations(table: pd.DataFrame, names: Mapping[str, str] | None = None, most: int = 10) -> Figure:
    """Return a bar for the rank correlation of each assumption with the outcome, with its 95 % interval, strongest on top.

    Parameters
    ----------
    table
        Table ``rank_correlations``.
    names
        Label by technology or component; one without is called by its short name.
    most
        Assumptions shown.
    """
    known = table.dropna(subset=["rho"])
    shown = known.iloc[known["rho"].abs().to_numpy().argsort(kind="stable")[::-1]].head(most)
    if shown.empty:
        return style.nothing("No assumption with a range changes this outcome.")
    fig = style.figure(0.95 + 0.34 * len(shown))
    axes = fig.subplots()
    style.sideways(axes, [_assumption(row, names) for row in shown.itertuples()])
    for place, row in zip(range(len(shown) - 1, -1, -1), shown.itertuples(), strict=True):
        axes.barh(place, row.rho, 0.6, color=_HIGH if row.rho > 0 else _LOW)
        axes.plot([row.low, row.high], [place, place], color=style.INK, linewidth=1)
        _outside(axes, words.number(row.rho, 2), max(row.high, 0.0) if row.rho > 0 else min(row.low, 0.0), place, row.rho > 0)
    axes.axvline(0, color=style.INK, linewidth=0.8)
    axes.set_xlim(-1.18, 1.18)
    axes.set_xticks([-1, -0.5, 0, 0.5, 1])
    style.subtitle(axes, "rank correlation; right of 0: a higher value raises the outcome; thin line: 95 % interval")
    return fig


@style.styled
def sobol_indices(table: pd.DataFrame, names: Mapping[str, str] | None = None, most: int = 10) -> Figure:
    """Return for each assumption the share of the variance it accounts for alone and with others, largest on top.

    Parameters
    ----------
    table
        Table ``sobol_indices``.
    names
        Label by technology or component; one without is called by its short name.
    most
        Assumptions shown.
    """
    shown = table.sort_values("total", ascending=False, kind="stable").head(most)
    if shown.empty:
        return style.nothing("No assumption with a range changes this outcome.")
    fig = style.figure(1.2 + 0.36 * len(shown))
    axes = fig.subplots()
    style.sideways(axes, [_assumption(row, names) for row in shown.itertuples()])
    for place, row in zip(range(len(shown) - 1, -1, -1), shown.itertuples(), strict=True):
        axes.barh(place, row.total, 0.66, color=_HIGH, alpha=0.35)
        axes.barh(place, max(row.first, 0.0), 0.3, color=_HIGH)
        reach = [max(row.total - row.total_width, 0.0), row.total + row.total_width]
        axes.plot(reach, [place, place], color=style.INK, linewidth=1)
        style.beside(axes, f"{words.share(max(row.first, 0.0))} / {words.share(row.total)}", (reach[1], place))
    axes.set_xlim(0, max(1.0, float((shown["total"] + shown["total_width"]).max())) * 1.15)
    alone = "share of the variance: narrow, what it does alone;"
    style.subtitle(axes, f"{alone}\nwide, with all it does together with others; line: 95 % interval of the wide one")
    return fig


@style.styled
def probability_cheapest(table: pd.DataFrame, technologies: pd.DataFrame, sites: pd.Series, most: int = 25) -> Figure:
    """Return for each site and option the share of draws in which it is the cheapest; bars where there is one site only.

    Parameters
    ----------
    table
        What ``tco.cheapest`` returns.
    technologies
        Table ``technologies`` (labels and colours).
    sites
        Name by site_id; a site without one is called by its code.
    most
        Sites shown, the first ones of the table.
    """
    names = list(dict.fromkeys(table["site"]))[:most]
    shown = table[table["site"].isin(names)]
    if shown.empty:
        return style.nothing("No cost could be computed.")
    wide = shown.pivot(index="site", columns="technology", values="probability").loc[names]
    wide = wide[wide.mean().sort_values(ascending=False, kind="stable").index]
    titles = [_technology(name, technologies) for name in wide.columns]
    if len(names) == 1:
        return _one_site(wide.iloc[0], titles, technologies)
    return _many_sites(wide, titles, [labels.lines(_site(name, sites), _LETTERS, 1) for name in names])


def _bars(axes: Axes, place: int, row: Any, base: float, divisor: float) -> None:
    """Both ends of a row; where both lie on one side of the base, the longer bar is drawn below the shorter one."""
    ends = sorted([(row.at_low, row.low, _LOW), (row.at_high, row.high, _HIGH)], key=lambda end: -abs(end[0] - base))
    for end, _, colour in ends:
        axes.barh(place, (end - base) / divisor, 0.6, left=base / divisor, color=colour)
    far, near = ends
    right = far[0] > base
    _outside(axes, _written(far, row.unit), far[0] / divisor, place, right)
    same_side = (near[0] > base) == right and near[0] != base
    beyond = base if same_side else near[0]  # an inner end gets its label on the free side of the base
    _outside(axes, _written(near, row.unit), beyond / divisor, place, not right)


def _written(end: tuple[float, float, str], unit: str) -> str:
    return words.share(end[1]) if unit.partition("/")[0] == "share" else words.number(end[1])


def _outside(axes: Axes, text: str, at: float, place: float, right: bool) -> None:
    style.beside(axes, text, (at, place), gap=4 if right else -4, ha="left" if right else "right", fontsize=8)


def _ends_key(fig: Figure) -> None:
    from matplotlib.patches import Patch

    handles = [Patch(facecolor=_LOW, label="assumption at its low end"), Patch(facecolor=_HIGH, label="at its high end")]
    style.key(fig, handles)


def _one_site(row: pd.Series, titles: list[str], technologies: pd.DataFrame) -> Figure:
    colours = dict(zip(technologies["technology"], technologies["colour"], strict=True))
    fig = style.figure(0.8 + 0.34 * len(row))
    axes = fig.subplots()
    style.sideways(axes, titles, scale=False)
    for place, (name, value) in zip(range(len(row) - 1, -1, -1), row.items(), strict=True):
        axes.barh(place, value, 0.6, color=style.colour_of(str(name), colours))
        style.beside(axes, words.share(value), (value, place))
    axes.set_xlim(0, 1.12)
    style.subtitle(axes, "share of draws in which it is the cheapest")
    return fig


def _many_sites(wide: pd.DataFrame, titles: list[str], names: list[str]) -> Figure:
    fig = style.figure(1.0 + 0.27 * len(names))
    axes = fig.subplots()
    axes.grid(visible=False)
    axes.imshow(wide.to_numpy(), cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.set_yticks(range(len(names)), names, color=style.INK, fontsize=8.5)
    axes.set_xticks(range(len(titles)), [labels.lines(title, 14) for title in titles], color=style.INK)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    for row, values in enumerate(wide.to_numpy()):
        for column, value in enumerate(values):
            if value > 0:
                colour = style.PAPER if value > 0.55 else style.INK
                axes.text(column, row, words.share(value), ha="center", va="center", fontsize=8, color=colour)
    axes.set_xlabel("share of draws in which it is the cheapest of the site; empty: in none")
    return fig


def _assumption(row: Any, names: Mapping[str, str] | None, lines: int = 2) -> str:
    subject = row.component or row.technology
    label = (names or {}).get(subject, words.label(subject))
    return labels.lines(f"{words.label(row.parameter)}, {label}" if subject else words.label(row.parameter), _LETTERS, lines)


def _unit(unit: str) -> str:
    plain = unit.replace("(", "").replace(")", "").replace("*", "/")  # per (a*b) is per a and b
    first, _, rest = plain.partition("/")
    shown = "percent" if first == "share" else first
    return labels.lines(words.unit_words(f"{shown}/{rest}" if rest else shown), _LETTERS, 1)


def _technology(name: str, technologies: pd.DataFrame) -> str:
    found = technologies.loc[technologies["technology"] == name, "label"]
    return str(found.iloc[0]) if len(found) else words.label(name)


def _site(name: str, sites: pd.Series) -> str:
    return "all sites" if name == "all" else str(sites.get(name, name))
