"""Any CSV or Excel file is read as one table: encoding, sheet, headings and hashtags are found and stated, or it is refused."""

import pytest
import small_sheets as small
from hypothesis import given
from hypothesis import strategies as st

from refanalysis.data.intake import read_presence
from refanalysis.data.intake.folding import clean, fold
from refanalysis.data.intake.grid import letter
from refanalysis.data.intake.headings import meaning_of
from refanalysis.data.intake.tags import is_tag_row, meaning_of_debris, meaning_of_tag, parsed
from refanalysis.schema import DataError


def organisations(presence):
    return sorted(presence.parts["organisation"].unique())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_a_file_shows_are_read(tmp_path, encoding):
    rows = [*small.PLAIN, ("Médecins du Monde", "Santé", "Isingiro", "En cours")]
    found = read_presence(small.csv_file(tmp_path / "a.csv", rows, encoding=encoding))
    assert "Médecins du Monde" in organisations(found)
    assert found.report.header_row == 1


def test_utf16_without_a_mark_is_read_and_said(tmp_path):
    found = read_presence(small.csv_file(tmp_path / "a.csv", small.PLAIN, encoding="utf-16-le"))
    assert organisations(found) == ["HelpAge", "NRC"]
    assert "The file is UTF-16 without a byte order mark." in found.report.notes


@pytest.mark.parametrize(("delimiter", "word"), [(";", "a semicolon"), ("\t", "a tabulator"), ("|", "an upright stroke")])
def test_other_separators_are_found_and_said(tmp_path, delimiter, word):
    rows = [*small.PLAIN, ("Water, Sanitation, Hygiene Trust", "WASH", "Kyegegwa", "Ongoing")]
    found = read_presence(small.csv_file(tmp_path / "a.csv", rows, delimiter=delimiter))
    assert "Water, Sanitation, Hygiene Trust" in organisations(found)
    assert f"Columns are separated by {word}." in found.report.notes


def test_cp1252_is_read_only_when_stated(tmp_path):
    path = small.csv_file(tmp_path / "a.csv", [*small.PLAIN, ("Médecins", "Santé", "A", "")], encoding="cp1252")
    with pytest.raises(DataError, match=r"row 4: byte \d+ \(0xe9\) is not UTF-8; accepted: .*, --encoding cp1252"):
        read_presence(path)
    assert "Médecins" in organisations(read_presence(path, encoding="cp1252"))


@pytest.mark.parametrize("stated", ["", "cp1252"])
def test_two_encodings_in_one_file_are_refused_with_row_and_byte(tmp_path, stated):
    path = tmp_path / "a.csv"
    path.write_bytes("Organisation,Sector\nMédecins,Santé\n".encode() + "Première,Santé\n".encode("cp1252"))
    where = "row 2" if stated else "row 3"
    with pytest.raises(DataError, match=rf"{where}: byte \d+ \(0x\w\w\).*one encoding for the whole file"):
        read_presence(path, encoding=stated)


def test_an_unknown_encoding_is_an_argument_error(tmp_path):
    path = small.csv_file(tmp_path / "a.csv", small.PLAIN)
    with pytest.raises(ValueError, match="'klingon' is not known; accepted: utf-8, utf-16, cp1252"):
        read_presence(path, encoding="klingon")


def test_quotes_that_do_not_close_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('Organisation,Sector,District\n"NRC,Education,A\n')
    with pytest.raises(DataError, match="not a CSV file"):
        read_presence(path)


def test_rows_with_cells_beyond_the_headings_are_left_out_and_many_of_them_refused(tmp_path):
    good = [("NRC", "Education", f"District {i}", "Ongoing") for i in range(20)]
    path = small.csv_file(tmp_path / "a.csv", [small.PLAIN[0], *good, ("NRC", "Food", "Cash", "A", "Ongoing", "x")])
    assert read_presence(path).report.dropped == {"cells beyond the last heading": 1}
    path = small.csv_file(tmp_path / "b.csv", [small.PLAIN[0], *good[:3], *[("NRC", "Food", "Cash", "A", "x")] * 3])
    with pytest.raises(DataError, match="3 of 6 rows have cells beyond the last heading"):
        read_presence(path)


def test_the_sheet_with_the_table_is_read_and_pick_lists_are_passed_over(tmp_path):
    lists = [("Organisation", "Type"), *((f"Org {i}", "NGO") for i in range(90))]
    path = small.workbook(tmp_path / "a.xlsx", Lists=lists, Places=[("Region", "Pcode"), ("Est", "X1")], Data=small.PLAIN)
    found = read_presence(path)
    assert found.report.sheet == "Data"
    assert any("passed over: 'Lists', 'Places'" in note for note in found.report.notes)
    with pytest.raises(ValueError, match=r"'Dato' is not in .*; accepted: 'Lists', 'Places', 'Data'"):
        read_presence(path, sheet="Dato")


def test_merged_titles_and_empty_rows_above_the_headings_are_skipped(tmp_path):
    path = small.workbook(tmp_path / "a.xlsx", Data=[("Who does what where, March",), (), ("Prepared by IM",), *small.PLAIN])
    found = read_presence(path)
    assert (found.report.header_row, found.report.read) == (4, 2)
    assert "Headings were found in row 4; what stands above was skipped." in found.report.notes


def test_a_cell_merged_over_rows_stands_in_each(tmp_path):
    import openpyxl

    path = small.workbook(tmp_path / "a.xlsx", Data=[*small.PLAIN[:2], (None, "Health", "Isingiro", "Ongoing")])
    book = openpyxl.load_workbook(path)
    book["Data"].merge_cells("A2:A3")
    book.save(path)
    found = read_presence(path)
    assert list(found.parts["organisation"]) == ["NRC", "NRC"]
    assert any("merged over several rows" in note for note in found.report.notes)


def test_a_password_is_refused_and_macros_are_noted(tmp_path):
    with pytest.raises(DataError, match="protected by a password; accepted: a copy saved without one"):
        read_presence(small.locked(tmp_path / "a.xlsx"))
    found = read_presence(small.with_macros(small.workbook(tmp_path / "b.xlsm", Data=small.PLAIN)))
    assert any("holds macros; they were not run" in note for note in found.report.notes)


def test_what_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"nothing")
    with pytest.raises(DataError, match="found text or other content, no workbook"):
        read_presence(path)
    with pytest.raises(DataError, match=r"ends in '.pdf'; accepted: .csv"):
        read_presence(small.csv_file(tmp_path / "a.pdf", small.PLAIN))
    with pytest.raises(DataError, match="the file is missing"):
        read_presence(tmp_path / "none.csv")
    (tmp_path / "empty.csv").write_text("\n\n")
    with pytest.raises(DataError, match="no cell is filled"):
        read_presence(tmp_path / "empty.csv")


def test_a_workbook_under_the_name_of_a_text_file_is_refused(tmp_path):
    path = small.workbook(tmp_path / "a.xlsx", Data=small.PLAIN).rename(tmp_path / "a.csv")
    with pytest.raises(DataError, match=r"the file is a workbook though its name ends in '.csv'"):
        read_presence(path)


def test_the_line_with_the_separator_that_excel_writes_is_no_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nOrganisation;Sector\nNRC;WASH, latrines\n")
    found = read_presence(path)
    assert (found.report.header_row, found.records["row"].tolist(), found.records["sector"].tolist()) == (
        2,
        [3],
        ["WASH, latrines"],
    )


def test_cells_that_begin_with_an_equals_sign_stay_text(tmp_path):
    rows = [*small.PLAIN, ('=HYPERLINK("x")', "Health", "A", "Ongoing")]
    found = read_presence(small.csv_file(tmp_path / "a.csv", rows))
    assert '=HYPERLINK("x")' in organisations(found)
    change = found.report.changes.set_index("what").loc["cell begins with '='"]
    assert (change["rows"], change["because"]) == (1, "kept as text, never evaluated")


def test_csv_and_workbook_of_one_table_give_the_same(tmp_path):
    text = read_presence(small.csv_file(tmp_path / "a.csv", small.SECOND_TAG_ROW))
    book = read_presence(small.workbook(tmp_path / "a.xlsx", QUI=[("Type", "Acronym")], Data=small.SECOND_TAG_ROW))
    assert text.records.equals(book.records)
    assert text.parts.equals(book.parts)


def test_a_large_table_is_read_whole_and_said(tmp_path, monkeypatch):
    monkeypatch.setattr("refanalysis.data.intake.grid._LARGE", 1000)
    rows = [small.PLAIN[0], *[("NRC", "Education", "Isingiro", "Ongoing")] * 1001]
    found = read_presence(small.csv_file(tmp_path / "a.csv", rows))
    assert (found.report.read, found.report.used, found.report.duplicate) == (1001, 1, 1000)
    assert any("The table is large: 1001 rows" in note for note in found.report.notes)


def test_a_table_beyond_measure_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("refanalysis.data.intake.grid._LARGEST", 2)
    with pytest.raises(DataError, match="found 3 rows; accepted: 2 at most"):
        read_presence(small.csv_file(tmp_path / "a.csv", [*small.PLAIN, ("", "", "", "")]))


def test_a_stated_heading_row_overrules(tmp_path):
    path = small.csv_file(tmp_path / "a.csv", [("Organisation", "Sector", "District", "Status", "Donor"), *small.PLAIN])
    assert read_presence(path).report.header_row == 1
    assert read_presence(path, header_row=2).report.header_row == 2
    with pytest.raises(DataError, match="row 9 is beyond the 4 rows"):
        read_presence(path, header_row=9)


def test_hashtags_are_taken_apart_as_libhxl_does():
    assert parsed("#org +funder") == ("org", ("funder",))
    assert parsed("#sector\t") == ("sector", ())
    assert parsed("#lat_deg") == ("geo", ("lat",))
    assert parsed("#adm1_id") == ("adm1", ("code",))
    assert parsed("#hrp+Project+Code") == ("hrp", ("project", "code"))
    assert [parsed(cell) for cell in ("Column1", "#reporting+or+implementing+org?", "#N/A", "")] == [None] * 4
    assert meaning_of_debris("#reporting+or+implementing+org?").role == "implementing"


def test_a_row_of_hashtags_may_hold_debris_but_no_more_than_half():
    assert is_tag_row(["#org", "Column1", "#sector", ""])
    assert not is_tag_row(["#org", "Name", "Type", "#sector", "x"])
    assert not is_tag_row(["#3 school", "#4 school"])
    assert not is_tag_row(["#org", ""])


@pytest.mark.parametrize(
    ("heading", "what", "part", "role"),
    [
        ("Partenaire de mise en œuvre", "organisation", "", "implementing"),
        ("Bailleur de fonds", "organisation", "", "donor"),
        ("Organización líder", "organisation", "", "leader"),
        ("Doador", "organisation", "", "donor"),
        ("Implementing agencyType", "organisation", "type", "implementing"),
        ("Programme Organization", "organisation", "", "programming"),
        ("Reporting organisation acronym", "organisation", "acronym", "reporting"),
        ("Number of Organisations", "count", "", ""),
        ("Nombre d'organisations", "count", "", ""),
        ("Nombre de la organización", "organisation", "name", ""),
        ("Focal point email", "personal", "", ""),
        ("Mois d'intervention", "period", "", ""),
        ("ClusterActivities", "activity", "", ""),
        ("Nombre de bénéficiaires atteints", "people", "", ""),
        ("Women reached", "other", "", ""),
        ("ADMIN1_ID", "adm1", "code", ""),
        ("Data de início", "from_date", "", ""),
    ],
)
def test_headings_in_four_languages_are_known(heading, what, part, role):
    found = meaning_of(heading)
    assert (found.what, found.part, found.role) == (what, part, role)


@pytest.mark.parametrize("heading", ["", "Response Plan", "Programme", "x" * 90, "#org"])
def test_other_headings_say_nothing(heading):
    assert meaning_of(heading) is None


def test_hashtags_say_role_part_and_language():
    assert meaning_of_tag("#org+impl+acronym")[:3] == ("organisation", "acronym", "implementing")
    assert meaning_of_tag("#adm2+name+i_fr")[:4] == ("adm2", "name", "", "fr")
    assert meaning_of_tag("#contact+email").what == "personal"
    assert meaning_of_tag("#reached+f").what == "other"
    assert meaning_of_tag("Column1") is None


@given(st.text())
def test_cleaning_and_folding_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)


@given(st.integers(min_value=0, max_value=5000))
def test_letters_of_columns_count_in_base_26(position):
    value = 0
    for sign in letter(position):
        value = 26 * value + ord(sign) - 64
    assert value == position + 1
