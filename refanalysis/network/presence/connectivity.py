"""Who connects whom where, and whether an investment in connectivity is informed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from refanalysis import schema, words
from refanalysis.data.intake import Presence
from refanalysis.data.intake.folding import fold, folded
from refanalysis.network.presence.chains import PROGRAMMING
from refanalysis.network.presence.coverage import matched
from refanalysis.network.presence.leads import CONNECTIVITY, word_of
from refanalysis.network.presence.rows import CELL, PRESENT, joined, one_spelling, taking_part, words_for

STAGES = ("active", "unknown", "planned")
_EMERGENCY = ("agency", "donor")
_PLACE = ["sector", "activity", "area"]
_STAGE_ORDER = {"active": 0, "unknown": 1, "planned": 2}
_LACKING = ("absent", "partial")
_GUESSED = ("placeholder", "expert")


def who_connects(
    presence: Presence,
    sectors: Sequence[str] = CONNECTIVITY,
    activities: Sequence[str] = (),
    statuses: Sequence[str] = STAGES,
) -> pd.DataFrame:
    """Who connects whom where: table `connections`, one row for each record about connectivity.

    Parameters
    ----------
    presence
        What was read.
    sectors
        Words that make a sector count; one of up to four letters must be the whole name.
    activities
        Words that make an activity count whatever its sector, such as `internet`; none by default.
    statuses
        Stages that count, planned work included.
    """
    records = presence.records[presence.records["status"].isin(list(statuses))]
    records = records.assign(because=_because(records, sectors, activities)).query("because != ''")
    roles = {"pays": ("donor",), "programmes": PROGRAMMING, "implements": PRESENT}
    for name, those in roles.items():
        people = joined(taking_part(presence, those, statuses), ["record"])
        records = records.assign(**{name: words_for(records["record"], people)})
    records = records.assign(activity=one_spelling(records["activity"]))
    records = records.sort_values(["area", "sector", "activity", "record"], ignore_index=True)
    return schema.check(records[schema.TABLES["connections"].names], "connections")


def investment_check(
    presence: Presence,
    needs: pd.DataFrame | None = None,
    services: pd.DataFrame | None = None,
    payers: pd.DataFrame | None = None,
    after_year: int | None = None,
    lasting: Mapping[str, str] | None = None,
    sectors: Sequence[str] = CONNECTIVITY,
    activities: Sequence[str] = (),
) -> pd.DataFrame:
    """Three questions to each investment in connectivity, each pass, fail or unknown: table `investment_checks`.

    Parameters
    ----------
    presence
        What was read; work going on and planned work is asked, one investment for a sector, activity and area.
    needs
        Table `needs`.
    services
        Table `coverage` of an operation: which radio service is known at which site; its site is the area.
    payers, after_year
        Table `payers` of an operation, and the year of service from which the emergency is over [year]; both or neither.
    lasting
        Who pays after the emergency, by activity; empty when it is known that no one does. It goes before `payers`.
    sectors, activities
        Words that make a record count, as in `who_connects`.

    Raises
    ------
    ValueError
        For payers without a year or a year without payers.

    Notes
    -----
    *Meets a need*: people in need are stated for the sector and area, or a service is known to be absent or partial there;
    fails when the need is stated as 0. *Not doubled*: no other organisation has the same activity in the same sector and
    area; organisations of one record work together. *Sustained*: someone other than agency and donor pays for running it
    after the emergency; payers of quality `placeholder` or `expert` say nothing. What the tables do not say is unknown, never
    a pass.
    """
    if (payers is None) != (after_year is None):
        raise ValueError("payers and after_year go together; found one of them")
    connections = who_connects(presence, sectors, activities)
    found = connections.assign(place=folded(connections["activity"]))
    need = _need_by_cell(needs, presence)
    lacking = _lacking_by_site(services)
    later = {fold(name): payer for name, payer in (lasting or {}).items()}
    general = _after(payers, after_year)
    rows: list[dict[str, str]] = []
    for _, those in found.groupby(["sector", "place", "area"], sort=False):
        first = those.sort_values("status", key=lambda stages: stages.map(_STAGE_ORDER), kind="stable").iloc[0]
        base = {name: first[name] for name in (*_PLACE, "area_name", "status")}
        base["organisations"] = _together(those["implements"]) or _together(those["programmes"]) or "not named"
        answers = {
            "meets a need": _meets(first, need, lacking),
            "not doubled": _doubled(those),
            "sustained": _sustained(first, later, general),
        }
        rows += [{**base, "test": test, "result": result, "evidence": said} for test, (result, said) in answers.items()]
    return schema.check(pd.DataFrame(rows, columns=schema.TABLES["investment_checks"].names), "investment_checks")


def _because(records: pd.DataFrame, sectors: Sequence[str], activities: Sequence[str]) -> pd.Series:
    by_sector = records["sector"].map({name: word_of(name, sectors) for name in records["sector"].unique()})
    by_activity = records["activity"].map({name: word_of(name, activities) for name in records["activity"].unique()})
    return by_sector.where(by_sector != "", by_activity).astype("str")


def _need_by_cell(needs: pd.DataFrame | None, presence: Presence) -> Mapping[tuple[str, str], float]:
    table = matched(needs, "needs", presence.records)
    return table.set_index(CELL)["people_in_need"].to_dict()


def _lacking_by_site(services: pd.DataFrame | None) -> Mapping[str, str]:
    """What is known to be lacking at each site, in words; the latest statement on each operator and service counts."""
    if services is None or services.empty:
        return {}
    last = services.sort_values("date", kind="stable").drop_duplicates(["site_id", "operator", "service"], keep="last")
    last = last[last["status"].isin(_LACKING) & (last["site_id"] != "")]
    services = last["service"].map(words.label) + " of " + last["operator"].replace("unknown", "unknown operator")
    said = services + " is " + last["status"]
    return said.groupby(last["site_id"]).agg(", ".join).to_dict()


def _after(payers: pd.DataFrame | None, year: int | None) -> tuple[str, str]:
    """What the table of payers says of running costs after the emergency."""
    if payers is None or year is None:
        return "unknown", "no table says who pays after the emergency"
    running = payers[payers["item"].isin(["opex", ""])]
    held = running[running["to_year"].isna() | (running["to_year"] >= year)]
    if held.empty:
        return "unknown", f"payers.csv names no one for running costs from year {year} on"
    names = sorted(set(held["payer"]))
    if "quality" in held.columns and held["quality"].isin(_GUESSED).any():
        return "unknown", f"payers.csv only assumes who pays running costs from year {year} on"
    others = [name for name in names if name not in _EMERGENCY]
    who = " and ".join(words.label(name) for name in (others or names))
    if others:
        return "pass", f"{who} pays running costs from year {year} on (payers.csv, for the whole operation)"
    return "fail", f"running costs stay with {who} from year {year} on (payers.csv, for the whole operation)"


def _meets(row: pd.Series, need: Mapping[tuple[str, str], float], lacking: Mapping[str, str]) -> tuple[str, str]:
    if not row["area"]:
        return "unknown", "the file does not say where"
    people = need.get((row["sector"], row["area"]))
    if people is not None and people > 0:
        return "pass", f"{words.number(people)} people in need are stated for this sector and area"
    if row["area"] in lacking:
        return "pass", f"known there: {lacking[row['area']]}"
    if people == 0:
        return "fail", "the needs state 0 people in need for this sector and area"
    return "unknown", "no need is stated for this sector and area"


def _doubled(rows: pd.DataFrame) -> tuple[str, str]:
    first = rows.iloc[0]
    if not (first["area"] and first["activity"]):
        return "unknown", "the file does not say where" if not first["area"] else "the file does not say what is done"
    teams = [set(names.split(";")) for names in rows["implements"] if names]
    if not teams:
        return "unknown", "the file names no one who does it"
    if set.union(*teams) in teams:
        return "pass", "no other organisation has the same activity in this sector and area"
    planned = " (some of it planned)" if (rows["status"] == "planned").any() else ""
    return "fail", f"same activity, sector and area: {_together(rows['implements']).replace(';', ', ')}{planned}"


def _sustained(row: pd.Series, later: Mapping[str, str], general: tuple[str, str]) -> tuple[str, str]:
    payer = later.get(fold(row["activity"]))
    if payer is None:
        return general
    return ("pass", f"{payer} pays after the emergency") if payer else ("fail", "no one pays after the emergency")


def _together(cells: pd.Series) -> str:
    return ";".join(sorted({name for cell in cells for name in cell.split(";") if name}, key=str.casefold))
