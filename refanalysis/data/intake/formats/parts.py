"""What every reader hands over, and the two checked tables made of it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

Row = tuple[str, dict[str, Any]]

NODE_WORDS = {
    "id": ("id", "actor", "node", "node id", "actor id", "key", "element", "organisation", "organization"),
    "label": ("label",),
}
EDGE_WORDS = {
    "from": ("from", "from actor", "from node", "from id", "source", "source id", "source node", "sender", "ego"),
    "to": ("to", "to actor", "to node", "to id", "target", "target id", "target node", "receiver", "alter"),
    "relation": ("relation", "relationship", "relation type", "tie type", "edge type", "connection type", "kind", "type"),
    "weight": ("weight", "value", "strength"),
    "certainty": ("certainty", "probability"),
    "from_date": ("from date", "start date", "start"),
    "to_date": ("to date", "end date", "end"),
}
_ENDS = ("from", "to")
_SHOWN = 5
_EXACT = 2**53  # whole numbers that a float, and so a spreadsheet, holds exactly


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Nodes and edges as a file has them, each with its place in the file; `listed` says that the file lists its nodes.

    A node has `id` and may have `label`; an edge has `from`, `to` and `directed`.
    """

    where: str
    nodes: tuple[Row, ...]
    edges: tuple[Row, ...]
    listed: bool = True


def tables(parts: Parts) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The nodes and edges as checked tables of text; `DataError` with every problem."""
    import pandas as pd

    edges = pd.DataFrame([_texts(row) for _, row in parts.edges])
    edges = edges.rename(columns=renamed(edges.columns, EDGE_WORDS))
    nodes = pd.DataFrame([_texts(row) for _, row in parts.nodes] if parts.listed else _met(parts.edges))
    edges = _ordered(edges.fillna(""), ["from", "to", "directed"])
    nodes = _ordered(nodes.fillna(""), ["id", "label"])
    found = _node_problems(nodes, parts) + _edge_problems(edges, set(nodes["id"]), parts)
    if found:
        raise DataError(found)
    names = nodes["name"] if "name" in nodes else nodes["id"]
    labels = nodes["label"].where(nodes["label"] != "", names)
    return nodes.assign(label=labels.where(labels != "", nodes["id"])), edges.assign(directed=edges["directed"] == "true")


def as_text(value: object) -> str:
    """A value as text: whole numbers without a point, days without an hour, true and false, lists joined with ';'."""
    if isinstance(value, str):
        return value.strip()
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) <= _EXACT else repr(value)
    if isinstance(value, list | tuple):
        return ";".join(filter(None, map(as_text, value)))
    if isinstance(value, dict):
        return ";".join(f"{name}={as_text(inner)}" for name, inner in value.items())
    return str(value).removesuffix(" 00:00:00").strip()


@lru_cache(maxsize=4096)
def fold(heading: object) -> str:
    """A heading without case, underscores and surrounding blanks."""
    return re.sub(r"[\s_\-]+", " ", str(heading)).strip().lower()


def renamed(headings: Iterable[Any], words: dict[str, tuple[str, ...]]) -> dict[Any, str]:
    """What the columns that play a part are called here, by their heading; the first word that a file has decides."""
    return dict(_renamed(tuple(headings), tuple(words.items())))


@lru_cache(maxsize=1024)
def _renamed(headings: tuple[Any, ...], words: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[Any, str]:
    folded: dict[str, Any] = {}
    for heading in headings:
        folded.setdefault(fold(heading), heading)
    chosen = {role: next((folded[word] for word in known if word in folded), None) for role, known in words}
    return {heading: role for role, heading in chosen.items() if heading is not None}


def attributes(values: dict[str, Any], taken: tuple[str, ...]) -> dict[str, Any]:
    """`values` with those that are called like a part of a node or edge set apart."""
    return {f"{name} (attribute)" if name in taken else name: value for name, value in values.items()}


def both_ways(at: str, edge: dict[str, Any], direction: str) -> list[Row]:
    """The edge as one row, or two when its `direction` is mutual."""
    if direction != "mutual":
        return [(at, {**edge, "directed": direction != "undirected"})]
    back = {**edge, "from": edge["to"], "to": edge["from"]}
    return [(at, {**edge, "directed": True}), (at, {**back, "directed": True})]


def _texts(row: dict[str, Any]) -> dict[str, str]:
    """Text before pandas sees it, which would make long whole numbers inexact where one is missing."""
    return {name: as_text(value) for name, value in row.items()}


def _met(edges: tuple[Row, ...]) -> list[dict[str, Any]]:
    return [{"id": name} for name in dict.fromkeys(as_text(edge.get(end)) for _, edge in edges for end in _ENDS) if name]


def _ordered(frame: pd.DataFrame, first: list[str]) -> pd.DataFrame:
    for name in first:
        if name not in frame:
            frame[name] = ""
    frame.columns = frame.columns.astype("str")
    return frame[[*first, *(name for name in frame.columns if name not in first)]].astype("str")


def _node_problems(nodes: pd.DataFrame, parts: Parts) -> list[str]:
    first: dict[str, str] = {}
    found = []
    for (at, _), name in zip(parts.nodes, nodes["id"], strict=False):
        if not name:
            found.append(f"{at}: the node has no identifier; accepted: each node has its own")
        elif name in first:
            found.append(f"{at}: node {name!r} is already in {first[name]}; accepted: each identifier once")
        first.setdefault(name, at)
    return _shortened(found, parts.where, len(found))


def _edge_problems(edges: pd.DataFrame, known: set[str], parts: Parts) -> list[str]:
    import pandas as pd

    start, end = edges["from"], edges["to"]
    bad: list[tuple[Callable[[pd.Series], str], pd.Series]] = [
        (_open_end, (start == "") | (end == "")),
        (_itself, (start == end) & (start != "")),
    ]
    if parts.listed:
        accepted = known | {""}
        bad.append((lambda edge: _unknown(edge, known), ~start.isin(accepted) | ~end.isin(accepted)))
    if "weight" in edges:
        numbers = pd.to_numeric(edges["weight"].where(edges["weight"] != ""), errors="coerce")
        bad.append((_weight, (edges["weight"] != "") & ~numbers.between(0, math.inf, inclusive="left")))
    found = []
    for sentence, rows in bad:
        first = edges[rows].head(_SHOWN)
        found += _shortened(
            [f"{parts.edges[row][0]}: {sentence(edge)}" for row, edge in first.iterrows()], parts.where, int(rows.sum())
        )
    return found


def _open_end(edge: pd.Series) -> str:
    empty = [end for end in _ENDS if not edge[end]]
    return f"the edge has no {' and no '.join(empty)}; accepted: both ends are named"


def _itself(edge: pd.Series) -> str:
    return f"{edge['from']!r} is tied to itself; accepted: two different nodes"


def _unknown(edge: pd.Series, known: set[str]) -> str:
    strange = [repr(edge[end]) for end in _ENDS if edge[end] and edge[end] not in known]
    return f"the edge names {' and '.join(strange)}, which the nodes do not list; accepted: listed nodes"


def _weight(edge: pd.Series) -> str:
    return f"weight is {edge['weight']!r}; accepted: a number of 0 or more, or empty"


def _shortened(found: list[str], where: str, total: int) -> list[str]:
    named = [f"{where}, {sentence}" for sentence in found[:_SHOWN]]
    return [*named, f"{where}: {total - _SHOWN} more like these"] if total > _SHOWN else named
