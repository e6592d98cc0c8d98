"""A network written for other programs: GraphML, GEXF, Kumu, Excel and CSV."""

from __future__ import annotations

from pathlib import Path

import networkx as nx

from refanalysis.network.exports import markup, sheets
from refanalysis.network.exports.kumu import document
from refanalysis.network.exports.plain import plain

SUFFIXES = (".graphml", ".gexf", ".json", ".xlsx", ".csv")


def export(graph: nx.Graph, path: Path | str) -> tuple[Path, ...]:
    """The files written: the network with all its attributes and relations, in the form the suffix of `path` names.

    Parameters
    ----------
    graph
        Any networkx graph without self-ties.
    path
        `.graphml`; `.gexf` (1.3, each relation a kind of edge); `.json` (Kumu); `.xlsx` (sheets actors and ties); `.csv`
        (`x.csv` gives `x_actors.csv` and `x_ties.csv`); without a suffix a folder with `actors.csv` and `ties.csv`.

    Raises
    ------
    ValueError
        For another suffix, an actor tied to itself, two actors whose names are written alike, a text too long for a cell.
        Nothing is written then, and files that stood there stay as they were.

    Notes
    -----
    Absent values (None, NaN) are left out, days are written as 2026-01-31, lists are joined with ';', characters that XML
    does not allow become U+FFFD. Text that begins with = + - or @ stays text: spreadsheets do not run it. In CSV such a cell
    begins with an apostrophe, which `refanalysis.data.intake.formats` takes away again.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix and suffix not in SUFFIXES:
        raise ValueError(f"cannot write a network to {target.name!r}; accepted: {', '.join(SUFFIXES)}, or a folder")
    content = plain(graph)
    if suffix in (".csv", ""):
        return _write({target.joinpath(f"{name}.csv") if not suffix else target.with_name(f"{target.stem}_{name}.csv"): raw
                       for name, raw in sheets.texts(content).items()})  # fmt: skip
    rendered = {".graphml": markup.graphml, ".gexf": markup.gexf, ".json": document, ".xlsx": sheets.workbook}[suffix]
    return _write({target: rendered(content)})


def _write(files: dict[Path, bytes]) -> tuple[Path, ...]:
    """Write every file under another name first, so that a full disk leaves no half of one."""
    parts = {file.with_name(f".{file.name}.part"): file for file in files}
    try:
        for part, file in parts.items():
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(files[file])
        for part, file in parts.items():
            part.replace(file)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    return tuple(files)
