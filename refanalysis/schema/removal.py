"""Tables on what breaks when actors leave, and on actors and the places they work in."""

from __future__ import annotations

from refanalysis.schema.types import Table

REMOVAL_RESULTS: tuple[Table, ...] = ()
