"""Figures of an operator's business case: value by site, a site year by year, and what it would take to break even."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis import words
from refanalysis.figures import labels, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ACCESS_COLOURS = {"open": "#00735c", "qualified": "#b87a00", "blocked": "#b5311c"}
LINE_COLOURS = {
    "refugee_users": "#0072b2", "host_users": "#56b4e9", "anchor": "#66c2a5", "mobile_money": "#009e73",
    "equipment": "#1b3a5c", "running": "#b5541c", "acquisition": "#e69f00", "state": "#8c8c8c", "closing": "#6b4c7a",
}  # fmt: skip
LINE_NAMES = {
    "refugee_users": "refugees' SIM cards", "host_users": "hosts' SIM cards", "anchor": "offices",
    "mobile_money": "mobile money", "equipment": "equipment", "running": "running cost", "acquisition": "winning users",
    "state": "levies and taxes", "closing": "take-down",
}  # fmt: skip
_STATE = ("levy", "licence_fee", "turnover_tax", "profit_tax")
_ACCESS_WORDS = {
    "open": "refugees may hold SIM cards",
    "qualified": "counts SIM cards that refugees may not get",
    "blocked": "no SIM cards for refugees",
}
_PAYS, _FAILS = "#00735c", "#b5311c"
_WIDE = 20
_NO_NUMBER = "none is enough"


@style.styled
def operator_values(ranges: pd.DataFrame, names: Mapping[str, str], status: Mapping[str, str]) -> Figure:
    """Return a dot (median) and a line (5th to 95th percentile) of the net present value of each site, best first.

    Parameters
    ----------
    ranges
        Ranges of outcome npv of one variant, one row per site.
    names
        Name of each site.
    status
        Status of the case of each site (open, qualified, blocked), which gives its colour.
    """
    from matplotlib.lines import Line2D

    known = ranges.dropna(subset=["p50"]).sort_values("p50", ascending=False, kind="stable")
    if known.empty:
        return style.nothing("No value could be computed.")
    divisor, word = style.scale(float(known[["p05", "p95"]].abs().to_numpy().max()))
    fig = style.figure(1.2 + 0.25 * len(known))
    axes = fig.subplots()
    style.sideways(axes, [names[site] for site in known["site"]])
    for place, row in zip(range(len(known) - 1, -1, -1), known.itertuples(), strict=True):
        colour = ACCESS_COLOURS[status[row.site]]
        axes.plot([row.p05 / divisor, row.p95 / divisor], [place, place], color=colour, linewidth=4, alpha=0.35)
        axes.plot([row.p50 / divisor], [place], marker="o", markersize=6, color=colour)
        _median(axes, row.p50 / divisor, (row.p05 if row.p50 < 0 else row.p95) / divisor, place)
    _zero(axes, "loses", "earns more than its capital costs")
    axes.set_xlabel(f"net present value, {word}{words.unit_words(known['unit'].iloc[0])}; dot: median, line: 90 of 100 draws")
    shown = [each for each in ACCESS_COLOURS if each in {status[site] for site in known["site"]}]
    handles = [Line2D([], [], color=ACCESS_COLOURS[each], marker="o", label=f"{each}: {_ACCESS_WORDS[each]}") for each in shown]
    style.key(fig, handles)
    return fig


@style.styled
def operator_years(case: pd.DataFrame) -> Figure:
    """Return income beside cost of each year, and below them the cash in hand since the start, with the year of payback.

    Parameters
    ----------
    case
        Columns kind (income, cost), line, year, unit, value; summed over all others.
    """
    if case.empty or not case["value"].any():
        return style.nothing("Nothing is earned or paid.")
    wide = _lines(case)
    divisor, word = style.scale(float(wide.groupby(level="kind").sum().max().max()))
    fig = style.figure(5.4)
    above, below = fig.subplots(2, 1, sharex=True, height_ratios=[3, 2])
    for kind, shift in (("income", -0.2), ("cost", 0.2)):
        if kind in wide.index.get_level_values("kind"):
            _stacked(above, wide.loc[kind] / divisor, shift)
    unit = f"{word}{words.unit_words(case['unit'].iloc[0])}"
    style.subtitle(above, f"each year, {unit}: income at the left, cost at the right")
    signed = case["value"].where(case["kind"] == "income", -case["value"])
    cash = signed.groupby(case["year"]).sum().cumsum()
    _cash(below, cash / divisor)
    style.subtitle(below, f"cash in hand since the start, {unit}")
    style.years(below, cash.index)
    style.key(fig)
    return fig


@style.styled
def break_even(frame: pd.DataFrame, focus: str) -> Figure:
    """Return, for each way to serve, what users must pay beside what they do, and the people needed beside those who are there.

    Parameters
    ----------
    frame
        Columns variant (in words), site, arpu, break_even_arpu, population, break_even_population, unit; one row for each
        variant and site. An empty break-even means that there is none.
    focus
        The site whose marks stand out.
    """
    if frame.empty:
        return style.nothing("No break-even could be computed.")
    order = list(dict.fromkeys(frame["variant"]))
    fig = style.figure(1.5 + 0.5 * len(order))
    left, right = fig.subplots(1, 2, sharey=True)
    for axes in (left, right):
        style.sideways(axes, [labels.lines(name, 24, 3) for name in order])
    for place, name in zip(range(len(order) - 1, -1, -1), order, strict=True):
        rows = frame[frame["variant"] == name]
        own = rows[rows["site"] == focus].iloc[0]
        _dumbbell(left, rows["break_even_arpu"], own["arpu"], own["break_even_arpu"], place, "no users")
        _dumbbell(right, rows["population"], own["population"], own["break_even_population"], place, _NO_NUMBER)
    _price_axis(left, frame)
    left.set_xlabel(words.unit_words(frame["unit"].iloc[0].replace("/user", "")))
    _log_people(right, frame)
    style.subtitle(left, "what each user must pay")
    style.subtitle(right, "how many people must live there")
    _break_even_key(fig)
    return fig


def _lines(case: pd.DataFrame) -> pd.DataFrame:
    """Income and cost by line and year; what the state takes is one line, lines of nothing are left out."""
    line = case["line"].where(~case["line"].isin(_STATE), "state")
    wide = case.assign(line=line).pivot_table(
        index=["kind", "line"], columns="year", values="value", aggfunc="sum", fill_value=0.0
    )
    kept = wide[wide.abs().sum(axis=1) > 0]
    order = [place for place in LINE_COLOURS if place in kept.index.get_level_values("line")]
    return kept.reindex(order, level="line")


def _stacked(axes: Axes, lines: pd.DataFrame, shift: float) -> None:
    base = np.zeros(lines.shape[1])
    for name, values in lines.iterrows():
        places = lines.columns.to_numpy(dtype=float) + shift
        axes.bar(places, values, 0.36, bottom=base, color=LINE_COLOURS[str(name)], label=LINE_NAMES[str(name)])
        base = base + values.to_numpy()


def _cash(axes: Axes, cash: pd.Series) -> None:
    colours = [_PAYS if value >= 0 else _FAILS for value in cash]
    axes.bar(cash.index, cash, 0.6, color=colours)
    axes.axhline(0, color="#8b949e", linewidth=0.8)
    earned = cash.index[cash >= 0]
    said = f"paid back by the end of year {earned[0]}" if len(earned) else "not paid back within these years"
    axes.margins(y=0.18)
    place = {"xycoords": "axes fraction", "ha": "right", "va": "bottom", "fontsize": 8.5, "fontweight": "bold"}
    axes.annotate(said, (1, 1.03), color=_PAYS if len(earned) else _FAILS, **place)


def _median(axes: Axes, value: float, end: float, place: int) -> None:
    """Write the median beyond that end of its line which lies away from zero."""
    side, gap = ("right", -6) if value < 0 else ("left", 6)
    room: dict[str, Any] = {"xytext": (gap, 0), "textcoords": "offset points", "ha": side, "va": "center", "fontsize": 8}
    axes.annotate(words.number(value), (end, place), color=style.MUTED, **room)


def _zero(axes: Axes, below: str, above: str) -> None:
    """A line at zero, with what lies on either side of it."""
    low, high = axes.get_xlim()
    room = 0.08 * (high - low)
    axes.set_xlim(min(low, 0.0) - room * (low < 0), max(high, 0.0) + room)
    axes.axvline(0, color=style.INK, linewidth=1)
    top = axes.get_ylim()[1]
    for said, side, gap in ((below, "right", -5), (above, "left", 5)):
        place: dict[str, Any] = {"xytext": (gap, 2), "textcoords": "offset points", "ha": side, "va": "bottom", "fontsize": 8}
        axes.annotate(said, (0, top), color=style.MUTED, annotation_clip=False, **place)


def _dumbbell(axes: Axes, others: pd.Series, there: float, needed: float, place: int, none: str) -> None:
    axes.plot(others.dropna(), [place - 0.22] * int(others.notna().sum()), "|", color=style.MUTED, markersize=5, alpha=0.6)
    if words.missing(there):
        axes.annotate(none, (0.02, place), xycoords=("axes fraction", "data"), va="center", color=_FAILS, fontsize=8)
        return
    axes.plot([there], [place], "o", markersize=8, markerfacecolor=style.PAPER, markeredgecolor=style.INK)
    if words.missing(needed):
        style.beside(axes, none, (there, place), gap=8, color=_FAILS, fontsize=8)
        return
    colour = _PAYS if there >= needed else _FAILS
    axes.plot([there, needed], [place, place], color=colour, linewidth=2.5, alpha=0.5, zorder=1)
    axes.plot([needed], [place], "o", markersize=8, color=colour)
    style.beside(axes, words.number(needed), (max(there, needed), place), gap=8, color=colour, fontsize=8)


def _price_axis(axes: Axes, frame: pd.DataFrame) -> None:
    """From zero while the least can still be told from the most, else each mark ten times the last."""
    every = frame[["arpu", "break_even_arpu"]].to_numpy(dtype=float)
    known = every[np.isfinite(every) & (every > 0)]
    if not known.size or known.max() < _WIDE * known.min() or np.any(every == 0):
        axes.set_xlim(left=0)
        return
    _tens(axes)
    axes.set_xlim(known.min() / 1.6, known.max() * 2.2)


def _tens(axes: Axes) -> None:
    from matplotlib.ticker import FuncFormatter, NullFormatter

    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())


def _log_people(axes: Axes, frame: pd.DataFrame) -> None:
    every = frame[["population", "break_even_population"]].to_numpy(dtype=float)
    _tens(axes)
    axes.set_xlim(np.nanmin(every) / 2, np.nanmax(every) * 12)
    axes.set_xlabel("people")


def _break_even_key(fig: Figure) -> None:
    from matplotlib.lines import Line2D

    hollow = {"marker": "o", "linestyle": "none", "markersize": 8}
    handles = [
        Line2D([], [], markerfacecolor=style.PAPER, markeredgecolor=style.INK, label="as it is", **hollow),
        Line2D([], [], color=_PAYS, label="break-even, reached", **hollow),
        Line2D([], [], color=_FAILS, label="break-even, not reached", **hollow),
        Line2D([], [], marker="|", linestyle="none", color=style.MUTED, label="other sites"),
    ]
    style.key(fig, handles)
