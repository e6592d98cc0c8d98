"""Pajek's .net: numbered vertices, arcs (directed) and edges (not), by pairs or as lists, with named relations."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from refanalysis.data.intake.formats.parts import Parts, Row
from refanalysis.data.workspace import shown
from refanalysis.schema import DataError

_SECTIONS = ("*vertices", "*arcs", "*edges", "*arcslist", "*edgeslist", "*network")


def parts(path: Path) -> Parts:
    """Nodes and edges of a Pajek file; nodes keep their numbers as identifiers."""
    where = shown(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{where}: found bytes that are not UTF-8; accepted: UTF-8") from error
    nodes: list[Row] = []
    edges: list[Row] = []
    section, relation = "", ""
    for number, line in enumerate(text.splitlines(), start=1):
        words = _words(line, number, where)
        if not words or words[0].startswith("%"):
            continue
        if words[0].startswith("*"):
            section, relation = _section(words, number, where)
        elif section == "*vertices":
            node = {"id": words[0], "label": words[1] if len(words) > 1 else words[0]}
            nodes.append((f"line {number}", node))
        elif section:
            edges += _ties(words, section, relation, f"line {number}")
    if not nodes:
        raise DataError(f"{where}: found no vertices; accepted: a Pajek network that begins with *Vertices")
    return Parts(where=where, nodes=tuple(nodes), edges=tuple(edges))


def _words(line: str, number: int, where: str) -> list[str]:
    if line.count('"') % 2:
        raise DataError(f"{where}, line {number}: a quotation mark is not closed; accepted: labels in two of them")
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', line)]


def _section(words: list[str], number: int, where: str) -> tuple[str, str]:
    name = words[0].lower()
    if name not in _SECTIONS:
        raise DataError(f"{where}, line {number}: found {words[0]}; accepted: {', '.join(_SECTIONS)}")
    named = [word for word in words[1:] if not re.fullmatch(r":?\d+:?", word)]
    return name, named[0] if named and name in ("*arcs", "*edges") else ""


def _ties(words: list[str], section: str, relation: str, at: str) -> list[Row]:
    more: dict[str, Any] = {"relation": relation} if relation else {}
    directed = section.startswith("*arcs")
    if section.endswith("list"):
        return [(at, {"from": words[0], "to": other, "directed": directed, **more}) for other in words[1:]]
    if len(words) > 2:
        more["weight"] = words[2]
    return [(at, {"from": words[0], "to": words[1] if len(words) > 1 else "", "directed": directed, **more})]
