"""Figures that set the costs of options side by side are tested by what stands on their axes."""

import base64
import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from on_axes import bars, ends_of_rows, row_names, words
from PIL import Image

from refanalysis import figures
from refanalysis.figures import cost_compared, style
from refanalysis.readable.costs import PARTS

TECHNOLOGIES = pd.DataFrame({"technology": ["mast", "dish"], "label": ["Mast", "Dish"], "colour": ["#332288", "#cc6677"]})
SHARES = pd.DataFrame(
    [("dish", "equipment", 0.2, 0.05), ("dish", "capacity", 0.8, 0.35), ("mast", "equipment", 0.7, 0.1),
     ("mast", "upkeep", 0.3, 0.12)], columns=["technology", "part", "share", "tail"],
)  # fmt: skip


def test_parts_of_a_bill_fill_the_bar_in_the_colours_of_the_key():
    fig = figures.bill_parts(SHARES, TECHNOLOGIES, PARTS)
    axes = fig.axes[0]
    assert row_names(axes) == ["Dish", "Mast"]
    assert ends_of_rows(axes) == pytest.approx([1, 1])
    lengths = {to_hex(bar.get_facecolor()): bar.get_width() for bar in bars(axes) if bar.get_y() > 0.5 and bar.get_width()}
    assert lengths == pytest.approx({cost_compared.PART_COLOURS["equipment"]: 0.2, cost_compared.PART_COLOURS["capacity"]: 0.8})
    named = dict(zip([t.get_text() for t in fig.legends[0].get_texts()], fig.legends[0].legend_handles, strict=True))
    assert to_hex(named["energy and bandwidth"].get_facecolor()) == cost_compared.PART_COLOURS["capacity"]
    told = words(fig)
    assert all(said in told for said in ("80 %", "after year 5", "40 %", "22 %"))


def test_a_bill_of_five_years_has_no_later_years_to_tell_of():
    assert "after year 5" not in words(figures.bill_parts(SHARES.assign(tail=0.0), TECHNOLOGIES, PARTS))


def test_every_part_of_a_bill_has_a_name_and_a_colour_of_its_own():
    assert set(cost_compared.PART_COLOURS) == set(PARTS)
    assert len(set(cost_compared.PART_COLOURS.values())) == len(PARTS)


def test_chances_are_drawn_surest_first_and_options_for_zones_are_hatched():
    pairs = pd.DataFrame({"first": "mast", "second": ["dish", "zone"], "probability": [0.25, 0.9]})
    fig = figures.chance_cheaper(pairs, TECHNOLOGIES, ("zone",))
    axes = fig.axes[0]
    assert row_names(axes) == ["than zone", "than Dish"]
    assert ends_of_rows(axes) == pytest.approx([0.9, 0.25])
    assert [bool(bar.get_hatch()) for bar in bars(axes)] == [True, False]
    assert "hatched" in words(fig)
    assert "hatched" not in words(figures.chance_cheaper(pairs, TECHNOLOGIES))


def test_unit_costs_have_a_panel_for_each_outcome_in_the_order_of_the_first():
    rows = [("mast", "cost_per_gb", "USD_2024/GB", 1, 2, 4), ("dish", "cost_per_gb", "USD_2024/GB", 0.5, 1, 3),
            ("mast", "cost_per_mbps_month", "USD_2024/Mbps/month", 10, 20, 40),
            ("dish", "cost_per_mbps_month", "USD_2024/Mbps/month", 50, 60, 70)]  # fmt: skip
    fig = figures.unit_costs(pd.DataFrame(rows, columns=["technology", "outcome", "unit", "p05", "p50", "p95"]), TECHNOLOGIES)
    gb, mbps = fig.axes
    assert row_names(gb) == ["Dish", "Mast"]
    assert [tuple(line.get_xdata()) for line in mbps.lines[0::2]] == [(50, 70), (10, 40)]
    assert gb.get_xlabel() == "USD of 2024 per GB"
    assert mbps.get_xlabel() == "USD of 2024 per Mbps and month"


def test_waiting_stacks_what_is_saved_and_draws_what_prices_add_below():
    rows = pd.DataFrame({"wait": [0, 1, 2], "unit": "USD_2024", "saved": [0.0, 100, 300], "fewer_years": [0.0, 80, 200],
                         "later_prices": [0.0, -10, -20], "later_payment": [0.0, 30, 120],
                         "user_months_lost": [0.0, 12, 30]})  # fmt: skip
    fig = figures.delay(rows)
    saved, lost = fig.axes
    assert max(bar.get_y() + bar.get_height() for bar in bars(saved)) == pytest.approx(320)
    assert min(bar.get_y() + min(bar.get_height(), 0) for bar in bars(saved)) == pytest.approx(-20)
    assert [bar.get_height() for bar in bars(lost)] == [12, 30]
    told = words(fig)
    assert all(said in told for said in ("1 year", "2 years", "300", "saved, USD of 2024", "later prices"))


def test_the_funnel_draws_people_and_tells_the_share_of_the_step_before():
    steps = pd.DataFrame({"step": ["people", "users"], "share": [np.nan, 0.25], "people": [2000.0, 500.0]})
    axes = figures.funnel(steps).axes[0]
    assert ends_of_rows(axes) == [2000, 500]
    assert "500  (25 % of them)" in words(axes.get_figure())


YEARLY = pd.DataFrame(
    [("capex", 0, 6000.0), ("opex", 0, 1000.0), ("opex", 1, 1000.0), ("residual", 1, -2000.0)],
    columns=["item", "year", "value"],
).assign(unit="USD_2024")


def corners(axes):
    """Lowest and highest point of the column of each item and year."""
    drawn = [each for each in axes.collections if each.get_paths() and len(each.get_paths()[0].vertices) > 2]
    return [[(path.vertices[:, 1].min(), path.vertices[:, 1].max()) for path in each.get_paths()] for each in drawn]


def test_cost_of_a_site_stacks_costs_up_and_the_credit_down():
    fig = figures.cost_of_site(YEARLY)
    assert corners(fig.axes[0]) == [[(0, 6000), (0, 0)], [(6000, 7000), (0, 1000)], [(7000, 7000), (-2000, 0)]]
    assert [text.get_text() for text in fig.texts] == [
        "cost of the year, USD of 2024", "value left at the end", "running cost", "purchase",
    ]  # fmt: skip
    low, high = fig.axes[0].get_ylim()
    assert low < -2000
    assert high > 7000


def test_cost_of_a_site_names_every_year_of_a_short_and_every_second_of_a_long_time():
    for years, named in ((10, 10), (20, 10)):
        yearly = pd.DataFrame({"item": "opex", "year": range(years), "value": 5.0, "unit": "USD_2024"})
        shown = {text.get_text() for text in figures.cost_of_site(yearly).axes[0].texts if text.get_va() == "top"}
        assert len(shown - {"year of service (0 is the year of purchase)"}) == named


def test_words_of_a_site_s_figure_stay_within_the_picture():
    yearly = pd.DataFrame([(item, 0, 1e8) for item in style.ITEM_COLOURS], columns=["item", "year", "value"]).assign(
        unit="USD_2024"
    )
    fig = figures.cost_of_site(yearly)
    fig.canvas.draw()
    boxes = [text.get_window_extent() for text in (*fig.texts, *fig.axes[0].texts)]
    assert all(fig.bbox.x0 <= box.x0 and box.x1 <= fig.bbox.x1 for box in boxes)
    assert all(fig.bbox.y0 <= box.y0 and box.y1 <= fig.bbox.y1 for box in boxes)


def test_a_quick_picture_is_smaller_and_always_the_same():
    pictures = [
        base64.b64decode(figures.show(figures.cost_of_site(YEARLY), "a", "A", "a", YEARLY, quick=quick).bundle["image/png"])
        for quick in (True, True, False)
    ]
    assert pictures[0] == pictures[1]
    quick, full = (Image.open(io.BytesIO(picture)).size for picture in pictures[1:])
    assert quick[0] < full[0]
    assert quick[0] / quick[1] == pytest.approx(full[0] / full[1], rel=0.01)
