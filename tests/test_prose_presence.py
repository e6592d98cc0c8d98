"""Sentences and tables for readers on who does what where."""

import pandas as pd
import pytest

from refanalysis import coordination, data, prose, readable
from refanalysis.data.intake import ImportReport
from refanalysis.network import presence

FIGURES = {
    "rows_read": 12, "rows_used": 11, "rows_duplicate": 1, "rows_dropped": 0, "present": 7, "unplaced": 1, "sectors": 3,
    "areas": 3, "cells": 12, "covered": 2, "gaps": 6, "gaps_people": 10500.0, "gap_sector": "Connectivity", "gap_area": "UG04",
    "gap_area_name": "", "gap_people_in_need": 4000.0, "gap_population": None, "gap_lead": "UNHCR", "overlaps": 2, "doubled": 1,
    "doubled_sector": "Connectivity", "doubled_area": "UG01", "doubled_area_name": "Adjumani",
    "doubled_activity": "Community Wi-Fi hub", "doubled_names": "MTN;NRC", "doubled_lead": "UNHCR", "singles": 4,
    "singles_people": 13500.0, "vital_organisation": "NITA-U", "vital_lost": 1, "local_share": 0.25, "local_presence": 0.125,
    "unknown_share": 0.0,
}  # fmt: skip
BODIES = {"UNHCR": "UNHCR", "RC": "Resident Coordinator"}


def said(**changes):
    return prose.presence.presence({**FIGURES, **changes}, BODIES)


def test_five_sentences_say_what_is_read_missing_doubled_fragile_and_local():
    first, gap, doubled, alone, local = said()
    assert first.startswith(
        "11 rows of who does what where are used (1 exact duplicate left out). 6 organisations are at work in 3"
    )
    assert "for 1 more organisation no sector or no area is stated" in first
    assert gap == (
        "In 6 of 12 pairs of sector and area, with 10,500 people in need, nobody is on record; the largest gap is "
        "Connectivity in UG04 (4,000 people in need). UNHCR leads the sector and has to see to it."
    )
    assert "in 1 case with the same activity, which may be doubled: first Connectivity in Adjumani" in doubled
    assert "Of 6 pairs with anybody, 4 with 13,500 people in need rest on one organisation each; if NITA-U left, 1" in alone
    assert local.startswith("25 % of the organisations")


def test_what_is_absent_is_said_plainly():
    assert said(gaps=0)[1] == "Somebody on record works in every sector and area."
    assert said(overlaps=0)[2] == "No two organisations are on record in the same sector, area and period."
    assert said(singles=0)[3] == "No pair of sector and area rests on one organisation alone."
    assert said(singles=1)[3].endswith("rests on one organisation alone, NITA-U.")
    assert said(present=0)[1].startswith("No work is on record as going on")
    assert said(gaps=11)[1].endswith("So many gaps say first that little is on record.")
    assert "the kind is unknown" in said(unknown_share=0.4)[4]
    assert "people live there" in said(gap_people_in_need=None, gap_population=50.0, gaps_people=None)[1]


def test_crowding_says_the_index_and_what_chance_gives():
    row = {"index": 1.6, "index_low": 0.7, "index_high": 1.3, "words": "more doubling than chance"}
    assert "1.6 times as often" in prose.presence.crowding(row)
    assert prose.presence.crowding({**row, "index": float("nan")}) == "More doubling than chance."


def test_the_account_of_reading_adds_up():
    empty = pd.DataFrame()
    report = ImportReport(
        file="f", sheet="", header_row=1, tag_rows=(), read=9, used=6, duplicate=2, dropped={"total row": 1}, columns=empty,
        changes=empty, names=empty, proposals=empty, notes=(),
    )  # fmt: skip
    table = readable.presence.account(report).set_index("outcome")["rows"]
    assert table["read"] == table.drop("read").sum() == 9
    assert "left out: total row" in table.index


@pytest.mark.parametrize("name", data.operations())
def test_every_operation_has_sentences_and_tables_without_codes(name):
    case = data.operation(name)
    found, people = presence.presence_of(case), presence.population_of(case)
    leads = coordination.derive(coordination.read(case.context)).sectors.set_index("sector")["lead"].to_dict()
    bodies = data.table("bodies").set_index("body")["label"].to_dict()
    lines = prose.presence.presence(presence.headline(found, population=people, leads=leads), bodies)
    assert len(lines) == 5
    assert not any(word in line for line in lines for word in ("None", "nan", "_"))
    cells = presence.coverage(found, population=people)
    shown = readable.presence.gaps(presence.gaps(cells, leads), bodies)
    assert len(shown) == 15
    assert shown["people"].is_monotonic_decreasing
    checks = readable.presence.checks(presence.investment_check(found, services=case.coverage))
    assert set(checks["meets a need"]) <= {"pass", "fail", "unknown"}
    assert len(readable.presence.connections(presence.who_connects(found))) == len(presence.who_connects(found))
    assert readable.presence.localisation(presence.localisation(found))["group"].is_unique
