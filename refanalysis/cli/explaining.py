"""`refanalysis explain`: where a number comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from refanalysis.cli.app import app
from refanalysis.schema.types import DataError

if TYPE_CHECKING:
    import pandas as pd


@app.command()
def explain(
    name: Annotated[str, typer.Argument(help="Parameter, as in data/parameters.csv.")],
    operation: Annotated[str, typer.Option(help="Operation it is asked for; the first one when none is named.")] = "",
    technology: Annotated[str, typer.Option(help="Technology it is asked for.")] = "",
    component: Annotated[str, typer.Option(help="Component it is asked for.")] = "",
    scenario: Annotated[str, typer.Option(help="Scenario it is asked for.")] = "base",
) -> None:
    """Say where a number comes from: value, range, as given, conversion, sources, file and row."""
    from refanalysis import assumptions, data

    asked = data.operation(operation or _first(data.operations()))
    _known_parameter(name)
    resolved = assumptions.load(asked, scenario)
    rows = resolved.table[resolved.table["parameter"] == name]
    heading = f"{name} in {asked.title}, scenario {scenario}"
    if rows.empty:
        _print_facts(heading, name, asked.iso3)
    elif resolved.has(name, technology=technology, component=component) or technology or component:
        steps = resolved.explain(name, technology=technology, component=component)
        _print_steps(heading, list(zip(steps["step"], steps["answer"], strict=True)))
    else:
        print(f"{heading}: it depends on the component; name one with --component")
        _print_rows(rows)


def _known_parameter(name: str) -> None:
    import difflib

    from refanalysis import data

    known = data.table("parameters")["parameter"].tolist()
    if name not in known:
        close = difflib.get_close_matches(name, known, n=3)
        hint = f"; close to it: {', '.join(close)}" if close else ""
        raise ValueError(f"unknown parameter {name!r}{hint}; known parameters: {', '.join(known)}")


def _print_rows(rows: pd.DataFrame) -> None:
    """The rows of one parameter, one in a line."""
    cells = [[row.component or "any", row.technology or "any", f"{row.mode:,.6g} {row.unit}"] for row in rows.itertuples()]
    widths = [max(len(row[place]) for row in cells) for place in (0, 1)]
    for component, technology, value in sorted(cells):
        print(f"  --component {component.ljust(widths[0])}  technology {technology.ljust(widths[1])}  {value}")


def _first(operations: list[str]) -> str:
    if not operations:
        raise ValueError("there is no operation; make one with: refanalysis init data/operations/NAME --country ISO3")
    return operations[0]


def _print_facts(heading: str, name: str, iso3: str) -> None:
    """The facts of a country under one parameter."""
    from refanalysis import data

    facts = data.table("country_facts")
    facts = facts[(facts["parameter"] == name) & (facts["iso3"] == iso3)].sort_values("year", ascending=False)
    if facts.empty:
        raise DataError(f"{name}: neither an assumption nor a fact of {iso3} gives it; it is not known")
    for fact in facts.itertuples():
        titles = [f"{each.title}, {each.publisher}. {each.url}" for each in data.source_rows([fact.source]).itertuples()]
        value = fact.text or f"{fact.value:,.6g} {fact.unit}"
        steps = [("value", value), ("year", fact.year), *(("source", title) for title in titles), ("quality", fact.quality)]
        _print_steps(heading, [*steps, ("note", fact.note or "none"), ("place", "data/country_facts.csv")])


def _print_steps(heading: str, steps: list[tuple[str, str]]) -> None:
    print(heading)
    width = max(len(step) for step, _ in steps)
    for step, answer in steps:
        print(f"  {step.ljust(width)}  {answer}")
