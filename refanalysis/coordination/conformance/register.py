"""What an operation has on record, in the terms of the rules: who stands for which body, and which ties say so."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from refanalysis import data, schema
from refanalysis.coordination.guidance import Guidance
from refanalysis.coordination.views import name_of
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import datetime

    import pandas as pd

SAYS = {
    "funds": "funds",
    "implements_for": "implements for",
    "coordinates": "coordinates with",
    "leads": "leads",
    "reports_to": "reports to",
    "informs": "informs",
    "licenses": "licenses",
    "contracts": "contracts",
    "provides_service": "provides a service to",
    "advocates_to": "speaks up to",
    "member_of": "is a member of",
}
CERTAIN = 0.5  # a tie less certain than a toss of a coin shows nothing


class Tie(NamedTuple):
    """A tie on record."""

    source: str
    target: str
    relation: str
    certainty: float


class Shown(NamedTuple):
    """A relation on record that shows an edge type: which way it runs, and what its absence tells."""

    relation: str
    direction: str
    told_by: str
    telling: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The register of an operation.

    Attributes
    ----------
    names
        Short name of each actor, and of each sector whose leaders the presence table gives.
    scopes, kinds
        Scope and kind of each actor.
    standing
        Actors by body they stand for.
    seated
        The same, with the sectors of the presence table as stand-ins for their fora.
    ties
        Ties that hold on the day asked about.
    shown
        By edge type: the relations that show it.
    complete
        Whether it lists every forum of the operation.
    """

    names: Mapping[str, str]
    scopes: Mapping[str, str]
    kinds: Mapping[str, str]
    standing: Mapping[str, tuple[str, ...]]
    seated: Mapping[str, tuple[str, ...]]
    ties: tuple[Tie, ...]
    shown: Mapping[str, tuple[Shown, ...]]
    complete: bool

    def sentence(self, tie: Tie) -> str:
        """A tie in words."""
        return f"{self.names[tie.source]} {SAYS[tie.relation]} {self.names[tie.target]}"

    def heads(self, forum: str) -> list[Tie]:
        """Ties that say who leads a forum."""
        own = set(self.seated.get(forum, ()))
        return [tie for tie in self.ties if tie.relation == "leads" and tie.target in own]


def register(
    actors: pd.DataFrame, ties: pd.DataFrame, presence: pd.DataFrame | None, standing: pd.DataFrame, guidance: Guidance,
    *, complete: bool = False, on: datetime.date | None = None,
) -> Register:  # fmt: skip
    """The register in the terms of the rules.

    Raises
    ------
    DataError
        Naming ends of ties that are no actors.
    """
    strangers = sorted({*ties["from_actor"], *ties["to_actor"]} - set(actors["actor"]))
    if strangers:
        raise DataError([f"ties: {name!r} is not in actors; accepted: a row for it there" for name in strangers[:5]])
    found = [Tie(row.from_actor, row.to_actor, row.relation, float(row.certainty)) for row in _holding(ties, on)]
    names = {row.actor: row.acronym or row.name for row in actors.itertuples(index=False)}
    bodies = {body: tuple(own) for body, own in standing.groupby("body")["actor"]}
    seated = dict(bodies)
    for row in _holding(presence, on) if presence is not None else ():
        if row.role == "leader" and row.sector in guidance.sectors and row.organisation in names:
            mark, forum = f"sector:{row.sector}", guidance.forum(row.sector)
            if any(
                tie.source == row.organisation and tie.relation == "leads" and tie.target in bodies.get(forum, ())
                for tie in found
            ):
                continue
            names[mark] = f"the {guidance.sectors[row.sector]['label'].split(' (')[0].lower()} sector"
            seated[forum] = tuple(dict.fromkeys([*seated.get(forum, ()), mark]))
            found.append(Tie(row.organisation, mark, "leads", 1.0))
    return Register(
        names=names,
        scopes=dict(zip(actors["actor"], actors["scope"], strict=True)),
        kinds=dict(zip(actors["actor"], actors["kind"], strict=True)),
        standing=bodies,
        seated=seated,
        ties=tuple(sorted(set(found))),
        shown=_evidence(),
        complete=complete,
    )


def standing_for(actors: pd.DataFrame, guidance: Guidance, roles: pd.DataFrame | None = None) -> pd.DataFrame:
    """Table `standing_for`: which body of the rules each actor was taken for, and why.

    An actor that `roles` names stands for the bodies given there and no other. Any other stands for the body whose name it
    bears, as its key, acronym or name, and for the bodies that the rows of `stand_ins` give to its name or kind. An actor
    may stand for several bodies, a body may have several actors; most actors stand for none.

    Raises
    ------
    DataError
        Naming roles of unknown actors or bodies.
    """
    import pandas as pd

    own = _stated(actors, guidance, roles)
    rules = data.table("stand_ins").to_dict("records")
    rows = []
    for actor in actors.itertuples(index=False):
        if actor.actor in own:
            rows += [(actor.actor, actor.name, body, name_of(body, guidance), "roles.csv") for body in own[actor.actor]]
        else:
            rows += [(actor.actor, actor.name, body, name_of(body, guidance), basis)
                     for body, basis in _matched(actor, rules, guidance)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=schema.TABLES["standing_for"].names)
    frame = frame.drop_duplicates(["actor", "body"]).sort_values(["body", "actor"], ignore_index=True)
    return schema.check(frame, "standing_for")


def _stated(actors: pd.DataFrame, guidance: Guidance, roles: pd.DataFrame | None) -> dict[str, list[str]]:
    if roles is None:
        return {}
    known = {*guidance.bodies, *(guidance.forum(sector) for sector in guidance.sectors)}
    found = [f"roles, actor: {name!r} is not in actors.csv" for name in roles["actor"] if name not in set(actors["actor"])]
    found += [
        f"roles, body: found {name!r}; accepted: a body of bodies.csv, or the forum of a sector such as "
        f"{guidance.forum('health') if 'health' in guidance.sectors else 'SECTOR_WG_HEALTH'}"
        for name in roles["body"]
        if name not in known
    ]
    if found:
        raise DataError(found)
    return {actor: list(own) for actor, own in roles.groupby("actor")["body"]}


def _matched(actor: NamedTuple, rules: Iterable[Mapping[str, str]], guidance: Guidance) -> Iterator[tuple[str, str]]:
    """(body, basis) for an actor that roles.csv does not name."""
    called = {_plain(text) for text in (actor.actor, actor.acronym, actor.name) if text}
    for body, row in guidance.bodies.items():
        if row["actor_kind"] == actor.kind and {_plain(body), _plain(row["label"])} & called:
            yield body, "name"
    for row in rules:
        if row["kind"] != actor.kind or _said(row["other_than"], called):
            continue
        if not row["names"] and not row["words"]:
            yield row["body"], "kind"
        elif called & set(_parts(row["names"])) or _said(row["words"], called):
            yield row["body"], "name"


def _said(cell: str, called: Collection[str]) -> bool:
    """Whether one of the words of a cell stands, as whole words, in a name."""
    return any(re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", name) for word in _parts(cell) for name in called)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _plain(text: str) -> str:
    return text.replace("_", " ").casefold().strip()


def _holding(frame: pd.DataFrame, on: datetime.date | None) -> Iterator[NamedTuple]:
    """Rows that hold on a day; every row when none is asked for."""
    import pandas as pd

    if on is not None and len(frame):
        day = pd.Timestamp(on)
        first, last = (pd.to_datetime(frame[name]) for name in ("from_date", "to_date"))
        frame = frame[(first.isna() | (first <= day)) & (last.isna() | (last >= day))]
    yield from frame.itertuples(index=False)


def _evidence() -> dict[str, tuple[Shown, ...]]:
    frame = data.table("evidence")
    return {
        edge_type: tuple(Shown(row.relation, row.direction, row.told_by, bool(row.telling)) for row in own.itertuples())
        for edge_type, own in frame.groupby("edge_type")
    }
