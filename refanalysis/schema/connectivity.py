"""Tables that the connectivity model returns."""

from __future__ import annotations

from refanalysis.schema.accepted import QUALITIES
from refanalysis.schema.columns import ISO3, number, text
from refanalysis.schema.types import Column, Table

SERVICE_STATUSES = ("served", "partly_served", "planned", "not_served", "unknown")
BARRIERS = ("infrastructure", "devices", "price", "skills")
_KNOWN = text("status", "known or unknown", required=True, accepted=("known", "unknown"))
_QUALITY = text("quality", "how far it can be trusted; empty when nothing is known", accepted=QUALITIES)
_SOURCE = text("source", "keys in sources.csv, separated by ';'; empty when nothing is known")
_EVIDENCE = (
    number("value", "the fact, when it is a number"),
    text("text", "the fact, when it is words"),
    text("unit", "unit of the value, or text"),
    text("year", "year or period it describes"),
    _SOURCE,
    _QUALITY,
    _KNOWN,
    text("note", "what a reader must know"),
)

CONNECTIVITY_RESULTS = (
    Table(
        name="site_status",
        meaning="best service known at each site, with its year and source, and what is not known",
        key=("site_id",),
        columns=(
            text("site_id", "site in sites.csv", required=True, hxl="#loc+code"),
            text("site", "name", required=True, hxl="#loc+name"),
            ISO3,
            number("population", "people", required=True, unit="person", minimum=0, hxl="#population"),
            text("settlement", "rural, urban or unknown", required=True, accepted=("rural", "urban", "unknown")),
            text("coordinate_quality", "how the point was found", required=True),
            text("status", "what is known of service to the people", required=True, accepted=SERVICE_STATUSES),
            text("service", "best service behind the status"),
            text("operator", "who offers it, as stated"),
            text("stated", "year or day of the statement, as stated"),
            Column(name="year", meaning="last year the statement names", kind="integer"),
            Column(name="age", meaning="years since then", kind="integer", unit="year", minimum=0),
            Column(name="old", meaning="older than the age limit", kind="flag"),
            _SOURCE,
            _QUALITY,
            Column(name="unknown", meaning="how many of the fields looked at are not known", kind="integer", required=True),
            text("unknown_fields", "which ones, separated by ';'"),
            text("reason", "why this status", required=True),
        ),
    ),
    Table(
        name="country_status",
        meaning="what a connectivity assessment needs to know of a country, and what is known",
        key=("iso3", "indicator"),
        columns=(
            ISO3,
            text("section", "section of the requirements: legal, mobile, price, money, people, partners", required=True),
            text("indicator", "parameter in parameters.csv, or derived", required=True),
            text("label", "name for readers", required=True),
            *_EVIDENCE,
        ),
    ),
    Table(
        name="barriers",
        meaning="evidence on the four barriers to being connected; one row with status unknown where there is none",
        columns=(
            ISO3,
            text("barrier", "infrastructure, devices, price or skills", required=True, accepted=BARRIERS),
            text(
                "scope",
                "whom the evidence describes: sites, survey or country",
                required=True,
                accepted=("sites", "survey", "country", "none"),
            ),
            text("indicator", "what was measured; empty when there is no evidence"),
            text("label", "name for readers", required=True),
            *_EVIDENCE,
        ),
    ),
    Table(
        name="people_by_status",
        meaning="sites and people by what is known of their service; every status has a row",
        key=("group", "status"),
        columns=(
            text("group", "all, or the country or kind of settlement", required=True),
            text("status", "what is known of service", required=True, accepted=SERVICE_STATUSES),
            Column(name="sites", meaning="sites", kind="integer", required=True, unit="site", minimum=0),
            number("people", "people at them", required=True, unit="person", minimum=0),
            number("share", "of the people of the group; empty when the group has none", unit="share", minimum=0, maximum=1),
            number(
                "old",
                "of these people, those whose statement is older than the age limit",
                required=True,
                unit="person",
                minimum=0,
            ),
        ),
    ),
    Table(
        name="open_questions",
        meaning="what is not known and blocks a decision; most people first",
        columns=(
            text("question", "what must be found out", required=True),
            text("subject", "field or indicator", required=True),
            text("scope", "whole country or some sites", required=True, accepted=("country", "sites")),
            ISO3,
            number("people", "people at the sites concerned", required=True, unit="person", minimum=0),
            number("share", "of the people at all sites", unit="share", minimum=0, maximum=1),
            Column(name="sites", meaning="sites concerned", kind="integer", required=True, unit="site", minimum=0),
            text("largest", "the largest of them"),
            text("blocks", "decision that waits for the answer", required=True),
            text("look", "where to look first"),
        ),
    ),
    Table(
        name="site_distances",
        meaning="nearest other site as the crow flies; empty where a point is not known well enough",
        key=("site_id",),
        columns=(
            text("site_id", "site in sites.csv", required=True),
            text("site", "name", required=True),
            ISO3,
            text("nearest", "site_id of the nearest other site"),
            text("nearest_site", "its name"),
            number("distance", "great-circle distance", unit="km", minimum=0),
            text("note", "why there is no distance, or what is odd about it"),
        ),
    ),
)
