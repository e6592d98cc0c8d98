"""What HXL hashtags say a column holds.

libhxl decides what a hashtag is (`Column.parse`: blanks, case, tabulators). Its search for the row of hashtags is not used:
it gives the first such row and forgets its number, skips text that is no hashtag with a line in a log, and takes the row
above as the heading even where a legend in three languages stands there; each of these belongs in the report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from refanalysis.data.intake.headings import meaning_of
from refanalysis.data.intake.meanings import LANGUAGES, Meaning

_ENOUGH = 0.5


class Tag(NamedTuple):
    """A hashtag taken apart: its stem without '#', its attributes in order."""

    stem: str
    attributes: tuple[str, ...]


_OLD = {
    "lat_deg": ("geo", "lat"),
    "lon_deg": ("geo", "lon"),
    "org_type": ("org", "type"),
    "org_id": ("org", "code"),
    "start_date": ("date", "start"),
    "from_date": ("date", "start"),
    "end_date": ("date", "end"),
    "to_date": ("date", "end"),
    "report_date": ("date", "reported"),
    "period_date": ("date", "reported"),
    "activity_id": ("activity", "code"),
    "sector_id": ("sector", "code"),
    "country_id": ("country", "code"),
    "loc_id": ("loc", "code"),
    "aff_num": ("affected", "num"),
    "reached_num": ("reached", "num"),
    "targeted_num": ("targeted", "num"),
    "contact_name": ("contact", "name"),
    "contact_email": ("contact", "email"),
    "contact_phone": ("contact", "phone"),
    "project_status": ("status", "project"),
    **{f"adm{level}_id": (f"adm{level}", "code") for level in range(6)},
}
_ROLES = {
    "implementing": ("impl", "implementing", "implementer", "implementor", "implementation"),
    "donor": ("funder", "funding", "donor", "fund", "funded"),
    "programming": ("prog", "programming", "programme", "program", "programer"),
    "leader": ("lead", "leader", "leading"),
    "reporting": ("reporting", "report", "reported"),
    "partner": ("partner", "partners"),
}
_PARTS = {
    "acronym": ("acronym", "acro", "abbr", "abbreviation", "short", "shortname"),
    "type": ("type", "category"),
    "code": ("code", "id", "pcode", "iso3", "iso2", "v_pcode"),
    "name": ("name",),
}
_SHARES_OF_PEOPLE = {
    "f",
    "m",
    "i",
    "children",
    "adults",
    "elderly",
    "infants",
    "adolescents",
    "disabled",
    "hh",
    "girls",
    "boys",
    "women",
    "men",
    "pct",
}
_STEMS = {
    "sector": "sector",
    "cluster": "sector",
    "subsector": "subsector",
    "activity": "activity",
    "status": "status",
    "loc": "site",
    "country": "adm0",
    "period": "period",
    "contact": "personal",
}


@lru_cache(maxsize=4096)
def parsed(cell: str) -> Tag | None:
    """The hashtag in a cell, one from before HXL 1.0 in its later form; none for text that is no hashtag."""
    if not cell.lstrip().startswith("#"):
        return None
    from hxl.model import Column

    column = Column.parse(cell)
    if not column:
        return None
    stem, attributes = column.tag.removeprefix("#"), tuple(column.attribute_list)
    if stem in _OLD:
        later, attribute = _OLD[stem]
        return Tag(later, (attribute, *attributes))
    return Tag(stem, attributes)


def is_old(cell: str) -> bool:
    """Whether the cell holds a hashtag from before HXL 1.0."""
    return cell.strip().removeprefix("#").split("+")[0].strip().lower() in _OLD


def is_tag_row(row: Sequence[str]) -> bool:
    """Whether half of the filled cells or more are hashtags, and two at least."""
    filled = [cell for cell in row if cell]
    if sum(cell.startswith("#") for cell in filled) < 2:
        return False
    tags = sum(parsed(cell) is not None for cell in filled)
    return tags >= 2 and tags >= _ENOUGH * len(filled)


def meaning_of_tag(cell: str) -> Meaning | None:
    """What the hashtag says its column holds; none for a cell without a hashtag that is known."""
    tag = parsed(cell)
    if tag is None:
        return None
    found = _meaning(tag)
    language = next((LANGUAGES.get(each[2:], "other") for each in tag.attributes if re.fullmatch(r"i_[a-z]{2,3}", each)), "")
    return found._replace(language=language, word=f"tag {cell}") if found else None


def meaning_of_debris(cell: str) -> Meaning | None:
    """What the words of an illegal hashtag say, such as '#reporting+or+implementing+org?'; none when they say nothing."""
    if not cell.startswith("#") or parsed(cell) is not None:
        return None
    found = meaning_of(re.sub(r"[#+?_]+", " ", cell).strip())
    return found._replace(word=f"words of the illegal tag {cell}") if found else None


def _meaning(tag: Tag) -> Meaning | None:
    attributes = set(tag.attributes)
    if tag.stem == "org":
        return _organisation(attributes)
    if attributes & {"email", "phone", "contact"}:
        return Meaning("personal")
    part = _one(_PARTS, attributes)
    if re.fullmatch(r"adm[0-5]", tag.stem):
        return Meaning("other" if attributes & {"lat", "lon"} else tag.stem, part=part)
    if tag.stem == "date":
        return Meaning("from_date" if "start" in attributes else "to_date" if "end" in attributes else "period")
    if tag.stem == "reached" or (tag.stem in {"affected", "beneficiary"} and "reached" in attributes):
        return Meaning("other" if attributes & _SHARES_OF_PEOPLE else "people")
    what = _STEMS.get(tag.stem, "other")
    if what == "site" and attributes & {"lat", "lon", "type"}:
        return Meaning("other")
    if what == "activity" and attributes & {"start", "end", "date"}:
        return Meaning("from_date" if "start" in attributes else "to_date")
    return Meaning(what, part=part)


def _organisation(attributes: set[str]) -> Meaning:
    if attributes & {"email", "phone", "contact"}:
        return Meaning("personal")
    if attributes & {"num", "count", "total"}:
        return Meaning("count")
    if attributes & {"url", "logo", "comments", "desc", "country"}:
        return Meaning("other")
    return Meaning("organisation", part=_one(_PARTS, attributes), role=_one(_ROLES, attributes))


def _one(words: dict[str, tuple[str, ...]], attributes: set[str]) -> str:
    return next((name for name, accepted in words.items() if attributes & set(accepted)), "")
