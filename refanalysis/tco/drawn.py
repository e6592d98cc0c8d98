"""One outcome of an operation as a function of its values: what `refanalysis.sensitivity` asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from refanalysis.tco.measures import outcomes_by_draw

if TYPE_CHECKING:
    from refanalysis.assumptions import Values
    from refanalysis.data import Operation


def model(
    operation: Operation, outcome: str, technologies: str | Iterable[str], site: str = "all", **options: Any
) -> Callable[[Values], np.ndarray]:
    """Function of values that returns an outcome of one technology, shape (n,), or of several, shape (technologies, n).

    Parameters
    ----------
    outcome
        One of those `outcomes` lists.
    technologies
        A technology, or several in the order wanted.
    site
        A site_id, or all.
    options
        Further arguments of `outcomes_by_draw`.

    Raises
    ------
    ValueError
        When the function is called, for a site, technology or outcome that the operation does not have.
    """
    names = [technologies] if isinstance(technologies, str) else list(technologies)

    def measured(values: Values) -> np.ndarray:
        table = outcomes_by_draw(operation, values, names, only=[outcome], **options)
        kept = table[table["site"] == site]
        if kept.empty:
            raise ValueError(f"no site is called {site!r}; known: {', '.join(dict.fromkeys(table['site']))}")
        wide = kept.set_index(["technology", "draw"])["value"].unstack("draw").loc[names].to_numpy()
        return wide[0] if isinstance(technologies, str) else wide

    return measured
