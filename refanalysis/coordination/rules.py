"""Which rules hold in a context: fired, not fired, or undecided because a level is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis.coordination.blocks import Plan, plan
from refanalysis.coordination.conditions import deciding, truth
from refanalysis.coordination.context import Context, encoded
from refanalysis.coordination.guidance import Guidance, load
from refanalysis.coordination.verdicts import Verdicts, combinations, status

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
    made = plan(guidance)
    place = {rule: i for i, rule in enumerate(guidance.rules)}
    table = np.empty((len(place), n), dtype=np.int8)
    for found in made.tables:
        same = guidance.groups.get(found.condition, ())
        if same:
            table[[place[rule] for rule in same]] = status(found, levels, n)
    return pd.DataFrame(table.T, index=contexts.index, columns=list(place), copy=False)


def decided(made: Plan, context: Context) -> list[Verdict]:
    """By condition of the plan: 1 true, 0 false, -1 undecided in `context`, and the dimensions that would decide it."""
    levels = context.levels
    found = []
    for table, memory in zip(made.tables, made.memory, strict=True):
        key = tuple([levels[name] for name in table.names])
        verdict = memory.get(key)
        if verdict is None:
            verdict = memory[key] = _verdict(table, context, made.guidance)
        found.append(verdict)
    return found


def by_rule(made: Plan, verdicts: list[Verdict]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Status of each rule in words, with the dimensions that would decide it."""
    worded = [(WORDS[status], dimensions) for status, dimensions in verdicts]
    return {rule: worded[place] for rule, place in made.of_rules.items()}


def _verdict(table: Verdicts, context: Context, guidance: Guidance) -> Verdict:
    levels, _ = encoded(context, guidance)
    code = int(status(table, levels, 1)[0])
    names = sorted(deciding(table.condition, levels)) if code < 0 else []
    return code, tuple(name for name in names if not _told(name, context, guidance))


def _told(name: str, context: Context, guidance: Guidance) -> bool:
    """Whether what is known of a context leaves an unknown dimension a single level."""
    dimension = guidance.dimensions[name]
    if dimension.several:
        return False
    bounds = combinations(guidance)
    each = (encoded(Context({**context.levels, name: level}), guidance)[0] for level in dimension.levels)
    return sum(not any(truth(one, levels, 1)[0][0] for one in bounds) for levels in each) == 1
