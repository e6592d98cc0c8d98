"""What a column holds, whichever of its hashtag and its heading says so."""

from __future__ import annotations

from typing import NamedTuple


class Meaning(NamedTuple):
    """What a column holds.

    `what` is organisation, sector, subsector, activity, adm0 to adm5, place (a level that only its neighbours tell), site,
    status, period, from_date, to_date, people, role, or a reason to leave the column out: count, personal, other.
    `part` is name, acronym, type, code or empty; `role` is the part an organisation plays, empty when it is not said;
    `rank` orders places from large to small; `word` is what decided.
    """

    what: str
    part: str = ""
    role: str = ""
    language: str = ""
    rank: int = 0
    word: str = ""


LANGUAGES = {
    "en": "en", "english": "en", "anglais": "en", "ingles": "en",
    "fr": "fr", "french": "fr", "francais": "fr", "frances": "fr",
    "es": "es", "spanish": "es", "espanol": "es", "espagnol": "es", "espanhol": "es",
    "pt": "pt", "portuguese": "pt", "portugues": "pt", "portugais": "pt",
    "ar": "ar", "arabic": "ar", "arabe": "ar",
}  # fmt: skip
LEFT_OUT = ("count", "personal", "other")
