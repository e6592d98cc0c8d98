"""Kumu's JSON, as bytes."""

from __future__ import annotations

import json

from refanalysis.network.exports.plain import Plain, Row


def document(content: Plain) -> bytes:
    """The network as a Kumu blueprint: the kind of an actor and the relation of a tie are also Kumu's `type`."""
    direction = "directed" if content.directed else "undirected"
    elements = [_element(row) for row in content.actors]
    connections = [_connection(row, direction) for row in content.ties]
    text = json.dumps({"elements": elements, "connections": connections}, ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode()


def _element(row: Row) -> Row:
    held = {name: value for name, value in row.items() if name != "actor"}
    own: Row = {"id": row["actor"], "label": row.get("label") or row.get("name") or row["actor"]}
    return {**own, **({"type": row["kind"]} if "kind" in row else {}), **held}


def _connection(row: Row, direction: str) -> Row:
    held = {name: value for name, value in row.items() if name not in ("from_actor", "to_actor")}
    own: Row = {"from": row["from_actor"], "to": row["to_actor"], "direction": direction}
    return {**own, **({"type": row["relation"]} if "relation" in row else {}), **held}
