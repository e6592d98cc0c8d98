"""Conformance and comparison of arrangements, as readers see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.coordination import Arrangement, Comparison

_SHOWN = ["finding", "obligation", "strength", "evidence", "reason", "area", "rules"]


def findings(found: pd.DataFrame, *kinds: str) -> pd.DataFrame:
    """Return findings of some kinds (all when none is named) with what a page shows of them.

    Columns: finding, obligation, strength, evidence, reason, area, rules.
    """
    shown = found[found["finding"].isin(kinds)] if kinds else found
    return shown[_SHOWN].assign(strength=shown["strength"].map(words.label)).reset_index(drop=True)


def unseen(found: pd.DataFrame, label: Callable[[str], str]) -> pd.DataFrame:
    """Return the bodies nobody in the register stands for, those on which most obligations hang first.

    Parameters
    ----------
    found
        Table `coordination_findings`.
    label
        Gives the name of a body, as `Guidance.label` does.

    Returns
    -------
    DataFrame
        body, label, findings (how many cannot be told for want of it), shall (how many of them are mandatory).
    """
    import pandas as pd

    rows = [
        (body, label(body), 1, int(row.strength == "shall"))
        for row in found.itertuples(index=False)
        for body in row.absent.split(";")
        if body
    ]
    frame = pd.DataFrame(rows, columns=["body", "label", "findings", "shall"])
    summed = frame.groupby(["body", "label"], as_index=False)[["findings", "shall"]].sum()
    return summed.sort_values(["shall", "findings", "label"], ascending=[False, False, True], ignore_index=True)


QUESTIONS = {
    "intl_lead": "Who leads on the international side",
    "gov_lead": "Government leads the response",
    "instrument": "Plan",
    "iom": "Part of IOM",
    "joint_note": "Joint Note of UNHCR and OCHA applies",
    "national_forum": "National coordination forum",
    "regional": "Regional refugee response plan",
    "hct_link": "UNHCR works with the Humanitarian Country Team",
    "hrp_separate": "Refugee plan beside a humanitarian response plan",
    "rpwg_lead": "Chair of the protection working group",
    "forum_cochair_gov": "Government chairs or co-chairs the national forum",
    "subnational": "Fora below the national level",
    "rrc": "Regional Refugee Coordinator",
    "envoy": "Special Envoy",
    "refugee_participation_forum": "Forum for refugees' voice",
    "facilitate_return": "Voluntary return is facilitated",
    "promote_return": "Voluntary return is promoted",
    "works_through": "Works through, in the country of return",
    "products": "Products that are due",
    "tripartite_agreement": "Tripartite agreement",
    "parties": "Parties to the tripartite agreement",
    "hrp_refugee_chapter": "Refugee chapter in the humanitarian response plan",
    "joint_launch_with_hrp": "Launched together with the plan of the country of origin",
    "intersector_chair": "Chair of the inter-sector working group",
}


def answer(value: str, arrangement: Arrangement) -> str:
    """Return a cell of the headline in words: yes or no, bodies by their labels, a plan by what it is made of."""
    from refanalysis.coordination.tensions import INSTRUMENTS

    made_of = {plan: elements for elements, plan in INSTRUMENTS}
    flags = {"True": "yes", "False": "no"}
    label = arrangement.guidance.label
    parts = made_of.get(value) or [part for part in value.split(";") if part]
    return words.listed([flags.get(part) or (label(part) if part.isupper() else words.label(part)) for part in parts])


def headline_changes(found: Comparison, *, every: bool = False) -> pd.DataFrame:
    """Return the answers of the headline that differ, one line each.

    Parameters
    ----------
    found
        From `refanalysis.coordination.compare`.
    every
        Whether answers that stay the same are shown too.

    Returns
    -------
    DataFrame
        context, question, before, after, rules.
    """
    table = found.headline if every else found.headline[found.headline["changed"]]
    first = found.arrangements[found.first]
    rows = table.assign(
        question=table["field"].map(QUESTIONS),
        before=[answer(value, first) for value in table["before"]],
        after=[answer(row.after, found.arrangements[row.context]) for row in table.itertuples(index=False)],
    )
    return rows[["context", "question", "before", "after", "rules"]].reset_index(drop=True)


def changes(found: Comparison, *kinds: str, kept: bool = False) -> pd.DataFrame:
    """Return what is added and removed, of some kinds of element (all when none is named); with `kept` what stays too.

    Columns: context, change, kind, element, strength, rules.
    """
    table = found.changes
    shown = table[(table["kind"].isin(kinds) | (not kinds)) & ((table["change"] != "kept") | kept)]
    return shown[["context", "change", "kind", "element", "strength", "rules"]].reset_index(drop=True)


def side_by_side(found: Comparison) -> pd.DataFrame:
    """Return the headline of every context in a column of its own, for arrangements set side by side.

    The first column is the question; the others bear the names of the contexts.
    """
    table = found.headline.pivot(index="field", columns="context", values="after").reindex(list(QUESTIONS))
    before = found.headline.drop_duplicates("field").set_index("field")["before"].reindex(list(QUESTIONS))
    columns = {found.first: before, **{name: table[name] for name in found.later}}
    told = {name: [answer(value, found.arrangements[name]) for value in column] for name, column in columns.items()}
    return before.to_frame().assign(question=list(QUESTIONS.values()), **told)[["question", *told]].reset_index(drop=True)


def raci(duties: pd.DataFrame) -> pd.DataFrame:
    """Return who is accountable, responsible, consulted and informed, one line for each area.

    Parameters
    ----------
    duties
        Table `responsibilities`, with names in place of codes where the page shows names.

    Returns
    -------
    DataFrame
        area, accountable, responsible, told (who is consulted, and who is informed).
    """
    import pandas as pd

    rows = []
    for area, own in duties.groupby("area"):
        bodies = {role: ", ".join(sorted(set(named["body"]))) for role, named in own.groupby("role")}
        told = "; ".join(f"{role}: {bodies[role]}" for role in ("consulted", "informed") if role in bodies)
        rows.append((area, bodies.get("accountable", ""), bodies.get("responsible", ""), told))
    return pd.DataFrame(rows, columns=["area", "accountable", "responsible", "told"])


def flows(found: pd.DataFrame) -> pd.DataFrame:
    """Return the information that must or may flow: from_body, to_body, what (with how often, where stated), strength, rules.

    Parameters
    ----------
    found
        `Arrangement.flows`, with names in place of codes where the page shows names.
    """
    what = [", ".join(part for part in (row.what, row.how_often) if part) for row in found.itertuples(index=False)]
    return found.assign(what=what, strength=found["strength"].map(words.label)).drop(columns="how_often")
