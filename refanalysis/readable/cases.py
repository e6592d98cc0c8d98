"""A real case of coordination, as readers see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refanalysis import coordination
from refanalysis.readable.coordination import QUESTIONS, answer

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.coordination import Arrangement, Case


def observed(found: Case, arrangement: Arrangement) -> pd.DataFrame:
    """Return what was observed beside what the rules give: question, observed, derived, rules.

    Parameters
    ----------
    found
        From `refanalysis.coordination.case`.
    arrangement
        Derived from its context.
    """
    import pandas as pd

    derived = coordination.headline_table(arrangement).set_index("field")
    rows = [
        {
            "question": QUESTIONS[field],
            "observed": answer(_cell(value), arrangement),
            "derived": answer(str(derived.loc[field, "value"]), arrangement),
            "rules": derived.loc[field, "rules"],
        }
        for field, value in found.oracle.items()
    ]
    return pd.DataFrame(rows, columns=["question", "observed", "derived", "rules"])


def _cell(value: object) -> str:
    return ";".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
