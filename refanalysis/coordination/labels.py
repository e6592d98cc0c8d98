"""Tables of an arrangement with the names of bodies as readers know them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refanalysis.coordination.arrangement import Arrangement

if TYPE_CHECKING:
    import pandas as pd


_CODE = re.compile(r"\b[A-Z][A-Z0-9_]+\b")


def labelled(frame: pd.DataFrame, arrangement: Arrangement) -> pd.DataFrame:
    """A copy of `frame` in which codes of bodies, wherever they stand in a cell, are replaced by their labels.

    Parameters
    ----------
    frame
        Any table of an arrangement; cells without codes of bodies stay as they are.
    """
    bodies = arrangement.guidance.bodies

    def label(code: re.Match[str]) -> str:
        return bodies[code[0]]["label"] if code[0] in bodies else code[0]

    def words(cell: object) -> object:
        return _CODE.sub(label, cell.replace(";", ", ").replace(",  ", ", ")) if isinstance(cell, str) else cell

    rules = [name for name in frame if name in ("rule", "rules")]
    return frame.drop(columns=rules).map(words).assign(**{name: frame[name] for name in rules})[list(frame)]
