"""Sentences and tables for readers of the comparisons: what was compared, how far apart, and where it comes from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

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


def used(found: pd.DataFrame) -> pd.DataFrame:
    """One row for each case that was compared: case, peer, source, quality, as `tables.provenance` and `tables.sources` ask."""
    compared = labelled(found[found["rows"] > 0])
    return compared[["program", "case", "peer", "source", "quality"]].drop_duplicates(ignore_index=True)


def bill_words(chosen: Mapping[str, float]) -> str:
    """The bill of `validation.bill` in a sentence."""
    return (
        f"The bill is the published example of HOMER's manual, a diesel generator: {chosen['capital']:,.0f} USD to buy, "
        f"{chosen['replacement']:,.0f} USD to replace after {chosen['life']:g} years, {chosen['running']:,.0f} USD a year "
        f"to run, {chosen['horizon']:g} years, discounted at {words.share(chosen['rate'])} a year."
    )


def by_peer(found: pd.DataFrame) -> pd.DataFrame:
    """One row for each peer: cases, quantities, values compared, digits that agree, whether all are within tolerance."""
    import pandas as pd

    compared = labelled(found[found["rows"] > 0])
    return pd.DataFrame(
        {
            "peer": peer,
            "cases": rows["case"].nunique(),
            "quantities": rows["quantity"].nunique(),
            "values": rows["rows"].sum(),
            "agree_to": _agreement(rows[~_printed(rows)]),
            "within_tolerance": bool(rows["passed"].all()),
        }
        for peer, rows in compared.groupby("peer", sort=False)
    )


def _agreement(computed: pd.DataFrame) -> str:
    """Digits to which values that a program computed agree; those that were printed rounded agree to their last at best."""
    if computed.empty:
        return "the printed digits"
    share = at_most(_difference(computed).max())
    return words.count(_digits(share), "digit") if math.isfinite(share) else "values are missing on one side"


def _difference(computed: pd.DataFrame) -> pd.Series:
    """Largest difference of each comparison, as a share of the value; of network measures, many of which are 0, the smaller of
    that and the plain difference.
    """
    plain = computed["largest_absolute"].where(computed["program"] == "networks", math.inf)
    return computed["largest_relative"].where(computed["largest_relative"] < plain, plain)


def _digits(share: float) -> int:
    """Digits to which values agree whose difference is at most this power of ten."""
    return max(-round(math.log10(share)), 0)


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
        f"{compared['rows'].sum():,} values from {words.count(_sources(compared), 'published source')} were computed again "
        f"with this workbook's own models, in {words.count(len(compared), 'comparison')}: {verdict}.",
        _agree(compared[~_printed(compared)]),
        _published(compared[_printed(compared)]),
        _apart(bills),
    ]


def _printed(compared: pd.DataFrame) -> pd.Series:
    """Which comparisons are with values that a manual, workbook or paper printed rounded."""
    return compared["quantity"].str.contains("published") | (compared["program"] == "worked_examples")


def _sources(compared: pd.DataFrame) -> int:
    keys = compared["source"].str.split(";").explode()
    return keys[keys != ""].nunique()


def _agree(computed: pd.DataFrame) -> str:
    """Digits to which computed values agree: those that most programs reach, and the programs that fall short of them."""
    if computed.empty:
        return ""
    shares = _difference(computed).groupby(computed["peer"], sort=False).max().map(at_most)
    usual = shares.mode().iloc[0]
    if not math.isfinite(shares.max()):
        return "Some values are missing on one side and differ without limit."
    others = [f"those of {peer} to {_digits(share)}" for peer, share in shares.items() if share > usual]
    less = f"; {words.listed(others)}" if others else ""
    return f"Values that a program computed agree to {words.count(_digits(usual), 'digit')}{less}."


def _published(printed: pd.DataFrame) -> str:
    if printed.empty:
        return ""
    close = "agree within the rounding of what is printed" if printed["passed"].all() else "do not all agree"
    rows = printed[printed["quantity"].str.contains("published")]
    far = (
        f"; {rows['peer'].iloc[0]}'s example lies {words.number(rows['largest_absolute'].max())} USD away" if len(rows) else ""
    )
    return f"{words.count(printed['rows'].sum(), 'value')} printed in manuals, workbooks and papers {close}{far}."


def _apart(bills: pd.DataFrame) -> str:
    whole = bills[bills["scope"] == "whole program"]
    low, high = (whole.loc[whole["difference"].agg(which)] for which in ("idxmin", "idxmax"))
    return (
        f"The programs do not agree with one another: the same bill comes out {words.share(abs(low['difference']))} below its "
        f"dated cash flow by the convention of {low['programs']}, {words.share(high['difference'])} above it by that of "
        f"{high['programs']}."
    )
