"""A peer's file of numbers, read strictly: what is missing, not a number or not finite is an error that says where."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from refanalysis.schema.types import DataError

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["number", "optional number", "text", "optional text"]
_SHOWN = 5


def table(path: Path, columns: Mapping[str, Kind], *, key: Sequence[str] = ()) -> pd.DataFrame:
    """The named columns of a CSV file, plain or gzipped; other columns are left out; the index holds the file's row numbers.

    Parameters
    ----------
    columns
        Kind by name: an optional one may be empty (a number is then NaN), the others may not.
    key
        Columns that together name a row.

    Raises
    ------
    DataError
        For a file that is missing, empty, not gzip, not UTF-8 or not CSV, a column that is missing, a cell that is empty, not a
        number, NaN or infinite, and a key that stands twice; with file, row and column, all of the file at once.
    """
    header, numbered = _rows(path)
    absent = [name for name in columns if name not in header]
    if absent:
        found = ", ".join(header)
        raise DataError([f"{path.name}, row 1, column {name}: missing; found: {found}" for name in absent])
    return _typed(path.name, header, numbered, columns, key)


def header(path: Path) -> list[str]:
    """Column names of a CSV file, plain or gzipped."""
    return _rows(path)[0]


def json_object(path: Path) -> dict[str, Any]:
    """The object in a JSON file; `DataError` when it holds none."""
    try:
        found = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise DataError(f"{path.name}, row {error.lineno}: not JSON ({error.msg})") from error
    if not isinstance(found, dict):
        raise DataError(f"{path.name}, row 1: found a {type(found).__name__}; accepted: an object with names")
    return found


def whole_years(path: Path, frame: pd.DataFrame, column: str) -> np.ndarray:
    """A column of a table read by `table` as whole years from 1; `DataError` that says where when one is not."""
    years = frame[column].to_numpy()
    wrong = np.flatnonzero((years < 1) | (years % 1 != 0))
    if len(wrong):
        where = f"{path.name}, row {frame.index[wrong[0]]}, column {column}"
        raise DataError(f"{where}: found {years[wrong[0]]:g}; accepted: whole years from 1")
    return years.astype(int)


def named(folder: Path, stem: str) -> list[Path]:
    """CSV files of a folder, plain or gzipped, whose names begin with `stem`."""
    return sorted([*folder.glob(f"{stem}*.csv"), *folder.glob(f"{stem}*.csv.gz")])


def first(folders: Iterable[Path], *names: str) -> Path | None:
    """The first of the named files that is there, folder by folder."""
    return next((folder / name for folder in folders for name in names if (folder / name).is_file()), None)


def _typed(
    where: str, header: list[str], numbered: list[tuple[int, list[str]]], columns: Mapping[str, Kind], key: Sequence[str]
) -> pd.DataFrame:
    import pandas as pd

    index, problems, made = [number for number, _ in numbered], [], {}
    for name, kind in columns.items():
        place = header.index(name)
        cells = [row[place] for _, row in numbered]
        made[name], wrong = (_texts if kind.endswith("text") else _numbers)(cells, kind)
        problems += [
            f"{where}, row {index[at]}, column {name}: found {cells[at]!r}; accepted: {_accepted(kind)}" for at in wrong
        ]
    frame = pd.DataFrame(made, index=index)
    twice = frame[frame.duplicated(list(key), keep="first")] if key else frame[:0]
    problems += [
        f"{where}, row {number}, column {key[-1]}: {' '.join(map(str, values))} stands twice; accepted: once"
        for number, values in zip(twice.index, twice[list(key)].to_numpy().tolist(), strict=True)
    ]
    if problems:
        more = [f"{where}: {len(problems) - _SHOWN} more problems like these"] if len(problems) > _SHOWN else []
        raise DataError(problems[:_SHOWN] + more)
    return frame


def _accepted(kind: Kind) -> str:
    accepted = "a word" if kind.endswith("text") else "a finite number"
    return f"{accepted} or nothing" if kind.startswith("optional") else accepted


def _texts(cells: list[str], kind: Kind) -> tuple[list[str], list[int]]:
    return cells, [] if kind.startswith("optional") else [at for at, cell in enumerate(cells) if not cell]


def _numbers(cells: list[str], kind: Kind) -> tuple[np.ndarray, list[int]]:
    values, wrong = np.full(len(cells), np.nan), []
    for at, cell in enumerate(cells):
        if not cell and kind == "optional number":
            continue
        try:
            values[at] = float(cell)
        except ValueError:
            wrong.append(at)
            continue
        if not np.isfinite(values[at]):
            wrong.append(at)
    return values, wrong


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Column names, and each filled row with its number in the file."""
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(_text(path), newline=""), strict=True)]
    except csv.Error as error:
        raise DataError(f"{path.name}: not a CSV file ({error})") from error
    header = rows[0] if rows else []
    numbered = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(row)]
    if not numbered:
        raise DataError(f"{path.name}, row {2 if any(header) else 1}: the file is empty; accepted: column names and rows")
    twice = sorted({name for name in header if header.count(name) > 1})
    problems = [f"{path.name}, row 1, column {name}: stands {header.count(name)} times; accepted: once" for name in twice]
    problems += [
        f"{path.name}, row {number}, column {header[min(len(row), len(header)) - 1]}: the row has {len(row)} cells; "
        f"accepted: {len(header)}"
        for number, row in numbered
        if len(row) != len(header)
    ]
    if problems:
        raise DataError(problems[:_SHOWN])
    return header, numbered


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    except FileNotFoundError:
        raise DataError(f"{path.name}: the file is missing") from None
    except (gzip.BadGzipFile, EOFError) as error:
        raise DataError(f"{path.name}: cannot be unpacked ({error})") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name}: found a byte that is not UTF-8 (0x{error.object[error.start]:02x})") from error
