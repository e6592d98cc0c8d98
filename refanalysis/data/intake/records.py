"""What reading a file returns: its rows in one form, and an account of everything that was taken, changed or left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """How a file was read; every row of it is used, a duplicate, or dropped for a stated reason.

    `header_row` and `tag_rows` count from 1 as a spreadsheet shows them; `header_row` is 0 when the file has no headings.
    `columns`, `changes`, `names`, `proposals` are the tables `import_columns`, `import_changes`, `import_names`,
    `name_proposals`; `notes` are sentences on what a reader must know.
    """

    file: str
    sheet: str
    header_row: int
    tag_rows: tuple[int, ...]
    read: int
    used: int
    duplicate: int
    dropped: Mapping[str, int]
    columns: pd.DataFrame
    changes: pd.DataFrame
    names: pd.DataFrame
    proposals: pd.DataFrame
    notes: tuple[str, ...]

    def __post_init__(self) -> None:
        accounted = self.used + self.duplicate + sum(self.dropped.values())
        if accounted != self.read:
            raise ValueError(f"{self.file}: {self.read} rows were read and {accounted} accounted for")


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Who does what where: tables `presence_records` and `presence_parts`, and how they were read."""

    records: pd.DataFrame
    parts: pd.DataFrame
    report: ImportReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A table read from a file of any form (`register` or `tie_records`), and how it was read."""

    table: pd.DataFrame
    report: ImportReport


def as_document(report: ImportReport) -> dict[str, Any]:
    """The report as plain values, for `import.json`: counts, columns mapped, names merged and proposed, sheet and heading."""
    names = report.names
    merged = names[(names["written"] != names["organisation"]) | (names["key"] != "")]
    return {
        "file": report.file,
        "sheet": report.sheet,
        "header_row": report.header_row,
        "tag_rows": list(report.tag_rows),
        "rows": {
            "read": report.read,
            "used": report.used,
            "duplicate": report.duplicate,
            "dropped": sum(report.dropped.values()),
            "dropped_by_reason": dict(report.dropped),
        },
        "columns": report.columns.to_dict("records"),
        "changes": report.changes.to_dict("records"),
        "names": {"merged": merged.to_dict("records"), "proposed": report.proposals.to_dict("records")},
        "notes": list(report.notes),
    }
