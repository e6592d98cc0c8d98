"""The choice of technologies behind a control: more or less money, and the map and its sentence again.

::

    widgets.explore(portfolio.choice_by_money(case, given, rules), **portfolio.money_controls())
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from refanalysis import data, figures, prose, readable, tables
from refanalysis.schema import DataError
from refanalysis.tco.portfolio import operation as choice
from refanalysis.widgets.controls import slider

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.data import Operation
    from refanalysis.tables import Display
    from refanalysis.tco.portfolio import Choice, Rules
    from refanalysis.tco.portfolio.operation import Case

_LEAST, _MOST, _START, _STEP = 10, 200, 100, 10
_PERCENT = 100.0
_GAP, _SECONDS = 1e-3, 0.6
_NAMED = 12


def choice_by_money(
    operation: Operation, given: Case, rules: Rules, statuses: pd.DataFrame | None = None, best: Choice | None = None
) -> Callable[[int], list[Display]]:
    """Return draw(money): the best choice when all ceilings are `money` per cent of those of `rules`, as a sentence and a map.

    Parameters
    ----------
    given, rules
        From `refanalysis.tco.portfolio.operation`.
    statuses
        Table `site_status`, for a rule on worst-served sites.
    best
        The choice under `rules` as they are, where it is known already.

    Notes
    -----
    The search for any other amount is cut short so that a move is answered within a second; the sentence says how far the best
    could be.
    """
    technologies = data.table("technologies").set_index("technology")
    names, colours = technologies["label"], technologies["colour"]
    everybody = float(given.alone.drop_duplicates("site")["users"].sum())

    def draw(money: int) -> list[Display]:
        level = money / _PERCENT
        try:
            known = best is not None and money == _START
            scaled = choice.scaled(rules, level)
            found = best if known else choice.most_users(given, scaled, statuses, gap=_GAP, seconds=_SECONDS)
        except DataError as conflict:
            return [tables.text(prose.portfolio.conflict(str(conflict).splitlines(), None, given.unit, shown=False))]
        placed = readable.portfolio.placed(found, operation.sites)
        said = prose.portfolio.served(found, len(operation.sites), everybody)
        fig = figures.choice_map(placed, names, colours, named=_NAMED)
        title = f"With {money} % of the money: {prose.portfolio.caption(found, len(operation.sites))}"
        return [tables.text(said), figures.show(fig, "choice_by_money", title, said, placed, quick=True)]

    return draw


def money_controls() -> dict[str, Any]:
    """Return the control of `choice_by_money`: the money, in per cent of the ceilings."""
    money = slider(_LEAST, _MOST, _START, _STEP)
    money.description = "Money, % of both ceilings"
    return {"money": money}
