"""Network measures against R's sna and igraph, networkx, and exhaustive enumeration: one comparison row for each measure.

A folder of cases holds `graphs/` with `NAME_nodes.csv` (node, class) and `NAME_edges.csv` (source, target, weight), and beside
it `expected/` with files named after the graph; both may also lie in one folder. Which column or key is which of our measures
stands in `network_columns`, with what was left out and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.schema.types import DataError
from refanalysis.validation import compare, files, network_columns
from refanalysis.validation.network_columns import Case

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

PROGRAM = "networks"
TOLERANCE = 1e-9
_GRAPH = ("*_nodes.csv", "*_edges.csv")
KNOWN = (
    *_GRAPH,
    *(f"*{ending}" for ending in network_columns.READERS),
    "*_projection.csv",
    "COREPERIPHERY*.json",
    "CONFORMANCE*",
)
_NODES = {"node": "text", "class": "optional text"}
_EDGES = {"source": "text", "target": "text", "weight": "optional number"}


def rows(folder: Path) -> pd.DataFrame:
    """One comparison row for each measure over all graphs of a folder; a file that could not be used is a row too."""
    names = [path.name.removesuffix("_nodes.csv") for path in sorted(folder.glob("*_nodes.csv"))]
    if not names:
        return compare.table(_without_graph(folder))
    expected = next((path for path in (folder / "expected", folder.parent / "expected") if path.is_dir()), folder)
    found: list[tuple[str, float, float, str]] = []
    problems: list[dict[str, Any]] = []
    for name in names:
        try:
            found += list(_values(name, folder, expected))
        except DataError as error:
            problems.append(compare.unused(PROGRAM, name, "\n".join(error.problems)))
    return compare.table([*_by_measure(found), *problems])


def _without_graph(folder: Path) -> list[dict[str, Any]]:
    """A note on each file of results whose graph is not in the folder beside it; those with a graph are compared there."""
    graphs = {path.name.removesuffix("_nodes.csv") for path in folder.parent.glob("graphs/*_nodes.csv")}
    here = [path.name for path in sorted(folder.iterdir()) if path.is_file() and path.suffix in (".csv", ".json")]
    if not graphs and any(name.endswith("_edges.csv") for name in here):
        return [compare.unused(PROGRAM, folder.name, "ties without actors; accepted: NAME_nodes.csv beside NAME_edges.csv")]
    lone = [name for name in here if not any(name.startswith(f"{graph}_") for graph in graphs)]
    return [compare.unused(PROGRAM, name, _why_not(name), fails=False) for name in lone if not name.startswith("COREPERIPHERY")]


def _why_not(name: str) -> str:
    return (
        "results on pairs of networks are not compared"
        if name.startswith(network_columns.OF_PAIRS)
        else "its graph is not given"
    )


def _values(name: str, folder: Path, expected: Path) -> Iterator[tuple[str, float, float, str]]:
    """Measure, our value, their value and whose, for everything expected of one graph."""
    paths = {ending: path for ending in network_columns.READERS if (path := expected / f"{name}{ending}").is_file()}
    whole = [
        (path, key) for path in sorted(expected.glob("COREPERIPHERY*.json")) for key in files.json_object(path) if key == name
    ]
    projections = sorted(expected.glob(f"{name}_*_projection.csv"))
    if not paths and not projections:
        return
    case = Case(name=name, graph=_graph(name, folder, paths))
    for ending, path in paths.items():
        for measure, ours, theirs, whose in network_columns.READERS[ending](case, path):
            yield measure, ours, theirs, f"{name}, {whose}"
    for path, _ in whole:
        for measure, ours, theirs, whose in network_columns.milp(case, files.json_object(path)[name]):
            yield measure, ours, theirs, f"{name}, {whose}"
    for path in projections:
        for measure, ours, theirs, whose in network_columns.projection(case, path):
            yield measure, ours, theirs, f"{name}, {whose}"


def _by_measure(found: list[tuple[str, float, float, str]]) -> list[dict[str, Any]]:
    grouped: dict[str, list[tuple[float, float, str]]] = {}
    for measure, ours, theirs, whose in found:
        grouped.setdefault(measure, []).append((ours, theirs, whose))
    result = []
    for measure, values in grouped.items():
        ours, theirs, keys = zip(*values, strict=True)
        graphs = len({key.split(",")[0] for key in keys})
        case = f"{graphs} graph{'s' if graphs > 1 else ''}"
        result.append(compare.numbers(PROGRAM, case, measure, ours, theirs, keys, absolute=TOLERANCE))
    return result


def _graph(name: str, folder: Path, paths: dict[str, Path]) -> nx.Graph:
    """The graph of a case; whether ties have directions is said by its results."""
    import networkx as nx

    nodes = files.table(folder / f"{name}_nodes.csv", _NODES, key=("node",))
    edges = files.table(folder / f"{name}_edges.csv", _EDGES)
    known = set(nodes["node"])
    strange = [
        f"{name}_edges.csv, row {row}, column {end}: found {edges.loc[row, end]!r}; accepted: a node of {name}_nodes.csv"
        for end in ("source", "target")
        for row in edges.index[~edges[end].isin(known)]
    ]
    strange += [
        f"{name}_edges.csv, row {row}: {edges.loc[row, 'source']!r} is tied to itself; accepted: two nodes"
        for row in edges.index[edges["source"] == edges["target"]]
    ]
    if strange:
        raise DataError(strange[:5])
    graph = nx.DiGraph() if network_columns.directed(paths, len(edges)) else nx.Graph()
    graph.add_nodes_from((node, {"kind": group or "none"}) for node, group in zip(nodes["node"], nodes["class"], strict=True))
    weights = np.where(edges["weight"].isna(), 1.0, edges["weight"])
    graph.add_weighted_edges_from(zip(edges["source"], edges["target"], weights.tolist(), strict=True))
    return graph
