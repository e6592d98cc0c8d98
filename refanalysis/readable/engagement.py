"""Whom to talk to, as readers see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.prose.engagement import mandate

if TYPE_CHECKING:
    import pandas as pd


def conversations(plan: pd.DataFrame) -> pd.DataFrame:
    """Conversations in order: order, with, goals, why, ask, mind.

    Parameters
    ----------
    plan
        Table `engagement_plan`.
    """
    return plan.assign(asks=plan["asks"].str.replace(" | ", " "))[["order", "name", "goals", "why", "asks", "care"]].rename(
        columns={"name": "talk_to", "asks": "ask", "care": "mind"}
    )


def holders(paths: pd.DataFrame, short: Mapping[str, str], most: int = 3) -> pd.DataFrame:
    """For each goal and what it depends on, who holds it and the way there: goal, depends_on, holder, way, certainty, through.

    Parameters
    ----------
    paths
        Table `influence_paths`.
    short
        Short name of each actor.
    most
        Holders that are only guessed from their kind shown for a goal and mandate; recorded ones are all shown.
    """
    guessed = paths["basis"] == "usual kind"
    rank = paths["steps"].astype("float").fillna(99).groupby([paths["goal"], paths["mandate"]]).rank(method="first")
    shown = paths[~guessed | (rank <= most)]
    return shown.assign(
        goal=shown["label"],
        depends_on=shown["mandate"].map(mandate),
        holder=[_holder(row.name, row.basis) for row in shown.itertuples(index=False)],
        way=[_way(row.route, row.state, short) for row in shown.itertuples(index=False)],
        through=[words.listed([short[actor] for actor in cell.split(";")]) if cell else "" for cell in shown["only_through"]],
    )[["goal", "depends_on", "holder", "way", "certainty", "through"]]


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


def _holder(name: str, basis: str) -> str:
    return f"{name} (guessed from its kind)" if basis == "usual kind" else name or "nobody on record"


def _way(route: str, state: str, short: Mapping[str, str]) -> str:
    return " → ".join(str(short[actor]) for actor in route.split(";")) if route else state
