"""Numbers, units and short names in the words a reader expects; used by tables, figures and notebooks alike."""

from __future__ import annotations

from collections.abc import Sequence

UNKNOWN = "unknown"

_LABELS = {
    "mno": "mobile operator", "isp": "internet provider", "un_agency": "UN agency", "ingo": "international NGO",
    "nngo": "national NGO", "refugee_led": "refugee-led organisation", "development_actor": "development partner",
    "line_ministry": "line ministry", "private_sector": "private company", "forum": "forum or cluster",
    "capex": "purchase", "opex": "running cost", "residual": "value left at the end", "licence": "licences",
    "bandwidth": "bandwidth", "retirement": "take-down", "member_of": "is a member of", "implements_for": "implements for",
    "reports_to": "reports to", "provides_service": "provides service to", "advocates_to": "advocates to",
    "agency": "humanitarian agency", "operator": "network operator", "community": "users and community",
    "iso3": "country code", "p05": "low (5 in 100 below)", "p50": "median", "p95": "high (5 in 100 above)",
    "core_correlation_cp1": "fit of core and periphery",
    "site_id": "site code", "lat": "latitude", "lon": "longitude", "tco": "total cost of ownership", "url": "address",
}  # fmt: skip
_PLURALS = {"person": "people", "staff": "staff", "degree": "degrees"}
_ALWAYS = ("m", "km", "staff", "share", "ratio")
_UPPER = {"un": "UN", "ngo": "NGO", "unhcr": "UNHCR", "vsat": "VSAT", "leo": "LEO", "geo": "GEO", "sim": "SIM", "ip": "IP",
          "id": "ID", "gsma": "GSMA", "usf": "USF", "idp": "IDP", "rcf": "RCF",
          "wifi": "Wi-Fi", "hhi": "HHI", "wash": "WASH"}  # fmt: skip


def number(value: float | None, digits: int | None = None) -> str:
    """Return a number with thousands separated and no false precision; 'unknown' when missing.

    Examples
    --------
    >>> number(1234567.8), number(12.34), number(0.1234), number(None)
    ('1,234,568', '12.3', '0.123', 'unknown')
    """
    if missing(value):
        return UNKNOWN
    amount = float(value)
    written = f"{amount:,.{places(amount) if digits is None else digits}f}"
    return written.lstrip("-") if not written.strip("-0.,") else written


def places(size: float) -> int:
    """Return the decimals that leave about three figures of a number of this size."""
    size = abs(size)
    return 0 if size >= 100 or size == 0 else 1 if size >= 10 else 2 if size >= 1 else 3


def share(value: float | None) -> str:
    """Return a share (0 to 1) in percent, without decimals from one percent on; 'unknown' when missing."""
    if missing(value):
        return UNKNOWN
    percent = 100 * float(value)
    return f"{number(percent, 1 if 0 < abs(percent) < 1 else 0)} %"


def quantity(value: float | None, unit: str) -> str:
    """Return a number with its unit in words; money from a million on in millions, a share in percent.

    Examples
    --------
    >>> quantity(12_340_000, "USD_2024"), quantity(0.25, "share")
    ('12.3 million USD of 2024', '25 %')
    """
    if missing(value):
        return UNKNOWN
    if unit == "share":
        return share(value)
    amount = float(value)
    if unit == "percent":
        return f"{number(amount)} %"
    millions = abs(amount) >= 1e6 and "_" in unit
    whole = unit.isalpha() and amount == round(amount)
    written = f"{number(amount / 1e6)} million" if millions else number(amount, 0 if whole else None)
    return f"{written} {counted(amount, unit)}".strip()


def counted(amount: float, unit: str) -> str:
    """Return a unit in words as it follows an amount: '1 site', '2 sites', '5 people'.

    Examples
    --------
    >>> counted(2, "site"), counted(1, "person"), counted(3, "USD_2024/user")
    ('sites', 'person', 'USD of 2024 per user')
    """
    plain = unit.isalpha() and unit.islower()
    if not plain or amount == 1 or unit in _ALWAYS:
        return unit_words(unit)
    return _PLURALS.get(unit, f"{unit}s")


def unit_words(unit: str) -> str:
    """Return a unit in words.

    Examples
    --------
    >>> unit_words("USD_2024/user/month"), unit_words("Mbps/user")
    ('USD of 2024 per user and month', 'Mbps per user')
    """
    first, *rest = unit.split("/")
    currency, _, year = first.rpartition("_")
    head = f"{currency} of {year}" if year.isdigit() else first.replace("_", " ")
    return f"{head} per {' and '.join(part.replace('_', ' ') for part in rest)}" if rest else head


def count(value: int, noun: str, plural: str = "") -> str:
    """Return a count with its noun: 'no ties', '1 tie', '1,200 ties'."""
    many = plural or f"{noun}s"
    return f"no {many}" if value == 0 else f"1 {noun}" if value == 1 else f"{int(value):,} {many}"


def listed(words: Sequence[str], most: int = 6) -> str:
    """Return words as a list in a sentence: 'a, b and c'; beyond `most` the rest is counted; 'none' when empty."""
    shown = [str(word) for word in words]
    if len(shown) > most:
        shown = [*shown[: most - 1], f"{len(shown) - most + 1} more"]
    if len(shown) < 2:
        return shown[0] if shown else "none"
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def label(code: str) -> str:
    """Return a short name from the data in words: 'un_agency' gives 'UN agency'; free text is left as it is."""
    if code in _LABELS:
        return _LABELS[code]
    if code != code.lower() or " " in code:
        return code
    return " ".join(_UPPER.get(part, part) for part in code.split("_"))


def capital(words: str) -> str:
    """Return the words with a capital first letter, the rest as it is."""
    return words[:1].upper() + words[1:]


def missing(value: object) -> bool:
    """Return whether a cell is empty: None, NaN, NaT, <NA> or empty text."""
    return value == "" if isinstance(value, str) else value is None or str(value) in ("nan", "NaT", "<NA>")
