"""Ceilings by year, phasing, conflicts, and what is refused."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis.schema import DataError
from refanalysis.tco import portfolio
from refanalysis.tco.portfolio import Rules

YEARS = 3
RATE = 0.1


def dated(rows):
    """Options and yearly amounts from (site, technology, capex, opex, users): capex at the start, opex at each year's end."""
    lines = []
    for site, technology, capex, opex, _ in rows:
        for year in range(YEARS):
            first = capex if year == 0 else 0.0
            value = first + opex / (1 + RATE) ** (year + 1)
            lines.append((site, technology, year, first, opex, value))
    yearly = pd.DataFrame(lines, columns=["site", "technology", "year", "capex", "opex", "present_value"])
    cost = yearly.groupby(["site", "technology"], sort=False, as_index=False)["present_value"].sum()
    options = cost.rename(columns={"present_value": "cost"}).assign(users=[row[4] for row in rows])
    return options, yearly


def fixed(costs):
    return pd.DataFrame({"site": list(costs), "technology": "leo", "cost": list(costs.values()), "users": 10})


def test_a_ceiling_on_capex_turns_the_choice_to_the_option_with_running_costs():
    options, yearly = dated([("a", "own", 100.0, 0.0, 10), ("a", "rent", 10.0, 50.0, 10)])
    assert portfolio.choose(options, yearly=yearly).table["technology"].tolist() == ["own"]
    capped = portfolio.choose(options, rules=Rules(capex={0: 50.0}), yearly=yearly)
    assert capped.table["technology"].tolist() == ["rent"]


def test_a_ceiling_on_opex_of_a_late_year_binds_from_the_start():
    options, yearly = dated([("a", "own", 200.0, 0.0, 10), ("a", "rent", 10.0, 50.0, 10)])
    assert portfolio.choose(options, yearly=yearly).table["technology"].tolist() == ["rent"]
    capped = portfolio.choose(options, rules=Rules(opex={2: 49.0}), yearly=yearly)
    assert capped.table["technology"].tolist() == ["own"]


def test_sites_start_year_by_year_when_each_year_pays_for_one():
    options, yearly = dated([(site, "leo", 100.0, 10.0, users) for site, users in (("a", 5), ("b", 20), ("c", 10))])
    rules = Rules(capex=dict.fromkeys(range(YEARS), 100.0), starts=3, cover_sites=1.0)
    best = portfolio.choose(options, rules=rules, objective="users", yearly=yearly, rate=RATE)
    assert best.table.set_index("site")["start"].to_dict() == {"a": 2, "b": 0, "c": 1}
    assert best.value == pytest.approx(20 * 3 / 3 + 10 * 2 / 3 + 5 * 1 / 3)


def test_a_later_start_costs_the_discounted_years_that_are_left():
    options, yearly = dated([("a", "leo", 100.0, 10.0, 5)])
    rules = Rules(capex={0: 0.0, 1: 0.0}, starts=3, cover_sites=1.0)
    best = portfolio.choose(options, rules=rules, yearly=yearly, rate=RATE)
    assert best.table["start"].tolist() == [2]
    assert best.cost == pytest.approx((100.0 + 10.0 / 1.1) / 1.1**2)


def test_a_site_starts_no_earlier_than_the_one_it_hangs_on():
    options, yearly = dated([("hub", "fibre", 100.0, 0.0, 1), ("leaf", "fibre", 0.0, 0.0, 50)])
    hung = pd.DataFrame(
        [("fibre", "hub", "", 0.0, 0.0, 0.0), ("fibre", "leaf", "hub", 0.0, 0.0, 0.0)],
        columns=["technology", "site", "upstream", "cost", "capex", "opex"],
    )
    rules = Rules(capex={0: 99.0}, starts=3)
    best = portfolio.choose(options, hung, rules, objective="users", yearly=yearly, rate=RATE)
    assert best.table["start"].tolist() == [1, 1]


def test_a_link_paid_later_costs_its_running_years_that_are_left():
    options, yearly = dated([("a", "fibre", 0.0, 0.0, 1)])
    annuity = sum(1.1**-year for year in (1, 2, 3))
    hung = pd.DataFrame(
        [("fibre", "a", "", 40.0 + 5.0 * annuity, 40.0, 5.0)],
        columns=["technology", "site", "upstream", "cost", "capex", "opex"],
    )
    rules = Rules(capex={0: 39.0}, starts=2, cover_sites=1.0)
    best = portfolio.choose(options, hung, rules, yearly=yearly, rate=RATE)
    assert best.cost == pytest.approx((40.0 + 5.0 / 1.1 + 5.0 / 1.21) / 1.1)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9), st.integers(1, 9)), min_size=2, max_size=4),
    st.lists(st.integers(0, 30), min_size=YEARS, max_size=YEARS),
    st.lists(st.integers(0, 20), min_size=YEARS, max_size=YEARS),
)
def test_starts_under_ceilings_serve_as_many_user_years_as_the_best_of_all_plans(prices, capex, opex):
    kinds = ["leo", "geo"]
    rows = [
        (f"s{each // 2}", kinds[each % 2], float(price), float(fee), users) for each, (price, fee, users) in enumerate(prices)
    ]
    best = 0.0
    sites = list(dict.fromkeys(row[0] for row in rows))
    ways = [[None, *((row, start) for row in rows if row[0] == site for start in range(YEARS))] for site in sites]
    for plan in itertools.product(*ways):
        started = [way for way in plan if way]
        bought = [sum(row[2] for row, start in started if start == year) for year in range(YEARS)]
        running = [sum(row[3] for row, start in started if start <= year) for year in range(YEARS)]
        if all(np.less_equal(bought, capex)) and all(np.less_equal(running, opex)):
            best = max(best, sum(row[4] * (YEARS - start) / YEARS for row, start in started))
    options, yearly = dated(rows)
    rules = Rules(capex=dict(enumerate(capex)), opex=dict(enumerate(opex)), starts=YEARS)
    found = portfolio.choose(options, rules=rules, objective="users", yearly=yearly, rate=RATE)
    assert found.value == pytest.approx(best, abs=1e-6) and found.bound >= best - 1e-6


def test_the_solver_writes_nothing_to_standard_output(capfd):
    generator = np.random.default_rng(1)
    lines = [
        (f"s{a}", f"t{b}", float(generator.lognormal(11, 1)), int(generator.integers(9, 9999)))
        for a in range(80)
        for b in range(8)
    ]
    frame = pd.DataFrame(lines, columns=["site", "technology", "cost", "users"])
    portfolio.choose(frame, rules=Rules(budget=2e6), objective="users", gap=1e-6, seconds=3.0)
    assert capfd.readouterr().out == ""


def test_options_in_two_units_are_refused_and_one_unit_travels_with_the_choice():
    frame = fixed({"a": 1.0, "b": 2.0})
    assert portfolio.choose(frame.assign(unit="USD_2024")).table["unit"].tolist() == ["USD_2024", "USD_2024"]
    with pytest.raises(ValueError, match="column unit holds USD_2024, EUR_2024; accepted: one unit"):
        portfolio.choose(frame.assign(unit=["USD_2024", "EUR_2024"]))


def test_a_budget_below_the_least_cost_says_by_how_much():
    with pytest.raises(DataError) as error:
        portfolio.choose(fixed({"a": 60.0, "b": 50.0}), rules=Rules(budget=100.0, cover_sites=1.0))
    assert error.value.problems[1:] == [
        "budget is 100.00; the other rules need at least 110.00",
        "cover_sites asks for 2; the other rules leave at most 1",
    ]


def test_the_rule_that_alone_stands_in_the_way_is_the_only_one_named():
    options, yearly = dated([("a", "leo", 100.0, 10.0, 5), ("b", "leo", 100.0, 10.0, 5)])
    rules = Rules(budget=1000.0, capex={0: 150.0}, opex={1: 50.0}, must_serve=("a", "b"))
    with pytest.raises(DataError) as error:
        portfolio.choose(options, rules=rules, yearly=yearly)
    assert error.value.problems[1:] == [
        "capex of year 0 is 150.00; the other rules need at least 200.00",
        "must_serve: 1 of 2 sites would have to be left out",
    ]


def test_two_rules_that_conflict_with_a_third_are_named_together():
    options, yearly = dated([("a", "leo", 100.0, 10.0, 5)])
    rules = Rules(capex={0: 50.0}, opex={0: 5.0}, must_serve=("a",), cover_sites=1.0)
    with pytest.raises(DataError, match="no single one is to blame") as error:
        portfolio.choose(options, rules=rules, yearly=yearly)
    text = str(error.value)
    assert ("capex of year 0" in text and "opex of year 0" in text) or ("must_serve" in text and "cover_sites" in text)


def test_an_equity_rule_out_of_reach_says_how_many_people_are_missing():
    shares = pd.DataFrame({"site": ["a", "b"], "women": [0.4, 0.5]})
    rules = Rules(equity={"women": 0.6}, must_serve=("a", "b"))
    with pytest.raises(DataError, match="equity of women: missed by 3 people among those served"):
        portfolio.choose(fixed({"a": 1.0, "b": 1.0}), rules=rules, shares=shares)


def test_the_share_of_women_among_those_served_is_kept():
    shares = pd.DataFrame({"site": ["a", "b", "c"], "women": [0.3, 0.5, 0.7]})
    frame = fixed({"a": 1.0, "b": 2.0, "c": 9.0})
    cheap = portfolio.choose(frame, rules=Rules(budget=10.0), objective="users", shares=shares)
    fair = portfolio.choose(frame, rules=Rules(budget=10.0, equity={"women": 0.5}), objective="users", shares=shares)
    assert cheap.table["technology"].tolist() == ["leo", "leo", ""]
    assert fair.table["technology"].tolist() == ["leo", "", "leo"]


def test_a_site_without_a_feasible_option_is_named():
    frame = fixed({"a": 1.0, "b": 2.0}).assign(feasible=[True, False])
    with pytest.raises(DataError, match=r"no feasible option reaches b; accepted: .* at most 0.5, or 'possible'"):
        portfolio.choose(frame)
    assert portfolio.choose(frame, rules=Rules(cover_sites="possible")).table["technology"].tolist() == ["leo", ""]


def test_no_feasible_option_at_all_serves_nobody():
    frame = fixed({"a": 1.0}).assign(feasible=False)
    best = portfolio.choose(frame, rules=Rules(cover_sites="possible"))
    assert (best.sites, best.cost, best.gap) == (0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ({"budget": float("nan")}, "budget is nan; accepted: 0 or more"),
        ({"budget": -1.0}, "budget is -1.0"),
        ({"capex": {1: float("nan")}}, "capex of year 1 is nan"),
        ({"cover_sites": 1.2}, "cover_sites is 1.2; accepted: a share from 0 to 1"),
        ({"cover_users": "most"}, "cover_users is most"),
        ({"equity": {"women": float("nan")}}, "equity of women is nan"),
        ({"starts": 0}, "starts is 0"),
    ],
)
def test_impossible_rules_are_refused(rules, found):
    with pytest.raises(ValueError, match=found):
        Rules(**rules)


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("cost", np.nan, "options: column cost, site b, technology leo: nan; accepted: a finite number of 0 or more"),
        ("cost", -1.0, "options: column cost, site b, technology leo: -1.0"),
        ("cost", np.inf, "site b, technology leo: inf"),
        ("users", np.nan, "options: column users, site b, technology leo: nan"),
    ],
)
def test_a_missing_or_negative_number_is_refused_with_its_site_and_column(column, value, found):
    frame = fixed({"a": 1.0, "b": 2.0}).astype({"users": float})
    frame.loc[1, column] = value
    with pytest.raises(DataError, match=found):
        portfolio.choose(frame)


def test_a_missing_cost_of_an_option_that_is_not_feasible_is_no_problem():
    frame = fixed({"a": 1.0, "b": 2.0}).assign(feasible=[True, False])
    frame.loc[1, "cost"] = np.nan
    assert portfolio.choose(frame, rules=Rules(cover_sites="possible")).cost == 1.0


@pytest.mark.parametrize(
    ("hung", "found"),
    [
        ([("leo", "z", "", 1.0)], "links: column site names z, unknown to the options"),
        ([("radio", "a", "", 1.0)], "links: column technology names radio"),
        ([("leo", "a", "z", 1.0)], "links: column upstream names z"),
        ([("leo", "a", "a", 1.0)], "links: site a hangs on itself"),
        ([("leo", "a", "b", np.nan)], "links: column cost, site a, technology leo, upstream b: nan"),
    ],
)
def test_faulty_links_are_refused(hung, found):
    with pytest.raises(DataError, match=found):
        portfolio.choose(fixed({"a": 1.0, "b": 2.0}), pd.DataFrame(hung, columns=["technology", "site", "upstream", "cost"]))


def test_repeated_rows_and_missing_columns_are_refused():
    frame = fixed({"a": 1.0})
    with pytest.raises(DataError, match="repeated rows of site a, technology leo"):
        portfolio.choose(pd.concat([frame, frame]))
    with pytest.raises(DataError, match="options: column cost is missing; found: site, technology, users"):
        portfolio.choose(frame.drop(columns="cost"))
    with pytest.raises(DataError, match="the table is empty"):
        portfolio.choose(frame[:0])


def test_what_would_be_ignored_is_refused():
    frame, options = fixed({"a": 1.0}), dated([("a", "leo", 1.0, 1.0, 1)])
    weights = pd.DataFrame({"site": ["a"], "weight": [1.0]})
    with pytest.raises(ValueError, match="weights would be ignored"):
        portfolio.choose(frame, weights=weights)
    with pytest.raises(ValueError, match="need the table yearly"):
        portfolio.choose(frame, rules=Rules(capex={0: 1.0}))
    with pytest.raises(ValueError, match="capex of year 7 lies outside the years 0 to 2"):
        portfolio.choose(options[0], rules=Rules(capex={7: 1.0}), yearly=options[1])
    with pytest.raises(ValueError, match="later starts need a discount rate"):
        portfolio.choose(options[0], rules=Rules(starts=2), yearly=options[1])
    with pytest.raises(ValueError, match="equity names hosts; the table shares has: nothing"):
        portfolio.choose(frame, rules=Rules(equity={"hosts": 0.5}))
    with pytest.raises(ValueError, match="objective is 'money'; accepted: cost, sites, users"):
        portfolio.choose(frame, objective="money")
    with pytest.raises(ValueError, match="method 'fast' knows a budget"):
        portfolio.choose(frame, rules=Rules(cover_users=0.5), method="fast")
    with pytest.raises(ValueError, match="need the column users"):
        portfolio.choose(frame.drop(columns="users"), objective="users")


def test_amounts_by_year_that_do_not_add_up_to_the_cost_are_refused():
    options, yearly = dated([("a", "leo", 1.0, 1.0, 1)])
    with pytest.raises(DataError, match="present_value of site a, technology leo adds up to"):
        portfolio.choose(options.assign(cost=9.0), yearly=yearly)


def test_shares_above_one_and_sites_without_a_share_are_refused():
    frame = fixed({"a": 1.0, "b": 2.0})
    for shares, found in (
        (pd.DataFrame({"site": ["a", "b"], "women": [0.5, 1.5]}), "column women of site b is above 1"),
        (pd.DataFrame({"site": ["a"], "women": [0.5]}), "column women has no row for site b"),
    ):
        with pytest.raises(DataError, match=found):
            portfolio.choose(frame, rules=Rules(equity={"women": 0.5}), objective="users", shares=shares)


def test_a_site_that_must_be_served_and_is_unknown_or_out_of_reach_is_named():
    frame = fixed({"a": 1.0, "b": 2.0}).assign(feasible=[True, False])
    with pytest.raises(DataError, match="must_serve names z, unknown to the options"):
        portfolio.choose(frame, rules=Rules(must_serve=("z",)))
    with pytest.raises(DataError, match="must_serve names b, which no feasible option reaches"):
        portfolio.choose(frame, rules=Rules(must_serve=("b",)))
