"""`refanalysis coordinate`: who leads, who answers for what and who must be told what, derived for a situation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from refanalysis.cli.app import NoColour, app


@app.command()
def coordinate(
    context: Annotated[
        str,
        typer.Argument(metavar="CONTEXT", help="An operation, a case such as TCD-2023, or a file of levels: TOML, YAML, JSON."),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write; a new one, or one of an earlier run.")],
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="DIMENSION=LEVEL", help="Change a level, such as hc=true; repeatable.")
    ] = None,
    case: Annotated[str, typer.Option(metavar="ID", help="Which case of a file that holds several.")] = "",
    guidance: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Newer rules to lay over the packaged ones, in the form of rules.csv.")
    ] = None,
    no_colour: NoColour = False,
) -> None:
    """Derive the coordination arrangement of a situation; write its tables, network, picture and open questions."""
    from refanalysis import coordinate as command

    chosen = command.asked(context, case=case, changes=set_ or (), guidance=guidance)
    made = command.write(chosen, out)
    print("\n".join([*made.account, str(made.path.resolve())]))
