"""`refanalysis list`: what is there."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from refanalysis.cli.app import Listing, NoColour, app, print_table

Subject = Literal["operations", "notebooks", "scenarios", "technologies", "sources"]


@app.command("list")
def list_(
    subject: Annotated[Subject, typer.Argument(help="What to list.")],
    no_colour: NoColour = False,
) -> None:
    """List what is there; a table on a terminal, tab-separated when piped."""
    print_table(*_LISTS[subject]())


def _operations() -> Listing:
    from refanalysis import data

    known = [data.operation(name) for name in data.operations()]
    rows = [[each.name, each.title, each.country, str(each.date_of_data), str(len(each.sites))] for each in known]
    return ["operation", "title", "country", "date of data", "sites"], rows


def _notebooks() -> Listing:
    from refanalysis import data
    from refanalysis.reports.notebooks import notebooks

    known = notebooks(data.workspace() / "notebooks").values()
    rows = [[book.name, book.title, " ".join(f"{k}={v!r}" for k, v in book.parameters.items())] for book in known]
    return ["notebook", "title", "parameters"], rows


def _scenarios() -> Listing:
    from refanalysis import data, scenario

    known = [(operation, name) for operation in map(data.operation, data.operations()) for name in scenario.names(operation)]
    rows = [
        [operation.name, name, scenario.label(operation, name), operation.scenarios.get(name, {}).get("description", "")]
        for operation, name in known
    ]
    return ["operation", "scenario", "label", "description"], rows


def _technologies() -> Listing:
    return _columns("technologies", ["technology", "label", "role", "group", "description"])


def _sources() -> Listing:
    return _columns("sources", ["source", "title", "publisher", "year", "url"])


def _columns(table: str, names: list[str]) -> Listing:
    from refanalysis import data

    return names, data.table(table)[names].astype("object").fillna("").astype("str").to_numpy().tolist()


_LISTS = {
    "operations": _operations,
    "notebooks": _notebooks,
    "scenarios": _scenarios,
    "technologies": _technologies,
    "sources": _sources,
}
