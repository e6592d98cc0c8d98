"""What must hold in every arrangement, whatever the context, looked at in one arrangement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from refanalysis import schema
from refanalysis.coordination.arrangement import Arrangement, derive
from refanalysis.coordination.blocks import plan, settled_anew
from refanalysis.coordination.checks import INVARIANTS, Invariant, View
from refanalysis.coordination.context import Context
from refanalysis.coordination.elements import Element
from refanalysis.coordination.questions import in_words
from refanalysis.coordination.rules import decided

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 3


def invariants(arrangement: Arrangement) -> pd.DataFrame:
    """Table `invariants`: whether each of the 15 invariants holds in an arrangement, with what shows it.

    Examples
    --------
    >>> from refanalysis import coordination
    >>> table = coordination.invariants(coordination.derive(coordination.read({"phase": "emergency"})))
    >>> len(table), bool(table["holds"].all())
    (15, True)
    """
    import pandas as pd

    rows = []
    for one in INVARIANTS:
        problems, seen = found_in(one, arrangement)
        rows.append((one.number, one.name, one.sentence, not problems,
                     "; ".join(problems) or _shown(seen, arrangement), ";".join(one.rules)))  # fmt: skip
    return schema.check(pd.DataFrame(rows, columns=schema.TABLES["invariants"].names), "invariants")


def found_in(invariant: Invariant, arrangement: Arrangement) -> tuple[list[str], list[Element]]:
    """Problems of one invariant in an arrangement, and the elements it looked at."""
    if invariant.anew:
        return settled_otherwise(arrangement), list(arrangement.elements)
    if invariant.turned:
        return _lost_by_turning(invariant, arrangement), [e for e in arrangement.elements if e.kind == "edge"]
    levels = {name: arrangement.context[name] for name in invariant.dimensions}
    problems, seen = [], []
    for part in invariant.parts(arrangement.guidance):
        own = tuple(element for element in arrangement.elements if part.reads(element))
        problems += part.problems(View(own, levels, arrangement.sector_leads.get(part.sector, ""), arrangement.guidance))
        seen += own
    return problems, seen


def lost(before: Iterable[Element], after: Iterable[Element]) -> list[str]:
    """Edges that stand in one arrangement and not in another, in words."""
    key = {(e.source, e.verb, e.target, e.mutual) for e in before if e.kind == "edge"}
    key -= {(e.source, e.verb, e.target, e.mutual) for e in after if e.kind == "edge"}
    return [f"{source} {verb} {target} is lost" for source, verb, target, _ in sorted(key)]


def settled_otherwise(arrangement: Arrangement) -> list[str]:
    """Blocks of an arrangement that settle otherwise when their rules come in the opposite order."""
    made, context = plan(arrangement.guidance), arrangement.context
    statuses = [status for status, _ in decided(made, context)]
    found: set[Element] = set()
    for block in made.blocks:
        found |= set(settled_anew(block, statuses, context.held, made.guidance, range(len(block.units))[::-1]).elements)
    return [f"{element.rule}: {element.verb} {element.target} hangs on the order of rules" for element in
            sorted(found ^ set(arrangement.elements))]  # fmt: skip


def _lost_by_turning(invariant: Invariant, arrangement: Arrangement) -> list[str]:
    """Edges that one level of a dimension takes away, set against the other levels of this context."""
    name, level = invariant.turned
    context = arrangement.context
    other = "false" if context[name] == level else level
    turned = derive(Context({**context.levels, name: other}), arrangement.guidance)
    before, after = (turned, arrangement) if context[name] == level else (arrangement, turned)
    return lost(before.elements, after.elements)


def _shown(seen: list[Element], arrangement: Arrangement) -> str:
    """The first things looked at, in words, and how many more there are."""
    told = list(dict.fromkeys(f"{in_words(element, arrangement)} ({element.rule})" for element in sorted(seen)))
    more = f"; and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return "; ".join(told[:_SHOWN]) + more or "nothing of the kind stands here"
