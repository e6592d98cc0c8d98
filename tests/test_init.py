"""New workspaces and new operations."""

import csv
import sys
import tomllib

import pytest
from small_workspaces import write_notebook

from refanalysis import check, cli, create, data
from refanalysis.schema import OPERATION_TABLES, TABLES


@pytest.fixture
def kenya(workspace):
    folder = workspace / "data" / "operations" / "kenya"
    create.operation(folder, "KEN")
    return folder


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def test_new_operation_conforms_and_has_every_site_of_the_country(kenya):
    assert check.problems(kenya) == []
    sites = data.table("sites")
    assert list(data.operation("kenya").sites["site_id"]) == list(sites.loc[sites["iso3"] == "KEN", "site_id"])


def test_every_country_with_known_sites_gives_an_operation_that_conforms(workspace):
    found = {}
    for iso3 in sorted(set(data.table("sites")["iso3"])):
        folder = workspace / "data" / "operations" / f"of_{iso3.lower()}"
        create.operation(folder, iso3)
        found[iso3] = check.problems(folder)
    assert {iso3: problems for iso3, problems in found.items() if problems} == {}
    assert len(found) >= 25


def test_new_operation_starts_with_unknowns_and_says_what_is_accepted(kenya):
    text = (kenya / "operation.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(text)
    dimensions = data.table("dimensions")
    assert settings["context"] == dict.fromkeys(dimensions["dimension"], "unknown")
    for row in dimensions.itertuples():
        assert f"# accepted: {row.levels.replace('|', ', ')}, unknown\n{row.dimension} =" in text


def test_actors_are_those_the_country_facts_name_each_with_its_source(kenya):
    actors = {row["actor"]: row for row in rows_of(kenya / "actors.csv")}
    assert list(actors) == ["host_government", "unhcr", "regulator", "safaricom", "airtel_kenya"]
    assert (actors["regulator"]["name"], actors["regulator"]["acronym"]) == ("Communications Authority of Kenya", "CA")
    assert all(row["source"] and row["power"] == "unknown" for row in actors.values())
    assert "65.2 %" in actors["safaricom"]["note"]


def test_words_that_name_no_operator_make_no_actor(workspace):
    create.operation(workspace / "data" / "operations" / "bgd", "BGD")
    kinds = [row["kind"] for row in rows_of(workspace / "data" / "operations" / "bgd" / "actors.csv")]
    assert "mno" not in kinds


def test_tables_have_their_declared_columns_and_open_in_excel(kenya):
    for name in (*OPERATION_TABLES, "assumptions"):
        raw = (kenya / f"{name}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.decode("utf-8-sig").splitlines()[0].split(",") == TABLES[name].names


def test_who_pays_is_a_placeholder_that_says_so(kenya):
    (payer,) = rows_of(kenya / "payers.csv")
    assert (payer["payer"], payer["share"], payer["quality"]) == ("agency", "1", "placeholder")


def test_published_coverage_of_the_sites_is_there_from_the_start(kenya):
    coverage = data.operation("kenya").coverage
    assert {"KEN-001"} < set(coverage["site_id"])


def test_folder_with_content_is_refused_and_left_alone(kenya):
    before = {path.name: path.read_bytes() for path in kenya.iterdir()}
    with pytest.raises(ValueError, match="kenya exists and is not empty; nothing was written"):
        create.operation(kenya, "KEN")
    assert {path.name: path.read_bytes() for path in kenya.iterdir()} == before


@pytest.mark.parametrize(
    ("name", "iso3", "message"),
    [
        ("narnia", "NAR", "unknown country 'NAR'; known countries: .*KEN Kenya"),
        ("Kenya 2", "KEN", "'Kenya 2' cannot name an operation; accepted: small letters, digits and _"),
        ("turkiye", "TUR", "no site of Türkiye is known; add its sites to data/sites.csv first"),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_is_written(workspace, name, iso3, message):
    folder = workspace / "data" / "operations" / name
    with pytest.raises(ValueError, match=message):
        create.operation(folder, iso3)
    assert not folder.exists()


def test_unknown_country_lists_all_of_them(workspace):
    with pytest.raises(ValueError, match="unknown country") as caught:
        create.operation(workspace / "x", "NAR")
    assert str(caught.value).count(",") == 28


def test_failure_while_writing_leaves_nothing_behind(workspace, monkeypatch):
    monkeypatch.setattr(create, "_OPERATION_README", "{nothing}")
    with pytest.raises(KeyError):
        create.operation(workspace / "data" / "operations" / "kenya", "KEN")
    assert [path.name for path in (workspace / "data" / "operations").iterdir() if "kenya" in path.name] == []


def test_workspace_has_data_and_notebooks_of_its_own(tmp_path, monkeypatch):
    create.workspace(tmp_path / "mywork")
    monkeypatch.delenv("REFANALYSIS_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path / "mywork")
    assert data.workspace() == tmp_path / "mywork"
    assert {"uganda", "bangladesh", "chad"} <= set(data.operations())
    assert (tmp_path / "mywork" / "README.md").is_file()
    with pytest.raises(ValueError, match="exists and is not empty"):
        create.workspace(tmp_path / "mywork")


def test_init_check_and_report_work_one_after_the_other(workspace, monkeypatch, capsys):
    write_notebook(
        workspace / "notebooks",
        "sites",
        ["# Sites", "from refanalysis import data\nprint(len(data.operation(operation).sites), 'sites')"],
    )
    for words in (
        ["init", "data/operations/kenya", "--country", "ken"],
        ["check", "data/operations/kenya"],
        ["report", "kenya"],
    ):
        monkeypatch.setattr(sys, "argv", ["refanalysis", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert not ended.value.code, capsys.readouterr()
    assert "refanalysis report kenya" in capsys.readouterr().out
    assert "7 sites" in (workspace / "reports" / "kenya" / "sites.html").read_text(encoding="utf-8")
