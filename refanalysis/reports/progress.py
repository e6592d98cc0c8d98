"""A bar per report on a terminal; nothing when piped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from refanalysis.reports.plan import Job
from refanalysis.reports.runner import Listener, State

if TYPE_CHECKING:
    from rich.console import Console

_LOOK = {"running": "", "ok": "[green]done[/]", "failed": "[bold red]failed[/]"}


@contextmanager
def bars(console: Console, jobs: int) -> Iterator[Listener]:
    """A listener for `runner.run` that draws one bar for each running report and one for the whole set.

    Parameters
    ----------
    console
        Where to draw; on anything but a terminal nothing is drawn.
    jobs
        Number of reports.
    """
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        TextColumn("{task.fields[state]}"),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        whole = progress.add_task("all reports", total=jobs, state="")
        tasks: dict[int, int] = {}

        def listen(job: Job, state: State, share: float) -> None:
            if state != "up to date":
                if id(job) not in tasks:
                    tasks[id(job)] = progress.add_task(job.label, total=1.0, state="")
                progress.update(tasks[id(job)], completed=share, state=_LOOK[state])  # type: ignore[arg-type]
            if state != "running":
                progress.advance(whole)  # type: ignore[arg-type]

        yield listen
