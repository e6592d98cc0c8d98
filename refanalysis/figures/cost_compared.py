"""Figures that set options beside one another: what their bills are made of, cost per unit of service, chances, waiting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.figures import labels, style
from refanalysis.figures.costs import name_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PART_COLOURS = {
    "equipment": style.ITEM_COLOURS["capex"], "around_equipment": style.ITEM_COLOURS["tax"],
    "capacity": style.ITEM_COLOURS["energy"], "upkeep": style.ITEM_COLOURS["opex"], "people": style.ITEM_COLOURS["staff"],
    "overhead": style.ITEM_COLOURS["overhead"],
}  # fmt: skip
SAVING_COLOURS = {"fewer_years": "#0072b2", "later_payment": "#56b4e9", "later_prices": "#e69f00"}
_SEEN = 0.07  # a smaller part has no room for its number
_LETTERS = 24


@style.styled
def bill_parts(parts: pd.DataFrame, technologies: pd.DataFrame, names: Mapping[str, str]) -> Figure:
    """Return a bar per technology of what its bill is made of, in percent, with what falls after the first five years.

    Parameters
    ----------
    parts
        Columns technology, part, share and tail (both shares of the technology's bill); technologies in the order of the bars.
    technologies
        Table ``technologies`` (labels).
    names
        Name of each part for readers.
    """
    if parts.empty:
        return style.nothing("No cost could be computed.")
    order = list(dict.fromkeys(parts["technology"]))
    wide = parts.pivot(index="technology", columns="part", values="share").fillna(0.0).loc[order]
    wide, late = wide[[part for part in PART_COLOURS if part in wide]], parts.groupby("technology")["tail"].sum()
    fig = style.figure(1.15 + 0.42 * len(order))
    axes = fig.subplots()
    style.sideways(axes, [name_of(technology, technologies) for technology in order])
    for place, (technology, row) in zip(range(len(order) - 1, -1, -1), wide.iterrows(), strict=True):
        _parts(axes, place, row)
        if late.max() > 0:
            style.beside(axes, words.share(late[technology]), (1, place), gap=8, fontweight="bold")
    if late.max() > 0:
        axes.annotate("after year 5", (1, len(order) - 0.45), xytext=(8, 0), textcoords="offset points", fontsize=8.5,
                      color=style.MUTED, va="bottom", annotation_clip=False)  # fmt: skip
    axes.set_xlim(0, 1)
    _percent(axes, "share of everything that is paid, as present value")
    _key(fig, {part: names[part] for part in wide}, PART_COLOURS)
    return fig


@style.styled
def chance_cheaper(pairs: pd.DataFrame, technologies: pd.DataFrame, partial: tuple[str, ...] = ()) -> Figure:
    """Return a bar for each other option: the share of draws in which the first option costs less, surest on top.

    Parameters
    ----------
    pairs
        Rows of table ``pairs`` with one first option.
    technologies
        Table ``technologies`` (labels and colours).
    partial
        Options that serve only part of a site; their bars are hatched.
    """
    if pairs.empty:
        return style.nothing("There is no other option to compare with.")
    shown = pairs.sort_values("probability", ascending=False, kind="stable")
    colours = dict(zip(technologies["technology"], technologies["colour"], strict=True))
    colour = style.colour_of(str(shown["first"].iloc[0]), colours)
    fig = style.figure(0.95 + 0.36 * len(shown))
    axes = fig.subplots()
    style.sideways(axes, [f"than {name_of(other, technologies)}" for other in shown["second"]])
    for place, row in zip(range(len(shown) - 1, -1, -1), shown.itertuples(), strict=True):
        drawn = {"hatch": "////", "edgecolor": "white", "linewidth": 0} if row.second in partial else {}
        axes.barh(place, row.probability, 0.6, color=colour, **drawn)
        style.beside(axes, words.share(row.probability), (row.probability, place))
    axes.axvline(0.5, color=style.INK, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.set_xlim(0, 1.1)
    _percent(axes, "share of draws in which it costs less; dashed: as often one as the other")
    if set(shown["second"]) & set(partial):
        style.subtitle(axes, "hatched: the other serves zones of a site, not the whole")
    return fig


@style.styled
def unit_costs(summary: pd.DataFrame, technologies: pd.DataFrame) -> Figure:
    """Return one panel for each outcome: a dot (median) and a line (5th to 95th percentile) per technology, cheapest first.

    Parameters
    ----------
    summary
        Table ``summary``, one row per technology and outcome; the first outcome decides the order.
    technologies
        Table ``technologies`` (labels and colours).
    """
    known = summary.dropna(subset=["p50"])
    if known.empty:
        return style.nothing("No cost could be computed.")
    outcomes = list(dict.fromkeys(known["outcome"]))
    order = list(known[known["outcome"] == outcomes[0]].sort_values("p50", kind="stable")["technology"])
    colours = dict(zip(technologies["technology"], technologies["colour"], strict=True))
    fig = style.figure(0.95 + 0.4 * len(order))
    panels = fig.subplots(1, len(outcomes), squeeze=False, sharey=True)[0]
    for axes, outcome in zip(panels, outcomes, strict=True):
        _ranges(axes, known[known["outcome"] == outcome].set_index("technology"), order, colours)
    style.sideways(panels[0], [labels.lines(name_of(technology, technologies), _LETTERS) for technology in order])
    return fig


@style.styled
def funnel(steps: pd.DataFrame) -> Figure:
    """Return a bar for each step from the people at a site to the users of a service, with what share of the last step it is.

    Parameters
    ----------
    steps
        Columns step, share (of the step before; empty where there is none) and people, in order.
    """
    if steps.empty:
        return style.nothing("No demand could be computed.")
    fig = style.figure(0.7 + 0.36 * len(steps))
    axes = fig.subplots()
    style.sideways(axes, list(steps["step"]))
    for place, row in zip(range(len(steps) - 1, -1, -1), steps.itertuples(), strict=True):
        axes.barh(place, row.people, 0.66, color=SAVING_COLOURS["fewer_years"])
        part = "" if words.missing(row.share) else f"  ({words.share(row.share)} of them)"
        style.beside(axes, f"{words.number(row.people, 0)}{part}", (row.people, place))
    axes.margins(x=0.14)
    axes.xaxis.set_major_formatter(lambda value, _: words.number(value, 0))
    axes.set_xlabel("people")
    return fig


@style.styled
def delay(table: pd.DataFrame) -> Figure:
    """Return two panels for each number of years of waiting: what it saves of the bill, and the months of use that are lost.

    Parameters
    ----------
    table
        Rows of ``tco.cost_of_delay`` of one option and one site, or all, in one draw; without waiting nothing is drawn.
    """
    shown = table[table["wait"] > 0].set_index("wait")
    if shown.empty:
        return style.nothing("No waiting was asked for.")
    fig = style.figure(3.5)
    saved, lost = fig.subplots(1, 2)
    parts = shown[[name for name in SAVING_COLOURS if shown[name].abs().max() > 0.001 * shown["saved"].abs().max()]]
    divisor, word = style.scale(float(shown["saved"].abs().max()))
    _signed(saved, parts / divisor)
    _waits(saved, shown["saved"] / divisor, f"saved, {word}{words.unit_words(shown['unit'].iloc[0])}")
    divisor, word = style.scale(float(shown["user_months_lost"].abs().max()))
    lost.bar(range(len(shown)), shown["user_months_lost"] / divisor, 0.62, color="#b5311c")
    _waits(lost, shown["user_months_lost"] / divisor, f"months of use not served, {word}user-months")
    _key(fig, {name: words.label(name) for name in parts}, SAVING_COLOURS)
    return fig


def _parts(axes: Axes, place: int, row: pd.Series) -> None:
    start = 0.0
    for part, share in row.items():
        colour = PART_COLOURS[str(part)]
        axes.barh(place, share, 0.66, left=start, color=colour)
        if share >= _SEEN:
            ink = style.INK if part in ("capacity", "overhead", "around_equipment") else style.PAPER
            axes.text(start + share / 2, place, words.share(share), ha="center", va="center", fontsize=8, color=ink)
        start += share


def _percent(axes: Axes, told: str) -> None:
    from matplotlib.ticker import FixedFormatter, FixedLocator

    axes.xaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.xaxis.set_major_formatter(FixedFormatter(["0", "25", "50", "75", "100 %"]))
    axes.set_xlabel(told)


def _ranges(axes: Axes, rows: pd.DataFrame, order: list[str], colours: dict[str, str]) -> None:
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    for place, technology in zip(range(len(order) - 1, -1, -1), order, strict=True):
        row, colour = rows.loc[technology], style.colour_of(technology, colours)
        axes.plot([row["p05"], row["p95"]], [place, place], color=colour, linewidth=5, alpha=0.35)
        axes.plot([row["p50"]], [place], marker="o", markersize=8, color=colour)
        axes.annotate(words.number(row["p50"]), (row["p50"], place), xytext=(0, 7), textcoords="offset points", ha="center",
                      fontsize=8.5, fontweight="bold")  # fmt: skip
    axes.set_xlim(left=0)
    axes.set_ylim(-0.6, len(order) - 0.2)
    axes.set_xlabel(words.unit_words(str(rows["unit"].iloc[0])))


def _signed(axes: Axes, parts: pd.DataFrame) -> None:
    """Parts that save upwards, parts that cost more downwards."""
    above, below = parts.iloc[:, 0] * 0.0, parts.iloc[:, 0] * 0.0
    for name in parts:
        up, down = parts[name].clip(lower=0.0), parts[name].clip(upper=0.0)
        axes.bar(range(len(parts)), up, 0.62, bottom=above, color=SAVING_COLOURS[name])
        axes.bar(range(len(parts)), down, 0.62, bottom=below, color=SAVING_COLOURS[name])
        above, below = above + up, below + down
    axes.axhline(0, color="#8b949e", linewidth=0.8)


def _waits(axes: Axes, totals: pd.Series, told: str) -> None:
    for place, total in enumerate(totals):
        top = max(float(total), 0.0)
        axes.annotate(words.number(total), (place, top), xytext=(0, 4), textcoords="offset points", ha="center",
                      fontsize=8.5, fontweight="bold")  # fmt: skip
    axes.set_xticks(range(len(totals)), [words.count(int(wait), "year") for wait in totals.index])
    axes.margins(y=0.14)
    axes.set_xlabel("start put off by")
    style.subtitle(axes, told)


def _key(fig: Figure, names: Mapping[str, str], colours: Mapping[str, str]) -> None:
    from matplotlib.patches import Patch

    style.key(fig, [Patch(facecolor=colours[name], label=label) for name, label in names.items()], columns=3)
