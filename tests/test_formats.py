"""Network files of other programs, read into one form or refused."""

from __future__ import annotations

import json

import networkx as nx
import openpyxl
import pandas as pd
import pytest

from refanalysis.data.intake import formats
from refanalysis.schema import DataError

GRAPHML = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    '<key id="d0" for="node" attr.name="kind" attr.type="string"><default>ingo</default></key>'
    '<key id="d1" for="edge" attr.name="weight" attr.type="double"/>'
    '<graph edgedefault="undirected">{}</graph></graphml>'
)
YED = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">'
    '<key id="d6" for="node" yfiles.type="nodegraphics"/><graph edgedefault="directed">'
    '<node id="n0"><data key="d6"><y:GroupNode><y:NodeLabel>Health <y:X/></y:NodeLabel></y:GroupNode></data>'
    '<graph edgedefault="undirected"><node id="n0::n0"><data key="d6"><y:ShapeNode><y:NodeLabel>MoH</y:NodeLabel></y:ShapeNode>'
    '</data></node><node id="n0::n1"/><edge source="n0::n0" target="n0::n1"/></graph></node>'
    '<edge id="e1" source="n0" target="n0::n1"/></graph></graphml>'
)
GEXF = (
    '<gexf xmlns="{}" xmlns:viz="http://gexf.net/1.3/viz" version="1.3"><graph defaultedgetype="directed">'
    '<attributes class="node"><attribute id="0" title="type" type="string"><default>donor</default></attribute></attributes>'
    '<nodes><node id="1" label="BHA"><viz:size value="3"/></node>'
    '<node id="2" label="IRC" start="2020-01-01"><attvalues><attvalue for="0" value="ingo"/></attvalues></node>'
    '<node id="3"/></nodes><edges><edge id="0" source="1" target="2" weight="2.5" kind="funds" end="2021-12-31"/>'
    '<edge source="2" target="3" type="mutual" label="talks"/>'
    '<edge source="1" target="3" type="undirected"/></edges></graph></gexf>'
)
KUMU_PROJECT = {
    "elements": [
        {"_id": "elem-1", "attributes": {"label": "UNHCR", "element type": "UN agency", "tags": ["lead", "rets"]}},
        {"_id": "elem-2", "attributes": {"label": "OPM", "element type": "Government"}},
    ],
    "connections": [
        {"_id": "conn-1", "from": "elem-1", "to": "elem-2", "direction": "mutual", "attributes": {"connection type": "informs"}}
    ],
    "maps": [],
}
BLUEPRINT = {
    "elements": [{"label": "A", "type": "Letter"}, {"label": "B"}, {"id": "e3", "label": "C"}],
    "connections": [{"from": "A", "to": "B", "type": "likes"}, {"from": "B", "to": "e3", "direction": "undirected"}],
}


def written(folder, name: str, content: object):
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def ties(file) -> list[tuple]:
    frame = formats.edges(file)
    named = frame["relation"] if "relation" in frame else [""] * len(frame)
    return list(zip(frame["from"], frame["to"], frame["directed"], named, strict=True))


def refused(file) -> str:
    with pytest.raises(DataError) as error:
        formats.read(file)
    return "\n".join(error.value.problems)


def test_graphml_has_defaults_and_its_own_direction(tmp_path):
    edge = '<edge source="a" target="b"><data key="d1">2.0</data></edge>'
    inside = f'<node id="a"/><node id="b"><data key="d0">donor</data></node>{edge}'
    file = written(tmp_path, "g.graphml", GRAPHML.format(inside))
    nodes, edges = formats.read(file)
    assert nodes.to_dict("list") == {"id": ["a", "b"], "label": ["a", "b"], "kind": ["ingo", "donor"]}
    assert edges.to_dict("list") == {"from": ["a"], "to": ["b"], "directed": [False], "weight": ["2.0"]}


def test_graphml_of_yed_keeps_labels_and_the_direction_of_each_group(tmp_path):
    file = written(tmp_path, "g.graphml", YED)
    assert formats.nodes(file)["label"].tolist() == ["Health", "MoH", "n0::n1"]
    assert ties(file) == [("n0::n0", "n0::n1", False, ""), ("n0", "n0::n1", True, "")]


@pytest.mark.parametrize("space", ["http://www.gexf.net/1.2draft", "http://gexf.net/1.3", "http://www.gexf.net/1.3"])
def test_gexf_of_any_version_keeps_direction_time_and_kind(tmp_path, space):
    nodes, edges = formats.read(written(tmp_path, "g.gexf", GEXF.format(space)))
    assert nodes[["id", "label", "type", "start"]].to_numpy().tolist() == [
        ["1", "BHA", "donor", ""], ["2", "IRC", "ingo", "2020-01-01"], ["3", "3", "donor", ""]]  # fmt: skip
    assert edges[["from", "to", "directed"]].to_numpy().tolist() == [
        ["1", "2", True], ["2", "3", True], ["3", "2", True], ["1", "3", False]]  # fmt: skip
    assert edges.loc[0, ["relation", "weight", "to_date"]].tolist() == ["funds", "2.5", "2021-12-31"]


def test_gexf_with_several_periods_keeps_them_all(tmp_path):
    inside = '<edge source="1" target="2"><spells><spell start="2020"/><spell start="2022" end="2023"/></spells></edge>'
    text = GEXF.format("http://gexf.net/1.3").replace("<edges>", f"<edges>{inside}")
    assert formats.edges(written(tmp_path, "g.gexf", text)).loc[0, "periods"] == "2020/;2022/2023"


def test_a_kumu_project_names_elements_by_id_and_mutual_is_two_ties(tmp_path):
    file = written(tmp_path, "g.json", KUMU_PROJECT)
    nodes = formats.nodes(file)
    assert nodes["label"].tolist() == ["UNHCR", "OPM"]
    assert nodes["element type"].tolist() == ["UN agency", "Government"]
    assert nodes["tags"].tolist() == ["lead;rets", ""]
    assert ties(file) == [("elem-1", "elem-2", True, "informs"), ("elem-2", "elem-1", True, "informs")]


def test_an_attribute_called_id_is_not_kumus_own(tmp_path):
    document = json.loads(json.dumps(KUMU_PROJECT))
    document["elements"][0]["attributes"]["ID"] = "17"
    nodes = formats.nodes(written(tmp_path, "g.json", document))
    assert nodes[["id", "ID"]].to_numpy().tolist() == [["elem-1", "17"], ["elem-2", ""]]


def test_a_kumu_blueprint_names_elements_by_label_or_id(tmp_path):
    file = written(tmp_path, "g.json", BLUEPRINT)
    assert formats.nodes(file)["id"].tolist() == ["A", "B", "e3"]
    assert ties(file) == [("A", "B", True, "likes"), ("B", "e3", False, "")]


def test_a_label_that_two_elements_share_is_no_name(tmp_path):
    twins = {"elements": [{"id": "1", "label": "A"}, {"id": "2", "label": "A"}], "connections": [{"from": "A", "to": "1"}]}
    assert "connection 1: the edge names 'A', which the nodes do not list" in refused(written(tmp_path, "g.json", twins))


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiDiGraph])
def test_node_link_documents_of_networkx_are_read(tmp_path, kind):
    graph = kind()
    graph.add_node(1, kind="donor")
    graph.add_edge(1, 2, relation="funds", weight=2)
    file = written(tmp_path, "g.json", nx.node_link_data(graph, edges="links"))
    assert ties(file) == [("1", "2", graph.is_directed(), "funds")]
    assert formats.nodes(file)["kind"].tolist() == ["donor", ""]


def test_documents_of_d3_and_graphology_are_read(tmp_path):
    d3 = {"nodes": [{"name": "BHA"}, {"name": "IRC"}], "links": [{"source": 1, "target": 0, "value": 3}]}
    file = written(tmp_path, "d3.json", d3)
    assert ties(file) == [("IRC", "BHA", True, "")]
    assert formats.edges(file)["weight"].tolist() == ["3"]
    graphology = {
        "options": {"type": "mixed"},
        "nodes": [{"key": "a", "attributes": {"label": "A"}}, {"key": "b"}],
        "edges": [{"key": "e", "source": "a", "target": "b", "undirected": True, "attributes": {"kind": "informs"}}],
    }
    file = written(tmp_path, "graphology.json", graphology)
    assert ties(file) == [("a", "b", False, "informs")]
    assert formats.nodes(file)["label"].tolist() == ["A", "b"]


def test_pajek_has_arcs_edges_lists_and_named_relations(tmp_path):
    vertices = '*Vertices 3\n1 "World Bank" 0.1 0.2\n2 MTN\n3 "UNHCR\'s"\n% note\n'
    text = vertices + '*Arcs :1 "funds"\n1 3 2.5\n*Edges\n2 3\n*Arcslist\n3 1 2\n'
    file = written(tmp_path, "g.net", text)
    assert formats.nodes(file)["label"].tolist() == ["World Bank", "MTN", "UNHCR's"]
    assert ties(file) == [("1", "3", True, "funds"), ("2", "3", False, ""), ("3", "1", True, ""), ("3", "2", True, "")]
    assert formats.edges(file)["weight"].tolist() == ["2.5", "", "", ""]


@pytest.mark.parametrize(
    "text",
    ["From,To,Relationship,Strength\nBHA,IRC,funds,2\nIRC,OPM,informs,\n",
     "source;target;type;value\nBHA;IRC;funds;2\nIRC;OPM;informs;\n",
     "\ufefffrom_actor\tto_actor\trelation\tweight\tsource\nBHA\tIRC\tfunds\t2\tx\n\nIRC\tOPM\tinforms\t\tx\n"],
    ids=["kumu", "semicolons", "tabulators"],
)  # fmt: skip
def test_edge_lists_have_synonyms_and_separators(tmp_path, text):
    file = written(tmp_path, "list.csv", text)
    assert ties(file) == [("BHA", "IRC", True, "funds"), ("IRC", "OPM", True, "informs")]
    assert formats.edges(file)["weight"].tolist() == ["2", ""]
    assert formats.nodes(file)["id"].tolist() == ["BHA", "IRC", "OPM"]


def test_an_edge_list_of_gephi_keeps_its_direction(tmp_path):
    file = written(tmp_path, "g.csv", "Source,Target,Type,Id,Label,Weight\na,b,Undirected,0,,1\nb,c,Directed,1,,1\n")
    assert ties(file) == [("a", "b", False, ""), ("b", "c", True, "")]


def test_either_of_two_files_and_their_folder_are_the_same_network(tmp_path):
    nodes = written(tmp_path, "nodes.csv", "node,class\nBHA,donor\nIRC,ingo\nOPM,government\n")
    edges = written(tmp_path, "edges.csv", "source,target,direction\nBHA,IRC,\nIRC,OPM,mutual\n")
    for path in (nodes, edges, tmp_path):
        assert formats.nodes(path)["class"].tolist() == ["donor", "ingo", "government"]
        assert [row[:3] for row in ties(path)] == [("BHA", "IRC", True), ("IRC", "OPM", True), ("OPM", "IRC", True)]


def test_a_workbook_has_elements_beside_connections(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Elements"
    for row in (["Label", "Type", "Since"], ["BHA", "Donor", pd.Timestamp("2020-01-31")], ["IRC", "INGO", 2021]):
        book["Elements"].append(row)
    book.create_sheet("Connections").append(["From", "To", "Direction", "Label"])
    book["Connections"].append(["BHA", "IRC", "directed", "pays"])
    book.create_sheet("Read me").append(["any words"])
    book.save(tmp_path / "k.xlsx")
    nodes, edges = formats.read(tmp_path / "k.xlsx")
    assert nodes.to_dict("list") == {
        "id": ["BHA", "IRC"], "label": ["BHA", "IRC"], "Type": ["Donor", "INGO"], "Since": ["2020-01-31", "2021"]}  # fmt: skip
    assert ties(tmp_path / "k.xlsx") == [("BHA", "IRC", True, "")]
    assert edges["Label"].tolist() == ["pays"]


PAIR = '<node id="a"/><node id="b"/>'
REFUSED = {
    "page.graphml": ("<html><body/></html>", "found XML whose root is <html>; accepted: <graphml> or <gexf>"),
    "cut.graphml": ("<graphml><graph>", "cannot be read as XML"),
    "swapped.gexf": (GRAPHML.format(PAIR), "found <graphml>; accepted: <gexf>"),
    "two.graphml": (
        GRAPHML.format(PAIR).replace("</graphml>", "<graph/></graphml>"),
        "found 2 networks; accepted: one in a file",
    ),
    "hyper.graphml": (GRAPHML.format(PAIR + "<hyperedge/>"), "found ties among more than two nodes (hyperedge)"),
    "twice.graphml": (
        GRAPHML.format('<node id="a"/><node id="a"/>'),
        "node 'a': node 'a' is already in node 'a'; accepted: each",
    ),
    "nameless.graphml": (GRAPHML.format("<node/>"), "the node has no identifier; accepted: each node has its own"),
    "self.graphml": (
        GRAPHML.format(PAIR + '<edge source="a" target="a"/>'),
        "'a' is tied to itself; accepted: two different nodes",
    ),
    "unknown.graphml": (
        GRAPHML.format(PAIR + '<edge source="a" target="x"/>'),
        "the edge names 'x', which the nodes do not list",
    ),
    "bomb.graphml": (
        '<!DOCTYPE g [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><graphml>&c;</graphml>',
        "declares the entity 'a'; accepted",
    ),
    "file.gexf": (
        '<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/hostname">]><gexf>&x;</gexf>',
        "the file declares the entity 'x'",
    ),
    "coding.graphml": ('<?xml version="1.0" encoding="klingon"?><graphml/>', "cannot be read as XML"),
    "type.gexf": (GEXF.format("x").replace("mutual", "sideways"), "type is 'sideways'; accepted: directed, undirected, mutual"),
    "other.json": (
        '{"type": "FeatureCollection", "features": []}',
        "found the keys 'type', 'features'; accepted: Kumu's elements",
    ),
    "number.json": ("3", "found int; accepted: Kumu's elements and connections"),
    "cut.json": ('{"elements": [', "cannot be read as JSON"),
    "rows.json": ('{"connections": ["a-b"]}', "connection 1: found 'a-b'; accepted"),
    "turned.json": ('{"connections": [{"from": "a", "to": "b", "direction": "up"}]}', "direction is 'up'; accepted: directed"),
    "open.json": ('[{"from": "a"}]', "tie 1: the edge has no to; accepted: both ends are named"),
    "negative.csv": ("from,to,weight\na,b,-1\n", "row 2: weight is '-1'; accepted: a number of 0 or more, or empty"),
    "wordy.csv": ("from,to,weight\na,b,strong\n", "row 2: weight is 'strong'; accepted"),
    "presence.csv": ("org,sector\na,b\n", "row 1: found the columns 'org', 'sector'; accepted: columns 'from'"),
    "uneven.csv": ("from,to\na,b,c\n", "row 2: the row has another number of cells than row 1; accepted: 2"),
    "twice.csv": ("from,to,to\na,b,c\n", "column 'to' stands 2 times; accepted: once"),
    "headless.csv": ("from,to,\na,b,c\n", "row 2: a cell stands under no heading; accepted"),
    "empty.csv": ("", "row 1: found no headings"),
    "matrix.net": ("*Vertices 1\n1 a\n*Matrix\n0\n", "line 3: found *Matrix; accepted: *vertices, *arcs"),
    "open.net": ('*Vertices 1\n1 "a\n', "line 2: a quotation mark is not closed"),
    "none.net": ("1 2\n", "found no vertices; accepted: a Pajek network that begins with *Vertices"),
    "notes.docx": ("", "found a file of type '.docx'; accepted: .graphml, .gexf"),
    "locked.xlsx": ("not a workbook", "cannot be opened as a workbook"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_network_is_refused_with_the_reason(tmp_path, name):
    content, said = REFUSED[name]
    found = refused(written(tmp_path, name, content))
    assert said in found
    assert name in found


def test_all_problems_come_at_once_and_the_sixth_is_counted(tmp_path):
    rows = "".join(f"n{i},n{i},1\n" for i in range(7))
    found = refused(written(tmp_path, "g.csv", f"from,to,weight\n{rows}a,b,-2\n"))
    assert "row 6: 'n4' is tied to itself" in found and "n5" not in found
    assert "2 more like these" in found
    assert "row 9: weight is '-2'" in found


def test_a_missing_file_and_a_folder_without_networks_are_named(tmp_path):
    assert "nowhere.csv: the file is missing" in refused(tmp_path / "nowhere.csv")
    assert "accepted: actors.csv and ties.csv or nodes.csv and edges.csv" in refused(tmp_path)


def test_bytes_that_are_not_utf8_are_refused(tmp_path):
    (tmp_path / "g.csv").write_bytes("from,to\nécole,b\n".encode("cp1252"))
    assert "found bytes that are not UTF-8; accepted: UTF-8" in refused(tmp_path / "g.csv")
