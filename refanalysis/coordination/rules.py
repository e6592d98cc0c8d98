"""Which rules hold in a context: fired, not fired, or undecided because a level is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis.coordination.blocks import Plan, plan
from refanalysis.coordination.conditions import Condition, deciding, truth
from refanalysis.coordination.context import Context, encoded
from refanalysis.coordination.guidance import Guidance, load

if TYPE_CHECKING:
    import pandas as pd

FIRED, NOT_FIRED, UNDECIDED = "fired", "not_fired", "undecided"
WORDS = {1: FIRED, 0: NOT_FIRED, -1: UNDECIDED}
Verdict = tuple[int, tuple[str, ...]]


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
    verdicts = by_rule(plan(guidance), decided(plan(guidance), context))
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


def decided(made: Plan, context: Context) -> list[Verdict]:
    """By condition of the plan: 1 true, 0 false, -1 undecided in `context`, and the dimensions that would decide it."""
    levels = context.levels
    found = []
    for place, names in enumerate(made.dimensions):
        key = tuple([levels[name] for name in names])
        verdict = made.verdicts[place].get(key)
        if verdict is None:
            verdict = made.verdicts[place][key] = _verdict(made.conditions[place], context, made.guidance)
        found.append(verdict)
    return found


def by_rule(made: Plan, verdicts: list[Verdict]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Status of each rule in words, with the dimensions that would decide it."""
    worded = [(WORDS[status], dimensions) for status, dimensions in verdicts]
    return {rule: worded[place] for rule, place in made.of_rules.items()}


def _verdict(condition: Condition, context: Context, guidance: Guidance) -> Verdict:
    levels, _ = encoded(context, guidance)
    true, false = truth(condition, levels, 1)
    status = int(true[0]) if true[0] or false[0] else -1
    return status, tuple(sorted(deciding(condition, levels)))
