"""Parameters the cost model reads, and how it reads them: always as an array over draws."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.schema import DataError

if TYPE_CHECKING:
    from refanalysis.assumptions import Values

READS = (
    "access_point_radius",
    "access_point_users",
    "adoption_end",
    "adoption_start",
    "adoption_years",
    "affordable_share",
    "age_share",
    "area_per_person",
    "arrival_share",
    "bandwidth_price",
    "battery_autonomy",
    "busy_hour_share",
    "capex",
    "cell_radius",
    "contention",
    "contingency_share",
    "depth_of_discharge",
    "device_share",
    "discount_rate",
    "distance_to_backhaul",
    "distance_to_hub",
    "energy_price",
    "failure_share",
    "fuel_price",
    "fuel_theft",
    "fuel_yield",
    "funding_received",
    "grid_hours",
    "hop_length",
    "host_share",
    "import_duty",
    "inflation",
    "lifetime",
    "link_capacity",
    "logistics_per_km",
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
    "resale_share",
    "retirement_share",
    "return_share",
    "route_factor",
    "sales_tax",
    "sectors",
    "sim_share",
    "solar_performance_ratio",
    "spectral_efficiency",
    "spectrum_bandwidth",
    "subscriber_density_limit",
    "tax_exempt_share",
    "terminal_capacity",
    "theft_share",
    "training_share",
    "users_per_staff",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The values of one technology, or of one component of it: `read("capex")`, `read.has("opex")`."""

    values: Values
    technology: str = ""
    component: str = ""
    _read: dict[str, np.ndarray] = field(default_factory=dict, repr=False)

    def __call__(self, parameter: str) -> np.ndarray:
        """Value of a parameter over the draws, shape (draws,), or (1,) for the base case, in its canonical unit.

        Raises
        ------
        DataError
            When no row answers, or a value is not a finite number.
        """
        if parameter not in self._read:
            self._read[parameter] = self._value(parameter)
        return self._read[parameter]

    def has(self, parameter: str) -> bool:
        """Whether some row answers for the parameter."""
        return self.values.has(parameter, self.technology, self.component)

    def of(self, component: str) -> Reader:
        """The values of one component of the technology."""
        return Reader(values=self.values, technology=self.technology, component=component)

    def _value(self, parameter: str) -> np.ndarray:
        found = np.atleast_1d(np.asarray(self.values.value(parameter, self.technology, self.component), dtype=float))
        if not np.isfinite(found).all():
            raise DataError(
                f"{parameter} (technology {self.technology or 'any'}, component {self.component or 'any'}) is not a finite "
                "number; accepted: a number in every draw"
            )
        return found


def whole(amount: np.ndarray) -> np.ndarray:
    """The smallest whole number that is enough; rounding noise of the last digits does not buy one more."""
    return np.ceil(amount * (1 - 1e-12))
