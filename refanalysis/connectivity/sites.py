"""Status of each site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from refanalysis import schema, words
from refanalysis.connectivity.country import sim_legality
from refanalysis.connectivity.statements import SERVICES, last_year, ranked

if TYPE_CHECKING:
    import pandas as pd

FULL_SERVICE = ("5G", "4G", "3G", "mobile_internet")
CHECKED = {
    "coordinates": "where the site is",
    "refugees": "how many are refugees",
    "asylum_seekers": "how many are asylum-seekers",
    "settlement": "rural or urban",
    "accommodation": "kind of site",
    "service": "which radio service there is",
    "operator": "which operators are there",
    "year": "when service was last looked at",
    "power": "which power there is",
    "sim_legality": "whether people may hold SIM cards",
}
_BEST = ["site_id", "level", "service", "operator", "date", "last_year", "source", "quality", "note"]


def site_status(
    sites: pd.DataFrame,
    coverage: pd.DataFrame,
    facts: pd.DataFrame,
    *,
    as_of: int,
    age_limit: int = 3,
    full_service: Sequence[str] = FULL_SERVICE,
) -> pd.DataFrame:
    """One row per site: best service known, since when, on whose word, and what is not known; table `site_status`.

    Parameters
    ----------
    sites
        Table `sites`.
    coverage
        Table `coverage`; rows of other sites are left aside, and so are rows without site_id: what is said of a whole operation
        says nothing of one site.
    facts
        Table `country_facts`.
    as_of
        Year in which the ages of statements are counted [year].
    age_limit
        Years after which what is known counts as old [year]. The default is a convention of ours, not a norm.
    full_service
        Services that make a site served when present.

    Returns
    -------
    pandas.DataFrame
        In the order of `sites`. The status is served (full service present), partly_served (partial, or 2G, a Wi-Fi point or a
        satellite terminal only), planned, not_served (full service stated as absent) or unknown. Of several statements on
        one operator and service the latest counts; of what then remains, the best.

    Raises
    ------
    ValueError
        For a negative `age_limit`, or a service that is not one of table `coverage`.
    DataError
        When sim_legality of a country is not yes, conditional, no or unknown.

    Notes
    -----
    A statement in `sites` that has no row in `coverage` is not read by guesswork: the status stays unknown, the reason says so.
    """
    _refuse(age_limit, full_service)
    rows = ranked(coverage[coverage["site_id"].isin(sites["site_id"])], full_service)
    frame = _with_best(sites.reset_index(drop=True), rows)
    frame = _with_uncoded(frame)
    frame = frame.assign(**_ages(frame, as_of, age_limit), reason=_reasons(frame, rows))
    unknown = _unknown_fields(frame, facts)
    frame = frame.assign(unknown=unknown.sum(axis=1), unknown_fields=_named(unknown))
    return schema.check(frame[schema.TABLES["site_status"].names], "site_status")


def _refuse(age_limit: int, full_service: Sequence[str]) -> None:
    if age_limit < 0:
        raise ValueError(f"age_limit is {age_limit}; accepted: 0 years or more")
    unknown = [service for service in full_service if service not in SERVICES]
    if unknown:
        raise ValueError(f"full_service names {', '.join(unknown)}; accepted: {', '.join(SERVICES)}")


def _with_best(sites: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """`sites` with the best statement of each; what a site has no statement on is empty and unknown."""
    best = rows.drop_duplicates("site_id")[_BEST].rename(columns={"level": "status", "date": "stated", "last_year": "year"})
    frame = sites.merge(best, on="site_id", how="left")
    text = ["status", "service", "operator", "stated", "source", "quality", "note"]
    frame[text] = frame[text].fillna("").astype("str")
    return frame.assign(status=frame["status"].where(frame["status"] != "", "unknown"), year=frame["year"].astype("Int64"))


def _with_uncoded(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with source and year of those published statements that no coverage row takes up."""
    uncoded = (frame["stated"] == "") & (frame["coverage_published"] != "")
    taken = {
        "stated": "coverage_year",
        "source": "coverage_source",
        "quality": "coverage_quality",
        "operator": "operators_published",
    }
    filled = {name: frame[name].where(~uncoded, frame[given]) for name, given in taken.items()}
    years = frame["coverage_year"].map(last_year).astype("Int64")
    return frame.assign(**filled, year=frame["year"].where(~uncoded, years), uncoded=uncoded)


def _ages(frame: pd.DataFrame, as_of: int, age_limit: int) -> dict[str, pd.Series]:
    age = (as_of - frame["year"]).clip(lower=0)
    return {"age": age, "old": (age > age_limit) & (frame["status"] != "unknown")}


def _reasons(frame: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """A sentence or two for each site: every statement in short, and the note on the best one."""
    short = rows["service"].map(words.label) + " " + rows["status"]
    stated = short.groupby(rows["site_id"], sort=False).agg(lambda each: words.listed(list(dict.fromkeys(each))))
    reasons = []
    for row in frame.itertuples():
        if row.uncoded:
            reasons.append(f"published, but not coded as a coverage row: {row.coverage_published}")
        elif row.stated:
            reasons.append(". ".join(part for part in (words.capital(stated[row.site_id]), row.note) if part))
        else:
            reasons.append("nothing was published on service at this site")
    return reasons


def _unknown_fields(frame: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Whether each field of `CHECKED` is unknown, one row per site."""
    import pandas as pd

    legal = [iso3 for iso3, answer in sim_legality(facts).items() if answer != "unknown"]
    named = (frame["operators_published"] != "") | ~frame["operator"].isin(["", "unknown"])
    unknown = {
        "coordinates": frame["lat"].isna() | frame["lon"].isna(),
        "refugees": frame["refugees"].isna(),
        "asylum_seekers": frame["asylum_seekers"].isna(),
        "settlement": frame["settlement"] == "unknown",
        "accommodation": frame["accommodation"] == "unknown",
        "service": frame["status"] == "unknown",
        "operator": ~named,
        "year": frame["year"].isna(),
        "power": frame["power_published"] == "",
        "sim_legality": ~frame["iso3"].isin(legal),
    }
    return pd.DataFrame(unknown)[list(CHECKED)].astype("bool")


def _named(unknown: pd.DataFrame) -> list[str]:
    return [";".join(name for name, missing in row.items() if missing) for row in unknown.to_dict("records")]
