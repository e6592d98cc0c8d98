"""Places of actors in tiers by kind: who holds money and rules above, who lives with the result below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis import words
from refanalysis.figures import stakeholders
from refanalysis.figures.stakeholders import TIERS

if TYPE_CHECKING:
    import pandas as pd

_MOST_IN_ROW = 9


def placed(actors: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    """Return the actors with tier, shape, row and position: x from 0 to 1, y falling by 1 from row to row.

    Notes
    -----
    Tiers with more than nine actors take several rows. Within a row the order follows the mean position of the
    neighbours (barycentre heuristic, four sweeps), so that ties cross less. No random numbers are used.
    """
    frame = actors[["actor", "name", "acronym", "kind"]].sort_values(["kind", "actor"], kind="stable").reset_index(drop=True)
    frame["tier"] = frame["kind"].map(stakeholders.tier)
    frame["tier_order"] = frame["tier"].map(list(TIERS).index)
    frame["shape_order"] = frame["kind"].map(stakeholders.order)
    frame["shape"] = frame["kind"].map(stakeholders.shape)
    frame["label"] = frame["actor"].map(stakeholders.short_names(frame))
    frame = frame.sort_values(["tier_order", "shape_order", "actor"], kind="stable").reset_index(drop=True)
    frame["row"] = _rows(frame["tier_order"])
    return _ordered(frame, ties)


def merged(
    actors: pd.DataFrame, ties: pd.DataFrame, most: int, fewer: int, keep: str = ""
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return actors and ties with few marks: what would not fit shares a mark that says how many it is.

    Parameters
    ----------
    actors
        Columns actor, name, acronym, kind.
    ties
        Columns from_actor, to_actor, relation, certainty.
    most
        With no more actors than that nothing is merged.
    fewer
        Marks to aim at when something is.
    keep
        Actor that keeps a mark of its own.

    Notes
    -----
    Actors of one kind with the same ties are merged first. Where that is not enough, those with most ties stay and the rest
    of each kind is merged.
    """
    if len(actors) <= most:
        return actors, ties
    mark = _alike(actors, ties, keep)
    if mark.nunique() > most:
        mark = _rest(actors, ties, fewer, keep)
    members = actors.assign(mark=actors["actor"].map(mark)).groupby("mark", sort=False)
    first = members.first().reset_index(drop=True).assign(many=members.size().to_numpy(), actor=list(members.groups))
    first["acronym"] = [
        row.acronym if row.many == 1 else f"{row.many} × {words.label(row.kind)}" for row in first.itertuples(index=False)
    ]
    moved = ties.assign(from_actor=ties["from_actor"].map(mark), to_actor=ties["to_actor"].map(mark))
    moved = moved[moved["from_actor"].notna() & moved["to_actor"].notna() & (moved["from_actor"] != moved["to_actor"])]
    family = moved["relation"].map(stakeholders.family)
    joined = moved.assign(family=family).groupby(["from_actor", "to_actor", "family"], as_index=False, sort=False)
    return first, joined.agg(relation=("relation", "first"), certainty=("certainty", "max"))


def _alike(actors: pd.DataFrame, ties: pd.DataFrame, keep: str) -> pd.Series:
    """Mark of each actor, shared by those of one kind with the same ties."""
    given: dict[str, list[tuple[str, str, str]]] = {actor: [] for actor in actors["actor"]}
    for row in ties[["from_actor", "to_actor", "relation"]].itertuples(index=False):
        for one, other, way in ((row.from_actor, row.to_actor, "to"), (row.to_actor, row.from_actor, "from")):
            if one in given:
                given[one].append((way, other, row.relation))
    signs = [(kind, *sorted(given[actor])) for actor, kind in zip(actors["actor"], actors["kind"], strict=True)]
    first: dict[object, str] = {}
    marks = [
        actor if actor == keep else first.setdefault(sign, actor) for actor, sign in zip(actors["actor"], signs, strict=True)
    ]
    return actors["actor"].set_axis(actors["actor"]).map(dict(zip(actors["actor"], marks, strict=True)))


def _rest(actors: pd.DataFrame, ties: pd.DataFrame, most: int, keep: str) -> pd.Series:
    """Mark of each actor: its own for those with most ties, one for the rest of each kind."""
    degree = stakeholders.degrees(actors, ties)
    ranked = sorted(actors["actor"], key=lambda actor: (actor != keep, -degree[actor], actor))
    own = set(ranked[: max(most - actors["kind"].nunique(), 1)])
    marks = [actor if actor in own else f"rest of {kind}" for actor, kind in zip(actors["actor"], actors["kind"], strict=True)]
    return actors["actor"].set_axis(actors["actor"]).map(dict(zip(actors["actor"], marks, strict=True)))


def _rows(tier_order: pd.Series) -> list[int]:
    """Row of each actor: a tier's actors share its rows evenly."""
    rows: list[int] = []
    for _, group in tier_order.groupby(tier_order):
        many = -(-len(group) // _MOST_IN_ROW)
        start = rows[-1] + 1 if rows else 0
        rows += [start + at * many // len(group) for at in range(len(group))]
    return rows


def _ordered(frame: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    neighbours: dict[str, list[str]] = {actor: [] for actor in frame["actor"]}
    for a, b in zip(ties["from_actor"], ties["to_actor"], strict=True):
        if a in neighbours and b in neighbours:
            neighbours[a].append(b)
            neighbours[b].append(a)
    rows = [list(group["actor"]) for _, group in frame.groupby("row")]
    for _ in range(4):
        for row in rows:
            at = {actor: x for line in rows for actor, x in zip(line, _across(len(line)), strict=True)}
            row.sort(key=lambda actor: (_mean([at[n] for n in neighbours[actor]], at[actor]), actor))
    at = {actor: x for line in rows for actor, x in zip(line, _across(len(line)), strict=True)}
    room = {actor: 1 / max(len(line), 4) for line in rows for actor in line}
    return frame.assign(x=frame["actor"].map(at), y=-frame["row"].astype(float), room=frame["actor"].map(room))


def _across(many: int) -> list[float]:
    return [(at + 0.5) / many for at in range(many)]


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
