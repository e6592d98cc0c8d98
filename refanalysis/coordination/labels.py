"""Tables of an arrangement with the names of bodies as readers know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis.coordination.arrangement import Arrangement

if TYPE_CHECKING:
    import pandas as pd


def labelled(frame: pd.DataFrame, arrangement: Arrangement) -> pd.DataFrame:
    """A copy of `frame` in which codes of bodies, alone or separated by ';', are replaced by their labels.

    Parameters
    ----------
    frame
        Any table of an arrangement; cells that are not made of body codes stay as they are.
    """
    bodies = arrangement.guidance.bodies

    def words(cell: object) -> object:
        parts = str(cell).split(";")
        return ", ".join(bodies[part]["label"] for part in parts) if all(part in bodies for part in parts) else cell

    return frame.map(words)
