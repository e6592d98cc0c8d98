"""Columns that several tables share, and two short ways to declare one."""

from __future__ import annotations

from refanalysis.schema.accepted import QUALITIES
from refanalysis.schema.types import Column


def text(name: str, meaning: str, **more: object) -> Column:
    """A column of words."""
    return Column(name=name, meaning=meaning, **more)


def number(name: str, meaning: str, **more: object) -> Column:
    """A column of numbers."""
    return Column(name=name, meaning=meaning, kind="number", **more)


ID = r"[a-z0-9][a-z0-9_]*"
SOURCE = text("source", "keys in sources.csv, separated by ';'", required=True)
QUALITY = text("quality", "how far the number can be trusted", required=True, accepted=QUALITIES)
NOTE = text("note", "what a reader must know")
UNIT = text("unit", "unit of the values in this row; money carries its price year, as in USD_2023/site", required=True)
ISO3 = text("iso3", "country, ISO 3166 alpha-3", required=True, pattern="[A-Z]{3}", hxl="#country+code+v_iso3")
SITE = text("site_id", "site in sites.csv; empty means the whole operation", hxl="#loc+code")
FROM = text("from_date", "first day it holds", kind="date", hxl="#date+start")
TO = text("to_date", "last day it holds; empty means still", kind="date", hxl="#date+end")
