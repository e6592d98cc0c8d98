"""A network as rows of plain values, which every file format can hold."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

Value = bool | int | float | str
Row = dict[str, Value]

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ACTOR_COLUMNS = ("id", "actor")
_TIE_COLUMNS = ("id", "from", "to", "from actor", "to actor", "directed", "undirected", "direction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """Rows of actors (`actor`, attributes) and of ties (`from_actor`, `to_actor`, attributes); absent values have no entry."""

    actors: tuple[Row, ...]
    ties: tuple[Row, ...]
    directed: bool

    @property
    def tables(self) -> dict[str, tuple[list[str], tuple[Row, ...]]]:
        """Columns and rows of the tables actors and ties."""
        ends = ["from_actor", "to_actor"] + ([] if self.directed else ["direction"])
        ties = self.ties if self.directed else tuple({**row, "direction": "undirected"} for row in self.ties)
        return {"actors": (columns(self.actors, ["actor"]), self.actors), "ties": (columns(ties, ends), ties)}


def plain(graph: nx.Graph) -> Plain:
    """The network as plain rows; `ValueError` for actors tied to themselves or written alike."""
    loops = [str(actor) for actor, _ in nx.selfloop_edges(graph)]
    if loops:
        raise ValueError(f"actors tied to themselves: {', '.join(loops[:5])}; accepted: ties between two actors")
    names = {actor: str(portable(actor) or "") for actor in graph}
    seen: dict[str, Any] = {}
    for actor, name in names.items():
        if not name or name in seen:
            other = f"as {seen[name]!r} is" if name else "empty"
            raise ValueError(f"actor {actor!r} would be written {other}; accepted: names that differ as text")
        seen[name] = actor
    actors = tuple({"actor": names[actor], **_row(held, _ACTOR_COLUMNS)} for actor, held in graph.nodes(data=True))
    ties = tuple({"from_actor": names[a], "to_actor": names[b], **_row(held, _TIE_COLUMNS)} for a, b, held in _ties(graph))
    return Plain(actors=actors, ties=ties, directed=graph.is_directed())


def columns(rows: Iterable[Row], first: Iterable[str] = ()) -> list[str]:
    """Names of all values in the order they are met, after those in `first`."""
    return list(dict.fromkeys([*first, *(name for row in rows for name in row)]))


def portable(value: object) -> Value | None:
    """A value every format can hold, or None for one that is absent or empty."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time() and value.tzinfo is None:
        value = value.date()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    if isinstance(value, list | tuple | np.ndarray):
        return _clean(";".join(str(inner) for each in value if (inner := portable(each)) is not None)) or None
    return _clean(str(value)) or None


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _row(held: dict[Any, Any], taken: tuple[str, ...]) -> Row:
    """Attributes present, those that are called like a column of the file set apart."""
    values = {_clean(str(name)): value for name, raw in held.items() if (value := portable(raw)) is not None}
    return {f"{name} (attribute)" if re.sub(r"[\s_-]+", " ", name).strip().lower() in taken else name: value
            for name, value in values.items()}  # fmt: skip


def _ties(graph: nx.Graph) -> Iterable[tuple[Any, Any, dict[Any, Any]]]:
    """Ties with their relation: the attribute, or the key of the tie where that is a word."""
    if not graph.is_multigraph():
        return graph.edges(data=True)
    return ((a, b, held if "relation" in held or not isinstance(key, str) else {"relation": key, **held})
            for a, b, key, held in graph.edges(keys=True, data=True))  # fmt: skip
