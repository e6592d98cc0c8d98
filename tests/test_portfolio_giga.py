"""Cases of the open school-connectivity cost model with shared trees: never dearer, never fewer, and the exact optimum."""

import shutil

import numpy as np
import pandas as pd
import pytest

from refanalysis.tco import portfolio
from refanalysis.tco.portfolio import Rules
from refanalysis.validation import cases, giga, giga_trees

FOLDER = cases.PACKAGED / "giga"


def tables(count, name, **changes):
    return giga_trees.tables(*giga_trees.places(FOLDER, str(count)), giga.parameters(FOLDER, name), changes)


def hangs_on_infrastructure(table):
    """Whether every chain of upstream sites ends, within one technology, at a site without upstream."""
    technology, upstream = (dict(zip(table["site"], table[name], strict=True)) for name in ("technology", "upstream"))
    for site in table["site"]:
        for _ in range(len(table) + 1):
            if not upstream[site]:
                break
            if technology[upstream[site]] != technology[site]:
                return False
            site = upstream[site]
        else:
            return False
    return True


@pytest.fixture(scope="module")
def rows():
    return giga_trees.rows(FOLDER)


def test_every_packaged_case_passes_and_each_kind_is_there(rows):
    assert rows["passed"].all(), rows[~rows["passed"]].to_string()
    kinds = {"total cost", "sites connected", "proven gap", "cost of their choice", "length", "within reach", "cost alone"}
    assert set(rows["quantity"]) == kinds


def test_the_exact_optimum_of_twenty_sites_is_met():
    for name, cost in (("P3", 691_473.424), ("P4", 351_276.0)):
        for method in ("fast", "exact"):
            best = portfolio.choose(*tables(20, name), method=method)
            assert best.cost == pytest.approx(cost, rel=1e-9) and best.gap <= 1e-9


@pytest.mark.parametrize("name", ["P1", "P2", "P3", "P4", "P5"])
@pytest.mark.parametrize("changes", [{}, {"demand": 5.0}, {"years": 15}, {"demand": 120.0}])
def test_the_gap_at_a_thousand_sites_is_three_percent_or_less(name, changes):
    best = portfolio.choose(*tables(1000, name, **changes), Rules(cover_sites="possible"), method="fast")
    assert 0 <= best.gap <= 0.03 and best.sites == 966
    assert hangs_on_infrastructure(best.table)


@pytest.mark.parametrize(
    ("changes", "sites"), [({"new_electricity": False}, 6), ({"demand": 2500.0}, 0), ({"demand": 200.0}, 19)]
)
def test_sites_that_no_option_reaches_are_left_out(changes, sites):
    best = portfolio.choose(*tables(20, "P5", **changes), Rules(cover_sites="possible"))
    assert best.gap <= 1e-6 and best.sites == sites


def test_half_the_money_of_the_peer_connects_more_sites_than_its_rule_did():
    twenty = portfolio.choose(*tables(20, "P5"), Rules(budget=497_058.0), objective="sites")
    assert twenty.sites >= 10 and twenty.gap <= 1e-9
    many = portfolio.choose(*tables(1000, "P5"), Rules(budget=20_922_140.0), objective="sites", method="fast")
    assert many.sites >= 603 and many.gap <= 0.03 and many.cost <= 20_922_140.0
    assert hangs_on_infrastructure(many.table)


def test_the_rule_of_the_peer_is_dearer_than_the_choice():
    table = portfolio.compare_rules(*tables(20, "P5")).set_index("rule")
    assert table.loc["choose", "cost"] == pytest.approx(805_712.60965, abs=0.01)
    assert (table["cost"] >= table.loc["choose", "cost"]).all()


def copied(tmp_path, *names):
    for name in ("sites_20.csv", "fiber_nodes_20.csv", "towers_20.csv", "parameters.json", *names):
        shutil.copy(FOLDER / name, tmp_path / name)
    return tmp_path


def test_a_dearer_choice_of_ours_or_a_lower_total_of_theirs_would_fail(tmp_path):
    folder = copied(tmp_path, "B_P3_20_minimum_cost_g_result.csv")
    path = folder / "B_P3_20_minimum_cost_g_result.csv"
    frame = pd.read_csv(path)
    frame.loc[:, "total_cost"] -= 5000.0
    frame.to_csv(path, index=False)
    found = giga_trees.rows(folder).set_index("quantity")
    assert not found.loc["total cost", "passed"]
    assert found.loc["total cost", "largest_absolute"] == pytest.approx(691_473.424 - (716_803.916 - 19 * 5000.0))


def test_a_budget_is_a_share_of_the_unconstrained_total(tmp_path):
    folder = copied(tmp_path, "B_P3_20_minimum_cost_g_result.csv")
    frame = pd.read_csv(folder / "B_P3_20_minimum_cost_g_result.csv")
    few = frame["total_cost"].rank(method="first") > 8
    frame = frame.assign(feasible=np.where(few, 0, 1), total_cost=frame["total_cost"].where(~few))
    frame.to_csv(folder / "B_P3_20_priority_budget50_result.csv", index=False)
    found = giga_trees.rows(folder)
    found = found[found["case"] == "B_P3_20_priority_budget50_result.csv"].set_index("quantity")
    assert found["passed"].all()
    assert "at most 358,401.958" in found.loc["total cost within the budget", "worst"]
    assert found.loc["sites connected", "worst"].endswith("theirs 8")


def test_files_that_cannot_be_used_fail_with_the_reason(tmp_path):
    folder = copied(tmp_path, "OPT_P3_20.csv")
    shutil.copy(FOLDER / "B_P3_20_priority_links.csv", folder / "B_P3_20_greedy_links.csv")
    shutil.copy(FOLDER / "B_P3_20_priority_result.csv", folder / "B_P9_20_priority_result.csv")
    shutil.copy(FOLDER / "B_P3_20_priority_result.csv", folder / "B_P3_77_priority_result.csv")
    found = giga_trees.rows(folder).set_index("case")
    assert found.loc["OPT_P3_20.csv", "passed"].all()
    for case, reason in (
        ("B_P3_20_greedy_links.csv", "unknown file name"),
        ("B_P9_20_priority_result.csv", "no set 'P9'"),
        ("B_P3_77_priority_result.csv", "sites_77.csv: the file is missing"),
    ):
        assert not found.loc[case, "passed"] and reason in found.loc[case, "note"]
