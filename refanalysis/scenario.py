"""Scenarios: named overlays on an operation's base case; applying one gives a new table and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from refanalysis import data, resolution, schema
from refanalysis.data.tables import linked
from refanalysis.data.workspace import shown
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.data import Operation

BASE = "base"
_RANGE = ["low", "mode", "high"]


def names(operation: Operation) -> list[str]:
    """Scenarios of an operation: base, then its overlays by name."""
    return [BASE, *sorted(path.stem for path in (operation.folder / "scenarios").glob("*.csv") if path.stem != BASE)]


def label(operation: Operation, name: str) -> str:
    """A scenario's name for readers."""
    words = operation.scenarios.get(name)
    return words["label"] if words else "Base case" if name == BASE else name.replace("_", " ").capitalize()


def overlay(operation: Operation, name: str) -> pd.DataFrame:
    """Rows of a scenario with the file and row of each; none for the base case.

    Raises
    ------
    ValueError
        For a scenario the operation does not have; it lists those it has.
    """
    import pandas as pd

    if name not in names(operation):
        raise ValueError(f"operation {operation.name} has no scenario {name!r}; known: {', '.join(names(operation))}")
    path = operation.folder / "scenarios" / f"{name}.csv"
    if not path.is_file():
        return pd.DataFrame(columns=[*schema.TABLES["overlay"].names, "file", "row"])
    rows = linked(data.read(path, "overlay"), "overlay", path)
    return rows.assign(file=shown(path)).rename_axis("row").reset_index()


def apply(table: pd.DataFrame, overlay: pd.DataFrame, convert: Callable[[float, str, str], float]) -> pd.DataFrame:
    """A new assumptions table with the overlay's changes.

    Parameters
    ----------
    table
        Resolved assumptions (see `refanalysis.assumptions.Assumptions`).
    overlay
        Rows of table `overlay` with columns file and row.
    convert
        Called as convert(value, unit, canonical unit).

    Notes
    -----
    A row that names a technology or component which only a general assumption covers adds a specific row; the general one
    stays as it was.

    Raises
    ------
    DataError
        For a row that changes nothing or whose unit does not fit.
    """
    changed, found = table.copy(), []
    for row in overlay.itertuples():
        try:
            changed = _apply_row(changed, row, convert)
        except ValueError as error:
            found.append(f"{row.file}, row {row.row}: {error}")
    if found:
        raise DataError(found)
    return changed


def _apply_row(table: pd.DataFrame, row: Any, convert: Callable[[float, str, str], float]) -> pd.DataFrame:
    targets = table.index[
        (table["parameter"] == row.parameter)
        & ((table["technology"] == row.technology) | (row.technology == ""))
        & ((table["component"] == row.component) | (row.component == ""))
    ]
    if targets.empty:
        table, targets = _with_specific_row(table, row)
    for target in targets:
        table.loc[target, [*_RANGE, "distribution", "change", "source", "quality"]] = _changed(table.loc[target], row, convert)
    return table


def _with_specific_row(table: pd.DataFrame, row: Any) -> tuple[pd.DataFrame, pd.Index]:
    import pandas as pd

    found = resolution.best(resolution.index(table), row.parameter, row.technology, row.component)
    if found is None:
        raise ValueError(f"no assumption gives {row.parameter}, so the scenario cannot change it")
    specific = table.iloc[[found]].assign(technology=row.technology, component=row.component)
    return pd.concat([table, specific], ignore_index=True), pd.Index([len(table)])


def _changed(base: pd.Series, row: Any, convert: Callable[[float, str, str], float]) -> list[object]:
    """New low, mode, high, distribution, change, source, quality."""
    low, mode, high = (float(base[name]) for name in _RANGE)
    said = f"{row.change} {row.value:g} {row.unit}"
    sources, quality = f"{base['source']};{row.source}", max(base["quality"], row.quality, key=schema.QUALITIES.index)
    if row.change == "set":
        value = convert(row.value, row.unit, base["unit"])
        return [value, value, value, "fixed", said, row.source, row.quality]
    if row.change == "add":
        value = convert(row.value, row.unit, base["unit"])
        return [low + value, mode + value, high + value, base["distribution"], said, sources, quality]
    if row.unit not in {"ratio", "share"} or row.value < 0:
        raise ValueError(f"multiply takes a factor of 0 or more in unit 'ratio'; found {row.value:g} {row.unit!r}")
    factor = row.value
    return [low * factor, mode * factor, high * factor, base["distribution"], said, sources, quality]
