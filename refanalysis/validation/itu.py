"""The cost functions of the connectivity planning platform of ITU and Giga as a profile of the ledger.

What only it does, and stands here: hardware is bought again floor(period / life) times, also in the very last year; all of
the capital is spread evenly over the period and then discounted at the end of each year; revenue stops growing at the most a
technology can carry. The last column of its cases is the dated cash flow of the same bill: the ledger with its own dates.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.schema.types import DataError
from refanalysis.tco import ledger
from refanalysis.tco.settings import Settings
from refanalysis.validation import compare, files

if TYPE_CHECKING:
    import pandas as pd

KNOWN = ("itu_cpp_cost_functions*.csv*", "itu_cpp_parameters.csv")
TOLERANCE = 1e-6
RESULTS = (
    "capex_init", "capex_reinv", "capex_total", "opex_annual", "cost_of_ownership", "revenue_annual", "profit", "annual_cost",
    "pvifa", "pv_costs", "pv_revenues", "npv", "pv_cashflow_exact",
)  # fmt: skip
_INPUTS = ("project_years", "throughput_mbps", "fibre_km", "interest")
_PARAMETERS = (
    "hardware", "one_time_fee", "per_km", "route_factor", "life_y", "upkeep_of_hardware", "upkeep_of_capex", "annual_fee",
    "fee_per_mbps", "most_mbps",
)  # fmt: skip
_SETTINGS = Settings(residual="none", overhead=False, contingency=False)


def cost_functions(rows: pd.DataFrame, horizon: int) -> dict[str, np.ndarray]:
    """Every result by its name in `RESULTS`, shape (rows,) [USD; pvifa: year].

    Parameters
    ----------
    rows
        throughput_mbps, fibre_km, interest, and the parameters of each row's technology.
    horizon
        Project period [year].
    """
    each = {name: rows[name].to_numpy() for name in rows}
    years, rate, hardware = float(horizon), each["interest"], each["hardware"]
    works = each["one_time_fee"] + each["route_factor"] * each["fibre_km"] * each["per_km"]
    first = hardware + works
    again = hardware * np.floor(years / each["life_y"])
    upkeep = each["annual_fee"] + each["upkeep_of_hardware"] * hardware + each["upkeep_of_capex"] * first
    revenue = np.minimum(each["throughput_mbps"], each["most_mbps"]) * each["fee_per_mbps"]
    owned = first + again + years * upkeep
    spread = (first + again) / years + upkeep
    one, costs, income = (_yearly(amount, horizon, rate) for amount in (np.ones(len(rows)), spread, revenue))
    bought = ledger.purchases(hardware, each["life_y"], horizon, settings=_SETTINGS)
    dated = works + sum(ledger.present_value(bought[item], rate) for item in ("capex", "replacement"))
    values = (
        first, again, first + again, upkeep, owned, revenue, years * revenue - owned, spread, one, costs, income,
        income - costs, dated + _yearly(upkeep, horizon, rate),
    )  # fmt: skip
    return dict(zip(RESULTS, values, strict=True))


def rows(path: Path) -> list[dict[str, Any]]:
    """Comparison rows of every result."""
    read = files.table(path, {"technology": "text", **dict.fromkeys((*_INPUTS, *RESULTS), "number")})
    horizons = files.whole_years(path, read, "project_years")
    known = _parameters(path.parent)
    absent = sorted(set(read["technology"]) - set(known.index))
    if absent:
        at = read.index[read["technology"] == absent[0]][0]
        raise DataError(f"{path.name}, row {at}, column technology: found {absent[0]!r}; accepted: {', '.join(known.index)}")
    bills = read[[*_INPUTS]].assign(**{name: read["technology"].map(known[name]) for name in _PARAMETERS})
    ours = {name: np.zeros(len(read)) for name in RESULTS}
    for horizon in np.unique(horizons):
        same = horizons == horizon
        for name, values in cost_functions(bills[same], int(horizon)).items():
            ours[name][same] = values
    keys = [
        f"{line.technology}, {line.project_years:g} y, {line.throughput_mbps:g} Mbps, {line.fibre_km:g} km, {line.interest:g}"
        for line in read.itertuples()
    ]
    notes = {"pv_cashflow_exact": "the dated cash flow", "pv_costs": "capital spread evenly"}
    return [
        compare.numbers("other", path.name, name, ours[name], read[name], keys, relative=TOLERANCE, note=notes.get(name, ""))
        for name in RESULTS
    ]


def _parameters(folder: Path) -> pd.DataFrame:
    """The platform's published defaults by technology, from the folder or those packaged."""
    from refanalysis.validation.cases import PACKAGED

    path = files.first([folder, PACKAGED / "other"], "itu_cpp_parameters.csv")
    if path is None:
        raise DataError("itu_cpp_parameters.csv: the file is missing")
    kinds = {"technology": "text", **dict.fromkeys(_PARAMETERS, "number")}
    return files.table(path, kinds, key=("technology",)).set_index("technology")


def _yearly(amount: np.ndarray, horizon: int, rate: np.ndarray) -> np.ndarray:
    return ledger.present_value(ledger.yearly(amount, horizon, settings=_SETTINGS), rate)
