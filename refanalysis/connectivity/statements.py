"""Published statements on radio service, ordered from best to worst and from old to new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SERVICES = ("5G", "4G", "3G", "mobile_internet", "2G", "wifi", "satellite")
STATUSES = ("served", "partly_served", "planned", "not_served", "unknown")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def last_year(words: str) -> int | None:
    """Last year named in `words`, such as 2025 in '2020-2025'; None when none is.

    Examples
    --------
    >>> last_year("2020-2025"), last_year("not dated (study reported 2020-04)"), last_year("not stated")
    (2025, 2020, None)
    """
    years = _YEAR.findall(words)
    return int(years[-1]) if years else None


def latest(rows: pd.DataFrame, key: Sequence[str], column: str) -> pd.DataFrame:
    """Latest row of `rows` for each `key` by the last year named in `column`; an undated row counts as the oldest.

    A column `last_year` (Int64, <NA> when no year is named) is added.
    """
    years = rows[column].map(last_year).astype("Int64")
    ordered = rows.assign(last_year=years).sort_values("last_year", kind="stable", na_position="first")
    return ordered.drop_duplicates(list(key), keep="last")


def ranked(coverage: pd.DataFrame, full_service: Sequence[str]) -> pd.DataFrame:
    """Latest statement per site, operator and service, the best of a site first; a column `level` holds what it amounts to.

    Parameters
    ----------
    coverage
        Table `coverage`.
    full_service
        Services that count as service to all; the others reach a place, or carry no internet.
    """
    import pandas as pd

    rows = latest(coverage, ["site_id", "operator", "service"], "date")
    levels = [level(service, status, full_service) for service, status in zip(rows["service"], rows["status"], strict=True)]
    rows = rows.assign(level=pd.Series(levels, index=rows.index, dtype="str"))
    order = pd.DataFrame(
        {
            "level": rows["level"].map(STATUSES.index),
            "service": rows["service"].map(SERVICES.index),
            "age": -rows["last_year"].fillna(0).astype("int64"),
        }
    )
    return rows.loc[order.sort_values(["level", "service", "age"], kind="stable").index]


def level(service: str, status: str, full_service: Sequence[str]) -> str:
    """What one statement amounts to for the people of a site.

    Full service that is present makes a site served. Service that is partial, or present but not full (2G, a Wi-Fi point,
    a satellite terminal), makes it partly served. Only full service that is absent says that a site is not served.

    Examples
    --------
    >>> level("4G", "present", ("4G",)), level("2G", "present", ("4G",)), level("2G", "absent", ("4G",))
    ('served', 'partly_served', 'unknown')
    """
    if status == "present":
        return "served" if service in full_service else "partly_served"
    if status == "partial":
        return "partly_served"
    if status == "absent" and service in full_service:
        return "not_served"
    return "planned" if status == "planned" else "unknown"
