"""Any CSV, Excel or ODS file as one table of text: sheet, headings and hashtags found by evidence and stated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from refanalysis.data.intake import delimited, workbooks
from refanalysis.data.intake.changes import Change, listed
from refanalysis.data.intake.folding import clean
from refanalysis.data.intake.layouts import HEAD, Layout, Recognise, evidence, layout
from refanalysis.data.intake.tags import is_tag_row, parsed
from refanalysis.data.workspace import shown
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd
    import python_calamine

_TEXTS = (".csv", ".tsv", ".txt")
_LARGE = 100_000
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table as text.

    `cells` holds every row below the headings that is not empty: the index is the row of the file, columns are numbered from 0.
    `headings` and `tags` are what stands above each column, empty where nothing does; `header_row` and `tag_rows` count from 1;
    `misshapen` are rows with cells beyond the last heading; `passed_over` are the other sheets of the workbook.
    """

    file: str
    sheet: str
    header_row: int
    tag_rows: tuple[int, ...]
    headings: tuple[str, ...]
    tags: tuple[str, ...]
    cells: pd.DataFrame
    misshapen: frozenset[int]
    passed_over: tuple[str, ...]
    changes: tuple[Change, ...]
    notes: tuple[str, ...]


def read(
    path: str | Path,
    *,
    recognise: Recognise,
    needed: Sequence[frozenset[str]],
    sheet: str = "",
    header_row: int = 0,
    encoding: str = "",
) -> Grid:
    """The table in a file.

    Parameters
    ----------
    recognise
        Kind of column that a heading names; empty when it is not known.
    needed
        Groups of kinds, of each of which the table should have one; they tell the sheet with the table from pick lists.
    sheet, header_row, encoding
        What the caller knows: name of the sheet, row of the headings counted from 1, encoding of a CSV file.

    Raises
    ------
    DataError
        For a file that is missing, empty, protected by a password, of another kind, or of two encodings.
    ValueError
        For a sheet or heading row that is not there.
    """
    file = Path(path)
    where = shown(file)
    if not file.is_file():
        raise DataError(f"{where}: found a folder; accepted: a file" if file.is_dir() else f"{where}: the file is missing")
    suffix = file.suffix.lower()
    if suffix in workbooks.SUFFIXES:
        name, rows, notes, others = _sheet(file, recognise, needed, sheet, header_row)
    elif suffix in _TEXTS:
        if sheet:
            raise ValueError(f"sheet: {sheet!r} is stated, but {where} is no workbook and has no sheets")
        name, others, (rows, notes) = "", (), delimited.rows(file, encoding)
    else:
        ending = f"a file that ends in {suffix!r}" if suffix else "a name without an ending"
        raise DataError(f"{where}: found {ending}; accepted: {', '.join((*_TEXTS, *workbooks.SUFFIXES))}")
    if header_row < 0 or header_row > len(rows) or not any(map(any, rows)):
        raise DataError(
            f"{where}: row {header_row} is beyond the {len(rows)} rows of the table"
            if header_row
            else f"{where}: no cell is filled"
        )
    return _table(rows, layout(rows, recognise, header_row), where, name, others, notes)


def letter(position: int) -> str:
    """The letter over a column in a spreadsheet; 0 is 'A'.

    Examples
    --------
    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    above, within = divmod(position, 26)
    return (letter(above - 1) if above else "") + chr(65 + within)


def _sheet(
    file: Path, recognise: Recognise, needed: Sequence[frozenset[str]], wanted: str, header_row: int
) -> tuple[str, list[list[str]], list[str], tuple[str, ...]]:
    workbook, notes = workbooks.book(file)
    names = workbook.sheet_names
    if wanted and wanted not in names:
        raise ValueError(f"sheet: {wanted!r} is not in {shown(file)}; accepted: {listed(names, 20)}")
    sheets = {name: workbook.get_sheet_by_name(name) for name in ([wanted] if wanted else names)}
    hidden = workbooks.hidden(workbook)
    chosen, why, twins = (
        (wanted, "as stated by the caller", []) if wanted else _best_sheet(sheets, hidden, recognise, needed, header_row)
    )
    rest = [name for name in names if name != chosen]
    if rest:
        notes.append(f"Sheet {chosen!r} was read, {why}; passed over: {listed(rest, 12)}.")
    if twins:
        notes.append(
            f"Sheets that also hold a table of the same kind and were not read: {listed(twins, 12)}; read them one by one "
            "(--sheet), or put them under one another."
        )
    if chosen in hidden:
        notes.append(f"Sheet {chosen!r} is hidden in the workbook.")
    merged = workbooks.filled_down(sheets[chosen])
    if merged:
        notes.append(f"Cells merged over several rows were read in each of their rows; {merged} rows got a cell so.")
    return chosen, workbooks.cells(sheets[chosen]), notes, tuple(rest)


def _best_sheet(
    sheets: dict[str, python_calamine.CalamineSheet],
    hidden: frozenset[str],
    recognise: Recognise,
    needed: Sequence[frozenset[str]],
    header_row: int,
) -> tuple[str, str, list[str]]:
    """The sheet with most evidence, a visible one before a hidden one; why; other sheets with a table of the same kind."""
    scores = {}
    for position, (name, sheet) in enumerate(sheets.items()):
        size = sheet.total_height
        found = layout(workbooks.cells(sheet, HEAD), recognise, header_row if header_row <= min(size, HEAD) else 0)
        groups, tagged, kinds = evidence(found, needed)
        scores[name] = (groups, name not in hidden, tagged, kinds, size, -position)
    best = max(scores, key=lambda name: scores[name])
    groups, _, tagged, kinds, size, _ = scores[best]
    twins = [
        name for name, score in scores.items() if name != best and (score[0], score[3]) == (groups, kinds) and score[4] > 1
    ]
    return (
        best,
        f"which names {kinds} kinds of column{' by hashtags' if tagged else ''} in {size} rows",
        twins if groups else [],
    )


def _table(rows: list[list[str]], found: Layout, where: str, sheet: str, others: tuple[str, ...], notes: list[str]) -> Grid:
    import pandas as pd

    while not any(rows[-1]):  # rows that carry a format and nothing else
        rows.pop()
    if len(rows) > _LARGEST:
        raise DataError(f"{where}: found {len(rows)} rows; accepted: {_LARGEST} at most; cut the file into periods")
    top = found.start - 1
    headings = _row(rows, found.heading)
    tags = [_row(rows, position, keep=True) for position in found.tags]
    width = _width([headings, *tags]) or _width(rows[top + 1 : top + 2])
    body = rows[top + 1 :]
    memo: dict[str, str] = {}
    cells = [[memo[cell] if cell in memo else memo.setdefault(cell, clean(cell)) for cell in row] for row in body]
    numbers = [number for number, row in enumerate(cells, start=top + 2) if any(row)]
    filled = [row for row in cells if any(row)]
    misshapen = frozenset(n for n, row in zip(numbers, filled, strict=True) if len(row) > width and any(row[width:]))
    even = [row[:width] + [""] * (width - len(row)) for row in filled]
    marked = {sign: {cell for cell in memo.values() if cell.startswith(sign)} for sign in "#="}
    frame = pd.DataFrame(even, index=pd.Index(numbers, name="row"), columns=range(width), dtype="str")
    return Grid(
        file=where,
        sheet=sheet,
        header_row=found.heading + 1,
        tag_rows=tuple(sorted({n + 1 for n in found.tags} | set(_tags_inside(even, numbers, marked["#"])))),
        headings=tuple(_padded(headings, width)),
        tags=tuple(_first_tag(_padded(row, width) for row in tags)) or ("",) * width,
        cells=frame,
        misshapen=misshapen,
        passed_over=others,
        changes=tuple(_blanks(body, memo, numbers, top, width) + _formulas(even, numbers, marked["="])),
        notes=tuple(notes + _remarks(rows, found, frame)),
    )


def _row(rows: list[list[str]], position: int, keep: bool = False) -> list[str]:
    if position < 0 or position >= len(rows):
        return []
    return [cell.strip() if keep else clean(cell).replace("\n", " ") for cell in rows[position]]


def _width(rows: Iterable[Sequence[str]]) -> int:
    return max((position + 1 for row in rows for position, cell in enumerate(row) if cell), default=0)


def _padded(row: list[str], width: int) -> list[str]:
    return (row + [""] * width)[:width]


def _first_tag(rows: Iterable[list[str]]) -> list[str]:
    """For each column the tag of the first tag row that has one; text that is no tag only where no row has."""
    every = list(zip(*rows, strict=True))
    return [next((cell for cell in column if parsed(cell)), next(filter(None, column), "")) for column in every]


def _tags_inside(rows: list[list[str]], numbers: list[int], marks: set[str]) -> tuple[int, ...]:
    """Rows of hashtags among the data; `marks` are the distinct cells that begin with '#'."""
    if not marks:
        return ()
    found = zip(numbers, rows, strict=True)
    return tuple(number for number, row in found if sum(cell in marks for cell in row) >= 2 and is_tag_row(row))


def _blanks(body: list[list[str]], memo: dict[str, str], numbers: list[int], top: int, width: int) -> list[Change]:
    touched, example = 0, ""
    for number in numbers:
        row = body[number - top - 2][:width]
        changed = next((cell for cell in row if memo[cell] != cell), None)
        if changed is not None:
            touched += 1
            example = example or f"row {number}: {changed!r} → {memo[changed]!r}"
    because = "blanks around a cell, double blanks, line breaks and non-breaking or invisible blanks are no part of a value"
    return [Change("blanks", "", touched, example, because)]


def _formulas(rows: list[list[str]], numbers: list[int], marks: set[str]) -> list[Change]:
    """Rows with a cell that begins with '='; `marks` are the distinct ones."""
    found = (
        [(number, cell) for number, row in zip(numbers, rows, strict=True) for cell in row if cell in marks] if marks else []
    )
    if not found:
        return []
    example = f"row {found[0][0]}: {found[0][1]!r}"
    count = len({number for number, _ in found})
    return [Change("cell begins with '='", "", count, example, "kept as text, never evaluated")]


def _remarks(rows: list[list[str]], found: Layout, frame: pd.DataFrame) -> list[str]:
    remarks = []
    if found.heading < 0:
        remarks.append(
            f"There are no headings; hashtags stand in row {found.tags[0] + 1}." if found.tags else "There are no headings."
        )
    elif found.heading > 0:
        remarks.append(f"Headings were found in row {found.heading + 1}; what stands above was skipped.")
    if found.heading >= 0 and found.tags and found.start > found.tags[0] > found.heading + 1:
        between = (
            f"rows {found.heading + 2} to {found.tags[0]}" if found.tags[0] > found.heading + 2 else f"row {found.tags[0]}"
        )
        remarks.append(f"What stands between headings and hashtags was skipped: {between}.")
    if len(frame) > _LARGE:
        remarks.append(f"The table is large: {len(frame)} rows were read, all of them.")
    return remarks
