"""Runs reports side by side, keeps what is up to date, and leaves pages, records and an index behind."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Literal

from refanalysis.reports import inputs, pages, record, results
from refanalysis.reports.pdf import BrowserError, browser, pdf
from refanalysis.reports.plan import Job
from refanalysis.reports.record import RunRecord
from refanalysis.schema import DataError

if TYPE_CHECKING:
    from refanalysis.reports.engine import Execution

FORMATS = ("html", "pdf")
STEP_TIMEOUT = 600.0  # s
State = Literal["running", "ok", "failed", "up to date"]
Listener = Callable[[Job, State, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a set of reports is made, the same for all of them."""

    workspace: Path
    out: Path
    formats: Sequence[str] = ("html",)
    force: bool = False
    workers: int = 0
    step_timeout: float = STEP_TIMEOUT
    program: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One report of a set: its job, its record, and whether it was up to date already."""

    job: Job
    record: RunRecord
    kept: bool


def run(jobs: Sequence[Job], settings: Settings, listen: Listener = lambda job, state, share: None) -> list[Made]:
    """Reports of all jobs, made where they are not up to date, in the order of the jobs; writes the index page too.

    Parameters
    ----------
    listen
        Called, from several threads, with a job, its state and the share of it that is done.

    Raises
    ------
    ValueError
        For an unknown format, or for PDF without a browser.
    KeyboardInterrupt
        When stopped; running notebooks are ended, finished reports stay, nothing is half-written.
    """
    settings = replace(settings, program=_program(settings.formats))
    source, versions = inputs.source_digest(), inputs.versions()
    stop = Event()
    with ThreadPoolExecutor(max_workers=settings.workers or cores()) as pool:
        futures = [pool.submit(_made, job, settings, source, versions, listen, stop) for job in jobs]
        try:
            _await(futures)
        except BaseException:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    write_index(settings.out)
    return [future.result() for future in futures]


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def write_index(out: Path) -> Path:
    """Path of the index page of all reports in `out`, freshly written when it says anything new."""
    found = [(path.relative_to(out).with_suffix("").as_posix(), record.read(path)) for path in sorted(out.glob("*/*.json"))]
    kept = [(stem, each) for stem, each in found if each is not None]
    page = pages.index(kept, max((each.started for _, each in kept), default=datetime.now(UTC).isoformat())).encode()
    path = out / "index.html"
    if not path.is_file() or path.read_bytes() != page:
        record.write_whole(path, page)
    return path


def _await(futures: Sequence[Future]) -> None:
    """Wait for all; the first that raises raises here."""
    left = set(futures)
    while left:
        done, left = wait(left, timeout=0.5, return_when=FIRST_COMPLETED)
        for future in done:
            future.result()


def _program(formats: Sequence[str]) -> str:
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise ValueError(f"unknown format {', '.join(map(repr, unknown))}; known formats: {', '.join(FORMATS)}")
    return browser() if "pdf" in formats else ""


def outdated(jobs: Sequence[Job], settings: Settings) -> list[Job]:
    """The jobs whose report is not there or was made from other data, parameters, notebook, source or versions."""
    source, versions = inputs.source_digest(), inputs.versions()
    return [job for job in jobs if _standing(job, settings, source, versions)[2] is None]


def _standing(
    job: Job, settings: Settings, source: str, versions: dict[str, str]
) -> tuple[dict[str, str], str, RunRecord | None]:
    """Hashes of a job's input files, its key, and its record when the page that is there is up to date."""
    files = inputs.input_files(job, settings.workspace)
    key = inputs.digest([record.FORM, job.notebook.name, job.parameters, files, source, versions])
    stem = settings.out / job.stem
    old = record.read(stem.with_name(stem.name + ".json"))
    current = old and old.key == key and old.outcome == "ok" and not settings.force
    return files, key, old if current and record.intact(old, stem.parent, ["html"]) else None


def _made(job: Job, settings: Settings, source: str, versions: dict[str, str], listen: Listener, stop: Event) -> Made:
    files, key, old = _standing(job, settings, source, versions)
    stem = settings.out / job.stem
    if old:
        kept = record.intact(old, stem.parent, settings.formats)
        new = old if kept else _printed(old, stem, settings)
    else:
        kept, new = False, _run(job, settings, _begun(job, key, source, versions, files), stem, listen, stop)
    if not kept:
        record.write(new, stem.with_name(stem.name + ".json"))
    listen(job, "up to date" if kept else new.outcome, 1.0)
    return Made(job=job, record=new, kept=kept)


def _begun(job: Job, key: str, source: str, versions: dict[str, str], files: dict[str, str]) -> RunRecord:
    title, label, date = _situation(job)
    commit, modified = inputs.commit()
    seed = job.parameters.get("seed")
    return RunRecord(
        key=key,
        outcome="ok",
        operation=job.operation if job.notebook.per_operation else "",
        operation_title=title,
        scenario=job.scenario,
        scenario_title=label,
        date_of_data=date,
        notebook=job.notebook.name,
        title=job.notebook.title,
        question=job.notebook.question,
        parameters=job.parameters,
        changed=job.changed,
        seed=seed if isinstance(seed, int) else None,
        versions=versions,
        commit=commit,
        modified=modified,
        source=source,
        inputs=files,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        duration=0.0,
    )


def _situation(job: Job) -> tuple[str, str, str]:
    """Titles of the job's operation and scenario and the date of its data; of an operation with problems, which its notebook
    will report, only the names.
    """
    from refanalysis import data, scenario

    plain = job.scenario.replace("_", " ").capitalize()
    if not job.notebook.per_operation:
        return "All operations", plain, ""
    if job.operation not in data.operations():
        from refanalysis import coordination

        return coordination.situation(job.operation).title, plain, ""
    try:
        operation = data.operation(job.operation)
    except DataError:
        return job.operation.replace("_", " ").capitalize(), plain, ""
    return operation.title, scenario.label(operation, job.scenario), operation.date_of_data.isoformat()


def _run(job: Job, settings: Settings, begun: RunRecord, stem: Path, listen: Listener, stop: Event) -> RunRecord:
    from refanalysis.reports.engine import execute

    listen(job, "running", 0.0)
    clock = time.perf_counter()
    execution = execute(
        job.notebook.path,
        job.parameters,
        workspace=settings.workspace,
        step_timeout=settings.step_timeout,
        on_step=lambda done, steps: listen(job, "running", 0.95 * done / steps),
        stop=stop,
    )
    ended = _finished(begun, execution, clock)
    if execution.failure:
        return _failed(job, ended, stem)
    return _printed(_written(job, ended, execution, stem), stem, settings)


def _finished(begun: RunRecord, execution: Execution, clock: float) -> RunRecord:
    nb = execution.notebook
    return replace(
        begun,
        outcome="failed" if execution.failure else "ok",
        error=asdict(execution.failure) if execution.failure else None,
        duration=round(time.perf_counter() - clock, 2),
        headlines=results.published(nb, results.HEADLINE),
        provenance=results.provenance(nb),
        tables=results.published(nb, results.TABLE),
        figures=results.figures(nb),
    )


def _written(job: Job, ended: RunRecord, execution: Execution, stem: Path) -> RunRecord:
    from refanalysis.reports.render import page

    html = page(execution.notebook, pages.head(ended, job, f"{stem.name}.json"), job.notebook.path.parent)
    return _with_page(ended, html, stem)


def _failed(job: Job, ended: RunRecord, stem: Path) -> RunRecord:
    stem.with_name(stem.name + ".pdf").unlink(missing_ok=True)
    return _with_page(ended, pages.failure(ended, job, f"{stem.name}.json"), stem)


def _with_page(ended: RunRecord, html: str, stem: Path) -> RunRecord:
    path = stem.with_name(stem.name + ".html")
    record.write_whole(path, html.encode())
    return replace(ended, files={"html": record.file_entry(path)})


def _printed(ended: RunRecord, stem: Path, settings: Settings) -> RunRecord:
    """The record with the report's PDF written, when it is wanted; failed when the browser could not print it."""
    path = stem.with_name(stem.name + ".pdf")
    if "pdf" not in settings.formats:
        path.unlink(missing_ok=True)
        return ended
    try:
        record.write_whole(path, pdf(stem.with_name(stem.name + ".html"), settings.program))
    except BrowserError as error:
        told: dict[str, Any] = {"name": "No PDF", "message": str(error), "section": "The page itself is complete."}
        return replace(ended, outcome="failed", error=told)
    return replace(ended, files={**ended.files, "pdf": record.file_entry(path)})
