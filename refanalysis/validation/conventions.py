"""How far each program's convention lies from a dated cash flow, on one published bill."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from refanalysis.tco import ledger
from refanalysis.tco.settings import Settings
from refanalysis.validation import files

if TYPE_CHECKING:
    import pandas as pd

Bill = dict[str, float]
_DATED = Settings(overhead=False, contingency=False)


def bill() -> Bill:
    """HOMER's example: capital and replacement [USD], life [year], running cost [USD/year], horizon [year], rate."""
    from refanalysis.validation.cases import PACKAGED

    names = {
        "capital": "capital", "replacement": "replacement", "life_y": "life", "annual_om_fuel": "running",
        "project_y": "horizon", "real_discount": "rate",
    }  # fmt: skip
    kinds = {**dict.fromkeys(names, "number"), "published": "optional number"}
    read = files.table(PACKAGED / "other" / "homer_net_present_cost.csv", kinds)
    example = read[read["published"].notna()].iloc[0]
    return {ours: float(example[theirs]) for theirs, ours in names.items()}


def conventions(example: Bill | None = None) -> pd.DataFrame:
    """Present value of one bill under each convention, and how far it lies from the dated cash flow.

    Parameters
    ----------
    example
        capital, replacement, life, running, horizon, rate, as from `bill`, which is taken by default.

    Returns
    -------
    DataFrame
        convention, scope ("one setting" or "whole program"), programs, unit, present_value, difference [share].
    """
    import pandas as pd

    chosen = bill() if example is None else example
    dated = _settings(chosen, _DATED)
    rows = [(words, scope, programs, value(chosen)) for words, scope, programs, value in _CONVENTIONS]
    frame = pd.DataFrame(rows, columns=["convention", "scope", "programs", "present_value"])
    frame.insert(3, "unit", "USD")
    return frame.assign(difference=frame["present_value"] / dated - 1.0)


def _settings(chosen: Bill, settings: Settings, rate: float | None = None) -> float:
    """Present value of the bill under the settings of the ledger [USD]."""
    horizon = int(chosen["horizon"])
    used = chosen["rate"] if rate is None else rate
    bought = ledger.purchases(
        chosen["capital"], chosen["life"], horizon, replacement_price=chosen["replacement"], settings=settings
    )
    paid = [*bought.values(), ledger.yearly(chosen["running"], horizon, settings=settings)]
    return float(sum(ledger.present_value(each, used) for each in paid))


def _one(**changed: str) -> Callable[[Bill], float]:
    """The dated cash flow with one setting changed, or several."""
    settings = Settings(**{"overhead": False, "contingency": False, **changed})  # type: ignore[arg-type]
    return lambda chosen: _settings(chosen, settings)


def _undiscounted(chosen: Bill) -> float:
    return _settings(chosen, _DATED, rate=0.0)


def _school_model(chosen: Bill) -> float:
    settings = Settings(replacement="none", residual="none", overhead=False, contingency=False)
    return _settings(chosen, settings, rate=0.0)


def _marked_up(chosen: Bill) -> float:
    """The discounted cost raised once by the cost of capital, here the discount rate itself."""
    settings = Settings(opex_timing="start", replacement="none", residual="none", overhead=False, contingency=False)
    return _settings(chosen, settings) * (1.0 + chosen["rate"])


def _spread(chosen: Bill) -> float:
    """All capital, with floor(period / life) replacements, spread evenly over the period and discounted at each year's end."""
    horizon = int(chosen["horizon"])
    capital = chosen["capital"] + chosen["replacement"] * np.floor(horizon / chosen["life"])
    yearly = ledger.yearly(capital / horizon + chosen["running"], horizon, settings=_DATED)
    return float(ledger.present_value(yearly, chosen["rate"]))


_CONVENTIONS: tuple[tuple[str, str, str, Callable[[Bill], float]], ...] = (
    ("dated cash flow, the default here", "whole program", "HOMER", _one()),
    ("running costs paid in mid-year", "one setting", "", _one(opex_timing="middle")),
    ("running costs paid at the start of the year", "one setting", "globalsat, pytal", _one(opex_timing="start")),
    ("replaced at the start of the year it falls due", "one setting", "", _one(replacement="start_of_year")),
    ("no credit for unused life", "one setting", "ITU platform", _one(residual="none")),
    ("nothing is replaced", "one setting", "giga, globalsat, pytal", _one(replacement="none")),
    ("not discounted", "one setting", "giga", _undiscounted),
    ("a plain sum, nothing replaced or credited", "whole program", "giga", _school_model),
    (
        "running costs in advance, nothing replaced or credited", "whole program", "globalsat",
        _one(opex_timing="start", replacement="none", residual="none"),
    ),
    ("the same, raised once by the cost of capital", "whole program", "pytal", _marked_up),
    ("all capital spread evenly over the years", "whole program", "ITU platform", _spread),
)  # fmt: skip
