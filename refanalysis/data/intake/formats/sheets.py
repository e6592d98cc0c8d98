"""Edge lists in CSV and Excel, alone or beside a sheet of nodes."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

from refanalysis.data.intake.formats.parts import EDGE_WORDS, NODE_WORDS, Parts, Row, as_text, both_ways, fold, renamed
from refanalysis.data.workspace import shown
from refanalysis.schema import DataError

PAIRS = (("actors", "ties"), ("nodes", "edges"), ("elements", "connections"))
_DIRECTIONS = ("directed", "undirected", "mutual")
_MADE_TEXT = re.compile(r"'+[=+\-@\t\r]")
_SEPARATORS = (",", ";", "\t")
_ENDS = {role: EDGE_WORDS[role] for role in ("from", "to")}
_COLUMNS = "accepted: columns 'from' and 'to', or 'source' and 'target'"
Sheet = list[tuple[int, dict[str, str]]]


def pair(path: Path) -> Parts:
    """Nodes and edges of two CSV files, given the folder or one of the two; a CSV file that stands alone is an edge list."""
    files = _files(path)
    if files is None:
        if path.is_dir():
            names = " or ".join(f"{one}.csv and {other}.csv" for one, other in PAIRS)
            raise DataError(f"{shown(path)}: found no two CSV files with nodes and edges; accepted: {names}")
        return _joined(None, _csv(path), shown(path), ("", shown(path)))
    return _joined(_csv(files[0]), _csv(files[1]), shown(path), (files[0].name, files[1].name))


def workbook(path: Path) -> Parts:
    """Nodes and edges of a workbook: of the sheet with edges, and of one called actors, nodes or elements if there is."""
    where, sheets = shown(path), _sheets(path)
    ties = [name for name, rows in sheets.items() if set(renamed(rows[0], _ENDS).values()) == set(_ENDS)]
    if len(ties) != 1:
        listed = ", ".join(sheets) or "none"
        raise DataError(f"{where}: found {len(ties)} sheets of edges among {listed}; {_COLUMNS} in one sheet")
    nodes = next((name for name in sheets if name != ties[0] and fold(name) in {one for one, _ in PAIRS}), "")
    known = _table(sheets[nodes], f"{where}, {nodes}") if nodes else None
    return _joined(known, _table(sheets[ties[0]], f"{where}, {ties[0]}"), where, (nodes, ties[0]))


def as_read(cell: str) -> str:
    """The cell without the mark that keeps a spreadsheet from running it."""
    return cell[1:] if _MADE_TEXT.match(cell) else cell


def _files(path: Path) -> tuple[Path, Path] | None:
    for names in PAIRS:
        for name in names:
            if not path.is_dir() and not path.stem.lower().endswith(name):
                continue
            stem = "" if path.is_dir() else path.stem[: -len(name)]
            folder = path if path.is_dir() else path.parent
            both = tuple(folder / f"{stem}{other}{'.csv' if path.is_dir() else path.suffix}" for other in names)
            if all(file.is_file() for file in both):
                return both[0], both[1]
    return None


def _joined(nodes: Sheet | None, ties: Sheet, where: str, names: tuple[str, str]) -> Parts:
    edges = [row for number, cells in ties for row in _edge(cells, f"{names[1]}, row {number}", where)]
    if nodes is None:
        edges = [(at.removeprefix(f"{where}, "), edge) for at, edge in edges]
        return Parts(where=where, nodes=(), edges=tuple(edges), listed=False)
    return Parts(where=where, nodes=tuple(_node(cells, f"{names[0]}, row {n}") for n, cells in nodes), edges=tuple(edges))


def _node(cells: dict[str, str], at: str) -> Row:
    names = renamed(cells, NODE_WORDS)
    if "id" not in names.values():
        names |= renamed([heading for heading in cells if fold(heading) in ("label", "name")][:1], {"id": ("label", "name")})
    return at, {names.get(heading, heading): value for heading, value in cells.items()}


def _edge(cells: dict[str, str], at: str, where: str) -> list[Row]:
    names = renamed(cells, _ENDS)
    if set(names.values()) != set(_ENDS):
        raise DataError(f"{where}, row 1: found the columns {', '.join(map(repr, cells))}; {_COLUMNS}")
    rest = {names.get(heading, heading): value for heading, value in cells.items()}
    heading = next((name for name in rest if fold(name) == "direction"), None) or next(
        (name for name in rest if fold(name) == "type" and rest[name].lower() in _DIRECTIONS), None
    )
    direction = (rest.pop(heading) if heading else "").lower() or "directed"
    if direction not in _DIRECTIONS:
        raise DataError(f"{where}, {at}: {heading} is {direction!r}; accepted: {', '.join(_DIRECTIONS)}")
    return both_ways(at, rest, direction)


def _csv(path: Path) -> Sheet:
    where = shown(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{where}: found bytes that are not UTF-8; accepted: UTF-8 (in Excel: Save as, 'CSV UTF-8')") from error
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True))
    except csv.Error as error:
        raise DataError(
            f"{where}: not a CSV file ({error}); accepted: cells separated by comma, semicolon or tabulator"
        ) from error
    return _table([[as_read(cell.strip()) for cell in row] for row in rows], where)


def _separator(text: str) -> str:
    """The first separator that shows a heading known here; else the one that parts the first row most often."""
    headers = {mark: next(csv.reader(io.StringIO(text, newline=""), delimiter=mark), []) for mark in _SEPARATORS}
    known = [mark for mark, header in headers.items() if len(renamed(header, {**_ENDS, **NODE_WORDS})) > 1]
    return known[0] if known else max(headers, key=lambda mark: len(headers[mark]))


def _sheets(path: Path) -> dict[str, list[list[str]]]:
    import python_calamine

    where = shown(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        cells = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except python_calamine.CalamineError as error:
        raise DataError(f"{where}: cannot be opened as a workbook ({error}); accepted: .xlsx without a password") from error
    return {name: [[as_text(cell) for cell in row] for row in rows] for name, rows in cells.items() if rows}


def _table(rows: list[list[str]], where: str) -> Sheet:
    """Filled rows by heading with their numbers; `DataError` for a heading that stands twice or a row that is too long."""
    if not rows or not any(rows[0]):
        raise DataError(f"{where}, row 1: found no headings; {_COLUMNS}")
    header: list[Any] = rows[0]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise DataError(f"{where}, row 1: column {twice[0]!r} stands {header.count(twice[0])} times; accepted: once")
    filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(row)]
    uneven = [number for number, row in filled if len(row) != len(header)]
    if uneven:
        raise DataError(f"{where}, row {uneven[0]}: the row has another number of cells than row 1; accepted: {len(header)}")
    nameless = [number for number, row in filled if any(cell for name, cell in zip(header, row, strict=True) if not name)]
    if nameless:
        raise DataError(f"{where}, row {nameless[0]}: a cell stands under no heading; accepted: every column has one in row 1")
    return [(number, {name: cell for name, cell in zip(header, row, strict=True) if name}) for number, row in filled]
