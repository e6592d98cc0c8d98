"""Money that dries up: by hand, and what holds for any register."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis import network

TIES = [
    ("usa", "unhcr", "funds", 3.0),
    ("eu", "unhcr", "funds", 1.0),
    ("usa", "iom", "funds", 1.0),
    ("brac", "iom", "implements_for", 1.0),
    ("coast", "brac", "implements_for", 1.0),
    ("coast", "unhcr", "implements_for", 1.0),
    ("usa", "ucc", "funds", 1.0),
    ("ucc", "fund", "funds", 1.0),
    ("iom", "wfp", "informs", 1.0),
]
KINDS = {"ucc": "regulator", "usa": "donor", "eu": "donor"}


def register(ties: list[tuple] = TIES) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    for a, b, relation, weight in ties:
        graph.add_edge(a, b, key=relation, relation=relation, weight=weight)
    for actor in graph:
        graph.nodes[actor].update(kind=KINDS.get(actor, "ingo"), name=actor.upper())
    return graph


def test_a_donor_withdraws_and_its_chain_dries_up_step_by_step() -> None:
    table = network.after_withdrawal(register(), "usa").set_index("actor")
    assert table["step"].dropna().to_dict() == {"usa": 0, "iom": 1, "ucc": 1, "brac": 2}
    assert table.index.tolist() == ["usa", "iom", "ucc", "brac", "unhcr", "coast"]
    assert table["falls_away"].to_dict() == {
        "usa": True, "iom": True, "ucc": False, "brac": True, "unhcr": False, "coast": False
    }  # fmt: skip
    assert table.loc["unhcr", ["lost", "left", "share_lost"]].tolist() == ["usa", "eu", 0.75]
    assert table.loc["coast", ["lost", "left", "share_lost"]].tolist() == ["brac", "unhcr", 0.5]
    assert table.loc["usa", ["name", "kind", "lost", "left"]].tolist() == ["USA", "donor", "", ""]
    assert "wfp" not in table.index, "being informed is no funding"
    assert "fund" not in table.index, "the regulator goes on by its own means"


def test_without_own_means_the_state_falls_away_as_well() -> None:
    table = network.after_withdrawal(register(), "usa", own_means=()).set_index("actor")
    assert table.loc["fund", ["step", "falls_away"]].tolist() == [2, True]


def test_when_every_donor_leaves_every_chain_ends() -> None:
    table = network.after_withdrawal(register(), ["usa", "eu"]).set_index("actor")
    assert table["step"].to_dict() == {"usa": 0, "eu": 0, "unhcr": 1, "iom": 1, "ucc": 1, "brac": 2, "coast": 3}


def test_one_relation_alone_can_be_followed_and_two_who_fund_one_another_stay() -> None:
    funds = network.after_withdrawal(register(), "usa", relations=["funds"])
    assert set(funds["actor"]) == {"usa", "iom", "ucc", "unhcr"}
    circle = register([("d", "a", "funds", 1.0), ("a", "b", "funds", 1.0), ("b", "a", "funds", 1.0)])
    assert network.after_withdrawal(circle, "d")[["actor", "falls_away"]].to_numpy().tolist() == [["d", True], ["a", False]]


def test_the_leaving_and_the_fallen_can_be_asked_for_their_losses_together() -> None:
    graph = register()
    gone = network.after_withdrawal(graph, "usa").query("falls_away")["actor"]
    row = network.actor_losses(graph, [gone]).iloc[0]
    assert row["leaving"] == "usa;iom;brac"
    assert row["left_alone"] == "wfp"


def test_ties_without_weight_share_evenly() -> None:
    table = network.after_withdrawal(register([("d", "a", "funds", 0.0), ("e", "a", "funds", 0.0)]), "d").set_index("actor")
    assert table.loc["a", "share_lost"] == 0.5


@given(
    pairs=st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda ends: ends[0] != ends[1]), min_size=1, unique=True
    ),
    data=st.data(),
)
@settings(deadline=None, max_examples=40)
def test_nobody_stands_with_a_funder_left_who_fell_and_nobody_stands_who_lost_all(pairs: list, data: st.DataObject) -> None:
    graph = nx.DiGraph()
    graph.add_edges_from(pairs, relation="funds")
    gone = data.draw(st.sampled_from(sorted(graph)))
    table = network.after_withdrawal(graph, gone)
    away = {int(actor) for actor in table.query("falls_away")["actor"]}
    for actor in graph:
        funders = set(graph.predecessors(actor))
        assert (actor in away) == (actor == gone or (bool(funders) and funders <= away))
    more = network.after_withdrawal(graph, sorted({gone, min(graph)})).query("falls_away")["actor"]
    assert away <= {int(actor) for actor in more}, "when more leave, no fewer fall"


@pytest.mark.parametrize(
    ("actor", "relations", "text"),
    [
        ("who", ["funds"], "not in the network: who; accepted: one of its actors or several"),
        ([], ["funds"], "not in the network: nobody is named"),
        ("usa", ["contracts"], "no tie is 'contracts'; relations of the network: funds, implements_for, informs"),
    ],
)
def test_wrong_arguments_are_refused(actor: object, relations: list[str], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        network.after_withdrawal(register(), actor, relations)


def test_a_network_without_directions_is_refused() -> None:
    with pytest.raises(ValueError, match="the network has no directions; accepted: a directed graph"):
        network.after_withdrawal(nx.Graph([("a", "b")]), "a")
