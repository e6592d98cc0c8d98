"""Where the headings and hashtags of a table stand, and which sheet of a workbook holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from refanalysis.data.intake.folding import clean
from refanalysis.data.intake.tags import is_tag_row, meaning_of_tag

HEAD = 40
_FARTHEST_TAGS = 25
_COMPARED = 500

Recognise = Callable[[str], str]


class Layout(NamedTuple):
    """Positions from 0 of the heading (-1 is none), the rows of hashtags and the first row of data; kinds of column named."""

    heading: int
    tags: tuple[int, ...]
    start: int
    kinds: frozenset[str]


def layout(rows: Sequence[Sequence[str]], recognise: Recognise, header_row: int = 0) -> Layout:
    """Where headings and hashtags stand among the first rows of a table.

    Hashtags decide where there are any: the heading is the row above them with most known headings, the nearest where several
    have as many. Without hashtags it is the first row with most known headings. `header_row`, counted from 1, overrules both.
    """
    head = [[clean(cell) for cell in row] for row in rows[:HEAD]]
    known = [frozenset(filter(None, map(recognise, row))) for row in head]
    tagged = [i for i, row in enumerate(head[:_FARTHEST_TAGS]) if i >= header_row and is_tag_row(row)]
    tags = (tagged[0], *_following(head, tagged[0])) if tagged else ()
    data = _data_above(head, rows, tags[0]) if tags else -1
    if header_row:
        heading = header_row - 1
    elif tags:
        above = [i for i in range((data if data >= 0 else tags[0]) - 1, -1, -1) if any(head[i]) and not _is_title(head[i])]
        heading = max(above, key=lambda i: len(known[i]), default=_below(known, head, tags[-1] + 1))
    else:
        heading = max(range(len(head)), key=lambda i: len(known[i]), default=-1)
    kinds = known[heading] if 0 <= heading < len(known) else frozenset()
    if tags:
        kinds |= frozenset(found.what for cell in head[tags[0]] if (found := meaning_of_tag(cell)))
    start = heading + 1 if data >= 0 or not tags else max(heading, tags[0]) + 1
    return Layout(heading, tags, start, kinds)


def _data_above(head: list[list[str]], rows: Sequence[Sequence[str]], tags: int) -> int:
    """Position of the first row above the hashtags that is data, -1 when none is: two of its cells recur below them."""
    below = [set(column) - {""} for column in zip_longest(*rows[tags + 1 : tags + 1 + _COMPARED], fillvalue="")]
    for position, row in enumerate(head[:tags]):
        if sum(cell in column for cell, column in zip(row, below, strict=False) if cell) >= 2:
            return position
    return -1


def evidence(found: Layout, needed: Iterable[frozenset[str]]) -> tuple[int, bool, int]:
    """How much speaks for a sheet: needed groups of columns that it has, whether it has hashtags, kinds of column known."""
    return sum(bool(group & found.kinds) for group in needed), bool(found.tags), len(found.kinds)


def _below(known: list[frozenset[str]], head: list[list[str]], position: int) -> int:
    """The row under the hashtags when it reads as headings, -1 otherwise."""
    reads = position < len(head) and len(known[position]) >= 3 and 2 * len(known[position]) >= sum(map(bool, head[position]))
    return position if reads else -1


def _following(head: list[list[str]], first: int) -> list[int]:
    """Further rows of hashtags right below the first."""
    rows = []
    for position in range(first + 1, len(head)):
        if not is_tag_row(head[position]):
            break
        rows.append(position)
    return rows


def _is_title(row: list[str]) -> bool:
    return sum(map(bool, row)) == 1 and len(row) > 1
