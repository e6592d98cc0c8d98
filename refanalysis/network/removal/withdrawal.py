"""Money that dries up: who loses every funder when one leaves, and who loses it next."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import networkx as nx
import pandas as pd

from refanalysis import schema

FUNDING = ("funds", "implements_for")
DEPENDENT_FIRST = ("implements_for", "reports_to", "member_of")
"""Relations in which the first of the two actors depends on the second; in all others the second depends on the first."""

GOVERNMENT = ("host_government", "line_ministry", "regulator")


def after_withdrawal(
    graph: nx.Graph, actor: Any, relations: Iterable[str] = FUNDING, own_means: Collection[str] = GOVERNMENT
) -> pd.DataFrame:
    """Who loses all or some of its funders when one actor leaves, or several, step by step: table `withdrawals`.

    Parameters
    ----------
    graph
        Directed graph whose ties have a `relation`.
    actor
        The actor that leaves, or a collection of them.
    relations
        Along these ties one actor depends on the other: `funds` from funder to funded, `implements_for` from the partner to the
        agency it works for. See `DEPENDENT_FIRST`.
    own_means
        Kinds of actor that go on when every funder is lost, for registers do not list a state's budget.

    Returns
    -------
    pandas.DataFrame
        Step 0 leaves. Whoever had funders and has lost every one is hit in the next step; unless it has means of its own it
        falls away, and its own ties with it, until nothing changes. Those who keep a funder follow without a step, most of
        their weight lost first.

    Raises
    ------
    ValueError
        For an actor that is not in the network, a graph without directions, or a relation that no tie has.

    Notes
    -----
    Actors without a funder in the register stay. Two actors that fund one another stay as well, though no money may reach them
    from outside. A share is one of the weights in the register; it is money only where the weights are.

    Examples
    --------
    >>> chain = nx.DiGraph([("donor", "agency", {"relation": "funds"}), ("partner", "agency", {"relation": "implements_for"})])
    >>> after_withdrawal(chain, "donor")[["step", "actor"]].to_numpy().tolist()
    [[0, 'donor'], [1, 'agency'], [2, 'partner']]
    """
    step = dict.fromkeys(_leaving(graph, actor), 0)
    funders = _funders(graph, list(relations))
    away = set(step)
    while True:
        dry = [one for one, given in funders.items() if one not in step and set(given) <= away]
        if not dry:
            break
        step.update(dict.fromkeys(dry, max(step.values()) + 1))
        away |= {one for one in dry if graph.nodes[one].get("kind") not in own_means}
    hit = [one for one in graph if one in step or set(funders.get(one, ())) & away]
    rows = [_row(graph, one, funders.get(one, {}), step.get(one), away) for one in hit]
    table = schema.check(pd.DataFrame(rows, columns=schema.TABLES["withdrawals"].names), "withdrawals")
    return table.sort_values(["step", "share_lost"], ascending=[True, False], kind="stable", ignore_index=True)


def _funders(graph: nx.Graph, relations: list[str]) -> dict[Any, dict[Any, float]]:
    """Weight of the ties on each of which an actor depends, by actor and funder."""
    ties = list(graph.edges(data=True))
    used = {tie.get("relation") for *_, tie in ties}
    if not used & set(relations):
        known = ", ".join(sorted(str(relation) for relation in used if relation)) or "none"
        raise ValueError(f"no tie is {' or '.join(map(repr, relations))}; relations of the network: {known}")
    result: dict[Any, dict[Any, float]] = {}
    for first, second, tie in ties:
        if tie.get("relation") in relations:
            giver, taker = (second, first) if tie["relation"] in DEPENDENT_FIRST else (first, second)
            given = result.setdefault(taker, {})
            given[giver] = given.get(giver, 0.0) + float(tie.get("weight", 1.0))
    return result


def _leaving(graph: nx.Graph, actor: Any) -> list[Any]:
    if not graph.is_directed():
        raise ValueError("the network has no directions; accepted: a directed graph, which tells who funds whom")
    gone = [actor] if isinstance(actor, str) or not isinstance(actor, Iterable) else list(actor)
    unknown = [str(one) for one in gone if one not in graph]
    if unknown or not gone:
        raise ValueError(
            f"not in the network: {', '.join(unknown) or 'nobody is named'}; accepted: one of its actors or several"
        )
    return gone


def _row(graph: nx.Graph, one: Any, given: dict[Any, float], step: int | None, away: set[Any]) -> dict[str, Any]:
    lost = [] if step == 0 else [funder for funder in given if funder in away]
    left = [] if step == 0 else [funder for funder in given if funder not in away]
    return {
        "step": step,
        "actor": str(one),
        "name": str(graph.nodes[one].get("name") or one),
        "kind": str(graph.nodes[one].get("kind") or ""),
        "falls_away": one in away,
        "lost": ";".join(str(funder) for funder in lost),
        "left": ";".join(str(funder) for funder in left),
        "share_lost": None if step == 0 else _share(given, lost),
    }


def _share(given: dict[Any, float], lost: list[Any]) -> float:
    """Share of the weight; of the funders where every weight is 0."""
    whole = sum(given.values())
    return sum(given[funder] for funder in lost) / whole if whole else len(lost) / len(given)
