"""The shortest credible way to whoever holds what a goal depends on, and who can be moved only through one other."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import networkx as nx
import pandas as pd

from refanalysis import schema
from refanalysis.network.engagement.influence import influence_graph, starting_point
from refanalysis.network.graphs import Day

_TIE_BREAK = 1e-4  # a step counts 1, doubt on it this much: fewer steps always win, then the more certain way


def influence_paths(
    actors: pd.DataFrame,
    ties: pd.DataFrame,
    goals: pd.DataFrame,
    mandates: pd.DataFrame,
    start: str = "",
    certain_from: float = 0.5,
    on: Day | None = None,
) -> pd.DataFrame:
    """For each goal, who holds what it depends on and the shortest credible way there: table `influence_paths`.

    Parameters
    ----------
    actors, ties, mandates
        Tables of the operation.
    goals
        Table `goals`.
    start
        Actor that speaks first; see `starting_point`.
    certain_from
        A tie less certain is not credible [share].
    on
        Keep the ties that hold on this day.

    Notes
    -----
    A way is credible when every tie on it is at least this certain and no actor between its ends opposes. The shortest has the
    fewest steps; of equals the one most likely to exist. Where no mandate is recorded, actors of the kinds that usually hold it
    stand in, marked `usual kind`. A holder that lies on the way to another is itself a step.
    """
    first = starting_point(actors, start)
    credible = _credible(influence_graph(actors, ties, certain_from, on), first)
    routes = nx.single_source_dijkstra_path(credible, first, weight=_length)
    gates = _gates(credible, first)
    position = actors.set_index("actor")["position"] if "position" in actors else pd.Series(dtype=str)
    rows = []
    for goal in goals.to_dict("records"):
        for holder, basis in _holders(goal, actors, mandates):
            found = {key: goal[key] for key in ("goal", "label", "mandate", "ask")}
            found |= {"holder": holder, "basis": basis, "position": position.get(holder, "")}
            rows.append(found | _way(credible, first, holder, routes.get(holder), gates) | {"name": _name(credible, holder)})
    table = pd.DataFrame(rows, columns=schema.TABLES["influence_paths"].names).astype({"steps": "Int64"})
    return schema.check(table, "influence_paths")


def sole_access(
    actors: pd.DataFrame, ties: pd.DataFrame, start: str = "", certain_from: float = 0.5, on: Day | None = None
) -> pd.DataFrame:
    """Actors that can be moved only through one other, nearest gate named: table `sole_access`.

    The gate is the last actor that every credible way from `start` passes before it reaches the actor; whoever `start` can move
    directly has none. Parameters as in `influence_paths`.
    """
    first = starting_point(actors, start)
    credible = _credible(influence_graph(actors, ties, certain_from, on), first)
    gates = _gates(credible, first)
    rows = [
        {
            "actor": actor,
            "name": _name(credible, actor),
            "kind": credible.nodes[actor]["kind"],
            "through": gates[actor][0],
            "through_name": _name(credible, gates[actor][0]),
            "through_kind": credible.nodes[gates[actor][0]]["kind"],
        }
        for actor in credible
        if gates.get(actor)
    ]
    return schema.check(pd.DataFrame(rows, columns=schema.TABLES["sole_access"].names), "sole_access")


def _credible(graph: nx.DiGraph, first: str) -> nx.DiGraph:
    """The graph in which no one who opposes passes anything on."""
    closed = [(a, b) for a, b in graph.edges if a != first and graph.nodes[a].get("position") == "opposes"]
    return nx.DiGraph(nx.restricted_view(graph, [], closed))


def _length(_: str, __: str, tie: dict[str, Any]) -> float | None:
    return None if tie["certainty"] <= 0 else 1.0 - _TIE_BREAK * math.log(tie["certainty"])


def _gates(graph: nx.DiGraph, first: str) -> dict[str, list[str]]:
    """For each actor reached, those that every way from `first` passes in between, nearest to the actor first."""
    above = nx.immediate_dominators(graph, first)
    gates: dict[str, list[str]] = {first: []}
    for actor in above:
        chain, here = [], above[actor]
        while here is not None and here != first:
            chain.append(here)
            here = above[here]
        gates[actor] = chain
    return gates


def _holders(goal: dict[str, str], actors: pd.DataFrame, mandates: pd.DataFrame) -> list[tuple[str, str]]:
    recorded = list(mandates.loc[mandates["mandate"] == goal["mandate"], "actor"])
    if recorded:
        return [(actor, "recorded") for actor in recorded]
    usual = list(actors.loc[actors["kind"].isin(goal["kinds"].split(";")), "actor"])
    return [(actor, "usual kind") for actor in usual] or [("", "")]


def _way(graph: nx.DiGraph, first: str, holder: str, route: list[str] | None, gates: dict[str, list[str]]) -> dict[str, object]:
    if not holder or route is None:
        return {"state": "no route" if holder else "no holder", "route": "", "relations": "", "weakest": "", "only_through": ""}
    steps = [graph.edges[pair] | {"pair": pair} for pair in pairwise(route)]
    weakest = min(steps, key=lambda step: step["certainty"], default=None)
    return {
        "state": "direct" if len(steps) <= 1 else "through others",
        "steps": len(steps),
        "route": ";".join(route),
        "relations": ";".join(step["relation"] for step in steps),
        "certainty": math.prod(step["certainty"] for step in steps),
        "weakest": ">".join(weakest["pair"]) if weakest and weakest["certainty"] < 1 else "",
        "only_through": ";".join(gates[holder]),
    }


def _name(graph: nx.DiGraph, actor: str) -> str:
    return str(graph.nodes[actor].get("name") or actor) if actor in graph else ""
