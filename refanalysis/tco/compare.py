"""Options side by side: running totals, the year two of them cross, who pays, and which is cheapest how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from refanalysis import schema

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"


def by_payer(cash_flows: pd.DataFrame) -> pd.DataFrame:
    """Amount each payer bears by technology and year over all sites: technology, payer, year, unit, value."""
    return _summed(cash_flows, ["technology", "payer", "year", "unit"])


def cumulative(cash_flows: pd.DataFrame) -> pd.DataFrame:
    """Running total of each option by site and for all sites: technology, site, year, unit, value; every year has a row.

    The residual value is left out: it is a credit for service after the horizon and not a payment.
    """
    import pandas as pd

    paid = cash_flows[cash_flows["item"] != "residual"]
    yearly = pd.concat([paid, paid.assign(site=ALL)])
    wide = yearly.pivot_table(
        index=["technology", "site", "unit"], columns="year", values="value", aggfunc="sum", fill_value=0.0, sort=False
    )
    wide = wide.reindex(columns=range(int(cash_flows["year"].max()) + 1), fill_value=0.0)
    totals = wide.cumsum(axis=1).stack().rename("value").reset_index()
    return totals[["technology", "site", "year", "unit", "value"]]


def crossing_year(totals: pd.DataFrame, first: str, second: str, site: str = ALL) -> int | None:
    """First year in which the option that was cheaper in year 0 has cost more than the other; None when it never does.

    Parameters
    ----------
    totals
        Table from `cumulative`.
    first, second
        Technologies to compare, in any order.

    Raises
    ------
    ValueError
        For a technology or site that is not in the table.
    """
    a, b = (_totals_of(totals, name, site) for name in (first, second))
    difference = a - b
    known = np.flatnonzero(difference)
    if not known.size:
        return None
    crossed = np.flatnonzero(np.sign(difference) == -np.sign(difference[known[0]]))
    return int(crossed[0]) if crossed.size else None


def cheapest(outcomes: pd.DataFrame, outcome: str = "cost_per_user_month") -> pd.DataFrame:
    """How often each option is the cheapest of a site, draw by draw, and what it costs.

    Parameters
    ----------
    outcomes
        Table `outcomes` of several technologies made with the same draws, so that each draw compares like with like.
    outcome
        What is compared.

    Returns
    -------
    pandas.DataFrame
        site, technology, unit, p50 (median of the outcome), probability (share of draws in which it is cheapest), cheapest
        (whether its median is the lowest of the site); best first within a site.

    Raises
    ------
    ValueError
        When the outcome is not in the table, or technologies have different draws.
    """
    rows = _rows_of(outcomes, outcome)
    values, sites, technologies = _paired(rows)
    return _ranked(values, sites, technologies, rows["unit"].iloc[0])


def probability_cheaper(outcomes: pd.DataFrame, first: str, second: str, outcome: str = "cost_per_user_month") -> pd.DataFrame:
    """How often one option costs less than another, draw by draw, at each site, as table `pairs`.

    Parameters
    ----------
    outcomes
        Table `outcomes` of both technologies made with the same draws.
    first, second
        Technologies; the probability is that of the first being cheaper, and equal costs count half.
    outcome
        What is compared.

    Raises
    ------
    ValueError
        When the outcome or a technology is not in the table, or the two have different draws.
    """
    rows = _rows_of(outcomes, outcome)
    known = list(dict.fromkeys(rows["technology"]))
    strangers = [name for name in (first, second) if name not in known]
    if strangers:
        raise ValueError(f"no technology is called {', '.join(strangers)}; in the table: {', '.join(known)}")
    values, sites, names = _paired(rows[rows["technology"].isin([first, second])])
    extra = values[:, names.index(first)] - values[:, names.index(second)]
    return _compared(extra, sites, {"first": first, "second": second, "outcome": outcome, "unit": rows["unit"].iloc[0]})


def covering(outcomes: pd.DataFrame, cautions: pd.DataFrame) -> pd.DataFrame:
    """Outcomes of the technologies that cover whole sites; of all technologies where none does.

    Parameters
    ----------
    outcomes
        Table `outcomes`.
    cautions
        Table from `cautions`; a technology with the caution `reach` serves zones of a site.
    """
    zones = set(cautions.loc[cautions["caution"] == "reach", "technology"])
    whole = outcomes[~outcomes["technology"].isin(zones)]
    return outcomes if whole.empty else whole


def _rows_of(outcomes: pd.DataFrame, outcome: str) -> pd.DataFrame:
    rows = outcomes[outcomes["outcome"] == outcome]
    if rows.empty:
        raise ValueError(f"no outcome is called {outcome!r}; known: {', '.join(sorted(set(outcomes['outcome'])))}")
    return rows


def _compared(extra: np.ndarray, sites: list[str], named: dict[str, str]) -> pd.DataFrame:
    """Table `pairs` from the cost of the first less that of the second, shape (sites, draws)."""
    import pandas as pd

    lower, middle, upper = np.quantile(extra, [0.05, 0.5, 0.95], axis=1)
    cheaper = (extra < 0).mean(axis=1) + (extra == 0).mean(axis=1) / 2
    frame = pd.DataFrame({"site": sites, **named, "probability": cheaper, "p05": lower, "p50": middle, "p95": upper})
    return schema.check(frame, "pairs")


def _paired(rows: pd.DataFrame) -> tuple[np.ndarray, list[str], list[str]]:
    """Values by site, technology and draw."""
    wide = rows.set_index(["site", "technology", "draw"])["value"].unstack("draw")
    sites, technologies = list(dict.fromkeys(rows["site"])), list(dict.fromkeys(rows["technology"]))
    values = wide.reindex([(site, name) for site in sites for name in technologies]).to_numpy()
    if np.isnan(values).any():
        raise ValueError("technologies must share sites and draws; make them in one call")
    return values.reshape(len(sites), len(technologies), -1), sites, technologies


def _ranked(values: np.ndarray, sites: list[str], technologies: list[str], unit: str) -> pd.DataFrame:
    import pandas as pd

    medians = np.median(values, axis=2)
    best = np.argmin(values, axis=1)
    won = np.stack([(best == i).mean(axis=1) for i in range(len(technologies))], axis=1)
    frame = pd.DataFrame(
        {
            "site": np.repeat(sites, len(technologies)),
            "technology": np.tile(technologies, len(sites)),
            "unit": unit,
            "p50": medians.ravel(),
            "probability": won.ravel(),
            "cheapest": (medians == medians.min(axis=1, keepdims=True)).ravel(),
        }
    )
    order = np.lexsort((frame["p50"], np.repeat(np.arange(len(sites)), len(technologies))))
    return frame.iloc[order].reset_index(drop=True)


def _totals_of(totals: pd.DataFrame, technology: str, site: str) -> np.ndarray:
    rows = totals[(totals["technology"] == technology) & (totals["site"] == site)].sort_values("year")
    if rows.empty:
        known = ", ".join(sorted(set(totals["technology"])))
        raise ValueError(f"no running total of {technology!r} at {site!r}; technologies there: {known}")
    return rows["value"].to_numpy()


def _summed(cash_flows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return cash_flows.groupby(keys, sort=False)["value"].sum().reset_index().sort_values(keys, kind="stable", ignore_index=True)
