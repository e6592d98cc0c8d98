"""Registers of organisations: any table of actors as entries to match names against, and the packaged list below one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from refanalysis import schema
from refanalysis.data.names.folding import fold
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

_KEYS = ("actor", "organisation")
_REQUIRED = ("name", "kind", "scope")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One organisation of a register; `aliases` are other languages, former names and usual spellings."""

    key: str
    name: str
    acronym: str = ""
    kind: str = "unknown"
    scope: str = "unknown"
    aliases: tuple[str, ...] = ()
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Entries by key, and the keys that a name, folded name, acronym or alias stands for."""

    entries: dict[str, Entry]
    names: dict[str, tuple[str, ...]]
    folded: dict[str, tuple[str, ...]]
    acronyms: dict[str, tuple[str, ...]]
    aliases: dict[str, tuple[str, ...]]


def entries(register: pd.DataFrame | None) -> tuple[Entry, ...]:
    """Entries of a register: table `organisations`, `register` or `actors`; none for None.

    Raises
    ------
    DataError
        For a column that is missing, an empty or repeated key, or an empty name.
    """
    if register is None:
        return ()
    key = next((name for name in _KEYS if name in register.columns), "")
    missing = [name for name in _REQUIRED if name not in register.columns]
    if not key or missing:
        lacking = ", ".join(([] if key else [" or ".join(_KEYS)]) + missing)
        raise DataError(
            f"register of organisations: column {lacking} is missing; accepted: actor, name, acronym, kind, scope, aliases"
        )
    columns = [key, "name", "acronym", "kind", "scope", "aliases", "source", "note"]
    cells = register.reindex(columns=columns, fill_value="").fillna("").astype("str")
    found = tuple(
        Entry(
            key=row[0],
            name=row[1],
            acronym=row[2],
            kind=row[3],
            scope=row[4],
            aliases=_listed(row[5]),
            source=row[6],
            note=row[7],
        )
        for row in cells.itertuples(index=False, name=None)
    )
    _refuse_unusable(found)
    return found


def index(found: Iterable[Entry]) -> Index:
    """The entries by every form a file may write them in."""
    every = {entry.key: entry for entry in found}
    return Index(
        entries=every,
        names=_by(every, lambda entry: [entry.name]),
        folded=_by(every, lambda entry: [fold(entry.name)]),
        acronyms=_by(every, lambda entry: [fold(entry.acronym)] if entry.acronym else []),
        aliases=_by(every, lambda entry: [fold(alias) for alias in entry.aliases]),
    )


def claimants(where: Index, folded: str) -> frozenset[str]:
    """Keys of every entry that has this folded form as its name, acronym or alias."""
    return frozenset(key for table in (where.folded, where.acronyms, where.aliases) for key in table.get(folded, ()))


def register_for(operation_register: pd.DataFrame | None = None, countries: Iterable[str] = ()) -> pd.DataFrame:
    """Table `register`: the operation's own organisations, and those of `data/organisations.csv` that it does not have.

    Parameters
    ----------
    operation_register
        Own organisations: `actors.csv` of an operation or a table `register`.
    countries
        ISO3 codes; packaged organisations of other countries are left out. Empty: none is left out.

    Notes
    -----
    Own entries win. One with the name or an alias of a packaged entry replaces it and keeps the packaged names as aliases; one
    that shares only its key replaces it altogether. A packaged entry loses an acronym or alias that an own entry claims.
    Without `countries` a packaged national organisation loses an acronym that an international one has. Each of these is told
    in `note`.
    """
    from refanalysis.data import tables

    seed = tables.table("organisations")
    wanted = set(countries)
    if wanted:
        seed = seed[(seed["iso3"] == "") | seed["iso3"].isin(wanted)]
    own = entries(operation_register)
    packaged = {entry.key: entry for entry in entries(seed)}
    if not wanted:
        packaged = _known_everywhere(packaged)
    where = index(packaged.values())
    joined = [_on_top(entry, packaged, where) for entry in own]
    replaced = {entry.key for entry in own} | {key for _, key in joined if key}
    claimed = {form: entry for entry, _ in joined for form in _forms(entry)}
    rest = [_without(entry, claimed) for key, entry in packaged.items() if key not in replaced]
    return schema.check(_as_table([entry for entry, _ in joined] + rest, operation_register), "register").reset_index(drop=True)


def _on_top(own: Entry, packaged: dict[str, Entry], where: Index) -> tuple[Entry, str]:
    """The own entry with what the packaged list adds, and the key of the packaged entry it stands for; empty when for none."""
    names = {fold(own.name), *map(fold, own.aliases)}
    same = {key for name in names for table in (where.folded, where.aliases) for key in table.get(name, ())}
    twin = packaged.get(own.key)
    if twin is not None and (twin.key in same or (own.acronym and fold(own.acronym) == fold(twin.acronym))):
        same = {own.key}
    if len(same) != 1:
        told = f"the packaged list has {own.key} for {twin.name}, which is left out" if twin is not None else ""
        return replace(own, note=_joined(own.note, told)), own.key if twin is not None else ""
    below = packaged[next(iter(same))]
    aliases = dict.fromkeys([*own.aliases, below.name, *below.aliases, *([below.acronym] if below.acronym else [])])
    known = {fold(own.name), fold(own.acronym)}
    told = f"the packaged list has kind {below.kind}" if own.kind not in ("unknown", below.kind) else ""
    return replace(
        own,
        kind=below.kind if own.kind == "unknown" else own.kind,
        scope=below.scope if own.scope == "unknown" else own.scope,
        acronym=own.acronym or below.acronym,
        aliases=tuple(alias for alias in aliases if fold(alias) not in known),
        note=_joined(own.note, told),
    ), below.key


def _known_everywhere(packaged: dict[str, Entry]) -> dict[str, Entry]:
    """Entries of which none that acts in one country has the acronym of one that acts in many."""
    wide = {
        fold(entry.acronym): entry for entry in packaged.values() if entry.acronym and entry.scope in ("global", "regional")
    }
    narrow = [entry for entry in packaged.values() if entry.scope not in ("global", "regional") and fold(entry.acronym) in wide]
    return packaged | {entry.key: _without(entry, {fold(entry.acronym): wide[fold(entry.acronym)]}) for entry in narrow}


def _without(entry: Entry, claimed: dict[str, Entry]) -> Entry:
    """A packaged entry without the acronym and aliases that own entries claim."""
    lost = [form for form in (entry.acronym, *entry.aliases) if form and fold(form) in claimed]
    told = [f"{form} stands for {claimed[fold(form)].name} here" for form in lost]
    return replace(
        entry,
        acronym="" if entry.acronym in lost else entry.acronym,
        aliases=tuple(alias for alias in entry.aliases if alias not in lost),
        note=_joined(entry.note, *told),
    )


def _as_table(found: list[Entry], own: pd.DataFrame | None) -> pd.DataFrame:
    import pandas as pd

    names = schema.TABLES["register"].names
    frame = pd.DataFrame(
        {
            "actor": [entry.key for entry in found],
            "name": [entry.name for entry in found],
            "acronym": [entry.acronym for entry in found],
            "kind": [entry.kind for entry in found],
            "scope": [entry.scope for entry in found],
            "aliases": ["; ".join(entry.aliases) for entry in found],
            "source": [entry.source for entry in found],
            "note": [entry.note for entry in found],
        },
        dtype="str",
    )
    key = next((name for name in _KEYS if own is not None and name in own.columns), "")
    for column, default in (("power", "unknown"), ("interest", "unknown"), ("position", "unknown"), ("confidence", "")):
        told = own.set_index(key)[column].to_dict() if own is not None and column in own.columns else {}
        frame[column] = [told.get(actor) or default for actor in frame["actor"]]
    return frame[names]


def _forms(entry: Entry) -> set[str]:
    return {fold(form) for form in (entry.name, entry.acronym, *entry.aliases) if form}


def _by(every: dict[str, Entry], forms: Callable[[Entry], list[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for entry in every.values():
        for form in forms(entry):
            found.setdefault(form, {})[entry.key] = None
    return {form: tuple(keys) for form, keys in found.items()}


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _joined(*sentences: str) -> str:
    return "; ".join(part for part in sentences if part)


def _refuse_unusable(found: tuple[Entry, ...]) -> None:
    seen: dict[str, int] = {}
    problems = []
    for number, entry in enumerate(found, start=1):
        where = f"register of organisations, entry {number}"
        if not entry.key or not fold(entry.name):
            problems.append(f"{where}: found key {entry.key!r} and name {entry.name!r}; accepted: both filled")
        elif entry.key in seen:
            problems.append(f"{where}: found key {entry.key!r} again, first in entry {seen[entry.key]}; accepted: once")
        seen.setdefault(entry.key, number)
    if problems:
        raise DataError(problems)
