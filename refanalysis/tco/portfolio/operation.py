"""The choice of one operation: options from the cost model, what neighbours could share, and ceilings by default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from refanalysis import data, words
from refanalysis.schema import DataError
from refanalysis.tco.cautions import cautions
from refanalysis.tco.compare import whole_sites
from refanalysis.tco.dimensions import quantities
from refanalysis.tco.flows import cash_flows
from refanalysis.tco.portfolio.choice import Choice, choose
from refanalysis.tco.portfolio.costs import options_from
from refanalysis.tco.portfolio.marginal import budget_curve
from refanalysis.tco.portfolio.robust import regret
from refanalysis.tco.portfolio.rules import Rules
from refanalysis.tco.portfolio.sharing import Beside, apart, pairs
from refanalysis.tco.traffic import demand

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values
    from refanalysis.data import Operation

WORST_SERVED = "worst_served"
THE_CHOICE = "the choice"
_SHORT = ("not_served", "partly_served", "planned")
_KEYS = ["site", "technology"]
_HALF = 0.5
_CURVE_GAP, _CURVE_SECONDS = 1e-3, 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What can be chosen at the sites of an operation.

    Attributes
    ----------
    options, yearly
        As for `choose`: of technologies with `links` without the chain of radio hops to the network, of others with it.
    links
        Each site's own chain, and the links that cost less: to a neighbour with room on its chain. None where no link does.
    chains
        site, technology, year, capex, opex [currency, undiscounted] of the chains that `links` gives; may be empty.
    alone, dated
        As `options` and `yearly`, with each site's own chain.
    zones
        Technologies that serve zones of a site only, with the largest share of a site's land they reach.
    unlocated
        Sites without a point: what they could share is not known.
    rate, unit, horizon
        Discount rate [share/year], unit of all money, years of service.
    """

    options: pd.DataFrame
    yearly: pd.DataFrame
    links: pd.DataFrame | None
    chains: pd.DataFrame
    alone: pd.DataFrame
    dated: pd.DataFrame
    zones: dict[str, float]
    unlocated: tuple[str, ...]
    rate: float
    unit: str
    horizon: int


def case(operation: Operation, values: Values, scenario: str = "base", *, zones: bool = False) -> Case:
    """The options of every site of an operation, and which neighbours could share a chain of radio hops.

    Parameters
    ----------
    values
        Assumptions of one case, not draws.
    zones
        Whether technologies that reach only zones of a site count as options; where no other is left they always do.

    Notes
    -----
    The distance from a site to the network is one assumption for all sites. A link between two sites has as many hops as their
    distance asks for, at least one, each at the cost of a hop of the site's own chain. A site may hang on a neighbour whose own
    chain has room for the busy hour of both in every year; a neighbour that carries others hangs on none. Pairs that save most
    are taken first, and a site may hang on one neighbour only, so what is proven holds for these links. Where there is no room,
    the neighbour would need a further chain all the way, and nothing would be saved.
    """
    horizon = int(operation.levers["horizon"])
    counted = quantities(operation.sites, data.bills(), operation.technologies, values, horizon)
    warned = cautions(counted)
    kept = list(operation.technologies) if zones else whole_sites(operation.technologies, warned)
    wanted = demand(operation.sites, values, horizon)
    rate = float(values.value("discount_rate"))
    flows = cash_flows(operation, values, kept, scenario)
    alone, dated = options_from(flows, wanted, rate)
    reach = warned[(warned["caution"] == "reach") & warned["technology"].isin(operation.technologies)]
    given = {
        "alone": alone,
        "dated": dated,
        "zones": reach.groupby("technology", sort=False)["value"].max().to_dict(),
        "unlocated": tuple(operation.sites.loc[operation.sites[["lat", "lon"]].isna().any(axis=1), "site_id"]),
        "rate": rate,
        "unit": str(alone["unit"].iloc[0]),
        "horizon": horizon,
    }
    found = pairs(operation, values, counted, kept)
    if found.empty:
        return Case(options=alone, yearly=dated, links=None, chains=dated.iloc[:0], **given)
    near = cash_flows(operation, Beside(values), list(dict.fromkeys(found["technology"])), scenario)
    return Case(**given, **apart(alone, dated, options_from(near, wanted, rate), found))


def default_ceilings(given: Case) -> tuple[float, float]:
    """Half of what serving every site at least cost takes in its dearest year: purchases and running costs [currency]."""
    spent = spending(given, unlimited(given))
    return tuple(_HALF * max(float(spent[name].max()), 0.0) for name in ("capex", "opex"))


def unlimited(given: Case, *, seconds: float = 20.0) -> Choice:
    """The choice of least cost that serves every site that can be."""
    return choose(given.options, given.links, Rules(cover_sites="possible"), seconds=seconds)


def ceilings(given: Case, capex: float, opex: float, **rules: object) -> Rules:
    """Rules with the same ceiling in every year.

    Parameters
    ----------
    capex, opex
        Most that may be spent on purchases and on running costs in one year [currency].
    rules
        Other fields of `Rules`.
    """
    years = range(given.horizon)
    return Rules(capex=dict.fromkeys(years, capex), opex=dict.fromkeys(years, opex), **rules)


def most_users(
    given: Case, rules: Rules, statuses: pd.DataFrame | None = None, *, gap: float = 1e-4, seconds: float = 20.0
) -> Choice:
    """The choice that serves most users under the rules.

    Parameters
    ----------
    statuses
        Table `site_status`, for a rule on `WORST_SERVED`: sites whose service is known to fall short (planned, partly served or
        none). A site of unknown service does not count among them.
    gap, seconds
        As for `choose`.

    Raises
    ------
    DataError
        When no choice keeps the rules: says which of them conflict; or when no site is known to be worst served.
    """
    shares = None if statuses is None or not rules.equity else worst_served(statuses)
    if shares is not None and not shares[WORST_SERVED].any():
        raise DataError(
            f"equity asks for {words.share(rules.equity.get(WORST_SERVED))} of the users served at worst-served sites, but no "
            "site is known to be planned, partly served or without service"
        )
    yearly = given.yearly if rules.yearly else None
    return choose(given.options, given.links, rules, objective="users", yearly=yearly, shares=shares, gap=gap, seconds=seconds)


def decide(
    given: Case, rules: Rules, statuses: pd.DataFrame | None = None, *, seconds: float = 20.0
) -> tuple[Choice, tuple[str, ...]]:
    """The choice that serves most users, and why the rules could not be kept: empty when they could.

    Where no choice keeps all rules, the choice keeps the ceilings alone.
    """
    try:
        return most_users(given, rules, statuses, seconds=seconds), ()
    except DataError as conflict:
        plain = Rules(budget=rules.budget, capex=rules.capex, opex=rules.opex)
        return most_users(given, plain, seconds=seconds), tuple(str(conflict).splitlines())


def needed(
    given: Case, rules: Rules, statuses: pd.DataFrame | None = None, *, seconds: float = 10.0
) -> tuple[float, float] | None:
    """Most that the cheapest choice keeping all rules but the ceilings spends in a year: purchases, running costs [currency].

    None where the rules cannot be kept whatever the money.
    """
    shares = worst_served(statuses) if statuses is not None and rules.equity else None
    try:
        found = choose(
            given.options, given.links, replace(rules, budget=None, capex={}, opex={}), shares=shares, seconds=seconds
        )
    except (DataError, ValueError):
        return None
    spent = spending(given, found)
    return float(spent["capex"].max()), float(spent["opex"].max())


def worst_served(statuses: pd.DataFrame) -> pd.DataFrame:
    """Table `shares` of `choose` with the group `WORST_SERVED`: 1 at sites whose service is known to fall short, else 0."""
    import pandas as pd

    return pd.DataFrame({"site": statuses["site_id"], WORST_SERVED: statuses["status"].isin(_SHORT).astype(float)})


def at_levels(
    given: Case,
    rules: Rules,
    levels: Iterable[float],
    statuses: pd.DataFrame | None = None,
    *,
    gap: float = 1e-3,
    seconds: float = 20.0,
) -> dict[float, Choice]:
    """The choice that serves most users when all ceilings are multiplied by each level; without levels that no choice meets.

    Parameters
    ----------
    levels
        Multiples of the ceilings [1].
    """
    found = {}
    for level in sorted(set(levels)):
        try:
            found[level] = most_users(given, scaled(rules, level), statuses, gap=gap, seconds=seconds)
        except DataError:
            continue
    return found


def scaled(rules: Rules, level: float) -> Rules:
    """The rules with all ceilings by year multiplied."""
    ceilings = {kind: {year: level * most for year, most in rules.binding(kind).items()} for kind in ("capex", "opex")}
    return replace(rules, **ceilings)


def spending(given: Case, chosen: Choice) -> pd.DataFrame:
    """What the choice costs in each year: year, capex, opex [currency, undiscounted], with the hops each link really has."""
    import pandas as pd

    picked = chosen.table.loc[chosen.table["technology"] != "", [*_KEYS, "upstream"]]
    own = given.yearly.merge(picked, on=_KEYS)
    parts = [own]
    if given.links is not None:
        used = picked.merge(given.links[[*_KEYS, "upstream", "part"]], on=[*_KEYS, "upstream"])
        chain = given.chains.merge(used, on=_KEYS)
        parts = [
            own.assign(capex=own["bought"]),
            chain.assign(capex=chain["capex"] * chain["part"], opex=chain["opex"] * chain["part"]),
        ]
    summed = pd.concat(parts).groupby("year")[["capex", "opex"]].sum()
    return summed.reindex(range(given.horizon), fill_value=0.0).rename_axis("year").reset_index()


def drawn_options(by_draw: pd.DataFrame, given: Case) -> pd.DataFrame:
    """Table `draws` of `regret`: present value of each option with its own chain in every draw.

    Parameters
    ----------
    by_draw
        Table `outcomes` with the outcome present_value of the case's technologies.
    """
    rows = by_draw[(by_draw["outcome"] == "present_value") & (by_draw["site"] != "all")]
    known = rows[rows["technology"].isin(given.alone["technology"].unique())]
    return known[[*_KEYS, "draw", "value"]].rename(columns={"value": "cost"}).reset_index(drop=True)


def plans(given: Case, chosen: Choice, names: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    """Plans for the sites the choice serves: the choice itself with each site's own chain, and one technology everywhere."""
    table = chosen.table[chosen.table["technology"] != ""].assign(upstream="")[[*_KEYS, "upstream"]].reset_index(drop=True)
    found = {THE_CHOICE: table}
    for technology in dict.fromkeys(given.alone["technology"]):
        if (table["technology"] != technology).any():
            found[f"{names[technology]} everywhere"] = table.assign(technology=technology)
    return found


def regrets(given: Case, chosen: Choice, drawn: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """How much dearer each plan for the sites the choice serves is than the best of each draw, as from `regret`.

    Parameters
    ----------
    drawn
        From `drawn_options`.
    names
        Label of each technology.
    """
    served = chosen.table.loc[chosen.table["technology"] != "", "site"]
    if served.empty:
        import pandas as pd

        return pd.DataFrame(columns=["plan", "best_in", "mean", "p95", "max", "cost", "over_budget"])
    options, cases = (frame[frame["site"].isin(served)].reset_index(drop=True) for frame in (given.alone, drawn))
    return regret(options, cases, plans=plans(given, chosen, names))


def curve(given: Case, top: float, points: int = 20) -> dict[float, Choice]:
    """The choice of most users at evenly spaced amounts of money that is free to move between years, up to `top` [currency]."""
    budgets = [top * (place + 1) / points for place in range(points)]
    return budget_curve(given.options, given.links, budgets, objective="users", gap=_CURVE_GAP, seconds=_CURVE_SECONDS)
