"""Files as strangers bring them: of another kind than their name says, half empty, in odd signs, wide, hidden, very long."""

import codecs

import openpyxl
import pandas as pd
import pytest
from small_sheets import PLAIN, csv_file, workbook

from refanalysis.data.intake import read_needs, read_presence
from refanalysis.data.names import register_for, resolve
from refanalysis.data.names.likeness import near
from refanalysis.schema import DataError

HEAD = ("Organisation", "Sector", "Activity", "District", "Start date", "People reached")


def said(found, words):
    return [note for note in found.report.notes if words in note]


def changes(found, what):
    return found.report.changes.query("what == @what")


def read(tmp_path, *rows, head=HEAD, name="file.csv", **options):
    return read_presence(csv_file(tmp_path / name, [head, *rows]), **options)


def test_headings_without_rows_are_refused_as_such(tmp_path):
    for path in (csv_file(tmp_path / "a.csv", [HEAD]), workbook(tmp_path / "a.xlsx", Lists=[("Ongoing",)], Data=[HEAD])):
        with pytest.raises(DataError, match=r"row 1: there are headings and no rows below them; accepted"):
            read_presence(path)


def test_a_column_of_formulas_that_were_never_calculated_is_named(tmp_path):
    rows = [HEAD, ('=HYPERLINK("http://x.org","NRC")', "WASH", "Wells", "Arua", "", "")]
    with pytest.raises(DataError, match=r"'Organisation'.*formulas count as last calculated: open the workbook and save it"):
        read_presence(workbook(tmp_path / "formulas.xlsx", Data=rows))


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
        ("a.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00", "a picture"),
        ("a.csv", b"\xff\xd8\xff\xe0", "a picture"),
        ("a.csv", b"\n<!DOCTYPE html>\n<html></html>", "a web page"),
        ("a.xls", b"<html><table></table></html>", "a web page"),
        ("a.csv", b'{"a": [1, 2]}', "JSON"),
        ("a.xlsx", b"Organisation,Sector,District\nNRC,WASH,A\n", "text"),
        ("a.xlsx", b"", "nothing"),
        ("a.xlsx", b"PK\x03\x04broken", "a damaged or other zip archive"),
    ],
)
def test_what_a_file_is_by_its_first_bytes_is_said(tmp_path, name, content, what):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=f"{name}: found {what}.*; accepted"):
        read_presence(tmp_path / name)


def test_a_workbook_of_the_other_kind_is_told_its_right_ending(tmp_path):
    workbook(tmp_path / "a.xlsx", Data=PLAIN).rename(tmp_path / "a.xls")
    with pytest.raises(DataError, match=r"an \.xlsx, \.xlsm or \.ods workbook though its name ends in '\.xls'"):
        read_presence(tmp_path / "a.xls")
    (tmp_path / "b.xlsx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    with pytest.raises(DataError, match=r"an \.xls workbook, or another old Office file, though its name ends in '\.xlsx'"):
        read_presence(tmp_path / "b.xlsx")


def test_a_folder_and_a_name_without_an_ending_are_called_so(tmp_path):
    with pytest.raises(DataError, match="found a folder; accepted: a file"):
        read_presence(tmp_path)
    (tmp_path / "noend").write_text("Organisation,Sector\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"found a name without an ending; accepted: \.csv"):
        read_presence(tmp_path / "noend")


@pytest.mark.parametrize("cell", ['"NRC', '"NRC" and more'])
def test_the_row_with_a_wrong_quote_is_said(tmp_path, cell):
    (tmp_path / "a.csv").write_text(f"Organisation,Sector,District\nDRC,WASH,A\n{cell},WASH,A\nIRC,WASH,B\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.csv, row 3: not a CSV file"):
        read_presence(tmp_path / "a.csv")


def test_utf32_is_read_like_utf16(tmp_path):
    (tmp_path / "a.csv").write_bytes(codecs.BOM_UTF32_LE + "Organisation,Sector,District\nNRC,WASH,A\n".encode("utf-32-le"))
    found = read_presence(tmp_path / "a.csv")
    assert list(found.parts["organisation"]) == ["NRC"]
    assert said(found, "UTF-32")


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\u202b", "\u2067", "\u200f", "\ufeff"])
def test_signs_that_cannot_be_seen_are_no_part_of_a_name(tmp_path, sign):
    found = read(
        tmp_path, (f"NR{sign}C", f"{sign}WASH", "Wells", f"Arua{sign}", "", ""), ("NRC", "WASH", "Pumps", "Arua", "", "")
    )
    assert set(found.parts["written"]) == {"NRC"}
    assert (set(found.records["sector"]), set(found.records["area"])) == ({"WASH"}, {"Arua"})
    assert len(changes(found, "blanks")) == 1


def test_columns_of_counts_name_no_organisations_whatever_their_heading_says(tmp_path):
    head = ("District", "# of organisations", "# partners WASH")
    with pytest.raises(DataError, match=r"organisations are counted.*'# of organisations', '# partners WASH'"):
        read(tmp_path, ("Arua", "3", "2"), ("Yumbe", "14", "2"), head=head)


@pytest.mark.parametrize("head", [("Sector", "Isingiro", "Arua", "Yumbe", "Total"), ("District", "NRC", "DRC", "IRC", "UNHCR")])
def test_a_matrix_of_numbers_without_organisations_is_refused_as_such(tmp_path, head):
    with pytest.raises(DataError, match=f"(?s)4 columns hold only numbers or marks .'{head[1]}'.*already aggregated"):
        read(tmp_path, ("WASH", "3", "4", "1", "8"), ("Health", "2", "1", "", "3"), head=head)


def test_areas_spread_over_columns_are_refused(tmp_path):
    head = ("Organisation", "Sector", "Isingiro", "Arua", "Yumbe")
    with pytest.raises(DataError, match=r"the table is wide: 3 columns hold only marks .'Isingiro'.*no column holds the place"):
        read(tmp_path, ("NRC", "WASH", "x", "", "x"), ("DRC", "Health", "", "x", ""), head=head)


def test_amounts_beside_organisations_are_no_areas(tmp_path):
    found = read(tmp_path, ("NRC", "WASH", "1", "2", "3"), head=("Organisation", "Sector", "Asked", "Given", "Spent"))
    assert found.report.used == 1


def test_a_visible_sheet_goes_before_a_hidden_one_with_more_rows(tmp_path):
    path = workbook(tmp_path / "a.xlsx", Old=[*PLAIN, *PLAIN[1:]], Data=PLAIN)
    book = openpyxl.load_workbook(path)
    book["Old"].sheet_state = "hidden"
    book.save(path)
    assert read_presence(path).report.sheet == "Data"
    found = read_presence(path, sheet="Old")
    assert said(found, "Sheet 'Old' is hidden")


def test_sheets_with_a_table_of_the_same_kind_are_named(tmp_path):
    found = read_presence(workbook(tmp_path / "a.xlsx", Lists=[("Ongoing",)], January=PLAIN, February=PLAIN))
    assert found.report.sheet == "January"
    (note,) = said(found, "hold a table of the same kind")
    assert "'February'" in note
    assert "'Lists'" not in note


def test_a_sheet_stated_for_a_text_file_is_an_argument_error(tmp_path):
    with pytest.raises(ValueError, match=r"sheet: 'Data' is stated, but .* is no workbook"):
        read(tmp_path, ("NRC", "WASH", "Wells", "Arua", "", ""), sheet="Data")


def test_dates_that_can_be_read_in_one_way_only_are_read(tmp_path):
    cells = (
        "2022-01-31",
        "31-Jan-22",
        "31 January 2022",
        "2022/01/31",
        "2022-01-31 13:05:00",
        "2022-01-31T13:05:00Z",
        "31/01/2022",
    )
    found = read(tmp_path, *[("NRC", "WASH", f"Wells {i}", "Arua", cell, "") for i, cell in enumerate(cells)])
    assert list(found.records["from_date"].unique()) == [pd.Timestamp("2022-01-31")]
    unread = read(
        tmp_path, *[("NRC", "WASH", "Wells", "Arua", c, "") for c in ("44592", "Feb 2022", "01/02/2022", "32-Jan-22")]
    )
    assert unread.records["from_date"].isna().all()
    assert changes(unread, "date not read")["rows"].sum() == 4


def test_sector_cells_that_look_like_several_sectors_are_told(tmp_path):
    rows = [("NRC", "WASH, Health"), ("DRC", "WASH"), ("IRC", "Health"), ("ZOA", "Food, Security"), ("ADRA", "Shelter/NFI")]
    found = read(tmp_path, *[(who, what, "", "Arua", "", "") for who, what in rows])
    (note,) = said(found, "look like several sectors")
    assert note.startswith("Sector cells that look like several sectors: 1 ('WASH, Health')")
    assert found.records["sector"].nunique() == 5


@pytest.mark.parametrize("separator", ["", " ", "e", "et"])
def test_a_separator_that_would_cut_inside_words_is_an_argument_error(tmp_path, separator):
    with pytest.raises(ValueError, match=r"split: .* would cut inside names; accepted: a sign such as"):
        read(tmp_path, ("NRC", "WASH", "Wells", "Arua", "", ""), split=(separator, ", "))


def test_a_name_the_register_knows_whole_is_not_split(tmp_path):
    rows = [("Food and Agriculture Organization", "WASH"), ("NRC and Caritas Arua", "WASH"), ("HEKS/EPER", "Health")]
    found = read(tmp_path, *[(who, what, "", "Arua", "", "") for who, what in rows], split=(" and ", "/"))
    names = set(found.parts["organisation"])
    assert names == {"Food and Agriculture Organization", "NRC", "Caritas Arua", "HEKS/EPER"}
    kept = changes(found, "cell kept whole")
    assert kept["rows"].sum() == 2


def test_numbered_places_in_two_camps_do_not_make_the_camps_one(tmp_path):
    head = ("Organisation", "Sector", "Region", "District")
    rows = [("NRC", "WASH", region, f"Zone {number}") for region in ("Kakuma", "Kalobeyei") for number in range(1, 5)]
    found = read(tmp_path, *rows, head=head)
    assert found.records["area"].nunique() == 8
    assert not said(found, "one larger area in two spellings")


def test_needs_without_any_number_are_refused(tmp_path):
    path = csv_file(
        tmp_path / "needs.csv", [("Sector", "District", "People in need"), ("WASH", "Arua", "many"), ("WASH", "Yumbe", "-5")]
    )
    with pytest.raises(DataError, match=r"no cell under 'People in need' is a number of people .'many', '-5'"):
        read_needs(path)


def test_only_the_nearest_of_many_names_alike_are_looked_at():
    names = [f"Association of Women number {number}" for number in range(200)]
    left, _ = near(names, names, 0.7)
    assert pd.Series(left).value_counts().max() < len(names) / 4
    assert all((left == place).any() for place in range(200))
    found = resolve(pd.Series([*names, "Norwegain Refugee Council", "Norwegian Refugee Council"]))
    assert "Norwegain Refugee Council" in set(found.proposals["written"])


def test_messages_name_the_option_of_the_command_too(tmp_path):
    with pytest.raises(DataError, match="--column implementing="):
        read(tmp_path, ("A", "B"), head=("Sector", "District"))
    found = read(tmp_path, ("NRC", "WASH"), ("DRC", "WASH"), ("NRC, DRC", "WASH"), head=("Organisation", "Sector"))
    assert said(found, '--split ", "')


def test_areas_are_counted_without_sectors_and_notes_are_pointed_at(call, tmp_path):
    path = csv_file(tmp_path / "a.csv", [("Organisation", "Municipality"), ("IOM", "Mara"), ("IOM", "Maicao")])
    code, told, _ = call("presence", path, "--out", tmp_path / "out")
    assert code == 0
    assert "1 organisations present, 0 sectors, 2 areas" in told
    assert "notes on how the file was read in import.json" in told


def test_a_folder_inside_a_file_is_an_argument_error(call, tmp_path):
    path = csv_file(tmp_path / "a.csv", PLAIN)
    code, _, complaint = call("presence", path, "--out", path / "out")
    assert code == 2
    assert "a.csv is a file; accepted: a folder inside folders" in complaint


def test_a_line_break_can_be_a_separator_at_the_command_line(call, tmp_path):
    path = csv_file(tmp_path / "a.csv", [("Organisation", "Sector"), ("NRC\nDRC", "WASH")])
    assert call("presence", path, "--out", tmp_path / "out", "--split", r"\n")[0] == 0
    assert len((tmp_path / "out/parts.csv").read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize(
    "places",
    [
        ("Région", "Département", "Commune"),
        ("Préfecture", "Sous-préfecture", "Commune"),
        ("Province", "Département", "Sous-préfecture"),
        ("District", "Sub-county", "Parish"),
        ("County", "Subcounty", "Ward"),
        ("Division", "District", "Upazila"),
        ("Governorate", "District", "Sub-District"),
        ("Departamento", "Provincia", "Distrito"),
        ("Region", "District", "Commune"),
        ("State", "County", "Payam"),
        ("Région", "Cercle", "Commune"),
        ("Province", "Territoire", "Zone de santé"),
    ],
)
def test_places_are_ordered_as_countries_order_them(tmp_path, places):
    found = read(tmp_path, ("NRC", "WASH", "North", "Hill", "Brook"), head=("Organisation", "Sector", *places))
    assert dict(found.report.columns[["header", "read_as"]].itertuples(index=False, name=None)) == {
        "Organisation": "implementing",
        "Sector": "sector",
        **{place: f"adm{level} name" for level, place in enumerate(places, start=1)},
    }


def test_codes_of_localities_belong_to_localities(tmp_path):
    head = ("Organisation", "Sector", "State", "Locality", "Locality PCode")
    found = read(tmp_path, ("NRC", "WASH", "South Darfur", "Nyala Janoub", "SD03001"), head=head)
    assert list(found.records[["area", "area_name", "within"]].iloc[0]) == ["SD03001", "Nyala Janoub", "South Darfur"]


def test_a_long_general_word_is_no_bar_to_a_proposal():
    found = resolve(pd.Series(["Première Urgence", "Handicap", "Hope"]), register_for()).proposals
    pairs = {(row.written, row.key): row.evidence for row in found.itertuples()}
    assert pairs["Première Urgence", "pui"] == "a general word added: internationale"
    assert ("Handicap", "hi") in pairs
    assert "Hope" not in set(found["written"])
