"""How far an operation, as far as its register shows, follows the arrangement that the rules give.

The register is evidence, not the truth: it lists some ties and some fora. Nothing is reported as missing that it could not
have shown; what it cannot show is counted and said to be so, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

from refanalysis import schema, words
from refanalysis.coordination.arrangement import Arrangement
from refanalysis.coordination.conformance import fora
from refanalysis.coordination.conformance.finding import OBLIGING, Finding, force, gravity, severity
from refanalysis.coordination.conformance.register import Register, register, standing_for
from refanalysis.coordination.conformance.ties import EXTRA, MET, MISSING, UNTOLD, verdict
from refanalysis.coordination.notation import EDGE_TYPES
from refanalysis.coordination.rules import FIRED
from refanalysis.coordination.sentences import labels, said

if TYPE_CHECKING:
    import datetime

    import pandas as pd

__all__ = ["Conformance", "conformance", "gravest", "standing_for"]

_HEADING = ("LEADS", "CO_LEADS", "CO_CHAIRS")
_TASKS = {"task": "task", "product": "task", "decision": "task", "phase": "task"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Conformance:
    """What the register of an operation shows of an arrangement.

    Attributes
    ----------
    findings
        Table `coordination_findings`: what is missing before what is extra, cannot be told, or is met; within each, the
        stronger rule, then the graver gap first.
    counts
        Table `coordination_counts`: findings by area and force.
    standing
        Table `standing_for`: which actor was taken for which body.
    """

    findings: pd.DataFrame
    counts: pd.DataFrame
    standing: pd.DataFrame


def conformance(
    arrangement: Arrangement, actors: pd.DataFrame, ties: pd.DataFrame, plans: pd.DataFrame | None = None,
    presence: pd.DataFrame | None = None, roles: pd.DataFrame | None = None, *,
    complete: bool = False, on: datetime.date | None = None,
) -> Conformance:  # fmt: skip
    """What an operation's register shows of a derived arrangement: obligations met, missing, extra, and not to be told.

    Parameters
    ----------
    actors, ties
        The register: tables `actors` and `ties`.
    plans, presence
        Tables of an operation: plans show which plan there is, leaders in `presence` show who leads a sector.
    roles
        Table `roles`: which body an actor stands for where its kind and name do not tell.
    complete
        Whether the register lists every forum of the operation; only then is a forum it lacks missing.
    on
        Day the ties must hold on; every tie counts when it is left out.

    Returns
    -------
    Conformance
        Rules of force shall, should and where possible each stand in at least one finding; a rule that only allows something
        (may) appears where the register shows it used; statements of fact bind nobody.

    Raises
    ------
    DataError
        Naming ties of unknown actors and roles of unknown actors or bodies.

    Notes
    -----
    A tie is missing only where both bodies have an actor in the register and the register does record relations of that kind
    for the end that tells (table `evidence`): whom the body informs, who sits in the forum, who leads it. Lead and co-lead,
    chair and co-chair are one relation on record, and are not told apart. Ties less certain than 0.5 show nothing. Beyond the
    rules, only fora, leads and plans are listed: other ties are an operation's own affair.
    """
    import pandas as pd

    standing = standing_for(actors, arrangement.guidance, roles)
    held = register(actors, ties, presence, standing, arrangement.guidance, complete=complete, on=on)
    found = sorted(set(_findings(arrangement, held, plans)), key=lambda one: (*gravity(one), one.rules, one.obligation))
    frame = pd.DataFrame([asdict(one) for one in found], columns=schema.TABLES["coordination_findings"].names)
    return Conformance(
        findings=schema.check(frame, "coordination_findings"),
        counts=schema.check(_counted(frame), "coordination_counts"),
        standing=standing,
    )


def gravest(findings: pd.DataFrame, most: int = 5) -> pd.DataFrame:
    """The `most` gravest of what is missing on record or led by two: the stronger rule first, then the graver gap."""
    grave = findings[(findings["finding"] == MISSING) | (findings["gap"] != "")]
    order = grave.apply(lambda row: severity(row["strength"], row["gap"]), axis=1) if len(grave) else grave["gap"]
    return grave.loc[order.sort_values(kind="stable").index].head(most).reset_index(drop=True)


def _findings(arrangement: Arrangement, held: Register, plans: pd.DataFrame | None) -> Iterator[Finding]:
    label = labels(arrangement)
    made = [
        *fora.existence(arrangement, held),
        *fora.chairs(arrangement, held, label),
        *fora.answering(arrangement, held, label),
        *_ties(arrangement, held, label),
        *fora.plan(arrangement, plans),
    ]
    yield from _of_force(made)
    yield from fora.unforeseen_leads(arrangement, held, label)
    yield from fora.other_fora(arrangement, held)
    yield from _not_ties(arrangement, {rule for one in made for rule in one.rules.split(";")})


def _of_force(made: list[Finding]) -> Iterator[Finding]:
    """What binds, what is beyond the rules, and of what is only allowed, what is in use."""
    for one in made:
        if one.strength in OBLIGING or one.finding == EXTRA or (one.strength == "may" and one.finding == MET):
            yield one


def _ties(arrangement: Arrangement, held: Register, label: dict[str, str]) -> Iterator[Finding]:
    """Findings on ties between bodies; those that cannot be told for the same rules make one."""
    acting, listed = set(arrangement.bodies["body"]), set(arrangement.fora["forum"])
    untold: dict[str, list[tuple[NamedTuple, Finding]]] = {}
    for row in arrangement.edges.itertuples(index=False):
        if not {row.from_body, row.to_body} <= acting:
            continue
        seen = verdict(row.from_body, row.edge_type, row.to_body, held, label)
        subject = _subject(row.edge_type, row.to_body in listed)
        grave = seen.finding == MISSING
        found = Finding(
            finding=seen.finding, subject=subject, gap=_gap(row, subject, listed) if grave else "",
            obligation=said(label[row.from_body], EDGE_TYPES[row.edge_type][2], label[row.to_body]) + _scope(row.scope),
            strength=row.strength, area=force(row.rules.split(";"), arrangement.guidance.rules)[1], from_body=row.from_body,
            to_body=row.to_body, evidence=seen.evidence, reason=seen.reason, absent=seen.absent, rules=row.rules,
        )  # fmt: skip
        if seen.finding == UNTOLD:
            untold.setdefault(f"{row.rules} {row.edge_type}", []).append((row, found))
        else:
            yield found
    for group in untold.values():
        yield _together(group, arrangement, label)


def _gap(row: NamedTuple, subject: str, listed: set[str]) -> str:
    if row.edge_type == "MEMBER_OF" and row.from_body in listed:
        return "forum that answers to none"
    return {"information flow": "missing information flow", "accountability": "accountability gap"}.get(subject, "")


def _subject(edge_type: str, to_forum: bool) -> str:
    if edge_type in ("ACCOUNTABLE_TO", "ACCOUNTABLE_FOR"):
        return "accountability"
    if edge_type in _HEADING and to_forum:
        return "chair"
    return "information flow" if edge_type == "INFORMS" else "relation"


def _together(group: list[tuple[NamedTuple, Finding]], arrangement: Arrangement, label: dict[str, str]) -> Finding:
    """One finding for several ties that the same rules ask for and that cannot be told."""
    row, first = group[0]
    if len(group) == 1:
        return first
    asked = "; ".join(arrangement.guidance.rules[rule]["paraphrase"] for rule in row.rules.split(";"))
    reasons = list(dict.fromkeys(found.reason for _, found in group))
    many = f"; and {words.count(len(reasons) - 1, 'more reason')} like it" if len(reasons) > 1 else ""
    absent = dict.fromkeys(body for _, found in group for body in found.absent.split(";") if body)
    same = {name: {getattr(found, name) for _, found in group} for name in ("from_body", "to_body")}
    ends = {name: next(iter(values)) if len(values) == 1 else "" for name, values in same.items()}
    return Finding(
        finding=UNTOLD, subject=first.subject, obligation=f"{asked} ({len(group)} ties)", strength=first.strength,
        area=first.area, reason=f"{reasons[0]}{many}", absent=";".join(absent), rules=row.rules, **ends,
    )  # fmt: skip


def _not_ties(arrangement: Arrangement, told: set[str]) -> Iterator[Finding]:
    """One finding for each rule in force of which no tie, forum or plan could be looked for."""
    kinds: dict[str, set[str]] = {}
    for element in arrangement.elements:
        kinds.setdefault(element.rule, set()).add(element.kind)
    for rule, (status, _) in arrangement.verdicts.items():
        row = arrangement.guidance.rules[rule]
        if status != FIRED or rule in told or row["strength"] not in OBLIGING:
            continue
        own = kinds.get(rule, set())
        subject = (
            "task" if own & set(_TASKS) else "plan" if "instrument" in own else "relation" if "edge" in own else "principle"
        )
        reason = {
            "task": "a register of stakeholders does not record tasks and products",
            "plan": "the table of plans holds response plans with their money, not this",
            "relation": "it binds a body towards something that is no stakeholder",
            "principle": "a register of stakeholders does not show whether a principle is kept",
        }[subject]
        yield Finding(finding=UNTOLD, subject=subject, obligation=row["paraphrase"], strength=row["strength"],
                      area=row["area"], from_body=row["actor"].split(";")[0].strip(), reason=reason, rules=rule)  # fmt: skip


def _scope(scope: str) -> str:
    return f": {scope}" if scope else ""


def _counted(frame: pd.DataFrame) -> pd.DataFrame:
    from refanalysis.schema.coordination import STRENGTHS

    names = {"met": "met", MISSING: "missing", UNTOLD: "cannot_be_told", "extra": "extra"}
    wide = frame.assign(n=1).pivot_table(index=["area", "strength"], columns="finding", values="n", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=list(names), fill_value=0).rename(columns=names).astype("int64").reset_index()
    wide.columns.name = None
    order = wide["strength"].map({strength: place for place, strength in enumerate(STRENGTHS)})
    return wide.assign(order=order).sort_values(["area", "order"], ignore_index=True).drop(columns="order")
