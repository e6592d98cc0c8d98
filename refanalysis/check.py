"""Every problem of a data folder or an operation: form, references, units, scenarios, context and payers, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from refanalysis import assumptions, coordination, data, scenario, tco
from refanalysis.data import Operation
from refanalysis.schema import DataError


def problems(path: Path) -> list[str]:
    """One sentence for each problem found under `path`, an operation's folder or a folder of data; empty when there is none.

    The tables are checked first; what the models would refuse is looked for only where the tables conform.
    """
    found = data.problems(path)
    if found:
        return found
    steps = [step for folder in data.operation_folders(path) for step in _steps(data.from_folder(folder))]
    return list(dict.fromkeys(problem for step in steps for problem in _refusals(step)))


def _steps(operation: Operation) -> Iterator[Callable[[], object]]:
    """What every report of an operation does before it computes anything."""
    yield lambda: coordination.read(operation.context, where=f"{operation.name}/operation.toml, [context]")
    for name in scenario.names(operation):
        yield lambda name=name: assumptions.load(operation, name)
    for technology in operation.technologies:
        yield lambda technology=technology: tco.shares(operation.payers, technology, operation.levers["horizon"])


def _refusals(step: Callable[[], object]) -> list[str]:
    try:
        step()
    except DataError as error:
        return error.problems
    return []
