"""The 15 invariants as rows, and the checks they are made of.

A check sees nothing of an arrangement but the elements its part reads, the levels of the dimensions it names and the lead of
its sector. What the elements of a part hang on is then known (`blocks`), and a check is proven for every context by looking
at each state of those (`everywhere`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from refanalysis.coordination.blocks import plan
from refanalysis.coordination.elements import ACCOUNTABILITY, LEADING, RESPONSE, SHARING, Element
from refanalysis.coordination.guidance import Guidance
from refanalysis.coordination.notation import STRENGTHS
from refanalysis.coordination.views import chair_of

FORUM, PROTECTION_GROUP = "NATIONAL_COORDINATION_FORUM", "REFUGEE_PROTECTION_WG"
VOICES = ("REFUGEES", "HOST_COMMUNITY")
HOPS = 2
_NATIONAL = ("host_government", "line_ministry", "community_structure")


class View(NamedTuple):
    """What a check sees: the elements it reads, the levels of the dimensions it names, the lead of its sector."""

    elements: tuple[Element, ...]
    levels: Mapping[str, str | tuple[str, ...]]
    lead: str
    guidance: Guidance

    def edges(self, verb: str, target: str | None = None) -> set[tuple[str, str]]:
        """Source and target of the edges of a type, to one target or all."""
        return {(e.source, e.target) for e in self.elements if e.verb == verb and target in (None, e.target)}

    def joined(self, verb: str, one: str, other: str) -> bool:
        """Whether an edge of a type runs between two bodies, either way."""
        return bool({(one, other), (other, one)} & self.edges(verb))

    def created(self, kind: str) -> set[str]:
        """Names of the fora, instruments or roles."""
        return {e.target for e in self.elements if e.kind == kind}


Reads = Callable[[Element], bool]
Check = Callable[[View], Iterator[str]]


class Part(NamedTuple):
    """What a check is made of.

    Attributes
    ----------
    reads
        The elements it sees.
    problems
        What it finds wrong in them.
    sector
        The sector whose lead it asks for.
    home
        A forum whose own block is enough to judge by, because elements of other blocks can only mend a problem; empty
        where every element counts.
    """

    reads: Reads
    problems: Check
    sector: str = ""
    home: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """One thing that must hold in every arrangement.

    Attributes
    ----------
    number
        Place in the list.
    name, sentence
        What it is called, and what it says to a reader.
    rules
        Rules it comes from.
    dimensions
        Dimensions of the context whose level its check asks for.
    parts
        Its parts under a guidance: one, or one for each sector or forum.
    turned
        A dimension and a level: edges of the same context with this level must hold all that stand without it.
    anew
        Settled again with its rules in another order, everything must be the same.
    """

    number: int
    name: str
    sentence: str
    rules: tuple[str, ...]
    dimensions: tuple[str, ...] = ()
    parts: Callable[[Guidance], list[Part]] = lambda _: []
    turned: tuple[str, str] | None = None
    anew: bool = False


def _one(reads: Reads, problems: Check) -> Callable[[Guidance], list[Part]]:
    return lambda _: [Part(reads, problems)]


def _ties(*verbs: str, to: str | None = None) -> Reads:
    return lambda element: element.verb in verbs and to in (None, element.target)


def _between(verb: str, *pairs: tuple[str, str]) -> Reads:
    ends = [set(pair) for pair in pairs]
    return lambda element: element.verb == verb and {element.source, element.target} in ends


def _made(kind: str, *names: str) -> Reads:
    return lambda element: element.kind == kind and element.target in names


def _any_of(*reads: Reads) -> Reads:
    return lambda element: any(read(element) for read in reads)


# the checks, in the order of the list


def _government_answers(view: View) -> Iterator[str]:
    if ("GOVERNMENT", "REFUGEE_PROTECTION") not in view.edges("ACCOUNTABLE_FOR"):
        yield "the Government does not answer for the protection of refugees"


def _one_accountable(view: View) -> Iterator[str]:
    bodies = view.guidance.bodies
    found = {
        source for source, _ in view.edges("ACCOUNTABLE_FOR") if bodies.get(source, {}).get("actor_kind", "") not in _NATIONAL
    }
    if found != {"UNHCR"}:
        yield f"{', '.join(sorted(found)) or 'nobody'} answers for the coordination of the refugee response; UNHCR alone is to"


def _direct_line(view: View) -> Iterator[str]:
    if not view.joined("DIRECT_LINE_TO", "UNHCR_REP", "GOVERNMENT"):
        yield "the Representative has no direct line to the Government"


def _protection_group(view: View) -> Iterator[str]:
    if view.edges("LEADS") != {("UNHCR", PROTECTION_GROUP)}:
        yield "the refugee protection working group is not led by UNHCR alone"


def _sector(sector: str, forum: str) -> Check:
    def problems(view: View) -> Iterator[str]:
        if not view.lead:
            return
        if view.edges("LEADS", forum) != {(view.lead, forum)}:
            yield f"{sector}: it has not exactly one accountable lead"
        assured = view.edges("QUALITY_ASSURES")
        for end in {forum, view.lead} - {"UNHCR"}:
            if ("UNHCR", end) not in assured:
                yield f"{sector}: UNHCR does not assure the quality of {end}"
        if forum != PROTECTION_GROUP and (PROTECTION_GROUP, forum) not in assured:
            yield f"{sector}: protection is not mainstreamed"

    return problems


def _sectors(guidance: Guidance) -> list[Part]:
    def reads(forum: str) -> Reads:
        return lambda e: (e.verb in LEADING and e.target == forum) or e.verb == "QUALITY_ASSURES"

    fora = {sector: guidance.forum(sector) for sector in guidance.sectors}
    return [Part(reads(forum), _sector(sector, forum), sector, forum) for sector, forum in fora.items()]


def _told(view: View) -> Iterator[str]:
    told = {target for _, target in view.edges("INFORMS")}
    for body in sorted({"RC", "UNCT", "DONORS"} - told):
        yield f"UNHCR does not inform {body}"
    for body in ("HC", "HCT"):
        if (body in told) != (view.levels[body.lower()] == "true"):
            yield f"UNHCR informs {body} where there is none" if body in told else f"UNHCR does not inform {body}"


def _answers_to(view: View) -> Iterator[str]:
    for element in view.elements:
        if element.target == "HC":
            yield "UNHCR answers to the Humanitarian Coordinator"
        if element.target == "RC" and "UNSDCF only" not in element.words:
            yield "UNHCR answers to the Resident Coordinator beyond programming under the UNSDCF"


def _plans(view: View) -> Iterator[str]:
    plans = view.created("instrument")
    if "true" in (view.levels["hc"], view.levels["hct"]):
        if not {"RRP", "HRP"} <= plans and "HRP_REFUGEE_CHAPTER" not in plans:
            yield "the refugee plan and the humanitarian plan do not both exist, nor a refugee chapter"
        if not view.joined("ALIGNS_WITH", "RRP", "HRP"):
            yield "the refugee plan and the humanitarian plan are not linked"


def _neighbours(view: View) -> Iterator[str]:
    levels = view.levels
    beside = levels["idp"] == "true" and "true" in (levels["hc"], levels["clusters"])
    if beside and not view.joined("COORDINATES_WITH", "UNHCR", "OCHA"):
        yield "UNHCR and OCHA are not joined"
    if levels["migrant"] == "true":
        if not view.joined("COORDINATES_WITH", "UNHCR", "IOM"):
            yield "UNHCR and IOM are not joined"
        platform = {source for source, _ in view.edges("CO_LEADS", "JOINT_PLATFORM")}
        if platform != ({"UNHCR", "IOM"} if levels["iom"] == "co_lead" else set()):
            yield "the joint platform is not co-led by UNHCR and IOM"


def _region(view: View) -> Iterator[str]:
    plans = view.created("instrument")
    if {"COUNTRY_RRP", "REGIONAL_RRP"} <= plans:
        yield "a country stands outside the regional plan with a plan of its own"
    if view.levels["regional"] != "true":
        return
    if "REGIONAL_RRP" not in plans:
        yield "there is no regional plan"
    if not view.joined("COORDINATES_WITH", "UNHCR", "REGIONAL_PARTNERS"):
        yield "the regional plan is not developed with regional partners"
    strengths = {view.guidance.rules[e.rule]["strength"] for e in view.elements if e.kind == "role"}
    if strengths - {"may"}:
        yield f"a Regional Refugee Coordinator is an obligation ({min(strengths, key=STRENGTHS.index)}), not an option"


def _clusters(view: View) -> Iterator[str]:
    for element in view.elements:
        yield f"{element.rule} creates {element.target}"


def _voice(view: View) -> Iterator[str]:
    steps = view.edges("PARTICIPATES_IN") | {(to, who) for who, to in view.edges("CONSULTS")}
    for people in VOICES:
        reached = {people}
        for _ in range(HOPS):
            reached |= {to for who, to in steps if who in reached}
        if FORUM not in reached:
            yield f"{people} do not reach the national forum within {HOPS} steps"


def _forum(forum: str, of_sector: bool) -> Check:
    def problems(view: View) -> Iterator[str]:
        own = [e for e in view.elements if e.kind == "forum" and e.target == forum]
        if not own:
            return
        if not chair_of(forum, view.elements)[0]:
            yield f"{forum} has no chair"
        if not any(e.parent == RESPONSE or e.parent in view.created("forum") for e in own):
            yield f"{forum} has no parent"
        if of_sector and {level for e in own for level in e.levels} != {"national", "sub-national"}:
            yield f"{forum} does not stand at national and sub-national level"

    return problems


def _fora(guidance: Guidance) -> list[Part]:
    made = plan(guidance)
    above: dict[str, set[str]] = {guidance.forum(sector): set() for sector in guidance.sectors}
    of_sectors = set(above)
    for unit, forum in made.creating:
        above.setdefault(forum, set()).add(unit.statement.parent)

    def reads(forum: str) -> Reads:
        asked = {forum, *above[forum]}
        return lambda e: (e.kind == "forum" and e.target in asked) or (e.verb in (*LEADING, *SHARING) and e.target == forum)

    return [Part(reads(forum), _forum(forum, forum in of_sectors)) for forum in above]


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(number=1, name="government answers", rules=("GOV-01",),
              sentence="The Government answers for the protection of refugees.",
              parts=_one(_ties("ACCOUNTABLE_FOR", to="REFUGEE_PROTECTION"), _government_answers)),
    Invariant(number=2, name="one accountable", rules=("LDR-01", "NGO-04", "JN-05"),
              sentence="Of all international bodies UNHCR alone answers for the coordination of the refugee response, "
                       "whoever leads what.",
              parts=_one(_ties("ACCOUNTABLE_FOR", to=ACCOUNTABILITY), _one_accountable)),
    Invariant(number=3, name="direct line", rules=("LDR-03",),
              sentence="UNHCR's Representative has a direct line to the Government.",
              parts=_one(_ties("DIRECT_LINE_TO"), _direct_line)),
    Invariant(number=4, name="protection group", rules=("PROT-03",),
              sentence="UNHCR leads the refugee protection working group; others may share, never replace it.",
              parts=_one(_ties(*LEADING, to=PROTECTION_GROUP), _protection_group)),
    Invariant(number=5, name="one lead each", rules=("SEC-12", "SEC-13", "PROT-04"),
              sentence="Each sector has exactly one accountable lead, UNHCR assures the quality of both, and protection is "
                       "mainstreamed in it.",
              parts=_sectors),
    Invariant(number=6, name="who is told", rules=("IS-01", "IS-02", "IS-03", "IS-04", "IS-05"), dimensions=("hc", "hct"),
              sentence="UNHCR informs the Resident Coordinator, the country team and donors always; the Humanitarian "
                       "Coordinator and the humanitarian team where they exist, and only there.",
              parts=_one(lambda e: e.verb == "INFORMS" and e.source == "UNHCR", _told)),
    Invariant(number=7, name="coordinator only adds", rules=("HCI-04", "HCI-06"), turned=("hc", "true"),
              sentence="A Humanitarian Coordinator who is appointed only adds ties; none is lost."),
    Invariant(number=8, name="answers to nobody on protection", rules=("RCI-05", "RCI-07"),
              sentence="UNHCR answers to the Resident Coordinator for programming under the UNSDCF only, and to the "
                       "Humanitarian Coordinator for nothing.",
              parts=_one(lambda e: e.verb == "ACCOUNTABLE_TO" and e.source.startswith("UNHCR"), _answers_to)),
    Invariant(number=9, name="two plans linked", rules=("HCI-10", "X-10"), dimensions=("hc", "hct"),
              sentence="Where there is a Humanitarian Coordinator or team, refugee plan and humanitarian plan both exist, "
                       "distinct and linked.",
              parts=_one(_any_of(_made("instrument", "RRP", "HRP", "HRP_REFUGEE_CHAPTER"),
                                  _between("ALIGNS_WITH", ("RRP", "HRP"))), _plans)),
    Invariant(number=10, name="joined with neighbours", rules=("JN-06", "MIX-04", "MIX-08"),
              dimensions=("idp", "hc", "clusters", "migrant", "iom"),
              sentence="UNHCR is joined with OCHA where displaced citizens are coordinated too, with IOM where migrants travel "
                       "along, and both co-lead one platform where that is agreed.",
              parts=_one(_any_of(_between("COORDINATES_WITH", ("UNHCR", "OCHA"), ("UNHCR", "IOM")),
                                  _ties("CO_LEADS", to="JOINT_PLATFORM")), _neighbours)),
    Invariant(number=11, name="regional plan", rules=("LDR-05", "PLN-03", "PLN-04", "PLN-06"), dimensions=("regional",),
              sentence="A regional situation has a regional plan that takes in every country, made with regional partners; a "
                       "Regional Refugee Coordinator is an option.",
              parts=_one(_any_of(_made("role", "REGIONAL_REFUGEE_COORDINATOR"),
                                  _made("instrument", "REGIONAL_RRP", "COUNTRY_RRP"),
                                  _between("COORDINATES_WITH", ("UNHCR", "REGIONAL_PARTNERS"))), _region)),
    Invariant(number=12, name="no cluster", rules=("X-12", "SEC-01", "SEC-02"),
              sentence="No cluster is created for refugees.",
              parts=_one(lambda e: e.kind == "forum" and "CLUSTER" in e.target, _clusters)),
    Invariant(number=13, name="voice", rules=("PROT-05", "PAR-01", "PAR-02", "GOV-03"),
              sentence="Refugees and hosts reach the national forum within two steps.",
              parts=_one(_ties("PARTICIPATES_IN", "CONSULTS"), _voice)),
    Invariant(number=14, name="chair and parent", rules=("SEC-10", "SEC-11"),
              sentence="Every forum has a chair and a forum above it; those of sectors stand at national and sub-national "
                       "level.",
              parts=_fora),
    Invariant(number=15, name="same again", rules=(), anew=True,
              sentence="The same context gives the same arrangement again, in whatever order rules come."),
)  # fmt: skip
