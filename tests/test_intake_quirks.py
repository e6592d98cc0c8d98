"""Each quirk seen in files of real operations is handled or refused, and always said."""

import pytest
import small_sheets as small

from refanalysis.data.intake import read_presence
from refanalysis.schema import DataError


def read(tmp_path, rows, **options):
    return read_presence(small.csv_file(tmp_path / "presence.csv", rows), **options)


def read_as(found):
    return dict(found.report.columns.query("read_as != ''")[["read_as", "column"]].itertuples(index=False))


def changes(found, what):
    return found.report.changes[found.report.changes["what"] == what]


def said(found, words):
    return any(words in note for note in found.report.notes)


def who(found, role):
    return list(found.parts.query("role == @role").sort_values("record")["organisation"])


def test_hashtags_in_the_first_row_without_headings(tmp_path):
    found = read(tmp_path, small.TAGS_FIRST)
    assert (found.report.header_row, found.report.tag_rows) == (0, (1,))
    assert said(found, "There are no headings; hashtags stand in row 1.")
    assert who(found, "implementing") == ["Norwegian Refugee Council", *["Nile Hope"] * 3]
    assert list(found.records["area"]) == ["SS0806", "SS0303", "SS0303", "SS0303"]
    assert set(found.records["area_name"]) == {"Rubkona", "Bor South"}
    assert changes(found, "several names for one code")["rows"].tolist() == [3]


def test_hashtags_in_row_seven_under_a_legend_in_three_languages(tmp_path):
    found = read(tmp_path, small.LEGEND_ABOVE)
    assert (found.report.header_row, found.report.tag_rows, found.report.read) == (6, (7,), 3)
    assert list(found.records["status"]) == ["active", "ended", "planned"]
    assert list(found.parts["kind"]) == ["nngo", "un_agency", "ingo"]
    assert found.records["within"].tolist() == ["Cabo Delgado", "Cabo Delgado", "Nampula"]


def test_blanks_inside_hashtags_and_repeated_rows(tmp_path):
    found = read(tmp_path, small.FUNDER)
    assert read_as(found)["donor"] == "A"
    assert (found.report.read, found.report.used, found.report.duplicate, dict(found.report.dropped)) == (5, 3, 2, {})
    assert said(found, "2 of 5 rows (40%) repeat an earlier row cell by cell")
    assert said(found, "Codes of level adm2 begin in 2 ways (CMR… 2 rows, CM… 1 rows)")


def test_columns_in_two_languages_are_read_once(tmp_path):
    found = read(tmp_path, small.TWO_LANGUAGES)
    assert list(found.records["sector"]) == ["Health", "Shelter"]
    assert list(found.records["within"]) == ["West", "West"]
    assert found.report.columns.set_index("column").loc["B", "because"] == "column C was read as sector"
    assert who(found, "implementing") == ["Zanmi Lasante", "J/P Haitian Relief Organization"]


def test_the_better_filled_language_is_read(tmp_path):
    rows = [list(row) for row in small.TWO_LANGUAGES]
    for row in rows[2:]:
        row[2] = ""
    assert list(read(tmp_path, rows).records["sector"]) == ["Santé", "Abris"]


def test_leaders_and_implementers_are_kept_apart(tmp_path):
    found = read(tmp_path, small.LEADERS)
    assert who(found, "leader") == ["ACNUR", "ACNUR"]
    assert who(found, "implementing") == ["Pastoral Social", "ACNUR"]
    assert who(found, "donor") == ["PRM"]
    assert found.records["people"].tolist() == [1250, 90]
    assert found.records["from_date"].dt.strftime("%Y-%m-%d").tolist() == ["2021-03-15", "2021-02-01"]
    assert found.records["status"].tolist() == ["active", "ended"]


def test_estado_is_a_status_or_a_state_as_its_cells_say(tmp_path):
    rows = [(*row[:-3], row[-3]) for row in small.LEADERS if not row[0].startswith("#")]
    assert read(tmp_path, rows).records["status"].tolist() == ["active", "ended"]
    places = [
        ("Organización", "Clúster", "Estado", "Municipio"),
        ("ACNUR", "Salud", "Zulia", "Mara"),
        ("OIM", "Salud", "Táchira", "Bolívar"),
    ]
    found = read(tmp_path, places)
    assert read_as(found)["adm1 name"] == "C"
    assert found.records["status"].eq("unknown").all()


def test_a_hashtag_that_lies_is_found_out_by_its_cells(tmp_path):
    found = read(tmp_path, small.LYING_TAG)
    assert who(found, "implementing") == ["ACTED", "WEO", "WEO"]
    assert said(found, "its cells say what part is played ('Primary', 'Sub-Implementing'); it names nobody and was not read")


def test_exchanged_headings_are_told_and_hashtags_followed(tmp_path):
    found = read(tmp_path, small.EXCHANGED)
    assert (read_as(found)["implementing"], read_as(found)["implementing acronym"]) == ("B", "A")
    assert said(found, "hashtag '#org+name' says name, heading 'Acronym' says acronym; the hashtag was followed")
    flagged = changes(found, "area code of another length")
    assert flagged["rows"].tolist() == [1]
    assert "'NGA036'" in flagged["example"].iloc[0]


def test_exchanged_headings_without_hashtags_are_found_out_by_the_cells(tmp_path):
    rows = [row for row in small.EXCHANGED if not row[0].startswith("#")]
    found = read(tmp_path, rows)
    assert who(found, "implementing")[1] == "Goalprime Organization Nigeria"
    assert said(found, "names and acronyms are exchanged, as their cells show")


def test_a_second_row_of_hashtags_inside_the_data_is_left_out(tmp_path):
    found = read(tmp_path, small.SECOND_TAG_ROW)
    assert found.report.tag_rows == (2, 3)
    assert dict(found.report.dropped) == {"row of hashtags inside the data": 1}
    assert said(found, "Row 2 holds text that is no hashtag: 'Colonne7'")


def test_an_implementing_partner_tagged_partner_implements_and_the_plain_organisation_programmes(tmp_path):
    found = read(tmp_path, small.SECOND_TAG_ROW)
    assert who(found, "implementing") == ["ACTED", "DRS Sahel"]
    assert who(found, "programming") == ["ACTED", "UNICEF"]
    assert said(found, "hashtag '#org+partner' says partner, heading 'Partenaire de mise en œuvre' says implementing")


def test_old_and_illegal_hashtags_are_told(tmp_path):
    rows = [
        ("Lead", "Reporting agency", "Sector", "Latitude", "Zone"),
        ("#org+lead", "#reporting+or+implementing+org?", "#sector", "#lat_deg", "#adm1_id"),
        ("UNHCR", "NRC", "WASH", "8.25", "Z1"),
    ]
    found = read(tmp_path, rows)
    assert who(found, "reporting") == ["NRC"]
    assert said(found, "holds text that is no hashtag: '#reporting+or+implementing+org?'")
    assert said(found, "Hashtags from before HXL 1.0: '#lat_deg', '#adm1_id'")
    assert list(found.records["area"]) == ["Z1"]


def test_a_table_of_counts_is_refused_with_what_to_ask_for(tmp_path):
    with pytest.raises(DataError, match=r"5 columns are sectors .*cells are counts; no column names organisations") as caught:
        read(tmp_path, small.WIDE)
    assert "ask the publisher for the detailed table, one row for each organisation, sector and area" in str(caught.value)
    with pytest.raises(DataError, match="organisations are counted \\('Number of Organisations'\\)"):
        read(tmp_path, [("Region", "Sector", "Number of Organisations"), ("Est", "WASH", "4")])


def test_a_workbook_of_counts_names_each_of_its_sheets(tmp_path):
    path = small.workbook(tmp_path / "a.xlsx", Orgs=small.WIDE, Reached=small.WIDE)
    with pytest.raises(DataError, match="sheet Orgs: 5 columns are sectors") as caught:
        read_presence(path)
    assert "sheet Reached: 5 columns are sectors" in str(caught.value)


def test_sectors_spread_over_columns_are_refused(tmp_path):
    rows = [("Organisation", "District", "Education", "Health", "WASH"), ("NRC", "A", "x", "", "x"), ("DRC", "A", "", "x", "")]
    with pytest.raises(DataError, match="the table is wide: 3 columns are sectors"):
        read(tmp_path, rows)


def test_a_table_without_organisations_lists_what_it_has(tmp_path):
    with pytest.raises(
        DataError, match="no column is known to hold organisations; found 'Colour', 'Sector'; accepted: hashtag #org"
    ):
        read(tmp_path, [("Colour", "Sector"), ("red", "WASH")])


@pytest.mark.parametrize("cell", ["BHA, ECHO", "ECHO & BHA", "ECHO/BHA", "BHA and ECHO"])
def test_cells_with_several_organisations_stay_whole_and_are_told(tmp_path, cell):
    rows = [("Donor", "Implementing org", "Sector"), (cell, "NRC", "WASH"), ("ECHO", "DRC", "WASH"), ("BHA", "DRC", "Food")]
    found = read(tmp_path, rows)
    assert cell in who(found, "donor")
    assert said(found, f"Cells that look like several organisations: 1 ({cell!r}); split=(")


@pytest.mark.parametrize(
    "name",
    [
        "Food and Agriculture Organization",
        "HEKS/EPER",
        "J/P Haitian Relief Organization",
        "ACT Alliance/LWF",
        "Agency for Technical Cooperation and Development",
    ],
)
def test_separators_inside_single_names_split_nothing(tmp_path, name):
    found = read(tmp_path, [("Implementing org", "Sector"), (name, "WASH"), ("NRC", "WASH")])
    assert name in who(found, "implementing")
    assert not said(found, "look like several")


def test_spellings_of_one_name_are_one_and_names_that_are_alike_are_not(tmp_path):
    names = [
        "HelpAge",
        "HelpAge ",
        "Helpage",
        "ACT Alliance/FCA",
        "ACT Alliance/NCA",
        "Action Against Hunger UK",
        "Action Against Hunger USA",
    ]
    found = read(tmp_path, [("Implementing org", "Sector"), *((name, f"Sector {i}") for i, name in enumerate(names))])
    assert sorted(set(who(found, "implementing"))) == sorted({"HelpAge", *names[3:]})


def test_types_statuses_and_regions_differ_by_case_and_blanks_only_once(tmp_path):
    rows = [
        ("Organisation", "Organisation type", "Sector", "Region", "Status"),
        ("Woreda office", "Government", "WASH", "Oromia", "Completed"),
        ("Woreda office", "Government\xa0", "Food", "OROMIA", "completed"),
        ("Woreda office", "government ", "Health", "Oromia\xa0", "Completed "),
    ]
    found = read(tmp_path, rows)
    assert set(found.records["area"]) == {"Oromia"}
    assert set(found.records["status"]) == {"ended"}
    assert set(found.parts["kind"]) == {"host_government"}
    assert changes(found, "one spelling")["example"].tolist() == ["row 3: 'OROMIA' → 'Oromia'"]
    assert changes(found, "blanks")["rows"].tolist() == [2]


def test_kinds_of_organisation_where_names_should_stand_are_placeholders(tmp_path):
    rows = [
        ("Donor", "Implementing org", "Sector"),
        ("Multiple donors", "NRC", "WASH"),
        ("N/A", "Government", "WASH"),
        ("-", "DRC", "WASH"),
    ]
    found = read(tmp_path, rows)
    how = found.report.names.set_index("written")["how"]
    assert (how["Multiple donors"], how["Government"]) == ("placeholder", "placeholder")
    assert who(found, "donor") == ["Multiple donors"]
    assert found.parts.set_index("written").loc["Government", "kind"] == "host_government"
    assert changes(found, "emptied")["rows"].tolist() == [2]
    assert said(found, "Cells that name nobody in particular: 2")
