"""What the command `presence` does: who does what where read from a file, and every table made of it in a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refanalysis import data, folders, words
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.data.intake import Imported, Presence

_MADE_BY = "refanalysis presence"
_REPORT = "import.json"
_PROPOSALS = "proposals.csv"
_NEED = "people_in_need"
FILES = (
    *("coverage.csv", "gaps.csv", "single_providers.csv", "cells_lost.csv", "overlaps.csv", "repeated_reports.csv"),
    *("duplication.csv", "concentration.csv", "partner_load.csv", "localisation.csv", "chains.csv"),
    *("records.csv", "parts.csv", _PROPOSALS, _REPORT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the caller knows better than the file: see `data.intake.read_presence`; files of needs, register, decisions."""

    sheet: str = ""
    header_row: int = 0
    area: str = ""
    columns: Sequence[str] = ()
    split: Sequence[str] = ()
    encoding: str = ""
    needs: Path | None = None
    register: Path | None = None
    decisions: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Folder that was written, the files in it, and a short account in sentences."""

    path: Path
    files: tuple[str, ...]
    account: tuple[str, ...]


def write(file: Path, out: Path, reading: Reading) -> Written:
    """Write every table on who does what where, `proposals.csv` to decide on names, and `import.json`; all or nothing.

    Parameters
    ----------
    file
        A 3W, 4W or 5W file, CSV or Excel.
    out
        Folder to make. One that an earlier run made is replaced.
    reading
        How to read, and what else to read.

    Raises
    ------
    DataError
        For a file that cannot be read, and needs that name none of its areas.
    ValueError
        For an argument that does not fit, a folder that holds anything else, and decisions that would be lost.
    """
    _refuse_taken(out, reading.decisions)
    decisions = _decisions(reading.decisions)
    presence = _read(file, reading, decisions)
    needs = _needs(presence, reading)
    tables = {**_tables(presence, needs.table if needs else None), _PROPOSALS: _to_decide(presence, decisions)}
    with folders.draft(out) as draft:
        for name, table in tables.items():
            coding = "utf-8-sig" if name == _PROPOSALS else "utf-8"  # the mark tells Excel the encoding of what is edited there
            (draft / name).write_text(folders.csv_text(table), encoding=coding, newline="")
        document = json.dumps(_document(presence, needs), ensure_ascii=False, indent=1, default=_plain)
        (draft / _REPORT).write_text(document + "\n", encoding="utf-8")
    return Written(path=out, files=(*tables, _REPORT), account=_account(presence, tables))


def leads() -> dict[str, str]:
    """Usual lead of each sector in a refugee response, by the sector's key and its label; telecommunications: UNHCR."""
    table = data.table("sectors")
    return {**dict(zip(table["label"], table["usual_lead"], strict=True)), **table.set_index("sector")["usual_lead"].to_dict()}


def _read(file: Path, reading: Reading, decisions: pd.DataFrame | None) -> Presence:
    from refanalysis.data.intake import read_presence, read_register

    return read_presence(
        file,
        sheet=reading.sheet,
        header_row=reading.header_row,
        area=reading.area,
        columns={name: headings for name, headings in _columns(reading.columns).items() if name != _NEED},
        split=tuple(each.replace(r"\n", "\n") for each in reading.split),
        encoding=reading.encoding,
        register=None if reading.register is None else read_register(reading.register).table,
        decisions=decisions,
    )


def _needs(presence: Presence, reading: Reading) -> Imported | None:
    if reading.needs is None:
        return None
    from refanalysis.data.intake.needs import read_needs
    from refanalysis.network.presence.coverage import matched

    stated = {name: headings[0] for name, headings in _columns(reading.columns).items() if name == _NEED}
    found = read_needs(reading.needs, area=reading.area, columns=stated)
    known = set(presence.records["area"])
    if not known & set(matched(found.table, "needs", presence.records)["area"]):
        raise DataError(
            f"{found.report.file}: none of its areas ({words.listed(list(found.table['area'].unique()), 3)}) is in "
            f"{presence.report.file} ({words.listed(sorted(known - {''}), 3)}); accepted: areas of the same level, by code or "
            "name; the level can be stated with --area"
        )
    return found


def _columns(stated: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in stated:
        name, sign, heading = each.partition("=")
        if not (name.strip() and sign):
            raise ValueError(f"--column takes ROLE=HEADER, such as implementing=Agency; found {each!r}")
        found.setdefault(name.strip(), []).append(heading.strip())
    return found


def _tables(presence: Presence, needs: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    from refanalysis.network import presence as network

    who = leads()
    cells = network.coverage(presence, needs)
    return {
        "coverage.csv": cells,
        "gaps.csv": network.gaps(cells, who),
        "single_providers.csv": network.single_providers(cells, who),
        "cells_lost.csv": network.cells_lost_if_removed(presence, needs),
        "overlaps.csv": network.overlaps(presence, who),
        "repeated_reports.csv": network.repeated_reports(presence),
        "duplication.csv": network.duplication(presence, needs),
        "concentration.csv": network.concentration(presence),
        "partner_load.csv": network.partner_load(presence),
        "localisation.csv": network.localisation(presence),
        "chains.csv": network.chains(presence),
        "records.csv": presence.records,
        "parts.csv": presence.parts,
    }


def _decisions(path: Path | None) -> pd.DataFrame | None:
    """Decisions read back, without the mark that keeps a spreadsheet from taking a name for a formula."""
    if path is None:
        return None
    from refanalysis.data.names import read_decisions

    table = read_decisions(path)
    names = {name: table[name].str.replace(r"^'(?=[=+\-@])", "", regex=True) for name in ("written", "candidate")}
    return table.assign(**names)


def _to_decide(presence: Presence, decisions: pd.DataFrame | None) -> pd.DataFrame:
    """What is decided, above what is open."""
    import pandas as pd

    fresh = presence.report.proposals
    if decisions is None or not (decisions["decision"] != "").any():
        return fresh
    kept = decisions[decisions["decision"] != ""]
    pairs = set(map(frozenset, zip(kept["written"], kept["candidate"], strict=True)))
    new = [frozenset(pair) not in pairs for pair in zip(fresh["written"], fresh["candidate"], strict=True)]
    return pd.concat([kept, fresh[new]], ignore_index=True) if any(new) else kept


def _document(presence: Presence, needs: Imported | None) -> dict[str, Any]:
    from refanalysis.data.intake import as_document

    asked = {"needs": as_document(needs.report)} if needs else {}
    return {"made_by": _MADE_BY, **as_document(presence.report), **asked}


def _refuse_taken(out: Path, decisions: Path | None) -> None:
    """A folder is written where there is none, where it is empty, and over one of an earlier run."""
    folders.refuse_taken(out, FILES, _REPORT, _MADE_BY)
    own = out / _PROPOSALS
    given = decisions is not None and decisions.exists() and own.is_file() and decisions.samefile(own)
    if own.is_file() and not given and _decided(own):
        raise ValueError(
            f"--out {out}: {_PROPOSALS} holds decisions on names, which would be lost; use them with --decisions {own}, "
            "or name another folder"
        )


def _decided(path: Path) -> bool:
    from refanalysis.data.names import read_decisions

    return bool((read_decisions(path)["decision"] != "").any())


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)


def _account(presence: Presence, tables: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    report, records, cells = presence.report, presence.records, tables["coverage.csv"]
    dropped = "".join(f", {count:,} dropped ({reason})" for reason, count in report.dropped.items())
    place = f", sheet {report.sheet}" if report.sheet else ""
    states = cells["state"].value_counts()
    doubled = tables["overlaps.csv"]["basis"].value_counts()
    who = int(tables["partner_load.csv"]["organisation"].nunique())
    open_ = int((tables[_PROPOSALS]["decision"] == "").sum())
    return (
        f"{report.file}{place}: {report.read:,} rows read, {report.used:,} used, {report.duplicate:,} repeat another{dropped}",
        f"{who:,} organisations present, {_distinct(records['sector'])} sectors, {_distinct(records['area'])} areas",
        f"{states.get('gap', 0):,} gaps, {states.get('single provider', 0):,} with a single provider, "
        f"{doubled.get('sector and area', 0):,} shared, {doubled.get('activity', 0):,} with the same activity",
        f"{open_:,} names to decide in {_PROPOSALS}; {len(report.notes)} notes on how the file was read in {_REPORT}",
    )


def _distinct(cells: pd.Series) -> str:
    return f"{cells[cells != ''].nunique():,}"
