"""The operator's case: income, costs, taxes, value; hand-worked, against the ledger, and for whole operations."""

from dataclasses import replace
from functools import cache

import numpy as np
import operator_case as oc
import pytest
import tco_case
from hypothesis import given as hypothesis_given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from refanalysis import assumptions, data, finance, sampling, tco
from refanalysis.schema import DataError
from refanalysis.tco import operator
from refanalysis.tco.operator.case import DATED
from refanalysis.tco.operator.taxes import Taxes, on_profit, taxes
from refanalysis.tco.reading import Reader
from refanalysis.tco.settings import Settings

SITE = tco_case.operation(horizon=5)
SOME = hypothesis_settings(max_examples=40, deadline=None)


def case(values, operation=SITE, components=oc.MAST, **kwargs):
    return operator.operator_case(
        operation, values, "option", access=kwargs.pop("access", oc.OPEN), components=components, **kwargs
    )


def line(table, name, year):
    return table.loc[table["line"].eq(name) & table["year"].eq(year), "value"].item()


@cache
def packaged(name):
    operation = data.operation(name)
    return operation, assumptions.load(operation)


class OneDraw:
    """One of the draws, as if it were the base case."""

    def __init__(self, draws, number):
        self.draws, self.number = draws, number

    def value(self, parameter, technology="", component=""):
        return float(self.draws.value(parameter, technology, component)[self.number])

    def has(self, parameter, technology="", component=""):
        return self.draws.has(parameter, technology, component)


# --- hand-worked


def test_a_thousand_that_earns_three_hundred_for_five_years_is_worth_137_at_ten_per_cent():
    worth = case(oc.plain())
    assert operator.npv(worth)[0, 0] == pytest.approx(137.236, abs=5e-4)
    assert operator.irr(worth)[0, 0] == pytest.approx(0.152382, abs=5e-7)
    assert operator.payback(worth)[0, 0] == 4.0


def test_a_site_of_a_hundred_thousand_that_clears_ten_thousand_pays_back_in_ten_years():
    """Worked example V8: revenue per user of 2 a month, a margin of a half, 833 1/3 users."""
    users = operator.users_to_pay_back(100_000, 10, 2.0, 0.5)
    ten_years = tco_case.operation((2 * users,), horizon=10)
    values = oc.given(capex__mast=1e5, lifetime=50.0, arpu=2.0, opex__service=12.0, resale_share=0.0)
    found = case(values, ten_years, tco_case.bill(("mast", "site"), ("service", "user")))
    assert operator.payback(found)[0, 0] == 10.0
    fewer = case(values, tco_case.operation((1.99 * users,), horizon=10), tco_case.bill(("mast", "site"), ("service", "user")))
    assert np.isnan(operator.payback(fewer)[0, 0])


@pytest.mark.parametrize(("arpu", "margin", "users"), [(2.0, 0.35, 1190), (2.0, 0.5, 833), (4.4, 0.35, 541), (4.4, 0.5, 379)])
def test_users_that_pay_back_a_site_as_worked_out_in_the_references(arpu, margin, users):
    assert round(operator.users_to_pay_back(100_000, 10, arpu, margin)) == users


def test_income_comes_from_refugees_hosts_wallets_and_offices():
    values = oc.given(
        capex=1.0, host_share=1.0, arpu=2.0, refugee_arpu_ratio=0.5, market_share=0.4, cash_recipient_share=0.5,
        cash_per_person=100.0, cash_digital_share=0.8, mobile_money_fee=0.01, anchor_contracts=3.0, anchor_mbps=10.0,
        anchor_price=20.0,
    )  # fmt: skip
    table = operator.case_table(case(values, mobile_money=True))
    assert line(table, "refugee_users", 0) == pytest.approx(500 * 0.4 * 12 * 2 * 0.5)
    assert line(table, "host_users", 0) == pytest.approx(500 * 0.4 * 12 * 2)
    assert line(table, "mobile_money", 0) == pytest.approx(1000 * 0.5 * 100 * 0.8 * 0.4 * 0.01)
    assert line(table, "anchor", 0) == pytest.approx(3 * 10 * 12 * 20)
    assert line(operator.case_table(case(values)), "mobile_money", 0) == 0.0


def test_users_are_won_once_and_again_when_they_leave():
    values = oc.given(capex=1.0, churn_share=0.5, acquisition_cost=3.0, population_growth=0.1)
    table = operator.case_table(case(values))
    assert line(table, "acquisition", 0) == pytest.approx(500 * 1.5 * 3)
    assert line(table, "acquisition", 1) == pytest.approx((50 + 0.5 * 550) * 3)


def test_the_state_takes_its_shares_of_telecom_revenue_and_of_profit():
    values = oc.plain(universal_service_levy=0.02, licence_fee_share=0.01, turnover_tax=0.1, tax_rate=0.3, capex=100.0)
    table = operator.case_table(case(values))
    assert [line(table, name, 0) for name in ("levy", "licence_fee", "turnover_tax")] == pytest.approx([6.0, 3.0, 30.0])
    assert line(table, "profit_tax", 0) == pytest.approx(0.3 * (300 - 39 - 100))
    assert line(table, "profit_tax", 1) == pytest.approx(0.3 * (300 - 39))


@pytest.mark.parametrize(
    ("losses", "paid"),
    [
        ("carried_forward", [0.0, 0.0, 6.0, 0.0, 12.0]),
        ("lost", [0.0, 18.0, 18.0, 0.0, 18.0]),
        ("offset", [-30, 18, 18, -6, 18]),
    ],
)
def test_losses_lower_the_tax_of_later_years_of_none_or_at_once(losses, paid):
    profit = np.array([-100.0, 60.0, 60.0, -20.0, 60.0]).reshape(1, 5, 1)
    due = on_profit(Taxes(on_revenue={}, on_profit=np.array([0.3]), losses=losses), profit)
    assert due.ravel() == pytest.approx(paid)


def test_tenants_divide_what_can_be_shared_and_nothing_else():
    components = tco_case.bill(("mast", "site"), ("radio", "site"))
    values = oc.given(capex__mast=900.0, capex__radio=400.0, shared_share__mast=1.0, tenants=3.0)
    assert line(operator.case_table(case(values, components=components)), "equipment", 0) == pytest.approx(1300)
    shared = operator.case_table(case(values, components=components, shared_tower=True))
    assert line(shared, "equipment", 0) == pytest.approx(700)


def test_office_lines_take_upstream_capacity_that_must_be_bought():
    components = tco_case.bill(("upstream", "mbps", 1.0, "bandwidth"))
    values = oc.given(bandwidth_price=5.0, anchor_contracts=2.0, anchor_mbps=10.0, anchor_price=8.0)
    table = operator.case_table(case(values, components=components))
    assert line(table, "running", 0) == pytest.approx((500 / 20 + 20) * 5 * 12)
    assert line(table, "anchor", 0) == pytest.approx(20 * 8 * 12)


def test_an_operator_with_half_the_users_builds_for_half_the_traffic_but_covers_all_the_land():
    components = tco_case.bill(("upstream", "mbps", 1.0, "bandwidth"), ("base_station", "cell"))
    values = oc.given(
        bandwidth_price=5.0, market_share=0.5, cell_radius=0.1, spectrum_bandwidth=10.0, spectral_efficiency=2.0, sectors=3.0,
        capex__base_station=10.0,
    )  # fmt: skip
    table = operator.case_table(case(values, components=components))
    assert line(table, "running", 0) == pytest.approx(0.5 * 25 * 5 * 12)
    assert line(table, "equipment", 0) == 390.0  # a square kilometre in hexagons of 0.026 km2


# --- SIM cards


def test_without_sim_cards_only_hosts_and_offices_pay_and_the_case_says_so():
    values = oc.plain(host_share=1.0, cash_recipient_share=1.0, cash_per_person=100.0, cash_digital_share=1.0,
                      mobile_money_fee=0.01, anchor_contracts=1.0, anchor_mbps=1.0, anchor_price=1.0)  # fmt: skip
    found = case(values, access=oc.BLOCKED, mobile_money=True)
    table = operator.case_table(found)
    assert line(table, "refugee_users", 0) == line(table, "mobile_money", 0) == 0.0
    assert line(table, "host_users", 0) == pytest.approx(500 * 12 * 0.05)
    assert line(table, "anchor", 0) == 12.0
    assert found.access.status == "blocked"
    assert "bring no revenue" in found.access.reason


@pytest.mark.parametrize(
    ("country", "answer", "status"),
    [("UGA", "yes", "open"), ("BGD", "conditional", "qualified"), ("TCD", "unknown", "qualified")],
)
def test_what_is_known_of_a_country_opens_or_qualifies_its_cases(country, answer, status):
    found = operator.sim_access(country)
    assert (found.answer, found.status) == (answer, status)
    assert bool(found.source) == (answer != "unknown")


def test_a_fact_that_is_no_answer_is_refused(monkeypatch):
    facts = data.facts("UGA")
    wrong = facts.assign(text=facts["text"].where(facts["parameter"] != "sim_legality", "perhaps"))
    monkeypatch.setattr(data, "facts", lambda iso3: wrong)
    with pytest.raises(DataError, match="sim_legality of UGA is 'perhaps'; accepted: yes, conditional, unknown, no"):
        operator.sim_access("UGA")
    with pytest.raises(ValueError, match="SIM access is 'maybe'; accepted: yes, conditional, unknown, no"):
        operator.access("maybe")


def test_the_status_of_each_site_names_its_reason_and_source():
    table = operator.access_table(tco_case.operation((1.0, 2.0)).sites, oc.BLOCKED)
    assert table["site"].tolist() == ["AAA-001", "AAA-002"]
    assert set(table["status"]) == {"blocked"}
    assert table[["reason", "source", "year"]].iloc[0].tolist() == [oc.BLOCKED.reason, "a_source", "2025"]


# --- against the ledger, for whole operations


@pytest.mark.parametrize("technology", ["macro_4g", "rural_lite", "cell_on_wheels"])
@pytest.mark.parametrize("name", data.operations())
def test_without_income_a_case_costs_what_the_ledger_holds(name, technology):
    operation, values = packaged(name)
    alone = operator.with_values(values, **(oc.NOBODY | {"cost_of_capital": 0.12}))
    flows = tco.cash_flows(operation, values, [technology], settings=DATED)
    present = (flows["value"] * 1.12 ** -flows["date"]).groupby(flows["site"]).sum()
    found = operator.npv(operator.operator_case(operation, alone, technology, access=oc.OPEN))
    assert -found[:, 0] == pytest.approx(present[operation.sites["site_id"]].to_numpy(), rel=1e-9)


def test_each_draw_is_the_case_of_its_values():
    operation, values = packaged("chad")
    draws = sampling.draw(values, 3, 7)
    together = operator.operator_outcomes(operation, draws, only=["npv", "break_even_arpu", "irr", "break_even_population"])
    for number in range(3):
        alone = operator.operator_outcomes(
            operation, OneDraw(draws, number), only=["npv", "break_even_arpu", "irr", "break_even_population"]
        )
        mine = together[together["draw"] == number]
        assert mine["value"].to_numpy() == pytest.approx(alone["value"].to_numpy(), rel=1e-9, nan_ok=True)


def test_nyarugusu_type_site_pays_for_a_shared_mast_in_the_central_case():
    """136,000 refugees, 4.40 a month (2017), shared mast: its operators called the case proved; a range, not an equality."""
    operation, values = packaged("uganda")
    camp = replace(operation, sites=operation.sites.iloc[:1].assign(population=136_000.0))
    arpu = 4.4 * data.price_factor("USD_2017", operation.levers["price_basis"])
    paying = operator.with_values(values, arpu=arpu, refugee_arpu_ratio=1.0)
    shared = operator.operator_case(camp, paying, "macro_4g", shared_tower=True)
    assert operator.npv(shared)[0, 0] > 0
    assert 0.5 * arpu < operator.break_even_arpu(shared)[0, 0] < arpu
    assert 1 <= operator.payback(shared)[0, 0] <= 10


def test_the_case_asks_for_what_it_declares_and_the_dictionary_says_so():
    table = data.table("parameters")
    used = {name for name, models in zip(table["parameter"], table["used_by"], strict=True) if "operator" in models.split(";")}
    assert used == set(operator.OPERATOR_READS)
    assert list(operator.OPERATOR_READS) == sorted(operator.OPERATOR_READS)


def test_every_declared_parameter_is_asked_for():
    operation, values = packaged("uganda")
    asked = set()

    class Listening:
        def value(self, parameter, technology="", component=""):
            asked.add(parameter)
            return values.value(parameter, technology, component)

        def has(self, parameter, technology="", component=""):
            asked.add(parameter)
            return values.has(parameter, technology, component)

    operator.operator_case(operation, Listening(), shared_tower=True, mobile_money=True)
    operator.trial_card(operation, Listening())
    operator.rule_of_thumb(operation, Listening())
    assert asked - set(tco.READS) <= set(operator.OPERATOR_READS)
    assert set(operator.OPERATOR_READS) <= asked


# --- properties


@SOME
@hypothesis_given(
    st.floats(0.0, 10.0), st.floats(0.0, 5.0), st.floats(0.0, 0.9), st.sampled_from(["carried_forward", "lost", "offset"])
)
def test_users_who_pay_more_never_lower_the_value(arpu, more, tax, losses):
    low, high = (case(oc.plain(arpu=each, tax_rate=tax), losses=losses) for each in (arpu, arpu + more))
    assert operator.npv(high)[0, 0] >= operator.npv(low)[0, 0] - 1e-6


@SOME
@hypothesis_given(st.lists(st.floats(1.0, 1e5), min_size=1, max_size=5), st.floats(0.0, 1.0))
def test_the_value_of_several_sites_is_the_sum_of_their_values(populations, arpu):
    values = oc.plain(arpu=arpu, tax_rate=0.3)
    together = case(values, tco_case.operation(tuple(populations), horizon=5))
    each = [operator.npv(case(values, tco_case.operation((one,), horizon=5)))[0, 0] for one in populations]
    assert operator.npv(together)[:, 0] == pytest.approx(each, rel=1e-9, abs=1e-6)


@SOME
@hypothesis_given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=12))
def test_rates_of_return_are_those_of_the_finance_module(amounts):
    flows = np.array(amounts, dtype=float)
    found = operator.internal_rate(np.arange(float(flows.size)), flows.reshape(1, -1, 1))[0, 0]
    expected = finance.irr(flows)
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-6, nan_ok=True)


# --- errors


def test_what_a_case_cannot_use_is_refused_by_name():
    with pytest.raises(ValueError, match="the operation has no site 'BBB-001'; known: AAA-001"):
        case(oc.plain(), site="BBB-001")
    with pytest.raises(ValueError, match="told in whole years and real prices; found replacement 'when_due'"):
        case(oc.plain(), settings=Settings())
    with pytest.raises(ValueError, match="losses is 'never'; accepted: carried_forward, lost, offset"):
        taxes(Reader(values=oc.plain()), "never")
    with pytest.raises(ValueError, match="shows one case, not 2 draws"):
        operator.case_table(case(oc.plain(arpu=np.array([0.1, 0.2]))))
    with pytest.raises(ValueError, match="the business case does not read wealth; known: acquisition_cost"):
        operator.with_values(oc.plain(), wealth=1.0)
    with pytest.raises(DataError, match="no row gives cost_of_capital"):
        case(tco_case.given(**{name: 1.0 for name in oc.NOBODY if name != "cost_of_capital"}, capex=1.0))
    with pytest.raises(ValueError, match="no outcome is called profit; known: npv, irr"):
        operator.operator_outcomes(SITE, oc.plain(), only=["profit"], known=oc.OPEN, components=oc.MAST)
