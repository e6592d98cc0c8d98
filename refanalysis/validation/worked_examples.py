"""Published worked examples: a bill of dated items each, valued by our ledger and compared with the printed result.

`worked_items.csv` is the bill of every case (quantity x price once, quantity x opex in each year), `worked_examples.csv` what
was published about it, `observations.csv` the published cases from which nothing can be computed. An example of pytal, the
only program with an uplift, is rounded and uplifted item by item as that program does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from refanalysis import finance
from refanalysis.schema.types import DataError
from refanalysis.tco import ledger
from refanalysis.tco.settings import Settings
from refanalysis.validation import compare, files, pytal_costs

if TYPE_CHECKING:
    import pandas as pd

PROGRAM = "worked_examples"
EXAMPLES, ITEMS, OBSERVATIONS = "worked_examples.csv", "worked_items.csv", "observations.csv"
KNOWN = (EXAMPLES, ITEMS, OBSERVATIONS)
_EXAMPLE_COLUMNS = {
    "example": "text", "case": "text", "outcome": "text", "rate": "number", "years": "number", "timing": "text",
    "uplift": "optional number", "expected": "number", "tolerance": "number", "source": "text",
}  # fmt: skip
_ITEM_COLUMNS = {
    "case": "text",
    "item": "text",
    "quantity": "text",
    "price": "number",
    "opex_share": "number",
    "opex": "number",
}
_PRODUCT = re.compile(r"-?\d+(?:\.\d+)?(?:(?:\*|/(?=[\d.]*[1-9]))\d+(?:\.\d+)?)*")


def rows(folder: Path | None = None) -> pd.DataFrame:
    """Comparison of the worked examples in `folder`, by default those packaged, one row per example and outcome."""
    place = Path(__file__).parent / "cases" / PROGRAM if folder is None else folder
    found: list[dict[str, Any]] = []
    if (place / EXAMPLES).is_file():
        found += compare.attempt(PROGRAM, EXAMPLES, lambda: _compared(place))
    if (place / OBSERVATIONS).is_file():
        found += compare.attempt(PROGRAM, OBSERVATIONS, lambda: _observed(place / OBSERVATIONS))
    return compare.table(found)


def value(outcome: str, bill: pd.DataFrame, rate: float, years: int, settings: Settings, uplift: float | None = None) -> float:
    """What `outcome`, one of `OUTCOMES`, of a bill is [currency, or share or units].

    Parameters
    ----------
    bill
        Table with the columns quantity, price [currency], opex_share [share/year] and opex [currency/year], of one case.
    rate
        Discount rate [share/year].
    years
        Years of service [year].
    settings
        When in its year a running cost is paid.
    uplift
        Only in examples of pytal: the share by which it raises each item's rounded value once.
    """
    if uplift is not None:
        return _uplifted(bill, rate, years, uplift)
    return float(OUTCOMES[outcome](bill, rate, years, settings))


def _capex(bill: pd.DataFrame, rate: float, years: int, settings: Settings) -> float:
    return ledger.present_value(ledger.lump(_once(bill)), 0.0).sum()


def _opex(bill: pd.DataFrame, rate: float, years: int, settings: Settings) -> float:
    return ledger.yearly(_each_year(bill), years, settings=settings).amount[:, 0].sum()


def _present_value(bill: pd.DataFrame, rate: float, years: int, settings: Settings) -> float:
    return _values(bill, rate, years, settings).sum()


def _net_present_value(bill: pd.DataFrame, rate: float, years: int, settings: Settings) -> float:
    return -_present_value(bill, rate, years, settings)


def _last_payment(bill: pd.DataFrame, rate: float, years: int, settings: Settings) -> float:
    return ledger.present_value(ledger.yearly(_each_year(bill), years, first=years - 1, settings=settings), rate).sum()


def _annual_cost(bill: pd.DataFrame, rate: float, years: int, settings: Settings) -> float:
    return finance.annual_cost(_present_value(bill, rate, years, settings), rate, years, settings.opex_timing)


def _irr(bill: pd.DataFrame, rate: float, years: int, settings: Settings) -> float:
    bought, paid = ledger.lump(_once(bill)), ledger.yearly(_each_year(bill), years, settings=settings)
    dates = np.concatenate([bought.date.ravel(), np.broadcast_to(paid.date, paid.amount.shape).ravel()]).astype(int)
    return finance.irr(-np.bincount(dates, np.concatenate([bought.amount.ravel(), paid.amount.ravel()])))


def _benefit_cost(bill: pd.DataFrame, rate: float, years: int, settings: Settings) -> float:
    values = _values(bill, rate, years, settings)
    paid, received = values[values > 0].sum(), -values[values < 0].sum()
    return received / paid if paid > 0 else float("nan")


def _units_to_break_even(bill: pd.DataFrame, rate: float, years: int, settings: Settings) -> float:
    ratio = _benefit_cost(bill, rate, years, settings)
    return 1.0 / ratio if ratio > 0 else float("nan")


def _values(bill: pd.DataFrame, rate: float, years: int, settings: Settings) -> np.ndarray:
    """Present value of each item, negative for what it brings in, shape (items,) [currency]."""
    running = ledger.yearly(_each_year(bill), years, settings=settings)
    return ledger.present_value(ledger.lump(_once(bill)), rate) + ledger.present_value(running, rate)


def _once(bill: pd.DataFrame) -> np.ndarray:
    return (bill["quantity"] * bill["price"]).to_numpy(float)


def _each_year(bill: pd.DataFrame) -> np.ndarray:
    return (bill["quantity"] * (bill["price"] * bill["opex_share"] + bill["opex"])).to_numpy(float)


def _uplifted(bill: pd.DataFrame, rate: float, years: int, uplift: float) -> float:
    price, share, opex = (bill[name].to_numpy(float) for name in ("price", "opex_share", "opex"))
    bought = np.where(
        share > 0,
        pytal_costs.purchase_and_running(price, share, rate, years, uplift),
        pytal_costs.purchase(price, uplift),
    )
    return float(np.sum(bill["quantity"] * (bought + pytal_costs.running(opex, rate, years, uplift))))


OUTCOMES: dict[str, Callable[[pd.DataFrame, float, int, Settings], float]] = {
    "capex": _capex,
    "opex": _opex,
    "present_value": _present_value,
    "net_present_value": _net_present_value,
    "last_payment": _last_payment,
    "annual_cost": _annual_cost,
    "irr": _irr,
    "benefit_cost": _benefit_cost,
    "units_to_break_even": _units_to_break_even,
}


def _compared(folder: Path) -> list[dict[str, Any]]:
    cases = _examples(folder / EXAMPLES)
    bills = _bills(folder / ITEMS, cases)
    ours = [
        value(row.outcome, bills[row.case], row.rate, int(row.years), _settings(row.timing), _given(row.uplift))
        for row in cases.itertuples()
    ]
    found = []
    for (example, outcome, tolerance), part in cases.assign(ours=ours).groupby(["example", "outcome", "tolerance"], sort=False):
        keys, source = list(part["case"]), "; ".join(part["source"].unique())
        found.append(
            compare.numbers(PROGRAM, example, outcome, part["ours"], part["expected"], keys, absolute=tolerance, note=source)
        )
    return found


def _examples(path: Path) -> pd.DataFrame:
    frame = files.table(path, _EXAMPLE_COLUMNS, key=("case", "outcome"))
    uplifted = frame["uplift"].notna() & frame["outcome"].ne("present_value")
    problems = [
        *_wrong(path, frame, "outcome", ~frame["outcome"].isin(list(OUTCOMES)), ", ".join(OUTCOMES)),
        *_wrong(path, frame, "outcome", uplifted, "present_value where an uplift is given"),
        *_wrong(path, frame, "timing", ~frame["timing"].isin(get_args(finance.Timing)), ", ".join(get_args(finance.Timing))),
        *_wrong(path, frame, "years", (frame["years"] < 1) | (frame["years"] % 1 > 0), "a whole number above 0"),
        *_wrong(path, frame, "rate", frame["rate"] <= -1, "a share above -1"),
        *_wrong(path, frame, "tolerance", frame["tolerance"] < 0, "0 or more"),
    ]
    if problems:
        raise DataError(problems[:5])
    return frame


def _bills(path: Path, cases: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Items by case, quantities worked out."""
    frame = files.table(path, _ITEM_COLUMNS)
    problems = _wrong(
        path, frame, "quantity", ~frame["quantity"].str.fullmatch(_PRODUCT), "a number or product, such as 5*1800/14"
    )
    absent = sorted(set(cases["case"]) - set(frame["case"]))
    unused = sorted(set(frame["case"]) - set(cases["case"]))
    problems += [f"{path.name}, column case: no item for {name!r}, a case of {EXAMPLES}" for name in absent]
    problems += [f"{path.name}, column case: {name!r} is no case of {EXAMPLES}" for name in unused]
    if problems:
        raise DataError(problems[:5])
    frame = frame.assign(quantity=[_product(text) for text in frame["quantity"]])
    return {str(name): part for name, part in frame.groupby("case")}


def _wrong(path: Path, frame: pd.DataFrame, column: str, wrong: pd.Series, accepted: str) -> list[str]:
    return [
        f"{path.name}, row {row}, column {column}: found {found!r}; accepted: {accepted}"
        for row, found in frame.loc[wrong, column].items()
    ]


def _product(text: str) -> float:
    number = 1.0
    for sign, each in re.findall(r"([*/]?)(-?\d+(?:\.\d+)?)", text):
        number = number / float(each) if sign == "/" else number * float(each)
    return number


def _observed(path: Path) -> list[dict[str, Any]]:
    frame = files.table(path, dict.fromkeys(("example", "case", "reason", "source"), "text"))
    return [
        compare.unused(PROGRAM, f"{row.example} {row.case}", f"{row.reason} ({row.source})", fails=False)
        for row in frame.itertuples()
    ]


def _settings(timing: str) -> Settings:
    return Settings(opex_timing=timing, replacement="none", residual="none", overhead=False, contingency=False)


def _given(number: float) -> float | None:
    return None if np.isnan(number) else float(number)
