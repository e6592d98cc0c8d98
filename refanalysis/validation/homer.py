"""HOMER's net present cost as a profile of the ledger: dated replacements, straight-line salvage, running costs at year's end.

What only it does, and stands here: salvage is credited on the price of a replacement even where nothing was replaced.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis import finance
from refanalysis.tco import ledger
from refanalysis.tco.settings import Settings
from refanalysis.validation import compare, files

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

KNOWN = ("homer_net_present_cost*.csv*",)
TOLERANCE, PUBLISHED_WITHIN = 1e-6, 10.0
_SETTINGS = Settings(overhead=False, contingency=False)
_INPUTS = ("capital", "replacement", "life_y", "annual_om_fuel", "project_y", "real_discount")
_RESULTS = ("npc", "annualized", "pv_replacements", "salvage_end")


def net_present_cost(
    capital: ArrayLike, replacement: ArrayLike, life: ArrayLike, running: ArrayLike, horizon: int, rate: ArrayLike
) -> dict[str, np.ndarray]:
    """Net present cost, yearly equivalent, present value of the replacements, salvage at the end [currency], shape (rows,).

    Examples
    --------
    >>> float(net_present_cost([96000], [48000], [3.52], [37440], 25, [0.06])["npc"][0].round(1))
    725245.4
    """
    bought = ledger.purchases(capital, life, horizon, replacement_price=replacement, settings=_SETTINGS)
    credit = ledger.purchases(replacement, life, horizon, settings=_SETTINGS)["residual"]
    paid = ledger.yearly(running, horizon, settings=_SETTINGS)
    value = sum(ledger.present_value(each, rate) for each in (bought["capex"], bought["replacement"], credit, paid))
    return {
        "npc": value,
        "annualized": finance.annual_cost(value, rate, horizon),
        "pv_replacements": ledger.present_value(bought["replacement"], rate),
        "salvage_end": -credit.amount.sum(axis=-1),
    }


def rows(path: Path) -> list[dict[str, Any]]:
    """Comparison rows: the computed columns, and the published value where there is one."""
    kinds = {"case": "text", **dict.fromkeys((*_INPUTS, *_RESULTS), "number"), "published": "optional number"}
    read = files.table(path, kinds)
    horizons = files.whole_years(path, read, "project_y")
    ours = {name: np.zeros(len(read)) for name in _RESULTS}
    for horizon in np.unique(horizons):
        same = horizons == horizon
        capital, replacement, life, running, _, rate = (read.loc[same, name].to_numpy() for name in _INPUTS)
        for name, values in net_present_cost(capital, replacement, life, running, int(horizon), rate).items():
            ours[name][same] = values
    keys = [f"{case}, row {row}" for row, case in zip(read.index, read["case"], strict=True)]
    found = [compare.numbers("other", path.name, name, ours[name], read[name], keys, relative=TOLERANCE) for name in _RESULTS]
    known = read["published"].notna().to_numpy()
    if not known.any():
        return found
    names = [key for key, is_known in zip(keys, known, strict=True) if is_known]
    published = read.loc[known, "published"]
    note = "rounding in the published table"
    return [
        *found,
        compare.numbers(
            "other", path.name, "npc as published", ours["npc"][known], published, names, absolute=PUBLISHED_WITHIN, note=note
        ),
    ]
