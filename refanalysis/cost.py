"""What the command `cost` does: an operation's options side by side, or as a workbook of formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refanalysis import assumptions, data, tco, words, workbook
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.data import Operation

LEVERS = ("horizon", "price_basis")
_MEASURES = {
    "initial_capex": "bought in year 0",
    "tco": "sum of all years",
    "present_value": "present value",
    "annual_cost": "a year",
    "cost_per_user_month": "a user and month",
    "opex_share": "running share",
}
_YES = {"yes": True, "true": True, "no": False, "false": False}


def prepared(name: str, changes: Sequence[str]) -> tuple[Operation, tco.Settings]:
    """An operation and settings with these changes, each `name=value`.

    Raises
    ------
    ValueError
        For an unknown operation, a change that is not name=value, a name twice or unknown, a value that is not accepted.
    """
    given = _pairs(changes)
    known = [*LEVERS, *(each.name for each in fields(tco.Settings))]
    unknown = [key for key in given if key not in known]
    if unknown:
        raise ValueError(f"--set {unknown[0]}: there is no such setting of a cost; accepted: {', '.join(known)}")
    levers = {key: _lever(key, given[key]) for key in LEVERS if key in given}
    flags = {key: _YES.get(value, value) if key in ("overhead", "contingency") else value for key, value in given.items()}
    settings = tco.Settings(**{key: value for key, value in flags.items() if key not in LEVERS})
    return data.with_levers(data.operation(name), **levers), settings


def side_by_side(
    operation: Operation, technologies: Sequence[str], scenario: str, settings: tco.Settings
) -> tuple[list[str], list[list[str]]]:
    """Headings and one row of cells for each option, cheapest for a user and month first; over all sites."""
    values = assumptions.load(operation, scenario)
    flows = tco.cash_flows(operation, values, chosen(operation, technologies), scenario, settings=settings)
    return compared(tco.outcomes(flows, operation, values, settings))


def compared(outcomes: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Headings and one row of cells for each option of a table `outcomes`, over all sites."""
    rows = outcomes[outcomes["site"] == "all"]
    units = rows.drop_duplicates("outcome").set_index("outcome")["unit"]
    wide = rows.pivot_table(index="technology", columns="outcome", values="value", sort=False)
    wide = wide.sort_values("cost_per_user_month", kind="stable")
    header = ["option", *(said if units[name] == "share" else f"{said} [{units[name]}]" for name, said in _MEASURES.items())]
    cells = [[str(name), *(_written(measure, row[measure]) for measure in _MEASURES)] for name, row in wide.iterrows()]
    return header, cells


def write(
    path: Path, operation: Operation, technologies: Sequence[str], scenario: str, settings: tco.Settings
) -> workbook.Written:
    """Write the workbook; see `workbook.write`."""
    values = assumptions.load(operation, scenario)
    return workbook.write(path, operation, values, chosen(operation, technologies), settings=settings)


def chosen(operation: Operation, technologies: Sequence[str]) -> list[str]:
    """Options to cost, by default those the operation names.

    Raises
    ------
    ValueError
        For a technology that does not serve.
    """
    table = data.table("technologies")
    known = table.loc[table["role"] == "service", "technology"].tolist()
    unknown = [name for name in technologies if name not in known]
    if unknown:
        raise ValueError(f"no technology that serves is called {', '.join(unknown)}; known: {', '.join(known)}")
    if not (technologies or operation.technologies):
        raise DataError(f"operation {operation.name} names no technologies; name some with --technology")
    return list(technologies or operation.technologies)


def _pairs(changes: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for change in changes:
        key, sign, value = change.partition("=")
        if not (key and sign and value):
            raise ValueError(f"--set takes NAME=VALUE; found {change!r}")
        if key in found:
            raise ValueError(f"--set {key} is given twice")
        found[key] = value
    return found


def _lever(name: str, value: str) -> Any:
    if name != "horizon":
        return value
    if not value.isdecimal() or int(value) < 1:
        raise ValueError(f"--set horizon takes a whole number of years of 1 or more; found {value!r}")
    return int(value)


def _written(measure: str, value: float) -> str:
    return words.share(value) if measure == "opex_share" else words.number(value)
