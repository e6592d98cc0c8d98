"""Rows of a CSV file: its encoding and its separator found and stated, never mended in silence."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from itertools import islice
from pathlib import Path

from refanalysis.data.intake.kinds import refuse_other
from refanalysis.data.workspace import shown
from refanalysis.schema import DataError

# The mark of UTF-32 begins with that of UTF-16.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tabulator", "|": "an upright stroke"}
_LONGEST_CELL = 1_000_000


def rows(path: Path, encoding: str = "") -> tuple[list[list[str]], list[str]]:
    """Cells of a CSV file as they stand, row by row, and sentences on how it was read.

    Parameters
    ----------
    encoding
        Encoding of the file; empty means UTF-8, or UTF-16 where the file shows that it is.

    Raises
    ------
    DataError
        For bytes that are not of the encoding, two encodings in one file, or quotes that do not close.
    """
    refuse_other(path, workbook=False)
    where, raw = shown(path), path.read_bytes()
    text, notes = _text(raw, encoding, where)
    # Excel writes the separator into a first line of its own, which is no row of the table.
    hint = re.match(r'"?sep=([,;|\t])"?(?=\r?\n)', text)
    separator = hint[1] if hint else _separator(text)
    text = text[hint.end() :] if hint else text
    if separator != ",":
        notes.append(f"Columns are separated by {_SEPARATORS[separator]}.")
    csv.field_size_limit(_LONGEST_CELL)
    found: list[list[str]] = []
    try:
        found.extend(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise DataError(
            f"{where}, row {len(found) + 1}: not a CSV file ({error}); accepted: separated cells, quotes closed "
            "and those inside cells doubled"
        ) from error
    return found, notes


def _text(raw: bytes, encoding: str, where: str) -> tuple[str, list[str]]:
    for mark, name in _MARKS.items():
        if raw.startswith(mark):
            return _decoded(raw, name, where), [f"The file is {name.upper()}."]
    if encoding:
        return _stated(raw, encoding, where), [f"The file was read as {encoding}, as stated by the caller."]
    halves = raw[:2000]
    if halves.count(0) > len(halves) // 4:
        name = "utf-16-le" if halves[1::2].count(0) >= halves[::2].count(0) else "utf-16-be"
        return _decoded(raw, name, where), ["The file is UTF-16 without a byte order mark."]
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        raise DataError(_not_utf8(raw, error.start, where)) from error


def _decoded(raw: bytes, name: str, where: str) -> str:
    try:
        return raw.decode(name)
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise DataError(
            f"{where}, row {row}: byte {error.start + 1} (0x{raw[error.start]:02x}) is not {name}; accepted: one "
            "encoding for the whole file"
        ) from error


def _stated(raw: bytes, encoding: str, where: str) -> str:
    try:
        codec = codecs.lookup(encoding).name
    except LookupError as error:
        raise ValueError(
            f"encoding: {encoding!r} is not known; accepted: utf-8, utf-16, cp1252 and other names Python knows"
        ) from error
    if codec == "utf-8":
        return _decoded(raw, "utf-8-sig", where)
    text = _decoded(raw, codec, where)
    position = None if codec.startswith("utf") else _utf8_inside(raw)
    if position is not None:
        raise DataError(
            f"{where}, row {raw[:position].count(10) + 1}: byte {position + 1} (0x{raw[position]:02x}) begins a "
            "letter in UTF-8, "
            f"yet the file is stated to be {encoding}; accepted: one encoding for the whole file (save it again as 'CSV UTF-8')"
        )
    return text


def _not_utf8(raw: bytes, position: int, where: str) -> str:
    row = raw[:position].count(b"\n") + 1
    found = f"{where}, row {row}: byte {position + 1} (0x{raw[position]:02x}) is not UTF-8"
    if _utf8_inside(raw) is not None:
        return (
            f"{found}, though other rows are: the file mixes encodings; accepted: one encoding for the whole file (save "
            "it again as 'CSV UTF-8')"
        )
    return (
        f"{found}; accepted: UTF-8 or UTF-16 (in Excel: Save as, 'CSV UTF-8'), or a stated encoding (such as "
        "encoding='cp1252', --encoding cp1252)"
    )


def _utf8_inside(raw: bytes) -> int | None:
    """Position of the first letter of two or more bytes that is whole in UTF-8; none when there is none.

    Two letters such as 'Ã©' side by side are what UTF-8 looks like when read as cp1252; no language writes them.
    """
    position = 0
    for line in raw.splitlines(keepends=True):
        if not line.isascii():
            for start in (i for i, byte in enumerate(line) if 0xC3 <= byte <= 0xF4):
                size = 2 if line[start] < 0xE0 else 3 if line[start] < 0xF0 else 4
                if _whole(line[start : start + size], size):
                    return position + start
        position += len(line)
    return None


def _whole(piece: bytes, size: int) -> bool:
    try:
        return len(piece) == size and len(piece.decode("utf-8")) == 1
    except UnicodeDecodeError:
        return False


def _separator(text: str) -> str:
    """The separator by which most rows among the first hundred have one same number of cells above one."""
    return max(_SEPARATORS, key=lambda separator: _regularity(text, separator))


def _regularity(text: str, separator: str) -> tuple[int, int]:
    start = io.StringIO(text[:200_000], newline="")
    try:
        widths = Counter(len(row) for row in islice(csv.reader(start, delimiter=separator), 100) if any(row))
    except csv.Error:
        return 0, 0
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0, 0
    width = max(wide, key=lambda each: (wide[each], each))
    return wide[width], width
