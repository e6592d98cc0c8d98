"""Arrangements that were really used against those the rules derive: one row for each answer that a case names.

A field that only repeats an input of the case is an echo: that it agrees says nothing of the rules. What the context leaves
undecided is open, and nothing that the case itself calls unconfirmed can fail a run. An answer that nobody read (null) is not
tested.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refanalysis import coordination, words
from refanalysis.coordination import Arrangement, Case, Context, Guidance
from refanalysis.data import cases as files
from refanalysis.validation import compare

if TYPE_CHECKING:
    import pandas as pd

PROGRAM = "coordination"
KNOWN = tuple(f"*{suffix}" for suffix in files.SUFFIXES)
COLUMNS = ("case", "field", "expected", "derived", "basis", "result", "rules", "note")
AGREES, DIFFERS, OPEN, UNCONFIRMED, NOT_USED = "agrees", "DIFFERS", "open", "not confirmed", "not used"
# answers that have the words of a dimension
REPEATED = {"iom": "iom", "regional": "regional", "envoy": "envoy_need", "joint_launch_with_hrp": "hc_in_origin"}
# answers that an added input bears on; any other bears on all
_BEARING = {"lead_override": ("intl_lead", "iom"), "hc_in_origin": ("joint_launch_with_hrp",)}
# what a case calls the part of an arrangement that holds an answer, where it does not name the answer itself
_PARTS = {
    "intl_lead": "lead", "gov_lead": "lead", "national_forum": "forum", "subnational": "forum", "forum_cochair_gov": "forum",
    "instrument": "plan", "intersector_chair": "intersector", "refugee_participation_forum": "participation",
    "joint_note": "interface", "hct_link": "interface", "products": "instruments",
}  # fmt: skip


def packaged() -> Path:
    """Folder of the cases that come with the workspace."""
    return files.packaged()


def oracles(path: Path | None = None) -> pd.DataFrame:
    """One row for each answer that the cases name, with what the rules derive; a case that cannot be used is a row too.

    Parameters
    ----------
    path
        A file or folder of cases; the packaged ones when left out.

    Returns
    -------
    DataFrame
        case, field, expected, derived, basis (derived, echo), result (agrees, DIFFERS, open, not confirmed, not used), rules
        (those behind the derived answer, ';' between them), note.

    Raises
    ------
    DataError
        For a file that cannot be read at all.
    """
    import pandas as pd

    guidance = coordination.load()
    found, problems = coordination.read_cases(path or packaged(), guidance)
    table = [row for case in found for row in _answers(case, guidance)]
    table += [dict.fromkeys(COLUMNS, "") | {"result": NOT_USED, "note": problem} for problem in problems]
    table += [
        dict.fromkeys(COLUMNS, "")
        | {"case": case.name, "result": OPEN, "note": f"{case.file}, case {case.name}: it names no answer"}
        for case in found
        if not case.oracle
    ]
    return pd.DataFrame(table, columns=list(COLUMNS), dtype="str")


def rows(path: Path) -> pd.DataFrame:
    """The same as comparison rows, one for each answer; what is open or not confirmed does not fail."""
    return compare.table([_comparison(row) for row in oracles(path).to_dict("records")])


def passed(found: pd.DataFrame) -> bool:
    """Whether some derived answer was compared, every case could be used and nothing differs."""
    derived = (found["basis"] == "derived") & found["result"].isin([AGREES, DIFFERS])
    return bool(derived.any()) and not found["result"].isin([DIFFERS, NOT_USED]).any()


def conclusion(found: pd.DataFrame) -> str:
    """How many answers of how many cases agree, which only repeat an input, which are open, and what differs."""
    answered = found[found["field"] != ""]
    compared = answered[answered["result"].isin([AGREES, DIFFERS])]
    derived = compared[compared["basis"] == "derived"]
    rest = [
        words.count(int((answered["result"] == result).sum()), noun)
        for result, noun in ((OPEN, "open answer"), (UNCONFIRMED, "unconfirmed answer that differs"))
        if (answered["result"] == result).any()
    ]
    unused = int((found["result"] == NOT_USED).sum())
    rest += [f"{words.count(unused, 'problem')} in cases that were not used"] if unused else []
    also = f"; {words.listed(rest)}" if rest else ""
    if derived.empty:
        return f"No derived answer was compared{also}."
    wrong = compared[compared["result"] == DIFFERS]
    places = [f"{row.case} {row.field}" for row in wrong.head(5).itertuples()]
    more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
    differ = f"{len(wrong)} differ: {', '.join(places)}{more}" if len(wrong) else "all are as in the cases"
    return (
        f"{words.count(len(derived), 'answer')} derived for {words.count(compared['case'].nunique(), 'case')}, "
        f"{len(compared) - len(derived)} more only repeat an input: {differ}{also}."
    )


def _answers(case: Case, guidance: Guidance) -> Iterator[Mapping[str, str]]:
    """One row for each answer of a case."""
    arrangement = coordination.derive(case.context, guidance)
    given = coordination.headline(arrangement)
    behind = coordination.headline_table(arrangement).set_index("field")["rules"]
    for field, expected in case.oracle.items():
        derived, rules = given[field], behind[field]
        unknown = _deciding(arrangement, rules) if derived == "unknown" else []
        result = _result(case, field, expected, derived, unknown)
        yield {
            "case": case.name, "field": field, "expected": shown(expected), "derived": shown(derived),
            "basis": "echo" if _echoes(field, derived, rules, case.context) else "derived", "result": result, "rules": rules,
            "note": "; ".join(_notes(case, field, result, rules, unknown, _missing(expected, derived))),
        }  # fmt: skip


def shown(answer: object) -> str:
    """An answer as a case writes it."""
    if isinstance(answer, list):
        return ";".join(map(str, answer))
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def agrees(field: str, expected: object, derived: object) -> bool:
    """Whether an answer is that of the case; lists agree as sets, and a case names the products seen, not all there were."""
    if isinstance(expected, list) and isinstance(derived, list):
        return set(expected) <= set(derived) if field == "products" else set(expected) == set(derived)
    return type(expected) is type(derived) and expected == derived


def _result(case: Case, field: str, expected: object, derived: object, unknown: list[str]) -> str:
    if agrees(field, expected, derived):
        return AGREES
    if unknown:
        return OPEN
    return UNCONFIRMED if case.confidence.get(field) == "low" else DIFFERS


def _echoes(field: str, derived: object, rules: str, context: Context) -> bool:
    """Whether an answer has the words of an input; where a rule makes IOM a lead, it does not repeat the part agreed for it."""
    dimension = REPEATED.get(field)
    if dimension is None or (field == "iom" and rules):
        return False
    return shown(derived) == context[dimension]


def _deciding(arrangement: Arrangement, rules: str) -> list[str]:
    """Dimensions that would decide an answer which rules leave open."""
    found = (arrangement.verdicts[rule][1] for rule in rules.split(";") if rule)
    return sorted({dimension for dimensions in found for dimension in dimensions})


def _missing(expected: object, derived: object) -> list[str]:
    return [one for one in expected if one not in derived] if isinstance(expected, list) and isinstance(derived, list) else []


def _notes(case: Case, field: str, result: str, rules: str, unknown: list[str], missing: list[str]) -> Iterator[str]:
    if unknown:
        yield f"undecided while {words.listed(unknown)} {'is' if len(unknown) == 1 else 'are'} unknown"
    for name, value in case.overrides.items():
        if field in _BEARING.get(name, (field,)) and not (field == "iom" and not rules):
            yield f"with {name} = {shown(value)}{f' ({case.why})' if case.why else ''}"
    if not rules and not unknown:
        yield "repeats the context" if REPEATED.get(field) == field == "iom" else "no rule that holds gives it"
    if field == "intl_lead" and result == DIFFERS and missing:
        yield f"bodies that a government invited to lead stand under overrides, lead_override; missing: {', '.join(missing)}"
    for part in dict.fromkeys((field, _PARTS.get(field, ""))):
        if case.confidence.get(part) == "low":
            yield f"confidence of {part} is low"
    if case.context_confidence == "low":
        yield "confidence of the context is low"


def _comparison(row: Mapping[str, str]) -> dict[str, Any]:
    if row["result"] in (NOT_USED, OPEN, UNCONFIRMED):
        name = " ".join(filter(None, [row["case"], row["field"]])) or PROGRAM
        note = f"{row['result']}: {row['note']}" if row["result"] != NOT_USED else row["note"]
        return compare.unused(PROGRAM, name, note, fails=row["result"] == NOT_USED)
    ours = row["expected"] if row["result"] == AGREES else row["derived"]
    note = ", by ".join(filter(None, [row["basis"], row["rules"]]))
    return compare.words(PROGRAM, row["case"], row["field"], [ours], [row["expected"]], [row["field"]], note=note)
