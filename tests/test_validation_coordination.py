"""Arrangements really used beside those derived: what agrees, what only repeats an input, what is open, what differs."""

import shutil

import pytest
import yaml

from refanalysis import validation
from refanalysis.data import cases as files
from refanalysis.schema import DataError
from refanalysis.validation import coordination as profile

FULL = {"phase": "emergency", "influx": "ongoing", "idp": False, "overlap": "none", "migrant": False, "gov_will": "lead",
        "mech": "none", "mech_adaptable": False, "hc": False, "hct": False, "clusters": False, "regional": True,
        "iom": "partner", "gov_plan": False, "crf_requested": False, "envoy_need": False, "side": "asylum",
        "return_cond": "not_conducive", "duration": "sudden"}  # fmt: skip


@pytest.fixture
def written(tmp_path):
    def made(*cases):
        path = tmp_path / "mine.yaml"
        path.write_text(yaml.safe_dump({"version": 1, "cases": list(cases)}), encoding="utf-8")
        return path

    return made


def case(oracle, name="A", context=FULL, **rest):
    return {"id": name, "context": context, "oracle": oracle, **rest}


def row_of(found, field, name="A"):
    return found[(found["field"] == field) & (found["case"] == name)].iloc[0]


@pytest.fixture(scope="module")
def packaged():
    return profile.oracles()


def test_every_answer_of_the_packaged_cases_is_reproduced(packaged):
    assert set(packaged["result"]) == {"agrees"} and packaged["case"].nunique() == 15
    assert packaged["basis"].value_counts().to_dict() == {"derived": 61, "echo": 22}
    assert profile.passed(packaged)
    assert profile.conclusion(packaged) == (
        "61 answers derived for 15 cases, 22 more only repeat an input: all are as in the cases."
    )


def test_every_derived_answer_names_its_rules_or_says_that_none_gives_it(packaged):
    silent = packaged[packaged["rules"] == ""]
    assert set(silent.loc[silent["basis"] == "derived", "derived"]) == {"false"}
    assert silent["note"].str.contains("no rule that holds gives it|repeats the context").all()


@pytest.mark.parametrize(
    ("name", "field", "basis"),
    [
        ("UKR-RRP", "iom", "echo"),
        ("UKR-RRP", "regional", "echo"),
        ("R4V-2018", "envoy", "echo"),
        ("SDN-RRP", "joint_launch_with_hrp", "echo"),
        ("R4V-2018", "iom", "derived"),
        ("BGD-2017", "iom", "derived"),
        ("UGA-CRRF", "instrument", "derived"),
    ],
)
def test_an_echo_has_the_words_of_an_input_and_a_rule_that_makes_iom_a_lead_is_none(packaged, name, field, basis):
    assert row_of(packaged, field, name)["basis"] == basis


@pytest.mark.parametrize(("name", "missing"), [("BGD-2017", {"RC", "IOM"}), ("LBN-LCRP", {"RC_HC", "UNDP"})])
def test_the_leads_of_two_cases_differ_without_their_overrides(written, packaged, name, missing):
    cells = yaml.safe_load((files.packaged() / f"{name.lower().replace('-', '_')}.yaml").read_text(encoding="utf-8"))
    found = profile.oracles(written({**cells, "overrides": {}}))
    row = row_of(found, "intl_lead", name)
    assert row["result"] == "DIFFERS" and not profile.passed(found)
    assert set(row["expected"].split(";")) - set(row["derived"].split(";")) == missing
    assert "stand under overrides, lead_override; missing: " in row["note"]
    assert "with lead_override" in row_of(packaged, "intl_lead", name)["note"]


def test_answers_that_differ_are_found_and_fail(written):
    found = profile.oracles(written(case({"gov_lead": False, "instrument": "country_rrp", "joint_note": False})))
    assert found["result"].tolist() == ["DIFFERS", "DIFFERS", "agrees"]
    assert row_of(found, "instrument")[["expected", "derived", "rules"]].tolist() == [
        "country_rrp", "regional_rrp", "PLN-03;PLN-06"]  # fmt: skip
    assert profile.conclusion(found).endswith("0 more only repeat an input: 2 differ: A gov_lead, A instrument.")


def test_a_case_that_contradicts_its_own_input_fails_too(written):
    found = profile.oracles(written(case({"gov_lead": True, "regional": False})))
    assert row_of(found, "regional")["result"] == "DIFFERS" and not profile.passed(found)


def test_what_the_context_leaves_undecided_is_open_and_says_what_would_decide_it(written):
    context = {**FULL, "hct": "unknown"}
    found = profile.oracles(written(case({"hct_link": True, "gov_lead": True}, context=context)))
    row = row_of(found, "hct_link")
    assert (row["derived"], row["result"]) == ("unknown", "open")
    assert row["note"] == "undecided while hct is unknown"
    assert profile.passed(found) and profile.conclusion(found).endswith("; 1 open answer.")


def test_low_confidence_is_noted_and_what_a_case_calls_unconfirmed_cannot_fail(written):
    oracle = {"gov_lead": True, "subnational": False, "instrument": "regional_rrp"}
    found = profile.oracles(written(case(oracle, confidence={"subnational": "low", "plan": "low"})))
    assert row_of(found, "subnational")["result"] == "not confirmed" and profile.passed(found)
    assert row_of(found, "instrument")["note"] == "confidence of plan is low"
    assert "1 unconfirmed answer that differs" in profile.conclusion(found)


def test_lists_agree_as_sets_and_products_may_be_more_than_were_seen():
    assert profile.agrees("intl_lead", ["IOM", "UNHCR"], ["UNHCR", "IOM"])
    assert not profile.agrees("intl_lead", ["UNHCR"], ["UNHCR", "IOM"])
    assert profile.agrees("products", ["a"], ["a", "b"]) and not profile.agrees("products", ["c"], ["a", "b"])
    assert not profile.agrees("regional", True, 1)


@pytest.mark.parametrize("cases", [[case({})], [case({"gov_lead": None})], [case({"iom": "partner", "regional": True})]])
def test_a_run_that_compares_nothing_derived_does_not_pass(written, cases):
    found = profile.oracles(written(*cases))
    assert not profile.passed(found) and profile.conclusion(found).startswith("No derived answer was compared")


def test_a_broken_case_fails_and_the_others_are_still_compared(written):
    path = written(case({"gov_lead": True}), case({"gov_led": True}, name="B"), case({"gov_lead": True}, "C", {"hc": "maybe"}))
    found = profile.oracles(path)
    assert found["result"].tolist() == ["agrees", "not used", "not used"] and not profile.passed(found)
    assert "mine.yaml, case B, oracle: 'gov_led' is no answer of a headline" in found.loc[1, "note"]
    assert found.loc[2, "note"].endswith("mine.yaml, case C, context, hc: found 'maybe'; accepted: true, false, unknown")


# among the other programs


def test_the_profile_gives_comparison_rows_like_any_other(written):
    path = written(case({"gov_lead": True, "instrument": "country_rrp", "joint_launch_with_hrp": True}))
    found = validation.run("coordination", path)
    assert tuple(found.columns) == validation.COLUMNS
    assert found["passed"].tolist() == [True, False, True] and found["rows"].tolist() == [1, 1, 0]
    assert found.loc[1, "worst"] == "instrument: ours 'regional_rrp', reference 'country_rrp'"
    assert found.loc[2, "note"] == "open: undecided while hc_in_origin is unknown"
    assert validation.passed(validation.run("coordination"))


def test_programs_of_numbers_are_run_without_it_unless_a_folder_has_its_name(written, tmp_path):
    above = tmp_path / "above"
    (above / "coordination").mkdir(parents=True)
    shutil.copy(written(case({"gov_lead": True})), above / "coordination")
    assert set(validation.run("", above)["program"]) == {"coordination"}
    assert validation.packaged("coordination") == files.packaged()


def test_a_file_is_refused_by_programs_of_folders(written):
    with pytest.raises(DataError, match="there is no such folder"):
        validation.run("giga", written(case({})))


# the command


def test_the_command_prints_each_answer_and_ends_well(call, written):
    code, said, complaint = call("validate", "coordination", written(case({"gov_lead": True, "iom": "partner"})))
    lines = [line.split("\t") for line in said.splitlines()]
    assert (code, complaint) == (0, "")
    assert lines[0] == ["case", "field", "expected", "derived", "basis", "result", "rules", "note"]
    assert lines[1] == ["A", "gov_lead", "true", "true", "derived", "agrees", "GOV-06", ""]
    assert lines[2] == ["A", "iom", "partner", "partner", "echo", "agrees", "", "repeats the context"]
    assert lines[3] == ["1 answer derived for 1 case, 1 more only repeat an input: all are as in the cases."]


def test_the_command_takes_the_packaged_cases_a_folder_and_a_file_alone(call, written):
    code, said, _ = call("validate", "coordination")
    assert code == 0 and "61 answers derived for 15 cases" in said
    path = written(case({"gov_lead": True}))
    assert call("validate", path)[0] == call("validate", "coordination", path.parent)[0] == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cases: [", "mine.yaml, row 1, column 9: not YAML"),
        ("cases:\n- {id: A, context: {fase: emergency}, oracle: {gov_lead: true}}", "case A, context: 'fase' is no dimension"),
        ("cases:\n- {id: A, context: {}, oracle: {}}", "mine.yaml, case A: it names no answer"),
    ],
)
def test_the_command_says_on_its_error_channel_what_is_wrong(call, tmp_path, text, words):
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    code, _, complaint = call("validate", "coordination", path)
    assert code == 1 and words in complaint and "Traceback" not in complaint


def test_the_command_ends_with_1_when_an_answer_differs_and_2_for_a_file_of_a_program_of_folders(call, written):
    path = written(case({"gov_lead": False}))
    code, said, _ = call("validate", "coordination", path)
    assert code == 1 and "\tDIFFERS\t" in said and "1 differ: A gov_lead" in said
    code, _, complaint = call("validate", "giga", path)
    assert code == 2 and "giga compares folders; accepted: a folder of its cases" in complaint
