"""Who does what where is read with every row accounted for; nothing is filled in, changed or left out without being listed."""

import json
from pathlib import Path

import pandas as pd
import pytest
import small_sheets as small
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis import network, schema
from refanalysis.data.intake import as_document, read_presence
from refanalysis.data.intake.records import ImportReport
from refanalysis.data.intake.values import dates, day_order, people
from refanalysis.data.intake.vocabulary import kind_of, status_of
from refanalysis.schema import DataError

TOY = Path(__file__).parent / "references" / "presence" / "toy_4w.csv"
EXPECTED = json.loads(TOY.with_name("expected.json").read_text(encoding="utf-8"))
HEAD = ("Organisation", "Sector", "Region", "District", "District code", "Status")


def read(tmp_path, rows, **options):
    return read_presence(small.csv_file(tmp_path / "presence.csv", rows), **options)


def changes(found, what):
    return found.report.changes[found.report.changes["what"] == what]


def accounted(report):
    return report.used + report.duplicate + sum(report.dropped.values())


def test_the_toy_file_gives_its_hand_checked_answers():
    found = network.read_presence(TOY, split=(", ", "&"))
    assert (found.report.read, found.report.used) == (EXPECTED["rows"], EXPECTED["rows"])
    assert sorted(found.parts["organisation"].unique()) == EXPECTED["organisations"]
    active = found.records[found.records["status"] == "active"]
    assert len(active) == EXPECTED["active_rows"]
    doing = found.parts.query("role == 'implementing'").merge(active, on="record")
    assert sorted(doing["organisation"].unique()) == EXPECTED["implementers_active"]
    where = sorted(set(doing[["organisation", "sector", "area"]].itertuples(index=False, name=None)))
    assert where == [tuple(row) for row in EXPECTED["presence_records"]]


def test_one_separator_may_be_stated_as_a_text():
    assert "BHA" in set(read_presence(TOY, split=", ").parts["organisation"])
    assert "World Bank" in set(read_presence(TOY, split=", ").parts["organisation"])


def test_the_toy_file_unsplit_keeps_its_cells_whole():
    found = read_presence(TOY)
    assert {"ECHO, BHA", "ECHO & BHA"} <= set(found.parts["organisation"])
    assert sum("look like several organisations" in note for note in found.report.notes) == 2


def test_tables_have_their_declared_form_and_go_into_json():
    found = read_presence(TOY, split=(", ", "&"))
    schema.check(found.records, "presence_records")
    schema.check(found.parts, "presence_parts")
    document = json.loads(json.dumps(as_document(found.report)))
    assert document["rows"] == {"read": 12, "used": 12, "duplicate": 0, "dropped": 0, "dropped_by_reason": {}}
    assert document["columns"][0] == {
        "column": "A",
        "header": "Donor",
        "tag": "#org +funder",
        "read_as": "donor",
        "because": "tag #org +funder",
    }


def test_every_row_is_accounted_for_with_its_reason(tmp_path):
    rows = [
        HEAD,
        ("NRC", "WASH", "North", "Adra", "N1", "Ongoing"),
        ("NRC ", "WASH", "North", "Adra", "N1", "Ongoing"),
        ("", "", "", "", "", ""),
        ("", "WASH", "North", "Adra", "N1", "Ongoing"),
        ("DRC", "", "", "", "", "Ongoing"),
        HEAD,
        ("#org", "#sector", "#adm1", "#adm2", "#adm2+code", "#status"),
        ("Total", "", "", "", "", "7"),
        ("TOTAL", "Energy", "North", "Adra", "N1", "Ongoing"),
    ]
    report = read(tmp_path, rows).report
    assert (report.read, report.used, report.duplicate) == (8, 2, 1)
    assert dict(report.dropped) == {
        "headings repeated inside the data": 1,
        "row of hashtags inside the data": 1,
        "total": 1,
        "no organisation": 1,
        "no sector, activity or place": 1,
    }
    assert accounted(report) == report.read


def test_an_account_that_does_not_add_up_is_refused():
    empty = pd.DataFrame()
    with pytest.raises(ValueError, match="x: 3 rows were read and 2 accounted for"):
        ImportReport(
            file="x",
            sheet="",
            header_row=1,
            tag_rows=(),
            read=3,
            used=1,
            duplicate=1,
            dropped={},
            columns=empty,
            changes=empty,
            names=empty,
            proposals=empty,
            notes=(),
        )


def test_a_file_of_which_nothing_is_left_is_refused(tmp_path):
    with pytest.raises(DataError, match="none of 2 rows has an organisation and a sector, activity or place"):
        read(tmp_path, [HEAD, ("", "WASH", "North", "Adra", "N1", "Ongoing"), ("NRC", "", "", "", "", "Ongoing")])
    with pytest.raises(
        DataError, match=r"no column is known to hold organisations; .*; columns without any cell: 'Organisation';"
    ):
        read(tmp_path, [HEAD, ("", "WASH", "North", "Adra", "N1", "Ongoing")])


def test_hashtags_pasted_into_the_data_lose_no_row_above_them(tmp_path):
    rows = [HEAD, *[("NRC", f"S{i % 2}", "North", "Adra", "N1", "Ongoing") for i in range(4)]]
    rows += [("#org", "#sector", "#adm1", "#adm2", "#adm2+code", "#status"), ("DRC", "S1", "North", "Adra", "N1", "Ongoing")]
    report = read(tmp_path, rows).report
    assert (report.header_row, report.tag_rows, report.read, report.used) == (1, (6,), 6, 3)
    assert dict(report.dropped) == {"row of hashtags inside the data": 1}


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(
            *[
                st.sampled_from(words)
                for words in (["NRC", "DRC ", "", "N/A", "Total"], ["WASH", "wash", ""], ["A", "B", ""], ["X1", ""])
            ]
        ),
        min_size=1,
        max_size=25,
    )
)
def test_whatever_the_rows_every_one_is_accounted_for(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("rows") / "a.csv"
    small.csv_file(path, [("Organisation", "Sector", "District", "District code"), ("UNHCR", "Health", "C", "X3"), *rows])
    found = read_presence(path, fuzzy=False)
    filled = 1 + sum(any(row) for row in rows)
    assert found.report.read == filled == accounted(found.report)
    assert len(found.records) == found.report.used
    assert set(found.parts["record"]) == set(found.records["record"])


def areas(found):
    return found.records["area"].tolist()


def test_the_finest_level_that_is_filled_well_is_the_area(tmp_path):
    rows = [("Organisation", "Sector", "Region", "District", "Ward")]
    rows += [("NRC", f"S{i}", "North", f"D{i}", "w" if i < 7 else "") for i in range(10)]
    found = read(tmp_path, rows)
    assert areas(found)[0] == "D0"
    assert (
        "Areas are those of level adm2, the finest that is filled well enough; rows filled: adm1 100%, adm2 100%, adm3 70%."
        in found.report.notes
    )
    assert areas(read(tmp_path, rows, area="adm1")) == ["North"] * 10
    assert areas(read(tmp_path, rows, area="adm3"))[-1] == ""
    with pytest.raises(ValueError, match="the file has no column for 'adm4'; accepted: adm1, adm2, adm3"):
        read(tmp_path, rows, area="adm4")


def test_a_blank_code_is_filled_from_the_same_name_in_the_same_region(tmp_path):
    rows = [
        HEAD,
        ("NRC", "WASH", "North", "Adra", "N1", ""),
        ("DRC", "WASH", "North", "adra ", "", ""),
        ("DRC", "WASH", "South", "Adra", "", ""),
    ]
    found = read(tmp_path, rows)
    assert areas(found) == ["N1", "N1", "Adra"]
    assert changes(found, "area code filled in")["rows"].tolist() == [1]
    assert changes(found, "area code filled in")["example"].tolist() == ["row 3, Adra: '' → 'N1'"]
    assert changes(found, "name used as area")["rows"].tolist() == [1]


def test_a_name_with_two_codes_fills_nothing(tmp_path):
    rows = [
        HEAD,
        ("NRC", "WASH", "N", "Adra", "N1", ""),
        ("NRC", "WASH", "N", "Adra", "N2", ""),
        ("DRC", "WASH", "N", "Adra", "", ""),
    ]
    found = read(tmp_path, rows)
    assert areas(found) == ["N1", "N2", "Adra"]
    assert changes(found, "several codes for one name")["rows"].tolist() == [2]


def test_a_code_of_the_level_above_is_replaced_when_the_file_knows_the_finer_one_and_flagged_otherwise(tmp_path):
    rows = [
        HEAD,
        ("NRC", "WASH", "North", "Adra", "ET0101", ""),
        ("DRC", "WASH", "North", "Adra", "ET01", ""),
        ("DRC", "WASH", "South", "Bora", "ET02", ""),
        ("IRC", "WASH", "South", "Dodo", "ET0201", ""),
        ("IRC", "WASH", "South", "Fafa", "ET0202", ""),
    ]
    found = read(tmp_path, rows)
    assert areas(found) == ["ET0101", "ET0101", "ET02", "ET0201", "ET0202"]
    assert changes(found, "area code replaced")["rows"].tolist() == [1]
    assert changes(found, "area code of another length")["example"].tolist() == ["row 4, Bora: 'ET02'"]


def test_a_code_that_stands_for_another_place_in_another_region_is_not_used(tmp_path):
    rows = [HEAD, *[("NRC", f"S{i}", "North", "Adra", "N1", "") for i in range(3)], ("NRC", "WASH", "South", "Bora", "N1", "")]
    rows += [("NRC", "WASH", "South", "Bora", "S1", ""), ("NRC", "WASH", "West", "Cora", "N1", "")]
    found = read(tmp_path, rows)
    assert areas(found) == ["N1", "N1", "N1", "S1", "S1", "Cora"]
    assert changes(found, "area code of another place")["rows"].tolist() == [2]


def test_one_name_in_two_regions_is_two_areas_where_there_are_no_codes(tmp_path):
    rows = [
        ("Organisation", "Sector", "Region", "District"),
        ("NRC", "WASH", "North", "Adra"),
        ("NRC", "WASH", "South", "Adra"),
    ]
    found = read(tmp_path, [*rows, ("NRC", "WASH", "South", "Bora")])
    assert areas(found) == ["Adra (North)", "Adra (South)", "Bora"]
    assert changes(found, "larger area added to a name")["rows"].tolist() == [2]


def test_two_spellings_of_a_region_do_not_make_two_areas(tmp_path):
    head = ("Organisation", "Sector", "Region", "District")
    rows = [
        ("NRC", "WASH", region, district)
        for region in ("Lower Shabelle", "Shabelle Hoose")
        for district in ("Afgooye", "Marka")
    ]
    found = read(
        tmp_path,
        [
            head,
            *rows,
            ("NRC", "WASH", "Middle Juba", "Baidoa"),
            ("NRC", "WASH", "Midle Juba", "Baidoa"),
            ("DRC", "WASH", "Middle Juba", "Afgooye"),
        ],
    )
    assert areas(found)[:4] == ["Afgooye (Lower Shabelle)", "Marka", "Afgooye (Lower Shabelle)", "Marka"]
    assert set(areas(found)[4:]) == {"Baidoa", "Afgooye (Middle Juba)"}
    assert any("'Lower Shabelle' and 'Shabelle Hoose' were taken for one larger area" in note for note in found.report.notes)


def test_east_and_west_are_two_regions_however_alike_they_are_spelled(tmp_path):
    rows = [
        ("NRC", "WASH", "Eastern Equatoria", "Magwi"),
        ("NRC", "WASH", "Western Equatoria", "Magwi"),
        ("NRC", "WASH", "Banadir", "Hodan"),
    ]
    found = read(tmp_path, [("Organisation", "Sector", "State", "County"), *rows, ("NRC", "WASH", "Benadir", "Hodan")])
    assert areas(found) == ["Magwi (Eastern Equatoria)", "Magwi (Western Equatoria)", "Hodan", "Hodan"]


def test_names_of_areas_that_look_alike_are_told_and_kept_apart(tmp_path):
    rows = [
        ("Organisation", "Sector", "District"),
        ("NRC", "WASH", "Belet Weyne"),
        ("NRC", "WASH", "Beletweyne"),
        ("NRC", "WASH", "Jowhar"),
    ]
    found = read(tmp_path, rows)
    assert len(set(areas(found))) == 3
    assert "Names of level adm1 that look alike and were kept apart: 'Belet Weyne / Beletweyne'." in found.report.notes


def test_levels_follow_the_words_for_places_and_not_the_order_of_columns(tmp_path):
    rows = [
        ("Organisation", "Sector", "Woreda", "Zone", "Region", "P-code"),
        ("NRC", "WASH", "Adwa", "Central", "Tigray", "ET01"),
    ]
    found = read(tmp_path, rows)
    assert (
        found.records["within"].tolist() == ["Tigray; Central"]
        or found.report.columns.set_index("header").loc["P-code", "read_as"] == "adm1 code"
    )
    assert found.report.columns.set_index("header").loc["Woreda", "read_as"] == "adm3 name"


def test_sites_are_the_area_only_where_there_is_no_level(tmp_path):
    found = read(tmp_path, [("Partner", "Sector", "Location"), ("NRC", "WASH", "Zaatari Camp")])
    assert areas(found) == ["Zaatari Camp"]
    found = read(tmp_path, [("Partner", "Sector", "Governorate", "Location"), ("NRC", "WASH", "Mafraq", "Zaatari Camp")])
    assert areas(found) == ["Mafraq"]


def test_the_caller_overrules_hashtags_and_headings_by_heading_tag_or_letter(tmp_path):
    rows = [("Agency A", "Agency B", "Sector"), ("#org", "#org+impl", "#sector"), ("UNHCR", "NRC", "WASH")]
    for column in ("Agency A", "#org", "A", "a"):
        found = read(tmp_path, rows, columns={"implementing": column})
        assert found.parts[["role", "organisation"]].to_numpy().tolist() == [["implementing", "UNHCR"]]
    because = found.report.columns.set_index("column")["because"]
    assert (because["A"], because["B"]) == ("stated by the caller", "the caller stated another column for implementing")
    assert list(read(tmp_path, rows, columns={"programming": ""}).parts["organisation"]) == ["NRC"]


def test_several_columns_of_one_role_give_several_organisations(tmp_path):
    rows = [("Donor 1", "Donor 2", "Implementing org", "Sector"), ("ECHO", "BHA", "NRC", "WASH"), ("ECHO", "", "DRC", "WASH")]
    found = read(tmp_path, rows)
    assert found.parts.query("role == 'donor'")[["record", "organisation"]].to_numpy().tolist() == [
        [1, "ECHO"],
        [1, "BHA"],
        [2, "ECHO"],
    ]
    found = read(tmp_path, rows, columns={"donor": "B"})
    assert found.parts.query("role == 'donor'")["organisation"].tolist() == ["BHA"]


def test_partners_do_the_work_where_nobody_else_is_named(tmp_path):
    found = read(tmp_path, [("Donor", "Partner", "Sector"), ("ECHO", "NRC", "WASH")])
    assert found.parts["role"].tolist() == ["donor", "implementing"]
    assert "Partners were read as implementing: no other column says who does the work." in found.report.notes
    found = read(tmp_path, [("Agency", "Partner", "Sector"), ("UNHCR", "NRC", "WASH")])
    assert found.parts["role"].tolist() == ["implementing", "partner"]


def test_lines_of_a_cell_are_told_and_split_only_when_stated(tmp_path):
    rows = [("Implementing org", "Sector"), ("NRC\nDRC", "Water,\nsanitation")]
    found = read(tmp_path, rows)
    assert found.parts["organisation"].tolist() == ["NRC DRC"]
    assert found.records["sector"].tolist() == ["Water, sanitation"]
    assert any("split=('\\n',) would split them" in note for note in found.report.notes)
    assert sorted(read(tmp_path, rows, split=("\n",)).parts["organisation"]) == ["DRC", "NRC"]


def test_what_the_caller_says_must_be_there(tmp_path):
    path = small.csv_file(tmp_path / "a.csv", small.PLAIN)
    with pytest.raises(ValueError, match="columns: 'boss' cannot be read; accepted: donor, programming, implementing"):
        read_presence(path, columns={"boss": "A"})
    with pytest.raises(
        DataError,
        match="no column is called 'Agency'; accepted: 'Organisation', 'Sector', 'District', 'Status', or a letter from A to D",
    ):
        read_presence(path, columns={"implementing": "Agency"})


def test_a_column_of_roles_says_which_part_is_played(tmp_path):
    rows = [
        ("organisation", "role", "sector"),
        ("UNHCR", "leader", "WASH"),
        ("NRC", "implementing partner", "WASH"),
        ("DRC", "friend", "WASH"),
    ]
    found = read(tmp_path, rows)
    assert found.parts["role"].tolist() == ["leader", "implementing", "implementing"]
    assert "the word is not known; the part stays the one of the column" in changes(found, "role read")["because"].tolist()


def test_decisions_and_register_reach_the_names(tmp_path):
    register = pd.DataFrame(
        [{"actor": "zl", "name": "Zanmi Lasante", "acronym": "ZL", "kind": "nngo", "scope": "national", "aliases": ""}]
    )
    rows = [("Implementing org", "Sector"), ("ZL", "WASH"), ("Zanmi lasante", "Health")]
    found = read(tmp_path, rows, register=register)
    assert found.parts["key"].tolist() == ["zl", "zl"]
    assert found.parts["kind"].tolist() == ["nngo", "nngo"]
    assert found.parts["organisation"].nunique() == 1


def test_personal_columns_are_never_read(tmp_path):
    rows = [
        ("Organisation", "Focal point", "Contact email", "Sector"),
        ("#org", "", "#contact+email", "#sector"),
        ("NRC", "A. Person", "x", "WASH"),
    ]
    because = read(tmp_path, rows).report.columns.set_index("column")["because"]
    assert because["B"].endswith("may name persons: never read")
    assert because["C"].endswith("may name persons: never read")


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("on-going", "active"),
        ("en cours", "active"),
        ("en ejecucion", "active"),
        ("em curso", "active"),
        ("planned", "planned"),
        ("planifie", "planned"),
        ("previsto", "planned"),
        ("completed", "ended"),
        ("acheve", "ended"),
        ("finalizado", "ended"),
        ("concluido", "ended"),
        ("suspendu", "ended"),
        ("blue", "unknown"),
    ],
)
def test_words_of_status_in_four_languages(word, status):
    assert status_of(word) == status


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("un agency", "un_agency"),
        ("agence des nations unies", "un_agency"),
        ("agencias de las naciones unidas", "un_agency"),
        ("international ngo", "ingo"),
        ("ong internationale", "ingo"),
        ("national ngo", "nngo"),
        ("ong nationale", "nngo"),
        ("ong nacional", "nngo"),
        ("government", "host_government"),
        ("gouvernementale", "host_government"),
        ("gobierno", "host_government"),
        ("private sector", "private_sector"),
        ("refugee-led organisation", "refugee_led"),
        ("cbo", "community_structure"),
        ("mno", "mno"),
        ("ngo", "unknown"),
        ("red cross movement", "unknown"),
        ("ingo & nngo", "unknown"),
    ],
)
def test_types_of_organisation_in_four_languages(word, kind):
    assert kind_of(word) == kind


def test_an_unknown_status_is_listed(tmp_path):
    found = read(tmp_path, [*small.PLAIN, ("DRC", "WASH", "A", "blue")])
    row = changes(found, "status read").set_index("example").loc["'blue' → unknown"]
    assert row["because"].startswith("the word is not known")


def test_dates_take_the_order_of_day_and_month_that_the_file_shows_or_stay_empty():
    written = pd.Series(["05/02/2021", "25/02/2021", "2021-03-01 00:00:00", "soon", ""])
    told, listed = dates(written, "from_date", day_order(written))
    assert told.dt.strftime("%m-%d").fillna("").tolist() == ["02-05", "02-25", "03-01", "", ""]
    assert [(change.what, change.rows) for change in listed] == [("date read", 2), ("date not read", 1)]
    assert dates(written.iloc[:1], "from_date")[0].isna().all()
    assert day_order(pd.Series(["05/02/2021"]), pd.Series(["12/31/2021"])) == "month"
    assert day_order(pd.Series(["05/31/2021"]), pd.Series(["31/12/2021"])) == ""


def test_one_column_of_dates_tells_the_order_of_the_other(tmp_path):
    rows = [("Organisation", "Sector", "Start date", "End date"), ("NRC", "WASH", "01/02/2022", "31/12/2022")]
    assert read(tmp_path, rows).records["from_date"].dt.month.tolist() == [2]


def test_a_bare_column_of_codes_belongs_to_the_level_with_as_many_names(tmp_path):
    rows = [("Organisation", "Sector", "State", "LGA", "Ward", "PCODE")]
    rows += [("NRC", "WASH", "Borno", "Jere", f"W{i}", "NG001") for i in range(3)] + [
        ("NRC", "WASH", "Borno", "Bama", "W9", "NG002")
    ]
    found = read(tmp_path, rows)
    assert found.report.columns.set_index("column").loc["F", "read_as"] == "adm2 code"


def test_numbers_of_people_may_have_their_thousands_set_apart():
    numbers, listed = people(pd.Series(["1,250", "1 250", "1.250", "12.5", "90", "many", ""]))
    assert numbers.fillna(-1).tolist() == [1250, 1250, 1250, 12.5, 90, -1, -1]
    assert [(change.what, change.rows) for change in listed] == [("number read", 3), ("number not read", 1)]
