"""Figures of what comes after the money: the cliff, the hand-over, the cut."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis import words
from refanalysis.figures import labels, style
from refanalysis.figures.funding import MISSING, OTHERS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GRANT = "#00735c"
BEARER_COLOURS = {**style.PAYER_COLOURS, "grant": GRANT, "new": OTHERS}
_LACKING = {**style.HATCHED, "edgecolor": MISSING}
_QUARTERS = 4
_MOST_TICKS = 12


@style.styled
def funding_cliff(quarters: pd.DataFrame, cliff: float | None, told: str, source: str = "emergency money") -> Figure:
    """Return the bill of each quarter: what money covers, what nobody has covered, what others pay; the cliff is marked.

    Parameters
    ----------
    quarters
        From ``refanalysis.readable.funding.quarters``: begins (date), unit, covered, missing, others.
    cliff
        First month without cover, counted from the start; None when there is none.
    told
        What the mark of the cliff says.
    source
        Whose money it is, for the key.
    """
    if quarters.empty:
        return style.nothing("No bill could be computed.")
    divisor, word = style.scale(float(quarters[["covered", "missing", "others"]].sum(axis=1).max()))
    fig = style.figure(4.3)
    axes = fig.subplots()
    looks: dict[str, tuple[str, dict[str, Any]]] = {
        "covered": (f"paid by {source}", {"color": GRANT}),
        "missing": ("due from agencies and donors, not covered", _LACKING),
        "others": ("due from others", {"color": OTHERS}),
    }
    below = quarters["covered"] * 0.0
    for column, (label, look) in looks.items():
        values = quarters[column] / divisor
        drawn = values > 0
        if drawn.any():
            axes.bar(np.flatnonzero(drawn), values[drawn], 0.82, bottom=below[drawn], label=label, **look)
        below = below + values
    _quarter_axis(axes, quarters)
    axes.set_ylim(0, 1.32 * float(below.max()))
    style.subtitle(axes, f"bill of each quarter, {word}{words.unit_words(quarters['unit'].iloc[0])}")
    if cliff is not None:
        _mark_cliff(axes, cliff / 3 - 0.5, told, len(quarters))
    style.key(fig, columns=3)
    return fig


def _quarter_axis(axes: Axes, quarters: pd.DataFrame) -> None:
    every = _QUARTERS * (1 + (len(quarters) // _QUARTERS - 1) // _MOST_TICKS)
    places = range(0, len(quarters), every)
    axes.set_xticks([place - 0.5 for place in places], [f"{quarters['begins'].iloc[place]:%b %Y}" for place in places])
    for tick in axes.get_xticklabels():
        tick.set_horizontalalignment("left")
    axes.set_xlim(-0.9, len(quarters) - 0.3)


def _mark_cliff(axes: Axes, place: float, told: str, quarters: int) -> None:
    top = axes.get_ylim()[1]
    axes.plot([place, place], [0, top], color=MISSING, linewidth=1.6, linestyle=(0, (4, 2)))
    left = place < 0.55 * quarters
    look = {"ha": "left" if left else "right", "va": "top", "fontsize": 9, "fontweight": "bold", "color": MISSING}
    axes.annotate(told, (place, top), xytext=(6 if left else -6, -2), textcoords="offset points", **look)


@style.styled
def handover(moves: pd.DataFrame, names: Mapping[str, str], heads: tuple[str, str]) -> Figure:
    """Return the yearly bill after a hand-over twice, by who bore it before and by who bears it then, with bands between.

    Parameters
    ----------
    moves
        From ``refanalysis.tco.funding.handover``: from_payer, to_payer, unit, value; summed over all others.
    names
        Name of each bearer; those it lacks are named by their label.
    heads
        What stands above the left and the right column.
    """
    if moves.empty:
        return style.nothing("Nothing is left to pay after the hand-over.")
    flows = moves.groupby(["from_payer", "to_payer"], sort=False)["value"].sum()
    left, right = (_stacked(flows.groupby(level=side, sort=False).sum()) for side in ("from_payer", "to_payer"))
    fig = style.figure(3.9)
    axes = fig.subplots()
    axes.set_axis_off()
    total = float(flows.sum())
    axes.set_xlim(-1.15, 2.15)
    axes.set_ylim(1.02 * total, -0.17 * total)
    _bands(axes, flows, left, right)
    for at, column, head in ((0.0, left, heads[0]), (1.0, right, heads[1])):
        _column(axes, at, column, names, moves["unit"].iloc[0], total)
        axes.text(at, -0.05 * total, head, ha="center", va="bottom", fontsize=9, fontweight="bold")
    return fig


Column = dict[str, tuple[float, float]]
_WIDTH = 0.09


def _stacked(amounts: pd.Series) -> Column:
    """Upper and lower edge of each bearer's block, in the order of the key."""
    order = [name for name in BEARER_COLOURS if name in amounts.index]
    order += sorted(set(amounts.index) - set(order))
    found, edge = {}, 0.0
    for name in order:
        found[name] = (edge, edge + float(amounts[name]))
        edge += float(amounts[name])
    return found


def _column(axes: Axes, at: float, column: Column, names: Mapping[str, str], unit: str, total: float) -> None:
    middles = [(low + high) / 2 for low, high in column.values()]
    for (name, (low, high)), place in zip(column.items(), labels.spread(middles, 0.12 * total), strict=True):
        axes.bar(at, high - low, _WIDTH, bottom=low, color=style.colour_of(name, BEARER_COLOURS))
        side, gap = ("right", -_WIDTH) if at == 0 else ("left", _WIDTH)
        said = f"{words.capital(names.get(name, words.label(name)))}\n{words.quantity(high - low, unit)}"
        axes.text(at + gap, place, said, ha=side, va="center", fontsize=8.5)


def _bands(axes: Axes, flows: pd.Series, left: Column, right: Column) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    used_left, used_right = ({name: low for name, (low, _) in column.items()} for column in (left, right))
    for start in left:
        for end in right:
            size = float(flows.get((start, end), 0.0))
            if size <= 0:
                continue
            a, b = used_left[start], used_right[end]
            used_left[start], used_right[end] = a + size, b + size
            x, y = _WIDTH / 2, 1 - _WIDTH / 2
            points = [(x, a), (0.5, a), (0.5, b), (y, b), (y, b + size), (0.5, b + size), (0.5, a + size), (x, a + size)]
            codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3]
            colour = style.colour_of(end, BEARER_COLOURS)
            axes.add_patch(PathPatch(Path(points, codes), facecolor=colour, alpha=0.32, linewidth=0))


@style.styled
def budget_cut(effect: pd.DataFrame, payers: str = "agencies and donors") -> Figure:
    """Return the bill of each year with the part that a cut leaves unpaid hatched and labelled.

    Parameters
    ----------
    effect
        From ``refanalysis.tco.funding.budget_cut`` for one technology: year, unit, cost, uncovered; summed over payers.
    payers
        Whose bill it is, in words.
    """
    if effect.empty:
        return style.nothing(f"The bill holds nothing for {payers} to pay.")
    yearly = effect.groupby("year")[["cost", "uncovered"]].sum()
    divisor, word = style.scale(float(yearly["cost"].max()))
    paid, lacking = (yearly["cost"] - yearly["uncovered"]) / divisor, yearly["uncovered"] / divisor
    fig = style.figure(3.6)
    axes = fig.subplots()
    axes.bar(yearly.index, paid, 0.78, color=style.PAYER_COLOURS["agency"], label="paid")
    cut = lacking > 0
    axes.bar(yearly.index[cut], lacking[cut], 0.78, bottom=paid[cut], label="left unpaid by the cut", **_LACKING)
    for year, amount in lacking[lacking > 0].items():
        look = {"ha": "center", "va": "bottom", "fontsize": 8.5, "fontweight": "bold", "color": MISSING}
        axes.annotate(words.number(amount), (year, float(paid[year] + amount)), xytext=(0, 3),
                      textcoords="offset points", **look)  # fmt: skip
    axes.set_ylim(top=1.12 * float(yearly["cost"].max()) / divisor)
    style.years(axes, yearly.index)
    style.subtitle(axes, f"bill of {payers} in each year, {word}{words.unit_words(effect['unit'].iloc[0])}")
    style.key(fig)
    return fig
