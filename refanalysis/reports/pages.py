"""The words on a report's page that do not come from the notebook: head, how it was made, failure, index cards."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from refanalysis import words
from refanalysis.reports.plan import BASE, GENERAL, Job
from refanalysis.reports.record import RunRecord

_AMOUNT = re.compile(r"[-−]?[\d][\d.,]*( (thousand|million|billion))?( ?%)?(?= |$)")
LIMIT = 2_000_000  # byte; a larger page is hard to send by mail
TEMPLATES = Path(__file__).parent / "template"


def head(record: RunRecord, job: Job, record_name: str) -> dict[str, Any]:
    """Everything the templates show of a run besides the notebook's own content."""
    return {
        "title": record.title,
        "kicker": record.operation_title,
        "question": record.question,
        "facts": _facts(record),
        "headlines": [_split(headline) for headline in record.headlines],
        "made_from": _made_from(record),
        "record": record_name,
        "command": command(job),
        "style": style(),
    }


def failure(record: RunRecord, job: Job, record_name: str) -> str:
    """Page of a report that failed: what, where, why, and what to do."""
    error: dict[str, Any] = record.error or {}
    report = head(replace(record, headlines=[], provenance=None), job, record_name) | {
        "error": error,
        "where": _where(error),
        "problems": str(error.get("message", "")).splitlines(),
        "advice": _advice(job),
    }
    return _environment().get_template("failure.html.j2").render(report=report)


def index(records: Sequence[tuple[str, RunRecord]], made: str) -> str:
    """Index page of reports, grouped by operation.

    Parameters
    ----------
    records
        Path of each report inside the folder, without an ending, and its record.
    made
        When the newest of them was started, ISO 8601.
    """
    ordered = sorted(records, key=lambda each: (each[0].split("/")[0] != GENERAL, each[0]))
    groups = [_group(name, list(members)) for name, members in groupby(ordered, key=lambda each: each[0].split("/")[0])]
    failed = sum(record.outcome != "ok" for _, record in records)
    seconds = sum(record.duration for _, record in records)
    template = _environment().get_template("index.html.j2")
    return template.render(
        groups=groups,
        made=day(made),
        style=style(),
        summary=_summary(groups, len(records), failed),
        total=f"Run time of all reports together: {duration(seconds)}.",
    )


def command(job: Job) -> str:
    """The command line that makes this report again."""
    words = ["refanalysis", "report", *([job.operation] if job.notebook.per_operation else [])]
    words += ["--notebook", job.notebook.name]
    words += ["--scenario", job.scenario] if job.scenario != BASE else []
    words += [word for name, value in job.changed.items() for word in ("--set", f"{name}={value}")]
    return shlex.join(words)


def duration(seconds: float) -> str:
    """A span of time for readers: 4.2 s, 1 min 05 s."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s"


def day(stamp: str) -> str:
    """A date for readers, 21 November 2026, from ISO 8601."""
    date = datetime.fromisoformat(stamp)
    return f"{date.day} {date:%B %Y}"


@cache
def style() -> str:
    """The style sheet of every page."""
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


@cache
def _environment() -> Any:
    import jinja2

    return jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=False, undefined=jinja2.StrictUndefined)


def _facts(record: RunRecord) -> list[tuple[str, str]]:
    dated = [("Date of data", day(record.date_of_data))] if record.date_of_data else []
    changed = [(_spelled(name), str(value)) for name, value in record.changed.items()]
    counts = record.provenance or {}
    rests = f"{_counted(counts)}, {counts['placeholders']:,} of them placeholders" if counts else ""
    resting = [("Rests on", rests)] if rests else []
    made = ("Page made", day(record.started))
    return [("Scenario", record.scenario_title), *changed, *dated, made, *resting]


def _made_from(record: RunRecord) -> list[tuple[str, str]]:
    rows = [
        ("Notebook", record.notebook),
        ("Parameters", ", ".join(f"{name} = {value!r}" for name, value in record.parameters.items()) or "none"),
        ("Input files", f"{len(record.inputs)}, each with its hash in the run record"),
        ("Started", datetime.fromisoformat(record.started).strftime("%Y-%m-%d %H:%M %Z").strip()),
        ("Run time", duration(record.duration)),
        ("Versions", ", ".join(f"{name} {version}" for name, version in record.versions.items())),
    ]
    if record.commit:
        rows.append(("Commit", record.commit[:12] + (", with changed files" if record.modified else "")))
    return rows


def _where(error: dict[str, Any]) -> str:
    if not error.get("step"):
        return str(error.get("section", ""))
    section = f", under “{error['section']}”" if error.get("section") else ""
    return f"It stopped at step {error['step']} of {error['steps']}{section}."


def _advice(job: Job) -> list[dict[str, str]]:
    data = {"text": "If the message names a data file, mend it and check the data:", "command": "refanalysis check"}
    again = {"text": "Then make the report again:", "command": command(job)}
    book = {"text": f"Else open {job.notebook.path.name} in JupyterLab and run it step by step.", "command": ""}
    return [data, again, book]


def _group(name: str, members: Sequence[tuple[str, RunRecord]]) -> dict[str, Any]:
    newest = max((record for _, record in members), key=lambda record: record.started)
    return {
        "name": name,
        "title": "All operations" if name == GENERAL else newest.operation_title,
        "date_of_data": day(newest.date_of_data) if newest.date_of_data and name != GENERAL else "",
        "cards": [_card(stem, record) for stem, record in members],
    }


def _card(stem: str, record: RunRecord) -> dict[str, Any]:
    folder = stem.rsplit("/", 1)[0]
    files = {form: f"{folder}/{entry['name']}" for form, entry in record.files.items()}
    links = [{"name": "PDF", "address": files["pdf"]}] if "pdf" in files else []
    error: dict[str, Any] = record.error or {}
    return {
        "title": record.title,
        "page": files.get("html", f"{stem}.json"),
        "variant": ", ".join(_variant(record)),
        "failed": record.outcome != "ok",
        "why": f"{error.get('name', '')}: {(str(error.get('message', '')).splitlines() or [''])[0]}",
        "headline": _split(record.headlines[0]) if record.headlines else None,
        "question": record.question,
        "seconds": duration(record.duration),
        "placeholders": _placeholders(record),
        "links": [*links, {"name": "Record", "address": f"{stem}.json"}],
    }


def _variant(record: RunRecord) -> Iterable[str]:
    if record.scenario != BASE:
        yield f"Scenario: {record.scenario_title}"
    yield from (f"{name} = {value}" for name, value in record.changed.items())


def _placeholders(record: RunRecord) -> str:
    counts = record.provenance or {}
    if not counts.get("placeholders"):
        return ""
    return f"{counts['placeholders']} of {_counted(counts)} are placeholders"


def _counted(counts: dict[str, Any]) -> str:
    return words.count(counts["numbers"], counts.get("noun", "number"))


def _split(headline: Mapping[str, Any]) -> dict[str, str]:
    """A headline's label, its amount, and the rest of its words (the unit)."""
    text = str(headline.get("text") or f"{headline.get('value', 'unknown')} {headline.get('unit', '')}").strip()
    amount = _AMOUNT.match(text)
    cut = amount.end() if amount else len(text)
    return {"label": str(headline.get("label", "")), "amount": text[:cut], "rest": text[cut:].strip()}


def _spelled(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _summary(groups: Sequence[dict], reports: int, failed: int) -> str:
    operations = sum(group["name"] != GENERAL for group in groups)
    text = f"{reports} report{'s' * (reports != 1)} on {operations} operation{'s' * (operations != 1)}."
    return text + (f" {failed} could not be made; the page of each says why." if failed else "")
