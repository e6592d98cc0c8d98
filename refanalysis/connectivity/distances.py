"""Distance from each site to the nearest other one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis import schema
from refanalysis.schema import COORDINATE_QUALITIES

if TYPE_CHECKING:
    import pandas as pd

LOCATED = ("source_point", "fuzzy_match", "partial_match")
_EARTH_RADIUS = 6371.0088  # km, mean radius (IUGG)


def site_distances(sites: pd.DataFrame, located: Sequence[str] = LOCATED) -> pd.DataFrame:
    """Nearest other site of each site and its distance [km]; table `site_distances`.

    Parameters
    ----------
    sites
        Table `sites`.
    located
        Coordinate qualities that are good enough. The point of the nearest town is not: several sites may share it.

    Returns
    -------
    pandas.DataFrame
        In the order of `sites`; a site whose point is not good enough has no distance, and the note says why.

    Raises
    ------
    ValueError
        For a coordinate quality that is not known.

    Notes
    -----
    Great circles on a sphere (haversine); the error against the ellipsoid is below 0.6 percent.
    """
    unknown = [quality for quality in located if quality not in COORDINATE_QUALITIES]
    if unknown:
        raise ValueError(f"located names {', '.join(unknown)}; accepted: {', '.join(COORDINATE_QUALITIES)}")
    good = sites["coordinate_quality"].isin(list(located)) & sites["lat"].notna() & sites["lon"].notna()
    nearest = _nearest(sites[good])
    frame = sites[["site_id", "site", "iso3", "coordinate_quality"]].merge(nearest, on="site_id", how="left")
    notes = [_note(row, located) for row in frame.itertuples()]
    frame = frame.assign(note=notes).fillna({"nearest": "", "nearest_site": ""})
    return schema.check(frame[schema.TABLES["site_distances"].names], "site_distances")


def haversine(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Great-circle distances between all pairs of points [km], shape (n, n).

    Parameters
    ----------
    lat, lon
        Latitudes and longitudes [degree], shape (n,).
    """
    phi, theta = np.radians(lat), np.radians(lon)
    half = np.sin((phi[:, None] - phi) / 2) ** 2
    half = half + np.cos(phi[:, None]) * np.cos(phi) * np.sin((theta[:, None] - theta) / 2) ** 2
    return 2 * _EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))


def _nearest(points: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    names = ["site_id", "nearest", "nearest_site", "distance"]
    if len(points) < 2:
        return pd.DataFrame({name: pd.Series(dtype="float64" if name == "distance" else "str") for name in names})
    between = haversine(points["lat"].to_numpy(), points["lon"].to_numpy())
    np.fill_diagonal(between, np.inf)
    index = between.argmin(axis=1)
    ids, titles = points["site_id"].to_numpy(), points["site"].to_numpy()
    values = (ids, ids[index], titles[index], between[np.arange(len(points)), index])
    return pd.DataFrame(dict(zip(names, values, strict=True)))


def _note(row: Any, located: Sequence[str]) -> str:
    if row.distance == row.distance:  # not NaN
        return "both sites carry the same point" if row.distance == 0 else ""
    if row.coordinate_quality in located:
        return "no other site has a point known well enough"
    return f"the point is not known well enough ({row.coordinate_quality})"
