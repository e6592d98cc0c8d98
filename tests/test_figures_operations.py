"""Figures of the packaged operations: complete, legible, small."""

import itertools

import pytest
from on_axes import box_texts, texts, words
from pictures import case, derived

from refanalysis import data, figures
from refanalysis.figures import style, tiers

OPERATIONS = data.operations()
DRAWING = sorted(set(figures.__all__) - {"show"})
LABELLED = [
    "network", "site_map", "cumulative_cost", "cost_ranges", "rank_ranges", "brokerage", "cost_of_site", "unit_costs",
    "funding_cliff", "handover", "budget_cut", "operator_values", "operator_years", "break_even", "choice_map",
    "network_map", "network_layers", "network_matrix", "kind_flows", "kind_matrix", "coverage_matrix", "overlaps",
    "affiliation_matrix", "robustness", "power_interest", "influence_paths", "budget_curve", "ways_to_choose",
    "against_ceilings", "regrets", "differences", "conventions",
    "coordination_changes",
]  # fmt: skip


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


@pytest.mark.parametrize("figure", LABELLED)
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
