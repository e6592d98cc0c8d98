"""Workbooks recalculated by LibreOffice, and what stands in them, for the tests of the workbook."""

import shutil
import subprocess
from dataclasses import replace

import pytest
from openpyxl import load_workbook

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
libreoffice = [pytest.mark.libreoffice, pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")]


def recalculated(paths, folder):
    """The same workbooks with the values LibreOffice computes, by name without ending; all in one run of it."""
    out = folder / "recalculated"
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=540)
    return {path.stem: load_workbook(out / path.name, data_only=True) for path in paths}


def rows_below(page, *headings):
    """Rows as dicts by heading, below the row that holds these headings, to the next empty row."""
    rows = page.iter_rows(values_only=True)
    names = next(row for row in rows if set(headings) <= set(row))
    for row in rows:
        if all(value is None for value in row):
            return
        yield dict(zip(names, row, strict=True))


def outcomes_in(book):
    """Outcomes by technology, site and name."""
    found = {}
    for row in rows_below(book["Present value"], "Technology", "tco"):
        for name, value in row.items():
            if name not in ("Technology", "Site code", "Site", "running", "tail") and value is not None:
                found[row["Technology"], row["Site code"], name] = value
    return found


def bills_in(book, horizon):
    """Bill by technology, site and year."""
    rows = rows_below(book["By site"], "Technology", "Total")
    return {(row["Technology"], row["Site code"], t): row[t] for row in rows for t in range(horizon)}


def flows_in(book, page, horizon):
    """Cash flows by technology, component, item and year."""
    rows = book[page].iter_rows(values_only=True)
    next(row for row in rows if "Item" in row)
    kept = [row for row in rows if row[0]]
    return {(*row[:3], t): row[7 + t] or 0.0 for row in kept for t in range(horizon)}


def with_assumption(path, key, value):
    """Type a value into the workbook's cell of an assumption (parameter, technology, component)."""
    book = load_workbook(path)
    named = tuple(part or "any" for part in key)
    rows = [row for row in book["Assumptions"].iter_rows() if tuple(cell.value for cell in row[:3]) == named]
    assert len(rows) == 1, f"{key}: {len(rows)} rows"
    rows[0][5].value = value
    book.save(path)


def with_cell(path, page, find, column, value):
    """Type a value into `column` of the only row whose cells begin with `find`."""
    book = load_workbook(path)
    rows = [row for row in book[page].iter_rows() if [cell.value for cell in row[: len(find)]] == list(find)]
    assert len(rows) == 1, f"{find}: {len(rows)} rows"
    rows[0][column].value = value
    book.save(path)


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
