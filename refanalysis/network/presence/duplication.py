"""Do organisations crowd into the same places? Pairs that share a sector and area, against what independence would give.

Null model: within a sector every organisation keeps the number of areas it works in and chooses them without regard to the
others. Areas are alike; or alike inside the larger areas the organisation works in (a country of several, a region); or as
attractive as they are to organisations of other sectors (roads, security, a town with offices); or in proportion to people in
need. What is counted are pairs of organisations in the same cell. (Keeping the number of
organisations in each area as well would fix that count, so it could not tell anything.)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from refanalysis import schema
from refanalysis.data.intake import Presence
from refanalysis.network.presence.coverage import coverage
from refanalysis.network.presence.rows import AT_WORK, PRESENT, presences, taking_part

_TAIL = 0.025
_GIVEN = ["sector", "null", "organisations", "areas", "presences", "observed"]
_WORDS = (
    "too few organisations and areas to tell",
    "organisations share places more often than chance gives",
    "organisations share places less often than chance gives",
    "organisations share places about as often as chance gives",
)


def duplication(
    presence: Presence,
    needs: pd.DataFrame | None = None,
    population: pd.DataFrame | None = None,
    roles: Sequence[str] = PRESENT,
    statuses: Sequence[str] = AT_WORK,
) -> pd.DataFrame:
    """Pairs of organisations that share a cell, observed and expected, by sector and in all: table `duplication`.

    Parameters
    ----------
    presence
        What was read.
    needs, population
        As in `coverage`: areas named there can be chosen too. `by need` is there for sectors whose need is known and above 0
        in every area, `in own regions` for files that say in which of several larger areas an area lies.
    roles, statuses
        Who counts as present, as in `present`.

    Notes
    -----
    With pi(o, a) the chance that organisation o works in area a, the expected number of pairs is the sum over areas and pairs
    of pi(o, a) pi(p, a): exact. Its standard deviation is exact where areas are alike (pairs are uncorrelated and each is
    hypergeometric); else it is that of a choice of fixed size in Hajek's approximation [1]_. The interval is that of a gamma
    distribution with the same mean and deviation. Index = observed / expected; `index_low` to `index_high` is what chance
    gives.

    References
    ----------
    .. [1] Hajek, J. (1964). Asymptotic theory of rejective sampling with varying probabilities from a finite population.
       Annals of Mathematical Statistics 35(4), 1491-1523. https://doi.org/10.1214/aoms/1177700375
    """
    here = presences(taking_part(presence, roles, statuses))
    cells = coverage(presence, needs, population, roles, statuses)
    rows = _rows(here, cells, _regions(presence.records)) if len(here) else []
    table = pd.DataFrame(rows, columns=[*_GIVEN, "expected", "sd"])
    return schema.check(_judged(pd.concat([_all(table, here), table], ignore_index=True)), "duplication")


def pairs(sizes: np.ndarray, attraction: np.ndarray) -> tuple[float, float]:
    """Mean and standard deviation of the pairs of organisations in one area, when each chooses its areas independently.

    Parameters
    ----------
    sizes
        Areas of each organisation (organisations,), none larger than the number of areas.
    attraction
        Weight of each area (areas,), above 0; the chance to be chosen is in proportion, and at most 1.

    Notes
    -----
    With Y the choice less its chance, the count is its mean, plus a part linear in Y, plus products of Y of two organisations;
    these parts are uncorrelated. Cov(Y_a, Y_b) = s (v_a [a = b] - v_a v_b / V), v = chance (1 - chance), V their sum, s such
    that variances are right in sum.
    """
    chance = chances(sizes, attraction)
    total = chance.sum(axis=0)
    mean = float((total**2 - (chance**2).sum(axis=0)).sum() / 2)
    own = chance * (1 - chance)
    size = own.sum(axis=1, keepdims=True)
    share = np.divide(own, size, out=np.zeros_like(own), where=size > 0)
    kept = (own * (1 - share)).sum(axis=1, keepdims=True)
    scale = np.divide(size, kept, out=np.ones_like(size), where=kept > 0)
    others = total - chance
    linear = (scale * own * (others - (share * others).sum(axis=1, keepdims=True)) ** 2).sum()
    same = scale * own * (1 - share)
    root = np.sqrt(scale * np.divide(1.0, size, out=np.zeros_like(size), where=size > 0)) * own
    # Sums over pairs of organisations without a matrix of all of them: there may be thousands.
    gram = root.T @ root if root.shape[1] < root.shape[0] else root @ root.T
    products = ((gram**2).sum() - ((root**2).sum(axis=1) ** 2).sum()) / 2
    return mean, float(np.sqrt(max(0.0, linear + _of_pairs(same) + products - _of_pairs(root**2))))


def chances(sizes: np.ndarray, attraction: np.ndarray) -> np.ndarray:
    """Chance that each organisation works in each area (organisations, areas): in proportion to attraction, at most 1.

    Each row sums to the organisation's number of areas.
    """
    weights = np.broadcast_to(attraction / attraction.sum(), (len(sizes), len(attraction)))
    full = np.zeros(weights.shape, dtype=bool)
    while True:
        free = np.where(full, 0.0, weights)
        left = np.maximum(sizes - full.sum(axis=1), 0.0)[:, None]
        rest = free.sum(axis=1, keepdims=True)
        chance = np.where(full, 1.0, np.divide(free * left, rest, out=np.zeros_like(free), where=rest > 0))
        over = (chance >= 1.0) & ~full
        if not over.any():
            return chance
        full = full | over


def _of_pairs(values: np.ndarray) -> float:
    """Sum over pairs of rows of the product of the two."""
    return float(((values.sum(axis=0) ** 2).sum() - (values**2).sum()) / 2)


def _rows(here: pd.DataFrame, cells: pd.DataFrame, regions: pd.Series) -> list[dict[str, object]]:
    """One row for each sector with work and each null model that can be asked there."""
    needs = cells.pivot(index="sector", columns="area", values="people_in_need")
    held = cells.pivot(index="sector", columns="area", values="organisations").astype("float64")
    elsewhere = held.sum() - held + 1
    region = held.columns.to_series().map(regions).astype("object").fillna("").to_numpy(dtype=object)
    rows = []
    for sector, those in here.groupby("sector"):
        sizes = those.groupby("organisation").size().to_numpy(dtype=float)
        number, need = held.loc[sector].to_numpy(), needs.loc[sector].to_numpy(dtype=float)
        choices = {"alike": pairs(sizes, np.ones(len(number)))}
        if len(set(region)) > 1:
            choices["in own regions"] = _in_regions(those, held.columns, region)
        choices["by presence"] = pairs(sizes, elsewhere.loc[sector].to_numpy())
        if (need > 0).all():
            choices["by need"] = pairs(sizes, need)
        counts = (len(sizes), len(number), int(sizes.sum()), int((number * (number - 1) / 2).sum()))
        for null, moments in choices.items():
            rows.append(dict(zip([*_GIVEN, "expected", "sd"], (sector, null, *counts, *moments), strict=True)))
    return rows


def _regions(records: pd.DataFrame) -> pd.Series:
    """The largest area that each area lies in, by area; empty where the file does not say."""
    known = records.loc[records["area"] != "", ["area", "within"]].drop_duplicates("area").set_index("area")["within"]
    return known.str.split(";").str[0].str.strip()


def _in_regions(here: pd.DataFrame, areas: pd.Index, region: np.ndarray) -> tuple[float, float]:
    """Moments when every organisation keeps its number of areas in each region and chooses them there; regions add up."""
    place = here["area"].map(dict(zip(areas, region, strict=True)))
    sizes = here.groupby([place, "organisation"]).size()
    parts = [pairs(held.to_numpy(dtype=float), np.ones((region == name).sum())) for name, held in sizes.groupby(level=0)]
    return sum(mean for mean, _ in parts), float(np.sqrt(sum(sd**2 for _, sd in parts)))


def _all(table: pd.DataFrame, here: pd.DataFrame) -> pd.DataFrame:
    """All sectors together, for the null models that could be asked in every one: sectors are independent."""
    every = table.groupby("null", sort=False).agg(
        rows=("sector", "size"),
        areas=("areas", "max"),
        presences=("presences", "sum"),
        observed=("observed", "sum"),
        expected=("expected", "sum"),
        sd=("sd", lambda deviations: float(np.sqrt((deviations**2).sum()))),
    )
    every = every[every["rows"] == here["sector"].nunique()].drop(columns="rows").reset_index()
    return every.assign(sector="all", organisations=here["organisation"].nunique())


def _judged(table: pd.DataFrame) -> pd.DataFrame:
    """With the interval of chance, the index, and what it means."""
    from scipy.special import gammaincinv

    mean, sd = table["expected"].to_numpy(dtype=float), table["sd"].to_numpy(dtype=float)
    spread = (sd > 1e-9) & (mean > 0)
    shape = np.divide(mean**2, sd**2, out=np.ones_like(mean), where=spread)
    ends = [np.where(spread, gammaincinv(shape, q) * mean / shape, mean) for q in (_TAIL, 1 - _TAIL)]
    ratio = [np.divide(part, mean, out=np.full_like(mean, np.nan), where=mean > 0) for part in (table["observed"], *ends)]
    observed = table["observed"].to_numpy(dtype=float)
    more, less = observed - 0.5 > ends[1], observed + 0.5 < ends[0]  # counts are whole, the interval is not
    few = (table["organisations"].to_numpy() < 2) | ~spread | ((mean < 1) & ~more)
    words = np.select([few, more, less], _WORDS[:3], _WORDS[3]).astype(str)
    return table.assign(low=ends[0], high=ends[1], index=ratio[0], index_low=ratio[1], index_high=ratio[2], words=words)
