"""Deliberately broken inputs: each gives a clear error that names the place, no traceback, and nothing is written."""

import csv
import io
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

OPERATION = "data/operations/uganda"


def replace(path, old, new, count=1):
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} holds no {old!r}"
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def table(path):
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def cell(path, row, column, value):
    """Put `value` into a cell; `row` is the spreadsheet's row number."""
    rows = table(path)
    rows[row - 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def second_row(path):
    return path.read_text(encoding="utf-8").split("\n")[1]


def workbook(path, sheets):
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def excel_with_a_second_sheet(folder):
    rows = table(folder / "actors.csv")
    (folder / "actors.csv").unlink()
    workbook(folder / "actors.xlsx", {"actors": rows, "notes": [["remember"]]})


def append(path, line):
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(line + "\n")


def recode(path, encoding):
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding, errors="replace"))


def latin_bytes(path):
    path.write_bytes(path.read_bytes() + "régie\n".encode("latin-1"))


BROKEN = {
    "missing operation.toml": (lambda w: (w / OPERATION / "operation.toml").unlink(), ["operation.toml: the file is missing"]),
    "missing shared file": (lambda w: (w / "data/sources.csv").unlink(), ["data/sources.csv: the file is missing"]),
    "missing column": (
        lambda w: replace(w / OPERATION / "actors.csv", "actor,name,", "actor,nom,"),
        ["actors.csv, row 1: column 'name' is missing; accepted columns: actor, name", "column 'nom' is not known"],
    ),
    "empty file": (lambda w: (w / OPERATION / "ties.csv").write_text(""), ["ties.csv, row 1: the file is empty"]),
    "column named twice": (
        lambda w: replace(w / OPERATION / "actors.csv", "actor,name,acronym", "actor,name,name"),
        ["actors.csv, row 1: column 'name' stands 2 times"],
    ),
    "missing unit": (
        lambda w: cell(w / "data/assumptions/finance.csv", 2, "unit", ""),
        ["data/assumptions/finance.csv, row 2, column unit: found ''"],
    ),
    "unknown unit": (
        lambda w: cell(w / "data/assumptions/finance.csv", 2, "unit", "share/fortnight"),
        ["data/assumptions/finance.csv, row 2, column unit: found 'share/fortnight'; not a known unit"],
    ),
    "missing price year": (
        lambda w: cell(w / "data/assumptions/satellite.csv", 2, "unit", "USD/terminal"),
        ["data/assumptions/satellite.csv, row 2, column unit: found 'USD/terminal'; money needs its price year"],
    ),
    "unit of another kind": (
        lambda w: cell(w / "data/assumptions/finance.csv", 2, "unit", "km"),
        ["data/assumptions/finance.csv, row 2, column unit: unit 'km' cannot be converted"],
    ),
    "no exchange rate": (
        lambda w: cell(w / "data/assumptions/satellite.csv", 2, "unit", "GBP_2024/terminal"),
        ["data/assumptions/satellite.csv, row 2, column unit: ", "no rate of GBP for 2024"],
    ),
    "wrong ISO3": (
        lambda w: replace(w / OPERATION / "operation.toml", '"UGA"', '"UGD"'),
        ["operation.toml: country is 'UGD'; accepted: BDI, BGD"],
    ),
    "text in a number": (
        lambda w: cell(w / "data/sites.csv", 4, "population", "many"),
        ["data/sites.csv, row 4, column population: found 'many'; accepted: a number"],
    ),
    "decimal comma": (
        lambda w: cell(w / OPERATION / "ties.csv", 3, "certainty", "0,5"),
        ["ties.csv, row 3, column certainty: found '0,5'; accepted: a number such as 1250.5"],
    ),
    "empty required cell": (
        lambda w: cell(w / "data/sites.csv", 5, "population", ""),
        ["data/sites.csv, row 5, column population: found ''; accepted: a value"],
    ),
    "negative population": (
        lambda w: cell(w / "data/sites.csv", 5, "population", "-3"),
        ["data/sites.csv, row 5, column population: found -3.0; accepted: 0 or more"],
    ),
    "duplicate key": (
        lambda w: append(w / OPERATION / "actors.csv", second_row(w / OPERATION / "actors.csv")),
        ["actors.csv, row ", "column actor: found (", ") again, first in row 2; accepted: once"],
    ),
    "unknown source": (
        lambda w: cell(w / OPERATION / "actors.csv", 2, "source", "hearsay_2025"),
        ["actors.csv, row 2, column source: found 'hearsay_2025'; not in sources.csv"],
    ),
    "unknown actor in a tie": (
        lambda w: cell(w / OPERATION / "ties.csv", 2, "to_actor", "nobody"),
        ["ties.csv, row 2, column to_actor: found 'nobody'; not in actors.csv"],
    ),
    "unknown kind": (
        lambda w: cell(w / OPERATION / "actors.csv", 2, "kind", "ministry"),
        ["actors.csv, row 2, column kind: found 'ministry'; accepted: host_government, line_ministry"],
    ),
    "impossible date": (
        lambda w: cell(w / OPERATION / "ties.csv", 2, "from_date", "2025-02-30"),
        ["ties.csv, row 2, column from_date: found '2025-02-30'; accepted: a day such as 2025-12-31"],
    ),
    "UTF-16 with a byte order mark": (
        lambda w: recode(w / OPERATION / "actors.csv", "utf-16"),
        ["actors.csv: the file is UTF-16; accepted: UTF-8"],
    ),
    "bytes of another encoding": (
        lambda w: latin_bytes(w / OPERATION / "actors.csv"),
        ["actors.csv, row ", "found a byte that is not UTF-8 (0xe9)"],
    ),
    "semicolon separator": (
        lambda w: (w / OPERATION / "actors.csv").write_text("actor;name;acronym\nopm;Office;OPM\n"),
        ["actors.csv, row 1: columns are separated by a semicolon; accepted: a comma"],
    ),
    "Excel with a second sheet": (
        lambda w: excel_with_a_second_sheet(w / OPERATION),
        ["actors.xlsx: found 2 filled sheets (actors, notes); accepted: one sheet"],
    ),
    "CSV and Excel of one table": (
        lambda w: workbook(w / OPERATION / "actors.xlsx", {"actors": [["actor"]]}),
        ["both actors.csv and actors.xlsx are there"],
    ),
    "not a workbook": (
        lambda w: (
            (w / OPERATION / "actors.csv").unlink(),
            (w / OPERATION / "actors.xlsx").write_bytes(b"PK not a workbook"),
        ),
        ["actors.xlsx: cannot be opened as a workbook"],
    ),
    "row with too many cells": (
        lambda w: append(w / OPERATION / "actors.csv", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p"),
        ["actors.csv, row ", "found 16 cells; accepted: 11"],
    ),
    "misspelt file name": (
        lambda w: (w / OPERATION / "ties.csv").rename(w / OPERATION / "tie.csv"),
        ["data/operations/uganda/tie.csv: nothing reads this file; accepted: README.md, actors.csv"],
    ),
    "broken TOML": (lambda w: append(w / OPERATION / "operation.toml", "title = "), ["operation.toml: ", "(at line "]),
    "unknown setting": (
        lambda w: replace(w / OPERATION / "operation.toml", "[levers]", "[levers]\nyears = 12"),
        ["operation.toml: levers.years is not known; accepted: horizon, price_basis"],
    ),
    "unknown site": (
        lambda w: replace(w / OPERATION / "operation.toml", '"UGA-001"', '"UGA-999"'),
        ["operation.toml: sites names 'UGA-999'; not a site of UGA"],
    ),
    "unknown technology": (
        lambda w: replace(w / OPERATION / "operation.toml", '"leo"', '"pigeon"'),
        ["operation.toml: technologies names 'pigeon'; not in technologies.csv"],
    ),
    "a technology that serves nobody": (
        lambda w: replace(w / OPERATION / "operation.toml", '"leo"', '"power_solar"'),
        ["operation.toml: technologies names 'power_solar', which is a power technology; accepted: macro_4g, rural_lite"],
    ),
    "backhaul in the place of power": (
        lambda w: cell(w / "data/technologies.csv", 2, "power", "fibre"),
        ["technologies.csv, row 2, column power: found 'fibre', a backhaul technology; accepted: power_grid, power_solar"],
    ),
    "a power system that stands on another": (
        lambda w: cell(w / "data/technologies.csv", 19, "power", "power_solar"),
        ["technologies.csv, row 19, column power: power_hybrid is a power technology and stands on none; found 'power_solar'"],
    ),
    "a technology that stands on nothing known": (
        lambda w: cell(w / "data/technologies.csv", 2, "backhaul", "smoke"),
        ["technologies.csv, row 2, column backhaul: found 'smoke'; not in technologies.csv"],
    ),
    "low above high": (
        lambda w: cell(w / "data/assumptions/finance.csv", 2, "low", "99"),
        ["data/assumptions/finance.csv, row 2, columns low, mode, high: found 99", "accepted: low <= mode <= high"],
    ),
    "same assumption twice": (
        lambda w: append(w / "data/assumptions/finance.csv", second_row(w / "data/assumptions/finance.csv")),
        ["finance.csv, row ", "again, first in row 2; accepted: once"],
    ),
    "unknown parameter": (
        lambda w: cell(w / "data/assumptions/finance.csv", 2, "parameter", "dicount_rate"),
        ["finance.csv, row 2, column parameter: found 'dicount_rate'; not in parameters.csv; did you mean discount_rate"],
    ),
    "value outside its limits": (
        lambda w: cell(w / OPERATION / "scenarios/influx_high.csv", 2, "value", "99999"),
        ["population_growth runs from ", "accepted: "],
    ),
    "scenario of an unknown parameter": (
        lambda w: cell(w / OPERATION / "scenarios/influx_high.csv", 2, "parameter", "luck"),
        ["scenarios/influx_high.csv, row 2, column parameter: found 'luck'; not in parameters.csv"],
    ),
    "illegal level of a dimension": (
        lambda w: replace(w / OPERATION / "operation.toml", 'phase = "resilience"', 'phase = "recovery"'),
        ["operation.toml", "phase", "'recovery'", "preparedness, emergency, resilience, solutions"],
    ),
    "shares above one": (
        lambda w: append(w / OPERATION / "payers.csv", "macro_4g,capex,donor,0,,0.5,refanalysis_judgement_2026,placeholder,"),
        ["payers.csv: shares of item capex of technology macro_4g add up to ", "accepted: 1 at most"],
    ),
}


def run(workspace, *arguments):
    """The command as a process of its own: its code and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "refanalysis.cli", *arguments], cwd=workspace, capture_output=True, text=True, check=False
    )
    return done.returncode, one_line(done.stdout + done.stderr)


def checked(call):
    """The command `check` in this process: its code and what it said. An error that it does not catch fails the test."""
    code, out, err = call("check")
    return code, one_line(out + err)


def one_line(words):
    return " ".join(words.split())


def snapshot(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_input_is_named_with_its_place(name, lone, call):
    break_it, words = BROKEN[name]
    break_it(lone)
    before = snapshot(lone)
    code, said = checked(call)
    assert code == 1, said
    assert "Traceback" not in said
    for word in words:
        assert one_line(word) in said
    assert snapshot(lone) == before


def test_a_process_that_checks_a_broken_input_ends_with_code_1_and_without_a_traceback(workspace):
    break_it, words = BROKEN["unknown actor in a tie"]
    break_it(workspace)
    before = snapshot(workspace)
    code, said = run(workspace, "check")
    assert code == 1, said
    assert "Traceback" not in said
    assert all(word in said for word in words)
    assert snapshot(workspace) == before


def test_the_packaged_data_has_no_problem(workspace):
    code, said = run(workspace, "check")
    assert code == 0, said


def test_a_report_on_broken_data_is_refused_and_writes_nothing(workspace):
    shutil.copytree(ROOT / "notebooks", workspace / "notebooks", dirs_exist_ok=True)
    cell(workspace / OPERATION / "ties.csv", 2, "to_actor", "nobody")
    before = snapshot(workspace)
    code, said = run(workspace, "report", "uganda")
    assert code == 1
    assert "ties.csv, row 2, column to_actor: found 'nobody'" in said
    assert "Traceback" not in said
    assert snapshot(workspace) == before


def test_what_excel_writes_as_csv_utf_8_is_read(lone, call):
    path = lone / OPERATION / "actors.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    code, said = checked(call)
    assert code == 0, said


def test_a_table_kept_as_an_excel_file_is_read(lone, call):
    path = lone / OPERATION / "actors.csv"
    workbook(path.with_suffix(".xlsx"), {"actors": table(path)})
    path.unlink()
    code, said = checked(call)
    assert code == 0, said
