"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import zipfile
from pathlib import Path

from refanalysis.data.workspace import shown
from refanalysis.schema import DataError

COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = b"PK\x03\x04"
_SEALED = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_FIRST = 1024
_TABLE = "accepted: the table itself as CSV, Excel or ODS"


def refuse_other(path: Path, *, workbook: bool) -> None:
    """Nothing, when the file is what its name says: text, or a workbook.

    Raises
    ------
    DataError
        For a workbook with a password, a workbook or text under the name of the other, a PDF, a picture, a web page, JSON.
    """
    with path.open("rb") as file:
        first = file.read(_FIRST)
    where, ending = shown(path), path.suffix.lower()
    if first.startswith(COMPOUND) and _SEALED in path.read_bytes():
        raise DataError(
            f"{where}: the workbook is protected by a password; accepted: a copy saved without one "
            "(in Excel: File, Info, Protect Workbook, Encrypt with Password, empty the box)"
        )
    other = _other(first)
    if other:
        raise DataError(f"{where}: found {other} though its name ends in {ending!r}; {_TABLE}")
    if not workbook and first.startswith((_ZIP, COMPOUND)):
        right = ".xls" if first.startswith(COMPOUND) else ".xlsx"
        raise DataError(
            f"{where}: the file is a workbook though its name ends in {ending!r}; accepted: its right name, such as {right}"
        )
    if workbook:
        _refuse_wrong_workbook(path, first, ending, where)


def _other(first: bytes) -> str:
    """What a file without a table is; empty for text and workbooks."""
    start = first.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"%pdf"):
        return "a PDF"
    if first.startswith(_PICTURES):
        return "a picture"
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<table")):
        return "a web page (a download that needs a login, or a table saved as HTML),"
    if start.startswith((b"{", b'[{"', b"[\n")):
        return "JSON"
    return "XML" if start.startswith(b"<?xml") else ""


def _refuse_wrong_workbook(path: Path, first: bytes, ending: str, where: str) -> None:
    if first.startswith(COMPOUND) and ending != ".xls":
        raise DataError(
            f"{where}: found an .xls workbook, or another old Office file, though its name ends in {ending!r}; "
            "accepted: its right name, or a copy saved as .xlsx"
        )
    if first.startswith(_ZIP) and not zipfile.is_zipfile(path):
        raise DataError(f"{where}: found a damaged or other zip archive, perhaps cut off in a download; {_TABLE}")
    if first.startswith(_ZIP) and ending == ".xls":
        raise DataError(
            f"{where}: found an .xlsx, .xlsm or .ods workbook though its name ends in '.xls'; accepted: its right name"
        )
    if not first:
        raise DataError(f"{where}: found nothing, the file is empty; {_TABLE}")
    if not first.startswith((_ZIP, COMPOUND)):
        raise DataError(
            f"{where}: found text or other content, no workbook, though its name ends in {ending!r}; accepted: a workbook, "
            "or the name .csv for text"
        )
    if first.startswith(_ZIP):
        _refuse_other_archive(path, ending, where)


def _refuse_other_archive(path: Path, ending: str, where: str) -> None:
    """Excel's archives hold `[Content_Types].xml`, those of LibreOffice `mimetype` and `content.xml`."""
    with zipfile.ZipFile(path) as parts:
        names = set(parts.namelist())
    if ending == ".ods" and "content.xml" in names:
        return
    if ending != ".ods" and "[Content_Types].xml" in names:
        return
    what = "an .ods workbook" if "content.xml" in names else "an Excel workbook" if "[Content_Types].xml" in names else ""
    if what:
        raise DataError(f"{where}: found {what} though its name ends in {ending!r}; accepted: its right name")
    inside = ", ".join(sorted(names)[:5])
    raise DataError(f"{where}: found a zip archive with {inside}, no workbook; accepted: the file inside, unpacked")
