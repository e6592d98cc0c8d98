"""Newer guidance laid over the packaged rules: a file of the same form that replaces, adds and withdraws rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from refanalysis.coordination.notation import Statement

if TYPE_CHECKING:
    import pandas as pd

WITHDRAWN = "withdrawn"
PACKAGED = "rules.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruleset:
    """One file of rules, what is recorded of its version in rulesets.csv, and what it did to the rules beneath it."""

    file: str
    version: str = ""
    date: str = ""
    title: str = ""
    replaced: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()

    def __str__(self) -> str:
        version = f"version {self.version} of {self.date}" if self.version else "version not stated"
        done = ("replaced", self.replaced), ("added", self.added), ("withdrawn", self.withdrawn)
        changes = [f"{len(rules)} {word} ({', '.join(rules)})" for word, rules in done if rules]
        return "; ".join([f"{self.file}, {version}", *([self.title] if self.title else []), *changes])


def ruleset(file: str, **changes: tuple[str, ...]) -> Ruleset:
    """The ruleset in `file`, with what rulesets.csv says of it."""
    from refanalysis import data

    rows = data.table("rulesets")
    known = rows[rows["file"] == file]
    if known.empty:
        return Ruleset(file=file, **changes)
    row = known.iloc[0]
    return Ruleset(file=file, version=row["version"], date=f"{row['date']:%Y-%m-%d}", title=row["title"], **changes)


def laid_over(beneath: pd.DataFrame, path: Path | str) -> tuple[pd.DataFrame, Ruleset, dict[str, str]]:
    """The rules with those of a file over them, its ruleset, and by rule of the file its place there: "FILE, row N".

    A row whose rule stands beneath takes its place, a row with a new rule is added, a row with status withdrawn takes the
    rule away.

    Parameters
    ----------
    beneath
        Table rules.
    path
        CSV or Excel file with the columns of the table rules.

    Raises
    ------
    DataError
        Listing every problem of the file, each with row and column; also where it withdraws a rule that does not stand.
    """
    import pandas as pd

    from refanalysis.data import files, tables
    from refanalysis.data.workspace import shown

    path = Path(path)
    rows = tables.linked(files.read(path, "rules"), "rules", path)
    places = {rule: f"{shown(path)}, row {row}" for row, rule in rows["rule"].items()}
    standing = set(beneath["rule"])
    withdrawn = rows["status"] == WITHDRAWN
    _refuse_unknown(rows.loc[withdrawn, "rule"], standing, places)
    kept = beneath[~beneath["rule"].isin(places)]
    known = rows["rule"].isin(standing)
    made = ruleset(
        path.name,
        replaced=_sorted(rows.loc[known & ~withdrawn, "rule"]),
        added=_sorted(rows.loc[~known, "rule"]),
        withdrawn=_sorted(rows.loc[withdrawn, "rule"]),
    )
    return pd.concat([kept, rows[~withdrawn]], ignore_index=True), made, places


def strangers(
    statements: Mapping[str, Iterable[Statement] | None],
    rules: Mapping[str, Mapping[str, str]],
    known: set[str],
    places: Mapping[str, str],
) -> list[str]:
    """One sentence for each body that a rule of the file names and that is not in bodies.csv."""
    found = []
    for rule, place in places.items():
        if rule in rules:
            actors = {body.strip() for body in rules[rule]["actor"].split(";")}
            named = {end for s in statements[rule] or () if s.edge for end in (s.source, s.target)}
            named |= {s.parent for s in statements[rule] or () if s.parent}
            for column, bodies in (("actor", actors), ("output", named)):
                found += [
                    f"{place}, column {column}: found {body!r}; accepted: a body in bodies.csv"
                    for body in sorted(bodies - known)
                    if not body.endswith("[*]")
                ]
    return found


def _refuse_unknown(withdrawn: pd.Series, standing: set[str], places: Mapping[str, str]) -> None:
    from refanalysis.schema import DataError

    found = [
        f"{places[rule]}, column rule: found {rule!r} with status {WITHDRAWN}; accepted: a rule that stands beneath this file"
        for rule in withdrawn
        if rule not in standing
    ]
    if found:
        raise DataError(found)


def _sorted(rules: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(str(rule) for rule in rules))
