"""Cases of the open school-connectivity cost model in which sites share fibre and radio links: our choice is never worse.

What only it does, and stands here: one demand and one power for all sites; a radio mast is paid for at every site; a link of
fibre pays its own length only; links are strictly shorter than a limit on the straight distance, before the route factor; a
budget is a share of the total of its own scenario "minimum_cost_g" and binds the undiscounted total.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.schema.types import DataError
from refanalysis.tco import portfolio
from refanalysis.validation import compare, files, giga
from refanalysis.validation.giga_costs import TECHNOLOGIES, costs, number

if TYPE_CHECKING:
    import pandas as pd

KNOWN = ("B_*", "OPT_*")
EXACT, GAP = 1e-6, 0.03
_FEW = 100
_LENGTH = 1e-5
_METRES = 1000.0
_RESULT = re.compile(
    r"B_(?P<set>[^_]+)_(?P<sites>\d+)(?P<before>(?:_(?:noelec|bw[\d.]+|y\d+))*)_(?P<scenario>minimum_cost_a|minimum_cost_g|priority)"
    r"(?P<rest>(?:_(?:budget\d+|noelec|bw[\d.]+|y\d+))*)_(?P<kind>result|bytech|links)\.csv(?:\.gz)?"
)
_OPTIMUM = re.compile(r"OPT_(?P<set>[^_]+)_(?P<sites>\d+)(?P<rest>(?:_[^_]+)*)\.csv(?:\.gz)?")
_SITES = {
    "site_id": "text", "lat": "number", "lon": "number", "has_electricity": "number", "connected": "number",
    "has_fiber": "number",
}  # fmt: skip
_NODES = {"node_id": "text", "lat": "number", "lon": "number"}
_TOWERS = {"tower_id": "text", "lat": "number", "lon": "number", "technology": "text"}
_THEIRS = {"site_id": "text", "technology": "optional text", "feasible": "number", "total_cost": "optional number"}
_LINKS = {"technology": "text", "site_id": "text", "upstream_id": "text", "length_m": "number"}
_BEST = {"site_id": "text", "technology": "optional text", "upstream": "optional text"}
_FIBRE, _SHARED = "fiber", ("fiber", "p2p")


def rows(folder: Path) -> pd.DataFrame:
    """Comparison rows of every case with shared links in `folder`.

    For each result: our total is not above theirs; with a budget we connect at least as many sites within it; our gap is
    proven; and what they chose costs by our tables what they say it does. For each optimum: our total equals it.
    """
    solved: dict[tuple[Any, ...], portfolio.Choice] = {}
    found: list[dict[str, Any]] = []
    for path in files.named(folder, "B_"):
        found += compare.attempt(giga.PROGRAM, path.name, partial(_result, folder, path, solved))
    for path in files.named(folder, "OPT_"):
        found += compare.attempt(giga.PROGRAM, path.name, partial(_optimum, folder, path))
    return compare.table(found)


def tables(
    sites: pd.DataFrame, nodes: pd.DataFrame, towers: pd.DataFrame, parameters: Mapping[str, Any], changes: Mapping[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tables `options` and `links` of `portfolio.choose` for the sites that are not connected yet.

    Parameters
    ----------
    sites
        site_id, lat, lon, has_electricity, connected, has_fiber; sites that have fibre are roots of fibre.
    nodes, towers
        Fibre nodes (node_id, lat, lon) and towers (node_id, lat, lon, technology).
    parameters
        One set of the peer's parameters.
    changes
        years, demand [Mbps] and new_electricity where they are not those of the set.
    """
    import pandas as pd

    horizon = int(changes.get("years", number(parameters, "years")))
    left = sites[sites["connected"] == 0].reset_index(drop=True)
    near = portfolio.nearest(left, towers[towers["technology"] == "4G"])["distance"].to_numpy()
    placed = left.assign(dist_fiber_m=0.0, dist_any_tower_m=0.0, dist_4g_tower_m=near)
    asked = {"demand": number(parameters, "bandwidth"), **changes}
    priced = costs(placed, parameters, **asked)
    options = pd.DataFrame(
        {
            "site": np.repeat(left["site_id"].to_numpy(), len(TECHNOLOGIES)),
            "technology": np.tile(np.array(TECHNOLOGIES, dtype=object), len(left)),
            "cost": priced.money["total_cost"].ravel(),
            "feasible": priced.feasible.ravel(),
        }
    )
    rooted = sites.loc[sites["has_fiber"] == 1, ["site_id", "lat", "lon"]].rename(columns={"site_id": "node_id"})
    metre = per_metre(parameters, horizon)
    fibre = portfolio.links(left, pd.concat([nodes, rooted]), _FIBRE, _limit(parameters, "maximum_connection_length"), metre)
    radio = portfolio.links(left, towers, "p2p", _limit(parameters, "maximum_range", "p2p"), np.zeros_like)
    return options, _stacked(fibre, radio)


def per_metre(parameters: Mapping[str, Any], years: int) -> Callable[[np.ndarray], np.ndarray]:
    """Cost of fibre over a horizon [USD] as a function of the straight distance [m]."""
    metre = number(parameters, "fiber.capex.cost_per_km") + years * number(parameters, "fiber.opex.cost_per_km")
    metre *= number(parameters, "fiber.constraints.correction_coeficient") / _METRES
    return lambda distance: metre * distance


def _limit(parameters: Mapping[str, Any], name: str, technology: str = _FIBRE) -> float:
    return number(parameters, f"{technology}.constraints.{name}") * _METRES


def _stacked(fibre: pd.DataFrame, radio: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd
    from pandas.api.types import union_categoricals

    both = [fibre, radio]
    technology = union_categoricals([each["technology"] for each in both])
    joined = {name: np.concatenate([each[name].to_numpy() for each in both]) for name in ("distance", "cost")}
    names = {name: union_categoricals([each[name] for each in both]) for name in ("site", "upstream")}
    return pd.DataFrame({"technology": technology, **names, **joined})


def _given(folder: Path, case: Mapping[str, str], variant: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    return tables(*places(folder, case["sites"]), giga.parameters(folder, case["set"]), giga.variant(variant))


def places(folder: Path, count: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Sites, fibre nodes and towers of a case."""
    kinds = (("sites", _SITES), ("fiber_nodes", _NODES), ("towers", _TOWERS))
    found = []
    for stem, columns in kinds:
        path = files.first([folder, folder.parent], f"{stem}_{count}.csv", f"{stem}_{count}.csv.gz")
        if path is None:
            raise DataError(f"{stem}_{count}.csv: the file is missing; the case needs it beside it")
        found.append(files.table(path, columns, key=(next(iter(columns)),)))
    return found[0], found[1], found[2].rename(columns={"tower_id": "node_id"})


def _split(rest: str) -> tuple[str, int | None]:
    """The variant and the budget [percent] in a file's name."""
    parts = [part for part in rest.split("_") if part]
    budgets = [int(part.removeprefix("budget")) for part in parts if re.fullmatch(r"budget\d+", part)]
    if len(budgets) > 1:
        raise DataError(f"the file's name holds {len(budgets)} budgets; accepted: at most one")
    kept = "".join(f"_{part}" for part in parts if not part.startswith("budget"))
    return kept, budgets[0] if budgets else None


def _result(folder: Path, path: Path, solved: dict[tuple[Any, ...], portfolio.Choice]) -> list[dict[str, Any]]:
    case = _RESULT.fullmatch(path.name)
    if case is None:
        raise DataError(
            f"{path.name}: unknown file name; accepted: B_SET_SITES_SCENARIO_result.csv with minimum_cost_a, minimum_cost_g or "
            "priority, perhaps followed by budgetXX; also bytech, links"
        )
    variant, budget = _split(case["before"] + case["rest"])
    if case["kind"] == "bytech":
        return _by_technology(folder, path, case, variant)
    if case["kind"] == "links":
        return _lengths(folder, path, case)
    theirs = files.table(path, _THEIRS, key=("site_id",))
    served = (theirs["feasible"] == 1) & theirs["total_cost"].notna()
    spent = float(theirs.loc[served, "total_cost"].sum())
    ceiling = None if budget is None else _ceiling(folder, case, variant, budget, spent)
    key = (case["set"], case["sites"], variant, ceiling)
    if key not in solved:
        solved[key] = _solved(*_given(folder, case, variant), ceiling)
    ours = solved[key]
    _known_sites(path, ours, theirs)
    rows = _compared(path.name, ours, spent, int(served.sum()), ceiling)
    return [*rows, *_their_costs(folder, path, case, variant, theirs[served])]


def _ceiling(folder: Path, case: Mapping[str, str], variant: str, percent: int, spent: float) -> float:
    """The budget of a case: a share of the total of the unconstrained scenario; without that file what they spent."""
    stem = f"B_{case['set']}_{case['sites']}"
    names = [f"{stem}{before}_minimum_cost_g{after}_result" for before, after in ((variant, ""), ("", variant))]
    path = files.first([folder], *(f"{name}{end}" for name in names for end in (".csv", ".csv.gz")))
    if path is None:
        return spent
    full = files.table(path, _THEIRS, key=("site_id",))
    return float(full.loc[full["feasible"] == 1, "total_cost"].sum()) * percent / 100.0


def _solved(options: pd.DataFrame, links: pd.DataFrame, ceiling: float | None) -> portfolio.Choice:
    rules = portfolio.Rules(cover_sites="possible") if ceiling is None else portfolio.Rules(budget=ceiling)
    objective = "cost" if ceiling is None else "sites"
    quick = portfolio.choose(options, links, rules, objective=objective, method="fast")
    small = len(options) <= _FEW * len(TECHNOLOGIES)
    if quick.gap <= (EXACT if small else GAP):
        return quick
    return portfolio.choose(options, links, rules, objective=objective)


def _known_sites(path: Path, ours: portfolio.Choice, theirs: pd.DataFrame) -> None:
    unknown = sorted(set(theirs["site_id"]) - set(ours.table["site"]))
    if unknown:
        raise DataError(f"{path.name}, column site_id: {unknown[0]} is no site to be connected; {len(unknown)} sites like this")


def _compared(case: str, ours: portfolio.Choice, spent: float, served: int, ceiling: float | None) -> list[dict[str, Any]]:
    proven = _at_most(case, "proven gap", ours.gap, 0.0, GAP, f"bound {ours.bound:,.2f}, proven in {ours.bound_seconds:.1f} s")
    if ceiling is None:
        more = [_at_least(case, "sites connected", ours.sites, served)]
        note = f"{1.0 - ours.cost / spent:.1%} below" if ours.cost < spent else ""
        total = [_at_most(case, "total cost", ours.cost, spent, EXACT * spent, note)] if ours.sites <= served else []
        return [*total, *more, proven]
    inside = _at_most(case, "total cost within the budget", ours.cost, ceiling, EXACT * ceiling, f"they spend {spent:,.2f}")
    return [_at_least(case, "sites connected", ours.sites, served), inside, proven]


def _at_most(case: str, quantity: str, ours: float, limit: float, tolerance: float, note: str = "") -> dict[str, Any]:
    """A row that passes when ours is at most the limit; the difference is what it lies above."""
    above = max(ours - limit, 0.0)
    return {
        "program": giga.PROGRAM, "case": case, "quantity": quantity, "rows": 1, "largest_absolute": above,
        "largest_relative": above / limit if limit else above, "worst": f"ours {ours:,.12g}, at most {limit:,.12g}",
        "tolerance": tolerance, "kind": "absolute", "passed": bool(above <= tolerance), "note": note,
    }  # fmt: skip


def _at_least(case: str, quantity: str, ours: int, theirs: int) -> dict[str, Any]:
    row = _at_most(case, quantity, -ours, -theirs, 0.0, f"{ours - theirs} more" if ours > theirs else "")
    return {**row, "largest_relative": row["largest_absolute"] / max(theirs, 1), "worst": f"ours {ours}, theirs {theirs}"}


def _lengths(folder: Path, path: Path, case: Mapping[str, str]) -> list[dict[str, Any]]:
    """Lengths of their links by our distances, and whether each is one that we may use."""
    theirs = files.table(path, _LINKS)
    sites, nodes, towers = places(folder, case["sites"])
    place = {}
    for frame, name in ((sites, "site_id"), (nodes, "node_id"), (towers, "node_id")):
        points = portfolio.positions(frame["lat"], frame["lon"])
        place |= dict(zip(frame[name], points, strict=True))
    unknown = [name for column in ("site_id", "upstream_id") for name in theirs[column] if name not in place]
    if unknown:
        raise DataError(f"{path.name}: {unknown[0]} is no site, fibre node or tower; {len(unknown)} names like this")
    ends = [np.array([place[name] for name in theirs[column]]) for column in ("site_id", "upstream_id")]
    ours = portfolio.arc(np.sqrt(((ends[0] - ends[1]) ** 2).sum(axis=1)))
    keys = (theirs["site_id"] + " " + theirs["upstream_id"]).tolist()
    given = giga.parameters(folder, case["set"])
    limits = {_FIBRE: _limit(given, "maximum_connection_length"), "p2p": _limit(given, "maximum_range", "p2p")}
    inside = [length < limits[technology] for length, technology in zip(ours, theirs["technology"], strict=True)]
    return [
        compare.numbers(giga.PROGRAM, path.name, "length", ours, theirs["length_m"], keys, relative=_LENGTH),
        compare.words(giga.PROGRAM, path.name, "within reach", inside, [True] * len(inside), keys),
    ]


def _optimum(folder: Path, path: Path) -> list[dict[str, Any]]:
    case = _OPTIMUM.fullmatch(path.name)
    if case is None:
        raise DataError(f"{path.name}: unknown file name; accepted: OPT_SET_SITES.csv, perhaps with a variant or a budget")
    variant, budget = _split(case["rest"])
    theirs = files.table(path, _BEST, key=("site_id",))
    options, links = _given(folder, case, variant)
    value, count = _worth(options, links, theirs, path.name)
    if budget is None:
        ours = portfolio.choose(options, links, portfolio.Rules(cover_sites="possible"))
        lower = ours.cost < value * (1.0 - EXACT)
        note = f"ours is lower by {value - ours.cost:,.2f}: they know fewer links" if lower else f"bound {ours.bound:,.2f}"
        total = compare.numbers(
            giga.PROGRAM, path.name, "total cost", [ours.cost], [value], ["total"], relative=EXACT, note=note
        )
        return [total, _at_least(path.name, "sites connected", ours.sites, count), _proven(path.name, ours)]
    ceiling = _ceiling(folder, case, variant, budget, value)
    ours = portfolio.choose(options, links, portfolio.Rules(budget=ceiling), objective="sites")
    return [_at_least(path.name, "sites connected", ours.sites, count), _proven(path.name, ours)]


def _own(folder: Path, case: Mapping[str, str], variant: str) -> pd.Series:
    """Cost of each option without links, NaN where it is not feasible, by site and technology [USD]."""
    options, _ = _given(folder, case, variant)
    return options.set_index(["site", "technology"])["cost"]


def _by_technology(folder: Path, path: Path, case: Mapping[str, str], variant: str) -> list[dict[str, Any]]:
    """Costs of the technologies that stand alone; those of the shared ones depend on the tree."""
    theirs = files.table(path, _THEIRS, key=("site_id", "technology"))
    alone = theirs["technology"].isin(TECHNOLOGIES) & ~theirs["technology"].isin(_SHARED)
    theirs = theirs[alone & (theirs["feasible"] == 1)]
    if theirs.empty:
        return [compare.unused(giga.PROGRAM, path.name, "no option that stands alone is priced", fails=False)]
    pairs = list(zip(theirs["site_id"], theirs["technology"], strict=True))
    ours, keys = _own(folder, case, variant).reindex(pairs).to_numpy(), [" ".join(pair) for pair in pairs]
    note = "where they price it"
    same = (giga.PROGRAM, path.name, "cost alone", ours, theirs["total_cost"], keys)
    return [compare.numbers(*same, absolute=giga.TOLERANCE, note=note)]


def _their_costs(folder: Path, path: Path, case: Mapping[str, str], variant: str, theirs: pd.DataFrame) -> list[dict[str, Any]]:
    """What each site they connect costs by our tables, its fibre by the length in their links."""
    name = path.name.replace("_result.csv", "_links.csv")
    found = files.first([folder], name, name.removesuffix(".gz"), f"{name}.gz")
    if found is None:
        return []
    grown = files.table(found, _LINKS)
    length = grown[grown["technology"] == _FIBRE].set_index("site_id")["length_m"]
    given = giga.parameters(folder, case["set"])
    horizon = int(giga.variant(variant).get("years", number(given, "years")))
    technology = theirs["technology"].str.lower()
    pairs = list(zip(theirs["site_id"], technology, strict=True))
    metres = np.where(technology == _FIBRE, length.reindex(theirs["site_id"]).to_numpy(), 0.0)
    ours = _own(folder, case, variant).reindex(pairs).to_numpy() + per_metre(given, horizon)(metres)
    keys = theirs["site_id"].tolist()
    same = compare.numbers(giga.PROGRAM, path.name, "cost of their choice", ours, theirs["total_cost"], keys, relative=_LENGTH)
    return [same]


def _proven(case: str, ours: portfolio.Choice) -> dict[str, Any]:
    return _at_most(case, "proven gap", ours.gap, 0.0, EXACT, f"bound {ours.bound:,.2f}")


def _worth(options: pd.DataFrame, links: pd.DataFrame, theirs: pd.DataFrame, where: str) -> tuple[float, int]:
    """What their choice costs by our tables [USD], and the sites it connects."""
    used = theirs[theirs["technology"].str.lower().isin(TECHNOLOGIES)]
    technology = used["technology"].str.lower()
    site = set(options["site"])
    above = used["upstream"].where(used["upstream"].isin(site), "")
    own = options.set_index(["site", "technology"])["cost"]
    link = links.astype({"technology": "object", "site": "object", "upstream": "object"})
    link = link.set_index(["technology", "site", "upstream"])["cost"]
    value = 0.0
    for name, kind, upstream in zip(used["site_id"], technology, above, strict=True):
        price = own.get((name, kind), np.nan)
        if kind in _SHARED:
            price += link.get((kind, name, upstream), link.get((kind, name, ""), np.nan))
        if not np.isfinite(price):
            raise DataError(f"{where}: {kind} at {name} over {upstream or 'infrastructure'} is not among our options and links")
        value += float(price)
    return value, len(used)
