"""Figures are tested by what stands on their axes, never by pixels."""

import numpy as np
import pandas as pd
import pytest

from refanalysis import assumptions, connectivity, coordination, data, figures, network, tables, tco
from refanalysis.figures import labels, style, tiers

TECHNOLOGIES = pd.DataFrame({"technology": ["leo", "fibre"], "label": ["Low orbit", "Fibre"], "colour": ["#112233", "#445566"]})
FLOWS = pd.DataFrame(
    {
        "technology": ["leo", "leo", "leo", "fibre", "fibre"],
        "item": ["capex", "opex", "opex", "capex", "opex"],
        "payer": ["donor", "agency", "agency", "operator", "operator"],
        "year": [0, 0, 1, 0, 1],
        "unit": "USD_2024",
        "value": [100.0, 50.0, 60.0, 500.0, 10.0],
    }
)


def heights(axes):
    return [patch.get_height() for patch in axes.patches]


def texts(fig):
    found = [text.get_text() for axes in fig.axes for text in axes.texts]
    found += [label.get_text() for axes in fig.axes for label in (*axes.get_yticklabels(), *axes.get_xticklabels())]
    found += [text.get_text() for legend in fig.legends for text in legend.get_texts()]
    return found


@pytest.fixture(scope="module")
def chad():
    return data.operation("chad")


@pytest.fixture(scope="module")
def statuses(chad):
    return connectivity.site_status(chad.sites, chad.coverage, data.facts(chad.iso3), as_of=2025)


def test_cost_by_year_stacks_the_items_of_each_technology_on_one_scale():
    fig = figures.cost_by_year(FLOWS, TECHNOLOGIES)
    first, second = fig.axes[:2]
    assert (first.get_title(loc="left"), second.get_title(loc="left")) == ("Low orbit", "Fibre")
    assert sorted(heights(first)) == [0, 50, 60, 100]
    assert first.get_ylim() == second.get_ylim()


def test_cumulative_cost_draws_running_sums_in_the_technology_s_colour():
    fig = figures.cumulative_cost(FLOWS, TECHNOLOGIES)
    lines = {line.get_color(): line.get_ydata().tolist() for line in fig.axes[0].lines if len(line.get_ydata()) == 2}
    assert lines == {"#112233": [150, 210], "#445566": [500, 510]}


def test_cost_ranges_draw_median_and_range_cheapest_first():
    summary = pd.DataFrame(
        {"technology": ["fibre", "leo"], "unit": "USD_2024", "p05": [3.0, 1.0], "p50": [4.0, 2.0], "p95": [9.0, 3.0]}
    )
    axes = figures.cost_ranges(summary, TECHNOLOGIES).axes[0]
    drawn = [(line.get_color(), line.get_xdata().tolist()) for line in axes.lines]
    assert ("#112233", [1.0, 3.0]) in drawn and ("#112233", [2.0]) in drawn
    assert ("#445566", [3.0, 9.0]) in drawn and ("#445566", [4.0]) in drawn
    assert [label.get_text() for label in axes.get_yticklabels()][-1] == "Low orbit"


def test_payers_by_year_stacks_to_the_cost_of_the_year():
    axes = figures.payers_by_year(FLOWS[FLOWS["technology"] == "leo"]).axes[0]
    assert sum(heights(axes)) == 210


def test_shortfall_bars_add_up_to_the_cost_of_each_year():
    table = pd.DataFrame(
        {"year": [0, 1], "unit": "USD_2024", "cost": [10.0, 20.0], "appealed": [4.0, 10.0], "shortfall": [1.0, 5.0]}
    )
    bars = np.array(heights(figures.shortfall(table).axes[0])).reshape(3, 2)
    assert bars.sum(axis=0).tolist() == [10, 20]
    assert bars[2].tolist() == [1, 5]


def test_plan_funding_fills_what_came_and_says_where_that_is_unknown():
    plans = pd.DataFrame(
        {"plan": ["A", "B"], "year": [2024, 2025], "requirement": [2e8, 1e8], "funded": [0.25, None], "unit": "USD_2024"}
    )
    fig = figures.plan_funding(plans)
    assert [patch.get_width() for patch in fig.axes[0].patches] == [200, 100, 50, 0]
    assert "100 million; share received unknown" in texts(fig)


def test_people_by_status_has_a_bar_for_every_status(statuses):
    people = connectivity.people_by_status(statuses)
    fig = figures.people_by_status(people)
    assert [patch.get_width() for patch in fig.axes[0].patches] == people["people"].iloc[::-1].tolist()
    assert any(text.startswith("944,271 people, 79 %") for text in texts(fig))


def test_the_map_shows_each_site_with_a_point_and_counts_the_others(chad, statuses):
    fig = figures.site_map(chad.sites, statuses)
    points = fig.axes[0].collections[0].get_offsets()
    known = chad.sites["lat"].notna().sum()
    assert len(points) == known
    assert f"{len(chad.sites) - known} sites without a usable point are not shown" in texts(fig)


def test_the_map_keeps_a_kilometre_as_long_to_the_east_as_to_the_north(chad, statuses):
    axes = figures.site_map(chad.sites, statuses).axes[0]
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    width, height = axes.figure.get_size_inches()
    east = (right - left) * np.cos(np.radians(chad.sites["lat"].mean())) / (width - 0.2)
    assert east == pytest.approx((top - bottom) / (height - 0.5), rel=0.02)


def test_the_network_names_tiers_and_draws_a_mark_for_each_actor(chad):
    fig = figures.network(chad.actors, chad.ties)
    assert len(fig.axes[0].collections) == len(chad.actors)
    assert {"UNHCR", "Government"} <= set(texts(fig))
    with pytest.raises(ValueError, match="unknown actor 'nobody'"):
        figures.network(chad.actors, chad.ties, focus="nobody")


def test_brokerage_bars_are_the_counts_by_role():
    roles = pd.DataFrame({"actor": ["a", "a", "b"], "role": ["liaison", "gatekeeper", "liaison"], "value": [3.0, 2.0, 0.0]})
    axes = figures.brokerage(roles, pd.Series({"a": "Actor A", "b": "Actor B"})).axes[0]
    assert sorted(patch.get_width() for patch in axes.patches) == [2, 3]


def test_rank_ranges_draw_median_and_range_of_the_highest(chad):
    ranks = pd.DataFrame(
        {"actor": ["a", "b"], "rank": [1, 2], "p05": [1.0, 1.0], "p50": [1.0, 2.0], "p95": [2.0, 6.0], "first": [0.9, 0.1]}
    )
    fig = figures.rank_ranges(ranks, {"a": "Actor A", "b": "Actor B"})
    assert [line.get_xdata().tolist() for line in fig.axes[0].lines] == [[1, 6], [2], [1, 2], [1]]
    assert "first in 90 %" in texts(fig)


@pytest.mark.parametrize("name", data.operations())
def test_the_arrangement_names_every_sector_with_its_lead(name):
    derived = coordination.derive(coordination.read(data.operation(name).context))
    words = " ".join(" ".join(texts(figures.arrangement(derived))).split())
    sectors = coordination.labelled(derived.sectors, derived)
    for row in sectors.itertuples():
        assert row.label.split(" ")[0].rstrip(",") in words
    assert "National refugee coordination forum" in words
    assert "accountable for the refugee response" in words


def test_an_arrangement_of_unknowns_can_be_drawn():
    derived = coordination.derive(coordination.read({}))
    words = " ".join(texts(figures.arrangement(derived)))
    assert "whether it exists is open" in " ".join(words.split())


def test_obligations_are_counted_by_area_and_force():
    counts = pd.DataFrame({"area": ["mandate", "mandate"], "strength": ["shall", "may"], "fired": [7, 1], "undecided": [0, 0]})
    axes = figures.obligations(counts).axes[0]
    assert [patch.get_width() for patch in axes.patches] == [7, 1]


EMPTY = {
    "cost_by_year": (figures.cost_by_year, (FLOWS.iloc[:0], TECHNOLOGIES)),
    "cumulative_cost": (figures.cumulative_cost, (FLOWS.iloc[:0], TECHNOLOGIES)),
    "payers_by_year": (figures.payers_by_year, (FLOWS.iloc[:0],)),
    "plan_funding": (figures.plan_funding, (pd.DataFrame(columns=["plan", "year", "requirement", "funded", "unit"]),)),
    "rank_ranges": (figures.rank_ranges, (pd.DataFrame(columns=["actor", "rank", "p05", "p50", "p95", "first"]), {})),
}


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_draw_is_said_in_words(name):
    draw, arguments = EMPTY[name]
    axes = draw(*arguments).axes[0]
    assert len(axes.texts) == 1
    assert not axes.axison


def test_a_technology_has_the_same_colour_in_every_figure():
    ranges = pd.DataFrame({"technology": ["fibre", "leo"], "unit": "USD_2024", "p05": 1.0, "p50": 2.0, "p95": 3.0})
    for fig in (figures.cumulative_cost(FLOWS, TECHNOLOGIES), figures.cost_ranges(ranges, TECHNOLOGIES)):
        colours = {line.get_color() for line in fig.axes[0].lines}
        assert set(TECHNOLOGIES["colour"]) <= colours


def test_the_colours_of_the_packaged_technologies_differ():
    packaged = data.table("technologies")["colour"]
    assert packaged.is_unique


def test_the_same_table_gives_the_same_picture_and_changes_no_setting():
    import matplotlib

    before = dict(matplotlib.rcParams)
    first, second = (style.png(figures.cumulative_cost(FLOWS, TECHNOLOGIES)) for _ in range(2))
    assert first == second
    assert dict(matplotlib.rcParams) == before


def test_a_shown_figure_carries_alt_text_and_a_checksum_of_its_data():
    shown = figures.show(figures.cumulative_cost(FLOWS, TECHNOLOGIES), "paid", "Paid", "Two lines.", FLOWS)
    record = shown.bundle[figures.FIGURE_MIME]
    assert record["alt"] == "Two lines."
    assert record["checksum"] in shown.bundle["text/plain"]
    assert record["data"] == tables.records(FLOWS)
    changed = figures.show(figures.cumulative_cost(FLOWS, TECHNOLOGIES), "paid", "Paid", "Two lines.", FLOWS.assign(value=1.0))
    assert changed.bundle["text/plain"] != shown.bundle["text/plain"]


def test_labels_are_spread_in_order_and_no_closer_than_the_gap():
    places = labels.spread([1.0, 1.1, 5.0, 1.05], gap=1.0)
    assert np.diff(sorted(places)).min() >= 1.0 - 1e-12
    assert np.argsort(places).tolist() == [0, 3, 1, 2]


def test_tiers_place_every_actor_in_the_unit_width_and_none_on_another(chad):
    places = tiers.placed(chad.actors, chad.ties)
    assert len(places) == len(chad.actors)
    assert places["x"].between(0, 1).all()
    assert not places.duplicated(["x", "y"]).any()


def test_pictures_of_the_packaged_operations_are_small(chad):
    values = assumptions.load(chad)
    flows = tco.cash_flows(chad, values)
    graph = network.graph(chad.actors, chad.ties)
    assert len(graph) == len(chad.actors)
    for fig in (figures.network(chad.actors, chad.ties), figures.cost_by_year(flows, data.table("technologies"))):
        assert len(style.png(fig)) < 200_000
