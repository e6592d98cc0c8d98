"""Numbers, units and codes in readers' words."""

import pytest

from refanalysis import words


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1234567.8, "1,234,568"),
        (12.34, "12.3"),
        (1.234, "1.23"),
        (0.1234, "0.123"),
        (0, "0"),
        (-0.0001, "0.000"),
        (None, "unknown"),
    ],
)
def test_a_number_keeps_about_three_figures(value, said):
    assert words.number(value) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (12_340_000, "USD_2024", "12.3 million USD of 2024"),
        (2.5, "USD_2024/user/month", "2.50 USD of 2024 per user and month"),
        (0.253, "share", "25 %"),
        (0.00169, "share", "0.2 %"),
        (0.0, "share", "0 %"),
        (92.4, "percent", "92.4 %"),
        (812334, "person", "812,334 people"),
        (1, "site", "1 site"),
        (3, "rule", "3 rules"),
        (float("nan"), "share", "unknown"),
    ],
)
def test_a_quantity_is_said_with_its_unit(value, unit, said):
    assert words.quantity(value, unit) == said


def test_lists_counts_and_codes():
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed([]) == "none"
    assert words.listed(list("abcdefgh"), most=4) == "a, b, c and 5 more"
    assert [words.count(n, "tie") for n in (0, 1, 1200)] == ["no ties", "1 tie", "1,200 ties"]
    assert words.label("un_agency") == "UN agency"
    assert words.label("Free text stays") == "Free text stays"
    assert words.capital("un agency") == "Un agency"
