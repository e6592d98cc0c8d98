"""What a connectivity assessment needs to know of a country, and what is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refanalysis import schema, units
from refanalysis.connectivity.statements import latest
from refanalysis.schema import QUALITIES, DataError

if TYPE_CHECKING:
    import pandas as pd

_EVIDENCE = ("value", "text", "unit", "year", "source", "quality", "status", "note")
_MONTHS = 12
LEGALITY = ("yes", "conditional", "no", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One thing to know of a country: its parameter, the part of the assessment it belongs to, its name for readers."""

    name: str
    section: str
    label: str
    derived: bool = False


def _indicators(section: str, labels: dict[str, str]) -> tuple[Indicator, ...]:
    return tuple(Indicator(name=name, section=section, label=label) for name, label in labels.items())


PRICE_SHARE = Indicator(
    name="price_1gb_share_of_income", section="price", label="price of 1 GB as a share of monthly income", derived=True
)
INDICATORS = (
    *_indicators("legal", {
        "regulator": "telecommunications regulator",
        "sim_legality": "refugees may hold SIM cards",
        "sim_rule_refugees": "rule on SIM cards for refugees",
        "sim_rule_report": "report on identity rules, to be read",
        "sim_documents": "documents of refugees accepted for a SIM card",
        "market_openness": "who may build and sell service",
        "satellite_licence": "licence for satellite internet",
        "universal_service_fund": "universal service fund",
        "universal_service_fund_region": "universal service funds in the region",
        "access_strategy": "national plan for rural access",
        "government_counterparts": "ministries and authorities in charge",
    }),
    *_indicators("mobile", {
        "mobile_operators": "mobile operators and their shares",
        "rollout_plans": "operators' plans near the sites",
        "connectivity_charter": "operators that signed a connectivity charter",
        "coverage_2g": "people covered by 2G", "coverage_3g": "people covered by 3G",
        "coverage_4g": "people covered by 4G", "coverage_5g": "people covered by 5G",
        "mobile_connectivity_index": "Mobile Connectivity Index",
        "mobile_connectivity_cluster": "class in the Mobile Connectivity Index",
        "mci_infrastructure": "index: infrastructure", "mci_affordability": "index: affordability",
        "mci_consumer_readiness": "index: consumer readiness", "mci_content": "index: content and services",
        "mci_mobile_ownership": "index: mobile ownership",
        "mci_gender_gap_internet": "index: gender gap in mobile internet",
    }),
    *_indicators("price", {
        "price_1gb_average": "price of 1 GB, average", "price_1gb_cheapest": "price of 1 GB, cheapest",
        "gdp_per_capita": "GDP per head",
        "mci_price_1gb": "index: price of 1 GB", "mci_price_5gb": "index: price of 5 GB",
    }),
    PRICE_SHARE,
    *_indicators("money", {
        "mobile_money": "mobile money", "wallet_identity_rule": "documents accepted for a mobile wallet",
    }),
    *_indicators("people", {
        "refugees": "refugees", "asylum_seekers": "asylum-seekers",
        "other_in_need_of_protection": "others in need of international protection", "idps": "internally displaced people",
    }),
)  # fmt: skip


def country_status(iso3: str, facts: pd.DataFrame, deflators: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per indicator of `INDICATORS` with its latest fact, or unknown; table `country_status`.

    Parameters
    ----------
    iso3
        Country, ISO 3166 alpha-3.
    facts
        Table `country_facts`.
    deflators
        Table `deflators`, to bring a price and an income of different years to one price level; without it the share of income
        is unknown unless both are of one year.

    Returns
    -------
    pandas.DataFrame
        Status is unknown where there is no row, or where the fact itself is the word unknown.

    Raises
    ------
    ValueError
        For a code that is not of three capital letters.
    DataError
        When sim_legality of the country is not one of `LEGALITY`.

    Notes
    -----
    price_1gb_share_of_income = price of 1 GB / (GDP per head / 12). GDP per head stands in for income; refugees usually have
    less.
    """
    if not re.fullmatch("[A-Z]{3}", iso3):
        raise ValueError(f"iso3 is {iso3!r}; accepted: three capital letters, such as UGA")
    import pandas as pd

    sim_legality(facts[facts["iso3"] == iso3])
    here = latest(facts[facts["iso3"] == iso3], ["parameter"], "year").set_index("parameter")
    known = {str(name): _evidence(row) for name, row in here.to_dict("index").items()}
    known[PRICE_SHARE.name] = price_share(known, deflators)
    rows = [
        {"iso3": iso3, "section": each.section, "indicator": each.name, "label": each.label, **known.get(each.name, unknown())}
        for each in INDICATORS
    ]
    return schema.check(pd.DataFrame(rows), "country_status")


def sim_legality(facts: pd.DataFrame) -> dict[str, str]:
    """Whether refugees may hold SIM cards, by country; only countries with a fact, the latest one.

    Raises
    ------
    DataError
        Naming every country whose fact is not one of `LEGALITY`.
    """
    rows = latest(facts[facts["parameter"] == "sim_legality"], ["iso3"], "year")
    found = dict(zip(rows["iso3"], rows["text"], strict=True))
    wrong = [
        f"country_facts, {iso3}, sim_legality: found {text!r}; accepted: {', '.join(LEGALITY)}"
        for iso3, text in found.items()
        if text not in LEGALITY
    ]
    if wrong:
        raise DataError(wrong)
    return found


def unknown(note: str = "") -> dict[str, Any]:
    """Evidence columns of something that is not known."""
    return {**dict.fromkeys(_EVIDENCE, ""), "value": float("nan"), "status": "unknown", "note": note}


def price_share(known: dict[str, dict[str, Any]], deflators: pd.DataFrame | None) -> dict[str, Any]:
    """Evidence for the price of 1 GB over monthly GDP per head, both at one price level."""
    price, income = known.get("price_1gb_average", unknown()), known.get("gdp_per_capita", unknown())
    missing = [name for name, fact in (("price of 1 GB", price), ("GDP per head", income)) if fact["status"] == "unknown"]
    if missing:
        return unknown(f"needs {' and '.join(missing)}")
    bases = units.money(price["unit"]), units.money(income["unit"])
    try:
        factor = _price_level(*bases, deflators)
    except ValueError as error:
        return unknown(f"price in {bases[0]}, income in {bases[1]}: {error}")
    return {
        "value": price["value"] * factor / (income["value"] / _MONTHS),
        "text": "",
        "unit": "share",
        "year": price["year"],
        "source": ";".join(dict.fromkeys([*price["source"].split(";"), *income["source"].split(";")])),
        "quality": max(price["quality"], income["quality"], key=QUALITIES.index),
        "status": "known",
        "note": f"derived; price of {price['year']}, income of {income['year']}; GDP per head stands in for income",
    }


def _price_level(price: str, income: str, deflators: pd.DataFrame | None) -> float:
    if price == income:
        return 1.0
    if deflators is None or price[:3] != income[:3]:
        raise ValueError("not comparable without the deflators of one currency")
    import pandas as pd

    return units.price_factor(price, income, pd.DataFrame(columns=["currency", "year", "rate"]), deflators)


def _evidence(fact: dict[str, Any]) -> dict[str, Any]:
    status = "unknown" if fact["text"] == "unknown" else "known"
    return {**{name: fact[name] for name in _EVIDENCE if name != "status"}, "status": status}
