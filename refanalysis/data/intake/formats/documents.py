"""Networks in JSON: Kumu's blueprints and project files, node-link documents, lists of ties."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from refanalysis.data.intake.formats.parts import EDGE_WORDS, NODE_WORDS, Parts, Row, as_text, attributes, both_ways, renamed
from refanalysis.data.workspace import shown
from refanalysis.schema import DataError

_DIRECTIONS = ("directed", "undirected", "mutual")
_ACCEPTED = (
    "accepted: Kumu's elements and connections, nodes with links or edges, or a list of ties with 'from' and 'to' or "
    "'source' and 'target'"
)
_NODE_IDS = {"id": ("id", "key"), "label": NODE_WORDS["label"]}
_ENDS = {role: EDGE_WORDS[role] for role in ("from", "to")}


def parts(path: Path) -> Parts:
    """Nodes and edges of a JSON file; `DataError` for JSON of another form."""
    where = shown(path)
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise DataError(f"{where}: cannot be read as JSON ({error}); accepted: a complete UTF-8 file") from error
    if isinstance(document, list):
        return Parts(where=where, nodes=(), edges=_edges(document, "tie", where, "directed"), listed=False)
    held = document if isinstance(document, dict) else {}
    if isinstance(held.get("connections"), list):
        return _kumu(held, where)
    for name in ("links", "edges"):
        if isinstance(held.get("nodes"), list) and isinstance(held.get(name), list):
            return _node_link(held, name, where)
    found = f"the keys {', '.join(map(repr, list(held)[:8]))}" if held else type(document).__name__
    raise DataError(f"{where}: found {found}; {_ACCEPTED}")


def _kumu(document: dict[str, Any], where: str) -> Parts:
    """Connections name elements by id where they have one, else by label, as Kumu does."""
    elements = document.get("elements")
    nodes = [_node(row, f"element {i}", where) for i, row in enumerate(_list(elements, "elements", where), start=1)]
    labels = Counter(node.get("label", "") for _, node in nodes)
    ids = {node["id"] for _, node in nodes}
    by_label = {node.get("label", ""): node["id"] for _, node in nodes if labels[node.get("label", "")] == 1}
    edges = []
    for at, edge in _edges(document["connections"], "connection", where, "directed"):
        ends = {end: as_text(edge[end]) for end in _ENDS}
        edges.append((at, {**edge, **{end: name if name in ids else by_label.get(name, name) for end, name in ends.items()}}))
    return Parts(where=where, nodes=tuple(nodes), edges=tuple(edges), listed=elements is not None)


def _node_link(document: dict[str, Any], name: str, where: str) -> Parts:
    """As networkx, D3 and graphology write it; D3's older files number the nodes from 0."""
    nodes = [_node(row, f"node {i}", where) for i, row in enumerate(document["nodes"], start=1)]
    settings = document.get("options") if isinstance(document.get("options"), dict) else {}
    undirected = document.get("directed") is False or settings.get("type") == "undirected"
    edges = _edges(document[name], "edge", where, "undirected" if undirected else "directed")
    if not any(set(renamed(row, {"id": _NODE_IDS["id"]})) for row in document["nodes"]):
        ids = [node["id"] for _, node in nodes]
        edges = tuple((at, {**edge, **{end: _numbered(edge.get(end), ids) for end in _ENDS}}) for at, edge in edges)
    return Parts(where=where, nodes=tuple(nodes), edges=edges)


def _numbered(end: Any, ids: list[Any]) -> Any:
    return ids[end] if isinstance(end, int) and not isinstance(end, bool) and 0 <= end < len(ids) else end


def _node(row: Any, at: str, where: str) -> Row:
    flat = _flat(row, at, where)
    names = renamed(flat, _NODE_IDS)
    label = next((flat[heading] for heading, role in names.items() if role == "label"), flat.get("name"))
    own = {role: as_text(flat[heading]) for heading, role in names.items()}
    rest = attributes({name: value for name, value in flat.items() if name not in names}, ("id", *own))
    return at, {"id": own.pop("id", "") or as_text(label), **own, **rest}


def _edges(rows: list[Any], word: str, where: str, default: str) -> tuple[Row, ...]:
    found: list[Row] = []
    for number, row in enumerate(rows, start=1):
        at = f"{word} {number}"
        flat = _flat(row, at, where)
        names = renamed(flat, _ENDS)
        direction = str(flat.pop("direction", None) or _stated(flat) or default).lower()
        if direction not in _DIRECTIONS:
            raise DataError(f"{where}, {at}: direction is {direction!r}; accepted: {', '.join(_DIRECTIONS)}")
        ends = {role: flat[heading] for heading, role in names.items()}
        ends = {"from": None, "to": None, **{end: _end(value) for end, value in ends.items()}}
        rest = {name: value for name, value in flat.items() if name not in names}
        found += both_ways(at, {**ends, **attributes(rest, ("from", "to", "directed"))}, direction)
    return tuple(found)


def _end(value: Any) -> Any:
    """An end that D3 has replaced by its node is that node's id."""
    if not isinstance(value, dict):
        return value
    return next((value[name] for name in ("id", "_id", "label", "name") if name in value), None)


def _stated(flat: dict[str, Any]) -> str:
    for word, when_true, when_false in (("directed", "directed", "undirected"), ("undirected", "undirected", "directed")):
        if isinstance(flat.get(word), bool):
            return when_true if flat.pop(word) else when_false
    return ""


def _flat(row: Any, at: str, where: str) -> dict[str, Any]:
    """A row with its nested `attributes` beside the rest."""
    if not isinstance(row, dict):
        raise DataError(f"{where}, {at}: found {str(row)[:40]!r}; {_ACCEPTED}")
    inner = row.get("attributes")
    if not isinstance(inner, dict):
        return dict(row)
    outer = {name: value for name, value in row.items() if name != "attributes"}
    return {**outer, **{name: value for name, value in inner.items() if name not in outer}}


def _list(value: Any, name: str, where: str) -> list[Any]:
    if value is not None and not isinstance(value, list):
        raise DataError(f"{where}: {name} is {type(value).__name__}; accepted: a list")
    return value or []
