"""Conditions of rules: what is refused, and what an unknown level leaves open."""

import re
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis import coordination, data
from refanalysis.coordination import conditions, verdicts
from refanalysis.coordination.context import COMBINATIONS
from refanalysis.schema import DataError

GUIDANCE = coordination.load()
# dimensions that random conditions read: those that exclude each other, a list, and free ones
READ = ("idp", "overlap", "mech", "clusters", "mech_adaptable", "hc", "phase")
LISTED = "lead_override"
HELD = ([], ["IOM"], ["RC_HC"], ["IOM", "RC_HC"], ["UNDP"])


# what is refused


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("__import__('os').system('true')", "\"__import__('os').system('true')\" is not allowed"),
        ("phase.__class__", "'phase.__class__' is not allowed"),
        ("phase[0] == 'e'", "'phase[0]' stands where a dimension must stand"),
        ("lambda: hc", "'lambda: hc' is not allowed"),
        ("phase == f'{hc}'", "f'{hc}' is no level of phase"),
        ("(hc := True)", "'(hc := True)' is not allowed"),
        ("9**9**9", "'9 ** 9 ** 9' is not allowed"),
        ("hc == 10**10**10", "10 ** 10 ** 10 is no level of hc"),
        ("hc == -1", "-1 is no level of hc"),
        ("hc + hct", "'hc + hct' is not allowed"),
        ("~hc", "'~hc' is not allowed"),
        ("hc & hct", "'hc & hct' is not allowed"),
        ("[hc for hc in phase]", "'[hc for hc in phase]' is not allowed"),
        ("{**hc}", "'{**hc}' is not allowed"),
        ("hc is True", "the comparison with True is not allowed"),
        ("hc == None", "None is no level of hc, which has true, false"),
        ("hc == 1", "1 is no level of hc"),
        ("phase == phase", "phase is no level of phase"),
        ("phase == b'emergency'", "b'emergency' is no level of phase"),
        ("phase in {*influx}", "*influx is no level of phase"),
        ("phase not in {'emergency'}", "the comparison with {'emergency'} is not allowed"),
        ("'XYZ' in lead_override", "'XYZ' is no level of lead_override, which has RC, RC_HC"),
        ("phase in 'emergency'", "the comparison with 'emergency' is not allowed"),
        ("hc; hct", "it is not an expression"),
        ("import os", "it is not an expression"),
        ("`hc`", "it is not an expression"),
        ("hc\0", "it is not an expression"),
        ("@hc", "it is not an expression"),
        ("", "it is not an expression"),
        ("hc # and so on", "a remark is no part of it"),
        ("not " * 60 + "hc", "its parts are nested more than 30 deep"),
        ("hc == " + "-" * 500 + "1", "its parts are nested more than 30 deep"),
        ("hc and " * 400 + "hc", "it has 2,802 letters, more than 2,000"),
        (float("nan"), "it is not text"),
        (None, "it is not text"),
    ],
)  # fmt: skip
def test_anything_but_names_levels_and_comparisons_is_refused(condition, reason):
    with pytest.raises(DataError) as error:
        conditions.parse(condition, GUIDANCE.dimensions, "rule ZZZ-01")
    text = str(error.value)
    assert text.startswith("rule ZZZ-01: condition ") and text.endswith(f"accepted: {conditions.ALLOWED}")
    assert reason in text or (condition == "hc\0" and "null bytes" in text)
    assert len(text) < 2_500


def test_brackets_deeper_than_python_reads_are_a_problem_of_the_rule():
    with pytest.raises(DataError, match=r"rule ZZZ-01: condition .*(not an expression|nested too deep)"):
        conditions.parse("(" * 900 + "hc" + ")" * 900, GUIDANCE.dimensions, "rule ZZZ-01")


def test_refusing_a_condition_runs_nothing_of_it(tmp_path):
    told = tmp_path / "written"
    with pytest.raises(DataError):
        conditions.parse(f"open({str(told)!r}, 'w').write('x') == hc", GUIDANCE.dimensions, "rule ZZZ-01")
    assert not told.exists()


def test_a_malformed_rule_is_named_with_file_row_and_column(monkeypatch):
    rules, table = data.table("rules"), data.table
    rules.loc[rules["rule"] == "SEC-02", "condition"] = "mech.upper() == 'NONE'"
    row = rules.index[rules["rule"] == "SEC-02"][0] + 2
    said = "rule SEC-02: condition \"mech.upper() == 'NONE'\": "
    with pytest.raises(DataError, match=re.escape(said)):
        coordination.load(rules)
    monkeypatch.setattr(data, "table", lambda name: rules if name == "rules" else table(name))
    with pytest.raises(DataError) as error:
        coordination.load()
    assert str(error.value).startswith(f"coordination/rules.csv, row {row}, column condition: {said}")


# what is unknown


def comparisons():
    """One comparison of a random dimension, as text."""
    dimensions = [GUIDANCE.dimensions[name] for name in READ]

    def text(dimension, level, form):
        if dimension.kind == "bool" and form == "plain":
            return dimension.name
        quoted = level.capitalize() if dimension.kind == "bool" else repr(level)
        return f"{dimension.name} {'!=' if form == 'other' else '=='} {quoted}"

    plain = st.sampled_from(dimensions).flatmap(
        lambda dimension: st.builds(
            text, st.just(dimension), st.sampled_from(dimension.levels), st.sampled_from(["plain", "other", "same"])
        )
    )
    listed = st.sampled_from([LISTED, f"'IOM' in {LISTED}", f"'RC_HC' in {LISTED}", f"'UNDP' in {LISTED}"])
    return st.one_of(plain, plain, plain, listed)


def texts():
    """Conditions of up to a few comparisons, which may name a dimension more than once."""
    return st.recursive(
        comparisons(),
        lambda inner: st.one_of(
            inner.map(lambda one: f"not ({one})"),
            st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map(
                lambda three: f"({three[0]}){three[1]}({three[2]})"
            ),
        ),
        max_leaves=5,
    )


def known_levels(name):
    return HELD if name == LISTED else GUIDANCE.dimensions[name].levels


def contexts():
    """Legal or not: some levels known, others unknown."""
    return st.fixed_dictionaries({name: st.sampled_from([*known_levels(name), "unknown"]) for name in (*READ, LISTED)})


def legal(levels):
    """Whether these levels, all of them known, can be together: the three combinations, worked by hand."""
    apart = levels["overlap"] == "none" or levels["idp"] == "true"
    activated = levels["mech"] != "clusters" or levels["clusters"] == "true"
    return apart and activated and not (levels["mech"] == "none" and levels["mech_adaptable"] == "true")


def completed(levels):
    """Every legal context that an unknown one may turn out to be."""
    choices = [known_levels(name) if level == "unknown" else [level] for name, level in levels.items()]
    whole = (dict(zip(levels, row, strict=True)) for row in product(*choices))
    return [one for one in whole if legal(one)]


def by_python(text, levels):
    """The condition worked out by Python itself, every level known."""
    plain = {"true": True, "false": False}
    return bool(eval(text, {}, {name: plain.get(level, level) if isinstance(level, str) else level
                                for name, level in levels.items()}))  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(text=texts(), levels=contexts())
def test_a_condition_is_undecided_if_and_only_if_legal_completions_disagree(text, levels):
    table = verdicts.verdicts(conditions.parse(text, GUIDANCE.dimensions, "test"), GUIDANCE)
    codes, n = coordination.encoded(pd.DataFrame({name: [level] for name, level in levels.items()}), GUIDANCE)
    found = verdicts.status(table, codes, n)[0]
    answers = {by_python(text, one) for one in completed(levels)}
    if answers:
        assert found == (-1 if len(answers) == 2 else int(answers.pop()))


@settings(max_examples=40, deadline=None)
@given(levels=contexts(), seed=st.integers(0, 10_000))
def test_a_rule_is_undecided_if_and_only_if_legal_completions_disagree(levels, seed):
    whole = completed(levels)
    rest = {name: dimension.levels[seed % len(dimension.levels)] for name, dimension in GUIDANCE.dimensions.items()
            if name not in levels}  # fmt: skip
    if not whole:
        return
    here = coordination.evaluate_many(GUIDANCE, pd.DataFrame([levels | rest])).iloc[0].to_numpy()
    there = coordination.evaluate_many(GUIDANCE, pd.DataFrame([one | rest for one in whole])).to_numpy()
    assert set(np.unique(there)) <= {0, 1}
    agreed = np.where((there == there[0]).all(axis=0), there[0], -1)
    assert here.tolist() == agreed.tolist()


def test_what_the_rest_of_a_context_tells_is_not_asked():
    context = coordination.read({"overlap": "same", "mech": "clusters"}, GUIDANCE)
    table = coordination.evaluate(GUIDANCE, context).set_index("rule")
    assert table.loc["MIX-02", "status"] == "fired", "who lives in the same area as displaced citizens lives beside some"
    assert table.loc["X-12", "status"] == "fired", "clusters that coordinate are activated"
    asked = set(coordination.open_questions(coordination.derive(context, GUIDANCE))["dimension"])
    assert "hc" in asked and not asked & {"idp", "clusters"}


def test_a_condition_too_wide_for_a_table_is_compared_with_three_truth_values(monkeypatch):
    text = "hc or not hc or phase == 'emergency'"
    parsed = conditions.parse(text, GUIDANCE.dimensions, "test")
    codes, n = coordination.encoded(coordination.read({"phase": "resilience"}), GUIDANCE)
    assert verdicts.status(verdicts.verdicts(parsed, GUIDANCE), codes, n).tolist() == [1]
    monkeypatch.setattr(verdicts, "LARGEST", 3)
    assert verdicts.status(verdicts.verdicts(parsed, GUIDANCE), codes, n).tolist() == [-1]


def test_the_legality_worked_by_hand_is_that_of_the_model():
    assert len(COMBINATIONS) == 3
    names = [name for name in READ if name not in ("hc", "phase")]
    grid = [dict(zip(names, row, strict=True)) for row in product(*(known_levels(name) for name in names))]
    for levels in grid:
        try:
            coordination.read(levels, GUIDANCE)
        except DataError:
            assert not legal(levels)
        else:
            assert legal(levels)
