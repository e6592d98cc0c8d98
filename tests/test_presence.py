"""Who does what where: who counts as present, gaps, overlaps, duplication."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from presence_case import needs, presence

from refanalysis.network import presence as network
from refanalysis.network.presence.duplication import chances, pairs
from refanalysis.schema import DataError

ORGANISATIONS = list("PQRST")
AREAS = list("ABCD")
SITES = st.lists(st.tuples(st.sampled_from(ORGANISATIONS), st.sampled_from(AREAS)), min_size=1, max_size=14)


def made(sites, **more):
    """Records with one implementing organisation in one area each."""
    return presence(*({"implementing": [who], "area": area, **more} for who, area in sites))


def listed(table, *columns):
    return list(table[list(columns)].itertuples(index=False, name=None))


# who counts as present


def test_without_implementing_organisation_the_next_role_counts_and_is_named():
    read = presence(
        {"implementing": ["P"], "partner": ["Q"], "donor": ["D"]},
        {"partner": ["R"], "programming": ["S"]},
        {"programming": ["T"], "reporting": ["U"], "activity": "Other"},
        {"donor": ["D"]},
    )
    table = network.present(read)
    assert listed(table, "organisation", "role") == [("P", "implementing"), ("R", "partner"), ("T", "programming")]


def test_roles_can_be_chosen():
    read = presence({"implementing": ["P"], "programming": ["Q"]})
    assert listed(network.present(read, roles=("programming",)), "organisation") == [("Q",)]


def test_planned_and_ended_work_is_left_out_and_can_be_listed_apart():
    stages = ("active", "unknown", "planned", "ended")
    read = presence(*({"implementing": [stage], "status": stage} for stage in stages))
    assert sorted(network.present(read)["organisation"]) == ["active", "unknown"]
    assert sorted(network.present(read, statuses=("planned", "ended"))["organisation"]) == ["ended", "planned"]


def test_repeated_reports_count_once_and_their_largest_figure_is_taken():
    read = presence(
        {"implementing": ["P"], "people": 100.0},
        {"implementing": ["P"], "people": 80.0, "activity": "CLINIC "},
        {"implementing": ["P"], "people": 5.0, "activity": "Vaccines"},
        {"implementing": ["Q"]},
    )
    table = network.present(read, by=())
    assert listed(table, "organisation", "records") == [("P", 3), ("Q", 1)]
    assert table["people"].tolist()[0] == 105.0
    assert np.isnan(table["people"].tolist()[1])
    assert listed(network.repeated_reports(read), "organisation", "activity", "records") == [("P", "Clinic", 2)]


def test_another_period_is_another_report():
    read = presence({"implementing": ["P"], "period": "May"}, {"implementing": ["P"], "period": "June"})
    assert network.repeated_reports(read).empty
    assert len(network.present(read)) == 2
    assert len(network.present(read, by=())) == 1


def test_an_organisation_has_the_kind_most_of_its_rows_give_and_known_beats_unknown():
    read = presence({"donor": ["P"]}, {"implementing": ["P"]}, {"partner": ["P"]})
    parts = read.parts.assign(kind=["unknown", "unknown", "ingo"])
    table = network.organisations(type(read)(records=read.records, parts=parts, report=read.report))
    assert listed(table, "organisation", "kind", "records") == [("P", "ingo", 3)]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"roles": ("implementer",)}, "no role is called 'implementer'; known: donor, programming"),
        ({"roles": "implementing"}, "no role is called 'implementing'"),
        ({"statuses": ("ongoing",)}, "no status is called 'ongoing'; known: active, unknown, planned, ended"),
        ({"by": ("month",)}, "no column is called 'month'; known: activity, period"),
    ],
)
def test_a_word_that_is_not_known_is_refused(asked, message):
    with pytest.raises(ValueError, match=message):
        network.present(made([("P", "A")]), **asked)


# coverage


def test_areas_and_sectors_that_only_the_needs_name_are_gaps():
    read = made([("P", "A"), ("Q", "A"), ("P", "B")])
    wanted = pd.concat([needs(A=10, B=20, C=30), needs(C=5).assign(sector="Shelter")])
    cells = network.coverage(read, wanted)
    states = {(cell.sector, cell.area): cell.state for cell in cells.itertuples()}
    assert states == {
        ("Health", "A"): "covered",
        ("Health", "B"): "single provider",
        ("Health", "C"): "gap",
        ("Shelter", "A"): "gap",
        ("Shelter", "B"): "gap",
        ("Shelter", "C"): "gap",
    }
    assert listed(network.gaps(cells), "sector", "area")[:2] == [("Health", "C"), ("Shelter", "C")]


def test_without_needs_a_gap_is_a_cell_of_the_file_where_no_one_works():
    read = presence({"implementing": ["P"]}, {"implementing": ["P"], "area": "B", "sector": "Shelter", "status": "ended"})
    cells = network.coverage(read)
    found = listed(network.gaps(cells), "sector", "area")
    assert found == [("Shelter", "A"), ("Health", "B"), ("Shelter", "B")]  # first where others work
    assert network.gaps(cells)["people_in_need"].isna().all()


def test_no_one_and_no_need_is_no_gap():
    cells = network.coverage(made([("P", "A")]), needs(A=10, B=0))
    assert listed(cells, "area", "state") == [("A", "single provider"), ("B", "no need")]
    assert network.gaps(cells).empty


def test_needs_are_matched_without_regard_to_case_accents_and_blanks_by_code_or_by_name():
    read = presence({"implementing": ["P"], "sector": "Éducation", "area": "UG01", "area_name": "Adjumani"})
    wanted = needs(x=1).assign(sector=" education", area="ADJUMANI")
    cells = network.coverage(read, wanted)
    assert listed(cells, "sector", "area", "people_in_need", "state") == [("Éducation", "UG01", 1.0, "single provider")]


def test_a_name_that_two_areas_share_matches_neither():
    same = {"implementing": ["P"], "area_name": "Moyale"}
    cells = network.coverage(presence({**same, "area": "OR1"}, {**same, "area": "SO1"}), needs(Moyale=7))
    assert sorted(cells["area"]) == ["Moyale", "OR1", "SO1"]


def test_needs_that_fall_on_one_cell_are_refused():
    read = presence({"implementing": ["P"], "area": "UG01", "area_name": "Adjumani"})
    with pytest.raises(DataError, match="Health, UG01"):
        network.coverage(read, needs(UG01=1, Adjumani=2))


def test_population_stands_beside_the_cells_and_orders_gaps():
    people = pd.DataFrame({"area": ["A", "B", "C"], "area_name": ["", "Bee", "Sea"], "population": [5.0, 6.0, 7.0]})
    cells = network.coverage(made([("P", "A")]), population=people)
    assert listed(network.gaps(cells), "area", "area_name", "population") == [("C", "Sea", 7.0), ("B", "Bee", 6.0)]


def test_an_organisation_without_area_is_in_no_cell_but_counted_for_its_sector():
    read = presence({"implementing": ["P"]}, {"implementing": ["Q"], "area": ""}, {"implementing": ["P"], "area": ""})
    cells = network.coverage(read)
    assert listed(cells, "area", "organisations", "unplaced") == [("A", 1, 1)]


def test_what_an_organisation_alone_holds_up_is_lost_with_it():
    read = made([("P", "A"), ("Q", "A"), ("P", "B"), ("Q", "C"), ("R", "A")])
    table = network.cells_lost_if_removed(read, needs(A=1, B=10, C=20))
    assert listed(table, "organisation", "lost", "cells")[:2] == [("Q", 1, "Health|C"), ("P", 1, "Health|B")]
    assert table["people_in_need"].tolist()[:2] == [20.0, 10.0]
    assert listed(table, "organisation", "present_in", "lost")[2] == ("R", 1, 0)


def test_who_has_to_act_is_the_lead_of_the_sector_and_unhcr_for_every_name_of_telecoms():
    leads = {"health": "WHO", "emergency_telecoms": "UNHCR"}
    sectors = pd.Series(["HEALTH", "Emergency Telecommunications", "Connectivity", "ETC", "Shelter, NFI, etc", "Wash"])
    assert network.lead_of(sectors, leads).tolist() == ["WHO", "UNHCR", "UNHCR", "UNHCR", "", ""]
    cells = network.coverage(made([("P", "A")]), needs(A=1, B=2))
    assert network.gaps(cells, leads)["lead"].tolist() == ["WHO"]
    assert network.single_providers(cells, leads)["lead"].tolist() == ["WHO"]


@settings(max_examples=8)
@given(SITES)
def test_a_cell_is_a_gap_a_single_provider_or_covered_as_the_sites_say(sites):
    cells = network.coverage(made(sites), needs(A=1, B=1, C=1, D=1))
    for cell in cells.itertuples():
        there = {who for who, area in sites if area == cell.area}
        assert set(cell.names.split(";")) - {""} == there
        assert cell.state == ("gap" if not there else "single provider" if len(there) == 1 else "covered")


# overlaps


def test_organisations_that_never_meet_do_not_overlap():
    first = {"implementing": ["P"], "from_date": "2025-01-01", "to_date": "2025-03-31"}
    later = {"implementing": ["Q"], "from_date": "2025-04-01", "to_date": None}
    assert network.overlaps(presence(first, later)).empty
    meeting = {**later, "from_date": "2025-03-31"}
    assert set(network.overlaps(presence(first, meeting))["names"]) == {"P;Q"}


def test_an_organisation_that_comes_back_overlaps_only_with_those_it_meets():
    read = presence(
        {"implementing": ["P"], "from_date": "2025-01-01", "to_date": "2025-01-31"},
        {"implementing": ["P"], "from_date": "2025-12-01", "to_date": "2025-12-31"},
        {"implementing": ["Q"], "from_date": "2025-06-01", "to_date": "2025-06-30"},
        {"implementing": ["R"], "from_date": "2025-12-31", "to_date": None},
    )
    table = network.overlaps(read)
    assert set(table["names"]) == {"P;R"}
    assert set(table["basis"]) == {"sector and area", "activity"}


def test_periods_are_compared_as_written():
    read = presence({"implementing": ["P"], "period": "May"}, {"implementing": ["Q"], "period": "June"})
    assert network.overlaps(read).empty


def test_those_whom_one_record_names_together_do_not_double_each_other():
    together = {"implementing": ["P", "Q"]}
    assert network.overlaps(presence(together))["basis"].tolist() == ["sector and area"]
    assert network.overlaps(presence(together, {"implementing": ["P"]}))["basis"].tolist() == ["sector and area"]
    table = network.overlaps(presence(together, {"implementing": ["R"]}))
    assert listed(table, "basis", "names") == [("sector and area", "P;Q;R"), ("activity", "P;Q;R")]


def test_an_unknown_activity_is_not_the_same_activity():
    read = presence({"implementing": ["P"], "activity": ""}, {"implementing": ["Q"], "activity": ""})
    assert network.overlaps(read)["basis"].tolist() == ["sector and area"]


@settings(max_examples=8)
@given(SITES, st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=14, max_size=14))
def test_overlaps_are_those_a_comparison_of_every_two_rows_finds(sites, times):
    day = pd.Timestamp("2025-01-01")
    rows = [(who, area, min(time), max(time)) for (who, area), time in zip(sites, times, strict=False)]
    records = (
        {"implementing": [who], "area": area, "from_date": day + pd.Timedelta(days=a), "to_date": day + pd.Timedelta(days=b)}
        for who, area, a, b in rows
    )
    table = network.overlaps(presence(*records)).query("basis == 'sector and area'")
    found = {area: set(names.split(";")) for area, names in listed(table, "area", "names")}
    expected = {}
    for one, other in itertools.permutations(rows, 2):
        if one[1] == other[1] and one[0] != other[0] and one[2] <= other[3] and other[2] <= one[3]:
            expected.setdefault(one[1], set()).add(one[0])
    assert found == expected


@settings(max_examples=8)
@given(SITES)
def test_pairs_that_share_cells_add_up_to_what_the_cells_hold(sites):
    read = made(sites)
    shared = network.copresence(read)
    held = network.coverage(read)["organisations"].to_numpy()
    assert shared["cells"].sum() == (held * (held - 1) // 2).sum()
    assert (shared["organisation"] < shared["other"]).all()


# duplication against chance


def test_expected_pairs_are_exact_by_enumeration():
    sizes, areas = [2, 1, 3], 4
    totals = []
    for choice in itertools.product(*(itertools.combinations(range(areas), size) for size in sizes)):
        held = np.bincount(np.concatenate([np.array(each) for each in choice]), minlength=areas)
        totals.append((held * (held - 1) / 2).sum())
    mean, sd = pairs(np.array(sizes, dtype=float), np.ones(areas))
    assert mean == pytest.approx(np.mean(totals), abs=1e-12)
    assert sd == pytest.approx(np.std(totals), abs=1e-12)


def test_expected_pairs_with_unlike_areas_are_those_of_drawn_choices():
    sizes, attraction = np.array([1.0] * 30), np.array([1.0, 2.0, 3.0, 6.0, 8.0])
    drawn = np.random.default_rng(4).choice(5, size=(20_000, 30), p=attraction / attraction.sum())
    held = np.stack([(drawn == area).sum(axis=1) for area in range(5)], axis=1)
    totals = (held * (held - 1) / 2).sum(axis=1)
    mean, sd = pairs(sizes, attraction)
    assert mean == pytest.approx(totals.mean(), rel=0.005)
    assert sd == pytest.approx(totals.std(), rel=0.08)  # of a choice of fixed size the deviation is an approximation


@settings(max_examples=8)
@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=4),
    st.lists(st.integers(1, 100), min_size=4, max_size=4),
)
def test_chances_keep_the_number_of_areas_and_stay_probabilities(sizes, attraction):
    chance = chances(np.array(sizes, dtype=float), np.array(attraction, dtype=float))
    assert chance.sum(axis=1) == pytest.approx(np.array(sizes, dtype=float))
    assert ((chance >= 0) & (chance <= 1 + 1e-12)).all()


def test_organisations_in_every_area_share_as_many_as_they_must():
    table = network.duplication(made(itertools.product("PQ", "AB")))
    row = table[(table["sector"] == "Health") & (table["null"] == "alike")].iloc[0]
    assert (row["observed"], row["expected"], row["sd"], row["index"]) == (2, 2.0, 0.0, 1.0)
    assert row["words"] == "too few organisations and areas to tell"


def test_crowding_into_one_area_of_many_is_more_than_chance_gives_and_spreading_out_is_less():
    people = pd.DataFrame({"area": [f"A{n}" for n in range(20)], "area_name": "", "population": 1.0})
    crowded = network.duplication(made([(f"O{n}", "A0") for n in range(10)]), population=people).iloc[0]
    assert (crowded["observed"], crowded["expected"]) == (45, pytest.approx(45 / 20))
    assert crowded["words"] == "organisations share places more often than chance gives"
    spread = network.duplication(made([(f"O{n % 15}", f"A{n % 20}") for n in range(60)]), population=people)
    apart = network.duplication(made([(f"O{n}", f"A{2 * n + k}") for n in range(10) for k in (0, 1)])).iloc[0]
    assert apart["observed"] == 0
    assert spread.iloc[0]["expected"] > apart["expected"]


def test_organisations_of_two_countries_are_compared_inside_each():
    """X has one area, Y two: the pair in X must share it, the pair in Y does by chance 1/2; of 3 areas 6 pairs share 1/3."""
    sites = [("P", "A", "X"), ("Q", "A", "X"), ("R", "C", "Y"), ("S", "D", "Y")]
    read = presence(*({"implementing": [who], "area": area, "within": where} for who, area, where in sites))
    expected = network.duplication(read).query("sector == 'Health'").set_index("null")["expected"]
    assert expected["alike"] == pytest.approx(6 / 3)
    assert expected["in own regions"] == pytest.approx(1 + 1 / 2)
    one = network.duplication(made([("P", "A"), ("Q", "B")], within="X"))
    assert "in own regions" not in set(one["null"])


def test_need_as_attraction_is_asked_only_where_it_is_known_everywhere():
    read = made([("P", "A"), ("Q", "B")])
    assert "by need" not in set(network.duplication(read, needs(A=1))["null"])
    assert "by need" in set(network.duplication(read, needs(A=1, B=2))["null"])
