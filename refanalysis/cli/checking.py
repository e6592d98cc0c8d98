"""`refanalysis check`: every problem of data and operations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from refanalysis.cli.app import BAD_DATA, app


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
