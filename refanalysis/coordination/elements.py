"""From the statements of rules to the elements of an arrangement: stars resolved, leads, chairs and parents settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from refanalysis.coordination import tensions
from refanalysis.coordination.guidance import Guidance
from refanalysis.coordination.notation import OF_SECTOR, STRENGTHS, Statement

ACCOUNTABILITY = "REFUGEE_RESPONSE_COORDINATION"
RESPONSE = "REFUGEE_RESPONSE"
LEADING, SHARING = ("LEADS",), ("CO_CHAIRS", "CO_LEADS")


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


class Setting(NamedTuple):
    """What statements are settled in.

    Attributes
    ----------
    guidance
        The rules.
    held
        Levels by list dimension; an unknown list holds none.
    sectors
        Active sectors.
    answering
        Elements that say who answers for the refugee response: that body leads a sector nobody else leads.
    standing
        Fora that exist and may be the parent of another.
    """

    guidance: Guidance
    held: Mapping[str, tuple[str, ...]]
    sectors: tuple[str, ...]
    answering: tuple[Element, ...]
    standing: frozenset[str]


Stated = tuple[str, str, Statement]


def settled(stated: Iterable[Stated], setting: Setting) -> tuple[tuple[Element, ...], dict[str, str]]:
    """Elements that (rule, sector, statement) add, sorted, and the accountable lead of each active sector.

    The sector is empty in a statement without a star of sectors. The order of `stated` does not matter.
    """
    stated = list(stated)
    found = [element for one in stated if not _waits(one[2]) for element in expanded(one, {}, setting)]
    leads, found = _one_lead(found, setting)
    found += [element for one in stated if _waits(one[2]) for element in expanded(one, leads, setting)]
    found += _default_chairs(found, setting.guidance)
    found += _parents(found, setting.standing)
    return tuple(sorted(set(found))), leads


def expanded(stated: Stated, leads: Mapping[str, str], setting: Setting) -> Iterator[Element]:
    """Elements of one statement; none where a star stands for the lead of a sector that `leads` does not name."""
    rule, sector, statement = stated
    kind = setting.guidance.rules[rule]["output_type"]
    ends = product(_bodies(statement.source, sector, leads, setting), _bodies(statement.target, sector, leads, setting))
    for source, target in ends:
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


def lists_of(statement: Statement) -> Iterator[str]:
    """List dimensions whose levels a star of the statement stands for."""
    for end in (statement.source, statement.target):
        if end.endswith("[*]") and end not in OF_SECTOR:
            yield end.removesuffix("[*]").lower()


def fora_of(rule: str, sector: str, statement: Statement, guidance: Guidance) -> Iterator[str]:
    """Fora that a statement creates."""
    if guidance.rules[rule]["output_type"] != "forum" or (statement.edge and not statement.creates):
        return
    for end in (statement.target, *((statement.source,) if statement.creates and statement.mutual else ())):
        if end:
            yield guidance.forum(sector) if end == "SECTOR_WG[*]" else end


def _waits(statement: Statement) -> bool:
    """Whether a statement can be settled only once the leads of sectors are."""
    return "SECTOR_LEAD[*]" in (statement.source, statement.target)


def _bodies(end: str, sector: str, leads: Mapping[str, str], setting: Setting) -> Iterable[str]:
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
    return setting.held[end.removesuffix("[*]").lower()] if end.endswith("[*]") else [end]


def _one_lead(found: list[Element], setting: Setting) -> tuple[dict[str, str], list[Element]]:
    """Accountable lead by sector, and the elements with each further lead of a sector made a co-lead."""
    guidance = setting.guidance
    fora = {guidance.forum(sector): sector for sector in setting.sectors}
    claims: dict[str, list[tuple[str, str, str]]] = {sector: [] for sector in setting.sectors}
    for element in found:
        if element.verb in LEADING and element.target in fora:
            rule = guidance.rules[element.rule]
            claims[fora[element.target]].append((element.source, rule["layer"], rule["strength"]))
    leads = {sector: tensions.accountable(claim) for sector, claim in claims.items() if claim}
    for sector in setting.sectors:
        if sector not in leads and setting.answering:
            first = min(setting.answering)
            leads[sector] = first.source
            found = [*found, first._replace(verb="LEADS", target=guidance.forum(sector), words="")]
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


def _parents(found: list[Element], standing: frozenset[str]) -> list[Element]:
    """A membership edge from each forum to its parent, where the parent is a forum of this arrangement."""
    fora = standing | {element.target for element in found if element.kind == "forum"}
    return [
        Element("edge", element.rule, "MEMBER_OF", element.target, element.parent)
        for element in found
        if element.kind == "forum" and element.parent in fora and element.parent != element.target
    ]
