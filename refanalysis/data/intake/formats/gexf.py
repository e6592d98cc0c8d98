"""GEXF 1.2 and 1.3: nodes, edges, their attributes and the times at which they hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from refanalysis.data.intake.formats.markup import below, children, local, root
from refanalysis.data.intake.formats.parts import Parts, Row, attributes, both_ways
from refanalysis.data.workspace import shown
from refanalysis.schema import DataError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DIRECTIONS = ("directed", "undirected", "mutual")
_TIMES = {"start": ("start", "startopen"), "end": ("end", "endopen")}


def parts(path: Path) -> Parts:
    """Nodes and edges of a GEXF file."""
    top, form = root(path)
    where = shown(path)
    if form != "gexf":
        raise DataError(f"{where}: found <{form}>; accepted: <gexf> in a file of type .gexf")
    graphs = children(top, "graph")
    if len(graphs) != 1:
        raise DataError(f"{where}: found {len(graphs)} networks; accepted: one in a file")
    graph = graphs[0]
    default = graph.get("defaultedgetype", "undirected")
    nodes = [_node(element, _declared(graph, "node")) for element in below(graph, "node")]
    edges = [row for element in below(graph, "edge") for row in _edge(element, _declared(graph, "edge"), default, where)]
    return Parts(where=where, nodes=tuple(nodes), edges=tuple(edges))


def _declared(graph: Element, part: str) -> dict[str, tuple[str, str]]:
    """Title and default of each attribute of nodes or edges, by its id."""
    found = {}
    for group in children(graph, "attributes"):
        for element in children(group, "attribute") if group.get("class") == part else []:
            standard = children(element, "default")
            title = element.get("title") or element.get("id", "")
            found[element.get("id", "")] = (title, (standard[0].text or "").strip() if standard else "")
    return found


def _node(element: Element, declared: dict[str, tuple[str, str]]) -> Row:
    label = {"label": element.get("label")} if element.get("label") is not None else {}
    values = attributes(_values(element, declared), ("id", *label))
    return f"node {element.get('id')!r}", {"id": element.get("id"), **label, **values}


def _edge(element: Element, declared: dict[str, tuple[str, str]], default: str, where: str) -> list[Row]:
    ends = {"from": element.get("source"), "to": element.get("target")}
    at = f"edge {ends['from']!r} to {ends['to']!r}"
    direction = element.get("type", default).lower()
    if direction not in _DIRECTIONS:
        raise DataError(f"{where}, {at}: type is {direction!r}; accepted: {', '.join(_DIRECTIONS)}")
    own = {name: value for name in ("id", "label", "weight", "kind") if (value := element.get(name)) is not None}
    values = attributes(_values(element, declared), ("from", "to", "directed"))
    if own.get("kind") == values.get("relation"):
        own.pop("kind", None)
    return both_ways(
        at, {**ends, **own, **{name: value for name, value in values.items() if value or name not in own}}, direction
    )


def _values(element: Element, declared: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """Attributes of a node or edge; several values over time are joined with ';', and so are several periods, as start/end."""
    values: dict[str, Any] = {title: standard for title, standard in declared.values() if standard}
    given: dict[str, list[str]] = {}
    for group in children(element, "attvalues"):
        for value in children(group, "attvalue"):
            key = value.get("for") or value.get("id") or ""
            given.setdefault(declared.get(key, (key, ""))[0], []).append(value.get("value", "").strip())
    values.update({name: ";".join(dict.fromkeys(held)) for name, held in given.items()})
    periods = [_period(inner) for group in element if local(group) in ("spells", "slices") for inner in group] or [
        _period(element)
    ]
    if len(periods) > 1:
        return {**values, "periods": ";".join("/".join(period) for period in periods)}
    start, end = periods[0]
    return {**values, **({"start": start} if start else {}), **({"end": end} if end else {})}


def _period(element: Element) -> tuple[str, str]:
    start, end = (next((value for word in words if (value := element.get(word))), "") for words in _TIMES.values())
    return start, end
