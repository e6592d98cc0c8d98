"""The tables of a choice from the cost model: options and their amounts by year, from the ledger and the demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis import finance
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

_ONCE = ("capex", "replacement", "residual", "retirement")


def options_from(
    cash_flows: pd.DataFrame, demand: pd.DataFrame, rate: float, *, infeasible: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tables `options` and `yearly` of `choose` from the ledger.

    Parameters
    ----------
    cash_flows
        Table `cash_flows` of one scenario with the column date [year since the start]. Leave out the components whose cost
        `links` gives, so that a shared link is not paid for twice.
    demand
        Table `demand`: site, year, users [person]; an option serves the mean number over the years.
    rate
        Discount rate in the terms of the ledger [share/year].
    infeasible
        site, technology: options that cannot be had, for example where there is no signal. They stay in the table.

    Returns
    -------
    options
        site, technology, cost (present value) [currency], users [person], feasible, unit of cost.
    yearly
        site, technology, year, capex (purchases, replacements, retirement and credits), opex (everything else) [currency,
        undiscounted], present_value [currency].

    Raises
    ------
    DataError
        When several scenarios or units are mixed, a value is missing, a site has no demand, or the credits of an option exceed
        its costs.

    Examples
    --------
    >>> import pandas as pd
    >>> flows = pd.DataFrame({"scenario": "base", "site": "a", "technology": "leo", "item": ["capex", "opex"], "year": [0, 1],
    ...     "date": [0.0, 2.0], "unit": "USD_2024", "value": [100.0, 121.0]})
    >>> demand = pd.DataFrame({"site": "a", "year": [0, 1], "users": [10.0, 30.0]})
    >>> options, yearly = options_from(flows, demand, 0.1)
    >>> float(options["cost"].iloc[0].round(6)), float(options["users"].iloc[0])
    (200.0, 20.0)
    """
    import pandas as pd

    _one(cash_flows)
    factors = finance.discount_factor(rate, cash_flows["date"].to_numpy(dtype=float))
    value = cash_flows["value"].to_numpy(dtype=float)
    once = cash_flows["item"].isin(_ONCE).to_numpy()
    keys = ["site", "technology", "year"]
    parts = {"capex": value * once, "opex": value * ~once, "present_value": value * factors}
    yearly = cash_flows[keys].assign(**parts).groupby(keys, as_index=False, sort=False, observed=True).sum()
    options = yearly.groupby(keys[:2], as_index=False, sort=False, observed=True)["present_value"].sum()
    options = options.rename(columns={"present_value": "cost"})
    served = demand.groupby("site", observed=True)["users"].mean()
    users = options["site"].map(served)
    _known(options, users)
    ruled = pd.MultiIndex.from_frame(options[keys[:2]]).isin([] if infeasible is None else list(_pairs(infeasible)))
    return options.assign(users=users.to_numpy(dtype=float), feasible=~ruled, unit=cash_flows["unit"].iloc[0]), yearly


def _pairs(frame: pd.DataFrame) -> zip[tuple[str, str]]:
    return zip(frame["site"], frame["technology"], strict=True)


def _one(cash_flows: pd.DataFrame) -> None:
    for column in ("scenario", "unit"):
        found = [str(each) for each in cash_flows[column].unique()]
        if len(found) != 1:
            raise DataError(f"cash_flows: column {column} holds {', '.join(found) or 'nothing'}; accepted: exactly one")
    missing = cash_flows["value"].isna() | cash_flows["date"].isna()
    if missing.any():
        row = cash_flows[missing].iloc[0]
        raise DataError(
            f"cash_flows: site {row['site']}, technology {row['technology']}, item {row['item']} has no value or no date"
        )


def _known(options: pd.DataFrame, users: pd.Series) -> None:
    if users.isna().any():
        raise DataError(f"demand: no users for site {', '.join(map(str, options['site'][users.isna()].unique()[:5]))}")
    credited = options[options["cost"] < 0]
    if len(credited):
        row = credited.iloc[0]
        raise DataError(
            f"cash_flows: credits exceed the costs of site {row['site']}, technology {row['technology']} ({row['cost']:,.2f}); "
            "accepted: a cost of 0 or more"
        )
