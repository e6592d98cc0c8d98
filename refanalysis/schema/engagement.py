"""Tables on whom to talk to."""

from __future__ import annotations

from refanalysis.schema.types import Table

ENGAGEMENT_RESULTS: tuple[Table, ...] = ()
