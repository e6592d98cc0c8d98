"""What the notebooks' controls draw: each view takes an operation and returns the function that draws it for chosen values.

::

    widgets.explore(views.cost_of_site(operation), **views.cost_controls(operation))
    views.cost_of_site(operation)(technology="leo", site="UGA-002", horizon=10)

What does not depend on the controls is read once, so that moving one shows the answer at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from refanalysis import coordination, figures, tables, words
from refanalysis.coordination.questions import OBLIGATIONS
from refanalysis.readable.coordination import QUESTIONS, answer
from refanalysis.widgets import choices
from refanalysis.widgets.cost import cost_controls, cost_of_site
from refanalysis.widgets.engagement import ways_controls, ways_of
from refanalysis.widgets.presence import coverage_controls, coverage_without

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.coordination import Arrangement
    from refanalysis.data import Operation
    from refanalysis.tables import Display

__all__ = [
    "arrangement_controls",
    "arrangement_of",
    "cost_controls",
    "cost_of_site",
    "coverage_controls",
    "coverage_without",
    "headline_in_words",
    "network_controls",
    "network_of",
    "ways_controls",
    "ways_of",
]

Draw = Callable[..., list["Display"]]
Controls = dict[str, Any]


def network_of(operation: Operation) -> Draw:
    """Return draw(focus="", relation=""): the actors and their ties; all of them, one actor's, or those of one relation.

    With a focus it also lists that actor's ties.
    """

    def draw(focus: str = "", relation: str = "") -> list[Display]:
        ties = operation.ties[operation.ties["relation"] == relation] if relation else operation.ties
        names = operation.actors.set_index("actor")["name"]
        picture = _network(operation.actors, ties, focus, relation, names)
        return [picture, _ties_of(focus, ties, names)] if focus else [picture]

    return draw


def network_controls(operation: Operation) -> Controls:
    """Return the controls of `network_of`: the actor in focus and the relation."""
    return {"focus": choices.actors(operation), "relation": choices.relations(operation)}


def arrangement_of(operation: Operation) -> Draw:
    """Return draw(**dimensions): the arrangement if some dimensions of the operation's context were at other levels.

    It shows how many answers change, the headline beside that of the operation as recorded, and the obligations that come
    and go.
    """
    guidance = coordination.load(overlay=operation.guidance)
    recorded = coordination.derive(coordination.read(operation.context, guidance), guidance)

    def draw(**dimensions: str) -> list[Display]:
        context = coordination.replaced(recorded.context, guidance, **dimensions)
        supposed = coordination.derive(context, guidance)
        return [_difference(recorded, supposed), _headlines(recorded, supposed), *_obligations(recorded, supposed)]

    return draw


def arrangement_controls(operation: Operation, dimensions: Iterable[str] = ("phase", "gov_will", "hc")) -> Controls:
    """Return the controls of `arrangement_of`: the level of each of these dimensions, at first as recorded."""
    return {dimension: choices.levels(operation, dimension) for dimension in dimensions}


def headline_in_words(arrangement: Arrangement) -> pd.DataFrame:
    """Return the headline of an arrangement for readers: question, answer, rules."""
    table = coordination.headline_table(arrangement)
    said = partial(answer, arrangement=arrangement)
    return table.assign(field=table["field"].map(QUESTIONS), value=table["value"].map(said)).set_axis(
        ["question", "answer", "rules"], axis=1
    )


# --- network


def _network(actors: pd.DataFrame, ties: pd.DataFrame, focus: str, relation: str, names: pd.Series) -> Display:
    fig = figures.network(actors, ties, focus)
    own = (ties["from_actor"] == focus) | (ties["to_actor"] == focus)
    kind = f" ({words.label(relation)})" if relation else ""
    title = f"Ties of {names[focus]}{kind}" if focus else f"Who works with whom{kind}"
    alt = f"{words.count(len(actors), 'actor')} in tiers by kind, joined by {words.count(len(ties), 'tie')}"
    alt += f"; the {words.count(int(own.sum()), 'tie')} of {names[focus]} stand out." if focus else "."
    drawn = ties[["from_actor", "to_actor", "relation", "certainty"]].assign(stands_out=own | (not focus))
    return figures.show(fig, "network_of", title, alt, drawn)


def _ties_of(focus: str, ties: pd.DataFrame, names: pd.Series) -> Display:
    own = ties[(ties["from_actor"] == focus) | (ties["to_actor"] == focus)]
    frame = own[["from_actor", "relation", "to_actor", "certainty", "note"]].sort_values(["relation", "from_actor", "to_actor"])
    frame = frame.assign(
        from_actor=frame["from_actor"].map(names),
        relation=frame["relation"].map(words.label),
        to_actor=frame["to_actor"].map(names),
    )
    return tables.show(frame, "ties_of_focus", f"Ties of {names[focus]}", units={"certainty": "share"},
                       labels={"from_actor": "from", "to_actor": "to"})  # fmt: skip


# --- coordination


def _difference(recorded: Arrangement, supposed: Arrangement) -> Display:
    before, after = (coordination.worded(each.context, recorded.guidance) for each in (recorded, supposed))
    changed = [
        f"{choices.dimension_label(name, recorded.guidance)}: **{_level(level)}**, recorded is {_level(before[name])}"
        for name, level in after.items()
        if level != before[name]
    ]
    if not changed:
        return tables.text("The situation is as recorded; nothing changes.")
    answers = coordination.headline_table(supposed)["value"] != coordination.headline_table(recorded)["value"]
    come, go = _come_and_go(recorded, supposed)
    return tables.text(
        f"{'; '.join(changed)}.",
        f"Of {len(answers)} answers {answers.sum()} change; {words.count(len(come), 'obligation')} come, {len(go)} go.",
    )


def _level(level: str) -> str:
    return {"true": "yes", "false": "no"}.get(level) or words.label(level)


def _headlines(recorded: Arrangement, supposed: Arrangement) -> Display:
    before, after = headline_in_words(recorded), headline_in_words(supposed)
    frame = after[["question", "answer"]].assign(recorded=before["answer"], changed=after["answer"] != before["answer"])
    labels = {"answer": "then", "recorded": "as recorded"}
    return tables.show(frame, "headline_supposed", "How the response would be coordinated", labels=labels)


def _obligations(recorded: Arrangement, supposed: Arrangement) -> Iterator[Display]:
    """A table of the obligations that come and go, when there are any."""
    import pandas as pd

    come, go = _come_and_go(recorded, supposed)
    rows = [("comes", *each) for each in come] + [("goes", *each) for each in go]
    frame = pd.DataFrame(rows, columns=["change", "strength", "obligation"])
    if rows:
        frame = frame.assign(strength=frame["strength"].map(words.label))
        yield tables.show(frame, "obligations_changed", "Obligations that come and go")


def _come_and_go(recorded: Arrangement, supposed: Arrangement) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    before, after = set(_obliged(recorded)), set(_obliged(supposed))
    return _sorted(after - before), _sorted(before - after)


def _obliged(arrangement: Arrangement) -> Iterator[tuple[str, str]]:
    """Strength and words of everything that fired rules oblige somebody to."""
    for element in arrangement.elements:
        strength = arrangement.guidance.rules[element.rule]["strength"]
        if strength in OBLIGATIONS:
            yield strength, coordination.in_words(element, arrangement)


def _sorted(obligations: set[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(obligations, key=lambda each: (OBLIGATIONS.index(each[0]), each[1]))
