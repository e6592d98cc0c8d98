"""Figures are tested by what stands on their axes, not by pixels."""

import base64
import datetime

import matplotlib
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgb
from on_axes import bars, box_texts, ends_of_rows, row_names, words

from refanalysis import figures, schema
from refanalysis.figures import boxes, maps, style
from refanalysis.schema import accepted

TECHNOLOGIES = pd.DataFrame(
    {"technology": ["mast", "dish", "hut"], "label": ["Mast", "Dish", "Hut"], "colour": ["#332288", "#cc6677", "#ddcc77"]}
)


def flows(rows):
    return pd.DataFrame(rows, columns=["technology", "item", "payer", "year", "value"]).assign(unit="USD_2024")


# the dish is cheapest at first, the mast from year 2 on
LEDGER = flows(
    [("mast", "capex", "agency", 0, 6e6), ("dish", "capex", "agency", 0, 2e6)]
    + [("mast", "opex", "operator", year, 1e6) for year in range(4)]
    + [("dish", "bandwidth", "operator", year, 3e6) for year in range(4)]
    + [("mast", "residual", "agency", 3, -2e6)]
)


# cost


def test_cost_by_year_has_one_chart_per_technology_cheapest_first_on_one_scale():
    fig = figures.cost_by_year(LEDGER, TECHNOLOGIES)
    assert [axes.get_title(loc="left") for axes in fig.axes] == ["Mast", "Dish"]
    assert "8.00 million in all" in words(fig)
    assert "14.0 million in all" in words(fig)
    first, second = (axes.get_ylim() for axes in fig.axes)
    assert first == second


def test_cost_by_year_stacks_costs_up_and_the_value_left_down():
    mast = figures.cost_by_year(LEDGER, TECHNOLOGIES).axes[0]
    tops = [max(bar.get_y() + bar.get_height() for bar in bars(mast) if round(bar.get_x() + 0.39) == year) for year in range(4)]
    assert tops == pytest.approx([7, 1, 1, 1])
    assert min(bar.get_y() + min(bar.get_height(), 0) for bar in bars(mast)) == pytest.approx(-2)


def test_cost_by_year_puts_the_key_into_an_empty_cell():
    four = pd.concat([LEDGER, LEDGER.assign(technology=LEDGER["technology"] + "_2")])
    fig = figures.cost_by_year(four, TECHNOLOGIES)
    key = fig.axes[4].get_legend()
    assert {text.get_text() for text in key.get_texts()} == {
        "purchase", "running cost", "bandwidth", "value left at the end",
    }  # fmt: skip
    assert not fig.legends


def test_cumulative_cost_draws_running_sums_and_marks_where_the_cheapest_changes():
    bought = LEDGER[LEDGER["item"] != "residual"]
    axes = figures.cumulative_cost(bought, TECHNOLOGIES).axes[0]
    drawn = [list(line.get_ydata()) for line in axes.lines if len(line.get_ydata()) == 4]
    assert drawn == [pytest.approx([5, 8, 11, 14]), pytest.approx([7, 8, 9, 10])]
    told = words(axes.get_figure())
    assert "from year 2 Mast has cost less than Dish" in told
    assert "Dish  14.0" in told
    assert "Mast  10.0" in told


def test_cumulative_cost_marks_nothing_when_the_cheapest_stays():
    assert "has cost less" not in words(figures.cumulative_cost(LEDGER[LEDGER["item"] == "capex"], TECHNOLOGIES))


RANGES = pd.DataFrame(
    {"technology": ["mast", "dish"], "unit": "USD_2024/user/month", "p05": [1.0, 0.5], "p50": [2.5, 0.75], "p95": [4.0, 1.5]}
)


def test_cost_ranges_draws_median_and_range_cheapest_on_top():
    axes = figures.cost_ranges(RANGES, TECHNOLOGIES).axes[0]
    assert row_names(axes) == ["Dish", "Mast"]
    ranges, dots = axes.lines[0::2], axes.lines[1::2]
    assert [tuple(line.get_xdata()) for line in ranges] == [(0.5, 1.5), (1.0, 4.0)]
    assert [tuple(line.get_xdata()) for line in dots] == [(0.75,), (2.5,)]
    told = words(axes.get_figure())
    assert "0.75" in told
    assert "1.00 to 4.00" in told
    assert "USD of 2024 per user and month" in axes.get_xlabel()
    assert axes.get_xlim()[0] == 0


def test_cost_ranges_that_span_much_are_drawn_on_a_logarithmic_scale():
    wide = RANGES.assign(p95=[400.0, 1.5])
    assert figures.cost_ranges(wide, TECHNOLOGIES).axes[0].get_xscale() == "log"


def test_cost_ranges_leave_out_what_is_unknown():
    partly = RANGES.assign(p50=[float("nan"), 0.75])
    assert row_names(figures.cost_ranges(partly, TECHNOLOGIES).axes[0]) == ["Dish"]


def test_a_technology_has_the_same_colour_everywhere():
    ranges = figures.cost_ranges(RANGES, TECHNOLOGIES).axes[0].lines
    lines = figures.cumulative_cost(LEDGER, TECHNOLOGIES).axes[0].lines
    assert to_hex(lines[0].get_color()) == to_hex(ranges[1].get_color()) == "#cc6677"
    assert to_hex(lines[1].get_color()) == to_hex(ranges[3].get_color()) == "#332288"


def test_payers_by_year_stacks_payers_in_a_fixed_order():
    mast = LEDGER[(LEDGER["technology"] == "mast") & (LEDGER["item"] != "residual")]
    fig = figures.payers_by_year(mast)
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["humanitarian agency", "network operator"]
    heights = [bar.get_height() for bar in bars(fig.axes[0])]
    assert heights == pytest.approx([6, 0, 0, 0, 1, 1, 1, 1])
    assert [to_hex(bar.get_facecolor()) for bar in bars(fig.axes[0])][0::4] == [
        style.PAYER_COLOURS["agency"], style.PAYER_COLOURS["operator"],
    ]  # fmt: skip


# money asked for


def plans(rows):
    return pd.DataFrame(rows, columns=["plan", "year", "requirement", "funded", "unit"])


PLANS = plans(
    [
        ("Plan", 2024, 800e6, 0.25, "USD_2024"),
        ("Plan", 2023, 500e6, np.nan, "USD_2023"),
        ("Other", 2025, np.nan, 0.3, "USD_2025"),
    ]
)


def test_plan_funding_shows_what_came_and_hatches_what_is_unknown():
    fig = figures.plan_funding(PLANS)
    axes = fig.axes[0]
    assert row_names(axes) == ["2023 Plan", "2024 Plan", "2025 Other"]
    drawn = [(bar.get_width(), bar.get_hatch()) for bar in bars(axes) if bar.get_width()]
    assert drawn == [(500.0, "////"), (800.0, None), (200.0, None)]
    told = words(fig)
    assert "500 million; received: unknown" in told
    assert "800 million; 25 % received" in told
    assert "asked: unknown; 30 % received" in told


def test_plans_in_two_currencies_have_a_panel_each():
    mixed = pd.concat([PLANS, plans([("Plan", 2024, 3e6, 0.5, "EUR_2024")])])
    assert len(figures.plan_funding(mixed).axes) == 2
    assert "million EUR of each year" in words(figures.plan_funding(mixed))


EXPECTED = pd.DataFrame(
    {"year": [0, 1], "unit": "USD_2024", "cost": [5e6, 3e6], "appealed": [4e6, 1e6], "shortfall": [2e6, 5e5]}
)


def test_shortfall_splits_each_year_into_three_parts_that_add_up():
    fig = figures.shortfall(EXPECTED)
    others, comes, missing = (list(group) for group in fig.axes[0].containers)
    assert [bar.get_height() for bar in others] == pytest.approx([1, 2])
    assert [bar.get_height() for bar in comes] == pytest.approx([2, 0.5])
    assert [bar.get_y() + bar.get_height() for bar in missing] == pytest.approx([5, 3])
    assert all(bar.get_hatch() for bar in missing)
    assert "expected to be missing (2.50 million in all)" in words(fig)


# situation


def people(**known):
    statuses = ("served", "partly_served", "planned", "not_served", "unknown")
    rows = [("all", status, *known.get(status, (0, 0.0))) for status in statuses]
    return pd.DataFrame(rows, columns=["group", "status", "sites", "people"])


def test_people_by_status_draws_people_and_says_how_many():
    fig = figures.people_by_status(people(served=(1, 3000.0), unknown=(2, 1000.0)))
    assert [bar.get_width() for bar in bars(fig.axes[0])] == [3000, 0, 0, 0, 1000]
    assert "3,000 people, 75 %; 1 site" in words(fig)
    assert "nobody" in words(fig)
    assert to_hex(bars(fig.axes[0])[0].get_facecolor()) == style.STATUS_COLOURS["served"]


def test_groups_of_people_are_added_up():
    two = pd.concat([people(served=(1, 3000.0)), people(served=(2, 500.0)).assign(group="b")])
    assert [bar.get_width() for bar in bars(figures.people_by_status(two).axes[0])] == [3500, 0, 0, 0, 0]


def places(points):
    rows = [(f"S{n}", f"Site {n}", lat, lon, float(size)) for n, (lat, lon, size) in enumerate(points)]
    frame = pd.DataFrame(rows, columns=["site_id", "site", "lat", "lon", "population"])
    quality = ["none" if pd.isna(lat) else "source_point" for lat in frame["lat"]]
    sites = frame[["site_id", "lat", "lon"]].assign(coordinate_quality=quality)
    return sites, frame[["site_id", "site", "population"]].assign(status="served")


def test_site_map_draws_known_points_by_people_and_counts_the_others():
    fig = figures.site_map(*places([(1.0, 30.0, 400), (2.0, 31.0, 100), (np.nan, np.nan, 50)]))
    dots = fig.axes[0].collections[0]
    assert [tuple(point) for point in dots.get_offsets()] == [(30.0, 1.0), (31.0, 2.0)]
    large, small = dots.get_sizes()
    assert large / small == pytest.approx(4)
    assert "Site 0" in words(fig)
    assert "Not shown: 1 site with 50 people, whose point is not known." in words(fig)


def test_a_kilometre_is_as_long_to_the_east_as_to_the_north_and_the_bar_is_true():
    fig = figures.site_map(*places([(60.0, 10.0, 400), (61.0, 12.0, 100)]))
    fig.draw_without_rendering()
    axes = fig.axes[0]
    (x, y), (east, _), (_, north) = axes.transData.transform([(10, 60.5), (11, 60.5), (10, 61.5)])
    assert (east - x) / (north - y) == pytest.approx(np.cos(np.radians(60.5)), rel=0.01)
    bar = axes.lines[0].get_xdata()
    told = next(float(text.get_text().removesuffix(" km")) for text in axes.texts if text.get_text().endswith(" km"))
    assert (bar[1] - bar[0]) * 111.2 * np.cos(np.radians(60.5)) == pytest.approx(told, rel=0.01)


def test_sites_close_together_get_a_larger_map():
    crowd = [(10 + 0.01 * n, 20 + 0.01 * (n % 3), 100 + n) for n in range(9)]
    fig = figures.site_map(*places([*crowd, (14.0, 20.0, 100)]))
    wide, close = fig.axes
    assert close.get_ylim()[1] < 11 < wide.get_ylim()[1]
    assert len(figures.site_map(*places([(10.0 + n, 20.0, 100) for n in range(12)])).axes) == 1


def test_clusters_need_eight_points_and_a_third():
    few = pd.DataFrame({"lat": [0.0] * 7 + [9.0], "lon": [0.0] * 7 + [9.0]})
    assert maps.cluster(few).empty
    assert len(maps.cluster(pd.concat([few, few.iloc[:3]]))) == 10


# stakeholders

ACTORS = pd.DataFrame(
    [("gov", "Government", "", "host_government"), ("un", "Agency", "UN", "un_agency"), ("net", "Network", "", "mno")],
    columns=["actor", "name", "acronym", "kind"],
)
TIES = pd.DataFrame(
    [("gov", "net", "licenses", 1.0), ("un", "gov", "coordinates", 0.5), ("un", "net", "funds", 1.0)],
    columns=["from_actor", "to_actor", "relation", "certainty"],
)


def arrows(fig):
    return [patch for patch in fig.axes[0].patches if hasattr(patch, "get_connectionstyle")]


def test_network_draws_an_arrow_for_each_tie_and_dashes_the_uncertain():
    fig = figures.network(ACTORS, TIES)
    assert [arrow.get_linestyle() == "-" for arrow in arrows(fig)] == [True, False, True]
    for label in ("Government", "UN", "Network", "regulator"):
        assert (label in words(fig)) == (label != "regulator")


def test_network_fades_what_does_not_touch_the_focus():
    alphas = [arrow.get_alpha() for arrow in arrows(figures.network(ACTORS, TIES, focus="gov"))]
    assert alphas[0] == alphas[1] > 5 * alphas[2]


def test_network_refuses_an_unknown_focus():
    with pytest.raises(ValueError, match="unknown actor 'nobody'; known: gov, net, un"):
        figures.network(ACTORS, TIES, focus="nobody")


def test_parallel_ties_do_not_hide_each_other():
    double = pd.concat([TIES, TIES.iloc[[2]].assign(relation="contracts")])
    bends = [arrow.get_connectionstyle().rad for arrow in arrows(figures.network(ACTORS, double))]
    assert bends[3] == 2 * bends[2]


def test_brokerage_stacks_roles_and_writes_totals():
    roles = pd.DataFrame(
        {"actor": ["a", "a", "b", "c"], "role": ["liaison", "coordinator", "liaison", "liaison"], "value": [4.0, 3.0, 9.0, 0.0]}
    )
    fig = figures.brokerage(roles, pd.Series({"a": "Alpha"}))
    assert row_names(fig.axes[0]) == ["b", "Alpha"]
    assert ends_of_rows(fig.axes[0]) == [9, 7]
    assert [text.get_text() for text in fig.axes[0].texts] == ["9", "7"]


def test_rank_ranges_draws_median_and_range_highest_on_top():
    ranks = pd.DataFrame({"actor": ["a", "b", "c"], "rank": [2.0, 1.0, 3.0], "p05": [1.0, 1.0, 3.0], "p50": [2.0, 1.0, 3.0],
                          "p95": [3.0, 1.5, 9.0], "first": [0.1, 0.9, 0.0]})  # fmt: skip
    fig = figures.rank_ranges(ranks, {"a": "Alpha", "b": "Beta"}, most=2)
    axes = fig.axes[0]
    assert row_names(axes) == ["Beta", "Alpha"]
    assert [tuple(line.get_xdata()) for line in axes.lines] == [(1.0, 1.5), (1.0,), (1.0, 3.0), (2.0,)]
    assert "highest in 90 %" in words(fig)


# coordination


def test_a_band_starts_a_new_row_when_the_next_box_does_not_fit():
    band = boxes.Band(name="Band", boxes=[boxes.Box(title=f"Box {n}", colour="#000000", span=n) for n in (1, 2, 2)])
    frames = [frame for frame, _ in box_texts(boxes.drawn([band], []))]
    assert frames[0].y0 == frames[1].y0 > frames[2].y0


COUNTS = pd.DataFrame(
    {
        "area": ["a", "a", "b", "c"],
        "strength": ["shall", "may", "shall", "may"],
        "fired": [3, 1, 1, 2],
        "undecided": [0, 2, 0, 0],
    }
)


def test_obligations_stack_by_force_and_count_what_is_open():
    fig = figures.obligations(COUNTS, most=2)
    axes = fig.axes[0]
    assert row_names(axes) == ["A", "C"]
    assert ends_of_rows(axes) == [6, 2]
    assert [text.get_text() for text in axes.texts] == ["4 and 2 open", "2"]
    assert axes.get_xlabel() == "rules that apply to this situation; 1 more in 1 other area"


# what holds for all

NOWHERE = pd.DataFrame({"actor": [], "x": [], "y": []})


def nothing_in(table):
    return pd.DataFrame(columns=schema.TABLES[table].names)


EMPTY = {
    "cost_by_year": lambda: figures.cost_by_year(LEDGER.iloc[:0], TECHNOLOGIES),
    "cumulative_cost": lambda: figures.cumulative_cost(LEDGER.iloc[:0], TECHNOLOGIES),
    "cost_ranges": lambda: figures.cost_ranges(RANGES.iloc[:0], TECHNOLOGIES),
    "payers_by_year": lambda: figures.payers_by_year(LEDGER.iloc[:0]),
    "cost_of_site": lambda: figures.cost_of_site(LEDGER.iloc[:0]),
    "bill_parts": lambda: figures.bill_parts(pd.DataFrame(columns=["technology", "part", "share", "tail"]), TECHNOLOGIES, {}),
    "chance_cheaper": lambda: figures.chance_cheaper(pd.DataFrame(columns=["first", "second"]), TECHNOLOGIES),
    "unit_costs": lambda: figures.unit_costs(RANGES.iloc[:0], TECHNOLOGIES),
    "funnel": lambda: figures.funnel(pd.DataFrame(columns=["step", "share", "people"])),
    "delay": lambda: figures.delay(pd.DataFrame({"wait": [0], "saved": [0.0]})),
    "tornado": lambda: figures.tornado(pd.DataFrame({"swing": []})),
    "rank_correlations": lambda: figures.rank_correlations(pd.DataFrame({"rho": []}, dtype=float)),
    "sobol_indices": lambda: figures.sobol_indices(pd.DataFrame({"total": []})),
    "probability_cheapest": lambda: figures.probability_cheapest(
        pd.DataFrame({"site": []}), TECHNOLOGIES, pd.Series(dtype=str)
    ),
    "plan_funding": lambda: figures.plan_funding(PLANS.iloc[:0]),
    "shortfall": lambda: figures.shortfall(EXPECTED.iloc[:0]),
    "funding_cliff": lambda: figures.funding_cliff(pd.DataFrame({"covered": []}), None, ""),
    "handover": lambda: figures.handover(pd.DataFrame({"from_payer": [], "to_payer": [], "value": []}), {}, ("", "")),
    "budget_cut": lambda: figures.budget_cut(pd.DataFrame({"year": [], "cost": [], "uncovered": []})),
    "operator_values": lambda: figures.operator_values(RANGES.assign(p50=np.nan), {}, {}),
    "operator_years": lambda: figures.operator_years(pd.DataFrame({"value": [0.0]})),
    "break_even": lambda: figures.break_even(pd.DataFrame({"variant": []}), "A"),
    "people_by_status": lambda: figures.people_by_status(people()),
    "site_map": lambda: figures.site_map(*places([(np.nan, np.nan, 5)])),
    "network": lambda: figures.network(ACTORS.iloc[:0], TIES.iloc[:0]),
    "brokerage": lambda: figures.brokerage(pd.DataFrame({"actor": [], "role": [], "value": []}), pd.Series(dtype=str)),
    "rank_ranges": lambda: figures.rank_ranges(pd.DataFrame({"actor": [], "p50": [], "rank": []}), {}),
    "network_map": lambda: figures.network_map(ACTORS.iloc[:0], TIES.iloc[:0], NOWHERE),
    "network_layers": lambda: figures.network_layers(ACTORS, TIES.iloc[:0], NOWHERE),
    "network_matrix": lambda: figures.network_matrix(ACTORS, TIES.iloc[:0]),
    "kind_flows": lambda: figures.kind_flows(ACTORS, TIES.iloc[:0]),
    "kind_matrix": lambda: figures.kind_matrix(ACTORS, TIES.iloc[:0]),
    "coverage_matrix": lambda: figures.coverage_matrix(nothing_in("coverage_cells")),
    "overlaps": lambda: figures.overlaps(nothing_in("overlaps")),
    "affiliation_matrix": lambda: figures.affiliation_matrix(nothing_in("present")),
    "robustness": lambda: figures.robustness(nothing_in("robustness_curves"), {}),
    "power_interest": lambda: figures.power_interest(nothing_in("standing"), {}),
    "influence_paths": lambda: figures.influence_paths(nothing_in("influence_paths"), {}, {}),
    "obligations": lambda: figures.obligations(COUNTS.iloc[:0]),
    "coordination_changes": lambda: figures.coordination_changes(nx.DiGraph()),
    "coverage_by_week": lambda: figures.coverage_by_week(nothing_in("trajectories")),
    "milestones": lambda: figures.milestones(nothing_in("milestones"), {}),
    "flow_ages": lambda: figures.flow_ages(nothing_in("flow_ages"), {}),
    "scenario_differences": lambda: figures.scenario_differences(nothing_in("scenario_differences"), {"coverage": "coverage"}),
    "differences": lambda: figures.differences(pd.DataFrame({"rows": []})),
    "conventions": lambda: figures.conventions(pd.DataFrame({"convention": []})),
    "choice_map": lambda: figures.choice_map(
        pd.DataFrame({"site_id": ["A"], "population": [1.0], "lat": [np.nan], "lon": [np.nan]}), {}, {}
    ),
    "budget_curve": lambda: figures.budget_curve(pd.DataFrame({"budget": [0.0], "users": [0.0]}), 0.0, 0.0, pd.DataFrame()),
    "ways_to_choose": lambda: figures.ways_to_choose(pd.DataFrame({"users": []}, dtype=float)),
    "against_ceilings": lambda: figures.against_ceilings(pd.DataFrame({"spent": [], "ceiling": []}, dtype=float)),
    "choice_by_level": lambda: figures.choice_by_level(pd.DataFrame({"level": []}), {}, {}),
    "regrets": lambda: figures.regrets(pd.DataFrame({"plan": []}), "USD_2024"),
}
DRAWING = sorted(set(figures.__all__) - {"show"})


@pytest.mark.parametrize("name", sorted(EMPTY))
def test_a_figure_of_nothing_says_so_in_words(name):
    fig = EMPTY[name]()
    assert len(words(fig)) > 10
    assert not fig.axes[0].axison


def test_every_figure_but_the_arrangement_is_tested_with_nothing():
    assert {*EMPTY, "arrangement"} == set(DRAWING)


@pytest.mark.parametrize("name", DRAWING)
def test_every_figure_documents_what_it_draws(name):
    told = getattr(figures, name).__doc__
    assert told.startswith("Return")
    assert "Parameters\n" in told


def test_the_same_figure_gives_the_same_bytes_and_another_one_others():
    first, again = (style.png(figures.cost_ranges(RANGES, TECHNOLOGIES)) for _ in range(2))
    assert first == again
    assert first.startswith(b"\x89PNG")
    assert style.png(figures.cost_ranges(RANGES.assign(p95=[4.0, 2.0]), TECHNOLOGIES)) != first


def test_drawing_leaves_the_users_settings_alone():
    before = dict(matplotlib.rcParams)
    style.png(figures.cost_ranges(RANGES, TECHNOLOGIES))
    assert dict(matplotlib.rcParams) == before


def test_palettes_cover_every_accepted_code():
    statuses = next(column for column in schema.TABLES["people_by_status"].columns if column.name == "status")
    assert set(style.STATUS_COLOURS) == set(statuses.accepted)
    assert set(style.ITEM_COLOURS) == set(accepted.ITEMS)
    assert set(style.PAYER_COLOURS) == set(accepted.PAYERS)


def test_codes_outside_a_palette_keep_one_colour():
    assert style.colour_of("balloon", {}) == style.colour_of("balloon", {"mast": "#000000"})
    assert style.colour_of("mast", {"mast": "#123456"}) == "#123456"


@pytest.mark.parametrize("colour", ["#ddcc77", "#88ccee", "#332288", "#ffffff"])
def test_words_in_a_colour_can_be_read_on_white(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(style.legible(colour))]
    assert 1.05 / (np.dot(linear, (0.2126, 0.7152, 0.0722)) + 0.05) >= 4.4
    assert colour != "#332288" or style.legible(colour) == colour


# show


def shown(frame):
    return figures.show(figures.cost_ranges(frame, TECHNOLOGIES), "ranges", "Cost & range", alt="Dots.", data=frame)


def test_show_carries_picture_words_and_the_drawn_table():
    display = shown(RANGES)
    bundle, metadata = display._repr_mimebundle_()
    assert base64.b64decode(bundle["image/png"]) == style.png(figures.cost_ranges(RANGES, TECHNOLOGIES))
    record = bundle[figures.FIGURE_MIME]
    assert (record["name"], record["title"], record["alt"]) == ("ranges", "Cost & range", "Dots.")
    assert record["data"][1] == {"technology": "dish", "unit": "USD_2024/user/month", "p05": 0.5, "p50": 0.75, "p95": 1.5}
    assert record["columns"] == list(RANGES.columns)
    assert metadata == {"image/png": {"alt": "Dots.", "width": 800}}


def test_plain_text_of_a_figure_sees_a_changed_value_but_not_the_last_bits():
    plain = shown(RANGES).bundle["text/plain"]
    assert "Cost & range\nDots.\n2 rows drawn; checksum " in plain
    assert shown(RANGES.assign(p95=[4.0, 1.5000001])).bundle["text/plain"] != plain
    assert shown(RANGES.assign(p95=[4.0, 1.5 + 1e-15])).bundle["text/plain"] == plain


def test_drawn_data_are_rounded_to_nine_digits_and_missing_is_none():
    frame = RANGES.assign(p05=[1 / 3, np.nan], day=datetime.date(2026, 1, 1))
    data_ = shown(frame).bundle[figures.FIGURE_MIME]["data"]
    assert data_[0]["p05"] == 0.333333333
    assert data_[1]["p05"] is None
    assert data_[0]["day"] == "2026-01-01"
