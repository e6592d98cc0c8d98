"""What a table's declaration is made of, and the error that names what is wrong in data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "number", "integer", "flag", "date"]


class DataError(Exception):
    """Problems found in data, all of one file (or of several) at once.

    Parameters
    ----------
    problems
        One sentence each: file, row, column, what was found, what is accepted.

    """

    def __init__(self, problems: str | Iterable[str]) -> None:
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its kind, unit, limits, HXL hashtag and meaning; a file may leave an `optional` one out."""

    name: str
    meaning: str
    kind: Kind = "text"
    required: bool = False
    optional: bool = False
    unit: str = ""
    accepted: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    hxl: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its columns in order, the columns that together name a row, and what it is for."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    references: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Column names in declared order."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """The column called `name`; `KeyError` when the table has none."""
        return next(column for column in self.columns if column.name == name)
