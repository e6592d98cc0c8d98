"""Who does what where, as a reader explores it: one sector, or one organisation gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refanalysis import figures, tables, words
from refanalysis.network import presence as presences
from refanalysis.widgets.controls import dropdown

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from refanalysis.data.intake import Presence
    from refanalysis.tables import Display


def coverage_without(
    presence: Presence, needs: pd.DataFrame | None = None, population: pd.DataFrame | None = None
) -> Callable[..., list[Display]]:
    """Return draw(without="", sector=""): who works in each sector and area, and what would be left if one went."""

    def draw(without: str = "", sector: str = "") -> list[Display]:
        cells = presences.coverage(presence, needs, population)
        lost = presences.cells_lost_if_removed(presence, needs).set_index("organisation")
        alone = str(lost.loc[without, "cells"]).split(";") if without else []
        gone = (cells["sector"] + "|" + cells["area"]).isin(alone)
        cells = cells.assign(state=cells["state"].mask(gone, "gap"), organisations=cells["organisations"].mask(gone, 0))
        shown = cells[cells["sector"] == sector] if sector else cells
        title = f"Who is left in each sector and area without {without}" if without else "Who works in each sector and area"
        alt = f"{words.count(int((shown['state'] == 'gap').sum()), 'pair')} of sector and area of {len(shown)} have nobody."
        said = [tables.text(f"{words.count(int(gone.sum()), 'pair')} of sector and area would have nobody.")] if without else []
        return [*said, figures.show(figures.coverage_matrix(shown), "coverage_without", title, alt=alt, data=shown)]

    return draw


def coverage_controls(presence: Presence) -> dict[str, Any]:
    """Return the controls of `coverage_without`: the organisation that leaves, at first none, and the sector."""
    here = presences.present(presence)
    leavers = dropdown({"Nobody leaves": ""} | {name: name for name in sorted(set(here["organisation"]))}, "")
    sectors = dropdown({"All sectors": ""} | {words.label(name): name for name in sorted(set(here["sector"]) - {""})}, "")
    leavers.description, sectors.description = "Who leaves", "Sector"
    return {"without": leavers, "sector": sectors}
