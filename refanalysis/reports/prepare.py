"""An executed notebook made ready for the page: numbers, captions and downloads attached to its outputs."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any
from urllib.parse import quote

from refanalysis.reports import results

_WIDGET = "application/vnd.jupyter.widget-view+json"
_HIDDEN = ("application/javascript", _WIDGET)
_PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
_PRECISE = 1000  # pixels; a wider picture was drawn for sharp screens and is shown smaller
_SHARPNESS = 1.6


def prepared(nb: Mapping[str, Any]) -> Any:
    """A copy of the notebook for the page.

    Widget views and outputs that exist only in a browser with a kernel are left out, as are headlines (the head of the
    page shows them) and the title of the first cell. Figures and tables that were published under a title get their
    number; `output.metadata.refanalysis` tells the template what to write.
    """
    page = deepcopy(nb)
    _drop_title(page)
    counts = {"figure": 0, "table": 0}
    for cell in page["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [output for output in cell["outputs"] if _shown(output)]
            for output in cell["outputs"]:
                _annotate(output, counts)
    return page


def _shown(output: Mapping[str, Any]) -> bool:
    data = output.get("data")
    if data is None:
        return bool(str(output.get("text", output.get("traceback", ""))).strip())
    return results.HEADLINE not in data and not any(mime in data for mime in _HIDDEN)


def _drop_title(page: Any) -> None:
    """Drop the first top heading, and the question below it: the head of the page says both."""
    question = f"*{page['metadata'].get('refanalysis', {}).get('question', '')}*"
    for cell in page["cells"]:
        if cell["cell_type"] == "markdown":
            lines = cell["source"].splitlines()
            titles = [i for i, line in enumerate(lines) if line.startswith("# ")]
            if titles:
                rest = lines[: titles[0]] + lines[titles[0] + 1 :]
                cell["source"] = "\n".join(line for line in rest if line.strip() != question)
            return


def _annotate(output: Any, counts: dict[str, int]) -> None:
    data = output.get("data", {})
    own = dict(output.get("metadata", {}).get("refanalysis", {}))
    for kind, mime in (("figure", results.FIGURE), ("table", results.TABLE)):
        if mime in data:
            counts[kind] += 1
            own |= _caption(data[mime], counts[kind])
    own |= dict(_picture(data, output.get("metadata", {})))
    output.setdefault("metadata", {})["refanalysis"] = own


def _caption(published: Mapping[str, Any], number: int) -> dict[str, Any]:
    records = published.get("records", published.get("data"))
    return {
        "number": number,
        "title": published.get("title", ""),
        "alt": published.get("alt", ""),
        "name": published.get("name") or f"table-{number}",
        "csv": _address(records) if _is_table(records) else "",
    }


def _is_table(records: object) -> bool:
    return isinstance(records, list) and bool(records) and all(isinstance(record, Mapping) for record in records)


def _address(records: list[Mapping[str, object]]) -> str:
    return "data:text/csv;charset=utf-8," + quote(results.csv(records))


def _picture(data: Mapping[str, Any], metadata: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    mime = next((mime for mime in _PICTURES if mime in data), None)
    if mime is None:
        return
    told = metadata.get(mime, {})
    if told.get("alt"):
        yield "alt", told["alt"]
    if mime == "image/svg+xml":
        yield "svg", "data:image/svg+xml;base64," + base64.b64encode(data[mime].encode()).decode()
    elif told.get("width"):
        yield "width", told["width"]
    elif mime == "image/png":
        yield "width", _width(data[mime])


def _width(png: str) -> int:
    """Width [CSS pixel] a picture is shown at, from the header of its PNG."""
    header = base64.b64decode(png[:64])
    pixels = struct.unpack(">I", header[16:20])[0]
    return round(pixels / _SHARPNESS) if pixels >= _PRECISE else pixels
