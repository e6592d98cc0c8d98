"""Figures of ranges over actors."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill
from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.figures import style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


@style.styled
def rank_ranges(ranks: pd.DataFrame, names: Mapping[str, str], most: int = 12) -> Figure:
    """Return a dot (median rank) and a line (90 of 100 resamples) for each of the actors that rank highest.

    Parameters
    ----------
    ranks
        Table ``rank_ranges`` of one measure: actor, p05, p50, p95, first.
    names
        Label by actor.
    most
        Actors shown.
    """
    shown = ranks.sort_values(["p50", "rank"], kind="stable").head(most).iloc[::-1]
    if shown.empty:
        return style.nothing("No ties are recorded yet, so nobody can be ranked.")
    fig = style.figure(0.9 + 0.32 * len(shown))
    axes = fig.subplots()
    axes.grid(axis="x")
    axes.grid(visible=False, axis="y")
    for place, row in enumerate(shown.itertuples()):
        axes.plot([row.p05, row.p95], [place, place], color=style.ACCENT[0], linewidth=5, alpha=0.3)
        axes.plot([row.p50], [place], marker="o", markersize=7, color=style.ACCENT[0])
        if row.first >= 0.005:
            told = f"first in {words.share(row.first)}"
            axes.annotate(told, (row.p95, place), xytext=(7, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks(range(len(shown)), [fill(str(names[actor]), 34) for actor in shown["actor"]], color=style.INK, fontsize=8.5)
    axes.set_xlim(0.3, float(shown["p95"].max()) + 2.5)
    style.subtitle(axes, "rank, 1 is highest; dot: median, line: 90 of 100 networks")
    return fig
