"""Pictures of networks from 15 to 300 actors: nothing touches, nothing is cut off, everything stands where its row says."""

import functools
import itertools

import matplotlib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.patches import FancyBboxPatch, Rectangle
from on_axes import texts, words

from refanalysis import figures, network, schema
from refanalysis.figures import label_places, stakeholders, style, tie_lines, tiers
from refanalysis.figures.network_matrix import pages

SMALLEST = 6.5  # type that can still be read in print [point]
PARTS = [
    "Relief", "Aid", "Hope", "Water", "Link", "Bridge", "Nile", "Lake", "Health", "Youth", "Women", "Skills", "Digital", "Care",
    "Peace", "Rights", "Future", "Upper", "Union", "Trust",
]  # fmt: skip


def register(many, seed=1, ties=None, alone=0.0, parts=3, acronyms=0.6):
    """A made register: kinds in turn, a few actors with many ties, names of some words, an acronym for some."""
    random = np.random.default_rng(seed)
    kinds = np.resize(np.array(schema.ACTOR_KINDS), many)
    names = [" ".join(random.choice(PARTS, parts, replace=False)) for _ in range(many)]
    short = ["".join(word[0] for word in name.split()) if random.random() < acronyms else "" for name in names]
    actors = pd.DataFrame({"actor": [f"a{n}" for n in range(many)], "name": names, "acronym": short, "kind": kinds})
    live = round(many * (1 - alone))
    pull = 1 / np.arange(1, live + 1) ** 0.8
    found = set()
    while len(found) < (ties or 2 * live):
        one, other = int(random.integers(live)), int(random.choice(live, p=pull / pull.sum()))
        if one != other:
            found.add((f"a{one}", f"a{other}", schema.RELATIONS[random.integers(len(schema.RELATIONS))]))
    table = pd.DataFrame(sorted(found), columns=["from_actor", "to_actor", "relation"])
    return actors, table.assign(weight=1.0, certainty=np.where(random.random(len(table)) < 0.2, 0.5, 1.0))


REGISTERS = {
    "fifteen": register(15),
    "fifty": register(50, seed=2),
    "three hundred": register(300, seed=3),
    "dense": register(90, seed=4, ties=700),
    "mostly alone": register(70, seed=5, alone=0.6),
    "long names": register(40, seed=6, parts=8, acronyms=0.0),
}


@functools.cache
def mapped(name):
    actors, ties = REGISTERS[name]
    return figures.network_map(actors, ties, network.layout(network.graph(actors, ties)))


def assert_legible(fig):
    """No word is cut off or small, none touches another."""
    fig.draw_without_rendering()
    edge = fig.bbox
    for text in (text for text in texts(fig) if text.get_text() and text.get_visible()):
        box = text.get_window_extent()
        assert text.get_fontsize() >= SMALLEST, text.get_text()
        assert edge.x0 - 1 <= box.x0, text.get_text()
        assert box.x1 <= edge.x1 + 1, text.get_text()
        assert edge.y0 - 1 <= box.y0, text.get_text()
        assert box.y1 <= edge.y1 + 1, text.get_text()
    written = [text for axes in fig.axes for text in axes.texts if text.get_text()]
    written += [text for legend in fig.legends for text in legend.get_texts()]
    found = [(text.get_text(), text.get_window_extent()) for text in written]
    for (told, one), (other, two) in itertools.combinations(found, 2):
        wide, tall = min(one.x1, two.x1) - max(one.x0, two.x0), min(one.y1, two.y1) - max(one.y0, two.y0)
        assert min(wide, tall) < 2, f"{told!r} and {other!r}"


# --- places of labels


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.integers(0, 999))
def test_labels_touch_neither_one_another_nor_a_mark_nor_the_frame(many, seed):
    random = np.random.default_rng(seed)
    points, radii = random.random((many, 2)) * 200, random.uniform(1, 6, many)
    sizes = np.column_stack([random.uniform(10, 60, many), np.full(many, 9.0)])
    places = label_places.placed(points, radii, sizes, (0, 0, 200, 200), random.random((50, 2)) * 200)
    boxes = {
        at: (place.x - sizes[at, 0] / 2, place.y - 4.5, place.x + sizes[at, 0] / 2, place.y + 4.5)
        for at, place in places.items()
    }
    for left, bottom, right, top in boxes.values():
        assert left >= -1e-9
        assert bottom >= -1e-9
        assert right <= 200 + 1e-9
        assert top <= 200 + 1e-9
    for one, other in itertools.combinations(boxes.values(), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    for at, box in boxes.items():
        for mark, (x, y) in enumerate(points):
            inside = box[0] < x < box[2] and box[1] < y < box[3]
            assert not inside or mark == at


def test_the_first_label_has_the_best_place_and_another_makes_room_for_the_last():
    sizes = np.array([[30.0, 9.0]])
    best = label_places.placed(np.array([[50.0, 50.0]]), np.array([3.0]), sizes, (0, 0, 200, 100), np.empty((0, 2)))
    assert (best[0].x, best[0].y, best[0].align, best[0].led) == (50 + 3 + 1.5 + 15, 50.0, "left", False)
    # the second finds no place but that of the first, which has another one
    points, narrow = np.array([[40.0, 10.0], [79.0, 10.0]]), (0, 5, 84, 15)
    places = label_places.placed(points, np.full(2, 3.0), np.repeat(sizes, 2, axis=0), narrow, np.empty((0, 2)), rings=1)
    assert set(places) == {0, 1}
    assert places[0].x < 40
    assert 40 < places[1].x < 79


def test_a_label_keeps_off_the_ties_when_it_can():
    ink = np.column_stack([np.linspace(55, 90, 40), np.full(40, 50.0)])
    one = np.array([[50.0, 50.0]]), np.array([3.0]), np.array([[30.0, 9.0]]), (0, 0, 200, 100)
    assert label_places.placed(*one, ink[:0])[0].align == "left"
    assert label_places.placed(*one, ink)[0].align != "left"


# --- map


@pytest.mark.parametrize("name", REGISTERS)
def test_a_map_is_legible_and_says_how_many_actors_it_does_not_name(name):
    fig = mapped(name)
    assert_legible(fig)
    actors = REGISTERS[name][0]
    notes = [text.get_text() for text in fig.axes[0].texts if "are not named" in text.get_text()]
    written = len(fig.axes[0].texts) - len(notes)
    if notes:
        assert notes[0].startswith(f"{len(actors) - written} of {len(actors)} actors are not named")
    else:
        assert written == len(actors)


def test_small_registers_are_named_in_full_and_of_many_actors_those_with_most_ties():
    assert "are not named" not in words(mapped("fifteen")) + words(mapped("fifty"))
    actors, ties = REGISTERS["three hundred"]
    degree = stakeholders.degrees(actors, ties)
    short = stakeholders.short_names(actors)
    told = words(mapped("three hundred"))
    most = sorted(degree, key=degree.get)[-8:]
    assert sum(short[actor].split()[0] in told for actor in most) >= 7
    assert len(mapped("three hundred").axes[0].texts) > 150


ACTORS = pd.DataFrame(
    [("gov", "Government", "", "host_government"), ("un", "Agency", "UN", "un_agency"), ("net", "Network", "", "mno"),
     ("rlo", "Refugees", "", "refugee_led")],
    columns=["actor", "name", "acronym", "kind"],
)  # fmt: skip
TIES = pd.DataFrame(
    [
        ("gov", "net", "licenses", 1.0),
        ("un", "gov", "coordinates", 0.5),
        ("un", "net", "funds", 1.0),
        ("net", "un", "informs", 1.0),
    ],
    columns=["from_actor", "to_actor", "relation", "certainty"],
)
PLACES = pd.DataFrame({"actor": ["gov", "un", "net", "rlo"], "x": [0.0, 1.0, 1.0, 0.0], "y": [0.0, 0.0, 1.0, 1.0]})


def drawn(axes, kind):
    return next(made for made in axes.collections if isinstance(made, kind))


def marks(axes):
    """Place, colour and size of each mark of a map, in the order of drawing."""
    found = [made for made in axes.collections if isinstance(made, PathCollection)]
    return [(tuple(made.get_offsets()[0]), made) for made in found for _ in made.get_offsets()]


def test_an_arrow_leads_from_who_acts_to_whom_in_the_colour_of_what_it_is_about():
    axes = figures.network_map(ACTORS, TIES, PLACES).axes[0]
    at = dict(marks(axes))
    lines, heads = drawn(axes, LineCollection), drawn(axes, PolyCollection)
    corner = {name: max(at, key=lambda p, s=sign: p[0] * s[0] + p[1] * s[1]) for name, sign in
              {"gov": (-1, -1), "un": (1, -1), "net": (1, 1), "rlo": (-1, 1)}.items()}  # fmt: skip
    assert len(lines.get_segments()) == len(TIES)
    for tie, line, head, colour in zip(
        TIES.itertuples(), lines.get_segments(), heads.get_paths(), lines.get_colors(), strict=True
    ):
        away = {name: np.hypot(*(line[0] - place)) for name, place in corner.items()}
        reached = {name: np.hypot(*(head.vertices[0] - place)) for name, place in corner.items()}
        assert min(away, key=away.get) == tie.from_actor
        assert min(reached, key=reached.get) == tie.to_actor
        pure = np.array(to_rgba(stakeholders.FAMILY_COLOURS[stakeholders.family(tie.relation)])[:3])
        strength = (1 - colour[:3]) @ (1 - pure) / ((1 - pure) @ (1 - pure))
        assert colour[:3] == pytest.approx(1 - strength * (1 - pure), abs=0.01), tie
    assert [style_[1] is not None for style_ in lines.get_linestyles()] == [False, True, False, False]


def test_ties_to_and_fro_and_of_several_relations_lie_apart():
    both = pd.concat([TIES.iloc[[2, 3]], TIES.iloc[[2]].assign(relation="contracts")], ignore_index=True)
    places = PLACES.assign(x=PLACES["x"] * 300, y=PLACES["y"] * 300, radius=4.0)
    middles = tie_lines.curved(both, places, 4.0)[0][:, 12]
    for one, other in itertools.combinations(middles, 2):
        assert np.hypot(*(one - other)) > 10


def test_marks_grow_with_the_measure_and_are_hollow_without_ties():
    values = {"gov": 1.0, "un": 9.0, "net": 4.0, "rlo": 0.0}
    axes = figures.network_map(ACTORS, TIES, PLACES, values, "betweenness").axes[0]
    radius = {}
    for kind, actor in zip(ACTORS["kind"], ACTORS["actor"], strict=True):
        made = next(m for _, m in marks(axes) if to_hex(m.get_edgecolor()[0]) == stakeholders.colour(kind)
                    or to_hex(m.get_facecolor()[0]) == stakeholders.colour(kind))  # fmt: skip
        radius[actor] = np.sqrt(made.get_sizes()[0] / stakeholders.area(kind, 0.5))
        assert (to_hex(made.get_facecolor()[0]) == "#ffffff") == (actor == "rlo")
    area = {actor: r**2 - radius["rlo"] ** 2 for actor, r in radius.items()}
    assert area["net"] / area["un"] == pytest.approx(4 / 9)
    assert area["gov"] / area["un"] == pytest.approx(1 / 9)
    told = words(axes.get_figure())
    assert "betweenness, as the area of a mark" in told
    assert "hollow: no tie on record (1)" in told


def test_a_focus_fades_the_ties_of_others():
    axes = figures.network_map(ACTORS, TIES, PLACES, focus="gov").axes[0]
    shades = 1 - drawn(axes, LineCollection).get_colors()[:, :3].min(axis=1)
    assert sorted(shades)[1] < 0.15 < sorted(shades)[2]


def test_a_community_of_several_is_an_area_around_its_members():
    axes = figures.network_map(ACTORS, TIES, PLACES, community={"gov": "A", "un": "A", "net": "B"}).axes[0]
    areas = [patch.get_path() for patch in axes.patches]
    assert [sum(area.contains_point(place) for place, _ in marks(axes)) for area in areas] == [2]


def test_a_map_refuses_an_unknown_focus_and_an_actor_without_a_place():
    with pytest.raises(ValueError, match="unknown actor 'nobody'; known: gov, net, rlo, un"):
        figures.network_map(ACTORS, TIES, PLACES, focus="nobody")
    with pytest.raises(ValueError, match=r"1 actors have no position: rlo; give those of refanalysis\.network\.layout"):
        figures.network_map(ACTORS, TIES, PLACES.iloc[:3])


def test_a_rare_colour_of_the_key_survives_in_the_picture():
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(style.png(mapped("dense")))) as picture:
        seen = np.reshape(picture.getpalette(), (-1, 3))
    for colour in (*stakeholders.FAMILY_COLOURS.values(), *stakeholders.TIER_COLOURS.values()):
        if colour != stakeholders.TIER_COLOURS["unknown"]:
            wanted = np.array(matplotlib.colors.to_rgb(colour)) * 255
            assert np.abs(seen - wanted).max(axis=1).min() <= 10, colour


def test_every_declared_kind_has_a_look_that_no_other_has():
    looks = {(stakeholders.colour(kind), stakeholders.shape(kind)) for kind in (*schema.ACTOR_KINDS, "unknown")}
    assert len(looks) == len(schema.ACTOR_KINDS) + 1


# --- tiers


def test_tiers_of_a_large_register_share_marks_that_add_up():
    actors, ties = REGISTERS["three hundred"]
    fewer, joined = tiers.merged(actors, ties, 60, 40, keep="a7")
    assert fewer["many"].sum() == 300
    assert len(fewer) <= 40
    assert "a7" in set(fewer["actor"])
    assert set(joined["from_actor"]) | set(joined["to_actor"]) <= set(fewer["actor"])
    assert not joined.duplicated(["from_actor", "to_actor", "relation"]).any()
    fig = figures.network(actors, ties, focus="a7")
    assert f"300 actors in {len(fewer)} marks" in words(fig)
    assert " × national NGO" in words(fig)


def test_actors_of_one_kind_with_the_same_ties_share_a_mark_and_no_others():
    actors = pd.DataFrame(
        {"actor": list("abcdu"), "name": list("ABCDU"), "acronym": "", "kind": ["nngo"] * 3 + ["ingo", "un_agency"]}
    )
    ties = pd.DataFrame({"from_actor": ["u", "u", "u", "u"], "to_actor": list("abcd"),
                         "relation": ["funds", "funds", "informs", "funds"], "certainty": [1.0, 0.5, 1.0, 1.0]})  # fmt: skip
    fewer, joined = tiers.merged(actors, ties, 4, 4)
    assert dict(zip(fewer["actor"], fewer["many"], strict=True)) == {"a": 2, "c": 1, "d": 1, "u": 1}
    assert fewer.set_index("actor").loc["a", "acronym"] == "2 × national NGO"
    assert joined.set_index("to_actor")["certainty"].to_dict() == {"a": 1.0, "c": 1.0, "d": 1.0}
    same, untouched = tiers.merged(actors, ties, 5, 3)
    assert same is actors
    assert untouched is ties


# --- layers


@pytest.mark.parametrize("name", ["fifteen", "three hundred"])
def test_layers_are_legible(name):
    actors, ties = REGISTERS[name]
    assert_legible(figures.network_layers(actors, ties, network.layout(network.graph(actors, ties))))


def test_a_panel_for_each_relation_has_its_ties_and_actors_at_the_same_place():
    more = pd.concat([TIES, TIES.iloc[[0]].assign(to_actor="un")], ignore_index=True)
    fig = figures.network_layers(ACTORS, more, PLACES, ["licenses", "funds"])
    axes = fig.axes[0]
    told = words(fig)
    assert "2 ties of 3 actors" in told
    assert "1 tie of 2 actors" in told
    titles = [text.get_text() for text in axes.texts if text.get_fontweight() == "bold"]
    assert titles == ["Licenses", "Funds"]
    frames = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert len(frames) == 2
    offsets = np.concatenate([made.get_offsets() for made in axes.collections if isinstance(made, PathCollection)])
    inside = []
    for frame in frames:
        aside = offsets - frame.get_xy()
        own = (aside > 0).all(axis=1) & (aside < [frame.get_width(), frame.get_height()]).all(axis=1)
        inside.append(sorted(map(tuple, aside[own].round(6))))
    assert inside[0] == inside[1]
    assert len(inside[0]) == len(ACTORS)


# --- matrix


@pytest.mark.parametrize("name", ["fifty", "three hundred", "long names"])
def test_a_matrix_is_legible(name):
    assert_legible(figures.network_matrix(*REGISTERS[name]))


def test_a_tie_stands_in_the_row_of_who_acts_in_the_quarter_of_its_family():
    fig = figures.network_matrix(ACTORS, TIES)
    axes = fig.axes[0]
    rows = {text.get_text(): text.get_position()[1] for text in axes.texts if text.get_rotation() == 0}
    columns = {text.get_text(): text.get_position()[0] for text in axes.texts if text.get_rotation() == 90}
    short = stakeholders.short_names(ACTORS)
    squares = drawn(axes, PolyCollection)
    quarter = {"money and contracts": (-1, 1), "authority": (1, 1), "coordination and information": (-1, -1)}
    for tie, path, colour in zip(TIES.itertuples(), squares.get_paths(), squares.get_facecolors(), strict=True):
        x, y = path.vertices[:4].mean(axis=0)
        family = stakeholders.family(tie.relation)
        assert to_hex(colour) == stakeholders.FAMILY_COLOURS[family]
        aside = x - columns[short[tie.to_actor]], y - rows[short[tie.from_actor]]
        assert np.abs(aside).max() < 7.5
        assert tuple(np.sign(aside)) == quarter[family], tie


def test_pages_of_a_matrix_hold_every_tie_once():
    actors, ties = REGISTERS["three hundred"]
    found = [
        (ties["from_actor"].isin(rows) & ties["to_actor"].isin(columns)).to_numpy() for rows, columns in pages(actors, ties, 50)
    ]
    assert (np.sum(found, axis=0) == 1).all()
    assert all(page.any() for page in found)
    rows, columns = pages(actors, ties, 50)[0]
    fig = figures.network_matrix(actors, ties, rows, columns)
    assert_legible(fig)
    assert len(drawn(fig.axes[0], PolyCollection).get_paths()) == found[0].sum()
    assert fig.get_figheight() <= 11.7, "a page of A4"


# --- kinds


@pytest.mark.parametrize("draw", [figures.kind_flows, figures.kind_matrix])
@pytest.mark.parametrize("name", ["fifteen", "three hundred", "dense"])
def test_pictures_of_kinds_are_legible(name, draw):
    assert_legible(draw(*REGISTERS[name]))


def test_flows_count_ties_between_kinds():
    told = words(figures.kind_flows(ACTORS, TIES))
    assert "UN agency gives 2, receives 1" in told
    assert "mobile operator gives 1, receives 2" in told
    assert "host government → mobile operator" in told
    assert "refugee-led organisation" not in told, "a kind without ties has no arc"


def test_densities_are_pairs_joined_over_pairs_possible():
    more = pd.concat([ACTORS, ACTORS.assign(actor=ACTORS["actor"] + "2")], ignore_index=True)
    doubled = pd.concat([TIES, TIES.iloc[[2]].assign(relation="contracts")], ignore_index=True)
    inner = pd.DataFrame({"from_actor": ["un2"], "to_actor": ["un"], "relation": ["funds"], "certainty": [1.0]})
    axes = figures.kind_matrix(more, pd.concat([doubled, inner], ignore_index=True)).axes[0]
    cells = [text.get_text() for text in axes.texts if text.get_text().replace(".", "").isdigit()]
    # host government to operator 1 of 4; UN to government 1 of 4, to UN 1 of 2, to operator 1 of 4; operator to UN 1 of 4
    assert cells == ["25", "1", "25", "1", "50", "1", "25", "1", "25", "1"]


# --- presence


def cells(areas, sectors=("wash", "health")):
    rows = []
    for n, sector in itertools.product(range(areas), range(len(sectors))):
        many = (n + sector) % 3
        need = float(1000 * (areas - n) + 10 * sector)
        state = ("gap", "single provider", "covered")[many]
        rows.append((sectors[sector], f"P{n:02}", f"Place {n}", many, need, 0.0, 0, state))
    columns = ["sector", "area", "area_name", "organisations", "people_in_need", "population", "unplaced", "state"]
    return pd.DataFrame(rows, columns=columns)


def test_coverage_writes_numbers_in_their_cell_and_marks_gaps():
    axes = figures.coverage_matrix(cells(3)).axes[0]
    at = {text.get_text(): text.get_position() for text in axes.texts}
    numbers = [(text.get_text(), text.get_position()) for text in axes.texts if text.get_text() in ("×", "1", "2")]
    table = {}
    for told, (x, y) in numbers:
        row = min(("Place 0", "Place 1", "Place 2"), key=lambda name, y=y: abs(at[name][1] - y))
        if abs(at[row][1] - y) < 2:
            table[row, min(("WASH", "Health"), key=lambda name, x=x: abs(at[name][0] - x))] = told
    wanted = {("Place 0", "WASH"): "×", ("Place 1", "WASH"): "1", ("Place 2", "WASH"): "2",
              ("Place 0", "Health"): "1", ("Place 1", "Health"): "2", ("Place 2", "Health"): "×"}  # fmt: skip
    assert table == wanted
    assert at["Place 0"][1] > at["Place 1"][1] > at["Place 2"][1], "most people in need on top"
    assert {"3,010", "2,010", "1,010", "people in need", "areas with anyone, of 3"} <= set(at)


def test_coverage_of_many_areas_shows_those_with_most_need_and_counts_the_others():
    table = cells(60, ("wash", "health", "camp_management", "education", "protection", "shelter", "food", "nutrition"))
    fig = figures.coverage_matrix(table)
    assert_legible(fig)
    rest = table[table["area"] >= "P40"]
    many, gaps = int(rest.groupby("area")["people_in_need"].max().sum()), (rest["state"] == "gap").sum()
    assert f"Not shown: 20 areas with {many:,} people in need; {gaps} gaps among them." in words(fig)
    assert "Place 39" in words(fig)
    assert "Place 40" not in words(fig)


def test_coverage_without_needs_goes_by_population_and_says_what_is_not_placed():
    table = cells(3).assign(people_in_need=np.nan, population=[5.0, 5.0, np.nan, np.nan, 700.0, 700.0])
    told = words(figures.coverage_matrix(table.assign(unplaced=[0, 2] * 3)))
    assert "people who live there" in told
    assert "not known" in told
    assert "whose area the file does not give: Health 2." in told
    assert told.index("Place 2") < told.index("Place 0") < told.index("Place 1")


def test_overlaps_are_bars_with_those_of_the_same_activity_inside():
    table = pd.DataFrame(
        [("sector and area", "wash", "P1", "North", 3, "A;B;C"), ("activity", "wash", "P1", "North", 2, "A;B"),
         ("sector and area", "health", "P2", "", 4, "A;B;C;D")],
        columns=["basis", "sector", "area", "area_name", "organisations", "names"],
    )  # fmt: skip
    axes = figures.overlaps(table).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["P2\nHealth", "North\nWASH"]
    assert [[bar.get_width() for bar in group] for group in axes.containers] == [[4, 3], [0, 2]]
    assert "A, B, C, D" in words(axes.get_figure())


def test_organisations_have_a_dot_for_each_sector_and_a_ring_without_an_area():
    rows = [
        ("X", "ingo", "wash", "P1"),
        ("X", "ingo", "wash", "P2"),
        ("X", "ingo", "health", ""),
        ("Y", "nngo", "health", "P1"),
    ]
    present = pd.DataFrame(rows, columns=["organisation", "kind", "sector", "area"])
    axes = figures.affiliation_matrix(present).axes[0]
    dots, rings = (made for made in axes.collections if isinstance(made, PathCollection) and len(made.get_offsets()) in (1, 2)
                   and to_hex(made.get_edgecolor()[0]) == "#1b4f7a")  # fmt: skip
    assert len(dots.get_offsets()) == 2
    assert max(dots.get_sizes()) > min(dots.get_sizes())
    assert len(rings.get_offsets()) == 1
    many = pd.concat([present.assign(organisation=f"Organisation {n}") for n in range(60)], ignore_index=True)
    assert "15 organisations with as many or fewer are not shown" in words(figures.affiliation_matrix(many))
    assert_legible(figures.affiliation_matrix(many))


# --- what breaks, whom to talk to


def test_robustness_draws_the_share_left_over_the_share_gone_and_names_the_first_to_leave():
    curves = pd.DataFrame(
        [("random", 0, "", 1.0, 1.0, 1.0), ("random", 1, "", 0.7, 0.6, 0.8), ("random", 2, "", 0.4, 0.2, 0.6),
         ("degree", 0, "", 1.0, np.nan, np.nan), ("degree", 1, "un", 0.4, np.nan, np.nan),
         ("degree", 2, "gov", 0.2, np.nan, np.nan)],
        columns=["order", "removed", "actor", "largest_share", "low", "high"],
    )  # fmt: skip
    axes = figures.robustness(curves, {"un": "UNHCR"}).axes[0]
    chance, planned = (line for line in axes.lines if len(line.get_xdata()) == 3)
    assert list(chance.get_xdata()) == [0, 50, 100]
    assert list(planned.get_ydata()) == pytest.approx([100, 40, 20])
    told = words(axes.get_figure())
    assert "UNHCR" in told
    assert "half of all actors; below after 1 departure" in told


def test_robustness_of_a_crowd_lists_the_first_to_leave():
    actors, ties = REGISTERS["three hundred"]
    curves = network.robustness(network.graph(actors, ties), ["degree", "random"], n=5).curves
    fig = figures.robustness(curves, stakeholders.short_names(actors))
    assert "First to leave on the line that falls fastest: " in words(fig)
    assert_legible(fig)


def standing(rows):
    columns = ["actor", "kind", "power", "interest", "power_measured", "interest_measured", "salience"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(power_score=0.5, interest_score=0.5, salience_measured=table["salience"])


def test_actors_stand_in_the_cell_of_their_power_and_interest_with_signs_where_ties_differ():
    table = standing(
        [("a", "un_agency", "high", "high", "high", "high", "definitive"),
         ("b", "mno", "low", "high", "medium", "low", "dependent"), ("c", "ingo", "unknown", "low", "low", "low", "unknown")]
    )  # fmt: skip
    fig = figures.power_interest(table, {"a": "Alpha"})
    at = {text.get_text(): text.get_position() for text in fig.axes[0].texts}
    bold = {text.get_text() for text in fig.axes[0].texts if text.get_fontweight() == "bold"}
    assert at["Alpha"][1] > at["b ▲◀"][1] > at["c"][1]
    assert at["Alpha"][0] == at["b ▲◀"][0] > at["c"][0]
    assert "Alpha" in bold
    assert "b ▲◀" not in bold
    assert "not known" in at


def test_a_grid_of_three_hundred_actors_is_legible_and_counts_whom_it_leaves_out():
    actors, _ = REGISTERS["three hundred"]
    random = np.random.default_rng(1)
    levels = random.choice(["low", "high", "unknown", "unknown"], (300, 2))
    table = standing(
        [(a, k, *pair, "low", "low", "dormant") for a, k, pair in zip(actors["actor"], actors["kind"], levels, strict=True)]
    )
    fig = figures.power_interest(table, stakeholders.short_names(actors))
    assert_legible(fig)
    left_out = [text.get_text() for text in fig.axes[0].texts if text.get_text().startswith("and ")]
    marks_ = [made for made in fig.axes[0].collections if isinstance(made, PathCollection)]
    assert left_out
    assert len(marks_) + sum(int(told.split()[1]) for told in left_out) == 300
    assert fig.get_figheight() <= 11.7, "a page of A4"


def ways(rows):
    columns = ["label", "mandate", "holder", "name", "basis", "state", "steps", "route", "relations", "certainty"]
    table = pd.DataFrame(rows, columns=columns).assign(goal="g")
    return table.astype({"steps": "Int64"})


def test_ways_lead_from_step_to_step_and_say_where_there_is_none():
    table = ways(
        [("SIM cards", "licence", "net", "Network", "recorded", "through others", 2, "un;gov;net", "coordinates;licenses", 0.5),
         ("SIM cards", "subsidy", "rlo", "Refugees", "recorded", "no route", None, "", "", np.nan),
         ("SIM cards", "network", "gov", "Government", "usual kind", "direct", 1, "un;gov", "coordinates", 1.0)]
    )  # fmt: skip
    fig = figures.influence_paths(table, stakeholders.short_names(ACTORS), ACTORS.set_index("actor")["kind"].to_dict())
    assert_legible(fig)
    at = {}
    for text in fig.axes[0].texts:
        at.setdefault(text.get_text(), text.get_position())
    assert at["UN"][0] < at["Government"][0] < at["Network"][0]
    assert at["UN"][1] == at["Network"][1]
    assert {"coordination", "licence", "50 %", "Refugees: no route"} <= set(at)
    dashed = [isinstance(box.get_linestyle(), tuple) or box.get_linestyle() == "--" for box in fig.axes[0].patches
              if isinstance(box, FancyBboxPatch)]  # fmt: skip
    assert dashed == [False, False, False, False, True]


def test_every_mandate_is_named_in_the_words_of_the_page_and_fits():
    table = ways(
        [("Goal", each, "gov", "Government", "recorded", "direct", 1, "un;gov", "funds", 1.0) for each in schema.MANDATES]
    )
    fig = figures.influence_paths(table, {}, {})
    assert_legible(fig)
    written = {text.get_text() for text in fig.axes[0].texts}
    assert {"Licence", "Rule on identity papers", "Access to the site", "Community's voice"} <= written
    assert not any("…" in text for text in written)


def test_of_holders_guessed_from_their_kind_only_the_nearest_is_drawn():
    row = ("SIM cards", "network", "gov", "Government", "usual kind", "direct")
    table = ways([(*row, 2, "un;net;gov", "funds;funds", 0.5), (*row, 1, "un;gov", "coordinates", 1.0)])
    fig = figures.influence_paths(table, {}, {})
    assert sum(isinstance(box, FancyBboxPatch) for box in fig.axes[0].patches) == 2
    assert "Not shown: 1 more way." in words(fig)
