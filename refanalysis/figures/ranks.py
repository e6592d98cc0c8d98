"""Figures of ranges over actors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.figures import labels, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


@style.styled
def rank_ranges(ranks: pd.DataFrame, names: Mapping[str, str], most: int = 12) -> Figure:
    """Return a dot (median rank) and a line (90 of 100 resamples) for each of the actors that rank highest.

    Parameters
    ----------
    ranks
        Table ``rank_ranges`` of one measure: actor, rank, p05, p50, p95, first.
    names
        Label by actor; an actor without one is called by its short name.
    most
        Actors shown.
    """
    shown = ranks.sort_values(["p50", "rank"], kind="stable").head(most)
    if shown.empty:
        return style.nothing("No ties are recorded yet, so nobody can be ranked.")
    fig = style.figure(0.9 + 0.34 * len(shown))
    axes = fig.subplots()
    style.sideways(axes, [labels.lines(str(names.get(actor, actor)), 34) for actor in shown["actor"]])
    for place, row in zip(range(len(shown) - 1, -1, -1), shown.itertuples(), strict=True):
        axes.plot([row.p05, row.p95], [place, place], color=style.ACCENT[0], linewidth=5, alpha=0.3)
        axes.plot([row.p50], [place], marker="o", markersize=7, color=style.ACCENT[0])
        if row.first >= 0.005:
            style.beside(axes, f"highest in {words.share(row.first)}", (row.p95, place), gap=8, color=style.MUTED)
    last = float(shown["p95"].max())
    axes.set_xlim(0.3, last + 2.5)
    axes.set_xticks([1, *range(5, int(last) + 1, 5)])
    style.subtitle(axes, "rank, 1 is highest; dot: median, line: 90 of 100 resamples")
    return fig
