"""From the statements of rules to the elements of an arrangement: stars resolved, leads, chairs and parents settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from refanalysis.coordination import tensions
from refanalysis.coordination.conditions import ALWAYS, Levels, truth
from refanalysis.coordination.context import Context
from refanalysis.coordination.guidance import Guidance
from refanalysis.coordination.notation import OF_SECTOR, STRENGTHS, Statement

ACCOUNTABILITY = "REFUGEE_RESPONSE_COORDINATION"
RESPONSE = "REFUGEE_RESPONSE"
LEADING, SHARING = ("LEADS",), ("CO_CHAIRS", "CO_LEADS")


class Setting(NamedTuple):
    """What elements are settled in: the guidance, the context, its levels as numbers, and its sectors."""

    guidance: Guidance
    context: Context
    levels: Mapping[str, Levels]
    sectors: Mapping[str, bool]


class Element(NamedTuple):
    """One thing one rule adds: an edge, or a forum, instrument, role, task, product … with the rule it comes from."""

    kind: str
    rule: str
    verb: str = ""
    source: str = ""
    target: str = ""
    mutual: bool = False
    words: str = ""
    levels: tuple[str, ...] = ()
    parent: str = ""


def active_sectors(levels: Mapping[str, Levels], guidance: Guidance) -> dict[str, bool]:
    """Sectors of a context: True where a sector exists, False where that is undecided; the others are left out."""
    found = {}
    for name, condition in guidance.sector_conditions.items():
        true, false = truth(condition, levels, 1)
        if not false[0]:
            found[name] = bool(true[0])
    return found


def settled(fired: Iterable[str], setting: Setting) -> tuple[tuple[Element, ...], dict[str, str]]:
    """Elements that fired rules add, sorted, and the accountable lead of each active sector."""
    sectors = [name for name, certain in setting.sectors.items() if certain]
    stated = [pair for rule in fired for pair in _stated(rule, setting) if pair[2] is True]
    found = [e for pair in stated if not _waits(pair[1]) for e in _expanded(*pair[:2], sectors, {}, setting)]
    leads, found = _one_lead(found, sectors, setting.guidance)
    found += [e for pair in stated if _waits(pair[1]) for e in _expanded(*pair[:2], sectors, leads, setting)]
    found += _default_chairs(found, setting.guidance)
    found += _parents(found)
    return tuple(sorted(set(found))), leads


def possible(fired: Iterable[str], undecided: Iterable[str], setting: Setting) -> tuple[Element, ...]:
    """Elements that undecided rules would add, and those of fired rules whose own condition is undecided."""
    stated = [pair for rule in fired for pair in _stated(rule, setting) if pair[2] is None]
    stated += [pair for rule in undecided for pair in _stated(rule, setting) if pair[2] is not False]
    found = {e for pair in stated for e in _expanded(*pair[:2], list(setting.sectors), {}, setting)}
    return tuple(sorted(found))


def _waits(statement: Statement) -> bool:
    """Whether a statement can be settled only once the leads of sectors are."""
    return "SECTOR_LEAD[*]" in (statement.source, statement.target)


def _stated(rule: str, setting: Setting) -> Iterator[tuple[str, Statement, bool | None]]:
    """Statements of a rule, and whether their own condition is true, false or undecided (None)."""
    for statement in setting.guidance.statements[rule]:
        if statement.guard == ALWAYS:
            yield rule, statement, True
        else:
            true, false = truth(statement.guard, setting.levels, 1)
            yield rule, statement, None if not (true[0] or false[0]) else bool(true[0])


def _expanded(
    rule: str, statement: Statement, sectors: list[str], leads: Mapping[str, str], setting: Setting
) -> Iterator[Element]:
    kind = setting.guidance.rules[rule]["output_type"]
    for source, target in _ends(statement, sectors, leads, setting):
        if source and source == target:
            continue
        made = Element(kind, rule, target=target, words=statement.words, levels=statement.levels, parent=statement.parent)
        if statement.edge:
            yield Element("edge", rule, statement.verb, source, target, statement.mutual, statement.words)
        else:
            yield made._replace(verb=statement.verb)
        if statement.creates:
            yield made
        if statement.creates and statement.mutual:
            yield made._replace(target=source)


def _ends(statement: Statement, sectors: list[str], leads: Mapping[str, str], setting: Setting) -> Iterator[tuple[str, str]]:
    """Pairs of source and target; two stars of one statement stand for the same sector."""
    source, target = statement.source, statement.target
    if not (source.endswith("[*]") or target.endswith("[*]")):
        yield source, target
        return
    for sector in sectors if {source, target} & set(OF_SECTOR) else ("",):
        yield from product(_bodies(source, sector, leads, setting), _bodies(target, sector, leads, setting))


def _bodies(end: str, sector: str, leads: Mapping[str, str], setting: Setting) -> list[str]:
    guidance = setting.guidance
    match end:
        case "SECTOR_WG[*]":
            return [guidance.forum(sector)]
        case "SECTOR_LEAD[*]":
            return [leads[sector]] if sector in leads else []
        case "USUAL_LEAD[*]":
            return [guidance.sectors[sector]["usual_lead"]]
        case "USUAL_CO_LEAD[*]":
            return [body.strip() for body in guidance.sectors[sector]["usual_co_lead"].split(";") if body.strip()]
    if not end.endswith("[*]"):
        return [end]
    held = setting.context[end.removesuffix("[*]").lower()]
    return list(held) if isinstance(held, tuple) else []


def _one_lead(found: list[Element], sectors: list[str], guidance: Guidance) -> tuple[dict[str, str], list[Element]]:
    """Accountable lead by sector, and the elements with each further lead of a sector made a co-lead."""
    fora = {guidance.forum(sector): sector for sector in sectors}
    claims: dict[str, list[tuple[str, str, str]]] = {sector: [] for sector in sectors}
    for element in found:
        if element.verb in LEADING and element.target in fora:
            rule = guidance.rules[element.rule]
            claims[fora[element.target]].append((element.source, rule["layer"], rule["strength"]))
    answers = sorted({e.source: e for e in found if e.verb == "ACCOUNTABLE_FOR" and e.target == ACCOUNTABILITY}.values())
    leads = {sector: tensions.accountable(claim) for sector, claim in claims.items() if claim}
    for sector in sectors:
        if sector not in leads and answers:
            leads[sector] = answers[0].source
            found = [*found, answers[0]._replace(verb="LEADS", target=guidance.forum(sector), words="")]
    return leads, [_demoted(element, fora, leads) for element in found]


def _demoted(element: Element, fora: Mapping[str, str], leads: Mapping[str, str]) -> Element:
    if element.verb in LEADING and element.target in fora and element.source != leads[fora[element.target]]:
        return element._replace(verb="CO_LEADS")
    return element


def _default_chairs(found: list[Element], guidance: Guidance) -> list[Element]:
    """An edge for each forum that no rule gives a chair: the body that must set it up leads it."""
    chaired = {element.target for element in found if element.verb in (*LEADING, *SHARING)}
    first: dict[str, Element] = {}
    for element in sorted(found, key=lambda e: (STRENGTHS.index(guidance.rules[e.rule]["strength"]), e.rule)):
        if element.kind == "forum" and element.target not in chaired:
            first.setdefault(element.target, element)
    return [
        Element("edge", element.rule, "LEADS", _actor(element.rule, guidance), forum, words="sets it up")
        for forum, element in first.items()
    ]


def _actor(rule: str, guidance: Guidance) -> str:
    return guidance.rules[rule]["actor"].split(";")[0].strip()


def _parents(found: list[Element]) -> list[Element]:
    """A membership edge from each forum to its parent, where the parent is a forum of this arrangement."""
    fora = {element.target for element in found if element.kind == "forum"}
    return [
        Element("edge", element.rule, "MEMBER_OF", element.target, element.parent)
        for element in found
        if element.kind == "forum" and element.parent in fora and element.parent != element.target
    ]
