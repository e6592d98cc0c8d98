"""Distances by hand and by the haversine formula; links that are strictly within reach."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refanalysis.schema import DataError
from refanalysis.tco import portfolio

DEGREE = np.pi * 6_371_000.0 / 180.0


def places(name, *points):
    return pd.DataFrame(
        [(f"{name[0]}{each}", *point) for each, point in enumerate(points)], columns=[f"{name}_id", "lat", "lon"]
    )


def haversine(lat, lon, other_lat, other_lon):
    lat, lon, other_lat, other_lon = map(np.radians, (lat, lon, other_lat, other_lon))
    half = np.sin((other_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(other_lat) * np.sin((other_lon - lon) / 2) ** 2
    return 2 * 6_371_000.0 * np.arcsin(np.sqrt(half))


def test_one_degree_along_the_equator_is_a_360th_of_the_great_circle():
    found = portfolio.nearest(places("site", (0.0, 0.0)), places("node", (0.0, 1.0), (0.0, -3.0)))
    assert found.iloc[0]["infrastructure"] == "n0"
    assert found.iloc[0]["distance"] == pytest.approx(DEGREE, abs=1e-6)


def test_the_nearest_lies_across_the_date_line():
    found = portfolio.nearest(places("site", (0.0, 179.5)), places("node", (0.0, 170.0), (0.0, -179.5)))
    assert found.iloc[0]["infrastructure"] == "n1"
    assert found.iloc[0]["distance"] == pytest.approx(DEGREE, abs=1e-6)


@given(st.lists(st.tuples(st.floats(-60, 60), st.floats(-179, 179)), min_size=2, max_size=12))
def test_the_nearest_is_that_of_the_haversine_formula(points):
    sites, nodes = places("site", *points[:1]), places("node", *points[1:])
    apart = haversine(*points[0], nodes["lat"].to_numpy(), nodes["lon"].to_numpy())
    assert portfolio.nearest(sites, nodes)["distance"].iloc[0] == pytest.approx(apart.min(), rel=1e-7, abs=1e-3)


def test_without_infrastructure_nothing_is_in_reach():
    found = portfolio.nearest(places("site", (0.0, 0.0)), places("node"))
    assert found["distance"].tolist() == [np.inf]


def test_links_lead_both_ways_and_to_the_nearest_infrastructure():
    sites = places("site", (0.0, 1.0), (0.0, 1.5))
    made = portfolio.links(sites, places("node", (0.0, 0.0)), "fibre", 2 * DEGREE, lambda metre: metre)
    found = {(row.site, row.upstream): row.distance / DEGREE for row in made.itertuples()}
    expected = {("s0", "s1"): 0.5, ("s1", "s0"): 0.5, ("s0", ""): 1.0, ("s1", ""): 1.5}
    assert found == pytest.approx(expected, abs=1e-9)


def test_a_link_no_cheaper_than_the_own_one_is_left_out():
    sites = places("site", (0.0, 0.1), (0.0, -0.3))
    made = portfolio.links(sites, places("node", (0.0, 0.0)), "fibre", 2 * DEGREE, lambda metre: metre)
    assert {(row.site, row.upstream) for row in made.itertuples()} == {("s0", ""), ("s1", "")}


def test_a_link_as_long_as_the_reach_is_not_within_it():
    sites, node = places("site", (0.0, 1.0)), places("node", (0.0, 0.0))
    length = portfolio.nearest(sites, node)["distance"].iloc[0]
    assert portfolio.links(sites, node, "fibre", length, lambda metre: metre).empty
    assert len(portfolio.links(sites, node, "fibre", length * (1 + 1e-12), lambda metre: metre)) == 1


def test_fewer_neighbours_are_a_part_of_all_links():
    generator = np.random.default_rng(3)
    sites, node = places("site", *generator.random((40, 2))), places("node", (5.0, 5.0))
    every, few = (portfolio.links(sites, node, "fibre", 1e6, lambda metre: metre, neighbours=number) for number in (None, 3))
    pairs, some = ({(row.site, row.upstream, round(row.cost, 6)) for row in made.itertuples()} for made in (every, few))
    assert some < pairs and len(every) == 40 * 39 + 40


def test_many_sites_find_their_nearest_as_comparing_all_pairs_does():
    generator = np.random.default_rng(2)
    sites, nodes = places("site", *generator.uniform(-5, 5, (200, 2))), places("node", *generator.uniform(-5, 5, (50, 2)))
    apart = haversine(
        *(sites[name].to_numpy()[:, None] for name in ("lat", "lon")), nodes["lat"].to_numpy(), nodes["lon"].to_numpy()
    )
    found = portfolio.nearest(sites, nodes)
    assert np.abs(found["distance"] - apart.min(axis=1)).max() < 1e-3
    assert (found["infrastructure"] == nodes["node_id"].to_numpy()[apart.argmin(axis=1)]).all()


@pytest.mark.parametrize(
    ("lat", "found"), [(np.nan, "sites: lat of s1 is nan"), (91.0, "sites: lat of s1 is 91.0; accepted: -90 to 90 degrees")]
)
def test_an_impossible_coordinate_is_refused_with_its_site(lat, found):
    with pytest.raises(DataError, match=found):
        portfolio.nearest(places("site", (0.0, 0.0), (lat, 0.0)), places("node", (0.0, 0.0)))


def test_a_repeated_site_and_a_reach_of_zero_are_refused():
    sites = places("site", (0.0, 0.0))
    with pytest.raises(DataError, match="site_id s0 stands in two rows"):
        portfolio.nearest(pd.concat([sites, sites]), places("node", (0.0, 0.0)))
    with pytest.raises(ValueError, match="reach is 0"):
        portfolio.links(sites, places("node", (0.0, 0.0)), "fibre", 0, lambda metre: metre)
