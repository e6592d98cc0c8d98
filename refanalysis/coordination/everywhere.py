"""Rules and invariants over all legal contexts, not a sample.

There are too many contexts to look at one by one, and no need to: what a rule, a block of rules or an invariant does hangs on
a few dimensions, and is the same whatever the others say. So each is looked at in every legal combination of the levels of its
own dimensions, and each combination stands for a known number of contexts. Nothing is drawn at random and nothing left out.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from refanalysis import schema
from refanalysis.coordination import space as spaces
from refanalysis.coordination.blocks import Block, Plan, Settled, plan, settle, settled_anew
from refanalysis.coordination.checks import INVARIANTS, Invariant, Part, View
from refanalysis.coordination.conditions import named
from refanalysis.coordination.context import Context, words_of
from refanalysis.coordination.elements import Element
from refanalysis.coordination.guidance import Guidance, load
from refanalysis.coordination.invariants import lost
from refanalysis.coordination.rule_sets import rule_sets
from refanalysis.coordination.space import Space, held_in, matrix, statuses_of, weighed

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Everywhere:
    """What holds over all legal contexts.

    Attributes
    ----------
    combinations
        Every level of every dimension with every other.
    contexts
        Those of them that are legal.
    classes
        Legal contexts when levels that no condition tells apart are one.
    rule_sets
        Distinct sets of rules that fire in some context; None where they were not counted.
    states
        Distinct states of the blocks, each settled.
    rules, invariants
        Tables `rules_everywhere` and `invariants_everywhere`.
    seconds
        CPU time by part of the work.
    """

    combinations: int
    contexts: int
    classes: int
    rule_sets: int | None
    states: int
    rules: pd.DataFrame
    invariants: pd.DataFrame
    seconds: Mapping[str, float]


class State(NamedTuple):
    """One state of a block: the statuses it reads, the lists it holds, and what it adds."""

    statuses: Mapping[int, int]
    held: Mapping[str, tuple[str, ...]]
    settled: Settled


States = Mapping[Block, list[State]]


def everywhere(rules: pd.DataFrame | Guidance | None = None, unknown: bool = False, count_sets: bool = False) -> Everywhere:
    """Every rule and every invariant over all legal contexts.

    Parameters
    ----------
    rules
        Table of rules, or guidance already loaded; None for those of `data/coordination/`.
    unknown
        Whether contexts with unknown levels count too.
    count_sets
        Whether to count the distinct sets of rules that fire too, which takes longest; only of contexts without unknown
        levels.

    Raises
    ------
    ValueError
        For sets of rules with unknown levels.

    Examples
    --------
    >>> from refanalysis import coordination
    >>> found = coordination.everywhere()
    >>> int(found.invariants["violated"].sum()), bool((found.rules["contexts"] > 0).all())
    (0, True)
    """
    if count_sets and unknown:
        raise ValueError("sets of rules are counted over contexts without unknown levels; accepted: unknown=False with them")
    guidance = load(rules)
    made = plan(guidance)
    starred = {name for block in made.blocks for name in block.lists}
    clock = [time.process_time()]
    fired = rules_everywhere(made, unknown)
    clock.append(time.process_time())
    sets = rule_sets(made) if count_sets else None
    clock.append(time.process_time())
    states = all_states(made, unknown)
    clock.append(time.process_time())
    held = invariants_everywhere(made, states, unknown)
    clock.append(time.process_time())
    names = ("rules", "sets of rules", "blocks", "invariants")
    return Everywhere(
        combinations=spaces.count(guidance, unknown=unknown, legal=False),
        contexts=spaces.count(guidance, unknown=unknown),
        classes=spaces.reduced_count(guidance, made.conditions, starred, unknown, legal=True),
        rule_sets=sets,
        states=sum(len(found) for found in states.values()),
        rules=fired,
        invariants=held,
        seconds={name: float(after - before) for name, before, after in zip(names, clock, clock[1:], strict=False)},
    )


def rules_everywhere(made: Plan, unknown: bool = False) -> pd.DataFrame:
    """Table `rules_everywhere`: in how many legal contexts each rule fires."""
    import pandas as pd

    total = spaces.count(made.guidance, unknown=unknown)
    fires = {}
    for place in set(made.of_rules.values()):
        found, statuses = statuses_of([place], (), (), made, unknown)
        fires[place] = int(found.weights[statuses[:, 0] == 1].sum()) * (total // int(found.weights.sum()))
    read = {place: ";".join(_ordered(named(made.conditions[place]), made)) for place in fires}
    rows = [(rule, read[place], fires[place], fires[place] / total) for rule, place in made.of_rules.items()]
    frame = pd.DataFrame(rows, columns=schema.TABLES["rules_everywhere"].names).astype({"contexts": "float64"})
    return schema.check(frame, "rules_everywhere")


def witness(rule: str, rules: pd.DataFrame | Guidance | None = None, fires: bool = True) -> Context | None:
    """A context in which a rule fires, or in which it does not; None where there is none.

    Dimensions the rule does not read stand at their first legal levels.
    """
    guidance = load(rules)
    made = plan(guidance)
    if rule not in made.of_rules:
        raise ValueError(f"{rule!r} is no rule; accepted: {', '.join(made.of_rules)}")
    found, statuses = statuses_of([made.of_rules[rule]], (), (), made, False)
    rows = np.flatnonzero(statuses[:, 0] == int(fires))
    if not len(rows):
        return None
    levels = found.context(rows[0])
    while left := [name for name in guidance.dimensions if name not in levels]:
        levels |= spaces.space(left[:1], (), guidance).context(0)
    return Context({name: levels[name] for name in guidance.dimensions})


def all_states(made: Plan, unknown: bool = False) -> States:
    """Every state of every block."""
    return {block: list(states_of(block, made, unknown)) for block in made.blocks}


def states_of(block: Block, made: Plan, unknown: bool = False) -> Iterator[State]:
    """Every state a block can be in, settled."""
    found, statuses = statuses_of(block.reads, block.lists, (), made, unknown)
    for row in weighed(found, statuses, block.lists)[0]:
        state = dict(zip(block.reads, statuses[row].tolist(), strict=True))
        held = held_in(found, row, block.lists)
        yield State(state, held, settle(block, state, held, made.guidance))


class Told(NamedTuple):
    """What became of an invariant: the dimensions it hangs on, states checked, contexts in which it fails, the first."""

    names: tuple[str, ...]
    states: int
    violated: int
    first: str


def invariants_everywhere(made: Plan, states: States, unknown: bool = False) -> pd.DataFrame:
    """Table `invariants_everywhere`: each invariant over all legal contexts."""
    import pandas as pd

    total = spaces.count(made.guidance, unknown=unknown)
    rows = []
    for one in INVARIANTS:
        told = over_all(one, made, states, unknown)
        rows.append((one.number, one.name, one.sentence, ";".join(told.names), told.states, total, told.violated, told.first))
    frame = pd.DataFrame(rows, columns=schema.TABLES["invariants_everywhere"].names)
    frame = frame.astype({"contexts": "float64", "violated": "float64"})
    return schema.check(frame, "invariants_everywhere")


def over_all(invariant: Invariant, made: Plan, states: States, unknown: bool = False) -> Told:
    """One invariant over all legal contexts."""
    if invariant.anew:
        return _anew(made, states)
    if invariant.turned:
        return _turned(invariant, made, unknown)
    return _parts(invariant, made, states, unknown)


def _parts(invariant: Invariant, made: Plan, states: States, unknown: bool) -> Told:
    """An invariant by its parts, each in every state of the blocks that add something it reads."""
    adds = {block: {e for state in found for e in state.settled.elements} for block, found in states.items()}
    names: set[str] = set()
    checked, violated, first = 0, 0, ""
    total = spaces.count(made.guidance, unknown=unknown)
    for part in invariant.parts(made.guidance):
        blocks = _read_by(part, made, adds)
        places = sorted({place for block in blocks for place in block.reads})
        lists = sorted({name for block in blocks for name in block.lists})
        found, statuses = statuses_of(places, lists, invariant.dimensions, made, unknown)
        names |= set(found.names)
        rows, weights = weighed(found, statuses, (*lists, *invariant.dimensions))
        for row, weight in zip(rows, weights, strict=True):
            problems = _problems(
                part, invariant, blocks, dict(zip(places, statuses[row].tolist(), strict=True)), found, row, made
            )
            if problems:
                violated += weight * (total // int(found.weights.sum()))
                first = first or f"{problems[0]}: {_worded(found.context(row))}"
        checked += len(rows)
    return Told(_ordered(names, made), checked, violated, first)


def _read_by(part: Part, made: Plan, adds: Mapping[Block, set[Element]]) -> list[Block]:
    """Blocks of which some element, in some state, is read by a part; or the one block that is its home."""
    if part.home:
        return [block for block in made.blocks if part.home in block.name.split(";")]
    return [block for block in made.blocks if any(part.reads(element) for element in adds[block])]


def _problems(
    part: Part, invariant: Invariant, blocks: list[Block], statuses: Mapping[int, int], found: Space, row: int, made: Plan
) -> list[str]:
    context = found.context(row)
    settled = [settle(block, statuses, held_in(found, row, block.lists), made.guidance) for block in blocks]
    elements = tuple(element for one in settled for element in one.elements if part.reads(element))
    lead = next((one.leads[part.sector] for one in settled if part.sector in one.leads), "")
    levels = {name: context[name] for name in invariant.dimensions}
    return list(part.problems(View(elements, levels, lead, made.guidance)))


def _turned(invariant: Invariant, made: Plan, unknown: bool) -> Told:
    """An invariant that sets a level against the others of the same context, block by block."""
    name, level = invariant.turned
    names: set[str] = set()
    states, violated, first = 0, 0, ""
    total = spaces.count(made.guidance, unknown=unknown)
    for block in made.blocks:
        if not any(name in made.tables[place].names for place in block.reads):
            continue
        found, before = statuses_of(block.reads, block.lists, (name,), made, unknown)
        other, asked = spaces.turned(found, name, level, made.guidance)
        after = matrix(block.reads, other, made)
        names |= set(found.names)
        rows, weights = weighed(found, np.hstack([before, after]), block.lists, asked)
        for row, weight in zip(rows, weights, strict=True):
            held = held_in(found, row, block.lists)
            one, two = (
                settle(block, dict(zip(block.reads, matrix[row].tolist(), strict=True)), held, made.guidance)
                for matrix in (before, after)
            )
            problems = lost(one.elements, two.elements)
            if problems:
                violated += weight * (total // int(found.weights.sum()))
                first = first or f"{problems[0]}: {_worded(found.context(row))}"
        states += len(rows)
    return Told(_ordered(names, made), states, violated, first)


def _anew(made: Plan, states: States) -> Told:
    """Each state of each block settled again, its units in the opposite order and in one drawn at random."""
    generator = np.random.default_rng(15)
    names: set[str] = set()
    violated, first, checked = 0, "", 0
    for block in made.blocks:
        names |= {name for place in block.reads for name in made.tables[place].names} | set(block.lists)
        n = len(block.units)
        for state in states[block]:
            for order in (range(n)[::-1], generator.permutation(n)):
                again = settled_anew(block, state.statuses, state.held, made.guidance, order)
                if again != state.settled:
                    violated += 1
                    first = first or f"{block.name} hangs on the order of its rules"
            checked += 1
    return Told(_ordered(names, made), checked, violated, first)


def _ordered(names: Iterable[str], made: Plan) -> tuple[str, ...]:
    return tuple(name for name in made.guidance.dimensions if name in names)


def _worded(context: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {'|'.join(words_of(level))}" for name, level in context.items())
