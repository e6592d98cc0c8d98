"""What the packaged facts hold: counts and totals that were checked against the sources they were taken from."""

import itertools
import re

import pandas as pd
import pytest

from refanalysis import connectivity, data, units

SITES = data.table("sites")
FACTS = data.table("country_facts")
COUNTRIES = data.table("countries")
RATES = data.table("exchange_rates")
DEFLATORS = data.table("deflators")
MONEY_OF_COSTS = ("XAF", "XOF", "CDF", "KES", "RWF", "MWK", "MZN", "ZMW", "BIF", "BDT", "JOD", "NGN")


def known(parameter, iso3, year):
    rows = FACTS[(FACTS["parameter"] == parameter) & (FACTS["iso3"] == iso3) & (FACTS["year"] == year)]
    return rows["value"].iloc[0] if rows["text"].iloc[0] == "" else rows["text"].iloc[0]


def test_262_sites_in_25_of_29_countries_hold_10_461_855_people():
    assert len(SITES) == 262
    assert len(COUNTRIES) == 29
    assert SITES["iso3"].nunique() == 25
    assert SITES["population"].sum() == 10_461_855
    assert set(SITES["population_year"]) == {2025}


@pytest.mark.parametrize(("iso3", "sites"), [("BGD", 34), ("TCD", 34), ("ETH", 26), ("UGA", 25), ("COD", 24), ("CMR", 21)])
def test_sites_by_country(iso3, sites):
    assert (SITES["iso3"] == iso3).sum() == sites


def test_how_points_were_found():
    assert SITES["coordinate_quality"].value_counts().to_dict() == {
        "source_point": 152, "none": 48, "approximate": 32, "fuzzy_match": 11, "partial_match": 10, "implausible": 9,
    }  # fmt: skip


def test_a_site_has_a_point_and_its_source_or_neither():
    located = SITES["lat"].notna()
    assert (located == SITES["lon"].notna()).all()
    assert (located == (SITES["coordinate_source"] != "")).all()
    assert (located == ~SITES["coordinate_quality"].isin(["none", "implausible"])).all()


def test_settlements_and_borders():
    assert SITES["settlement"].value_counts().to_dict() == {"rural": 240, "urban": 17, "unknown": 5}
    assert SITES["near_border"].sum() == 33
    assert SITES["near_border"].isna().sum() == 229


def test_refugees_and_asylum_seekers_add_up_to_the_population_where_both_are_known():
    whole = SITES.dropna(subset=["refugees", "asylum_seekers"])
    assert len(whole) == 246
    assert (whole["refugees"] + whole["asylum_seekers"] == whole["population"]).all()


def test_a_published_statement_on_coverage_has_a_year_a_source_and_a_quality():
    stated = SITES["coverage_published"] != ""
    assert stated.sum() == 53
    for column in ("coverage_year", "coverage_source", "coverage_quality"):
        assert (stated == (SITES[column] != "")).all()


def test_every_published_statement_is_coded_once_in_coverage():
    coverage = data.table("coverage")
    assert set(coverage["site_id"]) == set(SITES.loc[SITES["coverage_published"] != "", "site_id"])
    cells = SITES.set_index("site_id")["coverage_source"]
    for row in coverage.itertuples():
        assert set(data.source_keys(row.source)) <= set(data.source_keys(cells[row.site_id]))


def test_service_as_far_as_it_is_known():
    statuses = connectivity.site_status(SITES, data.table("coverage"), FACTS, as_of=2025)
    people = connectivity.people_by_status(statuses).set_index("status")
    assert people["sites"].to_dict() == {"served": 37, "partly_served": 6, "planned": 3, "not_served": 1, "unknown": 215}
    assert people["people"].sum() == 10_461_855


def test_country_facts_hold_582_numbers_and_102_texts():
    assert len(FACTS) == 684
    assert FACTS["value"].notna().sum() == 582
    assert (FACTS["text"] != "").sum() == 102


def test_a_fact_is_a_number_or_words_and_its_unit_says_which():
    assert (FACTS["value"].notna() ^ (FACTS["text"] != "")).all()
    assert ((FACTS["unit"] == units.TEXT) == (FACTS["text"] != "")).all()


@pytest.mark.parametrize(
    ("parameter", "iso3", "year", "value"),
    [
        ("refugees", "UGA", "2025", 1_936_719),
        ("refugees", "UGA", "2024", 1_759_492),
        ("idps", "COL", "2025", 7_157_716),
        ("coverage_4g", "TCD", "2023", 40),
        ("mobile_connectivity_index", "BGD", "2023", 53.54),
        ("price_1gb_average", "TCD", "2021-2022", 23.33),
        ("gdp_per_capita", "BGD", "2024", 2593),
        ("arpu", "SDN", "2017", 3.59),
        ("sim_legality", "UGA", "not stated", "yes"),
        ("sim_legality", "KEN", "2025", "yes"),
        ("sim_legality", "BGD", "2025", "conditional"),
    ],
)
def test_single_facts_as_in_their_sources(parameter, iso3, year, value):
    assert known(parameter, iso3, year) == value


def test_whether_refugees_may_hold_sim_cards_is_known_of_three_countries_only():
    assert set(FACTS.loc[FACTS["parameter"] == "sim_legality", "iso3"]) == {"UGA", "KEN", "BGD"}


def test_of_djibouti_the_index_is_not_known_and_no_row_pretends_so():
    assert not FACTS[(FACTS["iso3"] == "DJI") & FACTS["parameter"].str.startswith(("mci", "coverage", "mobile_conn"))].size


def test_a_universal_service_fund_is_confirmed_of_no_country():
    assert not (FACTS["parameter"] == "universal_service_fund").any()


def test_shares_of_covered_people_are_percent():
    covered = FACTS[FACTS["parameter"].isin([f"coverage_{g}g" for g in (2, 3, 4, 5)])]
    assert set(covered["unit"]) == {"percent"}
    assert covered["value"].between(0, 100).all()


def test_the_parameters_connectivity_reads_are_those_the_dictionary_names():
    parameters = data.table("parameters")
    named = parameters.loc[parameters["used_by"].str.split(";").map(lambda models: "connectivity" in models), "parameter"]
    assert set(connectivity.READS) == set(named)


def test_deflators_have_every_year_from_2000_to_2025():
    assert DEFLATORS["currency"].eq("USD").all()
    assert DEFLATORS["year"].tolist() == list(range(2000, 2026))
    assert (DEFLATORS["index"] > 0).all()


@pytest.mark.parametrize(("year", "index"), [(2000, 172.2), (2010, 218.056), (2020, 258.811), (2024, 313.689), (2025, 321.943)])
def test_consumer_prices_as_the_bureau_of_labor_statistics_gives_them(year, index):
    assert DEFLATORS.set_index("year").loc[year, "index"] == index


@pytest.mark.parametrize("currency", MONEY_OF_COSTS)
def test_every_currency_that_costs_are_quoted_in_has_a_rate_of_2025(currency):
    assert units.price_factor(f"{currency}_2025", "USD_2024", RATES, DEFLATORS) > 0


def test_every_country_but_zimbabwe_has_a_rate_of_its_currency():
    assert set(COUNTRIES["currency"]) - set(RATES["currency"]) == {"ZWG"}


@pytest.mark.parametrize("currency", ["XAF", "XOF"])
def test_the_cfa_francs_follow_the_euro(currency):
    rates = RATES.pivot(index="year", columns="currency", values="rate")[["EUR", currency]].dropna()
    assert (rates[currency] / rates["EUR"]).to_numpy() == pytest.approx(655.957, rel=1e-5)


def test_a_rate_of_a_day_says_so():
    day = RATES["note"].str.contains("not the average of the year")
    assert (day == (RATES["source"] == "exchangerate_api_2025")).all()
    assert set(RATES.loc[day, "quality"]) == {"quoted"}


def test_rates_of_one_currency_do_not_jump():
    """A slip of a digit would show as a jump; the sharpest true fall here is the metical's in 2016, from 40.0 to 63.1."""
    for currency, rates in RATES.groupby("currency"):
        for (before, old), (after, new) in itertools.pairwise(zip(rates["year"], rates["rate"], strict=True)):
            assert after > before + 1 or 0.7 < new / old < 1.6, (currency, after)


def test_units_of_rates_name_their_currency():
    assert (RATES["unit"] == RATES["currency"] + "/USD").all()


def test_no_cell_carries_trailing_noise():
    folder = data.workspace() / "data"
    for name in ("sites.csv", "country_facts.csv", "coverage.csv", "prices/exchange_rates.csv", "prices/deflators.csv"):
        cells = pd.read_csv(folder / name, dtype="str", keep_default_na=False)
        numbers = cells.map(lambda cell: bool(re.fullmatch(r"-?\d+\.\d*", cell)))
        assert not cells.where(numbers, "").map(lambda cell: cell.endswith("0") and "." in cell).to_numpy().any(), name
