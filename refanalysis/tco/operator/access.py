"""May refugees hold SIM cards, and what the answer does to a business case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refanalysis import data
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN = "unknown"
_STATUS = {"yes": "open", "conditional": "qualified", UNKNOWN: "qualified", "no": "blocked"}
_REASON = {
    "yes": "refugees may hold SIM cards in their own name",
    "conditional": "refugees may hold SIM cards under conditions only; revenue counts as if they were met",
    UNKNOWN: "whether refugees may hold SIM cards is unknown; revenue counts as if they may",
    "no": "refugees may not hold SIM cards; their own SIM cards and wallets bring no revenue",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Answer (yes, conditional, unknown, no), status of a case (open, qualified, blocked), reason in words, source, year."""

    answer: str
    status: str
    reason: str
    source: str = ""
    year: str = ""

    @property
    def counts_refugees(self) -> bool:
        """Whether revenue from refugees' own SIM cards is counted."""
        return self.status != "blocked"


def access(answer: str, source: str = "", year: str = "") -> Access:
    """Access to SIM cards by its answer.

    Raises
    ------
    ValueError
        For an answer that is not accepted.
    """
    if answer not in _STATUS:
        raise ValueError(f"SIM access is {answer!r}; accepted: {', '.join(_STATUS)}")
    return Access(answer=answer, status=_STATUS[answer], reason=_REASON[answer], source=source, year=year)


def sim_access(iso3: str) -> Access:
    """Access to SIM cards in a country, from the fact `sim_legality`; without one it is unknown.

    Raises
    ------
    DataError
        For a fact that is none of the accepted answers.
    """
    facts = data.facts(iso3)
    rows = facts[facts["parameter"] == "sim_legality"]
    if rows.empty:
        return access(UNKNOWN)
    row: Any = next(rows.itertuples())
    if row.text not in _STATUS:
        raise DataError(f"country_facts.csv: sim_legality of {iso3} is {row.text!r}; accepted: {', '.join(_STATUS)}")
    return access(row.text, row.source, str(row.year))


def access_table(sites: pd.DataFrame, known: Access) -> pd.DataFrame:
    """Status of the case of each site: site, status, answer, reason, source, year."""
    return (
        sites[["site_id"]]
        .rename(columns={"site_id": "site"})
        .reset_index(drop=True)
        .assign(status=known.status, answer=known.answer, reason=known.reason, source=known.source, year=known.year)
    )
