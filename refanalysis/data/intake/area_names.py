"""Names that serve as areas where there are no codes: one name in two larger areas, and names that look alike."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from refanalysis.data.intake.changes import Change, listed
from refanalysis.data.intake.folding import fold, folded, looked_up

if TYPE_CHECKING:
    import pandas as pd

_ALIKE = 85
# Eastern and Western Equatoria are spelled alike and are two places.
_SIDES = re.compile(
    r"\b(?:(?:north|south|east|west)(?:ern)?|nord|sud|est|ouest|norte|sur|sul|este|leste|oeste|upper|lower|haut|haute|bas|basse"
    r"|alto|alta|bajo|baja|baixo|central|centre|centro|\d+)\b"
)
_MOST = 1500
# "Zone 1" and "Block B" are in every camp, "Centre" in many regions: they tell nothing of the larger area.
_NUMBERED = re.compile(r"\d|\b[a-z]\b|\b[ivx]+$")
_SPELLINGS = 3


def names_as_areas(
    name: pd.Series, parent: pd.Series, needed: pd.Series, level: str
) -> tuple[pd.Series, list[Change], list[str]]:
    """Names as areas for the rows that need one, with the larger area added to names that occur in several, and notes.

    Larger areas that hold mostly the same names, or whose own names are alike, are one area in two spellings: they add nothing.
    """
    rows = needed & (name != "")
    if not rows.any():
        return name.where(rows, ""), [], []
    inside = rows & (parent != "")
    pairs = {(fold(within), each) for within, each in zip(parent[inside], name[inside], strict=True)}
    same = _same_parents(pairs)
    groups: dict[str, set[str]] = {}
    for within, each in pairs:
        groups.setdefault(each, set()).add(same.get(within, within))
    shared = inside & name.isin([each for each, found in groups.items() if len(found) > 1])
    spellings = dict(zip(folded(parent), parent, strict=True))
    one_parent = looked_up(folded(parent), {each: spellings[same.get(each, each)] for each in spellings})
    area = name.where(~shared, name + " (" + one_parent + ")").where(rows, "")
    changes = [
        Change("name used as area", level, int(rows.sum()), f"row {rows.idxmax()}: {name[rows.idxmax()]!r}", "it has no code")
    ]
    if shared.any():
        first = shared.idxmax()
        because = "the name occurs in several larger areas, which are taken for several places"
        changes.append(
            Change(
                "larger area added to a name",
                level,
                int(shared.sum()),
                f"row {first}: {name[first]!r} → {area[first]!r}",
                because,
            )
        )
    notes = [
        f"{spellings[other]!r} and {spellings[one]!r} were taken for one larger area in two spellings: "
        "they hold the same places or are spelled alike."
        for one, other in same.items()
    ][:5]
    return area.astype("str"), changes, notes + _alike(name[rows].drop_duplicates(), level)


def _same_parents(pairs: set[tuple[str, str]]) -> dict[str, str]:
    """For each larger area that is another one in other words, that other one; only those that share a name are compared."""
    from rapidfuzz import fuzz

    children: dict[str, set[str]] = {}
    parents: dict[str, set[str]] = {}
    for parent, child in pairs:
        children.setdefault(parent, set()).add(child)
        parents.setdefault(child, set()).add(parent)
    meeting = {pair for found in parents.values() if len(found) > 1 for pair in combinations(sorted(found), 2)}
    same: dict[str, str] = {}
    for one, other in sorted(meeting):
        shared = children[one] & children[other]
        common = sum(len(parents[child]) <= _SPELLINGS and not _NUMBERED.search(child) for child in shared)
        mostly = common >= 2 and 2 * common > min(len(children[one]), len(children[other]))
        if mostly or (fuzz.ratio(one, other) >= _ALIKE and _sides(one) == _sides(other)):
            same.setdefault(other, same.get(one, one))
    return same


def _sides(name: str) -> set[str]:
    """Words for a direction or a part, and numbers."""
    return set(_SIDES.findall(name))


def _alike(names: pd.Series, level: str) -> list[str]:
    """A sentence on names of areas that look alike, none of which were joined."""
    from rapidfuzz import fuzz, process

    known = sorted(names)
    if len(known) > _MOST:
        return []
    words = _without_common(known)
    scores = process.cdist(words, words, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    found = [f"{known[i]} / {known[j]}" for i, j in zip(*scores.nonzero(), strict=True) if i < j]
    if not found:
        return []
    return [f"Names of level {level} that look alike and were kept apart: {listed(found)}."]


def _without_common(names: list[str]) -> list[str]:
    """Folded names without words that many of them share, such as 'governorate'."""
    parts = [fold(name).split() for name in names]
    counts = Counter(word for words in parts for word in set(words))
    common = {word for word, count in counts.items() if count > max(2, len(names) / 10)}
    return [" ".join(word for word in words if word not in common) or " ".join(words) for words in parts]
