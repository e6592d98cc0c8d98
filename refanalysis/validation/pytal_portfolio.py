"""Regions of one country that subsidise each other by the rules of pytal: total cost, pool of surpluses, state subsidy."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.schema.types import DataError
from refanalysis.validation import compare
from refanalysis.validation import pytal_costs as costs
from refanalysis.validation import pytal_market as market
from refanalysis.validation.pytal_forms import CLOSE, PROGRAM, is_number
from refanalysis.validation.pytal_network import PLAN, PLAN_IN_WORDS, STRATEGY

if TYPE_CHECKING:
    import pandas as pd

INPUTS = ("population", "total_mno_revenue", "network_cost", "smartphones_on_network")
WHOLE = ("tax", "total_market_cost", "total_market_revenue", "total_required_state_subsidy")
RESULTS = (
    "administration", "spectrum_cost", "tax", "profit_margin", "total_mno_cost", "cost_per_sp_user", "available_cross_subsidy",
    "deficit", "used_cross_subsidy", "required_state_subsidy", "total_market_cost", "total_market_revenue",
    "total_required_state_subsidy",
)  # fmt: skip
SUBSIDY = ("available_cross_subsidy", "deficit", "used_cross_subsidy", "required_state_subsidy")
CENT_OF_A_CENT = 1e-6


def rows(path: Path, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Comparison of every portfolio in a JSON file: one row for each result, and one for the order of the regions.

    Raises
    ------
    DataError
        For a file that is not a list of cases, and a field that is missing or not a number.
    """
    import pandas as pd

    pairs = []
    for number, case in enumerate(_cases(path)):
        where = f"{path.name}, case {number}"
        inputs = _table(case, "inputs", INPUTS, where, ("GID_id", "geotype"))
        ours = assessed(inputs, case["strategy"], _span(case["years"], where), case["country"], parameters)
        pairs.append((ours, _table(case, "outputs", RESULTS, where, ("GID_id",)), f"case {number} "))
    mine = pd.concat([ours for ours, _, _ in pairs])
    theirs = pd.concat([other.set_index("GID_id").loc[ours["GID_id"]] for ours, other, _ in pairs])
    keys = [word + region for ours, _, word in pairs for region in ours["GID_id"]]
    found = [_row(path, name, mine[name], theirs[name], keys) for name in RESULTS]
    order = [region for _, other, _ in pairs for region in other["GID_id"]]
    return [*found, compare.words(PROGRAM, path.name, "order of regions", list(mine["GID_id"]), order, keys)]


def assessed(inputs: pd.DataFrame, strategy: str, years: int, country: str, parameters: dict[str, Any]) -> pd.DataFrame:
    """Costs, subsidies and market totals of the regions of one country, in the order in which they draw from the pool.

    Notes
    -----
    Cost = network + administration + spectrum + tax + profit [currency]; the market is one network times their number,
    rounded half to even. Administration is charged on the whole network cost once in each of `years`.
    """
    words = dict(zip(STRATEGY, strategy.split("_"), strict=True))
    place = parameters[f"country_parameters_{country}"]
    table = _priced(inputs, words, place, parameters["global_parameters"]["discount_rate"] / 100, years)
    revenue, cost = table["total_mno_revenue"].to_numpy(float), table["total_mno_cost"].to_numpy(float)
    users = table["smartphones_on_network"].to_numpy(float)
    shares = market.cross_subsidy(revenue, cost)
    networks = np.array([place["networks"][f"{words['networks']}_{text.split()[0]}"] for text in table["geotype"]], dtype=float)
    table = table.assign(
        cost_per_sp_user=np.divide(cost, users, out=np.zeros(len(cost)), where=(users > 0) & (cost > 0)),
        **dict(zip(SUBSIDY, (shares[name] for name in ("surplus", "deficit", "used", "state")), strict=True)),
        total_market_cost=costs.banker(cost * networks),
        total_market_revenue=costs.banker(revenue * networks),
        total_required_state_subsidy=costs.banker(shares["state"] * networks),
    )
    return table.iloc[shares["order"]]


def _priced(inputs: pd.DataFrame, words: dict[str, str], place: dict[str, Any], rate: float, years: int) -> pd.DataFrame:
    money, network = place["financials"], inputs["network_cost"].to_numpy(float)
    factor = market.spectrum_factor(words["spectrum"], money["spectrum_cost_low"] / 100, money["spectrum_cost_high"] / 100)
    prices = tuple(money[f"spectrum_{kind}_baseline_usd_mhz_pop"] * factor for kind in ("coverage", "capacity"))
    bands = [(each["frequency"], each["bandwidth"]) for each in place["frequencies"][words["generation"]]]
    table = inputs.assign(
        administration=costs.administration(network, money["administration_percentage_of_network_cost"] / 100, rate, years),
        spectrum_cost=market.spectrum(inputs["population"], *market.bandwidth(bands), prices),
        tax=market.tax(network, money[f"tax_{words['tax']}"] / 100),
        profit_margin=network * (money["profit_margin"] / 100),
    )
    parts = ["network_cost", "administration", "spectrum_cost", "tax", "profit_margin"]
    return table.assign(total_mno_cost=table[parts].sum(axis=1))


def _row(path: Path, name: str, ours: pd.Series, theirs: pd.Series, keys: list[str]) -> dict[str, Any]:
    tolerance = {"absolute": 0.0} if name in WHOLE else {"absolute": CENT_OF_A_CENT} if name in SUBSIDY else {"relative": CLOSE}
    return compare.numbers(PROGRAM, path.name, name, ours, theirs, keys, **tolerance)


def _cases(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name}: not JSON in UTF-8 ({error})") from error
    if not isinstance(found, list) or not found:
        raise DataError(f"{path.name}: found no cases; accepted: a list of cases")
    return [_complete(case, f"{path.name}, case {number}") for number, case in enumerate(found)]


def _complete(case: Any, where: str) -> dict[str, Any]:
    if not isinstance(case, dict):
        raise DataError(f"{where}: found {case!r}; accepted: an object with country, strategy, years, inputs and outputs")
    absent = [name for name in ("country", "strategy", "years", "inputs", "outputs") if not case.get(name)]
    if absent:
        raise DataError([f"{where}, field {name}: missing" for name in absent])
    if not re.fullmatch(PLAN, case["strategy"]):
        raise DataError(f"{where}, field strategy: found {case['strategy']!r}; accepted: {PLAN_IN_WORDS}")
    return case


def _span(years: str, where: str) -> int:
    first, _, last = years.partition("-")
    if not (first.isdigit() and last.isdigit() and int(first) <= int(last)):
        raise DataError(f"{where}, field years: found {years!r}; accepted: first and last year, such as 2020-2030")
    return int(last) - int(first) + 1


def _table(case: dict[str, Any], part: str, numbers: tuple[str, ...], where: str, texts: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    problems = [
        f"{where}, {part}, region {at}, field {name}: found {region.get(name)!r}; accepted: a finite number"
        for at, region in enumerate(case[part])
        for name in numbers
        if not is_number(region.get(name))
    ] + [
        f"{where}, {part}, region {at}, field {name}: missing"
        for at, region in enumerate(case[part])
        for name in texts
        if not region.get(name)
    ]
    if problems:
        raise DataError(problems[:5])
    return pd.DataFrame(case[part])[[*texts, *numbers]]
