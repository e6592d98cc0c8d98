"""Bodies and ties as they stand in a sentence."""

from __future__ import annotations

from refanalysis import words
from refanalysis.coordination.arrangement import Arrangement
from refanalysis.coordination.views import name_of


def labels(arrangement: Arrangement) -> dict[str, str]:
    """Name of every body as it stands within a sentence: "the inter-sector working group", "donors", "UNHCR"."""
    guidance = arrangement.guidance
    ends = {end for row in arrangement.edges.itertuples() for end in (row.from_body, row.to_body)}
    every = ends | set(arrangement.bodies["body"]) | set(guidance.bodies) | {guidance.forum(s) for s in guidance.sectors}
    return {body: _within(body, arrangement) for body in every}


def _within(body: str, arrangement: Arrangement) -> str:
    """The label without what it explains in brackets, in small letters and with an article where it is no proper name."""
    head, _, tail = name_of(body, arrangement.guidance).partition(" (")
    label = head + tail.partition(")")[2]
    first, *rest = label.split()
    common = first[1:].islower() or "-" in first
    if rest[:1] == [word for word in rest[:1] if word[0].isupper()] and rest:
        common = False
    if _many(label):
        return label[0].lower() + label[1:] if common else label
    kind = arrangement.guidance.bodies.get(body, {}).get("kind", "forum")
    named = kind == "organisation" and not common and label != "World Bank"
    proper = kind == "role" or first in _PROPER
    return label if named else f"the {label if proper or not common else label[0].lower() + label[1:]}"


def _many(label: str) -> bool:
    """Whether a label names several: its verb is in the plural."""
    return (label.endswith("s") and not label.endswith("ss")) or label.startswith("Members ")


_PLURAL = {"is": "are", "has": "have"}
_PROPER = ("Government",)


def said(source: str, between: str, target: str) -> str:
    """A tie as a sentence, its verb in the plural where the body that acts is many."""
    first, _, rest = between.partition(" ")
    verb = _PLURAL.get(first, first.removesuffix("s")) if _many(source) else first
    return words.capital(f"{source} {verb} {f'{rest} ' if rest else ''}{target}")
