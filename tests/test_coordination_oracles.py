"""The packaged cases, opened by name, and cases in files of other people."""

from functools import lru_cache

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis import coordination, data
from refanalysis.coordination.cases import FIELDS
from refanalysis.data import cases as files
from refanalysis.schema import DataError


@pytest.fixture(scope="module")
def guidance():
    return loaded()


@pytest.fixture
def written(tmp_path):
    def made(text, name="cases.yaml"):
        path = tmp_path / name
        path.write_text(text if isinstance(text, str) else yaml.safe_dump(text), encoding="utf-8")
        return path

    return made


def one(context=None, **rest):
    return {"cases": [{"id": "A", "context": {"phase": "emergency"} if context is None else context, **rest}]}


@lru_cache
def loaded():
    return coordination.load()


def problems_of(path):
    try:
        return coordination.read_cases(path, loaded())[1]
    except DataError as error:
        return error.problems


# packaged


def test_fifteen_cases_are_packaged_each_in_a_file_of_its_name():
    assert len(coordination.cases()) == 15
    names = {path.stem for path in files.paths(files.packaged())}
    assert names == {name.lower().replace("-", "_") for name in coordination.cases()}


@pytest.mark.parametrize("name", coordination.cases())
def test_a_case_has_levels_answers_words_and_sources(name, guidance):
    case = coordination.case(name, guidance)
    assert case.oracle and set(case.oracle) <= set(FIELDS)
    assert case.title and case.period and case.arrangement and case.fit.split(":")[0] in ("yes", "partly")
    assert set(case.context.unknown) <= {"hc_in_origin"}
    assert case.sources and all(source["source"] and source["url"].startswith("http") for source in case.sources)
    assert bool(case.overrides) == bool(case.why)


def test_overrides_stand_where_a_government_invited_others_or_the_origin_has_a_plan():
    stated = {name: dict(coordination.case(name).overrides) for name in coordination.cases()}
    assert {name: found for name, found in stated.items() if found} == {
        "BGD-2017": {"lead_override": ["RC", "IOM"]},
        "LBN-LCRP": {"lead_override": ["RC_HC", "UNDP"]},
        "TUR-3RP": {"lead_override": ["UNDP"]},
        "SDN-RRP": {"hc_in_origin": True},
    }
    assert coordination.case("BGD-2017").context["lead_override"] == ("RC", "IOM")


def test_the_fields_of_an_oracle_are_those_of_a_headline(guidance):
    arrangement = coordination.derive(coordination.case("SYR-RET", guidance).context, guidance)
    assert set(FIELDS) == set(coordination.headline(arrangement))


def test_a_case_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(ValueError, match=r"no case is called 'TCD-2024'; did you mean TCD-2023\?; known: BGD-2017, COD-RRP"):
        coordination.case("TCD-2024")


def test_a_situation_is_an_operation_or_a_case(guidance):
    chad, case = coordination.situation("chad"), coordination.situation("TCD-2023")
    assert chad.case is None and chad.title == data.operation("chad").title
    assert case.case.name == "TCD-2023" and set(case.context_sources) == set(guidance.dimensions)
    assert set(data.source_keys(case.context_sources["phase"])) <= set(data.table("sources")["source"])
    assert coordination.read(case.context, guidance) == coordination.context_of("TCD-2023", guidance)
    assert coordination.context_of("chad", guidance)["mech"] == "clusters"
    with pytest.raises(ValueError, match="no operation or case is called 'chat'; did you mean chad"):
        coordination.context_of("chat")


def test_packaged_cases_are_checked_with_the_other_data(tmp_path, monkeypatch):
    folder = tmp_path / "cases"
    folder.mkdir()
    text = (files.packaged() / "tcd_2023.yaml").read_text(encoding="utf-8")
    for name in ("one.yaml", "two.yaml"):
        (folder / name).write_text(text.replace("- ocha_chad_2023_06", "- ocha_of_nowhere"), encoding="utf-8")
    monkeypatch.setattr(files, "packaged", lambda: folder)
    with pytest.raises(DataError) as error:
        files.packaged_problems()
    assert [problem.split(", ", 1)[1] for problem in error.value.problems] == [
        "case TCD-2023, sources: found 'ocha_of_nowhere'; not in sources.csv",
        f"case TCD-2023: stands in {(folder / 'one.yaml').as_posix()} as well",
        "case TCD-2023, sources: found 'ocha_of_nowhere'; not in sources.csv",
    ]


# files of others


@pytest.mark.parametrize(
    ("where", "invited"),
    [
        ({"context": {"phase": "emergency", "lead_override": ["RC", "IOM"]}}, ("RC", "IOM")),
        ({"context": {"phase": "emergency", "overrides": {"lead_override": "RC|IOM"}}}, ("RC", "IOM")),
        ({"overrides": {"lead_override": ["UNHCR", "IOM"]}}, ("IOM",)),
        ({"overrides": ["RC"]}, ("RC",)),
        ({"lead_override": ["RC"]}, ("RC",)),
        ({"added": {"lead_override": ["RC"]}}, ("RC",)),
        ({"overrides": None}, ()),
    ],
)
def test_invited_leads_may_stand_in_the_context_or_beside_it(written, where, invited):
    found, problems = coordination.read_cases(written(one(**where)))
    assert problems == [] and found[0].context["lead_override"] == invited


@pytest.mark.parametrize(
    ("stated", "invited"), [({}, ("RC", "IOM")), ({"overrides": {}}, ()), ({"overrides": ["RC"]}, ("RC",))]
)
def test_a_known_case_without_overrides_takes_the_packaged_ones_and_says_so(written, stated, invited):
    known = {"id": "BGD-2017", "context": {"phase": "emergency"}, **stated}
    case = coordination.read_cases(written({"cases": [known]}))[0][0]
    assert case.context["lead_override"] == invited
    assert case.why.startswith("as in the packaged case: the Government invited") == (not stated)


def test_nothing_read_is_nothing_tested_and_a_word_stands_for_a_list_of_one(written):
    case = coordination.read_cases(written(one(oracle={"intl_lead": "UNHCR", "instrument": None})))[0][0]
    assert dict(case.oracle) == {"intl_lead": ["UNHCR"]} and case.skipped == 1


def test_a_folder_a_list_and_a_single_case_are_read_too(written, tmp_path):
    written("[{id: A, context: {}}, {id: B, context: {}}]", "one.yaml")
    written('{"id": "C", "context": {"hc": true}}', "two.json")
    found, problems = coordination.read_cases(tmp_path)
    assert problems == [] and [case.name for case in found] == ["A", "B", "C"]
    assert found[2].context["hc"] == "true"


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (
            one({"fase": "emergency"}),
            "cases.yaml, case A, context: 'fase' is no dimension; did you mean phase?; accepted: phase,",
        ),
        (one({"phase": "later"}), "cases.yaml, case A, context, phase: found 'later'; accepted: preparedness, emergency,"),
        (one({"overlap": "same", "idp": False}), "cases.yaml, case A, context: overlap says where displaced citizens live,"),
        (one(overrides={"lead_override": ["XYZ"]}), "case A, context, lead_override: found ['XYZ']; accepted: a list of RC,"),
        (one(oracle={"intl_led": ["UNHCR"]}), "case A, oracle: 'intl_led' is no answer of a headline; did you mean intl_lead?"),
        (one(oracle={"gov_lead": "maybe"}), "case A, oracle.gov_lead: found 'maybe'; accepted: true, false; null where"),
        (one(oracle={"instrument": ["a"]}), "case A, oracle.instrument: found ['a']; accepted: a word"),
        (one(oracle={"parties": [1]}), "case A, oracle.parties: found [1]; accepted: a list of words"),
        (one(oracle=["gov_lead"]), "case A, oracle: found ['gov_lead']; accepted: names with values"),
        (one(confidence={"lead": "sure"}), "case A, confidence.lead: found 'sure'; accepted: high, medium, low"),
        (one(overrides={"led": 1}), "case A, context: 'led' is no dimension"),
        (one(overides={}), "case A: 'overides' is not known; did you mean overrides?"),
        (one(sources="a page"), "case A, sources: found 'a page'; accepted: a list of keys"),
        ({"cases": [{"id": "A"}]}, "case A: context is missing"),
        ({"cases": [{"context": {}}]}, "cases.yaml, case 1, id: found None; accepted: a short name"),
        ({"cases": ["A"]}, "cases.yaml, case 1: found 'A'; accepted: id, context and oracle"),
        ({"cases": one()["cases"] * 2}, "cases.yaml, case A: stands 2 times; accepted: once"),
        ({"cases": []}, "found []; accepted: a case with id, context and oracle, or a list of them under cases:"),
        ("only words", "found 'only words'; accepted: a case with id"),
        ("", "found None; accepted: a case with id"),
        ("cases: [", "row 1, column 9: not YAML"),
        ("cases:\n- id: A\n  id: B\n", "row 2: the key 'id' stands 2 times; accepted: once"),
        ("a: !!python/object:os.system {}", "row 1, column 4: not YAML"),
        ("[" * 5000, "not YAML"),
    ],
)
def test_a_file_with_a_mistake_says_where_and_what_is_accepted(written, case, words):
    found = problems_of(written(case))
    assert len(found) == 1 and words in found[0]


def test_a_file_that_is_not_text_and_a_path_that_is_not_there_are_named(written, tmp_path):
    path = written("")
    path.write_bytes(b"id: \xff")
    assert problems_of(path)[0].endswith("cases.yaml: found a byte that is not UTF-8 (0xff)")
    assert "there is no such file or folder" in problems_of(tmp_path / "nowhere.yaml")[0]
    (tmp_path / "empty").mkdir()
    assert "the folder holds no file of cases" in problems_of(tmp_path / "empty")[0]


def test_json_with_a_key_twice_is_refused(written):
    path = written('{"id": "A", "context": {"hc": true, "hc": false}}', "one.json")
    assert "the key 'hc' stands 2 times" in problems_of(path)[0]
    assert "row 1: not JSON" in problems_of(written('{"id": ', "two.json"))[0]


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=60) | st.text(alphabet="{}[]:,-&*!|>'\" \n#ab1cases", max_size=60))
def test_no_text_whatever_ends_otherwise_than_with_a_sentence(text, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "strange.yaml"
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    assert all(isinstance(problem, str) and "strange.yaml" in problem for problem in problems_of(path))
