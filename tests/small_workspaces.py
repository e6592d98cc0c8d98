"""Hand-made workspaces and notebooks for the tests of reports and of the command line."""

import shutil
from pathlib import Path

import nbformat

DATA = Path(__file__).parents[1] / "data"

PARAMETERS = 'operation = "uganda"\nscenario = "base"\nhorizon = 0\nrate = 0.05\nlabel = "plain"\nbold = False\nseed = 7'


def write_notebook(folder, name, cells, parameters=PARAMETERS, **metadata):
    made = nbformat.v4.new_notebook()
    for source in cells:
        new = nbformat.v4.new_markdown_cell if source.startswith("#") else nbformat.v4.new_code_cell
        made.cells.append(new(source))
    if parameters:
        made.cells.insert(1, nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    made.metadata = {"refanalysis": {"title": name.title(), "question": f"What of {name}?", "per_operation": True} | metadata}
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


def workspace_at(folder, *operations):
    """A workspace with the packaged shared data and these operations, without notebooks."""
    shutil.copytree(DATA, folder / "data", ignore=shutil.ignore_patterns("operations"))
    for operation in operations:
        shutil.copytree(DATA / "operations" / operation, folder / "data" / "operations" / operation)
    (folder / "notebooks").mkdir()
    return folder
