"""Networks written for other programs, and read back."""

from __future__ import annotations

import csv
import datetime
import json
from collections import Counter

import networkx as nx
import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from refanalysis import network
from refanalysis.data.intake import formats
from refanalysis.data.intake.formats.parts import as_text
from refanalysis.network.exports import export
from refanalysis.network.exports.plain import portable

FILES = ["net.graphml", "net.gexf", "net.json", "net.xlsx", "net.csv", "net"]
TYPED = {"net.graphml": nx.read_graphml, "net.gexf": nx.read_gexf}
RUNS = ("=1+1", "+41 22", "-x", "@cmd", "'=1", "=HYPERLINK(1)")


def register() -> nx.MultiDiGraph:
    actors = pd.DataFrame(
        {"actor": ["opm", "unhcr", "mtn", "école"], "name": ["Office, of the PM", "UNHCR", 'M"T"N', "École & <Fils>"],
         "kind": ["host_government", "un_agency", "mno", "community_structure"], "staff": [3, None, 2.5, None],
         "note": ["=1+1", None, "", "two\nlines"], "since": [pd.Timestamp("2020-01-31"), pd.NaT, pd.NaT, pd.NaT]}
    )  # fmt: skip
    ties = pd.DataFrame(
        {"from_actor": ["opm", "opm", "mtn"], "to_actor": ["unhcr", "unhcr", "opm"], "source": ["@a", "b", "c"],
         "relation": ["coordinates", "informs", "informs"], "weight": [2.0, None, 0.5], "certainty": [1.0, 0.5, 0.25]}
    )  # fmt: skip
    return network.graph(actors, ties)


def read_back(file) -> tuple[dict, Counter, set]:
    """Actors with their attributes, ties with theirs, and whether ties are directed."""
    nodes, edges = formats.read(file)
    actors = {row["id"]: {name: value for name, value in row.items() if value != ""} for row in nodes.to_dict("records")}
    ties = [(row.pop("from"), row.pop("to"), row) for row in edges.drop(columns="directed").to_dict("records")]
    return actors, ties, set(edges["directed"])


def plain_text(held: dict) -> dict[str, str]:
    return {name: as_text(portable(value)) for name, value in held.items() if portable(value) is not None}


def assert_same(graph: nx.Graph, file) -> None:
    actors, ties, directed = read_back(file)
    assert list(actors) == [as_text(portable(actor)) for actor in graph]
    for actor, held in graph.nodes(data=True):
        assert plain_text(held).items() <= actors[as_text(portable(actor))].items()
    assert directed <= {graph.is_directed()}
    given_ties = list(graph.edges(data=True))
    assert len(ties) == len(given_ties)
    for (a, b, held), (start, end, found) in zip(given_ties, ties, strict=True):
        assert (start, end) == (as_text(portable(a)), as_text(portable(b)))
        assert plain_text(held).items() <= found.items()
        added = {name for name, value in found.items() if value != "" and name not in plain_text(held)}
        assert added <= {"id", "type", "key"}


WORDS = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    [*RUNS, "007", "1.0", "true", "_x0041_", "#N/A", "NaN"]
)
DIGITS = st.floats(allow_infinity=False).map(lambda value: float(f"{value:.12g}"))  # Excel keeps 15
VALUES = (
    WORDS | st.none() | st.booleans() | st.integers() | DIGITS | st.dates()
    | st.lists(st.integers(0, 9), max_size=3)
)  # fmt: skip


@st.composite
def networks(draw: st.DrawFn) -> nx.Graph:
    """A network of any kind, of up to five actors and two relations, with attributes of every type."""
    kind = draw(st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]))
    names = draw(st.lists(WORDS.filter(lambda word: portable(word)), min_size=2, max_size=5, unique_by=portable))
    graph = kind()
    for name in names:
        graph.add_node(name, **draw(st.dictionaries(st.sampled_from(["name", "kind", "note", "=sum"]), VALUES)))
    pairs = [(a, b) for a in names for b in names if a != b]
    for a, b in draw(st.lists(st.sampled_from(pairs), max_size=6)):
        weight = draw(st.none() | st.floats(0, 1e6).map(lambda value: round(value, 3)) | st.integers(0, 9))
        relation = draw(st.sampled_from(["funds", "informs"]))
        graph.add_edge(
            a, b, relation=relation, weight=weight, **draw(st.dictionaries(st.sampled_from(["note", "sure"]), VALUES))
        )
    return graph


@pytest.mark.parametrize("name", FILES)
def test_a_register_comes_back_as_it_was(tmp_path, name):
    written = export(register(), tmp_path / name)
    assert all(file.is_file() for file in written)
    assert sorted(file.name for file in tmp_path.rglob("*") if file.is_file()) == sorted(file.name for file in written)
    assert_same(register(), written[0])


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graph=networks())
def test_any_network_comes_back_as_it_was(tmp_path, name, graph):
    assert_same(graph, export(graph, tmp_path / name)[0])


@pytest.mark.parametrize(("name", "read"), TYPED.items())
def test_networkx_reads_the_same_network_with_types(tmp_path, name, read):
    found = read(export(register(), tmp_path / name)[0])
    assert found.is_directed() and found.number_of_edges() == 3
    assert found.nodes["opm"]["staff"] == 3.0 and "staff" not in found.nodes["unhcr"]
    relations = Counter((a, b, held["relation"], held["weight"]) for a, b, held in found.edges(data=True))
    assert relations == Counter(
        [("opm", "unhcr", "coordinates", 2), ("opm", "unhcr", "informs", 1), ("mtn", "opm", "informs", 0.5)]
    )


def test_a_network_without_directions_says_so_in_every_form(tmp_path):
    graph = nx.Graph([("a", "b", {"relation": "informs"})])
    assert not nx.read_graphml(export(graph, tmp_path / "g.graphml")[0]).is_directed()
    assert not nx.read_gexf(export(graph, tmp_path / "g.gexf")[0]).is_directed()
    assert json.loads(export(graph, tmp_path / "g.json")[0].read_text())["connections"][0]["direction"] == "undirected"
    assert pd.read_csv(export(graph, tmp_path / "g.csv")[1])["direction"].tolist() == ["undirected"]


def test_a_kumu_file_has_labels_and_types(tmp_path):
    document = json.loads(export(register(), tmp_path / "g.json")[0].read_text(encoding="utf-8"))
    first = document["elements"][0]
    assert (first["id"], first["label"], first["type"]) == ("opm", "Office, of the PM", "host_government")
    assert document["connections"][2] == {"from": "mtn", "to": "opm", "direction": "directed", "type": "informs",
                                          "relation": "informs", "weight": 0.5, "certainty": 0.25, "source": "c"}  # fmt: skip


@pytest.mark.parametrize("text", RUNS)
def test_no_spreadsheet_runs_a_cell(tmp_path, text):
    graph = nx.DiGraph([(text, "b")])
    book = openpyxl.load_workbook(export(graph, tmp_path / "g.xlsx")[0])
    cell = book["actors"]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    with export(graph, tmp_path / "g.csv")[0].open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1] == [f"'{text}"]


def test_tables_of_the_project_come_out_of_csv(tmp_path):
    actors, ties = (pd.read_csv(file) for file in export(register(), tmp_path / "out"))
    again = network.graph(actors, ties)
    assert set(again.edges(keys=True)) == set(register().edges(keys=True))
    assert list(actors.columns[:3]) == ["actor", "name", "kind"]


@pytest.mark.parametrize("name", FILES[:-1])
def test_what_is_exported_is_read_again_as_register_and_ties(tmp_path, name):
    written = network.export(register(), tmp_path / name)
    sheets = ({"sheet": "actors"}, {"sheet": "ties"}) if name.endswith(".xlsx") else ({}, {})
    actors = network.read_register(written[0], **sheets[0]).table
    ties = network.read_ties(written[-1], **sheets[1]).table
    again = network.graph(actors, ties)
    assert dict(again.nodes(data="kind")) == dict(register().nodes(data="kind"))
    for key in ("weight", "certainty"):
        assert set(again.edges(keys=True, data=key)) == set(register().edges(keys=True, data=key))


def test_keys_that_are_words_are_relations(tmp_path):
    graph = nx.MultiDiGraph()
    graph.add_edge("a", "b", "funds")
    graph.add_edge("a", "b")
    assert formats.edges(export(graph, tmp_path / "g.graphml")[0])["relation"].tolist() == ["funds", ""]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, None), (float("nan"), None), (pd.NaT, None), (pd.NA, None), ("  ", None), (np.float64(2.5), 2.5),
     (np.bool_(True), True), (pd.Timestamp("2026-01-31"), "2026-01-31"), ({"b", "a"}, "a;b"),
     (datetime.datetime(2026, 1, 31, 8), "2026-01-31T08:00:00"),
     (["a", None, 2], "a;2"), ("a\x00b\r\nc", "a\ufffdb\nc"), (float("inf"), "inf")],
)  # fmt: skip
def test_values_become_portable(value, expected):
    assert portable(value) == expected


def test_attributes_called_like_a_column_are_set_apart(tmp_path):
    graph = nx.DiGraph()
    graph.add_node("a", id="other", Actor="x")
    graph.add_edge("a", "b", direction="north")
    for name in FILES:
        nodes, edges = formats.read(export(graph, tmp_path / name)[0])
        assert nodes["id"].tolist() == ["a", "b"]
        assert edges["direction (attribute)"].tolist() == ["north"]


def test_what_cannot_be_written_leaves_the_old_file(tmp_path):
    file = export(register(), tmp_path / "g.xlsx")[0]
    before = file.read_bytes()
    with pytest.raises(
        ValueError, match=r"sheet actors, row 2, column note: the text has 40000 characters; accepted in Excel: 32767"
    ):
        export(_long(), file)
    assert file.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["g.xlsx"]


def _long() -> nx.DiGraph:
    graph = nx.DiGraph([("a", "b")])
    graph.nodes["a"]["note"] = "x" * 40_000
    return graph


def test_a_disk_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def full(self, data):
        raise OSError("No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        export(register(), tmp_path / "g.csv")
    assert list(tmp_path.iterdir()) == []


def test_refusals_say_what_is_accepted(tmp_path):
    with pytest.raises(
        ValueError, match=r"cannot write a network to 'g.docx'; accepted: .graphml, .gexf, .json, .xlsx, .csv, or a folder"
    ):
        export(register(), tmp_path / "g.docx")
    with pytest.raises(ValueError, match="actors tied to themselves: a; accepted: ties between two actors"):
        export(nx.DiGraph([("a", "a")]), tmp_path / "g.json")
    with pytest.raises(ValueError, match="actor '1' would be written as 1 is; accepted: names that differ as text"):
        export(nx.DiGraph([(1, "1")]), tmp_path / "g.json")
    with pytest.raises(ValueError, match="actor ' ' would be written empty"):
        export(nx.DiGraph([("a", " ")]), tmp_path / "g.json")
