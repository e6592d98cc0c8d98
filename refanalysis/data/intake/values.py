"""Cells read as stages of work, dates and numbers of people; what cannot be read is listed and left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis.data.intake.changes import Change, difference, listed
from refanalysis.data.intake.folding import folded, looked_up
from refanalysis.data.intake.vocabulary import NOTHING, status_of

if TYPE_CHECKING:
    import pandas as pd


# Ways to write a day that can be read in one way only.
_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%d-%b-%Y", "%d-%b-%y", "%d-%B-%Y", "%d-%B-%y")
_SLASHED = r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})"


def without_nothing(cells: pd.Series, column: str) -> tuple[pd.Series, list[Change]]:
    """Cells with words such as 'N/A', '-' or 'TBC' emptied, and the change."""
    empty = folded(cells).isin(NOTHING)
    after = cells.where(~empty, "")
    words = listed(cells[empty].drop_duplicates())
    return after, difference("emptied", column, cells, after, f"the cell says that there is nothing: {words}")


def statuses(cells: pd.Series) -> tuple[pd.Series, list[Change]]:
    """Stage of the work (planned, active, ended, unknown) for each cell, with one change for each word."""
    words = folded(cells)
    stage = looked_up(words, {word: status_of(word) for word in words.unique()})
    changes = []
    for word, rows in words[words != ""].value_counts(sort=False).items():
        taken = status_of(str(word))
        spellings = listed(cells[words == word].drop_duplicates())
        why = (
            "a word for this stage of work"
            if taken != "unknown"
            else "the word is not known; columns={'status': ''} (--column status=) leaves it out"
        )
        changes.append(Change("status read", "status", int(rows), f"{spellings} → {taken}", why))
    return stage, changes


def day_order(*columns: pd.Series) -> str:
    """'day' or 'month', whichever comes first in dates such as 31/12/2026 as the columns show; empty when none does."""
    parts = [column.str.extract(rf"^{_SLASHED}$").astype("float64") for column in columns]
    day_first = any((part[0] > 12).any() for part in parts)
    month_first = any((part[1] > 12).any() for part in parts)
    return "" if day_first == month_first else "day" if day_first else "month"


def dates(cells: pd.Series, column: str, order: str = "") -> tuple[pd.Series, list[Change]]:
    """Days as dates; empty where it is not told whether the day or the month comes first.

    Parameters
    ----------
    order
        day or month, as `day_order` finds it; empty leaves dates such as 05/02/2026 out.
    """
    import pandas as pd

    text = cells.str.replace(r"(?<=\d)[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$", "", regex=True)
    days = pd.to_datetime(text, format=_FORMATS[0], errors="coerce")
    named = text.str.replace(r"(?<=\w)[ .-]+(?=\w)", "-", regex=True)
    for format_ in _FORMATS[1:]:
        open_ = days.isna() & (text != "")
        if open_.any():
            days = days.fillna(pd.to_datetime(named.where(open_), format=format_, errors="coerce"))
    slashed = text.str.fullmatch(_SLASHED)
    if order:
        plain = text.where(slashed).str.replace(r"[.-]", "/", regex=True)
        days = days.fillna(pd.to_datetime(plain, format="%d/%m/%Y" if order == "day" else "%m/%d/%Y", errors="coerce"))
    lost = (cells != "") & days.isna()
    changes = []
    for what, rows, why in (
        ("date read", slashed & days.notna(), f"{order} first, as some rows of the file show"),
        ("date not read", lost, "not a date such as 2026-03-31, or nothing tells day and month apart; left empty"),
    ):
        if rows.any():
            first = rows.idxmax()
            changes.append(Change(what, column, int(rows.sum()), f"row {first}: {cells[first]!r}", why))
    return days.astype("datetime64[us]"), changes


def people(cells: pd.Series) -> tuple[pd.Series, list[Change]]:
    """Numbers of people; thousands may be set apart by a blank, a comma or a point."""
    import pandas as pd

    plain = cells.str.fullmatch(r"\d+(?:\.\d{1,2})?|\d+\.\d{4,}")
    grouped = cells.str.fullmatch(r"\d{1,3}(?:[ ,.']\d{3})+") & ~plain
    digits = cells.str.replace(r"\D", "", regex=True)
    numbers = pd.to_numeric(cells.where(plain, digits.where(grouped)), errors="coerce").astype("float64")
    changes = []
    for what, rows, why in (
        ("number read", grouped, "blank, comma or point between groups of three digits"),
        ("number not read", (cells != "") & numbers.isna(), "not a number of people; left empty"),
    ):
        if rows.any():
            first = rows.idxmax()
            after = f" → {numbers[first]:.0f}" if what == "number read" else ""
            changes.append(Change(what, "people", int(rows.sum()), f"row {first}: {cells[first]!r}{after}", why))
    return numbers, changes
