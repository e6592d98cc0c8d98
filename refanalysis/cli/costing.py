"""`refanalysis cost`: an operation's options side by side, or as a live workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from refanalysis.cli.app import NoColour, app, print_table


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
        print_table(*costs.side_by_side(asked, technology or [], scenario, settings))
        return
    made = costs.write(xlsx, asked, technology or [], scenario, settings)
    print(f"{made.path.resolve()}\n{made.formulas:,} formulas, {made.size / 1e6:.1f} MB")
