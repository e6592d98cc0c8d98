"""What leaves the house: the tracked files alone make reports, and so does the wheel alone in another folder."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command, cwd, **environment):
    result = subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def tracked(tmp_path_factory):
    """A copy of the files git tracks, as a fresh clone would hold them."""
    clone = tmp_path_factory.mktemp("clone")
    names = run("git", "ls-files", "--cached", "-z", cwd=ROOT).split("\0")
    for name in filter(None, names):
        target = clone / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    return clone


@pytest.fixture(scope="module")
def wheel(tracked, tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    command = (
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(out),
        ".",
    )
    run(*command, cwd=tracked)
    return next(out.glob("*.whl"))


def test_tracked_files_alone_make_a_report(tracked):
    program = (sys.executable, "-m", "refanalysis.cli")
    run(*program, "report", "chad", "--notebook", "30_coordination_arrangement", cwd=tracked, PYTHONPATH=str(tracked))
    record = json.loads((tracked / "reports/chad/30_coordination_arrangement.json").read_text(encoding="utf-8"))
    assert record["outcome"] == "ok"
    assert (tracked / "reports/index.html").is_file()


def test_the_wheel_carries_data_and_notebooks_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "refanalysis/_packaged/data/sites.csv" in names
    assert "refanalysis/_packaged/notebooks/40_operation_brief.ipynb" in names
    assert "refanalysis/reports/template/report.html.j2" in names
    roots = {name.split("/")[0] for name in names}
    assert roots == {"refanalysis", next(root for root in roots if root.endswith(".dist-info"))}


def test_the_wheel_alone_makes_a_workspace_and_reports_in_it(wheel, tmp_path):
    installed = tmp_path / "installed"
    run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(installed), str(wheel), cwd=tmp_path)
    program = (sys.executable, "-m", "refanalysis.cli")
    run(*program, "init", "mywork", cwd=tmp_path, PYTHONPATH=str(installed))
    said = run(
        *program, "report", "uganda", "--notebook", "10_stakeholder_network", cwd=tmp_path / "mywork", PYTHONPATH=str(installed)
    )
    assert str(tmp_path / "mywork/reports/index.html") in said
    record = json.loads((tmp_path / "mywork/reports/uganda/10_stakeholder_network.json").read_text(encoding="utf-8"))
    assert record["outcome"] == "ok"
    assert record["commit"] == ""


def test_make_names_the_targets_the_readme_promises():
    said = run("make", "help", cwd=ROOT)
    for target in ("report", "test", "lab", "bench", "clean", "help"):
        assert f"make {target}" in said


def test_the_ci_script_calls_exactly_the_readme_s_test_command():
    lines = [line.strip() for line in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines() if line.strip()]
    assert lines[-1] == "make test"
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")
