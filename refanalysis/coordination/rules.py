"""Which rules hold in a context: fired, not fired, or undecided because a level is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.coordination.conditions import Condition, Levels, deciding, truth
from refanalysis.coordination.context import Context, encoded
from refanalysis.coordination.guidance import Guidance, load

if TYPE_CHECKING:
    import pandas as pd

FIRED, NOT_FIRED, UNDECIDED = "fired", "not_fired", "undecided"
CODES = {FIRED: 1, NOT_FIRED: 0, UNDECIDED: -1}


def evaluate(rules: pd.DataFrame | Guidance | None, context: Context) -> pd.DataFrame:
    """One row for each rule: rule, status (fired, not_fired, undecided) and the dimensions that would decide it.

    Parameters
    ----------
    rules
        Table of rules, or guidance already loaded; None for those of `data/coordination/`.

    Examples
    --------
    >>> from refanalysis import coordination
    >>> context = coordination.read({"phase": "emergency", "hc": "unknown"})
    >>> table = coordination.evaluate(None, context)
    >>> table.loc[table["rule"] == "IS-03", ["status", "deciding"]].to_numpy().tolist()
    [['undecided', 'hc']]
    """
    import pandas as pd

    guidance = load(rules)
    levels, _ = encoded(context, guidance)
    verdicts = verdicts_of(guidance, levels)
    rows = [(rule, status, ";".join(dimensions)) for rule, (status, dimensions) in verdicts.items()]
    return pd.DataFrame(rows, columns=["rule", "status", "deciding"])


def evaluate_many(rules: pd.DataFrame | Guidance | None, contexts: pd.DataFrame) -> pd.DataFrame:
    """One row for each context, one column for each rule: 1 fired, 0 not fired, -1 undecided.

    Parameters
    ----------
    contexts
        One column for each dimension that is not at its default; see `coordination.encoded`.
    """
    import pandas as pd

    guidance = load(rules)
    levels, n = encoded(contexts, guidance)
    place = {rule: i for i, rule in enumerate(guidance.rules)}
    status = np.empty((len(place), n), dtype=np.int8)
    for condition, same in guidance.groups.items():
        true, false = truth(condition, levels, n)
        status[[place[rule] for rule in same]] = true.astype(np.int8) - ~(true | false)
    return pd.DataFrame(status.T, index=contexts.index, columns=list(place), copy=False)


def verdicts_of(guidance: Guidance, levels: Mapping[str, Levels]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Status of each rule, with the dimensions that would decide it, in one context with these `levels`."""
    found = {}
    for condition, same in guidance.groups.items():
        found |= dict.fromkeys(same, _verdict(condition, levels))
    return {rule: found[rule] for rule in guidance.rules}


def _verdict(condition: Condition, levels: Mapping[str, Levels]) -> tuple[str, tuple[str, ...]]:
    true, false = truth(condition, levels, 1)
    if true[0]:
        return FIRED, ()
    if false[0]:
        return NOT_FIRED, ()
    return UNDECIDED, tuple(sorted(deciding(condition, levels)))
