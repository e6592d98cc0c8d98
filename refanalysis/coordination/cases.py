"""Real situations with the arrangement that was really used, opened by name, and contexts from files of other people."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from refanalysis.coordination.context import Context, read
from refanalysis.coordination.guidance import Guidance, load
from refanalysis.schema import DataError

if TYPE_CHECKING:
    from refanalysis.data.cases import Record

# what a case may be tested on: fields of a headline by the kind of their answer
LISTED = ("intl_lead", "works_through", "products", "parties")
WORDS = ("instrument", "iom", "rpwg_lead", "intersector_chair")
TOLD = (
    "gov_lead", "joint_note", "national_forum", "regional", "hct_link", "hrp_separate", "forum_cochair_gov", "subnational",
    "rrc", "envoy", "refugee_participation_forum", "facilitate_return", "promote_return", "tripartite_agreement",
    "hrp_refugee_chapter", "joint_launch_with_hrp",
)  # fmt: skip
FIELDS = (*LISTED, *WORDS, *TOLD)
# keys that mean the added input of a case wherever they stand; the first two may hold several of them
_OVERRIDES = ("overrides", "added")
_INVITED = "lead_override"
_CONFIDENCE = ("high", "medium", "low")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One situation, coded, with what was read of its arrangement.

    Attributes
    ----------
    name
        Short name, such as TCD-2023; `title`, `period` and `file` go with it.
    context
        Levels of the dimensions, those of `overrides` included.
    overrides
        Inputs that the coding of the situation lacks, and `why` they are true.
    arrangement
        What was read of the real arrangement, in words.
    oracle
        Answers that a derived headline is tested on; fields nobody read are absent; `skipped` counts them.
    fit
        Whether the guidance is known to give this arrangement, in words.
    confidence
        high, medium or low by what was read; `context_confidence` is that of the coding.
    sources
        title, url and source (the key in sources.csv; empty in files of others).
    """

    name: str
    title: str
    period: str
    file: str
    context: Context
    context_confidence: str
    overrides: Mapping[str, object]
    why: str
    arrangement: Mapping[str, object]
    oracle: Mapping[str, object]
    skipped: int
    fit: str
    confidence: Mapping[str, str]
    sources: tuple[Mapping[str, str], ...]


def cases() -> list[str]:
    """Names of the packaged cases, sorted."""
    return sorted(record.name for record in _packaged())


def case(name: str, guidance: Guidance | None = None) -> Case:
    """The packaged case called `name`.

    Raises
    ------
    ValueError
        For a name that is no case; it lists those that are.
    DataError
        Listing every problem of its file.

    Examples
    --------
    >>> from refanalysis import coordination
    >>> chad = coordination.case("TCD-2023")
    >>> chad.oracle["instrument"], chad.context["mech"]
    ('regional_rrp_chapter', 'clusters')
    """
    records = {record.name: record for record in _packaged()}
    if name not in records:
        raise ValueError(f"no case is called {name!r}{_close(name, records)}; known: {', '.join(sorted(records)) or 'none'}")
    return interpreted(records[name], load(guidance))


def read_cases(path: Path | str, guidance: Guidance | None = None) -> tuple[list[Case], list[str]]:
    """Cases of a file or folder that can be used, and one sentence for each problem of the others.

    A case of the same name as a packaged one that states no override of its own takes the packaged one's: the coding of
    these situations lacks what a government invited.

    Parameters
    ----------
    path
        YAML or JSON with a list under `cases:`, or a case alone; or a folder of such files.

    Raises
    ------
    DataError
        For a path that does not exist, and a single file that cannot be read at all.
    """
    from refanalysis.data import cases as files

    known, found, problems = load(guidance), [], []
    every = files.paths(Path(path))
    usual = {record.name: record for record in _packaged()}
    for each in every:
        try:
            records, wrong = files.records(each)
        except DataError as error:
            if len(every) == 1:
                raise
            problems += error.problems
            continue
        problems += wrong
        for record in records:
            try:
                found.append(interpreted(record, known, usual.get(record.name)))
            except DataError as error:
                problems += error.problems
    return found, problems


def interpreted(record: Record, guidance: Guidance, usual: Record | None = None) -> Case:
    """The case a record describes; `usual` is the packaged one whose overrides hold where the record states none.

    Raises
    ------
    DataError
        Listing every dimension, level, combination, answer and confidence that is not accepted, with file, case and key.
    """
    cells, problems = record.cells, []
    coded, overrides = stated(cells)
    why = str(cells.get("why", ""))
    if not overrides and usual is not None and usual.file != record.file and not _states(cells):
        overrides = stated(usual.cells)[1]
        why = str(usual.cells.get("why", ""))
        why = f"as in the packaged case: {why}" if overrides else ""
    context = _tried(lambda: read(coded | overrides, guidance, f"{record.where}, context"), problems)
    oracle = {field: value for field, value in cells.get("oracle", {}).items() if value is not None}
    problems += [each for field, value in oracle.items() for each in _refused(record.where, field, value)]
    confidence = {str(key): value for key, value in cells.get("confidence", {}).items()}
    marks = {f"confidence.{key}": value for key, value in confidence.items()}
    marks |= {"context_confidence": cells.get("context_confidence", "high")}
    problems += [f"{record.where}, {key}: found {value!r}; accepted: {', '.join(_CONFIDENCE)}"
                 for key, value in marks.items() if value not in _CONFIDENCE]  # fmt: skip
    if problems or context is None:
        raise DataError(problems)
    return Case(
        name=record.name,
        title=str(cells.get("name", record.name)),
        period=str(cells.get("period", "")),
        file=record.file,
        context=context,
        context_confidence=cells.get("context_confidence", ""),
        overrides=MappingProxyType(overrides),
        why=why,
        arrangement=MappingProxyType(dict(cells.get("arrangement", {}))),
        oracle=MappingProxyType({field: _listed(field, value) for field, value in oracle.items()}),
        skipped=len(cells.get("oracle", {})) - len(oracle),
        fit=str(cells.get("rules_fit", "")),
        confidence=MappingProxyType(confidence),
        sources=tuple(_source(each) for each in cells.get("sources", [])),
    )


def _packaged() -> tuple[Record, ...]:
    from refanalysis.data import cases as files

    if not files.packaged().is_dir():
        return ()
    return _records(tuple((path, path.stat().st_mtime_ns) for path in files.paths(files.packaged())))


@lru_cache(maxsize=4)
def _records(states: tuple[tuple[Path, int], ...]) -> tuple[Record, ...]:
    """Cases of these files as they were at these times."""
    from refanalysis.data import cases as files

    found, problems = [], []
    for path, _ in states:
        records, wrong = files.records(path)
        found, problems = found + records, problems + wrong
    if problems:
        raise DataError(problems)
    return tuple(found)


def stated(cells: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Levels under `context` as a situation was coded, and those added under `overrides` or the like.

    Overrides may stand in the case or in its context; a list alone names invited bodies.
    """
    coded = {str(key): value for key, value in cells["context"].items() if value is not None}
    added: dict[str, Any] = {}
    for held in (coded, cells):
        for key in _OVERRIDES:
            value = held.get(key)
            added |= value if isinstance(value, Mapping) else {} if value is None else {_INVITED: value}
        if held.get(_INVITED) is not None:
            added[_INVITED] = held[_INVITED]
    coded = {key: value for key, value in coded.items() if key not in (*_OVERRIDES, _INVITED)}
    return coded, {str(key): _invited(value) if key == _INVITED else value for key, value in added.items()}


def _states(cells: Mapping[str, Any]) -> bool:
    """Whether a case says anything of overrides, be it that there are none."""
    return any(key in held for held in (cells, cells["context"]) for key in (*_OVERRIDES, _INVITED))


def _invited(value: object) -> object:
    """Bodies invited; UNHCR leads with or without an invitation and is left out."""
    if isinstance(value, str) and value not in ("none", "unknown", ""):
        value = value.split("|")
    return [body for body in value if body != "UNHCR"] if isinstance(value, list) else value


def _refused(where: str, field: object, value: object) -> list[str]:
    """What is wrong with one answer of an oracle."""
    if field not in FIELDS:
        hint = _close(str(field), FIELDS)
        return [f"{where}, oracle: {str(field)!r} is no answer of a headline{hint}; accepted: {', '.join(FIELDS)}"]
    if field in TOLD and not isinstance(value, bool):
        return [f"{where}, oracle.{field}: found {value!r}; accepted: true, false; null where it is not known"]
    if field in WORDS and not isinstance(value, str):
        return [f"{where}, oracle.{field}: found {value!r}; accepted: a word; null where it is not known"]
    words = value if isinstance(value, list) else [value]
    if field in LISTED and not all(isinstance(word, str) for word in words):
        return [f"{where}, oracle.{field}: found {value!r}; accepted: a list of words; null where it is not known"]
    return []


def _listed(field: str, value: object) -> object:
    return [value] if field in LISTED and isinstance(value, str) else value


def _source(given: str | Mapping[str, object]) -> Mapping[str, str]:
    """title, url and key of a source."""
    if isinstance(given, Mapping):
        return {"title": str(given.get("title", "")), "url": str(given.get("url", "")), "source": ""}
    from refanalysis import data

    sources = data.table("sources").set_index("source")
    if given not in sources.index:
        return {"title": given, "url": "", "source": ""}
    return {"title": sources.loc[given, "title"], "url": sources.loc[given, "url"], "source": given}


def _tried(step: Callable[[], Context], problems: list[str]) -> Context | None:
    try:
        return step()
    except DataError as error:
        problems += error.problems
        return None


def _close(name: str, known: object) -> str:
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else ""
