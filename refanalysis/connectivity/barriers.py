"""The four barriers between people and a connection, with the evidence on each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from refanalysis import schema, words
from refanalysis.connectivity.country import unknown
from refanalysis.connectivity.people import people_by_status
from refanalysis.connectivity.statements import latest
from refanalysis.schema import QUALITIES

if TYPE_CHECKING:
    import pandas as pd

BARRIERS = ("infrastructure", "devices", "price", "skills")
COUNTRY_EVIDENCE = {
    "coverage_3g": "infrastructure", "coverage_4g": "infrastructure", "mci_infrastructure": "infrastructure",
    "mci_mobile_ownership": "devices",
    "price_1gb_share_of_income": "price", "price_1gb_average": "price", "mci_affordability": "price",
    "mci_consumer_readiness": "skills", "mci_gender_gap_internet": "skills",
}  # fmt: skip
SURVEY_BARRIERS = {
    "signal_none": "infrastructure", "signal_weak": "infrastructure",
    "mobile_phone_owned": "devices", "mobile_phone_users": "devices", "mobile_phone_never_used": "devices",
    "smartphone_owned": "devices", "phone_shared": "devices", "sim_owned": "devices", "phone_ownership_gap": "devices",
    "data_spend": "price", "spend_share_of_income": "price", "price_named_as_barrier": "price",
    "cannot_read": "skills", "digital_skills": "skills", "mobile_internet_never_heard_of": "skills",
    "mobile_internet_ever_used": "skills", "mobile_internet_gap": "skills", "mobile_money_used": "skills",
}  # fmt: skip


def barriers(
    statuses: pd.DataFrame,
    country: pd.DataFrame,
    survey: pd.DataFrame | None = None,
    survey_barriers: Mapping[str, str] = SURVEY_BARRIERS,
) -> pd.DataFrame:
    """Evidence on infrastructure, devices, price and skills in one country; table `barriers`.

    Parameters
    ----------
    statuses
        Table `site_status` of the sites of the country.
    country
        Table `country_status` of the country.
    survey
        Table `survey`; None when there is none.
    survey_barriers
        Barrier that each survey indicator speaks to; an indicator that is not named speaks to none.

    Returns
    -------
    pandas.DataFrame
        By barrier: what is known of the people at the sites, then of the country as a whole. A barrier without evidence on the
        people themselves has a row that says so: figures of a country do not describe its refugees.

    Raises
    ------
    ValueError
        When `country` holds no country or several, or a survey indicator is given a barrier that does not exist.
    """
    import pandas as pd

    iso3 = _one_country(country)
    _refuse(survey_barriers)
    people = _site_rows(statuses) + _survey_rows(survey, survey_barriers)
    rows = []
    for barrier in BARRIERS:
        near = [row for row in people if row["barrier"] == barrier]
        rows += near or [_row(barrier, "none", "", "the people at the sites", unknown("no survey of the people at the sites"))]
        rows += _country_rows(country, barrier)
    return schema.check(pd.DataFrame(rows).assign(iso3=iso3), "barriers")


def _one_country(country: pd.DataFrame) -> str:
    found = sorted(set(country["iso3"]))
    if len(found) != 1:
        raise ValueError(f"country holds {words.listed(found)}; accepted: the country_status of one country")
    return found[0]


def _refuse(survey_barriers: Mapping[str, str]) -> None:
    wrong = sorted(set(survey_barriers.values()) - set(BARRIERS))
    if wrong:
        raise ValueError(f"survey_barriers names {', '.join(wrong)}; accepted: {', '.join(BARRIERS)}")


def _row(barrier: str, scope: str, indicator: str, label: str, evidence: Mapping[str, Any]) -> dict[str, Any]:
    return {"barrier": barrier, "scope": scope, "indicator": indicator, "label": label, **evidence}


def _site_rows(statuses: pd.DataFrame) -> list[dict[str, Any]]:
    """Infrastructure as known at the sites; nothing when no site's service is known."""
    shares = people_by_status(statuses).set_index("status")["share"]
    known = statuses[statuses["status"] != "unknown"]
    if known.empty or not statuses["population"].sum():
        return []
    keys = dict.fromkeys(key for cell in known["source"] for key in cell.split(";") if key)
    partly, nothing = words.share(shares["partly_served"]), words.share(shares["unknown"])
    evidence = {
        "value": float(shares["served"]),
        "text": "",
        "unit": "share",
        "year": _period(known["year"]),
        "source": ";".join(keys),
        "quality": max(known["quality"], key=QUALITIES.index),
        "status": "known",
        "note": f"{partly} more are partly served; of {nothing} nothing is known",
    }
    return [_row("infrastructure", "sites", "served_share", "people at sites where mobile internet is known", evidence)]


def _period(years: pd.Series) -> str:
    given = sorted(set(years.dropna().astype(int)))
    return "not stated" if not given else f"{given[0]}-{given[-1]}" if len(given) > 1 else str(given[0])


def _survey_rows(survey: pd.DataFrame | None, survey_barriers: Mapping[str, str]) -> list[dict[str, Any]]:
    if survey is None or survey.empty:
        return []
    rows = latest(survey[survey["indicator"].isin(list(survey_barriers))], ["site_id", "group", "indicator"], "date")
    return [
        _row(
            survey_barriers[row.indicator],
            "survey",
            row.indicator,
            f"{words.label(row.indicator)}, {row.group}, {row.site_id or 'all sites'}",
            {
                "value": row.value,
                "text": "",
                "unit": row.unit,
                "year": row.date,
                "source": row.source,
                "quality": row.quality,
                "status": "known",
                "note": row.note,
            },
        )
        for row in rows.sort_index().itertuples()
    ]


def _country_rows(country: pd.DataFrame, barrier: str) -> list[dict[str, Any]]:
    wanted = [name for name, each in COUNTRY_EVIDENCE.items() if each == barrier]
    facts = country.set_index("indicator").loc[wanted].reset_index().drop(columns=["iso3", "section"])
    return [{"barrier": barrier, "scope": "country", **row} for row in facts.to_dict("records")]
