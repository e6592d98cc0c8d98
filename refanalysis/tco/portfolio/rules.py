"""What a choice of technologies must respect: ceilings, coverage, must-serve sites, fairness, and when sites may start."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Cover = float | Literal["possible"] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Rules of a choice; one that is not given, and a ceiling of infinity, does not bind.

    Attributes
    ----------
    budget
        Ceiling on the present value of all costs [currency].
    capex, opex
        Ceilings by year on what is paid in that year [currency]; years count from 0.
    cover_sites
        Least share of all sites that is served; "possible" stands for every site that any choice could serve.
    cover_users
        Least share of all users that is served; "possible" as above.
    must_serve
        Sites that are served whatever they cost.
    equity
        Least share of each group among the users served, such as {"women": 0.5}; the groups are columns of `shares`.
    starts
        Number of years in which a site may start; 1: all start in year 0.

    Raises
    ------
    ValueError
        For a number that is missing (NaN), a share outside 0 to 1, a negative ceiling, or no year to start in.
    """

    budget: float | None = None
    capex: Mapping[int, float] = field(default_factory=dict)
    opex: Mapping[int, float] = field(default_factory=dict)
    cover_sites: Cover = None
    cover_users: Cover = None
    must_serve: tuple[str, ...] = ()
    equity: Mapping[str, float] = field(default_factory=dict)
    starts: int = 1

    def __post_init__(self) -> None:
        ceilings = {"budget": self.budget}
        ceilings |= {
            f"{kind} of year {year}": value for kind in ("capex", "opex") for year, value in getattr(self, kind).items()
        }
        wrong = [f"{name} is {value}; accepted: 0 or more" for name, value in ceilings.items() if not _ceiling(value)]
        shares = {"cover_sites": self.cover_sites, "cover_users": self.cover_users}
        shares |= {f"equity of {group}": value for group, value in self.equity.items()}
        wrong += [
            f"{name} is {value}; accepted: a share from 0 to 1" for name, value in shares.items() if not _share(value, name)
        ]
        if self.starts < 1:
            wrong.append(f"starts is {self.starts}; accepted: 1 or more years")
        if wrong:
            raise ValueError("rules: " + "; ".join(wrong))

    @property
    def ceiling(self) -> float:
        """The budget, infinite when there is none [currency]."""
        return math.inf if self.budget is None else float(self.budget)

    def binding(self, kind: Literal["capex", "opex"]) -> dict[int, float]:
        """Finite ceilings of a kind by year [currency]."""
        return {year: float(value) for year, value in getattr(self, kind).items() if value < math.inf}

    @property
    def yearly(self) -> bool:
        """Whether amounts by year are needed."""
        return bool(self.binding("capex") or self.binding("opex") or self.starts > 1)

    @property
    def plain(self) -> bool:
        """Whether nothing but a budget, full coverage or must-serve sites is asked, which trees can answer."""
        partial = self.cover_sites not in (None, "possible", 0, 1) or self.cover_users not in (None, 0)
        return not (self.yearly or self.equity or partial)


def _ceiling(value: float | None) -> bool:
    return value is None or value >= 0


def _share(value: Cover, name: str) -> bool:
    if value is None or (value == "possible" and name.startswith("cover")):
        return True
    return not isinstance(value, str) and 0 <= value <= 1
