"""What breaks in a stakeholder network, as readers see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

_MEASURES = {
    "fragmentation": "pairs parted",
    "distance_fragmentation": "nearness missing",
    "reach": "nearness of all others",
    "reach_with_members": "nearness of all, themselves included",
}
_NAMES = {"in_degree": "ties received", "out_degree": "ties given", **_MEASURES}
_STEPS = {0: "stops paying", 1: "loses every payer"}


def key_players(table: pd.DataFrame, short: Mapping[str, str]) -> pd.DataFrame:
    """Sets of key players: what, k, who, before, after, at_most, others (sets that are as good).

    Parameters
    ----------
    table
        Table `key_players`.
    short
        Short name of each actor.
    """
    others = (table["optimal"] - 1).astype("Int64")
    return table.assign(
        what=table["measure"].map(_MEASURES),
        who=_named(table["actors"], short),
        before=table["baseline"],
        after=table["value"],
        at_most=table["bound"],
        others=others,
    )[["what", "k", "who", "before", "after", "at_most", "others"]]


def losses(table: pd.DataFrame, short: Mapping[str, str]) -> pd.DataFrame:
    """What goes with each actor: leaves, cut_off, which, ties, nearness_lost, kinds."""
    return table.assign(
        leaves=_named(table["leaving"], short),
        which=_named(table["actors"], short),
        nearness_lost=table["distance_fragmentation_rise"].clip(lower=0),
        kinds=[words.listed([words.label(kind) for kind in cell.split(";")]) if cell else "" for cell in table["kinds"]],
    )[["leaves", "cut_off", "which", "ties", "nearness_lost", "kinds"]]


def withdrawals(table: pd.DataFrame | None, names: Mapping[str, str]) -> pd.DataFrame:
    """Who loses which share of its recorded funding when a payer withdraws: actor, then, share_lost, left.

    Parameters
    ----------
    table
        Table `withdrawals`, or None without any payer.
    names
        Name of each actor.
    """
    import pandas as pd

    columns = ["actor", "then", "share_lost", "left"]
    if table is None:
        return pd.DataFrame(columns=columns)
    left = [words.listed([names.get(one, one) for one in cell.split(";")]) if cell else "none" for cell in table["left"]]
    then = ["goes on" if words.missing(step) else _STEPS.get(int(step), f"falls away at step {step}") for step in table["step"]]
    lost = ["" if words.missing(share) else words.share(share) for share in table["share_lost"]]
    actor = table["actor"].map(lambda actor: names.get(actor, actor))
    return table.assign(actor=actor, then=then, share_lost=lost, left=left)[columns]


def meanings(definitions: pd.DataFrame, used: Sequence[str]) -> pd.DataFrame:
    """What the measures of a page mean, by the names the page gives them: measure, plain, definition.

    Parameters
    ----------
    definitions
        Table `measure_definitions`.
    used
        Measures in the order wanted.
    """
    chosen = definitions.set_index("measure").loc[list(used), ["plain", "definition"]].reset_index()
    return chosen.assign(measure=[_NAMES.get(name) or words.label(name) for name in chosen["measure"]])


def _named(cells: pd.Series, short: Mapping[str, str]) -> list[str]:
    return [words.listed([str(short.get(one, one)) for one in cell.split(";")], 8) if cell else "" for cell in cells]
