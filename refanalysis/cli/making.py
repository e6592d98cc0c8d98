"""`refanalysis init`: a workspace or an operation of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from refanalysis.cli.app import app


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
