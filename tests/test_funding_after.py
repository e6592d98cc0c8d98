"""After the money ends: who takes over, what a cut leaves unpaid, and what cheaper contracts save."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_funding import RUN, ledger

from refanalysis import assumptions, data, sampling, summary
from refanalysis.tco import funding

WHAT_IF = {"what if": ("what_if",)}


def moves(frame, item):
    rows = frame[frame["item"] == item]
    return {(row.from_payer, row.to_payer): pytest.approx(row.value) for row in rows.itertuples()}


# --- hand-over


def test_what_payers_lose_falls_to_those_who_gain():
    # 120 a year: the donor alone in year 0; then community 90 and donor 30
    rows = [("donor", "opex", 0, 120.0)]
    rows += [(payer, "opex", year, value) for year in (1, 2) for payer, value in (("community", 90.0), ("donor", 30.0))]
    found = funding.handover(funding.monthly_cost(ledger(*rows)), 12)
    assert moves(found, "opex") == {("donor", "donor"): 30.0, ("donor", "community"): 90.0}
    assert set(found["unit"]) == {"USD_2024/year"}


def test_a_bill_that_comes_only_later_is_taken_over_from_nobody():
    found = funding.handover(funding.monthly_cost(ledger(*RUN, ("community", "replacement", 2, 50.0))), 12)
    assert moves(found, "replacement") == {("new", "community"): 25.0}
    assert moves(found, "opex") == {("agency", "agency"): 120.0}


def test_after_a_grant_the_assigned_payers_bear_the_bill():
    rows = [*RUN, *[("community", "energy", year, 60.0) for year in range(3)]]
    monthly = funding.monthly_cost(ledger(*rows))
    plan = funding.what_if(monthly, "option", 1, 1.0, funding.AID)
    covered = funding.coverage(monthly, plan, {"aid": funding.AID}, WHAT_IF)
    bill = funding.borne(monthly, covered, funding.AID)
    assert bill.groupby("payer")["value"].sum().to_dict() == pytest.approx(
        {"grant": 120.0, "agency": 240.0, "community": 180.0}
    )
    found = funding.handover(bill, 12)
    assert moves(found, "opex") == {("grant", "agency"): 120.0}
    assert moves(found, "energy") == {("community", "community"): 60.0}


def test_a_hand_over_needs_time_before_and_after_it_and_one_option():
    monthly = funding.monthly_cost(ledger(*RUN))
    with pytest.raises(ValueError, match="a month from 1 to 35; found 36 and option"):
        funding.handover(monthly, 36)
    with pytest.raises(ValueError, match="a month from 1 to 35; found 12 and option, other"):
        funding.handover(pd.concat([monthly, monthly.assign(technology="other")]), 12)


def test_only_the_bill_that_was_covered_can_be_borne_by_the_grant():
    monthly = funding.monthly_cost(ledger(*RUN))
    plan = funding.what_if(monthly, "option", 1, 1.0, funding.AID)
    covered = funding.coverage(monthly, plan, {"aid": funding.AID}, WHAT_IF)
    with pytest.raises(ValueError, match="the bill given must be the bill covered"):
        funding.borne(monthly.assign(value=2 * monthly["value"]), covered, funding.AID)


SHARE = st.floats(0.0, 1.0)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(SHARE, st.floats(1.0, 1e6)), min_size=3, max_size=3), st.integers(1, 35), SHARE, st.integers(1, 3))
def test_nothing_is_lost_when_a_bill_changes_hands(years, month, grant_share, grant_years):
    rows = [("donor", "capex", 0, 500.0)]
    for year, (part, value) in enumerate(years):
        rows += [("agency", "opex", year, part * value), ("government", "opex", year, (1 - part) * value)]
    monthly = funding.monthly_cost(ledger(*[row for row in rows if row[3] > 0]))
    plan = funding.what_if(monthly, "option", grant_years, grant_share, funding.AID)
    covered = funding.coverage(monthly, plan, {"aid": funding.AID}, WHAT_IF)
    bill = funding.borne(monthly, covered, funding.AID)
    assert bill["value"].sum() == pytest.approx(monthly["value"].sum())
    assert bill.loc[bill["payer"] == "grant", "value"].sum() == pytest.approx(covered["covered"].sum(), abs=1e-3)
    found = funding.handover(bill, month)
    after = bill.loc[bill["month"] >= month, "value"].sum() * 12 / (36 - month)
    assert found["value"].sum() == pytest.approx(after)
    assert (found["value"] >= 0).all()
    to = found.groupby("to_payer")["value"].sum()
    borne = bill[bill["month"] >= month].groupby("payer")["value"].sum() * 12 / (36 - month)
    assert to.reindex(borne.index).fillna(0.0).to_dict() == pytest.approx(borne.to_dict(), rel=1e-6, abs=1e-3)


# --- cuts


def test_a_cut_is_unpaid_from_the_month_the_budget_is_used_up():
    # 100 at the start of year 1 and 10 a month: half of 220 is used up after the first month
    monthly = funding.monthly_cost(ledger(*RUN, ("agency", "replacement", 1, 100.0)))
    effect = funding.budget_cut(monthly, {("agency", 1): 0.5, ("agency", 2): 0.25}).set_index("year")
    assert effect["cost"].tolist() == pytest.approx([120.0, 220.0, 120.0])
    assert effect["uncovered"].tolist() == pytest.approx([0.0, 110.0, 30.0])
    assert effect["first_month"].tolist() == [pd.NA, 13, 33]


def test_a_whole_cut_is_felt_in_the_first_month_and_no_cut_never():
    monthly = funding.monthly_cost(ledger(*RUN))
    effect = funding.budget_cut(monthly, {("agency", 2): 1.0, ("donor", 1): 0.5}).set_index("year")
    assert effect.loc[2, "first_month"] == 24
    assert effect["uncovered"].tolist() == pytest.approx([0.0, 0.0, 120.0])


def test_cuts_that_make_no_sense_are_refused():
    monthly = funding.monthly_cost(ledger(*RUN))
    with pytest.raises(ValueError, match=r"a year from 0 to 2; found agency, year 3: 0\.5; agency, year 1: 2"):
        funding.budget_cut(monthly, {("agency", 3): 0.5, ("agency", 1): 2})


@settings(max_examples=20, deadline=None)
@given(SHARE, SHARE)
def test_a_deeper_cut_never_leaves_less_unpaid_nor_later(one, other):
    shallow, deep = sorted((one, other))
    monthly = funding.monthly_cost(ledger(*RUN, ("agency", "replacement", 1, 100.0, 1.4)))
    first, second = (funding.budget_cut(monthly, {("agency", 1): cut}).set_index("year").loc[1] for cut in (shallow, deep))
    assert first["uncovered"] <= second["uncovered"]
    if shallow > 0:
        assert pd.isna(first["first_month"]) or second["first_month"] <= first["first_month"]


def test_bills_that_could_wait_are_listed_by_size():
    monthly = funding.monthly_cost(ledger(*RUN, ("agency", "training", 1, 60.0), ("community", "energy", 1, 999.0)))
    found = funding.could_wait(monthly, funding.AID, (1, 2), uncovered=90.0)
    assert found[["item", "value"]].to_numpy().tolist() == [["opex", pytest.approx(240.0)], ["training", pytest.approx(60.0)]]
    assert found["share_of_cut"].tolist() == pytest.approx([1.0, 2 / 3])
    with pytest.raises(ValueError, match="uncovered must be above 0; found 0"):
        funding.could_wait(monthly, funding.AID, (1,), 0)


# --- contracts


def test_pooled_demand_gives_the_price_that_was_observed_for_as_many_buyers():
    # 63 schools in Rwanda: from 20 to 9 USD per Mbps and month
    assert funding.pooled_price_ratio(63, 9 / 20, 63) == pytest.approx(0.45)
    assert funding.pooled_price_ratio([1, 8, 64], 0.5, 64).tolist() == pytest.approx([1.0, 0.5**0.5, 0.5])
    with pytest.raises(ValueError, match=r"found 0, 63 and 0\.45"):
        funding.pooled_price_ratio(0, 0.45, 63)


def test_one_contract_saves_links_and_price():
    found = funding.shared_contract(20.0, [10.0, 30.0], ratio=0.5, link=100.0)
    # alone 20 x 40 + 2 x 100; together 10 x 40 + 100
    assert (found["separate"], found["shared"], found["saving"]) == (1000.0, 500.0, 500.0)
    assert found["saving_share"] == pytest.approx(0.5)
    draws = funding.shared_contract([20.0, 40.0], [10.0, 30.0], ratio=[1.0, 0.5])
    assert draws["saving"].tolist() == [0.0, 800.0]
    with pytest.raises(ValueError, match=r"amounts must be 0 or more; found ratio -0\.5"):
        funding.shared_contract(20.0, [10.0], ratio=-0.5)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.0, 1e4), min_size=1, max_size=6), st.floats(0.0, 1e3), SHARE, st.floats(0.0, 1e4))
def test_sharing_never_costs_more_while_the_price_does_not_rise(volumes, price, ratio, link):
    found = funding.shared_contract(price, volumes, ratio, link)
    assert found["saving"] >= -1e-6
    assert found["separate"] == pytest.approx(found["shared"] + found["saving"])
    assert 0 <= found["saving_share"] <= 1 + 1e-12


def test_own_staff_and_a_contractor_cost_the_same_at_the_break_even_price():
    found = funding.own_or_outsourced(staff=4.0, wage=3000.0, sites=6, contract=[1000.0, 3000.0])
    assert found["saving"].tolist() == [6000.0 - 12000.0, 18000.0 - 12000.0]
    assert found["break_even"] == 2000.0
    assert funding.own_or_outsourced(4.0, 3000.0, 6, found["break_even"])["saving"] == 0
    with pytest.raises(ValueError, match="sites must be above 0; found 0"):
        funding.own_or_outsourced(1.0, 1.0, 0, 1.0)


def test_training_pays_for_itself_in_calls_not_made_or_never():
    assert funding.training_payback(1200.0, 10.0, [240.0, 0.0], 0.5).tolist() == [12.0, np.inf]
    assert funding.training_payback(0.0, 10.0, 0.0, 0.5) == 0
    with pytest.raises(ValueError, match="avoided must be a share of 1 at most; found 2"):
        funding.training_payback(1.0, 1.0, 1.0, 2.0)


# --- the packaged data


class Listening:
    """Values that note which parameters were asked for."""

    def __init__(self, values):
        self.values, self.asked = values, set()

    def value(self, parameter, technology="", component=""):
        self.asked.add(parameter)
        return self.values.value(parameter, technology, component)


def staffed():
    rows = [("agency", "bandwidth", year, 1000.0) for year in range(3)]
    flows = pd.concat(
        [ledger(*rows), ledger(*[("agency", "staff", year, 7200.0) for year in range(3)]).assign(component="technician")]
    )
    return funding.monthly_cost(flows.assign(technology="leo"))


def test_savings_read_what_they_declare_and_the_dictionary_agrees():
    table = data.table("parameters")
    used = {name for name, models in zip(table["parameter"], table["used_by"], strict=True) if "funding" in models.split(";")}
    assert used == set(funding.READS)
    assert list(funding.READS) == sorted(funding.READS)
    heard = Listening(assumptions.load(data.operation("uganda")))
    funding.savings(staffed(), heard, wage=3600.0, sites=2, agencies=3, trainees=1)
    assert heard.asked == {*funding.READS, "opex"}


def test_savings_of_the_most_likely_case_are_those_of_the_formulas():
    values = assumptions.load(data.operation("uganda"))
    found = funding.savings(staffed(), values, wage=3600.0, sites=2, agencies=63, trainees=1).set_index("outcome")
    assert found.loc["shared_saving", "value"] == pytest.approx(550.0)
    assert found.loc["shared_saving_share", ["value", "unit"]].tolist() == [pytest.approx(0.55), "share"]
    assert found.loc["own_staff_cost", "value"] == pytest.approx(7200.0)
    assert found.loc["outsourced_break_even", ["value", "unit"]].tolist() == [pytest.approx(3600.0), "USD_2024/site/year"]
    assert found.loc["training_payback", "value"] == pytest.approx(12 * 2 * 800 / (2 * 6 * 250 * 0.4))


def test_savings_over_draws_have_a_range_and_stay_within_bounds():
    values = sampling.draw(assumptions.load(data.operation("chad")), 200, 1)
    found = funding.savings(staffed(), values, wage=3600.0, sites=2, agencies=5, trainees=1)
    ranges = summary.summarise(found).set_index("outcome")
    assert (ranges["p05"] <= ranges["p95"]).all()
    assert found.loc[found["outcome"] == "shared_saving_share", "value"].between(0, 1).all()


def test_an_option_without_technicians_or_bandwidth_shows_training_alone():
    monthly = funding.monthly_cost(ledger(*RUN))
    values = assumptions.load(data.operation("uganda"))
    found = funding.savings(monthly, values, wage=3600.0, sites=2, agencies=2, trainees=1)
    assert found["outcome"].tolist() == ["training_cost", "calls_saved_cost", "training_payback"]
    with pytest.raises(ValueError, match="counts of 1 or more; found agencies 0, technology option"):
        funding.savings(monthly, values, wage=3600.0, sites=2, agencies=0, trainees=1)
