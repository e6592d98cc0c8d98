"""The command `refanalysis`: report, check, cost, validate, list, init, explain. Loads nothing heavy before it is needed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from refanalysis.schema.types import DataError

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from refanalysis.reports.plan import Job
    from refanalysis.reports.runner import Listener, Made, Settings

BAD_DATA, BAD_ARGUMENT, INTERRUPTED = 1, 2, 130
Subject = Literal["operations", "notebooks", "scenarios", "technologies", "sources"]

app = typer.Typer(
    name="refanalysis",
    help="Reports on refugee operations: who works with whom, what connectivity costs, who pays, who coordinates.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line; bad data ends with code 1, bad arguments with code 2, both with a message and no traceback."""
    try:
        app()
    except DataError as error:
        _end("\n".join(error.problems), BAD_DATA)
    except ValueError as error:
        _end(str(error), BAD_ARGUMENT)
    except OSError as error:
        _end(f"{error.filename or 'file'}: {error.strerror or error}", BAD_DATA)


def _end(message: str, code: int) -> None:
    if os.environ.get("REFANALYSIS_TRACEBACK"):
        raise
    print(f"refanalysis: {message}", file=sys.stderr)
    sys.exit(code)


def _plain(wanted: bool) -> bool:
    if wanted:
        os.environ["NO_COLOR"] = "1"
    return wanted


NoColour = Annotated[
    bool, typer.Option("--no-colour", "--no-color", callback=_plain, is_eager=True, help="No colours, as with NO_COLOR=1.")
]


@app.callback()
def _options(no_colour: NoColour = False) -> None:
    pass


@app.command()
def report(
    operations: Annotated[
        list[str] | None, typer.Argument(metavar="OPERATION", help="Operations to report on; all when none is named.")
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
        wanted_operations=operations or [],
        wanted_notebooks=notebook or [],
        scenarios=scenarios,
        settings=set_ or [],
    )
    asked = ["html", *(name.strip() for name in formats.split(",") if name.strip() not in ("", "html"))]
    settings = Settings(workspace=workspace, out=out, formats=asked, force=force, workers=jobs, step_timeout=timeout)
    _refuse_problems(wanted, settings)
    _make(wanted, settings)


def _refuse_problems(wanted: Sequence[Job], settings: Settings) -> None:
    """Data with problems, and scenarios an operation does not have, are refused before anything runs or is written."""
    from refanalysis.reports import runner

    outdated = runner.outdated(wanted, settings)
    if not outdated:
        return
    from refanalysis import check, data
    from refanalysis import scenario as overlays

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
    with progress.bars(_console(stderr=True), len(wanted)) as listen:
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


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH", help="Data or operation folders.")] = None,
) -> None:
    """Check data and operations; list every problem."""
    from refanalysis import check as checks
    from refanalysis import data

    chosen = paths or [data.workspace() / "data"]
    found = {path: checks.problems(path) for path in chosen}
    for path, problems in found.items():
        for problem in problems:
            print(problem)
        for note in [] if problems else checks.notes(path):
            print(f"note: {note}")
        print(f"{path}: {_problem_count(len(problems))}" if problems else f"{path}: no problems{_contents(path)}")
    if any(found.values()):
        raise typer.Exit(BAD_DATA)


def _problem_count(problems: int) -> str:
    return "1 problem" if problems == 1 else f"{problems} problems"


def _contents(path: Path) -> str:
    """What a folder without problems holds."""
    from refanalysis import data
    from refanalysis.schema import OPERATION_TABLES

    if (path / "operation.toml").is_file():
        operation = data.from_folder(path)
        frames = {"sites": operation.sites, **{name: getattr(operation, name) for name in OPERATION_TABLES}}
        return ": " + ", ".join(f"{len(frame)} {name}" for name, frame in frames.items())
    if (path / "parameters.csv").is_file():
        counts = {name: len(data.table(name)) for name in data.FILES}
        counts["operations"] = len(data.operations())
        return ": " + ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
    return ""


@app.command()
def cost(
    operation: Annotated[str, typer.Argument(metavar="OPERATION", help="Operation to cost.")],
    technology: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Technology, repeatable; the operation's own when none is named.")
    ] = None,
    scenario: Annotated[str, typer.Option(metavar="NAME", help="Scenario.")] = "base",
    xlsx: Annotated[Path | None, typer.Option(metavar="PATH", help="Write a workbook of formulas instead.")] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="horizon, price_basis, or a setting such as opex_timing; repeatable."),
    ] = None,
    no_colour: NoColour = False,
) -> None:
    """Compare what connecting an operation's sites costs; with --xlsx as a live Excel workbook."""
    from refanalysis import cost as costs

    asked, settings = costs.prepared(operation, set_ or [])
    if xlsx is None:
        _print_table(*costs.side_by_side(asked, technology or [], scenario, settings))
        return
    made = costs.write(xlsx, asked, technology or [], scenario, settings)
    print(f"{made.path.resolve()}\n{made.formulas:,} formulas, {made.size / 1e6:.1f} MB")


@app.command()
def validate(
    program: Annotated[
        str, typer.Argument(metavar="PROGRAM", help="giga, pytal, globalsat, other …; all when none is named.")
    ] = "",
    path: Annotated[
        Path | None, typer.Argument(metavar="PATH", help="Folder of its cases; those packaged when none is named.")
    ] = None,
    no_colour: NoColour = False,
) -> None:
    """Compare our numbers with those other programs published; end with code 1 when one is beyond its tolerance."""
    from refanalysis import validation

    if path is None and program not in validation.PROGRAMS and Path(program).is_dir() and program:
        program, path = "", Path(program)
    found = validation.run(program, path)
    _print_table(*_comparisons(found))
    print(validation.conclusion(found))
    if not validation.passed(found):
        raise typer.Exit(BAD_DATA)


def _comparisons(found: pd.DataFrame) -> Listing:
    """One line for each case and quantity."""
    measures = ["rows", "largest absolute", "largest relative", "tolerance", "result", "worst row, note"]
    rows = [
        [
            *(row.program, row.case, row.quantity, f"{row.rows:,}"),
            *(f"{value:.2g}" if value == value else "" for value in (row.largest_absolute, row.largest_relative)),
            f"{row.tolerance:g} {row.kind}" if row.rows else "",
            ("ok" if row.rows else "not used") if row.passed else "FAILED",
            "; ".join(filter(None, [row.worst, *row.note.splitlines()])),
        ]
        for row in found.itertuples()
    ]
    return ["program", "case", "quantity", *measures], rows


@app.command("list")
def list_(
    subject: Annotated[Subject, typer.Argument(help="What to list.")],
    no_colour: NoColour = False,
) -> None:
    """List what is there; a table on a terminal, tab-separated when piped."""
    _print_table(*_LISTS[subject]())


def _print_table(header: list[str], rows: list[list[str]]) -> None:
    console = _console()
    if not console.is_terminal:
        print("\n".join("\t".join(row) for row in [header, *rows]))
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table(*header, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*map(escape, row))
    console.print(table)


Listing = tuple[list[str], list[list[str]]]


def _operations() -> Listing:
    from refanalysis import data

    known = [data.operation(name) for name in data.operations()]
    rows = [[each.name, each.title, each.country, str(each.date_of_data), str(len(each.sites))] for each in known]
    return ["operation", "title", "country", "date of data", "sites"], rows


def _notebooks() -> Listing:
    from refanalysis import data
    from refanalysis.reports.notebooks import notebooks

    known = notebooks(data.workspace() / "notebooks").values()
    rows = [[book.name, book.title, " ".join(f"{k}={v!r}" for k, v in book.parameters.items())] for book in known]
    return ["notebook", "title", "parameters"], rows


def _scenarios() -> Listing:
    from refanalysis import data, scenario

    known = [(operation, name) for operation in map(data.operation, data.operations()) for name in scenario.names(operation)]
    rows = [
        [operation.name, name, scenario.label(operation, name), operation.scenarios.get(name, {}).get("description", "")]
        for operation, name in known
    ]
    return ["operation", "scenario", "label", "description"], rows


def _technologies() -> Listing:
    return _columns("technologies", ["technology", "label", "group", "description"])


def _sources() -> Listing:
    return _columns("sources", ["source", "title", "publisher", "year", "url"])


def _columns(table: str, names: list[str]) -> Listing:
    from refanalysis import data

    return names, data.table(table)[names].astype("object").fillna("").astype("str").to_numpy().tolist()


_LISTS = {
    "operations": _operations,
    "notebooks": _notebooks,
    "scenarios": _scenarios,
    "technologies": _technologies,
    "sources": _sources,
}


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="New folder, such as data/operations/kenya.")],
    country: Annotated[str, typer.Option(metavar="ISO3", help="Make an operation's folder with what is known of it.")] = "",
) -> None:
    """Make a workspace of your own, or with --country a new operation filled with known facts."""
    from refanalysis import create

    made = create.operation(folder, country.upper()) if country else create.workspace(folder)
    lines = [f"made {folder}:", *(f"  {line}" for line in made.contents), "next:", *(f"  {line}" for line in made.next)]
    print("\n".join(lines))


@app.command()
def explain(
    name: Annotated[str, typer.Argument(help="Parameter, as in data/parameters.csv.")],
    operation: Annotated[str, typer.Option(help="Operation it is asked for; the first one when none is named.")] = "",
    technology: Annotated[str, typer.Option(help="Technology it is asked for.")] = "",
    component: Annotated[str, typer.Option(help="Component it is asked for.")] = "",
    scenario: Annotated[str, typer.Option(help="Scenario it is asked for.")] = "base",
) -> None:
    """Say where a number comes from: value, range, as given, conversion, sources, file and row."""
    from refanalysis import assumptions, data

    asked = data.operation(operation or _first(data.operations()))
    _known_parameter(name)
    resolved = assumptions.load(asked, scenario)
    rows = resolved.table[resolved.table["parameter"] == name]
    heading = f"{name} in {asked.title}, scenario {scenario}"
    if rows.empty:
        _print_facts(heading, name, asked.iso3)
    elif resolved.has(name, technology=technology, component=component) or technology or component:
        steps = resolved.explain(name, technology=technology, component=component)
        _print_steps(heading, list(zip(steps["step"], steps["answer"], strict=True)))
    else:
        print(f"{heading}: it depends on the component; name one with --component")
        _print_rows(rows)


def _known_parameter(name: str) -> None:
    import difflib

    from refanalysis import data

    known = data.table("parameters")["parameter"].tolist()
    if name not in known:
        close = difflib.get_close_matches(name, known, n=3)
        hint = f"; close to it: {', '.join(close)}" if close else ""
        raise ValueError(f"unknown parameter {name!r}{hint}; known parameters: {', '.join(known)}")


def _print_rows(rows: pd.DataFrame) -> None:
    """The rows of one parameter, one in a line."""
    cells = [[row.component or "any", row.technology or "any", f"{row.mode:,.6g} {row.unit}"] for row in rows.itertuples()]
    widths = [max(len(row[place]) for row in cells) for place in (0, 1)]
    for component, technology, value in sorted(cells):
        print(f"  --component {component.ljust(widths[0])}  technology {technology.ljust(widths[1])}  {value}")


def _first(operations: list[str]) -> str:
    if not operations:
        raise ValueError("there is no operation; make one with: refanalysis init data/operations/NAME --country ISO3")
    return operations[0]


def _print_facts(heading: str, name: str, iso3: str) -> None:
    """The facts of a country under one parameter."""
    from refanalysis import data

    facts = data.table("country_facts")
    facts = facts[(facts["parameter"] == name) & (facts["iso3"] == iso3)].sort_values("year", ascending=False)
    if facts.empty:
        raise DataError(f"{name}: neither an assumption nor a fact of {iso3} gives it; it is not known")
    for fact in facts.itertuples():
        titles = [f"{each.title}, {each.publisher}. {each.url}" for each in data.source_rows([fact.source]).itertuples()]
        value = fact.text or f"{fact.value:,.6g} {fact.unit}"
        steps = [("value", value), ("year", fact.year), *(("source", title) for title in titles), ("quality", fact.quality)]
        _print_steps(heading, [*steps, ("note", fact.note or "none"), ("place", "data/country_facts.csv")])


def _print_steps(heading: str, steps: list[tuple[str, str]]) -> None:
    print(heading)
    width = max(len(step) for step, _ in steps)
    for step, answer in steps:
        print(f"  {step.ljust(width)}  {answer}")


def _console(stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr)


if __name__ == "__main__":
    main()
