"""Tables of cost for readers: parts of a bill, cost per unit of service, chances, waiting, steps of the dimensioning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from refanalysis import words
from refanalysis.schema import ITEMS

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.assumptions import Values

PARTS = {
    "equipment": "equipment, bought and replaced", "around_equipment": "tax and take-down", "capacity": "energy and bandwidth",
    "upkeep": "upkeep and licences", "people": "staff and training", "overhead": "overhead and contingency",
}  # fmt: skip
RUNNING = ("capacity", "upkeep", "people")
_PART_OF = {
    "capex": "equipment", "replacement": "equipment", "tax": "around_equipment", "retirement": "around_equipment",
    "energy": "capacity", "bandwidth": "capacity", "opex": "upkeep", "licence": "upkeep", "staff": "people",
    "training": "people", "overhead": "overhead",
}  # fmt: skip
UNIT_COSTS = {"low_gb": "per GB, low", "gb": "per GB, median", "high_gb": "per GB, high", "low_mbps": "per Mbps and month, low",
              "mbps": "per Mbps and month, median", "high_mbps": "per Mbps and month, high"}  # fmt: skip
CHANCES = {"probability": "draws in which it costs less", "saving": "costs less by, median", "low": "low", "high": "high"}
WAITING = {"wait": "years of waiting", "bill": "bill", "saved": "saved", "user_months": "user-months served",
           "user_months_lost": "user-months not served", "cost_per_user_month": "per user-month served",
           "saved_per_month_lost": "saved per user-month lost"}  # fmt: skip
WAITING_DIGITS = {"bill": 0, "saved": 0, "user_months": 0, "user_months_lost": 0, "cost_per_user_month": 2,
                  "saved_per_month_lost": 2}  # fmt: skip
SITES = {"purchase": "first equipment", "low": "per user-month, low", "median": "per user-month, median",
         "high": "per user-month, high"}  # fmt: skip
DEMAND = {"people_in_reach": "with the hosts around them", "potential_users": "could use it", "adoption": "of them do",
          "users": "active users", "busy_hour_mbps": "in the busy hour", "gb_per_month": "in a month"}  # fmt: skip
DEMAND_UNITS = {"population": "person", "people_in_reach": "person", "potential_users": "user", "adoption": "share",
                "users": "user", "busy_hour_mbps": "Mbps", "gb_per_month": "GB"}  # fmt: skip
_FUNNEL = {"age_share": "old enough", "device_share": "who have a device", "sim_share": "who may hold a SIM card",
           "affordable_share": "who can afford it"}  # fmt: skip
_STEPS = {
    "area_km2": ("land of the site", "km2"),
    "coverage_cells": ("cells needed to cover the land", "cell"),
    "cell_mbps": ("what a cell carries in the busy hour", "Mbps"),
    "capacity_cells": ("cells needed to carry the traffic", "cell"),
    "cell": ("cells: the larger of the two", "cell"),
    "chain_hops": ("radio hops to the nearest network point", "hop"),
    "parallel_chains": ("chains of hops side by side, for the traffic", "chain"),
    "hop": ("radio hops in all", "hop"),
    "km": ("length of the route", "km"),
    "access_point": ("access points for the users", "access point"),
    "reached_share": ("share of the land within reach of one", "share"),
    "busy_hour_terminals": ("terminals for the busy hour", "terminal"),
    "volume_terminals": ("terminals for the volume of the plan", "terminal"),
    "terminal": ("terminals: the larger of the two", "terminal"),
    "terminals_allowed": ("terminals the land allows", "terminal"),
    "mbps": ("capacity bought", "Mbps"),
    "centre": ("centres for the users", "centre"),
    "staff": ("staff for the users", "staff"),
    "trainee": ("people trained", "person"),
    "watt": ("load of the equipment", "W"),
    "panel_watt": ("solar panels for the load", "W"),
    "battery_kwh": ("battery for the dull days", "kWh"),
    "grid_kwh": ("energy from the grid in a year", "kWh"),
    "litre": ("diesel in a year", "l"),
    "backup_litre": ("diesel for the hours without grid in a year", "l"),
}
_COUNTED_BY = {
    "mhz_person": "MHz and person", "power_point": "place with power", "watt": "W of load", "panel_watt": "W of panels",
    "battery_kwh": "kWh of battery", "grid_kwh": "kWh from the grid", "litre": "litre of diesel",
    "backup_litre": "litre of diesel", "km": "km of route", "mbps": "Mbps", "user": "active user", "hop": "radio hop",
}  # fmt: skip


def bill_parts(by_item: pd.DataFrame) -> pd.DataFrame:
    """What the bill of each option is made of: technology, part, unit, value, share, tail; most running cost first.

    Shares are of everything that is paid over the horizon, as present value; the credit for unused life is not a payment and
    is left out. `tail` is the part of the share that falls after the first five years.

    Parameters
    ----------
    by_item
        Table from `refanalysis.tco.by_item`.
    """
    paid = by_item[by_item["item"] != "residual"]
    parts = paid.assign(part=paid["item"].map(_PART_OF))
    frame = parts.groupby(["technology", "part", "unit"], sort=False, as_index=False)[["value", "tail"]].sum()
    total = frame.groupby("technology")["value"].transform("sum")
    frame = frame.assign(share=frame["value"] / total, tail=frame["tail"] / total)
    running = frame[frame["part"].isin(RUNNING)].groupby("technology")["share"].sum()
    places = frame["part"].map({part: place for place, part in enumerate(PARTS)})
    order = frame.assign(running=frame["technology"].map(running).fillna(0.0), place=places)
    order = order.sort_values(["running", "technology", "place"], ascending=[False, True, True])
    return order[["technology", "part", "unit", "value", "share", "tail"]].reset_index(drop=True)


def parts_wide(parts: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Shares of each option's bill, one column for each part [share]: option, parts, after_year_5.

    Parameters
    ----------
    parts
        Table from `bill_parts`.
    labels
        Name of each technology.
    """
    wide = parts.pivot(index="technology", columns="part", values="share").fillna(0.0)
    wide = wide[[part for part in PARTS if part in wide]].loc[list(dict.fromkeys(parts["technology"]))]
    late = parts.groupby("technology")["tail"].sum()
    frame = wide.rename(columns=PARTS).assign(after_year_5=late).rename(index=labels)
    return frame.rename_axis("option").rename_axis(None, axis="columns").reset_index()


def unit_costs(ranges: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Cost per GB and per Mbps and month with ranges, cheapest first: option and the columns of `UNIT_COSTS`.

    Parameters
    ----------
    ranges
        Table `summary` of one site or of all.
    labels
        Name of each technology.
    """
    wide = ranges.pivot_table(index="technology", columns="outcome", values=["p05", "p50", "p95"], sort=False)
    names = {"gb": "cost_per_gb", "mbps": "cost_per_mbps_month"}
    columns = {
        f"{head}{short}": wide[(quantile, outcome)]
        for short, outcome in names.items()
        for head, quantile in (("low_", "p05"), ("", "p50"), ("high_", "p95"))
    }
    return wide[[]].droplevel(0, axis="columns").assign(**columns).sort_values("gb").rename(index=labels).rename_axis(
        "option"
    ).rename_axis(None, axis="columns").reset_index()  # fmt: skip


def chances(pairs: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """How often an option costs less than each other one, and by how much: other, probability, saving, low, high.

    Parameters
    ----------
    pairs
        Rows of table `pairs` with one first option.
    labels
        Name of each technology.
    """
    frame = pairs.sort_values("probability", ascending=False, kind="stable")
    return frame.assign(other=frame["second"].map(labels), saving=-frame["p50"], low=-frame["p95"], high=-frame["p05"])[
        ["other", "probability", "saving", "low", "high"]
    ].reset_index(drop=True)


def drivers(tornado: pd.DataFrame, names: Mapping[str, str], most: int = 10) -> pd.DataFrame:
    """The assumptions that move a cost most: assumption, low, high, unit, and the cost at either end.

    Parameters
    ----------
    tornado
        Table `tornado`, widest first; assumptions that change nothing are left out.
    names
        Name by technology or component; one without is called by its short name.
    most
        Assumptions shown.
    """
    moved = tornado[tornado["swing"] > 0].head(most)
    return moved.assign(
        assumption=[assumption_name(row, names) for row in moved.itertuples()],
        unit=[words.unit_words(unit).replace("*", " x ") for unit in moved["unit"]],
    )[["assumption", "low", "high", "unit", "at_low", "at_high"]].reset_index(drop=True)


def assumption_name(row: Any, names: Mapping[str, str]) -> str:
    """Name of an assumption in a sentence: its parameter, and what it holds for.

    Parameters
    ----------
    row
        With fields parameter, technology and component.
    names
        Name by technology or component; one without is called by its short name.
    """
    subject, label = row.component or row.technology, words.label(row.parameter)
    return f"{label} ({names.get(subject, words.label(subject))})" if subject else label


def by_site(ranges: pd.DataFrame) -> pd.DataFrame:
    """One option at each site, most people first: site, population, purchase and total (medians), low, median, high.

    Parameters
    ----------
    ranges
        Table `summary` of one technology, merged with the sites: columns site_id, site_y (name), population.
    """
    rows = ranges.rename(columns={"site_y": "name"})
    wide = rows.pivot_table(index="site_id", columns="outcome", values=["p05", "p50", "p95"], sort=False)
    frame = (
        rows.drop_duplicates("site_id")
        .set_index("site_id")[["name", "population"]]
        .assign(
            purchase=wide[("p50", "initial_capex")],
            total=wide[("p50", "tco")],
            low=wide[("p05", "cost_per_user_month")],
            median=wide[("p50", "cost_per_user_month")],
            high=wide[("p95", "cost_per_user_month")],
        )
    )
    return frame.sort_values("population", ascending=False).rename(columns={"name": "site"}).reset_index(drop=True)


def waiting(delayed: pd.DataFrame) -> pd.DataFrame:
    """What each number of years of waiting does: the columns of `WAITING`; what holds without waiting is in `waiting_note`.

    Parameters
    ----------
    delayed
        Rows of `refanalysis.tco.cost_of_delay` of one option and one site, or all, in one draw.
    """
    return delayed.loc[delayed["wait"] > 0, list(WAITING)].reset_index(drop=True)


def waiting_note(delayed: pd.DataFrame) -> list[str]:
    """What holds without waiting, and how months are counted.

    Parameters
    ----------
    delayed
        As for `waiting`, the row without waiting among them.
    """
    now = delayed[delayed["wait"] == 0].iloc[0]
    bill, months = (words.number(now[name], 0) for name in ("bill", "user_months"))
    return [
        f"Without waiting: a bill of {bill}, {months} user-months, each at {words.number(now['cost_per_user_month'], 2)}.",
        "Months of use are counted in full; what a month costs is discounted like the bill. Saved per user-month lost: what "
        "each month of use that is given up leaves in hand today.",
    ]


def items(cash_flows: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Cost of each item over all sites and years, in millions, not discounted: item, a column for each option, cheapest first.

    Parameters
    ----------
    cash_flows
        Table `cash_flows`.
    labels
        Name of each technology.
    """
    wide = cash_flows.pivot_table(index="item", columns="technology", values="value", aggfunc="sum", fill_value=0.0) / 1e6
    wide = wide[wide.sum().sort_values(kind="stable").index].reindex([item for item in ITEMS if item in wide.index])
    wide.loc["total"] = wide.sum()
    frame = wide.rename(columns=labels, index=words.label)
    return frame.rename_axis("item").rename_axis(None, axis="columns").reset_index()


def funnel(table: pd.DataFrame, site: str, values: Values) -> pd.DataFrame:
    """From the people at a site to those who use the service in its first year: step, share (of the step before), people.

    Parameters
    ----------
    table
        From `refanalysis.tco.demand`.
    site
        Its site_id.
    values
        Assumptions of the base case.
    """
    import pandas as pd

    first = table[(table["site"] == site) & (table["year"] == 0)].iloc[0]
    people = float(first["people_in_reach"])
    rows = [("people at the site", None, first["population"]), ("with the hosts around them", None, people)]
    for parameter, step in _FUNNEL.items():
        share = float(values.value(parameter))
        people *= share
        rows.append((step, share, people))
    rows.append(("who use it in the first year", first["adoption"], first["users"]))
    return pd.DataFrame(rows, columns=["step", "share", "people"]).astype({"share": float, "people": float})


def demand(table: pd.DataFrame, site: str) -> pd.DataFrame:
    """From people to traffic at one site, each step a column, a row for each year.

    Parameters
    ----------
    table
        From `refanalysis.tco.demand`.
    site
        Its site_id.
    """
    return table[table["site"] == site].drop(columns="site").reset_index(drop=True)


def steps(quantities: pd.DataFrame, site: str, technology: str) -> pd.DataFrame:
    """Steps from demand to equipment at one site, in the first and in the last year: step, first, last.

    Parameters
    ----------
    quantities
        From `refanalysis.tco.quantities`.
    site
        Its site_id.
    """
    import pandas as pd

    own = quantities[(quantities["site"] == site) & (quantities["technology"] == technology)].drop_duplicates("year")
    first, last = own.loc[own["year"].idxmin()], own.loc[own["year"].idxmax()]
    known = [name for name in _STEPS if name in own and pd.notna(first[name]) and _both(name, own)]
    rows = [(_STEPS[name][0], *(_shown(each[name], _STEPS[name][1]) for each in (first, last))) for name in known]
    return pd.DataFrame(rows, columns=["step", "first", "last"])


def equipment(quantities: pd.DataFrame, site: str, technology: str, components: pd.DataFrame) -> pd.DataFrame:
    """What stands at one site: component, counted by, per one, and how many in the first and in the last year.

    Parameters
    ----------
    quantities
        From `refanalysis.tco.quantities`.
    site
        Its site_id.
    components
        Bills of quantities, for the names of the components.
    """
    own = quantities[(quantities["site"] == site) & (quantities["technology"] == technology)]
    bill = components[components["technology"] == technology].set_index("component")
    first, last = (own[own["year"] == year].set_index("component") for year in (own["year"].min(), own["year"].max()))
    frame = first[["driver", "quantity", "number", "unit"]].assign(later=last["installed"]).reset_index()
    return frame.assign(
        component=frame["component"].map(bill["label"]),
        counted_by=[f"{row.quantity:g} per {_driver(row.driver)}" for row in frame.itertuples()],
        first=[_shown(row.number, row.unit) for row in frame.itertuples()],
        last=[_shown(row.later, row.unit) for row in frame.itertuples()],
    )[["component", "counted_by", "first", "last"]]


def _both(name: str, own: pd.DataFrame) -> bool:
    """Whether a step is worth a line: a sum of two steps is shown only when those steps are."""
    needs = {"cell": "coverage_cells", "terminal": "busy_hour_terminals"}
    return needs.get(name, name) in own


def _shown(value: float, unit: str) -> str:
    return words.quantity(float(value), unit).replace("*", " x ").replace("km2", "km²")


def _driver(code: str) -> str:
    return _COUNTED_BY.get(code, words.label(code))
