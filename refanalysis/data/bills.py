"""Bills of quantities: a technology's own components, and those of the backhaul and the power system it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis.data.tables import table
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd


def bills() -> pd.DataFrame:
    """Bill of quantities of every technology that serves, from `data/technologies.csv` and `data/components.csv`."""
    return joined(table("components"), table("technologies"))


def joined(components: pd.DataFrame, technologies: pd.DataFrame) -> pd.DataFrame:
    """Bills of the technologies of role `service`, each with the components of its backhaul and its power system.

    Returns
    -------
    pandas.DataFrame
        Table `components` with one more column, part_of: the technology each component was listed under.

    Raises
    ------
    DataError
        For a component that would stand twice in one bill.
    """
    import pandas as pd

    service = technologies[technologies["role"] == "service"]
    blocks = [
        components[components["technology"] == source].assign(technology=row.technology, part_of=source)
        for row in service.itertuples()
        for source in (row.technology, row.backhaul, row.power)
        if source
    ]
    frame = pd.concat(blocks, ignore_index=True)
    twice = frame[frame.duplicated(["technology", "component"])]
    if not twice.empty:
        raise DataError(
            [
                f"components.csv: {row.component} of {row.part_of} would stand twice in the bill of {row.technology}; "
                "accepted: once, in the technology, its backhaul or its power"
                for row in twice.itertuples()
            ]
        )
    return frame
