"""The page on the operator's business case: sentences, tables, figures and the control, each against what it must say."""

import time
from functools import cache

import numpy as np
import operator_case as oc
import pandas as pd
import pytest
import tco_case
from on_axes import bars, row_names, texts, words

from refanalysis import assumptions, data, figures, prose, readable, sampling, tco, widgets
from refanalysis.tco import operator
from refanalysis.tco.operator import Variant, Volume
from refanalysis.widgets.operator import business_case_controls, business_case_of_site

LABELS = {"option": "Mast", "wheels": "Cell on wheels", "macro_4g": "Macro 4G site", "rural_lite": "Light rural site"}
CHOSEN = (
    Variant(name="as_it_stands", technology="option"),
    Variant(name="shared_tower", technology="option", shared_tower=True),
)
TWO = tco_case.operation((1000.0, 200.0), horizon=5)


@cache
def outcomes():
    values = oc.plain(arpu=np.array([0.04, 0.05, 0.06]), shared_share=1.0)
    only = ["npv", "subsidy", "subsidy_yearly"]
    return operator.operator_outcomes(TWO, values, CHOSEN, only=only, known=oc.OPEN, components=oc.MAST)


@cache
def likely():
    return operator.operator_outcomes(TWO, oc.plain(shared_share=1.0), CHOSEN, known=oc.OPEN, components=oc.MAST)


def names():
    return readable.operator.ways(CHOSEN, LABELS)


def ways():
    return readable.operator.by_way(likely(), operator.operator_ranges(outcomes()), names())


@cache
def packaged(name):
    operation = data.operation(name)
    values = assumptions.load(operation)
    chosen = operator.variants(known=operator.sim_access(operation.iso3))
    drawn = operator.operator_outcomes(operation, sampling.draw(values, 40, 1), chosen, only=["npv"])
    return operation, values, chosen, operator.operator_ranges(drawn)


# --- sentences


@pytest.mark.parametrize(
    ("answer", "start"),
    [
        ("yes", "Open: refugees in Chad may"),
        ("conditional", "Qualified: refugees in Chad may"),
        ("unknown", "Qualified: whether"),
        ("no", "Blocked: refugees in Chad may not hold SIM cards. Their own SIM cards and wallets bring no revenue here"),
    ],
)
def test_the_first_sentence_says_whether_refugees_may_pay(answer, start):
    said = prose.operator.business_case(operator.access(answer), "Chad", ways(), 2, "USD_2024", None)
    assert said[0].startswith(start)


def test_sentences_tell_losses_the_best_way_and_what_is_missing():
    said = " ".join(prose.operator.business_case(oc.OPEN, "Chad", ways(), 2, "USD_2024", -5e6))
    assert "With a mast in each place, an operator would earn more than its capital costs at 1 of 2 sites." in said
    assert "If refugees got no SIM cards, it would lose 5.00 million USD of 2024." in said
    assert "The best way of those compared is a mast on a shared tower: 1 of 2 sites would pay" in said
    missing = finance_missing()
    assert f"needs {missing:,.0f} USD of 2024 once at the start" in said


def finance_missing():
    """The smaller site with a shared mast: 500 to pay, 60 a year for five years at ten per cent."""
    return 500 - sum(60 / 1.1**year for year in range(1, 6))


def test_a_loss_that_shrinks_without_refugees_is_explained():
    worse = ways().assign(npv=-10e6)
    said = prose.operator.business_case(oc.OPEN, "Chad", worse, 2, "USD_2024", -5e6)[2]
    assert said.endswith("less, because what they pay does not cover the equipment their traffic needs.")


@pytest.mark.parametrize(
    ("price", "year", "end"),
    [
        (2.0, "2022", "with the operator first."),
        (0.1, "2022", "was 0.100 (2022)."),
        (None, "", "what 1 GB costs in Chad is unknown."),
    ],
)
def test_what_a_gigabyte_earns_is_set_beside_what_one_costs(price, year, end):
    used = Volume(gigabytes=6.0, earned=0.25, price=price, year=year)
    assert prose.operator.traffic(used, "Chad", "USD_2024").endswith(end)


def test_where_nobody_pays_there_is_nothing_to_say_of_gigabytes():
    assert prose.operator.traffic(Volume(gigabytes=6.0, earned=float("nan"), price=1.0, year="2022"), "Chad", "USD_2024") == ""


def test_the_rule_of_thumb_is_told_where_somebody_pays():
    assert "833 users pay back what a mast at Site 1 costs" in prose.operator.check(833.3, 500.0, "Mast", "Site 1")
    assert prose.operator.check(float("nan"), 0.0, "Mast", "Site 1") == ""


def test_the_traffic_of_the_case_is_that_of_the_demand():
    operation, values, *_ = packaged("uganda")
    case = tco.operator_case(operation, values, site=operation.focus_site)
    used = operator.volume(operation, values, case)
    asked = tco.demand(operation.sites, values, 1).iloc[0]
    assert used.gigabytes == pytest.approx(asked["gb_per_month"] / asked["users"])
    assert used.earned == pytest.approx(operator.average_revenue(case)[0, 0] / used.gigabytes)
    assert used.price == pytest.approx(1.56 * data.price_factor("USD_2022", "USD_2024"))


# --- tables


def test_each_way_shows_its_sites_value_and_price():
    table = ways().set_index("way")
    assert list(table.index) == ["Mast", "Mast on a shared tower"]
    assert table["paying"].tolist() == [1, 1]
    assert table.loc["Mast", "arpu"] == pytest.approx(
        np.median(likely().query("variant == 'as_it_stands' and outcome == 'break_even_arpu'")["value"])
    )
    assert readable.operator.scaled(table, 1e3)["npv"].tolist() == pytest.approx((table["npv"] / 1e3).tolist())


def test_the_case_without_sim_cards_is_no_way_to_choose():
    both = (*CHOSEN, Variant(name="without_refugee_sims", technology="option", refugee_sims=False))
    titles = readable.operator.ways(both, LABELS)
    table = pd.DataFrame({"way": list(titles.values()), "npv": [1.0, 2.0, 3.0]})
    assert readable.operator.choices(table, titles)["npv"].tolist() == [1.0, 2.0]
    assert readable.operator.without_sims(table, titles) == 3.0
    assert readable.operator.without_sims(table, names()) is None


def test_each_site_shows_its_best_way_and_what_that_needs():
    ranges, chances = operator.operator_ranges(outcomes()), operator.chance_of_profit(outcomes())
    table = readable.operator.by_site(ranges, chances, TWO.sites, names()).set_index("site")
    assert list(table.index) == ["Site 1", "Site 2"]
    assert set(table["way"]) == {"Mast on a shared tower"}
    assert table["probability"].tolist() == [1.0, 0.0]
    assert table.loc["Site 2", "subsidy"] == pytest.approx(finance_missing())


def test_people_needed_are_counted_against_the_sites():
    points = readable.operator.points(likely(), names())
    table = readable.operator.people_needed(points).set_index("way")
    assert table["sites with as many"].tolist() == [1, 1]
    assert table.loc["Mast on a shared tower", "people needed"] < table.loc["Mast", "people needed"]
    assert list(readable.operator.at_site(likely(), names(), "AAA-001")["way"]) == list(names().values())


def test_the_trial_card_answers_every_question_and_says_when_nobody_can_pay():
    components = pd.concat([oc.MAST, tco_case.bill(("cow", "site"), technology="wheels")], ignore_index=True)
    values = oc.plain(capex__cow=500.0)
    day = pd.Timestamp("2026-01-01").date()
    for access, answer in ((oc.OPEN, "22.0 USD of 2024 per month"), (oc.BLOCKED, "nobody can pay")):
        card = operator.trial_card(TWO, values, "option", "wheels", "AAA-001", day, access=access, components=components)
        table = readable.operator.trial(card, "Site 1", "Mast", LABELS).set_index("question")["answer"]
        assert table["Pass mark: together they pay"] == answer
        assert table["SIM cards for refugees"].startswith(access.status)
        assert table["How long"] == "6 months"
        assert ("nobody there can become" in prose.operator.trial(card, "Site 1", "Mast", LABELS)) == (access is oc.BLOCKED)


def test_the_status_table_says_when_nobody_was_found_to_say():
    known = readable.operator.status(operator.access_table(TWO.sites, operator.access("unknown")))
    assert known[["status", "sites"]].iloc[0].tolist() == ["qualified", 2]
    assert known["source"].iloc[0] == "nobody, as far as was found"


def test_lines_of_nothing_are_left_out():
    case = operator.operator_case(TWO, oc.plain(), "option", site="AAA-001", access=oc.OPEN, components=oc.MAST)
    table = readable.operator.lines(operator.case_table(case))
    assert table["line"].tolist() == ["refugees' SIM cards", "equipment, bought and replaced"]
    assert table["total"].tolist() == pytest.approx([1500.0, 1000.0])


# --- figures


@pytest.mark.parametrize("name", data.operations())
def test_no_word_of_a_figure_is_cut_off(name):
    operation, values, chosen, ranges = packaged(name)
    place = operation.sites.set_index("site_id")["site"]
    status = operator.access_table(operation.sites, operator.sim_access(operation.iso3)).set_index("site")["status"]
    own = ranges[(ranges["variant"] == "as_it_stands") & (ranges["site"] != "all")]
    titles = readable.operator.ways(chosen, LABELS)
    only = ["arpu", "break_even_arpu", "population", "break_even_population", "break_even_population_lasting"]
    base = operator.operator_outcomes(operation, values, chosen, only=only)
    table = operator.case_table(tco.operator_case(operation, values, site=operation.focus_site))
    drawn = [
        figures.operator_values(own, place, status),
        figures.operator_years(table),
        figures.break_even(readable.operator.points(base, titles), operation.focus_site),
    ]
    for fig in drawn:
        fig.draw_without_rendering()
        for text in texts(fig):
            box = text.get_window_extent()
            if text.get_visible() and text.get_text() and box.width:
                assert fig.bbox.x0 - 1 <= box.x0, text.get_text()
                assert box.x1 <= fig.bbox.x1 + 1, text.get_text()


def test_sites_are_drawn_best_first_in_the_colour_of_their_status():
    ranges = operator.operator_ranges(outcomes()).query("variant == 'as_it_stands' and outcome == 'npv' and site != 'all'")
    fig = figures.operator_values(ranges, {"AAA-001": "Good", "AAA-002": "Poor"}, {"AAA-001": "open", "AAA-002": "blocked"})
    assert row_names(fig.axes[0]) == ["Good", "Poor"]
    colours = [line.get_color() for line in fig.axes[0].lines if line.get_marker() == "o"]
    assert colours == ["#00735c", "#b5311c"]
    assert "blocked: no SIM cards for refugees" in words(fig)


def test_years_show_income_beside_cost_and_the_year_of_payback():
    case = operator.operator_case(TWO, oc.plain(), "option", site="AAA-001", access=oc.OPEN, components=oc.MAST)
    fig = figures.operator_years(operator.case_table(case))
    heights = [bar.get_height() for bar in bars(fig.axes[0])]
    assert sorted(heights)[-6:] == pytest.approx([300] * 5 + [1000])
    assert [bar.get_height() for bar in bars(fig.axes[1])] == pytest.approx([-700, -400, -100, 200, 500])
    assert "paid back by the end of year 3" in words(fig)


def test_break_even_is_marked_as_reached_or_not():
    points = readable.operator.points(likely(), names())
    for site, colour in (("AAA-001", "#00735c"), ("AAA-002", "#b5311c")):
        fig = figures.break_even(points, site)
        filled = [line for axes in fig.axes for line in axes.lines if line.get_marker() == "o" and line.get_markersize() == 8]
        needed = [line.get_color() for line in filled if line.get_markerfacecolor() != "#ffffff"]
        assert needed == [colour] * 4
    fig = figures.break_even(points.assign(break_even_population=np.nan), "AAA-002")
    assert words(fig).count("none is enough") == 2


def test_where_nobody_can_pay_the_figure_says_so():
    points = readable.operator.points(likely(), names())
    fig = figures.break_even(points.assign(arpu=np.nan, break_even_arpu=np.nan), "AAA-001")
    assert words(fig).count("no users") == 2


def test_figures_of_nothing_say_so():
    empty = likely().iloc[:0]
    assert "No value" in words(figures.operator_values(empty.assign(p05=[], p50=[], p95=[]), {}, {}))
    assert "No break-even" in words(figures.break_even(empty.assign(site=[]), ""))
    blocked = operator.operator_case(TWO, oc.given(capex=1.0), "option", access=oc.OPEN, components=oc.MAST)
    table = operator.case_table(blocked)
    assert "Nothing is earned" in words(figures.operator_years(table.assign(value=0.0)))


# --- the control


def test_the_control_shows_the_case_of_a_site_for_what_a_user_pays():
    operation, values, *_ = packaged("bangladesh")
    draw = business_case_of_site(operation)
    site = operation.sites["site_id"].iloc[3]
    headline, table, _ = draw("rural_lite", site, 3.0, True, True)
    paying = operator.with_values(values, arpu=3.0, refugee_arpu_ratio=1.0)
    case = tco.operator_case(operation, paying, "rural_lite", site=site, shared_tower=True, mobile_money=True)
    shown = next(each for each in headline.bundle.values() if isinstance(each, dict))
    assert shown["value"] == pytest.approx(operator.npv(case)[0, 0], rel=1e-8)
    assert "(qualified)" in shown["label"]
    row = next(each for each in table.bundle.values() if isinstance(each, dict))["records"][0]
    assert row["must pay"] == pytest.approx(operator.break_even_arpu(case)[0, 0], rel=1e-8)
    assert row["people there"] == operation.sites["population"].iloc[3]


def test_the_control_starts_at_what_users_are_assumed_to_pay():
    operation, values, *_ = packaged("uganda")
    controls = business_case_controls(operation)
    assumed = operator.average_revenue(tco.operator_case(operation, values, site=operation.focus_site))[0, 0]
    assert controls["arpu"].value == pytest.approx(assumed, abs=0.05)
    assert next(iter(controls["technology"].values())) == "macro_4g"
    explorer = widgets.explore(business_case_of_site(operation), **controls)
    assert explorer.error is None
    assert len(explorer.shown) == 3


def test_moving_the_control_computes_its_answer_quickly():
    operation, values, *_ = packaged("uganda")
    took = []
    for pays in (1.0, 2.0, 3.0):
        start = time.process_time()
        case = tco.operator_case(
            operation, operator.with_values(values, arpu=pays, refugee_arpu_ratio=1.0), site=operation.focus_site
        )
        for measure in (operator.npv, operator.irr, operator.payback, operator.break_even_arpu, operator.break_even_population):
            measure(case)
        took.append(time.process_time() - start)
    assert min(took) < 0.15
