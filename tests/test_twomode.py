"""Actors and the places they work in; the Davis data are packaged with `refanalysis.validation`."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms import bipartite
from reference_networks import FOLDER

from refanalysis.data.intake import formats
from refanalysis.network.twomode import affiliation, projection, twomode_measures

EXPECTED = {
    "degree": "degree", "twomode_degree": "degree_norm", "farness": "closeness_raw", "twomode_closeness": "closeness_norm",
    "betweenness": "betweenness_raw", "twomode_betweenness": "betweenness_norm",
}  # fmt: skip
RECORDS = pd.DataFrame(
    {"record": [1, 2, 3, 4, 5], "sector": ["Health", "Health", "WASH", "", "WASH"], "area": ["N", "S", "N", "N", ""],
     "area_name": ["North", "South", "North", "North", ""]}
)  # fmt: skip
PARTS = pd.DataFrame(
    {"record": [1, 2, 2, 3, 3, 4, 5, 1], "role": ["implementing"] * 7 + ["donor"],
     "organisation": ["IRC", "IRC", "NRC", "NRC", "NRC", "DRC", "Health", "BHA"], "kind": "ingo", "scope": "global", "key": ""}
)  # fmt: skip


def davis() -> nx.Graph:
    nodes, edges = formats.read(FOLDER / "graphs" / "davis_edges.csv")
    graph = nx.Graph()
    graph.add_nodes_from((row["id"], {"mode": row["class"]}) for row in nodes.to_dict("records"))
    graph.add_edges_from(zip(edges["from"], edges["to"], strict=True))
    return graph


@st.composite
def two_modes(draw: st.DrawFn) -> nx.Graph:
    n, m = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    graph = nx.Graph()
    graph.add_nodes_from((f"a{i}" for i in range(n)), mode="actor")
    graph.add_nodes_from((f"s{i}" for i in range(m)), mode="sector")
    pairs = [(f"a{i}", f"s{j}") for i in range(n) for j in range(m)]
    graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), unique=True)))
    return graph


def values(graph: nx.Graph, measure: str) -> dict[str, float]:
    table = twomode_measures(graph)
    return table[table["measure"] == measure].set_index("actor")["value"].to_dict()


@pytest.mark.parametrize("measure", EXPECTED)
def test_the_southern_women_have_the_enumerated_values(measure):
    expected = pd.read_csv(FOLDER / "expected" / "davis_twomode_brute.csv").set_index("node")[EXPECTED[measure]]
    found = pd.Series(values(davis(), measure))
    assert len(found) == 32
    np.testing.assert_allclose(found[expected.index], expected, rtol=1e-9)


def test_the_women_share_the_counted_events():
    expected = pd.read_csv(FOLDER / "expected" / "davis_women_projection.csv")
    women = projection(davis(), "woman")
    assert women.number_of_edges() == (expected["shared_events"] > 0).sum()
    for a, b, shared in expected.itertuples(index=False):
        assert (women.edges[a, b]["shared"] if shared else 0) == shared


@given(two_modes())
def test_shared_counts_add_up_to_the_pairs_at_each_place(graph):
    for mode in ("actor", "sector"):
        shared = sum(count for _, _, count in projection(graph, mode).edges(data="shared"))
        pairs = [d * (d - 1) // 2 for node, d in graph.degree() if graph.nodes[node]["mode"] != mode]
        assert shared == sum(pairs)


@given(two_modes())
def test_weights_are_those_of_networkx(graph):
    actors = [node for node, mode in graph.nodes(data="mode") if mode == "actor"]
    newman = bipartite.collaboration_weighted_projected_graph(graph, actors)
    jaccard = bipartite.overlap_weighted_projected_graph(graph, actors)
    for weight, expected in (("newman", newman), ("jaccard", jaccard)):
        ours = projection(graph, "actor", weight)
        assert list(ours) == actors
        assert {frozenset(edge) for edge in ours.edges()} == {frozenset(edge) for edge in expected.edges()}
        for a, b, value in expected.edges(data="weight"):
            assert ours.edges[a, b]["weight"] == pytest.approx(value)


@settings(max_examples=15)
@given(two_modes())
def test_measures_are_those_of_networkx_also_in_several_parts(graph):
    actors = [node for node, mode in graph.nodes(data="mode") if mode == "actor"]
    closeness = bipartite.closeness_centrality(graph, actors)
    degree = bipartite.degree_centrality(graph, actors)
    near, many = values(graph, "twomode_closeness"), values(graph, "twomode_degree")
    for node in graph:
        assert many[node] == pytest.approx(degree[node])
        assert near[node] == pytest.approx(closeness[node]) if graph.degree(node) else np.isnan(near[node])
    for node, value in values(graph, "farness").items():
        hops = sum(nx.single_source_shortest_path_length(graph, node).values())
        assert value == hops if hops else np.isnan(value)


def test_the_centre_of_a_star_has_the_most_betweenness_possible():
    star = nx.star_graph(["field", "IRC", "NRC", "DRC"])
    nx.set_node_attributes(star, {node: "sector" if node == "field" else "actor" for node in star}, "mode")
    assert values(star, "twomode_betweenness")["field"] == 1.0
    assert values(star, "twomode_closeness")["field"] == 1.0


def test_organisations_are_joined_with_sectors_by_the_records():
    graph = affiliation(RECORDS, PARTS)
    assert dict(graph.nodes(data="mode")) == {
        "IRC": "actor", "NRC": "actor", "DRC": "actor", "Health": "actor",
        "Health (sector)": "sector", "WASH": "sector"}  # fmt: skip
    assert set(graph.edges(data="weight")) == {
        ("IRC", "Health (sector)", 2.0), ("NRC", "Health (sector)", 1.0),
        ("NRC", "WASH", 1.0), ("Health", "WASH", 1.0)}  # fmt: skip
    assert graph.graph["left_out"] == 1
    assert graph.nodes["IRC"]["kind"] == "ingo"


def test_areas_and_cells_leave_out_and_count_records_without_them():
    areas = affiliation(RECORDS, PARTS, of="area")
    assert set(areas["N"]) == {"IRC", "NRC", "DRC"} and areas.nodes["N"]["name"] == "North"
    assert areas.graph["left_out"] == 1
    cells = affiliation(RECORDS, PARTS, of="cell")
    assert cells.graph["left_out"] == 2
    assert cells.nodes["Health · S"] == {"mode": "cell", "name": "Health · South", "sector": "Health", "area": "S"}
    assert set(cells["IRC"]) == {"Health · N", "Health · S"}
    assert set(cells["NRC"]) == {"Health · S", "WASH · N"} and not cells["DRC"]
    assert nx.is_bipartite(cells)


def test_cells_that_read_alike_stay_apart():
    alike = RECORDS.assign(sector=["A · B", "A", "", "", ""], area=["C", "B · C", "", "", ""])
    cells = affiliation(alike, PARTS, of="cell")
    assert [node for node, mode in cells.nodes(data="mode") if mode == "cell"] == ["A · B · C", "A · B · C (cell)"]
    assert set(cells["NRC"]) == {"A · B · C (cell)"}


def test_who_shares_a_cell_shares_its_sector_and_its_area():
    cells = projection(affiliation(RECORDS, PARTS, of="cell"), "actor")
    for of in ("sector", "area"):
        wider = projection(affiliation(RECORDS, PARTS, of=of), "actor")
        assert all(wider.has_edge(*edge) for edge in cells.edges())
    assert list(combinations(["IRC", "NRC"], 2)) == list(cells.edges())


def test_errors_say_what_is_accepted():
    with pytest.raises(ValueError, match="of is 'village'; accepted: sector, area, cell"):
        affiliation(RECORDS, PARTS, of="village")
    with pytest.raises(ValueError, match="no organisation has the role 'leader'; used: donor, implementing"):
        affiliation(RECORDS, PARTS, role="leader")
    graph = affiliation(RECORDS, PARTS)
    with pytest.raises(ValueError, match="no node has the mode 'woman'; used: actor, sector"):
        projection(graph, "woman")
    with pytest.raises(ValueError, match="weight is 'cosine'; accepted: shared, newman, jaccard"):
        projection(graph, "actor", "cosine")
    with pytest.raises(ValueError, match="the network has directions"):
        twomode_measures(graph.to_directed())
    graph.add_edge("IRC", "NRC")
    with pytest.raises(ValueError, match="ties within one mode: IRC and NRC; accepted: ties between the two modes"):
        twomode_measures(graph)
    with pytest.raises(ValueError, match=r"found 1 modes \(actor\); accepted: two"):
        twomode_measures(graph.subgraph(["IRC", "NRC"]))
    graph.add_node("x")
    with pytest.raises(ValueError, match="no mode is given for x"):
        twomode_measures(graph)
