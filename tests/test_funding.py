"""Money laid over the dated bill: by month, by tier, until it ends. Numbers are worked by hand."""

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refanalysis import finance
from refanalysis.schema import DataError
from refanalysis.tco import funding

START = datetime.date(2026, 1, 1)


def ledger(*rows, technology="option", horizon=3):
    """Table `cash_flows` from (payer, item, year, value) or (…, date); running costs are dated at the end of their year."""
    full = [
        (*row, *([row[2]] if row[1] in ("capex", "replacement") else [row[2] + 1.0])) if len(row) == 4 else row for row in rows
    ]
    frame = pd.DataFrame(full, columns=["payer", "item", "year", "value", "date"])
    edge = pd.DataFrame([("agency", "residual", horizon - 1, -1.0, float(horizon))], columns=frame.columns)
    return pd.concat([frame, edge], ignore_index=True).assign(
        scenario="base", site="AAA-001", technology=technology, component="part", unit="USD_2024"
    )


def lines(*rows):
    frame = pd.DataFrame(list(rows), columns=["line", "payer", "purpose", "status", "amount", "from_date", "to_date"])
    frame[["from_date", "to_date"]] = frame[["from_date", "to_date"]].apply(pd.to_datetime)
    return frame.assign(unit="USD_2024")


def grant(amount, first, last, status="received", payer="donor", name="grant"):
    return (name, payer, "connectivity", status, amount, first, last)


def by_month(monthly, **keys):
    for name, value in keys.items():
        monthly = monthly[monthly[name] == value]
    return monthly.groupby("month")["value"].sum().to_dict()


RUN = [("agency", "opex", year, 120.0) for year in range(3)]


# --- the bill by month


@pytest.mark.parametrize(
    ("day", "first"),
    [
        ((2025, 12, 31), (2026, 1, 1)),
        ((2026, 1, 1), (2026, 1, 1)),
        ((2026, 2, 3), (2026, 3, 1)),
        ((2024, 11, 30), (2024, 12, 1)),
    ],
)
def test_service_starts_on_the_first_of_a_month(day, first):
    assert funding.first_month(datetime.date(*day)) == datetime.date(*first)


def test_a_purchase_falls_in_its_month_and_a_running_cost_on_every_month_of_its_year():
    monthly = funding.monthly_cost(ledger(("donor", "capex", 0, 900.0, 0.0), ("donor", "replacement", 1, 60.0, 1.5), *RUN))
    assert by_month(monthly, item="capex") == {0: 900.0}
    assert by_month(monthly, item="replacement") == {18: 60.0}
    assert by_month(monthly, item="opex") == pytest.approx(dict.fromkeys(range(36), 10.0))
    assert "residual" not in set(monthly["item"])


def test_what_is_charged_on_a_purchase_falls_in_the_month_of_the_purchase():
    rows = [("donor", "overhead", 0, 90.0, 0.0), ("donor", "overhead", 0, 12.0, 1.0), ("agency", "retirement", 2, 6.0, 3.0)]
    monthly = funding.monthly_cost(ledger(*rows))
    assert by_month(monthly, item="overhead")[0] == pytest.approx(91.0)
    assert by_month(monthly, item="overhead")[11] == pytest.approx(1.0)
    assert by_month(monthly, item="retirement") == {35: 6.0}


def test_what_is_replaced_all_year_round_is_spread_and_what_falls_due_is_not():
    rows = [("agency", "replacement", 1, 24.0, 2.0), ("agency", "replacement", 2, 50.0, 2.0), ("agency", "capex", 0, 1.0)]
    assert by_month(funding.monthly_cost(ledger(*rows)), item="replacement") == {**dict.fromkeys(range(12, 24), 2.0), 24: 50.0}


def test_months_add_up_to_the_ledger_and_to_its_present_value():
    flows = ledger(("donor", "capex", 0, 900.0, 0.0), ("agency", "replacement", 2, 60.0, 2.25), *RUN)
    monthly = funding.monthly_cost(flows, rate=0.1)
    paid = flows[flows["item"] != "residual"]
    assert monthly["value"].sum() == pytest.approx(paid["value"].sum())
    assert monthly["present_value"].sum() == pytest.approx((paid["value"] * 1.1 ** -paid["date"]).sum())


@pytest.mark.parametrize(("timing", "date"), [("start", 0.0), ("middle", 0.5), ("end", 1.0)])
def test_running_costs_are_spread_whatever_day_the_ledger_dates_them(timing, date):
    flows = ledger(*[("agency", "opex", year, 120.0, year + date) for year in range(3)])
    monthly = funding.monthly_cost(flows, 0.05, opex_timing=timing)
    assert by_month(monthly) == pytest.approx(dict.fromkeys(range(36), 10.0))
    assert monthly["present_value"].sum() == pytest.approx(finance.present_value([120.0] * 3, 0.05, timing))


def test_a_ledger_of_two_scenarios_or_without_a_cost_has_no_bill():
    flows = ledger(*RUN)
    with pytest.raises(ValueError, match="costs of one scenario; found \\['base', 'influx'\\]"):
        funding.monthly_cost(pd.concat([flows, flows.assign(scenario="influx")]))
    with pytest.raises(ValueError, match="costs of one scenario; found none"):
        funding.monthly_cost(flows[flows["item"] == "residual"])


# --- the plan


def test_a_line_is_spread_over_the_days_of_its_months():
    # 59 days: 31 in January, 28 in February
    plan = funding.funding_plan(lines(grant(590.0, "2026-01-01", "2026-02-28")), START, 1, "USD_2024")
    assert plan[["month", "last_month", "value"]].to_numpy().tolist() == [[0, 1, 310.0], [1, 1, 280.0]]


def test_days_before_the_start_count_as_spent_and_days_after_the_horizon_do_not_help():
    # 731 days, of which 365 lie in the only year of service
    plan = funding.funding_plan(lines(grant(731.0, "2025-07-01", "2027-07-01")), START, 1, "USD_2024")
    assert plan["value"].sum() == pytest.approx(365.0)
    assert set(plan["last_month"]) == {11}
    past = funding.funding_plan(lines(grant(10.0, "2024-01-01", "2025-12-31")), START, 1, "USD_2024")
    assert past.empty


def test_money_released_at_once_is_there_in_the_first_month():
    plan = funding.funding_plan(lines(grant(365.0, "2026-01-01", "2026-12-31")), START, 1, "USD_2024", release="at_once")
    assert plan[["month", "last_month", "value"]].to_numpy().tolist() == [[0, 11, pytest.approx(365.0)]]
    with pytest.raises(ValueError, match="release must be one of evenly, at_once; found 'later'"):
        funding.funding_plan(lines(), START, 1, "USD_2024", release="later")


def test_money_is_converted_to_the_price_basis():
    rows = lines(grant(365.0, "2026-01-01", "2026-12-31")).assign(unit="USD_2023")
    plan = funding.funding_plan(rows, START, 1, "USD_2024")
    assert plan["value"].sum() == pytest.approx(365.0 * 1.0295, rel=0.005)
    with pytest.raises(DataError, match="line grant, column unit: unit 'km' cannot be converted to 'USD_2024'"):
        funding.funding_plan(rows.assign(unit="km"), START, 1, "USD_2024")


def test_firm_lines_need_both_dates_and_hoped_for_lines_without_them_are_listed():
    rows = lines(grant(1.0, "2026-01-01", None), grant(1.0, "2026-05-01", "2026-01-01", name="m"))
    with pytest.raises(DataError) as error:
        funding.funding_plan(rows, START, 1, "USD_2024")
    assert error.value.problems == [
        "funding.csv: line grant has no from_date or no to_date; accepted: both, so that it can be spread over its time",
        "funding.csv: line m ends on 2026-01-01, before it starts on 2026-05-01; accepted: a to_date on or after its from_date",
    ]
    hoped = lines(grant(1.0, "2026-01-01", None, status="requested"))
    assert funding.funding_plan(hoped, START, 1, "USD_2024").empty
    assert funding.undated(hoped)["line"].tolist() == ["grant"]


def test_money_for_the_response_is_no_money_for_connectivity():
    rows = lines(("plan", "donor", "response", "received", 1e9, "2026-01-01", "2026-12-31"))
    assert funding.funding_plan(rows, START, 1, "USD_2024").empty
    assert funding.undated(rows).empty


def test_a_supposed_grant_is_sized_on_the_bill_of_its_first_years():
    monthly = funding.monthly_cost(ledger(("donor", "capex", 0, 900.0), *RUN, ("community", "opex", 0, 600.0)))
    plan = funding.what_if(monthly, "option", 2, 0.5, funding.AID)
    assert plan[["payer", "status", "month", "last_month", "value"]].to_numpy().tolist() == [
        ["donor", "what_if", 0, 23, 0.5 * (900.0 + 240.0)]
    ]
    with pytest.raises(ValueError, match=r"years of 1 or more and a share from 0 to 1; found 0 and 1\.5"):
        funding.what_if(monthly, "option", 0, 1.5, funding.AID)


# --- what it covers


def test_what_ends_first_is_spent_first_and_what_is_left_is_lost():
    # 30 that end in month 0 and 25 that last to month 2; the bill is 10 a month
    covered, kept = funding.laid_over([10.0] * 4, [[25.0, 0, 0, 0], [30.0, 0, 0, 0]], [2, 0])
    assert covered.tolist() == [10.0, 10.0, 10.0, 0.0]
    assert kept.tolist() == [25.0, 15.0, 0.0, 0.0]


def test_later_money_does_not_pay_earlier_bills():
    covered, kept = funding.laid_over([10.0, 10.0], [[0.0, 30.0]], [1])
    assert covered.tolist() == [0.0, 10.0]
    assert kept.tolist() == [0.0, 0.0]


def test_bills_of_many_draws_are_covered_at_once():
    covered, _ = funding.laid_over([[10.0, 10.0], [40.0, 1.0]], [[15.0, 0.0]], [1])
    assert covered.tolist() == [[10.0, 5.0], [15.0, 0.0]]


def plan_of(*rows, horizon=3):
    return funding.funding_plan(lines(*rows), START, horizon, "USD_2024", release="at_once")


def test_the_cliff_is_the_first_month_without_cover():
    # 900 at the start and 10 a month; 1,000 that may be spent for two years: gone after ten months
    monthly = funding.monthly_cost(ledger(("donor", "capex", 0, 900.0), *[("donor", *row[1:]) for row in RUN]), rate=0.1)
    covered = funding.coverage(monthly, plan_of(grant(1000.0, "2026-01-01", "2027-12-31")), tiers={"firm": funding.FIRM})
    cliff = funding.funding_cliff(covered).set_index("payer").loc["all"]
    assert (cliff["status"], cliff["month"]) == ("not covered", 10)
    assert (cliff["missing"], cliff["missing_year"], cliff["missing_total"]) == pytest.approx((10.0, 120.0, 260.0))
    assert cliff["share_covered"] == pytest.approx(1000 / 1260)
    paid = 900 + 100 / 1.1
    assert cliff["share_covered_pv"] == pytest.approx(paid / (900 + 120 * (1.1**-1 + 1.1**-2 + 1.1**-3)))


def test_a_grant_is_not_carried_beyond_its_end():
    monthly = funding.monthly_cost(ledger(*RUN))
    covered = funding.coverage(monthly, plan_of(grant(1000.0, "2026-01-01", "2026-06-30", payer="agency")))
    cliff = funding.funding_cliff(covered).set_index(["tier", "payer"]).loc[("firm", "all")]
    assert cliff["month"] == 6
    assert cliff["share_covered"] == pytest.approx(60 / 360)


def test_pledges_and_requests_count_only_in_their_tiers():
    monthly = funding.monthly_cost(ledger(*RUN))
    plan = plan_of(
        grant(60.0, "2026-01-01", "2026-12-31", payer="agency"),
        grant(120.0, "2026-01-01", "2027-12-31", payer="agency", status="pledged", name="promise"),
        grant(500.0, "2026-01-01", "2028-12-31", payer="agency", status="requested", name="appeal"),
    )
    cliff = funding.funding_cliff(funding.coverage(monthly, plan)).set_index(["tier", "payer"])
    assert cliff.loc[("firm", "agency"), "month"] == 6
    assert cliff.loc[("with pledged", "agency"), "month"] == 18
    assert cliff.loc[("with requested", "agency"), "status"] == "covered"
    assert cliff.loc[("with requested", "agency"), "share_covered"] == pytest.approx(1.0)


def test_no_line_on_record_is_unknown_and_not_zero():
    monthly = funding.monthly_cost(ledger(*RUN, ("donor", "capex", 0, 900.0)))
    covered = funding.coverage(monthly, plan_of(grant(5000.0, "2026-01-01", "2028-12-31")), tiers={"firm": funding.FIRM})
    cliff = funding.funding_cliff(covered).set_index("payer")
    assert cliff["status"].to_dict() == {"donor": "covered", "agency": "unknown", "all": "covered"}
    assert cliff.loc["agency", ["missing", "missing_total", "share_covered"]].isna().all()
    assert covered.loc[covered["payer"] == "agency", ["arrived", "covered", "missing", "kept"]].isna().all(axis=None)
    with pytest.raises(ValueError, match="funding is unknown: no line counts"):
        funding.borne(monthly, covered[covered["payer"] == "agency"], ["agency"])


def test_options_are_covered_each_by_itself_and_pools_only_by_their_own_lines():
    flows = pd.concat([ledger(*RUN), ledger(*RUN, technology="other")])
    monthly = funding.monthly_cost(flows)
    plan = plan_of(grant(360.0, "2026-01-01", "2028-12-31"), grant(1.0, "2026-01-01", "2028-12-31", payer="operator", name="x"))
    cliff = funding.funding_cliff(funding.coverage(monthly, plan, {"aid": funding.AID}, {"firm": funding.FIRM}))
    assert cliff[["technology", "payer", "status"]].to_numpy().tolist() == [
        ["option", "aid", "covered"],
        ["other", "aid", "covered"],
    ]


def test_nobody_to_pay_leaves_an_empty_table():
    covered = funding.coverage(funding.monthly_cost(ledger(*RUN)), plan_of(), {"state": ("government",)})
    assert covered.empty
    assert funding.funding_cliff(covered).empty


AMOUNTS = st.floats(0.0, 1e6)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(AMOUNTS, min_size=1, max_size=24),
    st.lists(st.tuples(AMOUNTS, st.integers(0, 23), st.integers(0, 23)), max_size=4),
)
def test_cover_never_exceeds_the_bill_nor_the_money(cost, grants):
    arriving = np.zeros((len(grants), len(cost)))
    for place, (amount, first, _) in enumerate(grants):
        if first < len(cost):
            arriving[place, first] = amount
    covered, kept = funding.laid_over(cost, arriving, [last for *_, last in grants])
    assert (covered <= np.array(cost) + 1e-6).all()
    assert (covered >= 0).all()
    assert covered.sum() <= arriving.sum() + 1e-6
    assert (np.cumsum(covered) <= np.cumsum(arriving.sum(axis=0)) + 1e-6).all(), "no month spends what arrives later"
    assert (kept >= 0).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(AMOUNTS, min_size=6, max_size=6), AMOUNTS, AMOUNTS, st.integers(0, 5))
def test_more_money_never_covers_less_and_endless_money_covers_all(cost, amount, more, last):
    def total(*amounts):
        arriving = np.zeros((len(amounts), 6))
        arriving[:, 0] = amounts
        return funding.laid_over(cost, arriving, [last] * len(amounts))[0].sum()

    assert total(amount) <= total(amount, more) + 1e-6
    assert funding.laid_over(cost, [[sum(cost) + 1.0, 0, 0, 0, 0, 0]], [5])[0] == pytest.approx(np.array(cost))


# --- by year, as the cost pages use it


def test_funding_is_spread_over_its_days_and_leaves_the_first_gap():
    flows = ledger(("donor", "capex", 0, 300.0), *[("donor", "opex", year, 30.0) for year in range(3)])
    # 731 days from the start, 365 of them in year 0
    gaps = funding.funding_gap(flows, lines(grant(400.0, "2026-01-01", "2028-01-01")), START)
    assert gaps["cost"].tolist() == [330.0, 30.0, 30.0]
    assert gaps["funded"].tolist() == pytest.approx([400 * 365 / 731, 400 * 365 / 731, 400 / 731])
    assert gaps["status"].tolist() == ["not covered", "covered", "not covered"]
    assert funding.first_gap(gaps, "option") == (0, pytest.approx(330 - 400 * 365 / 731))


def test_full_funding_leaves_no_gap():
    gaps = funding.funding_gap(ledger(*RUN), lines(grant(2000.0, "2026-01-01", "2028-12-31", "secured")), START)
    assert funding.first_gap(gaps, "option") is None


def test_pledges_and_other_purposes_do_not_count_and_unknown_is_not_zero():
    rows = lines(
        ("plan", "donor", "response", "received", 1e9, "2026-01-01", "2030-01-01"),
        grant(1e9, "2026-01-01", "2030-01-01", "pledged"),
    )
    gaps = funding.funding_gap(ledger(*RUN), rows, START)
    assert set(gaps["status"]) == {"unknown"}
    assert gaps["gap"].isna().all()
    with pytest.raises(ValueError, match="funding of option is unknown"):
        funding.first_gap(gaps, "option")
    with pytest.raises(ValueError, match="no funding gap of 'mast'; technologies there: option"):
        funding.first_gap(gaps, "mast")


def test_money_that_was_spent_before_the_start_is_known_and_covers_nothing():
    gaps = funding.funding_gap(ledger(*RUN), lines(grant(10.0, "2024-01-01", "2025-12-31")), START)
    assert gaps["funded"].tolist() == [0.0, 0.0, 0.0]
    assert set(gaps["status"]) == {"not covered"}


def test_a_funding_line_without_an_end_is_refused():
    with pytest.raises(DataError, match="line grant has no from_date or no to_date"):
        funding.funding_gap(ledger(*RUN), lines(grant(1.0, "2026-01-01", None)), START)


def test_the_option_that_aid_leads_is_the_cheapest_of_those_it_mostly_pays():
    mast = ledger(("operator", "capex", 0, 10.0), technology="mast")
    dish = ledger(("donor", "capex", 0, 60.0), ("community", "opex", 0, 40.0), technology="dish")
    zone = ledger(("agency", "capex", 0, 200.0), technology="zone")
    assert funding.aid_led(pd.concat([mast, dish, zone])) == "dish"
    assert funding.aid_led(mast) == "mast"
