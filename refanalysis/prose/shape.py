"""Sentences on the shape of a stakeholder network: circles and kinds, core, chain of command, practice beside rules."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from refanalysis import words

_ALIKE, _PARTLY = 0.5, 0.2  # agreement of circles and kinds from which they are said to follow, or to follow in part
_CHANCE = 0.05  # share of dealings out of kinds below which mixing is said to be no accident
_NAMED = 5
_PICTURE = {
    "cp1": "a core that knows everyone",
    "cp0": "one closed circle",
    "cpna": "a core that works together, unlike the others,",
}


def circles(shape: pd.DataFrame, communities: pd.DataFrame) -> list[str]:
    """Into how many circles the actors fall, and whether circles follow kinds.

    Parameters
    ----------
    shape, communities
        Tables of `refanalysis.network`.
    """
    joined = communities[communities["size"] > 1]
    if joined.empty:
        return ["No two actors are joined, so there are no circles."]
    several, alone = joined["community"].nunique(), len(communities) - len(joined)
    opening = (
        "By who works with whom, all who have ties form one circle"
        if several == 1
        else f"By who works with whom, the actors fall into {several} circles of {_range(joined)}"
    )
    rest = f"; {words.count(alone, 'actor')} stand alone" if alone > 1 else "; 1 actor stands alone" if alone else ""
    return [f"{opening}{rest}.", _follow(_value(shape, "community_kind_agreement"))]


def mixing(chance: pd.DataFrame) -> str:
    """Whether ties stay within kinds or cross them, and whether that may be an accident.

    Parameters
    ----------
    chance
        Table `mixing_chance` of `refanalysis.network`.
    """
    row = chance.set_index("kind").loc["all"]
    if words.missing(row["ei_index"]):
        return "Without ties nothing can be said about links between kinds."
    across = (row["ei_index"] + 1.0) / 2.0
    said = f"{words.share(across)} of the pairs that work together are of different kinds"
    if words.missing(row["p_value"]) or row["p_value"] >= _CHANCE:
        return f"{said}, about what the numbers of each kind bring about by themselves."
    more = "more" if row["ei_index"] > row["expected"] else "fewer"
    return f"{said}, {more} than the numbers of each kind would bring about by themselves."


def core(cores: pd.DataFrame, names: Mapping[str, str], pattern: str = "cp1") -> str:
    """Who forms the core of the network and how well the picture of core and periphery fits.

    Parameters
    ----------
    cores
        Table `core_periphery` of `refanalysis.network`.
    names
        Name of each actor.
    pattern
        Which of the patterns to speak of.
    """
    rows = cores[cores["pattern"] == pattern]
    if rows.empty:
        return "The network has no core: all pairs are joined, or none."
    first = rows.iloc[0]
    members = [names.get(actor, actor) for actor in first["core"].split(";")]
    others = words.count(int(first["equals"]) - 1, "other set")
    equals = f" ({others} of actors fit as well)" if first["equals"] > 1 else ""
    held = "is" if len(members) == 1 else "are"
    proven = "" if first["exact"] else ", the best found"
    return (
        f"Nearest to {_PICTURE[pattern]} {held} {words.listed(members, _NAMED)}{equals}; the picture fits with a "
        f"correlation of {words.number(first['correlation'], 2)}{proven}, where 1 would be perfect."
    )


def conformance(figures: pd.DataFrame, ties: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """How much of what is required is there, what is missing, and what comes on top.

    Parameters
    ----------
    figures, ties
        Tables `conformance` and `conformance_ties` of `refanalysis.network`.
    names
        Name of each actor.
    """
    required, present, near = (int(_value(figures, name)) for name in ("required", "present", "within_two_steps"))
    if not required:
        return ["No tie is required, so there is nothing to conform to."]
    opening = f"Of {words.count(required, 'required tie')} {present} {_is(present)} in place"
    round_about = near - present
    opening += f" and {round_about} {_is(round_about)} made good by way of one other actor." if round_about else "."
    lost = ties[ties["status"] == "missing"]
    pairs = [f"{names.get(a, a)} to {names.get(b, b)}" for a, b in zip(lost["from_actor"], lost["to_actor"], strict=True)]
    missing = f"Missing: {words.listed(pairs, _NAMED)}." if pairs else "Nothing required is missing."
    extra = int(_value(figures, "extra"))
    return [opening, missing, f"{words.capital(words.count(extra, 'tie'))} {_is(extra)} on record beyond what is required."]


def _value(table: pd.DataFrame, measure: str) -> float | None:
    found = table.loc[table["measure"] == measure, "value"]
    return float(found.iloc[0]) if len(found) else None


def _range(joined: pd.DataFrame) -> str:
    low, high = joined["size"].min(), joined["size"].max()
    return words.count(high, "actor") if low == high else f"{low} to {words.count(high, 'actor')}"


def _follow(agreement: float | None) -> str:
    if words.missing(agreement):
        return "Whether the circles follow the kinds of actors cannot be said."
    if agreement >= _ALIKE:
        return "The circles largely follow the kinds of actors: each kind keeps to itself."
    if agreement >= _PARTLY:
        return "The circles follow the kinds of actors in part."
    return "The circles do not follow the kinds of actors: each joins several kinds."


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
