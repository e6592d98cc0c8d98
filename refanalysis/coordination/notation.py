"""The notation in which a rule says what it adds to an arrangement.

An output is a list of statements, separated by ``;``::

    INFORMS(UNHCR->RC: the refugee response)                          a directed edge
    COORDINATES_WITH(UNHCR<->HC; UNHCR<->HCT)                         two edges, each in both directions
    ESTABLISH(SECTOR_WG[*]; level=national|sub-national; parent=X)    one forum for each active sector
    ASSESS(likelihood of influx)                                      a task, product, attribute … in words
    LEADS(GOVERNMENT->REFUGEE_RESPONSE) if gov_will == 'lead'         only where the condition holds

An arrow makes an edge. Its type is the verb where that is one of the 27 edge types, else the one type in the rule's
column edge_type. What a statement without an arrow adds is told by the rule's column output_type. Where that is forum,
instrument or role and all statements are arrows, their targets are such elements. ``[*]`` stands for every active sector
(SECTOR_WG, SECTOR_LEAD, USUAL_LEAD, USUAL_CO_LEAD) or for every level a list dimension holds (LEAD_OVERRIDE). In the
condition of a statement for every sector, ``sector in partner_expertise`` asks for the sector at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from refanalysis.coordination.conditions import ALWAYS, Condition, Dimension, for_each_sector, parse
from refanalysis.schema import DataError

STRENGTHS = ("shall", "should", "where_possible", "may", "statement")
LEVELS = ("regional", "national", "sub-national")
OF_SECTOR = ("SECTOR_WG[*]", "SECTOR_LEAD[*]", "USUAL_LEAD[*]", "USUAL_CO_LEAD[*]")
NAMED = ("forum", "instrument", "role")
EDGE_BEARING = ("edge", "flow", *NAMED)

# edge type: (relation in a stakeholder network, whether that relation runs the other way, words between the two bodies)
EDGE_TYPES = {
    "ACCOUNTABLE_FOR": ("leads", False, "answers for"),
    "ACCOUNTABLE_TO": ("reports_to", False, "answers to"),
    "ADVISES": ("informs", False, "advises"),
    "ADVOCATES_TO": ("advocates_to", False, "speaks up to"),
    "ALIGNS_WITH": ("coordinates", False, "is aligned with"),
    "APPOINTS": ("leads", False, "appoints"),
    "CAPACITATES": ("provides_service", False, "strengthens"),
    "CONSULTS": ("informs", True, "consults"),
    "CONTRIBUTES_TO": ("implements_for", False, "contributes to"),
    "COORDINATES_WITH": ("coordinates", False, "coordinates with"),
    "CO_CHAIRS": ("leads", False, "co-chairs"),
    "CO_LEADS": ("leads", False, "co-leads"),
    "DELEGATES": ("leads", False, "delegates to"),
    "DELIVERS": ("provides_service", False, "delivers to"),
    "DIRECT_LINE_TO": ("informs", False, "has a direct line to"),
    "ENGAGES": ("coordinates", False, "brings in"),
    "FUNDED_BY": ("funds", True, "is funded by"),
    "INFORMS": ("informs", False, "informs"),
    "INTERFACES_WITH": ("coordinates", False, "is linked with"),
    "LEADS": ("leads", False, "leads"),
    "MEMBER_OF": ("member_of", False, "is part of"),
    "MONITORS": ("coordinates", False, "monitors"),
    "PARTICIPATES_IN": ("member_of", False, "takes part in"),
    "PARTY_TO": ("member_of", False, "is party to"),
    "QUALITY_ASSURES": ("coordinates", False, "assures the quality of"),
    "REPRESENTS": ("reports_to", False, "represents"),
    "SUPPORTS": ("provides_service", False, "supports"),
}

_NAME = r"[A-Z][A-Z0-9_]+(?:\[\*\])?"
_ARROW = re.compile(rf"({_NAME})\s*(<->|->)\s*({_NAME})(?::\s*(.+))?")
_NAMED_CLAUSE = re.compile(rf"({_NAME})(?::\s*(.+))?")
_SETTING = re.compile(r"(level|parent)=(.+)")
_OPEN, _CLOSE = "([{", ")]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing a rule adds: an edge (source, target) or an element (target, when it has a name, or words).

    An edge that `creates` adds its target as an element of the rule's output_type too.
    """

    verb: str
    edge: bool = False
    creates: bool = False
    source: str = ""
    target: str = ""
    mutual: bool = False
    words: str = ""
    levels: tuple[str, ...] = ()
    parent: str = ""
    guard: Condition = ALWAYS


def statements(rule: Mapping[str, str], dimensions: Mapping[str, Dimension]) -> tuple[Statement, ...]:
    """What the output of `rule` adds.

    Parameters
    ----------
    rule
        Row of the table rules; rule, output, output_type and edge_type are read.

    Raises
    ------
    DataError
        Naming the rule, what is wrong in its output and what is accepted.
    """
    where = f"rule {rule['rule']}"
    try:
        found = tuple(
            statement for part in _split(rule["output"], ";") for statement in _statement(part, rule, dimensions, where)
        )
        _refuse_incomplete(found, rule["output_type"])
        creating = rule["output_type"] in NAMED and all(statement.edge for statement in found)
    except ValueError as error:
        raise DataError(f"{where}: output {rule['output']!r}: {error}") from error
    return tuple(replace(statement, creates=True) for statement in found) if creating else found


def _statement(text: str, rule: Mapping[str, str], dimensions: Mapping[str, Dimension], where: str) -> Iterator[Statement]:
    verb, body, guard = _parts(text)
    clauses = _split(body, ";") if body else []
    settings = dict(found.groups() for clause in clauses if (found := _SETTING.fullmatch(clause)))
    common = {
        "levels": _levels(settings.get("level", "")),
        "parent": settings.get("parent", ""),
        "guard": parse(guard, dimensions, where, each=True) if guard else ALWAYS,
    }
    plain = [clause for clause in clauses if not _SETTING.fullmatch(clause)]
    arrows = [_ARROW.fullmatch(clause) for clause in plain]
    if any(arrows) and (rule["output_type"] in EDGE_BEARING or verb in EDGE_TYPES):
        for clause, arrow in zip(plain, arrows, strict=True):
            yield _edge(clause, arrow, _edge_type(verb, rule), common, dimensions)
    else:
        yield from _elements(verb, plain, rule["output_type"], common, dimensions)


def of_sectors(statement: Statement) -> bool:
    """Whether a statement stands once for each sector."""
    return bool({statement.source, statement.target} & set(OF_SECTOR))


def _edge(clause: str, arrow: re.Match | None, edge_type: str, common: dict, dimensions: Mapping) -> Statement:
    if arrow is None:
        raise ValueError(f"{clause!r} has no arrow; accepted: BODY->BODY or BODY<->BODY, then ': words'")
    source, kind, target, words = arrow.groups()
    for name in (source, target):
        _refuse_star(name, dimensions)
    return Statement(verb=edge_type, edge=True, source=source, target=target, mutual=kind == "<->", words=words or "", **common)


def _elements(verb: str, clauses: list[str], output_type: str, common: dict, dimensions: Mapping) -> Iterator[Statement]:
    """Elements without an edge: every named clause is one of its own, clauses in words are one together."""
    names = [_NAMED_CLAUSE.fullmatch(clause) for clause in clauses]
    if output_type in EDGE_BEARING and not all(names):
        raise ValueError(f"{'; '.join(clauses)!r} names no {output_type}; accepted: a name in capitals, or BODY->BODY")
    if clauses and all(names):
        for found in names:
            _refuse_star(found.group(1), dimensions)
            yield Statement(verb=verb, target=found.group(1), words=found.group(2) or "", **common)
    else:
        yield Statement(verb=verb, words="; ".join(clauses), **common)


def _edge_type(verb: str, rule: Mapping[str, str]) -> str:
    if verb in EDGE_TYPES:
        return verb
    listed = [name.strip() for name in rule["edge_type"].split(";") if name.strip()]
    verbs = {_parts(part)[0] for part in _split(rule["output"], ";")}
    free = [name for name in listed if name not in verbs]
    if len(free) != 1 or free[0] not in EDGE_TYPES:
        raise ValueError(f"{verb} is no edge type and edge_type does not name one for it; accepted: {', '.join(EDGE_TYPES)}")
    return free[0]


def _parts(text: str) -> tuple[str, str, str]:
    """Verb, what stands in the parentheses, and the condition after ``if``."""
    head = re.match(r"([A-Z][A-Z_]*)\s*", text)
    if head is None:
        raise ValueError(f"{text!r} does not begin with a verb in capitals")
    verb, rest = head.group(1), text[head.end() :]
    body = ""
    if rest.startswith("("):
        end = _closing(rest)
        body, rest = rest[1:end], rest[end + 1 :].strip()
    if rest and not rest.startswith("if "):
        raise ValueError(f"{rest!r} follows the statement {verb}; accepted: nothing, or 'if' and a condition")
    return verb, body, rest.removeprefix("if ").strip()


def _closing(text: str) -> int:
    depth = 0
    for position, letter in enumerate(text):
        depth += (letter in _OPEN) - (letter in _CLOSE)
        if depth == 0:
            return position
    raise ValueError(f"{text!r} has a bracket that is never closed")


def _split(text: str, mark: str) -> list[str]:
    """Parts of `text` between marks that stand outside all brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in _OPEN) - (letter in _CLOSE)
        if letter == mark and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def _levels(text: str) -> tuple[str, ...]:
    levels = tuple(part.strip() for part in text.split("|") if part.strip())
    wrong = [level for level in levels if level not in LEVELS]
    if wrong:
        raise ValueError(f"level {', '.join(wrong)} is not known; accepted: {', '.join(LEVELS)}")
    return levels


def _refuse_star(name: str, dimensions: Mapping[str, Dimension]) -> None:
    lists = [f"{key.upper()}[*]" for key, dimension in dimensions.items() if dimension.kind == "list"]
    if name.endswith("[*]") and name not in (*OF_SECTOR, *lists):
        raise ValueError(f"{name} stands for nothing; accepted: {', '.join((*OF_SECTOR, *lists))}")


def _refuse_incomplete(found: tuple[Statement, ...], output_type: str) -> None:
    if any(for_each_sector(statement.guard) and not of_sectors(statement) for statement in found):
        raise ValueError(
            f"its condition asks for each sector, but it does not stand for each; accepted: {', '.join(OF_SECTOR)}"
        )
    if output_type in EDGE_BEARING and not any(statement.target for statement in found):
        raise ValueError(f"it names no {output_type}; accepted: a name in capitals, or BODY->BODY")
    if output_type in ("edge", "flow") and not any(statement.edge for statement in found):
        raise ValueError("it has no arrow; accepted: BODY->BODY or BODY<->BODY")
