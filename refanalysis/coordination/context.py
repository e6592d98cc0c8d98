"""The situation a coordination arrangement is derived from: one level for each dimension, or unknown."""

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
    """Levels by dimension: a text for enum and bool (true, false), a tuple for list; unknown where nobody knows."""

    levels: Mapping[str, str | tuple[str, ...]]

    def __getitem__(self, dimension: str) -> str | tuple[str, ...]:
        return self.levels[dimension]

    @property
    def unknown(self) -> list[str]:
        """Dimensions whose level is not known."""
        return [name for name, level in self.levels.items() if level == UNKNOWN]


def read(table: Mapping[str, object], guidance: Guidance | pd.DataFrame | None = None, where: str = "context") -> Context:
    """The context that the `[context]` table of an operation describes; dimensions it leaves out take their default.

    Parameters
    ----------
    table
        Levels by dimension: texts, true or false for bool dimensions, lists for list dimensions; "unknown" is a level
        of every dimension.
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
    if dimension.kind == "list":
        return _held(value, dimension)
    text = str(value).lower() if isinstance(value, bool | np.bool_) else value
    return text if isinstance(text, str) and text in dimension.levels else None


def accepted(dimension: Dimension) -> str:
    """Levels of a dimension in words, for error texts."""
    if dimension.kind == "list":
        return f"a list of {', '.join(dimension.levels)}; none, or an empty list; {UNKNOWN}"
    return f"{', '.join(dimension.levels)}, {UNKNOWN}"


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
    if dimension.kind == "list":
        values = values.map(lambda value: "|".join(value) if isinstance(value, tuple | list) else value)
    position, distinct = pd.factorize(values, use_na_sentinel=False)
    found = [level(value, dimension) for value in distinct]
    wrong = [value for value, name in zip(distinct, found, strict=True) if name is None]
    if wrong:
        return Levels(dimension, np.empty(0)), wrong
    return Levels(dimension, _codes(found, dimension).codes[position]), []


def _codes(levels: list, dimension: Dimension) -> Levels:
    if dimension.kind == "list":
        rows = [[-1 if held == UNKNOWN else int(one in held) for one in dimension.levels] for held in levels]
    else:
        rows = [-1 if one == UNKNOWN else dimension.levels.index(one) for one in levels]
    shape = (len(levels), len(dimension.levels)) if dimension.kind == "list" else (len(levels),)
    return Levels(dimension, np.array(rows, dtype=np.int8).reshape(shape))


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
