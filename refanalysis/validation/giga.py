"""Cases of the open school-connectivity cost model: cost, feasibility and reason per site and technology, and the choice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.schema.types import DataError
from refanalysis.validation import compare, files
from refanalysis.validation.giga_costs import MONEY, Costs, chosen, costs, table

if TYPE_CHECKING:
    import pandas as pd

PROGRAM, TOLERANCE = "giga", 1e-4
KNOWN = (
    "A_*", "sites_*.csv*", "towers_*.csv*", "fiber_nodes_*.csv*", "parameters.json", "timing.csv*",
    "summary_*.csv*", "quality_gap.csv*",
)  # fmt: skip
_CASE = re.compile(r"A_(?P<set>[^_]+)_(?P<sites>\d+)(?P<variant>(?:_[^_]+)*)_(?P<kind>costs|chosen)\.csv(?:\.gz)?")
_SITES = {
    "site_id": "text", "has_electricity": "number", "bandwidth_demand_mbps": "number", "connected": "number",
    "dist_fiber_m": "number", "dist_4g_tower_m": "number", "dist_any_tower_m": "number",
}  # fmt: skip
_COSTS = {
    "site_id": "text", "technology": "text", "feasible": "number", "reason": "text",
    **dict.fromkeys(MONEY, "optional number"), "elec_type": "optional text",
}  # fmt: skip
_CHOSEN = {"site_id": "text", "chosen": "text", **dict.fromkeys(("total_cost", "capex", "annual_opex"), "optional number")}


def rows(folder: Path) -> pd.DataFrame:
    """Comparison rows of every A case in `folder`; the sets of parameters are those packaged where the folder has none."""
    found: list[dict[str, Any]] = []
    for path in files.named(folder, "A_"):
        found += compare.attempt(PROGRAM, path.name, lambda path=path: _compared(folder, path))
    return compare.table(found)


def sites(folder: Path, count: str) -> pd.DataFrame:
    """The sites of a case, read from its folder."""
    names = (f"sites_{count}.csv", f"sites_{count}.csv.gz")
    path = files.first([folder, folder.parent], *names)
    if path is None:
        raise DataError(f"{names[0]}: the file is missing; the case needs it beside it")
    return files.table(path, _SITES, key=("site_id",))


def parameters(folder: Path, name: str) -> dict[str, Any]:
    """One set of parameters by its name."""
    from refanalysis.validation.cases import PACKAGED

    path = files.first([folder, folder.parent, PACKAGED / PROGRAM], "parameters.json")
    known = files.json_object(path) if path else {}
    if name not in known:
        raise DataError(f"parameters.json: there is no set {name!r}; found: {', '.join(known) or 'none'}")
    return known[name]


def variant(text: str) -> dict[str, Any]:
    """What a variant in a file's name changes: noelec, bwXX [Mbps], yYY [year].

    Examples
    --------
    >>> variant("_bw40_y10")
    {'demand': 40.0, 'years': 10}
    """
    changes: dict[str, Any] = {}
    for part in filter(None, text.split("_")):
        if part == "noelec":
            changes["new_electricity"] = False
        elif match := re.fullmatch(r"bw(\d+(?:\.\d+)?)", part):
            changes["demand"] = float(match[1])
        elif match := re.fullmatch(r"y(\d+)", part):
            changes["years"] = int(match[1])
        else:
            raise DataError(f"unknown variant {part!r} in the file's name; accepted: noelec, bwXX, yYY")
    return changes


def _compared(folder: Path, path: Path) -> list[dict[str, Any]]:
    case = _CASE.fullmatch(path.name)
    if case is None:
        raise DataError(f"{path.name}: unknown file name; accepted: A_SET_SITES_costs.csv, A_SET_SITES_VARIANT_chosen.csv")
    found = costs(sites(folder, case["sites"]), parameters(folder, case["set"]), **variant(case["variant"]))
    return (_costs if case["kind"] == "costs" else _choices)(path, found)


def _costs(path: Path, found: Costs) -> list[dict[str, Any]]:
    theirs = files.table(path, _COSTS, key=("site_id", "technology"))
    ours = _matched(table(found), theirs, ["site_id", "technology"], path.name)
    keys = (theirs["site_id"] + " " + theirs["technology"]).tolist()
    same = [(PROGRAM, path.name, name, ours[name], theirs[name], keys) for name in MONEY]
    return [
        compare.words(PROGRAM, path.name, "feasible", ours["feasible"], theirs["feasible"].astype(int), keys),
        compare.words(PROGRAM, path.name, "reason", ours["reason"], theirs["reason"], keys),
        compare.words(PROGRAM, path.name, "elec_type", ours["elec_type"].astype(object).fillna(""), theirs["elec_type"], keys),
        *(compare.numbers(*each, absolute=TOLERANCE) for each in same),
    ]


def _choices(path: Path, found: Costs) -> list[dict[str, Any]]:
    theirs = files.table(path, _CHOSEN, key=("site_id",))
    ours = _matched(chosen(found), theirs, ["site_id"], path.name)
    keys = theirs["site_id"].tolist()
    money = ("total_cost", "capex", "annual_opex")
    return [
        compare.words(PROGRAM, path.name, "chosen", ours["chosen"], theirs["chosen"], keys),
        *(compare.numbers(PROGRAM, path.name, n, ours[n], theirs[n], keys, absolute=TOLERANCE) for n in money),
    ]


def _matched(ours: pd.DataFrame, theirs: pd.DataFrame, key: list[str], where: str) -> pd.DataFrame:
    """Our rows in the order of theirs; a site or technology that the inputs do not have is an error."""
    mine = ours.astype(dict.fromkeys(key, "object")).set_index(key)
    wanted = theirs.set_index(key).index
    places = mine.index.get_indexer(wanted)
    missing = np.flatnonzero(places < 0)
    if len(missing):
        first = wanted[missing[0]]
        raise DataError(
            f"{where}, row {theirs.index[missing[0]]}, column {key[-1]}: {first!r} is not among the sites to be connected and "
            f"the technologies; {len(missing)} rows like this"
        )
    return mine.iloc[places].reset_index()
