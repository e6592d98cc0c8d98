"""Cases of other peers: HOMER, the planning platform of ITU and Giga, the community network builder, financial functions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refanalysis.validation import compare, files, finance_functions, homer, itu, locnet

if TYPE_CHECKING:
    import pandas as pd

PROGRAM = "other"
_WORK: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
    "homer_net_present_cost": homer.rows,
    "itu_cpp_cost_functions": itu.rows,
    "locnet_power_model": locnet.power_rows,
    "locnet_demand_curve": locnet.demand_rows,
    "npv_irr_pmt": finance_functions.rows,
    "pysam_lcoefcr": finance_functions.levelised_rows,
}
_WITHOUT_FORM = ("locnet_full_example.json", "onsset_standalone_lcoe.csv", "qubic_network_cost.csv", "qubic_parameters.json")
KNOWN = (*homer.KNOWN, *itu.KNOWN, *locnet.KNOWN, *finance_functions.KNOWN, *(f"{name}*" for name in _WITHOUT_FORM))


def rows(folder: Path) -> pd.DataFrame:
    """Comparison rows of every case in `folder`; a peer whose files have no known form is named and not compared."""
    found: list[dict[str, Any]] = []
    for stem, compared in _WORK.items():
        for path in files.named(folder, stem):
            found += compare.attempt(PROGRAM, path.name, lambda path=path, compared=compared: compared(path))
    for name in _WITHOUT_FORM:
        path = files.first([folder], name, f"{name}.gz")
        if path is not None:
            found.append(compare.unused(PROGRAM, path.name, "the form of this peer's files is not known", fails=False))
    return compare.table(found)
