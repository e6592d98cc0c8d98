"""Which column of a grid is read as what: hashtags first, headings second, the caller above both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from refanalysis import schema
from refanalysis.data.intake.changes import listed
from refanalysis.data.intake.columns import Column, candidates
from refanalysis.data.intake.contents import by_contents
from refanalysis.data.intake.folding import fold
from refanalysis.data.intake.grid import Grid, letter
from refanalysis.data.intake.meanings import LEFT_OUT
from refanalysis.data.intake.places import with_levels
from refanalysis.schema import DataError
from refanalysis.schema.accepted import PRESENCE_ROLES

if TYPE_CHECKING:
    import pandas as pd

SEVERAL = frozenset(PRESENCE_ROLES)
_PLAIN = ("sector", "activity", "site", "site code", "status", "period", "from_date", "to_date", "people", "role")
READABLE = (
    *PRESENCE_ROLES,
    *(f"{role} {part}" for role in PRESENCE_ROLES for part in ("acronym", "type")),
    *(f"adm{level} {part}" for level in range(6) for part in ("name", "code")),
    *_PLAIN,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """Positions of the columns read as each thing, the table `import_columns`, and sentences on contradictions."""

    uses: Mapping[str, tuple[int, ...]]
    table: pd.DataFrame
    notes: tuple[str, ...]

    def one(self, read_as: str) -> int | None:
        """Position of the column read as this; none when there is none."""
        return self.uses.get(read_as, (None,))[0]


def mapped(grid: Grid, stated: Mapping[str, str | Sequence[str]] | None = None) -> Mapped:
    """What each column of the grid is read as.

    Parameters
    ----------
    stated
        What the caller says: a role or `sector`, `adm2 code` … with the heading, hashtag or letter of its column, or several of
        them; an empty text leaves that out.

    Raises
    ------
    DataError
        When a stated column is not there.
    ValueError
        For something that cannot be read.
    """
    wanted = {_readable(key): value for key, value in (stated or {}).items()}
    columns, notes = candidates(grid)
    columns, more = by_contents(grid, columns)
    columns, decided = _roles_of_plain(*_lone_partners(with_levels(grid, columns)))
    columns = _choose(columns)
    columns = _stated(grid, columns, wanted)
    uses: dict[str, tuple[int, ...]] = {}
    for column in columns:
        if column.read_as:
            uses[column.read_as] = (*uses.get(column.read_as, ()), column.position)
    return Mapped(uses=uses, table=_table(columns), notes=(*notes, *more, *decided))


def _readable(key: str) -> str:
    words = " ".join(key.replace("+", " ").split())
    words = words if words in _PLAIN else words.replace("_", " ")
    words = words.removesuffix(" name") if words.removesuffix(" name") in PRESENCE_ROLES else words
    words = f"{words} name" if words[:3] == "adm" and len(words) == 4 else words
    if words not in READABLE:
        raise ValueError(f"columns: {key!r} cannot be read; accepted: {', '.join(READABLE)}")
    return words


def _lone_partners(columns: list[Column]) -> tuple[list[Column], list[str]]:
    """Partners are those who do the work where no other column but that of donors names organisations."""
    names = [column for column in columns if column.what == "organisation" and column.part in ("", "name", "acronym")]
    if {column.role for column in names if column.filled} - {"donor"} != {"partner"}:
        return columns, []
    why = "no other column says who does the work"
    changed = [
        replace(column, role="implementing", because=f"{column.because}; {why}") if column.role == "partner" else column
        for column in columns
    ]
    return changed, [f"Partners were read as implementing: {why}."]


def _roles_of_plain(columns: list[Column], notes: list[str]) -> tuple[list[Column], list[str]]:
    """Organisations of no stated role are those who do the work, unless another column says who does."""
    organisations = [column for column in columns if column.what == "organisation"]
    named = {column.role for column in organisations if column.part in ("", "name", "acronym")}
    plain = [column for column in organisations if not column.role]
    if not plain:
        return columns, notes
    role = next(
        role for role in ("implementing", "programming", "reporting", "partner") if role not in named or role == "partner"
    )
    if not {column.part for column in plain} & {"", "name", "acronym"}:
        role = "implementing" if "implementing" in named else next(iter(sorted(filter(None, named))), "implementing")
    why = "no role is said, which means who does the work"
    if role != "implementing":
        why = (
            "no role is said and another column holds who is "
            f"{'implementing' if role == 'programming' else 'implementing and programming'}"
        )
    where = ", ".join(letter(column.position) for column in plain)
    note = f"Column{'s' if len(plain) > 1 else ''} {where}: organisations of no stated role; read as {role}, as {why}."
    changed = [replace(c, role=role, because=f"{c.because}; {why}") if c in plain else c for c in columns]
    return changed, [*notes, note]


def _choose(columns: list[Column]) -> list[Column]:
    """One column for everything of which there is one; in several languages the best filled, English before others."""
    taken: dict[str, Column] = {}
    result = {column.position: column for column in columns}
    for column in sorted(columns, key=_preference):
        read_as = _read_as(column)
        if not read_as:
            continue
        other = taken.get(read_as)
        if other is None or (read_as in SEVERAL and column.language == other.language):
            taken.setdefault(read_as, column)
            result[column.position] = replace(column, read_as=read_as)
        else:
            result[column.position] = replace(column, because=f"column {letter(other.position)} was read as {read_as}")
    return [result[position] for position in sorted(result)]


def _preference(column: Column) -> tuple[bool, bool, int, bool, int]:
    """Well filled first, then names before acronyms, then languages, then tagged before untagged, then from left to right."""
    language = {"": 0, "en": 1}.get(column.language, 2)
    return column.filled < 0.5, column.part == "acronym", language, not column.tagged, column.position


def _read_as(column: Column) -> str:
    if column.what in LEFT_OUT or not column.what or not column.filled:
        return ""
    if column.what == "organisation":
        suffix = f" {column.part}" if column.part in ("acronym", "type") else ""
        return "" if column.part == "code" else f"{column.role}{suffix}"
    if column.what[:3] == "adm":
        return f"{column.what} {column.part}" if column.part in ("name", "code") else ""
    if column.what == "site":
        return "site code" if column.part == "code" else "site"
    return "" if column.part == "code" or column.what not in _PLAIN else column.what


def _stated(grid: Grid, columns: list[Column], wanted: Mapping[str, str | Sequence[str]]) -> list[Column]:
    for read_as, names in wanted.items():
        found = [position_of(grid, name) for name in ([names] if isinstance(names, str) else names) if name]
        why = f"the caller stated another column for {read_as}" if found else f"the caller left out {read_as}"
        columns = [
            replace(c, read_as=read_as, because="stated by the caller")
            if c.position in found
            else replace(c, read_as="", because=why)
            if c.read_as == read_as
            else c
            for c in columns
        ]
    return columns


def position_of(grid: Grid, name: str) -> int:
    """Position of the column with this heading, hashtag or letter; `DataError` when there is none."""
    for row in (grid.headings, grid.tags):
        equal = [i for i, cell in enumerate(row) if cell and fold(cell) == fold(name)]
        if equal:
            return equal[0]
    letters = [letter(i) for i in range(len(grid.headings))]
    if name.upper() in letters:
        return letters.index(name.upper())
    there = [cell for cell in grid.headings if cell] or [cell for cell in grid.tags if cell]
    raise DataError(
        f"{grid.file}: no column is called {name!r}; accepted: {listed(there, 40)}, or a letter from A to {letters[-1]}"
    )


def _table(columns: list[Column]) -> pd.DataFrame:
    import pandas as pd

    rows = [(letter(c.position), c.heading, c.tag, c.read_as, c.because) for c in columns]
    return schema.check(pd.DataFrame(rows, columns=pd.Index(schema.TABLES["import_columns"].names)), "import_columns")
