"""What must be found out before decisions, with the people who wait for the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refanalysis import schema, words

if TYPE_CHECKING:
    import pandas as pd

_COUNTRY = {
    "sim_legality": (
        "May refugees hold SIM cards in their own name?",
        "any service that needs a SIM card; operators' business case",
    ),
    "sim_documents": ("Which documents of refugees do operators accept for a SIM card?", "how many can register"),
    "wallet_identity_rule": ("Which documents are accepted for a mobile wallet?", "cash by mobile money; operators' income"),
    "mobile_operators": ("Which operators are there?", "whom to talk to"),
    "universal_service_fund": ("Is there a universal service fund, and may it pay here?", "who pays"),
    "satellite_licence": ("May satellite internet be used, and under which licence?", "satellite options"),
    "rollout_plans": ("Where do operators plan to build?", "whether to build or to wait"),
    "price_1gb_share_of_income": ("What share of income does 1 GB cost?", "whether people can pay themselves"),
}
_CONDITIONAL = ("Under which conditions do refugees get SIM cards, and how many have?", "how many people a service can reach")
_SITES = {
    "service": ("Which radio service is there?", "where to invest first", "operators; crowd-sourced maps; drive test"),
    "old": ("Does the published state of service still hold?", "where to invest first", "operators; drive test"),
    "power": ("Which power is there?", "cost of energy of every option", "field office; site planning"),
    "operator": ("Which operators serve the site?", "whom to talk to", "operators; field office"),
    "coordinates": ("Where is the site?", "distance to towers and fibre; every map", "field office; UNHCR location list"),
    "settlement": ("Is the site rural or urban?", "cost of building", "field office"),
    "accommodation": ("What kind of site is it?", "whether one tower or many are needed", "field office"),
}
_LOOK = {
    "sim_legality": "sim_rule_report",
    "sim_documents": "sim_rule_report",
    "universal_service_fund": "universal_service_fund_region",
}


def open_questions(statuses: pd.DataFrame, countries: pd.DataFrame, named: int = 3) -> pd.DataFrame:
    """What is unknown and blocks a decision, the questions that concern most people first; table `open_questions`.

    Parameters
    ----------
    statuses
        Table `site_status`.
    countries
        Table `country_status` of the countries of these sites, one under the other.
    named
        How many of the largest sites concerned are named.

    Returns
    -------
    pandas.DataFrame
        One row per country and question; no row for what is known. Among questions on equal numbers of people those on law and
        market come first, those on the sites after them.

    Raises
    ------
    ValueError
        When `countries` lacks a country that has sites.
    """
    import pandas as pd

    missing = sorted(set(statuses["iso3"]) - set(countries["iso3"]))
    if missing:
        raise ValueError(f"countries lacks {words.listed(missing)}; accepted: country_status of every country that has sites")
    rows: list[dict[str, Any]] = []
    for iso3, sites in statuses.groupby("iso3", sort=False):
        rows += _country_rows(sites, countries[countries["iso3"] == iso3], named) + _site_rows(sites, named)
    names = schema.TABLES["open_questions"].names
    frame = pd.DataFrame(rows, columns=[name for name in names if name != "share"])
    frame = frame.assign(share=_shares(frame["people"], statuses["population"].sum()))
    return schema.check(frame.sort_values("people", ascending=False, kind="stable", ignore_index=True), "open_questions")


def _shares(people: pd.Series, whole: float) -> pd.Series:
    return people.astype("float64") / (whole or float("nan"))


def _country_rows(sites: pd.DataFrame, country: pd.DataFrame, named: int) -> list[dict[str, Any]]:
    facts = country.set_index("indicator")
    rows = []
    for indicator, (question, blocks) in _COUNTRY.items():
        if conditional := facts.loc[indicator, "text"] == "conditional":
            question, blocks = _CONDITIONAL
        if conditional or facts.loc[indicator, "status"] == "unknown":
            look = facts.loc[_LOOK[indicator]] if indicator in _LOOK else None
            place = look["text"] if look is not None and look["status"] == "known" else "regulator; operators"
            rows.append(_row(sites, named, question=question, subject=indicator, scope="country", blocks=blocks, look=place))
    return rows


def _site_rows(sites: pd.DataFrame, named: int) -> list[dict[str, Any]]:
    fields = sites["unknown_fields"].str.split(";")
    rows = []
    for field, (question, blocks, look) in _SITES.items():
        concerned = sites["old"].fillna(False) if field == "old" else fields.map(lambda unknown, field=field: field in unknown)
        if concerned.any():
            chosen = sites[concerned.astype("bool")]
            rows.append(_row(chosen, named, question=question, subject=field, scope="sites", blocks=blocks, look=look))
    return rows


def _row(sites: pd.DataFrame, named: int, **cells: str) -> dict[str, Any]:
    largest = sites.sort_values("population", ascending=False, kind="stable")["site"].head(named)
    return {
        **cells,
        "iso3": sites["iso3"].iloc[0],
        "people": float(sites["population"].sum()),
        "sites": len(sites),
        "largest": words.listed(list(largest)),
    }
