"""Fora, their chairs, the leads of sectors and the plan: what the rules ask for and what the register shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from refanalysis import words
from refanalysis.coordination.arrangement import Arrangement
from refanalysis.coordination.conformance.finding import Finding, force
from refanalysis.coordination.conformance.register import Register, Tie
from refanalysis.coordination.conformance.ties import EXTRA, MET, MISSING, UNTOLD, told
from refanalysis.coordination.headline import headline_table
from refanalysis.coordination.sentences import said
from refanalysis.coordination.tensions import INSTRUMENTS
from refanalysis.coordination.views import name_of

if TYPE_CHECKING:
    import pandas as pd

RESPONSE, ANSWERED = "REFUGEE_RESPONSE", "REFUGEE_RESPONSE_COORDINATION"
NATIONAL = "NATIONAL_COORDINATION_FORUM"
_LOCAL = ("local",)


def existence(arrangement: Arrangement, held: Register) -> Iterator[Finding]:
    """One finding for each forum and level: whether the register has it."""
    rules = arrangement.guidance.rules
    for row in arrangement.fora.itertuples(index=False):
        own = held.standing.get(row.forum, ())
        fit = [actor for actor in own if (held.scopes[actor] in _LOCAL) == (row.level == "sub-national")]
        finding, reason = (MET, "") if fit else _not_listed(row, own, held)
        yield Finding(
            finding=finding, subject="forum", obligation=f"{row.label} exists, {row.level}", strength=row.strength,
            area=force(row.rules.split(";"), rules)[1], to_body=row.forum, reason=reason, rules=row.rules,
            evidence=words.listed([held.names[actor] for actor in fit]) if fit else "",
        )  # fmt: skip


def _not_listed(row: NamedTuple, own: tuple[str, ...], held: Register) -> tuple[str, str]:
    if held.complete:
        return MISSING, "the register lists every forum, and none stands for it"
    if own:
        return UNTOLD, f"on record at another level only: {words.listed([held.names[actor] for actor in own])}"
    return UNTOLD, "no forum on record stands for it, and the register does not claim to list every forum"


def chairs(arrangement: Arrangement, held: Register, label: dict[str, str]) -> Iterator[Finding]:
    """One finding for each forum: whether somebody leads it on record."""
    rules = arrangement.guidance.rules
    for row in arrangement.fora.drop_duplicates("forum").itertuples(index=False):
        subject = "sector lead" if row.sector else "chair"
        heads = held.heads(row.forum)
        own = held.standing.get(row.forum, ())
        busy = [tie for tie in held.ties if tie.source in own or tie.target in own]
        gap = ""
        if heads:
            usual = {tie.source for tie in heads} & set(held.standing.get(row.chair, ()))
            finding, evidence, reason = MET, told(heads, held), "" if usual else "led by another than the rules usually give"
        elif busy:
            finding, evidence = MISSING, ""
            reason = f"its other ties are on record ({told(busy, held, most=3)}), nobody that leads it"
            gap = "sector without lead" if row.sector else "forum without chair"
        else:
            finding, evidence, reason = UNTOLD, "", _nothing_on(own, held)
        yield Finding(
            finding=finding, subject=subject, gap=gap, obligation=_asked(row, label), strength=row.strength,
            area=force(row.rules.split(";"), rules)[1], from_body=row.chair, to_body=row.forum, evidence=evidence,
            reason=reason, rules=row.rules,
        )  # fmt: skip


def _nothing_on(own: tuple[str, ...], held: Register) -> str:
    if own:
        return f"the register has no tie at all of {words.listed([held.names[actor] for actor in own])}"
    return "it is not on record, nor does the table of presence name a leader"


def _asked(row: NamedTuple, label: dict[str, str]) -> str:
    return f"{row.label} has {'an accountable lead' if row.sector else 'a chair'}; by the rules {label.get(row.chair, 'open')}"


def _name(body: str, arrangement: Arrangement) -> str:
    return name_of(body, arrangement.guidance) if body else "open"


def unforeseen_leads(arrangement: Arrangement, held: Register, label: dict[str, str]) -> Iterator[Finding]:
    """Who leads a forum on record though no rule foresees it, and sectors that two lead."""
    for row in arrangement.fora.drop_duplicates("forum").itertuples(index=False):
        foreseen = {actor for body in (row.chair, *row.co_chair.split(";")) for actor in held.standing.get(body, ())}
        heads = held.heads(row.forum)
        others = [tie for tie in heads if tie.source not in foreseen]
        if row.sector and len(_accountable(heads, row, held)) > 1:
            yield _extra(row, arrangement, heads, held, label)
        elif others:
            yield _extra(row, arrangement, others, held, label)


def _accountable(heads: list[Tie], row: NamedTuple, held: Register) -> set[str]:
    """Bodies that lead a sector on record and are not among those who may share its lead; the Government is one body."""
    sharing = {actor for body in row.co_chair.split(";") for actor in held.standing.get(body, ())}
    lead = set(held.standing.get(row.chair, ()))
    state = set(held.standing.get("GOVERNMENT", ()))
    return {
        "GOVERNMENT" if tie.source in state else tie.source for tie in heads if tie.source in lead or tie.source not in sharing
    }


def _extra(row: NamedTuple, arrangement: Arrangement, heads: list[Tie], held: Register, label: dict[str, str]) -> Finding:
    names = words.listed([held.names[actor] for actor in dict.fromkeys(tie.source for tie in heads)])
    two = bool(row.sector) and len(_accountable(held.heads(row.forum), row, held)) > 1
    strength, area = force(row.rules.split(";"), arrangement.guidance.rules)
    if two:
        what, reason = (
            f"{names} each lead {label[row.forum]}",
            "one body is to answer for a sector; the register does not tell which",
        )
    else:
        what = f"{names} {'lead' if ' and ' in names else 'leads'} {label[row.forum]}"
        reason = f"the rules foresee {words.listed([label[body] for body in (row.chair, *row.co_chair.split(';')) if body])}"
    return Finding(
        finding=EXTRA, subject="sector lead" if row.sector else "chair", gap="sector with two leads" if two else "",
        obligation=what, strength=strength, area=area, to_body=row.forum, evidence=told(heads, held), reason=reason,
        rules=row.rules,
    )  # fmt: skip


def other_fora(arrangement: Arrangement, held: Register) -> Iterator[Finding]:
    """Fora on record that the rules do not ask for here, and those that stand for a body this situation does not have."""
    asked = set(arrangement.fora["forum"]) | set(arrangement.bodies["body"])
    stands = {actor: body for body, own in held.standing.items() for actor in own if held.kinds.get(actor) == "forum"}
    for actor, kind in held.kinds.items():
        if kind != "forum" or any(actor in held.standing.get(body, ()) for body in asked):
            continue
        heads = [tie for tie in held.ties if tie.relation == "leads" and tie.target == actor]
        reason = "no rule asks for it"
        if actor in stands:
            described = arrangement.guidance.bodies.get(stands[actor], {}).get("description", "")
            reason = f"{_name(stands[actor], arrangement)}: {described}; no rule in force here names it".replace(": ;", ";")
        yield Finding(
            finding=EXTRA, subject="forum", obligation=f"{held.names[actor]} is on record", strength="none", reason=reason,
            evidence=told(heads, held) if heads else "", to_body=stands.get(actor, ""),
        )  # fmt: skip


def answering(arrangement: Arrangement, held: Register, label: dict[str, str]) -> Iterator[Finding]:
    """Who answers for coordination, or leads the response, and whether it leads a forum where it can do so."""
    edges = arrangement.edges
    fora = set(arrangement.fora["forum"])
    wanted = ((ANSWERED, ("ACCOUNTABLE_FOR",), fora), (RESPONSE, ("LEADS", "CO_LEADS"), {NATIONAL} & fora))
    for target, kinds, seen_in in wanted:
        heads = [tie for forum in sorted(seen_in) for tie in held.heads(forum)]
        for row in edges[(edges["to_body"] == target) & edges["edge_type"].isin(kinds)].itertuples(index=False):
            own = held.standing.get(row.from_body, ())
            mine = [tie for tie in heads if tie.source in own]
            what = "any forum of the response" if seen_in == fora else label[NATIONAL]
            if mine:
                finding, reason = MET, ""
            elif heads and own:
                finding, reason = MISSING, f"it does not lead {what} on record; {told(heads, held, most=3)}"
            else:
                finding, reason = UNTOLD, f"the register does not say who leads {what}"
            between = {"ACCOUNTABLE_FOR": "answers for", "LEADS": "leads", "CO_LEADS": "co-leads"}[row.edge_type]
            yield Finding(
                finding=finding, subject="accountability", gap="accountability gap" if finding == MISSING else "",
                obligation=said(label[row.from_body], between, label[target]), strength=row.strength, rules=row.rules,
                area=force(row.rules.split(";"), arrangement.guidance.rules)[1], from_body=row.from_body, to_body=target,
                evidence=told(mine, held) if mine else "", reason=reason,
            )  # fmt: skip


def plan(arrangement: Arrangement, plans: pd.DataFrame | None) -> Iterator[Finding]:
    """Whether the response plan that the rules give is on record, and which others were there in the latest year."""
    row = headline_table(arrangement).set_index("field").loc["instrument"]
    parts = next((names for names, plan in INSTRUMENTS if plan == row["value"]), ())
    if not parts:
        return
    strength, area = force(row["rules"].split(";"), arrangement.guidance.rules)
    wanted = words.listed([_name(part, arrangement) for part in parts])
    common = {"subject": "plan", "obligation": f"The response has its plan: {wanted}", "strength": strength, "area": area,
              "to_body": row["value"], "rules": row["rules"]}  # fmt: skip
    if plans is None or plans.empty:
        yield Finding(finding=UNTOLD, reason="no plan is on record", **common)
        return
    fits = plans["instrument"].isin([row["value"], *(part.lower() for part in parts)])
    last = plans.sort_values("year").iloc[-1]
    if not fits.any():
        reason = f"the latest on record is {last['plan']} {last['year']}, a {last['instrument'].replace('_', ' ')}"
        yield Finding(finding=MISSING, reason=reason, **common)
        return
    fit = plans[fits].sort_values("year").iloc[-1]
    yield Finding(finding=MET, evidence=f"{fit['plan']} {fit['year']}", **common)
    foreseen = plans["instrument"].str.upper().isin(arrangement.instruments["instrument"])
    for other in (
        plans[~fits & ~foreseen & (plans["year"] == plans["year"].max())].drop_duplicates("plan").itertuples(index=False)
    ):
        yield Finding(
            finding=EXTRA, subject="plan", strength="none", evidence=f"{other.plan} {other.year}", to_body=other.instrument,
            obligation=f"{other.plan}, a {other.instrument.replace('_', ' ')}, is on record",
            reason=f"the rules give: {wanted}",
        )  # fmt: skip
