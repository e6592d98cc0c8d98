"""Power, interest, legitimacy and urgency: as the register states them, and as ties suggest."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from refanalysis import schema
from refanalysis.network.engagement.influence import influence
from refanalysis.network.graphs import Day

_LEVELS = ("low", "medium", "high")
_RIGHTFUL = {
    "host_government": "state", "line_ministry": "state", "regulator": "state", "un_agency": "international mandate",
    "refugee_led": "people concerned", "community_structure": "people concerned", "forum": "agreed forum",
}  # fmt: skip
_CLASSES = {
    (True, True, True): "definitive",
    (True, True, False): "dominant",
    (True, False, True): "dangerous",
    (False, True, True): "dependent",
    (True, False, False): "dormant",
    (False, True, False): "discretionary",
    (False, False, True): "demanding",
    (False, False, False): "not a stakeholder",
}
_APPROACH = {
    ("high", "high"): "work with closely",
    ("high", "other"): "keep satisfied",
    ("other", "high"): "keep informed, give a voice",
    ("other", "other"): "watch",
}


def standing(actors: pd.DataFrame, ties: pd.DataFrame, mandates: pd.DataFrame, on: Day | None = None) -> pd.DataFrame:
    """Power, interest and salience of every actor as stated and as its ties suggest: table `standing`.

    Parameters
    ----------
    actors, ties, mandates
        Tables of the operation.
    on
        Keep the ties that hold on this day.

    Notes
    -----
    Measured power ranks actors by how many others they move by authority or money, measured interest by how many they speak to
    of their own accord; thirds of the ranking are low, medium and high, and nobody without such ties is above low. Legitimacy
    is a recorded mandate, else what the kind of actor stands for. Salience [1]_ combines power (high), legitimacy (any) and
    urgency (interest high); with power or interest unknown the class is `unknown`.

    References
    ----------
    .. [1] Mitchell R. K., Agle B. R., Wood D. J. (1997), Toward a theory of stakeholder identification and salience, Academy of
       Management Review 22(4), doi:10.5465/amr.1997.9711022105.
    """
    moved = influence(ties, on)
    names = actors["actor"]
    power = _share_below(names.map(_reach(moved[moved["channel"] != "voice"])).fillna(0).to_numpy())
    interest = _share_below(names.map(_reach(moved[moved["channel"] == "voice"])).fillna(0).to_numpy())
    rightful = _legitimacy(actors, mandates)
    table = actors[["actor", "name", "kind", "position", "power", "interest"]].assign(
        power_measured=_thirds(power),
        interest_measured=_thirds(interest),
        power_score=power,
        interest_score=interest,
        legitimacy=rightful,
    )
    legitimate = table["legitimacy"] != "none on record"
    table["salience"] = salience(table["power"], legitimate, table["interest"])
    table["salience_measured"] = salience(table["power_measured"], legitimate, table["interest_measured"])
    table["differs"], table["suggests"] = _differences(table), _suggestions(table)
    table["approach"] = [_approach(power, interest) for power, interest in zip(table["power"], table["interest"], strict=True)]
    return schema.check(table.reset_index(drop=True)[schema.TABLES["standing"].names], "standing")


def salience(power: pd.Series, legitimate: pd.Series, interest: pd.Series) -> list[str]:
    """Mitchell, Agle and Wood's class of each actor; `unknown` where power or interest is.

    Parameters
    ----------
    power, interest
        low, medium, high or unknown; high counts as having power, and as urgent.
    legitimate
        Whether it has a rightful say.
    """
    return [
        "unknown" if "unknown" in (p, i) else _CLASSES[(p == "high", bool(rightful), i == "high")]
        for p, rightful, i in zip(power, legitimate, interest, strict=True)
    ]


def _reach(moved: pd.DataFrame) -> pd.Series:
    return moved.drop_duplicates(["from_actor", "to_actor"]).groupby("from_actor").size()


def _share_below(counts: np.ndarray) -> np.ndarray:
    """Share of the others with a smaller count (n,); 0 for a count of 0."""
    if len(counts) < 2:
        return np.zeros(len(counts))
    return (counts[:, None] > counts[None]).sum(axis=1) / (len(counts) - 1)


def _thirds(score: np.ndarray) -> list[str]:
    return [_LEVELS[min(int(value * 3), 2)] for value in score]


def _legitimacy(actors: pd.DataFrame, mandates: pd.DataFrame) -> list[str]:
    held = mandates.groupby("actor")["mandate"].agg(lambda names: ";".join(dict.fromkeys(names)))
    return [
        held.get(actor) or _RIGHTFUL.get(kind, "none on record")
        for actor, kind in zip(actors["actor"], actors["kind"], strict=True)
    ]


def _differences(table: pd.DataFrame) -> list[str]:
    """Where stated and measured level lie two steps apart."""
    return _told(table, lambda stated, tied: {stated, tied} == {"low", "high"}, "{what}: stated {stated}, by ties {tied}")


def _suggestions(table: pd.DataFrame) -> list[str]:
    """Where ties suggest a high level and the register says nothing."""
    return _told(table, lambda stated, tied: (stated, tied) == ("unknown", "high"), "{what}: {tied}")


def _told(table: pd.DataFrame, asked: Callable[[str, str], bool], form: str) -> list[str]:
    found = []
    for row in table.to_dict("records"):
        levels = [(what, row[what], row[f"{what}_measured"]) for what in ("power", "interest")]
        said = [form.format(what=what, stated=stated, tied=tied) for what, stated, tied in levels if asked(stated, tied)]
        found.append("; ".join(said))
    return found


def _approach(power: str, interest: str) -> str:
    if "unknown" in (power, interest):
        return "find out more"
    return _APPROACH[("high" if power == "high" else "other", "high" if interest == "high" else "other")]
