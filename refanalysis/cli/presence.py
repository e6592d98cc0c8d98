"""`refanalysis presence`: who does what where, from a file an office holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from refanalysis.cli.app import NoColour, app


@app.command()
def presence(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A 3W, 4W or 5W file: CSV, Excel or ODS, with or without HXL.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write; a new one, or one of an earlier run.")],
    needs: Annotated[Path | None, typer.Option(metavar="FILE", help="People in need by sector and area.")] = None,
    split: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="Cut cells that name several at this text; repeatable.")
    ] = None,
    sheet: Annotated[str, typer.Option(metavar="NAME", help="Sheet of a workbook; found when not named.")] = "",
    header_row: Annotated[int, typer.Option(min=0, metavar="N", help="Row of the headings; 0: found.")] = 0,
    area: Annotated[
        str, typer.Option(metavar="LEVEL", help="adm0 to adm5 or site; the finest well filled one if not said.")
    ] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="ROLE=HEADER", help="What is read from which column: implementing, donor, sector …; repeatable."),
    ] = None,
    register: Annotated[Path | None, typer.Option(metavar="FILE", help="Your own organisations, before the packaged.")] = None,
    decisions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Names decided on: proposals.csv of an earlier run, filled in.")
    ] = None,
    encoding: Annotated[str, typer.Option(metavar="NAME", help="Encoding of a CSV file; found when not named.")] = "",
    no_colour: NoColour = False,
) -> None:
    """Read who does what where; write coverage, gaps, overlaps, chains, and what reading changed."""
    from refanalysis import presence as command

    reading = command.Reading(
        sheet=sheet,
        header_row=header_row,
        area=area,
        columns=column or (),
        split=split or (),
        encoding=encoding,
        needs=needs,
        register=register,
        decisions=decisions,
    )
    made = command.write(file, out, reading)
    print("\n".join([*made.account, str(made.path.resolve())]))
