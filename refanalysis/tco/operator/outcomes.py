"""Outcomes of a case and of its variants as tables: a light site, a shared tower, mobile money, no SIM cards for refugees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import schema
from refanalysis.tco.operator import breakeven, returns
from refanalysis.tco.operator.access import Access, access, sim_access
from refanalysis.tco.operator.case import DATED, Case, npv, operator_case

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values
    from refanalysis.data import Operation
    from refanalysis.tco.operator.taxes import Losses
    from refanalysis.tco.settings import Settings

AS_IT_STANDS = "as_it_stands"
WITHOUT_SIMS = "without_refugee_sims"
_ALL = "all"
_QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
_BY = ["scenario", "site", "technology", "variant", "outcome", "unit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One way to serve a site: its name, technology, and what is different."""

    name: str
    technology: str
    shared_tower: bool = False
    mobile_money: bool = False
    refugee_sims: bool = True


def variants(technology: str = "macro_4g", light: str = "rural_lite", known: Access | None = None) -> tuple[Variant, ...]:
    """The variants of a case: as it stands, with a shared tower, as a light site, and with mobile money.

    Where it is open whether refugees may hold SIM cards, one more: without them.
    """
    found = [
        Variant(name=AS_IT_STANDS, technology=technology),
        Variant(name="shared_tower", technology=technology, shared_tower=True),
        Variant(name="light_site", technology=light),
        Variant(name="mobile_money", technology=technology, mobile_money=True),
        Variant(name="shared_tower_mobile_money", technology=technology, shared_tower=True, mobile_money=True),
        Variant(name="light_site_mobile_money", technology=light, mobile_money=True),
    ]
    if known is not None and known.status == "qualified":
        found.append(Variant(name=WITHOUT_SIMS, technology=technology, refugee_sims=False))
    return tuple(found)


def variant_case(
    operation: Operation,
    values: Values,
    variant: Variant,
    scenario: str = "base",
    site: str = "",
    *,
    known: Access | None = None,
    losses: Losses = "carried_forward",
    components: pd.DataFrame | None = None,
    settings: Settings = DATED,
) -> Case:
    """The case of one variant; see `operator_case`."""
    found = known or sim_access(operation.iso3)
    return operator_case(
        operation,
        values,
        variant.technology,
        scenario,
        site,
        variant=variant.name,
        shared_tower=variant.shared_tower,
        mobile_money=variant.mobile_money,
        access=found if variant.refugee_sims else access("no", found.source, found.year),
        losses=losses,
        components=components,
        settings=settings,
    )


def operator_outcomes(
    operation: Operation,
    values: Values,
    chosen: Sequence[Variant] | None = None,
    scenario: str = "base",
    site: str = "",
    only: Iterable[str] | None = None,
    *,
    known: Access | None = None,
    losses: Losses = "carried_forward",
    components: pd.DataFrame | None = None,
    settings: Settings = DATED,
) -> pd.DataFrame:
    """Outcomes of each variant by site and draw, as table `operator_outcomes`.

    Outcomes are npv, irr, payback, arpu (what an active user is assumed to pay), break_even_arpu, population,
    break_even_population, break_even_population_lasting, subsidy (once, at the start) and subsidy_yearly. Rows of site `all`
    are sums over the sites: of npv, subsidy and subsidy_yearly; there a site in profit does not pay for another.

    Parameters
    ----------
    operation
        See `operator_case`.
    values
        Assumptions, or draws of them.
    chosen
        Variants, by default those of `variants`.
    site
        One site_id; empty means every site.
    only
        Outcomes to compute, by default all.
    known, losses, components, settings
        See `operator_case`.

    Raises
    ------
    ValueError
        For an outcome or a site that does not exist.
    DataError
        For a missing assumption.
    """
    import pandas as pd

    found = known or sim_access(operation.iso3)
    names = _known(only)
    parts = []
    for variant in variants(known=found) if chosen is None else chosen:
        case = variant_case(
            operation, values, variant, scenario, site, known=found, losses=losses, components=components, settings=settings
        )
        parts += [_rows(case, name, _MEASURES[name](case)) for name in names]
    return pd.concat(parts, ignore_index=True)


def operator_ranges(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Mean, 5th percentile, median and 95th percentile over the draws of each outcome; `share` tells how many have a value."""
    groups = outcomes.groupby(_BY, sort=False)["value"]
    frame = groups.quantile(list(_QUANTILES.values())).unstack()
    frame.columns = list(_QUANTILES)
    frame.insert(0, "mean", groups.mean())
    return frame.assign(share=groups.count() / groups.size()).reset_index()


def chance_of_profit(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Share of the draws in which the net present value is above zero: scenario, site, technology, variant, probability."""
    kept = outcomes[outcomes["outcome"] == "npv"]
    keys = ["scenario", "site", "technology", "variant"]
    return kept.assign(probability=kept["value"] > 0).groupby(keys, sort=False)["probability"].mean().reset_index()


def _population(case: Case) -> np.ndarray:
    return case.people


def _lasting(case: Case) -> np.ndarray:
    return breakeven.break_even_population(case, lasting=True)


_MEASURES: dict[str, Callable[[Case], np.ndarray]] = {
    "npv": npv,
    "irr": returns.irr,
    "payback": returns.payback,
    "arpu": breakeven.average_revenue,
    "break_even_arpu": breakeven.break_even_arpu,
    "population": _population,
    "break_even_population": breakeven.break_even_population,
    "break_even_population_lasting": _lasting,
    "subsidy": returns.subsidy,
    "subsidy_yearly": returns.yearly_subsidy,
}
_UNITS = {
    "npv": "{basis}", "irr": "share/year", "payback": "year", "arpu": "{basis}/user/month", "population": "person",
    "break_even_arpu": "{basis}/user/month", "break_even_population": "person", "break_even_population_lasting": "person",
    "subsidy": "{basis}", "subsidy_yearly": "{basis}/year",
}  # fmt: skip
_SUMMED = ("npv", "subsidy", "subsidy_yearly")


def _known(only: Iterable[str] | None) -> list[str]:
    wanted = list(_MEASURES) if only is None else list(only)
    unknown = [name for name in wanted if name not in _MEASURES]
    if unknown:
        raise ValueError(f"no outcome is called {', '.join(unknown)}; known: {', '.join(_MEASURES)}")
    return wanted


def _rows(case: Case, outcome: str, values: np.ndarray) -> pd.DataFrame:
    import pandas as pd

    n_draws = case.n_draws
    amounts = np.broadcast_to(values, (len(case.sites), n_draws))
    sites = list(case.sites)
    if outcome in _SUMMED:
        amounts, sites = np.concatenate([amounts, amounts.sum(axis=0, keepdims=True)]), [*sites, _ALL]
    labels = {
        "scenario": case.scenario,
        "site": np.array(sites, dtype=object),
        "technology": case.technology,
        "variant": case.variant,
        "outcome": outcome,
        "unit": _UNITS[outcome].format(basis=case.unit),
    }
    first = schema.check(pd.DataFrame(labels).assign(draw=0, value=amounts[:, 0]), "operator_outcomes")
    rows = first.iloc[np.repeat(np.arange(len(sites)), n_draws)].reset_index(drop=True)
    draw = pd.array(np.tile(np.arange(n_draws), len(sites)), dtype="Int64")
    return rows.assign(draw=draw, value=amounts.ravel())
