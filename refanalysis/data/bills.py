"""Bills of quantities: a technology's own components, and those of the backhaul and the power system it stands on."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from refanalysis.data.tables import state, table
from refanalysis.schema import DataError

if TYPE_CHECKING:
    import pandas as pd


def bills() -> pd.DataFrame:
    """Bill of quantities of every technology that serves, from `data/technologies.csv` and `data/components.csv`."""
    return _bills(state("components"), state("technologies")).copy()


@lru_cache(maxsize=8)
def _bills(*states: tuple[Path, int]) -> pd.DataFrame:
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


def unasked(rows: pd.DataFrame) -> list[str]:
    """One sentence for each row of assumptions or of a scenario that names a part no technology that serves would ask for.

    Parameters
    ----------
    rows
        Columns technology, component, file and row.

    Notes
    -----
    Numbers of a backhaul or a power system are asked for the technology that stands on it, or for the component alone.
    """
    roles = table("technologies").set_index("technology")["role"]
    bill = set(bills()[["technology", "component"]].itertuples(index=False, name=None))
    found = []
    for row in rows[rows["technology"] != ""].itertuples():
        where = f"{row.file}, row {row.row}, column"
        if roles[row.technology] != "service":
            found.append(
                f"{where} technology: found {row.technology!r}, a {roles[row.technology]} technology that nothing asks about; "
                "accepted: a technology that stands on it, or a component alone"
            )
        elif row.component and (row.technology, row.component) not in bill:
            parts = ", ".join(component for technology, component in sorted(bill) if technology == row.technology)
            found.append(f"{where} component: found {row.component!r}, which is no part of {row.technology}; accepted: {parts}")
    return found
