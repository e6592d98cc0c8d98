"""`refanalysis presence`: what it writes, what it says, what it refuses."""

import csv
import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from refanalysis import presence as command
from refanalysis.data.intake.needs import read_needs
from refanalysis.schema import DataError

FOLDER = Path(__file__).parent / "references/presence"
SPLIT = ("--split", ", ", "--split", " & ")
HEAD = "Implementing org,Sector,Activity,District,Donor"


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def as_workbook(source, path):
    """The CSV file as the second sheet of a workbook, below a merged title and behind a pick list."""
    book = openpyxl.Workbook()
    book.active.title = "Lists"
    book.active.append(["Ongoing"])
    sheet = book.create_sheet("4W")
    sheet.append(["Who does what where"])
    sheet.merge_cells("A1:J1")
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def toy(tmp_path):
    return shutil.copy(FOLDER / "toy_4w.csv", tmp_path / "toy.csv")


@pytest.fixture
def small(tmp_path):
    def made(*rows, head=HEAD):
        path = tmp_path / "small.csv"
        path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
        return path

    return made


def test_the_toy_gives_its_tables_and_an_account_of_its_rows(call, toy, tmp_path):
    out = tmp_path / "new/folder"
    code, said, _ = call("presence", toy, "--out", out, "--needs", FOLDER / "needs.csv", *SPLIT)
    assert code == 0
    assert "12 rows read, 12 used, 0 repeat another" in said
    assert said.strip().endswith(str(out.resolve()))
    assert {path.name for path in out.iterdir()} == set(command.FILES)
    gaps = rows_of(out / "gaps.csv")
    assert sum(int(row["people_in_need"]) for row in gaps) == 10_500
    assert (gaps[0]["sector"], gaps[0]["area"], gaps[0]["lead"]) == ("Connectivity", "UG04", "UNHCR")
    assert {row["names"] for row in rows_of(out / "overlaps.csv")} == {"MTN;NRC", "Food and Agriculture Organization;NRC"}
    document = json.loads((out / "import.json").read_text(encoding="utf-8"))
    assert document["rows"] == {"read": 12, "used": 12, "duplicate": 0, "dropped": 0, "dropped_by_reason": {}}
    assert {each["read_as"] for each in document["columns"]} >= {"donor", "programming", "implementing", "sector", "activity"}
    assert document["needs"]["rows"]["used"] == 12
    assert (document["sheet"], document["header_row"], document["tag_rows"]) == ("", 1, [2])


def test_a_workbook_gives_the_same_tables_as_its_csv(call, toy, tmp_path):
    book = as_workbook(FOLDER / "toy_4w.csv", tmp_path / "toy.xlsx")
    for source, name in ((toy, "csv"), (book, "xlsx")):
        assert call("presence", source, "--out", tmp_path / name, *SPLIT)[0] == 0
    for name in set(command.FILES) - {"import.json", "records.csv"}:
        assert (tmp_path / "csv" / name).read_text("utf-8") == (tmp_path / "xlsx" / name).read_text("utf-8"), name
    document = json.loads((tmp_path / "xlsx/import.json").read_text(encoding="utf-8"))
    assert (document["sheet"], document["header_row"], document["tag_rows"]) == ("4W", 2, [3])


def test_duplicates_and_dropped_rows_are_accounted_for_by_reason(call, small, tmp_path):
    rows = ["Alpha,Health,Clinic,North,Dee"] * 2 + [",Health,Clinic,North,"] + ["Beta,Health,Clinic,South,"]
    code, said, _ = call("presence", small(*rows), "--out", tmp_path / "out")
    counts = json.loads((tmp_path / "out/import.json").read_text(encoding="utf-8"))["rows"]
    assert code == 0
    assert (counts["read"], counts["used"], counts["duplicate"], counts["dropped"]) == (4, 2, 1, 1)
    assert sum(counts["dropped_by_reason"].values()) == 1
    assert "1 repeat another" in said


def test_no_cell_is_a_formula_for_a_spreadsheet(call, small, tmp_path):
    rows = ["=HYPERLINK(A1),Health,+1,North,@sum", "-Alpha,Health,Clinic,North,Dee"]
    assert call("presence", small(*rows), "--out", tmp_path / "out")[0] == 0
    for path in (tmp_path / "out").glob("*.csv"):
        for row in rows_of(path):
            assert not any(value.startswith(("=", "+", "-", "@")) for value in row.values()), path.name
    assert "'=HYPERLINK(A1)" in {row["organisation"] for row in rows_of(tmp_path / "out/parts.csv")}


def test_columns_can_be_stated_and_shown(call, small, tmp_path):
    path = small("Alpha,Beta,Health,North", head="Who,Helper,Sector,District")
    stated = ("--column", "implementing=Helper", "--column", "programming=Who")
    assert call("presence", path, "--out", tmp_path / "out", *stated)[0] == 0
    assert {row["organisation"] for row in rows_of(tmp_path / "out/partner_load.csv")} == {"Beta"}


def test_sheet_heading_row_area_and_own_register_can_be_stated(call, tmp_path):
    book = as_workbook(FOLDER / "toy_4w.csv", tmp_path / "toy.xlsx")
    register = tmp_path / "ours.csv"
    register.write_text("actor,name,kind,scope\nryn,Refugee Youth Network,nngo,local\n", encoding="utf-8")
    stated = ("--sheet", "4W", "--header-row", "2", "--area", "adm2", "--register", register)
    assert call("presence", book, "--out", tmp_path / "out", *stated)[0] == 0
    kinds = {row["organisation"]: (row["key"], row["kind"]) for row in rows_of(tmp_path / "out/parts.csv")}
    assert kinds["Refugee Youth Network"] == ("ryn", "nngo")


def test_a_file_in_another_encoding_is_read_when_it_is_named(call, small, tmp_path):
    path = small("Santé Sans Frontière,Health,Clinic,North,")
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    assert call("presence", path, "--out", tmp_path / "out", "--encoding", "latin-1")[0] == 0
    assert rows_of(tmp_path / "out/partner_load.csv")[0]["organisation"] == "Santé Sans Frontière"


def test_an_earlier_run_is_replaced_and_anything_else_is_left_alone(call, toy, small, tmp_path):
    out = tmp_path / "out"
    assert call("presence", toy, "--out", out, *SPLIT)[0] == 0
    assert call("presence", small("Alpha,Health,Clinic,North,Dee"), "--out", out)[0] == 0
    assert len(rows_of(out / "records.csv")) == 1
    (out / "my notes.txt").write_text("mine", encoding="utf-8")
    code, _, complaint = call("presence", toy, "--out", out)
    assert code == 2
    assert "it holds my notes.txt; accepted: a new or empty folder, or one of an earlier run" in complaint
    assert len(rows_of(out / "records.csv")) == 1


def test_a_folder_with_files_of_the_same_names_that_are_not_ours_is_left_alone(call, toy, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/records.csv").write_text("mine", encoding="utf-8")
    code, _, complaint = call("presence", toy, "--out", tmp_path / "out")
    assert (code, (tmp_path / "out/records.csv").read_text(encoding="utf-8")) == (2, "mine")
    assert "files that this command did not write" in complaint


def test_decisions_are_used_kept_and_never_lost(call, small, tmp_path):
    path = small("Alphabeta Relief,Health,Clinic,North,", "Alphabeta Relieff,Health,Clinic,South,")
    out = tmp_path / "out"
    assert call("presence", path, "--out", out)[0] == 0
    proposed = rows_of(out / "proposals.csv")
    assert {proposed[0]["written"], proposed[0]["candidate"]} == {"Alphabeta Relief", "Alphabeta Relieff"}
    assert len(rows_of(out / "partner_load.csv")) == 2
    with (out / "proposals.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(proposed[0]))
        writer.writeheader()
        writer.writerows([{**row, "decision": "same"} for row in proposed])
    code, _, complaint = call("presence", path, "--out", out)
    assert code == 2
    assert "holds decisions on names, which would be lost" in complaint
    assert call("presence", path, "--out", out, "--decisions", out / "proposals.csv")[0] == 0
    assert len(rows_of(out / "partner_load.csv")) == 1
    assert [row["decision"] for row in rows_of(out / "proposals.csv")] == ["same"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("missing.csv",), 1, "the file is missing"),
        (("toy.csv", "--column", "implementing"), 2, "--column takes ROLE=HEADER"),
        (("toy.csv", "--column", "boss=Donor"), 2, "'boss' cannot be read; accepted: donor"),
        (("toy.csv", "--column", "donor=Nobody"), 1, "no column is called 'Nobody'"),
        (("toy.csv", "--area", "adm5"), 2, "the file has no column for 'adm5'"),
        (("toy.csv", "--needs", "missing.csv"), 1, "the file is missing"),
        (("toy.csv", "--needs", "toy.csv"), 1, "no column holds people in need"),
        (("toy.csv", "--decisions", "missing.csv"), 1, "the file is missing"),
        (("wrong.xlsx",), 1, "wrong.xlsx"),
    ],
)
def test_bad_input_ends_with_a_message_and_writes_nothing(call, toy, tmp_path, monkeypatch, words, code, message):
    monkeypatch.chdir(tmp_path)
    Path("wrong.xlsx").write_bytes(b"not a workbook")
    before = sorted(tmp_path.iterdir())
    ended, _, complaint = call("presence", *words, "--out", tmp_path / "out")
    assert ended == code
    assert message in complaint
    assert "Traceback" not in complaint
    assert sorted(tmp_path.iterdir()) == before


def test_a_failure_half_way_leaves_the_earlier_run_as_it_was(call, toy, tmp_path, monkeypatch):
    out = tmp_path / "out"
    assert call("presence", toy, "--out", out, *SPLIT)[0] == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def full(*_):
        raise OSError(28, "No space left on device", "out")

    monkeypatch.setattr(command, "_document", full)
    code, _, complaint = call("presence", toy, "--out", out)
    assert (code, "No space left on device" in complaint) == (1, True)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "toy.csv"]


def test_needs_of_other_areas_are_refused(call, toy, tmp_path):
    needs = tmp_path / "needs.csv"
    needs.write_text("Sector,District,People in need\nHealth,Elsewhere,5\n", encoding="utf-8")
    code, _, complaint = call("presence", toy, "--out", tmp_path / "out", "--needs", needs)
    assert code == 1
    assert "none of its areas (Elsewhere) is in" in complaint
    assert not (tmp_path / "out").exists()


# people in need


def test_needs_are_read_by_headings_totals_are_dropped_and_counted(tmp_path):
    path = tmp_path / "pin.csv"
    rows = ["Cluster,Province,Personnes dans le besoin", "Santé,Nord,1 200", "Sante,Sud,", "Total,,1 200"]
    path.write_text("\n".join([*rows, ""]), encoding="utf-8")
    found = read_needs(path)
    assert found.table["people_in_need"].tolist()[0] == 1200.0
    assert found.table["people_in_need"].isna().tolist() == [False, True]
    assert found.table["sector"].nunique() == 1
    assert (found.report.read, found.report.used) == (3, 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Sector,District,People in need\nHealth,A,1\nHealth,A,2\n", "sector 'Health' in area 'A' stands again"),
        ("Sector,District,PiN girls,PiN boys\nHealth,A,1,2\n", "several columns hold people in need: 'PiN girls', 'PiN boys'"),
        ("Sector,District,Number\nHealth,A,1\n", "no column holds people in need"),
        ("District,People in need\nA,1\n", "no column holds sectors"),
    ],
)
def test_needs_that_cannot_be_used_are_refused_with_what_is_accepted(tmp_path, text, message):
    path = tmp_path / "needs.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_needs(path)
    assert message in str(error.value)
    assert "accepted" in str(error.value)


def test_a_column_of_needs_can_be_stated(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_text("Sector,District,PiN girls,PiN boys\nHealth,A,1,2\n", encoding="utf-8")
    assert read_needs(path, columns={"people_in_need": "PiN boys"}).table["people_in_need"].tolist() == [2.0]
