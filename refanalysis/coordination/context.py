"""The situation a coordination arrangement is derived from: one level for each dimension, or unknown.

A dimension of kind sectors (`partner_expertise`) says for each sector whether it holds. It is written as true or false for all
sectors, as a list of those for which it holds, or as a table: ``{health = true, wash = "unknown"}``; a sector the table leaves
out is unknown. In its level a question mark stands before a sector of which nobody knows: ``("health", "?wash")``.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.coordination.conditions import UNKNOWN, Dimension, Levels, parse, truth
from refanalysis.coordination.guidance import Guidance, load
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

OPEN = "?"  # stands before a sector of which nobody knows whether the dimension holds

# what cannot be together: a condition that must not hold, and the reason for the reader
COMBINATIONS = (
    ("overlap in {'separate','same'} and not idp", "overlap says where displaced citizens live, but idp is false; "
     "accepted: overlap = none, or idp = true"),
    ("mech == 'clusters' and not clusters", "mech says clusters coordinate, but clusters is false; "
     "accepted: another mech, or clusters = true"),
    ("mech == 'none' and mech_adaptable", "mech_adaptable is true, but mech says there is no mechanism to adapt; "
     "accepted: mech_adaptable = false, or another mech"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Context:
    """Levels by dimension: a text for enum and bool (true, false), a tuple for list and sectors; unknown where nobody knows."""

    levels: Mapping[str, str | tuple[str, ...]]

    def __getitem__(self, dimension: str) -> str | tuple[str, ...]:
        return self.levels[dimension]

    @property
    def unknown(self) -> list[str]:
        """Dimensions whose level is not known, or not of every sector."""
        return [name for name, level in self.levels.items() if level == UNKNOWN or (isinstance(level, tuple) and _open(level))]

    @property
    def held(self) -> dict[str, tuple[str, ...]]:
        """Levels that are held by dimension; none of one that holds a single level, and none that nobody knows."""
        return {
            name: tuple(one for one in level if not one.startswith(OPEN)) if isinstance(level, tuple) else ()
            for name, level in self.levels.items()
        }


def read(table: Mapping[str, object], guidance: Guidance | pd.DataFrame | None = None, where: str = "context") -> Context:
    """The context that the `[context]` table of an operation describes; dimensions it leaves out take their default.

    Parameters
    ----------
    table
        Levels by dimension: texts, true or false for bool dimensions, lists for list dimensions, any form above for
        dimensions of sectors; "unknown" is a level of every dimension.
    guidance
        Rules and dimensions, or a table of rules; those of `data/coordination/` when left out.
    where
        Name of the file, for the error text.

    Raises
    ------
    DataError
        Listing every unknown dimension, illegal level and impossible combination, with what is accepted.
    """
    known = load(guidance)
    problems = [_stranger(name, known.dimensions, where) for name in table if name not in known.dimensions]
    levels = {}
    for name, dimension in known.dimensions.items():
        levels[name] = level(table.get(name, known.defaults[name]), dimension)
        if levels[name] is None:
            problems.append(f"{where}, {name}: found {table[name]!r}; accepted: {accepted(dimension)}")
    if not problems:
        problems = _impossible(levels, known, where)
    if problems:
        raise DataError(problems)
    return Context(MappingProxyType(levels))


def replaced(context: Context, guidance: Guidance | None = None, **levels: object) -> Context:
    """A context like `context` with some levels changed; checked like any other."""
    return read({**context.levels, **levels}, guidance)


def level(value: object, dimension: Dimension) -> str | tuple[str, ...] | None:
    """The level that `value` names, or None when it names none."""
    if value == UNKNOWN:
        return UNKNOWN
    if dimension.kind == "sectors":
        return _by_sector(value, dimension)
    if dimension.kind == "list":
        return _held(value, dimension)
    text = str(value).lower() if isinstance(value, bool | np.bool_) else value
    return text if isinstance(text, str) and text in dimension.levels else None


def accepted(dimension: Dimension) -> str:
    """Levels of a dimension in words, for error texts."""
    if dimension.kind == "sectors":
        named = ", ".join(dimension.levels)
        return f"true or false for all sectors; a list of sectors, or true, false or {UNKNOWN} by sector, of {named}; {UNKNOWN}"
    if dimension.kind == "list":
        return f"a list of {', '.join(dimension.levels)}; none, or an empty list; {UNKNOWN}"
    return f"{', '.join(dimension.levels)}, {UNKNOWN}"


def worded(context: Context, guidance: Guidance) -> dict[str, str]:
    """The level of each dimension in words, as "health, wash (unknown)"; all or none where every sector is held, or none."""
    return {name: ", ".join(words_of(level, guidance.dimensions[name])) for name, level in context.levels.items()}


def words_of(level: str | tuple[str, ...], dimension: Dimension | None = None) -> list[str]:
    """A level as words: what is held ("all" of a known dimension, or "none"), then what is not known."""
    if not isinstance(level, tuple):
        return [level]
    held = [one for one in level if not one.startswith(OPEN)]
    everything = dimension is not None and len(held) == len(dimension.levels)
    told = ["all"] if everything else held or (["none"] if not level else [])
    return [*told, *(f"{one.removeprefix(OPEN)} ({UNKNOWN})" for one in _open(level))]


def encoded(contexts: Context | pd.DataFrame, guidance: Guidance) -> tuple[dict[str, Levels], int]:
    """Levels of one context, or of every row of a table of contexts, as numbers, and how many contexts there are.

    Parameters
    ----------
    contexts
        A context, or a table with a column for each dimension that is not at its default; each cell as in `read`, lists
        also as text with '|' between levels. Combinations are not checked here.

    Raises
    ------
    DataError
        Naming columns that are no dimension and cells that are no level.
    """
    if isinstance(contexts, Context):
        return {name: _codes([value], guidance.dimensions[name]) for name, value in contexts.levels.items()}, 1
    problems = [_stranger(str(name), guidance.dimensions, "contexts") for name in contexts if name not in guidance.dimensions]
    levels = {}
    for name, dimension in guidance.dimensions.items():
        values = contexts.get(name)
        levels[name], wrong = _column(values, dimension, guidance.defaults[name], len(contexts))
        problems += [f"contexts, {name}: found {value!r}; accepted: {accepted(dimension)}" for value in wrong[:5]]
    if problems:
        raise DataError(problems)
    return levels, len(contexts)


def _column(values: pd.Series | None, dimension: Dimension, default: str, n: int) -> tuple[Levels, list]:
    """Codes of one column, by way of its distinct values, and the values that are no level."""
    import pandas as pd

    if values is None:
        single = _codes([level(default, dimension)], dimension)
        return Levels(dimension, np.repeat(single.codes, n, axis=0)), []
    if dimension.several and pd.api.types.infer_dtype(values, skipna=False) != "string":
        values = values.map(lambda value: _as_text(value, dimension))
    position, distinct = pd.factorize(values, use_na_sentinel=False)
    found = [level(value, dimension) for value in distinct]
    wrong = [value for value, name in zip(distinct, found, strict=True) if name is None]
    if wrong:
        return Levels(dimension, np.empty(0)), wrong
    return Levels(dimension, _codes(found, dimension).codes[position]), []


def _codes(levels: list, dimension: Dimension) -> Levels:
    if dimension.several:
        rows = [[_code(one, held) for one in dimension.levels] for held in levels]
    else:
        rows = [-1 if one == UNKNOWN else dimension.levels.index(one) for one in levels]
    shape = (len(levels), len(dimension.levels)) if dimension.several else (len(levels),)
    return Levels(dimension, np.array(rows, dtype=np.int8).reshape(shape))


def _code(one: str, held: str | tuple[str, ...]) -> int:
    """Whether a level is held: 1 or 0, -1 where nobody knows."""
    return -1 if held == UNKNOWN or f"{OPEN}{one}" in held else int(one in held)


def _as_text(value: object, dimension: Dimension) -> object:
    """A cell of several levels as text, so that cells can be told apart; as it is where it is no such cell."""
    found = level(value, dimension) if isinstance(value, Mapping | list | tuple) else None
    return (
        ("|".join(found) or "none")
        if isinstance(found, tuple)
        else found or (value if isinstance(value, str | bool) else str(value))
    )


def _open(level: tuple[str, ...]) -> list[str]:
    return [one for one in level if one.startswith(OPEN)]


def _by_sector(value: object, dimension: Dimension) -> str | tuple[str, ...] | None:
    """Sectors for which a dimension holds, and those of which nobody knows."""
    if isinstance(value, bool | np.bool_) or value in ("true", "false", "all"):
        return dimension.levels if str(value).lower() in ("true", "all") else ()
    if isinstance(value, Mapping):
        kinds = {name: str(one).lower() for name, one in value.items()}
        if any(name not in dimension.levels or kind not in ("true", "false", UNKNOWN) for name, kind in kinds.items()):
            return None
        marks = {"true": "", "false": None, UNKNOWN: OPEN}
        signs = {name: marks[kinds.get(name, UNKNOWN)] for name in dimension.levels}
        value = [f"{sign}{name}" for name, sign in signs.items() if sign is not None]
    if isinstance(value, str):
        value = [] if value in ("none", "") else value.split("|")
    if not isinstance(value, list | tuple) or any(str(one).removeprefix(OPEN) not in dimension.levels for one in value):
        return None
    found = tuple(one for name in dimension.levels for one in (name, f"{OPEN}{name}") if one in value)
    return UNKNOWN if len(_open(found)) == len(dimension.levels) else found


def _held(value: object, dimension: Dimension) -> tuple[str, ...] | None:
    if isinstance(value, str):
        value = [] if value in ("none", "") else value.split("|")
    if not isinstance(value, list | tuple) or any(one not in dimension.levels for one in value):
        return None
    return tuple(one for one in dimension.levels if one in value)


def _stranger(name: str, dimensions: Mapping[str, Dimension], where: str) -> str:
    close = difflib.get_close_matches(name, dimensions, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"{where}: {name!r} is no dimension{hint}; accepted: {', '.join(dimensions)}"


def _impossible(levels: dict, guidance: Guidance, where: str) -> list[str]:
    columns, _ = encoded(Context(levels), guidance)
    known = guidance.dimensions
    return [f"{where}: {reason}" for text, reason in COMBINATIONS if truth(parse(text, known, "combination"), columns, 1)[0][0]]
