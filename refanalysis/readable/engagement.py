"""Whom to talk to, as readers see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.prose.engagement import mandate

if TYPE_CHECKING:
    import pandas as pd


def conversations(plan: pd.DataFrame, short: Mapping[str, str]) -> pd.DataFrame:
    """Conversations in order: order, talk_to, goals, why, ask, mind.

    Parameters
    ----------
    plan
        Table `engagement_plan`.
    short
        Short name of each actor.
    """
    opened = [[short[actor] for actor in cell.split(";")] if cell else [] for cell in plan["opens"]]
    why = [
        "; ".join(filter(None, [said.partition("opens the way to")[0].rstrip("; "), _opens(names)]))
        for said, names in zip(plan["why"], opened, strict=True)
    ]
    asks = plan["asks"].str.replace(" | ", " ")
    return plan.assign(talk_to=plan["name"], why=why, ask=asks, mind=plan["care"])[
        ["order", "talk_to", "goals", "why", "ask", "mind"]
    ]


def holders(paths: pd.DataFrame, short: Mapping[str, str]) -> pd.DataFrame:
    """Who holds what goals depend on, and the way there: depends_on, holder, goals, way, certainty, through.

    Parameters
    ----------
    paths
        Table `influence_paths`, or the part of it that `nearest_holders` gives.
    short
        Short name of each actor.
    """
    key = ["mandate", "holder"]
    goals = paths.groupby(key, sort=False)["label"].agg(lambda names: "; ".join(dict.fromkeys(names)))
    once = paths.drop_duplicates(key).sort_values(
        "mandate", key=lambda names: names.map(list(names.unique()).index), kind="stable"
    )
    return once.assign(
        goals=[goals[row.mandate, row.holder] for row in once.itertuples(index=False)],
        depends_on=once["mandate"].map(mandate),
        holder=[_holder(row.name, row.basis) for row in once.itertuples(index=False)],
        way=[_way(row.route, row.state, short) for row in once.itertuples(index=False)],
        through=[words.listed([short[actor] for actor in cell.split(";")]) if cell else "" for cell in once["only_through"]],
    )[["depends_on", "holder", "goals", "way", "certainty", "through"]]


def standings(standing: pd.DataFrame) -> pd.DataFrame:
    """Actors by salience, those that matter most first: name, kind, power, interest (stated, by ties), classes, approach."""
    order = ["definitive", "dominant", "dangerous", "dependent", "dormant", "demanding", "discretionary", "unknown"]
    place = standing["salience"].map({name: at for at, name in enumerate(order)}).fillna(len(order))
    table = standing.assign(place=place, kind=standing["kind"].map(words.label)).sort_values(
        ["place", "power_score"], ascending=[True, False], kind="stable"
    )
    columns = ["name", "kind", "power", "power_measured", "interest", "interest_measured", "salience", "salience_measured"]
    return table[[*columns, "approach"]]


def gates(sole: pd.DataFrame) -> pd.DataFrame:
    """Actors through whom alone others can be moved, most first: through, kind, actors, which."""
    grouped = sole.groupby(["through_name", "through_kind"], sort=False)["name"]
    table = grouped.agg(actors="size", which=lambda names: ", ".join(names)).reset_index()
    table["through_kind"] = table["through_kind"].map(words.label)
    named = table.rename(columns={"through_name": "through", "through_kind": "kind"})
    return named.sort_values("actors", ascending=False, kind="stable", ignore_index=True)


def _opens(names: list[str]) -> str:
    return f"opens the way to {words.listed(names)}" if names else ""


def _holder(name: str, basis: str) -> str:
    return f"{name} (guessed from its kind)" if basis == "usual kind" else name or "nobody on record"


def _way(route: str, state: str, short: Mapping[str, str]) -> str:
    return " → ".join(str(short[actor]) for actor in route.split(";")) if route else state
