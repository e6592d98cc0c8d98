"""Parameters the cost model reads, and how it reads them: always as an array over draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.schema import DataError

if TYPE_CHECKING:
    from refanalysis.assumptions import Values

READS = (
    "access_point_radius",
    "access_point_users",
    "adoption",
    "area_per_person",
    "bandwidth_price",
    "battery_autonomy",
    "busy_hour_share",
    "capex",
    "cell_capacity",
    "cell_radius",
    "contention",
    "depth_of_discharge",
    "discount_rate",
    "distance_to_backhaul",
    "energy_price",
    "funding_received",
    "hop_length",
    "lifetime",
    "link_capacity",
    "logistics_uplift",
    "opex",
    "opex_share",
    "overhead_share",
    "peak_sun_hours",
    "people_per_centre",
    "plan_volume",
    "population_growth",
    "power_draw",
    "price_trend",
    "rate_per_active_user",
    "route_factor",
    "solar_performance_ratio",
    "subscriber_density_limit",
    "terminal_capacity",
    "training_share",
    "users_per_staff",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The values of one technology, or of one component of it: `read("capex")`, `read.has("opex")`."""

    values: Values
    technology: str = ""
    component: str = ""

    def __call__(self, parameter: str) -> np.ndarray:
        """Value of a parameter over the draws, shape (draws,), or (1,) for the base case, in its canonical unit.

        Raises
        ------
        DataError
            When no row answers, or a value is not a finite number.
        """
        found = np.atleast_1d(np.asarray(self.values.value(parameter, self.technology, self.component), dtype=float))
        if not np.isfinite(found).all():
            raise DataError(
                f"{parameter} (technology {self.technology or 'any'}, component {self.component or 'any'}) is not a finite "
                "number; accepted: a number in every draw"
            )
        return found

    def has(self, parameter: str) -> bool:
        """Whether some row answers for the parameter."""
        return self.values.has(parameter, self.technology, self.component)


def whole(amount: np.ndarray) -> np.ndarray:
    """The smallest whole number that is enough; rounding noise of the last digits does not buy one more."""
    return np.ceil(amount * (1 - 1e-12))
