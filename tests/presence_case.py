"""Who does what where, made by hand: small tables in the form that reading a file returns."""

import pandas as pd

from refanalysis import schema
from refanalysis.data.intake import ImportReport, Presence


def nothing(name):
    """A declared table without rows."""
    table = schema.TABLES[name]
    return schema.typed(pd.DataFrame(columns=table.names, dtype="str"), table, name)[0]


def presence(*records, kinds=None, stand_ins=()):
    """What was read, from one dict for each record: columns of `presence_records` and roles, each a list of names.

    Records have sector Health, activity Clinic, area A and stage active unless they say otherwise.
    """
    rows, parts = [], []
    for number, record in enumerate(records, start=1):
        said = dict(record)
        for role in [key for key in said if key in schema.PRESENCE_ROLES]:
            parts += [(number, role, name, (kinds or {}).get(name, "unknown")) for name in said.pop(role)]
        blank = {"within": "", "period": "", "from_date": pd.NaT, "to_date": pd.NaT, "people": None}
        usual = {"sector": "Health", "activity": "Clinic", "area": "A", "area_name": "", "status": "active"}
        rows.append({"record": number, "row": number + 1, **blank, **usual, **said})
    records = pd.DataFrame(rows, columns=schema.TABLES["presence_records"].names)
    table = pd.DataFrame(parts, columns=["record", "role", "organisation", "kind"])
    table = table.assign(key="", scope="unknown", written=table["organisation"])
    names = [{"written": name, "organisation": name, "key": "", "how": "placeholder", "rows": 1} for name in stand_ins]
    report = ImportReport(
        file="hand.csv",
        sheet="",
        header_row=1,
        tag_rows=(),
        read=len(rows),
        used=len(rows),
        duplicate=0,
        dropped={},
        columns=nothing("import_columns"),
        changes=nothing("import_changes"),
        names=pd.DataFrame(names, columns=schema.TABLES["import_names"].names),
        proposals=nothing("name_proposals"),
        notes=(),
    )
    dated = records.assign(**{name: pd.to_datetime(records[name]) for name in ("from_date", "to_date")})
    checked = [schema.check(dated, "presence_records"), schema.check(table, "presence_parts")]
    return Presence(records=checked[0], parts=checked[1], report=report)


def needs(**people):
    """Table `needs` of the sector Health, from people by area."""
    rows = [("Health", area, "", float(number)) for area, number in people.items()]
    return pd.DataFrame(rows, columns=schema.TABLES["needs"].names)
