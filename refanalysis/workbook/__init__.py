"""The cost of ownership as an Excel workbook whose cells are formulas: change an assumption, and everything follows.

::

    workbook.write("uganda.xlsx", operation, assumptions.load(operation))

Each sheet follows from those before it, as `guide.SHEETS` lists. One site's bill is its counts (`Quantities`) times what one
unit costs (`Unit totals`); `Cash flows` shows the same line by line, so that two ways lead to each total. LibreOffice and Excel
2016 or newer compute it; no formula is volatile or needs an array.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from refanalysis.tco.settings import Settings
from refanalysis.workbook.case import Case, case
from refanalysis.workbook.checks import check_sheet
from refanalysis.workbook.flows import CASH_FLOWS, ONE_SITE, flows_sheet
from refanalysis.workbook.funding import funding_sheet
from refanalysis.workbook.guide import READ_ME, SHEETS, read_me_sheet
from refanalysis.workbook.inputs import assumptions_sheet, settings_sheet
from refanalysis.workbook.payers import payers_sheet
from refanalysis.workbook.people import demand_sheet, sites_sheet
from refanalysis.workbook.quantities import quantities_sheet
from refanalysis.workbook.results import Results, by_site_sheet, present_value_sheet
from refanalysis.workbook.styles import prepare
from refanalysis.workbook.unit_costs import unit_costs_sheet
from refanalysis.workbook.unit_totals import unit_totals_sheet

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl import Workbook

    from refanalysis.assumptions import Assumptions
    from refanalysis.data import Operation

__all__ = ["Written", "make", "write"]

_DEFAULT = Settings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A workbook that was written: where, how many formulas it holds, its size [byte], and what Python computed."""

    path: Path
    formulas: int
    size: int
    outcomes: pd.DataFrame


def write(
    path: str | Path,
    operation: Operation,
    values: Assumptions,
    technologies: Iterable[str] | None = None,
    components: pd.DataFrame | None = None,
    settings: Settings = _DEFAULT,
) -> Written:
    """Write the cost of ownership of an operation as a workbook of formulas; the file appears whole or not at all.

    Parameters
    ----------
    path
        File to write, ending in .xlsx; one that is there is replaced.
    operation, values, technologies, components, settings
        As for `tco.cash_flows`; values are assumptions, and their scenario is named in the workbook.

    Raises
    ------
    ValueError
        For another ending, a folder that is not there, draws instead of assumptions.
    DataError
        As `tco.cash_flows`; nothing is written then.
    """
    goal = Path(path)
    if goal.suffix.lower() != ".xlsx":
        raise ValueError(f"a workbook's name ends in .xlsx; found {goal.name}")
    if not goal.absolute().parent.is_dir():
        raise ValueError(f"there is no folder {goal.parent} to write {goal.name} into; make it first")
    computed = case(operation, values, technologies, components, settings)
    book = make(computed)
    _save(book, goal)
    return Written(path=goal, formulas=_formulas(book), size=goal.stat().st_size, outcomes=computed.outcomes)


def make(computed: Case) -> Workbook:
    """Workbook of a case, not yet written."""
    from openpyxl import Workbook

    book = Workbook()
    prepare(book)
    book.active.title = READ_ME
    for name in SHEETS:
        book.create_sheet(name)
    _fill(book, computed)
    book.calculation.fullCalcOnLoad = True
    return book


def _fill(book: Workbook, computed: Case) -> Results:
    inputs = assumptions_sheet(book, computed)
    settings_sheet(book, inputs)
    demand = demand_sheet(book, inputs, sites_sheet(book, inputs))
    shares = payers_sheet(book, computed)
    costs = unit_costs_sheet(book, inputs)
    counts = quantities_sheet(book, inputs, demand, costs)
    totals = unit_totals_sheet(book, inputs, costs, shares, counts)
    flows = flows_sheet(book, CASH_FLOWS, inputs, costs, counts)
    flows_sheet(book, ONE_SITE, inputs, costs, counts)
    bills = by_site_sheet(book, inputs, counts, totals)
    results = present_value_sheet(book, inputs, demand, counts, totals, shares, bills)
    funding_sheet(book, inputs, shares, flows)
    check_sheet(book, inputs, flows, results, shares)
    read_me_sheet(book, inputs)
    return results


def _save(book: Workbook, goal: Path) -> None:
    """Write to a file beside the goal and rename it, so that an interruption leaves what was there."""
    handle, name = tempfile.mkstemp(prefix=f".{goal.stem}.", suffix=".xlsx", dir=goal.absolute().parent)
    os.close(handle)
    half = Path(name)
    try:
        book.save(half)
        half.chmod(0o644)
        half.replace(goal)
    finally:
        half.unlink(missing_ok=True)


def _formulas(book: Workbook) -> int:
    rows = (row for page in book.worksheets for row in page.iter_rows(values_only=True))
    return sum(isinstance(value, str) and value.startswith("=") for row in rows for value in row)
