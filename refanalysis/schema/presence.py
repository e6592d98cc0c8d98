"""Tables that the analysis of who does what where returns."""

from __future__ import annotations

from refanalysis.schema.types import Table

PRESENCE_RESULTS: tuple[Table, ...] = ()
