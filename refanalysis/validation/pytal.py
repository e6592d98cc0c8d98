"""Cases of pytal, a model of mobile network cost and subsidy: which file holds which rule, and its comparison with ours.

The rules themselves are `pytal_costs` (assets), `pytal_network` (a region's network) and `pytal_market` (revenue, spectrum,
tax, subsidy). Amounts that pytal rounds or cuts must be equal; the others agree to a billionth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refanalysis.schema.types import DataError
from refanalysis.validation import compare, files, pytal_network, pytal_portfolio, pytal_sheets
from refanalysis.validation import pytal_costs as costs
from refanalysis.validation import pytal_market as market
from refanalysis.validation.pytal_forms import CLOSE, PROGRAM, bands, by_words, is_number, refuse, refuse_periods, share

if TYPE_CHECKING:
    import pandas as pd

PARAMETERS = "parameters.json"
NOT_NUMBERS = {"confidence", "tdd_dl_to_ul"}
OUTSIDE = {
    "site_density*": "looks up how many sites a demand needs, which is not a cost",
    "site_upgrades*": "splits sites into new and upgraded, which is not a cost",
    "end_to_end*": "chains the rules with tables of capacity that do not come with it; each cost rule has a file of its own",
    "test_suite_expected_values*": "repeats the rules with prices of a test that do not come with it",
    "timing*": "says how long pytal runs",
}


def rows(folder: Path) -> pd.DataFrame:
    """Comparison of every case of pytal in `folder`, one row for each file and quantity; see `compare.table`."""
    found: list[dict[str, Any]] = []
    for name, work in TABLES.items():
        path = files.first((folder,), name, f"{name}.gz")
        if path is not None:
            found += compare.attempt(PROGRAM, path.name, lambda path=path, work=work: _complete(path, work))
    for pattern, reason in OUTSIDE.items():
        found += [compare.unused(PROGRAM, each.name, reason, fails=False) for each in sorted(folder.glob(pattern))]
    return compare.table(found)


def _complete(path: Path, work: Callable[[Path], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    try:
        return work(path)
    except KeyError as error:
        raise DataError(f"{PARAMETERS}: holds no {error.args[0]!r}, which a row of {path.name} asks for") from error


def _row(path: Path, quantity: str, ours: Any, frame: pd.DataFrame, *, column: str = "", exact: bool = False) -> dict[str, Any]:
    """Comparison of numbers with a column of the file; amounts that pytal makes whole must be equal."""
    tolerance = {"absolute": 0.0} if exact else {"relative": CLOSE}
    keys = [f"row {number}" for number in frame.index]
    return compare.numbers(PROGRAM, path.name, quantity, ours, frame[column or quantity], keys, **tolerance)


def _discounting(path: Path) -> list[dict[str, Any]]:
    names = (
        "amount_usd",
        "return_period_y",
        "discount_rate_pct",
        "opex_pct_of_capex",
        "wacc_pct",
        "capex_and_opex_npv",
        "opex_npv",
    )
    frame = _read(path, names)
    refuse_periods(frame, path, "return_period_y")
    amount, years = frame["amount_usd"], frame["return_period_y"]
    rate, opex, wacc = (share(frame[name]) for name in ("discount_rate_pct", "opex_pct_of_capex", "wacc_pct"))
    both = costs.purchase_and_running(amount, opex, rate, years, wacc)
    return [
        _row(path, "capex_and_opex_npv", both, frame),
        _row(path, "opex_npv", costs.running(amount, rate, years, wacc), frame),
    ]


def _administration(path: Path) -> list[dict[str, Any]]:
    names = ("network_cost_usd", "admin_pct", "discount_rate_pct", "n_years", "administration_npv")
    frame = _read(path, names)
    refuse_periods(frame, path, "n_years")
    yearly, rate = share(frame["admin_pct"]), share(frame["discount_rate_pct"])
    ours = costs.administration(frame["network_cost_usd"], yearly, rate, frame["n_years"])
    return [_row(path, "administration_npv", ours, frame)]


def _spectrum(path: Path) -> list[dict[str, Any]]:
    numbers = ("population", "coverage_usd_mhz_pop", "capacity_usd_mhz_pop", "low_pct", "high_pct", "spectrum_cost")
    frame = _read(path, numbers, ("bands", "spectrum_option"))
    refuse(frame, path, "spectrum_option", ~frame["spectrum_option"].isin(["low", "baseline", "high"]), "low, baseline, high")
    widths = bands(frame, path, "bands")
    factor = frame[["spectrum_option", "low_pct", "high_pct"]].apply(
        lambda row: market.spectrum_factor(row.iloc[0], row.iloc[1] / 100, row.iloc[2] / 100), axis=1
    )
    prices = (frame["coverage_usd_mhz_pop"] * factor, frame["capacity_usd_mhz_pop"] * factor)
    return [_row(path, "spectrum_cost", market.spectrum(frame["population"], *widths, prices), frame)]


def _tax_profit(path: Path) -> list[dict[str, Any]]:
    frame = _read(path, ("network_cost_usd", "tax_pct", "profit_margin_pct", "tax", "profit"))
    cost = frame["network_cost_usd"]
    return [
        _row(path, "tax", market.tax(cost, share(frame["tax_pct"])), frame, exact=True),
        _row(path, "profit", cost * share(frame["profit_margin_pct"]), frame),
    ]


def _backhaul(path: Path) -> list[dict[str, Any]]:
    frame = _read(path, ("area_km2", "nodes", "backhaul_cost"), ("geotype", "tech"))
    refuse(frame, path, "tech", ~frame["tech"].isin(["microwave", "fiber"]), "microwave, fiber")
    refuse(frame, path, "area_km2", frame["area_km2"] <= 0, "an area above 0")
    prices = _parameters(path)["costs_usd"]
    fibre = [prices[f"fiber_{geotype}_m"] for geotype in frame["geotype"]]
    radio = tuple(prices[name] for name in pytal_network.MICROWAVE)
    distance = costs.distance_to_node(frame["area_km2"], frame["nodes"])
    return [_row(path, "backhaul_cost", costs.backhaul(distance, frame["tech"].eq("fiber"), fibre, radio), frame)]


def _network_cost(path: Path) -> list[dict[str, Any]]:
    numbers = (
        "area_km2", "new_sites", "upgraded_sites", "new_backhaul", "site_density", "core_node_new", "core_edge_new_m",
        "regional_node_new", "regional_node_existing", "regional_edge_new_m",
    )  # fmt: skip
    results = (*pytal_network.GROUPS, "network_cost")
    frame = _read(path, (*numbers, *results), ("country", "strategy", "geotype"))
    refuse(frame, path, "strategy", ~frame["strategy"].str.fullmatch(pytal_network.PLAN), pytal_network.PLAN_IN_WORDS)
    for name in ("area_km2", "site_density"):
        refuse(frame, path, name, frame[name] <= 0, "a number above 0")
    ours = pytal_network.network_cost(frame, _parameters(path))
    return [_row(path, name, ours[name], frame) for name in results]


def _demand_revenue(path: Path) -> list[dict[str, Any]]:
    results = ("phones_on_network_last", "smartphones_on_network_last", "demand_mbps_km2", "total_mno_revenue", "revenue_km2")
    numbers = ("population", "area_km2", "luminosity", "networks", "overbooking", "discount_pct")
    texts = ("geotype", "scenario", "years", "penetration", "smartphone", "arpu_high_med_low", "lum_high_med")
    frame = _read(path, (*numbers, *results), texts)
    for name in ("area_km2", "networks", "overbooking"):
        refuse(frame, path, name, frame[name] <= 0, "a number above 0")
    ours = by_words(frame, path, _demanded)
    return [_row(path, name, ours[name], frame, exact=name in results[3:]) for name in results]


def _demanded(part: pd.DataFrame, words: Any) -> dict[str, Any]:
    """Demand and revenue of the rows whose worded inputs are the same; see `pytal_forms.Words`."""
    phones = market.phones(part["population"], words.penetration, part["networks"])
    smart = phones * words.smartphones
    income = market.revenue(phones, words.arpu(part["luminosity"].to_numpy()), share(part["discount_pct"]))
    return {
        "phones_on_network_last": phones[:, -1],
        "smartphones_on_network_last": smart[:, -1],
        "demand_mbps_km2": market.demand(smart, words.rate, part["overbooking"].to_numpy(), part["area_km2"].to_numpy()),
        "total_mno_revenue": costs.banker(income),
        "revenue_km2": costs.banker(income / part["area_km2"].to_numpy()),
    }


def _portfolios(path: Path) -> list[dict[str, Any]]:
    return pytal_portfolio.rows(path, _parameters(path))


def _parameters(path: Path) -> dict[str, Any]:
    """Parameters beside the file or in the folder above, else those packaged with the project."""
    packaged = Path(__file__).parent / "cases" / PROGRAM
    found = files.first((path.parent, path.parent.parent, packaged), PARAMETERS)
    if found is None:
        raise DataError(f"{PARAMETERS}: the file is missing; {path.name} needs it")
    return _checked(files.json_object(found))


def _checked(parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters, when every price, share and count in them is a finite number."""
    places = {name: part for name, part in parameters.items() if name in {"costs_usd", "global_parameters"}}
    places |= {f"{name}, financials": part["financials"] for name, part in parameters.items() if name.startswith("country_")}
    problems = [
        f"{PARAMETERS}, {place}, {name}: found {value!r}; accepted: a finite number"
        for place, part in places.items()
        for name, value in part.items()
        if name not in NOT_NUMBERS and not is_number(value)
    ]
    if problems:
        raise DataError(problems[:5])
    return parameters


def _read(path: Path, numbers: Sequence[str], texts: Sequence[str] = ()) -> pd.DataFrame:
    return files.table(path, dict.fromkeys(numbers, "number") | dict.fromkeys(texts, "text"))


TABLES: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
    "discounting.csv": _discounting,
    "administration.csv": _administration,
    "spectrum.csv": _spectrum,
    "tax_profit.csv": _tax_profit,
    "backhaul_cost.csv": _backhaul,
    "network_cost.csv": _network_cost,
    "demand_revenue.csv": _demand_revenue,
    "assess_portfolios.json": _portfolios,
    "spreadsheet_values.csv": pytal_sheets.rows,
}
KNOWN = (*TABLES, *(f"{name}.gz" for name in TABLES), PARAMETERS, *OUTSIDE)
