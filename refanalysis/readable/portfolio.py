"""Tables on the choice of technologies for readers: who gets what, who is left out and why, rules of thumb, regret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.tco.portfolio import Choice, Rules
    from refanalysis.tco.portfolio.operation import Case

RULES = {
    "cheapest_first": "cheapest site first",
    "priority_order": "largest site first, stop when out of money",
    "grown_trees": "trees grown link by link",
}  # fmt: skip
_FITS = "none: it would fit"
KINDS = {"capex": "purchases", "opex": "running costs"}
LEFT_OUT = {"site_id": "code", "option": "its cheapest option", "cost_per_user": "cost of a user"}
WAYS = {"rule": "way to choose", "fewer": "users fewer than possible", "cost_per_user": "cost of a user"}
CHANGES = {"place": "site", "site": "code", "when": "with", "before": "now", "after": "then"}
REGRET = {
    "best_in": "no other is better in",
    "p95": "at most, in 95 of 100 draws",
    "max": "at worst",
    "cost": "cost, on average",
}


def placed(choice: Choice, sites: pd.DataFrame) -> pd.DataFrame:
    """Return the choice with the place of each site: site_id, site, population, lat, lon, technology, upstream, users, cost.

    Parameters
    ----------
    sites
        Table ``sites``, all of the operation.
    """
    columns = ["site_id", "site", "population", "lat", "lon"]
    chosen = choice.table.rename(columns={"site": "site_id"})[["site_id", "technology", "upstream", "users", "cost"]]
    return sites[columns].merge(chosen, on="site_id", how="left")


def chosen(choice: Choice, sites: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the sites that are served, most users first: site, people, technology, users, cost, cost of a user."""
    table = placed(choice, sites)
    served = table[table["technology"] != ""].sort_values("users", ascending=False, kind="stable")
    places = sites.set_index("site_id")["site"]
    frame = served[["site", "site_id", "population"]].rename(columns={"population": "people"})
    frame = frame.assign(technology=served["technology"].map(names), users=served["users"], cost=served["cost"])
    frame = frame.assign(cost_per_user=served["cost"] / served["users"])
    if (served["upstream"] != "").any():
        frame = frame.assign(
            note=served["upstream"].map(places).map("shares the radio chain of {}".format, na_action="ignore").fillna("")
        )
    return frame.reset_index(drop=True)


def left_out(
    given: Case, choice: Choice, rules: Rules, spent: pd.DataFrame, sites: pd.DataFrame, names: Mapping[str, str]
) -> pd.DataFrame:
    """Return the sites left out, most users first: what serving each would cost, and the money and year it would miss most.

    The columns are site, site_id, people, users, option (its cheapest), cost, cost_per_user, tightest (kind of money and year
    that would be short if the site were added to the choice), needed and left (then); where it would fit, tightest says so.

    Parameters
    ----------
    given, choice, rules
        The case, what was chosen, and the rules it was chosen under.
    spent
        From ``operation.spending``: what the choice costs by year.
    """
    import pandas as pd

    table = placed(choice, sites)
    out = table[table["technology"] == ""]
    best = given.alone.sort_values("cost", kind="stable").drop_duplicates("site").set_index("site")
    rows = [
        {
            "site": row.site, "site_id": row.site_id, "people": row.population, "users": best["users"][row.site_id],
            "option": names[best["technology"][row.site_id]], "cost": best["cost"][row.site_id],
            "cost_per_user": best["cost"][row.site_id] / best["users"][row.site_id],
            **_tightest(given, row.site_id, best["technology"][row.site_id], rules, spent),
        }
        for row in out.itertuples()
        if row.site_id in best.index
    ]  # fmt: skip
    columns = ["site", "site_id", "people", "users", "option", "cost", "cost_per_user", "tightest", "needed", "left"]
    return pd.DataFrame(rows, columns=columns).sort_values("users", ascending=False, kind="stable", ignore_index=True)


def against_ceilings(spent: pd.DataFrame, rules: Rules, unit: str) -> pd.DataFrame:
    """Return what is spent in each year beside its ceiling: year, kind, spent, ceiling, unit."""
    import pandas as pd

    limits = {kind: rules.binding(kind) for kind in KINDS}
    rows = [
        {
            "year": int(row.year),
            "kind": kind,
            "spent": float(getattr(row, kind)),
            "ceiling": limits[kind].get(row.year),
            "unit": unit,
        }
        for kind in KINDS
        for row in spent.itertuples()
    ]
    return pd.DataFrame(rows).astype({"year": "Int64", "ceiling": float})


def curve(choices: Mapping[float, Choice], unit: str) -> pd.DataFrame:
    """Return the budget curve: budget, cost, sites, users, bound, gap, unit; the point of no money first."""
    import pandas as pd

    none = {"budget": 0.0, "cost": 0.0, "sites": 0, "users": 0.0, "bound": 0.0, "gap": 0.0, "unit": unit}
    rows = [
        {
            "budget": budget,
            "cost": each.cost,
            "sites": each.sites,
            "users": each.users,
            "bound": each.bound,
            "gap": each.gap,
            "unit": unit,
        }
        for budget, each in choices.items()
    ]
    return pd.DataFrame([none, *rows]).sort_values("budget", kind="stable", ignore_index=True)


def by_rule(compared: pd.DataFrame, free: Choice, chosen_now: Choice) -> pd.DataFrame:
    """Return what each way of choosing reaches with the same money: rule, sites, users, cost, fewer (users than the best).

    Rules that come to the same choice stand once.

    Parameters
    ----------
    compared
        From ``portfolio.compare_rules`` at the budget of the choice.
    free
        The choice of most users with that money, free to move between years.
    chosen_now
        The choice under the ceilings by year.
    """
    import pandas as pd

    mine = [
        {
            "rule": "the choice, within the ceilings of every year",
            "sites": chosen_now.sites,
            "users": chosen_now.users,
            "cost": chosen_now.cost,
        },
        {"rule": "most users, same money free between years", "sites": free.sites, "users": free.users, "cost": free.cost},
    ]
    others = compared[compared["rule"].isin(RULES)]
    others = others.assign(rule=others["rule"].map(RULES))[["rule", "sites", "users", "cost"]]
    others = others[~others[["users", "cost"]].round(2).duplicated()]
    frame = pd.concat([pd.DataFrame(mine), others], ignore_index=True)
    return frame.assign(
        fewer=(free.users - frame["users"]).clip(lower=0.0),
        cost_per_user=frame["cost"] / frame["users"].where(frame["users"] > 0),
    )


def by_level(levels: Mapping[float, Choice], sites: pd.DataFrame) -> pd.DataFrame:
    """Return what each site gets at each level of the ceilings: site_id, site, level, technology (empty: not served)."""
    import pandas as pd

    parts = [placed(each, sites)[["site_id", "site", "technology"]].assign(level=level) for level, each in levels.items()]
    return pd.concat(parts, ignore_index=True)[["site_id", "site", "level", "technology"]]


def changes(first: pd.DataFrame, sites: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the sites that change first, in words: site, when, now, then.

    Parameters
    ----------
    first
        From ``portfolio.first_to_change`` over levels of the ceilings, from 1.
    """
    places = sites.set_index("site_id")["site"]
    when = [f"{words.share(row.distance)} {row.direction}" for row in first.itertuples()]
    known = {**dict(names), "": "not served"}
    frame = first[["site"]].assign(place=first["site"].map(places), when=when)
    frame = frame.assign(before=first["before"].map(known), after=first["after"].map(known))
    return frame[["place", "site", "when", "before", "after"]].reset_index(drop=True)


def plan_costs(drawn: pd.DataFrame, choice: Choice) -> np.ndarray:
    """Return what the choice costs in each draw, each site with its own chain, shape (draws,) [unit of the costs].

    Parameters
    ----------
    drawn
        From ``operation.drawn_options``.
    """
    served = choice.table[choice.table["technology"] != ""]
    return drawn.merge(served[["site", "technology"]], on=["site", "technology"]).groupby("draw")["cost"].sum().to_numpy()


def _tightest(given: Case, site: str, technology: str, rules: Rules, spent: pd.DataFrame) -> dict[str, object]:
    """The year and kind in which the site misses most, were it added to the choice; none where it would fit."""
    own = given.dated[(given.dated["site"] == site) & (given.dated["technology"] == technology)].set_index("year")
    worst, found = 0.0, {"tightest": _FITS, "needed": np.nan, "left": np.nan}
    for kind, label in KINDS.items():
        for year, most in rules.binding(kind).items():
            left = most - float(spent.loc[spent["year"] == year, kind].iloc[0])
            need = float(own[kind].get(year, 0.0))
            short = (need - left) / max(most, 1.0)
            if need > left and short > worst:
                worst, found = short, {"tightest": f"{label}, year {year}", "needed": need, "left": max(left, 0.0)}
    return found
