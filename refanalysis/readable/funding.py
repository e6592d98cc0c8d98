"""Tables of money as readers see them: options, lines on record, quarters, hand-over, cuts, cheaper contracts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from refanalysis import words

if TYPE_CHECKING:
    import datetime

    import pandas as pd

BEARERS = {"grant": "emergency money (what if)", "new": "nobody yet: this bill begins later"}
AFTER = {"bill": "bill over all years", "aid": "part of agencies and donors", "later": "bill a year after it ends",
         "missing_year": "missing in the year after it ends", "covered": "part of their lifetime bill covered"}  # fmt: skip
_COUNTS = {
    "response": "no: not for connectivity",
    "undated": "no: dates unknown",
    "firm": "yes: firm",
    "pledged": "as a pledge only",
    "requested": "as a request only",
}
_TIERS = {
    "firm": "received or secured",
    "with pledged": "pledges too",
    "with requested": "pledges and requests too",
}
_WITHOUT = {
    "capex": "nothing is added for new users",
    "replacement": "worn-out equipment stays in use and fails more often",
    "opex": "upkeep waits, faults last longer",
    "energy": "the equipment goes dark",
    "bandwidth": "the service slows or stops",
    "staff": "nobody looks after equipment and users",
    "training": "nobody new is trained",
    "licence": "the right to run the service may be lost",
    "tax": "it is owed by law",
    "overhead": "administration shrinks",
    "retirement": "old equipment stays where it is",
}
SAVINGS = {
    "shared_saving_share": "One contract for capacity: saved of its bill",
    "shared_saving": "One contract for capacity: saved",
    "own_staff_cost": "Local technicians: cost",
    "outsourced_cost": "Maintenance contract in their place: cost",
    "outsourced_break_even": "Contract price at which both cost the same",
    "training_cost": "Training of local people: cost, once",
    "calls_saved_cost": "Repair calls that training saves",
    "training_payback": "Months until training has paid for itself",
}


def quarters(monthly: pd.DataFrame, covered: pd.DataFrame, start: datetime.date) -> pd.DataFrame:
    """The bill of one option by quarter: begins (date), unit, covered, missing, others [unit].

    Parameters
    ----------
    monthly
        Rows of one option from `refanalysis.tco.funding.monthly_cost`.
    covered
        Rows of the same option, and of one tier and pool, from `refanalysis.tco.funding.coverage`; empty when the pool
        has nothing to pay. Where funding is unknown nothing counts as covered.
    start
        First day of year 0.
    """
    import pandas as pd

    months = int(monthly["month"].max()) + 1
    bill = monthly.groupby("month")["value"].sum().reindex(range(months)).fillna(0.0)
    pool = covered.set_index("month").reindex(range(months))
    parts = pd.DataFrame({"covered": pool["covered"], "cost": pool["cost"]}).astype(float).fillna(0.0)
    frame = parts.assign(missing=parts["cost"] - parts["covered"], others=bill - parts["cost"]).drop(columns="cost")
    frame = frame.where(frame.abs() > 1e-9 * bill.max(), 0.0).groupby(np.arange(months) // 3).sum()
    begins = [(pd.Timestamp(start) + pd.DateOffset(months=3 * int(place))).date() for place in frame.index]
    return frame.assign(begins=begins, unit=monthly["unit"].iloc[0])[["begins", "unit", "covered", "missing", "others"]]


def month_words(start: datetime.date, month: int) -> str:
    """Month of service in words, such as 'January 2028', counted from 0 at `start`."""
    import pandas as pd

    return f"{pd.Timestamp(start) + pd.DateOffset(months=month):%B %Y}"


def options(
    monthly: pd.DataFrame, cliffs: pd.DataFrame, aid: Iterable[str], month: int, labels: Mapping[str, str]
) -> pd.DataFrame:
    """Options side by side: option, bill, aid [share], later, missing_year [unit], covered (in words); smallest bill first.

    Parameters
    ----------
    monthly
        Table from `refanalysis.tco.funding.monthly_cost`.
    cliffs
        From `refanalysis.tco.funding.funding_cliff`, of a supposed grant.
    aid
        Payers whose part is shown.
    month
        Month in which the grant has ended; `later` is the bill of all payers in a year after it, averaged to the horizon.
    labels
        Name of each technology.
    """
    left = int(monthly["month"].max()) + 1 - month
    bill = monthly.groupby("technology")["value"].sum()
    part = monthly[monthly["payer"].isin(list(aid))].groupby("technology")["value"].sum().reindex(bill.index).fillna(0.0)
    later = monthly[monthly["month"] >= month].groupby("technology")["value"].sum().reindex(bill.index).fillna(0.0)
    known = cliffs.set_index("technology").reindex(bill.index)
    frame = bill.to_frame("bill").assign(
        aid=part / bill, later=later * 12 / left, missing_year=known["missing_year"].where(part > 0, 0.0)
    )
    frame["covered"] = known["share_covered"].map(words.share).where(part > 0, "nothing to pay")
    named = frame.sort_values("bill").rename(index=labels)
    return named.rename_axis("option").reset_index()


def lines(funding: pd.DataFrame) -> pd.DataFrame:
    """Money on record: line, payer, amount and time in words, status, counts (whether it counts for connectivity)."""
    undated = funding["from_date"].isna() | funding["to_date"].isna()
    state = funding["status"].where(~funding["status"].isin(["received", "secured"]), "firm")
    state = state.where(~undated, "undated").where(funding["purpose"] == "connectivity", "response")
    amounts = [words.quantity(row.amount, row.unit) for row in funding.itertuples()]
    frame = funding.assign(line=funding["line"].map(words.label), payer=funding["payer"].map(words.label), amount=amounts)
    frame = frame.assign(
        time=[f"{_day(row.from_date)} to {_day(row.to_date)}" for row in frame.itertuples()], counts=state.map(_COUNTS)
    )
    return frame[["line", "payer", "amount", "time", "status", "counts"]]


def cliff_on_record(cliffs: pd.DataFrame, start: datetime.date) -> pd.DataFrame:
    """Cover by money on record: counted, payer, status, ends (in words), missing_year, share_covered, share_covered_pv."""
    ends = [
        month_words(start, int(row.month))
        if row.status == "not covered"
        else words.UNKNOWN
        if row.status == "unknown"
        else "never"
        for row in cliffs.itertuples()
    ]
    frame = cliffs.assign(counted=cliffs["tier"].map(_TIERS), payer=cliffs["payer"].map(words.label), ends=ends)
    return frame[["counted", "payer", "status", "ends", "missing_year", "share_covered", "share_covered_pv"]]


def taken_over(moves: pd.DataFrame) -> pd.DataFrame:
    """Who takes over what: item, from, to, value, largest first; what a payer keeps comes last."""
    names = moves.assign(
        order=moves["from_payer"] == moves["to_payer"], item=moves["item"].map(words.label),
        from_payer=moves["from_payer"].map(bearer), to_payer=moves["to_payer"].map(bearer),
    )  # fmt: skip
    return names.sort_values(["order", "value"], ascending=[True, False], kind="stable")[
        ["item", "from_payer", "to_payer", "value"]
    ]


def bearer(name: str) -> str:
    """Name of who bears a bill."""
    return BEARERS.get(name, words.label(name))


def cuts(effect: pd.DataFrame, start: datetime.date) -> pd.DataFrame:
    """Effect of a cut where there is one: payer, year, cost, uncovered, cut [share], unpaid_from (month in words)."""
    felt = effect[effect["cut"] > 0]
    months = [words.UNKNOWN if words.missing(month) else month_words(start, int(month)) for month in felt["first_month"]]
    return felt.assign(payer=felt["payer"].map(words.label), unpaid_from=months)[
        ["payer", "year", "cost", "cut", "uncovered", "unpaid_from"]
    ]


def could_wait(bills: pd.DataFrame) -> pd.DataFrame:
    """Bills that could make up a cut, by item: item, value, share_of_cut [share], without (what happens if it is not paid)."""
    frame = bills.groupby("item", as_index=False)[["value", "share_of_cut"]].sum().sort_values("value", ascending=False)
    frame = frame.assign(share_of_cut=frame["share_of_cut"].clip(upper=1.0), without=frame["item"].map(_WITHOUT))
    return frame.assign(item=frame["item"].map(words.label))[["item", "value", "share_of_cut", "without"]]


def savings(ranges: pd.DataFrame) -> pd.DataFrame:
    """Cheaper ways to buy: measure, low, median, high, unit in words; a share is in percent."""
    frame = ranges[ranges["outcome"].isin(list(SAVINGS))]
    percent = np.where(frame["unit"] == "share", 100.0, 1.0)
    unit = frame["unit"].map(lambda unit: "%" if unit == "share" else words.unit_words(unit))
    values = {name: frame[column] * percent for name, column in (("low", "p05"), ("median", "p50"), ("high", "p95"))}
    return frame.assign(measure=frame["outcome"].map(SAVINGS), **values, unit=unit)[
        ["measure", "low", "median", "high", "unit"]
    ]


def _day(date: pd.Timestamp) -> str:
    return words.UNKNOWN if words.missing(date) else f"{date:%b %Y}"
