"""Cells with organisations, one row for each: split where the caller says so, blanks filled from the acronym beside them."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from refanalysis.data.intake.changes import Change, difference, listed
from refanalysis.data.intake.folding import fold, folded, looked_up, most_frequent, one_line
from refanalysis.data.intake.mapping import Mapped
from refanalysis.data.intake.values import without_nothing
from refanalysis.data.intake.vocabulary import ROLE_WORDS, kind_of
from refanalysis.schema.accepted import PRESENCE_ROLES

if TYPE_CHECKING:
    import pandas as pd

_BETWEEN = re.compile(r"\n|\s.*\S.*\s|.*[^\w\s].*", re.DOTALL)
_SEPARATORS = ("\n", ", ", "; ", ";", ",", " & ", " / ", "/", " | ", " + ", " and ", " et ", " y ", " e ")


def organisation_cells(cells: pd.DataFrame, found: Mapped) -> tuple[pd.DataFrame, list[Change], list[str]]:
    """Filled organisation cells: row, role, written, acronym and type beside it, with what was changed and notes.

    Several columns of one role give several rows.
    """
    import pandas as pd

    frames, changes, notes = [], [], []
    for role in PRESENCE_ROLES:
        acronyms, types = found.uses.get(f"{role} acronym", ()), found.uses.get(f"{role} type", ())
        names = found.uses.get(role, ())
        for number, position in enumerate(names or acronyms[:1]):
            beside = [_at(cells, columns, number, len(names)) for columns in (acronyms, types)]
            frame, more = _one_column(cells[position], role, *beside)
            frames.append(frame)
            changes += more
    nothing = pd.DataFrame(columns=["row", "role", "written", "acronym", "type"], dtype="str")
    parts = pd.concat(frames, ignore_index=True) if frames else nothing
    parts = parts.sort_values("row", kind="stable").reset_index(drop=True)
    roles = found.one("role")
    if roles is not None and len(parts):
        parts, more = _roles_by_row(parts, cells[roles])
        changes += more
    return parts, changes, notes


def _at(cells: pd.DataFrame, columns: Sequence[int], number: int, of: int) -> pd.Series | None:
    """The column beside the one of this number; none when they do not come in pairs."""
    return cells[columns[number]] if number < len(columns) and (len(columns) == of or of <= 1) else None


def _one_column(
    names: pd.Series, role: str, acronyms: pd.Series | None, types: pd.Series | None
) -> tuple[pd.DataFrame, list[Change]]:
    import pandas as pd

    written, changes = without_nothing(names, role)
    blank = pd.Series("", index=names.index, dtype="str")
    acronym = without_nothing(acronyms, role)[0] if acronyms is not None else blank
    kind = without_nothing(types, role)[0] if types is not None else blank
    from_acronym = written.where(written != "", acronym)
    changes += difference("name filled in", role, written, from_acronym, "the name is empty and the acronym is not")
    frame = pd.DataFrame({"row": names.index, "role": role, "written": from_acronym, "acronym": acronym, "type": kind})
    return frame[frame["written"] != ""], changes


def _roles_by_row(parts: pd.DataFrame, words: pd.Series) -> tuple[pd.DataFrame, list[Change]]:
    """The role that a column of its own gives each row; other rows keep theirs."""
    roles = {word: role for role, accepted in ROLE_WORDS.items() for word in accepted}
    said = looked_up(parts["row"], looked_up(folded(words), roles).to_dict())
    changes = []
    for word, rows in words[words != ""].groupby(words[words != ""]):
        taken = roles.get(fold(str(word)), "")
        why = "a word for this part" if taken else "the word is not known; the part stays the one of the column"
        changes.append(Change("role read", "role", len(rows), f"{word!r} → {taken or 'unknown'}", why))
    return parts.assign(role=said.where(said != "", parts["role"])), changes


def checked_separators(separators: Sequence[str]) -> tuple[str, ...]:
    """The separators; `ValueError` for one that would cut inside words: letters, digits, blanks or nothing."""
    wrong = [each for each in separators if not _BETWEEN.fullmatch(each)]
    if wrong:
        raise ValueError(
            f"split: {', '.join(map(repr, wrong))} would cut inside names; accepted: a sign such as ', ' or '; ', "
            "or a word with blanks around it such as ' and '"
        )
    return tuple(separators)


def split_cells(
    parts: pd.DataFrame, separators: Sequence[str], whole: Container[str] = ()
) -> tuple[pd.DataFrame, list[Change], list[str]]:
    """One row for each organisation of a cell, by the stated separators; without any a note on cells that look like several.

    Cells that stand in `whole` are names the register knows, and are never cut.
    """
    if not separators:
        return parts.assign(written=one_line(parts["written"])), [], _look_multiple(parts)
    pattern = "|".join(re.escape(separator) for separator in sorted(separators, key=len, reverse=True))
    several = parts["written"].str.contains(pattern, regex=True)
    known = several & parts["written"].map({cell: cell in whole for cell in parts["written"].unique()}).astype(bool)
    several &= ~known
    kept = _kept_whole(parts[known])
    if not several.any():
        return parts.assign(written=one_line(parts["written"])), kept, _look_multiple(parts)
    first = parts[several].iloc[0]
    pieces = parts["written"].str.split(pattern, regex=True)
    pieces[known] = parts.loc[known, "written"].map(lambda cell: [cell])
    single = parts.assign(written=pieces).explode("written")
    single["written"] = one_line(single["written"].str.strip().astype("str"))
    single = single[single["written"] != ""]
    # The acronym and type beside several organisations belong to none of them alone.
    single.loc[single.index.isin(several.index[several]), ["acronym", "type"]] = ""
    after = listed(single.loc[[first.name], "written"])
    example = f"row {first['row']}: {first['written']!r} → {after}"
    because = f"separators stated by the caller: {', '.join(map(repr, separators))}"
    change = Change("cell split", "organisations", int(several.sum()), example, because)
    return single.reset_index(drop=True), [change, *kept], _look_multiple(single)


def _kept_whole(parts: pd.DataFrame) -> list[Change]:
    if parts.empty:
        return []
    example = f"row {parts['row'].iloc[0]}: {parts['written'].iloc[0]!r}"
    return [
        Change(
            "cell kept whole", "organisations", len(parts), example, "the register knows this name as that of one organisation"
        )
    ]


def sectors_that_look_multiple(sectors: pd.Series) -> list[str]:
    """A sentence on sector cells of which every piece is a sector of its own elsewhere in the file."""
    counts = sectors[sectors != ""].value_counts(sort=False)
    alone = {fold(cell) for cell in counts.index}
    cut = re.compile("|".join(map(re.escape, sorted(_SEPARATORS, key=len, reverse=True))))
    found = {}
    for cell, rows in counts.items():
        pieces = [fold(piece) for piece in cut.split(cell) if piece.strip()]
        if len(pieces) > 1 and alone.issuperset(pieces):
            found[cell] = rows
    if not found:
        return []
    return [
        f"Sector cells that look like several sectors: {sum(found.values())} ({listed(found, 3)}); each was left whole and "
        "counts as a sector of its own. One row for each sector would count them right."
    ]


def _look_multiple(parts: pd.DataFrame) -> list[str]:
    """Sentences on cells of which a piece stands alone as an organisation elsewhere in the file, by separator."""
    counts = parts["written"].value_counts(sort=False)
    alone = {fold(cell) for cell in counts.index}
    notes = []
    for separator in _SEPARATORS:
        cells = {
            cell: rows
            for cell, rows in counts.items()
            if separator in cell
            and (separator == "\n" or _known_pieces(cell.split(separator), alone))
            and not _longer(separator, cell)
        }
        if cells:
            notes.append(
                f"Cells that look like several organisations: {sum(cells.values())} ({listed(cells, 3)}); "
                f"split=({separator!r},) would split them ({_option(separator)}). They were left whole."
            )
    return notes


def _option(separator: str) -> str:
    shown = separator.replace("\n", r"\n")
    return f'--split "{shown}"'


def _known_pieces(pieces: Sequence[str], alone: set[str]) -> bool:
    return sum(fold(piece) in alone for piece in pieces if piece.strip()) >= 1 and len(pieces) > 1


def _longer(separator: str, cell: str) -> bool:
    """Whether a longer separator that holds this one is what stands in the cell: ', ' and not ','."""
    return any(separator in other and separator != other and other in cell for other in _SEPARATORS)


def kinds_by_type(parts: pd.DataFrame, organisation: pd.Series) -> tuple[dict[str, str], list[Change]]:
    """Kind of each organisation by the type that most of its rows give, and how each type was read."""
    words = folded(parts["type"])
    taken = {word: kind_of(word) for word in words.unique() if word}
    changes = []
    for word, rows in words[words != ""].value_counts(sort=False).items():
        spellings = listed(parts.loc[words == word, "type"].drop_duplicates(), 3)
        why = (
            "a word for this kind of stakeholder"
            if taken[word] != "unknown"
            else "the word names no kind of stakeholder this package knows"
        )
        changes.append(Change("type read", "organisations", int(rows), f"{spellings} → {taken[word]}", why))
    kind = looked_up(words, {word: kind for word, kind in taken.items() if kind != "unknown"})
    usual = most_frequent(kind, organisation)
    differing = kind[kind != ""].groupby(organisation[kind != ""]).nunique()
    several = differing[differing > 1]
    if len(several):
        because = "the type that most of its rows give is kept"
        changes.append(
            Change("several types for one organisation", "organisations", len(several), listed(several.index, 3), because)
        )
    return usual, changes
