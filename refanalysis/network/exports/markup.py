"""GraphML and GEXF, as bytes."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from refanalysis.data.intake.formats.parts import as_text
from refanalysis.network.exports.plain import Plain, Row, Value, columns

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_GEXF = "http://gexf.net/1.3"
_TYPES: tuple[tuple[tuple[type, ...], str, str], ...] = (
    ((bool,), "boolean", "boolean"),
    ((int,), "long", "long"),
    ((int, float), "double", "double"),
)
_ENDS = ("from_actor", "to_actor")


def graphml(content: Plain) -> bytes:
    """The network in GraphML; parallel ties are edges of their own."""
    root = Element("graphml", xmlns=_GRAPHML)
    actors, ties = _attributes(content.actors, ("actor",)), _attributes(content.ties, _ENDS)
    for part, names in (("node", actors), ("edge", ties)):
        for number, (name, kinds) in enumerate(names.items()):
            SubElement(root, "key", {"id": f"{part}{number}", "for": part, "attr.name": name, "attr.type": kinds[0]})
    graph = SubElement(root, "graph", edgedefault="directed" if content.directed else "undirected")
    for row in content.actors:
        _data(SubElement(graph, "node", id=as_text(row["actor"])), row, "node", actors)
    for row in content.ties:
        _data(SubElement(graph, "edge", source=as_text(row["from_actor"]), target=as_text(row["to_actor"])), row, "edge", ties)
    return _document(root)


def gexf(content: Plain) -> bytes:
    """The network in GEXF 1.3; a relation is the kind of an edge, so that parallel ties stay apart in Gephi."""
    root = Element("gexf", xmlns=_GEXF, version="1.3")
    graph = SubElement(root, "graph", mode="static", defaultedgetype="directed" if content.directed else "undirected")
    weighed = "weight" in columns(content.ties) and _kinds(content.ties, "weight")[0] in ("long", "double")
    actors = _attributes(content.actors, ("actor", "label"))
    ties = _attributes(content.ties, (*_ENDS, *(["weight"] if weighed else [])))
    for part, names in (("node", actors), ("edge", ties)):
        declared = SubElement(graph, "attributes", {"class": part})
        for number, (name, kinds) in enumerate(names.items()):
            SubElement(declared, "attribute", id=f"{part}{number}", title=name, type=kinds[1])
    nodes, edges = SubElement(graph, "nodes"), SubElement(graph, "edges")
    for row in content.actors:
        label = as_text(row.get("label") or row.get("name") or row["actor"])
        _attvalues(SubElement(nodes, "node", id=as_text(row["actor"]), label=label), row, "node", actors)
    for number, row in enumerate(content.ties):
        own = {"id": str(number), "source": as_text(row["from_actor"]), "target": as_text(row["to_actor"])}
        own |= {"kind": as_text(row["relation"])} if "relation" in row else {}
        own |= {"weight": as_text(row["weight"])} if weighed and "weight" in row else {}
        _attvalues(SubElement(edges, "edge", own), row, "edge", ties)
    return _document(root)


def _attributes(rows: Iterable[Row], leave: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Types of each attribute in GraphML and GEXF."""
    held = tuple(rows)
    return {name: _kinds(held, name) for name in columns(held) if name not in leave}


def _kinds(rows: Iterable[Row], name: str) -> tuple[str, str]:
    values = [row[name] for row in rows if name in row]
    for types, *kinds in _TYPES:
        if all(type(value) in types and _fits(value) for value in values):
            return kinds[0], kinds[1]
    return "string", "string"


def _fits(value: Value) -> bool:
    return not isinstance(value, int) or abs(value) < 2**63


def _data(element: Element, row: Row, part: str, names: dict[str, tuple[str, str]]) -> None:
    for number, name in enumerate(names):
        if name in row:
            SubElement(element, "data", key=f"{part}{number}").text = as_text(row[name])


def _attvalues(element: Element, row: Row, part: str, names: dict[str, tuple[str, str]]) -> None:
    held = [(f"{part}{number}", row[name]) for number, name in enumerate(names) if name in row]
    group = SubElement(element, "attvalues") if held else element
    for key, value in held:
        SubElement(group, "attvalue", {"for": key, "value": as_text(value)})


def _document(root: Element) -> bytes:
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
