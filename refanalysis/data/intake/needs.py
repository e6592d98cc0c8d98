"""People in need by sector and area, read from a file as offices publish it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from refanalysis import schema
from refanalysis.data.intake import grid as grids
from refanalysis.data.intake.accounting import account, without
from refanalysis.data.intake.areas import areas
from refanalysis.data.intake.changes import frame, listed
from refanalysis.data.intake.folding import fold, one_spelling
from refanalysis.data.intake.headings import meaning_of, words_of
from refanalysis.data.intake.mapping import Mapped, mapped, position_of
from refanalysis.data.intake.records import Imported, ImportReport
from refanalysis.data.intake.tags import parsed
from refanalysis.data.intake.values import people
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

NEED = "people_in_need"
_WORDS = re.compile(r"\b(?:in need|pin|besoins?|necesidad\w*|necessidade\w*|needs?)\b")
_PLACES = frozenset({"place", "site", *(f"adm{level}" for level in range(6))})
_NEEDED = (frozenset({"sector"}), _PLACES)
_TEXTS = ("sector", "site", "site code", *(f"adm{level} {part}" for level in range(6) for part in ("name", "code")))


def read_needs(
    path: str | Path,
    *,
    sheet: str = "",
    header_row: int = 0,
    area: str = "",
    columns: Mapping[str, str] | None = None,
    encoding: str = "",
) -> Imported:
    """People in need by sector and area in a CSV, Excel or ODS file (table `needs`), and how it was read.

    Parameters
    ----------
    path
        The file: one row for a sector and area, with HXL hashtags or headings.
    sheet, header_row, encoding
        What the caller knows better: name of the sheet, row of the headings counted from 1, encoding of a CSV file.
    area
        Level that areas are taken from, as in `read_presence`.
    columns
        What is read from which column, above hashtags and headings: `people_in_need`, `sector`, `adm2 code` …

    Raises
    ------
    DataError
        When no column, or more than one, holds people in need; when a sector and area stands twice; when no row can be used.
    ValueError
        For a sheet, level or column that is not there.
    """
    stated = dict(columns or {})
    wanted = stated.pop(NEED, "")
    found = grids.read(path, recognise=_kind, needed=_NEEDED, sheet=sheet, header_row=header_row, encoding=encoding)
    uses = mapped(found, stated)
    position = position_of(found, wanted) if wanted else _need_column(found)
    sector = uses.one("sector")
    if sector is None:
        raise DataError(f"{found.file}: no column holds sectors; accepted: one with the heading sector or the hashtag #sector")
    rows = account(found, [at for name in _TEXTS for at in uses.uses.get(name, ())])
    places = areas(rows.cells, uses, area)
    numbers, changes = people(rows.cells[position])
    names, more = one_spelling(rows.cells[sector], "sector")
    table = places.table[["area", "area_name"]].assign(sector=names, people_in_need=numbers)
    lost = (table["sector"] == "") | (table["area"] == "")
    rows, table = without(rows, lost, "no sector or no area"), table[~lost]
    _refuse_unusable(table, found.file)
    if numbers.isna().all():
        heading, written = found.headings[position] or found.tags[position], rows.cells[position]
        raise DataError(
            f"{found.file}: no cell under {heading!r} is a number of people ({listed(written.drop_duplicates())}); "
            "accepted: whole numbers, not below 0"
        )
    report = ImportReport(
        file=found.file,
        sheet=found.sheet,
        header_row=found.header_row,
        tag_rows=found.tag_rows,
        read=rows.read,
        used=len(rows.cells),
        duplicate=rows.duplicate,
        dropped=dict(rows.dropped),
        columns=_with_need(uses, position),
        changes=frame([*found.changes, *rows.changes, *places.changes, *changes, *more]),
        names=_nothing("import_names"),
        proposals=_nothing("name_proposals"),
        notes=(*found.notes, *uses.notes, *places.notes),
    )
    return Imported(table=schema.check(table.reset_index(drop=True), "needs"), report=report)


def _kind(heading: str) -> str:
    meaning = meaning_of(heading)
    return meaning.what if meaning else ""


def _need_column(found: grids.Grid) -> int:
    """Position of the column that holds people in need: by hashtag, else by heading."""
    tags = [(place, parsed(cell)) for place, cell in enumerate(found.tags)]
    tagged = [place for place, tag in tags if tag and tag.stem == "inneed"]
    plain = [place for place, tag in tags if tag and tag.stem == "inneed" and not tag.attributes]
    headed = [place for place, cell in enumerate(found.headings) if _WORDS.search(f"{words_of(cell)} {fold(cell)}")]
    given = plain or tagged or headed
    if len(given) == 1:
        return given[0]
    names = [found.headings[place] or found.tags[place] for place in given]
    said = f"several columns hold people in need: {listed(names)}" if given else "no column holds people in need"
    raise DataError(
        f"{found.file}: {said}; accepted: one with the hashtag #inneed or a heading such as 'People in need', "
        f"or its name stated for {NEED}"
    )


def _refuse_unusable(table: pd.DataFrame, file: str) -> None:
    twice = table[table.duplicated(["sector", "area"])]
    found = [
        f"{file}, row {row}: sector {cell.sector!r} in area {cell.area!r} stands again; accepted: one row for a sector and "
        "area (add groups of people together, or name a finer area level)"
        for row, cell in zip(twice.index[:5], twice.head(5).itertuples(index=False), strict=True)
    ]
    if table.empty:
        found.append(f"{file}: no row has a sector and an area; accepted: people in need by sector and area")
    if found:
        raise DataError(found)


def _with_need(uses: Mapped, position: int) -> pd.DataFrame:
    table = uses.table.copy()
    place = table.index[position]
    table.loc[place, ["read_as", "because"]] = [NEED, "the hashtag or heading says people in need, or the caller does"]
    return schema.check(table, "import_columns")


def _nothing(name: str) -> pd.DataFrame:
    import pandas as pd

    table = schema.TABLES[name]
    return schema.typed(pd.DataFrame(columns=table.names, dtype="str"), table, name)[0]
