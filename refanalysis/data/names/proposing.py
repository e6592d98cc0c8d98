"""Names that may be one organisation, with what speaks for and against it: for a person to decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from refanalysis import schema
from refanalysis.data.names.folding import fold, initials, is_acronym, words
from refanalysis.data.names.grouping import KEY, Groups
from refanalysis.data.names.likeness import likeness, near
from refanalysis.data.names.places import GENERAL, without_country
from refanalysis.data.names.register import Entry, Index
from refanalysis.data.names.stated import Stated

if TYPE_CHECKING:
    import pandas as pd

THRESHOLD = 0.8  # measured on the labelled pairs of tests/references/names/pairs.csv
MOST = 3
_LOOKED_AT = 0.7
_FEW = 3
_TELLING = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An organisation of a file or a register: its label, key, a form that finds its set, its spellings, its cells."""

    label: str
    key: str
    form: str
    spellings: tuple[str, ...]
    rows: int
    acronym: str = ""


Found = tuple[int, int, float, str]


def proposals(named: list[Named], index: Index, stated: list[Stated], groups: Groups, fuzzy: bool) -> pd.DataFrame:
    """Table `name_proposals`: for each name that no entry of the register has, at most `MOST` that it may be the same as.

    Parameters
    ----------
    named
        Organisations of the file; those with a key are only candidates.
    fuzzy
        Whether names are compared letter by letter; names that share an acronym, or differ by a country, are proposed anyway.
    """
    targets = _targets(named, index)
    sources = [place for place, each in enumerate(targets[: len(named)]) if not each.key]
    found = [*_same_forms(sources, targets), *_stated(sources, targets, stated), *_initials(sources, targets, named)]
    found += [*_countries(sources, targets), *_general(sources, targets), *(_alike(sources, targets) if fuzzy else ())]
    return _table(_best(found, targets, groups, stated), targets)


def _targets(named: list[Named], index: Index) -> list[Named]:
    """The file's organisations with what the register adds to them, then the rest of the register."""
    own = [_with_entry(each, index.entries.get(each.key)) for each in named]
    present = {each.key for each in named}
    return own + [_with_entry(None, entry) for key, entry in index.entries.items() if key not in present]


def _with_entry(each: Named | None, entry: Entry | None) -> Named:
    if entry is None:
        assert each is not None
        return each
    known = (entry.name, *entry.aliases, *([entry.acronym] if entry.acronym else []))
    spellings = tuple(dict.fromkeys([*(each.spellings if each else ()), *known]))
    label, rows = (each.label, each.rows) if each else (entry.name, 0)
    return Named(label=label, key=entry.key, form=KEY + entry.key, spellings=spellings, rows=rows, acronym=entry.acronym)


def _by_form(targets: list[Named]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, each in enumerate(targets):
        for form in {fold(text) for text in each.spellings}:
            found.setdefault(form, []).append(place)
    return found


def _same_forms(sources: list[int], targets: list[Named]) -> Iterator[Found]:
    """Short forms and names that several organisations have."""
    by_form = _by_form(targets)
    for source in sources:
        for text in targets[source].spellings:
            others = [place for place in by_form[fold(text)] if place != source]
            many = f"; {len(others)} organisations have it" if len(others) > 1 else ""
            yield from ((source, place, 0.85 if not many else 0.8, f"same short form {text}{many}") for place in others)


def _stated(sources: list[int], targets: list[Named], stated: list[Stated]) -> Iterator[Found]:
    """Names and acronyms that the file writes beside one another without more that binds them."""
    by_form, wanted = _by_form(targets), set(sources)
    for each in stated:
        name, acronym, whole = (by_form.get(fold(text), []) if text else [] for text in (each.name, each.acronym, each.whole))
        beside = f"the file writes {each.acronym} beside {each.name}"
        apart = [(name, acronym, 0.88), (acronym, name, 0.88)] if each.agrees or not each.whole else []
        for left, right, score in ((whole, name, 0.92), (whole, acronym, 0.88), *apart):
            yield from ((source, place, score, beside) for source in left if source in wanted for place in right)


def _initials(sources: list[int], targets: list[Named], named: list[Named]) -> Iterator[Found]:
    """Acronyms of the file whose letters begin the words of a name."""
    names: dict[str, list[int]] = {}
    for place, each in enumerate(targets):
        for letters in {letters for text in each.spellings for letters in initials(text) if _telling(text, letters)}:
            names.setdefault(letters, []).append(place)
    shorts: dict[str, list[int]] = {}
    for place, each in enumerate(named):
        for text in filter(is_acronym, each.spellings):
            shorts.setdefault(fold(text), []).append(place)
    for source in sources:
        own = targets[source].spellings
        for text in filter(is_acronym, own):
            others = names.get(fold(text), [])
            if len(others) <= _FEW:
                yield from (
                    (source, place, 0.85 - 0.02 * (len(others) - 1), f"{text} are its first letters") for place in others
                )
        for letters in {letters for text in own for letters in initials(text) if _telling(text, letters)}:
            others = shorts.get(letters, [])
            if len(others) <= _FEW:
                yield from ((source, place, 0.82, f"{letters.upper()} are the first letters of {own[0]}") for place in others)


def _telling(text: str, letters: str) -> bool:
    """Whether first letters say something: three at least, and not those of a government, of which there are many."""
    return len(letters) > 2 and words(text)[0] != "government"


def _countries(sources: list[int], targets: list[Named]) -> Iterator[Found]:
    """The same name with a country added on one side."""
    by_form = _by_form(targets)
    plain: dict[str, list[tuple[int, str]]] = {}
    for place, each in enumerate(targets):
        for text in each.spellings:
            rest, country = without_country(words(text))
            if country:
                plain.setdefault("".join(rest), []).append((place, country))
    for source in sources:
        for text in targets[source].spellings:
            rest, country = without_country(words(text))
            told = f"same name with a country added: {country}"
            if country:
                yield from ((source, place, 0.9, told) for place in by_form.get("".join(rest), []))
            for place, other in plain.get(fold(text), []) if not country else []:
                yield source, place, 0.86, f"same name with a country added: {other}"


def _general(sources: list[int], targets: list[Named]) -> Iterator[Found]:
    """The same name with a general word added on one side, however long: "Première Urgence" and "… Internationale"."""
    by_form, known = _by_form(targets), set(sources)
    longer: dict[str, list[tuple[int, str]]] = {}
    for place, each in enumerate(targets):
        for text in each.spellings:
            plain = "".join(word for word in words(text) if word not in GENERAL)
            if len(plain) >= _TELLING and plain != fold(text):
                longer.setdefault(plain, []).append((place, " ".join(word for word in words(text) if word in GENERAL)))
    for plain, found in longer.items():
        for short in by_form.get(plain, ()):
            for place, added in found:
                told = f"a general word added: {added}"
                yield from ((a, b, 0.85, told) for a, b in ((short, place), (place, short)) if a in known and a != b)


def _alike(sources: list[int], targets: list[Named]) -> Iterator[Found]:
    """Names that are alike letter by letter."""
    left = [(source, text) for source in sources for text in targets[source].spellings]
    right = [(place, text) for place, each in enumerate(targets) for text in each.spellings]
    met = set()
    for one, other in zip(*near([text for _, text in left], [text for _, text in right], _LOOKED_AT), strict=True):
        (source, first), (place, second) = left[one], right[other]
        pair = frozenset((left[one], right[other]))
        if source != place and pair not in met:
            met.add(pair)
            score, told = likeness(first, second)
            seen = "" if second == targets[place].label else f" ({second})"
            yield source, place, score, told + seen


def _best(found: list[Found], targets: list[Named], groups: Groups, stated: list[Stated]) -> list[Found]:
    """For each pair its best score with everything said for it, without pairs that are settled, the best few of each name."""
    beside: dict[str, set[str]] = {}
    for each in stated:
        for text in (each.name, each.whole):
            beside.setdefault(fold(text), set()).add(fold(each.acronym))
    pairs: dict[tuple[int, int], list[tuple[float, str]]] = {}
    for source, place, score, told in found:
        first, second = targets[source], targets[place]
        if source == place or score < THRESHOLD or groups.obstacle(first.form, second.form):
            continue
        if not second.key and _candidate_first(first, second):
            source, place = place, source
        pairs.setdefault((source, place), []).append((score, told))
    rows = []
    for (source, place), reasons in pairs.items():
        score, told = _weighed(sorted(set(reasons), reverse=True), targets[source], targets[place], beside)
        rows.append((source, place, score, told))
    rows.sort(key=lambda row: (-row[2], targets[row[0]].label, targets[row[1]].label))
    shown: dict[int, int] = {}
    kept = []
    for row in rows:
        shown[row[0]] = shown.get(row[0], 0) + 1
        if shown[row[0]] <= MOST:
            kept.append(row)
    return kept


def _candidate_first(one: Named, other: Named) -> bool:
    """Whether the first of two names without an entry is the likelier form: more frequent, else the shorter."""
    return (one.rows, -len(one.label), one.label) > (other.rows, -len(other.label), other.label)


def _weighed(reasons: list[tuple[float, str]], one: Named, other: Named, beside: dict[str, set[str]]) -> tuple[float, str]:
    """Score and evidence of a pair; two known acronyms that differ speak against it."""
    score = reasons[0][0] + 0.03 * (len(reasons) > 1)
    told = list(dict.fromkeys(reason for _, reason in reasons))[:2]
    first = {fold(one.acronym)} if one.acronym else {short for text in one.spellings for short in beside.get(fold(text), ())}
    if first and other.acronym and fold(other.acronym) not in first:
        score -= 0.1
        told.append(f"against it: different acronym ({' '.join(sorted(first)).upper()}, {other.acronym})")
    return min(score, 0.99), "; ".join(told)


def _table(rows: list[Found], targets: list[Named]) -> pd.DataFrame:
    import pandas as pd

    cells = [(targets[a].label, targets[b].label, targets[b].key, round(score, 2), told, "") for a, b, score, told in rows]
    frame = pd.DataFrame(cells, columns=schema.TABLES["name_proposals"].names)
    text = {name: "str" for name in frame.columns if name != "score"}
    return schema.check(frame.astype({**text, "score": "float64"}), "name_proposals")
