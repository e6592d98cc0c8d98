"""One spelling for cells that differ only by case, blanks or accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from refanalysis.data.intake.changes import Change, difference

if TYPE_CHECKING:
    import pandas as pd

# Controls that are no blanks, and marks for the direction of writing, among others.
_CONTROLS = dict.fromkeys((*range(0x09), *range(0x0E, 0x1C), 0x7F))
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u061c")) | _CONTROLS
_INVISIBLE |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "‘": "'", "–": "-", "—": "-"})


def clean(cell: str) -> str:
    r"""The cell without blanks around it and with single blanks inside; non-breaking and invisible blanks count as blanks.

    Lines stay apart, as each may hold an organisation of its own; empty ones are left out.

    Examples
    --------
    >>> clean(" Un\xa0Agency\t")
    'Un Agency'
    """
    plain = cell if cell.isascii() and cell.isprintable() else cell.translate(_INVISIBLE)
    if "\n" not in plain and "\r" not in plain:
        return " ".join(plain.split())
    return "\n".join(filter(None, (" ".join(line.split()) for line in plain.splitlines())))


def one_line(cells: pd.Series) -> pd.Series:
    """The cells with a blank for each line break."""
    return cells.str.replace("\n", " ") if cells.str.contains("\n", regex=False).any() else cells


def fold(text: str) -> str:
    """The text without accents, in small letters, with single blanks.

    Examples
    --------
    >>> fold("Mise en  ŒUVRE")
    'mise en oeuvre'
    """
    small = " ".join(clean(text).casefold().split())
    if small.isascii():
        return small
    # Signs such as the one for "service mark" turn into capitals only when they are taken apart.
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", small).casefold())
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(plain.translate(_LIGATURES).split())


def looked_up(keys: pd.Series, words: Mapping[str, str], missing: str = "") -> pd.Series:
    """The word for each key, `missing` where there is none."""
    import numpy as np
    import pandas as pd

    codes, distinct = pd.factorize(keys)
    # A key that is missing has code -1, which takes the last word.
    taken = np.array([*(words.get(key, missing) for key in distinct), missing], dtype=object)
    return pd.Series(taken[codes], index=keys.index, dtype="str")


def folded(cells: pd.Series) -> pd.Series:
    """Each cell folded; each spelling once, so that long columns are cheap."""
    return looked_up(cells, {cell: fold(cell) for cell in cells.unique()})


def most_frequent(cells: pd.Series, groups: pd.Series) -> dict[str, str]:
    """The most frequent filled cell of each group, the first met where several are."""
    import pandas as pd

    filled = cells != ""
    counted = pd.DataFrame({"group": groups[filled], "cell": cells[filled]})
    sizes = counted.groupby(["group", "cell"], sort=False).size().rename("rows").reset_index()
    first = sizes.sort_values("rows", ascending=False, kind="stable").drop_duplicates("group")
    return dict(zip(first["group"], first["cell"], strict=True))


def one_spelling(cells: pd.Series, column: str) -> tuple[pd.Series, list[Change]]:
    """`cells` with the most frequent spelling of each value, and what that changed."""
    keys = folded(cells)
    chosen = looked_up(keys, most_frequent(cells, keys))
    because = "equal but for case, blanks and accents; the most frequent spelling is kept"
    return chosen, difference("one spelling", column, cells, chosen, because)
