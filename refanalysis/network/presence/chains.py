"""Who pays whom for what: chains from donor to programming to implementing organisation, and the network they make."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from refanalysis import schema
from refanalysis.data.intake import Presence
from refanalysis.network.presence.rows import (
    AT_WORK,
    PRESENT,
    WORK,
    joined,
    one_spelling,
    organisations,
    taking_part,
    words_for,
)

DOING = ("implementing", "partner")
"""Roles at the end of a chain: the implementing organisation, where none is named the partner."""

PROGRAMMING = ("programming", "leader")
"""Roles in the middle of a chain: the programming organisation, where none is named the leading one."""


def chains(presence: Presence, statuses: Sequence[str] = AT_WORK) -> pd.DataFrame:
    """Who funds whom and who hands work to whom: table `funding_chains`, most pieces of work first.

    Parameters
    ----------
    presence
        What was read.
    statuses
        Stages of the work that count.

    Notes
    -----
    In each record the donors fund the programming organisation, and where none is named the implementing one; the programming
    organisation hands work to the implementing one. Ties of an organisation to itself are left out. Records that report the
    same piece of work (implementers, sector, activity, area, period) count once.
    """
    stages = _stages(presence, statuses)
    middle = stages["programming"]
    direct = stages["doing"][~stages["doing"]["record"].isin(middle["record"])]
    paid = _tied(stages["donor"], pd.concat([middle, direct]), "funds")
    table = pd.concat([paid, _tied(middle, stages["doing"], "implements_for")], ignore_index=True)
    order = ["layer", "records", "from_organisation", "to_organisation"]
    table = table.sort_values(order, ascending=[True, False, True, True], ignore_index=True)
    return schema.check(table, "funding_chains")


def as_ties(presence: Presence, statuses: Sequence[str] = AT_WORK) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The chains as a network: tables `register` and `tie_records`, which `network.graph` takes.

    Relations are `funds` (payer to paid) and `implements_for` (implementing to programming organisation); the weight is the
    number of pieces of work. Actors are all organisations named, under the name the file gives them.
    """
    those = organisations(presence)
    unknown = dict.fromkeys(("power", "interest", "position"), "unknown")
    empty = dict.fromkeys(("acronym", "aliases", "confidence", "source", "note"), "")
    register = those[["organisation", "kind", "scope"]].rename(columns={"organisation": "actor"})
    register = register.assign(name=register["actor"], **unknown, **empty)
    edges = chains(presence, statuses)
    back = edges["layer"] == "implements_for"
    ties = pd.DataFrame(
        {
            "from_actor": edges["from_organisation"].where(~back, edges["to_organisation"]),
            "to_actor": edges["to_organisation"].where(~back, edges["from_organisation"]),
            "relation": edges["layer"],
            "weight": edges["records"].astype("float64"),
        }
    )
    ties = ties.assign(certainty=1.0, from_date=pd.NaT, to_date=pd.NaT, source=presence.report.file, note="")
    return schema.check(register, "register"), schema.check(ties, "tie_records")


def single_sources(presence: Presence, roles: Sequence[str] = PRESENT, statuses: Sequence[str] = AT_WORK) -> pd.DataFrame:
    """How many donors stand behind each organisation that does the work: table `single_sources`, fewest donors first.

    Notes
    -----
    A donor stands behind an organisation when both are named in one record, whoever is between them. Names that reading took as
    stand-ins ("Multiple donors") are no donor. `single` needs the same one donor in every piece of work: where some of it names
    none, the file cannot say.
    """
    rows = _with_work(taking_part(presence, roles, statuses))
    donors = presence.parts[presence.parts["role"] == "donor"][["record", "organisation"]].drop_duplicates()
    donors = donors[~donors["organisation"].isin(stand_ins(presence))].rename(columns={"organisation": "donor"})
    paid = rows[["record", "work", "organisation"]].merge(donors, on="record")
    paid = paid[paid["donor"] != paid["organisation"]]
    table = rows.groupby(["organisation", "kind"])["work"].nunique().rename("records").reset_index()
    known = paid.groupby("organisation")
    table["donors"] = table["organisation"].map(known["donor"].nunique()).fillna(0).astype("int64")
    table["names"] = words_for(table["organisation"], joined(paid, ["organisation"], "donor"))
    named = table["organisation"].map(known["work"].nunique()).fillna(0).astype("int64")
    table = table.assign(without_donor=table["records"] - named)
    table["single"] = (table["donors"] == 1) & (table["without_donor"] == 0)
    order = ["donors", "records", "organisation"]
    return schema.check(table.sort_values(order, ascending=[True, False, True], ignore_index=True), "single_sources")


def works(presence: Presence, statuses: Sequence[str] = AT_WORK) -> pd.DataFrame:
    """Pieces of work and who does them: columns work, record, organisation, funded (a donor is named, a stand-in too)."""
    doing = _stages(presence, statuses)["doing"]
    funded = presence.parts.loc[presence.parts["role"] == "donor", "record"]
    paid = doing["record"].isin(funded).groupby(doing["work"]).transform("any")
    return doing.assign(funded=paid.astype(bool))


def stand_ins(presence: Presence) -> set[str]:
    """Names that stand for no organisation in particular, as reading found them."""
    names = presence.report.names
    return set(names.loc[names["how"] == "placeholder", "organisation"])


def _stages(presence: Presence, statuses: Sequence[str]) -> dict[str, pd.DataFrame]:
    """By stage of the chain: work, record, organisation."""
    doing = taking_part(presence, DOING, statuses)
    every = presence.records[presence.records["status"].isin(list(statuses))]
    team = joined(doing, ["record"])
    every = _with_work(every.assign(organisation=words_for(every["record"], team)))
    works = every[["record", "work"]]
    found = {"donor": taking_part(presence, ("donor",), statuses), "programming": taking_part(presence, PROGRAMMING, statuses)}
    found["doing"] = doing
    return {name: rows[["record", "organisation"]].merge(works, on="record") for name, rows in found.items()}


def _with_work(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the number of the piece of work they report."""
    spelt = rows.assign(activity=one_spelling(rows["activity"]))
    return spelt.assign(work=spelt.groupby(["organisation", *WORK], sort=False).ngroup())


def _tied(first: pd.DataFrame, then: pd.DataFrame, layer: str) -> pd.DataFrame:
    """Ties from organisations of one stage to those of the next, with how many pieces of work make them."""
    both = first.merge(then[["record", "organisation"]], on="record", suffixes=("_from", "_to"))
    both = both[both["organisation_from"] != both["organisation_to"]]
    names = {"organisation_from": "from_organisation", "organisation_to": "to_organisation"}
    counts = both.rename(columns=names).groupby([*names.values()])["work"].nunique().rename("records")
    return counts.reset_index().assign(layer=layer)
