"""How alike two names are, and in words what speaks for and against their being one organisation."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from refanalysis.data.names.folding import SMALL_WORDS, initials, words
from refanalysis.data.names.places import COUNTRIES, GENERAL, LEGAL, country_name, without_country

if TYPE_CHECKING:
    import numpy as np

NEAREST = 30
_SHORT = 6
_AT_ONCE = 500
_REJECTED = 0.8  # a whole word differs: the rest of the name counts for little


def near(names: list[str], others: list[str], cutoff: float) -> tuple[np.ndarray, np.ndarray]:
    """Positions in `names` and `others` of the pairs that share enough letters to be looked at, in any order of words.

    Each name has its `NEAREST` at most: of thousands of names such as "Association of … women" nearly all are alike.

    Parameters
    ----------
    cutoff
        Smallest share of letters in common [share].
    """
    import numpy as np

    if not names or not others:
        return np.empty(0, dtype=int), np.empty(0, dtype=int)
    ordered = [" ".join(sorted(words(name))) for name in names], [" ".join(sorted(words(name))) for name in others]
    closed = ["".join(words(name)) for name in names], ["".join(words(name)) for name in others]
    left, right = [], []
    for start in range(0, len(names), _AT_ONCE):
        pairs = [(one[start : start + _AT_ONCE], other) for one, other in (ordered, closed)]
        rows, columns = _nearest(pairs, cutoff)
        left.append(rows + start)
        right.append(columns)
    return np.concatenate(left), np.concatenate(right)


def _nearest(pairs: list[tuple[list[str], list[str]]], cutoff: float) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the pairs above the cutoff in either of two spellings, of each name with the `NEAREST` others."""
    import numpy as np
    from rapidfuzz import fuzz, process

    shares = np.maximum(*(process.cdist(*pair, scorer=fuzz.ratio, score_cutoff=100 * cutoff, dtype=np.uint8) for pair in pairs))
    for row in np.nonzero((shares > 0).sum(axis=1) > NEAREST + 1)[0]:  # one of them is the name itself
        shares[row, np.argsort(255 - shares[row], kind="stable")[NEAREST + 1 :]] = 0
    return np.nonzero(shares)


def likeness(one: str, other: str) -> tuple[float, str]:
    """Score between 0 and 1 of two names, and what it rests on; 0 when what differs tells them apart."""
    from rapidfuzz.distance import OSA

    first, second = words(one), words(other)
    listed = any(mark in text for mark in "/,;" for text in (one, other))
    if len(first) == len(second) == 1 and min(len(first[0]), len(second[0])) <= _SHORT:
        return _short(first[0], second[0])
    only_first, only_second = _rest(first, second), _rest(second, first)
    if not only_first and not only_second:
        return 0.97, "same words in another order"
    if not only_first or not only_second:
        if listed:
            return 0.0, "several organisations in one cell"
        return _added(only_first or only_second, first if not only_first else second, _share(first, second))
    left, right = "".join(only_first), "".join(only_second)
    if _places(first) != _places(second) and (_places(first) and _places(second)):
        return 0.0, f"another country: {left}, {right}"
    distance, length = OSA.distance(left, right), min(len(left), len(right))
    swapped = sorted(left) == sorted(right)
    if distance == 1 and (length >= 5 or (length >= 4 and len(left) != len(right))):
        return 0.95, f"{'two letters swapped' if swapped else 'one letter differs'}: {left}, {right}"
    if distance == 2 and length >= 6 and (left.startswith(right) or right.startswith(left)):
        return 0.9, f"another ending: {left}, {right}"
    if distance == 2 and length >= 8:
        return 0.9, f"two letters differ: {left}, {right}"
    part = "last part differs" if (only_first[-1], only_second[-1]) == (first[-1], second[-1]) else "a word differs"
    against = f"{part}: {' '.join(only_first)}, {' '.join(only_second)}"
    if distance <= 0.2 * length:
        return _share(first, second), f"a few letters differ: {left}, {right}"
    return _REJECTED * _share(first, second), f"alike in the rest; {against}"


def _short(one: str, other: str) -> tuple[float, str]:
    """Short forms are alike only when letters are swapped or doubled: any other letter makes another organisation."""
    from rapidfuzz.distance import OSA

    if OSA.distance(one, other) != 1 or min(len(one), len(other)) < 3:
        return 0.0, f"another short form: {one}, {other}"
    if sorted(one) == sorted(other):
        return 0.85, f"two letters swapped: {one}, {other}"
    if len(one) != len(other) and _undoubled(one) == _undoubled(other):
        return 0.85, f"a letter doubled: {one}, {other}"
    return 0.0, f"another short form: {one}, {other}"


def _added(extra: tuple[str, ...], shorter: tuple[str, ...], share: float) -> tuple[float, str]:
    """Score and reason when one name is the other with words added."""
    told = " ".join(extra)
    if set(extra) <= LEGAL:
        return 0.95, f"legal form added: {told}"
    if set(extra) <= SMALL_WORDS:
        return 0.95, f"only small words differ: {told}"
    if "".join(extra) in initials(" ".join(shorter)):
        return 0.95, f"its acronym added: {told}"
    if extra in COUNTRIES:
        return 0.9 * (without_country((*shorter, *extra))[1] != ""), f"same name with a country added: {country_name(extra)}"
    if set(extra) <= GENERAL | SMALL_WORDS and len("".join(shorter)) >= 4:
        return 0.85, f"a general word added: {told}"
    return share, f"words added: {told}"


def _places(name: tuple[str, ...]) -> str:
    return without_country(name)[1]


def _rest(name: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Words of a name that the other lacks, in order."""
    if len(set(name)) == len(name):
        return tuple(word for word in name if word not in other)
    left = Counter(name) - Counter(other)
    found = []
    for word in reversed(name):
        if left[word] > 0:
            found.append(word)
            left[word] -= 1
    return tuple(reversed(found))


def _share(first: tuple[str, ...], second: tuple[str, ...]) -> float:
    from rapidfuzz import fuzz

    ordered = fuzz.ratio(" ".join(sorted(first)), " ".join(sorted(second)))
    return max(ordered, fuzz.ratio("".join(first), "".join(second))) / 100


def _undoubled(word: str) -> str:
    return "".join(letter for before, letter in zip(" " + word, word, strict=False) if letter != before)
