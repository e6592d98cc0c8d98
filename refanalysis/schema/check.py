"""The check that a table has its declared form; every problem is found before any is raised.

pandera decides, this module says it: file, row, column, what was found, what is accepted.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from refanalysis.schema.types import Column, DataError, Table

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

_DTYPES = {"text": "str", "number": "float64", "integer": "Int64", "flag": "boolean", "date": "datetime64[us]"}
_FLAGS = {"yes": True, "no": False, "": None}
_KINDS = {
    "number": "a number such as 1250.5",
    "integer": "a whole number",
    "flag": "yes, no or empty",
    "date": "a day such as 2025-12-31",
}
_SHOWN = 5


def check(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """`frame` itself, when it has the form declared for table `name`; columns in declared order.

    Raises
    ------
    DataError
        Naming every row and column that departs from the declaration.

    """
    table = _table(name)
    missing = [column for column in table.names if column not in frame.columns]
    extra = [str(column) for column in frame.columns if column not in table.names]
    if missing or extra:
        raise DataError(_header_problems(table, missing, extra, f"result table {name}"))
    ordered = frame[table.names].astype({c.name: _DTYPES[c.kind] for c in table.columns})
    found = problems(ordered, table, f"result table {name}")
    if found:
        raise DataError(found)
    return ordered


def typed(cells: pd.DataFrame, table: Table, where: str) -> tuple[pd.DataFrame, list[str]]:
    """The text `cells` converted to the declared kinds, and one sentence for each kind of cell that cannot be.

    Parameters
    ----------
    cells
        Text cells; the index holds the row numbers of the file.
    where
        Name of the file, for the sentences.

    """
    missing = [each.name for each in table.columns if each.name not in cells.columns and not each.optional]
    extra = [str(name) for name in cells.columns if name not in table.names]
    if missing or extra:
        return cells, _header_problems(table, missing, extra, where)
    cells = cells.reindex(columns=table.names, fill_value="")
    frame, found = cells.copy(), []
    for column in table.columns:
        frame[column.name], bad = _convert(cells[column.name], column)
        found += _sentences(where, column, bad, f"accepted: {_KINDS.get(column.kind)}")
    return frame, found


def problems(frame: pd.DataFrame, table: Table, where: str) -> list[str]:
    """One sentence for each way in which a typed `frame` departs from its declaration; none when it conforms."""
    import pandera.errors

    if frame.empty:
        return []
    try:
        _rules(table.name).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        return _translate(error.failure_cases, table, where, frame)
    return []


def _table(name: str) -> Table:
    from refanalysis.schema import TABLES

    if name not in TABLES:
        raise ValueError(f"no table is called {name!r}; declared: {', '.join(TABLES)}")
    return TABLES[name]


@lru_cache
def _rules(name: str) -> pa.DataFrameSchema:
    import pandera.pandas as pa

    table = _table(name)
    columns = {column.name: _rule(column) for column in table.columns}
    return pa.DataFrameSchema(columns, unique=list(table.key) or None, strict=True)


def _rule(column: Column) -> pa.Column:
    import pandera.pandas as pa

    checks = []
    if column.required and column.kind == "text":
        checks.append(pa.Check.str_length(min_value=1))
    if column.accepted:
        checks.append(pa.Check.isin([*column.accepted, *([] if column.required else [""])]))
    if column.pattern:
        pattern = column.pattern if column.required else f"({column.pattern})?"
        checks.append(pa.Check.str_matches(f"^(?:{pattern})$"))
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum))
    return pa.Column(None, checks=checks, nullable=not column.required or column.kind == "text")


def _convert(cells: pd.Series, column: Column) -> tuple[pd.Series, pd.Series]:
    """The converted column and those cells that could not be converted."""
    import pandas as pd

    if column.kind == "text":
        return cells.astype("str"), cells.iloc[:0]
    filled = cells != ""
    if column.kind == "flag":
        known = cells.isin(list(_FLAGS))
        return cells.map(_FLAGS).astype("boolean"), cells[~known]
    if column.kind == "date":
        days = pd.to_datetime(cells.where(filled), format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
        return days, cells[filled & days.isna()]
    plain = cells.str.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
    numbers = pd.to_numeric(cells.where(plain), errors="coerce").astype("float64")
    if column.kind == "integer":
        whole = numbers.isna() | (numbers % 1 == 0)
        return numbers.where(whole).astype("Int64"), cells[filled & (numbers.isna() | ~whole)]
    return numbers, cells[filled & numbers.isna()]


def _header_problems(table: Table, missing: list[str], extra: list[str], where: str) -> list[str]:
    accepted = f"accepted columns: {', '.join(table.names)}"
    found = [f"{where}, row 1: column {name!r} is missing; {accepted}" for name in missing]
    return found + [f"{where}, row 1: column {name!r} is not known; {accepted}" for name in extra]


def _sentences(where: str, column: Column, bad: pd.Series, accepted: str) -> list[str]:
    shown = [f"{where}, row {row}, column {column.name}: found {cell!r}; {accepted}" for row, cell in bad.head(_SHOWN).items()]
    more = len(bad) - len(shown)
    return [*shown, f"{where}, column {column.name}: {more} more rows like these"] if more > 0 else shown


def _translate(cases: pd.DataFrame, table: Table, where: str, frame: pd.DataFrame) -> list[str]:
    found = []
    repeated = cases[cases["check"] == "multiple_fields_uniqueness"]
    if not repeated.empty:
        found += _repeats(frame, table, where)
    rest = cases.drop(repeated.index)
    empty = rest["check"].isin(["not_nullable", "str_length(1, None)"])
    for (name, is_empty), group in rest.groupby(["column", empty], sort=False):
        column = table.column(str(name))
        bad = group.drop_duplicates("index").set_index("index")["failure_case"].astype("object")
        accepted = "accepted: a value; this cell must not be empty" if is_empty else _accepted(column)
        found += _sentences(where, column, bad.where(bad.notna(), ""), accepted)
    return found


def _repeats(frame: pd.DataFrame, table: Table, where: str) -> list[str]:
    keys = list(table.key)
    repeated = frame[frame.duplicated(keys, keep="first")]
    label = ", ".join(keys)
    found = []
    for row, values in repeated[keys].head(_SHOWN).iterrows():
        first = frame.index[(frame[keys].fillna("") == values.fillna("")).all(axis=1)][0]
        named = ", ".join(str(value) for value in values)
        found.append(f"{where}, row {row}, column {label}: found ({named}) again, first in row {first}; accepted: once")
    return found


def _accepted(column: Column) -> str:
    if column.accepted:
        return f"accepted: {', '.join(column.accepted)}"
    if column.pattern:
        return f"accepted: text of the form {column.pattern}"
    if column.minimum is not None or column.maximum is not None:
        low = "" if column.minimum is None else f"{column.minimum:g} or more"
        high = "" if column.maximum is None else f"{column.maximum:g} or less"
        return f"accepted: {' and '.join(part for part in (low, high) if part)}"
    return f"accepted: {_KINDS.get(column.kind, 'words')}"
