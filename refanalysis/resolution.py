"""Which row answers for a parameter, a technology and a component: the most specific one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

Rows = Mapping[str, list[tuple[str, str, tuple[bool, bool, bool, bool], int]]]


def index(table: pd.DataFrame) -> Rows:
    """Rows of an assumptions table by parameter: (technology, component, specificity, position).

    Specificity is compared from left to right: stated by the operation itself, for this component, for this technology, for
    this country. So (technology, country) beats (technology, any) beats (any, country) beats (any, any).
    """
    rows: dict[str, list[tuple[str, str, tuple[bool, bool, bool, bool], int]]] = {}
    columns = ("parameter", "technology", "component", "country", "own")
    for position, (parameter, technology, component, country, own) in enumerate(
        zip(*(table[column] for column in columns), strict=True)
    ):
        specificity = (bool(own), bool(component), bool(technology), bool(country))
        rows.setdefault(parameter, []).append((technology, component, specificity, position))
    return rows


def best(rows: Rows, parameter: str, technology: str, component: str) -> int | None:
    """Position of the row that answers, or None when no row does."""
    fitting = [
        (specificity, position)
        for row_technology, row_component, specificity, position in rows.get(parameter, [])
        if row_technology in {technology, ""} and row_component in {component, ""}
    ]
    return max(fitting)[1] if fitting else None
