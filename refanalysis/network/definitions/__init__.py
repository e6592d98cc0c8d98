"""What every measure means: definition, convention where programs differ, plain words, first description.

Each module holds the `ROWS` of one subject: measure, level (actor, network or both), definition, convention, plain, reference.
"""

from __future__ import annotations

import pandas as pd

from refanalysis import schema
from refanalysis.network.definitions import groups, holes, layers, order, presence, removal, roles, standing, twomode, whole

_EVERY = (standing, holes, roles, groups, layers, order, removal, twomode, presence, whole)


def definitions() -> pd.DataFrame:
    """Definition of every measure and brokerage role: table `measure_definitions`."""
    columns = ["measure", "level", "definition", "convention", "plain", "reference"]
    rows = [row for module in _EVERY for row in module.ROWS]
    return schema.check(pd.DataFrame(rows, columns=columns), "measure_definitions")
