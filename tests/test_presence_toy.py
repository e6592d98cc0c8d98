"""A made-up 4W whose answers were worked out by hand: every number of expected.json."""

import json
from pathlib import Path

import pytest

from refanalysis.data.intake import read_presence
from refanalysis.data.intake.needs import read_needs
from refanalysis.network import presence as network

FOLDER = Path(__file__).parent / "references/presence"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def read():
    return read_presence(FOLDER / "toy_4w.csv", split=(", ", " & "))


@pytest.fixture(scope="module")
def needs():
    return read_needs(FOLDER / "needs.csv").table


@pytest.fixture(scope="module")
def cells(read, needs):
    return network.coverage(read, needs)


def named(table):
    """Cells of a table as sector|area."""
    return sorted(table["sector"] + "|" + table["area"])


def edges(table, layer):
    rows = table[table["layer"] == layer].itertuples()
    return {f"{row.from_organisation} -> {row.to_organisation}": row.records for row in rows}


ANSWERS = {
    "rows": lambda read, needs, cells: read.report.read,
    "active_rows": lambda read, needs, cells: int(read.records["status"].eq("active").sum()),
    "organisations": lambda read, needs, cells: network.organisations(read)["organisation"].tolist(),
    "implementers_active": lambda read, needs, cells: sorted(set(network.present(read)["organisation"])),
    "presence_records": lambda read, needs, cells: (
        network.present(read, by=())[["organisation", "sector", "area"]].to_numpy().tolist()
    ),
    "orgs_per_cell": lambda read, needs, cells: {
        f"{cell.sector}|{cell.area}": cell.names.split(";") for cell in cells.itertuples() if cell.names
    },
    "gaps": lambda read, needs, cells: named(network.gaps(cells)),
    "single_provider": lambda read, needs, cells: named(network.single_providers(cells)),
    "people_in_need_total": lambda read, needs, cells: cells["people_in_need"].sum(),
    "people_in_need_in_gap_cells": lambda read, needs, cells: network.gaps(cells)["people_in_need"].sum(),
    "potential_duplication": lambda read, needs, cells: {
        f"{row.activity}|{row.sector}|{row.area}": row.names.split(";")
        for row in network.overlaps(read).query("basis == 'activity'").itertuples()
    },
    "repeated_reports": lambda read, needs, cells: (
        network.repeated_reports(read)[["organisation", "sector", "activity", "area", "records"]].to_numpy().tolist()
    ),
    "hhi_presence_by_sector": lambda read, needs, cells: (
        network.concentration(read).query("by == 'sector' and basis == 'presence'").set_index("name")["hhi"].to_dict()
    ),
    "cells_lost_if_removed": lambda read, needs, cells: {
        row.organisation: [cell for cell in row.cells.split(";") if cell]
        for row in network.cells_lost_if_removed(read, needs).itertuples()
    },
    "funding_edges": lambda read, needs, cells: edges(network.chains(read), "funds"),
    "implementation_edges": lambda read, needs, cells: edges(network.chains(read), "implements_for"),
    "copresence_edges": lambda read, needs, cells: {
        f"{row.organisation} -- {row.other}": row.cells for row in network.copresence(read).itertuples()
    },
}


def test_every_expected_answer_is_asked():
    assert set(ANSWERS) == set(EXPECTED)


@pytest.mark.parametrize("question", EXPECTED)
def test_answer_is_that_worked_out_by_hand(question, read, needs, cells):
    found = ANSWERS[question](read, needs, cells)
    assert found == (pytest.approx(EXPECTED[question]) if question.startswith("hhi") else EXPECTED[question])


def test_expected_pairs_are_those_worked_out_by_hand(read, needs):
    """Three organisations in one of four areas each: three pairs, each together with chance 1/4; two: one pair."""
    table = network.duplication(read, needs).query("null == 'alike'").set_index("sector")
    expected = {"Connectivity": 0.75, "Education": 0.25, "Protection": 0.75, "all": 1.75}
    assert table["expected"].to_dict() == pytest.approx(expected)
    assert table["observed"].to_dict() == {"Connectivity": 1, "Education": 0, "Protection": 1, "all": 2}


def test_connectivity_in_the_toy(read, needs):
    table = network.investment_check(read, needs)
    answers = {(row.activity, row.test): row.result for row in table.itertuples()}
    assert answers[("Community Wi-Fi hub", "not doubled")] == "fail"
    assert answers[("Fibre backhaul", "not doubled")] == "pass"
    assert answers[("New 4G site", "meets a need")] == "pass"
    assert {result for (_, test), result in answers.items() if test == "sustained"} == {"unknown"}
