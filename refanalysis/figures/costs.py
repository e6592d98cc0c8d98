"""Figures of cost: by year and item, cumulative, per user and month with ranges, and by payer."""

from __future__ import annotations

from itertools import combinations
from math import ceil
from typing import TYPE_CHECKING, Any

from refanalysis import words
from refanalysis.figures import labels, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@style.styled
def cost_by_year(cash_flows: pd.DataFrame, technologies: pd.DataFrame, columns: int = 3) -> Figure:
    """Return one small chart per technology, on one scale, cheapest first: cost of each year, stacked by item.

    Parameters
    ----------
    cash_flows
        Columns technology, item, year, unit, value; summed over all others.
    technologies
        Table ``technologies`` (labels).
    columns
        Small charts beside one another.
    """
    if cash_flows.empty:
        return style.nothing("No cost could be computed.")
    yearly = cash_flows.pivot_table(index=["technology", "year"], columns="item", values="value", aggfunc="sum", fill_value=0.0)
    yearly = yearly[[item for item in style.ITEM_COLOURS if item in yearly and yearly[item].abs().sum() > 0]]
    totals = yearly.sum(axis=1).groupby(level="technology").sum().sort_values(kind="stable")
    unit = cash_flows["unit"].iloc[0]
    divisor, word = style.scale(float(yearly.clip(lower=0).sum(axis=1).max()))
    columns = min(columns, len(totals))
    rows = ceil(len(totals) / columns)
    fig = style.figure(0.75 + 1.75 * rows)
    grid = fig.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    for axes, (technology, total) in zip(grid.flat, totals.items(), strict=False):
        _stack(axes, yearly.loc[technology] / divisor, style.ITEM_COLOURS)
        axes.set_title(name_of(str(technology), technologies), pad=16)
        style.subtitle(axes, f"{words.number(total / divisor)} {word}in all", lift=3)
    grid[0, 0].set_ylim(top=1.08 * float(yearly.clip(lower=0).sum(axis=1).max()) / divisor)
    _finish_grid(list(grid.flat), columns, len(totals), f"cost of the year, {word}{words.unit_words(unit)}")
    _key(fig, yearly, style.ITEM_COLOURS, list(grid.flat)[len(totals) :])
    return fig


@style.styled
def cumulative_cost(cash_flows: pd.DataFrame, technologies: pd.DataFrame) -> Figure:
    """Return the cost paid up to each year, one line per technology, with the years where those cheaper at first are overtaken.

    Parameters
    ----------
    cash_flows
        Columns technology, year, unit, value; summed over all others; not discounted.
    technologies
        Table ``technologies`` (labels and colours).
    """
    if cash_flows.empty:
        return style.nothing("No cost could be computed.")
    paid = cash_flows.pivot_table(index="year", columns="technology", values="value", aggfunc="sum", fill_value=0.0).cumsum()
    divisor, word = style.scale(float(paid.to_numpy().max()))
    paid = paid / divisor
    fig = style.figure(4.2)
    axes = fig.subplots()
    colours = dict(zip(technologies["technology"], technologies["colour"], strict=True))
    for technology in paid:
        colour = style.colour_of(technology, colours)
        axes.plot(paid.index, paid[technology], color=colour, linewidth=2.2, marker="o", markersize=3)
    axes.set_ylim(bottom=min(0.0, float(paid.to_numpy().min())), top=float(paid.to_numpy().max()) * 1.06)
    style.years(axes, paid.index, margin=0.2)
    _label_ends(axes, paid.iloc[-1], {t: name_of(t, technologies) for t in paid}, colours)
    ring = "; ring: a cheaper start is overtaken" if _mark_crossings(axes, paid, technologies) else ""
    style.subtitle(axes, f"paid since the start, {word}{words.unit_words(cash_flows['unit'].iloc[0])}{ring}")
    return fig


@style.styled
def cost_ranges(summary: pd.DataFrame, technologies: pd.DataFrame) -> Figure:
    """Return a dot (median) and a line (5th to 95th percentile) per technology, cheapest first.

    Parameters
    ----------
    summary
        Table ``summary``, one row per technology, of one outcome.
    technologies
        Table ``technologies`` (labels and colours).
    """
    known = summary.dropna(subset=["p50"]).sort_values("p50", kind="stable")
    if known.empty:
        return style.nothing("No cost could be computed.")
    colours = dict(zip(technologies["technology"], technologies["colour"], strict=True))
    fig = style.figure(0.95 + 0.38 * len(known))
    axes = fig.subplots()
    style.sideways(axes, [name_of(t, technologies) for t in known["technology"]])
    digits = 2 if known["p95"].max() < 100 else 0
    for place, row in zip(range(len(known) - 1, -1, -1), known.itertuples(), strict=True):
        colour = style.colour_of(row.technology, colours)
        axes.plot([row.p05, row.p95], [place, place], color=colour, linewidth=5, alpha=0.35)
        axes.plot([row.p50], [place], marker="o", markersize=8, color=colour)
        _above(axes, words.number(row.p50, digits), (row.p50, place))
        span = f"{words.number(row.p05, digits)} to {words.number(row.p95, digits)}"
        style.beside(axes, span, (row.p95, place), color=style.MUTED)
    axes.set_ylim(-0.6, len(known) - 0.2)
    _range_axis(axes, float(known["p05"].min()), float(known["p95"].max()))
    axes.set_xlabel(f"{words.unit_words(known['unit'].iloc[0])}; dot: median, line: 90 of 100 draws")
    return fig


@style.styled
def payers_by_year(cash_flows: pd.DataFrame) -> Figure:
    """Return the cost of each year stacked by who pays it.

    Parameters
    ----------
    cash_flows
        Columns payer, year, unit, value of one technology; summed over all others.
    """
    if cash_flows.empty:
        return style.nothing("No cost could be computed.")
    yearly = cash_flows.pivot_table(index="year", columns="payer", values="value", aggfunc="sum", fill_value=0.0)
    known = [payer for payer in style.PAYER_COLOURS if payer in yearly]
    yearly = yearly[[*known, *sorted(set(yearly) - set(known))]]
    divisor, word = style.scale(float(yearly.clip(lower=0).sum(axis=1).max()))
    fig = style.figure(3.6)
    axes = fig.subplots()
    _stack(axes, yearly / divisor, style.PAYER_COLOURS)
    style.years(axes, yearly.index)
    style.subtitle(axes, f"cost of the year, {word}{words.unit_words(cash_flows['unit'].iloc[0])}")
    _key(fig, yearly, style.PAYER_COLOURS, [])
    return fig


def name_of(technology: str, technologies: pd.DataFrame) -> str:
    """Return the label of a technology; one that the table lacks is called by its short name."""
    found = technologies.loc[technologies["technology"] == technology, "label"]
    return str(found.iloc[0]) if len(found) else words.label(technology)


def _stack(axes: Axes, yearly: pd.DataFrame, colours: dict[str, str]) -> None:
    """Stack positive values upwards and negative ones (value left at the end) downwards."""
    above, below = yearly.iloc[:, 0] * 0.0, yearly.iloc[:, 0] * 0.0
    for column in yearly:
        up, down = yearly[column].clip(lower=0.0), yearly[column].clip(upper=0.0)
        colour = style.colour_of(str(column), colours)
        axes.bar(yearly.index, up, 0.78, bottom=above, color=colour, label=str(column))
        if (down < 0).any():
            axes.bar(yearly.index, down, 0.78, bottom=below, color=colour, hatch="////", edgecolor="white", linewidth=0)
        above, below = above + up, below + down
    axes.axhline(0, color="#8b949e", linewidth=0.8)


def _finish_grid(cells: list[Axes], columns: int, used: int, unit: str) -> None:
    """Hide cells without a chart; charts with nothing below them name the years."""
    for axes in cells[used:]:
        axes.set_axis_off()
    for axes in cells[max(0, used - columns) : used]:
        axes.tick_params(labelbottom=True)
        axes.set_xlabel("year of service")
    cells[0].get_figure().supylabel(unit, fontsize=9, color=style.MUTED)


def _key(fig: Figure, yearly: pd.DataFrame, colours: dict[str, str], empty: list[Axes]) -> None:
    """Key of the items: in the empty cells of a grid where there are any, else above."""
    from matplotlib.patches import Patch

    hatched: dict[str, Any] = {"hatch": "////", "edgecolor": "white", "linewidth": 0}
    handles = []
    for code in yearly:
        drawn = {} if (yearly[code] > 0).any() else hatched
        handles.append(Patch(facecolor=style.colour_of(str(code), colours), label=words.label(str(code)), **drawn))
    if any((yearly[code] < 0).any() and (yearly[code] > 0).any() for code in yearly):
        handles.append(Patch(facecolor=style.MUTED, label=words.label("residual"), **hatched))
    if empty:
        room = {"bbox_to_anchor": (0.08, 1.0), "borderaxespad": 0, "handlelength": 1, "handleheight": 1}
        empty[0].legend(handles=handles, loc="upper left", ncols=min(len(empty), 2), **room).set_in_layout(False)
    else:
        style.key(fig, handles)


def _above(axes: Axes, value: str, point: tuple[float, float]) -> None:
    place = {"xytext": (0, 7), "textcoords": "offset points", "ha": "center"}
    axes.annotate(value, point, fontsize=8.5, fontweight="bold", **place)


def _label_ends(axes: Axes, last: pd.Series, names: dict[str, str], colours: dict[str, str]) -> None:
    low, high = axes.get_ylim()
    places = labels.spread(list(last), gap=(high - low) * 0.055)
    for (technology, value), place in zip(last.items(), places, strict=True):
        colour = style.legible(style.colour_of(str(technology), colours))
        axes.annotate(
            f"{names[str(technology)]}  {words.number(value)}",
            (last.name, value),
            xytext=(axes.get_xlim()[1] + 0.15, place),
            textcoords="data",
            va="center",
            color=colour,
            fontsize=8.5,
            fontweight="bold",
            annotation_clip=False,
        )


def _mark_crossings(axes: Axes, paid: pd.DataFrame, technologies: pd.DataFrame) -> int:
    """Rings in the year from which an option cheaper at first has cost more; the dearest is told in words. How many."""
    order = paid.iloc[0].sort_values(kind="stable").index
    found = [
        (float(paid.loc[(paid[first] > paid[second]).idxmax(), second]), first, second)
        for first, second in combinations(order, 2)
        if (paid[first] > paid[second]).any() and paid[first].iloc[0] < paid[second].iloc[0]
    ]
    for cost, first, second in found:
        year = (paid[first] > paid[second]).idxmax()
        axes.plot(
            [year], [cost], marker="o", markersize=11, markerfacecolor="none", markeredgecolor=style.INK, linestyle="none"
        )
    if found:
        _tell_crossing(axes, paid, technologies, *max(found)[1:])
    return len(found)


def _tell_crossing(axes: Axes, paid: pd.DataFrame, technologies: pd.DataFrame, first: str, second: str) -> None:
    year = (paid[first] > paid[second]).idxmax()
    axes.annotate(
        f"from year {year}\n{name_of(second, technologies)} has cost less\nthan {name_of(first, technologies)}",
        (year, float(paid.loc[year, second])),
        xytext=(0.03, 0.95),  # running totals rise, so the upper left is free
        textcoords="axes fraction",
        ha="left",
        va="top",
        fontsize=8.5,
        arrowprops={"arrowstyle": "-", "color": style.INK, "linewidth": 0.8, "shrinkB": 6},
    )


def _range_axis(axes: Axes, low: float, high: float) -> None:
    """Linear from zero while the smallest can still be seen, else logarithmic with plain numbers."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    if low > 0 and high / low > 40:
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
        axes.xaxis.set_minor_formatter(NullFormatter())
    else:
        axes.set_xlim(left=min(0.0, low))
