"""Conformance and comparison of arrangements, as readers see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = ["finding", "obligation", "strength", "evidence", "reason", "area", "rules"]


def findings(found: pd.DataFrame, *kinds: str) -> pd.DataFrame:
    """Return findings of some kinds (all when none is named) with what a page shows of them.

    Columns: finding, obligation, strength, evidence, reason, area, rules.
    """
    shown = found[found["finding"].isin(kinds)] if kinds else found
    return shown[_SHOWN].assign(strength=shown["strength"].map(words.label)).reset_index(drop=True)


def unseen(found: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the bodies nobody in the register stands for, those on which most obligations hang first.

    Parameters
    ----------
    found
        Table `coordination_findings`.
    labels
        Name of each body.

    Returns
    -------
    DataFrame
        body, label, findings (how many cannot be told for want of it), shall (how many of them are mandatory).
    """
    import pandas as pd

    rows = [
        (body, labels.get(body, body.replace("_", " ").capitalize()), 1, int(row.strength == "shall"))
        for row in found.itertuples(index=False)
        for body in row.absent.split(";")
        if body
    ]
    frame = pd.DataFrame(rows, columns=["body", "label", "findings", "shall"])
    summed = frame.groupby(["body", "label"], as_index=False)[["findings", "shall"]].sum()
    return summed.sort_values(["shall", "findings", "label"], ascending=[False, False, True], ignore_index=True)
