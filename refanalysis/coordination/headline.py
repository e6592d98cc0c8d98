"""The arrangement in a few answers, each read from its elements, never from a rule's identifier."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from refanalysis.coordination import tensions
from refanalysis.coordination.arrangement import Arrangement
from refanalysis.coordination.conditions import UNKNOWN
from refanalysis.coordination.elements import LEADING, SHARING, Element
from refanalysis.coordination.views import chair_of, rules_of

if TYPE_CHECKING:
    import pandas as pd

FORUM, RESPONSE = "NATIONAL_COORDINATION_FORUM", "REFUGEE_RESPONSE"
# whoever leads, shares or answers for one of these leads the international side of the response
LED = ("REFUGEE_RESPONSE_COORDINATION", RESPONSE, FORUM, "JOINT_PLATFORM", "RESPONSE_PLAN", "REFUGEE_COMPONENT",
       "RESILIENCE_COMPONENT")  # fmt: skip
_NATIONAL = ("host_government", "line_ministry", "community_structure")
Match = Callable[[Element], bool]
Answer = tuple[object, tuple[Element, ...]]


def headline(arrangement: Arrangement) -> dict[str, object]:
    """Who leads, which plan, which fora and links: one value for each field, "unknown" where the context leaves it open.

    Fields: intl_lead, gov_lead, instrument, iom, joint_note, national_forum, regional, hct_link, hrp_separate, rpwg_lead,
    forum_cochair_gov, subnational, rrc, envoy, refugee_participation_forum, facilitate_return, promote_return,
    works_through, products, tripartite_agreement, parties, hrp_refugee_chapter, joint_launch_with_hrp, intersector_chair.
    Lists are intl_lead (UNHCR first), works_through, products and parties. `iom` repeats the context where no rule makes
    IOM a lead.
    """
    return {field: value for field, (value, _) in _answers(arrangement).items()}


def headline_table(arrangement: Arrangement) -> pd.DataFrame:
    """The headline as a table: field, value (lists separated by ';') and the rules behind it."""
    import pandas as pd

    rows = [
        (field, ";".join(value) if isinstance(value, list) else str(value), rules_of(elements))
        for field, (value, elements) in _answers(arrangement).items()
    ]
    return pd.DataFrame(rows, columns=["field", "value", "rules"])


def _answers(arrangement: Arrangement) -> dict[str, Answer]:
    def holds(match: Match) -> Answer:
        return _holds(arrangement, match)

    lead = _leaders(arrangement)
    return {
        "intl_lead": lead,
        "gov_lead": holds(lambda e: e.verb == "LEADS" and (e.source, e.target) == ("GOVERNMENT", RESPONSE)),
        "instrument": _instrument(arrangement),
        "iom": ("co_lead", lead[1]) if "IOM" in lead[0] else (arrangement.context["iom"], ()),
        "joint_note": holds(lambda e: "JOINT_NOTE_2014" in (e.target, *e.words.replace(";", " ").split())),
        "national_forum": holds(_created("forum", FORUM)),
        "regional": holds(_created("instrument", "REGIONAL_RRP")),
        "hct_link": holds(_tie("COORDINATES_WITH", "UNHCR", "HCT")),
        "hrp_separate": holds(_tie("ALIGNS_WITH", "RRP", "HRP")),
        "rpwg_lead": _chair(arrangement, "REFUGEE_PROTECTION_WG"),
        "forum_cochair_gov": holds(lambda e: e.verb in (*LEADING, *SHARING) and (e.source, e.target) == ("GOVERNMENT", FORUM)),
        "subnational": holds(lambda e: e.kind == "forum" and "sub-national" in e.levels),
        "rrc": holds(_created("role", "REGIONAL_REFUGEE_COORDINATOR")),
        "envoy": holds(_created("role", "SPECIAL_ENVOY")),
        "refugee_participation_forum": holds(_created("forum", "REFUGEE_ENGAGEMENT_FORUM")),
        "facilitate_return": holds(_doing("FACILITATE", "VOLUNTARY_REPATRIATION")),
        "promote_return": holds(_doing("PROMOTE", "VOLUNTARY_REPATRIATION")),
        "works_through": _listed(arrangement, lambda e: e.verb == "COORDINATES_WITH" and e.words == "in the country of return",
                                 lambda e: e.target),
        "products": _listed(arrangement, lambda e: e.kind == "product" and bool(e.target), lambda e: e.target.lower()),
        "tripartite_agreement": holds(_created("instrument", "TRIPARTITE_AGREEMENT")),
        "parties": _listed(arrangement, lambda e: e.verb == "PARTY_TO" and e.target == "TRIPARTITE_AGREEMENT",
                           lambda e: e.source),
        "hrp_refugee_chapter": holds(_created("instrument", "HRP_REFUGEE_CHAPTER")),
        "joint_launch_with_hrp": holds(_tie("ALIGNS_WITH", "REGIONAL_RRP", "ORIGIN_HRP")),
        "intersector_chair": _chair(arrangement, "INTER_SECTOR_WG"),
    }  # fmt: skip


def _holds(arrangement: Arrangement, match: Match) -> Answer:
    """True where an element matches, unknown where one of an undecided rule would, else False."""
    found = _matching(arrangement.elements, match)
    if found:
        return True, found
    open_ones = _matching(arrangement.possible, match)
    return (UNKNOWN, open_ones) if open_ones else (False, ())


def _leaders(arrangement: Arrangement) -> Answer:
    """UNHCR first, then the other international bodies that lead or share; who only might is not named."""
    verbs = (*LEADING, *SHARING, "ACCOUNTABLE_FOR")
    bodies = arrangement.guidance.bodies
    found = tuple(
        element
        for element in arrangement.elements
        if element.verb in verbs
        and element.target in LED
        and bodies.get(element.source, {}).get("actor_kind", "") not in _NATIONAL
    )
    return sorted({element.source for element in found}, key=lambda body: (body != "UNHCR", body)), found


def _instrument(arrangement: Arrangement) -> Answer:
    """Name of the plan by `tensions.INSTRUMENTS`; unknown where a row before it might still apply."""
    for names, plan in tensions.INSTRUMENTS:
        answers = [_holds(arrangement, lambda e, name=name: e.kind in ("forum", "instrument") and e.target == name)
                   for name in names]  # fmt: skip
        if all(value is True for value, _ in answers):
            return plan, tuple(element for _, elements in answers for element in elements)
        if all(value is not False for value, _ in answers):
            return UNKNOWN, tuple(element for _, elements in answers for element in elements)
    return UNKNOWN, ()


def _chair(arrangement: Arrangement, forum: str) -> Answer:
    chair, _ = chair_of(forum, arrangement.elements)
    return chair or UNKNOWN, _matching(arrangement.elements, lambda e: e.target == forum and e.source == chair != "")


def _listed(arrangement: Arrangement, match: Match, value: Callable[[Element], str]) -> Answer:
    found = _matching(arrangement.elements, match)
    return sorted({value(element) for element in found}), found


def _matching(elements: Iterable[Element], match: Match) -> tuple[Element, ...]:
    return tuple(element for element in elements if match(element))


def _created(kind: str, name: str) -> Match:
    return lambda element: element.kind == kind and element.target == name


def _doing(verb: str, name: str) -> Match:
    return lambda element: element.verb == verb and element.target == name


def _tie(verb: str, one: str, other: str) -> Match:
    return lambda element: element.verb == verb and {element.source, element.target} == {one, other}
