"""Places of actors in tiers by kind: who holds money and rules above, who lives with the result below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

TIERS = {
    "donors": ("Donors and development", ("donor", "development_actor")),
    "government": ("Government", ("host_government", "line_ministry", "regulator")),
    "united nations": ("United Nations and fora", ("un_agency", "forum")),
    "operators": ("Operators and companies", ("mno", "isp", "satellite_provider", "tower_company", "private_sector")),
    "NGOs": ("NGOs and academia", ("ingo", "nngo", "academia")),
    "communities": ("Refugees and communities", ("refugee_led", "community_structure")),
}
_SHAPES = ("o", "s", "^", "D", "P")
_MOST_IN_ROW = 9


def placed(actors: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    """Return the actors with tier, shape, row and position: x from 0 to 1, y falling by 1 from row to row.

    Notes
    -----
    Tiers with more than nine actors take several rows. Within a row the order follows the mean position of the
    neighbours (barycentre heuristic, four sweeps), so that ties cross less. No random numbers are used.
    """
    frame = actors[["actor", "name", "acronym", "kind"]].sort_values(["kind", "actor"], kind="stable").reset_index(drop=True)
    of_kind = {
        kind: (order, tier, at) for order, (tier, (_, kinds)) in enumerate(TIERS.items()) for at, kind in enumerate(kinds)
    }
    frame["tier_order"] = [of_kind[kind][0] for kind in frame["kind"]]
    frame["tier"] = [of_kind[kind][1] for kind in frame["kind"]]
    frame["shape_order"] = [of_kind[kind][2] for kind in frame["kind"]]
    frame["shape"] = [_SHAPES[order] for order in frame["shape_order"]]
    frame["label"] = [_label(row.acronym, row.name) for row in frame.itertuples(index=False)]
    frame = frame.sort_values(["tier_order", "shape_order", "actor"], kind="stable").reset_index(drop=True)
    frame["row"] = _rows(frame["tier_order"])
    return _ordered(frame, ties)


def _label(acronym: str, name: str) -> str:
    return name.replace("Ministry of ", "Min. ") if words.missing(acronym) else acronym


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
