"""Tables that the analysis of who does what where takes and returns."""

from __future__ import annotations

from refanalysis.schema.accepted import ACTOR_KINDS, PRESENCE_ROLES
from refanalysis.schema.columns import number, text
from refanalysis.schema.types import Column, Table

_KINDS = (*ACTOR_KINDS, "unknown")
_SCOPES = ("global", "regional", "national", "local", "unknown")
_STATUSES = ("planned", "active", "ended", "unknown")
_STATES = ("covered", "single provider", "gap", "no need")
_GROUPS = ("refugee-led", "national", "local", "government", "international", "other", "unknown")
_RESULTS = ("pass", "fail", "unknown")


def _count(name: str, meaning: str, minimum: int = 0) -> Column:
    return Column(name=name, meaning=meaning, kind="integer", required=True, minimum=minimum)


def _share(name: str, meaning: str) -> Column:
    return number(name, meaning, unit="share", minimum=0, maximum=1)


_SECTOR = text("sector", "sector", required=True)
_AREA = text("area", "area: its code, or its name where there are no codes", required=True)
_AREA_NAME = text("area_name", "name of the area")
_ORGANISATION = text("organisation", "organisation", required=True)
_KIND = text("kind", "kind of stakeholder", required=True, accepted=_KINDS)
_SCOPE = text("scope", "where it acts", required=True, accepted=_SCOPES)
_ACTIVITY = text("activity", "what is done")
_PERIOD = text("period", "reporting period as written; empty when the file has none")
_NEED = number("people_in_need", "people in need in this sector and area; empty when not known", unit="person", minimum=0)
_POPULATION = number("population", "people who live in the area; empty when not known", unit="person", minimum=0)
_LEAD = text("lead", "who leads the sector and so has to act; empty when not known")
_NAMES = text("names", "those organisations, separated by ';'")
_UNPLACED = _count("unplaced", "organisations of the sector whose area the file does not give; they may work here")

PRESENCE_RESULTS = (
    Table(
        name="needs",
        meaning="people in need by sector and area",
        key=("sector", "area"),
        columns=(_SECTOR, _AREA, _AREA_NAME, _NEED),
    ),
    Table(
        name="populations",
        meaning="people by area, where needs by sector are not known",
        key=("area",),
        columns=(_AREA, _AREA_NAME, _POPULATION),
    ),
    Table(
        name="presence_organisations",
        meaning="organisations named in a file of who does what where, in whatever role",
        key=("organisation",),
        columns=(
            _ORGANISATION,
            text("key", "the organisation in the register; empty when it is in none"),
            _KIND,
            _SCOPE,
            _count("records", "records that name it"),
        ),
    ),
    Table(
        name="present",
        meaning="who is present: one row for an organisation, sector and area, and where asked for activity and period",
        columns=(
            _ORGANISATION,
            _KIND,
            _SCOPE,
            text("role", "part that made it count as present", required=True, accepted=PRESENCE_ROLES),
            text("sector", "sector; empty when the file does not say"),
            text("area", "area; empty when the file does not say"),
            _AREA_NAME,
            _ACTIVITY,
            _PERIOD,
            text("status", "stage of the work, the furthest of its records", required=True, accepted=_STATUSES),
            _count("records", "records that say so", 1),
            number(
                "people",
                "people reached: the largest of repeated reports, added over activities; empty when not known",
                unit="person",
                minimum=0,
            ),
        ),
    ),
    Table(
        name="coverage_cells",
        meaning="every sector in every area: who works there, against needs and population",
        key=("sector", "area"),
        columns=(
            _SECTOR,
            _AREA,
            _AREA_NAME,
            _count("organisations", "organisations present"),
            _NAMES,
            _NEED,
            _POPULATION,
            _UNPLACED,
            text("state", "what that makes of the cell", required=True, accepted=_STATES),
        ),
    ),
    Table(
        name="coverage_gaps",
        meaning="sectors and areas where no one works, most people first",
        key=("sector", "area"),
        columns=(
            _SECTOR,
            _AREA,
            _AREA_NAME,
            _NEED,
            _POPULATION,
            _UNPLACED,
            _count("others", "organisations in other sectors of the area, counted in each: people can be reached there"),
            _LEAD,
        ),
    ),
    Table(
        name="single_providers",
        meaning="sectors and areas that rest on one organisation, most people first",
        key=("sector", "area"),
        columns=(_SECTOR, _AREA, _AREA_NAME, _ORGANISATION, _NEED, _POPULATION, _LEAD),
    ),
    Table(
        name="cells_lost",
        meaning="what would be left without anyone if an organisation went, most people first",
        key=("organisation",),
        columns=(
            _ORGANISATION,
            _KIND,
            _count("present_in", "sectors and areas it is present in"),
            _count("lost", "of these, where it is the only one"),
            text("cells", "those, as sector|area, separated by ';'"),
            number("people_in_need", "people in need there; empty when none is known", unit="person", minimum=0),
        ),
    ),
    Table(
        name="overlaps",
        meaning="several organisations in the same sector, area and period; with the same activity, work that may be doubled",
        columns=(
            text("basis", "what is the same", required=True, accepted=("sector and area", "activity")),
            _SECTOR,
            _AREA,
            _AREA_NAME,
            _PERIOD,
            text("activity", "what is done; empty where only sector and area are the same"),
            _count("organisations", "organisations whose time there meets that of another of them", 2),
            text("names", "those organisations, separated by ';'", required=True),
            _LEAD,
        ),
    ),
    Table(
        name="repeated_reports",
        meaning="one organisation's same work in several records; counted once",
        columns=(
            _ORGANISATION,
            text("sector", "sector; empty when the file does not say"),
            _ACTIVITY,
            text("area", "area; empty when the file does not say"),
            _AREA_NAME,
            _PERIOD,
            _count("records", "records that say so", 2),
        ),
    ),
    Table(
        name="duplication",
        meaning="how often organisations share a sector and area, against what choosing areas independently would give",
        key=("sector", "null"),
        columns=(
            text("sector", "sector, or all", required=True),
            text(
                "null",
                "how areas are chosen by chance",
                required=True,
                accepted=("alike", "in own regions", "by presence", "by need"),
            ),
            _count("organisations", "organisations present"),
            _count("areas", "areas to choose from"),
            _count("presences", "organisations times areas they are present in"),
            _count("observed", "pairs of organisations in the same sector and area"),
            number("expected", "pairs expected by chance", required=True, minimum=0),
            number("sd", "standard deviation of that number", required=True, minimum=0),
            number("low", "2.5 in 100 chance results are below", required=True, minimum=0),
            number("high", "2.5 in 100 chance results are above", required=True, minimum=0),
            number("index", "observed over expected; empty when none is expected", unit="ratio", minimum=0),
            number("index_low", "low over expected: chance alone gives an index this small", unit="ratio", minimum=0),
            number("index_high", "high over expected: chance alone gives an index this large", unit="ratio", minimum=0),
            text("words", "what that means", required=True),
        ),
    ),
    Table(
        name="concentration",
        meaning="how far the work in a sector or an area is in few hands",
        key=("by", "name", "basis"),
        columns=(
            text("by", "what the row is about", required=True, accepted=("sector", "area")),
            text("name", "the sector or area", required=True),
            text("area_name", "name of the area; empty for a sector"),
            text("basis", "what is shared out", required=True, accepted=("presence", "people")),
            _count("organisations", "organisations with a share", 1),
            number("total", "cells of sector and area, or people reached, of all organisations", required=True, minimum=0),
            number(
                "hhi", "Herfindahl-Hirschman index: sum of squared shares; 1 is a single organisation", minimum=0, maximum=1
            ),
            number("equivalent", "equal organisations that would give this index", minimum=1),
            text("largest", "organisation with the largest share, the first of equals", required=True),
            _share("largest_share", "its share"),
        ),
    ),
    Table(
        name="partner_load",
        meaning="how much each organisation carries",
        key=("organisation",),
        columns=(
            _ORGANISATION,
            _KIND,
            _count("sectors", "sectors it works in"),
            _count("areas", "areas it works in"),
            _count("cells", "sectors and areas it works in"),
            _count("activities", "different activities, by sector and area"),
            _count("partners_for", "organisations it implements for"),
            text("names", "those organisations, separated by ';'"),
        ),
    ),
    Table(
        name="localisation",
        meaning="share of national and refugee-led actors among those who do the work",
        key=("of", "group"),
        columns=(
            text("of", "what is counted", required=True, accepted=("organisations", "presence", "funded work")),
            text("group", "whose; 'local' is national and refugee-led together", required=True, accepted=_GROUPS),
            _count("count", "how many"),
            _share("share", "share of all"),
            _share("share_known", "share of those whose kind is known"),
        ),
    ),
    Table(
        name="funding_chains",
        meaning="from donor to programming to implementing organisation",
        key=("layer", "from_organisation", "to_organisation"),
        columns=(
            text("layer", "funds, or hands work to", required=True, accepted=("funds", "implements_for")),
            text("from_organisation", "who pays or hands work on", required=True),
            text("to_organisation", "who is paid or does it", required=True),
            _count("records", "different pieces of work: implementers, sector, activity, area, period", 1),
        ),
    ),
    Table(
        name="copresence",
        meaning="pairs of organisations that work in the same sector and area",
        key=("organisation", "other"),
        columns=(
            _ORGANISATION,
            text("other", "another organisation", required=True),
            _count("cells", "sectors and areas they share", 1),
        ),
    ),
    Table(
        name="single_sources",
        meaning="who does the work and how many donors pay for it, fewest first",
        key=("organisation",),
        columns=(
            _ORGANISATION,
            _KIND,
            _count("donors", "different donors named; a stand-in such as 'Multiple donors' is no donor"),
            text("names", "those donors, separated by ';'"),
            _count("records", "pieces of work"),
            _count("without_donor", "of these, without any donor named"),
            Column(name="single", meaning="one donor only, named for every piece of work", kind="flag", required=True),
        ),
    ),
    Table(
        name="connections",
        meaning="who connects whom where",
        key=("record",),
        columns=(
            _count("record", "record"),
            text("sector", "sector as the file names it"),
            _ACTIVITY,
            text("area", "area; empty when the file does not say"),
            _AREA_NAME,
            _PERIOD,
            text("status", "stage of the work", required=True, accepted=_STATUSES),
            text("pays", "donors, separated by ';'"),
            text("programmes", "programming organisations, separated by ';'"),
            text("implements", "organisations present, separated by ';'"),
            number("people", "people reached", unit="person", minimum=0),
            text("because", "word of the sector or activity that made it count as connectivity", required=True),
        ),
    ),
    Table(
        name="investment_checks",
        meaning="whether an investment is informed: it meets a need, is not doubled, will be sustained",
        columns=(
            text("organisations", "who invests, separated by ';'", required=True),
            text("sector", "sector as the file names it"),
            _ACTIVITY,
            text("area", "area; empty when the file does not say"),
            _AREA_NAME,
            text("status", "stage of the work", required=True, accepted=_STATUSES),
            text("test", "what is asked", required=True, accepted=("meets a need", "not doubled", "sustained")),
            text("result", "answer", required=True, accepted=_RESULTS),
            text("evidence", "what it rests on", required=True),
        ),
    ),
)
