"""What is measured of a simulation: trajectories by week, and key figures of each draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from refanalysis.summary import QUANTILES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refanalysis.coordination.simulation.dynamics import Week

ALL = "all"
LEVELS = (0.5, 0.8)
WATCHED = (12, 26)  # weeks whose coverage is told, next to the last one


class Series(NamedTuple):
    """One thing that is followed: sector and area (or all), outcome and unit; values over draws, shape (n,)."""

    sector: str
    area: str
    outcome: str
    unit: str
    values: np.ndarray


class Totals(NamedTuple):
    """A week's sums over areas, over sectors, or both."""

    coverage: np.ndarray
    covered: np.ndarray
    need: np.ndarray
    area_covered: np.ndarray
    area_need: np.ndarray
    delivered: np.ndarray
    new: np.ndarray
    national: np.ndarray


def totals(week: Week) -> Totals:
    """Sums of one week, coverage and deliveries of national systems over all, the others by sector or by area."""
    covered, need = week.covered.sum(axis=1), week.need.sum(axis=1)
    return Totals(
        ratio(covered.sum(axis=0), need.sum(axis=0)),
        covered,
        need,
        week.covered.sum(axis=0),
        week.need.sum(axis=0),
        week.delivered,
        week.new.sum(axis=1),
        week.delivered.sum(axis=0) * week.national,
    )


class Record:
    """Collects the weeks of one scenario: quantiles of each week, and sums for the key figures; draws of weeks when asked.

    Parameters
    ----------
    money
        Unit of amounts of money.
    detail
        Whether each sector in each area is followed too.
    draws
        Whether the draws of each week are kept too.
    quantiles
        Whether weeks are followed at all; key figures need no weeks.
    """

    def __init__(
        self,
        sectors: Sequence[str],
        areas: Sequence[str],
        money: str,
        detail: bool = False,
        draws: bool = False,
        quantiles: bool = True,
    ) -> None:
        self.sectors, self.areas, self.money = tuple(sectors), tuple(areas), money
        self.detail, self.follows = detail, quantiles
        self.labels: list[tuple[str, str, str, str]] = []
        self.quantiles: list[np.ndarray] = []
        self.kept: list[np.ndarray] | None = [] if draws else None
        self.sums: Totals | None = None
        self.watched: dict[int, np.ndarray] = {}
        self.reached = dict.fromkeys(LEVELS, np.array(np.inf))
        self.last: tuple[np.ndarray, ...] = ()
        self.weeks = 0

    def add(self, week: Week) -> None:
        """Take in one week."""
        found = totals(week)
        self.sums = found if self.sums is None else _added(self.sums, found)
        for level in LEVELS:
            self.reached[level] = np.minimum(self.reached[level], np.where(found.coverage >= level, week.number, np.inf))
        if week.number in WATCHED:
            self.watched[week.number] = found.coverage
        self.last = found.coverage, week.received, week.spent
        if self.follows:
            self._follow(self._series(week, found))
        self.weeks += 1

    def outcomes(self) -> list[Series]:
        """Key figures of each draw."""
        return [*self._of_all(), *self._of_sectors(), *self._of_areas()]

    def _of_all(self) -> list[Series]:
        sums, (coverage, received, spent) = self.sums, self.last
        given, new = sums.delivered.sum(axis=0), sums.new.sum(axis=0)
        places = ratio(sums.area_covered, sums.area_need)
        found = [
            ("coverage", "share", sums.coverage / self.weeks),
            *((f"coverage_week_{number}", "share", each) for number, each in self.watched.items()),
            ("coverage_last_week", "share", coverage),
            ("unmet_person_weeks", "person*week", (sums.need - sums.covered).sum(axis=0)),
            ("duplication", "share", ratio(given - new, given)),
            *(each for level in LEVELS for each in self._reaching(level)),
            ("worst_area_coverage", "share", places.min(axis=0)),
            ("gini_of_areas", "ratio", gini(places, sums.area_need)),
            ("received", self.money, received),
            ("spent", self.money, spent),
            ("cost_per_newly_covered", f"{self.money}/person", ratio(spent, new)),
            ("national_share", "share", ratio(sums.national, given)),
        ]
        return [Series(ALL, ALL, *each) for each in found]

    def _reaching(self, level: float) -> list[tuple[str, str, np.ndarray]]:
        """Weeks until a level of coverage, the length of the simulation where it is not reached, and whether it is."""
        weeks = np.minimum(self.reached[level], float(self.weeks))
        name = f"{100 * level:.0f}"
        return [(f"weeks_to_{name}", "week", weeks), (f"reaches_{name}", "share", (weeks < self.weeks).astype(float))]

    def _of_sectors(self) -> list[Series]:
        sums, found = self.sums, []
        coverage, again = ratio(sums.covered, sums.need), ratio(sums.delivered - sums.new, sums.delivered)
        for number, sector in enumerate(self.sectors):
            found += [
                Series(sector, ALL, "coverage", "share", coverage[number]),
                Series(sector, ALL, "unmet_person_weeks", "person*week", sums.need[number] - sums.covered[number]),
                Series(sector, ALL, "duplication", "share", again[number]),
            ]
        return found

    def _of_areas(self) -> list[Series]:
        places = ratio(self.sums.area_covered, self.sums.area_need)
        return [Series(ALL, area, "coverage", "share", each) for area, each in zip(self.areas, places, strict=True)]

    def _series(self, week: Week, found: Totals) -> list[Series]:
        """What is followed week by week."""
        given, new = found.delivered.sum(axis=0), found.new.sum(axis=0)
        sectors = zip(self.sectors, ratio(found.covered, found.need), strict=True)
        areas = zip(self.areas, ratio(found.area_covered, found.area_need), strict=True)
        series = [
            Series(ALL, ALL, "coverage", "share", found.coverage),
            *(Series(sector, ALL, "coverage", "share", each) for sector, each in sectors),
            *(Series(ALL, area, "coverage", "share", each) for area, each in areas),
            Series(ALL, ALL, "unmet", "person", (found.need - found.covered).sum(axis=0)),
            Series(ALL, ALL, "duplication", "share", ratio(given - new, given)),
            Series(ALL, ALL, "received", self.money, week.received),
            Series(ALL, ALL, "spent", self.money, week.spent),
            Series(ALL, ALL, "national_share", "share", week.national),
        ]
        if self.detail:
            cells = ratio(week.covered, week.need).reshape(-1, week.need.shape[2])
            pairs = [(sector, area) for sector in self.sectors for area in self.areas]
            series += [Series(*pair, "coverage", "share", each) for pair, each in zip(pairs, cells, strict=True)]
        return series

    def follow_also(self, sector: str, area: str, outcome: str, unit: str, values: np.ndarray) -> None:
        """Take in one more thing that is followed, known when all weeks are, shape (weeks, n)."""
        if not self.follows:
            return
        self.labels.append((sector, area, outcome, unit))
        for week, each in enumerate(values[:, np.newaxis]):
            if self.kept is not None:
                self.kept[week] = np.vstack([self.kept[week], each])
            self.quantiles[week] = np.vstack([self.quantiles[week], _quantiles(each)])

    def _follow(self, series: list[Series]) -> None:
        self.labels = self.labels or [each[:4] for each in series]
        values = np.stack([each.values for each in series])
        if self.kept is not None:
            self.kept.append(values)
        self.quantiles.append(_quantiles(values))


def _added(first: Totals, second: Totals) -> Totals:
    return Totals(*(one + other for one, other in zip(first, second, strict=True)))


def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Part of a whole; nan where there is no whole."""
    return np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole > 0)


def gini(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Gini coefficient over the first axis, by weights [ratio], shape (n,): 0 equal, towards 1 unequal; nan without values.

    Parameters
    ----------
    values
        Such as coverage by area, shape (areas, n).
    weights
        Such as people in need by area, same shape.

    Notes
    -----
    Sum of w_i w_j |x_i - x_j| over all pairs, over twice the mean.

    Examples
    --------
    >>> gini(np.array([[0.0], [1.0]]), np.array([[1.0], [1.0]])).tolist()
    [0.5]
    """
    held = np.where(weights > 0, values, 0.0)
    share = ratio(weights, np.broadcast_to(weights.sum(axis=0), weights.shape))
    mean = (share * held).sum(axis=0)
    apart = np.zeros_like(mean)
    for one in range(len(held)):
        for other in range(one):
            apart += share[one] * share[other] * np.abs(held[one] - held[other])
    return np.divide(apart, mean, out=apart.copy(), where=mean > 0)


def _quantiles(values: np.ndarray) -> np.ndarray:
    """Quantiles over the last axis, shape (series, quantiles)."""
    ordered = np.sort(values, axis=1)
    return np.column_stack([_quantile(ordered, share) for share in QUANTILES.values()])


def _quantile(ordered: np.ndarray, share: float) -> np.ndarray:
    """Quantile of values in order along the last axis, linear between two; nan where one is not known."""
    place = share * (ordered.shape[1] - 1)
    low = int(place)
    high = min(low + 1, ordered.shape[1] - 1)
    found = ordered[:, low] + (place - low) * (ordered[:, high] - ordered[:, low])
    return np.where(np.isnan(ordered[:, -1]), np.nan, found)
