"""The figures that a report on stakeholders opens with."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pandas as pd

from refanalysis.network.brokerage import brokerage
from refanalysis.network.graphs import Day, collapsed, graph
from refanalysis.network.matrices import adjacency
from refanalysis.network.measures import component_numbers
from refanalysis.network.needs import missing_kinds
from refanalysis.network.structure import cut_off, distances

_GOVERNMENT = ("host_government", "line_ministry")
_BROKER = ("", "_name", "_equals", "_pairs", "_share", "_role", "_times")


def headline(actors: pd.DataFrame, ties: pd.DataFrame, on: Day | None = None) -> dict[str, Any]:
    """Figures for the first sentences of a report; None where the register cannot say.

    Parameters
    ----------
    actors, ties
        Tables `actors` and `ties`.
    on
        Keep the ties that hold on this day.

    Returns
    -------
    dict
        ========================= ==========================================================================================
        actors, kinds             in the register
        ties                      ordered pairs of actors joined
        relations                 kinds of tie
        placeholder_actors        share of actors that are illustrative [share]
        placeholder_ties          share of tie rows that are illustrative [share]
        uncertain_ties            share of tie rows with a certainty below 1 [share]
        missing_kinds             needs for which the register holds no actor, list of words
        isolates, components      actors without ties; parts that no tie joins
        top_broker, …_name        actor that stands alone between most pairs of others, the first of equals
        top_broker_equals         other actors that broker as many pairs
        top_broker_pairs, …_share how many ordered pairs, and of all brokered pairs [share]
        top_broker_role, …_times  its most frequent role; its pairs over what ties at random would give [ratio]
        cut_points                actors whose departure cuts others off
        cut_off                   actors that depend on a single other
        worst_cut, …_name, …_off  actor whose departure cuts off most, and how many
        refugee_led               refugee-led organisations and community structures
        refugee_led_hops          mean hops from those to the nearest host government or line ministry [hop]
        refugee_led_unreached     of those, without any route to government
        ========================= ==========================================================================================

    Raises
    ------
    DataError, ValueError
        As in `graph`; `ValueError` when the register has no actors.
    """
    network = graph(actors, ties, on=on)
    held = pd.DataFrame([tie for _, _, tie in network.edges(data=True)], columns=list(ties.columns))
    return {
        "actors": len(network),
        "kinds": int(actors["kind"].nunique()),
        "ties": collapsed(network).number_of_edges(),
        "relations": int(held["relation"].nunique()),
        "placeholder_actors": _share(actors, "quality", "placeholder"),
        "placeholder_ties": _share(held, "quality", "placeholder"),
        "uncertain_ties": float((held["certainty"] < 1).mean()) if len(held) else None,
        "missing_kinds": missing_kinds(actors)["need"].tolist(),
        "isolates": nx.number_of_isolates(network),
        "components": int(component_numbers(adjacency(network)).max()),
        **_top_broker(network),
        **_cuts(network),
        **_refugee_led(network),
    }


def _share(frame: pd.DataFrame, column: str, value: str) -> float | None:
    return float((frame[column] == value).mean()) if column in frame.columns and len(frame) else None


def _top_broker(network: nx.MultiDiGraph) -> dict[str, Any]:
    table = brokerage(network)
    table = table[table["actor"] != "all"]
    total = table[table["role"] == "total"].set_index("actor")
    if not total["count"].sum():
        return dict.fromkeys(f"top_broker{part}" for part in _BROKER)
    actor = str(total["count"].idxmax())
    roles = table[(table["actor"] == actor) & (table["role"] != "total")].set_index("role")["count"]
    pairs = int(total.loc[actor, "count"])
    figures = (
        actor,
        _name(network, actor),
        int((total["count"] == pairs).sum()) - 1,
        pairs,
        pairs / float(total["count"].sum()),
        str(roles.idxmax()),
        pairs / float(total.loc[actor, "expected"]),
    )
    return {f"top_broker{part}": figure for part, figure in zip(_BROKER, figures, strict=True)}


def _cuts(network: nx.MultiDiGraph) -> dict[str, Any]:
    table = cut_off(network)
    dependants = {actor for actors in table["actors"] for actor in actors.split(";")}
    worst = None if table.empty else table.iloc[0]
    return {
        "cut_points": len(table),
        "cut_off": len(dependants),
        "worst_cut": None if worst is None else worst["actor"],
        "worst_cut_name": None if worst is None else worst["name"],
        "worst_cut_off": None if worst is None else int(worst["cut_off"]),
    }


def _refugee_led(network: nx.MultiDiGraph) -> dict[str, Any]:
    table = distances(network, ("refugee_led", "community_structure"), _GOVERNMENT)
    hops = table["hops"].dropna()
    return {
        "refugee_led": len(table),
        "refugee_led_hops": float(hops.mean()) if len(hops) else None,
        "refugee_led_unreached": int(table["hops"].isna().sum()),
    }


def _name(network: nx.Graph, actor: str) -> str:
    return str(network.nodes[actor].get("name") or actor)
