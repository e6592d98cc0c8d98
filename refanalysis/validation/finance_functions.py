"""Financial functions of numpy-financial and the levelised cost of PySAM against `refanalysis.finance`.

What only they do, and stands here: where flows change sign several times and several rates bring their value to zero, the real
rate nearest to zero is reported; a fixed charge rate spreads the capital in place of a dated ledger.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from refanalysis import finance
from refanalysis.schema.types import DataError
from refanalysis.validation import compare, files

KNOWN = ("npv_irr_pmt*.csv*", "pysam_lcoefcr*.csv*")
TOLERANCE = 1e-6
_ROLES = {
    "fixed charge rate": ("fixed_charge_rate", "fcr"),
    "capital cost": ("capital_cost", "tcc"),
    "fixed operating cost": ("fixed_operating_cost", "foc"),
    "variable operating cost": ("variable_operating_cost", "voc"),
    "annual energy": ("annual_energy", "aep"),
    "levelised cost": ("lcoe_fcr", "lcoe"),
}


def rate_nearest_zero(flows: np.ndarray) -> float:
    """Rate at which the value of yearly `flows`, shape (years,), is zero; of several real ones that nearest to zero.

    Notes
    -----
    With x = 1 / (1 + r) the value is a polynomial in x; a positive real root is a rate above -1. Where there is only one change
    of sign, the root is unique and `finance.irr` gives it.

    Examples
    --------
    >>> round(rate_nearest_zero(np.array([-1000.0, 300, 300, 300, 300, 300])), 6)
    0.152382
    """
    unique = finance.irr(flows)
    if np.isfinite(unique):
        return unique
    roots = np.roots(flows[::-1])
    positive = roots[(roots.imag == 0) & (roots.real > 0)].real
    rates = 1.0 / positive - 1.0
    return float(rates[np.argmin(np.abs(rates))]) if rates.size else float("nan")


def rows(path: Path) -> list[dict[str, Any]]:
    """Comparison rows of net present value, internal rate of return and level payment."""
    names = ("npv_t0", "irr", "annuity_pmt")
    kinds = {"rate": "number", "cashflow": "text", "npv_t0": "number", "irr": "optional number", "annuity_pmt": "number"}
    read = files.table(path, kinds)
    flows = [_flows(path, row, text) for row, text in read["cashflow"].items()]
    rates = read["rate"].tolist()
    each = list(zip(flows, rates, strict=True))
    ours = {
        "npv_t0": [finance.present_value(flow, rate) for flow, rate in each],
        "irr": [rate_nearest_zero(flow) for flow in flows],
        "annuity_pmt": [finance.annual_cost(-flow[0], rate, len(flow) - 1) for flow, rate in each],
    }
    keys = [f"row {row}" for row in read.index]
    notes = {"irr": "with several changes of sign, the real rate nearest to zero"}
    return [
        compare.numbers("other", path.name, n, ours[n], read[n], keys, relative=TOLERANCE, note=notes.get(n, "")) for n in names
    ]


def levelised_rows(path: Path) -> list[dict[str, Any]]:
    """Comparison rows of PySAM's levelised cost: (charge rate x capital + fixed cost) / energy + variable cost."""
    header = files.header(path)
    found = {role: [name for name in header if name.lower() in names] for role, names in _ROLES.items()}
    unclear = [role for role, names in found.items() if len(names) != 1]
    if unclear:
        reason = f"no single column is known to hold: {', '.join(unclear)}; found: {', '.join(header)}"
        return [compare.unused("other", path.name, reason, fails=False)]
    columns = {role: names[0] for role, names in found.items()}
    read = files.table(path, dict.fromkeys(columns.values(), "number"))
    rate, capital, fixed, variable, energy, levelised = (read[columns[role]].to_numpy() for role in _ROLES)
    ours = (rate * capital + fixed) / energy + variable
    keys = [f"row {row}" for row in read.index]
    note = f"columns read as: {', '.join(f'{name} = {role}' for role, name in columns.items())}"
    return [
        compare.numbers("other", path.name, columns["levelised cost"], ours, levelised, keys, relative=TOLERANCE, note=note)
    ]


def _flows(path: Path, row: Any, text: str) -> np.ndarray:
    try:
        flows = np.array([float(part) for part in text.split(";")])
    except ValueError:
        flows = np.array([np.nan])
    if len(flows) < 2 or not np.isfinite(flows).all():
        shown = text if len(text) <= 60 else text[:60] + " …"
        raise DataError(
            f"{path.name}, row {row}, column cashflow: found {shown!r}; accepted: two or more numbers separated by ;"
        )
    return flows
