"""Colours, directions and sizes on the axes: a picture can be wrong with the right numbers behind it."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import same_color, to_hex
from matplotlib.patches import FancyArrowPatch

from refanalysis import connectivity, data, figures, summary, tables, words
from refanalysis.figures import style, tiers
from refanalysis.figures.networks import FAMILIES, FAMILY_COLOURS, TIER_COLOURS

FLOWS = pd.DataFrame(
    [(item, payer, year, value) for item, payer, value in (("capex", "donor", 30.0), ("staff", "community", 20.0),
     ("energy", "government", 7.0)) for year in (0, 1)], columns=["item", "payer", "year", "value"],
).assign(technology="leo", unit="USD_2024")  # fmt: skip
TECHNOLOGIES = pd.DataFrame({"technology": ["leo"], "label": ["Low orbit"], "colour": ["#112233"]})


@pytest.fixture(scope="module")
def chad():
    return data.operation("chad")


@pytest.fixture(scope="module")
def statuses(chad):
    return connectivity.site_status(chad.sites, chad.coverage, data.facts(chad.iso3), as_of=2025)


def key(fig):
    """Colour of each entry of the keys of a figure, by label."""
    legends = [*fig.legends, *(axes.get_legend() for axes in fig.axes if axes.get_legend())]
    found = {}
    for legend in legends:
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=True):
            colour = handle.get_facecolor() if hasattr(handle, "get_facecolor") else handle.get_color()
            found[text.get_text()] = to_hex(colour)
    return found


def bars(axes, length="get_height"):
    """Lengths of the bars of each colour, zero-length ones left out."""
    found = {}
    for bar in axes.patches:
        if getattr(bar, length)():
            found.setdefault(to_hex(bar.get_facecolor()), []).append(getattr(bar, length)())
    return found


def arrows(fig):
    return [patch for patch in fig.axes[0].patches if isinstance(patch, FancyArrowPatch)]


# --- stacks


@pytest.mark.parametrize(
    ("column", "draw"),
    [("payer", figures.payers_by_year), ("item", lambda flows: figures.cost_by_year(flows, TECHNOLOGIES))],
)
def test_the_key_names_the_colour_of_each_part_of_a_stack(column, draw):
    fig = draw(FLOWS)
    drawn, named = bars(fig.axes[0]), key(fig)
    amounts = FLOWS.groupby(column)["value"].apply(list)
    assert {label: drawn[colour] for label, colour in named.items()} == {
        words.label(code): amounts[code] for code in amounts.index
    }


def test_every_item_and_every_payer_has_a_colour_of_its_own():
    for colours in (style.ITEM_COLOURS, style.PAYER_COLOURS, FAMILY_COLOURS, TIER_COLOURS):
        assert len({to_hex(colour) for colour in colours.values()}) == len(colours)


def test_brokerage_and_obligations_are_drawn_in_the_colours_of_their_key():
    roles = pd.DataFrame({"actor": "a", "role": ["coordinator", "representative", "gatekeeper", "itinerant", "liaison"],
                          "value": [1.0, 2.0, 3.0, 4.0, 5.0]})  # fmt: skip
    counts = pd.DataFrame({"area": "mandate", "strength": ["shall", "should", "may"], "fired": [7, 5, 3], "undecided": 0})
    for fig, amounts in (
        (figures.brokerage(roles, pd.Series({"a": "A"})), dict(zip(roles["role"], roles["value"], strict=True))),
        (figures.obligations(counts), {words.label(s): n for s, n in zip(counts["strength"], counts["fired"], strict=True)}),
    ):
        drawn = bars(fig.axes[0], "get_width")
        assert {label: drawn[colour] for label, colour in key(fig).items()} == {label: [n] for label, n in amounts.items()}


# --- situation


def test_people_and_places_of_a_status_have_its_colour(chad, statuses):
    people = connectivity.people_by_status(statuses)
    lengths = people.groupby("status")["people"].sum()
    drawn = bars(figures.people_by_status(people).axes[0], "get_width")
    assert drawn == {to_hex(style.STATUS_COLOURS[status]): [number] for status, number in lengths.items() if number}
    marks = figures.site_map(chad.sites, statuses).axes[0].collections[0]
    known = statuses.merge(chad.sites[["site_id", "lon", "lat"]], on="site_id").dropna(subset=["lon"])
    colours = {(row.lon, row.lat, style.STATUS_COLOURS[row.status]) for row in known.itertuples()}
    seen = {
        (*point, colour)
        for point, colour in zip(marks.get_offsets().tolist(), map(to_hex, marks.get_facecolors()), strict=True)
    }
    assert seen == {(lon, lat, to_hex(colour)) for lon, lat, colour in colours}


def test_a_site_with_more_people_has_a_larger_mark_in_proportion(chad, statuses):
    marks = figures.site_map(chad.sites, statuses).axes[0].collections[0]
    known = statuses.merge(chad.sites[["site_id", "lon"]], on="site_id").dropna(subset=["lon"])
    people, areas = np.sort(known["population"])[::-1], np.sort(marks.get_sizes())[::-1]
    assert areas[1] / areas[0] == pytest.approx(people[1] / people[0])
    assert len(set(areas.round(6))) > 3


# --- network


@pytest.fixture(scope="module")
def drawn(chad):
    return figures.network(chad.actors, chad.ties), tiers.placed(chad.actors, chad.ties).set_index("actor")


def test_each_tie_is_an_arrow_from_who_acts_in_the_colour_of_what_it_is_about(chad, drawn):
    fig, places = drawn
    ties = chad.ties[chad.ties["from_actor"] != chad.ties["to_actor"]]
    assert len(arrows(fig)) == len(ties)
    for arrow, tie in zip(arrows(fig), ties.itertuples(), strict=True):
        start, end = (places.loc[actor, ["x", "y"]].to_numpy(dtype=float) for actor in (tie.from_actor, tie.to_actor))
        tail = arrow.get_path().vertices[0]
        assert np.hypot(*(tail - start)) < np.hypot(*(tail - end)), tie
        about = next(name for name, relations in FAMILIES.items() if tie.relation in relations)
        assert same_color(arrow.get_edgecolor()[:3], FAMILY_COLOURS[about])


def test_every_relation_is_about_something():
    declared = set(data.operation("uganda").ties["relation"]) | set(data.operation("bangladesh").ties["relation"])
    assert declared <= {relation for relations in FAMILIES.values() for relation in relations}


def test_uncertain_ties_alone_are_dashed(chad, drawn):
    ties = chad.ties[chad.ties["from_actor"] != chad.ties["to_actor"]]
    dashed = [arrow.get_linestyle() != "-" and arrow.get_linestyle() != "solid" for arrow in arrows(drawn[0])]
    assert dashed == (ties["certainty"] < 0.75).tolist()
    assert any(dashed) and not all(dashed)


def test_a_focus_makes_its_own_ties_stand_out(chad):
    fig = figures.network(chad.actors, chad.ties, focus="unhcr")
    ties = chad.ties[chad.ties["from_actor"] != chad.ties["to_actor"]]
    strong = [arrow.get_alpha() > 0.5 for arrow in arrows(fig)]
    assert strong == ((ties["from_actor"] == "unhcr") | (ties["to_actor"] == "unhcr")).tolist()


def test_each_actor_has_the_colour_of_its_tier(drawn):
    fig, places = drawn
    seen = {(*mark.get_offsets()[0].tolist(), to_hex(mark.get_facecolor()[0])) for mark in fig.axes[0].collections}
    assert seen == {(row.x, row.y, to_hex(TIER_COLOURS[row.tier])) for row in places.itertuples()}


# --- tables behind the pictures


def test_the_checksum_covers_rows_that_no_text_shows_even_when_sums_agree():
    first = pd.DataFrame({"n": range(60), "value": 1.25})
    second = first.assign(value=first["value"] + 0.5 * (first["n"] == 40) - 0.5 * (first["n"] == 41))
    assert second["value"].sum() == first["value"].sum()
    texts = [tables.show(frame, "long", "Long").bundle["text/plain"] for frame in (first, second)]
    assert texts[0] != texts[1]


def test_a_change_in_the_ninth_figure_is_seen():
    first, second = (pd.DataFrame({"value": [value]}) for value in (1234.56789, 1234.56788))
    assert summary.checksum(first) != summary.checksum(second)
    told = [tables.show(frame, "one", "One").bundle[tables.TABLE_MIME] for frame in (first, second)]
    assert told[0]["totals"] != told[1]["totals"]
    assert told[0]["records"] != told[1]["records"]
