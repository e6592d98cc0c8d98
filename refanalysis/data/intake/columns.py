"""What hashtag and heading together say of each column; where they contradict one another, which was followed and why."""

from __future__ import annotations

from dataclasses import dataclass

from refanalysis.data.intake.grid import Grid, letter
from refanalysis.data.intake.headings import meaning_of
from refanalysis.data.intake.meanings import Meaning
from refanalysis.data.intake.tags import is_old, meaning_of_debris, meaning_of_tag, parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a grid and what it is taken for; `filled` is the share of its cells that hold something."""

    position: int
    heading: str
    tag: str
    filled: float
    what: str
    part: str = ""
    role: str = ""
    language: str = ""
    rank: int = 0
    because: str
    read_as: str = ""

    @property
    def tagged(self) -> bool:
        """Whether it has a hashtag."""
        return parsed(self.tag) is not None


_NEAR = ({"sector", "subsector"}, {"period", "from_date", "to_date"}, {"activity", "subsector"}, {"activity", "sector"})
_WHY_NOT = {
    "personal": "may name persons: never read",
    "count": "counts organisations and does not name them",
    "other": "nothing this reader uses",
}


def candidates(grid: Grid) -> tuple[list[Column], list[str]]:
    """Each column with what its hashtag and heading say, and sentences on what is odd about them."""
    share = (grid.cells != "").mean() if len(grid.cells) else None
    found, notes = [], list(_odd_tags(grid))
    for position, (heading, tag) in enumerate(zip(grid.headings, grid.tags, strict=True)):
        meaning, against = _meaning(heading, tag)
        if against:
            notes.append(f"Column {letter(position)}: {against}.")
        because = meaning.word + (f"; {against}" if against else "")
        if meaning.what in _WHY_NOT:
            because = f"{because}: {_WHY_NOT[meaning.what]}"
        filled = float(share.iloc[position]) if share is not None else 0.0
        if meaning.what and not filled:
            because = f"empty ({because})"
        found.append(
            Column(
                position=position,
                heading=heading,
                tag=tag,
                filled=filled,
                what=meaning.what,
                part=meaning.part,
                role=meaning.role,
                language=meaning.language,
                rank=meaning.rank,
                because=because,
            )
        )
    return found, notes


def _odd_tags(grid: Grid) -> list[str]:
    notes = []
    used = [tag for tag in grid.tags if tag]
    if not any(map(parsed, used)):
        return notes
    debris = [tag for tag in used if parsed(tag) is None]
    old = [tag for tag in used if parsed(tag) is not None and is_old(tag)]
    if debris:
        notes.append(
            f"Row {grid.tag_rows[0]} holds text that is no hashtag: {', '.join(map(repr, debris))}; headings decide there."
        )
    if old:
        notes.append(f"Hashtags from before HXL 1.0: {', '.join(map(repr, old))}; read in their later form.")
    if len(grid.tag_rows) > 1:
        notes.append(f"Hashtags stand in rows {', '.join(map(str, grid.tag_rows))}; each column has the first it is given.")
    return notes


def _meaning(heading: str, tag: str) -> tuple[Meaning, str]:
    """What a column is, and how its hashtag and heading contradict each other; empty when they do not."""
    by_tag, by_heading = meaning_of_tag(tag), meaning_of(heading)
    if by_heading:
        by_heading = by_heading._replace(word=f"heading word {by_heading.word!r}")
    if by_tag is None and by_heading is None:
        by_tag = meaning_of_debris(tag)
        unknown = "neither hashtag nor heading is known" if tag or heading else "neither hashtag nor heading"
        return by_tag or Meaning("", word=unknown), ""
    if by_tag is None:
        return by_heading, ""
    if by_tag.what == "other" and by_heading and by_heading.what == "personal":
        return by_heading, ""
    if by_heading is None or by_tag.what in ("personal", "other"):
        return by_tag, ""
    return _both(by_tag, by_heading, tag, heading)


def _both(by_tag: Meaning, by_heading: Meaning, tag: str, heading: str) -> tuple[Meaning, str]:
    if by_heading.what == "personal":
        return by_heading, ""
    if by_tag.what != by_heading.what:
        return _level_or_conflict(by_tag, by_heading, tag, heading)
    language = by_tag.language or by_heading.language
    part, against = by_tag.part or by_heading.part, ""
    stated = by_tag.part and (by_tag.part != "name" or by_heading.part)
    if by_tag.what == "organisation" and stated and by_tag.part != (by_heading.part or "name"):
        other = by_heading.part or "name"
        against = f"hashtag {tag!r} says {by_tag.part}, heading {heading!r} says {other}; the hashtag was followed"
    role, word = by_tag.role or by_heading.role, by_tag.word
    if by_tag.role and by_heading.role not in ("", by_tag.role, "partner"):
        if by_tag.role == "partner":
            role, word = by_heading.role, by_heading.word
            against = (
                f"hashtag {tag!r} says partner, heading {heading!r} says {role}, which is the narrower; the heading was "
                "followed"
            )
        else:
            against = (
                f"hashtag {tag!r} says {by_tag.role}, heading {heading!r} says {by_heading.role}; the hashtag was followed"
            )
    elif by_heading.role and not by_tag.role:
        word = f"{by_tag.word} with {by_heading.word}"
    return by_tag._replace(part=part, role=role, language=language, word=word), against


def _level_or_conflict(by_tag: Meaning, by_heading: Meaning, tag: str, heading: str) -> tuple[Meaning, str]:
    """A hashtag with a level and a heading with a word for a place agree; other differences are contradictions."""
    merged = by_tag._replace(language=by_tag.language or by_heading.language)
    is_place = by_tag.what[:3] == "adm" or by_tag.what == "site"
    if "status" in (by_tag.what, by_heading.what) and by_heading.word.split("'")[1] in ("estado", "etat", "state"):
        return merged, ""
    if is_place and (by_heading.what in ("place", "site") or (by_tag.what == "site" and by_heading.what[:3] == "adm")):
        return merged._replace(part=by_tag.part or by_heading.part, rank=by_heading.rank), ""
    if {by_tag.what, by_heading.what} in _NEAR or by_heading.what == "other":
        return merged, ""
    if by_heading.what == "count" and by_tag.what == "organisation":
        return by_heading, f"hashtag {tag!r} says organisation, heading {heading!r} says a number; the heading was followed"
    return merged, f"hashtag {tag!r} says {by_tag.what}, heading {heading!r} says {by_heading.what}; the hashtag was followed"
