"""The root of an XML file, parsed only when it declares no entities: these can grow without limit or name other files."""

from __future__ import annotations

import contextlib
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from refanalysis.data.workspace import shown
from refanalysis.schema import DataError

_FORMS = ("graphml", "gexf")


class _Met(Exception):  # noqa: N818 - stops the parser, no error
    """The first element of the file is reached."""


def root(path: Path) -> tuple[ElementTree.Element, str]:
    """Root element of a GraphML or GEXF file and its local name; `DataError` for any other file."""
    raw, where = path.read_bytes(), shown(path)
    try:
        name = _first_element(raw, where)
        if name not in _FORMS:
            raise DataError(f"{where}: found XML whose root is <{name}>; accepted: <graphml> or <gexf>")
        return ElementTree.fromstring(raw), name
    except (ElementTree.ParseError, expat.ExpatError, LookupError, ValueError) as error:
        raise DataError(f"{where}: cannot be read as XML ({error}); accepted: a complete GraphML or GEXF file") from error


def local(element: ElementTree.Element) -> str:
    """Name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def below(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Every element called `name` at any depth below `element`, whatever its namespace, in the order of the file."""
    return [inner for inner in element.iter() if inner is not element and local(inner) == name]


def children(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """The elements called `name` directly below `element`, whatever their namespace."""
    return [inner for inner in element if local(inner) == name]


def _first_element(raw: bytes, where: str) -> str:
    parser, met = expat.ParserCreate(namespace_separator="}"), []

    def entity(name: str, *_: object) -> None:
        raise DataError(f"{where}: the file declares the entity {name!r}; accepted: XML without entities of its own")

    def element(name: str, _: object) -> None:
        met.append(name.rpartition("}")[2])
        raise _Met

    parser.EntityDeclHandler, parser.StartElementHandler = entity, element
    with contextlib.suppress(_Met):
        parser.Parse(raw, True)
    return met[0] if met else ""
