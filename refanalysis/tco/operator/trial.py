"""A trial with a cell on wheels: how long, at what cost, and what it must show before a permanent site is built."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import finance
from refanalysis.tco.operator import breakeven
from refanalysis.tco.operator.access import sim_access
from refanalysis.tco.operator.case import amounts, operator_case
from refanalysis.tco.reading import Reader

if TYPE_CHECKING:
    import datetime

    import pandas as pd

    from refanalysis.assumptions import Values
    from refanalysis.data import Operation
    from refanalysis.tco.operator.access import Access
    from refanalysis.tco.operator.case import Case

_MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A trial at one site.

    Attributes
    ----------
    months
        Its length [month].
    people
        People within its reach: those one cell carries in every year, at most those of the site [person].
    cost
        Cost of that one cell for the time [currency].
    revenue
        What they must pay in a month for the permanent site to break even [currency/month]; nan when nobody can pay.
    users
        Active users among them who pay as much, if each pays what is assumed [user]; nan when nobody can pay.
    expected_users, expected_revenue
        What the assumptions expect of them in the first year [user], [currency/month].
    decision
        Day on which to decide.
    """

    site: str
    technology: str
    trial: str
    unit: str
    months: float
    people: float
    cost: float
    revenue: float
    users: float
    expected_users: float
    expected_revenue: float
    decision: datetime.date
    access: Access


def trial_card(
    operation: Operation,
    values: Values,
    technology: str = "macro_4g",
    trial: str = "cell_on_wheels",
    site: str = "",
    start: datetime.date | None = None,
    *,
    shared_tower: bool = False,
    mobile_money: bool = False,
    access: Access | None = None,
    components: pd.DataFrame | None = None,
) -> Trial:
    """A trial at a site, by default the operation's focus site, that starts on a day, by default the operation's date of data.

    Parameters
    ----------
    values
        Assumptions of the base case.
    technology, shared_tower, mobile_money
        The permanent site that the trial is to decide on.
    trial
        What stands there meanwhile: one cell.

    Notes
    -----
    The cost of the trial is the annual cost of one temporary cell over its life, times `trial_months` / 12. The pass mark in
    revenue is what the users of the first year within its reach would pay if each paid the break-even revenue per user; the
    pass mark in users is how many bring the same if each pays what is assumed. Users may grow after the trial as assumed.
    """
    known, where = access or sim_access(operation.iso3), site or operation.focus_site
    lasting = operator_case(
        operation, values, technology, site=where, shared_tower=shared_tower, mobile_money=mobile_money, access=known,
        components=components,
    )  # fmt: skip
    temporary = _one_cell(operator_case(operation, values, trial, site=where, access=known, components=components))
    months, people = float(Reader(values=values)("trial_months")[0]), float(temporary.people[0, 0])
    expected = float(lasting.outlook.sold.users[0, 0]) * people
    return Trial(
        site=where,
        technology=technology,
        trial=trial,
        unit=lasting.unit,
        months=months,
        people=people,
        cost=_annual(temporary) * months / _MONTHS_PER_YEAR,
        revenue=float(breakeven.break_even_arpu(lasting)[0, 0]) * expected,
        users=float(breakeven.break_even_factor(lasting)[0, 0]) * expected,
        expected_users=expected,
        expected_revenue=float(breakeven.average_revenue(lasting)[0, 0]) * expected,
        decision=_after(start or operation.date_of_data, months),
        access=known,
    )


def users_to_pay_back(capex: float, years: float, arpu: float, margin: float) -> float:
    """Users whose margin pays back a purchase in so many years, not discounted [user]: a rule of thumb to check a case by.

    Examples
    --------
    >>> round(users_to_pay_back(100_000, 10, 2.0, 0.5)), round(users_to_pay_back(100_000, 10, 4.4, 0.35))
    (833, 541)
    """
    return capex / (years * _MONTHS_PER_YEAR * arpu * margin)


def rule_of_thumb(
    operation: Operation,
    values: Values,
    technology: str = "macro_4g",
    site: str = "",
    *,
    access: Access | None = None,
    components: pd.DataFrame | None = None,
) -> float:
    """Users who pay back what a site costs to build, by the margin that operators report [user]; see `users_to_pay_back`.

    A check that needs no more than the first purchase, `assessment_period`, the average revenue per user and `ebitda_margin`:
    margins of whole operators flatter a remote site.
    """
    where = site or operation.focus_site
    built = operator_case(operation, values, technology, site=where, access=access, components=components)
    read = Reader(values=values)
    return users_to_pay_back(
        float(built.cost["equipment"][0, 0, 0]),
        float(read("assessment_period")[0]),
        float(breakeven.average_revenue(built)[0, 0]),
        float(read("ebitda_margin")[0]),
    )


def users_of_first_year(
    operation: Operation,
    values: Values,
    technology: str = "macro_4g",
    site: str = "",
    *,
    access: Access | None = None,
    components: pd.DataFrame | None = None,
) -> float:
    """Active users the operator is expected to serve at a site in the first year [user]."""
    where = site or operation.focus_site
    case = operator_case(operation, values, technology, site=where, access=access, components=components)
    return float(case.people[0, 0] * case.outlook.sold.users[0, 0])


def _one_cell(case: Case) -> Case:
    """The same case for as many people as one cell carries in every year, at most those of the site."""
    cell = case.outlook.bought.parts.get("cell")
    if cell is None:
        return case
    people = np.minimum(case.people, np.floor(1.0 / cell.rate.max(axis=0)))
    income, cost, residual = amounts(case.outlook, people)
    return replace(case, people=people, income=income, cost=cost, residual=residual)


def _annual(case: Case) -> float:
    """Annual cost of the network of a case of one site, taxes and revenue left out [currency/year]."""
    cost, outlook = case.cost, case.outlook
    rate, timing = outlook.rate, outlook.settings.opex_timing
    value = finance.present_value(cost["equipment"][0, :, 0], rate[0], "start")
    value += finance.present_value(cost["closing"][0, :, 0] + case.residual[0, 0] * _last(outlook.horizon), rate[0], "end")
    value += finance.present_value(cost["running"][0, :, 0], rate[0], timing)
    return float(finance.annual_cost(value, rate[0], outlook.horizon, timing))


def _last(horizon: int) -> np.ndarray:
    return (np.arange(horizon) == horizon - 1) * 1.0


def _after(start: datetime.date, months: float) -> datetime.date:
    import pandas as pd

    whole = round(months)
    return (pd.Timestamp(start) + pd.DateOffset(months=whole)).date()
