"""The program itself, what its commands share, and how they end."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

BAD_DATA, BAD_ARGUMENT, INTERRUPTED = 1, 2, 130
Listing = tuple[list[str], list[list[str]]]

app = typer.Typer(
    name="refanalysis",
    help="Reports on refugee operations: who works with whom, what connectivity costs, who pays, who coordinates.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _plain(wanted: bool) -> bool:
    if wanted:
        os.environ["NO_COLOR"] = "1"
    return wanted


NoColour = Annotated[
    bool, typer.Option("--no-colour", "--no-color", callback=_plain, is_eager=True, help="No colours, as with NO_COLOR=1.")
]


@app.callback()
def _options(no_colour: NoColour = False) -> None:
    pass


def console(stderr: bool = False) -> Console:
    """A terminal to write to."""
    from rich.console import Console

    return Console(stderr=stderr)


def print_table(header: list[str], rows: list[list[str]]) -> None:
    """Print a table: aligned on a terminal, tab-separated when piped."""
    screen = console()
    if not screen.is_terminal:
        print("\n".join("\t".join(row) for row in [header, *rows]))
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table(*header, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*map(escape, row))
    screen.print(table)
