"""An operation's own `presence.csv` in the form in which files of offices are read."""

from __future__ import annotations

import pandas as pd

from refanalysis import schema
from refanalysis.data import Operation
from refanalysis.data.intake import ImportReport, Presence
from refanalysis.network.presence.rows import words_for
from refanalysis.schema import DataError

_HEADER_ROWS = 2  # the first row below the header is row 2 of the file
_PLANNED = r"\((?:planned|proposed|being deployed)[^()]*\)\s*$"


def presence_of(operation: Operation) -> Presence:
    """Who does what where in an operation: its `presence.csv`, in which a row is one organisation in one role.

    Notes
    -----
    Rows with the same `project` form one record for each sector and site of the project; donors of the project, and rows that
    name no site while others do, belong to each of these. The first row of a record names its activity. A row without project
    is a record. Work is planned when its activity ends in "(planned)", "(proposed)" or "(being deployed)" or starts after the
    operation's date of data; ended when its last day lies before that date; else active, since an empty last day means still.

    Organisations carry their acronym, or their name where they have none; the area is the site.

    Raises
    ------
    DataError
        For an organisation that is not in actors.csv or a site that is not the operation's.
    """
    rows = operation.presence.reset_index(drop=True)
    _refuse_strangers(rows, operation)
    taken = _gathered(rows)
    taken = taken.assign(status=_status(taken, pd.Timestamp(operation.date_of_data)))
    records, parts = _records(taken, operation), _parts(taken, operation)
    return Presence(records=records, parts=parts, report=_report(operation, rows, taken, parts))


def population_of(operation: Operation) -> pd.DataFrame:
    """People who live at each of an operation's sites: table `populations`."""
    sites = operation.sites.rename(columns={"site_id": "area", "site": "area_name"})
    sites = sites.assign(population=sites["population"].astype("float64"))
    return schema.check(sites[["area", "area_name", "population"]], "populations")


def _gathered(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the number of their record; a row of a project stands once in each record it belongs to."""
    alone = rows["project"] == ""
    own = rows.assign(row=rows.index + _HEADER_ROWS, key=[("", str(place)) for place in rows.index])
    parts = [own[alone], *(_project(those) for _, those in own[~alone].groupby("project", sort=False))]
    table = pd.concat(parts).sort_values("row", kind="stable") if len(own) else own
    return table.assign(record=pd.factorize(table["key"])[0] + 1)


def _project(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of one project, laid out by sector and site."""
    name = rows["project"].iloc[0]
    doing = rows[rows["role"] != "donor"] if (rows["role"] != "donor").any() else rows
    placed = doing[doing["site_id"] != ""] if (doing["site_id"] != "").any() else doing
    cells = placed[["sector", "site_id"]].drop_duplicates()
    parts = []
    for sector, site in cells.itertuples(index=False):
        belongs = (rows["role"] == "donor") | (rows["sector"] == sector)
        held = rows[belongs & rows["site_id"].isin(["", site])]
        parts.append(held.assign(sector=sector, site_id=site, key=[(name, sector, site)] * len(held)))
    left = doing[~doing.index.isin(pd.concat(parts).index)]
    parts.append(left.assign(key=[(name, sector, site) for sector, site in zip(left["sector"], left["site_id"], strict=True)]))
    return pd.concat(parts)


def _status(rows: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    planned = rows["activity"].str.contains(_PLANNED, case=False) | (rows["from_date"] > day).fillna(False)
    status = pd.Series("active", index=rows.index).mask((rows["to_date"] < day).fillna(False), "ended")
    return status.mask(planned, "planned")


def _records(rows: pd.DataFrame, operation: Operation) -> pd.DataFrame:
    doing = rows["role"] != "donor"
    only_donors = ~doing.groupby(rows["record"]).transform("any")
    each = rows[doing | only_donors].groupby("record", sort=True)
    first = each[["row", "sector", "activity", "site_id", "status"]].first()
    ends = each["to_date"].agg(lambda days: days.max() if days.notna().all() else pd.NaT)
    table = first.assign(from_date=each["from_date"].min(), to_date=ends, people=each["people"].max()).reset_index()
    sites = operation.sites.set_index("site_id")
    table = table.rename(columns={"site_id": "area"}).assign(period="")
    table["area_name"] = words_for(table["area"], sites["site"])
    table["within"] = words_for(table["area"], sites["admin1"])
    for name in ("from_date", "to_date"):
        table[name] = pd.to_datetime(table[name])
    return schema.check(table, "presence_records")


def _parts(rows: pd.DataFrame, operation: Operation) -> pd.DataFrame:
    actors = operation.actors.set_index("actor")
    short = actors["acronym"].where(actors["acronym"] != "", actors["name"])
    label = short.where(~short.duplicated(keep=False), actors["name"])
    table = rows[["record", "role"]].assign(
        organisation=rows["organisation"].map(label),
        key=rows["organisation"],
        kind=rows["organisation"].map(actors["kind"]),
        scope=rows["organisation"].map(actors["scope"]),
        written=rows["organisation"],
    )
    return schema.check(table.drop_duplicates(["record", "role", "organisation"], ignore_index=True), "presence_parts")


def _report(operation: Operation, rows: pd.DataFrame, taken: pd.DataFrame, parts: pd.DataFrame) -> ImportReport:
    columns = [(name, name if name not in ("source", "quality", "note") else "") for name in rows.columns]
    read_as = pd.DataFrame(columns, columns=["header", "read_as"]).assign(
        column=[chr(ord("A") + place) for place in range(len(columns))], tag="", because="column of presence.csv"
    )
    names = parts.groupby(["written", "organisation", "key"]).size().rename("rows").reset_index().assign(how="exact")
    planned = taken[taken["status"] == "planned"].drop_duplicates("row")
    change = {
        "what": "stage taken from the words of the activity or the first day",
        "column": "activity",
        "rows": len(planned),
        "example": next(iter(planned["activity"]), ""),
        "because": "ends in (planned), (proposed) or (being deployed), or starts after the date of data",
    }
    joined = int((rows["project"] != "").sum())
    return ImportReport(
        file=f"data/operations/{operation.name}/presence.csv",
        sheet="",
        header_row=1,
        tag_rows=(),
        read=len(rows),
        used=len(rows),
        duplicate=0,
        dropped={},
        columns=schema.check(read_as, "import_columns"),
        changes=schema.check(pd.DataFrame([change] if len(planned) else [], columns=list(change)), "import_changes"),
        names=schema.check(names, "import_names"),
        proposals=_none("name_proposals"),
        notes=(f"{joined} rows name a project; {taken['record'].nunique()} records are made of {len(rows)} rows.",),
    )


def _none(name: str) -> pd.DataFrame:
    table = schema.TABLES[name]
    return schema.typed(pd.DataFrame(columns=table.names, dtype="str"), table, name)[0]


def _refuse_strangers(rows: pd.DataFrame, operation: Operation) -> None:
    where = f"data/operations/{operation.name}/presence.csv"
    known = {"organisation": set(operation.actors["actor"]), "site_id": {*operation.sites["site_id"], ""}}
    accepted = {"organisation": "an actor of actors.csv", "site_id": "one of the operation's sites, or empty"}
    found = [
        f"{where}, row {index + _HEADER_ROWS}, column {column}: found {value!r}; accepted: {accepted[column]}"
        for column in known
        for index, value in rows[column].items()
        if value not in known[column]
    ]
    if found:
        raise DataError(found)
