"""Options side by side: running totals, the year two of them cross, who pays, and which is cheapest how often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations, permutations
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import finance, schema
from refanalysis.tco.contraction import TAIL_YEARS
from refanalysis.tco.prices import rate_of_prices
from refanalysis.tco.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values

ALL = "all"
_DEFAULT = Settings()


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


def crossings(totals: pd.DataFrame, site: str = ALL) -> pd.DataFrame:
    """Every pair of options whose running totals cross: first (cheaper in year 0), second, year, earliest first.

    Parameters
    ----------
    totals
        Table from `cumulative`.
    """
    import pandas as pd

    start = totals[(totals["year"] == 0) & (totals["site"] == site)].sort_values("value", kind="stable")["technology"]
    pairs = ((first, second, crossing_year(totals, first, second, site)) for first, second in combinations(start, 2))
    found = [(first, second, year) for first, second, year in pairs if year is not None]
    return pd.DataFrame(found, columns=["first", "second", "year"]).sort_values("year", kind="stable", ignore_index=True)


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


def by_item(cash_flows: pd.DataFrame, values: Values, settings: Settings = _DEFAULT) -> pd.DataFrame:
    """Present value of each option by item over all sites: technology, item, unit, value, tail (paid after TAIL_YEARS).

    Parameters
    ----------
    cash_flows
        Table `cash_flows`.
    values
        Assumptions the flows were made from.
    settings
        Settings the flows were made with.
    """
    factors = finance.discount_factor(rate_of_prices(values, settings), cash_flows["date"].to_numpy())
    present = cash_flows["value"].to_numpy() * factors
    keys = ["technology", "item", "unit"]
    flows = cash_flows[keys].assign(value=present, tail=present * (cash_flows["year"].to_numpy() >= TAIL_YEARS))
    return flows.groupby(keys, sort=False, as_index=False)[["value", "tail"]].sum()


def whole_sites(technologies: Iterable[str], cautions: pd.DataFrame) -> list[str]:
    """The technologies that cover whole sites; all of them where none does.

    Parameters
    ----------
    cautions
        Table from `cautions`; a technology with the caution `reach` serves zones of a site.
    """
    named = list(technologies)
    zones = set(cautions.loc[cautions["caution"] == "reach", "technology"])
    return [name for name in named if name not in zones] or named


def cheapest_by_draw(
    found: Mapping[str, Mapping[str, np.ndarray]],
    sites: Iterable[str],
    unit: str,
    technologies: Iterable[str] | None = None,
    outcome: str = "cost_per_user_month",
) -> pd.DataFrame:
    """What `cheapest` says, from what `arrays_by_draw` returns.

    Parameters
    ----------
    found
        Outcomes by technology and name, each of shape (sites + 1, draws).
    sites
        Their site_id, without the row of all sites together, which comes last.
    unit
        Unit of the outcome.
    technologies
        Options among which to choose, by default all.
    """
    names = list(found if technologies is None else technologies)
    return _ranked(np.stack([found[name][outcome] for name in names], axis=1), [*sites, ALL], names, unit)


def pairs_by_draw(
    found: Mapping[str, Mapping[str, np.ndarray]], unit: str, outcome: str = "cost_per_user_month"
) -> pd.DataFrame:
    """What `probability_cheaper` says of all sites together, for each pair of options, as table `pairs`; empty for one option.

    Parameters
    ----------
    found
        Outcomes by technology and name from one call of `arrays_by_draw`, each of shape (sites + 1, draws).
    unit
        Unit of the outcome.
    """
    import pandas as pd

    blocks = [
        _compared(
            (found[first][outcome] - found[second][outcome])[-1:],
            [ALL],
            {"first": first, "second": second, "outcome": outcome, "unit": unit},
        )
        for first, second in permutations(found, 2)
    ]
    nothing = _compared(np.empty((0, 1)), [], {"first": "", "second": "", "outcome": outcome, "unit": unit})
    return pd.concat(blocks or [nothing], ignore_index=True)


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
