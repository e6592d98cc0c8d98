"""Stakeholder registers as plain networkx graphs: built from tables, checked, split by relation, collapsed."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable
from typing import Any

import networkx as nx
import pandas as pd

from refanalysis import schema
from refanalysis.schema import DataError

_PAIR = ["from_actor", "to_actor"]
_TIE = [*_PAIR, "relation"]
_DATES = ["from_date", "to_date"]
_MEND = "add it there or correct the name"
_SHOWN = 5
_HEADER_ROWS = 2  # the first row below the header is row 2 of the file

Day = str | datetime.date | pd.Timestamp


def graph(
    actors: pd.DataFrame, ties: pd.DataFrame, relation: str | None = None, on: Day | None = None
) -> nx.DiGraph | nx.MultiDiGraph:
    """The network of a register: a `DiGraph` of one relation, or a `MultiDiGraph` of all of them, keyed by relation.

    Parameters
    ----------
    actors
        Table `actors`; `actor` and `kind` are needed, every other column becomes a node attribute as well.
    ties
        Table `ties`; `from_actor`, `to_actor`, `relation`, `weight` and `certainty` are needed. An empty weight means 1.
    relation
        Keep this relation only. All actors stay, joined or not.
    on
        Keep the ties that hold on this day; an empty date is an open end. Without it every tie is kept, and a tie that is
        listed for several periods is refused.

    Raises
    ------
    DataError
        Naming the rows with an unknown or repeated actor, a tie to oneself, a repeated tie, a negative weight, a certainty
        outside 0 to 1, a period that ends before it starts.
    ValueError
        For a relation that is neither declared nor used.

    Examples
    --------
    >>> actors = pd.DataFrame({"actor": ["opm", "unhcr"], "kind": ["host_government", "un_agency"]})
    >>> ties = pd.DataFrame({"from_actor": ["opm"], "to_actor": ["unhcr"], "relation": ["coordinates"],
    ...                      "weight": [None], "certainty": [1.0]})
    >>> list(graph(actors, ties, "coordinates").edges(data="weight"))
    [('opm', 'unhcr', 1.0)]
    """
    found = _actor_problems(actors)
    if found:
        raise DataError(found)
    held = valid(ties, on, known=set(actors["actor"]))
    result = nx.MultiDiGraph() if relation is None else nx.DiGraph()
    result.add_nodes_from((row["actor"], row) for row in actors.to_dict("records"))
    for _, attributes in result.nodes(data=True):
        del attributes["actor"]
    for row in _of(held, relation).to_dict("records"):
        ends = (row.pop("from_actor"), row.pop("to_actor"))
        keyed = {"key": row["relation"]} if relation is None else {}
        result.add_edge(*ends, **keyed, **row)
    return result


def valid(ties: pd.DataFrame, on: Day | None = None, known: set[str] | None = None) -> pd.DataFrame:
    """The ties that hold on a day, checked, with empty weights set to 1; `DataError` as in `graph`."""
    found = _missing_columns(ties, "ties", [*_TIE, "weight", "certainty", *([] if on is None else _DATES)])
    if found:
        raise DataError(found)
    numeric = {name: pd.to_numeric(ties[name], errors="coerce") for name in ("weight", "certainty")}
    wordy = numeric["weight"].isna() & ties["weight"].notna()
    found = _each(ties, wordy, "ties", lambda row: f"weight is {row['weight']!r}; accepted: a number or empty")
    ties = ties.assign(**numeric)
    found += _tie_problems(ties, known)
    held = ties if on is None else ties[_holds(ties, pd.Timestamp(on))]
    found += _repeated(held)
    if found:
        raise DataError(found)
    return held.assign(weight=held["weight"].fillna(1.0))


def collapsed(graph: nx.Graph) -> nx.DiGraph:
    """One tie from an actor to another however many relations join them, in a `DiGraph`.

    Weights are added. The certainty is that of at least one of the ties, taken as independent. Names of relations are joined
    with ';'.
    """
    result = nx.DiGraph()
    result.add_nodes_from(graph.nodes(data=True))
    _join(result, graph.edges(data=True))
    return result


def undirected(graph: nx.Graph) -> nx.Graph:
    """The network without directions: two actors are joined when either has a tie to the other.

    Ties in both directions, and of several relations, are merged as in `collapsed`.
    """
    result = nx.Graph()
    result.add_nodes_from(graph.nodes(data=True))
    _join(result, graph.edges(data=True))
    return result


def layer(graph: nx.DiGraph | nx.MultiDiGraph, relation: str) -> nx.DiGraph:
    """The ties of one relation among all the actors; `ValueError` for a relation that is neither declared nor used."""
    used = {kind for _, _, kind in graph.edges(data="relation")}
    _known_relation(relation, used)
    result = nx.DiGraph()
    result.add_nodes_from(graph.nodes(data=True))
    result.add_edges_from((a, b, dict(tie)) for a, b, tie in graph.edges(data=True) if tie["relation"] == relation)
    return result


def layers(ties: pd.DataFrame, on: Day | None = None, certain_from: float = 0.9) -> pd.DataFrame:
    """The relations side by side, most ties first, and all of them together: table `layers`.

    Parameters
    ----------
    ties
        Table `ties`.
    on
        Keep the ties that hold on this day.
    certain_from
        A tie at least this certain counts as certain [share].

    Notes
    -----
    The density of a layer is its ties over the ordered pairs of the actors that have a tie in it. In the row `all` two actors
    count once however many relations join them.
    """
    held = valid(ties, on)
    order = held["relation"].value_counts(sort=False).sort_values(ascending=False, kind="stable").index
    rows = [_layer_row(str(name), held[held["relation"] == name], certain_from) for name in order]
    everything = held.groupby(_PAIR, as_index=False, sort=False)["certainty"].agg(_any_of)
    rows.append(_layer_row("all", everything, certain_from))
    return schema.check(pd.DataFrame(rows), "layers")


def _layer_row(name: str, held: pd.DataFrame, certain_from: float) -> dict[str, Any]:
    pairs = set(zip(held["from_actor"], held["to_actor"], strict=True))
    actors, ties = len({actor for pair in pairs for actor in pair}), len(pairs)
    certain = int((held["certainty"] >= certain_from).sum())
    returned = sum((b, a) in pairs for a, b in pairs)
    return {
        "relation": name,
        "actors": actors,
        "ties": ties,
        "certain": certain,
        "uncertain": ties - certain,
        "expected_ties": float(held["certainty"].sum()),
        "density": ties / (actors * (actors - 1)) if ties else math.nan,
        "reciprocity": returned / ties if ties else math.nan,
    }


def _any_of(certainties: Iterable[float]) -> float:
    """Probability that at least one of independent ties exists."""
    return 1.0 - math.prod(1.0 - certainty for certainty in certainties)


def _join(result: nx.Graph, ties: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
    """Add `ties` to a graph that holds one tie for a pair, merging those that fall together."""
    for a, b, tie in ties:
        before = result.edges.get((a, b))
        if before is None:
            result.add_edge(a, b, **{name: tie[name] for name in ("relation", "weight", "certainty") if name in tie})
            continue
        if "relation" in tie:
            before["relation"] = ";".join(sorted({*before["relation"].split(";"), *tie["relation"].split(";")}))
        before["weight"] = before.get("weight", 1.0) + tie.get("weight", 1.0)
        if "certainty" in tie:
            before["certainty"] = _any_of((before["certainty"], tie["certainty"]))


def _of(ties: pd.DataFrame, relation: str | None) -> pd.DataFrame:
    if relation is None:
        return ties
    _known_relation(relation, set(ties["relation"]))
    return ties[ties["relation"] == relation]


def _known_relation(relation: str, used: set[str]) -> None:
    known = [*schema.RELATIONS, *sorted(used - set(schema.RELATIONS))]
    if relation not in known:
        raise ValueError(f"no relation is called {relation!r}; known: {', '.join(known)}")


def _holds(ties: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    begun = ties["from_date"].isna() | (ties["from_date"] <= day)
    return begun & (ties["to_date"].isna() | (ties["to_date"] >= day))


def _missing_columns(frame: pd.DataFrame, table: str, needed: list[str]) -> list[str]:
    given = ", ".join(str(name) for name in frame.columns) or "none"
    return [f"{table}: column {name!r} is missing; the table has: {given}" for name in needed if name not in frame.columns]


def _actor_problems(actors: pd.DataFrame) -> list[str]:
    found = _missing_columns(actors, "actors", ["actor", "kind"])
    if found:
        return found
    repeated = actors["actor"].duplicated()
    found = _each(actors, repeated, "actors", lambda row: f"actor {row['actor']!r} is listed again; accepted: once")
    nameless = actors["actor"].isna() | (actors["actor"] == "")
    return found + _each(actors, nameless, "actors", lambda _: "column actor is empty; accepted: a short name")


def _tie_problems(ties: pd.DataFrame, known: set[str] | None) -> list[str]:
    found = []
    for end in _PAIR if known is not None else []:
        strange = ~ties[end].isin(known or set())
        found += _each(ties, strange, "ties", lambda row, end=end: f"{end} {row[end]!r} is not in the actors; {_MEND}")
    itself = ties["from_actor"] == ties["to_actor"]
    found += _each(ties, itself, "ties", lambda row: f"{row['from_actor']!r} is tied to itself; accepted: two different actors")
    found += _each(ties, ties["weight"] < 0, "ties", lambda row: f"weight is {row['weight']:g}; accepted: 0 or more, or empty")
    unsure = ~ties["certainty"].between(0, 1)
    found += _each(ties, unsure, "ties", lambda row: f"certainty is {row['certainty']:g}; accepted: a share from 0 to 1")
    if set(_DATES) <= set(ties.columns):
        backwards = ties["to_date"] < ties["from_date"]
        found += _each(ties, backwards, "ties", lambda _: "to_date lies before from_date; accepted: the same day or later")
    return found


def _repeated(ties: pd.DataFrame) -> list[str]:
    first = {}
    for row, key in zip(ties.index, zip(*(ties[name] for name in _TIE), strict=True), strict=True):
        first.setdefault(key, row)
    mend = "accepted: one row for a tie; for several periods that do not overlap, give the day wanted as `on`"

    def sentence(row: pd.Series) -> str:
        key = tuple(row[name] for name in _TIE)
        return f"{key[0]} {key[2]} {key[1]} is already in row {_line(first[key])}; {mend}"

    return _each(ties, ties.duplicated(_TIE), "ties", sentence)


def _each(frame: pd.DataFrame, bad: pd.Series, table: str, sentence: Callable[[pd.Series], str]) -> list[str]:
    """One sentence for each of the first bad rows, and how many more there are."""
    rows = frame[bad]
    found = [f"{table}, row {_line(index)}: {sentence(row)}" for index, row in rows.head(_SHOWN).iterrows()]
    more = len(rows) - len(found)
    return [*found, f"{table}: {more} more rows like these"] if more > 0 else found


def _line(index: object) -> object:
    """Line of the file a row came from, when its index counts rows; else the index itself."""
    return index + _HEADER_ROWS if isinstance(index, int) else index
