"""Who counts as present: the rows every other question about who does what where starts from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from refanalysis import schema
from refanalysis.data.intake import Presence, folding
from refanalysis.schema import PRESENCE_ROLES

PRESENT = ("implementing", "partner", "programming", "reporting", "leader")
"""Roles that make an organisation present, in this order: the first that a record fills decides. Donors are not present."""

AT_WORK = ("active", "unknown")
"""Stages that count as work going on: a file that names no stage is taken to list what is going on."""

CELL = ["sector", "area"]
WORK = ["sector", "activity", "area", "period"]
_STAGES = ("active", "unknown", "planned", "ended")


def taking_part(presence: Presence, roles: Sequence[str] = PRESENT, statuses: Sequence[str] = AT_WORK) -> pd.DataFrame:
    """Records joined with the organisations present in them: one row for each record and organisation.

    A record counts for the organisations of the first of `roles` that it fills. Activities that differ by case, accents or
    blanks are given one spelling. Columns are those of `presence_records` with organisation, role, kind and scope.

    Raises
    ------
    ValueError
        For a role or a stage that is not known.
    """
    _known(roles, PRESENCE_ROLES, "role")
    _known(statuses, _STAGES, "status")
    records = presence.records[presence.records["status"].isin(list(statuses))]
    parts = _first_role(presence.parts, roles)[["record", "role", "organisation"]]
    rows = records.merge(parts, on="record")
    for name in ("kind", "scope"):
        rows[name] = words_for(rows["organisation"], _usual(presence.parts, name, "unknown"), "unknown")
    return rows.assign(activity=one_spelling(rows["activity"]))


def present(
    presence: Presence,
    by: Sequence[str] = ("activity", "period"),
    roles: Sequence[str] = PRESENT,
    statuses: Sequence[str] = AT_WORK,
) -> pd.DataFrame:
    """Who is present in which sector and area: table `present`, repeated reports counted once.

    Parameters
    ----------
    presence
        What was read.
    by
        What else tells two rows apart besides organisation, sector and area: `activity`, `period`, both or neither.
    roles
        Roles that make an organisation present; the first that a record fills decides. By default the implementing
        organisation, where none is named the partner, then the programming, reporting, leading one.
    statuses
        Stages that count; planned and ended work is left out by default and listed with `("planned", "ended")`.

    Raises
    ------
    ValueError
        For a role, a stage or a column that is not known.
    """
    _known(by, ("activity", "period"), "column")
    rows = taking_part(presence, roles, statuses)
    place = pd.Categorical(rows["status"], _STAGES, ordered=True).codes
    rows = rows.assign(stage=place).sort_values("stage", kind="stable")
    apart = rows.groupby(["organisation", *WORK], sort=False)["people"].max().reset_index()
    key = ["organisation", *CELL, *by]
    people = apart.groupby(key, sort=False)["people"].sum(min_count=1)
    first = {name: (name, "first") for name in ("kind", "scope", "role", "status")}
    table = rows.groupby(key, sort=False).agg(**first, records=("record", "nunique")).join(people).reset_index()
    table = table.merge(area_names(rows), on="area", how="left")
    table = table.assign(**{name: "" for name in ("activity", "period") if name not in by})
    return schema.check(table.sort_values(key, ignore_index=True), "present")


def organisations(presence: Presence) -> pd.DataFrame:
    """Every organisation named, in whatever role and whatever stage of the work: table `presence_organisations`.

    Its kind and scope are those most of its rows give; what only some rows know counts as known.
    """
    parts = presence.parts
    table = parts.groupby("organisation")["record"].nunique().rename("records").reset_index()
    for name, nothing in (("key", ""), ("kind", "unknown"), ("scope", "unknown")):
        table[name] = words_for(table["organisation"], _usual(parts, name, nothing), nothing)
    return schema.check(table, "presence_organisations")


def repeated_reports(presence: Presence, roles: Sequence[str] = PRESENT, statuses: Sequence[str] = AT_WORK) -> pd.DataFrame:
    """The same work of one organisation in several records: table `repeated_reports`, most records first.

    Same means same organisation, sector, activity, area and period. Rows that are equal in every column are not here: reading
    counts them as duplicates.
    """
    rows = taking_part(presence, roles, statuses)
    table = rows.groupby(["organisation", *WORK])["record"].nunique().rename("records").reset_index()
    table = table[table["records"] > 1].merge(area_names(rows), on="area", how="left")
    ordered = table.sort_values(["records", "organisation"], ascending=[False, True], kind="stable", ignore_index=True)
    return schema.check(ordered, "repeated_reports")


def presences(rows: pd.DataFrame) -> pd.DataFrame:
    """Organisation, sector and area, each once and all three known, from rows of `taking_part`."""
    known = rows[(rows["sector"] != "") & (rows["area"] != "")]
    return known.drop_duplicates(["organisation", *CELL])[["organisation", "kind", *CELL]]


def area_names(rows: pd.DataFrame) -> pd.DataFrame:
    """The usual name of each area: columns area and area_name."""
    table = pd.DataFrame({"area": rows["area"].drop_duplicates()})
    return table.assign(area_name=words_for(table["area"], _usual(rows, "area_name", "", by="area")))


def words_for(keys: pd.Series, words: pd.Series | Mapping[object, str], otherwise: str = "") -> pd.Series:
    """The word that stands for each key; `otherwise` where there is none. Each key is looked up once."""
    codes, known = pd.factorize(keys)
    found = np.array([words.get(key, otherwise) for key in known], dtype=object)
    return pd.Series(found[codes] if len(found) else [], index=keys.index, dtype="str")


def one_spelling(cells: pd.Series) -> pd.Series:
    """The cells with the most frequent of the spellings that differ by case, accents or blanks only."""
    forms = words_for(cells, {word: folding.fold(word) for word in cells.unique()})
    return cells if cells.nunique() == forms.nunique() else words_for(forms, folding.most_frequent(cells, forms))


def joined(frame: pd.DataFrame, by: list[str], column: str = "organisation") -> pd.Series:
    """The different names of each group in alphabetical order, separated by ';'."""
    once = frame[[*by, column]].drop_duplicates()
    several = once.duplicated(by, keep=False)  # most groups have one name; joining is slow
    ordered = once[several].sort_values(column, key=lambda cells: cells.str.casefold(), kind="stable")
    lists = ordered.groupby(by, sort=False)[column].agg(";".join)
    return pd.concat([once[~several].set_index(by)[column], lists])


def _first_role(parts: pd.DataFrame, roles: Sequence[str]) -> pd.DataFrame:
    """The parts of the first role that each record fills, every organisation once."""
    rank = parts["role"].map({role: place for place, role in enumerate(roles)})
    held = parts[rank.notna()]
    rank = rank[rank.notna()]
    return held[rank == rank.groupby(held["record"]).transform("min")].drop_duplicates(["record", "organisation"])


def _usual(frame: pd.DataFrame, column: str, nothing: str, by: str = "organisation") -> dict[str, str]:
    """The most frequent value of each group that says something, the first of equals."""
    said = frame[frame[column] != nothing]
    return folding.most_frequent(said[column], said[by])


def _known(given: Sequence[str], known: Sequence[str], what: str) -> None:
    unknown = [each for each in given if each not in known]
    if unknown or isinstance(given, str):
        raise ValueError(f"no {what} is called {given if isinstance(given, str) else unknown[0]!r}; known: {', '.join(known)}")
