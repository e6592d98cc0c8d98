"""`refanalysis report`: run notebooks on operations and write pages."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refanalysis.cli.app import BAD_DATA, INTERRUPTED, NoColour, app, console
from refanalysis.schema.types import DataError

if TYPE_CHECKING:
    from refanalysis.reports.plan import Job
    from refanalysis.reports.runner import Listener, Made, Settings


@app.command()
def report(
    operations: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="OPERATION", help="Operations to report on, or cases of coordination; all operations when none is named."
        ),
    ] = None,
    notebook: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Notebook, repeatable; all when none is named.")
    ] = None,
    scenario: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Scenario, repeatable; base when none is named.")
    ] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A notebook's parameter, repeatable.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=0, metavar="N", help="Reports made at a time; 0: one for each processor core.")] = 0,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder the reports go to.")] = Path("reports"),
    formats: Annotated[
        str, typer.Option("--format", metavar="FORMATS", help="html, or html,pdf (PDF needs an installed browser).")
    ] = "html",
    force: Annotated[bool, typer.Option("--force", help="Make reports again that are up to date.")] = False,
    timeout: Annotated[float, typer.Option(min=1, metavar="SECONDS", help="Longest time for one step of a notebook.")] = 600,
    no_colour: NoColour = False,
) -> None:
    """Make reports: run notebooks on operations and write pages, run records and an index."""
    from refanalysis import data
    from refanalysis.reports import plan
    from refanalysis.reports.notebooks import notebooks
    from refanalysis.reports.runner import Settings

    workspace = data.workspace()
    scenarios = scenario or [plan.BASE]
    wanted = plan.jobs(
        notebooks(workspace / "notebooks"),
        data.operations(),
        cases=_cases() if set(operations or ()) - set(data.operations()) else (),
        wanted_operations=operations or [],
        wanted_notebooks=notebook or [],
        scenarios=scenarios,
        settings=set_ or [],
    )
    asked = ["html", *(name.strip() for name in formats.split(",") if name.strip() not in ("", "html"))]
    settings = Settings(workspace=workspace, out=out, formats=asked, force=force, workers=jobs, step_timeout=timeout)
    _refuse_problems(wanted, settings)
    _make(wanted, settings)


def _cases() -> list[str]:
    from refanalysis import coordination

    return coordination.cases()


def _refuse_problems(wanted: Sequence[Job], settings: Settings) -> None:
    """Data with problems, and scenarios an operation does not have, are refused before anything runs or is written."""
    from refanalysis.reports import runner

    outdated = runner.outdated(wanted, settings)
    if not outdated:
        return
    from refanalysis import check, data
    from refanalysis import scenario as overlays

    known = data.operations()
    outdated = [job for job in outdated if job.operation in known or not job.notebook.per_operation]
    folders = [data.workspace() / "data" / "operations" / name for name in dict.fromkeys(job.operation for job in outdated)]
    found = data.shared_problems() or [problem for folder in folders for problem in check.problems(folder)]
    if found:
        raise DataError(found)
    for job in outdated:
        overlays.overlay(data.operation(job.operation), job.scenario)


def _make(wanted: Sequence[Job], settings: Settings) -> None:
    from refanalysis.reports import progress

    if not wanted:
        raise ValueError("there is nothing to report: no notebook and operation match")
    clock = time.perf_counter()
    with progress.bars(console(stderr=True), len(wanted)) as listen:
        made = _run(wanted, settings, listen)
    _conclude(made, settings.out, time.perf_counter() - clock)


def _run(wanted: Sequence[Job], settings: Settings, listen: Listener) -> list[Made]:
    from refanalysis.reports import runner

    try:
        return runner.run(wanted, settings, listen)
    except KeyboardInterrupt:
        print("stopped; finished reports are kept", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None


def _conclude(made: Sequence[Made], out: Path, seconds: float) -> None:
    """Say what became of the reports and where they lie; end with code 1 when one failed."""
    from refanalysis.reports.pages import duration

    failed = [each for each in made if each.record.outcome != "ok"]
    kept = sum(each.kept for each in made)
    for line in [*(_failure(each, out) for each in failed), *_large(made)]:
        print(line, file=sys.stderr)
    counts = f"{len(made) - kept - len(failed)} made, {kept} up to date" + (f", {len(failed)} failed" if failed else "")
    print(f"{counts}, in {duration(seconds)}\n{(out / 'index.html').resolve()}")
    if failed:
        raise typer.Exit(BAD_DATA)


def _failure(each: Made, out: Path) -> str:
    error = each.record.error or {}
    page = out / each.job.stem.with_name(each.job.stem.name + ".html")
    first = (str(error.get("message", "")).splitlines() or [""])[0]
    return f"failed: {each.job.label}: {error.get('name')}: {first}\n        see {page}"


def _large(made: Sequence[Made]) -> list[str]:
    from refanalysis.reports import pages

    sizes = {each.job.label: int(str(each.record.files["html"]["bytes"])) for each in made}
    return [
        f"large: {label}: the page has {size / 1e6:.1f} MB, more than {pages.LIMIT / 1e6:g}; use smaller pictures"
        for label, size in sizes.items()
        if size > pages.LIMIT
    ]
