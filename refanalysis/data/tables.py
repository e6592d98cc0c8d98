"""The tables of `data/` that every operation shares."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from refanalysis import schema, units
from refanalysis.data.files import read
from refanalysis.data.workspace import shown, workspace
from refanalysis.schema import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

FILES = {
    "sources": "sources.csv",
    "parameters": "parameters.csv",
    "technologies": "technologies.csv",
    "components": "components.csv",
    "assumptions": "assumptions",
    "correlations": "correlations.csv",
    "countries": "countries.csv",
    "country_facts": "country_facts.csv",
    "sites": "sites.csv",
    "coverage": "coverage.csv",
    "organisations": "organisations.csv",
    "goals": "goals.csv",
    "deflators": "prices/deflators.csv",
    "exchange_rates": "prices/exchange_rates.csv",
    "sectors": "coordination/sectors.csv",
    "rules": "coordination/rules.csv",
    "rulesets": "coordination/rulesets.csv",
    "dimensions": "coordination/dimensions.csv",
    "bodies": "coordination/bodies.csv",
    "clock_tasks": "coordination/tasks.csv",
    "arrivals": "coordination/arrivals.csv",
    "stand_ins": "coordination/stand_ins.csv",
    "evidence": "coordination/evidence.csv",
}
_OPTIONAL = ("correlations", "organisations", "rulesets")
_SEPARATED = ("source", "population_source", "coordinate_source", "coverage_source")


def table(name: str) -> pd.DataFrame:
    """Shared table `name`, checked, with its references to other tables.

    `assumptions` are the rows of every file in `data/assumptions/`, with two more columns, file and row; `correlations`,
    `organisations` and `rulesets` are empty when there is no file.

    Raises
    ------
    ValueError
        For a name that is not a shared table.
    DataError
        Listing every problem of its files.
    """
    if name not in FILES:
        raise ValueError(f"no shared table is called {name!r}; known: {', '.join(FILES)}")
    path = workspace() / "data" / FILES[name]
    if name == "assumptions":
        return assumption_rows(sorted(path.glob("*.csv")))
    if name in _OPTIONAL and not path.is_file():
        return _empty(name)
    frame = linked(read(path, name), name, path)
    if name == "technologies":
        _refuse_wrong_roles(frame, path)
    return frame.reset_index(drop=True)


def assumption_rows(paths: list[Path]) -> pd.DataFrame:
    """Rows of assumption files, with the file and row each comes from; empty when there are no files."""
    import pandas as pd

    frames = [
        linked(read(path, "assumptions"), "assumptions", path).assign(file=shown(path)).rename_axis("row").reset_index()
        for path in paths
    ]
    if not frames:
        names = [*schema.TABLES["assumptions"].names, "file", "row"]
        return pd.DataFrame({name: pd.Series(dtype="str") for name in names})
    rows = pd.concat(frames, ignore_index=True)
    _refuse_reversed(rows)
    _refuse_repeats(rows)
    return rows


def linked(frame: pd.DataFrame, name: str, path: Path, extra: dict[str, set[str]] | None = None) -> pd.DataFrame:
    """`frame` itself, when every reference to another table finds its row there.

    Parameters
    ----------
    frame
        Table as read; its index holds row numbers.
    extra
        Keys of further tables by name, such as the actors of an operation.

    Raises
    ------
    DataError
        Naming each cell that refers to nothing.
    """
    found = _unknown_components(frame, name, path)
    for column, target in schema.TABLES[name].references.items():
        known = (extra or {}).get(target) or keys(target)
        for row, cell in frame[column].items():
            names = source_keys(cell) if column in _SEPARATED else [cell] if cell else []
            found += [
                f"{shown(path)}, row {row}, column {column}: found {part!r}; not in {target}.csv{_nearest(part, known)}"
                for part in names
                if part not in known
            ]
    if found:
        raise DataError(found)
    return frame


def _unknown_components(frame: pd.DataFrame, name: str, path: Path) -> list[str]:
    """One sentence for each cell that names a component of no bill; the bills themselves say what there is."""
    columns = [column for column in ("component", "other_component") if column in frame.columns and name != "components"]
    known = set(read(workspace() / "data" / FILES["components"], "components")["component"]) if columns else set()
    return [
        f"{shown(path)}, row {row}, column {column}: found {cell!r}; not in components.csv{_nearest(cell, known)}"
        for column in columns
        for row, cell in frame[column].items()
        if cell and cell not in known
    ]


def keys(name: str) -> set[str]:
    """Values of the first key column of a shared table."""
    path = workspace() / "data" / FILES[name]
    return set(read(path, name)[schema.TABLES[name].key[0]])


def source_keys(cell: str) -> list[str]:
    """The keys in a `source` cell."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def source_rows(cells: Iterable[str]) -> pd.DataFrame:
    """Rows of sources.csv for every key named in `cells`, in order of first mention."""
    named = list(dict.fromkeys(key for cell in cells for key in source_keys(cell)))
    return table("sources").set_index("source").loc[named].reset_index()


def facts(iso3: str) -> pd.DataFrame:
    """What is known of a country, as table `country_facts`."""
    every = table("country_facts")
    return every[every["iso3"] == iso3].reset_index(drop=True)


def price_factor(source: str, target: str) -> float:
    """Units of money `target` that one unit of money `source` is worth, by the packaged prices; see `units.price_factor`."""
    return _price_factor(source, target, *map(state, ("exchange_rates", "deflators")))


@lru_cache(maxsize=4096)
def _price_factor(source: str, target: str, *states: tuple[Path, int]) -> float:
    return units.price_factor(source, target, table("exchange_rates"), table("deflators"))


def state(name: str) -> tuple[Path, int]:
    """The file of a table, and when it was last changed."""
    path = workspace() / "data" / FILES[name]
    return path, path.stat().st_mtime_ns if path.is_file() else 0


def _empty(name: str) -> pd.DataFrame:
    import pandas as pd

    return schema.typed(pd.DataFrame(columns=schema.TABLES[name].names, dtype="str"), schema.TABLES[name], name)[0]


def _nearest(name: str, known: set[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name, known, n=3)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def _refuse_wrong_roles(technologies: pd.DataFrame, path: Path) -> None:
    """A technology that serves stands on one of role backhaul and one of role power; those stand on none."""
    roles = technologies.set_index("technology")["role"]
    found = []
    for column in ("backhaul", "power"):
        for row, name, own, part in zip(
            technologies.index, technologies["technology"], technologies["role"], technologies[column], strict=True
        ):
            where = f"{shown(path)}, row {row}, column {column}"
            if part and own != "service":
                found.append(f"{where}: {name} is a {own} technology and stands on none; found {part!r}, accepted: empty")
            elif part and roles[part] != column:
                known = ", ".join(roles.index[roles == column])
                found.append(f"{where}: found {part!r}, a {roles[part]} technology; accepted: {known}, or empty")
    if found:
        raise DataError(found)


def _refuse_reversed(rows: pd.DataFrame) -> None:
    wrong = rows[(rows["low"] > rows["mode"]) | (rows["mode"] > rows["high"]) | (rows["low"] > rows["high"])]
    open_ended = rows[(rows["distribution"] != "fixed") & (rows["low"].isna() | rows["high"].isna())]
    found = [
        f"{row.file}, row {row.row}, columns low, mode, high: found {row.low:g}, {row.mode:g}, {row.high:g}; "
        "accepted: low <= mode <= high"
        for row in wrong.itertuples()
    ] + [
        f"{row.file}, row {row.row}, columns low, high: a {row.distribution} distribution needs both; accepted: numbers"
        for row in open_ended.itertuples()
    ]
    if found:
        raise DataError(found)


def _refuse_repeats(rows: pd.DataFrame) -> None:
    key = list(schema.TABLES["assumptions"].key)
    found = []
    for name, group in rows[rows.duplicated(key, keep=False)].groupby(key):
        places = " and ".join(f"{row.file} row {row.row}" for row in group.itertuples())
        label = ", ".join(str(part) for part in name if part)
        found.append(f"{places}: the same assumption ({label}) stands {len(group)} times; accepted: once")
    if found:
        raise DataError(found)
