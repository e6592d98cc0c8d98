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
    steps: list[Callable[[], object]] = []
    if (path / "parameters.csv").is_file():
        steps.append(lambda: assumptions.refuse_impossible(data.LEVERS["price_basis"]))
    steps += [step for folder in data.operation_folders(path) for step in _steps(data.from_folder(folder))]
    return list(dict.fromkeys(problem for step in steps for problem in _refusals(step)))


def notes(path: Path) -> list[str]:
    """One sentence for each row under `path` that is in order but has no effect as things are set; `path` has no problems."""
    found = [note for folder in data.operation_folders(path) for note in _notes(data.from_folder(folder))]
    return list(dict.fromkeys(found))


def _steps(operation: Operation) -> Iterator[Callable[[], object]]:
    """What every report of an operation does before it computes anything."""
    yield lambda: coordination.read(
        operation.context, coordination.load(overlay=operation.guidance), f"{operation.name}/operation.toml, [context]"
    )
    for name in scenario.names(operation):
        yield lambda name=name: _refuse(tco.unread(operation, assumptions.load(operation, name)))
    for technology in operation.technologies:
        yield lambda technology=technology: tco.shares(operation.payers, technology, operation.levers["horizon"])
    yield lambda: tco.funding.funding_plan(
        operation.funding,
        tco.funding.first_month(operation.date_of_data),
        operation.levers["horizon"],
        operation.levers["price_basis"],
    )


def _refusals(step: Callable[[], object]) -> list[str]:
    try:
        step()
    except DataError as error:
        return error.problems
    return []


def _refuse(found: list[str]) -> None:
    if found:
        raise DataError(found)


def _notes(operation: Operation) -> Iterator[str]:
    horizon, start = operation.levers["horizon"], tco.funding.first_month(operation.date_of_data)
    first, last = str(start), str(start.replace(year=start.year + horizon))
    for row in operation.payers[operation.payers["from_year"] >= horizon].itertuples():
        share = f"what {row.payer} pays of {row.item or 'any item'} of {row.technology or 'any technology'}"
        yield (
            f"{operation.name}/payers.csv: {share} from year {row.from_year} on lies after the horizon of {horizon} years; "
            "it counts with a longer horizon only"
        )
    lines = operation.funding[operation.funding["purpose"] == "connectivity"]
    for line in lines[(lines["to_date"] < first) | (lines["from_date"] >= last)]["line"]:
        yield f"{operation.name}/funding.csv: line {line} lies outside the service, {first} to {last}; it pays for no year"
    for line in tco.funding.undated(lines)["line"]:
        yield f"{operation.name}/funding.csv: line {line} lacks from_date or to_date; it is shown but pays for no month"
    read_by = data.table("parameters").set_index("parameter")["used_by"]
    for row in operation.assumption_rows.itertuples():
        if not read_by[row.parameter]:
            yield f"{row.file}, row {row.row}: {row.parameter} is a fact that no model reads; it changes no result"
