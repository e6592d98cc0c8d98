"""A module imports only from its own layer's package or from layers below it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "refanalysis"
LAYERS = {
    "schema": 0, "units": 0, "finance": 0, "words": 0, "resolution": 0,
    "data": 1,
    "assumptions": 2, "scenario": 2, "sampling": 2, "summary": 2, "correlations": 2, "sensitivity": 2, "clusters": 2,
    "tco": 3, "connectivity": 3, "network": 3, "coordination": 3,
    "figures": 4, "tables": 4, "prose": 4, "readable": 4, "workbook": 4, "folders": 4,
    "reports": 5, "validation": 5, "widgets": 5, "check": 5, "create": 5, "cost": 5, "presence": 5, "coordinate": 5, "cli": 5,
}  # fmt: skip
OWN_LAYER_MAY_MEET = {0, 2, 4, 5}
ONLY_IN = {
    "matplotlib": {"figures"}, "papermill": {"reports"}, "ipywidgets": {"widgets"}, "ipysigma": {"widgets"}, "typer": {"cli"},
}  # fmt: skip


def modules():
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "_packaged" not in path.parts and path != PACKAGE / "__init__.py"]


def room(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            if node.module == "refanalysis":
                yield from (f"refanalysis.{alias.name}" for alias in node.names)


def test_every_module_has_a_layer():
    assert {room(path) for path in modules()} == set(LAYERS)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_downwards(path):
    here = room(path)
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "refanalysis" and len(parts) > 1 and parts[1] in LAYERS and parts[1] != here:
            there = parts[1]
            assert LAYERS[there] < LAYERS[here] or (LAYERS[there] == LAYERS[here] and LAYERS[here] in OWN_LAYER_MAY_MEET), (
                f"{here} (layer {LAYERS[here]}) imports {there} (layer {LAYERS[there]})"
            )


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_packages_stay_in_their_room(path):
    for name in imported(path):
        rooms = ONLY_IN.get(name.split(".")[0])
        assert rooms is None or room(path) in rooms, f"{room(path)} imports {name}; only {rooms} may"


def test_importing_the_package_loads_nothing_heavy_and_opens_no_file_of_data():
    code = (
        "import sys; opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "import refanalysis\n"
        "heavy = {'matplotlib', 'papermill', 'pandas', 'numpy', 'pandera', 'pint'} & set(sys.modules)\n"
        "print(sorted(heavy), [name for name in opened if name.endswith(('.csv', '.toml', '.ipynb'))])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[] []"
