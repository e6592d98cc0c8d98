"""Sentences on money: the bill and its payers, where money would end, who takes over, what a cut leaves, cheaper contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis import readable, words

if TYPE_CHECKING:
    import datetime

    import pandas as pd

_MONTHS = 12
_LEAST = 0.005  # parts below half a percent are not named


def bill(monthly: pd.DataFrame, name: str) -> list[str]:
    """What an option costs over the years, how the bill runs, and who is to pay which part.

    Parameters
    ----------
    monthly
        Rows of one option from `refanalysis.tco.funding.monthly_cost`.
    name
        Its name for readers.
    """
    unit, yearly = monthly["unit"].iloc[0], monthly.groupby(monthly["month"] // 12)["value"].sum()
    parts = (monthly.groupby("payer")["value"].sum() / yearly.sum()).sort_values(ascending=False)
    said = [f"{words.share(part)} by {_payer(payer)}" for payer, part in parts.items() if part >= _LEAST]
    run = (
        f"{name} costs {words.quantity(yearly.sum(), unit)} over {words.count(len(yearly), 'year')}: "
        f"{words.quantity(yearly.iloc[0], unit)} in the first year"
    )
    if len(yearly) > 1:
        run += f", then {words.quantity(yearly.iloc[1:].mean(), unit)} a year on average"
    return [f"{run}.", f"As assigned, it is to be paid {words.listed(said)}."]


def grant_end(cliffs: pd.DataFrame, start: datetime.date, years: int, share: float, horizon: int) -> str:
    """Where a supposed grant would end, what would then be missing, and how little of the lifetime it covers.

    Parameters
    ----------
    cliffs
        From `refanalysis.tco.funding.funding_cliff`, the row of one option, or none.
    start
        First day of year 0.
    years, share
        Terms of the grant.
    horizon
        Years of service [year].
    """
    if cliffs.empty:
        return "Agencies and donors are to pay nothing of it: the end of emergency money does not touch its bill directly."
    row = cliffs.iloc[0]
    terms = f"What if emergency money paid {_of_their_part(share)} for {words.count(years, 'year')}?"
    if row["status"] == "covered":
        return f"{terms} Every month up to the {_ordinal(horizon)} year would be covered."
    covers = f"it covers {words.share(row['share_covered'])} of what they owe over {words.count(horizon, 'year')}"
    missing = words.quantity(row["missing_year"], row["unit"])
    ends = readable.funding.month_words(start, int(row["month"]))
    return f"{terms} From {ends} on it no longer pays the bill: {missing} are missing in the next twelve months; {covers}."


def cliff_label(cliffs: pd.DataFrame, start: datetime.date) -> str:
    """What the mark of the cliff says in a figure; empty when there is none."""
    if cliffs.empty or cliffs["status"].iloc[0] != "not covered":
        return ""
    row = cliffs.iloc[0]
    ends = readable.funding.month_words(start, int(row["month"]))
    return f"{ends}: the money is gone\n{words.quantity(row['missing_year'], row['unit'])}\nmissing in the next 12 months"


def taken_over(moves: pd.DataFrame) -> str:
    """How large the yearly bill after a hand-over is, and who takes over how much of it.

    Parameters
    ----------
    moves
        From `refanalysis.tco.funding.handover`.
    """
    unit = moves["unit"].iloc[0].removesuffix("/year")
    total = moves["value"].sum()
    gains = moves[moves["from_payer"] != moves["to_payer"]].groupby("to_payer")["value"].sum().sort_values(ascending=False)
    gains = gains[gains > _LEAST * total]
    opening = f"Then a bill of {words.quantity(total, unit)} a year is left"
    if gains.empty:
        return f"{opening}; nothing of it changes hands."
    said = [f"{words.quantity(amount, unit)} to {_payer(payer)}" for payer, amount in gains.items()]
    return f"{opening}. Each year there would fall {words.listed(said)}."


def users_pay(moves: pd.DataFrame, users: float) -> str:
    """What the bill of users and communities after a hand-over is for each active user; empty when they have none.

    Parameters
    ----------
    moves
        From `refanalysis.tco.funding.handover`.
    users
        Active users, average of the years after it [user].
    """
    yearly = float(moves.loc[moves["to_payer"] == "community", "value"].sum())
    if not yearly or not users > 0:
        return ""
    unit = moves["unit"].iloc[0].removesuffix("/year")
    share = words.quantity(yearly / users / _MONTHS, unit)
    return f"For each active user that is {share} a month; whether they can pay it is unknown."


def reach(cautions: pd.DataFrame, technology: str) -> str:
    """What must be known of an option that serves zones only; empty for one that covers whole sites.

    Parameters
    ----------
    cautions
        From `refanalysis.tco.cautions`.
    technology
        The option.
    """
    rows = cautions[(cautions["technology"] == technology) & (cautions["caution"] == "reach")]
    if rows.empty:
        return ""
    land = words.share(rows["value"].median())
    return f"It serves only people within reach of its zones: at the median site {land} of the land."


def cut(effect: pd.DataFrame, start: datetime.date) -> str:
    """What a cut leaves unpaid, by year, and from which month on.

    Parameters
    ----------
    effect
        From `refanalysis.tco.funding.budget_cut`, rows of one option.
    """
    felt = effect[effect["uncovered"] > 0]
    if felt.empty:
        return "A cut of the budgets of agencies and donors leaves nothing of this bill unpaid: they pay none of it then."
    unit, cuts = felt["unit"].iloc[0], sorted(set(felt["cut"]))
    yearly = felt.groupby("year")["uncovered"].sum()
    said = [f"{words.quantity(amount, unit)} in year {year}" for year, amount in yearly.items()]
    first = readable.funding.month_words(start, int(felt["first_month"].min()))
    size = words.share(cuts[0]) if len(cuts) == 1 else f"{words.share(cuts[0])} to {words.share(cuts[-1])}"
    return f"A cut of {size} would leave {words.listed(said)} unpaid, first in {first}."


def cheaper(ranges: pd.DataFrame, agencies: int) -> list[str]:
    """What one contract, a contractor in place of own staff, and training would change.

    Parameters
    ----------
    ranges
        Table `summary` of the outcomes of `refanalysis.tco.funding.savings`.
    agencies
        Agencies that would share one contract.
    """
    rows, said = ranges.set_index("outcome"), []
    if "shared_saving_share" in rows.index:
        low, middle, high = (words.share(rows.loc["shared_saving_share", name]) for name in ("p05", "p50", "p95"))
        contracts = f"One contract for {agencies} agencies in place of {agencies} contracts"
        said.append(f"{contracts} would save {middle} of the bill for capacity ({low} to {high} in 90 of 100 draws).")
    if "outsourced_break_even" in rows.index:
        row = rows.loc["outsourced_break_even"]
        price = words.quantity(row["p50"], row["unit"])
        said.append(f"A maintenance contract is cheaper than local technicians as long as it costs less than {price}.")
    row = rows.loc["training_payback"]
    low, middle, high = (words.number(row[name], 0) for name in ("p05", "p50", "p95"))
    said.append(f"Training local people pays for itself after {middle} months ({low} to {high}); what it saves is a guess.")
    return said


def _payer(name: object) -> str:
    """Payer in words, as one speaks of them in a sentence."""
    spoken = {
        "agency": "humanitarian agencies", "donor": "donors", "operator": "network operators",
        "universal_service_fund": "the universal service fund", "government": "government",
        "community": "users and communities", "unknown": "nobody named",
    }  # fmt: skip
    return spoken.get(str(name), readable.funding.bearer(str(name)))


def _of_their_part(share: float) -> str:
    return "all that agencies and donors owe" if share == 1 else f"{words.share(share)} of what agencies and donors owe"


def _ordinal(number: int) -> str:
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ends.get(number % 10, 'th')}"
