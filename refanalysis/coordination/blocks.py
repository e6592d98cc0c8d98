"""The guidance cut into blocks that settle apart: what a block adds hangs on nothing but the conditions it reads.

Statements meet only where they speak of the same forum: who chairs it, who leads its sector, which forum stands above it.
Statements that meet are one block, all others stand with those of the same condition. An arrangement is the union of what
its blocks add. So a block is settled once for each state of its conditions, and what is true of a block in each of its
states is true in every context (`everywhere`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from refanalysis.coordination import elements as parts
from refanalysis.coordination.conditions import ALWAYS, Condition, of_sector
from refanalysis.coordination.elements import ACCOUNTABILITY, LEADING, SHARING, Element
from refanalysis.coordination.guidance import Guidance
from refanalysis.coordination.notation import Statement, of_sectors
from refanalysis.coordination.verdicts import Verdicts, verdicts

Held = Mapping[str, tuple[str, ...]]


class Unit(NamedTuple):
    """A statement of a rule, for one sector where it stands for each; the numbers are places in `Plan.conditions`."""

    rule: str
    statement: Statement
    sector: str
    condition: int
    guard: int
    active: int

    @property
    def reads(self) -> tuple[int, int, int]:
        """Conditions that decide whether the unit stands."""
        return self.condition, self.guard, self.active

    def stands(self, statuses: Sequence[int]) -> bool:
        """Whether the unit certainly stands."""
        return statuses[self.condition] == statuses[self.guard] == statuses[self.active] == 1

    def might(self, statuses: Sequence[int]) -> bool:
        """Whether the unit would stand if an unknown level turned out so, its rule or its guard being undecided."""
        asked = (statuses[self.condition], statuses[self.guard])
        return 0 not in asked and -1 in asked and statuses[self.active] != 0


class Settled(NamedTuple):
    """What a block adds: its elements, those undecided rules would add, the lead of each of its active sectors."""

    elements: tuple[Element, ...]
    possible: tuple[Element, ...]
    leads: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """Units that settle together.

    Attributes
    ----------
    name
        The fora it speaks of, or the rules.
    units
        What it adds.
    sectors
        Sectors it settles the lead of, each with the place of its condition.
    answering
        Units of other blocks that say who answers for the response, where this one has sectors.
    parents
        Units of other blocks that create a forum which this one names as a parent, with that forum.
    reads
        Places of all conditions that decide what it adds, in order.
    lists
        List dimensions whose levels its stars stand for.
    memory
        What it adds by state, filled as contexts come.
    """

    name: str
    units: tuple[Unit, ...]
    sectors: tuple[tuple[str, int], ...]
    answering: tuple[Unit, ...]
    parents: tuple[tuple[Unit, str], ...]
    reads: tuple[int, ...]
    lists: tuple[str, ...]
    memory: dict[tuple, Settled]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """A guidance made ready for many contexts.

    Attributes
    ----------
    conditions
        Its distinct conditions: those of rules, then those of single statements and of sectors.
    tables
        By condition: its status by levels.
    memory
        By condition: its status and the dimensions that would decide it by levels of the dimensions of its table, filled as
        contexts come.
    of_rules, of_sectors
        The place of the condition of each rule, and of each sector.
    creating
        Units that create a forum, with its name.
    blocks
        What settles apart.
    """

    guidance: Guidance
    conditions: tuple[Condition, ...]
    tables: tuple[Verdicts, ...]
    memory: tuple[dict[tuple, tuple[int, tuple[str, ...]]], ...]
    of_rules: Mapping[str, int]
    of_sectors: Mapping[str, int]
    creating: tuple[tuple[Unit, str], ...]
    blocks: tuple[Block, ...]


@lru_cache(maxsize=16)
def plan(guidance: Guidance) -> Plan:
    """The blocks of a guidance, found once."""
    places: dict[Condition, int] = {condition: place for place, condition in enumerate(guidance.groups)}
    units = list(_units(guidance, places))
    active = {sector: _place(condition, places) for sector, condition in guidance.sector_conditions.items()}
    creating = [(unit, forum) for unit in units for forum in _created(unit, guidance)]
    fora = {forum for _, forum in creating} | {guidance.forum(sector) for sector in guidance.sectors}
    grouped: dict[frozenset[str] | tuple[int, int], list[Unit]] = {}
    for names in _apart([_meeting(unit, fora, guidance) for unit in units] + [{guidance.forum(s)} for s in guidance.sectors]):
        grouped[names] = []
    home = {forum: names for names in grouped for forum in names}
    for unit in units:
        names = _meeting(unit, fora, guidance)
        grouped.setdefault(home[min(names)] if names else (unit.condition, unit.guard), []).append(unit)
    blocks = tuple(_block(names, own, units, creating, active, guidance) for names, own in grouped.items())
    return Plan(
        guidance=guidance,
        conditions=tuple(places),
        tables=tuple(verdicts(condition, guidance) for condition in places),
        memory=tuple({} for _ in places),
        of_rules={rule: places[condition] for rule, condition in guidance.conditions.items()},
        of_sectors=active,
        creating=tuple(creating),
        blocks=blocks,
    )


def settle(block: Block, statuses: Sequence[int], held: Held, guidance: Guidance) -> Settled:
    """What a block adds where the conditions have these `statuses` (1 true, 0 false, -1 undecided), from its memory."""
    key = tuple([statuses[place] for place in block.reads])
    if block.lists:
        key = (key, *(held[name] for name in block.lists))
    found = block.memory.get(key)
    if found is None:
        found = block.memory[key] = settled_anew(block, statuses, held, guidance)
    return found


def settled_anew(
    block: Block, statuses: Sequence[int], held: Held, guidance: Guidance, order: Iterable[int] | None = None
) -> Settled:
    """What a block adds, worked out, with its units taken in another `order` where one is given."""
    units = block.units if order is None else [block.units[place] for place in order]
    sectors = tuple(sector for sector, place in block.sectors if statuses[place] == 1)
    setting = parts.Setting(guidance, held, sectors, (), frozenset())
    answering = {
        element
        for unit in block.answering
        if unit.stands(statuses)
        for element in parts.expanded((unit.rule, unit.sector, unit.statement), {}, setting)
    }
    standing = frozenset(forum for unit, forum in block.parents if unit.stands(statuses))
    setting = setting._replace(answering=tuple(sorted(answering)), standing=standing)
    stated = [(unit.rule, unit.sector, unit.statement) for unit in units if unit.stands(statuses)]
    elements, leads = parts.settled(stated, setting)
    might = [(unit.rule, unit.sector, unit.statement) for unit in units if unit.might(statuses)]
    possible = {element for one in might for element in parts.expanded(one, {}, setting)}
    return Settled(elements, tuple(sorted(possible)), leads)


def _units(guidance: Guidance, places: dict[Condition, int]) -> Iterator[Unit]:
    for rule, statements in guidance.statements.items():
        condition = places[guidance.conditions[rule]]
        for statement in statements:
            for sector in guidance.sectors if of_sectors(statement) else ("",):
                active = guidance.sector_conditions[sector] if sector else ALWAYS
                guard = _place(of_sector(statement.guard, sector), places)
                yield Unit(rule, statement, sector, condition, guard, _place(active, places))


def _place(condition: Condition, places: dict[Condition, int]) -> int:
    return places.setdefault(condition, len(places))


def _created(unit: Unit, guidance: Guidance) -> set[str]:
    return set(parts.fora_of(unit.rule, unit.sector, unit.statement, guidance))


def _meeting(unit: Unit, fora: set[str], guidance: Guidance) -> set[str]:
    """Fora that the unit creates, or says who leads, or whose sector it speaks of."""
    found = _created(unit, guidance) | ({guidance.forum(unit.sector)} if unit.sector else set())
    if unit.statement.verb in (*LEADING, *SHARING) and unit.statement.target in fora:
        found.add(unit.statement.target)
    return found


def _apart(groups: Iterable[set[str]]) -> list[frozenset[str]]:
    """The groups, those that share a name made one."""
    found: list[frozenset[str]] = []
    for group in groups:
        if group:
            touching = [one for one in found if one & group]
            found = [one for one in found if not one & group] + [frozenset(group).union(*touching)]
    return found


def _block(
    names: frozenset[str] | tuple[int, int],
    own: list[Unit],
    units: list[Unit],
    creating: list[tuple[Unit, str]],
    active: Mapping[str, int],
    guidance: Guidance,
) -> Block:
    sectors = tuple((sector, place) for sector, place in active.items() if guidance.forum(sector) in names)
    answering = tuple(unit for unit in units if sectors and _answers(unit))
    above = {unit.statement.parent for unit in own if unit.statement.parent}
    parents = tuple((unit, forum) for unit, forum in creating if forum in above and forum not in names)
    read = {place for unit in (*own, *answering, *(unit for unit, _ in parents)) for place in unit.reads}
    return Block(
        name=";".join(sorted(names) if isinstance(names, frozenset) else sorted({unit.rule for unit in own})),
        units=tuple(own),
        sectors=sectors,
        answering=answering,
        parents=parents,
        reads=tuple(sorted(read | {place for _, place in sectors})),
        lists=tuple(sorted({name for unit in (*own, *answering) for name in parts.lists_of(unit.statement)})),
        memory={},
    )


def _answers(unit: Unit) -> bool:
    return unit.statement.verb == "ACCOUNTABLE_FOR" and unit.statement.target == ACCOUNTABILITY
