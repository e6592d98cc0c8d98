"""Which assumptions the simulation reads, and where they come from without an operation.

What nobody has measured is a placeholder in `data/assumptions/coordination.csv`, with a wide range; each row says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import assumptions as resolving
from refanalysis import data, resolution, sampling
from refanalysis.assumptions import Assumptions

if TYPE_CHECKING:
    from refanalysis.assumptions import Values
    from refanalysis.sampling import Draws

SECTORS = ("protection", "food_security", "wash", "health", "shelter", "education", "camp_management", "livelihoods")
BY_SECTOR = ("need", "lapse", "requirement", "donor_weight")
DIRECT = (
    "coordinated_share", "information_latency", "overhead", "plan_launch", "sector_start", "settling_rate", "double_hatted",
)  # fmt: skip
_PLAIN = (
    "access_skew", "capacity_of_government", "capacity_of_leads", "capacity_of_partners", "capacity_outside", "capacity_ratio",
    "coordination_time", "deployment_time", "development_factor_emerging", "development_factor_none", "duration_agreement",
    "duration_assessment", "duration_clearance", "duration_consultation", "duration_drafting", "duration_forum",
    "duration_information", "duration_leads", "duration_platform", "duration_preparedness", "duration_regional",
    "duration_sector_group", "earmarked_share", "funded_share", "funding_time", "host_need_share", "information_due",
    "information_lag", "latency_without_path", "meeting_hours", "meeting_period_forum", "meeting_period_intersector",
    "meeting_period_sector", "meeting_period_subnational", "national_cost", "national_lapse", "national_midpoint",
    "national_pace", "national_share_high", "national_share_low", "national_share_medium", "other_solutions_rate",
    "parallel_share", "plan_partners", "preparedness_effect", "preparedness_reserve", "prepared_start", "report_period",
    "report_success", "reporting_of_government", "reporting_of_leads", "reporting_of_partners", "reserve_share",
    "response_pace", "response_requirement", "return_factor_improving", "sectors_per_partner", "spending_lag",
    "staff_per_partner", "voluntary_return_rate",
)  # fmt: skip
READS = tuple(sorted((*_PLAIN, *(f"{each}_{sector}" for each in BY_SECTOR for sector in SECTORS))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Values of one scenario as arrays of shape (n,); what `changes` names is that number in every draw."""

    values: Values
    n: int
    changes: Mapping[str, float] = field(default_factory=dict)
    _found: dict[str, np.ndarray] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        unknown = [name for name in self.changes if name not in (*READS, *DIRECT)]
        if unknown:
            raise ValueError(
                f"changes names {', '.join(unknown)}; accepted: {', '.join(DIRECT)}, and the parameters {', '.join(READS)}"
            )
        limits = _limits() if self.changes else {}
        wrong = [
            f"changes, {name}: found {value:g}; accepted: {low:g} to {high:g}"
            for name, value in self.changes.items()
            for low, high in [limits[name]]
            if not low <= value <= high
        ]
        if wrong:
            raise ValueError("; ".join(wrong))

    def __call__(self, parameter: str) -> np.ndarray:
        """Values of a parameter, shape (n,), in its canonical unit."""
        if parameter not in self._found:
            found = self.changes[parameter] if parameter in self.changes else self.values.value(parameter)
            self._found[parameter] = np.broadcast_to(np.asarray(found, dtype=float), (self.n,))
        return self._found[parameter]

    def sectors(self, parameter: str, sectors: tuple[str, ...]) -> np.ndarray:
        """Values of a parameter of each sector, shape (sectors, n)."""
        return np.stack([self(f"{parameter}_{sector}") for sector in sectors])

    def direct(self, name: str) -> np.ndarray | None:
        """What `changes` sets directly in place of what the network gives, shape (n,); None when it does not."""
        return np.full(self.n, float(self.changes[name])) if name in self.changes else None


def shared(price_basis: str = "USD_2024", iso3: str = "") -> Assumptions:
    """Assumptions of `data/assumptions/` without an operation: for a context alone, such as a case.

    Parameters
    ----------
    price_basis
        Currency and price year of amounts of money.
    iso3
        Country whose own rows count too.
    """
    rows = data.table("assumptions").assign(own=False)
    rows = rows[rows["parameter"].isin(READS) & rows["country"].isin(["", iso3])].reset_index(drop=True)
    table = resolving.resolve(rows, price_basis)
    return Assumptions(table=table, price_basis=price_basis, iso3=iso3, scenario="base", _rows=resolution.index(table))


def drawn(assumptions: Assumptions, n: int, seed: int) -> Draws:
    """Draws of what the simulation reads; correlations between other parameters are none of its business."""
    pairs = data.table("correlations")
    own = pairs["parameter"].isin(READS) & pairs["other_parameter"].isin(READS)
    return sampling.draw(assumptions, n, seed, correlated=pairs[own])


def _limits() -> dict[str, tuple[float, float]]:
    """Least and greatest value of what `changes` may set."""
    rows = data.table("parameters").set_index("parameter").loc[list(READS), ["minimum", "maximum"]]
    found = {name: (low, np.inf if np.isnan(high) else high) for name, (low, high) in zip(READS, rows.to_numpy(), strict=True)}
    return (
        found
        | dict.fromkeys(("coordinated_share", "double_hatted"), (0.0, 1.0))
        | {"overhead": (0.0, 0.99)}
        | dict.fromkeys(("information_latency", "plan_launch", "sector_start", "settling_rate"), (0.0, np.inf))
    )


def refuse_sectors(sectors: tuple[str, ...]) -> None:
    """Raise `ValueError` for sectors that the simulation has no parameters for, or none at all."""
    unknown = [sector for sector in sectors if sector not in SECTORS]
    if unknown or not sectors or len(set(sectors)) < len(sectors):
        raise ValueError(f"sectors: found {', '.join(map(repr, sectors)) or 'none'}; accepted, each once: {', '.join(SECTORS)}")
