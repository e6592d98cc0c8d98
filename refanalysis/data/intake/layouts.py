"""Where the headings and hashtags of a table stand, and which sheet of a workbook holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from refanalysis.data.intake.folding import clean
from refanalysis.data.intake.tags import is_tag_row, meaning_of_tag

HEAD = 40
_FARTHEST_TAGS = 25

Recognise = Callable[[str], str]


class Layout(NamedTuple):
    """Position of the heading and tag rows (0 is the first row; a heading of -1 is none) and the kinds of column they name."""

    heading: int
    tags: tuple[int, ...]
    kinds: frozenset[str]


def layout(rows: Sequence[Sequence[str]], recognise: Recognise, header_row: int = 0) -> Layout:
    """Where headings and hashtags stand among the first rows of a table.

    Hashtags decide where there are any: the heading is the row above them with most known headings, the nearest where several
    have as many. Without hashtags it is the first row with most known headings. `header_row`, counted from 1, overrules both.
    """
    head = [[clean(cell) for cell in row] for row in rows[:HEAD]]
    known = [frozenset(filter(None, map(recognise, row))) for row in head]
    rows = [i for i, row in enumerate(head[:_FARTHEST_TAGS]) if i >= header_row and is_tag_row(row)]
    tags = (rows[0], *_following(head, rows[0])) if rows else ()
    if header_row:
        heading = header_row - 1
    elif tags:
        above = [i for i in range(tags[0] - 1, -1, -1) if any(head[i]) and not _is_title(head[i])]
        heading = max(above, key=lambda i: len(known[i]), default=_below(known, head, tags[-1] + 1))
    else:
        heading = max(range(len(head)), key=lambda i: len(known[i]), default=-1)
    kinds = known[heading] if 0 <= heading < len(known) else frozenset()
    if tags:
        kinds |= frozenset(found.what for cell in head[tags[0]] if (found := meaning_of_tag(cell)))
    return Layout(heading, tags, kinds)


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
