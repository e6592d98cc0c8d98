"""What reading changed, as rows of the table `import_changes`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from refanalysis import schema

if TYPE_CHECKING:
    import pandas as pd


class Change(NamedTuple):
    """One row of `import_changes`."""

    what: str
    column: str
    rows: int
    example: str
    because: str


def frame(changes: Iterable[Change]) -> pd.DataFrame:
    """Table `import_changes` of the changes that touch at least one row."""
    import pandas as pd

    return schema.check(pd.DataFrame([c for c in changes if c.rows], columns=pd.Index(Change._fields)), "import_changes")


def difference(what: str, column: str, before: pd.Series, after: pd.Series, because: str) -> list[Change]:
    """The change from one column of cells to another, with the first case that differs as example; none when none does."""
    touched = (before != after).to_numpy()
    if not touched.any():
        return []
    first = touched.argmax()
    example = f"row {before.index[first]}: {before.iloc[first]!r} → {after.iloc[first]!r}"
    return [Change(what, column, int(touched.sum()), example, because)]


def listed(values: Iterable[object], shown: int = 5) -> str:
    """The first few values in quotes, and how many more there are."""
    texts = [repr(str(value)) for value in values]
    more = len(texts) - shown
    return ", ".join(texts[:shown]) + (f" and {more} more" if more > 0 else "")
