"""The network of an arrangement as far as the register of an operation shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis.coordination.conformance.register import register, standing_for
from refanalysis.coordination.conformance.ties import MET, UNTOLD, verdict
from refanalysis.coordination.sentences import labels

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.coordination.arrangement import Arrangement


def observed_edges(
    arrangement: Arrangement,
    actors: pd.DataFrame,
    ties: pd.DataFrame,
    presence: pd.DataFrame | None = None,
    roles: pd.DataFrame | None = None,
    *,
    untold: bool = True,
) -> pd.DataFrame:
    """Edges of a derived arrangement less those the register shows to be missing, for `Scenario.observed`.

    Parameters
    ----------
    actors, ties, presence, roles
        Tables of the operation, as `coordination.conformance` takes them.
    untold
        Whether edges that the register could not have shown count as there; without them only what is on record is left.
    """
    held = register(actors, ties, presence, standing_for(actors, arrangement.guidance, roles), arrangement.guidance)
    label, kept = labels(arrangement), (MET, UNTOLD) if untold else (MET,)
    edges = arrangement.edges
    found = [verdict(row.from_body, row.edge_type, row.to_body, held, label).finding for row in edges.itertuples(index=False)]
    return edges[[each in kept for each in found]].reset_index(drop=True)
