"""Nearest infrastructure of many sites, and the links over which they could share it.

Points are placed on the unit sphere; a KD-tree over straight chords finds neighbours, because the shorter chord is the
shorter great circle.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

EARTH_RADIUS = 6_371_000.0
"""Radius of the sphere on which great circles are measured [m]."""
ROOT = ""
"""What `links` call the infrastructure itself: the upstream of a site that hangs on no other site."""
_WIDER = 1e-9


def positions(lat: ArrayLike, lon: ArrayLike) -> np.ndarray:
    """Points on the unit sphere, shape (n, 3).

    Parameters
    ----------
    lat, lon
        Latitude and longitude [degree], shape (n,).
    """
    phi, theta = np.radians(np.asarray(lat, dtype=float)), np.radians(np.asarray(lon, dtype=float))
    return np.column_stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)])


def arc(chord: ArrayLike) -> np.ndarray:
    """Great-circle length of a straight chord between points of the unit sphere [m].

    Examples
    --------
    >>> round(float(arc(2.0)))
    20015087
    """
    return 2.0 * EARTH_RADIUS * np.arcsin(np.minimum(np.asarray(chord, dtype=float) / 2.0, 1.0))


def nearest(sites: pd.DataFrame, infrastructure: pd.DataFrame) -> pd.DataFrame:
    """Nearest piece of infrastructure of each site: site, infrastructure, distance [m]; in the order of `sites`.

    Parameters
    ----------
    sites
        Columns site_id, lat, lon [degree].
    infrastructure
        Columns node_id, lat, lon [degree]; masts, fibre nodes or anything else with a place.

    Returns
    -------
    pandas.DataFrame
        Without infrastructure the name is empty and the distance infinite: nothing is in reach.

    Raises
    ------
    DataError
        For a missing or impossible coordinate, with its row's name.

    Notes
    -----
    Great circle on a sphere of radius 6,371,000 m; two pieces equally near: either may be named, the distance is the same.
    """
    import pandas as pd
    from scipy.spatial import KDTree

    here, there = _located(sites, "site_id", "sites"), _located(infrastructure, "node_id", "infrastructure")
    if not len(there):
        return pd.DataFrame({"site": sites["site_id"].to_numpy(), "infrastructure": ROOT, "distance": np.inf})
    chord, index = KDTree(there).query(here)
    names = infrastructure["node_id"].to_numpy()[index] if len(here) else []
    return pd.DataFrame({"site": sites["site_id"].to_numpy(), "infrastructure": names, "distance": arc(chord)})


def links(
    sites: pd.DataFrame,
    infrastructure: pd.DataFrame,
    technology: str,
    reach: float,
    cost: Callable[[np.ndarray], ArrayLike],
    *,
    neighbours: int | None = None,
) -> pd.DataFrame:
    """Candidate links of one technology: technology, site, upstream, distance [m], cost [currency].

    Parameters
    ----------
    sites
        Columns site_id, lat, lon [degree].
    infrastructure
        Columns node_id, lat, lon [degree]; each site may link to the nearest piece, its upstream is then empty.
    technology
        Name of the technology.
    reach
        Links must be shorter than this [m]; strictly.
    cost
        Present value of a link from its length: takes metres, shape (n,), returns currency.
    neighbours
        Links to so many nearest sites only; by default to all within reach. With fewer links a bound that is proven for the
        links given says nothing about those left out.

    Returns
    -------
    pandas.DataFrame
        Both directions of every link between sites that may be of use. A link to another site that costs no less than the
        site's own link to infrastructure is left out: it can replace nothing.

    Raises
    ------
    DataError
        For a missing or impossible coordinate.
    ValueError
        For a reach that is not a positive number.
    """
    import pandas as pd

    if not reach > 0:
        raise ValueError(f"reach is {reach}; accepted: metres above 0")
    own = nearest(sites, infrastructure)["distance"].to_numpy()
    rooted = np.flatnonzero(own < reach)
    first, second, length = _pairs(_located(sites, "site_id", "sites"), reach, neighbours)
    site, upstream = np.concatenate([first, second]), np.concatenate([second, first])
    price, length = np.tile(np.asarray(cost(length), dtype=float) + np.zeros(len(length)), 2), np.tile(length, 2)
    direct = np.full(len(sites), np.inf)
    direct[rooted] = cost(own[rooted])
    useful = price < direct[site]
    names = pd.Index([*sites["site_id"], ROOT])
    code = np.concatenate([upstream[useful], np.full(len(rooted), len(sites))])
    return pd.DataFrame(
        {
            "technology": pd.Categorical.from_codes(np.zeros(len(code), dtype=np.int8), [technology]),
            "site": pd.Categorical.from_codes(np.concatenate([site[useful], rooted]), names),
            "upstream": pd.Categorical.from_codes(code, names),
            "distance": np.concatenate([length[useful], own[rooted]]),
            "cost": np.concatenate([price[useful], direct[rooted]]),
        }
    )


def _pairs(points: np.ndarray, reach: float, neighbours: int | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of points closer than `reach` [m]: first, second, distance [m], each pair once."""
    from scipy.spatial import KDTree

    chord = 2.0 * np.sin(min(reach / (2.0 * EARTH_RADIUS), np.pi / 2.0)) * (1.0 + _WIDER)
    tree = KDTree(points) if len(points) else None
    if tree is None or len(points) == 1:
        pairs = np.empty((0, 2), dtype=int)
    elif neighbours is None:
        pairs = tree.query_pairs(chord, output_type="ndarray")
    else:
        pairs = _nearest_pairs(tree, min(neighbours + 1, len(points)), chord)
    length = arc(np.sqrt(((points[pairs[:, 0]] - points[pairs[:, 1]]) ** 2).sum(axis=1)))
    near = length < reach
    return pairs[near, 0], pairs[near, 1], length[near]


def _nearest_pairs(tree: object, number: int, chord: float) -> np.ndarray:
    """Each pair of neighbours once, shape (pairs, 2)."""
    _, index = tree.query(tree.data, k=number, distance_upper_bound=chord)
    first, second = np.repeat(np.arange(tree.n), number), index.ravel()
    known = (second < tree.n) & (first != second)
    pair = np.sort(np.column_stack([first[known], second[known]]), axis=1)
    code = np.unique(pair[:, 0] * tree.n + pair[:, 1])
    return np.column_stack([code // tree.n, code % tree.n])


def _located(frame: pd.DataFrame, name: str, table: str) -> np.ndarray:
    """Points of a table with lat and lon, checked."""
    missing = [column for column in (name, "lat", "lon") if column not in frame]
    if missing:
        raise DataError(f"{table}: column {', '.join(missing)} is missing; needed: {name}, lat, lon")
    twice = frame[name].duplicated()
    if twice.any():
        raise DataError(f"{table}: {name} {frame.loc[twice, name].iloc[0]} stands in two rows; accepted: one row each")
    values = {column: frame[column].to_numpy(dtype=float, na_value=np.nan) for column in ("lat", "lon")}
    wrong = [
        f"{table}: {column} of {frame[name].iloc[row]} is {values[column][row]}; accepted: -{limit} to {limit} degrees"
        for column, limit in (("lat", 90), ("lon", 180))
        for row in np.flatnonzero(~(np.abs(values[column]) <= limit))[:5]
    ]
    if wrong:
        raise DataError(wrong)
    return positions(values["lat"], values["lon"])
