"""The figures that a page on who does what where opens with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from refanalysis.data.intake import Presence
from refanalysis.network.presence.coverage import cells_lost_if_removed, coverage, gaps, single_providers
from refanalysis.network.presence.duplication import duplication
from refanalysis.network.presence.hands import localisation
from refanalysis.network.presence.overlaps import overlaps
from refanalysis.network.presence.rows import AT_WORK, PRESENT, organisations, presences, taking_part

_GAP = ("sector", "area", "area_name", "people_in_need", "population", "unplaced", "others", "lead")
_DOUBLED = ("basis", "sector", "area", "area_name", "activity", "organisations", "names", "lead")
_VITAL = ("organisation", "lost", "people_in_need")
_CROWDED = ("null", "index", "index_low", "index_high", "words")


def headline(
    presence: Presence,
    needs: pd.DataFrame | None = None,
    population: pd.DataFrame | None = None,
    leads: Mapping[str, str] | None = None,
    roles: Sequence[str] = PRESENT,
    statuses: Sequence[str] = AT_WORK,
) -> dict[str, Any]:
    """Figures for the first sentences of a page; None where the file cannot say.

    Parameters
    ----------
    presence, needs, population, leads, roles, statuses
        As in `coverage` and `gaps`.

    Returns
    -------
    dict
        ======================= ============================================================================================
        rows_read, rows_used    rows of the file
        rows_duplicate, …_dropped  rows equal to another in every column; rows left out for a reason
        records, at_work        records; those that count as going on
        organisations, present  named in any role; present, that is doing the work
        sectors, areas          with work going on
        cells, covered          sectors times areas that are asked; those with two organisations or more
        unplaced                organisations present whose sector or area no record gives
        gaps                    cells where no one works
        gaps_people             people in need there; None without needs [person]
        need_people             people in need in all cells; None without needs [person]
        gap_sector, …           the first gap, see `gaps`: most people in need, without needs most people in the area, without
                                either most others in the area: gap_ with sector, area, area_name, people_in_need, population,
                                unplaced, others, lead (who should act)
        singles                 cells with one organisation
        single_areas            areas with one organisation in all sectors together
        singles_people          people in need in cells with one organisation; None without needs [person]
        vital_organisation, …   organisation whose departure would leave most people, else most cells, without anyone: vital_
                                with organisation, lost (cells), people_in_need
        overlaps                cells with several organisations at one time
        doubled                 of these, sets with the same activity too
        doubled_sector, …       the most shared of them (same activity first): doubled_ with basis, sector, area, area_name,
                                activity, organisations, names, lead (who should act)
        crowding_index, …       duplication index of all sectors: crowding_ with null (`in own regions` where the file tells
                                regions, else `alike`), index, index_low, index_high (what chance gives), words
        local_share             share of national and refugee-led actors among organisations present [share]
        local_presence          the same among presences [share]
        unknown_share           organisations present of unknown kind: local_share may be higher by as much [share]
        ======================= ============================================================================================
    """
    rows = taking_part(presence, roles, statuses)
    here = presences(rows)
    cells = coverage(presence, needs, population, roles, statuses)
    empty, alone = gaps(cells, leads), single_providers(cells, leads)
    return {
        **_read(presence, rows),
        "organisations": len(organisations(presence)),
        "present": int(rows["organisation"].nunique()),
        "sectors": int(here["sector"].nunique()),
        "areas": int(here["area"].nunique()),
        "cells": len(cells),
        "covered": int((cells["state"] == "covered").sum()),
        "unplaced": len(set(rows["organisation"]) - set(here["organisation"])),
        "gaps": len(empty),
        "gaps_people": _people(empty),
        "need_people": _people(cells),
        **_first(empty, "gap", _GAP),
        "singles": len(alone),
        "single_areas": int((here.groupby("area")["organisation"].nunique() == 1).sum()),
        "singles_people": _people(alone),
        **_first(cells_lost_if_removed(presence, needs, roles, statuses).query("lost > 0"), "vital", _VITAL),
        **_doubled(overlaps(presence, leads, roles, statuses)),
        **_first(_crowding(duplication(presence, needs, population, roles, statuses)), "crowding", _CROWDED),
        **_local(localisation(presence, roles, statuses)),
    }


def _read(presence: Presence, rows: pd.DataFrame) -> dict[str, int]:
    report = presence.report
    return {
        "rows_read": report.read,
        "rows_used": report.used,
        "rows_duplicate": report.duplicate,
        "rows_dropped": sum(report.dropped.values()),
        "records": len(presence.records),
        "at_work": int(rows["record"].nunique()),
    }


def _doubled(found: pd.DataFrame) -> dict[str, Any]:
    same = found[found["basis"] == "activity"]
    places = found[found["basis"] != "activity"]
    first = _first(same if len(same) else places, "doubled", _DOUBLED)
    return {"overlaps": len(places), "doubled": len(same), **first}


def _crowding(table: pd.DataFrame) -> pd.DataFrame:
    """The row of all sectors; inside regions where it is there, since working in one country only is no crowding."""
    every = table[table["sector"] == "all"]
    inside = every[every["null"] == "in own regions"]
    return inside if len(inside) else every[every["null"] == "alike"]


def _local(table: pd.DataFrame) -> dict[str, float | None]:
    share = table.set_index(["of", "group"])["share"]
    asked = {
        "local_share": ("organisations", "local"),
        "local_presence": ("presence", "local"),
        "unknown_share": ("organisations", "unknown"),
    }
    return {name: _known(share[key]) for name, key in asked.items()}


def _first(table: pd.DataFrame, name: str, columns: Sequence[str]) -> dict[str, Any]:
    """The first row's values under names that begin with `name`; None when there is no row."""
    first = table.iloc[0] if len(table) else {}
    return {f"{name}_{column}": _known(first[column]) if len(table) else None for column in columns}


def _people(table: pd.DataFrame) -> float | None:
    return _known(table["people_in_need"].sum(min_count=1))


def _known(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
