"""Display objects for tables, headlines and prose: DataFrame in, something a notebook shows and a report reads out.

Each object carries several forms of the same content: HTML for readers, plain text for regression tests (with row count,
column sums and a checksum of every value, so that no change hides behind an ellipsis) and JSON for the run record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from refanalysis import summary, words

if TYPE_CHECKING:
    import pandas as pd

TABLE_MIME = "application/vnd.refanalysis.table+json"
HEADLINE_MIME = "application/vnd.refanalysis.headline+json"
PROVENANCE_MIME = "application/vnd.refanalysis.provenance+json"

_KEYS, _BREAK = re.compile(r"[^\s;]+(; [^\s;]+)*"), re.compile("(_)")  # long keys may break where their parts meet
_RULE = re.compile(r"\b[A-Z]{1,5}-\d+\b")  # the name of a rule stays in one piece
_ROWS_IN_TEXT = 25
_ROWS_IN_HTML = 200
_MAY_BE_EMPTY = ("note", "qualifier", "notes", "object", "actor", "co_lead")
_STYLE = (
    "<style>.ra-table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    ".ra-table caption{caption-side:top;text-align:left;font-weight:600;padding:.3em 0}"
    ".ra-table .text{text-align:left}.ra-table .number{text-align:right}.ra-note{color:#57606a;margin:.3em 0}</style>"
)


@dataclass(frozen=True, slots=True)
class Display:
    """Content in several forms, one per mime type; a notebook shows the richest it can.

    Attributes
    ----------
    bundle
        Content by mime type.
    metadata
        By mime type: what the page needs to know to show it, such as a picture's width and alternative text.
    """

    bundle: Mapping[str, Any]
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict[str, Any], dict[str, Any]]:
        return dict(self.bundle), dict(self.metadata)


def show(
    frame: pd.DataFrame,
    name: str,
    title: str,
    *,
    units: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    digits: Mapping[str, int] | int | Literal["each"] | None = None,
    empty: str = words.UNKNOWN,
    notes: str | Sequence[str] | None = None,
) -> Display:
    """Return a table ready to be shown, printed, compared and read by a report.

    Parameters
    ----------
    frame
        Any table; its index is ignored.
    name
        Short name under which the run record keeps it.
    title
        Caption for readers.
    units
        Unit by column, shown beside the column's label; a column in ``share`` is shown in percent.
    labels
        Label by column where the column's own name does not read well.
    digits
        Decimals, for all numeric columns or by column; by default as many as the largest number of a column asks for;
        "each" gives every number as many as its own size asks for, for columns that mix units.
    empty
        What an empty cell of words says.
    notes
        What a reader must know, below the table.

    Returns
    -------
    Display
        HTML, plain text and ``application/vnd.refanalysis.table+json``.
    """
    frame = frame.reset_index(drop=True)
    units, shown = dict(units or {}), _cells(frame, dict(units or {}), digits, empty)
    heads = [_head(column, units.get(column, ""), dict(labels or {})) for column in frame.columns]
    record = {
        "name": name,
        "title": title,
        "checksum": summary.checksum(frame),
        "rows": len(frame),
        "columns": [
            {"name": str(column), "label": head, "unit": units.get(column, "")}
            for column, head in zip(frame.columns, heads, strict=True)
        ],
        "totals": totals(frame),
        "records": records(frame),
    }
    lines = [notes] if isinstance(notes, str) else list(notes or [])
    return Display(
        {
            "text/plain": _plain(frame, shown, heads, record, lines),
            "text/html": _html(frame, shown, heads, title, lines),
            TABLE_MIME: record,
        }
    )


def totals(frame: pd.DataFrame) -> dict[str, float]:
    """Return the sum of each numeric column, rounded to nine significant digits, missing values left out."""
    return {str(column): _rounded(float(frame[column].sum())) for column in _numeric(frame)}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as plain values for JSON: numbers with nine significant digits, dates as text, missing as None."""
    columns = {str(column): [_plain_value(value) for value in frame[column]] for column in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def headline(label: str, value: float | None, unit: str = "") -> Display:
    """Return the one figure a page is remembered by; the report's card shows it.

    Parameters
    ----------
    label
        What it is, in a few words.
    value
        The figure; None or NaN reads 'unknown'.
    unit
        Its unit, as in data: ``USD_2024/user/month``.
    """
    text = words.quantity(value, unit)
    known = not words.missing(value)
    record = {"label": label, "value": _rounded(float(value)) if known else None, "unit": unit, "text": text}
    return Display(
        {
            "text/plain": f"{label}: {text}",
            "text/markdown": f"**{label}: {text}**",
            HEADLINE_MIME: record,
        }
    )


def text(*paragraphs: str) -> Display:
    """Return prose as Markdown; empty paragraphs are left out."""
    prose = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    return Display({"text/plain": prose, "text/markdown": prose})


def sentences(*lines: str) -> Display:
    """Return sentences as a numbered list in Markdown; empty ones are left out."""
    return text("\n".join(f"{number}. {line}" for number, line in enumerate(filter(None, lines), start=1)))


def provenance(used: pd.DataFrame, noun: str = "number") -> Display:
    """Return the opening line of a page: how many of its numbers were measured, published … or are placeholders.

    Parameters
    ----------
    used
        Rows the page rests on, with a column ``quality``; as from ``assumptions.used``.
    noun
        What the rows are: number, rule, statement.
    """
    counts = {quality: int(n) for quality, n in used["quality"].value_counts(sort=False).sort_index().items() if n}
    placeholders = counts.get("placeholder", 0)
    record = {"numbers": len(used), "noun": noun, "placeholders": placeholders, "by_quality": counts}
    parts = [f"{n:,} {quality}" for quality, n in counts.items() if quality != "placeholder"]
    line = f"This page rests on {words.count(len(used), noun)} from the data"
    line += f": {words.listed(parts)}." if parts else "."
    warned = f" **{placeholders:,} of them {'is a placeholder' if placeholders == 1 else 'are placeholders'}**"
    why = "nobody has published a value, the range is wide" if noun == "number" else "nothing published says so"
    line += f"{warned}: {why}." if placeholders else " None of them is a placeholder."
    return Display({"text/plain": line.replace("**", ""), "text/markdown": line, PROVENANCE_MIME: record})


def sources(used: pd.DataFrame, titles: pd.DataFrame) -> Display:
    """Return the closing table of a page: each source it used, and how many of its numbers come from it.

    Parameters
    ----------
    used
        Rows the page rests on, with a column ``source`` (keys separated by ';').
    titles
        Table ``sources``, as from ``data.source_rows``.
    """
    keys = used["source"].str.split(";").explode().str.strip()
    numbers = keys[keys != ""].value_counts().rename("numbers")
    table = titles.merge(numbers, left_on="source", right_index=True)
    table = table.sort_values(["numbers", "source"], ascending=[False, True])
    years = table["year"].astype("str").where(table["year"].notna(), "no year")
    cited = table["title"] + ". " + table["publisher"] + ", " + years
    shown = table.assign(source=cited)[["source", "numbers", "licence", "url"]]
    return show(
        shown,
        "sources",
        "Sources of the numbers on this page",
        labels={"url": "address", "licence": "licence"},
        empty="none",
        notes="A number may rest on several sources.",
    )


def _numeric(frame: pd.DataFrame) -> list[str]:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return [c for c in frame.columns if is_numeric_dtype(frame[c]) and not is_bool_dtype(frame[c])]


def _rounded(value: float) -> float:
    return float(f"{value:.9g}")


def _plain_value(value: object) -> Any:
    import numpy as np

    if words.missing(value):
        return "" if isinstance(value, str) else None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return _rounded(float(value))
    return value.date().isoformat() if hasattr(value, "date") else str(value)


def _head(column: str, unit: str, labels: Mapping[str, str]) -> str:
    label = words.capital(labels.get(column) or words.label(str(column)))
    return f"{label} (%)" if unit == "share" else f"{label} ({words.unit_words(unit)})" if unit else label


def _cells(frame: pd.DataFrame, units: Mapping[str, str], digits: Any, empty: str) -> list[list[str]]:
    """Text of every cell, column by column."""
    numeric = set(_numeric(frame))
    return [
        _number_cells(frame[column], str(column), units.get(column, ""), digits)
        if column in numeric
        else _text_cells(frame[column], str(column), empty)
        for column in frame.columns
    ]


def _number_cells(values: pd.Series, column: str, unit: str, digits: Any) -> list[str]:
    from pandas.api.types import is_integer_dtype

    if is_integer_dtype(values) and (column == "year" or column.endswith("_year")):
        return [words.UNKNOWN if words.missing(value) else str(value) for value in values]
    scaled = values.astype("Float64") * (100 if unit == "share" else 1)
    if digits == "each":
        return [words.number(None if words.missing(value) else float(value)) for value in scaled]
    places = digits.get(column) if isinstance(digits, Mapping) else digits
    if places is None:
        whole = is_integer_dtype(values) or bool((scaled.dropna() % 1 == 0).all())
        places = 0 if whole or unit == "share" else words.places(float(scaled.abs().max()))
    return [words.number(None if words.missing(value) else float(value), places) for value in scaled]


def _text_cells(values: pd.Series, column: str, empty: str) -> list[str]:
    empty = "" if column in _MAY_BE_EMPTY else empty
    flags = {True: "yes", False: "no"}
    plain = (_plain_value(value) for value in values)
    return [empty if value in (None, "") else flags[value] if isinstance(value, bool) else str(value) for value in plain]


def _plain(
    frame: pd.DataFrame, shown: list[list[str]], heads: list[str], record: Mapping[str, Any], notes: Sequence[str]
) -> str:
    rows = len(frame) if len(frame) <= _ROWS_IN_TEXT else _ROWS_IN_TEXT - 5
    hidden = [f"… {len(frame) - rows} more rows"] if rows < len(frame) else []
    sums = ", ".join(f"{column} {value:.9g}" for column, value in record["totals"].items())
    ends = [f"rows {record['rows']}; checksum {record['checksum']}", f"sums: {sums}" if sums else ""]
    body = _aligned(heads, [column[:rows] for column in shown], set(_numeric(frame)), list(frame.columns))
    return "\n".join(filter(None, [record["title"], *body, *hidden, *ends, *notes]))


def _aligned(heads: list[str], columns: list[list[str]], numeric: set[str], names: list[str]) -> list[str]:
    cut = [
        [cell if len(cell) <= 40 else cell[:39] + "…" for cell in [head, *cells]]
        for head, cells in zip(heads, columns, strict=True)
    ]
    padded = []
    for name, cells in zip(names, cut, strict=True):
        width = max(map(len, cells))
        padded.append([cell.rjust(width) if name in numeric else cell.ljust(width) for cell in cells])
    return ["  ".join(row).rstrip() for row in zip(*padded, strict=True)]


def _html(frame: pd.DataFrame, shown: list[list[str]], heads: list[str], title: str, notes: Sequence[str]) -> str:
    kinds = ["number" if column in set(_numeric(frame)) else "text" for column in frame.columns]
    top = "".join(f'<th scope="col" class="{kind}">{escape(head)}</th>' for kind, head in zip(kinds, heads, strict=True))
    rows = [_row(row, kinds) for row in list(zip(*shown, strict=True))[:_ROWS_IN_HTML]]
    hidden = len(frame) - len(rows)
    if not len(frame):
        rows = [f'<tr><td class="text" colspan="{len(heads)}">Nothing recorded yet.</td></tr>']
    lines = [*([f"{hidden:,} more rows are in the run record."] if hidden else []), *notes]
    below = "".join(f'<p class="ra-note">{escape(line)}</p>' for line in lines)
    table = f"<caption>{escape(title)}</caption><thead><tr>{top}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f'{_STYLE}<table class="ra-table">{table}</table>{below}'


def _row(cells: Sequence[str], kinds: Sequence[str]) -> str:
    first = f'<th scope="row" class="{kinds[0]}">{escape(cells[0])}</th>'
    rest = "".join(f'<td class="{kind}">{_cell(cell)}</td>' for kind, cell in zip(kinds[1:], cells[1:], strict=True))
    return f"<tr>{first}{rest}</tr>"


def _cell(cell: str) -> str:
    if cell.startswith(("https://", "http://")) and " " not in cell:
        return f'<a href="{escape(cell)}">{escape(cell)}</a>'
    if ";" in cell and "; " not in cell:
        cell = cell.replace(";", "; ")
    whole = _RULE.sub(r'<span class="rule">\g<0></span>', escape(cell))
    return _BREAK.sub(r"\1<wbr>", whole) if _KEYS.fullmatch(cell) else whole
