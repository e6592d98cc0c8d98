"""Figures of the packaged operations: complete, legible, small."""

import functools
import itertools

import pytest
from on_axes import box_texts, texts, words

from refanalysis import (
    assumptions,
    connectivity,
    coordination,
    data,
    figures,
    network,
    readable,
    sampling,
    sensitivity,
    summary,
    tco,
)
from refanalysis.figures import style, tiers

OPERATIONS = data.operations()
DRAWING = sorted(set(figures.__all__) - {"show"})


def derived(name):
    if name == "nothing known":
        return coordination.derive(coordination.read(dict.fromkeys(data.table("dimensions")["dimension"], "unknown")))
    return coordination.derive(coordination.read(data.operation(name).context))


@pytest.mark.parametrize("name", [*OPERATIONS, "nothing known"])
def test_arrangement_names_each_sector_with_its_lead_and_each_forum_with_its_chair(name):
    made = derived(name)
    said = [" ".join(text.get_text() for text in inside) for _, inside in box_texts(figures.arrangement(made))]
    label = made.guidance.label
    for row in made.sectors.itertuples():
        short = row.label.split(" (")[0]
        if row.status == "active":
            assert any(box.startswith(f"{short} {label(row.lead)}") for box in said), short
        else:
            assert any(box.startswith("Open: whether these exist") and short in box for box in said), short
    for row in made.fora[made.fora["sector"] == ""].itertuples():
        assert any(box.startswith(f"{row.label} Chair: {label(row.chair)}") for box in said), row.label
    for row in made.instruments.itertuples():
        assert any(box.startswith(("Led by", "Lead not named")) and row.label in box for box in said), row.label


def test_arrangement_tells_governments_part_and_what_is_open():
    sure, unsure = (" ".join(words(figures.arrangement(derived(name))).split(" | ")) for name in ("uganda", "nothing known"))
    assert "Leads the refugee response; answers for the protection of refugees" in sure
    assert "open: its part in the refugee response" in unsure
    assert "hangs on something unknown" in unsure
    assert "hangs on something unknown" not in sure


@pytest.mark.parametrize("name", [*OPERATIONS, "nothing known"])
def test_words_of_the_arrangement_stay_in_their_boxes_and_boxes_apart(name):
    found = box_texts(figures.arrangement(derived(name)))
    for frame, inside in found:
        assert inside
        for text in inside:
            extent = text.get_window_extent()
            assert extent.x1 <= frame.x1, text.get_text()
            assert extent.y0 >= frame.y0 - 1, text.get_text()
    frames = [frame for frame, _ in found]
    assert not any(one.overlaps(other) for one, other in itertools.combinations(frames, 2))


def compared(op, basis, draws, bills, technologies):
    """Figures that set options beside one another and say what drives their cost."""
    names, unit = technologies.set_index("technology")["label"].to_dict(), "USD_2024/user/month"
    found = tco.arrays_by_draw(op, draws, only=["cost_per_user_month"])
    carried = tco.ranges(op, draws, only=["cost_per_gb", "cost_per_mbps_month"]).query("site == 'all'")
    parts = readable.costs.bill_parts(tco.by_item(bills, basis))
    waits = tco.cost_of_delay(op, basis, "leo", range(6)).query("site == 'all'")
    steps = readable.costs.funnel(tco.demand(op.sites, basis, 1), op.focus_site, basis)
    model = tco.model(op, "cost_per_user_month", "leo")
    asked = (basis, "cost_per_user_month", unit)
    chances = tco.cheapest_by_draw(found, op.sites["site_id"], unit)
    return {
        "cost_of_site": lambda: figures.cost_of_site(bills[bills["technology"] == "macro_4g"]),
        "bill_parts": lambda: figures.bill_parts(parts, technologies, readable.costs.PARTS),
        "chance_cheaper": lambda: figures.chance_cheaper(
            tco.pairs_by_draw(found, unit).query("first == 'leo'"), technologies, ("geo_vsat",)
        ),
        "unit_costs": lambda: figures.unit_costs(carried, technologies),
        "funnel": lambda: figures.funnel(steps),
        "delay": lambda: figures.delay(waits),
        "tornado": lambda: figures.tornado(sensitivity.tornado(model, *asked), names),
        "rank_correlations": lambda: figures.rank_correlations(sensitivity.rank_correlations(model, draws, *asked[1:]), names),
        "sobol_indices": lambda: figures.sobol_indices(sensitivity.sobol(model, *asked, n=8), names),
        "probability_cheapest": lambda: figures.probability_cheapest(
            chances, technologies, op.sites.set_index("site_id")["site"]
        ),
    }


@functools.cache
def case(name):
    """What notebooks hand to figures for an operation: by figure, a function that draws it."""
    op = data.operation(name)
    basis = assumptions.load(op, "base")
    technologies = data.table("technologies")
    bills = tco.cash_flows(op, basis)
    draws = sampling.draw(basis, n=40, seed=1)
    ranges = summary.summarise(tco.outcomes_by_draw(op, draws, only=["cost_per_user_month"]))
    statuses = connectivity.site_status(op.sites, op.coverage, data.table("country_facts"), as_of=op.date_of_data.year)
    roles = network.brokerage(network.graph(op.actors, op.ties)).query("actor != 'all' and role != 'total'")
    names = op.actors["acronym"].where(op.actors["acronym"] != "", op.actors["name"]).set_axis(op.actors["actor"])
    one = bills[bills["technology"] == "leo"]
    return {
        "cost_by_year": lambda: figures.cost_by_year(bills, technologies),
        "cumulative_cost": lambda: figures.cumulative_cost(bills, technologies),
        "cost_ranges": lambda: figures.cost_ranges(ranges[ranges["site"] == "all"], technologies),
        "payers_by_year": lambda: figures.payers_by_year(one),
        **compared(op, basis, draws, bills, technologies),
        "shortfall": lambda: figures.shortfall(tco.expected_shortfall(one, basis)),
        "plan_funding": lambda: figures.plan_funding(op.plans),
        "people_by_status": lambda: figures.people_by_status(connectivity.people_by_status(statuses)),
        "site_map": lambda: figures.site_map(op.sites, statuses),
        "network": lambda: figures.network(op.actors, op.ties),
        "brokerage": lambda: figures.brokerage(roles.rename(columns={"count": "value"}), names),
        "rank_ranges": lambda: figures.rank_ranges(network.ranks_by_certainty(op.actors, op.ties, n=40), names),
        "obligations": lambda: figures.obligations(coordination.obligations(derived(name))),
        "arrangement": lambda: figures.arrangement(derived(name)),
    }


@pytest.mark.parametrize("figure", DRAWING)
@pytest.mark.parametrize("name", OPERATIONS)
def test_no_word_is_cut_off_at_the_edge(name, figure):
    fig = case(name)[figure]()
    fig.draw_without_rendering()
    frame = fig.bbox
    for text in texts(fig):
        box = text.get_window_extent()
        if text.get_visible() and text.get_text() and box.width:
            inside = frame.x0 - 1 <= box.x0 and box.x1 <= frame.x1 + 1 and frame.y0 - 1 <= box.y0 and box.y1 <= frame.y1 + 1
            assert inside, text.get_text()


@pytest.mark.parametrize(
    "figure",
    ["network", "site_map", "cumulative_cost", "cost_ranges", "rank_ranges", "brokerage", "cost_of_site", "unit_costs"],
)
@pytest.mark.parametrize("name", OPERATIONS)
def test_no_label_hides_another(name, figure):
    fig = case(name)[figure]()
    fig.draw_without_rendering()
    found = [(text.get_text(), text.get_window_extent()) for axes in fig.axes for text in axes.texts if text.get_text()]
    for (told, box), (other, second) in itertools.combinations(found, 2):
        wide = min(box.x1, second.x1) - max(box.x0, second.x0)
        tall = min(box.y1, second.y1) - max(box.y0, second.y0)
        assert min(wide, tall) < 2, f"{told!r} and {other!r}"


@pytest.mark.parametrize("figure", DRAWING)
def test_a_picture_is_small_enough_for_a_page(figure):
    assert len(style.png(case("chad")[figure]())) < 200_000


@pytest.mark.parametrize("name", OPERATIONS)
def test_tiers_place_every_actor_within_the_width_and_none_on_another(name):
    op = data.operation(name)
    places = tiers.placed(op.actors, op.ties)
    assert len(places) == len(op.actors)
    assert places["x"].between(0, 1).all()
    assert not places.duplicated(["x", "y"]).any()


def test_packaged_technologies_differ_in_colour():
    assert data.table("technologies")["colour"].is_unique
