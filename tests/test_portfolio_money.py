"""What more money buys, which sites change first, which plan is robust, and what rules of thumb reach."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis.schema import DataError
from refanalysis.tco import portfolio
from refanalysis.tco.portfolio import Rules, trees


def fixed(costs, users=10):
    return pd.DataFrame({"site": list(costs), "technology": "leo", "cost": list(costs.values()), "users": users})


def cluster(number=12, seed=5):
    """Sites in a small area with satellite, and fibre from one node."""
    generator = np.random.default_rng(seed)
    names = [f"s{each}" for each in range(number)]
    sites = pd.DataFrame({"site_id": names, "lat": generator.random(number) / 5, "lon": generator.random(number) / 5})
    node = pd.DataFrame({"node_id": ["node"], "lat": [0.1], "lon": [0.1]})
    rows = [(site, kind, cost, 10) for site in names for kind, cost in (("leo", 9000.0), ("fibre", 1000.0))]
    options = pd.DataFrame(rows, columns=["site", "technology", "cost", "users"])
    return options, portfolio.links(sites, node, "fibre", 30_000.0, lambda metre: metre)


def test_each_step_of_money_buys_the_next_cheapest_site():
    frame = portfolio.marginal_value(fixed({"a": 1.0, "b": 2.0, "c": 3.0}), step=2.0, objective="sites")
    assert frame["budget"].tolist() == [2.0, 4.0, 6.0]
    assert frame["sites"].tolist() == [1, 2, 3]
    assert frame["added"].tolist() == [1.0, 1.0, 1.0]
    assert frame["cost"].tolist() == [1.0, 3.0, 6.0]


@pytest.mark.parametrize(
    ("technology", "upstream", "found"),
    [
        ([0, 0, 0], [-1, 0, 1], [False, False, False]),
        ([0, 1, 0], [-1, -1, 1], [False, False, True]),
        ([0, 0, 0], [2, 0, 1], [True, True, True]),
        ([0, 0, 0], [1, 0, -1], [True, True, False]),
        ([0, 0, 0], [1, 2, 1], [True, True, True]),
        ([1, 0, 0], [-1, 0, 1], [False, True, True]),
        ([-1, -1, 0], [-1, -1, -1], [False, False, False]),
    ],
)
def test_a_site_that_hangs_on_no_infrastructure_in_the_end_is_adrift(technology, upstream, found):
    plan = trees.Plan(technology=np.array(technology), upstream=np.array(upstream))
    assert trees.adrift(plan).tolist() == found


@settings(deadline=None, max_examples=20)
@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 20).map(float), min_size=1))
def test_more_money_never_serves_fewer_and_the_last_step_serves_all(costs):
    frame = portfolio.marginal_value(fixed(costs), step=7.0)
    assert (frame["added"] >= 0).all() and (frame["cost"] <= frame["budget"] + 1e-9).all()
    assert frame["sites"].iloc[-1] == len(costs)


def test_a_step_of_nothing_and_too_many_steps_are_refused():
    with pytest.raises(ValueError, match="step is 0"):
        portfolio.marginal_value(fixed({"a": 1.0}), step=0)
    with pytest.raises(ValueError, match="1000 steps of 1 up to 1,000; accepted: at most 200"):
        portfolio.marginal_value(fixed({"a": 1000.0}), step=1.0)


def test_the_site_at_the_edge_of_the_budget_changes_first():
    curve = portfolio.budget_curve(fixed({"a": 1.0, "b": 2.0, "c": 3.0}), None, [1.0, 3.0, 6.0], objective="sites")
    changes = portfolio.first_to_change(curve, 3.0)
    assert changes[["site", "direction", "distance"]].values.tolist() == [["b", "less", 2.0], ["c", "more", 3.0]]
    assert changes[["before", "after"]].values.tolist() == [["leo", ""], ["", "leo"]]
    with pytest.raises(ValueError, match=r"budget is 4\.0; the curve holds 1, 3, 6"):
        portfolio.first_to_change(curve, 4.0)


def two_draws(options, first, second):
    """Costs of options in two draws."""
    both = [
        options.assign(draw=number, cost=cost)[["site", "technology", "draw", "cost"]]
        for number, cost in ((0, first), (1, second))
    ]
    return pd.concat(both)


def test_the_plan_with_the_least_to_regret_comes_first():
    options = pd.DataFrame({"site": "a", "technology": ["safe", "bold"], "cost": [10.0, 9.0]})
    table = portfolio.regret(options, two_draws(options, [10.0, 2.0], [10.0, 30.0]))
    assert table["plan"].tolist() == ["best of draw 1", "expected"]
    assert table["max"].tolist() == [8.0, 20.0]
    assert table["mean"].tolist() == [4.0, 10.0]
    assert table["best_in"].tolist() == [0.5, 0.5]
    assert table["cost"].tolist() == [10.0, 16.0]
    plans = portfolio.candidate_plans(options, two_draws(options, [10.0, 2.0], [10.0, 30.0]))
    assert plans[table["plan"].iloc[0]]["technology"].tolist() == ["safe"]


def test_regret_of_named_plans_counts_how_often_they_break_the_budget():
    options = pd.DataFrame({"site": ["a", "b"], "technology": "leo", "cost": [4.0, 5.0], "users": [10, 20]})
    plans = {
        "both": pd.DataFrame({"site": ["a", "b"], "technology": ["leo", "leo"], "upstream": ["", ""]}),
        "one": pd.DataFrame({"site": ["a", "b"], "technology": ["", "leo"], "upstream": ["", ""]}),
    }
    draws = two_draws(options, [4.0, 5.0], [8.0, 9.0])
    table = portfolio.regret(options, draws, rules=Rules(budget=10.0), plans=plans, objective="users").set_index("plan")
    assert table.loc["both", ["over_budget", "max", "mean"]].tolist() == [0.5, 20.0, 10.0]
    assert table.loc["one", ["over_budget", "max", "mean"]].tolist() == [0.0, 10.0, 5.0]


def test_a_draw_without_a_cost_and_a_plan_on_nothing_are_refused():
    options, hung = cluster(2)
    draws = two_draws(options, options["cost"], options["cost"])
    with pytest.raises(DataError, match="draws: cost of site s0, technology leo, draw 0 is nan"):
        portfolio.regret(options, draws.iloc[1:], hung)
    plan = pd.DataFrame({"site": ["s0", "s1"], "technology": ["fibre", "leo"], "upstream": ["s1", ""]})
    with pytest.raises(DataError, match="plan mine: some site uses an option"):
        portfolio.regret(options, draws, hung, plans={"mine": plan})
    with pytest.raises(ValueError, match="would be ignored"):
        portfolio.regret(options, draws, hung, Rules(capex={0: 1.0}))


def test_the_choice_is_never_dearer_than_the_rules_of_thumb():
    for seed in range(5):
        options, hung = cluster(seed=seed)
        table = portfolio.compare_rules(options, hung).set_index("rule")
        assert (table["sites"] == 12).all()
        assert (table["cost"] >= table.loc["choose", "cost"] - 1e-6).all()
        assert table.loc["grown_trees", "cost"] <= table.loc["cheapest_first", "cost"] + 1e-6


def test_within_a_budget_the_choice_connects_at_least_as_many_as_the_rules_of_thumb():
    for seed in range(5):
        options, hung = cluster(seed=seed)
        for budget in (20_000.0, 40_000.0):
            table = portfolio.compare_rules(options, hung, budget=budget).set_index("rule")
            assert (table["sites"] <= table.loc["choose", "sites"]).all()
            assert (table["cost"] <= budget).all()


def test_priority_order_stops_at_the_first_site_the_money_does_not_reach():
    weights = pd.DataFrame({"site": ["a", "b", "c"], "weight": [1.0, 3.0, 2.0]})
    table = portfolio.compare_rules(fixed({"a": 1.0, "b": 2.0, "c": 9.0}), budget=5.0, weights=weights).set_index("rule")
    assert table.loc["priority_order", ["sites", "users", "cost"]].tolist() == [1, 10.0, 2.0]
    assert table.loc["cheapest_first", ["sites", "cost"]].tolist() == [2, 3.0]


def ledger(**changes):
    rows = {
        "scenario": "base", "site": ["a", "a", "a", "b"], "technology": ["leo", "leo", "leo", "leo"],
        "component": "kit", "item": ["capex", "opex", "residual", "capex"], "payer": "agency", "year": [0, 1, 1, 0],
        "date": [0.0, 2.0, 2.0, 0.0], "unit": "USD_2024", "value": [100.0, 121.0, -24.2, 50.0],
    }  # fmt: skip
    return pd.DataFrame(rows | changes)


DEMAND = pd.DataFrame({"site": ["a", "a", "b", "b"], "year": [0, 1, 0, 1], "users": [10.0, 30.0, 5.0, 5.0]})


def test_options_are_the_present_value_of_the_ledger_and_the_mean_users_of_the_demand():
    options, yearly = portfolio.options_from(
        ledger(), DEMAND, 0.1, infeasible=pd.DataFrame({"site": ["b"], "technology": ["leo"]})
    )
    assert options["cost"].tolist() == pytest.approx([100.0 + 100.0 - 20.0, 50.0])
    assert options["users"].tolist() == [20.0, 5.0]
    assert options["feasible"].tolist() == [True, False]
    assert yearly["capex"].tolist() == pytest.approx([100.0, -24.2, 50.0])
    assert yearly["opex"].tolist() == pytest.approx([0.0, 121.0, 0.0])
    best = portfolio.choose(options, rules=Rules(opex={1: 130.0}, cover_sites="possible"), yearly=yearly)
    assert best.cost == pytest.approx(180.0) and best.sites == 1


@pytest.mark.parametrize(
    ("flows", "found"),
    [
        (ledger(unit=["USD_2024", "EUR_2024", "USD_2024", "USD_2024"]), "column unit holds USD_2024, EUR_2024"),
        (ledger(scenario=["base", "base", "cut", "base"]), "column scenario holds base, cut"),
        (ledger(value=[100.0, np.nan, 0.0, 1.0]), "site a, technology leo, item opex has no value"),
        (ledger(site=["a", "a", "a", "z"]), "demand: no users for site z"),
        (ledger(value=[100.0, 1.0, -999.0, 1.0]), "credits exceed the costs of site a, technology leo"),
    ],
)
def test_a_ledger_that_cannot_become_options_is_refused(flows, found):
    with pytest.raises(DataError, match=found):
        portfolio.options_from(flows, DEMAND, 0.1)
