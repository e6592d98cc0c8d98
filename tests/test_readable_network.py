"""What breaks in a network, as readers see it."""

import networkx as nx
import pandas as pd
import pytest

from refanalysis import network, readable


@pytest.fixture
def star():
    graph = nx.MultiDiGraph()
    graph.add_nodes_from([("usa", {"kind": "donor"}), ("unhcr", {"kind": "un_agency"}), ("rlo", {"kind": "refugee_led"})])
    graph.add_nodes_from([("uk", {"kind": "donor"}), ("wfp", {"kind": "un_agency"})])
    for payer, paid in (("usa", "unhcr"), ("unhcr", "rlo"), ("uk", "wfp"), ("usa", "wfp")):
        graph.add_edge(payer, paid, key="funds", relation="funds", weight=1.0, certainty=1.0)
    return graph


NAMES = {"usa": "United States", "unhcr": "UNHCR", "rlo": "A refugee-led group", "uk": "United Kingdom", "wfp": "WFP"}


def test_key_players_are_named_with_what_no_set_exceeds(star):
    table = readable.key_players(network.key_players(star, (1, 2), ("fragmentation", "reach")), NAMES)
    assert table["what"].tolist() == ["pairs parted", "pairs parted", "nearness of all others", "nearness of all others"]
    assert table.loc[0, "who"] in ("United States", "UNHCR", "WFP")
    assert (table["after"] <= table["at_most"] + 1e-12).all()
    assert table["others"].dtype == "Int64"


def test_losses_say_who_is_cut_off_and_which_kinds_are_gone(star):
    table = readable.losses(network.actor_losses(star), NAMES).set_index("leaves")
    assert table.loc["UNHCR", ["cut_off", "which", "ties"]].tolist() == [1, "A refugee-led group", 2]
    assert table.loc["A refugee-led group", "kinds"] == "refugee-led organisation"
    assert (table["nearness_lost"] >= 0).all()


def test_a_withdrawal_is_told_step_by_step(star):
    table = readable.withdrawals(network.after_withdrawal(star, "usa"), NAMES).set_index("actor")["then"]
    assert table.to_dict() == {
        "United States": "stops paying",
        "UNHCR": "loses every payer",
        "A refugee-led group": "falls away at step 2",
        "WFP": "goes on",
    }
    assert readable.withdrawals(None, NAMES).empty
    assert isinstance(readable.withdrawals(None, NAMES), pd.DataFrame)
