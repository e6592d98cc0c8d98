"""Sectors against areas: where someone works, where no one does, and what rests on one organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from refanalysis import schema
from refanalysis.data.intake import Presence
from refanalysis.data.intake.folding import fold, folded
from refanalysis.network.presence.leads import lead_of
from refanalysis.network.presence.rows import (
    AT_WORK,
    CELL,
    PRESENT,
    area_names,
    joined,
    one_spelling,
    presences,
    taking_part,
    words_for,
)

_PEOPLE = ["people_in_need", "population"]


def coverage(
    presence: Presence,
    needs: pd.DataFrame | None = None,
    population: pd.DataFrame | None = None,
    roles: Sequence[str] = PRESENT,
    statuses: Sequence[str] = AT_WORK,
) -> pd.DataFrame:
    """Every sector in every area with the organisations present there: table `coverage_cells`.

    Parameters
    ----------
    presence
        What was read.
    needs
        Table `needs`. Sectors and areas that stand only here count too; without it, sectors and areas are those of the file,
        whatever the stage of the work.
    population
        Table `populations`; areas that stand only here count too.
    roles, statuses
        Who counts as present, as in `present`.

    Notes
    -----
    Sectors and areas of needs and population are matched with those of the file without regard to case, accents and blanks;
    areas by code, else by a name that only one area has. A cell is `covered` with two organisations or more, a `single
    provider` with one, a `gap` with none, `no need` with none where needs are stated as 0. Organisations whose area the file
    does not give are in no cell; `unplaced` counts them for the sector.
    """
    rows = taking_part(presence, roles, statuses)
    needs, population = matched(needs, "needs", presence.records), matched(population, "populations", presence.records)
    here = presences(rows)
    cells = _universe(presence.records, needs, population)
    cells = cells.merge(here.groupby(CELL, sort=False).size().rename("organisations").reset_index(), on=CELL, how="left")
    cells = cells.merge(joined(here, CELL).rename("names").reset_index(), on=CELL, how="left")
    cells = cells.merge(needs[[*CELL, "people_in_need"]], on=CELL, how="left")
    cells = cells.merge(population[["area", "population"]], on="area", how="left")
    cells = cells.assign(
        names=cells["names"].astype("object").fillna("").astype("str"),
        organisations=cells["organisations"].fillna(0).astype("int64"),
    )
    cells["unplaced"] = cells["sector"].map(_unplaced(rows)).fillna(0).astype("int64")
    return schema.check(cells.assign(state=_state(cells)), "coverage_cells")


def gaps(cells: pd.DataFrame, leads: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Sectors and areas where no one works: table `coverage_gaps`.

    Most people in need come first, then most people, then fewest `unplaced`, then most `others` in the area.

    Parameters
    ----------
    cells
        Table `coverage_cells`.
    leads
        Who leads each sector, to say who has to act; see `lead_of`.
    """
    others = cells.groupby("area")["organisations"].sum()
    table = cells[cells["state"] == "gap"]
    table = _by_people(table.assign(others=table["area"].map(others).fillna(0).astype("int64")))
    return schema.check(_columns(table.assign(lead=lead_of(table["sector"], leads)), "coverage_gaps"), "coverage_gaps")


def single_providers(cells: pd.DataFrame, leads: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Sectors and areas that rest on one organisation, and which: table `single_providers`, as `gaps` otherwise."""
    table = _by_people(cells[cells["state"] == "single provider"])
    table = table.assign(organisation=table["names"], lead=lead_of(table["sector"], leads))
    return schema.check(_columns(table, "single_providers"), "single_providers")


def cells_lost_if_removed(
    presence: Presence,
    needs: pd.DataFrame | None = None,
    roles: Sequence[str] = PRESENT,
    statuses: Sequence[str] = AT_WORK,
) -> pd.DataFrame:
    """What each organisation alone holds up, most people in need, then most cells first: table `cells_lost`."""
    here = presences(taking_part(presence, roles, statuses))
    alone = here[~here.duplicated(CELL, keep=False)]
    known = matched(needs, "needs", presence.records)[[*CELL, "people_in_need"]]
    alone = alone.merge(known, on=CELL, how="left").sort_values(CELL)
    alone = alone.assign(cell=alone["sector"] + "|" + alone["area"])
    each = alone.groupby("organisation")
    table = here.groupby(["organisation", "kind"]).size().rename("present_in").reset_index()
    table["lost"] = table["organisation"].map(each.size()).fillna(0).astype("int64")
    table["cells"] = words_for(table["organisation"], joined(alone, ["organisation"], "cell"))
    table["people_in_need"] = table["organisation"].map(each["people_in_need"].sum(min_count=1)).astype("float64")
    order = ["people_in_need", "lost", "organisation"]
    table = table.sort_values(order, ascending=[False, False, True], ignore_index=True)
    return schema.check(table, "cells_lost")


def matched(table: pd.DataFrame | None, name: str, records: pd.DataFrame) -> pd.DataFrame:
    """Table `needs` or `populations` with sectors and areas spelt as the records spell them; empty when there is none.

    Raises
    ------
    DataError
        When two rows fall on one cell.
    """
    declared = schema.TABLES[name]
    if table is None:
        return schema.typed(pd.DataFrame(columns=declared.names, dtype="str"), declared, name)[0]
    table = schema.check(table, name)
    spelt = table.assign(area=_as_in(table["area"], _area_words(records)))
    if "sector" in declared.names:
        spelt["sector"] = _as_in(table["sector"], {fold(word): word for word in records["sector"].unique() if word})
    return schema.check(spelt, name)


def _as_in(cells: pd.Series, words: Mapping[str, str]) -> pd.Series:
    """The cells in the spelling of `words` (by folded form); what is not among them in its own most frequent spelling."""
    found = folded(cells).map(dict(words))
    return found.where(found.notna(), one_spelling(cells)).astype("str")


def _area_words(records: pd.DataFrame) -> dict[str, str]:
    """Areas by their folded codes, and by their folded names where a name belongs to one area only."""
    known = records.loc[records["area"] != "", ["area", "area_name"]].drop_duplicates()
    names = known.assign(form=folded(known["area_name"])).drop_duplicates(["form", "area"])
    names = names[(names["form"] != "") & ~names["form"].duplicated(keep=False)]
    return {**dict(zip(names["form"], names["area"], strict=True)), **{fold(area): area for area in known["area"].unique()}}


def _universe(records: pd.DataFrame, needs: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Every sector with every area, and the area's name."""
    areas = pd.concat([area_names(records), needs[["area", "area_name"]], population[["area", "area_name"]]])
    areas = areas[areas["area"] != ""].assign(unnamed=lambda frame: frame["area_name"] == "")
    areas = areas.sort_values(["area", "unnamed"], kind="stable").drop_duplicates("area")[["area", "area_name"]]
    sectors = pd.concat([records["sector"], needs["sector"]])
    sectors = pd.DataFrame({"sector": sorted(set(sectors) - {""}, key=str.casefold)}, dtype="str")
    return sectors.merge(areas, how="cross")


def _unplaced(rows: pd.DataFrame) -> pd.Series:
    """Organisations by sector that the file places in no area at all."""
    placed = rows.loc[rows["area"] != "", ["organisation", "sector"]]
    lost = rows.loc[rows["area"] == "", ["organisation", "sector"]].drop_duplicates()
    lost = lost.merge(placed.drop_duplicates(), how="left", indicator=True).query("_merge == 'left_only'")
    return lost.groupby("sector").size()


def _state(cells: pd.DataFrame) -> np.ndarray:
    number = cells["organisations"]
    states = [number >= 2, number == 1, cells["people_in_need"] == 0]
    return np.select(states, ["covered", "single provider", "no need"], "gap").astype(str)


def _by_people(cells: pd.DataFrame) -> pd.DataFrame:
    order = {**dict.fromkeys(_PEOPLE, False), "unplaced": True, "others": False, "sector": True, "area": True}
    held = {name: rising for name, rising in order.items() if name in cells.columns}
    return cells.sort_values([*held], ascending=[*held.values()], ignore_index=True)


def _columns(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    return frame[schema.TABLES[name].names]
