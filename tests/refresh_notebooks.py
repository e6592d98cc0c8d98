"""Run every notebook again and store its outputs, the cell ids and the checksums that test_notebooks.py compares.

    python tests/refresh_notebooks.py            # after a change that is meant to change results: say so in CHANGELOG.md

Outputs are stored for each notebook's own parameters; checksums of all published tables and figures for the sets in SETS.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from refanalysis import data
from refanalysis.reports import engine, results
from refanalysis.reports.notebooks import notebook

ROOT = Path(__file__).parents[1]
EXPECTED = ROOT / "tests" / "expected_tables.json"
CELLS = ROOT / "tests" / "notebook_cells.json"
SETS = (
    {"operation": "bangladesh", "scenario": "funding_cut", "draws": 200, "horizon": 7},
    {"operation": "chad", "scenario": "influx_high", "draws": 200},
)


def stored() -> list[Path]:
    """The notebooks that are kept with outputs."""
    return [path for path in sorted((ROOT / "notebooks").glob("*.ipynb")) if not path.name.startswith("_")]


def published(path: Path, parameters: dict) -> dict[str, str]:
    """Checksum of each table and figure a notebook publishes when run with those parameters it has."""
    own = notebook(path).parameters
    chosen = {name: value for name, value in parameters.items() if name in own}
    done = engine.execute(path, chosen, workspace=data.workspace())
    assert done.failure is None, f"{path.name} with {chosen}: {done.failure}"
    kinds = {"table": results.TABLE, "figure": results.FIGURE}
    return {
        f"{kind} {each['name']}": each["checksum"]
        for kind, mime in kinds.items()
        for each in results.published(done.notebook, mime)
    }


def label(parameters: dict) -> str:
    """Name of a parameter set."""
    return ", ".join(f"{name} = {value}" for name, value in parameters.items())


def refresh(path: Path) -> None:
    """Execute a notebook in place and keep what is the same every time."""
    done = engine.execute(path, {}, workspace=data.workspace())
    assert done.failure is None, f"{path.name}: {done.failure}"
    nb = done.notebook
    for name in ("papermill", "widgets"):
        nb.metadata.pop(name, None)
    nb.metadata["language_info"] = {"name": "python"}
    for cell in nb.cells:
        for name in ("papermill", "execution", *([] if cell.metadata.get("tags") else ["tags"])):
            cell.metadata.pop(name, None)
    for number, cell in enumerate((cell for cell in nb.cells if cell.cell_type == "code"), start=1):
        cell.execution_count = number
        cell.outputs = [_stable(output, number) for output in cell.outputs]
    nbformat.write(nb, path)


def _stable(output: nbformat.NotebookNode, number: int) -> nbformat.NotebookNode:
    if "execution_count" in output:
        output.execution_count = number
    output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    return output


def main(names: list[str]) -> None:
    """Refresh the named notebooks, or all."""
    paths = [path for path in stored() if not names or path.stem in names]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(refresh, paths))
        known = json.loads(EXPECTED.read_text(encoding="utf-8")) if EXPECTED.is_file() else {}
        for parameters in SETS:
            row = known.setdefault(label(parameters), {})
            row.update(
                zip((path.stem for path in paths), pool.map(lambda path, p=parameters: published(path, p), paths), strict=True)
            )
    EXPECTED.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    cells = {path.stem: [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]] for path in stored()}
    CELLS.write_text(json.dumps(cells, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
