"""The network to explore: what its controls send to the browser, and what stands below it."""

import ipywidgets
import pandas as pd
import pytest

from refanalysis import data, network, widgets
from refanalysis.figures import stakeholders

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def chad():
    return data.operation("chad")


@pytest.fixture
def explorer(chad):
    return widgets.network_explorer(chad)


def sent(explorer):
    """Attributes of the nodes that the browser gets, by actor, and its edges."""
    held = explorer.picture.data
    return {node["key"]: node["attributes"] for node in held["nodes"]}, held["edges"]


def test_every_actor_and_every_pair_joined_is_sent_to_the_browser(explorer, chad):
    nodes, edges = sent(explorer)
    assert set(nodes) == set(chad.actors["actor"])
    pairs = set(zip(chad.ties["from_actor"], chad.ties["to_actor"], strict=True))
    assert {(edge["source"], edge["target"]) for edge in edges} == pairs
    assert len(edges) == len(pairs)


def test_actors_stand_where_the_layout_puts_them_at_one_scale(explorer, chad):
    nodes, _ = sent(explorer)
    places = network.layout(network.graph(chad.actors, chad.ties)).set_index("actor")
    for actor, row in places.iterrows():
        assert nodes[actor]["y"] == pytest.approx(row["y"])
        assert nodes[actor]["x"] == pytest.approx(1.7 * row["x"])


def test_a_relation_leaves_its_ties_alone_and_every_actor_in_place(explorer, chad):
    before, _ = sent(explorer)
    explorer.controls["relation"].value = "funds"
    nodes, edges = sent(explorer)
    funds = chad.ties[chad.ties["relation"] == "funds"]
    assert len(edges) == len(funds.drop_duplicates(["from_actor", "to_actor"]))
    assert {actor: (node["x"], node["y"]) for actor, node in nodes.items()} == {
        actor: (node["x"], node["y"]) for actor, node in before.items()
    }


def test_size_follows_the_measure_chosen(explorer, chad):
    nodes, _ = sent(explorer)
    assert {actor: node["size_by"] for actor, node in nodes.items()} == stakeholders.degrees(chad.actors, chad.ties)
    explorer.controls["size_by"].value = "betweenness"
    nodes, _ = sent(explorer)
    table = network.measures(network.graph(chad.actors, chad.ties))
    wanted = table[(table["measure"] == "betweenness") & (table["actor"] != "all")].set_index("actor")["value"]
    assert {actor: node["size_by"] for actor, node in nodes.items()} == pytest.approx(wanted.round(4).to_dict())


def test_kinds_have_the_colours_of_the_figures_and_the_key_names_them(explorer, chad):
    palette = dict(explorer.picture.visual_variables["nodeColor"]["palette"])
    assert palette["UN agency"] == stakeholders.colour("un_agency")
    assert palette["mobile operator"] == stakeholders.colour("mno")
    key = explorer._key.value
    assert all(name in key for name in palette)
    explorer.controls["colour_by"].value = "community"
    assert "community 1" in explorer._key.value
    assert "UN agency" not in explorer._key.value


def test_an_actor_selected_lists_its_ties_and_stays_selected_when_the_relation_changes(explorer, chad):
    assert "Click an actor" in explorer.html
    explorer.selected = "unhcr"
    own = chad.ties[(chad.ties["from_actor"] == "unhcr") | (chad.ties["to_actor"] == "unhcr")]
    assert explorer.html.count("<tr><td>") == len(own)
    explorer.controls["relation"].value = "funds"
    assert explorer.selected == "unhcr"
    assert explorer.html.count("<tr><td>") == (own["relation"] == "funds").sum()
    explorer.selected = ""
    assert "Click an actor" in explorer.html


def test_names_are_written_as_text_not_as_markup():
    actors = pd.DataFrame({"actor": ["a", "b"], "name": ["<b>A</b>", "B & C"], "acronym": "", "kind": ["ingo", "donor"]})
    ties = pd.DataFrame({"from_actor": ["b"], "to_actor": ["a"], "relation": ["funds"], "weight": [1.0], "certainty": [1.0]})
    explorer = widgets.network_explorer(actors, ties)
    explorer.selected = "a"
    assert "&lt;b&gt;A&lt;/b&gt;" in explorer.html
    assert "<b>A</b>" not in explorer.html


def test_the_widget_asks_for_no_shapes_since_they_would_come_from_the_network(explorer):
    variables = explorer.picture.visual_variables
    assert variables["nodeShape"]["type"] == "disabled"
    assert variables["nodePictogram"]["type"] == "disabled"


def test_kinds_of_one_colour_share_a_mark_in_the_key(explorer):
    key = explorer._key.value
    assert "donor, development partner" in key
    colours = set(dict(explorer.picture.visual_variables["nodeColor"]["palette"]).values())
    assert key.count("border-radius:50%") == len(colours)


def test_the_layout_of_the_widget_is_one_that_the_browser_can_read(explorer):
    assert explorer.picture.get_state("layout")["layout"] == f"IPY_MODEL_{explorer.picture.layout.model_id}"
    explorer.controls["relation"].value = "funds"
    assert isinstance(explorer.picture.layout, ipywidgets.Layout)


def test_a_notebook_holds_the_widget_and_what_it_shows_in_words_but_no_second_map(explorer):
    explorer.controls["relation"].value = "funds"
    bundle = explorer._repr_mimebundle_()
    assert set(bundle) == {VIEW, "text/plain"}
    assert (
        bundle["text/plain"]
        == "Network of 51 actors and 11 ties to explore: relation = funds, colour_by = kind, size_by = ties"
    )


def test_bad_arguments_are_refused_in_words(chad, explorer):
    with pytest.raises(ValueError, match="an operation, or a table of actors and one of ties; found no ties"):
        widgets.network_explorer(chad.actors)
    with pytest.raises(ValueError, match="no actors to explore"):
        widgets.network_explorer(chad.actors.iloc[:0], chad.ties)
    with pytest.raises(ValueError, match="unknown actor 'nobody'; known: "):
        explorer.selected = "nobody"
