"""Fixtures that several test files share."""

import shutil
import sys
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parents[1]
# a property holds or it does not; how long an example took says only how busy the machine was
hypothesis.settings.register_profile("without a deadline", deadline=None)
hypothesis.settings.load_profile("without a deadline")


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A workspace of its own with the packaged data, safe to break; the notebooks folder is empty."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setenv("REFANALYSIS_WORKSPACE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def lone(workspace):
    """The workspace with the operation of Uganda only, so that `check` reads one."""
    for folder in (workspace / "data/operations").iterdir():
        if folder.is_dir() and folder.name != "uganda":
            shutil.rmtree(folder)
    return workspace


@pytest.fixture
def call(monkeypatch, capsys):
    """Runs a command line in this process: its code, what it wrote, what it complained about."""

    from refanalysis import cli

    def called(*words):
        monkeypatch.setattr(sys, "argv", ["refanalysis", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        written = capsys.readouterr()
        return ended.value.code or 0, written.out, written.err

    return called
