"""New folders to start from: a workspace with the shipped data and notebooks, or an operation with what is known of it."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

JUDGEMENT = "refanalysis_judgement_2026"
_IGNORED = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "~$*", ".*")
_SHARE = re.compile(r"\s+\d+(\.\d+)?\s*%$")
_WITH_ACRONYM = re.compile(r"(?P<name>.+?) \((?P<acronym>[A-Z][A-Za-z]+)\)")
_HEADERS_ONLY = ("ties", "presence", "coverage", "survey", "funding", "plans", "mandates", "roles", "assumptions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a new folder holds, and what to do next, line by line."""

    contents: tuple[str, ...]
    next: tuple[str, ...]


def workspace(folder: Path) -> Made:
    """Make `folder` a workspace: copies of the shipped data and notebooks, which are the user's own from then on.

    Raises
    ------
    ValueError
        When the folder exists and is not empty.
    """
    from refanalysis import data

    shipped = data.shipped()
    _refuse_filled(folder)
    for name in ("data", "notebooks"):
        shutil.copytree(shipped / name, folder / name, ignore=_IGNORED)
    (folder / "README.md").write_text(_WORKSPACE_README, encoding="utf-8")
    return Made(
        contents=("data/       sites, costs, rules, operations: CSV files, open them in Excel", "notebooks/  the reports"),
        next=(f"cd {folder}", "refanalysis report"),
    )


def operation(folder: Path, iso3: str) -> Made:
    """Make `folder` an operation in country `iso3`: its sites, the actors that country facts name, empty tables to fill.

    What is not known is written as unknown; what stands in until somebody knows is marked `placeholder`.

    Raises
    ------
    ValueError
        For a folder that is not empty or has a name no operation can have, an unknown country (the message lists the known
        ones), or one without known sites.
    """
    from refanalysis import data

    countries = data.table("countries").set_index("iso3")["country"]
    sites = data.table("sites")
    sites = sites[sites["iso3"] == iso3]
    if iso3 not in countries:
        known = ", ".join(f"{code} {name}" for code, name in countries.items())
        raise ValueError(f"unknown country {iso3!r}; known countries: {known}")
    if sites.empty:
        raise ValueError(f"no site of {countries[iso3]} is known; add its sites to data/sites.csv first")
    if not re.fullmatch(r"[a-z0-9][a-z0-9_]*", folder.resolve().name):
        raise ValueError(f"{folder.name!r} cannot name an operation; accepted: small letters, digits and _, such as kenya")
    _refuse_filled(folder)
    actors = list(_actors(iso3, str(countries[iso3])))
    _write_operation(folder, iso3, str(countries[iso3]), sites, actors)
    return _operation_made(folder, len(sites), len(actors))


def _refuse_filled(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValueError(f"{folder} exists and is not empty; nothing was written; name a new folder")


def _write_operation(folder: Path, iso3: str, country: str, sites: pd.DataFrame, actors: list[dict[str, str]]) -> None:
    """Write all files beside the goal and move them there at once, so that a failure leaves nothing behind."""
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        (part / "operation.toml").write_text(_settings(iso3, country, sites), encoding="utf-8")
        for name in _HEADERS_ONLY:
            _write_table(part, name, [])
        _write_table(part, "actors", actors)
        _write_table(part, "payers", [_PAYER])
        (part / "README.md").write_text(_OPERATION_README.format(country=country), encoding="utf-8")
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write_table(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    """Write a table as Excel likes it: UTF-8 with a byte-order mark."""
    from refanalysis.schema import TABLES

    text = io.StringIO()
    writer = csv.DictWriter(text, TABLES[name].names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (folder / f"{name}.csv").write_bytes(text.getvalue().encode("utf-8-sig"))


def _settings(iso3: str, country: str, sites: pd.DataFrame) -> str:
    """Text of operation.toml."""
    from refanalysis import data

    year = int(sites["population_year"].max())
    listed = "\n".join(f'  "{row.site_id}",  # {row.site}, {row.population:,.0f} people' for row in sites.itertuples())
    dimensions = data.table("dimensions").itertuples()
    context = "\n".join(_dimension(row) for row in dimensions)
    sizes = f"{len(sites)} known sites with {sites['population'].sum():,.0f} people at the end of {year}"
    return _TOML.format(country=country, iso3=iso3, year=year, sites=listed, context=context, sizes=sizes)


def _dimension(row: object) -> str:
    levels = row.levels.replace("|", ", ")  # type: ignore[attr-defined]
    return f'# {row.description}\n# accepted: {levels}, unknown\n{row.dimension} = "unknown"\n'  # type: ignore[attr-defined]


def _actors(iso3: str, country: str) -> Iterator[dict[str, str]]:
    """Actors that the country's facts name, each with the fact's source."""
    from refanalysis import data

    facts = data.table("country_facts")
    facts = facts[facts["iso3"] == iso3].sort_values("year", ascending=False).drop_duplicates("parameter")
    facts = facts.set_index("parameter")
    counted = facts.loc["refugees", "source"] if "refugees" in facts.index else JUDGEMENT
    yield _actor("host_government", f"Government of {country}", "", "host_government", "national", counted, "expert",
                 "Every country has one; name the ministry or office in charge of refugees.")  # fmt: skip
    yield _actor("unhcr", "United Nations High Commissioner for Refugees", "UNHCR", "un_agency", "global", counted,
                 "published", "Publishes the counts of people at the sites.")  # fmt: skip
    if "regulator" in facts.index:
        yield _regulator(facts.loc["regulator"])
    if "mobile_operators" in facts.index:
        yield from _operators(facts.loc["mobile_operators"])


def _regulator(fact: pd.Series) -> dict[str, str]:
    found = _WITH_ACRONYM.fullmatch(fact["text"])
    name, acronym = (found["name"], found["acronym"]) if found else (fact["text"], "")
    return _actor("regulator", name, acronym, "regulator", "national", fact["source"], fact["quality"], "")


def _operators(fact: pd.Series) -> Iterator[dict[str, str]]:
    """One actor for each operator the fact names; a part that is no name ("others 4.6 %") names none."""
    for part in fact["text"].split(";"):
        name = _SHARE.sub("", part.strip())
        if name[:1].isupper():
            share = f"Share of subscriptions {part.strip().removeprefix(name).strip()}. " if name != part.strip() else ""
            note = f"{share}{fact['note']}".strip()
            yield _actor(_short(name), name, "", "mno", "national", fact["source"], fact["quality"], note)


def _short(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _actor(actor: str, name: str, acronym: str, kind: str, scope: str, source: str, quality: str, note: str) -> dict[str, str]:
    unknown = {"power": "unknown", "interest": "unknown", "position": "unknown"}
    told = {"actor": actor, "name": name, "acronym": acronym, "kind": kind, "scope": scope}
    return told | unknown | {"source": source, "quality": quality, "note": note}


def _operation_made(folder: Path, sites: int, actors: int) -> Made:
    from refanalysis import data

    goal = data.workspace() / "data" / "operations"
    lines = [f"refanalysis check {folder}", f"refanalysis report {folder.resolve().name}"]
    if folder.resolve().parent != goal.resolve():
        lines[1] += f"   (once the folder lies in {goal}; reports find operations there)"
    return Made(
        contents=(
            f"operation.toml  {sites} sites; the context of coordination, all unknown yet",
            f"actors.csv      {actors} actors that country facts name",
            "payers.csv      one placeholder: the agency pays for everything",
            f"{', '.join(f'{name}.csv' for name in _HEADERS_ONLY)}: empty, to fill in Excel",
        ),
        next=tuple(lines),
    )


_PAYER = {
    "payer": "agency",
    "from_year": "0",
    "share": "1",
    "source": JUDGEMENT,
    "quality": "placeholder",
    "note": "Stands in until it is known who pays for what, and until when; the operation's budget would replace it.",
}

_TOML = """\
# An operation: one country or situation. Lines that start with # are explanations.
title = "{country}"
description = "{country}: {sizes}."
country = "{iso3}"

# Newest day the data of this folder describe. The counts of people are of the end of {year}.
date_of_data = {year}-12-31

# Sites of data/sites.csv that belong to the operation; take out those that do not. "all" means all of the country.
sites = [
{sites}
]

# Ways to connect sites that are compared, from data/technologies.csv; "all" means every one of role service.
technologies = "all"

[levers]
horizon = 10             # years of service counted
price_basis = "USD_2024" # currency and price year of all results
draws = 1000             # samples of the uncertain numbers
seed = 1                 # any whole number; the same seed gives the same samples

# What the rules of coordination depend on. Replace "unknown" where you know; an unknown stays open in the report.
[context]
{context}
# Words for your scenarios. A scenario is a file scenarios/<name>.csv with the columns
# parameter,technology,component,change,value,unit,source,quality,note
# [scenarios.funding_cut]
# label = "Funding cut"
# description = "A third less money."
"""

_OPERATION_README = """\
# {country}

An operation's folder. Fill the tables in Excel (save as "CSV UTF-8"), then run `refanalysis check` and `refanalysis report`.

- `operation.toml`: name, date, sites, levers, and the context of coordination: replace `unknown` where you know.
- `actors.csv`: organisations and offices, never persons. `ties.csv`: who funds, leads, licenses … whom.
- `presence.csv`: who does what where; rows of one `project` belong together.
- `coverage.csv`: which radio service is known at which site, beyond what `data/` has.
- `survey.csv`: devices, use, needs. `funding.csv` and `plans.csv`: money and appeals. `payers.csv`: who pays which share.
- `mandates.csv`: who holds the identity rule, the licence, the subsidy … that a connectivity goal depends on.
- `roles.csv`: which body of the coordination rules an actor stands for, where its kind and name do not tell.
- `assumptions.csv`: numbers of your own; they win over those of `data/assumptions/`.

Leave a cell empty when the fact is not known. Every row with a number names its source, a key of `data/sources.csv`.
"""

_WORKSPACE_README = """\
# Workspace

    refanalysis report                 all reports; open reports/index.html
    refanalysis report uganda          one operation
    refanalysis check                  problems in data/, if any
    refanalysis list operations        what is there
    refanalysis init data/operations/kenya --country KEN

`data/` holds the facts and assumptions (CSV; open them in Excel), `notebooks/` the questions the reports answer. Both are yours
to change. Commands use the workspace they are called in.
"""
