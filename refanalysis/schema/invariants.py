"""Tables of what holds in coordination whatever the context: the invariants, and how often each rule fires."""

from __future__ import annotations

from refanalysis.schema.columns import number, text
from refanalysis.schema.types import Column, Table


def _count(name: str, meaning: str) -> Column:
    return Column(name=name, meaning=meaning, kind="integer", required=True, minimum=0)


def _contexts(name: str, meaning: str) -> Column:
    """Contexts as a number: with unknown levels there are more than a whole number of 64 bits can count."""
    return number(name, meaning, unit="context", required=True, minimum=0)


_NUMBER = Column(name="number", meaning="place in the list of invariants", kind="integer", required=True, minimum=1)
_NAME = text("invariant", "its name", required=True)
_SENTENCE = text("sentence", "what must hold, in words", required=True)

INVARIANT_RESULTS: tuple[Table, ...] = (
    Table(
        name="invariants",
        meaning="whether an arrangement keeps what must hold in every context",
        key=("invariant",),
        columns=(
            _NUMBER,
            _NAME,
            _SENTENCE,
            Column(name="holds", meaning="whether it holds", kind="flag", required=True),
            text("evidence", "ties that show it, or what is wrong", required=True),
            text("rules", "rules it comes from, separated by ';'"),
        ),
    ),
    Table(
        name="invariants_everywhere",
        meaning="each invariant over all legal contexts",
        key=("invariant",),
        columns=(
            _NUMBER,
            _NAME,
            _SENTENCE,
            text("dimensions", "dimensions it hangs on, separated by ';'; no other changes what it sees"),
            _count("states", "distinct states of what it sees, each checked"),
            _contexts("contexts", "legal contexts these states stand for"),
            _contexts(
                "violated",
                "contexts in which it does not hold, once for each sector, forum or block that fails; of 'same again' states",
            ),
            text("first", "the first state in which it does not hold, in words"),
        ),
    ),
    Table(
        name="rules_everywhere",
        meaning="in how many legal contexts each rule fires",
        key=("rule",),
        columns=(
            text("rule", "rule", required=True),
            text("dimensions", "dimensions its condition reads, separated by ';'"),
            _contexts("contexts", "legal contexts in which it fires"),
            number("share", "of all legal contexts", unit="share", required=True, minimum=0, maximum=1),
        ),
    ),
)
