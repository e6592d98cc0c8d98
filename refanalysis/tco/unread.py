"""Rows of assumptions and scenarios that the cost model would never read: a number given in vain is told, not ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refanalysis import data, scenario
from refanalysis.tco.dimensions import bill, details, size
from refanalysis.tco.prices import rate, unit_cost
from refanalysis.tco.settings import Settings
from refanalysis.tco.traffic import load

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Assumptions
    from refanalysis.data import Operation

_YEARS = 1
_RUNNING = ("opex", "opex_share")
_PLACES = 6


def unread(operation: Operation, values: Assumptions) -> list[str]:
    """One sentence for each row of assumptions or of the scenario that changes no cost of any technology.

    Parameters
    ----------
    operation
        Its sites and scenarios are read.
    values
        Its assumptions under a scenario.

    Raises
    ------
    DataError
        For what costing any technology would raise: a site without population, a missing assumption, a component without cost.

    Notes
    -----
    Every technology is costed once while noting what is asked for. A row is told when its parameter is asked for, but nowhere
    where the row could answer; so is a row of the operation that never answers. A general row that more specific rows hide is
    a default and is not told.
    """
    heard = _heard(operation, values)
    found = [
        f"{row.file}, row {row.row}: {row.parameter} ({_named(row.technology, row.component)}) is never read; {why}"
        for position, row in enumerate(values.table.itertuples())
        if not row.change and (why := _why(row, position in heard.read, heard.asked, values))
    ]
    return found + _without_effect(operation, values, heard)


class _Heard:
    """Values that note what is asked of them, and which row answers."""

    def __init__(self, values: Assumptions) -> None:
        self.values = values
        self.asked: set[tuple[str, str, str]] = set()
        self.read: set[int] = set()

    def value(self, parameter: str, technology: str = "", component: str = "") -> float:
        self.asked.add((parameter, technology, component))
        self.read.add(self.values.position(parameter, technology, component))
        return self.values.value(parameter, technology, component)

    def has(self, parameter: str, technology: str = "", component: str = "") -> bool:
        return self.values.has(parameter, technology, component)


def _heard(operation: Operation, values: Assumptions) -> _Heard:
    heard, bills = _Heard(values), data.bills()
    asked = load(operation.sites, heard, _YEARS)
    rate(heard, Settings(rate="nominal"))
    for technology in bills["technology"].unique():
        rows = bill(bills, technology)
        details(asked, size(asked, rows, technology, heard), technology, heard)
        for row in rows:
            unit_cost(row, technology, heard, _YEARS)
    return heard


def _why(row: Any, is_read: bool, asked: set[tuple[str, str, str]], values: Assumptions) -> str:
    """Why a row is not read; empty when it is, could be, or is none of this model's."""
    places = sorted((technology, component) for parameter, technology, component in asked if parameter == row.parameter)
    fitting = [place for place in places if row.technology in {place[0], ""} and row.component in {place[1], ""}]
    if is_read or not places or (fitting and not row.own):
        return ""
    if fitting:
        return "other rows of the operation answer wherever it could; accepted: one row for each thing"
    if row.parameter in _RUNNING and row.component:
        if row.parameter == "opex_share" and values.has("opex", row.technology, row.component):
            return "opex stands in its place; accepted: one of the two"
        return "this running cost follows from bandwidth_price, energy_price or fuel_price; accepted: a row of that parameter"
    shown = [f"({_named(*place)})" for place in places[:_PLACES]]
    more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
    return f"accepted (technology, component): {', '.join(shown)}{more}"


def _without_effect(operation: Operation, values: Assumptions, heard: _Heard) -> list[str]:
    """One sentence for each row of the scenario without an effect."""
    read_here = {parameter for parameter, _, _ in heard.asked}
    parameters = data.table("parameters").set_index("parameter")["used_by"]
    found = []
    for row in scenario.overlay(operation, values.scenario).itertuples():
        where = f"{row.file}, row {row.row}: {row.parameter} ({_named(row.technology, row.component)})"
        if not parameters[row.parameter]:
            found.append(
                f"{where} is read by no model, so that the scenario changes nothing; accepted: a parameter with used_by"
            )
        elif (row.change, row.value) in {("multiply", 1.0), ("add", 0.0)}:
            found.append(f"{where}: {row.change} {row.value:g} changes nothing; accepted: another value, or no row")
        elif row.parameter in read_here and not _targets(values.table, row) & heard.read:
            found.append(f"{where} changes nothing, as no technology reads it; accepted: what is read, see refanalysis explain")
    return found


def _targets(table: pd.DataFrame, row: Any) -> set[int]:
    """Positions of the rows that a row of a scenario changed."""
    same = table["parameter"] == row.parameter
    for column in ("technology", "component"):
        if getattr(row, column):
            same = same & (table[column] == getattr(row, column))
    return set(same.to_numpy().nonzero()[0].tolist())


def _named(technology: str, component: str) -> str:
    return f"technology {technology or 'any'}, component {component or 'any'}"
