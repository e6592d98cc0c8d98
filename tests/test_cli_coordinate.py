"""`refanalysis coordinate`: what it writes for an operation, a case or a file, what it says, what it refuses."""

import csv
import json
import re

import networkx as nx
import pytest
from PIL import Image

from refanalysis import coordinate as command
from refanalysis import coordination


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answers_of(folder):
    return {row["field"]: row["answer"] for row in rows_of(folder / "headline.csv")}


@pytest.fixture
def undrawn(monkeypatch):
    """Leaves the picture out, which takes longest."""
    monkeypatch.setattr(command.figures, "arrangement", lambda arrangement: None)
    monkeypatch.setattr(command.style, "png", lambda fig: b"")


@pytest.fixture
def written(tmp_path):
    def made(text, name="mine.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return made


# what is written


def test_an_operation_gives_every_table_the_network_a_picture_and_its_levels(call, tmp_path):
    out = tmp_path / "new/folder"
    code, said, complaint = call("coordinate", "chad", "--out", out)
    assert (code, complaint) == (0, "") and {path.name for path in out.iterdir()} == set(command.FILES)
    assert said.splitlines()[0].startswith("Chad: ") and said.strip().endswith(str(out.resolve()))
    assert "international lead: UNHCR; Government leads: no; plan: regional rrp chapter" in said
    document = json.loads((out / "context.json").read_text(encoding="utf-8"))
    assert document["levels"]["mech"] == "clusters" and document["levels"]["lead_override"] == []
    assert document["unknown"] == ["crf_requested", "envoy_need"] and document["rules"]["open"] > 0
    assert [row["dimension"] for row in rows_of(out / "open_questions.csv")] == [
        "envoy_need"
    ]  # Chad is in no phase that asks for the other
    with Image.open(out / "arrangement.png") as picture:
        assert picture.width > 800 and picture.height > 400


def test_the_tables_are_those_of_the_arrangement(call, tmp_path, undrawn):
    out = tmp_path / "out"
    assert call("coordinate", "UGA-CRRF", "--out", out)[0] == 0
    arrangement = coordination.derive(coordination.case("UGA-CRRF").context)
    assert {row["body"] for row in rows_of(out / "bodies.csv")} == set(arrangement.bodies["body"])
    assert [row["lead"] for row in rows_of(out / "sectors.csv")] == arrangement.sectors["lead"].tolist()
    assert len(rows_of(out / "fora.csv")) == len(arrangement.fora)
    assert len(rows_of(out / "tasks.csv")) == len(arrangement.tasks)
    assert {row["plan"] for row in rows_of(out / "plans.csv")} == set(arrangement.instruments["instrument"])
    flows = {(row["from_body"], row["to_body"]) for row in rows_of(out / "flows.csv")}
    assert ("UNHCR", "RC") in flows and len(flows) == len(arrangement.flows)
    duties = rows_of(out / "responsibilities.csv")
    assert {"area", "body", "role", "actor", "strength", "rule"} == set(duties[0]) and len(duties) > 50
    ties = rows_of(out / "ties.csv")
    network = nx.read_graphml(out / "network.graphml")
    assert network.number_of_edges() == len(ties) == len(coordination.ties(arrangement))
    assert {row["from_actor"] for row in ties} <= set(network)


@pytest.mark.parametrize("name", coordination.cases())
def test_a_case_gives_the_answers_that_were_read(call, tmp_path, name, undrawn):
    assert call("coordinate", name, "--out", tmp_path / "out")[0] == 0
    answers = answers_of(tmp_path / "out")
    for field, expected in coordination.case(name).oracle.items():
        if isinstance(expected, list):
            assert set(expected) <= set(answers[field].split(";")), field
        else:
            assert answers[field] == (str(expected).lower() if isinstance(expected, bool) else expected), field


def test_a_level_that_is_set_changes_the_arrangement_and_is_named(call, tmp_path, undrawn):
    out = tmp_path / "out"
    code, said, _ = call("coordinate", "BGD-2017", "--out", out, "--set", "hc=TRUE", "--set", "lead_override=none")
    assert code == 0 and "changed: hc = true, lead_override = none" in said
    assert answers_of(out)["intl_lead"] == "UNHCR" and answers_of(out)["hrp_separate"] == "true"
    document = json.loads((out / "context.json").read_text(encoding="utf-8"))
    assert document["changed"] == {"hc": "true", "lead_override": "none"} and document["levels"]["hc"] == "true"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.toml", 'phase = "emergency"\ngov_will = "lead"\nlead_override = ["IOM"]\n'),
        ("operation.toml", 'title = "x"\n[context]\nphase = "emergency"\ngov_will = "lead"\nlead_override = ["IOM"]\n'),
        ("a.yaml", "phase: emergency\ngov_will: lead\nlead_override: [IOM]\n"),
        ("b.yml", "context:\n  phase: emergency\n  gov_will: lead\noverrides: [IOM]\n"),
        ("c.yaml", "cases:\n- {id: A, context: {phase: emergency, gov_will: lead}, overrides: {lead_override: [IOM]}}\n"),
        ("a.json", '{"phase": "emergency", "gov_will": "lead", "lead_override": ["IOM"]}'),
    ],
)
def test_a_context_may_stand_in_toml_yaml_or_json(call, written, tmp_path, name, text, undrawn):
    out = tmp_path / "out"
    code, said, _ = call("coordinate", written(text, name), "--out", out)
    assert code == 0 and "ask first: " in said
    assert answers_of(out)["intl_lead"] == "UNHCR;IOM" and answers_of(out)["gov_lead"] == "true"


def test_one_case_of_a_file_is_chosen_and_the_others_may_be_broken(call, written, tmp_path, undrawn):
    path = written("- {id: A, context: {phase: emergency}}\n- {id: B, context: {fase: 1}}\n")
    assert call("coordinate", path, "--out", tmp_path / "out", "--case", "A")[0] == 0
    code, _, complaint = call("coordinate", path, "--out", tmp_path / "other")
    assert code == 1 and "mine.yaml, case B, context: 'fase' is no dimension" in complaint
    path = written("- {id: A, context: {phase: emergency}}\n- {id: B, context: {}}\n")
    code, _, complaint = call("coordinate", path, "--out", tmp_path / "other", "--case", "C")
    assert code == 2 and "there is no case 'C'; accepted: --case with one of A, B" in complaint
    code, _, complaint = call("coordinate", path, "--out", tmp_path / "other")
    assert code == 2 and "it holds 2 cases; accepted: --case with one of A, B" in complaint


# what is refused


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["chat"], 2, "'chat' is no operation, case or file; accepted: a file of a context (TOML, YAML, JSON), or a name "
                      "(operations: bangladesh, chad, uganda; cases: BGD-2017"),
        (["chad", "--set", "fase=emergency"], 2, "--set: 'fase' is no dimension; did you mean phase?"),
        (["chad", "--set", "phase=later"], 2, "--set, phase: found 'later'; accepted: preparedness"),
        (["chad", "--set", "phase"], 2, "--set takes DIMENSION=LEVEL, such as phase=emergency; found 'phase'"),
        (["chad", "--set", "hc=true", "--set", "hc=false"], 2, "--set hc: stands twice; accepted: once"),
        (["chad", "--set", "idp=false"], 2, "--set: overlap says where displaced citizens live, but idp is false"),
        (["chad", "--case", "A"], 2, "--case A: chad is the name of one operation"),
        (["chad", "--guidance", "nowhere.csv"], 1, "nowhere.csv: the file is missing"),
        (["."], 2, "'.' is a folder; accepted: a file of a context"),
    ],
)  # fmt: skip
def test_a_word_that_is_not_accepted_ends_with_a_message_and_writes_nothing(call, tmp_path, monkeypatch, words, code, message):
    monkeypatch.chdir(tmp_path)
    ended, said, complaint = call("coordinate", *words, "--out", tmp_path / "out")
    assert (ended, said) == (code, "") and message in complaint
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.yaml", "phase: later", "a.yaml, phase: found 'later'; accepted: preparedness, emergency"),
        ("a.yaml", "context: {hc: perhaps}", "a.yaml, [context], hc: found 'perhaps'; accepted: true, false, unknown"),
        ("a.yaml", "context: words", "a.yaml, [context]: found 'words'; accepted: levels by dimension"),
        ("a.yaml", "idp: false\noverlap: same", "a.yaml: overlap says where displaced citizens live"),
        ("a.yaml", "phase: {", "a.yaml, row 1, column 9: not YAML"),
        ("a.yaml", "phase: emergency\nphase: solutions", "a.yaml, row 1: the key 'phase' stands 2 times"),
        ("a.yaml", "", "a.yaml: found None; accepted: levels by dimension"),
        ("a.toml", "phase = emergency", "a.toml: not TOML"),
        ("a.json", '{"phase": }', "a.json, row 1: not JSON"),
    ],
)
def test_a_file_with_a_mistake_ends_with_file_and_key_and_writes_nothing(call, written, tmp_path, name, text, message):
    code, _, complaint = call("coordinate", written(text, name), "--out", tmp_path / "out")
    assert code == 1 and message in complaint and "Traceback" not in complaint
    assert not (tmp_path / "out").exists()


def test_a_folder_of_an_earlier_run_is_replaced_and_any_other_refused(call, tmp_path, undrawn):
    out = tmp_path / "out"
    assert call("coordinate", "chad", "--out", out)[0] == call("coordinate", "UGA-CRRF", "--out", out)[0] == 0
    assert answers_of(out)["instrument"] == "country_rrp_plus_crrf"
    (out / "mine.txt").write_text("x", encoding="utf-8")
    code, _, complaint = call("coordinate", "chad", "--out", out)
    assert code == 2 and re.search(r"it holds mine\.txt; accepted: a new or empty folder", complaint)
    assert answers_of(out)["instrument"] == "country_rrp_plus_crrf"


def test_a_failure_half_way_leaves_the_earlier_run_as_it_was(call, tmp_path, monkeypatch):
    out = tmp_path / "out"
    assert call("coordinate", "UGA-CRRF", "--out", out)[0] == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def full(*_):
        raise OSError(28, "No space left on device", str(out))

    monkeypatch.setattr(command, "_document", full)
    code, _, complaint = call("coordinate", "chad", "--out", out)
    assert code == 1 and "No space left on device" in complaint
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_same_context_gives_the_same_bytes(call, tmp_path):
    for name in ("one", "two"):
        assert call("coordinate", "TCD-2023", "--out", tmp_path / name)[0] == 0
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
