"""Sentences and tables for readers of the comparisons: what was compared, how far apart, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refanalysis import words
from refanalysis.validation import files

if TYPE_CHECKING:
    import pandas as pd

_PEERS = ("program", "pattern", "peer", "source", "quality", "origin")
_DIGITS = "{:.1g}"


def peers() -> pd.DataFrame:
    """Peers whose cases are packaged: pattern of their files, program, label, source, quality, what was done with them."""
    from refanalysis.validation.cases import PACKAGED

    return files.table(PACKAGED / "peers.csv", dict.fromkeys(_PEERS, "text"), key=("program", "pattern"))


def sources() -> pd.DataFrame:
    """The peers' sources, with the columns `tables.sources` shows."""
    from refanalysis.validation.cases import PACKAGED

    names = ("source", "title", "publisher", "licence", "url")
    read = files.table(PACKAGED / "sources.csv", {**dict.fromkeys(names, "text"), "year": "optional number"}, key=("source",))
    return read.astype({"year": "Int64"})


def labelled(found: pd.DataFrame) -> pd.DataFrame:
    """Comparison rows with the peer, source and quality of their case; a case of no known peer bears its program's name."""
    from fnmatch import fnmatchcase

    known = list(peers().itertuples())
    rows = [
        next((each for each in known if each.program == row.program and fnmatchcase(row.case, each.pattern)), None)
        for row in found.itertuples()
    ]
    return found.assign(
        peer=[row.peer if row else program for row, program in zip(rows, found["program"], strict=True)],
        source=[row.source if row else "" for row in rows],
        quality=[row.quality if row else "published" for row in rows],
    )


def by_peer(found: pd.DataFrame) -> pd.DataFrame:
    """One row for each peer: cases, quantities, values, largest relative difference, whether all are within tolerance."""
    compared = labelled(found[found["rows"] > 0])
    return compared.groupby("peer", as_index=False, sort=False).agg(
        cases=("case", "nunique"),
        quantities=("quantity", "nunique"),
        values=("rows", "sum"),
        largest_relative=("largest_relative", "max"),
        within_tolerance=("passed", "all"),
    )


def sentences(found: pd.DataFrame, bills: pd.DataFrame) -> list[str]:
    """What a page on validation opens with.

    Parameters
    ----------
    found
        From `validation.run`.
    bills
        From `validation.conventions`.
    """
    compared = labelled(found[found["rows"] > 0])
    if compared.empty:
        return ["Nothing was compared."]
    failed = int((~found["passed"]).sum())
    exact = compared[~compared["quantity"].str.contains("published")]
    verdict = "all lie within their tolerance" if not failed else f"{words.count(failed, 'comparison')} failed"
    return [
        f"{compared['rows'].sum():,} values of {words.count(compared['peer'].nunique(), 'other program')} were computed again "
        f"with the one dated ledger of this workbook, in {words.count(len(compared), 'comparison')}: {verdict}.",
        _largest(exact),
        _published(compared),
        _apart(bills),
    ]


def _largest(exact: pd.DataFrame) -> str:
    worst: Any = exact.loc[exact["largest_relative"].idxmax()]
    share = _DIGITS.format(worst["largest_relative"])
    return f"The largest relative difference from a computed result is {share}, in {worst['quantity']} of {worst['peer']}."


def _published(compared: pd.DataFrame) -> str:
    rows = compared[compared["quantity"].str.contains("published")]
    if rows.empty:
        return ""
    worst: Any = rows.loc[rows["largest_absolute"].idxmax()]
    apart = words.number(worst["largest_absolute"])
    return f"Where a manual prints a rounded value, ours is at most {apart} USD away ({worst['peer']})."


def _apart(bills: pd.DataFrame) -> str:
    whole = bills[bills["scope"] == "whole program"]
    low, high = (whole.loc[whole["difference"].agg(which)] for which in ("idxmin", "idxmax"))
    return (
        f"The programs do not agree with one another: the same bill comes out {words.share(abs(low['difference']))} below its "
        f"dated cash flow by the convention of {low['programs']}, {words.share(high['difference'])} above it by that of "
        f"{high['programs']}."
    )
