"""What a workbook is made of, and which assumptions the model reads for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from refanalysis import data, tco
from refanalysis.assumptions import Assumptions
from refanalysis.tco.dimensions import bill
from refanalysis.tco.flows import options
from refanalysis.tco.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from refanalysis.data import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An operation, its values and options, and what Python computes for them.

    Attributes
    ----------
    bills
        Rows of the bill of quantities by technology.
    read
        Rows of the table of assumptions that are read, in its order.
    flows, outcomes
        Tables from `tco.cash_flows` and `tco.outcomes`.
    """

    operation: Operation
    values: Assumptions
    settings: Settings
    bills: dict[str, list[Any]]
    read: tuple[int, ...]
    flows: pd.DataFrame
    outcomes: pd.DataFrame

    @property
    def technologies(self) -> list[str]:
        """Options, in order."""
        return list(self.bills)

    @property
    def horizon(self) -> int:
        """Years of service."""
        return int(self.operation.levers["horizon"])

    @property
    def basis(self) -> str:
        """Currency and price year of amounts at today's prices."""
        return str(self.operation.levers["price_basis"])

    @property
    def sites(self) -> list[str]:
        """Their site_id, in order."""
        return list(self.operation.sites["site_id"])


def case(
    operation: Operation,
    values: Assumptions,
    technologies: Iterable[str] | None,
    components: pd.DataFrame | None,
    settings: Settings,
) -> Case:
    """An operation computed once in Python, with the assumptions that were read on the way.

    Raises
    ------
    ValueError
        For values that are not assumptions of the base case, or no technology.
    DataError
        As `tco.cash_flows`.
    """
    if not isinstance(values, Assumptions):
        raise ValueError(f"a workbook is written from assumptions; found {type(values).__name__}")
    chosen, table = options(operation, technologies), data.bills() if components is None else components
    watched = _Watched(values=values)
    flows = tco.cash_flows(operation, watched, chosen, values.scenario, table, settings)
    outcomes = tco.outcomes(flows, operation, watched, settings)
    if values.has("inflation"):
        watched.value("inflation")
    return Case(
        operation=operation,
        values=values,
        settings=settings,
        bills={name: bill(table, name) for name in chosen},
        read=tuple(sorted(watched.read)),
        flows=flows,
        outcomes=outcomes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watched:
    """Assumptions that remember which of their rows were asked for."""

    values: Assumptions
    read: set[int] = field(default_factory=set)

    def value(self, parameter: str, technology: str = "", component: str = "") -> float:
        self.read.add(self.values.position(parameter, technology, component))
        return self.values.value(parameter, technology, component)

    def has(self, parameter: str, technology: str = "", component: str = "") -> bool:
        return self.values.has(parameter, technology, component)
