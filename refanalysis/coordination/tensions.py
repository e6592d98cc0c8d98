"""Where two rules pull apart, and what this project lets prevail. Nothing else decides between rules.

===  ==========================================================  ======================================================
No.  tension                                                     what prevails, and where
===  ==========================================================  ======================================================
1    the Government leads (GOV-06), UNHCR answers for            both stand: LEADS is the Government's, ACCOUNTABLE_FOR
     coordination (LDR-01)                                       stays UNHCR's; the Government chairs first (`chairs`)
2    the HC leads the whole response (HCI-01), UNHCR leads the   both stand, over nested scopes; the refugee response
     refugee response (HCI-04)                                   keeps its own plan (HCI-10)
3    UNHCR answers to the RC (RCI-05) and keeps its authority    the edge to the RC carries its limited scope in words
     (RCI-07)
4    others lead sectors (SEC-14, RSL-17, NGO-03), UNHCR still   one accountable lead for each sector (`accountable`);
     answers for them (SEC-12, SEC-13, NGO-04)                   UNHCR keeps QUALITY_ASSURES, and leads where nobody does
5    adapt the mechanism (SEC-02) or set one up (SEC-03)         the conditions exclude each other (mech_adaptable)
6    country plan (PLN-05) or regional plan (PLN-06)             the conditions exclude each other (regional); which name
                                                                 the plan goes by: `INSTRUMENTS`
7    a forum where appropriate (FOR-01), information always      flows do not hang on fora: INFORMS edges stand alone
     (IS-01 to IS-05)
8    help people return (RET-03), stay engaged (RSL-15)          both stand; return never ends protection (ALW-01, ALW-02)
===  ==========================================================  ======================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from refanalysis.coordination.notation import STRENGTHS

# name of the plan in a headline: the first row whose elements are all in the arrangement
INSTRUMENTS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("GOVERNMENT_PLAN", "REGIONAL_RRP"), "gov_led_plan_in_regional"),
    (("GOVERNMENT_PLAN",), "gov_led_plan"),
    (("JOINT_PLATFORM", "REGIONAL_RRP"), "regional_refugee_migrant_plan"),
    (("JOINT_PLATFORM", "COUNTRY_RRP"), "country_refugee_migrant_plan"),
    (("COUNTRY_CHAPTER",), "regional_rrp_chapter"),
    (("REGIONAL_RRP",), "regional_rrp"),
    (("COMPREHENSIVE_FRAMEWORK", "COUNTRY_RRP"), "country_rrp_plus_crrf"),
    (("COUNTRY_RRP",), "country_rrp"),
)
_CHAIR_FIRST = ("GOVERNMENT", "LINE_MINISTRY", "UNHCR")


def chairs(leading: Iterable[str], sharing: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Chair and co-chairs of a forum: who leads it, else the first of those who share it, the Government before UNHCR."""
    order = sorted(set(leading), key=_chair_order) + sorted(set(sharing) - set(leading), key=_chair_order)
    return (order[0], tuple(order[1:])) if order else ("", ())


def accountable(leads: Sequence[tuple[str, str, str]]) -> str:
    """The one accountable lead among (body, layer, strength): source before practice, the stronger rule, then the name."""
    return min(leads, key=lambda lead: (lead[1] != "source", STRENGTHS.index(lead[2]), lead[0]))[0]


def _chair_order(body: str) -> tuple[int, str]:
    return (_CHAIR_FIRST.index(body) if body in _CHAIR_FIRST else len(_CHAIR_FIRST), body)
