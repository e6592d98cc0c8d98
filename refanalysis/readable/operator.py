"""Tables of an operator's business case as readers see them: names in place of codes, one row for each thing to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from refanalysis import words

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.tco.operator import Trial, Variant

WAYS = {
    "paying": "sites that pay", "npv": "value of all sites, median", "subsidy": "grant at the start",
    "yearly": "or support in each year", "arpu": "a user must pay",
}  # fmt: skip
SITES = {
    "npv": "value as it stands", "probability": "draws in which that pays", "way": "best way to serve",
    "subsidy": "grant it needs that way",
}  # fmt: skip
SITE = {
    "npv": "value", "irr": "rate of return", "payback": "paid back after", "arpu": "a user pays",
    "break_even_arpu": "a user must pay", "break_even_population": "people needed", "subsidy": "grant at the start",
    "subsidy_yearly": "or support in each year",
}  # fmt: skip
_WAYS = {
    "as_it_stands": "{own}",
    "shared_tower": "{own} on a shared tower",
    "light_site": "{own}",
    "mobile_money": "{own} with mobile money",
    "shared_tower_mobile_money": "{own} on a shared tower with mobile money",
    "light_site_mobile_money": "{own} with mobile money",
    "without_refugee_sims": "{own} without SIM cards for refugees",
}
WAYS_DIGITS = {"npv": 1, "low": 1, "high": 1, "subsidy": 1, "yearly": 2, "arpu": 2}
_MONEY = ("npv", "low", "high", "subsidy", "yearly", "subsidy_yearly")
_WITHOUT_SIMS = "without_refugee_sims"
_LINES = {
    "refugee_users": "refugees' SIM cards", "host_users": "hosts' SIM cards", "anchor": "office contracts",
    "mobile_money": "mobile money", "equipment": "equipment, bought and replaced", "closing": "take-down at the end",
    "running": "running cost", "acquisition": "winning users", "levy": "universal-service levy", "licence_fee": "licence fee",
    "turnover_tax": "tax on revenue", "profit_tax": "tax on profit",
}  # fmt: skip
WAYS_NOTE = (
    "A site pays when its median value is not below zero. Grant and support are medians of what makes every site pay; a site "
    "in profit does not pay for another. What a user must pay is that of the median site in the central case."
)
PEOPLE_NOTE = (
    "Unknown: no number of people is enough, because each more costs more than it brings. Equipment comes in whole pieces: a "
    "site can pay at some number of people and fail again when one more cell is needed; 'for good' is the number from which on "
    "it always pays."
)


def ways(variants: Sequence[Variant], labels: Mapping[str, str]) -> dict[str, str]:
    """Name of each variant for readers.

    Parameters
    ----------
    labels
        Name of each technology.
    """
    patterns = {each.name: _WAYS.get(each.name, "{own}, " + words.label(each.name)) for each in variants}
    return {each.name: patterns[each.name].format(own=labels[each.technology]) for each in variants}


def scaled(frame: pd.DataFrame, divisor: float) -> pd.DataFrame:
    """The same table with its amounts of money divided, so that they read in thousands or millions."""
    return frame.assign(**{name: frame[name] / divisor for name in _MONEY if name in frame})


def at_site(likely: pd.DataFrame, names: Mapping[str, str], site: str) -> pd.DataFrame:
    """Each way to serve one site in the central case: way, then the outcomes in the order of `SITE`."""
    wide = likely[likely["site"] == site].pivot(index="variant", columns="outcome", values="value")
    frame = wide.reindex(index=list(names), columns=list(SITE)).rename(index=names)
    return frame.rename_axis("way").rename_axis(None, axis="columns").reset_index()


def by_way(likely: pd.DataFrame, ranges: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Each way to serve: way, paying, npv, low, high, subsidy, yearly, arpu, assumed.

    Parameters
    ----------
    likely
        Table `operator_outcomes` of the base case.
    ranges
        Ranges of outcomes npv, subsidy and subsidy_yearly over the draws.
    names
        Name of each variant, in the order to show.
    """
    import pandas as pd

    medians = ranges.set_index(["variant", "outcome", "site"]).sort_index()
    rows = []
    for variant, name in names.items():
        total = medians.loc[(variant, "npv", "all")]
        sites = medians.loc[(variant, "npv")].drop(index="all")
        own = likely[likely["variant"] == variant].groupby("outcome")["value"]
        rows.append(
            {
                "way": name,
                "paying": int((sites["p50"] >= 0).sum()),
                "npv": total["p50"],
                "low": total["p05"],
                "high": total["p95"],
                "subsidy": medians.loc[(variant, "subsidy", "all"), "p50"],
                "yearly": medians.loc[(variant, "subsidy_yearly", "all"), "p50"],
                "arpu": own.median().get("break_even_arpu"),
                "assumed": own.median().get("arpu"),
            }
        )
    return pd.DataFrame(rows)


def by_site(ranges: pd.DataFrame, chances: pd.DataFrame, sites: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Each site, best first: site, people, npv, then the best way of those compared with its probability and subsidy.

    Parameters
    ----------
    ranges
        Ranges of outcomes npv and subsidy over the draws.
    chances
        From `refanalysis.tco.operator.chance_of_profit`.
    sites
        Table `sites`.
    names
        Name of each variant; the first is the case as it stands. The case without SIM cards for refugees is no way to choose.
    """
    first = next(iter(names))
    npv, grant = (
        ranges[(ranges["outcome"] == each) & (ranges["site"] != "all")].pivot(index="site", columns="variant", values="p50")
        for each in ("npv", "subsidy")
    )
    best = npv[[each for each in names if each != _WITHOUT_SIMS]].idxmax(axis=1)
    own = ranges[(ranges["outcome"] == "npv") & (ranges["variant"] == first)].set_index("site")
    chance = chances.set_index(["site", "variant"])["probability"]
    people = sites.set_index("site_id")
    frame = people[["site", "population"]].rename(columns={"population": "people"})
    chosen = list(best.reindex(frame.index).items())
    frame = frame.assign(npv=own["p50"], way=best.map(names), probability=[chance[each] for each in chosen])
    frame = frame.assign(subsidy=[grant.loc[each] for each in chosen])
    return frame.sort_values("npv", ascending=False, kind="stable").reset_index(drop=True)


def points(likely: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """What it would take, by way and site.

    Returns
    -------
    pandas.DataFrame
        variant (in words), site, arpu, break_even_arpu, population, break_even_population, break_even_population_lasting, unit.
    """
    wide = likely[likely["site"] != "all"].pivot(index=["variant", "site"], columns="outcome", values="value")
    frame = wide[["arpu", "break_even_arpu", "population", "break_even_population", "break_even_population_lasting"]]
    frame = frame.reindex(list(names), level="variant").reset_index().rename_axis(None, axis="columns")
    unit = likely.loc[likely["outcome"] == "arpu", "unit"].iloc[0]
    return frame.assign(variant=frame["variant"].map(names), unit=unit)


def trial(card: Trial, site: str, name: str, labels: Mapping[str, str]) -> pd.DataFrame:
    """The trial card: question, answer.

    Parameters
    ----------
    site
        Name of its site.
    name
        Name of what it is to decide on.
    labels
        Name of each technology.
    """
    import pandas as pd

    money, monthly = card.unit, f"{card.unit}/month"
    rows = [
        ("Where", site),
        ("What stands there", labels[card.trial]),
        ("What it is to decide", f"whether to build: {name}"),
        ("How long", f"{words.number(card.months, 0)} months"),
        ("What it costs", words.quantity(card.cost, money)),
        ("People within its reach", words.quantity(round(card.people), "person")),
        ("Pass mark: together they pay", _known(card.revenue, monthly)),
        ("Pass mark in active users, at the price assumed", _known(card.users, "user")),
        ("Expected in the first year: together they pay", _known(card.expected_revenue, monthly)),
        ("Expected active users in the first year", _known(card.expected_users, "user")),
        ("Day to decide, if it starts at the date of the data", card.decision.isoformat()),
        ("SIM cards for refugees", f"{card.access.status}: {card.access.reason}"),
    ]
    return pd.DataFrame(rows, columns=["question", "answer"])


def status(table: pd.DataFrame) -> pd.DataFrame:
    """How many sites have which status, why, and who says so: status, sites, reason, source, year."""
    groups = table.groupby(["status", "reason", "source", "year"], sort=False)["site"].size().rename("sites").reset_index()
    said = groups[["source", "year"]].replace("", "nobody, as far as was found")
    return groups.assign(**{name: said[name] for name in said})[["status", "sites", "reason", "source", "year"]]


def _known(value: float, unit: str) -> str:
    if words.missing(value):
        return "nobody can pay"
    return words.quantity(round(value), unit)


def choices(ways: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The rows of `by_way` that somebody can choose: without the case in which refugees get no SIM cards."""
    return ways[ways["way"] != names.get(_WITHOUT_SIMS)].reset_index(drop=True)


def without_sims(ways: pd.DataFrame, names: Mapping[str, str]) -> float | None:
    """Median value of all sites if refugees get no SIM cards; None where that case was not computed."""
    found = ways.loc[ways["way"] == names.get(_WITHOUT_SIMS), "npv"]
    return None if found.empty else float(found.iloc[0])


def people_needed(points: pd.DataFrame) -> pd.DataFrame:
    """Smallest population at which each way carries itself, from `points`: way, people needed, for good, sites."""
    enough = points["population"] >= points["break_even_population"]
    groups = points.assign(enough=enough).groupby("variant", sort=False)
    frame = groups.agg(
        needed=("break_even_population", "median"),
        for_good=("break_even_population_lasting", "median"),
        sites=("enough", "sum"),
    )
    names = {"needed": "people needed", "for_good": "people needed for good", "sites": "sites with as many"}
    return frame.rename(columns=names).rename_axis("way").reset_index()


def lines(case: pd.DataFrame) -> pd.DataFrame:
    """Income and cost of a site by line, summed over the years: kind, line, total; lines of nothing are left out."""
    frame = case.groupby(["kind", "line"], sort=False)["value"].sum().rename("total").reset_index()
    frame = frame[frame["total"].abs() > 0].sort_values(["kind", "total"], ascending=[False, False], kind="stable")
    return frame.assign(line=frame["line"].map(_LINES)).reset_index(drop=True)
