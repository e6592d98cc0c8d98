"""Sentences on who does what where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from refanalysis import words

_MOSTLY = 0.8  # share of pairs without anyone above which the record itself is in doubt


def presence(figures: Mapping[str, Any], bodies: Mapping[str, str]) -> list[str]:
    """Return the five sentences a page on who does what where opens with.

    Parameters
    ----------
    figures
        From `refanalysis.network.presence.headline`.
    bodies
        Label of each body that may lead a sector.
    """
    if not figures["present"]:
        return [_read(figures), "No work is on record as going on, so nothing can be said about gaps or overlaps."]
    return [
        f"{_read(figures)} {_at_work(figures)}",
        _gap(figures, bodies),
        _doubled(figures, bodies),
        _alone(figures),
        _local(figures),
    ]


def crowding(row: Mapping[str, Any]) -> str:
    """Return what the duplication index of one sector says, from a row of table `duplication`."""
    if row["index"] is None or row["index"] != row["index"]:
        return f"{words.capital(row['words'])}."
    return (
        f"Organisations share a sector and area {words.number(row['index'], 1)} times as often as if each chose its areas "
        f"by chance; chance alone gives {words.number(row['index_low'], 1)} to {words.number(row['index_high'], 1)}: "
        f"{row['words']}."
    )


def _read(figures: Mapping[str, Any]) -> str:
    left = [
        words.count(figures[name], noun)
        for name, noun in (("rows_duplicate", "exact duplicate"), ("rows_dropped", "row without content"))
        if figures[name]
    ]
    out = f" ({words.listed(left)} left out)" if left else ""
    used = words.capital(words.count(figures["rows_used"], "row"))
    return f"{used} of who does what where {_verb(figures['rows_used'])} used{out}."


def _at_work(figures: Mapping[str, Any]) -> str:
    where = f"in {words.count(figures['sectors'], 'sector')} and {words.count(figures['areas'], 'area')}"
    placed = figures["present"] - figures["unplaced"]
    away = ""
    if figures["unplaced"]:
        more = words.count(figures["unplaced"], "more organisation")
        away = f"; for {more} no sector or no area is stated"
    return f"{words.capital(words.count(placed, 'organisation'))} {_verb(placed)} at work {where}{away}."


def _gap(figures: Mapping[str, Any], bodies: Mapping[str, str]) -> str:
    if not figures["gaps"]:
        return "Somebody on record works in every sector and area."
    people = f", with {words.number(figures['gaps_people'], 0)} people in need," if figures["gaps_people"] else ""
    weight = (
        f" ({words.number(figures['gap_people_in_need'], 0)} people in need)"
        if figures["gap_people_in_need"]
        else f" ({words.number(figures['gap_population'], 0)} people live there)"
        if figures["gap_population"]
        else ""
    )
    return (
        f"In {figures['gaps']:,} of {words.count(figures['cells'], 'pair')} of sector and area{people} nobody is on record; "
        f"the largest gap is {words.label(figures['gap_sector'])} in {figures['gap_area_name'] or figures['gap_area']}{weight}."
        + _lead(figures["gap_lead"], bodies, "has to see to it")
        + (" So many gaps say first that little is on record." if figures["gaps"] > _MOSTLY * figures["cells"] else "")
    )


def _doubled(figures: Mapping[str, Any], bodies: Mapping[str, str]) -> str:
    if not figures["overlaps"]:
        return "No two organisations are on record in the same sector, area and period."
    where = f"{words.label(figures['doubled_sector'])} in {figures['doubled_area_name'] or figures['doubled_area']}"
    names = words.listed(str(figures["doubled_names"]).split(";"), 4)
    same = (
        f"in {words.count(figures['doubled'], 'case')} with the same activity, which may be doubled: first {where} "
        f"({figures['doubled_activity']}: {names})"
        if figures["doubled"]
        else f"none with the same activity; most share {where} ({names})"
    )
    return f"Several organisations work in {words.count(figures['overlaps'], 'pair')} of sector and area, {same}." + _lead(
        figures["doubled_lead"], bodies, "can ask them to agree"
    )


def _alone(figures: Mapping[str, Any]) -> str:
    if not figures["singles"]:
        return "No pair of sector and area rests on one organisation alone."
    people = f" with {words.number(figures['singles_people'], 0)} people in need" if figures["singles_people"] else ""
    if figures["singles"] == 1:
        return f"1 pair of sector and area{people} rests on one organisation alone, {figures['vital_organisation']}."
    return (
        f"Of {figures['singles'] + figures['covered']:,} pairs with anybody, {figures['singles']:,}{people} rest on one "
        f"organisation each; if {figures['vital_organisation']} left, {figures['vital_lost']:,} of them would have nobody."
    )


def _local(figures: Mapping[str, Any]) -> str:
    unknown = figures["unknown_share"]
    more = f"; of {words.share(unknown)} the kind is unknown" if unknown else ""
    return (
        f"{words.share(figures['local_share'])} of the organisations that do the work are national or refugee-led"
        f"{more}; they stand for {words.share(figures['local_presence'])} of presence by sector and area."
    )


def _lead(lead: str | None, bodies: Mapping[str, str], does: str) -> str:
    return f" {bodies.get(lead, lead)} leads the sector and {does}." if lead else ""


def _verb(count: int) -> str:
    return "is" if count == 1 else "are"
