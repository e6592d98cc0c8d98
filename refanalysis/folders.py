"""A folder of results, written whole or not at all, and never over anything but an earlier one of its own."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def refuse_taken(out: Path, files: Collection[str], report: str, made_by: str) -> None:
    """Refuse a folder that is neither new, nor empty, nor written by an earlier run.

    Parameters
    ----------
    out
        Folder to write.
    files
        Names a run may write.
    report
        The JSON file among them that says, under made_by, which command wrote the folder.

    Raises
    ------
    ValueError
        Saying what is there.
    """
    taken = next((above for above in out.parents if above.exists() and not above.is_dir()), None)
    if taken is not None:
        raise ValueError(f"--out {out}: {taken} is a file; accepted: a folder inside folders")
    if not out.exists():
        return
    if not out.is_dir():
        raise ValueError(f"--out {out}: this is a file; accepted: a folder")
    held = sorted(path.name for path in out.iterdir())
    if not held:
        return
    strange = [name for name in held if name not in files]
    if strange or not _wrote(out / report, made_by):
        said = f"it holds {words.listed(strange, 3)}" if strange else "it holds files that this command did not write"
        raise ValueError(f"--out {out}: {said}; accepted: a new or empty folder, or one of an earlier run")


def _wrote(report: Path, made_by: str) -> bool:
    try:
        return json.loads(report.read_text(encoding="utf-8")).get("made_by") == made_by
    except (OSError, ValueError, AttributeError):
        return False


@contextmanager
def draft(out: Path) -> Iterator[Path]:
    """A draft beside `out` that takes its place when everything is written, and leaves nothing when something fails."""
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    made, former = (out.with_name(f".{out.name}.{word}-{os.getpid()}") for word in ("draft", "former"))
    made.mkdir()
    try:
        yield made
        if out.exists():
            out.rename(former)
        made.rename(out)
    except BaseException:
        if former.exists() and not out.exists():
            former.rename(out)
        shutil.rmtree(made, ignore_errors=True)
        raise
    shutil.rmtree(former, ignore_errors=True)


def csv_text(table: pd.DataFrame) -> str:
    """The table as CSV: empty for unknown, days as 2026-03-31, and no cell that a spreadsheet would run."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.columns)
    columns = [map(_writer(table[name]), table[name].astype("object")) for name in table.columns]
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue()


def _writer(column: pd.Series) -> Callable[[Any], str]:
    import pandas as pd

    if pd.api.types.is_bool_dtype(column.dtype):
        return lambda value: "yes" if value else "no"
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return lambda value: "" if pd.isna(value) else f"{value:%Y-%m-%d}"
    if pd.api.types.is_numeric_dtype(column.dtype):
        return lambda value: "" if pd.isna(value) else f"{value:.12g}" if isinstance(value, float) else str(value)
    return lambda value: f"'{value}" if value.startswith(_FORMULA) else value
