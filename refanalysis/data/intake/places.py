"""Levels for place columns that only their neighbours tell: region above province above commune."""

from __future__ import annotations

from dataclasses import replace

from refanalysis.data.intake.columns import Column
from refanalysis.data.intake.grid import Grid


def with_levels(grid: Grid, columns: list[Column]) -> list[Column]:
    """Columns with `place` replaced by a level.

    In a table where a hashtag or heading gives the level of some places, others keep theirs only where the same word stands
    there; otherwise words for larger places come before words for smaller ones, and equal words in the order of the columns.
    """
    levels = _levels(columns)
    result = []
    for column in columns:
        if column.what != "place":
            result.append(column)
            continue
        level = levels.get(column.rank) if column.rank else _as_many(grid, columns, column, levels)
        if level is None:
            result.append(replace(column, what="", because=f"{column.because}: nothing says which level it is"))
        else:
            part = column.part or "name"
            result.append(
                replace(column, what=f"adm{level}", part=part, because=f"{column.because}, level {level} of the table")
            )
    return result


def _levels(columns: list[Column]) -> dict[int, int]:
    """Level for each rank of place word."""
    stated = {c.rank: int(c.what[3]) for c in columns if c.what[:3] == "adm" and c.what != "adm0" and c.rank}
    if any(c.what[:3] == "adm" and c.what != "adm0" for c in columns):
        return stated
    ranks = sorted({c.rank for c in columns if c.what == "place" and c.rank})
    return {rank: position for position, rank in enumerate(ranks, start=1)}


def _as_many(grid: Grid, columns: list[Column], column: Column, levels: dict[int, int]) -> int | None:
    """Level of a code column without a word for a place: that with most nearly as many names, of equals the nearest."""
    named = [c for c in columns if c.part == "name" and (c.what[:3] == "adm" or (c.what == "place" and c.rank))]
    if not named:
        return None
    codes = grid.cells[column.position].nunique()

    def unlike(other: Column) -> tuple[int, int]:
        apart = column.position - other.position
        return abs(grid.cells[other.position].nunique() - codes), apart if apart > 0 else 1000 - apart

    best = min(named, key=unlike)
    return levels.get(best.rank) if best.what == "place" else int(best.what[3])
