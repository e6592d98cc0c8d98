"""What the cells themselves say against hashtag and heading: nobody is named, codes in place of names, words of a status."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from refanalysis.data.intake.changes import listed
from refanalysis.data.intake.columns import Column
from refanalysis.data.intake.folding import fold, folded
from refanalysis.data.intake.grid import Grid, letter
from refanalysis.data.intake.vocabulary import NOTHING, PARTNERSHIP, status_of

if TYPE_CHECKING:
    import pandas as pd

_MOSTLY = 0.9
_COUNT = r"\d{1,5}(?:[.,]0+)?"
_CODE = re.compile(r"[A-Za-z]{2,4}[-_ ]?[A-Za-z]{0,2}[-_]?\d{1,10}|\d{2,10}")


def by_contents(grid: Grid, columns: list[Column]) -> tuple[list[Column], list[str]]:
    """Columns as their cells allow them to be read, and sentences where that differs from hashtag and heading."""
    result, notes = [], []
    for column in columns:
        cells = grid.cells[column.position]
        values = cells.drop_duplicates()
        values = values[(values != "") & ~values.str.startswith("#")]
        changed, note = _checked(column, values)
        result.append(changed)
        notes += [f"Column {letter(column.position)}: {note}."] if note else []
    return _names_and_acronyms(grid, result, notes), notes


def _checked(column: Column, values: pd.Series) -> tuple[Column, str]:
    if values.empty:
        return column, ""
    if column.what == "organisation" and column.part in ("", "name") and values.str.fullmatch(_COUNT).all():
        note = f"{column.because} says organisation, but its cells are numbers: it counts organisations and does not name them"
        return replace(column, what="count", because=note), note
    if column.what == "organisation" and column.part in ("", "name") and values.size <= 30:
        words = folded(values)
        known = words.isin(PARTNERSHIP)
        if known.mean() >= _MOSTLY and not words.isin(NOTHING).all():
            note = (
                f"{column.because} says organisation, but its cells say what part is played ({listed(values)}); it "
                "names nobody and was not read"
            )
            return replace(column, what="", because=note), note
    if column.what[:3] == "adm" and not column.part:
        codes = values.map(lambda cell: _CODE.fullmatch(cell) is not None).mean()
        return replace(column, part="code" if codes >= _MOSTLY else "name"), ""
    if column.what == "place" and column.heading and _is_state(column, values):
        return replace(column, what="status", part="", rank=0, because=f"{column.because}; its cells are words of a status"), ""
    return column, ""


def _is_state(column: Column, values: pd.Series) -> bool:
    """Whether a column headed 'estado', which is a state and a status alike, holds words of a status."""
    if fold(column.heading).split()[0] not in ("estado", "etat", "state"):
        return False
    return folded(values).map(status_of).ne("unknown").mean() >= 0.5


def _names_and_acronyms(grid: Grid, columns: list[Column], notes: list[str]) -> list[Column]:
    """Names and acronyms of one role change places where the cells show plainly that the columns are exchanged."""
    for role in {column.role for column in columns if column.what == "organisation"}:
        pair = [
            next((c for c in columns if c.what == "organisation" and c.role == role and c.part in parts and c.filled), None)
            for parts in (("", "name"), ("acronym",))
        ]
        if None in pair:
            continue
        name, acronym = pair
        lengths = [grid.cells[c.position][grid.cells[c.position] != ""].str.len().mean() for c in (name, acronym)]
        if lengths[0] * 1.5 < lengths[1]:
            notes.append(
                f"Columns {letter(name.position)} and {letter(acronym.position)}: names and acronyms are exchanged, "
                "as their cells show "
                f"({lengths[0]:.0f} letters in the one that should hold names, {lengths[1]:.0f} in the other); "
                "cells were followed"
                "."
            )
            swapped = {name.position: replace(name, part="acronym"), acronym.position: replace(acronym, part="name")}
            columns = [
                replace(swapped[c.position], because=f"{c.because}; its cells say otherwise") if c.position in swapped else c
                for c in columns
            ]
    return columns
