"""`refanalysis validate`: our numbers against those other programs published, our arrangements against real ones."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refanalysis.cli.app import BAD_DATA, Listing, NoColour, app, print_table

if TYPE_CHECKING:
    import pandas as pd


@app.command()
def validate(
    program: Annotated[
        str, typer.Argument(metavar="PROGRAM", help="giga, pytal, globalsat, other, coordination …; all when none is named.")
    ] = "",
    path: Annotated[
        Path | None,
        typer.Argument(metavar="PATH", help="Folder of its cases, or a file of cases of coordination; else those packaged."),
    ] = None,
    no_colour: NoColour = False,
) -> None:
    """Compare our numbers with those other programs published, and derived arrangements with real ones; end with code 1 when
    one is beyond its tolerance or differs.
    """
    from refanalysis import validation

    if path is None and program not in validation.PROGRAMS and program and Path(program).exists():
        program, path = ("coordination" if Path(program).is_file() else ""), Path(program)
    if path is not None and path.is_file() and program not in ("", *validation.IN_WORDS):
        raise ValueError(f"{path}: {program} compares folders; accepted: a folder of its cases")
    results = [] if program in validation.IN_WORDS else [_numbers(program, path)]
    if program in validation.IN_WORDS or (not program and path is None):
        results.append(_arrangements(path))
    if not all(results):
        raise typer.Exit(BAD_DATA)


def _numbers(program: str, path: Path | None) -> bool:
    """Print what other programs' numbers are beside ours; whether all is well."""
    from refanalysis import validation

    found = validation.run(program, path)
    print_table(*_comparisons(found))
    print(validation.conclusion(found))
    return validation.passed(found)


def _arrangements(path: Path | None) -> bool:
    """Print what cases of coordination say beside what is derived; whether all is well."""
    from refanalysis.validation import coordination

    found = coordination.oracles(path)
    answered = found[found["field"] != ""]
    print_table(list(coordination.COLUMNS), answered.to_numpy().tolist())
    print(coordination.conclusion(found))
    for row in found[found["field"] == ""].itertuples():
        print(f"refanalysis: {row.note}", file=sys.stderr)
    return coordination.passed(found)


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
