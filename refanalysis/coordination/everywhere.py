"""Rules and invariants over all legal contexts, not a sample.

There are too many contexts to look at one by one, and no need to: what a rule, a block of rules or an invariant does hangs on
a few dimensions, and is the same whatever the others say. So each is looked at in every legal combination of the levels of its
own dimensions, and each combination stands for a known number of contexts. Nothing is drawn at random and nothing left out.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from refanalysis import schema
from refanalysis.coordination import space as spaces
from refanalysis.coordination.blocks import Block, Plan, Settled, plan, settle, settled_anew
from refanalysis.coordination.conditions import named
from refanalysis.coordination.elements import Element
from refanalysis.coordination.guidance import Guidance, load
from refanalysis.coordination.invariants import INVARIANTS, Invariant, Part, View, lost
from refanalysis.coordination.space import Space
from refanalysis.coordination.verdicts import status

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
        Distinct sets of rules that fire (and, with unknown levels, that are undecided).
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
    rule_sets: int
    states: int
    rules: pd.DataFrame
    invariants: pd.DataFrame
    seconds: Mapping[str, float]


class State(NamedTuple):
    """One state of a block: the statuses it reads, the lists it holds, and what it adds."""

    statuses: Mapping[int, int]
    held: Mapping[str, tuple[str, ...]]
    settled: Settled


def everywhere(rules: pd.DataFrame | Guidance | None = None, unknown: bool = False) -> Everywhere:
    """Every rule and every invariant over all legal contexts.

    Parameters
    ----------
    rules
        Table of rules, or guidance already loaded; None for those of `data/coordination/`.
    unknown
        Whether contexts with unknown levels count too.
    """
    guidance = load(rules)
    made = plan(guidance)
    starred = {name for block in made.blocks for name in block.lists}
    clock = [time.process_time()]
    fired = rules_everywhere(made, unknown)
    clock.append(time.process_time())
    sets = rule_sets(made, unknown)
    clock.append(time.process_time())
    states = {block: list(states_of(block, made, unknown)) for block in made.blocks}
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
        found, statuses = _statuses([place], (), (), made, unknown)
        fires[place] = int(found.weights[statuses[:, 0] == 1].sum()) * (total // int(found.weights.sum()))
    read = {place: ";".join(_ordered(named(made.conditions[place]), made)) for place in fires}
    rows = [(rule, read[place], fires[place], fires[place] / total) for rule, place in made.of_rules.items()]
    frame = pd.DataFrame(rows, columns=schema.TABLES["rules_everywhere"].names)
    return schema.check(frame, "rules_everywhere")


def rule_sets(made: Plan, unknown: bool = False) -> int:
    """How many distinct sets of rules fire in some legal context.

    At each level of the dimension that most conditions read, the conditions left fall into groups that share no dimension:
    the sets are all combinations of what each group can do. Sets of two levels are distinct because some condition is true
    throughout one and not in the other.
    """
    places = sorted(set(made.of_rules.values()))
    cut = max(made.guidance.dimensions, key=lambda name: sum(name in made.tables[place].names for place in places))
    at_levels = [list(_groups(made, places, cut, level, unknown)) for level in _levels(made, cut, unknown)]
    for one, other in combinations(at_levels, 2):
        _refuse_shared(one, other, cut)
    return sum(reduce(lambda total, group: total * len(group[1]), found, 1) for found in at_levels)


def states_of(block: Block, made: Plan, unknown: bool = False) -> Iterator[State]:
    """Every state a block can be in, settled."""
    found, statuses = _statuses(block.reads, block.lists, (), made, unknown)
    for row in _distinct(found, statuses, block.lists):
        state = dict(zip(block.reads, statuses[row].tolist(), strict=True))
        held = _held(found, row, block.lists)
        yield State(state, held, settle(block, state, held, made.guidance))


def invariants_everywhere(made: Plan, states: Mapping[Block, list[State]], unknown: bool = False) -> pd.DataFrame:
    """Table `invariants_everywhere`: each invariant over all legal contexts."""
    import pandas as pd

    total = spaces.count(made.guidance, unknown=unknown)
    adds = {block: {e for state in found for e in state.settled.elements} for block, found in states.items()}
    rows = []
    for one in INVARIANTS:
        if one.anew:
            told = _anew(made, states)
        elif one.turned:
            told = _turned(one, made, unknown)
        else:
            told = _parts(one, made, adds, unknown)
        rows.append((one.number, one.name, one.sentence, ";".join(told.names), told.states, total, told.violated, told.first))
    frame = pd.DataFrame(rows, columns=schema.TABLES["invariants_everywhere"].names)
    return schema.check(frame, "invariants_everywhere")


class _Told(NamedTuple):
    names: tuple[str, ...]
    states: int
    violated: int
    first: str


def _parts(invariant: Invariant, made: Plan, adds: Mapping[Block, set[Element]], unknown: bool) -> _Told:
    """An invariant by its parts, each in every state of the blocks that add something it reads."""
    names: set[str] = set()
    states, violated, first = 0, 0, ""
    total = spaces.count(made.guidance, unknown=unknown)
    for part in invariant.parts(made.guidance):
        blocks = _read_by(part, made, adds)
        places = sorted({place for block in blocks for place in block.reads})
        lists = sorted({name for block in blocks for name in block.lists})
        found, statuses = _statuses(places, lists, invariant.dimensions, made, unknown)
        names |= set(found.names)
        rows, weights = _weighed(found, statuses, (*lists, *invariant.dimensions))
        for row, weight in zip(rows, weights, strict=True):
            problems = _problems(
                part, invariant, blocks, dict(zip(places, statuses[row].tolist(), strict=True)), found, row, made
            )
            if problems:
                violated += weight * (total // int(found.weights.sum()))
                first = first or f"{problems[0]}: {_worded(found.context(row))}"
        states += len(rows)
    return _Told(_ordered(names, made), states, violated, first)


def _read_by(part: Part, made: Plan, adds: Mapping[Block, set[Element]]) -> list[Block]:
    """Blocks of which some element, in some state, is read by a part; or the one block that is its home."""
    if part.home:
        return [block for block in made.blocks if part.home in block.name.split(";")]
    return [block for block in made.blocks if any(part.reads(element) for element in adds[block])]


def _problems(
    part: Part, invariant: Invariant, blocks: list[Block], statuses: Mapping[int, int], found: Space, row: int, made: Plan
) -> list[str]:
    context = found.context(row)
    settled = [settle(block, statuses, _held(found, row, block.lists), made.guidance) for block in blocks]
    elements = tuple(element for one in settled for element in one.elements if part.reads(element))
    lead = next((one.leads[part.sector] for one in settled if part.sector in one.leads), "")
    levels = {name: context[name] for name in invariant.dimensions}
    return list(part.problems(View(elements, levels, lead, made.guidance)))


def _turned(invariant: Invariant, made: Plan, unknown: bool) -> _Told:
    """An invariant that sets a level against the others of the same context, block by block."""
    name, level = invariant.turned
    names: set[str] = set()
    states, violated, first = 0, 0, ""
    total = spaces.count(made.guidance, unknown=unknown)
    for block in made.blocks:
        if not any(name in made.tables[place].names for place in block.reads):
            continue
        found, before = _statuses(block.reads, block.lists, (name,), made, unknown)
        other, asked = spaces.turned(found, name, level, made.guidance)
        after = _matrix(block.reads, other, made)
        names |= set(found.names)
        rows, weights = _weighed(found, np.hstack([before, after]), block.lists, asked)
        for row, weight in zip(rows, weights, strict=True):
            held = _held(found, row, block.lists)
            one, two = (
                settle(block, dict(zip(block.reads, matrix[row].tolist(), strict=True)), held, made.guidance)
                for matrix in (before, after)
            )
            problems = lost(one.elements, two.elements)
            if problems:
                violated += weight * (total // int(found.weights.sum()))
                first = first or f"{problems[0]}: {_worded(found.context(row))}"
        states += len(rows)
    return _Told(_ordered(names, made), states, violated, first)


def _anew(made: Plan, states: Mapping[Block, list[State]]) -> _Told:
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
    return _Told(_ordered(names, made), checked, violated, first)


def _statuses(
    places: Iterable[int], lists: Iterable[str], asked: Iterable[str], made: Plan, unknown: bool
) -> tuple[Space, np.ndarray]:
    """All legal contexts as far as some conditions and dimensions tell them apart, and the status of each condition."""
    places = list(places)
    names = {name for place in places for name in made.tables[place].names} | set(lists) | set(asked)
    conditions = [made.conditions[place] for place in places]
    found = spaces.space(names, conditions, made.guidance, {*lists, *asked}, unknown)
    return found, _matrix(places, found, made)


def _matrix(places: Iterable[int], found: Space, made: Plan) -> np.ndarray:
    """Status of conditions in the contexts of a space, shape (contexts, conditions): 1 true, 0 false, -1 undecided."""
    n = len(found.chosen)
    columns = [status(made.tables[place], found.levels, n) for place in places]
    return np.column_stack(columns) if columns else np.empty((n, 0), dtype=np.int8)


def _distinct(found: Space, statuses: np.ndarray, also: Iterable[str]) -> list[int]:
    rows, _ = _weighed(found, statuses, also)
    return rows


def _weighed(
    found: Space, statuses: np.ndarray, also: Iterable[str], asked: np.ndarray | None = None
) -> tuple[list[int], list[int]]:
    """First row of each distinct combination of statuses and levels, and how many contexts of the space share it."""
    own = [found.chosen[:, [found.names.index(name)]] for name in dict.fromkeys(also)]
    keys = np.hstack([statuses.astype(np.int16), *own])
    rows = np.arange(len(keys)) if asked is None else np.flatnonzero(asked)
    if not keys.shape[1]:
        return rows[:1].tolist(), [int(found.weights[rows].sum())]
    packed = np.ascontiguousarray(keys[rows]).view(np.dtype((np.void, keys.itemsize * keys.shape[1]))).ravel()
    _, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
    weights = np.zeros(len(first), dtype=np.int64)
    np.add.at(weights, inverse, found.weights[rows])
    return rows[first].tolist(), weights.tolist()


def _groups(made: Plan, places: list[int], cut: str, level: object, unknown: bool) -> Iterator[tuple[tuple[int, ...], set]]:
    """Conditions that share dimensions at one level of `cut`, with the distinct rows of statuses they can take."""
    free: list[tuple[frozenset[str], list[int]]] = []
    constant: dict[int, int] = {}
    for place in places:
        found, matrix = _at(made, [place], cut, level, unknown)
        if len(kinds := np.unique(matrix)) == 1:
            constant[place] = int(kinds[0])
            continue
        names = frozenset(found.names) - {cut}
        touching = [one for one in free if one[0] & names]
        free = [one for one in free if not one[0] & names]
        free.append((names.union(*(one[0] for one in touching)), [place, *(p for one in touching for p in one[1])]))
    yield tuple(constant), {tuple(constant.values())}
    for _, own in free:
        _, matrix = _at(made, sorted(own), cut, level, unknown)
        packed = np.ascontiguousarray(matrix).view(np.dtype((np.void, matrix.shape[1]))).ravel()
        yield tuple(sorted(own)), {tuple(np.frombuffer(row, dtype=np.int8).tolist()) for row in np.unique(packed)}


def _at(made: Plan, places: list[int], cut: str, level: object, unknown: bool) -> tuple[Space, np.ndarray]:
    """Contexts with `cut` at one level as far as conditions tell them apart there, and the statuses."""
    conditions = [made.conditions[place] for place in places]
    names = {name for place in places for name in made.tables[place].names} | {cut}
    found = spaces.space(names, conditions, made.guidance, {cut}, unknown, {cut: level})
    return found, _matrix(places, found, made)


def _levels(made: Plan, name: str, unknown: bool) -> list[object]:
    found = spaces.space([name], (), made.guidance, {name}, unknown)
    return list(found.choices[found.names.index(name)])


def _refuse_shared(one: list, other: list, cut: str) -> None:
    """Refuse two levels of `cut` under which the same set of rules might fire."""
    first, second = (dict(zip(found[0][0], next(iter(found[0][1])), strict=True)) for found in (one, other))
    if not any(first[place] != second[place] for place in first.keys() & second.keys()):
        raise ValueError(f"two levels of {cut} may let the same rules fire, so that sets of rules cannot be counted by level")


def _held(found: Space, row: int, lists: Iterable[str]) -> dict[str, tuple[str, ...]]:
    context = found.context(row)
    return {name: context[name] if isinstance(context[name], tuple) else () for name in lists}


def _ordered(names: Iterable[str], made: Plan) -> tuple[str, ...]:
    return tuple(name for name in made.guidance.dimensions if name in names)


def _worded(context: Mapping[str, object]) -> str:
    return ", ".join(
        f"{name} {'|'.join(level) or 'none' if isinstance(level, tuple) else level}" for name, level in context.items()
    )
