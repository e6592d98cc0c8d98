"""`refanalysis validate`: our numbers against those other programs published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from refanalysis.cli.app import BAD_DATA, Listing, NoColour, app, print_table

if TYPE_CHECKING:
    import pandas as pd


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
    print_table(*_comparisons(found))
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
