"""GraphML: nodes, edges and their data, nested graphs and yEd's labels included."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from refanalysis.data.intake.formats.markup import below, children, local, root
from refanalysis.data.intake.formats.parts import Parts, Row, attributes
from refanalysis.data.workspace import shown
from refanalysis.schema import DataError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LABELS = ("NodeLabel", "EdgeLabel")
_TRUE = ("true", "1")


def parts(path: Path) -> Parts:
    """Nodes and edges of a GraphML file."""
    top, form = root(path)
    where = shown(path)
    if form != "graphml":
        raise DataError(f"{where}: found <{form}>; accepted: <graphml> in a file of type .graphml")
    graphs = children(top, "graph")
    if len(graphs) != 1:
        raise DataError(f"{where}: found {len(graphs)} networks; accepted: one in a file")
    if below(top, "hyperedge"):
        raise DataError(f"{where}: found ties among more than two nodes (hyperedge); accepted: ties between two nodes")
    keys = {key.get("id", ""): key for key in children(top, "key")}
    nodes, edges = _walk(graphs[0], keys)
    return Parts(where=where, nodes=tuple(nodes), edges=tuple(edges))


def _walk(graph: Element, keys: dict[str, Element]) -> tuple[list[Row], list[Row]]:
    """Nodes and edges of a graph and of the graphs inside its nodes; each graph has its own default direction."""
    nodes: list[Row] = []
    edges: list[Row] = []
    default = graph.get("edgedefault", "directed") != "undirected"
    for element in graph:
        if local(element) == "node":
            data = attributes(_data(element, keys, "node"), ("id",))
            nodes.append((f"node {element.get('id')!r}", {"id": element.get("id"), **data}))
            for inner in children(element, "graph"):
                more_nodes, more_edges = _walk(inner, keys)
                nodes, edges = nodes + more_nodes, edges + more_edges
        elif local(element) == "edge":
            edges.append(_edge(element, keys, default))
    return nodes, edges


def _edge(element: Element, keys: dict[str, Element], default: bool) -> Row:
    stated = element.get("directed")
    source, target = element.get("source"), element.get("target")
    ends = {"from": source, "to": target, "directed": default if stated is None else stated.lower() in _TRUE}
    named = {"id": element.get("id")} if element.get("id") is not None else {}
    return f"edge {source!r} to {target!r}", {**ends, **named, **attributes(_data(element, keys, "edge"), (*ends, *named))}


def _data(element: Element, keys: dict[str, Element], part: str) -> dict[str, Any]:
    values = {
        _name(key): _text(standard[0]) for key in keys.values() if _holds(key, part) and (standard := children(key, "default"))
    }
    for datum in children(element, "data"):
        label = next((inner for inner in datum.iter() if local(inner) in _LABELS), None)
        if label is not None:
            values["label"] = _text(label)
        elif not len(datum) and (key := keys.get(datum.get("key", ""))) is not None:
            values[_name(key)] = _text(datum)
        elif not len(datum):
            values[datum.get("key", "")] = _text(datum)
    return values


def _holds(key: Element, part: str) -> bool:
    return key.get("for", "all") in (part, "all")


def _name(key: Element) -> str:
    return key.get("attr.name") or key.get("id", "")


def _text(element: Element) -> Any:
    """Text of an element, and of yEd's labels the text before their settings."""
    return (element.text or "").strip()
