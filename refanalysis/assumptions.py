"""Assumptions: sourced numbers, converted at the door and resolved for one operation, price basis and scenario."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from refanalysis import data, resolution, scenario, units
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from refanalysis.data import Operation

_KEY = ["parameter", "technology", "component", "country"]
_RANGE = ["low", "mode", "high"]


class Values(Protocol):
    """What a model reads its numbers from: `Assumptions` give floats, `Draws` arrays of shape (draws,)."""

    def value(self, parameter: str, technology: str = "", component: str = "") -> float | np.ndarray:
        """Value of a parameter, in its canonical unit."""

    def has(self, parameter: str, technology: str = "", component: str = "") -> bool:
        """Whether some row answers for the parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """Resolved assumptions of one operation and scenario.

    `table` has one row for each assumption that can matter there: parameter, technology, component, country, unit (canonical),
    low, mode, high, distribution, source, quality, note, as_given, change (what the scenario did), file, row, own.
    """

    table: pd.DataFrame
    price_basis: str
    iso3: str
    scenario: str
    _rows: resolution.Rows = field(repr=False)
    _modes: list[float] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        self._modes.extend(self.table["mode"].tolist())

    def position(self, parameter: str, technology: str = "", component: str = "") -> int:
        """Row of `table` that answers for the parameter.

        Raises
        ------
        DataError
            When no row does; it says which rows of the parameter there are.
        """
        found = resolution.best(self._rows, parameter, technology, component)
        if found is None:
            raise DataError(self._missing(parameter, technology, component))
        return found

    def value(self, parameter: str, technology: str = "", component: str = "") -> float:
        """Most likely value of a parameter, in its canonical unit (see `unit`)."""
        return self._modes[self.position(parameter, technology, component)]

    def has(self, parameter: str, technology: str = "", component: str = "") -> bool:
        """Whether some row answers for the parameter."""
        return resolution.best(self._rows, parameter, technology, component) is not None

    def unit(self, parameter: str, technology: str = "", component: str = "") -> str:
        """Canonical unit of a parameter, price year included."""
        return str(self.table["unit"].iat[self.position(parameter, technology, component)])

    def explain(self, parameter: str, technology: str = "", component: str = "") -> pd.DataFrame:
        """Where a number comes from: columns step and answer, one row for each step from the source to the value."""
        return _explained(self.table.iloc[self.position(parameter, technology, component)])

    def _missing(self, parameter: str, technology: str, component: str) -> str:
        asked = f"{parameter} (technology {technology or 'any'}, component {component or 'any'}, country {self.iso3})"
        others = [f"({t or 'any'}, {c or 'any'})" for t, c, _, _ in self._rows.get(parameter, [])]
        known = (
            f"rows of this parameter hold for (technology, component): {', '.join(others[:8])}"
            if others
            else ("no row of this parameter holds for this country")
        )
        return f"assumptions: no row gives {asked}; {known}"


def load(operation: Operation, scenario_name: str = "base") -> Assumptions:
    """Assumptions of an operation under a scenario, in canonical units at the operation's price basis.

    Raises
    ------
    ValueError
        For a scenario the operation does not have.
    DataError
        Listing every row whose unit cannot be converted or whose value lies outside the parameter's limits.
    """
    basis = operation.levers["price_basis"]
    rows = data.table("assumptions").assign(own=False)
    if not operation.assumption_rows.empty:
        import pandas as pd

        rows = pd.concat([rows, operation.assumption_rows.assign(own=True)], ignore_index=True)
    rows = _in_force(rows[rows["country"].isin(["", operation.iso3])])
    table = resolve(rows, basis)
    changed = scenario.apply(table, scenario.overlay(operation, scenario_name), partial(_converted, basis=basis))
    _refuse_outside_limits(changed)
    return Assumptions(
        table=changed, price_basis=basis, iso3=operation.iso3, scenario=scenario_name, _rows=resolution.index(changed)
    )


def resolve(rows: pd.DataFrame, price_basis: str) -> pd.DataFrame:
    """Assumption rows in canonical units.

    Parameters
    ----------
    rows
        Rows of table `assumptions` with columns file, row and own.
    price_basis
        Currency and price year of the run, such as USD_2024.
    """
    counted = data.table("components").drop_duplicates("component").set_index("component")["unit"]
    templates = data.table("parameters").set_index("parameter")["unit"]
    table = rows.assign(as_given=[_as_given(row) for row in rows.itertuples()], change="")
    found, goals, factors = [], [], []
    for row in rows.itertuples():
        goal = units.canonical(templates[row.parameter], price_basis, counted.get(row.component, "unit"))
        try:
            factors.append(units.factor(row.unit, goal, data.price_factor))
        except ValueError as error:
            found.append(f"{row.file}, row {row.row}, column unit: {error}")
            factors.append(float("nan"))
        goals.append(goal)
    if found:
        raise DataError(found)
    table[_RANGE] = table[_RANGE].mul(factors, axis=0)
    table["unit"] = goals
    for column in ("low", "high"):
        table[column] = table[column].fillna(table["mode"])
    return table


def used(assumptions: Assumptions, reads: Iterable[str], technologies: Iterable[str] = ()) -> pd.DataFrame:
    """Rows of `assumptions.table` that a model with these READS can have used for these technologies."""
    table = assumptions.table
    kept = table["parameter"].isin(list(reads)) & table["technology"].isin(["", *technologies])
    components = data.bills()
    bought = components.loc[components["technology"].isin(list(technologies)), "component"]
    kept &= table["component"].isin(["", *bought])
    return table[kept].reset_index(drop=True)


def refuse_impossible(price_basis: str) -> None:
    """Refuse shared rows, of any country, whose unit does not fit or whose value lies outside its parameter's limits.

    Raises
    ------
    DataError
        Listing every such row.
    """
    _refuse_outside_limits(resolve(data.table("assumptions").assign(own=False), price_basis))


def _in_force(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows without those that can never answer, as a row of the operation or of its country says the same of the same thing."""
    order = rows.assign(stated=rows["country"] != "").sort_values(["own", "stated"], kind="stable")
    kept = ~order.duplicated(["parameter", "technology", "component"], keep="last")
    return rows[kept.sort_index()].reset_index(drop=True)


def _converted(value: float, unit: str, goal: str, *, basis: str) -> float:
    return value * units.factor(units.canonical(unit, basis), goal, data.price_factor)


def _as_given(row: Any) -> str:
    low, mode, high, unit = row.low, row.mode, row.high, row.unit
    shown = f"{mode:,.6g}" if not (low < high) else f"{low:,.6g} – {mode:,.6g} – {high:,.6g}"
    return f"{shown} {unit}"


def _refuse_outside_limits(table: pd.DataFrame) -> None:
    limits = data.table("parameters").set_index("parameter")[["minimum", "maximum"]]
    joined = table.join(limits, on="parameter")
    wrong = joined[(joined["low"] < joined["minimum"]) | (joined["high"] > joined["maximum"])]
    found = [
        f"{row.file}, row {row.row}: {row.parameter} runs from {row.low:g} to {row.high:g} {row.unit}"
        f"{f' after {row.change}' if row.change else ''}; accepted: {_within(row.minimum, row.maximum)}"
        for row in wrong.itertuples()
    ]
    if found:
        raise DataError(found)


def _within(minimum: float, maximum: float) -> str:
    if maximum != maximum:
        return f"{minimum:g} or more"
    return f"{minimum:g} to {maximum:g}" if minimum == minimum else f"{maximum:g} or less"


def _explained(row: pd.Series) -> pd.DataFrame:
    import pandas as pd

    sources = data.source_rows([row["source"]])
    named = ", ".join(part for part in (row["technology"], row["component"], row["country"]) if part) or "any case"
    steps = [
        ("parameter", row["parameter"]),
        ("holds for", named),
        ("value", f"{row['mode']:,.6g} {row['unit']}"),
        ("range", f"{row['low']:,.6g} – {row['high']:,.6g} {row['unit']} ({row['distribution']})"),
        ("as given", row["as_given"]),
        ("changed by scenario", row["change"] or "no"),
        *[("source", _cited(source)) for source in sources.itertuples()],
        ("quality", row["quality"]),
        ("note", row["note"] or "none"),
        ("place", f"{row['file']}, row {row['row']}"),
    ]
    return pd.DataFrame(steps, columns=["step", "answer"])


def _cited(source: Any) -> str:
    import pandas as pd

    year = "" if pd.isna(source.year) else f", {source.year}"
    return f"{source.title}, {source.publisher}{year}. {source.url}".strip()
