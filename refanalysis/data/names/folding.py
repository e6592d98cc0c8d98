"""One form for spellings that differ in nothing a reader would call a difference; acronyms and the names they stand for."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "&": " and "})
_APOSTROPHES = re.compile("['’‘`´ʼ]")
_DASH = re.compile(r"\s+[-–—]\s*|\s*[-–—:]\s+")
_BRACKETS = re.compile(r"^([^()]+?)\s*\(([^()]+)\)$")
# Words that acronyms leave out, in the languages such files are written in.
_SMALL = """a an and at by for from in of on or the to with au aux d da das de del della delle der des di die do dos du e ed
el en et fur i il l la las le les lo los o para per pour sur the und y"""
_FOR_NONE = """na none nil unknown notspecified notapplicable unspecified various several multiple multipledonors multipledonor
multi other others tbd tobedetermined tobeconfirmed tbc donor donors partner partners private internalfund internalfunds
internalresources ownfund ownfunds selffunded self autre autres divers inconnu plusieurs otro otros varios desconocido
ninguno aucun"""
SMALL_WORDS = frozenset(_SMALL.split())
_PLACEHOLDERS = frozenset(_FOR_NONE.split())


def cleaned(text: str) -> str:
    """`text` with every run of blanks, non-breaking ones included, as one blank, and none at its ends."""
    return " ".join(str(text).replace("\u200b", "").split())


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """Words of a name in plain small letters: without accents, punctuation and "the"; "&" is "and"."""
    small = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", str(text)).casefold().translate(_LETTERS))
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", small) if not unicodedata.combining(letter))
    spaced = "".join(letter if letter.isalnum() else " " for letter in plain)
    return tuple(word for word in spaced.split() if word != "the")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The form two spellings share when they differ only in case, blanks, accents, punctuation, "the" or "&".

    Empty when nothing but punctuation is left. Words such as "Ltd" or "Foundation" stay: they may tell two bodies apart.

    Examples
    --------
    >>> fold("MSF - H") == fold("msf-h")
    True
    """
    return "".join(words(text)) or "".join(unicodedata.normalize("NFKC", str(text)).casefold().split())


def is_placeholder(text: str) -> bool:
    """Whether a cell stands for no organisation in particular: "Multiple donors", "TBD", "-"."""
    return not words(text) or fold(text) in _PLACEHOLDERS


def is_acronym(text: str) -> bool:
    """Whether a name is one short word, written at least half in capitals."""
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return " " not in text.strip() and 2 <= len(letters) <= 12 and capitals >= 2 and 2 * capitals >= len(letters)


@lru_cache(maxsize=65536)
def initials(text: str) -> frozenset[str]:
    """First letters of the words of a name, with and without its small words; empty for a single word."""
    every = words(text)
    large = [word for word in every if word not in SMALL_WORDS]
    if len(large) < 2:
        return frozenset()
    return frozenset({"".join(word[0] for word in chosen) for chosen in (every, large)})


def name_and_acronym(text: str) -> tuple[str, str] | None:
    """The two parts of "Name (ACRONYM)", "ACRONYM (Name)", "ACRONYM - Name" or "Name - ACRONYM"; None for any other form."""
    shape = _BRACKETS.match(text)
    split = list(shape.groups()) if shape else _DASH.split(text)
    if len(split) != 2 or not all(words(part) for part in split):
        return None
    first, second = (cleaned(part) for part in split)
    if is_acronym(second) and not is_acronym(first):
        return first, second
    return (second, first) if is_acronym(first) or len(first) < len(second) else (first, second)


def slashed(text: str) -> list[str]:
    """The parts of "A / B" and "A/B"; empty when there is no stroke."""
    return [cleaned(part) for part in text.split("/") if words(part)] if "/" in text else []
