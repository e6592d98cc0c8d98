"""What the command `coordinate` does: the arrangement the rules derive for a situation, every table of it in a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refanalysis import coordination, data, figures, folders, network, schema, words
from refanalysis.coordination import Arrangement, Context, Guidance
from refanalysis.data import cases
from refanalysis.figures import style
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

_MADE_BY = "refanalysis coordinate"
_REPORT = "context.json"
_NETWORK, _PICTURE = "network.graphml", "arrangement.png"
TABLES = (
    *("headline.csv", "bodies.csv", "fora.csv", "sectors.csv", "flows.csv", "tasks.csv", "plans.csv"),
    *("responsibilities.csv", "open_questions.csv", "ties.csv"),
)
FILES = (*TABLES, _NETWORK, _PICTURE, _REPORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A context with its name, what it is (operation, case, file), a title, the rules to derive by, and what --set changed."""

    name: str
    kind: str
    title: str
    context: Context
    guidance: Guidance
    changed: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Folder that was written, the files in it, and a short account in sentences."""

    path: Path
    files: tuple[str, ...]
    account: tuple[str, ...]


def asked(given: str, *, case: str = "", changes: Sequence[str] = (), guidance: Path | None = None) -> Asked:
    """The situation that `given` names: an operation, a packaged case, or a file.

    Parameters
    ----------
    given
        Name of an operation or case; or a path: TOML with levels or a table `[context]` (such as operation.toml), YAML or JSON
        with levels, with `context:`, or with cases.
    case
        Which case of a file that holds several.
    changes
        Levels to change, each dimension=level; '|' between several.
    guidance
        File of newer rules to lay over the packaged ones; an operation's own when left out.

    Raises
    ------
    ValueError
        For a name that is neither, a change that is not accepted, and a case that is not in the file or not chosen.
    DataError
        For a file that cannot be read, or has dimensions or levels that are not accepted; with file and key.
    """
    found = _found(given, case, guidance)
    if not changes:
        return found
    pairs = _pairs(changes)
    try:
        context = coordination.read({**found.context.levels, **pairs}, found.guidance, "--set")
    except DataError as error:
        raise ValueError("; ".join(error.problems)) from error
    return replace(found, context=context, changed=pairs)


def write(chosen: Asked, out: Path) -> Written:
    """Write every table of the derived arrangement, its network, a picture and the levels used; all or nothing.

    Parameters
    ----------
    chosen
        From `asked`.
    out
        Folder to make. One that an earlier run made is replaced.

    Raises
    ------
    ValueError
        For a folder that holds anything else.
    """
    folders.refuse_taken(out, FILES, _REPORT, _MADE_BY)
    arrangement = coordination.derive(chosen.context, chosen.guidance)
    tables = _tables(arrangement)
    with folders.draft(out) as draft:
        for name, table in tables.items():
            (draft / name).write_text(folders.csv_text(table), encoding="utf-8", newline="")
        plain = tables["ties.csv"][schema.TABLES["ties"].names]
        network.export(network.graph(coordination.actors(arrangement), plain), draft / _NETWORK)
        (draft / _PICTURE).write_bytes(style.png(figures.arrangement(arrangement)))
        document = json.dumps(_document(chosen, arrangement), ensure_ascii=False, indent=1, default=_plain)
        (draft / _REPORT).write_text(document + "\n", encoding="utf-8")
    return Written(path=out, files=FILES, account=_account(chosen, arrangement))


def _tables(arrangement: Arrangement) -> dict[str, pd.DataFrame]:
    answers = coordination.headline_table(arrangement).rename(columns={"value": "answer"})
    answers["answer"] = answers["answer"].replace({"True": "true", "False": "false"})
    tables = (
        answers,
        arrangement.bodies,
        arrangement.fora,
        arrangement.sectors,
        arrangement.flows,
        arrangement.tasks,
        arrangement.instruments.rename(columns={"instrument": "plan"}),
        coordination.responsibilities(arrangement).drop(columns="scenario"),
        coordination.open_questions(arrangement),
        coordination.ties(arrangement),
    )
    return dict(zip(TABLES, tables, strict=True))


def _found(given: str, case: str, overlay: Path | None) -> Asked:
    operations, known_cases = data.operations(), coordination.cases()
    path = Path(given)
    if given in (*operations, *known_cases):
        kind = "operation" if given in operations else "case"
        if case:
            raise ValueError(f"--case {case}: {given} is the name of one {kind}; accepted: --case with a file of several cases")
        found = coordination.situation(given)
        guidance = coordination.load(overlay=overlay or found.guidance)
        context = coordination.context_of(given, guidance)
        return Asked(name=given, kind=kind, title=found.title, context=context, guidance=guidance, changed={})
    if path.is_dir() and (path / "operation.toml").is_file():
        path /= "operation.toml"
    if not path.is_file():
        said = "is a folder" if path.is_dir() else "is no operation, case or file"
        known = f"operations: {', '.join(operations) or 'none'}; cases: {', '.join(known_cases) or 'none'}"
        raise ValueError(f"{given!r} {said}; accepted: a file of a context (TOML, YAML, JSON), or a name ({known})")
    return _of_file(path, case, overlay)


def _of_file(path: Path, case: str, overlay: Path | None) -> Asked:
    content = cases.document(path)
    if not isinstance(content, dict | list) or not content:
        raise DataError(f"{path}: found {cases.brief(content)}; accepted: levels by dimension, such as phase: emergency")
    if isinstance(content, list) or "cases" in content or "id" in content:
        return _of_cases(path, case, coordination.load(overlay=overlay))
    if case:
        raise ValueError(f"--case {case}: {path} holds one context; accepted: --case with a file of several cases")
    held, where = (content, f"{path}, [context]") if "context" in content else ({"context": content}, str(path))
    if not isinstance(held["context"], dict):
        raise DataError(f"{where}: found {cases.brief(held['context'])}; accepted: levels by dimension")
    own = content.get("guidance") if path.name == "operation.toml" else None
    guidance = coordination.load(overlay=overlay or (path.parent / own if isinstance(own, str) else None))
    coded, added = coordination.stated(held)
    context = coordination.read(coded | added, guidance, where)
    name = path.parent.resolve().name if path.name == "operation.toml" else path.name
    title = str(content.get("title", path.stem))
    return Asked(name=name, kind="file", title=title, context=context, guidance=guidance, changed={})


def _of_cases(path: Path, case: str, guidance: Guidance) -> Asked:
    found, problems = coordination.read_cases(path, guidance)
    names = [each.name for each in found]
    if case and case in names:
        chosen = found[names.index(case)]
    elif problems:
        raise DataError(problems)
    elif case or len(found) > 1:
        said = f"there is no case {case!r}" if case else f"it holds {len(found)} cases"
        raise ValueError(f"{path}: {said}; accepted: --case with one of {', '.join(names)}")
    else:
        chosen = found[0]
    return Asked(name=chosen.name, kind="case", title=chosen.title, context=chosen.context, guidance=guidance, changed={})


def _pairs(changes: Sequence[str]) -> dict[str, str]:
    """Changes by dimension."""
    pairs: dict[str, str] = {}
    for each in changes:
        name, sign, level = (part.strip() for part in each.partition("="))
        if not (name and sign and level):
            raise ValueError(f"--set takes DIMENSION=LEVEL, such as phase=emergency; found {each!r}")
        if name in pairs:
            raise ValueError(f"--set {name}: stands twice; accepted: once")
        pairs[name] = level.lower() if level.lower() in ("true", "false", "unknown", "none") else level
    return pairs


def _document(chosen: Asked, arrangement: Arrangement) -> dict[str, Any]:
    levels = {name: list(level) if isinstance(level, tuple) else level for name, level in chosen.context.levels.items()}
    counts = coordination.obligations(arrangement)
    return {
        "made_by": _MADE_BY,
        "of": chosen.name,
        "kind": chosen.kind,
        "title": chosen.title,
        "changed": dict(chosen.changed),
        "levels": levels,
        "unknown": chosen.context.unknown,
        "guidance": [asdict(each) for each in arrangement.guidance.rulesets],
        "rules": {"all": len(arrangement.verdicts), "hold": int(counts["fired"].sum()), "open": int(counts["undecided"].sum())},
        "files": list(FILES),
    }


def _account(chosen: Asked, arrangement: Arrangement) -> tuple[str, ...]:
    """What a reader wants to know before opening a file."""
    answers, counts = coordination.headline(arrangement), coordination.obligations(arrangement)
    led = words.listed([arrangement.guidance.label(body) for body in answers["intl_lead"]])
    changed = ", ".join(f"{name} = {level}" for name, level in chosen.changed.items())
    active = arrangement.sectors.query("status == 'active'")
    open_rules = words.count(int(counts["undecided"].sum()), "rule")
    said = (
        f"{chosen.title} ({chosen.kind} {chosen.name}){f'; changed: {changed}' if changed else ''}",
        f"international lead: {led}; Government leads: {_told(answers['gov_lead'])}; "
        f"plan: {str(answers['instrument']).replace('_', ' ')}",
        f"{arrangement.fora['forum'].nunique()} fora, {len(active)} sectors, {len(arrangement.flows)} information flows, "
        f"{len(arrangement.tasks)} tasks and products",
        f"{counts['fired'].sum()} of {len(arrangement.verdicts)} rules hold, {open_rules} undecided",
    )
    asked = coordination.open_questions(arrangement)
    if asked.empty:
        return said
    hanging = words.count(int(asked.loc[0, "rules"]), "rule")
    return (*said, f"ask first: {asked.loc[0, 'question']} ({asked.loc[0, 'dimension']}; {hanging})")


def _told(answer: object) -> str:
    return ("yes" if answer else "no") if isinstance(answer, bool) else str(answer)


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)
