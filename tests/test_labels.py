"""Labels find places where none hides another, and fit the room they have."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refanalysis.figures import labels, style


@given(st.lists(st.floats(-100, 100), max_size=12), st.floats(0.1, 10))
def test_spread_labels_keep_their_distance_and_their_order(wanted, gap):
    found = labels.spread(wanted, gap)
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    assert all(found[b] - found[a] >= gap - 1e-9 for a, b in itertools.pairwise(order))


@given(st.lists(st.integers(0, 9), max_size=8, unique=True))
def test_labels_that_have_room_stay_where_they_are(wanted):
    assert labels.spread([float(value) for value in wanted], 0.5) == [pytest.approx(value) for value in wanted]


def test_long_labels_end_in_an_ellipsis():
    assert labels.lines("Ministry of Finance", 40) == "Ministry of Finance"
    assert labels.lines("Ministry of Telecommunications and Digital Economy", 16) == "Ministry of\nTelecommunicati…"
    assert labels.lines("one two three four five six", 9) == "one two\nthree …"


@given(st.text(alphabet="abc ", max_size=80), st.integers(6, 30))
def test_no_line_of_a_label_is_longer_than_asked(told, letters):
    assert all(len(line) <= letters for line in labels.lines(told, letters).split("\n"))


def test_a_label_that_finds_no_free_place_is_left_out():
    fig = style.figure(2.0, 2.0)
    axes = fig.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 10), ylim=(0, 10))
    crowd = [(5.0, 5.0), (5.1, 5.0), (5.0, 5.1), (5.1, 5.1)] * 3
    written = labels.beside_points(axes, crowd, [f"A rather long name {n}" for n in range(len(crowd))])
    assert 1 <= len(written) < len(crowd)
    assert written[0].get_text() == "A rather long name 0"
    boxes = [label.get_window_extent() for label in written]
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
