"""Figures of money asked for and money that came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.figures import style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RECEIVED, ASKED, MISSING, OTHERS = "#0072b2", "#dfe3e7", "#b5311c", "#b9c4cd"


@style.styled
def plan_funding(plans: pd.DataFrame) -> Figure:
    """Return a bar for each plan and year: what it asked for, and the part that came where that is known.

    Parameters
    ----------
    plans
        Table ``plans``: plan, year, requirement [unit], funded [share], unit.
    """
    known = plans.dropna(subset=["requirement"]).sort_values(["year", "plan"], kind="stable")
    if known.empty:
        return style.nothing("No response plan with a requirement is recorded yet.")
    asked = known["requirement"] / 1e6
    came = (asked * known["funded"]).fillna(0.0)
    fig = style.figure(0.9 + 0.34 * len(known))
    axes = fig.subplots()
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    places = range(len(known) - 1, -1, -1)
    axes.barh(places, asked, 0.7, color=ASKED, label="asked for")
    axes.barh(places, came, 0.7, color=RECEIVED, label="received")
    for place, row in zip(places, known.itertuples(), strict=True):
        share = f"{words.share(row.funded)} received" if not words.missing(row.funded) else "share received unknown"
        told = f"{words.number(row.requirement / 1e6, 0)} million; {share}"
        axes.annotate(
            told, (row.requirement / 1e6, place), xytext=(5, 0), textcoords="offset points", va="center", fontsize=8.5
        )
    axes.set_yticks(places, [f"{row.year}  {_short(row.plan)}" for row in known.itertuples()], color=style.INK, fontsize=8.5)
    axes.set_xlim(0, float(asked.max()) * 1.9)
    style.subtitle(axes, "million USD of each year")
    fig.legend(loc="outside upper right", ncols=2, handlelength=1, handleheight=1)
    return fig


@style.styled
def shortfall(expected: pd.DataFrame) -> Figure:
    """Return the cost of each year: what others pay, what appeals would bring, and what would be missing.

    Parameters
    ----------
    expected
        From ``refanalysis.tco.expected_shortfall`` for one technology: year, unit, cost, appealed, shortfall.
    """
    if expected.empty:
        return style.nothing("No cost could be computed.")
    divisor, word = style.scale(float(expected["cost"].max()))
    others = (expected["cost"] - expected["appealed"]) / divisor
    comes = (expected["appealed"] - expected["shortfall"]) / divisor
    missing = expected["shortfall"] / divisor
    fig = style.figure(3.4)
    axes = fig.subplots()
    for values, below, colour, label in (
        (others, 0.0, OTHERS, "other payers"),
        (comes, others, RECEIVED, "agencies and donors, expected to come"),
        (missing, others + comes, MISSING, "agencies and donors, expected to be missing"),
    ):
        if float(values.max()) > 0:
            axes.bar(expected["year"], values, 0.78, bottom=below, color=colour, label=label)
    _years(axes, expected["year"])
    style.subtitle(axes, f"cost of the year, {word}{words.unit_words(expected['unit'].iloc[0])}")
    fig.legend(loc="outside upper left", ncols=3, handlelength=1, handleheight=1)
    return fig


def _years(axes: Axes, years: pd.Series) -> None:
    axes.set_xticks(list(years))
    axes.set_xlabel("year of service (0 is the year of purchase)")


def _short(name: str, most: int = 46) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
