"""Figures of sensitivity are tested by what stands on their axes."""

import dataclasses
import itertools

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from on_axes import bars, row_names, words
from uncertain_case import assumed

from refanalysis import figures, sensitivity

TECHNOLOGIES = pd.DataFrame({"technology": ["mast", "dish"], "label": ["Mast", "Dish"], "colour": ["#332288", "#cc6677"]})
CASE = assumed(
    ("capex@terminal", 100_000, 200_000, 400_000, "pert"),
    ("opex_share", 0.05, 0.1, 0.1, "triangular"),
    ("lifetime", 5, 6, 9, "uniform"),
    ("contention", 1, 2, 3, "uniform"),
)
UNITS = ["USD_2024/terminal", "share/year", "year", "ratio"]
CASE = dataclasses.replace(CASE, table=CASE.table.assign(unit=UNITS))


def cost(values):
    """Price by year of life and by share; contention is read and changes nothing."""
    price = values.value("capex", "dish", "terminal")
    return price / values.value("lifetime") + price * values.value("opex_share") + 0 * values.value("contention")


TORNADO = sensitivity.tornado(cost, CASE, "annual_cost", "USD_2024/year")


def spans(axes):
    return [sorted([bar.get_x(), bar.get_x() + bar.get_width()]) for bar in bars(axes)]


def test_a_tornado_draws_from_the_base_to_both_ends_widest_on_top():
    axes = figures.tornado(TORNADO, {"terminal": "Dish terminal"}).axes[0]
    names = row_names(axes)
    assert names[0] == "purchase, Dish terminal USD of 2024 per terminal"
    assert len(names) == 3
    base, low, high = (200 / 6 + 20, 100 / 6 + 10, 400 / 6 + 40)
    ends = sorted(end for span in spans(axes)[:2] for end in span)
    assert ends == pytest.approx([low, base, base, high])


def test_a_tornado_says_unit_base_and_values_of_the_assumptions():
    said = words(figures.tornado(TORNADO))
    assert "thousand USD of 2024 per year" in said
    assert "line: all assumptions at their most likely value, 53.3" in said
    assert "400,000" in said
    assert "5 %" in said
    assert "percent per year" in said
    assert "assumption at its low end | at its high end" in said


def test_a_tornado_shows_the_most_only():
    assert len(row_names(figures.tornado(TORNADO, most=2).axes[0])) == 2


def test_no_two_words_of_a_tornado_lie_on_one_another():
    turned = TORNADO.assign(at_low=TORNADO["base"] + 0.9 * TORNADO["swing"])  # both ends on one side of the base
    for table in (TORNADO, turned):
        fig = figures.tornado(table)
        fig.draw_without_rendering()
        boxes = [text.get_window_extent() for text in fig.axes[0].texts if text.get_text()]
        assert not any(first.overlaps(second) for first, second in itertools.combinations(boxes, 2))
        assert all(box.x1 <= fig.bbox.x1 and box.x0 >= 0 for box in boxes)


def test_of_two_ends_on_one_side_the_nearer_is_drawn_last():
    turned = TORNADO.head(1).assign(at_low=TORNADO["base"].iloc[0] + 1000, at_high=TORNADO["base"].iloc[0] + 5000)
    longer, shorter = bars(figures.tornado(turned).axes[0])
    assert longer.get_width() > shorter.get_width() > 0


@pytest.mark.parametrize("draw", [figures.tornado, figures.rank_correlations, figures.sobol_indices])
def test_without_a_row_the_figure_says_so(draw):
    empty = pd.DataFrame(columns=["swing", "rho", "total"], dtype=float)
    assert "No assumption with a range changes this outcome." in words(draw(empty))


def ranked(**rho):
    frame = pd.DataFrame({"parameter": list(rho), "technology": "", "component": "", "rho": list(rho.values())})
    return frame.assign(low=frame["rho"] - 0.1, high=frame["rho"] + 0.1, outcome="tco", outcome_unit="USD_2024")


def test_rank_correlations_are_ordered_by_strength_and_coloured_by_sign():
    axes = figures.rank_correlations(ranked(opex=0.2, capex=-0.8, lifetime=float("nan"))).axes[0]
    assert row_names(axes) == ["purchase", "running cost"]
    down, up = bars(axes)
    assert (down.get_width(), up.get_width()) == (-0.8, 0.2)
    assert down.get_facecolor() != up.get_facecolor()
    assert "-0.80" in words(axes.get_figure())


def test_sobol_indices_stand_one_in_the_other():
    table = pd.DataFrame(
        {"parameter": ["opex", "capex"], "technology": "", "component": "", "first": [-0.01, 0.5], "total": [0.2, 0.7]}
    ).assign(first_width=0.01, total_width=0.05)
    axes = figures.sobol_indices(table).axes[0]
    assert row_names(axes) == ["purchase", "running cost"]
    assert [bar.get_width() for bar in bars(axes)] == [0.7, 0.5, 0.2, 0]
    assert "50 % / 70 %" in words(axes.get_figure())


def won(*rows):
    return pd.DataFrame(rows, columns=["site", "technology", "probability"])


SITES = pd.Series({"AAA-001": "Alpha"})


def test_one_site_has_a_bar_for_each_option_in_its_colour():
    axes = figures.probability_cheapest(won(("AAA-001", "mast", 0.25), ("AAA-001", "dish", 0.75)), TECHNOLOGIES, SITES).axes[0]
    assert row_names(axes) == ["Dish", "Mast"]
    assert [bar.get_width() for bar in bars(axes)] == [0.75, 0.25]
    assert to_hex(bars(axes)[0].get_facecolor()) == "#cc6677"


def test_several_sites_have_a_cell_for_each_option_with_its_share():
    table = won(("AAA-001", "mast", 0.25), ("AAA-001", "dish", 0.75), ("all", "mast", 0.0), ("all", "dish", 1.0))
    axes = figures.probability_cheapest(table, TECHNOLOGIES, SITES).axes[0]
    assert axes.images[0].get_array().tolist() == [[0.75, 0.25], [1.0, 0.0]]
    assert row_names(axes) == ["Alpha", "all sites"]
    assert [text.get_text() for text in axes.texts] == ["75 %", "25 %", "100 %"]


def test_no_more_sites_are_shown_than_asked_for():
    table = won(("a", "mast", 1.0), ("b", "mast", 1.0), ("c", "mast", 1.0))
    assert row_names(figures.probability_cheapest(table, TECHNOLOGIES, SITES, most=2).axes[0]) == ["a", "b"]


def test_without_costs_the_figure_says_so():
    assert "No cost could be computed." in words(figures.probability_cheapest(won(), TECHNOLOGIES, SITES))
