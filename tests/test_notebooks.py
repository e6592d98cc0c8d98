"""What nbval does not see: other parameters, hidden rows, deleted cells, stripped outputs, code that grew in a notebook."""

import ast
import json

import pytest
import refresh_notebooks as refresh

from refanalysis import data
from refanalysis.reports.notebooks import notebooks

BOOKS = refresh.stored()
EVERY = sorted((refresh.ROOT / "notebooks").glob("*.ipynb"))
MOST_LINES = 13
MOST_BYTES = 1_200_000


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def code_cells(path):
    return [cell for cell in read(path)["cells"] if cell["cell_type"] == "code"]


def source(cell):
    return "".join(cell["source"])


@pytest.mark.parametrize("parameters", refresh.SETS, ids=refresh.label)
@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_results_under_other_parameters_are_those_recorded(path, parameters):
    expected = json.loads(refresh.EXPECTED.read_text(encoding="utf-8"))[refresh.label(parameters)][path.stem]
    assert expected
    assert refresh.published(path, parameters) == expected


def test_no_cell_was_added_moved_or_deleted_unseen():
    cells = {path.stem: [cell["id"] for cell in read(path)["cells"]] for path in BOOKS}
    assert cells == json.loads(refresh.CELLS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_stored_outputs_are_complete_without_errors_and_small(path):
    for cell in code_cells(path):
        shows = source(cell).lstrip().startswith(("tables.", "figures.", "widgets.")) or "\nfigures.show" in source(cell)
        assert not shows or cell["outputs"], f"{cell['id']} lost its output"
        assert all(output["output_type"] not in ("error", "stream") for output in cell["outputs"]), cell["id"]
    assert path.stat().st_size < MOST_BYTES


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_a_notebook_asks_calls_and_shows(path):
    for cell in code_cells(path):
        tree = ast.parse(source(cell))
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda)], cell[
            "id"
        ]
        assert len(source(cell).splitlines()) <= MOST_LINES, cell["id"]
        assert "/data/" not in source(cell)
        assert ".csv" not in source(cell)


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_parameters_are_scalars_and_the_page_has_title_and_question(path):
    tagged = [cell for cell in code_cells(path) if "parameters" in cell["metadata"].get("tags", [])]
    assert tagged == code_cells(path)[:1]
    for line in ast.parse(source(tagged[0])).body:
        assert isinstance(line, ast.Assign)
        assert isinstance(ast.literal_eval(line.value), str | int | float | bool)
    about = read(path)["metadata"]["refanalysis"]
    first = "".join(read(path)["cells"][0]["source"])
    assert first == f"# {about['title']}\n\n*{about['question']}*"


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_every_page_has_a_headline_counts_its_placeholders_and_ends_with_its_sources(path):
    mimes = [mime for cell in code_cells(path) for output in cell["outputs"] for mime in output.get("data", {})]
    assert any("headline" in mime for mime in mimes)
    assert any("provenance" in mime for mime in mimes) or path.stem == "00_start_here"
    assert source(code_cells(path)[-1]).startswith("tables.sources(") or "tables.sources(" in source(code_cells(path)[-1])


def test_the_notebooks_are_those_the_readme_names():
    readme = (refresh.ROOT / "README.md").read_text(encoding="utf-8")
    assert all(name in readme for name in notebooks(refresh.ROOT / "notebooks"))


def test_the_parameter_sets_cover_the_operations_that_nbval_does_not_run():
    assert {parameters["operation"] for parameters in refresh.SETS} == set(data.operations()) - {"uganda"}
