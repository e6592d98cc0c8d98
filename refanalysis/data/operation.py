"""One analyst's operation: its folder, read and checked."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refanalysis import schema, units
from refanalysis.data import tables
from refanalysis.data.files import read
from refanalysis.data.workspace import shown, workspace
from refanalysis.schema import OPERATION_TABLES, DataError

if TYPE_CHECKING:
    import pandas as pd

LEVERS: dict[str, Any] = {"horizon": 10, "price_basis": "USD_2024", "draws": 1000, "seed": 1}
_REQUIRED = {"title": str, "description": str, "country": str, "date_of_data": datetime.date, "context": dict}
_OPTIONAL = {
    "sites": (str, list),
    "technologies": (str, list),
    "focus_site": str,
    "levers": dict,
    "context_sources": dict,
    "scenarios": dict,
    "guidance": str,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One country or situation with its tables; see `refanalysis.schema.operation` for their columns.

    `context` are the inputs of the coordination rules, `guidance` the file of newer rules to lay over the packaged ones (None:
    there is none), `levers` the choices of a run (horizon [year], price_basis, draws,
    seed), `scenarios` their labels and descriptions by name. A table whose file is absent is empty; `coverage` holds what
    `data/coverage.csv` publishes for its sites and the operation's own rows after it.
    """

    name: str
    title: str
    description: str
    iso3: str
    country: str
    date_of_data: datetime.date
    folder: Path
    focus_site: str
    technologies: tuple[str, ...]
    levers: Mapping[str, Any]
    context: Mapping[str, Any]
    context_sources: Mapping[str, str]
    guidance: Path | None
    scenarios: Mapping[str, Mapping[str, str]]
    sites: pd.DataFrame
    actors: pd.DataFrame
    ties: pd.DataFrame
    presence: pd.DataFrame
    coverage: pd.DataFrame
    survey: pd.DataFrame
    funding: pd.DataFrame
    plans: pd.DataFrame
    payers: pd.DataFrame
    mandates: pd.DataFrame
    roles: pd.DataFrame
    assumption_rows: pd.DataFrame


def operations() -> list[str]:
    """Names of the operations in the workspace, sorted."""
    return sorted(path.parent.name for path in (workspace() / "data" / "operations").glob("*/operation.toml"))


def operation(name: str) -> Operation:
    """The operation called `name`, read and checked.

    Raises
    ------
    ValueError
        For a name that is not an operation; it lists those that are.
    DataError
        Listing every problem of its files.
    """
    if name not in operations():
        raise ValueError(f"no operation is called {name!r}; known: {', '.join(operations()) or 'none'}")
    return from_folder(workspace() / "data" / "operations" / name)


def with_levers(operation: Operation, **levers: Any) -> Operation:
    """A copy of the operation with other choices; a lever of 0 or "" keeps the operation's own.

    Raises
    ------
    ValueError
        For a lever that does not exist or a value it cannot have.
    """
    given = {name: value for name, value in levers.items() if value not in (0, "")}
    unknown = [name for name in levers if name not in LEVERS]
    wrong = [f"{name} is not a lever; known: {', '.join(LEVERS)}" for name in unknown] or _lever_problems(given, operation.name)
    if wrong:
        raise ValueError("; ".join(wrong))
    return replace(operation, levers={**operation.levers, **given})


def from_folder(folder: Path) -> Operation:
    """The operation in `folder`; `DataError` lists every problem of all its files."""
    found: list[str] = []
    settings = _kept(found, lambda: _settings(folder / "operation.toml"))
    frames = {name: _kept(found, lambda name=name: _read_table(folder, name)) for name in OPERATION_TABLES}
    actors = set(frames["actors"]["actor"]) if frames["actors"] is not None else None
    if actors is not None:
        for name, frame in frames.items():
            if frame is not None and not frame.empty:
                _kept(found, lambda name=name, frame=frame: _linked(frame, name, folder, actors))
    rows = _kept(found, lambda: tables.assumption_rows([path for path in [folder / "assumptions.csv"] if path.is_file()]))
    if found or settings is None:
        raise DataError(found)
    frames = {name: frame.reset_index(drop=True) for name, frame in frames.items() if frame is not None}
    frames["coverage"] = _with_published(frames["coverage"], settings["sites"])
    return Operation(name=folder.name, folder=folder, assumption_rows=rows, **settings, **frames)


def _kept(found: list[str], step: Any) -> Any:
    """Result of `step`, or None with its problems added to `found`."""
    try:
        return step()
    except DataError as error:
        found += error.problems
        return None


def _read_table(folder: Path, name: str) -> pd.DataFrame:
    """Table `name` of the folder, from .csv or .xlsx; empty when neither is there."""
    paths = [path for suffix in (".csv", ".xlsx") if (path := folder / f"{name}{suffix}").is_file()]
    if len(paths) > 1:
        raise DataError(f"{shown(folder)}: both {paths[0].name} and {paths[1].name} are there; accepted: one of them")
    if paths:
        return read(paths[0], name)
    import pandas as pd

    return schema.typed(pd.DataFrame(columns=schema.TABLES[name].names, dtype="str"), schema.TABLES[name], name)[0]


def _with_published(own: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """The coverage published for these sites, and what the operation itself adds."""
    import pandas as pd

    published = tables.table("coverage")
    published = published[published["site_id"].isin(sites["site_id"])]
    return pd.concat([published, own], ignore_index=True) if len(own) else published.reset_index(drop=True)


def _linked(frame: pd.DataFrame, name: str, folder: Path, actors: set[str]) -> None:
    path = next(path for suffix in (".csv", ".xlsx") if (path := folder / f"{name}{suffix}").is_file())
    tables.linked(frame, name, path, {"actors": actors or {""}})
    found = _reversed(frame, shown(path)) + (_paid_apart(frame, shown(path)) if name == "payers" else [])
    if found:
        raise DataError(found)


def _reversed(frame: pd.DataFrame, where: str) -> list[str]:
    """Rows that end before they start, and so would hold at no time."""
    found = []
    for first, last in (("from_year", "to_year"), ("from_date", "to_date")):
        if {first, last} <= set(frame.columns):
            wrong = frame[(frame[last] < frame[first]).fillna(False)]
            spans = zip(wrong.index, wrong[first].astype("str"), wrong[last].astype("str"), strict=True)
            found += [
                f"{where}, row {row}, columns {first}, {last}: found {begin} and {end}; accepted: an end at or after the start"
                for row, begin, end in spans
            ]
    return found


def _paid_apart(payers: pd.DataFrame, where: str) -> list[str]:
    """Rows for a backhaul or a power system, whose costs stand in the bill of the technology on them."""
    roles = tables.table("technologies").set_index("technology")["role"]
    return [
        f"{where}, row {row}, column technology: found {name!r}, a {roles[name]} technology, whose cost is part of the "
        f"technologies that stand on it; accepted: {', '.join(roles.index[roles == 'service'])}, or empty"
        for row, name in payers["technology"].items()
        if name and roles[name] != "service"
    ]


def _settings(path: Path) -> dict[str, Any]:
    where = shown(path)
    if not path.is_file():
        raise DataError(f"{where}: the file is missing")
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{where}: {error}; accepted: a TOML file in UTF-8") from error
    found = _key_problems(given, where)
    named = given.get("guidance")
    if isinstance(named, str) and not (Path(named).name == named and (path.parent / named).is_file()):
        found.append(f"{where}: guidance is {named!r}; accepted: a file of rules beside operation.toml, such as rules_2024.csv")
    if found:
        raise DataError(found)
    return _checked(given, where) | {"guidance": path.parent / given["guidance"] if "guidance" in given else None}


def guidance_file(folder: Path) -> str:
    """Name of the file of rules that the settings of an operation lay over the packaged ones; empty when there is none."""
    try:
        named = tomllib.loads((folder / "operation.toml").read_text(encoding="utf-8-sig")).get("guidance", "")
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return ""
    return named if isinstance(named, str) else ""


def _key_problems(given: dict[str, Any], where: str) -> list[str]:
    known = {**_REQUIRED, **_OPTIONAL}
    found = [f"{where}: {key} is missing" for key in _REQUIRED if key not in given]
    found += [f"{where}: {key} is not known; accepted: {', '.join(known)}" for key in given if key not in known]
    for key, kind in known.items():
        if key in given and not isinstance(given[key], kind):
            kinds = kind if isinstance(kind, tuple) else (kind,)
            names = " or ".join(one.__name__ for one in kinds)
            found.append(f"{where}: {key} is {given[key]!r}; accepted: {names}")
    levers = given.get("levers", {})
    if isinstance(levers, dict):
        found += [f"{where}: levers.{key} is not known; accepted: {', '.join(LEVERS)}" for key in levers if key not in LEVERS]
        found += _lever_problems(levers, where)
    return found


def _lever_problems(levers: dict[str, Any], where: str) -> list[str]:
    found = []
    for key in ("horizon", "draws"):
        if key in levers and not (type(levers[key]) is int and levers[key] >= 1):
            found.append(f"{where}: levers.{key} is {levers[key]!r}; accepted: a whole number of 1 or more")
    if "seed" in levers and not (type(levers["seed"]) is int and levers["seed"] >= 0):
        found.append(f"{where}: levers.seed is {levers['seed']!r}; accepted: a whole number of 0 or more")
    basis = str(levers.get("price_basis", LEVERS["price_basis"]))
    if units.money(basis) != basis:
        found.append(f"{where}: levers.price_basis is {basis!r}; accepted: a currency and year, such as USD_2024")
    return found


def _checked(given: dict[str, Any], where: str) -> dict[str, Any]:
    """The settings with names resolved against the shared tables."""
    found = _repeated(given, where)
    countries = tables.table("countries").set_index("iso3")["country"]
    iso3 = given["country"]
    if iso3 not in countries:
        raise DataError(f"{where}: country is {iso3!r}; accepted: {', '.join(sorted(countries.index))}")
    every = tables.table("sites")
    sites = _chosen_sites(given.get("sites", "all"), every[every["iso3"] == iso3], iso3, where, found)
    technologies = _chosen_technologies(given.get("technologies", "all"), where, found)
    focus = given.get("focus_site", "")
    if focus and focus not in set(sites["site_id"]):
        found.append(f"{where}: focus_site is {focus!r}; accepted: one of the operation's sites")
    found += _scenario_problems(given.get("scenarios", {}), where)
    if found:
        raise DataError(found)
    largest = sites.sort_values("population", ascending=False)["site_id"].head(1)
    return {
        **{key: given[key] for key in ("title", "description", "date_of_data", "context")},
        "iso3": iso3,
        "country": str(countries[iso3]),
        "focus_site": focus or next(iter(largest), ""),
        "technologies": tuple(technologies),
        "levers": {**LEVERS, **given.get("levers", {})},
        "context_sources": given.get("context_sources", {}),
        "scenarios": given.get("scenarios", {}),
        "sites": sites.reset_index(drop=True),
    }


def _chosen_sites(wanted: str | list[str], sites: pd.DataFrame, iso3: str, where: str, found: list[str]) -> pd.DataFrame:
    if sites.empty:
        found.append(f"{where}: sites.csv has no site of {iso3}; add rows to data/sites.csv first")
        return sites
    names, unknown = _chosen(wanted, list(sites["site_id"]))
    found += [f"{where}: sites names {name!r}; not a site of {iso3} in sites.csv" for name in unknown]
    return sites[sites["site_id"].isin(names)]


def _chosen_technologies(wanted: str | list[str], where: str, found: list[str]) -> list[str]:
    """The wanted technologies that serve people; backhaul and power come with them and are not options of their own."""
    roles = tables.table("technologies").set_index("technology")["role"]
    serving = [name for name, role in roles.items() if role == "service"]
    names, refused = _chosen(wanted, serving)
    found += [
        f"{where}: technologies names {name!r}, which is a {roles[name]} technology; accepted: {', '.join(serving)}"
        if name in roles.index
        else f"{where}: technologies names {name!r}; not in technologies.csv"
        for name in refused
    ]
    return names


def _chosen(wanted: str | list[str], known: list[str]) -> tuple[list[str], list[str]]:
    """The wanted names that are known, in the order wanted, and those that are not."""
    names = known if wanted == "all" else [wanted] if isinstance(wanted, str) else wanted
    return [name for name in names if name in known], [name for name in names if name not in known]


def _repeated(given: dict[str, Any], where: str) -> list[str]:
    """Sites and technologies that are named twice, or not one."""
    lists = {key: given[key] for key in ("sites", "technologies") if isinstance(given.get(key), list)}
    found = [f"{where}: {key} is empty; accepted: one name or more, or 'all'" for key, names in lists.items() if not names]
    return found + [
        f"{where}: {key} names {name!r} {names.count(name)} times; accepted: once"
        for key, names in lists.items()
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]


def _scenario_problems(scenarios: dict[str, Any], where: str) -> list[str]:
    found = []
    for name, words in scenarios.items():
        if not isinstance(words, dict) or set(words) != {"label", "description"}:
            found.append(f"{where}: scenarios.{name} holds {words!r}; accepted: label and description")
    return found
