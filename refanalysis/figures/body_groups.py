"""Bodies of an arrangement gathered into few marks in tiers, for a network that a reader takes in at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refanalysis import words
from refanalysis.coordination.notation import EDGE_TYPES

if TYPE_CHECKING:
    import networkx as nx

TIERS = ("Authorities", "Agencies and partners", "Fora", "Sectors", "Response and plans", "People")
_ONE, _TWO, _FORA, _SECTORS, _PLANS, _PEOPLE = TIERS
# group: (tier, name on the mark, name in a sentence, its bodies)
_GROUPS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (_ONE, "Government", "the Government", ("GOVERNMENT", "NATIONAL_INSTITUTIONS", "LOCAL_ACTORS")),
    (_ONE, "Line ministries", "line ministries", ("LINE_MINISTRY",)),
    (_ONE, "Other States", "other States", ("STATES", "INTERNATIONAL_COMMUNITY", "POLITICAL_ACTORS")),
    (_ONE, "Government of the country of origin", "the Government of the country of origin", ("ORIGIN_GOVERNMENT",)),
    (_ONE, "Resident Coordinator", "the Resident Coordinator", ("RC",)),
    (_ONE, "Humanitarian Coordinator", "the Humanitarian Coordinator", ("HC", "ERC")),
    (_ONE, "Resident and Humanitarian Coordinator", "the Resident and Humanitarian Coordinator", ("RC_HC",)),
    (_TWO, "UNHCR", "UNHCR", ("UNHCR", "UNHCR_REP", "UNHCR_HIGH_COMMISSIONER")),
    (_TWO, "IOM", "IOM", ("IOM",)),
    (_TWO, "OCHA", "OCHA", ("OCHA",)),
    (_TWO, "UNDP", "UNDP", ("UNDP",)),
    (_TWO, "Other UN agencies", "other UN agencies",
     ("UNICEF", "UNFPA", "UNESCO", "ILO", "WHO", "WFP", "FAO", "OTHER_AGENCIES", "UN_SYSTEM", "UNCT_MEMBERS",
      "REGIONAL_PARTNERS")),
    (_TWO, "NGOs and other partners", "NGOs and other partners",
     ("NGO", "PARTNERS", "SERVICE_PROVIDERS", "ALL_STAKEHOLDERS")),
    (_TWO, "Development actors and business", "development actors and business",
     ("DEVELOPMENT_ACTORS", "IFI", "WORLD_BANK", "PRIVATE_SECTOR")),
    (_TWO, "Donors", "donors", ("DONORS", "GLOBAL_REFUGEE_FORUM")),
    (_SECTORS, "Refugee protection working group", "the refugee protection working group", ("REFUGEE_PROTECTION_WG",)),
    (_PLANS, "Refugee response", "the refugee response",
     ("REFUGEE_RESPONSE", "REFUGEE_RESPONSE_COORDINATION", "REFUGEE_PROTECTION", "RESPONSE_DESIGN", "REFUGEE_COMPONENT",
      "COMPREHENSIVE_RESPONSE_STRATEGY", "RESPONSE_QUALITY", "RESILIENCE_COMPONENT",
      "RETURN_ACTIVITIES")),
    (_PLANS, "Overall humanitarian response", "the overall humanitarian response",
     ("OVERALL_HUMANITARIAN_RESPONSE", "OVERALL_ADVOCACY", "OVERALL_HUMANITARIAN_PLANNING", "OVERALL_RESOURCE_MOBILISATION",
      "HUMANITARIAN_RESPONSE")),
    (_PLANS, "Preparedness", "preparedness",
     ("REFUGEE_PREPAREDNESS", "HCT_PREPAREDNESS", "UNCT_PREPAREDNESS", "JOINT_PREPAREDNESS_PLAN")),
    (_PLANS, "Development plans", "development plans", ("DEVELOPMENT_RESPONSE", "UNSDCF", "NATIONAL_DEVELOPMENT_PLAN")),
    (_PEOPLE, "Refugees", "refugees", ("REFUGEES",)),
    (_PEOPLE, "Host communities", "host communities", ("HOST_COMMUNITY",)),
)  # fmt: skip
CORE = ("Government", "Resident Coordinator", "UNHCR", "National refugee coordination forum", "Sector working groups",
        "Refugee response", "Refugees")  # fmt: skip
SECTORS = "Sector working groups"
MUTUAL = ("COORDINATES_WITH", "INTERFACES_WITH", "ALIGNS_WITH", "DIRECT_LINE_TO")
_TIER_OF_KIND = {"forum": _FORA, "plan": _PLANS, "role": _ONE, "organisation": _TWO, "people": _PEOPLE}
_OF = {body: (tier, name, told) for tier, name, told, bodies in _GROUPS for body in bodies}


class Group(NamedTuple):
    """Bodies that share a mark."""

    name: str
    tier: str
    told: str


class Tie(NamedTuple):
    """One tie between two bodies: its edge type and the bodies as they stand in a sentence."""

    kind: str
    source: str
    target: str


class Link(NamedTuple):
    """Ties between two groups: what became of them, and which were added, kept and removed."""

    source: Group
    target: Group
    change: str
    added: tuple[Tie, ...]
    kept: tuple[Tie, ...]
    removed: tuple[Tie, ...]

    @property
    def mutual(self) -> bool:
        """Whether all that changes runs both ways."""
        return all(tie.kind in MUTUAL for tie in (*self.added, *self.removed))


def group_of(body: str, attributes: dict[str, str]) -> Group | None:
    """The group of a node of `coordination.changed_network`; None for functions too abstract to draw."""
    if body in _OF:
        tier, name, told = _OF[body]
        return Group(name, tier, told)
    if body.startswith("SECTOR_WG") or body == "INFORMATION_MANAGEMENT_FUNCTION":
        return Group(SECTORS, _SECTORS, "sector working groups")
    if attributes["kind"] not in _TIER_OF_KIND:
        return None
    told = attributes["label"]
    label = told.removeprefix("the ")
    return Group(label[0].upper() + label[1:], _TIER_OF_KIND[attributes["kind"]], told)


def linked(graph: nx.DiGraph) -> tuple[dict[Group, str], list[Link]]:
    """Groups with what became of each (added, kept, removed), and the links between them.

    What runs both ways, such as coordination, stands in one of the two links between a pair only. What every sector's
    working group brings with it (its quality assured, its seat in the inter-sector group) is left out.
    """
    groups = {body: found for body, data in graph.nodes(data=True) if (found := group_of(body, data))}
    became: dict[Group, set[str]] = {}
    for body, group in groups.items():
        became.setdefault(group, set()).add(graph.nodes[body]["change"])
    ties: dict[tuple[Group, Group], dict[str, list[Tie]]] = {}
    for source, target, data in graph.edges(data=True):
        ends = groups.get(source), groups.get(target)
        if None not in ends and ends[0] != ends[1]:
            own = ties.setdefault(ends, {"added": [], "kept": [], "removed": []})
            told = graph.nodes[source]["label"], graph.nodes[target]["label"]
            for change, found in own.items():
                found += [Tie(kind, *told) for kind in data[change] if not _goes_with_a_sector(ends, kind)]
    _once(ties)
    links = [_link(ends, own) for ends, own in sorted(ties.items()) if any(own.values())]
    return {group: found.pop() if len(found) == 1 else "kept" for group, found in became.items()}, links


def _goes_with_a_sector(ends: tuple[Group, Group], kind: str) -> bool:
    return SECTORS in (ends[0].name, ends[1].name) and kind in ("QUALITY_ASSURES", "MEMBER_OF", "COORDINATES_WITH")


def comings(graph: nx.DiGraph, name: str) -> tuple[int, int]:
    """How many bodies of a group are new and how many are gone."""
    own = [data["change"] for body, data in graph.nodes(data=True) if (found := group_of(body, data)) and found.name == name]
    return own.count("added"), own.count("removed")


def _once(ties: dict[tuple[Group, Group], dict[str, list[Tie]]]) -> None:
    """Leave what runs both ways to the link that says more."""
    for ends, own in ties.items():
        back = ties.get(ends[::-1])
        if back is None or (_said(own), ends) > (_said(back), ends[::-1]):
            continue
        for change, found in own.items():
            there = {(tie.kind, tie.target, tie.source) for tie in back[change] if tie.kind in MUTUAL}
            found[:] = [tie for tie in found if tie not in there]


def _said(own: dict[str, list[Tie]]) -> int:
    return len({tie.kind for tie in (*own["added"], *own["removed"])})


def _link(ends: tuple[Group, Group], own: dict[str, list[Tie]]) -> Link:
    came, went = bool(own["added"]), bool(own["removed"])
    change = "changed" if came and went else "added" if came else "removed" if went else "kept"
    return Link(*ends, change, *(tuple(dict.fromkeys(own[name])) for name in ("added", "kept", "removed")))


def sentence(link: Link) -> str:
    """What changed between two groups, in words: who, does or no longer does what, to whom, and what it still answers for."""
    said: list[str] = []
    before = ("", "")
    for ties, gone in ((link.added, False), (link.removed, True)):
        for ends, kinds in _alike(ties).items():
            names = tuple(_named(own, group) for own, group in zip(ends, link[:2], strict=True))
            many = tuple(len(own) > 1 or _plural(name) for own, name in zip(ends, names, strict=True))
            verbs = _clause([_verb(kind, many[0]) for kind in kinds], gone)
            whom = names[1] if names != before else "them" if many[1] else "it"
            said.append(f"{'' if names[0] == before[0] else names[0]} {verbs} {whom}".strip())
            before = names
    told = "; ".join([*said, *_still(link)])
    return told[0].upper() + told[1:]


def _alike(ties: tuple[Tie, ...]) -> dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]]:
    """Edge types by whom they join: those that join the same share a clause."""
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for kind in dict.fromkeys(tie.kind for tie in ties):
        own = [tie for tie in ties if tie.kind == kind]
        sources, targets = (tuple(sorted({tie[end] for tie in own})) for end in (1, 2))
        alike.setdefault((sources, targets), []).append(kind)
    return alike


def _clause(verbs: list[str], gone: bool) -> str:
    if not gone:
        return words.listed(verbs)
    first, _, rest = " or ".join(verbs).partition(" ")
    return (f"{first} no longer {rest}" if first in ("is", "are", "has", "have") else f"no longer {first} {rest}").rstrip()


def _still(link: Link) -> list[str]:
    """What a body that gives up a lead goes on to answer for, so that no one reads more into the loss than there is."""
    losing = {tie.source for tie in link.removed if tie.kind == "LEADS"} if link.target.name != SECTORS else set()
    kept = [tie for tie in link.kept if tie.kind == "ACCOUNTABLE_FOR" and tie.source in losing]
    return [f"still {_verb(tie.kind, _plural(tie.source))} {tie.target}" for tie in kept]


def _plural(told: str) -> bool:
    return told.endswith("s") and not told.endswith("ss")


def _named(names: tuple[str, ...], group: Group) -> str:
    """One or two bodies by name; more by their group; working groups, whose names are long, from two on by their number."""
    if group.name == SECTORS and len(names) > 1:
        return f"{len(names)} sector working groups"
    return words.listed(names) if len(names) < 3 else group.told


def _verb(kind: str, many: bool) -> str:
    first, _, rest = EDGE_TYPES[kind][2].partition(" ")
    if many:
        first = {"is": "are", "has": "have"}.get(first, first.removesuffix("s"))
    return f"{first} {rest}".strip()
