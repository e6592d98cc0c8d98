"""Comparison rows, strict reading of peers' files, runs over folders and the command: what passes, what fails, what is said."""

import gzip
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refanalysis import figures, validation
from refanalysis.schema.types import DataError
from refanalysis.validation import cases, compare, files, statements

MINE = ("globalsat", "other")
NUMBERS = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20)


@pytest.fixture
def folder(tmp_path):
    """A copy of the packaged cases of other peers, small ones only."""
    for name in ("homer_net_present_cost.csv", "locnet_demand_curve.csv"):
        shutil.copy(cases.PACKAGED / "other" / name, tmp_path / name)
    return tmp_path


def row(ours, theirs, **tolerance):
    return compare.numbers("peer", "case", "cost", ours, theirs, [f"r{n}" for n in range(len(ours))], **tolerance)


# --- comparison rows


def test_the_worst_row_is_named_with_both_values():
    found = row([1.0, 2.5, 3.0], [1.0, 2.0, 3.0], absolute=0.1)
    assert (found["largest_absolute"], found["largest_relative"], found["passed"]) == (0.5, 0.25, False)
    assert found["worst"] == "r1: ours 2.5, reference 2"


def test_the_worst_row_is_the_worst_in_the_measure_of_the_tolerance():
    assert row([1.1, 1000.5], [1.0, 1000.0], relative=0.2)["worst"].startswith("r0")
    assert row([1.1, 1000.5], [1.0, 1000.0], absolute=0.2)["worst"].startswith("r1")


def test_a_value_missing_on_one_side_never_passes_and_on_both_sides_does():
    assert not row([np.nan, 1.0], [1.0, 1.0], absolute=1e9)["passed"]
    assert not row([1.0, 1.0], [np.nan, 1.0], relative=1e9)["passed"]
    assert row([np.nan, 1.0], [np.nan, 1.0], absolute=0.0)["passed"]


def test_a_zero_that_comes_out_tiny_differs_by_a_share_of_the_columns_largest_number():
    found = row([1e-10, 1000.0], [0.0, 1000.0], relative=1e-3)
    assert found["largest_relative"] == pytest.approx(1e-4)
    assert row([1e-7], [0.0], relative=1e-6)["passed"]


def test_nothing_compared_does_not_pass():
    assert not row([], [], absolute=1.0)["passed"]
    assert not compare.passed(compare.table([]))
    assert compare.conclusion(compare.table([])) == "Nothing was compared."


def test_one_tolerance_is_asked_for_and_lengths_must_agree():
    with pytest.raises(ValueError, match="give one tolerance, absolute or relative"):
        row([1.0], [1.0])
    with pytest.raises(ValueError, match="case, cost: found 1 numbers, 2 references and 1 keys"):
        row([1.0], [1.0, 2.0], absolute=1.0)
    with pytest.raises(ValueError, match="found 1 words, 2 references and 1 keys"):
        compare.words("peer", "case", "why", ["a"], ["a", "b"], ["r0"])


def test_words_that_differ_are_counted():
    found = compare.words("peer", "case", "why", ["a", "b", "c"], ["a", "x", "y"], ["r0", "r1", "r2"])
    assert (found["passed"], found["note"], found["worst"]) == (False, "2 rows differ", "r1: ours 'b', reference 'x'")


@given(NUMBERS)
def test_equal_values_always_pass_with_no_difference(values):
    found = row(values, values, relative=0.0)
    assert found["passed"]
    assert found["largest_absolute"] == 0


@given(NUMBERS, st.floats(1e-3, 1e3))
def test_a_difference_beyond_the_tolerance_always_fails(values, apart):
    moved = [*values[:-1], values[-1] + 2 * apart]
    assert not row(moved, values, absolute=apart)["passed"]


# --- reading


def written(tmp_path, text, name="case.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a,b\n1,2\n3,\n", "case.csv, row 3, column b: found ''; accepted: a finite number"),
        ("a,b\n1,nan\n", "case.csv, row 2, column b: found 'nan'; accepted: a finite number"),
        ("a,b\n1,inf\n", "case.csv, row 2, column b: found 'inf'"),
        ("a,b\n1,x\n", "case.csv, row 2, column b: found 'x'"),
        ("a,c\n1,2\n", "case.csv, row 1, column b: missing; found: a, c"),
        ("a,b\n1\n", "case.csv, row 2, column a: the row has 1 cells; accepted: 2"),
        ("a,b,b\n1,2,3\n", "case.csv, row 1, column b: stands 2 times"),
        ("a,b\n1,2\n1,3\n", "case.csv, row 3, column a: 1.0 stands twice"),
        ("a,b\n", "case.csv, row 2: the file is empty"),
        ("", "case.csv, row 1: the file is empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_place(tmp_path, text, problem):
    with pytest.raises(DataError) as error:
        files.table(written(tmp_path, text), {"a": "number", "b": "number"}, key=("a",))
    assert problem in str(error.value)


def test_a_broken_archive_and_a_missing_file_are_said_to_be_so(tmp_path):
    broken = tmp_path / "case.csv.gz"
    broken.write_bytes(b"no archive")
    with pytest.raises(DataError, match=r"case\.csv\.gz: cannot be unpacked"):
        files.table(broken, {"a": "number"})
    broken.write_bytes(gzip.compress(b"a\n1\n2\n")[:-9])
    with pytest.raises(DataError, match=r"case\.csv\.gz: cannot be unpacked"):
        files.table(broken, {"a": "number"})
    with pytest.raises(DataError, match=r"gone\.csv: the file is missing"):
        files.table(tmp_path / "gone.csv", {"a": "number"})


def test_other_columns_are_left_out_and_rows_keep_their_numbers(tmp_path):
    read = files.table(written(tmp_path, "b,more,a\n1,x,\n\n3,y,4\n"), {"a": "optional number", "b": "number"})
    assert list(read.columns) == ["a", "b"]
    assert read.index.tolist() == [2, 4]
    assert np.isnan(read["a"].iloc[0])


def test_years_must_be_whole(tmp_path):
    path = written(tmp_path, "n\n5\n2.5\n")
    with pytest.raises(DataError, match=r"case\.csv, row 3, column n: found 2\.5; accepted: whole years from 1"):
        files.whole_years(path, files.table(path, {"n": "number"}), "n")


def test_parameters_must_be_an_object(tmp_path):
    with pytest.raises(DataError, match=r"p\.json, row 1: not JSON"):
        files.json_object(written(tmp_path, "{", "p.json"))
    with pytest.raises(DataError, match="found a list; accepted: an object"):
        files.json_object(written(tmp_path, "[1]", "p.json"))


# --- runs


@pytest.mark.parametrize("program", MINE)
def test_the_packaged_cases_pass(program):
    found = validation.run(program)
    assert tuple(found.columns) == validation.COLUMNS
    assert validation.passed(found), found[~found["passed"]].to_string()
    assert found["largest_relative"].max() < 1e-5
    assert found["rows"].sum() > 1000


def test_every_program_of_the_registry_has_packaged_cases_and_known_file_names():
    for program in validation.PROGRAMS:
        assert any(cases.packaged(program).iterdir()), program


def test_a_folder_its_parent_and_a_folder_below_are_all_searched(folder, tmp_path_factory):
    above = tmp_path_factory.mktemp("above")
    shutil.copytree(folder, above / "other" / "deeper")
    direct, nested = validation.run("other", folder), validation.run("other", above)
    assert direct.equals(nested)
    assert validation.run("", above).equals(direct)


def test_an_unknown_table_is_listed_and_fails_the_run_but_a_readme_does_not(folder):
    (folder / "README.md").write_text("words", encoding="utf-8")
    assert validation.passed(validation.run("other", folder))
    (folder / "homr_net_present_cost.csv").write_text("a\n1\n", encoding="utf-8")
    found = validation.run("other", folder)
    last = found.iloc[-1]
    assert (last["case"], last["quantity"], last["note"]) == ("homr_net_present_cost.csv", "not used", "unknown file name")
    assert not validation.passed(found)


def test_a_peer_whose_form_is_not_known_is_listed_and_does_not_fail(folder):
    (folder / "qubic_network_cost.csv").write_text("a\n1\n", encoding="utf-8")
    found = validation.run("other", folder)
    assert found.iloc[-1]["note"] == "the form of this peer's files is not known"
    assert validation.passed(found)


def test_a_broken_file_fails_and_the_others_are_still_compared(folder):
    path = folder / "locnet_demand_curve.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("0.95\n", "nan\n", 1), encoding="utf-8")
    found = validation.run("other", folder)
    assert "locnet_demand_curve.csv, row 2, column penetration: found 'nan'" in found.loc[~found["passed"], "note"].item()
    assert found["rows"].sum() == 196 * 4 + 1


def test_a_changed_reference_is_found(folder):
    path = folder / "homer_net_present_cost.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("725245.38", "725246.38", 1), encoding="utf-8")
    found = validation.run("other", folder)
    failed = found[~found["passed"]]
    assert failed["quantity"].tolist() == ["npc"]
    assert "ours 725245.388782, reference 725246.388782" in failed["worst"].item()


def test_an_unknown_program_and_a_folder_that_is_not_there_are_refused(tmp_path):
    with pytest.raises(ValueError, match="unknown program 'gigga'; accepted: giga, pytal"):
        validation.run("gigga")
    with pytest.raises(DataError, match="there is no such folder"):
        validation.run("other", tmp_path / "nowhere")
    with pytest.raises(DataError, match="no folder named as a program; accepted: giga"):
        validation.run("", tmp_path)


# --- the command


def test_the_command_prints_each_comparison_and_ends_well(call, folder):
    code, out, _ = call("validate", "other", folder)
    assert code == 0
    lines = [line.split("\t") for line in out.splitlines()]
    assert lines[0][:7] == ["program", "case", "quantity", "rows", "largest absolute", "largest relative", "tolerance"]
    assert lines[1][:4] == ["other", "homer_net_present_cost.csv", "npc", "196"]
    assert lines[-1] == ["846 values in 6 comparisons with other: all within their tolerance."]


@pytest.mark.parametrize("spoil", ["changed", "empty folder", "unknown", "truncated"])
def test_the_command_ends_with_code_1_when_something_is_wrong(call, folder, spoil):
    path = folder / "locnet_demand_curve.csv"
    text = path.read_text(encoding="utf-8")
    if spoil == "changed":
        path.write_text(text.replace("0.95\n", "0.94\n", 1), encoding="utf-8")
    elif spoil == "empty folder":
        for each in folder.iterdir():
            each.unlink()
    elif spoil == "unknown":
        (folder / "surprise.csv.gz").write_bytes(gzip.compress(b"a\n1\n"))
    else:
        path.write_text(text[: len(text) // 2 - 7], encoding="utf-8")
    code, out, err = call("validate", "other", folder)
    assert code == 1
    assert "Nothing was compared" in out + err if spoil == "empty folder" else "FAILED" in out


def test_the_command_names_the_programs_it_knows(call):
    code, _, err = call("validate", "gigga")
    assert code == 2
    assert "unknown program 'gigga'; accepted: giga, pytal, globalsat, other" in err


def test_the_command_takes_a_folder_alone(call, folder, tmp_path_factory):
    above = tmp_path_factory.mktemp("above")
    shutil.copytree(folder, above / "other")
    code, out, _ = call("validate", above)
    assert code == 0
    assert out.splitlines()[1].startswith("other\thomer")


# --- conventions and words


def test_the_dated_cash_flow_of_the_published_bill_is_the_published_one():
    table = validation.conventions()
    assert table["present_value"].iloc[0] == pytest.approx(725_245.3887818, abs=1e-6)
    assert table["difference"].iloc[0] == 0


def test_conventions_by_hand():
    bill = {"capital": 100.0, "replacement": 80.0, "life": 2.0, "running": 10.0, "horizon": 4.0, "rate": 0.1}
    values = validation.conventions(bill).set_index("convention")["present_value"]
    annuity = (1 - 1.1**-4) / 0.1
    assert values["dated cash flow, the default here"] == pytest.approx(100 + 80 / 1.21 + 10 * annuity)
    assert values["nothing is replaced"] == pytest.approx(100 + 10 * annuity)
    assert values["not discounted"] == pytest.approx(220)
    assert values["a plain sum, nothing replaced or credited"] == pytest.approx(140)
    in_advance = 100 + 10 * annuity * 1.1
    assert values["running costs in advance, nothing replaced or credited"] == pytest.approx(in_advance)
    assert values["the same, raised once by the cost of capital"] == pytest.approx(in_advance * 1.1)
    assert values["all capital spread evenly over the years"] == pytest.approx(((100 + 2 * 80) / 4 + 10) * annuity)


@pytest.fixture(scope="module")
def found():
    return validation.run("other")


def test_sentences_say_how_much_was_compared_and_how_far_apart_it_lies(found):
    said = validation.sentences(found, validation.conventions())
    assert said[0].startswith(f"{found['rows'].sum():,} values from 4 published sources were computed again")
    assert "all lie within their tolerance" in said[0]
    assert said[1] == "Values that a program computed agree to 12 digits."
    assert said[2] == (
        "1 value printed in manuals, workbooks and papers agree within the rounding of what is printed; "
        "HOMER's example lies 5.39 USD away."
    )
    assert "42 % above it by that of giga" in said[3]
    worse = found.assign(largest_relative=found["largest_relative"].where(found["quantity"] != "irr", 2e-5))
    part = "agree to 12 digits; those of numpy-financial to 4."
    assert part in validation.sentences(worse, validation.conventions())[1]
    failing = found.assign(passed=found.index > 0)
    assert "1 comparison failed" in validation.sentences(failing, validation.conventions())[0]


def test_every_packaged_case_has_a_peer_with_a_source():
    found = validation.labelled(compare.table([compare.unused(p, n, "") for p, n in _packaged()]))
    assert (found["source"] != "").all()
    used = {key for cell in statements.peers()["source"] for key in cell.split(";")}
    assert used == set(validation.sources()["source"])


def _packaged():
    inputs = ("sites_", "towers_", "fiber_nodes_", "itu_cpp_parameters")
    paths = cases.PACKAGED.glob("*/*.csv*")
    return [(path.parent.name, path.name) for path in paths if not path.name.startswith(inputs)]


def test_differences_are_shown_as_powers_of_ten_so_that_noise_does_not_show(found):
    assert [statements.at_most(share) for share in (0.0, 4e-16, 1.1e-12, 2e-5, 1.0)] == [1e-12, 1e-12, 1e-11, 1e-4, 1.0]
    assert statements.at_most(np.inf) == np.inf
    assert set(validation.drawn(found)["differ_by_at_most"]) == {1e-12, 1e-5}
    missing = found.assign(largest_relative=np.inf)
    assert "missing on one side" in validation.sentences(missing, validation.conventions())[1]


def test_peers_are_counted_once(found):
    table = validation.by_peer(found)
    assert table["values"].sum() == found["rows"].sum()
    assert table["within_tolerance"].all()
    assert set(table["agree_to"]) == {"12 digits"}
    printed = found.assign(program="worked_examples")
    assert validation.by_peer(printed)["agree_to"].tolist() == ["the printed digits"]


def test_a_comparison_that_failed_is_drawn_beyond_the_line_of_what_is_tolerated(found):
    spoiled = validation.labelled(found)
    spoiled.loc[0, ["passed", "largest_relative"]] = [False, 1.0]
    axes = figures.differences(spoiled).axes[0]
    tolerated = [line.get_xdata()[0] for line in axes.lines if set(line.get_xdata()) == {1.0}]
    beyond = sum(int((dots.get_offsets()[:, 0] > 1.0).sum()) for dots in axes.collections)
    assert (tolerated, beyond) == ([1.0], 1)
    assert "Nothing was compared" in figures.differences(spoiled[:0]).axes[0].texts[0].get_text()


def test_conventions_are_drawn_as_long_as_they_differ():
    table = validation.conventions()
    drawn = sorted(bar.get_width() for bar in figures.conventions(table).axes[0].patches)
    assert drawn == pytest.approx(sorted(100 * table["difference"].iloc[1:]))
