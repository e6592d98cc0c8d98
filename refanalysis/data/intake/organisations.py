"""Who takes which part in each record, names resolved against a register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from refanalysis import schema
from refanalysis.data.intake.cells import kinds_by_type, split_cells
from refanalysis.data.intake.changes import Change, listed
from refanalysis.data.intake.folding import fold, folded, looked_up, most_frequent
from refanalysis.data.intake.vocabulary import NOBODY_IN_PARTICULAR, ONLY_A_KIND, kind_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Parts with organisations resolved, the tables on names, and what was changed and noted on the way."""

    parts: pd.DataFrame
    names: pd.DataFrame
    proposals: pd.DataFrame
    changes: tuple[Change, ...]
    notes: tuple[str, ...]


def named(
    cells: pd.DataFrame,
    split: Sequence[str] = (),
    register: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    fuzzy: bool = True,
) -> Named:
    """Parts of records with each organisation under one name.

    Parameters
    ----------
    cells
        Columns row, role, written, acronym, type, as `organisation_cells` gives them.
    register
        The operation's own organisations, put above the packaged ones.
    """
    from refanalysis.data.names import register_for, resolve

    known_names = register_for(register)
    parts, changes, notes = split_cells(cells, split, _whole(cells["written"], known_names) if split else ())
    vague = _vague(parts["written"])
    known = parts[~vague]
    resolution = resolve(known["written"], known_names, decisions, fuzzy=fuzzy, acronyms=known["acronym"])
    taken = parts.assign(**_looked_up(parts["written"], resolution.taken, _one_word(parts["written"])))
    usual, more = kinds_by_type(taken, taken["organisation"])
    by_type = looked_up(taken["organisation"], usual, "unknown")
    generic = looked_up(
        folded(parts["written"]), {word: kind_of(word) for word in folded(parts.loc[vague, "written"]).unique()}, "unknown"
    )
    kind = taken["kind"].where(taken["kind"] != "unknown", by_type)
    taken["kind"] = kind.where(~vague | (kind != "unknown"), generic)
    names = _with_vague(resolution.names, taken[vague])
    said = [*notes, *resolution.notes, *_about_vague(parts.loc[vague, "written"])]
    return Named(parts=taken, names=names, proposals=resolution.proposals, changes=(*changes, *more), notes=tuple(said))


def _whole(written: pd.Series, register: pd.DataFrame) -> frozenset[str]:
    """Cells that are, as a whole, the name or another name of one organisation in the register."""
    from refanalysis.data.names import register as registers
    from refanalysis.data.names.folding import fold as folded_name

    index = registers.index(registers.entries(register))
    return frozenset(cell for cell in written.unique() if len(registers.claimants(index, folded_name(cell))) == 1)


def _looked_up(written: pd.Series, taken: pd.DataFrame, otherwise: pd.Series) -> dict[str, pd.Series]:
    """Organisation, key, kind and scope of each cell; the cell itself and unknowns where it was not resolved."""
    known = written.isin(taken.index)
    found = {
        name: looked_up(written, taken[name].to_dict(), missing)
        for name, missing in (("key", ""), ("kind", "unknown"), ("scope", "unknown"))
    }
    return {"organisation": looked_up(written, taken["organisation"].to_dict()).where(known, otherwise), **found}


def _vague(written: pd.Series) -> pd.Series:
    """True for cells that name nobody in particular: 'Multiple donors', or only a type such as 'Government'."""
    from refanalysis.data.names import is_placeholder

    words = {cell: fold(cell) for cell in written.unique()}
    vague = {cell: word in NOBODY_IN_PARTICULAR or is_placeholder(cell) or word in ONLY_A_KIND for cell, word in words.items()}
    return written.isin([cell for cell, is_vague in vague.items() if is_vague])


def _one_word(written: pd.Series) -> pd.Series:
    """Each cell in the most frequent spelling of its words."""
    keys = folded(written)
    return looked_up(keys, most_frequent(written, keys))


def _with_vague(names: pd.DataFrame, vague: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    counted = vague.groupby(["written", "organisation"], sort=False).size().rename("rows").reset_index()
    extra = counted.assign(key="", how="placeholder")
    if extra.empty:
        return names
    every = pd.concat([names, extra[list(names.columns)]], ignore_index=True) if len(names) else extra
    return schema.check(every, "import_names")


def _about_vague(written: pd.Series) -> list[str]:
    if written.empty:
        return []
    return [
        f"Cells that name nobody in particular: {len(written)} ({listed(written.drop_duplicates())}); each is kept as an "
        "organisation of its own, marked placeholder, and is no organisation to count."
    ]
