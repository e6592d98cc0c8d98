"""Who can move whom, and by what: relations on record read as channels of influence."""

from __future__ import annotations

import networkx as nx
import pandas as pd

from refanalysis import schema
from refanalysis.network.graphs import Day, valid

# For each relation: the channel from the first actor to the second, and from the second to the first.
CHANNELS = {
    "licenses": ("authority", ""),
    "leads": ("authority", "voice"),
    "reports_to": ("voice", "authority"),
    "funds": ("money", ""),
    "contracts": ("money", ""),
    "implements_for": ("voice", "money"),
    "provides_service": ("voice", "money"),
    "coordinates": ("voice", "voice"),
    "member_of": ("voice", "voice"),
    "informs": ("voice", ""),
    "advocates_to": ("voice", ""),
}
_STRENGTH = ("authority", "money", "voice")
_COLUMNS = ["from_actor", "to_actor", "channel", "relation", "certainty"]


def influence(ties: pd.DataFrame, on: Day | None = None) -> pd.DataFrame:
    """Every channel of influence that the ties give: table `influence`.

    Parameters
    ----------
    ties
        Table `ties`.
    on
        Keep the ties that hold on this day.

    Notes
    -----
    A licence, a lead or a line of report gives authority over the other; paying or buying gives money's weight; the rest is a
    voice. Being licensed, funded, informed or lobbied gives no influence back. A relation outside the declared ones is refused
    when the table is checked.
    """
    held = valid(ties, on)
    forth = held.assign(channel=held["relation"].map(lambda name: CHANNELS[name][0]))
    back = held.rename(columns={"from_actor": "to_actor", "to_actor": "from_actor"})
    back = back.assign(channel=back["relation"].map(lambda name: CHANNELS[name][1]))
    both = pd.concat([forth, back], ignore_index=True)
    return schema.check(both.loc[both["channel"] != "", _COLUMNS].reset_index(drop=True), "influence")


def influence_graph(actors: pd.DataFrame, ties: pd.DataFrame, certain_from: float = 0.5, on: Day | None = None) -> nx.DiGraph:
    """Who can move whom as a `DiGraph`: of several channels between two actors the most certain, then the strongest.

    Parameters
    ----------
    actors, ties
        Tables `actors` and `ties`.
    certain_from
        Ties less certain are left out [share].
    on
        Keep the ties that hold on this day.
    """
    channels = influence(ties, on)
    channels = channels[channels["certainty"] >= certain_from]
    ordered = channels.assign(strength=channels["channel"].map(_STRENGTH.index)).sort_values(
        ["certainty", "strength"], ascending=[False, True], kind="stable"
    )
    best = ordered.drop_duplicates(["from_actor", "to_actor"])
    graph = nx.DiGraph()
    graph.add_nodes_from((row["actor"], row) for row in actors.to_dict("records"))
    for row in best.sort_index().to_dict("records"):
        graph.add_edge(row["from_actor"], row["to_actor"], **{name: row[name] for name in _COLUMNS[2:]})
    return graph


def starting_point(actors: pd.DataFrame, start: str = "") -> str:
    """The actor from whose chair the plan is written: `start`, else UNHCR, else the first UN agency of the register.

    Raises
    ------
    ValueError
        When `start` is not in the register, or none is given and the register holds no UN agency.
    """
    known = list(actors["actor"])
    agencies = list(actors.loc[actors["kind"] == "un_agency", "actor"])
    choice = start or ("unhcr" if "unhcr" in known else next(iter(agencies), ""))
    if choice not in known:
        said = f"no actor is called {start!r}" if start else "the register holds no UN agency to start from"
        raise ValueError(f"{said}; known: {', '.join(known[:20])}{' …' if len(known) > 20 else ''}")
    return choice
