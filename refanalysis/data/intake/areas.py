"""The area of each row: the finest level that is filled well enough, its codes where it has them, its names where not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from refanalysis.data.intake.area_names import names_as_areas
from refanalysis.data.intake.changes import Change, listed
from refanalysis.data.intake.folding import folded, looked_up, most_frequent, one_spelling
from refanalysis.data.intake.mapping import Mapped

if TYPE_CHECKING:
    import pandas as pd

LEVELS = ("adm0", "adm1", "adm2", "adm3", "adm4", "adm5", "site")
_ENOUGH = 0.8
_WITHIN = "; "


@dataclass(frozen=True, slots=True, kw_only=True)
class Areas:
    """Area, its name and the larger areas around it, for each row; what was changed to get there, and what to know of it."""

    table: pd.DataFrame
    level: str
    changes: tuple[Change, ...]
    notes: tuple[str, ...]


def areas(cells: pd.DataFrame, found: Mapped, level: str = "") -> Areas:
    """The area of each row.

    Parameters
    ----------
    cells
        Cells of the rows that are used, by position of the column.
    level
        adm0 to adm5 or site; empty means the finest administrative level of which at least 80 % of the rows have a code or a
        name, and sites where there is no administrative level.

    Raises
    ------
    ValueError
        For a level that the file does not have.
    """
    import pandas as pd

    there = [
        each
        for each in LEVELS
        if _column(cells, found, each, "name") is not None or _column(cells, found, each, "code") is not None
    ]
    if level and level not in there:
        raise ValueError(
            f"area: the file has no column for {level!r}; accepted: {', '.join(there) or 'none, as it has no place'}"
        )
    if not there:
        empty = pd.DataFrame(dict.fromkeys(("area", "area_name", "within"), ""), index=cells.index, dtype="str")
        return Areas(table=empty, level="", changes=(), notes=("No column says where the work is done.",))
    shares = {each: _filled(cells, found, each) for each in there}
    chosen = level or _finest(shares)
    names, changes = {}, []
    for each in there:
        column = _column(cells, found, each, "name")
        if column is not None:
            names[each], more = one_spelling(column, f"{each} name")
            changes += more
    code = _column(cells, found, chosen, "code")
    above = [each for each in there[: there.index(chosen)] if each in names]
    table, more, notes = _identified(names, code, chosen, above)
    return Areas(table=table, level=chosen, changes=(*changes, *more), notes=(_stated(chosen, shares, bool(level)), *notes))


def _column(cells: pd.DataFrame, found: Mapped, level: str, part: str) -> pd.Series | None:
    read_as = f"{level} {part}" if level != "site" else "site" if part == "name" else "site code"
    position = found.one(read_as)
    return None if position is None else cells[position]


def _filled(cells: pd.DataFrame, found: Mapped, level: str) -> float:
    columns = [column for part in ("name", "code") if (column := _column(cells, found, level, part)) is not None]
    filled = columns[0] != ""
    for column in columns[1:]:
        filled |= column != ""
    return float(filled.mean()) if len(filled) else 0.0


def _finest(shares: dict[str, float]) -> str:
    levels = [level for level in shares if level not in ("site", "adm0")]
    good = [level for level in levels if shares[level] >= _ENOUGH]
    if good:
        return good[-1]
    if not levels and shares.get("site", 0) >= _ENOUGH:
        return "site"
    return max(levels or list(shares), key=lambda level: shares[level])


def _stated(chosen: str, shares: dict[str, float], by_caller: bool) -> str:
    listed_shares = ", ".join(f"{level} {share:.0%}" for level, share in shares.items())
    why = "the finest that is filled well enough" if shares[chosen] >= _ENOUGH else "the best filled, as none is filled well"
    why = "as stated by the caller" if by_caller else why
    return f"Areas are those of level {chosen}, {why}; rows filled: {listed_shares}."


def _identified(
    names: dict[str, pd.Series], code: pd.Series | None, chosen: str, above: list[str]
) -> tuple[pd.DataFrame, list[Change], list[str]]:
    import pandas as pd

    index = code.index if code is not None else names[chosen].index
    blank = pd.Series("", index=index, dtype="str")
    name = names.get(chosen, blank)
    parent = names[above[-1]] if above else blank
    within = _joined([names[level] for level in above], blank)
    changes, notes = [], []
    if code is not None and (code != "").any():
        largest = names[above[0]] if above else blank
        code, changes, notes = _codes(code, name, parent, largest, chosen)
    else:
        code = blank
    alone, more, said = names_as_areas(name, parent, code == "", chosen)
    area = code.where(code != "", alone)
    table = pd.DataFrame({"area": area, "area_name": name, "within": within}, dtype="str")
    return _one_name_each(table), [*changes, *more], [*notes, *said]


def _joined(levels: list[pd.Series], blank: pd.Series) -> pd.Series:
    within = blank
    for names in levels:
        both = (within != "") & (names != "")
        within = within.where(names == "", within + looked_up(both, {True: _WITHIN}) + names)
    return within.astype("str")


def _codes(
    code: pd.Series, name: pd.Series, parent: pd.Series, largest: pd.Series, level: str
) -> tuple[pd.Series, list[Change], list[str]]:
    """Codes, filled in or mended where the file itself says how, and what is odd about them."""
    import numpy as np

    code, changes = one_spelling(code, f"{level} code")
    usual = _usual_length(code)
    odd = (code != "") & (code.str.len() != usual)
    place = folded(parent) + "\n" + folded(name)
    stray = _stray(code, name, largest)
    own = _own_codes(code.where(~odd & ~stray, ""), name, place)
    finer = odd & np.array([mine.startswith(short) for mine, short in zip(own, code, strict=True)], dtype=bool)
    same = "the same name in the same larger area has one code in this file, and that code mostly this name"
    for what, rows, why in (
        ("area code filled in", code == "", same),
        ("area code replaced", odd & finer, f"it is the beginning of a code of {usual} signs; {same}"),
    ):
        mended = rows & (own != "")
        changes += _listed(what, f"{level} code", code, own, mended, name, why)
        code = code.where(~mended, own)
    because = "name and largest area both differ from what this code mostly stands for; the code was not used for these rows"
    changes += _listed("area code of another place", f"{level} code", code, own, stray, name, because)
    code = code.where(~stray, own)
    changes += _flagged(level, code, (code != "") & (code.str.len() != usual), usual, name)
    changes += _disagreements(level, code, name, place)
    return code, changes, _schemes(code, level)


def _stray(code: pd.Series, name: pd.Series, largest: pd.Series) -> pd.Series:
    """True for codes that stand mostly for another name in another one of the largest areas."""
    names, tops = folded(name), folded(largest)
    usual_name, usual_top = (looked_up(code, most_frequent(each, code)) for each in (names, tops))
    return (code != "") & (names != "") & (tops != "") & (names != usual_name) & (tops != usual_top)


def _own_codes(code: pd.Series, name: pd.Series, place: pd.Series) -> pd.Series:
    """The code of each place that has one code only and one that stands mostly for the name of the place; else empty."""
    names = folded(name)
    known = (name != "") & (code != "")
    per_place = code[known].groupby(place[known]).agg(["nunique", "first"])
    single = per_place.loc[per_place["nunique"] == 1, "first"].to_dict()
    mutual = most_frequent(names[known], code[known])
    own = looked_up(place, single)
    return own.where((name != "") & (looked_up(own, mutual) == names), "")


def _usual_length(code: pd.Series) -> int:
    filled = code[code != ""]
    return int(filled.str.len().value_counts().idxmax())


def _listed(
    what: str, column: str, before: pd.Series, after: pd.Series, rows: pd.Series, name: pd.Series, why: str
) -> list[Change]:
    if not rows.any():
        return []
    first = rows.idxmax()
    example = f"row {first}, {name[first]}: {before[first]!r} → {after[first]!r}"
    return [Change(what, column, int(rows.sum()), example, why)]


def _flagged(level: str, code: pd.Series, odd: pd.Series, usual: int, name: pd.Series) -> list[Change]:
    if not odd.any():
        return []
    first = odd.idxmax()
    lengths = ", ".join(f"{rows} of {size} signs" for size, rows in code[odd].str.len().value_counts().items())
    because = (
        f"most codes of this level have {usual} signs; {lengths}, as codes of another level or scheme have, stay as written"
    )
    return [
        Change(
            "area code of another length",
            f"{level} code",
            int(odd.sum()),
            f"row {first}, {name[first]}: {code[first]!r}",
            because,
        )
    ]


def _disagreements(level: str, code: pd.Series, name: pd.Series, place: pd.Series) -> list[Change]:
    """Codes with several names, and names with several codes within one larger area."""
    both = (code != "") & (name != "")
    found = []
    for what, by, of, because in (
        ("several names for one code", code, name, "the code tells the area; the most frequent name is shown"),
        ("several codes for one name", place, code, "kept apart: the code tells the area"),
    ):
        values = of[both] if of is code else folded(of[both])
        counts = values.groupby(by[both]).nunique()
        many = counts[counts > 1]
        if len(many):
            rows = both & by.isin(many.index)
            first = by[rows].iloc[0]
            label = str(first).split("\n")[-1] or "no name"
            values = listed(of[rows & (by == first)].drop_duplicates())
            found.append(Change(what, level, int(rows.sum()), f"{label}: {values}; {len(many)} such cases", because))
    return found


def _schemes(code: pd.Series, level: str) -> list[str]:
    """A sentence when codes begin with different letters, as codes of two schemes or two countries do."""
    letters = code[code != ""].str.extract(r"^([A-Za-z]+)", expand=False).dropna().value_counts()
    if len(letters) < 2:
        return []
    each = ", ".join(f"{start}… {count} rows" for start, count in letters.head(5).items())
    return [
        f"Codes of level {level} begin in {len(letters)} ways ({each}): one place may stand under two codes; they "
        "were not joined."
    ]


def _one_name_each(table: pd.DataFrame) -> pd.DataFrame:
    """One name and one chain of larger areas for each area: the most frequent."""
    named = table["area"] != ""
    for column in ("area_name", "within"):
        usual = looked_up(table["area"], most_frequent(table.loc[named, column], table.loc[named, "area"]))
        table[column] = table[column].where(~named, usual)
    return table
