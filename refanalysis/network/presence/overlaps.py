"""Several organisations in one sector, area and period: overlaps, work that may be doubled, who shares cells with whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from refanalysis import schema
from refanalysis.data.intake import Presence
from refanalysis.network.presence.leads import lead_of
from refanalysis.network.presence.rows import AT_WORK, CELL, PRESENT, area_names, joined, presences, taking_part

_DATES = ["from_date", "to_date"]
_BASES = {"sector and area": [*CELL, "period"], "activity": [*CELL, "period", "activity"]}


def overlaps(
    presence: Presence,
    leads: Mapping[str, str] | None = None,
    roles: Sequence[str] = PRESENT,
    statuses: Sequence[str] = AT_WORK,
) -> pd.DataFrame:
    """Sectors and areas with several organisations at one time: table `overlaps`, most organisations first.

    Parameters
    ----------
    presence
        What was read.
    leads
        Who leads each sector, to say who has to act; see `lead_of`.
    roles, statuses
        Who counts as present, as in `present`.

    Notes
    -----
    Rows with basis `sector and area` are overlaps; those with basis `activity` also share what is done, so the work may be
    doubled: only a person who knows both can say. Organisations that one record names together do that work together: where a
    record names all who do something there, nothing is doubled. Periods are the same when written alike; where dates are
    given, they must meet, an empty one being open.
    """
    rows = taking_part(presence, roles, statuses)
    apart = rows[~_one_team(rows, _BASES["activity"])]
    parts = [_sharing(those, basis, keys) for those, (basis, keys) in zip((rows, apart), _BASES.items(), strict=True)]
    found = pd.concat([part.assign(activity=part.get("activity", "")) for part in parts], ignore_index=True)
    found = found.merge(area_names(rows), on="area", how="left")
    found = found.assign(lead=lead_of(found["sector"], leads))
    order = ["basis", "organisations", *CELL, "period", "activity"]
    found = found.sort_values(order, ascending=[False, False, *[True] * 4], ignore_index=True)
    return schema.check(found, "overlaps")


def copresence(presence: Presence, roles: Sequence[str] = PRESENT, statuses: Sequence[str] = AT_WORK) -> pd.DataFrame:
    """Pairs of organisations that share a sector and area, most shared first: table `copresence`."""
    import scipy.sparse

    here = presences(taking_part(presence, roles, statuses))
    names = np.array(sorted(here["organisation"].unique()), dtype=object)
    who = np.searchsorted(names, here["organisation"].to_numpy(dtype=object))
    cell = here.groupby(CELL).ngroup().to_numpy()
    shape = (len(names), int(cell.max()) + 1 if len(cell) else 0)
    joins = scipy.sparse.csr_array((np.ones(len(here), dtype=np.int64), (who, cell)), shape=shape)
    pairs = scipy.sparse.triu(joins @ joins.T, k=1).tocoo()
    table = pd.DataFrame({"organisation": names[pairs.row], "other": names[pairs.col], "cells": pairs.data})
    order = ["cells", "organisation", "other"]
    table = table.sort_values(order, ascending=[False, True, True], ignore_index=True)
    return schema.check(table, "copresence")


def _one_team(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Whether one record names every organisation that does the same there."""
    everyone = rows.groupby(keys)["organisation"].transform("nunique")
    team = rows.groupby([*keys, "record"])["organisation"].transform("nunique")
    return (team == everyone).groupby([rows[key] for key in keys]).transform("any")


def _sharing(rows: pd.DataFrame, basis: str, keys: list[str]) -> pd.DataFrame:
    """Groups by `keys`, all of them known but the period, with organisations that are there at one time."""
    known = (rows[[key for key in keys if key != "period"]] != "").all(axis=1)
    once = rows.loc[known, [*keys, "organisation", *_DATES]].drop_duplicates()
    groups = once.groupby(keys, sort=False).ngroup().to_numpy()
    own = once.groupby([*keys, "organisation"], sort=False).ngroup().to_numpy()
    meets = _meeting(groups, once) > _meeting(own, once)
    met = once[meets]
    number = met.groupby(keys, sort=False)["organisation"].nunique().rename("organisations")
    return pd.concat([number, joined(met, keys).rename("names")], axis=1).reset_index().assign(basis=basis)


def _meeting(groups: np.ndarray, rows: pd.DataFrame) -> np.ndarray:
    """Rows of its own group, itself included, whose time each row's time meets.

    Rows that begin by its end, less rows that end before its beginning: what ends before also begins before.
    """
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    days = rows[_DATES].astype("datetime64[s]")
    first, last = pd.Timestamp("1678-01-01"), pd.Timestamp("2262-01-01")
    begin = days["from_date"].fillna(first).to_numpy().astype("datetime64[D]").astype(np.int64)
    end = days["to_date"].fillna(last).to_numpy().astype("datetime64[D]").astype(np.int64)
    base = begin.min()
    span = max(int(end.max()), int(begin.max())) - base + 2
    begin, end = groups * span + begin - base, groups * span + np.maximum(end, begin) - base
    return np.searchsorted(np.sort(begin), end, side="right") - np.searchsorted(np.sort(end), begin, side="left")
