"""In whose hands the work lies: concentration, what each partner carries, how much is with national and refugee-led actors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from refanalysis import schema
from refanalysis.data.intake import Presence
from refanalysis.network.presence.chains import chains, works
from refanalysis.network.presence.rows import (
    AT_WORK,
    CELL,
    PRESENT,
    area_names,
    joined,
    organisations,
    presences,
    present,
    taking_part,
    words_for,
)

_GROUPS = {
    "refugee_led": "refugee-led",
    "community_structure": "refugee-led",
    "nngo": "national",
    "host_government": "government",
    "line_ministry": "government",
    "regulator": "government",
    "ingo": "international",
    "un_agency": "international",
    "donor": "international",
    "development_actor": "international",
    "unknown": "unknown",
}
_ORDER = ("local", "refugee-led", "national", "government", "international", "other", "unknown")


def concentration(presence: Presence, roles: Sequence[str] = PRESENT, statuses: Sequence[str] = AT_WORK) -> pd.DataFrame:
    """How far each sector and each area is in few hands: table `concentration`, by presence and by people reached.

    Notes
    -----
    Shares are of presences (an organisation in a sector and area counts once) or of people reached as in `present`; people in
    records that give no figure are left out, and a sector or area without any figure has no row by people.
    """
    rows = taking_part(presence, roles, statuses)
    known = rows[(rows["sector"] != "") & (rows["area"] != "")]
    reached = present(presence, (), roles, statuses).query("sector != '' and area != '' and people > 0")
    parts = []
    for by in ("sector", "area"):
        cells = presences(rows).groupby([by, "organisation"]).size()
        people = reached.groupby([by, "organisation"])["people"].sum()
        parts += [_shared_out(cells, by, "presence"), _shared_out(people, by, "people")]
    table = pd.concat(parts, ignore_index=True)
    names = area_names(known).set_index("area")["area_name"]
    named = words_for(table["name"], names).where(table["by"] == "area", "")
    return schema.check(table.assign(area_name=named), "concentration")


def partner_load(presence: Presence, roles: Sequence[str] = PRESENT, statuses: Sequence[str] = AT_WORK) -> pd.DataFrame:
    """What each organisation carries: table `partner_load`, most cells first."""
    rows = taking_part(presence, roles, statuses)
    table = rows.groupby(["organisation", "kind"], sort=False).size().reset_index()[["organisation", "kind"]]
    said = {"sectors": ["sector"], "areas": ["area"], "cells": CELL, "activities": [*CELL, "activity"]}
    for name, columns in said.items():
        known = rows[(rows[columns] != "").all(axis=1)].drop_duplicates(["organisation", *columns])
        table[name] = table["organisation"].map(known["organisation"].value_counts()).fillna(0).astype("int64")
    edges = chains(presence, statuses)
    edges = edges[edges["layer"] == "implements_for"]
    handed = edges.groupby("to_organisation")["from_organisation"]
    table["partners_for"] = table["organisation"].map(handed.nunique()).fillna(0).astype("int64")
    table["names"] = words_for(table["organisation"], joined(edges, ["to_organisation"], "from_organisation"))
    order = ["cells", "activities", "organisation"]
    return schema.check(table.sort_values(order, ascending=[False, False, True], ignore_index=True), "partner_load")


def localisation(presence: Presence, roles: Sequence[str] = PRESENT, statuses: Sequence[str] = AT_WORK) -> pd.DataFrame:
    """Share of national and refugee-led actors among those who do the work: table `localisation`.

    Counted are organisations present; presences (organisation, sector, area); and pieces of work for which a donor is named, by
    who does them at the end of the chain.

    Notes
    -----
    `local` is `refugee-led` (community structures with them) and `national` NGOs together. Government is a group of its own,
    since some count it as local and some do not; firms, academia and forums are `other`. An organisation of unknown kind is
    `unknown`, never international: the true share of `local` lies between its share and that share plus the unknown one.
    """
    rows = taking_part(presence, roles, statuses)
    kinds = organisations(presence).set_index("organisation")["kind"]
    ends = works(presence, statuses)
    ends = ends[ends["funded"]].drop_duplicates(["work", "organisation"])["organisation"]
    counted = {
        "organisations": rows.drop_duplicates("organisation")["kind"],
        "presence": presences(rows)["kind"],
        "funded work": ends.map(kinds).astype("str"),
    }
    return schema.check(pd.concat([_grouped(what, those) for what, those in counted.items()]), "localisation")


def _shared_out(amounts: pd.Series, by: str, basis: str) -> pd.DataFrame:
    """The index of each group of `amounts`, which stand by group and organisation."""
    table = amounts.rename("amount").reset_index().rename(columns={by: "name"})
    total = table.groupby("name")["amount"].transform("sum")
    table = table.assign(share=table["amount"] / total, square=(table["amount"] / total) ** 2)
    ordered = table.sort_values(["name", "share", "organisation"], ascending=[True, False, True])
    result = ordered.groupby("name").agg(
        organisations=("organisation", "size"),
        total=("amount", "sum"),
        hhi=("square", "sum"),
        largest=("organisation", "first"),
        largest_share=("share", "first"),
    )
    result["hhi"] = result["hhi"].clip(upper=1.0)
    return result.assign(equivalent=1 / result["hhi"], by=by, basis=basis).reset_index()


def _grouped(what: str, kinds: pd.Series) -> pd.DataFrame:
    groups = kinds.map(_GROUPS).fillna("other")
    count = groups.value_counts().reindex(_ORDER, fill_value=0)
    count["local"] = count["refugee-led"] + count["national"]
    every, known = len(groups), len(groups) - count["unknown"]
    share = count / every if every else np.nan
    sure = (count / known if known else count * np.nan).where(count.index != "unknown")
    table = pd.DataFrame({"group": count.index, "count": count.to_numpy(), "share_known": sure.to_numpy()})
    return table.assign(of=what, share=np.broadcast_to(share, len(table)))
