"""The funding cliff behind controls: an option, how long emergency money lasts, and how much of the bill it pays.

::

    widgets.explore(funding.after_grant(operation), **funding.controls(operation))
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from refanalysis import assumptions, data, figures, prose, readable, tables, tco
from refanalysis.scenario import BASE
from refanalysis.widgets import choices
from refanalysis.widgets.controls import slider

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.data import Operation
    from refanalysis.tables import Display

_SHARES = {"all of it": 1.0, "three quarters": 0.75, "half": 0.5, "a quarter": 0.25}


def after_grant(operation: Operation, scenario: str = BASE) -> Callable[..., list[Display]]:
    """Return draw(technology, grant_years, grant_share): where emergency money would end, and what would be missing then.

    The grant is a supposition. It pays the share of what agencies and donors owe in its years; the ledger of an option is
    made once.
    """
    assumed = assumptions.load(operation, scenario)
    start = tco.funding.first_month(operation.date_of_data)
    names = data.table("technologies").set_index("technology")["label"]

    @cache
    def bill(technology: str) -> pd.DataFrame:
        flows = tco.cash_flows(operation, assumed, [technology], scenario)
        return tco.funding.monthly_cost(flows, float(assumed.value("discount_rate")))

    def draw(technology: str, grant_years: int, grant_share: float = 1.0) -> list[Display]:
        monthly, horizon = bill(technology), operation.levers["horizon"]
        covered = tco.funding.grant_coverage(monthly, grant_years, grant_share, tco.funding.AID)
        cliffs = tco.funding.funding_cliff(covered)
        said = prose.funding.grant_end(cliffs, start, grant_years, grant_share, horizon)
        quarters = readable.funding.quarters(monthly, covered, start)
        month = None if not cliffs["month"].notna().any() else int(cliffs["month"].iloc[0])
        fig = figures.funding_cliff(quarters, month, prose.funding.cliff_label(cliffs, start))
        return [
            tables.text(said),
            figures.show(fig, "after_grant", f"{names[technology]}: when emergency money ends", said, quarters),
        ]

    return draw


def controls(operation: Operation, technology: str = "") -> dict[str, Any]:
    """Return the controls of `after_grant`; at first the option `technology`, else the first, and 2 years."""
    horizon = operation.levers["horizon"]
    return {
        "technology": choices.technologies(operation, technology),
        "grant_years": slider(1, horizon, min(2, horizon)),
        "grant_share": _SHARES,
    }
