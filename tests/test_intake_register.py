"""Registers and ties are read from files of any form; what would make a wrong network is refused."""

import pandas as pd
import pytest
import small_sheets as small

from refanalysis import network, schema
from refanalysis.data.intake import read_register, read_ties
from refanalysis.data.intake.vocabulary import kind_of
from refanalysis.schema import DataError

REGISTER = (
    ("Organisation", "Acronym", "Scope", "Aliases"),
    ("#org+name", "#org+acronym", "#org+type", "#org+name+alias+list"),
    ("Agency for Technical Cooperation and Development", "ACTED", "international", "ACTED FR | ACTED Org"),
    ("Nile Hope", "", "local", ""),
    ("Nile  hope", "NH", "local", ""),
    ("", "", "", "x"),
)


def register(tmp_path, rows=REGISTER, **options):
    return read_register(small.csv_file(tmp_path / "register.csv", rows), **options)


def ties(tmp_path, *rows, head=("From", "To", "Relation", "Weight", "Certainty"), **options):
    return read_ties(small.csv_file(tmp_path / "ties.csv", [head, *rows]), **options)


def actors(*names):
    return pd.DataFrame(
        [
            {"actor": name.lower(), "name": name, "acronym": name[:2].upper(), "aliases": f"{name} Org; {name} Ltd"}
            for name in names
        ]
    )


def test_a_register_gives_short_names_scopes_and_aliases(tmp_path):
    found = register(tmp_path)
    assert found.table["actor"].tolist() == ["acted", "nile_hope"]
    assert found.table["scope"].tolist() == ["global", "local"]
    assert found.table["aliases"].tolist() == ["ACTED FR; ACTED Org", ""]
    assert found.table["kind"].tolist() == ["unknown", "unknown"]
    schema.check(found.table, "register")


def test_a_register_accounts_for_its_rows_and_says_that_a_type_was_a_scope(tmp_path):
    report = register(tmp_path).report
    assert (report.read, report.used) == (4, 2)
    assert dict(report.dropped) == {"no name": 1, "the name stands in an earlier row, with other details": 1}
    assert any("is tagged or headed as a type and holds scopes" in note for note in report.notes)
    assert {"short name made", "scope read", "aliases parted"} <= set(report.changes["what"])


def test_short_names_that_would_be_equal_are_told_apart(tmp_path):
    found = register(tmp_path, [("Name", "Acronym"), ("A-B", "X"), ("A B", "X"), ("A/B", "")])
    assert found.table["actor"].tolist() == ["a_b", "a_b_2", "a_b_3"]


def test_one_short_name_for_two_organisations_is_refused(tmp_path):
    rows = [("actor", "name", "kind"), ("nrc", "NRC", "ingo"), ("nrc", "Nordic Relief", "ingo")]
    with pytest.raises(DataError, match="row 2: found short name 'nrc' for 'NRC'; accepted: one organisation for each"):
        register(tmp_path, rows)


def test_kinds_levels_and_positions_are_read_in_other_languages(tmp_path):
    rows = [
        ("Nom", "Type d'organisation", "Pouvoir", "Interest", "Position"),
        ("MdM", "ONG internationale", "élevé", "medium", "favorable"),
    ]
    row = register(tmp_path, rows).table.iloc[0]
    assert (row["kind"], row["power"], row["interest"], row["position"]) == ("ingo", "high", "medium", "supports")


def test_a_file_without_names_is_no_register(tmp_path):
    with pytest.raises(DataError, match="no column is known to hold names of organisations; found 'Colour'"):
        register(tmp_path, [("Colour",), ("red",)])
    with pytest.raises(ValueError, match="columns: 'boss' cannot be read; accepted: actor, acronym, kind"):
        register(tmp_path, columns={"boss": "A"})
    assert register(tmp_path, [("Colour", "x"), ("red", "y")], columns={"name": "Colour"}).table["name"].tolist() == ["red"]


def test_ties_are_read_and_what_is_assumed_is_listed(tmp_path):
    found = ties(tmp_path, ("A", "B", "finances", "2", "80%"), ("B", "C", "", "", ""), relation="informs")
    assert found.table["relation"].tolist() == ["funds", "informs"]
    assert found.table["certainty"].tolist() == [0.8, 1.0]
    assert found.table["weight"].fillna(-1).tolist() == [2, -1]
    assumed = found.report.changes.query("what == 'assumed'")
    assert assumed["column"].tolist() == ["relation", "certainty"]
    schema.check(found.table, "tie_records")


def test_ties_make_a_network(tmp_path):
    found = ties(tmp_path, ("A", "B", "funds", "2", "1"), ("B", "C", "leads", "1", "1"))
    assert {(row.from_actor, row.to_actor) for row in found.table.itertuples()} == {("A", "B"), ("B", "C")}
    assert network.read_ties is read_ties


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("A", "a ", "funds", "1", "1"), "row 2: 'A' is tied to itself; accepted: two organisations"),
        (("A", "B", "funds", "-1", "1"), "row 2, column weight: found '-1'; accepted: 0 or more"),
        (("A", "B", "funds", "much", "1"), "row 2, column weight: found 'much'; accepted: a number such as 2.5"),
        (("A", "B", "funds", "inf", "1"), "row 2, column weight: found 'inf'"),
        (("A", "B", "funds", "1", "1.5"), "row 2, column certainty: found '1.5'; accepted: 0 to 1, or a percentage"),
        (("A", "B", "likes", "1", "1"), "row 2, column relation: found 'likes'; accepted: funds, implements_for"),
        (("A", "", "funds", "1", "1"), "row 2, column to: the cell is empty; accepted: an organisation"),
    ],
)
def test_ties_that_would_make_a_wrong_network_are_refused(tmp_path, row, message):
    with pytest.raises(DataError) as caught:
        ties(tmp_path, row, ("C", "D", "funds", "1", "1"))
    assert message in str(caught.value)


def test_all_problems_of_a_file_are_told_at_once(tmp_path):
    with pytest.raises(DataError) as caught:
        ties(tmp_path, ("A", "A", "funds", "-1", "2"))
    assert len(caught.value.problems) == 3


def test_ties_take_the_short_names_of_a_register_and_refuse_others(tmp_path):
    known = actors("Alpha", "Beta")
    found = ties(tmp_path, ("Alpha Org", "BE", "funds", "1", "1"), ("alpha", "Beta", "leads", "1", "1"), register=known)
    assert found.table[["from_actor", "to_actor"]].to_numpy().tolist() == [["alpha", "beta"], ["alpha", "beta"]]
    with pytest.raises(
        DataError, match="row 2, column to: 'Gamma' is not in the register; accepted: a short name, name, acronym or alias"
    ):
        ties(tmp_path, ("Alpha", "Gamma", "funds", "1", "1"), register=known)
    with pytest.raises(DataError, match="row 2: 'Alpha' is tied to itself"):
        ties(tmp_path, ("Alpha", "AL", "funds", "1", "1"), register=known)


def test_a_name_that_two_entries_claim_is_refused(tmp_path):
    with pytest.raises(DataError, match="row 2, column from: 'AL' stands for 'alpha', 'alps' in the register"):
        ties(tmp_path, ("AL", "Beta", "funds", "1", "1"), register=actors("Alpha", "Alps", "Beta"))
    with pytest.raises(DataError, match="register: short names 'alpha' stand for two actors each"):
        ties(tmp_path, ("Alpha", "Beta", "funds", "1", "1"), register=actors("Alpha", "Alpha", "Beta"))


def test_missing_columns_are_named(tmp_path):
    with pytest.raises(DataError, match="no column says where ties end; found 'From', 'Weight'"):
        ties(tmp_path, ("A", "1"), head=("From", "Weight"))
    with pytest.raises(ValueError, match="relation: found 'likes'; accepted: funds"):
        ties(tmp_path, ("A", "B", "", "", ""), relation="likes")


def test_source_and_target_are_the_ends_of_an_edge_list(tmp_path):
    found = ties(tmp_path, ("A", "B", "3"), head=("Source", "Target", "Weight"))
    assert found.table[["from_actor", "to_actor", "source"]].to_numpy().tolist() == [["A", "B", ""]]


def test_network_files_give_registers_and_ties(tmp_path):
    import networkx as nx

    graph = nx.Graph()
    graph.add_node("a", label="Alpha", kind="ingo")
    graph.add_node("b", label="Beta", kind="mno")
    graph.add_edge("a", "b", weight=2.0)
    path = tmp_path / "net.graphml"
    nx.write_graphml(graph, path)
    found = read_register(path)
    assert found.table[["actor", "name", "kind"]].to_numpy().tolist() == [["a", "Alpha", "ingo"], ["b", "Beta", "mno"]]
    tied = read_ties(path, relation="informs")
    assert tied.table[["from_actor", "to_actor", "weight"]].to_numpy().tolist() == [["a", "b", 2.0], ["b", "a", 2.0]]
    assert tied.report.changes.query("what == 'direction added'")["rows"].tolist() == [1]
    assert (tied.report.read, tied.report.used) == (1, 1)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("mobile operator", "mno"), ("mno", "mno"), ("mobile network operators", "mno"), ("operateur mobile", "mno"),
        ("operador de telefonia movil", "mno"), ("telecom company", "mno"), ("isp", "isp"),
        ("internet service provider", "isp"),
        ("fournisseur d'acces internet", "isp"),
        ("satellite provider", "satellite_provider"), ("tower company", "tower_company"),
        ("towerco", "tower_company"), ("regulator", "regulator"), ("telecommunications regulatory authority", "regulator"),
        ("autorite de regulation des telecommunications", "regulator"), ("operations", "unknown"), ("tower", "unknown"),
        ("mobile clinic", "unknown"),
    ],
)  # fmt: skip
def test_types_of_the_telecommunications_sector_are_known(written, kind):
    assert kind_of(written) == kind
