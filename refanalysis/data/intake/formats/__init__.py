"""Nodes and edges of a network file as tables: GraphML, GEXF, Kumu, node-link JSON, Pajek, edge lists in CSV and Excel.

networkx reads some of these, but adds a node for an edge that names an unknown one and merges two nodes that share an
identifier; here both are refused, and every format gives the same two tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from refanalysis.data.workspace import shown
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.data.intake.formats.parts import Parts

SUFFIXES = (".graphml", ".gexf", ".json", ".csv", ".xlsx", ".net")


def nodes(path: Path | str) -> pd.DataFrame:
    """The nodes of a network file as text: `id`, `label`, then every attribute under the name the file gives it.

    A file that lists edges only has the nodes that these name, in the order they are met. A missing attribute is empty.

    Parameters
    ----------
    path
        `.graphml`, `.gexf`, `.json` (Kumu or node-link), `.net` (Pajek), `.csv` or `.xlsx` (an edge list, or a sheet of nodes
        beside a sheet of edges), or a folder with two CSV files. Of `x_edges.csv` and `x_nodes.csv` either names the pair.

    Raises
    ------
    DataError
        For a file of another form, XML that declares entities, a tie of a node to itself, two nodes with one identifier, an
        edge to a node that is not listed, a weight that is negative or no number.
    """
    return read(path)[0]


def edges(path: Path | str) -> pd.DataFrame:
    """The edges of a network file as text: `from`, `to`, `directed` (true or false), then what the file says of them.

    The columns of the relation, weight, certainty and dates are called `relation`, `weight`, `certainty`, `from_date` and
    `to_date` where the file has them; all others keep their names. An edge without direction is one row with `directed` false;
    one in both directions is two rows. Parameters and errors as in `nodes`.
    """
    return read(path)[1]


def read(path: Path | str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nodes and edges of a network file; see `nodes` and `edges`."""
    from refanalysis.data.intake.formats.parts import tables

    return tables(_parts(Path(path)))


def _parts(path: Path) -> Parts:
    from refanalysis.data.intake.formats import documents, gexf, graphml, pajek, sheets

    if path.is_dir():
        return sheets.pair(path)
    if not path.is_file():
        raise DataError(f"{shown(path)}: the file is missing")
    readers = {
        ".graphml": graphml.parts,
        ".gexf": gexf.parts,
        ".json": documents.parts,
        ".net": pajek.parts,
        ".csv": sheets.pair,
        ".xlsx": sheets.workbook,
    }
    suffix = path.suffix.lower()
    if suffix == ".xml":
        from refanalysis.data.intake.formats.markup import root

        return readers[f".{root(path)[1]}"](path)
    if suffix not in readers:
        raise DataError(f"{shown(path)}: found a file of type {suffix or 'none'!r}; accepted: {', '.join(SUFFIXES)}, a folder")
    return readers[suffix](path)
