"""Numbers of pytal's two workbooks: a site's bill of quantities and the revenue of phones, each given as a formula in words.

The formulas are read, not evaluated as code: a sum of products is a bill paid at the start, `a/q^t` one payment of a year,
`sum a/q^t, t=0..n` payments at the start of each year.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refanalysis.schema.types import DataError
from refanalysis.tco import ledger
from refanalysis.validation import compare, files
from refanalysis.validation.pytal_costs import IN_ADVANCE
from refanalysis.validation.pytal_forms import CLOSE, PROGRAM

if TYPE_CHECKING:
    import pandas as pd

_PRODUCT = r"\d+(?:\.\d+)?(?:\*\d+(?:\.\d+)?)*"
_BILL = re.compile(rf"{_PRODUCT}(?:\+{_PRODUCT})*")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)% of (.+)")
_ONE_YEAR = re.compile(rf"({_PRODUCT})/(\d+(?:\.\d+)?)\^t")
_ALL_YEARS = re.compile(rf"sum ({_PRODUCT})/(\d+(?:\.\d+)?)\^t, t=0\.\.(\d+)")
_YEAR = re.compile(r".*\b(\d{4})")
_ACCEPTED = "such as 3*1500+650, 10% of RAN equipment, 7/1.05^t, sum 5000*7/1.05^t, t=0..10"


def rows(path: Path) -> list[dict[str, Any]]:
    """Comparison of every value of the sheets with the ledger's value of its formula.

    Raises
    ------
    DataError
        For a formula in no known form, or one that points at a quantity that does not stand above it.
    """
    frame = files.table(path, {"sheet": "text", "quantity": "text", "formula": "text", "value": "number"})
    ours = values(frame, path.name)
    keys = [f"row {row}, {name}" for row, name in frame["quantity"].items()]
    found = []
    for sheet in frame["sheet"].unique():
        chosen = frame["sheet"].eq(sheet).to_numpy()
        mine = [value for value, kept in zip(ours, chosen, strict=True) if kept]
        names = [key for key, kept in zip(keys, chosen, strict=True) if kept]
        found.append(compare.numbers(PROGRAM, path.name, sheet, mine, frame.loc[chosen, "value"], names, relative=CLOSE))
    return found


def values(frame: pd.DataFrame, where: str) -> list[float]:
    """Value of each row's formula [currency]; a share of a quantity takes it from a row above in the same sheet."""
    found: list[float] = []
    for at, (row, cells) in enumerate(frame.iterrows()):
        above = frame.iloc[:at]
        same = dict(zip(above["quantity"], zip(above["sheet"], found, strict=True), strict=True))
        known = {name: value for name, (sheet, value) in same.items() if sheet == cells["sheet"]}
        first = _first_year(frame, cells["sheet"])
        value = _value(cells["formula"], known, _year(cells["quantity"]), first)
        if value is None:
            raise DataError(f"{where}, row {row}, column formula: found {cells['formula']!r}; accepted: {_ACCEPTED}")
        found.append(value)
    return found


def _value(formula: str, known: dict[str, float], year: int | None, first: int | None) -> float | None:
    if _BILL.fullmatch(formula):
        return float(sum(ledger.present_value(ledger.lump(_product(each)), 0.0) for each in formula.split("+")))
    if match := _SHARE.fullmatch(formula):
        base = [value for name, value in known.items() if name.startswith(match[2])]
        return float(match[1]) / 100 * base[0] if len(base) == 1 else None
    if match := _ALL_YEARS.fullmatch(formula):
        payments = ledger.yearly(_product(match[1]), int(match[3]) + 1, settings=IN_ADVANCE)
        return float(ledger.present_value(payments, float(match[2]) - 1))
    if (match := _ONE_YEAR.fullmatch(formula)) and year is not None and first is not None:
        return float(ledger.present_value(ledger.lump(_product(match[1]), year - first), float(match[2]) - 1))
    return None


def _product(text: str) -> float:
    value = 1.0
    for each in text.split("*"):
        value *= float(each)
    return value


def _year(quantity: str) -> int | None:
    found = _YEAR.fullmatch(quantity)
    return int(found[1]) if found else None


def _first_year(frame: pd.DataFrame, sheet: str) -> int | None:
    years = [_year(name) for name in frame.loc[frame["sheet"].eq(sheet), "quantity"]]
    return min((year for year in years if year is not None), default=None)
