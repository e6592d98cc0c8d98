"""One finding: an obligation and what the register says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from refanalysis.coordination.conformance.ties import EXTRA, MISSING
from refanalysis.coordination.notation import STRENGTHS
from refanalysis.schema.coordination import GAPS

BEYOND = "beyond the rules"
OBLIGING = ("shall", "should", "where_possible")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A row of the table `coordination_findings`; see there."""

    finding: str
    subject: str
    obligation: str
    strength: str
    rules: str = ""
    gap: str = ""
    area: str = BEYOND
    from_body: str = ""
    to_body: str = ""
    evidence: str = ""
    reason: str = ""
    absent: str = ""


def force(rules: Iterable[str], known: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    """(strength, area) of the strongest of some rules, the source document before practice; ("none", …) without rules."""
    found = [known[rule] for rule in sorted(rules) if rule]
    if not found:
        return "none", BEYOND
    first = min(found, key=lambda row: (STRENGTHS.index(row["strength"]), row["layer"] != "source"))
    return first["strength"], first["area"]


def gravity(found: Finding) -> tuple[int, ...]:
    """Order of findings: missing, extra, not to be told, met; then the stronger rule, then the graver gap."""
    order = (MISSING, EXTRA, "cannot be told", "met")
    return order.index(found.finding), *severity(found.strength, found.gap)


def severity(strength: str, gap: str) -> tuple[int, int]:
    """Order of what is wrong: the stronger rule, then the graver gap."""
    return (*STRENGTHS, "none").index(strength), (*GAPS, "").index(gap)
