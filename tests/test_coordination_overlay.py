"""Newer guidance laid over the packaged rules: what it replaces, adds and withdraws, and what is refused."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from refanalysis import coordination, data
from refanalysis.schema import DataError

EMERGENCY = {"phase": "emergency", "hc": True, "partner_expertise": True}


@pytest.fixture(scope="module")
def rules():
    return data.table("rules")


@pytest.fixture(scope="module")
def guidance(rules):
    return coordination.load(rules)


def written(folder, rules, name="rules_2024.csv"):
    """A file of rules as somebody would lay it over the packaged ones."""
    rules.to_csv(folder / name, index=False)
    return folder / name


def newer(rules):
    """Three rows: one rule put otherwise, one new, one withdrawn."""
    changed = rules[rules["rule"] == "FOR-01"].assign(strength="shall", qualifier="")
    new = rules[rules["rule"] == "FOR-01"].assign(
        rule="FOR-04", output="ESTABLISH(REFUGEE_ENGAGEMENT_FORUM; level=national; parent=NATIONAL_COORDINATION_FORUM)"
    )
    gone = rules[rules["rule"] == "LDR-06"].assign(status="withdrawn")
    return pd.concat([changed, new, gone])


def test_newer_guidance_replaces_adds_and_withdraws_rules(rules, guidance, tmp_path):
    over = coordination.load(overlay=written(tmp_path, newer(rules)))
    assert set(over.rules) == {*guidance.rules, "FOR-04"} - {"LDR-06"}
    assert over.rules["FOR-01"]["strength"] == "shall"
    untouched = set(guidance.rules) - {"FOR-01", "LDR-06"}
    assert all(over.rules[rule] == guidance.rules[rule] for rule in untouched)
    context = coordination.read(EMERGENCY | {"envoy_need": True}, over)
    answers = coordination.headline(coordination.derive(context, over))
    assert (answers["envoy"], answers["refugee_participation_forum"]) == (False, True)
    assert coordination.headline(coordination.derive(context, coordination.load()))["envoy"] is True


def test_guidance_says_which_files_it_comes_from(rules, tmp_path):
    assert str(coordination.load(rules).rulesets[0]) == "a table of rules, version not stated"
    packaged, above = coordination.load(overlay=written(tmp_path, newer(rules))).rulesets
    assert str(packaged).startswith("rules.csv, version 2 of 2026-11-26; Refugee Coordination Model, updated guidance of 2019")
    assert str(above) == ("rules_2024.csv, version not stated; 1 replaced (FOR-01); 1 added (FOR-04); 1 withdrawn (LDR-06)")


def test_the_order_of_rows_in_newer_guidance_does_not_matter(rules, tmp_path):
    one = coordination.load(overlay=written(tmp_path, newer(rules)))
    other = coordination.load(overlay=written(tmp_path, newer(rules).iloc[::-1], "reversed.csv"))
    assert list(one.rules.items()) == list(other.rules.items())


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"condition": "hcc"}, "row 2, column condition: rule FOR-01: condition 'hcc': 'hcc' is no dimension"),
        ({"output": "LEADS(UNHCR"}, "row 2, column output: rule FOR-01: output 'LEADS(UNHCR': "),
        ({"strength": "must"}, "row 2, column strength: found 'must'; accepted: shall, should, may"),
        ({"actor": "MAYOR"}, "row 2, column actor: found 'MAYOR'; accepted: a body in bodies.csv"),
        (
            {"output": "ESTABLISH(NATIONAL_COORDINATION_FORUM; level=national; parent=CITY_HALL)"},
            "row 2, column output: found 'CITY_HALL'; accepted: a body in bodies.csv",
        ),
        ({"source": "hearsay"}, "row 2, column source: found 'hearsay'; not in sources.csv"),
        (
            {"rule": "FOR-99", "status": "withdrawn"},
            "row 2, column rule: found 'FOR-99' with status withdrawn; accepted: a rule that stands beneath this file",
        ),
        ({"rule": "for one"}, "row 2, column rule: found 'for one'"),
    ],
)
def test_a_problem_of_newer_guidance_is_named_with_file_row_and_column(rules, tmp_path, cells, problem):
    path = written(tmp_path, rules[rules["rule"] == "FOR-01"].assign(**cells))
    with pytest.raises(DataError, match=re.escape(f"rules_2024.csv, {problem}")):
        coordination.load(overlay=path)


def test_newer_guidance_that_is_not_there_or_comes_too_late_is_refused(guidance, tmp_path):
    with pytest.raises(DataError, match=re.escape("rules_2024.csv: the file is missing")):
        coordination.load(overlay=tmp_path / "rules_2024.csv")
    with pytest.raises(ValueError, match="loaded already takes no overlay"):
        coordination.load(guidance, overlay=tmp_path / "rules_2024.csv")


@pytest.fixture
def chad_folder(tmp_path):
    """A copy of an operation that can be changed."""
    return Path(shutil.copytree(data.workspace() / "data" / "operations" / "chad", tmp_path / "chad"))


def name_guidance(folder, name):
    settings = folder / "operation.toml"
    settings.write_text(f'guidance = "{name}"\n{settings.read_text(encoding="utf-8")}', encoding="utf-8")


def test_an_operation_names_its_newer_guidance(rules, chad_folder):
    assert data.from_folder(chad_folder).guidance is None
    written(chad_folder, newer(rules))
    name_guidance(chad_folder, "rules_2024.csv")
    chad = data.from_folder(chad_folder)
    assert chad.guidance == chad_folder / "rules_2024.csv"
    over = coordination.load(overlay=chad.guidance)
    assert "FOR-04" in over.rules and data.problems(chad_folder) == []


@pytest.mark.parametrize("name", ["rules_2031.csv", "../chad/actors.csv", ""])
def test_an_operation_that_names_guidance_that_is_not_beside_it_is_refused(chad_folder, name):
    name_guidance(chad_folder, name)
    with pytest.raises(DataError, match=re.escape(f"guidance is {name!r}; accepted: a file of rules beside operation.toml")):
        data.from_folder(chad_folder)
