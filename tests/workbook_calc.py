"""Workbooks recalculated by LibreOffice, and what stands in them, for the tests of the workbook."""

import shutil
import subprocess
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from refanalysis.schema import PAYERS
from refanalysis.workbook.results import OUTCOMES
from refanalysis.workbook.styles import said

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
UNREAD = ("Unit totals", "Unit costs", "Payers", "Assumptions", "Read me")
libreoffice = [pytest.mark.libreoffice, pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")]


def recalculated(paths, folder):
    """Names and values of the sheets of each workbook, by its name without ending, as one run of LibreOffice computes them."""
    out = folder / "recalculated"
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=540)
    return {path.stem: _values(out / path.name) for path in paths}


def _values(path):
    book = load_workbook(path, data_only=True, read_only=True)
    found = {page.title: list(page.iter_rows(values_only=True)) for page in book.worksheets if page.title not in UNREAD}
    book.close()
    return found


def rows_below(page, *headings):
    """Rows as dicts by heading, below the row that holds these headings, to the next empty row."""
    rows = iter(page)
    names = next(row for row in rows if set(headings) <= set(row))
    for row in rows:
        if all(value is None for value in row):
            return
        yield dict(zip(names, row, strict=False))


def outcomes_in(book):
    """Outcomes by technology, site and name; the two last columns are amounts behind shares."""
    rows = iter(book["Present value"])
    headings = next(row for row in rows if "Site code" in row)
    payers = [each.split("borne by ")[1].split(" [")[0] for each in headings if each and "borne by" in each]
    known = {said(payer): payer for payer in (*PAYERS, "unknown")}
    names = [*OUTCOMES, *(f"present_value_{known[payer]}" for payer in payers)]
    cells = [(row[:2], dict(zip(names, row[3:], strict=False))) for row in rows if row and row[0]]
    return {(*place, name): value for place, found in cells for name, value in found.items() if value is not None}


def bills_in(book, horizon):
    """Bill by technology, site and year."""
    rows = rows_below(book["By site"], "Technology", "Total")
    return {(row["Technology"], row["Site code"], t): row[t] for row in rows for t in range(horizon)}


def flows_in(book, page, horizon):
    """Cash flows by technology, component, item and year."""
    rows = iter(book[page])
    next(row for row in rows if "Item" in row)
    kept = [row for row in rows if row and row[0]]
    return {(*row[:3], t): row[7 + t] or 0.0 for row in kept for t in range(horizon)}


def save_with(book, edits, path):
    """Save a workbook with other values typed into cells (page, row found by its first cells, column), and take them back."""
    cells = [(_found(book[page], begins)[column], value) for page, begins, column, value in edits]
    before = [cell.value for cell, _ in cells]
    for cell, value in cells:
        cell.value = value
    book.save(path)
    for (cell, _), value in zip(cells, before, strict=True):
        cell.value = value


def _found(page, begins):
    rows = [row for row in page.iter_rows() if [cell.value for cell in row[: len(begins)]] == list(begins)]
    assert len(rows) == 1, f"{begins}: {len(rows)} rows"
    return rows[0]


def changed(values, key, value):
    """Assumptions in which one row has another value."""
    table = values.table.copy()
    table.loc[values.position(*key), "mode"] = value
    return replace(values, table=table)


def furthest(found, expected):
    """Largest relative difference, and where."""
    assert set(found) == set(expected), sorted(map(str, set(found) ^ set(expected)))[:5]
    assert all(isinstance(value, int | float) for value in found.values())
    scale = {key: max(abs(found[key]), abs(expected[key]), 1e-300) for key in found}
    return max((abs(found[key] - expected[key]) / scale[key], key) for key in found)
