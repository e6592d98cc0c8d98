"""The run record: what a report was made from, when, with which outcome and which results."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from refanalysis.reports.inputs import file_hash

FORM = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One run of one notebook.

    `key` stands for everything the result depends on: the same key means the same report. `files` holds name, size and
    SHA-256 of each file written, by format.
    """

    form: int = FORM
    key: str
    outcome: Literal["ok", "failed"]
    operation: str
    operation_title: str
    scenario: str
    scenario_title: str
    date_of_data: str
    notebook: str
    title: str
    question: str
    parameters: dict[str, object]
    changed: dict[str, object]
    seed: int | None
    versions: dict[str, str]
    commit: str
    modified: bool
    source: str
    inputs: dict[str, str]
    started: str
    duration: float
    error: dict[str, object] | None = None
    headlines: list[dict] = field(default_factory=list)
    provenance: dict | None = None
    tables: list[dict] = field(default_factory=list)
    figures: list[dict] = field(default_factory=list)
    files: dict[str, dict[str, object]] = field(default_factory=dict)


def read(path: Path) -> RunRecord | None:
    """The record in file `path`; None when there is none, or one of another form."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return RunRecord(**content) if content["form"] == FORM else None
    except (FileNotFoundError, UnicodeDecodeError, json.JSONDecodeError, TypeError, KeyError):
        return None


def write(record: RunRecord, path: Path) -> None:
    """Write the record as JSON, whole or not at all."""
    text = json.dumps(_plain(asdict(record)), indent=1, ensure_ascii=False, allow_nan=False)
    write_whole(path, (text + "\n").encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def file_entry(path: Path) -> dict[str, object]:
    """Name, size [byte] and SHA-256 of a written file."""
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": file_hash(path)}


def intact(record: RunRecord, folder: Path, formats: Sequence[str]) -> bool:
    """True when the files of these formats lie in `folder` just as the record says."""
    return all(
        (entry := record.files.get(name)) is not None
        and (path := folder / str(entry["name"])).is_file()
        and file_hash(path) == entry["sha256"]
        for name in formats
    )


def _plain(value: object) -> object:
    """The value with numbers that JSON lacks (NaN, infinity) as null."""
    if isinstance(value, dict):
        return {str(name): _plain(content) for name, content in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(content) for content in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
