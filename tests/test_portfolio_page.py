"""The page on the choice of sites and technologies: the case of an operation, tables, sentences, figures and the control."""

import time
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from on_axes import bars, row_names, texts, words

from refanalysis import assumptions, connectivity, data, figures, prose, readable, sampling, tco, widgets
from refanalysis.schema import DataError
from refanalysis.tco.portfolio import Rules, compare_rules, first_to_change, regret
from refanalysis.tco.portfolio import operation as choice
from refanalysis.widgets.portfolio import choice_by_money, money_controls

NAMES = {"mast": "Mast", "room": "Rooms"}
COLOURS = {"mast": "#0072b2", "room": "#d55e00"}
PLACES = pd.DataFrame(
    {
        "site_id": ["A", "B", "C"],
        "site": ["Alpha", "Beta", "Gamma"],
        "population": [900.0, 400.0, 100.0],
        "lat": [1.0, 1.2, np.nan],
        "lon": [30.0, 30.3, np.nan],
    }
)


def case(links=None):
    """Three sites; a mast costs 100, 60 and 30 at once, rooms 20 at once and 50, 40 and 30 in year 1; no discounting."""
    rows = [
        ("A", "mast", 90.0, 100.0, 0.0), ("A", "room", 90.0, 20.0, 100.0),
        ("B", "mast", 50.0, 60.0, 0.0), ("B", "room", 50.0, 20.0, 60.0),
        ("C", "mast", 10.0, 30.0, 0.0), ("C", "room", 10.0, 20.0, 20.0),
    ]  # fmt: skip
    options = pd.DataFrame(
        [
            {"site": s, "technology": t, "cost": a + b, "users": u, "feasible": True, "unit": "USD_2024"}
            for s, t, u, a, b in rows
        ]
    )
    yearly = pd.DataFrame(
        [
            {
                "site": s,
                "technology": t,
                "year": year,
                "capex": a * (year == 0),
                "opex": b * (year == 1),
                "present_value": value,
            }
            for s, t, _, a, b in rows
            for year, value in ((0, a), (1, b))
        ]
    )
    return choice.Case(
        options=options, yearly=yearly, links=links, chains=yearly.iloc[:0], alone=options, dated=yearly, zones={"zone": 0.2},
        unlocated=("C",), rate=0.0, unit="USD_2024", horizon=2,
    )  # fmt: skip


def decided(capex, opex, **rules):
    given = case()
    asked = choice.ceilings(given, capex, opex, **rules)
    best, reasons = choice.decide(given, asked)
    return given, asked, best, reasons


@cache
def packaged(name):
    operation = data.operation(name)
    values = assumptions.load(operation)
    given = choice.case(operation, values)
    status = connectivity.site_status(operation.sites, operation.coverage, data.facts(operation.iso3), as_of=2025)
    return operation, values, given, status


# --- the case of an operation


@pytest.mark.parametrize("name", data.operations())
def test_what_a_choice_spends_by_year_discounts_to_what_it_costs(name):
    operation, values, given, _ = packaged(name)
    best = choice.unlimited(given)
    assert best.sites == len(operation.sites)
    flows = tco.cash_flows(operation, values, sorted(set(best.table["technology"])))
    chosen = flows.merge(best.table[["site", "technology", "upstream"]], on=["site", "technology"])
    alone = chosen[chosen["upstream"] == ""]
    paid = float((alone["value"] * (1 + given.rate) ** -alone["date"]).sum())
    assert best.table.loc[best.table["upstream"] == "", "cost"].sum() == pytest.approx(paid, rel=1e-9)
    spent = choice.spending(given, best)
    hung = chosen[chosen["upstream"] != ""]
    whole = float(alone["value"].sum())
    assert whole - 1e-6 <= spent[["capex", "opex"]].to_numpy().sum() <= whole + float(hung["value"].sum()) + 1e-6


def test_technologies_of_zones_are_options_only_when_asked_for():
    operation, values, given, _ = packaged("uganda")
    assert set(given.zones) == {"leo", "geo_vsat", "wifi_zone"}
    assert not set(given.zones) & set(given.options["technology"])
    assert set(given.zones) <= set(choice.case(operation, values, zones=True).options["technology"])


def test_a_neighbour_is_shared_only_where_fewer_hops_are_needed_and_its_chain_has_room():
    operation, values, given, _ = packaged("chad")
    pairs = given.links[given.links["upstream"] != ""]
    assert len(pairs)
    assert (pairs["part"] < 1).all()
    counted = tco.quantities(operation.sites, data.bills(), sorted(set(pairs["technology"])), values, given.horizon)
    sized = counted.drop_duplicates(["site", "technology", "year"]).set_index(["technology", "site", "year"])
    for (technology, upstream), rows in pairs.groupby(["technology", "upstream"]):
        above = sized.loc[(technology, upstream)]
        traffic = above["busy_hour_mbps"] + sum(sized.loc[(technology, site), "busy_hour_mbps"] for site in rows["site"])
        assert (traffic <= above["parallel_chains"] * values.value("link_capacity", technology)).all()
    assert not set(pairs["site"]) & set(pairs["upstream"])
    assert packaged("uganda")[2].links is None
    assert packaged("bangladesh")[2].links is None


def test_a_shared_chain_costs_its_part_of_the_hops():
    _, _, given, _ = packaged("chad")
    links = given.links.set_index(["technology", "site", "upstream"])
    for key, row in links[links["part"] < 1].iterrows():
        own = links.loc[(*key[:2], "")]
        assert row["cost"] == pytest.approx(own["cost"] * row["part"])
    best = choice.unlimited(given).table.set_index("site")
    hung = best[best["upstream"] != ""]
    alone = given.alone.set_index(["site", "technology"])["cost"]
    assert len(hung)
    for site, row in hung.iterrows():
        own = links.loc[(row["technology"], site, "")]
        here = links.loc[(row["technology"], site, row["upstream"])]
        assert row["cost"] == pytest.approx(alone[(site, row["technology"])] - own["cost"] + here["cost"])


@pytest.mark.parametrize("name", data.operations())
def test_no_year_passes_its_ceiling(name):
    _, _, given, _ = packaged(name)
    capex, opex = choice.default_ceilings(given)
    whole = choice.spending(given, choice.unlimited(given))
    assert (capex, opex) == (whole["capex"].max() / 2, whole["opex"].max() / 2)
    best, reasons = choice.decide(given, choice.ceilings(given, capex, opex))
    spent = choice.spending(given, best)
    assert reasons == ()
    assert 0 < best.sites < len(given.alone["site"].unique())
    assert spent["capex"].max() <= capex * (1 + 1e-6)
    assert spent["opex"].max() <= opex * (1 + 1e-6)
    assert best.bound >= best.value
    assert best.gap <= 1e-4


def test_ceilings_decide_between_technologies():
    assert decided(1000.0, 1000.0)[2].users == 150
    dear = decided(60.0, 200.0)[2].table.set_index("site")["technology"]
    assert dear.to_dict() == {"A": "room", "B": "room", "C": "room"}
    cheap = decided(130.0, 0.0)[2].table.set_index("site")["technology"]
    assert cheap.to_dict() == {"A": "mast", "B": "", "C": "mast"}


def test_rules_that_no_choice_keeps_are_named_and_the_ceilings_alone_decide():
    given, asked, best, reasons = decided(130.0, 0.0, cover_sites=1.0)
    assert reasons[-1] == "cover_sites asks for 3; the other rules leave at most 2"
    assert best.users == 100
    needed = choice.needed(given, asked)
    assert needed == (190.0, 0.0)
    said = prose.portfolio.conflict(reasons, needed, "USD_2024")
    assert "the coverage target asks for 3 sites, and what else is asked leaves at most 2." in said
    assert "takes up to 190 USD of 2024 for purchases and 0 USD of 2024 for running costs in one year." in said
    assert prose.portfolio.conflict((), None, "USD_2024") == ""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("must_serve: 1 of 1 sites would have to be left out", "the site that must be served would have to be left out"),
        (
            "must_serve: 1 of 2 sites would have to be left out",
            "1 of the 2 sites that must be served would have to be left out",
        ),
        ("must_serve names X, unknown to the options", "the site that must be served, X, is none of this operation"),
        ("capex of year 3 is 5.00; the other rules need at least 9.00", "the ceiling on purchases of year 3 is 5.00"),
        ("equity of worst_served: missed by 12.5 people among those served", "worst-served sites is missed by 12.5 users"),
        ("something new", "something new"),
    ],
)
def test_every_conflict_is_said_in_plain_words(line, said):
    assert said in prose.portfolio.conflict((line,), None, "USD_2024")


def test_a_site_that_does_not_exist_is_a_sentence_and_no_traceback():
    _, _, best, reasons = decided(130.0, 0.0, must_serve=("Z",))
    assert best.users == 100
    assert "Z, is none of this operation" in prose.portfolio.conflict(reasons, None, "USD_2024")


def test_fairness_counts_only_sites_whose_service_is_known_to_fall_short():
    given = case()
    status = pd.DataFrame({"site_id": ["A", "B", "C"], "status": ["unknown", "planned", "served"]})
    rules = choice.ceilings(given, 130.0, 0.0, equity={choice.WORST_SERVED: 0.5})
    best, reasons = choice.decide(given, rules, status)
    assert reasons == ()
    assert best.table.set_index("site")["technology"].to_dict() == {"A": "", "B": "mast", "C": "mast"}
    assert "fall short at 1 site; at 1 site it is unknown" in prose.portfolio.fairness(status, 0.5)
    with pytest.raises(DataError, match=r"asks for 50 % .* no site is known to be planned"):
        choice.most_users(given, rules, status.assign(status="unknown"))
    assert prose.portfolio.fairness(status.assign(status="served"), 0.0).startswith("Mobile internet is on record at every")


def test_more_money_never_serves_fewer_and_levels_without_a_choice_are_left_out():
    given, asked, *_ = decided(100.0, 0.0, must_serve=("A",))
    levels = choice.at_levels(given, asked, (0.5, 1.0, 1.3, 1.6, 2.0))
    assert list(levels) == [1.0, 1.3, 1.6, 2.0]
    assert [each.users for each in levels.values()] == [90, 100, 140, 150]
    assert [each.users for each in choice.curve(given, 190.0, 2).values()] == [60, 150]


# --- tables


def test_tables_say_who_is_served_and_what_the_others_miss():
    given, asked, best, _ = decided(130.0, 0.0)
    who = readable.portfolio.chosen(best, PLACES, NAMES)
    assert who[["site", "technology", "users", "cost"]].to_numpy().tolist() == [
        ["Alpha", "Mast", 90.0, 100.0],
        ["Gamma", "Mast", 10.0, 30.0],
    ]
    assert who["cost_per_user"].tolist() == pytest.approx([100 / 90, 3.0])
    spent = choice.spending(given, best)
    assert spent["capex"].tolist() == [130.0, 0.0]
    out = readable.portfolio.left_out(given, best, asked, spent, PLACES, NAMES)
    assert out[["site", "option", "tightest", "needed", "left"]].iloc[0].tolist() == [
        "Beta",
        "Mast",
        "purchases, year 0",
        60.0,
        0.0,
    ]
    assert prose.portfolio.left(out) == "Left out: 1 site with 400 people, the largest: Beta."
    assert prose.portfolio.left(out.iloc[:0]) == "No site is left out."


def test_a_site_that_would_fit_is_not_said_to_miss_anything():
    given, asked, best, _ = decided(130.0, 0.0)
    nobody = replace(best, table=best.table.assign(technology="", users=0.0, cost=0.0))
    spent = choice.spending(given, nobody)
    assert (spent[["capex", "opex"]] == 0).all().all()
    out = readable.portfolio.left_out(given, nobody, asked, spent, PLACES, NAMES)
    assert set(out["tightest"]) == {"none: it would fit"}
    assert out["needed"].isna().all()


def test_rules_of_thumb_are_set_beside_the_choice():
    given, _, best, _ = decided(130.0, 0.0)
    free = choice.curve(given, best.cost, 1)[best.cost]
    rows = [
        ("choose", 3, 1.0, 1.0),
        ("cheapest_first", 2, 60.0, 90.0),
        ("priority_order", 1, 90.0, 100.0),
        ("grown_trees", 2, 60.0, 90.0),
    ]
    compared = pd.DataFrame(rows, columns=["rule", "sites", "users", "cost"])
    ways = readable.portfolio.by_rule(compared, free, best)
    assert ways["users"].tolist() == [100.0, 100.0, 60.0, 90.0]
    assert ways["fewer"].tolist() == [0.0, 0.0, 40.0, 10.0]
    said = prose.portfolio.thumb(ways)
    assert "'cheapest site first' serves 2 sites and 60 users, 40 fewer than is possible" in said
    assert prose.portfolio.thumb(ways.iloc[:2]) == ""


def test_the_sites_that_change_first_are_told_by_side():
    given, asked, best, _ = decided(130.0, 0.0)
    levels = choice.at_levels(given, asked, (0.5, 1.5)) | {1.0: best}
    first = readable.portfolio.changes(first_to_change(levels, 1.0), PLACES, NAMES)
    assert (
        first[["place", "when", "before", "after"]].to_numpy().tolist()
        == [
            ["Alpha", "50 % less", "Mast", "not served"],
            ["Beta", "50 % less", "not served", "Mast"],
            ["Gamma", "50 % less", "Mast", "not served"],
            ["Beta", "50 % more", "not served", "Mast"],
            ["Gamma", "50 % more", "Mast", "not served"],
        ][: len(first)]
    )
    assert "with 50 % less money Alpha" in prose.portfolio.change(first)
    assert prose.portfolio.change(first.iloc[:0]).startswith("No site changes")


def test_regret_compares_the_choice_with_one_technology_everywhere():
    given, _, best, _ = decided(130.0, 0.0)
    drawn = pd.concat(
        [
            given.alone.assign(draw=0, cost=given.alone["cost"]),
            given.alone.assign(draw=1, cost=[300.0, 120.0, 60.0, 80.0, 50.0, 40.0]),
        ]
    )[["site", "technology", "draw", "cost"]]
    table = choice.regrets(given, best, drawn, NAMES)
    assert table["plan"].tolist() == ["Rooms everywhere", "the choice"]
    assert table["max"].tolist() == [30.0, 190.0]
    assert table["mean"].tolist() == [15.0, 95.0]
    assert readable.portfolio.plan_costs(drawn, best).tolist() == [130.0, 350.0]
    said = prose.portfolio.robust(table, "USD_2024", 2)
    assert "least regretted is rooms everywhere: in the worst of 2 draws it costs 30.0" in said
    assert said.endswith("the choice itself, 190 USD of 2024 at worst.")
    risk = prose.portfolio.risk(np.array([130.0, 350.0]), 130.0, "USD_2024")
    assert "more than that in 50 of 100 draws; 328 USD of 2024 would be enough in 90 of 100." in risk


def test_draws_of_the_page_are_those_of_the_cost_model():
    operation, values, given, _ = packaged("bangladesh")
    names = sorted(set(given.alone["technology"]))
    by_draw = tco.outcomes_by_draw(operation, sampling.draw(values, 3, 1), names, only=["present_value"])
    drawn = choice.drawn_options(by_draw, given)
    assert len(drawn) == 3 * len(given.alone)
    site = given.alone["site"].iloc[0]
    same = by_draw[(by_draw["site"] == site) & (by_draw["technology"] == names[0])]["value"]
    assert drawn[(drawn["site"] == site) & (drawn["technology"] == names[0])]["cost"].tolist() == same.tolist()
    plain = regret(given.alone, drawn, plans=choice.plans(given, choice.unlimited(given), dict.fromkeys(names, "x")))
    assert (plain["max"] >= plain["mean"]).all()


# --- sentences


def test_the_gap_is_always_said():
    _, _, best, _ = decided(130.0, 0.0)
    assert prose.portfolio.proof(best) == "Proven: no choice under these rules serves more (value 100, bound 100, gap 0 %)."
    loose = replace(best, bound=102.0, gap=0.02)
    assert prose.portfolio.proof(loose) == (
        "Proven: no choice under these rules serves more than 102; this one is within 2.0 % of that (value 100)."
    )
    assert prose.portfolio.served(best, 3, 150.0).startswith(
        "The best choice serves 2 of 3 sites and 100 users, 67 % of those who"
    )
    none = replace(best, sites=0, users=0.0)
    assert prose.portfolio.served(none, 3, 150.0).startswith("That serves none of the 3 sites. Proven")


def test_where_ceilings_come_from_is_said():
    said = prose.portfolio.money(2e6, 5e4, "USD_2024", ["running costs"])
    assert "2.00 million USD of 2024 may go into purchases and 50,000 USD of 2024 into running costs" in said
    assert "The amount for running costs is a supposition" in said
    assert "supposition" not in prose.portfolio.money(2e6, 5e4, "USD_2024", [])
    assert "Both amounts are" in prose.portfolio.money(2e6, 5e4, "USD_2024", ["purchases", "running costs"])


def test_one_technology_everywhere_is_said_as_such():
    one = pd.DataFrame({"site": ["Alpha", "Beta"], "technology": ["Wi-Fi zone", "Wi-Fi zone"]})
    assert prose.portfolio.gets(one, PLACES).startswith("Every site that is served gets the same: Wi-Fi zone.")
    two = one.assign(technology=["Mast", "Rooms"])
    assert prose.portfolio.gets(two, PLACES) == "Sites get mast at Alpha; rooms at Beta."
    assert prose.portfolio.gets(one.iloc[:0], PLACES) == ""


def test_sharing_more_money_and_what_is_there_already_are_said():
    given, _, best, _ = decided(130.0, 0.0)
    assert "For 1 site the point is not known" in prose.portfolio.sharing(given, best, {}, 3)
    hung = replace(best, table=best.table.assign(upstream=["", "", "A"]))
    linked = replace(given, links=pd.DataFrame({"site": ["C"], "upstream": ["A"]}))
    told = prose.portfolio.sharing(linked, hung, {"A": "Alpha", "C": "Gamma"}, 3)
    assert told.startswith("Radio chains are shared: Gamma by way of Alpha.")
    assert prose.portfolio.sharing(linked, best, {}, 3).startswith("Sharing a radio chain is possible for 1 of 3 sites")
    assert "would serve 12 more users; a user served costs 1.30" in prose.portfolio.more_money(12.2, 1e5, "USD_2024", 1.3, 0.0)
    assert prose.portfolio.more_money(0.0, 1e5, "USD_2024", float("nan"), 7.0).endswith("would serve 7 users more.")
    status = pd.DataFrame({"status": ["served", "unknown"]})
    assert "on record at 1 of 2 sites" in prose.portfolio.already(status)
    assert prose.portfolio.already(status.assign(status="unknown")) == ""
    assert "Left aside, because" in prose.portfolio.options(given, {**NAMES, "zone": "Zone"}, False)
    assert "all users are counted as if they came there: Zone (20 %" in prose.portfolio.options(
        given, {**NAMES, "zone": "Zone"}, True
    )


def test_rules_kept_are_listed():
    rules = Rules(cover_sites=0.5, must_serve=("A",))
    said = prose.portfolio.kept(rules, {"A": "Alpha"}, 0.2)
    assert said.startswith("Rules beyond the ceilings, all kept: at least 50 % of all sites are served, Alpha is served")
    assert prose.portfolio.kept(Rules(), {}, 0.0) == ""


# --- figures


def test_the_map_fills_served_sites_and_leaves_others_hollow():
    _, _, best, _ = decided(130.0, 0.0)
    fig = figures.choice_map(readable.portfolio.placed(best, PLACES), NAMES, COLOURS)
    hollow, filled = fig.axes[0].collections[:2]
    assert hollow.get_offsets().tolist() == [[30.3, 1.2]]
    assert filled.get_offsets().tolist() == [[30.0, 1.0]]
    assert not len(hollow.get_facecolors())
    said = words(fig)
    assert "Not shown: 1 site whose point is not known, 1 of them served." in said
    assert "Mast" in said
    assert "Rooms" not in said
    area = filled.get_sizes()[0] / hollow.get_sizes()[0]
    assert area == pytest.approx(900 / 400)


def test_the_map_draws_a_line_between_sites_that_share():
    _, _, best, _ = decided(1000.0, 1000.0)
    hung = replace(best, table=best.table.assign(upstream=["", "A", ""]))
    fig = figures.choice_map(readable.portfolio.placed(hung, PLACES), NAMES, COLOURS)
    ends = [line.get_xydata().tolist() for line in fig.axes[0].lines]
    assert [[30.3, 1.2], [30.0, 1.0]] in ends
    assert "shares a radio chain" in words(fig)
    lost = PLACES.assign(lat=np.nan)
    assert "No site has a known point" in words(figures.choice_map(readable.portfolio.placed(best, lost), NAMES, COLOURS))


def test_the_curve_marks_the_money_and_puts_rules_of_thumb_below():
    given, _, best, _ = decided(130.0, 0.0)
    line = readable.portfolio.curve(choice.curve(given, 190.0, 4), "USD_2024")
    assert line["budget"].is_monotonic_increasing
    rules = pd.DataFrame({"rule": ["cheapest site first"], "users": [60.0]})
    fig = figures.budget_curve(line, best.cost, best.users, rules, 7.0, 50.0)
    drawn = [each.get_xydata().tolist() for each in fig.axes[0].lines]
    assert drawn[0] == line[["budget", "users"]].to_numpy().tolist()
    assert [[130.0, 60.0]] in drawn
    assert [[130.0, 100.0]] in drawn
    assert "the next 50: 7 more users" in words(fig)
    assert "No budget" in words(figures.budget_curve(line.iloc[:1], 0.0, 0.0, rules))


def test_ways_to_choose_are_bars_of_users():
    ways = pd.DataFrame(
        {"rule": ["mine", "free", "thumb"], "sites": [1, 2, 3], "users": [90.0, 100.0, 60.0], "fewer": [10.0, 0.0, 40.0]}
    )
    fig = figures.ways_to_choose(ways)
    assert [bar.get_width() for bar in bars(fig.axes[0])] == [90.0, 100.0, 60.0]
    assert row_names(fig.axes[0]) == ["mine", "free", "thumb"]
    assert "60 users at 3 sites; 40 fewer than possible" in words(fig)
    assert "serves nobody" in words(figures.ways_to_choose(ways.assign(users=0.0)))


def test_years_stand_against_their_ceilings():
    given, asked, best, _ = decided(130.0, 25.0)
    table = readable.portfolio.against_ceilings(choice.spending(given, best), asked, "USD_2024")
    fig = figures.against_ceilings(table)
    for axes, kind, ceiling in zip(fig.axes, ("capex", "opex"), (130.0, 25.0), strict=True):
        rows = table[table["kind"] == kind]
        assert [bar.get_height() for bar in bars(axes)] == rows["spent"].tolist()
        assert {end for segment in axes.collections[0].get_segments() for end in segment[:, 1]} == {ceiling}
    assert prose.portfolio.tightest(table, "USD_2024").startswith("Purchases reach 1")
    assert prose.portfolio.tightest(table.assign(spent=0.0), "USD_2024") == "Nothing is spent."


def test_levels_show_a_square_for_every_site_that_is_served():
    given, asked, best, _ = decided(130.0, 0.0)
    levels = dict(sorted((choice.at_levels(given, asked, (0.5, 1.5)) | {1.0: best}).items()))
    table = readable.portfolio.by_level(levels, PLACES)
    fig = figures.choice_by_level(table, NAMES, COLOURS)
    drawn = sum(len(each.get_offsets()) for each in fig.axes[0].collections)
    assert drawn == (table["technology"] != "").sum() == sum(each.sites for each in levels.values())
    assert row_names(fig.axes[0]) == ["Alpha", "Beta", "Gamma"]
    assert "150 %" in words(fig)
    assert "No level" in words(figures.choice_by_level(table.iloc[:0], NAMES, COLOURS))


def test_regrets_are_drawn_least_first_with_mean_and_worst():
    table = pd.DataFrame(
        {"plan": ["a", "b"], "best_in": [0.75, 0.25], "mean": [1.0, 4.0], "p95": [2.0, 8.0], "max": [3.0, 9.0]}
    )
    fig = figures.regrets(table, "USD_2024")
    marks = [(line.get_marker(), line.get_xdata()[0]) for line in fig.axes[0].lines if line.get_marker() in ("o", "|")]
    assert marks == [("o", 1.0), ("|", 3.0), ("o", 4.0), ("|", 9.0)]
    assert row_names(fig.axes[0]) == ["A", "B"]
    assert "none better in 75 of 100" in words(fig)
    assert "nothing to regret" in words(figures.regrets(table.iloc[:0], "USD_2024"))


@pytest.mark.parametrize("name", data.operations())
def test_no_word_of_a_figure_is_cut_off(name):
    operation, _, given, _ = packaged(name)
    technologies = data.table("technologies").set_index("technology")
    names, colours = technologies["label"], technologies["colour"]
    asked = choice.ceilings(given, *choice.default_ceilings(given))
    best, _ = choice.decide(given, asked)
    ways = readable.portfolio.by_rule(
        pd.DataFrame({"rule": list(readable.portfolio.RULES), "sites": 99, "users": [1.0, 2.0, best.users], "cost": best.cost}),
        best,
        best,
    )
    table = pd.DataFrame(
        {"plan": [f"{each} everywhere" for each in names[:5]], "best_in": 0.5, "mean": 1e6, "p95": 2e7, "max": 1e8}
    )
    drawn = [
        figures.choice_map(readable.portfolio.placed(best, operation.sites), names, colours),
        figures.ways_to_choose(ways),
        figures.regrets(table, "USD_2024"),
        figures.against_ceilings(readable.portfolio.against_ceilings(choice.spending(given, best), asked, "USD_2024")),
        figures.choice_by_level(readable.portfolio.by_level({1.0: best}, operation.sites), names, colours),
    ]
    for fig in drawn:
        fig.draw_without_rendering()
        for text in texts(fig):
            box = text.get_window_extent()
            if text.get_visible() and text.get_text() and box.width:
                assert fig.bbox.x0 - 1 <= box.x0, text.get_text()
                assert box.x1 <= fig.bbox.x1 + 1, text.get_text()


# --- the control


def test_the_control_shows_the_choice_for_the_money_it_is_set_to():
    operation, _, given, status = packaged("bangladesh")
    asked = choice.ceilings(given, *choice.default_ceilings(given))
    draw = choice_by_money(operation, given, asked, status)
    said, shown = draw(100)
    best, _ = choice.decide(given, asked)
    assert f"{best.sites} of 33 sites" in said.bundle["text/plain"]
    record = next(each for each in shown.bundle.values() if isinstance(each, dict))
    assert sum(row["users"] for row in record["data"]) == pytest.approx(best.users, rel=1e-3)
    more = next(each for each in draw(150)[1].bundle.values() if isinstance(each, dict))
    assert sum(row["users"] for row in more["data"]) > best.users


def test_the_control_starts_with_the_choice_that_is_known():
    operation, _, given, status = packaged("uganda")
    asked = choice.ceilings(given, *choice.default_ceilings(given))
    best = replace(choice.most_users(given, asked, gap=1e-3), users=123.0)
    assert "and 123 users" in choice_by_money(operation, given, asked, status, best)(100)[0].bundle["text/plain"]
    assert "and 123 users" not in choice_by_money(operation, given, asked, status, best)(110)[0].bundle["text/plain"]


def test_the_control_says_why_there_is_no_choice():
    given = case()
    operation = data.operation("uganda")
    draw = choice_by_money(operation, given, choice.ceilings(given, 100.0, 0.0, must_serve=("A",)))
    (said,) = draw(50)
    assert "the site that must be served would have to be left out" in said.bundle["text/plain"]
    assert "Shown is" not in said.bundle["text/plain"]


def test_a_move_of_the_control_answers_within_a_second():
    operation, _, given, status = packaged("bangladesh")
    asked = choice.ceilings(given, *choice.default_ceilings(given))
    draw = choice_by_money(operation, given, asked, status)
    explorer = widgets.explore(draw, **money_controls())
    assert explorer.error is None
    took = []
    for money in (60, 90, 120, 140):
        start = time.process_time()
        draw(money)
        took.append(time.process_time() - start)
    assert np.median(took) < 1.0


def test_money_that_is_just_enough_is_enough_for_rules_of_thumb():
    options = pd.DataFrame({"site": ["a", "b", "c"], "technology": "leo", "cost": [0.1, 0.2, 0.3], "users": [1.0, 2.0, 3.0]})
    assert 0.1 + 0.2 + 0.3 > 0.6
    found = compare_rules(options, budget=0.6).set_index("rule")["sites"]
    assert found.to_dict() == {"choose": 3, "cheapest_first": 3, "priority_order": 3, "grown_trees": 3}
