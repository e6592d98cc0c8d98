"""Sentences on cost: what a bill is made of, who is overtaken when, what drives it, how sure it is, what waiting does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from refanalysis import readable, words

if TYPE_CHECKING:
    import pandas as pd


def parts(shares: pd.DataFrame, technology: str, name: str) -> str:
    """How much of an option's bill is running cost, and how much falls after the first five years.

    Parameters
    ----------
    shares
        Table from `refanalysis.readable.costs.bill_parts`.
    technology, name
        Option and its name for readers.
    """
    own = shares[shares["technology"] == technology]
    running = own.loc[own["part"].isin(readable.costs.RUNNING), "share"].sum()
    bought = own.loc[own["part"] == "equipment", "share"].sum()
    every = shares[shares["part"].isin(readable.costs.RUNNING)].groupby("technology")["share"].sum()
    late = own["tail"].sum()
    said = (
        f"Of every 100 paid for {name}, {words.number(100 * bought, 0)} buy or replace equipment and "
        f"{words.number(100 * running, 0)} run it: energy, capacity, upkeep, licences and people; the others are tax, "
        f"take-down and overhead. Over all options what runs it lies between {words.share(every.min())} and "
        f"{words.share(every.max())}."
    )
    return said + (f" {words.share(late)} of the bill falls due after the first five years." if late > 0 else "")


def crossing(crossings: pd.DataFrame, labels: Mapping[str, str], horizon: int, most: int = 3) -> str:
    """Whether what is cheap at first stays cheap: which options are overtaken, and from which year on.

    Parameters
    ----------
    crossings
        Table from `refanalysis.tco.crossings`.
    labels
        Name of each technology.
    horizon
        Years of service [year].
    most
        Crossings named, the earliest ones.
    """
    if crossings.empty:
        span = words.count(horizon, "year")
        return f"What is cheaper at first stays cheaper here: no option is overtaken by another within {span}."
    said = [
        f"{labels[row.first]} is cheaper than {labels[row.second]} at first and has cost more from year {row.year} on"
        for row in crossings.head(most).itertuples()
    ]
    more = len(crossings) - most
    return f"What is cheap at first need not stay so: {'; '.join(said)}." + (
        f" {words.count(more, 'more pair')} of options change{'s' if more == 1 else ''} places." if more > 0 else ""
    )


def chance(pairs: pd.DataFrame, labels: Mapping[str, str], partial: Sequence[str] = ()) -> str:
    """How sure it is that one option costs less than the one that comes nearest to it.

    Parameters
    ----------
    pairs
        Rows of table `pairs` with one first option.
    labels
        Name of each technology.
    partial
        Options that serve only part of a site and are not compared here.
    """
    rivals = pairs[~pairs["second"].isin(list(partial))]
    if rivals.empty:
        return "No other option covers whole sites."
    row = rivals.loc[rivals["probability"].idxmin()]
    first, second, saving = labels[row["first"]], labels[row["second"]], -row["p50"]
    how = "less" if saving >= 0 else "more"
    return (
        f"{first} costs less than {second} in {words.share(row['probability'])} of the draws; in the median draw it costs "
        f"{words.quantity(abs(saving), row['unit'])} {how}."
    )


def drivers(tornado: pd.DataFrame, labels: Mapping[str, str], name: str, most: int = 3) -> str:
    """Which assumptions move an option's cost most, and between which values.

    Parameters
    ----------
    tornado
        Table `tornado`, widest first.
    labels
        Name by technology or component; one without is called by its short name.
    name
        The option's name for readers.
    most
        Assumptions named.
    """
    moved = tornado[tornado["swing"] > 0].head(most)
    if moved.empty:
        return "No assumption with a range changes this cost."
    said = [
        f"{readable.costs.assumption_name(row, labels)}, {words.number(min(row.at_low, row.at_high))} to "
        f"{words.number(max(row.at_low, row.at_high))}"
        for row in moved.itertuples()
    ]
    first = moved.iloc[0]
    return (
        f"With every assumption at its most likely value {name} costs {words.quantity(first['base'], first['outcome_unit'])}. "
        f"What moves that most, each alone from its low to its high end: {'; '.join(said)}."
    )


def waiting(delayed: pd.DataFrame, years: int, name: str) -> str:
    """What putting off the start by some years would save, why, and what it would cost in use.

    Parameters
    ----------
    delayed
        Rows of `refanalysis.tco.cost_of_delay` of one option and of all sites, those without waiting among them.
    years
        Years of waiting to speak of, among those of the rows [year]; of none nothing is said.
    name
        The option's name for readers.
    """
    if not years:
        return ""
    rows = delayed.set_index("wait")
    now, later = rows.loc[0], rows.loc[years]
    unit = str(now["unit"])
    why = "it serves for fewer years" if later["fewer_years"] > later["saved"] / 2 else "it is paid later"
    before, after = (words.number(row["cost_per_user_month"]) for row in (now, later))
    cost = (
        f"cost {after} in place of {before} {words.unit_words(unit)}"
        if after != before
        else f"still cost {after} {words.unit_words(unit)}"
    )
    return (
        f"Waiting {words.count(years, 'year')} with {name} would save {words.quantity(later['saved'], unit)} of a bill of "
        f"{words.quantity(now['bill'], unit)}, mostly because {why}. "
        f"{words.share(later['user_months_lost'] / now['user_months'])} of the months of use would be lost, and each one left "
        f"would {cost}."
    )
