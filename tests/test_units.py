"""Units: what is accepted, what is refused and how money moves between currencies and years."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refanalysis import units

RATES = pd.DataFrame({"currency": ["XAF", "XAF"], "year": [2023, 2025], "rate": [600.0, 500.0]})
DEFLATORS = pd.DataFrame({"currency": ["USD"] * 3, "year": [2023, 2024, 2025], "index": [100.0, 110.0, 121.0]})


def price(source, target):
    return units.price_factor(source, target, RATES, DEFLATORS)


@pytest.mark.parametrize(
    "unit", ["USD_2023/site/month", "share/year", "m^2/person", "km/hop", "USD_2020/MHz/person", "W/terminal", "1/year", "text"]
)
def test_units_of_the_data_are_accepted(unit):
    assert units.problem(unit) == ""


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("USD/site", "money needs its price year, as in USD_2023"),
        ("usr", "not a known unit"),
        ("USD_2023/", "not a known unit"),
        ("USD_2023 * EUR_2023", "at most one currency"),
    ],
)
def test_other_units_are_refused_in_words(unit, words):
    assert words in units.problem(unit)


def test_months_become_years():
    assert units.factor("USD_2023/site/month", "USD_2023/site/year") == pytest.approx(12)


def test_money_is_converted_in_the_source_year_and_then_deflated_in_the_target_currency():
    # 500 francs of 2025 are 1 dollar of 2025, which is 110/121 dollars of 2024
    assert units.factor("XAF_2025/terminal", "USD_2024/terminal", price) == pytest.approx(110 / 121 / 500)


def test_price_basis_makes_the_round_trip():
    there = units.factor("USD_2023/site", "USD_2025/site", price)
    assert there * units.factor("USD_2025/site", "USD_2023/site", price) == pytest.approx(1, rel=1e-14)


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("USD_2023/site", "USD_2023/user", "they measure different things"),
        ("USD_2023/site", "share", "one is money, the other is not"),
        ("USD_2023/site", "USD_2024/site", "without prices and exchange rates"),
    ],
)
def test_units_of_different_kinds_are_not_converted(source, target, words):
    with pytest.raises(ValueError, match=words):
        units.factor(source, target)


def test_a_missing_exchange_rate_or_deflator_is_named_with_the_years_there_are():
    with pytest.raises(ValueError, match=r"exchange_rates.csv has no rate of XAF for 2020; years known: 2023, 2025"):
        price("XAF_2020", "USD_2024")
    with pytest.raises(ValueError, match=r"deflators.csv has no index of XAF for 2025; no year of this currency is known"):
        price("USD_2023", "XAF_2025")


def test_canonical_units_name_the_price_basis_and_what_is_counted():
    assert units.canonical("USD/{unit}/year", "USD_2024", "terminal") == "USD_2024/terminal/year"


@given(st.sampled_from([*units.COUNTS, "km", "Mbps", "kWh"]))
def test_every_count_converts_to_itself_and_to_nothing_else(name):
    assert units.factor(f"USD_2023/{name}", f"USD_2023/{name}") == 1.0
    with pytest.raises(ValueError, match="different things"):
        units.factor(f"USD_2023/{name}", "USD_2023/month")


def test_what_is_counted_in_a_product_stays_together_in_a_price():
    found = units.canonical("USD/{unit}/year", "USD_2024", "MHz*person")
    assert units.factor("USD_2024/MHz/person/year", found) == 1
