"""Who does what where: in whose hands the work lies, who pays for it, who connects whom, an operation's own file."""

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from presence_case import needs, nothing, presence

from refanalysis import data, schema
from refanalysis.network import graph
from refanalysis.network import presence as network

ORGANISATIONS = list("PQRST")
AREAS = list("ABCD")
SITES = st.lists(st.tuples(st.sampled_from(ORGANISATIONS), st.sampled_from(AREAS)), min_size=1, max_size=14)


def made(sites, **more):
    """Records with one implementing organisation in one area each."""
    return presence(*({"implementing": [who], "area": area, **more} for who, area in sites))


def listed(table, *columns):
    return list(table[list(columns)].itertuples(index=False, name=None))


# hands


def test_concentration_of_presence_and_of_people():
    read = presence(
        {"implementing": ["P"], "people": 30.0},
        {"implementing": ["P"], "area": "B"},
        {"implementing": ["Q"], "people": 10.0},
    )
    table = network.concentration(read).set_index(["by", "name", "basis"])
    sector = table.loc[("sector", "Health", "presence")]
    assert (sector["hhi"], sector["largest"], sector["largest_share"]) == (pytest.approx(5 / 9), "P", pytest.approx(2 / 3))
    assert table.loc[("sector", "Health", "people"), "hhi"] == pytest.approx(0.75**2 + 0.25**2)
    assert table.loc[("area", "B", "presence"), "hhi"] == 1.0
    assert ("area", "B", "people") not in table.index


@settings(max_examples=8)
@given(SITES)
def test_concentration_lies_between_equal_shares_and_one(sites):
    table = network.concentration(made(sites))
    assert (table["hhi"] >= 1 / table["organisations"] - 1e-12).all()
    assert (table["hhi"] <= 1).all()


def test_localisation_keeps_unknown_kinds_apart():
    kinds = {"P": "nngo", "Q": "refugee_led", "R": "ingo", "S": "line_ministry", "T": "mno"}
    read = presence(*({"implementing": [who], "donor": ["D"]} for who in "PQRSTU"), kinds=kinds)
    table = network.localisation(read).set_index(["of", "group"])
    groups = ("local", "refugee-led", "national", "government", "international", "other", "unknown")
    assert [table.loc[("organisations", group), "count"] for group in groups] == [2, 1, 1, 1, 1, 1, 1]
    assert table.loc[("organisations", "local"), "share"] == pytest.approx(2 / 6)
    assert table.loc[("organisations", "local"), "share_known"] == pytest.approx(2 / 5)
    assert table.loc[("funded work", "unknown"), "count"] == 1


def test_partner_load_counts_sectors_areas_activities_and_whom_it_works_for():
    read = presence(
        {"implementing": ["P"], "programming": ["U"]},
        {"implementing": ["P"], "programming": ["V"], "area": "B"},
        {"implementing": ["P"], "programming": ["V"], "area": "B", "sector": "Shelter", "activity": "Tents"},
        {"implementing": ["Q"], "programming": ["Q"]},
    )
    table = network.partner_load(read)
    numbers = ("organisation", "sectors", "areas", "cells", "activities", "partners_for", "names")
    assert listed(table, *numbers) == [("P", 2, 2, 3, 3, 2, "U;V"), ("Q", 1, 1, 1, 1, 0, "")]


# chains


def test_money_goes_through_the_programming_organisation_or_straight_where_there_is_none():
    read = presence(
        {"donor": ["D", "E"], "programming": ["U"], "implementing": ["P"]},
        {"donor": ["D"], "implementing": ["Q"]},
        {"donor": ["U"], "programming": ["U"], "implementing": ["U"]},
    )
    edges = listed(network.chains(read), "layer", "from_organisation", "to_organisation", "records")
    assert edges == [("funds", "D", "Q", 1), ("funds", "D", "U", 1), ("funds", "E", "U", 1), ("implements_for", "U", "P", 1)]


def test_two_reports_of_one_piece_of_work_make_one():
    read = presence(*[{"donor": ["D"], "programming": ["U"], "implementing": ["P"], "people": n} for n in (1.0, 2.0)])
    assert network.chains(read)["records"].tolist() == [1, 1]


def test_the_chains_make_a_network():
    read = presence({"donor": ["D"], "programming": ["U"], "implementing": ["P"]}, kinds={"P": "nngo"})
    made_of = graph(*network.as_ties(read))
    assert isinstance(made_of, nx.MultiDiGraph)
    assert sorted(made_of.edges(keys=True)) == [("D", "U", "funds"), ("P", "U", "implements_for")]
    assert made_of.nodes["P"]["kind"] == "nngo"


def test_one_donor_for_everything_is_a_single_source_and_a_stand_in_is_no_donor():
    read = presence(
        {"donor": ["D"], "implementing": ["P"]},
        {"donor": ["D"], "implementing": ["Q"]},
        {"implementing": ["Q"], "area": "B"},
        {"donor": ["Many"], "implementing": ["R"]},
        {"donor": ["D", "E"], "implementing": ["S"]},
        stand_ins=["Many"],
    )
    table = network.single_sources(read)
    assert listed(table, "organisation", "donors", "without_donor", "single") == [
        ("R", 0, 1, False),
        ("Q", 1, 1, False),
        ("P", 1, 0, True),
        ("S", 2, 0, False),
    ]


# connectivity


def test_who_connects_whom_where_by_sector_and_where_asked_by_activity():
    read = presence(
        {"sector": "Telecom", "donor": ["D"], "programming": ["U"], "implementing": ["P"]},
        {"sector": "Education", "activity": "Internet for schools", "implementing": ["Q"], "status": "planned"},
        {"sector": "Emergency Telecommunications", "implementing": ["R"], "status": "ended"},
    )
    table = network.who_connects(read)
    assert listed(table, "pays", "programmes", "implements", "because") == [("D", "U", "P", "telecom")]
    asked = network.who_connects(read, activities=("internet",))
    assert set(asked["because"]) == {"telecom", "internet"}


def answers(table):
    return dict(zip(table["test"], table["result"], strict=True))


def test_an_investment_that_nothing_is_known_about_is_unknown_and_never_passes():
    table = network.investment_check(presence({"sector": "Telecom", "area": "", "implementing": ["P"]}))
    assert set(table["result"]) == {"unknown"}


def test_an_investment_is_informed_when_it_meets_a_need_is_not_doubled_and_someone_pays_later():
    read = presence({"sector": "Telecom", "activity": "4G site", "implementing": ["P"]})
    wanted = needs(A=500).assign(sector="Telecom")
    good = network.investment_check(read, wanted, lasting={"4g SITE": "the operator"})
    assert answers(good) == {"meets a need": "pass", "not doubled": "pass", "sustained": "pass"}
    assert good["evidence"].tolist()[0] == "500 people in need are stated for this sector and area"
    bad = network.investment_check(read, wanted.assign(people_in_need=0.0), lasting={"4G site": ""})
    assert answers(bad) == {"meets a need": "fail", "not doubled": "pass", "sustained": "fail"}


def test_the_same_activity_of_another_is_doubled_planned_work_too_but_not_that_of_one_team():
    same = {"sector": "Telecom", "activity": "4G site"}
    read = presence({**same, "implementing": ["P"]}, {**same, "implementing": ["Q"], "status": "planned"})
    table = network.investment_check(read).query("test == 'not doubled'")
    assert table["result"].tolist() == ["fail"]
    assert table["evidence"].tolist() == ["same activity, sector and area: P, Q (some of it planned)"]
    team = network.investment_check(presence({**same, "implementing": ["P", "Q"]}))
    assert answers(team)["not doubled"] == "pass"


def test_a_service_that_is_absent_is_a_need_and_one_that_is_planned_is_none():
    read = presence({"sector": "Telecom", "implementing": ["P"]})
    service = {"site_id": "A", "operator": "unknown", "service": "4G", "date": "2025", "source": "s", "quality": "published"}
    absent = network.investment_check(read, services=pd.DataFrame([{**service, "status": "absent"}]))
    assert answers(absent)["meets a need"] == "pass"
    assert absent["evidence"].tolist()[0] == "known there: 4G of unknown operator is absent"
    planned = network.investment_check(read, services=pd.DataFrame([{**service, "status": "planned"}]))
    assert answers(planned)["meets a need"] == "unknown"


@pytest.mark.parametrize(
    ("payer", "quality", "result"),
    [("operator", "published", "pass"), ("agency", "published", "fail"), ("operator", "placeholder", "unknown")],
)
def test_running_costs_after_the_emergency_decide_unless_they_are_only_assumed(payer, quality, result):
    read = presence({"sector": "Telecom", "implementing": ["P"]})
    rows = [
        {"item": "opex", "payer": "agency", "from_year": 0, "to_year": 2, "quality": quality},
        {"item": "opex", "payer": payer, "from_year": 3, "to_year": None, "quality": quality},
    ]
    table = network.investment_check(read, payers=pd.DataFrame(rows), after_year=3)
    assert answers(table)["sustained"] == result


def test_payers_without_a_year_are_refused():
    with pytest.raises(ValueError, match="payers and after_year go together"):
        network.investment_check(presence({"implementing": ["P"]}), after_year=3)


# an operation's own file


@pytest.mark.parametrize("name", data.operations())
def test_every_row_of_an_operation_is_read_and_its_tables_can_be_made(name):
    operation = data.operation(name)
    read = network.presence_of(operation)
    assert (read.report.read, read.report.used) == (len(operation.presence), len(operation.presence))
    assert set(read.parts["key"]) == set(operation.presence["organisation"])
    assert set(read.records["area"]) <= {*operation.sites["site_id"], ""}
    people = network.population_of(operation)
    cells = network.coverage(read, population=people)
    assert set(cells["area"]) == set(operation.sites["site_id"])
    assert network.headline(read, population=people)["rows_read"] == len(operation.presence)


def test_rows_of_a_project_make_one_record_and_so_a_chain():
    read = network.presence_of(data.operation("uganda"))
    edges = listed(network.chains(read), "layer", "from_organisation", "to_organisation")
    assert ("funds", "Government of the Netherlands", "UNHCR") in edges
    assert ("implements_for", "UNHCR", "Hello World") in edges


def test_work_that_says_it_is_planned_is_planned_and_work_that_is_over_is_ended():
    read = network.presence_of(data.operation("uganda"))
    said = read.records.set_index("activity")["status"]
    assert said["telecommunications mast (planned)"] == "planned"
    assert set(said.loc[["mobile money transfers"]]) == {"ended"}
    assert said["3G mast"] == "active"
    assert read.report.changes["rows"].tolist() == [3]


def test_a_donor_of_a_project_stands_behind_every_site_of_it(workspace):
    path = workspace / "data/operations/uganda/presence.csv"
    head, *_ = path.read_text(encoding="utf-8").splitlines()
    rows = [
        "world_bank,donor,education,hubs,pays,,,,,adjumani_udap_2025,published,",
        "nita_u,implementing,emergency_telecoms,hubs,hub,UGA-001,,,,adjumani_udap_2025,published,",
        "nita_u,implementing,emergency_telecoms,hubs,hub,UGA-002,,,,adjumani_udap_2025,published,",
    ]
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    read = network.presence_of(data.operation("uganda"))
    assert listed(read.records, "sector", "activity", "area") == [
        ("emergency_telecoms", "hub", "UGA-001"),
        ("emergency_telecoms", "hub", "UGA-002"),
    ]
    assert network.chains(read)["records"].tolist() == [2]


def test_a_presence_file_without_the_column_project_is_read_as_before(workspace):
    path = workspace / "data/operations/chad/presence.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.drop(columns="project").to_csv(path, index=False)
    operation = data.operation("chad")
    assert (operation.presence["project"] == "").all()
    assert len(network.presence_of(operation).records) == len(frame)


# headline and empty files


def test_the_headline_names_the_largest_gap_the_most_doubled_work_and_who_has_to_act():
    read = made([("P", "A"), ("Q", "A"), ("P", "B")])
    said = network.headline(read, needs(A=1, B=10, C=20, D=15), leads={"Health": "WHO"})
    assert (said["gap_area"], said["gap_people_in_need"], said["gap_lead"]) == ("C", 20.0, "WHO")
    assert (said["gaps"], said["gaps_people"], said["need_people"]) == (2, 35.0, 46.0)
    assert (said["doubled_area"], said["doubled_names"], said["doubled_lead"]) == ("A", "P;Q", "WHO")
    assert (said["vital_organisation"], said["vital_lost"], said["singles"]) == ("P", 1, 1)
    assert (said["local_share"], said["unknown_share"]) == (0.0, 1.0)


def test_a_file_without_rows_gives_empty_tables_and_no_figures():
    read = type(made([("P", "A")]))(
        records=nothing("presence_records"), parts=nothing("presence_parts"), report=presence().report
    )
    for name in ("present", "coverage", "overlaps", "duplication", "concentration", "chains", "copresence", "partner_load"):
        assert getattr(network, name)(read).empty, name
    for name in ("single_sources", "repeated_reports", "who_connects", "investment_check", "cells_lost_if_removed"):
        assert getattr(network, name)(read).empty, name
    said = network.headline(read)
    assert (said["gap_area"], said["local_share"], said["crowding_index"]) == (None, None, None)


@settings(max_examples=8)
@given(SITES, st.permutations(ORGANISATIONS))
def test_renaming_organisations_renames_them_in_the_answers_and_changes_nothing_else(sites, names):
    other = dict(zip(ORGANISATIONS, names, strict=True))
    before, after = made(sites), made([(other[who], area) for who, area in sites])
    lost = {other[row.organisation]: row.lost for row in network.cells_lost_if_removed(before).itertuples()}
    assert lost == {row.organisation: row.lost for row in network.cells_lost_if_removed(after).itertuples()}
    columns = ["sector", "null", "observed", "expected", "sd"]
    pd.testing.assert_frame_equal(network.duplication(before)[columns], network.duplication(after)[columns])


def test_every_result_is_a_declared_table():
    read = made([("P", "A"), ("Q", "A")])
    assert list(network.coverage(read).columns) == schema.TABLES["coverage_cells"].names
