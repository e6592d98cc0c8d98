"""Tables that readers see of an arrangement, one function each; every row names its rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from refanalysis.coordination import tensions
from refanalysis.coordination.elements import LEADING, RESPONSE, SHARING, Element
from refanalysis.coordination.guidance import Guidance
from refanalysis.coordination.notation import LEVELS, NAMED, STRENGTHS

if TYPE_CHECKING:
    import pandas as pd

ACTING = ("organisation", "people", "role", "forum")
PHASES = ("preparedness", "emergency", "resilience", "solutions", "all")
_PLAIN = ("task", "product", "decision", "phase")
_PRINCIPLES = ("invariant", "kpi", "attribute", "phase")


def rules_of(elements: Iterable[Element]) -> str:
    """Rules of some elements, separated by ';'."""
    return ";".join(sorted({element.rule for element in elements}))


def strongest(elements: Iterable[Element], guidance: Guidance) -> str:
    """The strongest of the obligations that some elements come from."""
    found = {guidance.rules[element.rule]["strength"] for element in elements}
    return min(found, key=STRENGTHS.index)


def sentence(element: Element, guidance: Guidance) -> str:
    """An element without an edge in words: what is to be done, or what holds."""
    verb = element.verb.replace("_", " ").lower()
    named = guidance.label(element.target).lower() if element.target else ""
    rest = element.words or named
    if element.kind in _PLAIN:
        return f"{verb} {rest}".strip()
    return f"{verb}: {rest}" if rest else verb


def kind_of(body: str, elements: Iterable[Element], guidance: Guidance) -> str:
    """Kind of a body: from bodies.csv, else forum, instrument or role where a rule creates it, else unlisted."""
    if body in guidance.bodies:
        return guidance.bodies[body]["kind"]
    created = {element.kind for element in elements if element.target == body and element.kind in NAMED}
    created = created or ({"forum"} if body in {guidance.forum(sector) for sector in guidance.sectors} else set())
    return {"instrument": "plan"}.get(name := min(created, default="unlisted"), name)


def name_of(body: str, guidance: Guidance) -> str:
    """Name of a body for readers."""
    return guidance.label(body)


def bodies(elements: tuple[Element, ...], guidance: Guidance) -> pd.DataFrame:
    """Bodies that act in the arrangement, with what they are."""
    found: dict[str, list[Element]] = {}
    for element in elements:
        for body in (element.source, element.target) if element.kind == "edge" else (element.target,):
            found.setdefault(body, []).append(element)
    created = _created(elements)
    rows = [
        (body, name_of(body, guidance), kind, rules_of(own))
        for body, own in sorted(found.items())
        if (kind := kind_of(body, created, guidance)) in (*ACTING, "unlisted")
        and any(one.kind == "edge" or one.kind in NAMED for one in own)
    ]
    return _table(rows, "body label kind rules")


def fora(elements: tuple[Element, ...], guidance: Guidance) -> pd.DataFrame:
    """Fora, one row for each level; a sub-national forum answers to its national one."""
    sectors = {guidance.forum(sector): sector for sector in guidance.sectors}
    rows = []
    for forum, own in _by_target(elements, "forum"):
        levels = sorted({level for one in own for level in one.levels} or {"national"}, key=LEVELS.index)
        chair, co_chairs = chair_of(forum, elements)
        parent = min((one.parent for one in own if one.parent), default=RESPONSE)
        edges = [e for e in elements if e.target == forum and e.verb in (*LEADING, *SHARING)]
        for level in levels:
            above = forum if level == "sub-national" and "national" in levels else parent
            rows.append((forum, name_of(forum, guidance), level, chair, ";".join(co_chairs), above,
                         sectors.get(forum, ""), strongest(own, guidance), rules_of([*own, *edges])))  # fmt: skip
    return _table(rows, "forum label level chair co_chair parent sector strength rules")


def chair_of(forum: str, elements: Iterable[Element]) -> tuple[str, tuple[str, ...]]:
    """Chair and co-chairs of a forum."""
    edges = [element for element in elements if element.target == forum]
    return tensions.chairs(
        [edge.source for edge in edges if edge.verb in LEADING], [edge.source for edge in edges if edge.verb in SHARING]
    )


def sectors(elements: tuple[Element, ...], guidance: Guidance, leads: Mapping[str, str]) -> pd.DataFrame:
    """Sectors with their one accountable lead; those whose existence is undecided come without one."""
    rows = []
    for sector, lead in leads.items():
        forum = guidance.forum(sector)
        edges = [e for e in elements if e.target == forum and e.verb in (*LEADING, *SHARING)] if lead else []
        co_leads = sorted({edge.source for edge in edges} - {lead})
        rows.append((sector, guidance.sectors[sector]["label"], forum, lead, ";".join(co_leads),
                     "active" if lead else "undecided", rules_of(edges)))  # fmt: skip
    return _table(rows, "sector label forum lead co_lead status rules")


def roles(elements: tuple[Element, ...], guidance: Guidance) -> pd.DataFrame:
    """Posts that the guidance lets somebody create."""
    rows = [
        (role, guidance.label(role), _sources(elements, role, ("APPOINTS",)), strongest(own, guidance), rules_of(own))
        for role, own in _by_target(elements, "role")
    ]
    return _table(rows, "role label appointed_by strength rules")


def instruments(elements: tuple[Element, ...], guidance: Guidance) -> pd.DataFrame:
    """Plans, appeals, frameworks and agreements."""
    rows = [
        (
            plan,
            guidance.label(plan),
            _sources(elements, plan, (*LEADING, *SHARING, "COORDINATES_WITH")),
            _sources(elements, plan, ("CONTRIBUTES_TO", "PARTY_TO", "SUPPORTS")),
            strongest(own, guidance),
            rules_of(own),
        )
        for plan, own in _by_target(elements, "instrument")
    ]
    return _table(rows, "instrument label lead contributors strength rules")


def flows(elements: tuple[Element, ...], guidance: Guidance) -> pd.DataFrame:
    """Information flows: who tells whom what, and how often where the guidance says so."""
    rows = []
    for (source, target), group in _pairs(element for element in elements if element.verb == "INFORMS"):
        often = {q for one in group if "regular" in (q := guidance.rules[one.rule]["qualifier"])}
        rows.append((source, target, "; ".join(sorted({one.words for one in group if one.words})),
                     "; ".join(sorted(often)), strongest(group, guidance), rules_of(group)))  # fmt: skip
    return _table(rows, "from_body to_body what how_often strength rules")


def tasks(elements: tuple[Element, ...], guidance: Guidance) -> pd.DataFrame:
    """Tasks and products, phase by phase."""
    return _in_words(elements, guidance, ("task", "product"), "phase kind task actor strength rule")


def decisions(elements: tuple[Element, ...], guidance: Guidance) -> pd.DataFrame:
    """Decisions that the guidance asks somebody to take."""
    return _in_words(elements, guidance, ("decision",), "decision actor strength rule")


def principles(elements: tuple[Element, ...], guidance: Guidance) -> pd.DataFrame:
    """What holds in this arrangement without being a body, a tie or a task; one row for each rule, in its plain words."""
    found = {(one.kind, one.rule) for one in elements if one.kind in _PRINCIPLES}
    rows = [(kind, guidance.rules[rule]["paraphrase"], guidance.rules[rule]["strength"], rule) for kind, rule in sorted(found)]
    return _table(rows, "kind principle strength rule")


def edges(elements: tuple[Element, ...], guidance: Guidance) -> pd.DataFrame:
    """Ties between bodies, plans and functions; several rules that say the same make one row."""
    found: dict[tuple, list[Element]] = {}
    for element in elements:
        if element.kind == "edge":
            found.setdefault((element.source, element.verb, element.target, element.mutual), []).append(element)
    rows = [
        (*key, "; ".join(sorted({one.words for one in group if one.words})), strongest(group, guidance), rules_of(group))
        for key, group in sorted(found.items())
    ]
    return _table(rows, "from_body edge_type to_body mutual scope strength rules")


def _in_words(elements: Iterable[Element], guidance: Guidance, kinds: tuple[str, ...], columns: str) -> pd.DataFrame:
    names = columns.split()
    rows = []
    for element in elements:
        if element.kind in kinds:
            rule = guidance.rules[element.rule]
            words = dict.fromkeys(("task", "decision"), sentence(element, guidance))
            cells = {**words, "phase": rule["phase"], "kind": element.kind, "actor": rule["actor"],
                     "strength": rule["strength"], "rule": element.rule}  # fmt: skip
            rows.append(tuple(cells[name] for name in names))
    if "phase" in names:
        rows.sort(key=lambda row: (PHASES.index(row[0]), row[-1], row[2]))
    return _table(rows, columns)


def _created(elements: Iterable[Element]) -> list[Element]:
    return [element for element in elements if element.kind in NAMED]


def _by_target(elements: Iterable[Element], kind: str) -> Iterator[tuple[str, list[Element]]]:
    own = sorted((element for element in elements if element.kind == kind), key=lambda element: element.target)
    for target, group in groupby(own, key=lambda element: element.target):
        yield target, list(group)


def _pairs(elements: Iterable[Element]) -> Iterator[tuple[tuple[str, str], list[Element]]]:
    ordered = sorted(elements, key=lambda element: (element.source, element.target))
    for pair, group in groupby(ordered, key=lambda element: (element.source, element.target)):
        yield pair, list(group)


def _sources(elements: Iterable[Element], target: str, verbs: tuple[str, ...]) -> str:
    return ";".join(sorted({one.source for one in elements if one.target == target and one.verb in verbs}))


def _table(rows: list[tuple], columns: str) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=columns.split())
