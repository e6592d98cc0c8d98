"""Cells read as stages of work, dates and numbers of people; what cannot be read is listed and left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis.data.intake.changes import Change, difference, listed
from refanalysis.data.intake.folding import folded, looked_up
from refanalysis.data.intake.vocabulary import NOTHING, status_of

if TYPE_CHECKING:
    import pandas as pd


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
            else "the word is not known; say columns={'status': ''} to leave it out"
        )
        changes.append(Change("status read", "status", int(rows), f"{spellings} → {taken}", why))
    return stage, changes


def dates(cells: pd.Series, column: str) -> tuple[pd.Series, list[Change]]:
    """Days as dates; one order of day and month for the whole column, and empty where the column does not tell it."""
    import pandas as pd

    text = cells.str.replace(r"[ T]00:00:00(?:\.0+)?$", "", regex=True)
    days = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    rest = text.str.extract(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$").astype("float64")
    day_first, month_first = bool((rest[0] > 12).any()), bool((rest[1] > 12).any())
    told = day_first != month_first
    if told:
        order = "%d/%m/%Y" if day_first else "%m/%d/%Y"
        plain = text.str.replace(r"[.-]", "/", regex=True)
        days = days.fillna(pd.to_datetime(plain.where(rest[0].notna()), format=order, errors="coerce"))
    lost = (cells != "") & days.isna()
    changes = []
    if told and rest[0].notna().any():
        first = rest[0].notna().idxmax()
        changes.append(
            Change(
                "date read",
                column,
                int(rest[0].notna().sum()),
                f"row {first}: {cells[first]!r}",
                f"{'day' if day_first else 'month'} first, as some rows show",
            )
        )
    if lost.any():
        first = lost.idxmax()
        why = "not a date such as 2026-03-31, or day and month cannot be told apart in this column; left empty"
        changes.append(Change("date not read", column, int(lost.sum()), f"row {first}: {cells[first]!r}", why))
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
