"""Sentences on arrangements: how far one is followed, and how two differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.coordination import Comparison, Conformance

_GAPS = {
    "accountability gap": "Accountability gap",
    "forum without chair": "No chair on record",
    "sector without lead": "No lead on record",
    "sector with two leads": "More than one lead on record",
    "forum that answers to none": "Answers to no other forum on record",
    "missing information flow": "Information that is to flow and is not on record",
}


def conformance(found: Conformance, most: int = 5) -> list[str]:
    """Return what the register of an operation shows of the arrangement, the gravest first.

    Parameters
    ----------
    found
        From `refanalysis.coordination.conformance`.
    most
        Findings named in the sentence on the gravest.
    """
    from refanalysis.coordination import gravest

    return [
        _balance(found.findings),
        _gravest(gravest(found.findings, most)),
        _gaps(found.findings),
        _beyond(found.findings),
        _unseen(found.findings),
    ]


def _balance(findings: pd.DataFrame) -> str:
    findings = findings[findings["strength"].isin(("shall", "should", "where_possible"))]
    many = findings["finding"].value_counts()
    met, missing, untold = (int(many.get(name, 0)) for name in ("met", "missing", "cannot be told"))
    if not met + missing:
        return f"The register cannot show whether any of {words.count(untold, 'obligation')} is met."
    bound = findings[findings["strength"] == "shall"]["finding"].value_counts()
    return (
        f"Of {words.count(met + missing + untold, 'obligation')} the register can show {met + missing}: {met} "
        f"{'is' if met == 1 else 'are'} met and {missing or 'none'} missing on record, "
        f"{int(bound.get('missing', 0)) or 'none'} of them mandatory. "
        f"The other {untold} cannot be told from it; that is no finding against anyone."
    )


def _gravest(grave: pd.DataFrame) -> str:
    if grave.empty:
        return "Nothing that the register could show is missing."
    said = [f"{row.obligation} ({row.finding}; {row.rules.replace(';', ', ')})" for row in grave.itertuples(index=False)]
    return f"The gravest first: {'; '.join(said)}."


def _gaps(findings: pd.DataFrame) -> str:
    said = []
    for gap, lead in _GAPS.items():
        own = findings[findings["gap"] == gap]
        if len(own):
            said.append(f"{lead}: {words.listed([_subject(row) for row in own.itertuples(index=False)], most=8)}.")
    return " ".join(said) or "No forum on record is without a chair, no sector without a lead or with two, no flow is missing."


def _subject(row: object) -> str:
    """The forum or sector a gap is in, or the flow itself."""
    name = row.obligation.split(":")[0]
    name = name.split(" has ")[0] if " has " in name else name.split(" each lead ")[-1]
    name = name.removeprefix("the ")
    return name if name.startswith("UN") else name[0].lower() + name[1:]


def _beyond(findings: pd.DataFrame) -> str:
    own = findings[(findings["finding"] == "extra") & (findings["gap"] == "")]
    if own.empty:
        return "On record there is no forum, lead or plan beyond the rules."
    return (
        f"Beyond the rules: {words.listed([row.removesuffix(' is on record') for row in own['obligation']], most=8)}. "
        "That is no fault; it may do what a mandatory forum would."
    )


def _unseen(findings: pd.DataFrame) -> str:
    if not (findings["absent"] != "").any():
        return "Every body that the rules join by a tie has somebody in the register."
    return "The register tells more once it names the bodies that it lacks; the table lists those on which most hangs."


def comparison(found: Comparison, context: str = "") -> list[str]:
    """Return what another context changes in the arrangement of the first: how much, what comes, what goes, what stays.

    Parameters
    ----------
    found
        From `refanalysis.coordination.compare`.
    context
        Name of a later context; the last when left out.
    """
    context = context or found.later[-1]
    own = found.changes[found.changes["context"] == context]
    if own["change"].eq("kept").all():
        return [f"“{context}” changes nothing in the arrangement of “{found.first}”."]
    duties = own[own["kind"] == "obligation"]["change"].value_counts()
    answers = found.headline[found.headline["context"] == context]
    return [
        f"Against “{found.first}”, “{context}” changes {int(answers['changed'].sum()) or 'none'} of {len(answers)} answers; "
        f"{words.count(int(duties.get('added', 0)), 'obligation')} come, {int(duties.get('removed', 0)) or 'none'} go, "
        f"{int(duties.get('kept', 0))} stay.",
        _moved(own, "added", "New"),
        _moved(own, "removed", "Gone"),
    ]


def _moved(own: pd.DataFrame, change: str, lead: str) -> str:
    """The bodies, fora, sectors, plans, leads and flows that come or go, in words; what a sector brings with it goes unsaid."""
    moved = own[own["change"] == change]
    sectors = moved[moved["kind"] == "sector"]
    rest = moved[~moved["to_body"].isin(set(sectors["to_body"]))]
    things = list(rest.loc[rest["kind"].isin(("body", "role", "plan")), "element"])
    fora = rest[rest["kind"] == "forum"].drop_duplicates("to_body")["element"]
    things += [name.rsplit(", ", 1)[0] for name in fora]
    things += [f"the sector {name.split(' (')[0].lower()}" for name in sectors["element"]]
    ties = list(rest.loc[rest["kind"].isin(("lead", "flow")), "element"])
    said = [f"{lead}: {words.listed(things, most=8)}."] if things else []
    more = f"; and {len(ties) - 6} more" if len(ties) > 6 else ""
    said += [f"{lead} among leads and flows: {'; '.join(ties[:6])}{more}."] if ties else []
    return " ".join(said) or f"{lead}: no body, forum, sector, plan, lead or flow."
