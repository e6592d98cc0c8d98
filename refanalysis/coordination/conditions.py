"""Conditions of rules: parsed through an allow-list, evaluated over one context or a table of contexts.

A condition may hold names of dimensions, their levels, and, or, not, ==, !=, in, True and False. It is compared with
three truth values, so that a level nobody knows leaves a rule undecided only where that level matters [1]_.

References
----------
.. [1] S. C. Kleene, Introduction to Metamathematics, 1952, section 64 (strong three-valued logic).
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from refanalysis.schema import DataError

UNKNOWN = "unknown"
EACH = "sector"  # stands for every sector in turn, in conditions of single statements
ALLOWED = "names of dimensions, their levels, and, or, not, ==, !=, in, True, False"
LONGEST, DEEPEST = 2_000, 30
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Dimension:
    """One input of the rules: its name, kind (enum, bool, list or sectors) and levels in declared order."""

    name: str
    kind: str
    levels: tuple[str, ...]

    @property
    def several(self) -> bool:
        """Whether it holds any number of its levels, not one."""
        return self.kind in ("list", "sectors")


@dataclass(frozen=True, slots=True)
class Is:
    """True where the dimension stands on one of these levels."""

    dimension: str
    levels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Holds:
    """True where a dimension of several levels holds this one, or any when none is named."""

    dimension: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Always:
    """True or false whatever the context."""

    value: bool


@dataclass(frozen=True, slots=True)
class Not:
    """True where the part is false."""

    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """True where every part is true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True where some part is true."""

    parts: tuple[Condition, ...]


Condition = Is | Holds | Always | Not | All | Any
ALWAYS = Always(True)


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels of one dimension in n contexts.

    Attributes
    ----------
    dimension
        What the codes mean.
    codes
        Shape (n,): position in `dimension.levels`, -1 where unknown. Of a dimension of several levels shape (n, k): 1 where
        level k is held, 0 where it is not, -1 where unknown.
    """

    dimension: Dimension
    codes: np.ndarray


def parse(text: str, dimensions: Mapping[str, Dimension], where: str, *, each: bool = False) -> Condition:
    """The condition written in `text`.

    Parameters
    ----------
    dimensions
        Dimensions a condition may name.
    where
        What the condition belongs to, such as "rule SEC-02", for the error text.
    each
        Whether "sector in DIMENSION" may stand in it too; `of_sector` says which sector.

    Raises
    ------
    DataError
        Naming `where`, the condition, what is wrong in it and what is accepted.
    """
    try:
        return _condition(_tree(text), {**dimensions, EACH: None} if each else dimensions)
    except (SyntaxError, ValueError) as error:
        reason = "it is not an expression" if isinstance(error, SyntaxError) else str(error)
        told = text if not isinstance(text, str) or len(text) <= LONGEST else f"{text[:_SHOWN]}…"
        raise DataError(f"{where}: condition {told!r}: {reason}; accepted: {ALLOWED}") from error


def truth(condition: Condition, levels: Mapping[str, Levels], n: int) -> tuple[np.ndarray, np.ndarray]:
    """Where `condition` is certainly true and where it is certainly false, each of shape (n,), over n contexts."""
    match condition:
        case Is() | Holds():
            return _leaf(condition, levels[condition.dimension])
        case Always(value):
            return np.full(n, value), np.full(n, not value)
        case Not(part):
            return truth(part, levels, n)[::-1]
        case All(parts):
            pairs = [truth(part, levels, n) for part in parts]
            return np.logical_and.reduce([p[0] for p in pairs]), np.logical_or.reduce([p[1] for p in pairs])
        case Any(parts):
            pairs = [truth(part, levels, n) for part in parts]
            return np.logical_or.reduce([p[0] for p in pairs]), np.logical_and.reduce([p[1] for p in pairs])


def deciding(condition: Condition, levels: Mapping[str, Levels]) -> frozenset[str]:
    """Dimensions that keep `condition` undecided in a single context; empty when it is decided."""
    true, false = truth(condition, levels, 1)
    if true[0] or false[0]:
        return frozenset()
    match condition:
        case Is() | Holds():
            return frozenset({condition.dimension})
        case Not(part):
            return deciding(part, levels)
        case All(parts) | Any(parts):
            return frozenset().union(*(deciding(part, levels) for part in parts))
    return frozenset()


def of_sector(condition: Condition, sector: str) -> Condition:
    """The condition for one sector, where it is written for each."""
    match condition:
        case Holds(dimension, level) if level == EACH:
            return Holds(dimension, sector)
        case Not(part):
            return Not(of_sector(part, sector))
        case All(parts):
            return All(tuple(of_sector(part, sector) for part in parts))
        case Any(parts):
            return Any(tuple(of_sector(part, sector) for part in parts))
    return condition


def for_each_sector(condition: Condition) -> bool:
    """Whether a condition is written for each sector."""
    return any(isinstance(leaf, Holds) and leaf.level == EACH for leaf in leaves(condition))


def leaves(condition: Condition) -> list[Is | Holds]:
    """The comparisons that `condition` is made of."""
    match condition:
        case Is() | Holds():
            return [condition]
        case Not(part):
            return leaves(part)
        case All(parts) | Any(parts):
            return [leaf for part in parts for leaf in leaves(part)]
    return []


def named(condition: Condition) -> frozenset[str]:
    """Dimensions that `condition` reads."""
    return frozenset(leaf.dimension for leaf in leaves(condition))


def _leaf(leaf: Is | Holds, levels: Levels) -> tuple[np.ndarray, np.ndarray]:
    if isinstance(leaf, Holds):
        held = levels.codes[:, [levels.dimension.levels.index(leaf.level)]] if leaf.level else levels.codes
        return (held == 1).any(axis=1), (held == 0).all(axis=1)
    true, false = _by_code(leaf.levels, levels.dimension)
    return true[levels.codes], false[levels.codes]


@cache
def _by_code(accepted: frozenset[str], dimension: Dimension) -> tuple[np.ndarray, np.ndarray]:
    """Truth by level, the unknown level last: what holds on every level, or on none, needs no knowledge."""
    fits = np.array([level in accepted for level in dimension.levels])
    return np.append(fits, fits.all()), np.append(~fits, not fits.any())


def _tree(text: object) -> ast.expr:
    if not isinstance(text, str):
        raise ValueError("it is not text")
    if len(text) > LONGEST:
        raise ValueError(f"it has {len(text):,} letters, more than {LONGEST:,}")
    if "#" in text:
        raise ValueError("a remark is no part of it")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (RecursionError, MemoryError) as error:
        raise ValueError("its parts are nested too deep") from error
    if _deep(tree):
        raise ValueError(f"its parts are nested more than {DEEPEST} deep")
    return tree


def _deep(tree: ast.expr) -> bool:
    """Whether parts stand within parts more often than a reader can follow, found without recursion."""
    level = [tree]
    for _ in range(DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return bool(level)


def _condition(node: ast.expr, dimensions: Mapping[str, Dimension]) -> Condition:
    match node:
        case ast.Constant(value=bool(value)):
            return Always(value)
        case ast.BoolOp(op=op, values=values):
            parts = tuple(_condition(value, dimensions) for value in values)
            return All(parts) if isinstance(op, ast.And) else Any(parts)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Not(_condition(operand, dimensions))
        case ast.Name(id=name):
            return _plain(_dimension(name, dimensions))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _comparison(left, op, right, dimensions)
    raise ValueError(f"{ast.unparse(node)!r} is not allowed")


def _plain(dimension: Dimension) -> Condition:
    if dimension.kind == "enum":
        raise ValueError(f"{dimension.name} has more levels than true and false; compare it with one of {_listed(dimension)}")
    return Holds(dimension.name) if dimension.several else Is(dimension.name, frozenset({"true"}))


def _comparison(left: ast.expr, op: ast.cmpop, right: ast.expr, dimensions: Mapping[str, Dimension]) -> Condition:
    each = isinstance(left, ast.Name) and left.id == EACH and EACH in dimensions
    if isinstance(op, ast.In) and (each or isinstance(left, ast.Constant)) and isinstance(right, ast.Name):
        dimension = _dimension(right.id, dimensions)
        if not dimension.several:
            raise ValueError(f"{dimension.name} holds one level, not a list")
        if each and dimension.kind != "sectors":
            raise ValueError(f"{dimension.name} does not hold sectors")
        return Holds(dimension.name, EACH if each else _level(left, dimension))
    if not isinstance(left, ast.Name):
        raise ValueError(f"{ast.unparse(left)!r} stands where a dimension must stand")
    dimension = _dimension(left.id, dimensions)
    if dimension.several:
        raise ValueError(f"{dimension.name} holds a list; write 'LEVEL' in {dimension.name}")
    return Is(dimension.name, _accepted(op, right, dimension))


def _accepted(op: ast.cmpop, right: ast.expr, dimension: Dimension) -> frozenset[str]:
    match op, right:
        case ast.Eq(), _:
            return frozenset({_level(right, dimension)})
        case ast.NotEq(), _:
            return frozenset(dimension.levels) - {_level(right, dimension)}
        case ast.In(), ast.Set(elts=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            return frozenset(_level(part, dimension) for part in parts)
    raise ValueError(f"the comparison with {ast.unparse(right)} is not allowed")


def _level(node: ast.expr, dimension: Dimension) -> str:
    value = node.value if isinstance(node, ast.Constant) else None
    level = str(value).lower() if isinstance(value, bool) else value
    if level not in dimension.levels:
        raise ValueError(f"{ast.unparse(node)} is no level of {dimension.name}, which has {_listed(dimension)}")
    return level


def _dimension(name: str, dimensions: Mapping[str, Dimension]) -> Dimension:
    if dimensions.get(name) is None:
        raise ValueError(f"{name!r} is no dimension; known: {', '.join(each for each in dimensions if each != EACH)}")
    return dimensions[name]


def _listed(dimension: Dimension) -> str:
    return ", ".join(dimension.levels)
