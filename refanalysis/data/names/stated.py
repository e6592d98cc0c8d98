"""What a file itself says about names: which acronym it writes beside which name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from refanalysis.data.names.folding import cleaned, fold, initials, name_and_acronym

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A name with the acronym a file gives it; `whole` is the cell both stand in, empty when they stand in two columns."""

    name: str
    acronym: str
    whole: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the acronym is made of the first letters of the name."""
        return fold(self.acronym) in initials(self.name)


def stated_in(spellings: Iterable[str], written: pd.Series, acronyms: pd.Series | None) -> list[Stated]:
    """Every name with an acronym that the file states, in one cell or in two columns, each once.

    Raises
    ------
    ValueError
        When `acronyms` has another length than `written`.
    """
    found = [Stated(name=pair[0], acronym=pair[1], whole=each) for each in spellings if (pair := name_and_acronym(each))]
    if acronyms is None:
        return found
    if len(acronyms) != len(written):
        raise ValueError(f"acronyms: found {len(acronyms)} cells; accepted: {len(written)}, one for each name")
    cells = zip(written.fillna("").astype("str"), acronyms.fillna("").astype("str"), strict=True)
    for name, acronym in dict.fromkeys(cells):
        alone, known = name_and_acronym(cleaned(name)) or (cleaned(name), "")
        if fold(alone) and fold(acronym) and fold(acronym) not in (fold(alone), fold(known)):
            found.append(Stated(name=alone, acronym=cleaned(acronym)))
    return found


def meanings(stated: Iterable[Stated]) -> dict[str, dict[str, Stated]]:
    """For each folded acronym the folded names it is stated for, each with one statement."""
    found: dict[str, dict[str, Stated]] = {}
    for each in stated:
        found.setdefault(fold(each.acronym), {}).setdefault(fold(each.name), each)
    return found
