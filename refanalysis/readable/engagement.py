"""Whom to talk to, as readers see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from refanalysis import words
from refanalysis.prose.engagement import mandate

if TYPE_CHECKING:
    import pandas as pd


def conversations(plan: pd.DataFrame, short: Mapping[str, str]) -> pd.DataFrame:
    """Conversations in order: talk_to, goals, why, ask, mind.

    Parameters
    ----------
    plan
        Table `engagement_plan`.
    short
        Short name of each actor.
    """
    why = ["; ".join(filter(None, _reasons(row, short))) for row in plan.itertuples(index=False)]
    asks = plan["asks"].str.replace(" | ", " ")
    talk_to = [str(short[actor]) for actor in plan["actor"]]
    return plan.assign(talk_to=talk_to, why=why, ask=asks, mind=plan["care"])[["talk_to", "goals", "why", "ask", "mind"]]


def holders(paths: pd.DataFrame, short: Mapping[str, str]) -> pd.DataFrame:
    """Who holds what goals depend on, and the way there: depends_on, holder, goals, way, certainty (of the way, in words).

    Parameters
    ----------
    paths
        Table `influence_paths`, or the part of it that `nearest_holders` gives.
    short
        Short name of each actor.
    """
    key = ["mandate", "holder"]
    goals = paths.groupby(key, sort=False)["label"].agg(lambda names: "; ".join(dict.fromkeys(names)))
    order = list(paths["mandate"].unique())
    once = paths.drop_duplicates(key).sort_values("mandate", key=lambda names: names.map(order.index), kind="stable")
    return once.assign(
        goals=[goals[row.mandate, row.holder] for row in once.itertuples(index=False)],
        depends_on=once["mandate"].map(mandate),
        holder=[_holder(row.name, row.basis) for row in once.itertuples(index=False)],
        way=[_way(row, short) for row in once.itertuples(index=False)],
        certainty=["" if words.missing(share) else words.share(share) for share in once["certainty"]],
    )[["depends_on", "holder", "goals", "way", "certainty"]]


def standings(standing: pd.DataFrame, short: Mapping[str, str]) -> pd.DataFrame:
    """Actors by salience, those that matter most first: actor, power, interest (stated, by ties), classes, approach."""
    order = ["definitive", "dominant", "dangerous", "dependent", "dormant", "demanding", "discretionary", "unknown"]
    place = standing["salience"].map({name: at for at, name in enumerate(order)}).fillna(len(order))
    table = standing.assign(place=place, actor=[short[actor] for actor in standing["actor"]]).sort_values(
        ["place", "power_score"], ascending=[True, False], kind="stable"
    )
    columns = ["actor", "power", "power_measured", "interest", "interest_measured", "salience", "salience_measured"]
    return table[[*columns, "approach"]]


def disagreements(standing: pd.DataFrame, short: Mapping[str, str]) -> pd.DataFrame:
    """Where register and ties disagree, or ties suggest what the register leaves open: actor, say, differs, suggests."""
    apart = standing[(standing["differs"] != "") | (standing["suggests"] != "")].sort_values(
        "differs", ascending=False, kind="stable"
    )
    say = [_say(cell) for cell in apart["legitimacy"]]
    return apart.assign(actor=[short[actor] for actor in apart["actor"]], say=say)[["actor", "say", "differs", "suggests"]]


def gates(sole: pd.DataFrame) -> pd.DataFrame:
    """Actors through whom alone others can be moved, most first: through, kind, actors, which."""
    grouped = sole.groupby(["through_name", "through_kind"], sort=False)["name"]
    table = grouped.agg(actors="size", which=lambda names: ", ".join(names)).reset_index()
    table["through_kind"] = table["through_kind"].map(words.label)
    named = table.rename(columns={"through_name": "through", "through_kind": "kind"})
    return named.sort_values("actors", ascending=False, kind="stable", ignore_index=True)


def _reasons(row: Any, short: Mapping[str, str]) -> list[str]:
    said = [
        f"{verb} {words.listed([mandate(name) for name in held.split(';')])}" if held else ""
        for verb, held in (("holds", row.holds), ("may hold", row.may_hold))
    ]
    opened = [str(short[actor]) for actor in row.opens.split(";")] if row.opens else []
    return [*said, f"opens the way to {words.listed(opened)}" if opened else ""]


def _holder(name: str, basis: str) -> str:
    return f"{name} (guessed from its kind)" if basis == "usual kind" else name or "nobody on record"


def _way(row: Any, short: Mapping[str, str]) -> str:
    if not row.route:
        return row.state
    only = " (only way)" if row.only_through else ""
    return " → ".join(str(short[actor]) for actor in row.route.split(";")) + only


def _say(legitimacy: str) -> str:
    """What a rightful say rests on, in words: mandates by theirs, else as the table has it."""
    try:
        return words.listed([mandate(name) for name in legitimacy.split(";")])
    except KeyError:
        return legitimacy
