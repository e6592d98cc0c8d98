"""Parameters the business case reads beyond those of the cost model, and values with a few of them set by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from refanalysis.assumptions import Values

OPERATOR_READS = (
    "acquisition_cost",
    "anchor_contracts",
    "anchor_mbps",
    "anchor_price",
    "arpu",
    "assessment_period",
    "cash_digital_share",
    "cash_per_person",
    "cash_recipient_share",
    "churn_share",
    "cost_of_capital",
    "ebitda_margin",
    "licence_fee_share",
    "market_share",
    "mobile_money_fee",
    "refugee_arpu_ratio",
    "shared_share",
    "tax_rate",
    "tenants",
    "trial_months",
    "turnover_tax",
    "universal_service_levy",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Values of which some parameters are set by hand, for every technology and component."""

    values: Values
    changes: dict[str, float]

    def value(self, parameter: str, technology: str = "", component: str = "") -> float | np.ndarray:
        """Value of a parameter, in its canonical unit."""
        if parameter in self.changes:
            return self.changes[parameter]
        return self.values.value(parameter, technology, component)

    def has(self, parameter: str, technology: str = "", component: str = "") -> bool:
        """Whether some row, or a change, answers for the parameter."""
        return parameter in self.changes or self.values.has(parameter, technology, component)


def with_values(values: Values, **changes: float) -> Changed:
    """The same values with some parameters of the business case set by hand, in canonical units.

    Raises
    ------
    ValueError
        For a parameter that the business case does not read.
    """
    unknown = sorted(set(changes) - set(OPERATOR_READS))
    if unknown:
        raise ValueError(f"the business case does not read {', '.join(unknown)}; known: {', '.join(OPERATOR_READS)}")
    return Changed(values=values, changes=changes)
