"""Status of sites and countries, barriers, people and open questions, on small tables worked by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis import connectivity, schema
from refanalysis.connectivity.distances import haversine
from refanalysis.connectivity.statements import SERVICES, STATUSES, last_year, level
from refanalysis.schema import DataError


def table(name, *rows):
    """A typed table from rows that name only the cells that matter; required cells get a filler."""
    fillers = {"text": "x", "number": "0", "integer": "2025", "flag": "", "date": ""}
    columns = schema.TABLES[name].columns
    filler = {c.name: (c.accepted[0] if c.accepted else fillers[c.kind]) if c.required else "" for c in columns}
    cells = pd.DataFrame([{**filler, **row} for row in rows], columns=list(filler), dtype="str")
    frame, problems = schema.typed(cells, schema.TABLES[name], name)
    assert not problems
    return frame


def site(site_id="UGA-001", **cells):
    return {"site_id": site_id, "iso3": site_id[:3], "site": f"Camp {site_id}", "population": "1000", "settlement": "rural",
            "accommodation": "planned_camp", "coordinate_quality": "source_point", **cells}  # fmt: skip


def said(site_id="UGA-001", service="4G", status="present", date="2024", operator="A", **cells):
    return {"site_id": site_id, "service": service, "status": status, "date": date, "operator": operator,
            "source": "report_2024", "quality": "published", **cells}  # fmt: skip


def fact(parameter, value="", text="", unit="text", year="2023", iso3="UGA", **cells):
    return {"iso3": iso3, "parameter": parameter, "value": value, "text": text, "unit": unit, "year": year,
            "source": "report_2024", "quality": "published", **cells}  # fmt: skip


NO_COVERAGE = table("coverage")
NO_FACTS = table("country_facts")
DEFLATORS = table(
    "deflators", {"currency": "USD", "year": "2022", "index": "100"}, {"currency": "USD", "year": "2024", "index": "110"}
)


ONE_SITE = (site(),)


def status_of(*statements, sites=ONE_SITE, facts=NO_FACTS, as_of=2025, **options):
    return connectivity.site_status(
        table("sites", *sites), table("coverage", *statements), facts, as_of=as_of, **options
    )  # fmt: skip


def statuses(*rows):
    """Rows of table site_status: (site, population, status, old)."""
    cells = [
        {"site_id": f"{iso3}-{n:03}", "iso3": iso3, "site": f"Camp {n}", "population": str(people), "status": status,
         "settlement": settlement, "old": old, "unknown": "0", "unknown_fields": unknown, "quality": "published",
         "source": "report_2024", "year": "2024"}
        for n, (iso3, people, status, settlement, old, unknown) in enumerate(rows, start=1)
    ]  # fmt: skip
    return table("site_status", *cells)


# ------------------------------------------------------------------ statements


@pytest.mark.parametrize(
    ("words", "year"),
    [("2020-2025", 2025), ("2018-10", 2018), ("not dated (study reported 2020-04)", 2020), ("not stated", None), ("", None),
     ("call 120251", None)],
)  # fmt: skip
def test_the_year_of_a_statement_is_the_last_one_it_names(words, year):
    assert last_year(words) == year


@pytest.mark.parametrize(
    ("service", "status", "expected"),
    [
        ("4G", "present", "served"), ("mobile_internet", "present", "served"), ("2G", "present", "partly_served"),
        ("wifi", "present", "partly_served"), ("4G", "partial", "partly_served"), ("satellite", "planned", "planned"),
        ("3G", "absent", "not_served"), ("2G", "absent", "unknown"), ("satellite", "absent", "unknown"),
        ("4G", "unknown", "unknown"),
    ],
)  # fmt: skip
def test_what_a_statement_amounts_to(service, status, expected):
    assert level(service, status, connectivity.FULL_SERVICE) == expected


# ------------------------------------------------------------------ sites


def test_a_site_with_4g_is_served_and_the_statement_stays_traceable():
    row = status_of(said(service="2G"), said(service="4G", date="2021-05", operator="MTN", note="One tower.")).iloc[0]
    assert (row.status, row.service, row.operator, row.stated, row.year, row.age) == ("served", "4G", "MTN", "2021-05", 2021, 4)
    assert (row.source, row.quality) == ("report_2024", "published")
    assert row.reason == "4G present and 2G present. One tower."
    assert row.old


def test_the_latest_statement_on_one_operator_and_service_counts():
    assert status_of(said(date="2019"), said(status="absent", date="2024")).status.tolist() == ["not_served"]
    assert status_of(said(status="absent", date="2019"), said(date="2024")).status.tolist() == ["served"]


def test_a_dated_statement_replaces_an_undated_one():
    assert status_of(said(date="not dated"), said(status="absent", date="2019")).status.tolist() == ["not_served"]


def test_another_operator_may_still_serve_where_one_does_not():
    assert status_of(said(status="absent", operator="A"), said(operator="B")).status.tolist() == ["served"]


def test_a_site_on_which_nothing_was_said_is_unknown():
    row = status_of().iloc[0]
    assert (row.status, row.service, row.source, row.quality) == ("unknown", "", "", "")
    assert row.reason == "nothing was published on service at this site"
    assert pd.isna(row.year)
    assert pd.isna(row.age)


def test_a_published_statement_without_a_coverage_row_is_shown_but_not_guessed():
    given_site = site(coverage_published="3G since 2016", coverage_year="2017", coverage_source="s", coverage_quality="quoted",
                      operators_published="MTN")  # fmt: skip
    row = status_of(sites=[given_site]).iloc[0]
    assert row.status == "unknown"
    assert row.reason == "published, but not coded as a coverage row: 3G since 2016"
    assert (row.year, row.source, row.quality, row.operator) == (2017, "s", "quoted", "MTN")
    assert not row.old


def test_a_statement_on_the_whole_operation_says_nothing_of_one_site():
    assert status_of(said(site_id="")).status.tolist() == ["unknown"]


def test_statements_on_other_sites_are_left_aside():
    assert status_of(said(site_id="KEN-001")).status.tolist() == ["unknown"]


def test_the_fields_looked_at_are_named_when_unknown():
    legal = table("country_facts", fact("sim_legality", text="yes"))
    whole = site(lat="1", lon="2", refugees="900", asylum_seekers="100", power_published="grid", operators_published="MTN")
    row = status_of(said(), sites=[whole], facts=legal).iloc[0]
    assert (row.unknown, row.unknown_fields) == (0, "")
    row = status_of(sites=[site(settlement="unknown")]).iloc[0]
    names = "coordinates;refugees;asylum_seekers;settlement;service;operator;year;power;sim_legality"
    assert (row.unknown, row.unknown_fields) == (9, names)


def test_sim_legality_that_is_stated_as_unknown_counts_as_unknown():
    stated = table("country_facts", fact("sim_legality", text="unknown"))
    assert "sim_legality" in status_of(said(), facts=stated).unknown_fields[0]


@pytest.mark.parametrize(("limit", "old"), [(0, True), (3, True), (4, False)])
def test_the_age_limit_is_the_callers(limit, old):
    assert status_of(said(date="2021"), age_limit=limit).old[0] == old


def test_a_statement_later_than_the_year_of_the_assessment_has_age_zero():
    assert status_of(said(date="2026"), as_of=2024).age[0] == 0


def test_full_service_is_the_callers_choice():
    assert status_of(said(service="2G"), full_service=("2G",)).status.tolist() == ["served"]
    assert status_of(said(service="3G"), full_service=("4G",)).status.tolist() == ["partly_served"]


def test_wrong_arguments_are_refused_with_what_is_accepted():
    with pytest.raises(ValueError, match=r"^age_limit is -1; accepted: 0 years or more$"):
        status_of(age_limit=-1)
    with pytest.raises(
        ValueError, match=r"^full_service names 6G; accepted: 5G, 4G, 3G, mobile_internet, 2G, wifi, satellite$"
    ):
        status_of(full_service=("6G",))


def test_a_legality_that_is_no_code_is_refused():
    with pytest.raises(
        DataError, match=r"^country_facts, UGA, sim_legality: found 'maybe'; accepted: yes, conditional, no, unknown$"
    ):
        status_of(facts=table("country_facts", fact("sim_legality", text="maybe")))


statement = st.builds(
    said,
    site_id=st.sampled_from(["UGA-001", "UGA-002"]),
    service=st.sampled_from(SERVICES),
    status=st.sampled_from(["present", "partial", "planned", "absent", "unknown"]),
    date=st.sampled_from(["2015", "2020-2024", "not stated"]),
    operator=st.sampled_from(["A", "B", "unknown"]),
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(statement, max_size=6, unique_by=lambda row: (row["site_id"], row["service"], row["operator"], row["date"])),
    st.data(),
)
def test_neither_order_nor_repetition_of_statements_changes_the_status(rows, data):
    shuffled = data.draw(st.permutations(rows))
    pair, columns = [site(), site("UGA-002")], ["site_id", "status", "service", "year"]
    once, twice = status_of(*rows, sites=pair)[columns], status_of(*shuffled, *rows, sites=pair)[columns]
    pd.testing.assert_frame_equal(once, twice)


@settings(max_examples=25, deadline=None)
@given(st.lists(statement, max_size=5))
def test_one_more_present_full_service_never_makes_a_site_worse(rows):
    new = said(operator="C", date="2025", service="5G")
    before, after = status_of(*rows).status[0], status_of(*rows, new).status[0]
    assert STATUSES.index(after) <= STATUSES.index(before)
    assert after == "served"


# ------------------------------------------------------------------ countries


def country(*facts, iso3="UGA", deflators=DEFLATORS):
    return connectivity.country_status(iso3, table("country_facts", *facts), deflators).set_index("indicator")


def test_every_indicator_has_a_row_and_nothing_is_known_without_facts():
    frame = country()
    assert list(frame.index) == [indicator.name for indicator in connectivity.INDICATORS]
    assert set(frame["status"]) == {"unknown"}


def test_the_latest_fact_counts_and_keeps_its_source():
    frame = country(fact("refugees", "5", unit="person", year="2024"), fact("refugees", "7", unit="person", year="2025"))
    row = frame.loc["refugees"]
    assert (row["value"], row["year"], row["status"], row["source"]) == (7, "2025", "known", "report_2024")


def test_facts_of_another_country_do_not_count():
    assert country(fact("regulator", text="CA", iso3="KEN")).loc["regulator", "status"] == "unknown"


def test_the_word_unknown_is_no_knowledge():
    assert country(fact("sim_legality", text="unknown")).loc["sim_legality", "status"] == "unknown"


PRICE = fact("price_1gb_average", "1.5", unit="USD_2022/GB", year="2021-2022", source="prices", quality="quoted")
INCOME = fact("gdp_per_capita", "1980", unit="USD_2024/person/year", year="2024", source="bank")


def test_the_price_share_by_hand():
    row = country(PRICE, INCOME).loc["price_1gb_share_of_income"]
    assert row["value"] == pytest.approx(1.5 * 110 / 100 / (1980 / 12))  # 1.65 of 165 a month
    assert row["value"] == pytest.approx(0.01)
    assert (row["unit"], row["source"], row["quality"]) == ("share", "prices;bank", "quoted")
    assert row["note"] == "derived; price of 2021-2022, income of 2024; GDP per head stands in for income"


def test_a_price_share_at_one_price_level_needs_no_deflators():
    price = {**PRICE, "unit": "USD_2024/GB"}
    assert country(price, INCOME, deflators=None).loc["price_1gb_share_of_income", "value"] == pytest.approx(1.5 / 165)


@pytest.mark.parametrize(
    ("facts", "deflators", "note"),
    [
        ((INCOME,), DEFLATORS, "needs price of 1 GB"),
        ((), DEFLATORS, "needs price of 1 GB and GDP per head"),
        ((PRICE, INCOME), None, "price in USD_2022, income in USD_2024: not comparable without the deflators of one currency"),
        (
            (PRICE, {**INCOME, "unit": "USD_2019/person/year"}),
            DEFLATORS,
            "price in USD_2022, income in USD_2019: prices/deflators.csv has no index of USD for 2019; years known: 2022, 2024",
        ),
    ],
)
def test_a_price_share_that_cannot_be_computed_is_unknown_and_says_why(facts, deflators, note):
    row = country(*facts, deflators=deflators).loc["price_1gb_share_of_income"]
    assert (row["status"], row["note"]) == ("unknown", note)
    assert np.isnan(row["value"])


def test_a_country_is_named_by_three_capitals():
    with pytest.raises(ValueError, match=r"^iso3 is 'Uganda'; accepted: three capital letters, such as UGA$"):
        country(iso3="Uganda")


# ------------------------------------------------------------------ barriers


def test_each_barrier_says_what_is_known_of_the_people_themselves():
    known = table("country_facts", fact("coverage_4g", "85", unit="percent"), PRICE, INCOME)
    answer = {"site_id": "UGA-001", "group": "women", "indicator": "mobile_phone_owned", "value": "0.4", "unit": "share"}
    frame = connectivity.barriers(
        statuses(("UGA", 300, "served", "rural", "no", ""), ("UGA", 100, "unknown", "rural", "", "service")),
        connectivity.country_status("UGA", known, DEFLATORS),
        table("survey", {**answer, "date": "2019", "source": "report_2024", "quality": "measured"}),
    )
    assert list(dict.fromkeys(frame["barrier"])) == ["infrastructure", "devices", "price", "skills"]
    first = frame.groupby("barrier", sort=False).first()
    assert first["scope"].tolist() == ["sites", "survey", "none", "none"]
    assert first.loc["infrastructure", "value"] == 0.75
    assert first.loc["infrastructure", "note"] == "0 % more are partly served; of 25 % nothing is known"
    assert first.loc["devices", "label"] == "mobile phone owned, women, UGA-001"
    assert first.loc["skills", "status"] == "unknown"
    share = frame[frame["indicator"] == "price_1gb_share_of_income"].iloc[0]
    assert (share["barrier"], share["scope"], share["value"]) == ("price", "country", pytest.approx(0.01))


def test_without_any_known_site_infrastructure_is_unknown_at_the_sites():
    frame = connectivity.barriers(
        statuses(("UGA", 300, "unknown", "rural", "", "")), connectivity.country_status("UGA", NO_FACTS)
    )  # fmt: skip
    assert set(frame["status"]) == {"unknown"}
    assert (frame["scope"] == "none").sum() == 4


def test_barriers_are_of_one_country_and_four():
    two = pd.concat([connectivity.country_status(iso3, NO_FACTS) for iso3 in ("UGA", "KEN")])
    with pytest.raises(ValueError, match=r"^country holds KEN and UGA; accepted: the country_status of one country$"):
        connectivity.barriers(statuses(("UGA", 1, "served", "rural", "", "")), two)
    with pytest.raises(ValueError, match=r"^survey_barriers names mood; accepted: infrastructure, devices, price, skills$"):
        connectivity.barriers(
            statuses(("UGA", 1, "served", "rural", "", "")), connectivity.country_status("UGA", NO_FACTS), None, {"joy": "mood"}
        )


# ------------------------------------------------------------------ people


def test_people_by_status_by_hand():
    frame = connectivity.people_by_status(
        statuses(("UGA", 300, "served", "rural", "yes", ""), ("UGA", 100, "served", "urban", "no", ""),
                 ("KEN", 100, "unknown", "rural", "", ""))
    ).set_index("status")  # fmt: skip
    assert list(frame.index) == list(STATUSES)
    assert frame["people"].tolist() == [400, 0, 0, 0, 100]
    assert frame["sites"].tolist() == [2, 0, 0, 0, 1]
    assert frame["share"].tolist() == [0.8, 0, 0, 0, 0.2]
    assert frame["old"].tolist() == [300, 0, 0, 0, 0]


def test_people_by_settlement_keeps_groups_apart():
    frame = connectivity.people_by_status(
        statuses(("UGA", 300, "served", "rural", "", ""), ("UGA", 100, "planned", "urban", "", "")), by="settlement"
    )
    shares = frame.set_index(["group", "status"])["share"]
    assert (shares["rural", "served"], shares["urban", "planned"], shares["urban", "served"]) == (1, 1, 0)


def test_a_group_without_people_has_no_shares():
    frame = connectivity.people_by_status(statuses(("UGA", 0, "served", "rural", "", "")))
    assert frame["share"].isna().all()


def test_grouping_by_an_unknown_column_is_refused():
    with pytest.raises(ValueError, match=r"^by is 'colour'; accepted: iso3, settlement, coordinate_quality, quality$"):
        connectivity.people_by_status(statuses(), by="colour")


rows_of_statuses = st.lists(
    st.tuples(
        st.sampled_from(["UGA", "KEN"]), st.integers(0, 10**6), st.sampled_from(STATUSES), st.sampled_from(["rural", "urban"]),
        st.sampled_from(["yes", "no", ""]), st.sampled_from(["", "power", "service;power"]),
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(rows_of_statuses, st.sampled_from([None, "iso3", "settlement"]))
def test_people_and_sites_add_up_in_every_grouping(rows, by):
    frame = connectivity.people_by_status(statuses(*rows), by=by)
    assert frame["people"].sum() == sum(row[1] for row in rows)
    assert frame["sites"].sum() == len(rows)
    shares = frame.groupby("group")["share"].sum(min_count=1).dropna()
    assert np.allclose(shares, 1)
    assert (frame["old"] <= frame["people"]).all()


# ------------------------------------------------------------------ questions


def questions(rows, *facts, **options):
    frame = statuses(*rows)
    facts = table("country_facts", *facts)
    countries = [connectivity.country_status(iso3, facts, DEFLATORS) for iso3 in sorted(set(frame["iso3"])) or ["UGA"]]
    return connectivity.open_questions(frame, pd.concat(countries), **options)


TWO = (("UGA", 300, "served", "rural", "yes", "power"), ("UGA", 100, "unknown", "rural", "", "service;power"))


def test_questions_are_ordered_by_people_and_name_the_largest_sites():
    frame = questions(TWO).set_index("subject")
    assert frame["people"].is_monotonic_decreasing
    assert frame.loc["sim_legality", ["people", "share", "sites", "scope"]].tolist() == [400, 1.0, 2, "country"]
    assert frame.loc["service", ["people", "share", "sites", "largest"]].tolist() == [100, 0.25, 1, "Camp 2"]
    assert frame.loc["old", ["people", "largest"]].tolist() == [300, "Camp 1"]
    assert frame.loc["power", "largest"] == "Camp 1 and Camp 2"


def test_what_is_known_is_no_question():
    known = fact("sim_legality", text="yes"), fact("mobile_operators", text="MTN"), PRICE, INCOME
    subjects = set(questions(TWO, *known)["subject"])
    assert not subjects & {"sim_legality", "mobile_operators", "price_1gb_share_of_income", "coordinates"}


def test_a_conditional_right_to_sim_cards_leaves_a_question():
    row = questions(TWO, fact("sim_legality", text="conditional")).set_index("subject").loc["sim_legality"]
    assert row["question"] == "Under which conditions do refugees get SIM cards, and how many have?"


def test_the_report_to_read_is_where_to_look():
    row = questions(TWO, fact("sim_rule_report", text="Country reports, page 34")).set_index("subject").loc["sim_legality"]
    assert row["look"] == "Country reports, page 34"


def test_a_statement_on_the_region_answers_nothing_but_shows_where_to_look():
    row = questions(TWO, fact("universal_service_fund_region", text="51 of 54 states")).set_index("subject")
    assert row.loc["universal_service_fund", "look"] == "51 of 54 states"


def test_no_more_sites_are_named_than_asked_for():
    assert questions(TWO, named=1).set_index("subject").loc["power", "largest"] == "Camp 1"


def test_no_sites_leave_no_questions():
    assert questions(()).empty


def test_questions_need_the_status_of_every_country():
    with pytest.raises(ValueError, match=r"^countries lacks KEN; accepted: country_status of every country that has sites$"):
        connectivity.open_questions(
            statuses(("KEN", 1, "served", "rural", "", "")), connectivity.country_status("UGA", NO_FACTS)
        )


@settings(max_examples=25, deadline=None)
@given(rows_of_statuses)
def test_no_question_concerns_more_people_than_there_are(rows):
    frame = questions(rows)
    assert frame["people"].is_monotonic_decreasing
    for iso3, people in frame.groupby("iso3")["people"].max().items():
        assert people == sum(row[1] for row in rows if row[0] == iso3)


# ------------------------------------------------------------------ distances


def test_a_degree_of_latitude_is_111_2_km():
    assert haversine(np.array([0.0, 1.0]), np.array([30.0, 30.0]))[0, 1] == pytest.approx(111.195, abs=0.001)


def test_a_quarter_of_the_equator_a_pole_and_the_antipodes():
    between = haversine(np.array([0.0, 0.0, 90.0, 0.0]), np.array([0.0, 90.0, 17.0, 180.0]))
    quarter = np.pi / 2 * 6371.0088
    assert between[0] == pytest.approx([0, quarter, quarter, 2 * quarter])


points = st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=2, max_size=6)


@given(points)
def test_distances_are_symmetric_and_no_longer_than_half_the_globe(places):
    lat, lon = np.array(places).T
    between = haversine(lat, lon)
    assert np.allclose(between, between.T)
    assert (between >= 0).all()
    assert between.max() <= np.pi * 6371.0088 + 1e-6


def test_the_nearest_site_and_why_there_is_none():
    frame = connectivity.site_distances(
        table("sites", site(lat="0", lon="30"), site("UGA-002", lat="1", lon="30"), site("UGA-003", lat="5", lon="30"),
              site("UGA-004", lat="0", lon="30", coordinate_quality="approximate"), site("UGA-005", coordinate_quality="none"))
    ).set_index("site_id")  # fmt: skip
    assert frame["nearest"].tolist() == ["UGA-002", "UGA-001", "UGA-002", "", ""]
    assert frame.loc["UGA-003", "distance"] == pytest.approx(4 * 111.195, abs=0.01)
    assert frame.loc["UGA-004", "note"] == "the point is not known well enough (approximate)"
    assert frame.loc["UGA-005", "note"] == "the point is not known well enough (none)"


def test_a_single_point_has_no_nearest_and_a_shared_point_is_marked():
    alone = connectivity.site_distances(table("sites", site(lat="0", lon="30")))
    assert alone["note"].tolist() == ["no other site has a point known well enough"]
    shared = connectivity.site_distances(table("sites", site(lat="0", lon="30"), site("UGA-002", lat="0", lon="30")))
    assert shared["note"].tolist() == ["both sites carry the same point"] * 2


def test_a_coordinate_quality_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match=r"^located names good; accepted: source_point, "):
        connectivity.site_distances(table("sites", site()), located=("good",))
