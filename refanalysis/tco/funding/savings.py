"""What one contract, own staff and training would save on an option's bill, with the range of what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis import schema
from refanalysis.tco.funding.contracts import own_or_outsourced, pooled_price_ratio, shared_contract, training_payback
from refanalysis.tco.funding.months import MONTHS

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values

TECHNICIAN = "technician"
READS = (
    "outsourced_maintenance_price",
    "pooled_price_buyers",
    "pooled_price_ratio",
    "repair_call_price",
    "repair_calls",
    "repair_calls_avoided",
    "technician_training_price",
)


def savings(
    monthly: pd.DataFrame, values: Values, *, wage: float, sites: int, agencies: int, trainees: int, scenario: str = "base"
) -> pd.DataFrame:
    """Outcomes of shared contracts, own staff and training for one option, as table `outcomes` over all sites.

    Parameters
    ----------
    monthly
        Rows of one option from `monthly_cost`.
    values
        Assumptions, or draws of them.
    wage
        Most likely yearly cost of a technician, with which the bill was made [currency/staff/year].
    sites
        Sites the bill is for [site].
    agencies
        Agencies that would share one contract, with equal volumes.
    trainees
        People trained at each site [trainee].

    Returns
    -------
    pandas.DataFrame
        Outcomes shared_saving_share, shared_saving (of the yearly bill for bandwidth and plans), and, for an option with
        local technicians, own_staff_cost, outsourced_cost, outsourced_break_even; training_cost, calls_saved_cost and
        training_payback.

    Raises
    ------
    ValueError
        For less than one agency, trainee or site, or a bill of several options.
    """
    _refuse(monthly, agencies=agencies, trainees=trainees, sites=sites)
    basis, years = monthly["unit"].iloc[0], (int(monthly["month"].max()) + 1) / MONTHS
    service = monthly.loc[monthly["item"] == "bandwidth", "value"].sum() / years
    staffed = monthly["component"].eq(TECHNICIAN) & monthly["item"].eq("staff")
    staff = monthly.loc[staffed, "value"].sum() / years / wage
    found = _shared(values, service, agencies, basis) if service else {}
    found |= _staff(values, staff, sites, monthly["technology"].iloc[0], basis) if staff else {}
    return _table(found | _training(values, sites, trainees, basis), monthly["technology"].iloc[0], scenario)


Measured = dict[tuple[str, str], np.ndarray]


def _shared(values: Values, service: float, agencies: int, basis: str) -> Measured:
    ratio = pooled_price_ratio(agencies, values.value("pooled_price_ratio"), values.value("pooled_price_buyers"))
    found = shared_contract(service, np.full(agencies, 1.0 / agencies), ratio)
    return {("shared_saving_share", "share"): found["saving_share"], ("shared_saving", f"{basis}/year"): found["saving"]}


def _staff(values: Values, staff: float, sites: int, technology: str, basis: str) -> Measured:
    wage = values.value("opex", technology, TECHNICIAN)
    found = own_or_outsourced(staff, wage, sites, values.value("outsourced_maintenance_price"))
    return {
        ("own_staff_cost", f"{basis}/year"): found["own"],
        ("outsourced_cost", f"{basis}/year"): found["outsourced"],
        ("outsourced_break_even", f"{basis}/site/year"): found["break_even"],
    }


def _training(values: Values, sites: int, trainees: int, basis: str) -> Measured:
    cost = sites * trainees * np.asarray(values.value("technician_training_price"))
    calls = sites * np.asarray(values.value("repair_calls"))
    price, avoided = values.value("repair_call_price"), values.value("repair_calls_avoided")
    return {
        ("training_cost", basis): cost,
        ("calls_saved_cost", f"{basis}/year"): calls * price * avoided,
        ("training_payback", "month"): training_payback(cost, calls, price, avoided),
    }


def _refuse(monthly: pd.DataFrame, **counts: int) -> None:
    wrong = [f"{name} {count}" for name, count in counts.items() if count < 1]
    if wrong or monthly["technology"].nunique() != 1:
        named = f"technology {', '.join(sorted(set(monthly['technology']))) or 'none'}"
        raise ValueError(f"savings need the bill of one technology and counts of 1 or more; found {', '.join([*wrong, named])}")


def _table(found: Measured, technology: str, scenario: str) -> pd.DataFrame:
    import pandas as pd

    parts = [
        pd.DataFrame({"value": np.atleast_1d(amount)}).assign(
            scenario=scenario, site="all", technology=technology, outcome=outcome, unit=unit, draw=np.arange(np.size(amount))
        )
        for (outcome, unit), amount in found.items()
    ]
    frame = pd.concat(parts, ignore_index=True)
    return schema.check(frame[schema.TABLES["outcomes"].names], "outcomes")
