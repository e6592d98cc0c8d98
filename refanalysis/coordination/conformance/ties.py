"""Whether ties on record show what the rules ask of two bodies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from refanalysis import words
from refanalysis.coordination.conformance.register import CERTAIN, SAYS, Register, Shown, Tie

MET, MISSING, EXTRA, UNTOLD = "met", "missing", "extra", "cannot be told"


class Verdict(NamedTuple):
    """What the register says of one obligation."""

    finding: str
    evidence: str = ""
    reason: str = ""
    absent: str = ""


def verdict(source: str, edge_type: str, target: str, held: Register, label: dict[str, str]) -> Verdict:
    """Whether the register shows an edge of `edge_type` from one body to another.

    It is met where a tie on record between actors that stand for the two shows it (table `evidence`). It is missing only
    where the register could have shown it: both bodies have an actor, and it does record relations of that kind for the end
    that tells. In every other case it cannot be told.
    """
    shown = held.shown.get(edge_type, ())
    if not shown:
        return Verdict(UNTOLD, reason="no relation that a register records would show it")
    seats = held.seated if edge_type in ("LEADS", "CO_LEADS", "CO_CHAIRS") else held.standing
    ones, others = held.standing.get(source, ()), seats.get(target, ())
    absent = [body for body, own in ((source, ones), (target, others)) if not own]
    if absent:
        names = words.listed([label[body] for body in absent])
        return Verdict(UNTOLD, reason=f"nobody in the register stands for {names}", absent=";".join(absent))
    if set(ones) == set(others):
        return Verdict(UNTOLD, reason=f"{held.names[ones[0]]} stands for both")
    found = list(_witnesses(ones, others, shown, held))
    sure = [tie for tie in found if tie.certainty >= CERTAIN]
    if sure:
        return Verdict(MET, told(sure, held))
    if found:
        return Verdict(UNTOLD, told(found, held), f"{_is(len(found))} less likely than not to exist")
    return _absent(source, target, (ones, others), shown, held, label)


def told(ties: Sequence[Tie], held: Register, most: int = 4) -> str:
    """Ties in words."""
    return words.listed([held.sentence(tie) for tie in dict.fromkeys(ties)], most=most)


def _witnesses(ones: Sequence[str], others: Sequence[str], shown: Sequence[Shown], held: Register) -> Iterator[Tie]:
    ways = {each.relation: each.direction for each in shown}
    for tie in held.ties:
        way = ways.get(tie.relation)
        same = tie.source in ones and tie.target in others
        back = tie.source in others and tie.target in ones
        if (same and way in ("same", "either")) or (back and way in ("reverse", "either")):
            yield tie


def _absent(
    source: str, target: str, ends: tuple[Sequence[str], Sequence[str]], shown: Sequence[Shown], held: Register,
    label: dict[str, str],
) -> Verdict:  # fmt: skip
    """Missing where the register records such relations for the end that tells, else not to be told."""
    telling = [each for each in shown if each.telling]
    if not telling:
        return Verdict(UNTOLD, reason="registers seldom record such support, so that its absence tells nothing")
    asked = {"source": (True,), "target": (False,), "both": (True, False)}[telling[0].told_by]
    others: list[Tie] = []
    for by_source in asked:
        own, who = (ends[0], source) if by_source else (ends[1], target)
        found = [tie for each in telling for tie in held.ties if _touches(tie, own, each, by_source)]
        if not found:
            kinds = words.listed([f"“{SAYS[each.relation]}”" for each in telling])
            return Verdict(UNTOLD, reason=f"the register records no tie {kinds} of {label[who]}")
        others += found
    return Verdict(MISSING, reason=f"on record instead: {told(others, held, most=3)}")


def _touches(tie: Tie, own: Sequence[str], shown: Shown, by_source: bool) -> bool:
    """Whether a tie is one of those that tell: the same relation, at the end that tells."""
    at_source = tie.source in own and tie.relation == shown.relation
    at_target = tie.target in own and tie.relation == shown.relation
    forward, backward = (at_source, at_target) if by_source else (at_target, at_source)
    return {"same": forward, "reverse": backward, "either": forward or backward}[shown.direction]


def _is(many: int) -> str:
    return "the tie on record is" if many == 1 else "the ties on record are"
