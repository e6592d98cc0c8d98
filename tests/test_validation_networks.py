"""Network measures against the packaged results of other programs, and what happens when results or graphs are wrong."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from refanalysis import validation
from refanalysis.cli import app
from refanalysis.validation.cases import PACKAGED

NAME = "emon_mtsi"


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """A folder with one graph and all that is expected of it."""
    for part in ("graphs", "expected"):
        (tmp_path / part).mkdir()
        for path in (PACKAGED / "networks" / part).glob(f"{NAME}_*"):
            shutil.copy(path, tmp_path / part)
    return tmp_path


def replaced(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_every_packaged_value_is_reproduced() -> None:
    found = validation.run("networks")
    assert validation.passed(found), found[~found["passed"]].to_string()
    assert found["rows"].sum() > 20_000
    assert found["largest_absolute"].max() < 1e-9
    assert {"betweenness", "constraint_ego_valued", "sd_liaison", "network sd_coordinator", "key players F sets"} <= set(
        found["quantity"]
    )


def test_a_wrong_value_fails_and_names_graph_and_actor(one: Path) -> None:
    replaced(one / "expected" / f"{NAME}_nodes_brute.csv", ",14.166666666666666,", ",14.2,")
    found = validation.run("networks", one)
    failed = found[~found["passed"]]
    assert failed["quantity"].tolist() == ["betweenness"]
    assert failed["worst"].iloc[0].startswith(f"{NAME}, King.County.Police: ours 14.166")
    result = CliRunner().invoke(app, ["validate", "networks", str(one)])
    assert result.exit_code == 1
    assert "1 failed" in result.output


def test_each_measure_is_one_line_whatever_the_number_of_graphs(one: Path) -> None:
    found = validation.run("networks", one)
    assert validation.passed(found)
    assert found["quantity"].is_unique
    assert set(found["case"]) == {"1 graph"}


def test_results_without_a_graph_are_noted_and_nothing_compared_fails(one: Path) -> None:
    shutil.copy(PACKAGED / "networks" / "expected" / "karate_nodes_brute.csv", one / "expected")
    found = validation.run("networks", one)
    assert validation.passed(found)
    assert found.loc[found["rows"] == 0, ["case", "note"]].values.tolist() == [
        ["karate_nodes_brute.csv", "its graph is not given"]
    ]
    shutil.rmtree(one / "graphs")
    assert not validation.passed(validation.run("networks", one))
    assert CliRunner().invoke(app, ["validate", "networks", str(one)]).exit_code == 1


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        (
            "graphs/emon_mtsi_edges.csv",
            "King.County.Police",
            "Nobody",
            "found 'Nobody'; accepted: a node of emon_mtsi_nodes.csv",
        ),
        ("expected/emon_mtsi_nodes_brute.csv", "King.County.Police", "Nobody", "'King.County.Police' is not both"),
        ("expected/emon_mtsi_brute.json", "{", "", "not JSON"),
    ],
)
def test_broken_files_fail_with_their_place(one: Path, file: str, before: str, after: str, said: str) -> None:
    replaced(one / file, before, after)
    found = validation.run("networks", one)
    assert not validation.passed(found)
    assert said in found.loc[~found["passed"], "note"].iloc[0]
    assert CliRunner().invoke(app, ["validate", "networks", str(one)]).exit_code == 1
