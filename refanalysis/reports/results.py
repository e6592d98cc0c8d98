"""What an executed notebook published: result tables, figures, headline figures and counts of numbers by quality."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MIME = "application/vnd.refanalysis.{kind}+json"
TABLE, FIGURE, HEADLINE, PROVENANCE = (MIME.format(kind=kind) for kind in ("table", "figure", "headline", "provenance"))


def outputs(nb: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Displayed outputs of all code cells, in order."""
    for cell in nb["cells"]:
        for output in cell.get("outputs", []):
            if "data" in output:
                yield output


def published(nb: Mapping[str, Any], mime: str) -> list[dict]:
    """Contents of all outputs of one kind, in order."""
    return [dict(output["data"][mime]) for output in outputs(nb) if mime in output["data"]]


def figures(nb: Mapping[str, Any]) -> list[dict]:
    """Figures without their data: name, title, alternative text, checksum."""
    return [{name: value for name, value in figure.items() if name != "data"} for figure in published(nb, FIGURE)]


def provenance(nb: Mapping[str, Any]) -> dict | None:
    """The last count of numbers by quality the notebook published; None when it published none."""
    counts = published(nb, PROVENANCE)
    return counts[-1] if counts else None


def csv(records: Sequence[Mapping[str, object]]) -> str:
    """Records as comma-separated text, with the byte-order mark that makes Excel read it as UTF-8."""
    names = list(dict.fromkeys(name for record in records for name in record))
    lines = [",".join(map(_field, names))]
    lines += [",".join(_field(record.get(name)) for name in names) for record in records]
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def _field(value: object) -> str:
    text = "" if value is None or value != value else str(value)
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\r\n') else text
