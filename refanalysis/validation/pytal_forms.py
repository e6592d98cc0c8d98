"""Numbers that pytal's files hold as words: shares that rise by year, bands, classes of income, scenarios."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from refanalysis.schema.types import DataError
from refanalysis.validation.pytal_market import bandwidth

if TYPE_CHECKING:
    import pandas as pd

PROGRAM = "pytal"
CLOSE = 1e-9
GEOTYPES = ("urban", "suburban", "rural")
_NUMBER = r"(\d+(?:\.\d+)?)"
_RISING = re.compile(rf"{_NUMBER}\s*\+\s*{_NUMBER}\*\(y-(\d{{4}})\)")
_BAND = re.compile(rf"{_NUMBER}MHz:(\d+x{_NUMBER})")
_SCENARIO = re.compile(rf"[^_]+_{_NUMBER}_{_NUMBER}_{_NUMBER}")
_YEARS = re.compile(r"(\d{4})-(\d{4})")
_FORMS = {
    "years": "first and last year, such as 2020-2030",
    "penetration": "percent of people by year, such as 40+2*(y-2020) %",
    "smartphone": "percent of phones by year and geotype, such as urban/suburban 30+3*(y-2020) %; rural 15+3*(y-2020) %",
    "scenario": "a name and Mbps per user in urban, suburban and rural places, such as S1_25_10_2",
    "arpu_high_med_low": "three numbers joined by ;",
    "lum_high_med": "two numbers joined by ;",
    "geotype": "a word that starts with urban, suburban or rural",
}


class Words(NamedTuple):
    """Worded inputs of rows that share them: shares by year, shape (years,), Mbps per user, and income by luminosity."""

    penetration: np.ndarray
    smartphones: np.ndarray
    rate: float
    incomes: tuple[float, ...]
    limits: tuple[float, ...]

    def arpu(self, luminosity: np.ndarray) -> np.ndarray:
        """Monthly revenue per phone [currency/month] by brightness at night: high above the first limit, medium, low."""
        high, medium = (luminosity > limit for limit in self.limits)
        return np.select([high, medium], self.incomes[:2], self.incomes[2])


def by_words(frame: pd.DataFrame, path: Path, work: Callable[[pd.DataFrame, Words], dict[str, Any]]) -> pd.DataFrame:
    """Results of `work` for each group of rows with the same worded inputs, in the order of `frame`.

    Raises
    ------
    DataError
        Naming the cell that is in no known form.
    """
    import pandas as pd

    parts = []
    for _, part in frame.groupby(list(_FORMS), sort=False):
        first = part.iloc[0]
        where = f"{path.name}, row {part.index[0]}"
        parts.append(pd.DataFrame(work(part, _words(first, where)), index=part.index))
    return pd.concat(parts).loc[frame.index]


def bands(frame: pd.DataFrame, path: Path, column: str) -> tuple[np.ndarray, np.ndarray]:
    """Bandwidth below and from 1,000 MHz of cells such as 800MHz:2x10;2600MHz:2x10, shape (rows,) each [MHz]."""
    widths = {}
    for text in frame[column].unique():
        found = [_BAND.fullmatch(each.strip()) for each in text.split(";")]
        if not all(found):
            row = frame.index[frame[column].eq(text)][0]
            raise DataError(
                f"{path.name}, row {row}, column {column}: found {text!r}; accepted: such as 800MHz:2x10;2600MHz:2x10"
            )
        widths[text] = bandwidth([(float(match[1]), match[2]) for match in found if match])
    coverage, capacity = zip(*(widths[text] for text in frame[column]), strict=True)
    return np.array(coverage), np.array(capacity)


def share(percent: pd.Series) -> np.ndarray:
    """A column in percent as shares, shape (rows,)."""
    return percent.to_numpy(float) / 100


def is_number(value: Any) -> bool:
    """Whether a value of a JSON file is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and bool(np.isfinite(value))


def refuse(frame: pd.DataFrame, path: Path, column: str, wrong: pd.Series, accepted: str) -> None:
    """Nothing, when no row of `column` is wrong; else `DataError` naming the first five."""
    found = [
        f"{path.name}, row {row}, column {column}: found {value!r}; accepted: {accepted}"
        for row, value in frame[column][wrong].items()
    ]
    if found:
        raise DataError(found[:5])


def refuse_periods(frame: pd.DataFrame, path: Path, column: str) -> None:
    """Nothing, when every number of `column` is a whole number above 0; else `DataError`."""
    refuse(frame, path, column, (frame[column] < 1) | (frame[column] % 1 > 0), "a whole number above 0")


def _words(row: pd.Series, where: str) -> Words:
    years = _read(row, "years", where, _years)
    geotype = _read(row, "geotype", where, _geotype)
    return Words(
        penetration=_read(row, "penetration", where, lambda text: _rising(text, years)),
        smartphones=_read(row, "smartphone", where, lambda text: _by_geotype(text, geotype, years)),
        rate=_read(row, "scenario", where, lambda text: float(_matched(_SCENARIO, text)[1 + GEOTYPES.index(geotype)])),
        incomes=_read(row, "arpu_high_med_low", where, lambda text: _list(text, 3)),
        limits=_read(row, "lum_high_med", where, lambda text: _list(text, 2)),
    )


def _read(row: pd.Series, column: str, where: str, form: Callable[[str], Any]) -> Any:
    try:
        return form(row[column])
    except ValueError as error:
        raise DataError(f"{where}, column {column}: found {row[column]!r}; accepted: {_FORMS[column]}") from error


def _years(text: str) -> np.ndarray:
    first, last = map(int, _matched(_YEARS, text).groups())
    if last < first:
        raise ValueError(text)
    return np.arange(first, last + 1)


def _geotype(text: str) -> str:
    word = text.split()[0]
    if word not in GEOTYPES:
        raise ValueError(text)
    return word


def _rising(text: str, years: np.ndarray) -> np.ndarray:
    start, step, origin = _matched(_RISING, text.strip().removesuffix("%").strip()).groups()
    return (float(start) + float(step) * (years - int(origin))) / 100


def _by_geotype(text: str, geotype: str, years: np.ndarray) -> np.ndarray:
    for part in text.split(";"):
        names, _, formula = part.strip().partition(" ")
        if geotype in names.split("/"):
            return _rising(formula, years)
    raise ValueError(text)


def _list(text: str, count: int) -> tuple[float, ...]:
    numbers = tuple(float(each) for each in text.split(";"))
    if len(numbers) != count:
        raise ValueError(text)
    return numbers


def _matched(form: re.Pattern[str], text: str) -> re.Match[str]:
    found = form.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return found
