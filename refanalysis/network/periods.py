"""The network, and who is present, at several times side by side: who enters, who leaves, what stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from refanalysis import schema
from refanalysis.network.graphs import Day, valid

_ORDERED = re.compile(r"\d{4}([-_/ ]?(Q[1-4]|[HS][12]|W\d{2}|\d{2}(-\d{2})?))?", re.IGNORECASE)
_CHANGES = ["period", "what", "name", "change"]


def side_by_side(actors: pd.DataFrame, ties: pd.DataFrame, days: Iterable[Day]) -> pd.DataFrame:
    """The network on each day, with entries and exits since the day before: table `periods`.

    Parameters
    ----------
    actors, ties
        Tables `actors` and `ties`. A tie holds from `from_date` to `to_date`; an empty date is an open end.
    days
        Days in ascending order.

    Raises
    ------
    DataError
        As `network.graph` with `on`.
    ValueError
        For days that are not in ascending order.
    """
    rows, before = [], None
    for day, found in _on_days(actors, ties, days):
        here = {"day": day, "actors": len(found["actor"]), "ties": len(found["tie"])}
        for what in ("actor", "tie"):
            here |= {f"{what}s_{name}": value for name, value in _step(before and before[what], found[what]).items()}
        rows.append(here)
        before = found
    return schema.check(pd.DataFrame(rows, columns=schema.TABLES["periods"].names), "periods")


def period_changes(actors: pd.DataFrame, ties: pd.DataFrame, days: Iterable[Day]) -> pd.DataFrame:
    """Which actors and ties enter and leave from one day to the next: table `period_changes`; parameters as `side_by_side`."""
    held = [(f"{day:%Y-%m-%d}", found) for day, found in _on_days(actors, ties, days)]
    rows = [row for what in ("actor", "tie") for row in _changes(what, [(label, found[what]) for label, found in held])]
    order = {label: number for number, (label, _) in enumerate(held)}
    rows.sort(key=lambda row: order[row[0]])
    return schema.check(pd.DataFrame(rows, columns=_CHANGES), "period_changes")


def presence_by_period(
    records: pd.DataFrame, parts: pd.DataFrame, periods: Sequence[str] | None = None, role: str | None = None
) -> pd.DataFrame:
    """Organisations present in each reporting period, with entries and exits: table `presence_periods`.

    Parameters
    ----------
    records, parts
        Tables `presence_records` and `presence_parts`. Records without a period are not counted.
    periods
        Periods in their order. Without it they are those of the records, when their names sort by time (2024-03, 2024-Q1).
    role
        Only organisations with this role.

    Raises
    ------
    ValueError
        For a role or period no record has, and when the order of the periods cannot be told from their names.
    """
    return _presence(_by_period(records, parts, periods, role))


def presence_on(records: pd.DataFrame, parts: pd.DataFrame, days: Iterable[Day], role: str | None = None) -> pd.DataFrame:
    """Organisations present on each day by `from_date` and `to_date`, with entries and exits: table `presence_periods`.

    An empty date is an open end; a record without either date is not counted, since it says nothing about time.
    """
    return _presence(_by_day(records, parts, days, role))


def presence_changes(
    records: pd.DataFrame,
    parts: pd.DataFrame,
    periods: Sequence[str] | None = None,
    days: Iterable[Day] | None = None,
    role: str | None = None,
) -> pd.DataFrame:
    """Which organisations enter and leave: table `period_changes`; by period, or by `days` when these are given."""
    held = _by_period(records, parts, periods, role) if days is None else _by_day(records, parts, days, role)
    return schema.check(pd.DataFrame(_changes("organisation", held), columns=_CHANGES), "period_changes")


def _on_days(actors: pd.DataFrame, ties: pd.DataFrame, days: Iterable[Day]) -> list[tuple[pd.Timestamp, dict[str, dict]]]:
    known, found = set(actors["actor"]), []
    for day in _ascending(days):
        held = valid(ties, day, known)
        triples = list(zip(held["from_actor"], held["relation"], held["to_actor"], strict=True))
        ends = [end for start, _, target in triples for end in (start, target)]
        found.append(
            (day, {"actor": dict.fromkeys(ends), "tie": dict.fromkeys(" ".join(map(str, triple)) for triple in triples)})
        )
    return found


def _ascending(days: Iterable[Day]) -> list[pd.Timestamp]:
    found = [pd.Timestamp(day) for day in days]
    wrong = [f"{b:%Y-%m-%d} after {a:%Y-%m-%d}" for a, b in pairwise(found) if b <= a]
    if wrong or not found:
        raise ValueError(f"days: found {wrong[0] if wrong else 'none'}; accepted: one or more days in ascending order")
    return found


def _step(before: dict | None, now: dict) -> dict[str, Any]:
    if before is None:
        return {"entered": None, "left": None, "jaccard": None}
    either = len(before.keys() | now)
    stayed = len(before.keys() & now)
    return {"entered": len(now) - stayed, "left": len(before) - stayed, "jaccard": stayed / either if either else None}


def _changes(what: str, held: list[tuple[str, dict]]) -> list[tuple[str, str, str, str]]:
    rows = []
    for (_, before), (label, now) in pairwise(held):
        rows += [(label, what, name, "entered") for name in now if name not in before]
        rows += [(label, what, name, "left") for name in before if name not in now]
    return rows


def _presence(held: list[tuple[str, dict]]) -> pd.DataFrame:
    before = [None, *(found for _, found in held)]
    rows = [
        {"period": label, "organisations": len(found), **_step(last, found)}
        for (label, found), last in zip(held, before, strict=False)
    ]
    return schema.check(pd.DataFrame(rows, columns=schema.TABLES["presence_periods"].names), "presence_periods")


def _by_period(
    records: pd.DataFrame, parts: pd.DataFrame, periods: Sequence[str] | None, role: str | None
) -> list[tuple[str, dict]]:
    joined = _taking_part(records, parts, role)
    used = list(dict.fromkeys(name for name in records["period"] if name))
    strange = [name for name in periods or [] if name not in used]
    if strange or not used:
        raise ValueError(f"period {strange[0] if strange else ''!r} is in no record; used: {', '.join(used) or 'none'}")
    if periods is None:
        forms = {re.sub(r"\d", "0", name) for name in used if _ORDERED.fullmatch(name)}
        if len(forms) != 1 or not all(map(_ORDERED.fullmatch, used)):
            raise ValueError(f"the order of the periods {', '.join(used[:5])} is not plain; accepted: `periods` in their order")
    order = sorted(used) if periods is None else list(periods)
    return [(name, dict.fromkeys(joined.loc[joined["period"] == name, "organisation"])) for name in order]


def _by_day(records: pd.DataFrame, parts: pd.DataFrame, days: Iterable[Day], role: str | None) -> list[tuple[str, dict]]:
    joined = _taking_part(records, parts, role)
    joined = joined[joined["from_date"].notna() | joined["to_date"].notna()]
    found = []
    for day in _ascending(days):
        begun = joined["from_date"].isna() | (joined["from_date"] <= day)
        still = joined["to_date"].isna() | (joined["to_date"] >= day)
        found.append((f"{day:%Y-%m-%d}", dict.fromkeys(joined.loc[begun & still, "organisation"])))
    return found


def _taking_part(records: pd.DataFrame, parts: pd.DataFrame, role: str | None) -> pd.DataFrame:
    if role is not None and role not in set(parts["role"]):
        used = ", ".join(sorted(set(parts["role"]))) or "none"
        raise ValueError(f"no organisation has the role {role!r}; used: {used}")
    held = parts if role is None else parts[parts["role"] == role]
    return held[["record", "organisation"]].merge(records[["record", "period", "from_date", "to_date"]], on="record")
