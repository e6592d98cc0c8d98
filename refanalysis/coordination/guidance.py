"""The rules, dimensions, sectors and bodies of the Refugee Coordination Model, checked and parsed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from refanalysis.coordination import notation
from refanalysis.coordination.conditions import All, Condition, Dimension, Is, parse
from refanalysis.coordination.overlay import PACKAGED, Ruleset, laid_over, ruleset, strangers
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Guidance:
    """Rules ready to be evaluated; everything is sorted by rule, so that the order of rows never matters.

    Attributes
    ----------
    rules
        Rows of the table rules by identifier.
    dimensions
        Inputs by name; `defaults` and `meanings` go with them.
    conditions
        By rule: its condition together with its phase; `groups` has the rules of each distinct condition.
    statements
        By rule: what it adds to an arrangement.
    sectors
        Rows of the table sectors by name; `sector_conditions` tell when each exists.
    bodies
        Rows of the table bodies by name.
    rulesets
        Files the rules come from, each with its version; the packaged rules first, newer guidance over them.
    """

    rules: Mapping[str, Mapping[str, str]]
    dimensions: Mapping[str, Dimension]
    defaults: Mapping[str, str]
    meanings: Mapping[str, str]
    conditions: Mapping[str, Condition]
    groups: Mapping[Condition, tuple[str, ...]]
    statements: Mapping[str, tuple[notation.Statement, ...]]
    sectors: Mapping[str, Mapping[str, str]]
    sector_conditions: Mapping[str, Condition]
    bodies: Mapping[str, Mapping[str, str]]
    rulesets: tuple[Ruleset, ...] = ()

    def label(self, body: str) -> str:
        """Name of a body for readers: from bodies.csv, a sector's forum after its sector, else made from its own name."""
        if body in self.bodies:
            return self.bodies[body]["label"]
        for sector, row in self.sectors.items():
            if body == self.forum(sector):
                return f"{row['label']} working group"
        return body.replace("_", " ").capitalize()

    def forum(self, sector: str) -> str:
        """Name of the forum of a sector."""
        return self.sectors[sector]["forum"] or f"SECTOR_WG_{sector.upper()}"


def load(
    rules: pd.DataFrame | Guidance | None = None,
    dimensions: pd.DataFrame | None = None,
    sectors: pd.DataFrame | None = None,
    bodies: pd.DataFrame | None = None,
    overlay: Path | str | None = None,
) -> Guidance:
    """The guidance that `rules` hold, with the tables of `data/coordination/` for what is not given.

    Parameters
    ----------
    overlay
        File with the columns of rules.csv whose rules are laid over the others, such as newer guidance: a rule that stands
        already is replaced, a new one is added, one with status withdrawn is taken away.

    Raises
    ------
    ValueError
        For an overlay on guidance that is loaded already.
    DataError
        Listing every condition and output that cannot be read, each with its rule; those of a file with file, row and column.
    """
    if isinstance(rules, Guidance):
        if overlay is not None:
            raise ValueError("guidance that is loaded already takes no overlay; accepted: a table of rules, or none")
        return rules
    dimensions = _table(dimensions, "dimensions")
    sector_rows, body_rows = _rows(_table(sectors, "sectors"), "sector"), _rows(_table(bodies, "bodies"), "body")
    known, declared = dimensions_of(dimensions, sector_rows), _rows(dimensions, "dimension")
    beneath = _table(rules, "rules")
    frame, rulesets, places = _laid(beneath, "a table of rules" if rules is not None else PACKAGED, overlay)
    rows = _rows(frame, "rule")
    found: list[str] = []
    stands = places if rules is not None else _packaged(beneath) | places
    conditions = {name: _tried(_gated, found, row, known, at=_at(stands, name, "condition")) for name, row in rows.items()}
    statements = {
        name: _tried(notation.statements, found, row, known, at=_at(stands, name, "output")) for name, row in rows.items()
    }
    active = {name: _tried(parse, found, row["condition"], known, f"sector {name}") for name, row in sector_rows.items()}
    fora = {row["forum"] or f"SECTOR_WG_{name.upper()}" for name, row in sector_rows.items()}
    found += strangers(statements, rows, {*body_rows, *fora}, places)
    if found:
        raise DataError(found)
    return Guidance(
        rules=rows,
        dimensions=known,
        defaults={name: row["default"] for name, row in declared.items()},
        meanings={name: row["description"] for name, row in declared.items()},
        conditions=conditions,
        groups=_grouped(conditions),
        statements=statements,
        sectors=sector_rows,
        sector_conditions=active,
        bodies=body_rows,
        rulesets=rulesets,
    )


def dimensions_of(frame: pd.DataFrame, sectors: Iterable[str]) -> Mapping[str, Dimension]:
    """Dimensions by name, in the order of the table `dimensions`; one of kind sectors has the `sectors` as its levels."""
    known = tuple(sectors)
    rows = frame[["dimension", "kind", "levels"]].itertuples(index=False)
    levels = {row.dimension: (row.kind, known if row.kind == "sectors" else tuple(row.levels.split("|"))) for row in rows}
    return MappingProxyType({name: Dimension(name, kind, own) for name, (kind, own) in levels.items()})


def _laid(
    beneath: pd.DataFrame, file: str, overlay: Path | str | None
) -> tuple[pd.DataFrame, tuple[Ruleset, ...], dict[str, str]]:
    """Table of rules, the files it comes from, and the place of each rule of the overlay."""
    first = ruleset(file) if file == PACKAGED else Ruleset(file=file)
    if overlay is None:
        return beneath, (first,), {}
    frame, above, places = laid_over(beneath, overlay)
    return frame, (first, above), places


def _packaged(frame: pd.DataFrame) -> dict[str, str]:
    """The place of each packaged rule in its file."""
    from refanalysis.data.tables import FILES

    return {rule: f"{FILES['rules']}, row {row}" for row, rule in enumerate(frame["rule"], start=2)}


def _at(places: Mapping[str, str], rule: str, column: str) -> str:
    return f"{places[rule]}, column {column}: " if rule in places else ""


def _gated(row: Mapping[str, str], dimensions: Mapping[str, Dimension]) -> Condition:
    condition = parse(row["condition"], dimensions, f"rule {row['rule']}")
    if row["phase"] == "all":
        return condition
    return All((Is("phase", frozenset({row["phase"]})), condition))


def _grouped(conditions: Mapping[str, Condition]) -> Mapping[Condition, tuple[str, ...]]:
    groups: dict[Condition, list[str]] = {}
    for rule, condition in conditions.items():
        groups.setdefault(condition, []).append(rule)
    return MappingProxyType({condition: tuple(rules) for condition, rules in groups.items()})


def _tried(read: Callable[..., Result], found: list[str], *arguments: object, at: str = "") -> Result | None:
    """What `read` returns, or None with its problems added to `found`, each with the place where it stands before it."""
    try:
        return read(*arguments)
    except DataError as error:
        found += [f"{at}{problem}" for problem in error.problems]
        return None


def _rows(frame: pd.DataFrame, key: str) -> Mapping[str, Mapping[str, str]]:
    repeated = frame.loc[frame[key].duplicated(), key]
    if not repeated.empty:
        raise DataError([f"{key} {name}: stands more than once; accepted: once" for name in repeated])
    order = frame.sort_values(key) if key == "rule" else frame
    return MappingProxyType({str(row[key]): MappingProxyType(row) for row in order.to_dict("records")})


def _table(frame: pd.DataFrame | None, name: str) -> pd.DataFrame:
    if frame is not None:
        return frame
    from refanalysis import data

    return data.table(name)
