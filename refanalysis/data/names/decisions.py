"""What a person decided about names, in a file that is edited in a spreadsheet: the same organisation, or two."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from refanalysis import schema
from refanalysis.data.files import cells, framed
from refanalysis.data.names.folding import cleaned, fold
from refanalysis.data.workspace import shown
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

_WORKBOOKS = (".xlsx",)
_BY_HAND = {"key": "", "score": "1", "evidence": "written by hand"}


def read_decisions(path: str | Path) -> pd.DataFrame:
    """Table `name_proposals` read from a CSV or Excel file; open proposals have an empty decision.

    Columns `written`, `candidate` and `decision` (same, different or empty) must be there; a row written by hand needs no more.

    Raises
    ------
    DataError
        Listing every row that cannot be used: an empty name, a decision that is neither word, one pair decided both ways.
    """
    file = Path(path)
    if not file.is_file():
        raise DataError(f"{shown(file)}: the file is missing")
    found = _cells(file)
    for column, value in _BY_HAND.items():
        found[column] = found[column].where(found[column] != "", value) if column in found.columns else value
    if "decision" in found.columns:
        found["decision"] = found["decision"].str.casefold()
    table = schema.TABLES["name_proposals"]
    frame, problems = schema.typed(found, table, shown(file))
    problems = problems or schema.problems(frame, table, shown(file)) or _contradictions(frame, shown(file))
    if problems:
        raise DataError(problems)
    return frame.reset_index(drop=True)


def _cells(file: Path) -> pd.DataFrame:
    """The file's cells; a CSV may have any separator, as spreadsheets of some languages write semicolons and decimal commas."""
    if file.suffix.lower() != ".csv":
        return cells(file)
    from refanalysis.data.intake import delimited

    rows, _ = delimited.rows(file)
    found = framed([[cell.strip() for cell in row] for row in rows], shown(file))
    return found.assign(score=found["score"].str.replace(",", ".")) if "score" in found.columns else found


def write_proposals(path: str | Path, proposals: pd.DataFrame) -> Path:
    """Path of the CSV or Excel file that now holds the proposals, for a person to fill in `decision`.

    Decisions that the file already holds stay, above the proposals that are open.

    Raises
    ------
    DataError
        When the file that is there cannot be read, so that no decision is lost.
    ValueError
        For another kind of file.
    """
    import pandas as pd

    file = Path(path)
    if file.suffix.lower() not in (".csv", *_WORKBOOKS):
        raise ValueError(f"{file.name}: accepted: a name that ends in .csv or .xlsx")
    rows = schema.check(proposals, "name_proposals")
    if file.is_file():
        before = read_decisions(file)
        kept = before[before["decision"] != ""]
        pairs = set(map(_pair, kept["written"], kept["candidate"]))
        fresh = [_pair(a, b) not in pairs for a, b in zip(rows["written"], rows["candidate"], strict=True)]
        rows = pd.concat([kept, rows[fresh]], ignore_index=True)
    draft = file.with_name(f".{file.name}.part")
    draft.write_bytes(_workbook(rows) if file.suffix.lower() in _WORKBOOKS else _text(rows))
    draft.replace(file)
    return file


def decided(decisions: pd.DataFrame | None) -> list[tuple[str, str, str, str]]:
    """Written, candidate, key and decision of the rows that are decided, checked as `read_decisions` does."""
    if decisions is None:
        return []
    frame = schema.check(decisions, "name_proposals")
    problems = _contradictions(frame, "decisions on names")
    if problems:
        raise DataError(problems)
    closed = frame[frame["decision"] != ""]
    return list(closed[["written", "candidate", "key", "decision"]].itertuples(index=False, name=None))


def _contradictions(frame: pd.DataFrame, where: str) -> list[str]:
    """One sentence for each pair that is decided both ways, and each name decided about itself."""
    first: dict[frozenset[str], tuple[int, str]] = {}
    found = []
    for position, row in enumerate(frame.itertuples()):
        if not row.decision:
            continue
        number = int(row.Index) if row.Index != position else position + 2
        pair = _pair(row.written, row.candidate)
        named = f"{row.written!r} and {row.candidate!r}"
        if len(pair) == 1 and not row.key:
            found.append(f"{where}, row {number}: found {row.written!r} decided about itself; accepted: two names")
        elif pair in first and first[pair][1] != row.decision:
            other = f"{first[pair][1]!r} in row {first[pair][0]} and {row.decision!r} here"
            found.append(f"{where}, row {number}: found {named} decided both ways, {other}; accepted: one decision")
        first.setdefault(pair, (number, row.decision))
    return found


def _pair(one: str, other: str) -> frozenset[str]:
    names = (cleaned(one), cleaned(other))
    return frozenset(names if fold(one) == fold(other) else map(fold, names))


def _text(rows: pd.DataFrame) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows(_row(row) for row in rows.itertuples(index=False, name=None))
    return buffer.getvalue().encode("utf-8-sig")


def _workbook(rows: pd.DataFrame) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "names"
    sheet.append(list(rows.columns))
    for number, row in enumerate(rows.itertuples(index=False, name=None), start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=column, value=value)
            if isinstance(value, str):
                cell.data_type = "s"  # a name that begins with "=" is no formula
    for column, width in zip("ABCDEF", (40, 40, 20, 8, 60, 12), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _row(row: tuple[object, ...]) -> list[object]:
    return [f"{value:.2f}" if isinstance(value, float) else value for value in row]
