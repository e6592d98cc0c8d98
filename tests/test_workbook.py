"""The workbook of formulas: what stands in its cells, and how it is written; what they compute: test_workbook_recalculated."""

import re
import sys
from base64 import b64decode
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from refanalysis import assumptions, cli, data, sampling, tco, widgets, workbook
from refanalysis.schema import DataError
from refanalysis.workbook.guide import SHEETS

TYPED_IN = {"Assumptions": "FGH", "Sites": "DE", "Payers": "DEF", "Check": "F"}
NOT_EVERYWHERE = re.compile(
    r"\b(OFFSET|INDIRECT|NOW|TODAY|RAND|RANDBETWEEN|LET|LAMBDA|XLOOKUP|FILTER|SEQUENCE|IFS|MAXIFS|TEXTJOIN)\("
)
LONGEST = 700


@pytest.fixture(scope="module")
def uganda():
    whole = data.operation("uganda")
    return replace(whole, sites=whole.sites.head(2), technologies=("macro_4g", "leo", "connected_centre"))


@pytest.fixture(scope="module")
def written(uganda, tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "uganda.xlsx"
    return workbook.write(path, uganda, assumptions.load(uganda))


@pytest.fixture(scope="module")
def book(written):
    return load_workbook(written.path)


def formulas(book):
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    yield page.title, cell


def test_a_number_is_typed_in_only_where_it_is_an_input_a_year_or_a_result_of_python(book):
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float) and cell.column_letter not in TYPED_IN.get(page.title, ""):
                    heading = cell.style == "head_year"
                    quantity = page.title == "Unit costs" and cell.style == "input"
                    counts = page.title == "Payers" and cell.value in (0, 1)  # what a measure counts
                    year = page.title == "Check" and cell.column_letter == "C"
                    assert heading or quantity or counts or year, f"{page.title}!{cell.coordinate}"


def test_every_assumption_in_the_sheet_is_read_by_a_formula(book):
    texts = "\n".join(cell.value for _, cell in formulas(book))
    words = set(re.findall(r"[A-Za-z_]+", texts))
    places = set(re.findall(r"Assumptions!\$F\$(\d+)", texts))
    rows = [row for row in book["Assumptions"].iter_rows(min_row=5) if row[0].value]
    unread = [row[0].value for row in rows if row[0].value not in words and str(row[0].row) not in places]
    assert unread == []
    assert len(rows) > 100


def test_the_sheet_holds_just_the_assumptions_python_reads_and_inflation(uganda, book):
    asked = set()

    class Watched:
        def __init__(self, values):
            self.values, self.has = values, values.has

        def value(self, *key):
            asked.add(self.values.position(*key))
            return self.values.value(*key)

    values = assumptions.load(uganda)
    watched = Watched(values)
    tco.outcomes(tco.cash_flows(uganda, watched), uganda, watched)
    asked.add(values.position("inflation"))
    keys = values.table.iloc[sorted(asked)][["parameter", "technology", "component"]].replace("", "any")
    rows = [tuple(cell.value for cell in row[:3]) for row in book["Assumptions"].iter_rows(min_row=5) if row[0].value]
    assert sorted(rows) == sorted(keys.itertuples(index=False, name=None))


def test_an_assumption_stands_with_its_value_range_quality_sources_and_placeholders_are_marked(uganda, book):
    values = assumptions.load(uganda)
    rows = [row for row in book["Assumptions"].iter_rows(min_row=5) if row[0].value]
    row = next(row for row in rows if (row[0].value, row[2].value) == ("capex", "leo_terminal"))
    known = values.table.iloc[values.position("capex", "leo", "leo_terminal")]
    assert [row[place].value for place in (4, 8)] == [known["unit"], known["quality"]]
    assert [row[place].value for place in (5, 6, 7)] == pytest.approx([known[name] for name in ("mode", "low", "high")], 1e-15)
    titles = data.source_rows([known["source"]])["title"].tolist()
    assert row[9].value == "; ".join(titles)
    assert all((each[5].style == "placeholder") == (each[8].value == "placeholder") for each in rows)
    assert {each[5].style for each in rows} == {"input", "placeholder"}


def test_formulas_need_no_new_excel_no_arrays_and_no_giant_lines(book):
    for page, cell in formulas(book):
        assert not NOT_EVERYWHERE.search(cell.value), f"{page}!{cell.coordinate}: {cell.value}"
        assert len(cell.value) < LONGEST, f"{page}!{cell.coordinate}: {len(cell.value)} characters"
        assert "{" not in cell.value
        assert cell.data_type == "f"


def test_key_inputs_have_names_that_formulas_use(book):
    named = book.defined_names
    assert {"discount_rate", "population_growth", "overhead_share", "setting_opex_timing", "chosen_site"} <= set(named)
    sheet, cell = named["discount_rate"].attr_text.replace("'", "").replace("$", "").split("!")
    assert book[sheet][cell].value == assumptions.load(data.operation("uganda")).value("discount_rate")
    assert any("population_growth" in cell.value for page, cell in formulas(book) if page == "Demand")


def test_every_sheet_is_named_on_the_first_and_set_up_to_read_and_print(book):
    assert book.sheetnames == ["Read me", *SHEETS]
    said = [cell.value for cell in book["Read me"]["A"]]
    assert set(SHEETS) <= set(said)
    for page in book.worksheets:
        assert page.freeze_panes
        assert page.page_setup.orientation == "landscape"
        assert page.page_setup.fitToHeight == 0


def test_the_number_of_formulas_and_the_size_are_told(written, book):
    assert written.formulas == sum(1 for _ in formulas(book))
    assert written.size == written.path.stat().st_size
    assert written.path.suffix == ".xlsx"


def test_the_layout_follows_other_levers_and_settings(uganda, tmp_path):
    shorter = replace(uganda, levers={**uganda.levers, "horizon": 3}, technologies=("leo",))
    settings = tco.Settings(opex_timing="middle", overhead=False)
    made = workbook.write(tmp_path / "a.xlsx", shorter, assumptions.load(shorter), settings=settings)
    book = load_workbook(made.path)
    chosen = {row[0].value: row[1].value for row in book["Settings"].iter_rows(min_row=4, max_row=10)}
    assert chosen["Opex timing"] == "middle"
    assert chosen["Overhead"] == "no"
    years = [cell.value for cell in next(row for row in book["By site"].iter_rows() if row[0].value == "Technology")]
    assert [value for value in years if isinstance(value, int)] == [0, 1, 2]


def test_draws_another_ending_and_a_missing_folder_are_refused_by_name(uganda, tmp_path):
    values = assumptions.load(uganda)
    with pytest.raises(ValueError, match="written from assumptions; found Draws"):
        workbook.write(tmp_path / "a.xlsx", uganda, sampling.draw(values, 3, seed=1))
    with pytest.raises(ValueError, match=r"ends in \.xlsx; found a\.csv"):
        workbook.write(tmp_path / "a.csv", uganda, values)
    with pytest.raises(ValueError, match="there is no folder"):
        workbook.write(tmp_path / "nowhere" / "a.xlsx", uganda, values)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_file_that_was_there_and_nothing_half_written(uganda, tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    path.write_text("what was there")
    empty = replace(uganda, sites=uganda.sites.assign(population=float("nan")))
    with pytest.raises(DataError, match="has no population"):
        workbook.write(path, empty, assumptions.load(uganda))

    def broken(book, to):
        to.write_bytes(b"half")
        raise OSError("no space left")

    monkeypatch.setattr("openpyxl.Workbook.save", broken)
    with pytest.raises(OSError, match="no space left"):
        workbook.write(path, uganda, assumptions.load(uganda))
    assert path.read_text() == "what was there"
    assert list(tmp_path.iterdir()) == [path]


def call(monkeypatch, capsys, *words):
    monkeypatch.setattr(sys, "argv", ["refanalysis", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code or 0, *capsys.readouterr()


def test_cost_prints_the_options_side_by_side_cheapest_first(monkeypatch, capsys):
    code, out, _ = call(
        monkeypatch, capsys, "cost", "chad", "--technology", "geo_vsat", "--technology", "leo", "--set", "horizon=5"
    )
    lines = [line.split("\t") for line in out.splitlines()]
    assert code == 0
    assert lines[0][0] == "option"
    assert lines[0][3] == "present value [USD_2024]"
    operation = data.with_levers(data.operation("chad"), horizon=5)
    values = assumptions.load(operation)
    found = tco.outcomes(tco.cash_flows(operation, values, ["geo_vsat", "leo"]), operation, values)
    known = found[found["site"].eq("all") & found["outcome"].eq("cost_per_user_month")].sort_values("value")
    assert [line[0] for line in lines[1:]] == known["technology"].tolist()


def test_cost_writes_the_workbook_and_says_where(monkeypatch, capsys, tmp_path):
    path = tmp_path / "chad.xlsx"
    code, out, _ = call(monkeypatch, capsys, "cost", "chad", "--technology", "leo", "--xlsx", path, "--set", "residual=none")
    assert code == 0
    assert str(path) in out
    assert "formulas" in out
    assert load_workbook(path)["Settings"]["B6"].value == "none"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "no operation is called 'nowhere'"),
        (["chad", "--technology", "tower"], "no technology that serves is called tower; known: macro_4g"),
        (["chad", "--scenario", "none"], "no scenario 'none'"),
        (["chad", "--set", "horizon=0"], "whole number of years of 1 or more; found '0'"),
        (["chad", "--set", "seed=3"], "there is no such setting of a cost; accepted: horizon"),
        (["chad", "--set", "residual=half"], "setting residual is 'half'; accepted: straight_line, none"),
        (["chad", "--set", "overhead=maybe"], "setting overhead is 'maybe'"),
        (["chad", "--set", "horizon"], "takes NAME=VALUE; found 'horizon'"),
        (["chad", "--set", "horizon=3", "--set", "horizon=4"], "horizon is given twice"),
        (["chad", "--set", "price_basis=USD"], "price_basis is 'USD'"),
        (["chad", "--xlsx", "a.csv"], "ends in .xlsx"),
    ],
)
def test_cost_refuses_what_it_cannot_do_and_writes_nothing(monkeypatch, capsys, tmp_path, words, message):
    monkeypatch.chdir(tmp_path)
    code, out, error = call(monkeypatch, capsys, "cost", *words)
    assert code == 2
    assert message in error
    assert out == ""
    assert list(tmp_path.iterdir()) == []


def test_the_button_writes_the_workbook_beside_the_notebook_when_pressed(uganda, tmp_path):
    shown = widgets.download.workbook_button(uganda, technologies=["leo"], folder=tmp_path)
    assert list(tmp_path.iterdir()) == []
    shown.button.click()
    assert shown.error is None
    assert shown.written.path == tmp_path / "uganda_base.xlsx"
    carried = re.search(r'href="data:[^,"]+;base64,([^"]+)" download="uganda_base.xlsx"', shown.html)
    assert b64decode(carried[1]) == shown.written.path.read_bytes()
    assert not shown.button.disabled
    assert "Technology" in [cell.value for cell in load_workbook(shown.written.path)["Check"]["B"]]


def test_a_workbook_too_large_for_a_page_is_named_and_not_carried(uganda, tmp_path, monkeypatch):
    monkeypatch.setattr(widgets.download, "_CARRIED", 1000)
    shown = widgets.download.workbook_button(uganda, technologies=["leo"], folder=tmp_path)
    shown.button.click()
    assert shown.html.startswith("uganda_base.xlsx: ")
    assert shown.html.endswith(f" MB, in {tmp_path}")


def test_the_command_beside_the_button_writes_the_same_workbook(tmp_path, monkeypatch, capsys):
    settings = tco.Settings(opex_timing="start", contingency=False)
    uganda = data.with_levers(data.operation("uganda"), horizon=3)
    shown = widgets.download.workbook_button(uganda, "base", ["leo"], settings, tmp_path)
    shown.button.click()
    (tmp_path / "typed").mkdir()
    monkeypatch.chdir(tmp_path / "typed")
    code, _, error = call(monkeypatch, capsys, *shown.command.split()[1:])
    assert (code, error) == (0, "")
    pressed, typed = (load_workbook(folder / "uganda_base.xlsx") for folder in (tmp_path, tmp_path / "typed"))
    assert pressed.sheetnames == typed.sheetnames
    assert all(cells(pressed[name]) == cells(typed[name]) for name in pressed.sheetnames)


def cells(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_button_says_the_same_before_and_after_and_shows_an_error(uganda, tmp_path):
    shown = widgets.download.workbook_button(uganda, technologies=["leo"], folder=tmp_path / "nowhere")
    before = shown._repr_mimebundle_()
    shown.button.click()
    assert "there is no folder" in str(shown.error)
    assert 'role="alert"' in shown.html
    assert before["text/plain"] == shown._repr_mimebundle_()["text/plain"]
    assert "refanalysis cost uganda --scenario base --xlsx uganda_base.xlsx" in before["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in before
