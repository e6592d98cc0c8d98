"""Organisation names resolved: what each spelling of a file is taken as, and what a person should look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from refanalysis import schema
from refanalysis.data.names import register as registers
from refanalysis.data.names.decisions import decided
from refanalysis.data.names.folding import cleaned, fold, is_placeholder, name_and_acronym, slashed
from refanalysis.data.names.grouping import KEY, Groups, decided_groups
from refanalysis.data.names.likeness import NEAREST
from refanalysis.data.names.proposing import MOST, THRESHOLD, Named, proposals
from refanalysis.data.names.stated import Stated, meanings, stated_in

if TYPE_CHECKING:
    import pandas as pd

_PLACEHOLDER = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """How the names of a file were taken.

    `names` is table `import_names`, a row for each distinct spelling; `proposals` is table `name_proposals`; `taken` holds
    organisation, key, kind and scope by spelling; `notes` are sentences on what a reader must know.
    """

    names: pd.DataFrame
    proposals: pd.DataFrame
    taken: pd.DataFrame
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """One distinct cell: as written, without surplus blanks, its folded form, and how often it stands in the file."""

    written: str
    clean: str
    form: str
    rows: int


def resolve(
    written: pd.Series,
    register: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    fuzzy: bool = True,
    acronyms: pd.Series | None = None,
) -> Resolution:
    """What each organisation name of a file is taken as, and names that may be the same for a person to decide.

    Parameters
    ----------
    written
        Cells, repeats included; empty ones are passed over.
    register
        Known organisations, such as `register_for(...)`; None: names are only compared with one another.
    decisions
        Table `name_proposals` as `read_decisions` gives it.
    fuzzy
        Whether names that are merely alike are proposed.
    acronyms
        The acronym each row gives beside the name, row by row; further evidence, never enough by itself.

    Notes
    -----
    In this order: a decision; the register's name exactly; folded (case, blanks, accents, punctuation, "the", "&"); its
    acronym, when no other entry has it; an alias. "Name (ACRONYM)" is taken as an entry when both parts agree on it, and as
    another name of the file when the acronym is made of that name's first letters. Spellings that fold alike are one
    organisation, labelled by its most frequent spelling, the first met when several are. Nothing is merged because it is alike.

    Raises
    ------
    DataError
        For decisions that contradict one another, or a register that cannot be used.
    ValueError
        When `acronyms` has another length than `written`.
    """
    index = registers.index(registers.entries(register))
    rows = decided(decisions)
    split = {cleaned(one) for one, other, _, word in rows if word == "different" and fold(one) == fold(other)}
    spellings = _spellings(written, split)
    stated = stated_in([each.clean for each in spellings], written, acronyms)
    groups, asked, notes = _decided(rows, split, index, {each.form for each in spellings})
    joined = _joined(groups, spellings, index, stated, asked)
    labels = _labels(spellings, groups)
    names = _names(spellings, groups, index, joined, asked, labels)
    found = proposals(_named(spellings, groups, index, labels), index, stated, groups, fuzzy)
    if len(found):
        notes.append(
            f"names at least {THRESHOLD:.2f} alike are proposed, at most {MOST} for each, of the {NEAREST} "
            "that share most letters; none was merged for being alike"
        )
    return Resolution(names=_together(names), proposals=found, taken=_taken(names, index), notes=tuple(notes))


def _spellings(written: pd.Series, split: set[str]) -> list[Spelling]:
    """Distinct cells in the order they are met; a placeholder and a spelling decided to differ have forms of their own."""
    counts = written.dropna().astype("str").value_counts(sort=False)
    found = []
    for cell, rows in counts.items():
        clean = cleaned(str(cell))
        form = f"{_PLACEHOLDER}{fold(clean)}" if is_placeholder(clean) else _form(clean, split)
        if clean:
            found.append(Spelling(written=str(cell), clean=clean, form=form, rows=int(rows)))
    return found


def _form(text: str, split: set[str]) -> str:
    clean = cleaned(text)
    return f"{fold(clean)}|{clean}" if clean in split else fold(clean)


def _decided(
    rows: list[tuple[str, str, str, str]], split: set[str], index: registers.Index, present: set[str]
) -> tuple[Groups, set[str], list[str]]:
    """Sets that decisions join, the forms they were asked about, and notes on names they do not find."""
    same, different, label, notes = [], [], {}, []
    asked = set()
    for one, other, key, word in rows:
        form, target = _form(one, split), KEY + key if key in index.entries else _form(other, split)
        label |= {form: one, target: other}
        if form not in present:
            notes.append(f"decisions on names: {one!r} is not in this file")
        elif key and key not in index.entries:
            notes.append(f"decisions on names: {key!r} is no key of the register; {other!r} was looked for by its name")
        elif not key and target not in present and not registers.claimants(index, target):
            notes.append(f"decisions on names: {other!r} is neither in this file nor in the register")
        (same if word == "same" else different).append((form, target))
        asked |= {form} if word == "same" else set()
    return decided_groups(same, different, label), asked, notes


def _joined(
    groups: Groups, spellings: list[Spelling], index: registers.Index, stated: list[Stated], asked: set[str]
) -> dict[str, str]:
    """What joined each form to its organisation; `groups` is completed on the way."""
    links = [
        *_matches(spellings, groups, index, stated),
        *_by_parts(spellings, index),
        *_by_statement(spellings, index, stated),
    ]
    rank = {how: place for place, how in enumerate(("exact", "folded", "acronym", "alias"))}
    how_of: dict[str, str] = {}
    for form, target, how in sorted(links, key=lambda link: (link[0] in asked, rank[link[2]])):
        if groups.join(form, target):
            how_of.setdefault(form, how)
            how_of.setdefault(target, how)
    return how_of


def _matches(
    spellings: list[Spelling], groups: Groups, index: registers.Index, stated: list[Stated]
) -> Iterator[tuple[str, str, str]]:
    """Form, key and how for every name that an entry of the register has alone."""
    exact = {each.form for each in spellings if each.written in index.names}
    forms = dict.fromkeys([each.form for each in spellings])
    forms |= dict.fromkeys([*groups.above, *groups.above.values(), *(form for pair in groups.apart for form in pair)])
    forms |= dict.fromkeys(fold(each.name) for each in stated)
    for form in forms:
        plain = form.partition("|")[0]
        if plain.startswith((KEY, _PLACEHOLDER)):
            continue
        if plain in index.folded:
            keys, how = index.folded[plain], "exact" if form in exact else "folded"
        else:
            keys, how = tuple(registers.claimants(index, plain)), "acronym" if plain in index.acronyms else "alias"
        if len(keys) == 1:
            yield form, KEY + keys[0], how


def _by_parts(spellings: list[Spelling], index: registers.Index) -> Iterator[tuple[str, str, str]]:
    """Form, key and how where the parts of "Name (ACRONYM)" or "A / B" all agree on one entry of the register."""
    for each in spellings:
        pair = name_and_acronym(each.clean)
        for parts, how in ((list(pair or ()), "acronym"), (slashed(each.clean), "alias")):
            claims = [registers.claimants(index, fold(part)) for part in parts]
            agreed = frozenset.intersection(*claims) if len(claims) > 1 else frozenset()
            if len(agreed) == 1:
                yield each.form, KEY + next(iter(agreed)), how


def _by_statement(spellings: list[Spelling], index: registers.Index, stated: list[Stated]) -> Iterator[tuple[str, str, str]]:
    """Form, form and how where the file writes an acronym beside the name whose first letters it is."""
    for cell in spellings:
        for each in (statement for statement in stated if statement.whole == cell.clean and statement.agrees):
            if not _contradicted(each, index):
                yield cell.form, fold(each.name), "acronym"
    for acronym, names in meanings(stated).items():
        name, each = next(iter(names.items()))
        claimed = registers.claimants(index, acronym)
        if len(names) == 1 and each.agrees and claimed <= registers.claimants(index, name):
            yield acronym, name, "acronym"


def _contradicted(each: Stated, index: registers.Index) -> bool:
    """Whether the register gives the acronym to others than the organisation it gives the name to."""
    claimed, named = registers.claimants(index, fold(each.acronym)), registers.claimants(index, fold(each.name))
    return bool(claimed) and bool(named) and not claimed & named


def _labels(spellings: list[Spelling], groups: Groups) -> dict[str, str]:
    """The most frequent spelling of each set, by the form that stands for the set."""
    counts: dict[str, Counter[str]] = {}
    for each in spellings:
        counts.setdefault(groups.top(each.form), Counter())[each.clean] += each.rows
    return {top: count.most_common(1)[0][0] for top, count in counts.items()}


def _names(
    spellings: list[Spelling],
    groups: Groups,
    index: registers.Index,
    joined: dict[str, str],
    asked: set[str],
    labels: dict[str, str],
) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for each in spellings:
        organisation, key = labels[groups.top(each.form)], groups.key(each.form)
        how = _how(each, organisation, index.entries.get(key), joined, asked)
        rows.append((each.written, organisation, key, how, each.rows))
    frame = pd.DataFrame(rows, columns=schema.TABLES["import_names"].names)
    return schema.check(frame, "import_names")


def _together(names: pd.DataFrame) -> pd.DataFrame:
    """The spellings of one organisation below one another, the most frequent first."""
    small = names["organisation"].str.casefold()
    return (
        names.assign(small=small).sort_values(["small", "rows"], ascending=[True, False])[names.columns].reset_index(drop=True)
    )


def _how(
    each: Spelling,
    organisation: str,
    entry: registers.Entry | None,
    joined: dict[str, str],
    asked: set[str],
) -> str:
    if each.form.startswith(_PLACEHOLDER):
        return "placeholder"
    if each.form in asked:
        return "decision"
    if entry is not None and each.form in joined:
        how = joined[each.form]
        return ("exact" if each.written == entry.name else "folded") if how in ("exact", "folded") else how
    if entry is not None:
        return "decision"
    if each.written == organisation:
        return "new"
    return "folded" if fold(each.clean) == fold(organisation) else joined.get(each.form, "decision")


def _named(spellings: list[Spelling], groups: Groups, index: registers.Index, labels: dict[str, str]) -> list[Named]:
    """The organisations of the file as they go into the search for others like them."""
    found: dict[str, list[Spelling]] = {}
    for each in spellings:
        if not each.form.startswith(_PLACEHOLDER):
            found.setdefault(groups.top(each.form), []).append(each)
    return [
        Named(
            label=labels[top],
            key=groups.key(top),
            form=members[0].form,
            spellings=tuple(dict.fromkeys(each.clean for each in members)),
            rows=sum(each.rows for each in members),
        )
        for top, members in found.items()
    ]


def _taken(names: pd.DataFrame, index: registers.Index) -> pd.DataFrame:
    unknown = registers.Entry(key="", name="")
    known = [index.entries.get(key, unknown) for key in names["key"]]
    frame = names.set_index("written")[["organisation", "key"]]
    return frame.assign(kind=[entry.kind for entry in known], scope=[entry.scope for entry in known])
