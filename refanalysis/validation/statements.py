"""Sentences and tables for readers of the comparisons: what was compared, how far apart, and where it comes from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from refanalysis import words
from refanalysis.validation import files

if TYPE_CHECKING:
    import pandas as pd

_PEERS = ("program", "pattern", "peer", "source", "quality", "origin")
_NOISE = 1e-12


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
    """One row for each peer: cases, quantities, values, the power of ten its differences stay below, whether all pass.

    Values that a manual printed rounded are counted but do not enter the difference.
    """
    compared = labelled(found[found["rows"] > 0])
    exact = compared["largest_relative"].where(~_printed(compared), 0.0)
    return (
        compared.assign(differ_by_at_most=exact)
        .groupby("peer", as_index=False, sort=False)
        .agg(
            cases=("case", "nunique"),
            quantities=("quantity", "nunique"),
            values=("rows", "sum"),
            differ_by_at_most=("differ_by_at_most", lambda shares: at_most(shares.max())),
            within_tolerance=("passed", "all"),
        )
    )


def at_most(share: float) -> float:
    """The power of ten at or above a difference, 1e-12 at least: what lies below is noise that changes with the machine.

    Examples
    --------
    >>> at_most(3e-16), at_most(2e-5)
    (1e-12, 0.0001)
    """
    return float(f"1e{math.ceil(math.log10(share))}") if math.isfinite(share) and share > _NOISE else max(share, _NOISE)


def drawn(found: pd.DataFrame) -> pd.DataFrame:
    """The comparisons as a table that is the same on every machine: differences as powers of ten they stay below."""
    compared = labelled(found[found["rows"] > 0])
    kept = ["peer", "case", "quantity", "rows", "tolerance", "kind", "passed"]
    return compared[kept].assign(differ_by_at_most=compared["largest_relative"].map(at_most)).reset_index(drop=True)


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
    verdict = "all lie within their tolerance" if not failed else f"{words.count(failed, 'comparison')} failed"
    return [
        f"{compared['rows'].sum():,} values of {words.count(compared['peer'].nunique(), 'other program')} were computed again "
        f"with the one dated ledger of this workbook, in {words.count(len(compared), 'comparison')}: {verdict}.",
        _largest(compared[~_printed(compared)]),
        _published(compared),
        _apart(bills),
    ]


def _printed(compared: pd.DataFrame) -> pd.Series:
    return compared["quantity"].str.contains("published")


def _largest(exact: pd.DataFrame) -> str:
    largest = at_most(exact["largest_relative"].max())
    if not math.isfinite(largest):
        return "Some values are missing on one side and differ without limit."
    return f"No value that a program computed differs from ours by more than 1 part in {1 / largest:,.0f}."


def _published(compared: pd.DataFrame) -> str:
    rows = compared[_printed(compared)]
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
