"""Draws of uncertain assumptions: one named random stream for each, so that changing one leaves all others as they were.

References
----------
.. [1] M. D. McKay, R. J. Beckman, W. J. Conover, A comparison of three methods for selecting values of input variables,
   Technometrics 21 (1979) 239. doi:10.1080/00401706.1979.10489755
.. [2] D. G. Malcolm et al., Application of a technique for research and development program evaluation, Operations Research 7
   (1959) 646, the PERT distribution. doi:10.1287/opre.7.5.646
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import correlations, data

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Assumptions
    from refanalysis.correlations import Group

_SPREAD = 2 * 1.6448536269514722  # standard deviations between the 5th and the 95th percentile of a normal distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Drawn values of the assumptions of one run: `value` gives an array of shape (n,) where `Assumptions` give a float.

    `first` is the number of the first draw: 0, or where a part begins within the whole.
    """

    assumptions: Assumptions
    n: int
    seed: int
    first: int = 0
    _groups: tuple[Group, ...] = field(default=(), repr=False)
    _whole: Draws | None = field(default=None, repr=False)
    _drawn: dict[int, np.ndarray] = field(default_factory=dict, repr=False)

    def value(self, parameter: str, technology: str = "", component: str = "") -> np.ndarray:
        """Drawn values of a parameter, shape (n,), in its canonical unit."""
        return self.at(self.assumptions.position(parameter, technology, component))

    def has(self, parameter: str, technology: str = "", component: str = "") -> bool:
        """Whether some row answers for the parameter."""
        return self.assumptions.has(parameter, technology, component)

    def at(self, position: int) -> np.ndarray:
        """Drawn values of one row of `assumptions.table`, shape (n,)."""
        if position not in self._drawn:
            self._drawn.update(self._draw(position))
        return self._drawn[position]

    def part(self, start: int, stop: int) -> Draws:
        """Draws `start` to `stop` (not included) of these: the same numbers, and numbered from 0 again.

        Raises
        ------
        ValueError
            When that is no draw, or one that is not there.
        """
        if not 0 <= start < stop <= self.n:
            raise ValueError(f"a part must lie within the {self.n} draws and hold one or more; found {start} to {stop}")
        return Draws(assumptions=self.assumptions, n=stop - start, seed=self.seed, first=self.first + start, _whole=self)

    def _draw(self, position: int) -> dict[int, np.ndarray]:
        if self._whole is not None:
            start = self.first - self._whole.first
            return {position: self._whole.at(position)[start : start + self.n]}
        group = next((each for each in self._groups if position in each.positions), None)
        if group is None:
            return {
                position: _drawn(
                    correlations.name(self.assumptions, position), self.n, self.seed, *limits(self.assumptions, position)
                )
            }
        names = [correlations.name(self.assumptions, each) for each in group.positions]
        shares = correlations.reordered(np.stack([uniform(name, self.n, self.seed) for name in names]), group.root)
        pairs = zip(group.positions, shares, strict=True)
        return {each: _kept(quantile(share, *limits(self.assumptions, each))) for each, share in pairs}


def draw(assumptions: Assumptions, n: int, seed: int, correlated: pd.DataFrame | None = None) -> Draws:
    """Draws of every assumption, made when first asked for.

    Parameters
    ----------
    n
        Number of draws, 1 or more.
    seed
        Any whole number of 0 or more; the same seed gives the same draws.
    correlated
        Table `correlations`, by default `data/correlations.csv`; assumptions without a row are drawn as if there were none.

    Raises
    ------
    ValueError
        For a number or seed that is not accepted.
    DataError
        For correlations that name no assumption or contradict one another.
    """
    if n < 1:
        raise ValueError(f"n must be 1 or more; found {n}")
    if seed < 0:
        raise ValueError(f"seed must be 0 or more; found {seed}")
    table = data.table("correlations") if correlated is None else correlated
    tied = correlations.groups(assumptions, table) if len(table) else ()
    return Draws(assumptions=assumptions, n=n, seed=seed, _groups=tied)


def forget() -> None:
    """Drop the draws that are remembered between runs; they come out the same when drawn again."""
    _once.cache_clear()


def stream(name: str, seed: int) -> np.random.Generator:
    """Random generator that belongs to `name` alone."""
    words = np.frombuffer(hashlib.sha256(name.encode()).digest(), dtype=np.uint32)
    return np.random.default_rng(np.random.SeedSequence([seed, *words.tolist()]))


def uniform(name: str, n: int, seed: int) -> np.ndarray:
    """Latin hypercube sample of the unit interval, shape (n,): one point in each of n equal slices, in random order."""
    generator = stream(name, seed)
    return (generator.permutation(n) + generator.random(n)) / n


def limits(assumptions: Assumptions, position: int) -> tuple[float, float, float, str]:
    """Low, mode, high and distribution of one row of `assumptions.table`: what `quantile` takes."""
    row = assumptions.table.iloc[position]
    return float(row["low"]), float(row["mode"]), float(row["high"]), str(row["distribution"])


def quantile(share: np.ndarray, low: float, mode: float, high: float, distribution: str) -> np.ndarray:
    """Values below which `share` of a distribution lies, same shape and in the unit of `low`, `mode`, `high`.

    Notes
    -----
    - fixed: `mode`.
    - pert: beta with mean (low + 4 mode + high) / 6 on [low, high].
    - triangular, uniform: on [low, high].
    - lognormal: before it is cut off at `low` and `high`, its median is `mode` and they are as far apart as its 5th and 95th
      percentiles.

    Raises
    ------
    ValueError
        For limits out of order, an unknown distribution, or a lognormal that reaches zero.
    """
    if not low <= mode <= high:
        raise ValueError(f"limits must satisfy low <= mode <= high; found {low}, {mode}, {high}")
    if distribution not in _QUANTILES:
        raise ValueError(f"distribution must be one of {', '.join(_QUANTILES)}; found {distribution!r}")
    if low == high:
        return np.full_like(share, mode, dtype=float)
    return np.clip(_QUANTILES[distribution](np.asarray(share, dtype=float), low, mode, high), low, high)


_REMEMBERED = 20_000  # draws; longer arrays are not kept between runs


def _drawn(name: str, n: int, seed: int, low: float, mode: float, high: float, distribution: str) -> np.ndarray:
    make = _once if n <= _REMEMBERED else _once.__wrapped__
    return make(name, n, seed, low, mode, high, distribution)


@lru_cache(maxsize=512)
def _once(name: str, n: int, seed: int, low: float, mode: float, high: float, distribution: str) -> np.ndarray:
    # the inverse of the beta distribution takes about a second for a hundred assumptions of ten thousand draws
    return _kept(quantile(uniform(name, n, seed), low, mode, high, distribution))


def _kept(values: np.ndarray) -> np.ndarray:
    values.setflags(write=False)
    return values


def _fixed(share: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    return np.full_like(share, mode)


def _pert(share: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    from scipy.special import betaincinv

    width = high - low
    return low + width * betaincinv(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, share)


def _triangular(share: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    width = high - low
    rising = low + np.sqrt(share * width * (mode - low))
    return np.where(share < (mode - low) / width, rising, high - np.sqrt((1 - share) * width * (high - mode)))


def _uniform(share: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    return low + share * (high - low)


def _lognormal(share: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    from scipy.special import ndtr, ndtri

    if low <= 0:
        raise ValueError(f"a lognormal distribution needs low above 0; found {low}")
    sigma = np.log(high / low) / _SPREAD
    first, last = ndtr(np.log(low / mode) / sigma), ndtr(np.log(high / mode) / sigma)
    return mode * np.exp(sigma * ndtri(first + share * (last - first)))


_QUANTILES = {"fixed": _fixed, "pert": _pert, "triangular": _triangular, "uniform": _uniform, "lognormal": _lognormal}
