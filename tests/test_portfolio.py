"""The choice against every possible choice of small cases, and against numbers worked out by hand."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis.schema import DataError
from refanalysis.tco import portfolio
from refanalysis.tco.portfolio import Rules, bound, trees
from refanalysis.tco.portfolio.problem import problem

MONEY = st.integers(0, 30).map(float)


def options(rows):
    return pd.DataFrame(rows, columns=["site", "technology", "cost", "users"])


def links(rows):
    return pd.DataFrame(rows, columns=["technology", "site", "upstream", "cost"])


def hill_and_valley():
    """Fibre reaches hill for 10; from hill it reaches valley for 2; satellite costs 9 at either."""
    rows = [("hill", "leo", 9.0, 10), ("hill", "fibre", 1.0, 10), ("valley", "leo", 9.0, 20), ("valley", "fibre", 1.0, 20)]
    hung = [("fibre", "hill", "", 10.0), ("fibre", "valley", "hill", 2.0), ("fibre", "hill", "valley", 2.0)]
    return options(rows), links(hung)


@st.composite
def cases(draw):
    """Up to four sites; leo alone; fibre and radio over links, in any direction and at any cost."""
    names = [f"s{each}" for each in range(draw(st.integers(1, 4)))]
    rows = [
        (site, kind, draw(MONEY), draw(st.integers(0, 9)))
        for site in names
        for kind in ("leo", "fibre", "radio")
        if draw(st.booleans())
    ]
    if not rows:
        rows = [(names[0], "leo", 1.0, 1)]
    sites = {row[0] for row in rows}
    used = {row[:2] for row in rows}
    hung = [
        (kind, site, upstream, draw(MONEY))
        for kind in ("fibre", "radio")
        if any(kind == each for _, each in used)
        for site in sorted(sites)
        for upstream in ("", *sorted(sites))
        if upstream != site and draw(st.booleans())
    ]
    given_links = links(hung)
    frame = options(rows)
    if not hung:
        frame = frame[frame["technology"] == "leo"]
        if frame.empty:
            frame = options([(names[0], "leo", 1.0, 1)])
        return frame.reset_index(drop=True), None
    alone = frame["technology"].eq("leo") | frame["technology"].isin(given_links["technology"])
    frame = frame[alone]
    given_links = given_links[given_links["technology"].isin(frame["technology"]) & given_links["site"].isin(frame["site"])]
    given_links = given_links[given_links["upstream"].isin([*frame["site"], ""])]
    if frame.empty:
        return options([(names[0], "leo", 1.0, 1)]), None
    return frame.reset_index(drop=True), given_links.reset_index(drop=True)


def every_choice(frame, hung):
    """(cost, served sites, users, {site: technology}) of every choice that is allowed."""
    sites = list(dict.fromkeys(frame["site"]))
    over = set() if hung is None else set(hung["technology"])
    per_site = []
    for site in sites:
        ways = [(None, "", 0.0, 0)]
        for row in frame[frame["site"] == site].itertuples():
            if row.technology not in over:
                ways.append((row.technology, "", row.cost, row.users))
                continue
            mine = hung[(hung["site"] == site) & (hung["technology"] == row.technology)]
            ways += [(row.technology, link.upstream, row.cost + link.cost, row.users) for link in mine.itertuples()]
        per_site.append(ways)
    for picked in itertools.product(*per_site):
        chosen = dict(zip(sites, picked, strict=True))
        if all(_rooted(chosen, site) for site in sites):
            served = [site for site in sites if chosen[site][0] is not None]
            yield sum(way[2] for way in picked), served, sum(way[3] for way in picked), chosen


def _rooted(chosen, site):
    kind, upstream = chosen[site][:2]
    for _ in range(len(chosen) + 1):
        if kind is None or not upstream:
            return True
        if chosen[upstream][0] != kind:
            return False
        upstream = chosen[upstream][1]
    return False


def least_cost(frame, hung):
    found = list(every_choice(frame, hung))
    most = max(len(served) for _, served, _, _ in found)
    return most, min(cost for cost, served, _, _ in found if len(served) == most)


def is_a_forest(table, hung, frame):
    chosen = {row.site: (row.technology or None, row.upstream) for row in table.itertuples()}
    return all(_rooted(chosen, site) for site in chosen)


@settings(deadline=None, max_examples=150)
@given(cases())
def test_the_exact_choice_costs_as_much_as_the_cheapest_of_all_choices(case):
    frame, hung = case
    count, cost = least_cost(frame, hung)
    if not count:
        return
    best = portfolio.choose(frame, hung, Rules(cover_sites="possible"), method="exact")
    assert best.cost == pytest.approx(cost, abs=1e-6) and best.sites == count
    assert best.gap <= 1e-6 and best.status == "optimal"
    assert is_a_forest(best.table, hung, frame)


@settings(deadline=None, max_examples=150)
@given(cases())
def test_the_fast_choice_and_its_bound_enclose_the_cheapest_of_all_choices(case):
    frame, hung = case
    count, cost = least_cost(frame, hung)
    given_case = problem(frame, hung)
    free = np.where(
        np.isin(given_case.sites, [s for _, served, _, _ in every_choice(frame, hung) for s in served]), np.inf, 0.0
    )
    plan = trees.plan(given_case, given_case.cost, free)
    found = bound.ascent(given_case, given_case.cost, free).value
    assert found <= cost + 1e-6 or count < (free > 0).sum()
    if count == (free > 0).sum() and np.isfinite(trees.total(given_case, given_case.cost, free, plan)):
        assert trees.total(given_case, given_case.cost, free, plan) >= cost - 1e-6


@settings(deadline=None, max_examples=100)
@given(cases(), st.integers(0, 60).map(float), st.sampled_from(["sites", "users"]), st.sampled_from(["exact", "auto", "fast"]))
def test_a_budget_buys_as_much_as_the_best_of_all_choices_within_it(case, budget, objective, method):
    frame, hung = case
    within = [found for found in every_choice(frame, hung) if found[0] <= budget]
    best = max(len(found[1]) if objective == "sites" else found[2] for found in within)
    ours = portfolio.choose(frame, hung, Rules(budget=budget), objective=objective, method=method)
    assert ours.cost <= budget + 1e-6
    assert ours.bound >= best - 1e-6
    assert ours.value <= best + 1e-6
    if method != "fast":
        assert ours.value == pytest.approx(best, abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(cases(), st.integers(0, 60).map(float), st.floats(0.0, 1.0), st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4))
def test_a_fair_choice_serves_as_many_as_the_best_of_all_fair_choices(case, budget, least, parts):
    frame, hung = case
    women = {f"s{each}": share for each, share in enumerate(parts)}
    users = {(row.site, row.technology): row.users for row in frame.itertuples()}
    fair = []
    for cost, served, people, chosen in every_choice(frame, hung):
        among = sum(users[site, chosen[site][0]] * (women[site] - least) for site in served)
        if cost <= budget and among >= -1e-9:
            fair.append(people)
    shares = pd.DataFrame({"site": list(women), "women": list(women.values())})
    ours = portfolio.choose(frame, hung, Rules(budget=budget, equity={"women": least}), objective="users", shares=shares)
    assert ours.value == pytest.approx(max(fair), abs=1e-5)


@settings(deadline=None, max_examples=60)
@given(cases(), st.floats(0.0, 1.0))
def test_partial_coverage_costs_as_much_as_the_cheapest_choice_that_covers_it(case, share):
    frame, hung = case
    sites = frame["site"].nunique()
    enough = [found[0] for found in every_choice(frame, hung) if len(found[1]) >= share * sites - 1e-9]
    rules = Rules(cover_sites=share)
    if enough and 0 < share < 1:
        assert portfolio.choose(frame, hung, rules).cost == pytest.approx(min(enough), abs=1e-6)
    elif not enough:
        with pytest.raises(DataError, match="cover_sites"):
            portfolio.choose(frame, hung, rules)


@settings(deadline=None, max_examples=60)
@given(cases())
def test_an_infinite_budget_equals_none(case):
    frame, hung = case
    ours = [portfolio.choose(frame, hung, Rules(cover_sites="possible", budget=budget)).cost for budget in (None, math.inf)]
    assert ours[0] == ours[1]


@settings(deadline=None, max_examples=60)
@given(cases(), st.integers(0, 40).map(float), st.integers(0, 20).map(float))
def test_lifting_a_budget_never_serves_fewer(case, budget, more):
    frame, hung = case
    fewer, wider = (
        portfolio.choose(frame, hung, Rules(budget=each), objective="sites").value for each in (budget, budget + more)
    )
    assert wider >= fewer


def test_two_sites_share_one_fibre_when_that_is_cheaper_than_two_satellites():
    frame, hung = hill_and_valley()
    best = portfolio.choose(frame, hung)
    assert best.cost == 10.0 + 1.0 + 2.0 + 1.0
    assert best.table["technology"].tolist() == ["fibre", "fibre"]
    assert best.table["upstream"].tolist() == ["", "hill"]
    assert best.table["cost"].tolist() == [11.0, 3.0]
    assert (best.sites, best.users, best.gap, best.status) == (2, 30.0, 0.0, "optimal")


def test_a_site_does_not_use_fibre_when_its_upstream_does_not():
    frame, hung = hill_and_valley()
    frame.loc[1, "cost"] = 100.0
    assert portfolio.choose(frame, hung).table["technology"].tolist() == ["leo", "leo"]


def test_two_sites_never_hang_on_each_other_alone():
    rows = [("a", "fibre", 1.0, 1), ("b", "fibre", 1.0, 1), ("a", "leo", 9.0, 1), ("b", "leo", 9.0, 1)]
    hung = [("fibre", "a", "b", 0.0), ("fibre", "b", "a", 0.0)]
    for method in ("exact", "fast"):
        assert portfolio.choose(options(rows), links(hung), method=method).cost == 18.0


def test_a_ring_of_three_sites_is_cut_off():
    names = ["a", "b", "c"]
    rows = [(site, kind, cost, 1) for site in names for kind, cost in (("fibre", 1.0), ("leo", 5.0))]
    hung = [("fibre", site, names[place - 1], 0.0) for place, site in enumerate(names)]
    assert portfolio.choose(options(rows), links(hung), method="exact").cost == 15.0


def test_a_shared_tower_is_built_only_where_enough_sites_hang_on_it():
    rows = [
        ("tower", "radio", 10.0, 0),
        *((site, "radio", 1.0, 5) for site in "abc"),
        *((site, "leo", 6.0, 5) for site in "abc"),
    ]
    frame = options(rows).assign(shared=[True] + [False] * 6)
    hung = [("radio", "tower", "", 0.0), *(("radio", site, "tower", 0.5) for site in "abc")]
    three = portfolio.choose(frame, links(hung))
    assert three.cost == 10.0 + 3 * 1.5 and three.sites == 3
    two = portfolio.choose(frame[frame["site"] != "c"], links(hung[:3]))
    assert two.cost == 2 * 6.0 and two.table["technology"].tolist() == ["", "leo", "leo"]
    assert portfolio.choose(frame, links(hung), method="exact").cost == three.cost


def test_sites_at_equal_distances_and_equal_prices_are_all_served_once():
    names = [f"s{each}" for each in range(6)]
    rows = [(site, kind, 1.0, 1) for site in names for kind in ("fibre", "leo")]
    hung = [("fibre", site, other, 1.0) for site in names for other in ("", *names) if other != site]
    best = portfolio.choose(options(rows), links(hung))
    assert (best.cost, best.sites, best.gap) == (6.0, 6, 0.0)


def test_one_site_gets_its_cheapest_option():
    best = portfolio.choose(options([("a", "leo", 3.0, 1), ("a", "geo", 2.0, 1)]))
    assert best.table.iloc[0][["technology", "cost"]].tolist() == ["geo", 2.0]


def test_must_serve_sites_are_served_before_cheaper_ones():
    frame = options([("near", "leo", 1.0, 5), ("far", "leo", 10.0, 5)])
    best = portfolio.choose(frame, rules=Rules(budget=10.0, must_serve=("far",)), objective="sites")
    assert best.table["technology"].tolist() == ["", "leo"]


def test_weights_put_a_site_first():
    frame = options([("near", "leo", 5.0, 5), ("far", "leo", 6.0, 5)])
    weights = pd.DataFrame({"site": ["near", "far"], "weight": [1.0, 2.0]})
    best = portfolio.choose(frame, rules=Rules(budget=6.0), objective="users", weights=weights)
    assert best.table["technology"].tolist() == ["", "leo"] and best.value == 10.0


def test_prices_scale_the_cost_and_not_the_choice():
    frame, hung = hill_and_valley()
    ours = portfolio.choose(frame, hung)
    dearer = portfolio.choose(frame.assign(cost=frame["cost"] * 7), hung.assign(cost=hung["cost"] * 7))
    assert dearer.cost == 7 * ours.cost
    assert dearer.table["technology"].equals(ours.table["technology"])


def test_a_late_time_limit_is_said_and_not_called_optimal():
    generator = np.random.default_rng(4)
    names = [f"s{each}" for each in range(60)]
    rows = [
        (site, kind, float(generator.integers(50, 99)), int(generator.integers(1, 99))) for site in names for kind in ("a", "b")
    ]
    best = portfolio.choose(options(rows), rules=Rules(budget=1500.5), objective="users", gap=0.0, seconds=0.05)
    assert best.bound >= best.value
    assert (best.status == "optimal") == (best.gap <= 1e-9)
